//! [`Function`]: something to call, looked up once.

use super::convert::Args;
use super::core::Core;
use super::error::{Error, Result};
use super::value::{Handle, Value};
use runtime::limits::Limits;
use runtime::sync::Arc;
use runtime::var::Var;
use runtime::{Thread, Value as Inner, bindings};
use smallvec::SmallVec;

/// A function of a runtime, to be called from any thread of the host any number of times. One that was resolved by its name
/// calls what the name means at each call.
#[derive(Clone)]
pub struct Function(Arc<Handle>);

impl Function {
    pub(super) fn new(core: &Arc<Core>, callable: Inner) -> Function {
        Function(Arc::new(Handle::new(core, callable)))
    }

    /// Calls it with any number of arguments.
    #[inline]
    pub fn invoke(&self, args: &[Value]) -> Result<Value> {
        self.0.core.enter(|t| self.invoke_on(t, args))
    }

    /// Calls it with a tuple of Rust values, and converts the result.
    pub fn call<T: super::FromValue>(&self, args: impl Args) -> Result<T> {
        args.with(|args| self.invoke(args))?.to()
    }

    /// Calls it within limits of its own, in place of those for each call.
    pub fn invoke_with(&self, limits: &Limits, args: &[Value]) -> Result<Value> {
        self.0.core.enter_within(limits, |t| self.invoke_on(t, args))
    }

    /// The same with a tuple of Rust values and a converted result.
    pub fn call_with<T: super::FromValue>(&self, limits: &Limits, args: impl Args) -> Result<T> {
        args.with(|args| self.invoke_with(limits, args))?.to()
    }

    /// Calls it on a thread that is inside.
    pub(super) fn invoke_on(&self, t: &mut Thread, args: &[Value]) -> Result<Value> {
        let core = &self.0.core;
        let mut window: SmallVec<[Inner; 8]> = SmallVec::with_capacity(args.len());
        for arg in args {
            window.push(arg.enter(t, core)?);
        }
        let callable = self.0.object();
        let result = match callable.as_ref::<Var>() {
            Some(var) => {
                let f = bindings::deref(t, var);
                t.invoke(&f, &mut window)
            }
            None => t.invoke(callable, &mut window),
        };
        match result {
            Ok(value) => Ok(Value::inside(core, value)),
            Err(error) => Err(Error::thrown(t, core, error)),
        }
    }

    pub(super) fn belongs_to(&self, core: &Arc<Core>) -> bool {
        Arc::ptr_eq(&self.0.core, core)
    }

    /// The function as a value, to be handed to other functions.
    pub fn to_value(&self) -> Value {
        Value(super::value::Repr::Object(self.0.clone()))
    }
}

impl TryFrom<Value> for Function {
    type Error = Error;

    /// Anything that can be called: functions, but keywords and maps of a runtime too.
    fn try_from(value: Value) -> Result<Function> {
        match value.0 {
            super::value::Repr::Object(handle) => {
                let callable = handle.core.inside(|| runtime::ops::predicates::is_ifn(handle.object()));
                match callable {
                    Some(true) => Ok(Function(handle)),
                    Some(false) => Err(Error::conversion("Expected a function of a runtime")),
                    None => Err(Error::closed(&handle.core.name)),
                }
            }
            _ => Err(Error::conversion("Expected a function of a runtime")),
        }
    }
}

impl super::FromValue for Function {
    fn from_value(value: &Value) -> Result<Function> {
        Function::try_from(value.clone())
    }
}

impl From<Function> for Value {
    fn from(function: Function) -> Value {
        function.to_value()
    }
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.to_value())
    }
}
