//! Printing: `pr`, `print`, `print-dup` and `str` of every kind of value.
//!
//! A [`Printer`] writes to a [`TextSink`], piece by piece, so that a lazy seq is printed while it is realised.
//! What steers it are [`PrintOptions`], which the caller reads from the `*print-…*` vars. Methods that programs
//! add to `print-method` or `print-dup` are reached through [`PrintHooks`]; what is here are the methods that Clojure
//! itself defines. `str` is in [`mod@display`].
//!
//! Reading order: this file, [`options`], [`scalar`], [`collection`], [`object`], [`display`].

pub mod collection;
pub mod display;
pub mod object;
pub mod options;
pub mod scalar;
pub mod sink;
#[cfg(all(test, not(loom)))]
mod tests;

pub use display::{java_collection_text, join, text_of, to_java_string};
pub use options::{PrintHooks, PrintOptions};
pub use sink::{TextBuffer, TextSink};

use crate::class::{Class, class_name};
use crate::error::{Error, Result, Throwable};
use crate::inst::Inst;
use crate::instance::Instance;
use crate::namespace::Namespace;
use crate::object::{Kind, Ref};
use crate::ops;
use crate::regex::Pattern;
use crate::seq;
use crate::string::Str;
use crate::sync::Arc;
use crate::tagged::{ReaderConditional, TaggedLiteral};
use crate::thread::Thread;
use crate::uuid::Uuid;
use crate::value::Value;
use crate::var::Var;

/// The text of `pr-str`, with the thread's printing options.
pub fn pr_str(t: &mut Thread, v: &Value) -> Result<String> {
    let options = PrintOptions::current(t);
    print_with(t, v, options).map(TextBuffer::into_string)
}

/// The text of `print-str`.
pub fn print_str(t: &mut Thread, v: &Value) -> Result<String> {
    let options = PrintOptions::current(t).raw();
    print_with(t, v, options).map(TextBuffer::into_string)
}

/// Prints one value into a new buffer.
pub fn print_with(t: &mut Thread, v: &Value, options: PrintOptions) -> Result<TextBuffer> {
    let mut buffer = TextBuffer::default();
    Printer::new(t, &mut buffer, options).print(t, v)?;
    Ok(buffer)
}

/// Prints values to a sink.
pub struct Printer<'a> {
    out: &'a mut dyn TextSink,
    /// The level counts down while nested values are printed.
    options: PrintOptions,
    hooks: Option<Arc<PrintHooks>>,
}

