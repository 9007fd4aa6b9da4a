//! Printing of collections: sequences, maps, sets, records, and metadata in front of them.

use super::Printer;
use crate::class::class_name;
use crate::coll::map;
use crate::error::{Error, ExceptionKind, Result};
use crate::instance::Instance;
use crate::keyword::Keyword;
use crate::object::{Kind, Ref};
use crate::ops;
use crate::seq;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::value::Value;

/// What stands around and between the parts.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub open: &'static str,
    pub close: &'static str,
}

pub(super) const LIST: Shape = Shape { open: "(", close: ")" };
pub(super) const VECTOR: Shape = Shape { open: "[", close: "]" };
pub(super) const SET: Shape = Shape { open: "#{", close: "}" };

impl Printer<'_> {
    /// Runs `body` one level deeper, or prints `#` if that is too deep.
    fn nested(&mut self, t: &mut Thread, body: impl FnOnce(&mut Self, &mut Thread) -> Result<()>) -> Result<()> {
        let before = self.options.level;
        if !self.options.dup {
            self.options.level = before.map(|level| level.saturating_sub(1));
        }
        let result = match self.options.level {
            Some(level) if level < 0 && !self.options.dup => self.text(t, "#"),
            _ => t.descend(|t| body(self, t)),
        };
        self.options.level = before;
        result
    }

    /// Metadata, if it is to be shown: `^{…} `.
    pub(super) fn print_meta(&mut self, t: &mut Thread, v: &Value) -> Result<()> {
        let shown = self.options.dup || (self.options.meta && self.options.readably);
        if !shown {
            return Ok(());
        }
        let meta = crate::meta::meta(t, v)?;
        if meta.is_nil() || ops::count(t, &meta)? == 0 {
            return Ok(());
        }
        self.text(t, "^")?;
        let tag: Value = t.runtime.keyword("tag").into();
        let tag = ops::get(t, &meta, &tag)?;
        if !tag.is_nil() && ops::count(t, &meta)? == 1 {
            self.print(t, &tag)?;
        } else {
            self.print(t, &meta)?;
        }
        self.text(t, " ")
    }

    /// The elements of anything that can be walked, realised one by one.
    pub(super) fn print_sequence(&mut self, t: &mut Thread, shape: Shape, coll: &Value) -> Result<()> {
        self.nested(t, |p, t| {
            p.text(t, shape.open)?;
            let rest = seq::seq(t, coll)?;
            p.print_items(t, rest, " ", |p, t, x| p.print(t, x))?;
            p.text(t, shape.close)
        })
    }

    /// Elements of a seq with a separator, as many as `*print-length*` allows.
    fn print_items(
        &mut self,
        t: &mut Thread,
        mut rest: Value,
        separator: &str,
        mut one: impl FnMut(&mut Self, &mut Thread, &Value) -> Result<()>,
    ) -> Result<()> {
        let mut left = self.options.length.filter(|_| !self.options.dup);
        while !rest.is_nil() {
            if left == Some(0) {
                return self.text(t, "...");
            }
            left = left.map(|n| n.saturating_sub(1));
            // What is printed may be endless, and none of its code need be the program's own.
            t.tick()?;
            if t.control.is_stopped() {
                return Err(Error::bare(ExceptionKind::ThreadDeath));
            }
            let x = seq::first(t, &rest)?;
            one(self, t, &x)?;
            rest = seq::next_owned(t, rest)?;
            if !rest.is_nil() {
                self.text(t, separator)?;
            }
        }
        Ok(())
    }

    /// The entries of a map of any sort, between braces.
    pub(super) fn print_entries(&mut self, t: &mut Thread, coll: &Value, lifted: Option<&str>) -> Result<()> {
        self.nested(t, |p, t| {
            p.text(t, "{")?;
            let rest = seq::seq(t, coll)?;
            p.print_items(t, rest, ", ", |p, t, entry| {
                let (key, val) = (ops::key(t, entry)?, ops::val(t, entry)?);
                match (lifted, &key) {
                    (Some(_), key) if key.is::<Keyword>() => {
                        let name = key.as_ref::<Keyword>().map_or("", |k| k.name_str()).to_owned();
                        p.text(t, &format!(":{name}"))?;
                    }
                    (Some(_), key) if key.is::<Symbol>() => {
                        let name = key.as_ref::<Symbol>().map_or("", |s| s.name_str()).to_owned();
                        p.text(t, &name)?;
                    }
                    _ => p.print(t, &key)?,
                }
                p.text(t, " ")?;
                p.print(t, &val)
            })?;
            p.text(t, "}")
        })
    }

    pub(super) fn print_map(&mut self, t: &mut Thread, v: &Value) -> Result<()> {
        self.print_meta(t, v)?;
        if self.options.dup && v.kind() != Some(Kind::HashMap) {
            self.text(t, &format!("#=({}/create ", class_name(v)))?;
            self.print_entries(t, v, None)?;
            return self.text(t, ")");
        }
        let lifted = if self.options.namespace_maps && !self.options.dup { common_namespace(v) } else { None };
        if let Some(ns) = &lifted {
            self.text(t, &format!("#:{ns}"))?;
        }
        self.print_entries(t, v, lifted.as_deref())
    }

    pub(super) fn print_vector(&mut self, t: &mut Thread, v: &Value) -> Result<()> {
        self.print_meta(t, v)?;
        if !self.options.dup || v.kind() == Some(Kind::Vector) {
            return self.print_sequence(t, VECTOR, v);
        }
        self.text(t, &format!("#=({}/create ", class_name(v)))?;
        self.print_sequence(t, VECTOR, v)?;
        self.text(t, ")")
    }

    pub(super) fn print_set(&mut self, t: &mut Thread, v: &Value) -> Result<()> {
        self.print_meta(t, v)?;
        if self.options.dup && v.kind() == Some(Kind::SortedSet) {
            self.text(t, &format!("#=({}/create ", class_name(v)))?;
            self.print_sequence(t, VECTOR, v)?;
            return self.text(t, ")");
        }
        self.print_sequence(t, SET, v)
    }

    pub(super) fn print_record(&mut self, t: &mut Thread, record: &Ref<Instance>, v: &Value) -> Result<()> {
        self.print_meta(t, v)?;
        self.text(t, &format!("#{}", class_name(v)))?;
        if !self.options.dup || self.options.verbose_records {
            return self.print_entries(t, v, None);
        }
        self.text(t, "[")?;
        for (i, (_, val)) in ops::record::entries(t, record).iter().enumerate() {
            if i > 0 {
                self.text(t, ", ")?;
            }
            t.descend(|t| self.print(t, val))?;
        }
        self.text(t, "]")
    }
}

/// The namespace that all keys of a map have, if there is one.
fn common_namespace(v: &Value) -> Option<String> {
    let mut common: Option<String> = None;
    let all = map::for_each(v, |key, _| {
        let ns = match (key.as_ref::<Keyword>(), key.as_ref::<Symbol>()) {
            (Some(k), _) => k.ns_str(),
            (_, Some(s)) => s.ns_str(),
            _ => None,
        };
        match (&common, ns) {
            (None, Some(ns)) => common = Some(ns.to_owned()),
            (Some(seen), Some(ns)) if seen == ns => {}
            _ => return Err(()),
        }
        Ok(())
    });
    all.ok().and(common)
}
