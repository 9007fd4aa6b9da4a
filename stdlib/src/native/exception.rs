//! Natives for exceptions: `ex-info` and its readers, stack traces as data.

use runtime::error::{Error, ExceptionKind, Result, Throwable, ThrowableClass};
use runtime::function::NativeDef;
use runtime::string::Str;
use runtime::{Thread, Value, coll, instance, ops, print};

fn ex_info(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if !args[0].is_nil() && !args[0].is::<Str>() {
        return Err(Error::cannot_cast(&args[0], "java.lang.String"));
    }
    if args[1].is_nil() {
        return Err(Error::illegal_argument("Additional data must be non-nil."));
    }
    if !ops::is_map(&args[1]) {
        return Err(Error::cannot_cast(&args[1], "clojure.lang.IPersistentMap"));
    }
    let cause = args.get_mut(2).map(Value::take).unwrap_or_default();
    if !cause.is_nil() && !cause.is::<Throwable>() {
        return Err(Error::cannot_cast(&cause, "java.lang.Throwable"));
    }
    let kind = ThrowableClass::Known(ExceptionKind::ExceptionInfo);
    let error = Error::build(kind, args[0].take(), cause, args[1].take());
    // The JVM fills the trace where an exception is made, and programs print exceptions that were never thrown.
    error.0.set_trace(vm::current_trace(t));
    Ok(error.0.into())
}

fn ex_data(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if let Some(thrown) = args[0].get::<Throwable>() {
        return Ok(thrown.data.clone());
    }
    if instance::implements(&args[0], "clojure.lang.IExceptionInfo") {
        return instance::call(t, &args[0], "getData", &mut []).unwrap_or(Ok(Value::NIL));
    }
    Ok(Value::NIL)
}

fn ex_message(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(args[0].get::<Throwable>().map_or(Value::NIL, |e| e.message.clone()))
}

fn ex_cause(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(args[0].get::<Throwable>().map_or(Value::NIL, |e| e.cause.clone()))
}

/// `(stack-trace throwable)`: a vector of `[class method file line]`, innermost first.
fn stack_trace(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args[0].as_ref::<Throwable>() {
        Some(thrown) => Ok(coll::vector::from_vec(print::object::frames(thrown)).into()),
        None => Err(Error::cannot_cast(&args[0], "java.lang.Throwable")),
    }
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("ex-info", 2, 3, ex_info),
    NativeDef::new("ex-data", 1, 1, ex_data),
    NativeDef::new("ex-message", 1, 1, ex_message),
    NativeDef::new("ex-cause", 1, 1, ex_cause),
    NativeDef::new("stack-trace", 1, 1, stack_trace),
];
