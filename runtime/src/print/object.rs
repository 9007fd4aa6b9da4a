//! Printing of everything that has no literal: `#object[…]`, references, exceptions (`#error {…}`), user
//! types and Java collections.

use super::Printer;
use super::collection::{LIST, SET, VECTOR};
use crate::array::Array;
use crate::class::class_name;
use crate::coll::{map, vector};
use crate::equality::is_host;
use crate::error::{Error, Result, Throwable};
use crate::hash::identity_hash;
use crate::instance::{Instance, implements};
use crate::object::{Kind, Ref};
use crate::ops;
use crate::reference::Agent;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::value::Value;

impl Printer<'_> {
    /// `#object[class 0x1234 "text"]`, with the text of `str`.
    pub(super) fn print_object(&mut self, t: &mut Thread, v: &Value) -> Result<()> {
        self.refuse_dup(v)?;
        self.print_unreadable(t, v)
    }

    /// The same for what prints so even under `*print-dup*`.
    pub(super) fn print_unreadable(&mut self, t: &mut Thread, v: &Value) -> Result<()> {
        let text = super::to_java_string(t, v)?.into();
        self.print_tagged(t, v, &text)
    }

    /// `#object[class 0x1234 representation]`
    fn print_tagged(&mut self, t: &mut Thread, v: &Value, representation: &Value) -> Result<()> {
        self.print_meta(t, v)?;
        self.text(t, "#object[")?;
        if v.is::<Array>() {
            self.print(t, &Value::str(&class_name(v)))?;
        } else {
            self.text(t, &class_name(v))?;
        }
        self.text(t, &format!(" {:#x} ", identity_hash(v)))?;
        t.descend(|t| self.print(t, representation))?;
        self.text(t, "]")
    }

    /// What cannot be read back has no `print-dup` method.
    pub(super) fn refuse_dup(&self, v: &Value) -> Result<()> {
        if !self.options.dup {
            return Ok(());
        }
        let class = class_name(v);
        Err(Error::illegal_argument(format!("No method in multimethod 'print-dup' for dispatch value: class {class}")))
    }

    /// Something that can be dereferenced: its status and value.
    pub(super) fn print_reference(&mut self, t: &mut Thread, v: &Value) -> Result<()> {
        self.refuse_dup(v)?;
        let pending = can_be_pending(v) && !ops::deref::is_realized(t, v)?;
        let (status, val) = if pending {
            ("pending", Value::NIL)
        } else {
            match ops::deref(t, v) {
                Ok(val) if v.get::<Agent>().is_some_and(|agent| !agent.error().is_nil()) => ("failed", val),
                Ok(val) => ("ready", val),
                Err(e) => ("failed", e.0.into()),
            }
        };
        let keyword = |t: &Thread, name: &str| Value::from(t.runtime.keyword(name));
        let entries = vec![(keyword(t, "status"), keyword(t, status)), (keyword(t, "val"), val)];
        let representation = map::from_pairs(t, entries)?;
        self.print_tagged(t, v, &representation)
    }

    pub(super) fn print_instance(&mut self, t: &mut Thread, instance: &Ref<Instance>, v: &Value) -> Result<()> {
        if instance.is_record() {
            return self.print_record(t, instance, v);
        }
        let is = |name: &str| implements(v, name);
        if is("clojure.lang.ISeq") || is("clojure.lang.IPersistentList") {
            self.print_meta(t, v)?;
            self.print_sequence(t, LIST, v)
        } else if is("clojure.lang.IPersistentVector") {
            self.print_meta(t, v)?;
            self.print_sequence(t, VECTOR, v)
        } else if is("clojure.lang.IPersistentMap") {
            self.print_meta(t, v)?;
            self.print_entries(t, v, None)
        } else if is("clojure.lang.IPersistentSet") {
            self.print_meta(t, v)?;
            self.print_sequence(t, SET, v)
        } else if is("clojure.lang.IDeref") {
            self.print_reference(t, v)
        } else {
            self.print_java(t, v, is)
        }
    }

    /// Java's collections: as Clojure's when printing readably.
    pub(super) fn print_java(&mut self, t: &mut Thread, v: &Value, is: impl Fn(&str) -> bool) -> Result<()> {
        if is("java.lang.Number") {
            let text = super::to_java_string(t, v)?;
            return self.text(t, &text.to_string_lossy());
        }
        let shape = if is("java.util.Map") {
            None
        } else if is("java.util.Set") {
            Some(SET)
        } else if is("java.util.RandomAccess") {
            Some(VECTOR)
        } else if is("java.util.List") || is("java.util.Collection") {
            Some(LIST)
        } else {
            return self.print_object(t, v);
        };
        if self.options.dup {
            self.text(t, &format!("#=({}. ", class_name(v)))?;
            match shape {
                None => self.print_entries(t, v, None)?,
                Some(_) => self.print_sequence(t, VECTOR, v)?,
            }
            return self.text(t, ")");
        }
        match shape {
            _ if !self.options.readably => self.print_object(t, v),
            None => self.print_entries(t, v, None),
            Some(shape) => self.print_sequence(t, shape, v),
        }
    }

    pub(super) fn print_host(&mut self, t: &mut Thread, v: &Value) -> Result<()> {
        // A class may say how its objects are read back, or which value is printed for them.
        if let Some(text) = crate::instance::call(t, v, "lisle.readable", &mut []) {
            let text = text?;
            return match text.as_ref::<crate::string::Str>() {
                Some(text) => self.text(t, &text.to_string_lossy()),
                None if text.is_nil() => self.print_object(t, v),
                None => self.print(t, &text),
            };
        }
        let runtime = t.runtime.clone();
        let classes = &runtime.classes;
        self.print_java(t, v, |name| classes.is_instance(&classes.intern(name), v))
    }

    /// `#error {…}`: what `Throwable->map` says, laid out.
    pub(super) fn print_throwable(&mut self, t: &mut Thread, thrown: &Ref<Throwable>, v: &Value) -> Result<()> {
        self.refuse_dup(v)?;
        let mut chain = vec![thrown.clone()];
        while let Some(cause) = chain.last().and_then(|e| e.cause.as_ref::<Throwable>()).cloned() {
            // A chain that comes back to itself would never end.
            if chain.len() > 1000 || chain.iter().any(|e| Ref::same(e, &cause)) {
                break;
            }
            chain.push(cause);
        }
        let Some(root) = chain.last().cloned() else {
            return Ok(());
        };
        self.text(t, "#error {\n :cause ")?;
        self.print(t, &root.message)?;
        if !root.data.is_nil() {
            self.text(t, "\n :data ")?;
            self.print(t, &root.data)?;
        }
        self.text(t, "\n :via\n [")?;
        for (i, e) in chain.iter().enumerate() {
            if i > 0 {
                self.text(t, "\n  ")?;
            }
            self.text(t, &format!("{{:type {}\n   :message ", class_name(&e.as_value())))?;
            self.print(t, &e.message)?;
            if !e.data.is_nil() {
                self.text(t, "\n   :data ")?;
                self.print(t, &e.data)?;
            }
            if let Some(at) = frames(e).into_iter().next() {
                self.text(t, "\n   :at ")?;
                self.print(t, &at)?;
            }
            self.text(t, "}")?;
        }
        self.text(t, "]\n :trace\n [")?;
        for (i, frame) in frames(&root).iter().enumerate() {
            if i > 0 {
                self.text(t, "\n  ")?;
            }
            self.print(t, frame)?;
        }
        self.text(t, "]}")
    }
}

/// Is it `clojure.lang.IPending` as well as a reference?
fn can_be_pending(v: &Value) -> bool {
    match v.kind() {
        Some(Kind::Delay | Kind::Promise | Kind::Future) => true,
        Some(Kind::Instance) => implements(v, "clojure.lang.IPending"),
        _ => false,
    }
}

/// The frames of an exception's trace as `[class method "file" line]`.
pub fn frames(e: &Ref<Throwable>) -> Vec<Value> {
    let frame = |entry: &crate::error::TraceEntry| {
        let position = entry.code.body.position(entry.pc);
        let file = position.file.rsplit('/').next().unwrap_or_default();
        let parts = vec![
            Symbol::new(None, entry.code.name.clone()).into(),
            Symbol::from_parts(None, "invoke").into(),
            Value::str(file),
            Value::long(position.line as i64),
        ];
        vector::from_vec(parts).into()
    };
    e.trace().iter().map(frame).collect()
}

/// Is a value a Java collection of the host?
pub(super) fn is_java_collection(t: &Thread, v: &Value) -> bool {
    is_host(t, v, "java.util.Collection") || is_host(t, v, "java.util.Map")
}
