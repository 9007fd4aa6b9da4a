//! [`Context`]: the runtime as a host function sees it while it is called, and host functions themselves.

use super::convert::Args;
use super::core::Core;
use super::error::{Error, Result};
use super::function::Function;
use super::runtime::{eval_on, resolve_on};
use super::value::Value;
use runtime::class::ClassDef;
use runtime::error::Error as Thrown;
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::sync::Arc;
use runtime::{Thread, Value as Inner};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The runtime in which a host function was called, and the thread that called it: its bindings and its transaction are in
/// force for what is called through the context.
pub struct Context<'a> {
    thread: &'a mut Thread,
    core: Arc<Core>,
}

impl Context<'_> {
    /// The name of the runtime.
    pub fn runtime_name(&self) -> &str {
        &self.core.name
    }

    pub(super) fn parts(&mut self) -> (&mut Thread, Arc<Core>) {
        (self.thread, self.core.clone())
    }

    /// Calls a function of the same runtime.
    pub fn invoke(&mut self, function: &Function, args: &[Value]) -> Result<Value> {
        if !function.belongs_to(&self.core) {
            return function.invoke(args);
        }
        function.invoke_on(self.thread, args)
    }

    /// Calls it with a tuple of Rust values, and converts the result.
    pub fn call<T: super::FromValue>(&mut self, function: &Function, args: impl Args) -> Result<T> {
        args.with(|args| self.invoke(function, args))?.to()
    }

    /// Looks a function up by its name, as [`super::Runtime::resolve`] does.
    pub fn resolve(&mut self, name: &str) -> Result<Function> {
        resolve_on(self.thread, &self.core, name)
    }

    /// Evaluates text in the current namespace of the caller.
    pub fn eval(&mut self, text: &str) -> Result<Value> {
        eval_on(self.thread, &self.core, text, None)
    }
}

/// What the host adds to a runtime to be called.
pub type HostFn = dyn Fn(&mut Context<'_>, &[Value]) -> Result<Value> + Send + Sync;

/// A host function as an object of the runtime.
pub struct HostFunction {
    call: Box<HostFn>,
}

const CLASS: &str = "lisle.embed.HostFunction";

impl HostType for HostFunction {
    fn class_name(&self) -> &str {
        CLASS
    }
    fn visit(&self, _: &mut dyn FnMut(&Inner)) {
        // What a closure captures are handles, which count for themselves.
    }
    fn take_values(&mut self, _: &mut dyn FnMut(Inner)) {}
}

impl HostFunction {
    pub fn new_value(call: Box<HostFn>) -> Inner {
        HostObject::new_value(HostFunction { call })
    }
}

fn invoke(t: &mut Thread, args: &mut [Inner]) -> runtime::Result<Inner> {
    let [callee, args @ ..] = args else { return Err(Thrown::null_pointer()) };
    let Some(function) = callee.host::<HostFunction>() else {
        return Err(Thrown::cannot_cast(callee, CLASS));
    };
    call_host(t, &function.call, args)
}

/// Calls the host with arguments of the runtime. A panic is an exception there.
pub fn call_host(t: &mut Thread, call: &HostFn, args: &mut [Inner]) -> runtime::Result<Inner> {
    let Some(core) = Core::of(t) else { return Err(Thrown::illegal_state("The runtime is closing")) };
    let args: Vec<Value> = args.iter_mut().map(|arg| Value::inside(&core, arg.take())).collect();
    let result = {
        let mut context = Context { thread: t, core: core.clone() };
        catch_unwind(AssertUnwindSafe(|| call(&mut context, &args)))
    };
    drop(args);
    match result {
        Ok(Ok(value)) => value.enter(t, &core).map_err(|error| error.into_thrown(t, &core)),
        Ok(Err(error)) => Err(error.into_thrown(t, &core)),
        Err(panic) => {
            let text = panic
                .downcast_ref::<&str>()
                .map(|s| (*s).to_owned())
                .or_else(|| panic.downcast_ref::<String>().cloned());
            let text = text.unwrap_or_else(|| "of unknown cause".into());
            Err(Error::with_class("java.lang.RuntimeException", format!("A host function panicked: {text}"))
                .into_thrown(t, &core))
        }
    }
}

/// The class of host functions.
pub static CLASSES: [ClassDef; 1] = [ClassDef {
    name: CLASS,
    superclass: "clojure.lang.AFn",
    interfaces: &["clojure.lang.Fn"],
    methods: &[NativeDef::new("invoke", 1, NativeDef::VARIADIC, invoke)],
    ..ClassDef::EMPTY
}];
