//! Natives that print: `pr`, `print`, `pr-str` and their parts, and the way from the printer to methods that programs
//! add to `print-method` and `print-dup`.
//!
//! Text goes straight to the writer, piece by piece, so that output of code that runs while a lazy seq is
//! printed stands where it stands on the JVM.

use crate::core_vars::CoreVars;
use crate::io::Writer;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::keyword::Keyword;
use runtime::multimethod::MultiFn;
use runtime::object::{Kind, Ref, Shared};
use runtime::print::{PrintHooks, PrintOptions, Printer, TextBuffer, TextSink, to_java_string};
use runtime::string::Str;
use runtime::sync::{Arc, AtomicBool, Ordering};
use runtime::var::Var;
use runtime::{Thread, Value, bindings, coll, instance, meta, ops};

/// Writes text to a writer of ours or to an object with a `write` method.
pub fn write_to(t: &mut Thread, writer: &Value, text: &[u8]) -> Result<()> {
    if let Some(ours) = writer.host::<Writer>() {
        return ours.write(t, text);
    }
    match instance::call(t, writer, "write", &mut [Str::from_wtf8(text).into()]) {
        Some(result) => result.map(drop),
        None => Err(Error::cannot_cast(writer, "java.io.Writer")),
    }
}

/// A writer as the place that a [`Printer`] prints to.
struct WriterSink(Value);

impl TextSink for WriterSink {
    fn write(&mut self, t: &mut Thread, text: &[u8]) -> Result<()> {
        write_to(t, &self.0, text)
    }
}

/// `(print-one writer x readably?)`
fn print_one(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let mut options = PrintOptions::current(t);
    if !args[2].is_truthy() {
        options = options.raw();
    }
    let mut sink = WriterSink(args[0].take());
    let x = args[1].take();
    Printer::new(t, &mut sink, options).print(t, &x)?;
    Ok(Value::NIL)
}

/// `(print-builtin x writer)`: what Clojure's own methods of `print-method` print.
fn print_builtin(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let options = PrintOptions::current(t);
    let mut sink = WriterSink(args[1].take());
    let x = args[0].take();
    Printer::new(t, &mut sink, options).print_native(t, &x)?;
    Ok(Value::NIL)
}

/// Text of which no code of a program has a part: that of scalars.
fn is_scalar(v: &Value) -> bool {
    matches!(v.kind(), None | Some(Kind::Str | Kind::Keyword | Kind::Symbol))
}

/// The texts of the values, separated by spaces. While a collection is printed, `*out*` is the text that is made: what a
/// lazy seq prints while it is realized stands between its items, as on the JVM.
fn joined(t: &mut Thread, args: &mut [Value], options: PrintOptions) -> Result<Value> {
    if args.iter().all(is_scalar) {
        let mut buffer = TextBuffer::default();
        print_all(t, &mut buffer, args, options)?;
        return Ok(buffer.to_str().into());
    }
    let writer = Writer::string();
    let out = CoreVars::of(t).out.var().clone();
    bindings::push(t, vec![(out, writer.clone())])?;
    let result = print_all(t, &mut WriterSink(writer.clone()), args, options);
    bindings::pop(t)?;
    result?;
    Ok(writer.host::<Writer>().and_then(Writer::text).map_or(Value::NIL, Value::from))
}

fn print_all(t: &mut Thread, sink: &mut dyn TextSink, args: &[Value], options: PrintOptions) -> Result<()> {
    for (i, x) in args.iter().enumerate() {
        if i > 0 {
            sink.write(t, b" ")?;
        }
        Printer::new(t, sink, options).print(t, x)?;
    }
    Ok(())
}

fn pr_str(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let options = PrintOptions::current(t);
    joined(t, args, options)
}

fn print_str(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let options = PrintOptions::current(t).raw();
    joined(t, args, options)
}

/// `(write-text writer x)`: the text of `str`.
fn write_text(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let text = to_java_string(t, &args[1])?;
    write_to(t, &args[0], text.bytes())?;
    Ok(Value::NIL)
}

/// Flushes a writer.
pub fn flush_writer(t: &mut Thread, writer: &Value) -> Result<()> {
    if let Some(ours) = writer.host::<Writer>() {
        return ours.flush(t);
    }
    match instance::call(t, writer, "flush", &mut []) {
        Some(result) => result.map(drop),
        None => Err(Error::cannot_cast(writer, "java.io.Writer")),
    }
}

fn flush(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let out = CoreVars::of(t).out.get(t);
    flush_writer(t, &out)?;
    Ok(Value::NIL)
}

/// The multimethods that programs extend, and the method that stands for the printer itself.
struct PrintMethods {
    method: Shared,
    dup: Shared,
    builtin_method: Shared,
    builtin_dup: Shared,
}

fn default_method(t: &mut Thread, f: &Ref<MultiFn>) -> Result<Shared> {
    let methods = f.methods();
    Ok(Shared::new(coll::map::get(t, &methods, &f.default)?.unwrap_or_default()))
}