impl<'a> Printer<'a> {
    pub fn new(t: &Thread, out: &'a mut dyn TextSink, options: PrintOptions) -> Printer<'a> {
        Printer { out, options, hooks: PrintHooks::active(t) }
    }

    fn text(&mut self, t: &mut Thread, text: &str) -> Result<()> {
        self.out.write(t, text.as_bytes())
    }

    fn bytes(&mut self, t: &mut Thread, bytes: &[u8]) -> Result<()> {
        self.out.write(t, bytes)
    }

    /// Prints a value: by the program's method for its type, or by Clojure's own.
    pub fn print(&mut self, t: &mut Thread, v: &Value) -> Result<()> {
        if let Some(hooks) = &self.hooks {
            let printed = (hooks.method)(t, v, &self.options)?;
            if let Some(text) = printed.as_ref().and_then(Value::as_ref::<Str>) {
                return self.bytes(t, text.bytes());
            }
        }
        self.print_native(t, v)
    }

    /// Prints a value by Clojure's own method; for its parts the program's are asked again.
    pub fn print_native(&mut self, t: &mut Thread, v: &Value) -> Result<()> {
        let Some(kind) = v.kind() else { return self.print_immediate(t, v) };
        match kind {
            Kind::Str => v.as_ref::<Str>().map_or(Ok(()), |s| self.print_string(t, s)),
            Kind::Keyword => self.shown(t, v),
            Kind::Symbol => {
                self.print_meta(t, v)?;
                self.shown(t, v)
            }
            Kind::BigInt | Kind::BigInteger | Kind::Ratio | Kind::BigDecimal => self.print_number(t, v),
            Kind::Vector | Kind::SubVector | Kind::MapEntry => self.print_vector(t, v),
            Kind::ArrayMap | Kind::HashMap | Kind::SortedMap => self.print_map(t, v),
            Kind::HashSet | Kind::SortedSet => self.print_set(t, v),
            Kind::Instance => v.as_ref::<Instance>().map_or(Ok(()), |i| self.print_instance(t, i, v)),
            Kind::Host => self.print_host(t, v),
            Kind::Throwable => v.as_ref::<Throwable>().map_or(Ok(()), |e| self.print_throwable(t, e, v)),
            Kind::Uuid => {
                let text = v.get::<Uuid>().map(Uuid::to_string).unwrap_or_default();
                self.text(t, &format!("#uuid \"{text}\""))
            }
            Kind::Inst => {
                let text = v.get::<Inst>().map(Inst::rfc3339).unwrap_or_default();
                self.text(t, &format!("#inst \"{text}\""))
            }
            Kind::Pattern => v.as_ref::<Pattern>().map_or(Ok(()), |p| self.print_pattern(t, &p.source)),
            Kind::Var => v.as_ref::<Var>().map_or(Ok(()), |var| self.print_var(t, var, v)),
            Kind::Namespace => v.as_ref::<Namespace>().map_or(Ok(()), |ns| self.print_namespace(t, ns, v)),
            Kind::Class => v.as_ref::<Class>().map_or(Ok(()), |c| self.print_class(t, c)),
            Kind::TaggedLiteral => v.as_ref::<TaggedLiteral>().map_or(Ok(()), |l| {
                self.refuse_dup(v)?;
                self.text(t, "#")?;
                self.print(t, &l.tag)?;
                self.text(t, " ")?;
                t.descend(|t| self.print(t, &l.form))
            }),
            Kind::ReaderConditional => v.as_ref::<ReaderConditional>().map_or(Ok(()), |r| {
                self.refuse_dup(v)?;
                self.text(t, if r.splicing { "#?@" } else { "#?" })?;
                t.descend(|t| self.print(t, &r.form))
            }),
            Kind::Function | Kind::Native if self.options.dup => self.text(t, &format!("#=({}. )", class_name(v))),
            _ if seq::is_seq(v) => {
                self.print_meta(t, v)?;
                self.print_sequence(t, collection::LIST, v)
            }
            Kind::Queue => self.print_unreadable(t, v),
            _ if ops::is_deref(v) => self.print_reference(t, v),
            _ => self.print_object(t, v),
        }
    }

    /// As `str` shows it.
    fn shown(&mut self, t: &mut Thread, v: &Value) -> Result<()> {
        let text = to_java_string(t, v)?;
        self.bytes(t, text.bytes())
    }

    fn print_var(&mut self, t: &mut Thread, var: &Ref<Var>, v: &Value) -> Result<()> {
        if self.options.dup {
            return self.text(t, &format!("#=(var {})", var.full_name()));
        }
        self.print_meta(t, v)?;
        self.text(t, &display::var_text(var))
    }

    fn print_class(&mut self, t: &mut Thread, class: &Ref<Class>) -> Result<()> {
        let name = class.name_str();
        let wrapper = match name {
            _ if !self.options.dup => return self.text(t, &readable_class_name(name)),
            "int" => "Integer",
            "char" => "Character",
            "boolean" | "byte" | "short" | "long" | "float" | "double" | "void" => {
                let wrapper = format!("#=(identity {}{}/TYPE)", name[..1].to_uppercase(), &name[1..]);
                return self.text(t, &wrapper);
            }
            _ if name.starts_with('[') => return self.text(t, &format!("#=(java.lang.Class/forName \"{name}\")")),
            _ => return self.text(t, &format!("#={name}")),
        };
        self.text(t, &format!("#=(identity {wrapper}/TYPE)"))
    }

    fn print_namespace(&mut self, t: &mut Thread, ns: &Ref<Namespace>, v: &Value) -> Result<()> {
        if self.options.dup {
            return self.text(t, &format!("#=(find-ns {})", ns.name.full_name()));
        }
        self.print_object(t, v)
    }
}

/// A class's name as the reader takes it: classes of arrays are the element's name and the number of dimensions.
fn readable_class_name(name: &str) -> std::borrow::Cow<'_, str> {
    let (mut element, mut dimensions) = (name, 0);
    while let Some(component) = crate::array::component_of(element) {
        element = component;
        dimensions += 1;
    }
    // The reader knows as many dimensions as one digit can say.
    if (1..=9).contains(&dimensions) { format!("{element}/{dimensions}").into() } else { name.into() }
}

/// The text of an error for people who have no thread at hand: class and message.
pub fn error_summary(e: &Error) -> String {
    let class = class_name(&e.0.as_value());
    match e.0.message_text() {
        Some(message) => format!("{class}: {message}"),
        None => class,
    }
}
