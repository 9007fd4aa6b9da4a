//! What goes wrong, as the host sees it: exceptions of the program, with everything that can be said of them, and refusals of the API.

use super::core::Core;
use super::value::Value;
use runtime::error::{Error as Thrown, ExceptionKind, Throwable};
use runtime::sync::Arc;
use runtime::{Thread, class};
use stdlib::report;

/// The result of most calls.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The program threw an exception that nobody caught, or its text could not be read or compiled.
    Exception,
    /// A limit was reached: [`Error::class`] says which.
    Limit,
    /// The runtime is closed, or is closing.
    Closed,
    /// It was interrupted by the host.
    Interrupted,
    /// A value is not what the host asked for, or cannot leave its runtime.
    Conversion,
    /// There is nothing of this name.
    Missing,
    /// The runtime could not be made, or not be closed in time.
    Lifecycle,
}

/// An error. It may outlive the runtime it comes from.
#[derive(Clone)]
pub struct Error(Box<Parts>);

#[derive(Clone)]
struct Parts {
    kind: ErrorKind,
    class: String,
    message: String,
    report: String,
    stack: Vec<String>,
    /// The exception itself.
    value: Option<Value>,
}

impl Error {
    #[cold]
    pub(super) fn of_kind(kind: ErrorKind, class: &str, message: impl Into<String>) -> Error {
        let message = message.into();
        let report = message.clone();
        Error(Box::new(Parts { kind, class: class.into(), message, report, stack: Vec::new(), value: None }))
    }

    /// What a host function returns to throw a `RuntimeException`.
    pub fn new(message: impl Into<String>) -> Error {
        Error::of_kind(ErrorKind::Exception, "java.lang.RuntimeException", message)
    }

    /// What a host function returns to throw an exception of a Java class, by its full name.
    pub fn with_class(class: &str, message: impl Into<String>) -> Error {
        Error::of_kind(ErrorKind::Exception, class, message)
    }

    pub(super) fn conversion(message: impl Into<String>) -> Error {
        Error::of_kind(ErrorKind::Conversion, "java.lang.ClassCastException", message)
    }

    #[cold]
    pub(super) fn closed(name: &str) -> Error {
        Error::of_kind(ErrorKind::Closed, "java.lang.IllegalStateException", format!("The runtime {name} is closed"))
    }

    #[cold]
    pub(super) fn limit(limit: ExceptionKind) -> Error {
        Error::of_kind(ErrorKind::Limit, limit.class_name(), "A limit was reached")
    }

    /// An exception that came out of the program, with what a user would see of it.
    #[cold]
    pub(super) fn thrown(t: &mut Thread, core: &Arc<Core>, error: Thrown) -> Error {
        if t.runtime.is_closing() {
            return Error::closed(&core.name);
        }
        let object = error.0.to_value();
        let mut class = class::class_name(&object);
        // What stopped a macro is wrapped by the compiler.
        let kind = match report::root_cause(&error.0).kind() {
            Some(root) if root.is_limit() => {
                root.class_name().clone_into(&mut class);
                ErrorKind::Limit
            }
            Some(ExceptionKind::ThreadDeath) => ErrorKind::Interrupted,
            _ => ErrorKind::Exception,
        };
        Error(Box::new(Parts {
            kind,
            class,
            message: error.0.message_text().unwrap_or_default(),
            report: report::report(t, &error),
            stack: report::stack_lines(&error.0),
            value: Some(Value::inside(core, object)),
        }))
    }

    /// The exception that a host function's error is inside the runtime.
    pub(super) fn into_thrown(self, t: &mut Thread, core: &Arc<Core>) -> Thrown {
        if let Some(value) = &self.0.value
            && let Some(object) = value.object_of(core)
            && let Ok(throwable) = object.downcast::<Throwable>()
        {
            return Thrown(throwable);
        }
        let class = t.runtime.classes.intern(&self.0.class);
        let message = runtime::Value::str(&self.0.message);
        let made = vm::ops::host::construct(t, &class, &mut [message.clone()]).ok();
        match made.and_then(|object| object.downcast::<Throwable>().ok()) {
            Some(throwable) => Thrown(throwable),
            None => Thrown::runtime(format!("{}: {}", self.0.class, self.0.message)),
        }
    }

    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The full name of the exception's class.
    pub fn class(&self) -> &str {
        &self.0.class
    }

    /// The exception's message, empty if it has none.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What Clojure prints of an uncaught exception: phase, place and cause.
    pub fn report(&self) -> &str {
        &self.0.report
    }

    /// The stack where it was thrown, innermost first, a line for each function.
    pub fn stack(&self) -> &[String] {
        &self.0.stack
    }

    /// The exception as a value, to be asked for its data or handed back.
    pub fn value(&self) -> Option<&Value> {
        self.0.value.as_ref()
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.report.trim_end())
    }
}

impl std::fmt::Debug for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}: {}: {}", self.0.kind, self.0.class, self.0.message)
    }
}

impl std::error::Error for Error {}