/// `(install-print-methods print-method print-dup)`, called when both have their default method.
fn install_print_methods(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let (Some(method), Some(dup)) = (args[0].as_ref::<MultiFn>(), args[1].as_ref::<MultiFn>()) else {
        return Err(Error::cannot_cast(&args[0], "clojure.lang.MultiFn"));
    };
    let (builtin_method, builtin_dup) = (default_method(t, method)?, default_method(t, dup)?);
    let (method, dup) = (Shared::new(method.to_value()), Shared::new(dup.to_value()));
    t.runtime.set_extension(Arc::new(PrintMethods { method, dup, builtin_method, builtin_dup }));
    t.runtime.set_extension(Arc::new(PrintHooks { active: AtomicBool::new(false), method: print_by_method }));
    Ok(Value::NIL)
}

/// Called when a multimethod got a method: from then on the printer asks the program's methods.
pub fn methods_changed(t: &mut Thread, f: &Ref<MultiFn>) {
    let Some(installed) = t.runtime.try_extension::<PrintMethods>() else { return };
    let same = |s: &Shared| s.get().as_ref::<MultiFn>().is_some_and(|m| Ref::same(m, f));
    if (same(&installed.method) || same(&installed.dup))
        && let Some(hooks) = t.runtime.try_extension::<PrintHooks>()
    {
        hooks.active.store(true, Ordering::Release);
    }
}

/// The text that a method of the program prints for a value, if there is one for it.
fn print_by_method(t: &mut Thread, v: &Value, options: &PrintOptions) -> Result<Option<Value>> {
    let Some(installed) = t.runtime.try_extension::<PrintMethods>() else { return Ok(None) };
    let (f, builtin) = match options.dup {
        true => (&installed.dup, &installed.builtin_dup),
        false => (&installed.method, &installed.builtin_method),
    };
    let Some(f) = f.get().as_ref::<MultiFn>() else { return Ok(None) };
    let tag = if options.dup { Value::NIL } else { type_tag(t, v)? };
    let tagged = !tag.is_nil();
    let dispatch = if tagged { tag } else { t.runtime.classes.of(v).map_or(Value::NIL, Value::from) };
    let method = f.get_method(t, &dispatch)?;
    if method.is_nil() || method.identical(builtin.get()) {
        return Ok(None);
    }
    if !tagged && is_overruled(t, f, v, &method)? {
        return Ok(None);
    }
    let writer = Writer::string();
    let pushed = push_options(t, options)?;
    let result = t.invoke2(&method, v.clone(), writer.clone());
    if pushed {
        bindings::pop(t)?;
    }
    result?;
    Ok(writer.host::<Writer>().and_then(Writer::text).map(Value::from))
}

/// The keyword at `:type` of the metadata, or nil.
fn type_tag(t: &mut Thread, v: &Value) -> Result<Value> {
    if !v.is_object() {
        return Ok(Value::NIL);
    }
    let meta = meta::meta(t, v)?;
    if meta.is_nil() {
        return Ok(Value::NIL);
    }
    let key = t.runtime.keyword("type");
    let tag = ops::get(t, &meta, &key.as_value())?;
    Ok(if tag.is::<Keyword>() { tag } else { Value::NIL })
}

/// Is it a method for everything (`:default`, `Object`), while Clojure has one for values of this kind?
fn is_overruled(t: &mut Thread, f: &Ref<MultiFn>, v: &Value, method: &Value) -> Result<bool> {
    let has_own = match v.kind() {
        None => true,
        Some(Kind::Host | Kind::Function | Kind::Native | Kind::MultiFn | Kind::Array) => false,
        Some(Kind::Instance) => {
            instance::as_record(v).is_some() || instance::implements(v, "clojure.lang.IPersistentCollection")
        }
        Some(_) => true,
    };
    if !has_own {
        return Ok(false);
    }
    let methods = f.methods();
    let object = t.runtime.classes.intern("java.lang.Object");
    for key in [f.default.clone(), object.into()] {
        if coll::map::get(t, &methods, &key)?.is_some_and(|m| m.identical(method)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes the printer's state visible to the method's own printing, where it differs from the bindings.
fn push_options(t: &mut Thread, options: &PrintOptions) -> Result<bool> {
    let current = PrintOptions::current(t);
    let vars = CoreVars::of(t);
    let mut pairs: Vec<(Ref<Var>, Value)> = Vec::new();
    if current.readably != options.readably {
        pairs.push((vars.print_readably.var().clone(), Value::bool(options.readably)));
    }
    if current.level != options.level {
        pairs.push((vars.print_level.var().clone(), options.level.map_or(Value::NIL, Value::long)));
    }
    let any = !pairs.is_empty();
    if any {
        bindings::push(t, pairs)?;
    }
    Ok(any)
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("print-one", 3, 3, print_one),
    NativeDef::new("print-builtin", 2, 2, print_builtin),
    NativeDef::new("pr-str", 0, NativeDef::VARIADIC, pr_str),
    NativeDef::new("print-str", 0, NativeDef::VARIADIC, print_str),
    NativeDef::new("write-text", 2, 2, write_text),
    NativeDef::new("flush", 0, 0, flush),
    NativeDef::new("install-print-methods", 2, 2, install_print_methods),
];
