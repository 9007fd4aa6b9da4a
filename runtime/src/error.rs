//! Exceptions: one pointer, holding what was thrown and where.
//!
//! [`ExceptionKind`] is the table of the JVM exception classes that the runtime itself throws or
//! that programs catch by name; classes defined elsewhere are named by [`ThrowableClass::Named`].
//! An error holds positions as (code, pc) and is resolved to files and lines only when printed.

use crate::function::CodeObject;
use crate::object::{Ref, Traced, Visitor, VisitorMut, publish};
use crate::string::Str;
use crate::sync::OnceLock;
use crate::value::Value;

/// What an operation that failed returns: a thrown object. The size of a pointer.
#[derive(Clone)]
pub struct Error(pub Ref<Throwable>);

const _: () = assert!(size_of::<Error>() == 8);
const _: () = assert!(size_of::<Result<(), Error>>() == 8);

/// The result of most operations.
pub type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! exception_kinds {
    ($( $kind:ident $name:literal : $parent:ident; )*) => {
        /// Exception classes known to the runtime.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        pub enum ExceptionKind { $( $kind, )* }

        impl ExceptionKind {
            pub const ALL: &'static [ExceptionKind] = &[$( ExceptionKind::$kind, )*];

            /// The full Java class name.
            pub fn class_name(self) -> &'static str {
                match self { $( ExceptionKind::$kind => $name, )* }
            }

            /// The superclass; `Throwable` is its own.
            pub fn parent(self) -> ExceptionKind {
                match self { $( ExceptionKind::$kind => ExceptionKind::$parent, )* }
            }
        }
    };
}

exception_kinds! {
    Throwable "java.lang.Throwable": Throwable;
    Exception "java.lang.Exception": Throwable;
    RuntimeException "java.lang.RuntimeException": Exception;
    Error "java.lang.Error": Throwable;
    IllegalAccessError "java.lang.IllegalAccessError": IncompatibleClassChangeError;
    ArithmeticException "java.lang.ArithmeticException": RuntimeException;
    IllegalArgumentException "java.lang.IllegalArgumentException": RuntimeException;
    IllegalThreadStateException "java.lang.IllegalThreadStateException": IllegalArgumentException;
    IllegalStateException "java.lang.IllegalStateException": RuntimeException;
    NumberFormatException "java.lang.NumberFormatException": IllegalArgumentException;
    ClassCastException "java.lang.ClassCastException": RuntimeException;
    NullPointerException "java.lang.NullPointerException": RuntimeException;
    IndexOutOfBoundsException "java.lang.IndexOutOfBoundsException": RuntimeException;
    ArrayIndexOutOfBoundsException "java.lang.ArrayIndexOutOfBoundsException": IndexOutOfBoundsException;
    StringIndexOutOfBoundsException "java.lang.StringIndexOutOfBoundsException": IndexOutOfBoundsException;
    ArrayStoreException "java.lang.ArrayStoreException": RuntimeException;
    NegativeArraySizeException "java.lang.NegativeArraySizeException": RuntimeException;
    UnsupportedOperationException "java.lang.UnsupportedOperationException": RuntimeException;
    SecurityException "java.lang.SecurityException": RuntimeException;
    NoSuchElementException "java.util.NoSuchElementException": RuntimeException;
    InputMismatchException "java.util.InputMismatchException": NoSuchElementException;
    ConcurrentModificationException "java.util.ConcurrentModificationException": RuntimeException;
    EmptyStackException "java.util.EmptyStackException": RuntimeException;
    MissingResourceException "java.util.MissingResourceException": RuntimeException;
    IllegalFormatException "java.util.IllegalFormatException": IllegalArgumentException;
    UnknownFormatConversionException "java.util.UnknownFormatConversionException": IllegalFormatException;
    MissingFormatArgumentException "java.util.MissingFormatArgumentException": IllegalFormatException;
    IllegalFormatConversionException "java.util.IllegalFormatConversionException": IllegalFormatException;
    IllegalFormatPrecisionException "java.util.IllegalFormatPrecisionException": IllegalFormatException;
    IllegalFormatFlagsException "java.util.IllegalFormatFlagsException": IllegalFormatException;
    FormatFlagsConversionMismatchException "java.util.FormatFlagsConversionMismatchException": IllegalFormatException;
    MissingFormatWidthException "java.util.MissingFormatWidthException": IllegalFormatException;
    UnknownFormatFlagsException "java.util.UnknownFormatFlagsException": IllegalFormatException;
    DuplicateFormatFlagsException "java.util.DuplicateFormatFlagsException": IllegalFormatException;
    IllegalFormatWidthException "java.util.IllegalFormatWidthException": IllegalFormatException;
    PatternSyntaxException "java.util.regex.PatternSyntaxException": IllegalArgumentException;
    IllegalMonitorStateException "java.lang.IllegalMonitorStateException": RuntimeException;
    CloneNotSupportedException "java.lang.CloneNotSupportedException": Exception;
    InterruptedException "java.lang.InterruptedException": Exception;
    ReflectiveOperationException "java.lang.ReflectiveOperationException": Exception;
    ClassNotFoundException "java.lang.ClassNotFoundException": ReflectiveOperationException;
    NoSuchMethodException "java.lang.NoSuchMethodException": ReflectiveOperationException;
    NoSuchFieldException "java.lang.NoSuchFieldException": ReflectiveOperationException;
    InstantiationException "java.lang.InstantiationException": ReflectiveOperationException;
    IllegalAccessException "java.lang.IllegalAccessException": ReflectiveOperationException;
    ParseException "java.text.ParseException": Exception;
    TimeoutException "java.util.concurrent.TimeoutException": Exception;
    ExecutionException "java.util.concurrent.ExecutionException": Exception;
    CancellationException "java.util.concurrent.CancellationException": IllegalStateException;
    RejectedExecutionException "java.util.concurrent.RejectedExecutionException": RuntimeException;
    CompletionException "java.util.concurrent.CompletionException": RuntimeException;
    BrokenBarrierException "java.util.concurrent.BrokenBarrierException": Exception;
    IOException "java.io.IOException": Exception;
    FileNotFoundException "java.io.FileNotFoundException": IOException;
    EOFException "java.io.EOFException": IOException;
    ZipException "java.util.zip.ZipException": IOException;
    DataFormatException "java.util.zip.DataFormatException": Exception;
    UncheckedIOException "java.io.UncheckedIOException": RuntimeException;
    UnsupportedEncodingException "java.io.UnsupportedEncodingException": IOException;
    MalformedURLException "java.net.MalformedURLException": IOException;
    UnknownHostException "java.net.UnknownHostException": IOException;
    URISyntaxException "java.net.URISyntaxException": Exception;
    NoSuchFileException "java.nio.file.NoSuchFileException": FileSystemException;
    FileAlreadyExistsException "java.nio.file.FileAlreadyExistsException": FileSystemException;
    FileSystemException "java.nio.file.FileSystemException": IOException;
    DateTimeException "java.time.DateTimeException": RuntimeException;
    DateTimeParseException "java.time.format.DateTimeParseException": DateTimeException;
    UnsupportedTemporalTypeException "java.time.temporal.UnsupportedTemporalTypeException": DateTimeException;
    ZoneRulesException "java.time.zone.ZoneRulesException": DateTimeException;
    DirectoryNotEmptyException "java.nio.file.DirectoryNotEmptyException": FileSystemException;
    NotDirectoryException "java.nio.file.NotDirectoryException": FileSystemException;
    AccessDeniedException "java.nio.file.AccessDeniedException": FileSystemException;
    InvalidPathException "java.nio.file.InvalidPathException": IllegalArgumentException;
    BufferOverflowException "java.nio.BufferOverflowException": RuntimeException;
    BufferUnderflowException "java.nio.BufferUnderflowException": RuntimeException;
    ReadOnlyBufferException "java.nio.ReadOnlyBufferException": UnsupportedOperationException;
    GeneralSecurityException "java.security.GeneralSecurityException": Exception;
    NoSuchAlgorithmException "java.security.NoSuchAlgorithmException": GeneralSecurityException;
    InvalidKeyException "java.security.InvalidKeyException": GeneralSecurityException;
    InvocationTargetException "java.lang.reflect.InvocationTargetException": ReflectiveOperationException;
    AssertionError "java.lang.AssertionError": Error;
    VirtualMachineError "java.lang.VirtualMachineError": Error;
    StackOverflowError "java.lang.StackOverflowError": VirtualMachineError;
    OutOfMemoryError "java.lang.OutOfMemoryError": VirtualMachineError;
    InternalError "java.lang.InternalError": VirtualMachineError;
    LimitError "lisle.lang.LimitError": VirtualMachineError;
    InstructionLimitError "lisle.lang.InstructionLimitError": LimitError;
    MemoryLimitError "lisle.lang.MemoryLimitError": LimitError;
    ThreadLimitError "lisle.lang.ThreadLimitError": LimitError;
    TimeLimitError "lisle.lang.TimeLimitError": LimitError;
    LinkageError "java.lang.LinkageError": Error;
    NoClassDefFoundError "java.lang.NoClassDefFoundError": LinkageError;
    ExceptionInInitializerError "java.lang.ExceptionInInitializerError": LinkageError;
    IncompatibleClassChangeError "java.lang.IncompatibleClassChangeError": LinkageError;
    AbstractMethodError "java.lang.AbstractMethodError": IncompatibleClassChangeError;
    ThreadDeath "java.lang.ThreadDeath": Error;
    ExceptionInfo "clojure.lang.ExceptionInfo": RuntimeException;
    RetryEx "clojure.lang.LockingTransaction$RetryEx": Error;
    ArityException "clojure.lang.ArityException": IllegalArgumentException;
    CompilerException "clojure.lang.Compiler$CompilerException": RuntimeException;
    ReaderException "clojure.lang.LispReader$ReaderException": RuntimeException;
    EdnReaderException "clojure.lang.EdnReader$ReaderException": RuntimeException;
}

impl ExceptionKind {
    /// Does it say that a limit of the runtime's was reached?
    pub fn is_limit(self) -> bool {
        self == ExceptionKind::LimitError || self.parent() == ExceptionKind::LimitError
    }
}

/// The class of a thrown object.
#[derive(Clone)]
pub enum ThrowableClass {
    Known(ExceptionKind),
    /// A class made elsewhere (a `Class` object), for instance by `proxy` or `gen-class`.
    Named(Value),
}

/// A thrown object. `java.lang.Throwable`.
pub struct Throwable {
    pub class: ThrowableClass,
    /// A string or nil.
    pub message: Value,
    /// A throwable or nil.
    pub cause: Value,
    /// The map of `ex-info` (also compiler errors' positions), or nil.
    pub data: Value,
    trace: TraceCell,
}

crate::heap!(Throwable: Throwable { message, cause, data, trace, class });

impl Traced for ThrowableClass {
    fn visit(&self, visitor: &mut impl Visitor) {
        if let ThrowableClass::Named(class) = self {
            class.visit(visitor);
        }
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        if let ThrowableClass::Named(class) = self {
            class.visit_mut(visitor);
        }
    }
}

/// One frame of a stack trace: code and the pc of its call.
pub struct TraceEntry {
    pub code: Ref<CodeObject>,
    pub pc: u32,
}

/// Filled once, when the exception is first thrown.
#[derive(Default)]
struct TraceCell(OnceLock<Vec<TraceEntry>>);

impl Traced for TraceCell {
    fn visit(&self, visitor: &mut impl Visitor) {
        self.0.get().into_iter().flatten().for_each(|e| e.code.visit(visitor));
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        self.0.get_mut().into_iter().flatten().for_each(|e| e.code.visit_mut(visitor));
    }
}

impl Throwable {
    /// The stack at the first throw, innermost frame first.
    pub fn trace(&self) -> &[TraceEntry] {
        self.trace.0.get().map_or(&[], |t| t)
    }

    /// True until a trace was set.
    pub fn needs_trace(&self) -> bool {
        self.trace.0.get().is_none()
    }

    pub fn kind(&self) -> Option<ExceptionKind> {
        match self.class {
            ThrowableClass::Known(kind) => Some(kind),
            ThrowableClass::Named(_) => None,
        }
    }

    /// The message as text, if there is one.
    pub fn message_text(&self) -> Option<String> {
        self.message.as_ref::<Str>().map(|s| s.to_string_lossy())
    }
}

impl Ref<Throwable> {
    /// Records where the exception was thrown; later calls do nothing.
    pub fn set_trace(&self, trace: Vec<TraceEntry>) {
        if self.is_shared() {
            trace.iter().for_each(|e| publish(&e.code.as_value()));
        }
        let _ = self.trace.0.set(trace);
    }
}

impl Error {
    /// An exception of a known class with a message.
    #[cold]
    pub fn new(kind: ExceptionKind, message: impl AsRef<str>) -> Error {
        Error::build(ThrowableClass::Known(kind), Value::str(message.as_ref()), Value::NIL, Value::NIL)
    }

    /// An exception with every part given.
    #[cold]
    pub fn build(class: ThrowableClass, message: Value, cause: Value, data: Value) -> Error {
        Error(Ref::new(Throwable { class, message, cause, data, trace: TraceCell::default() }))
    }

    /// An exception of a known class without a message.
    #[cold]
    pub fn bare(kind: ExceptionKind) -> Error {
        Error::build(ThrowableClass::Known(kind), Value::NIL, Value::NIL, Value::NIL)
    }

    /// The same kind of error, caused by this one.
    #[cold]
    pub fn with_cause(kind: ExceptionKind, message: impl AsRef<str>, cause: Error) -> Error {
        Error::build(ThrowableClass::Known(kind), Value::str(message.as_ref()), cause.0.into(), Value::NIL)
    }

    pub fn illegal_argument(message: impl AsRef<str>) -> Error {
        Error::new(ExceptionKind::IllegalArgumentException, message)
    }

    pub fn illegal_state(message: impl AsRef<str>) -> Error {
        Error::new(ExceptionKind::IllegalStateException, message)
    }

    pub fn arithmetic(message: impl AsRef<str>) -> Error {
        Error::new(ExceptionKind::ArithmeticException, message)
    }

    pub fn class_cast(message: impl AsRef<str>) -> Error {
        Error::new(ExceptionKind::ClassCastException, message)
    }

    pub fn unsupported(message: impl AsRef<str>) -> Error {
        Error::new(ExceptionKind::UnsupportedOperationException, message)
    }

    pub fn runtime(message: impl AsRef<str>) -> Error {
        Error::new(ExceptionKind::RuntimeException, message)
    }

    /// `IndexOutOfBoundsException` without a message, as most of Clojure's collections throw.
    #[cold]
    pub fn index_out_of_bounds() -> Error {
        Error::bare(ExceptionKind::IndexOutOfBoundsException)
    }

    #[cold]
    pub fn null_pointer() -> Error {
        Error::bare(ExceptionKind::NullPointerException)
    }

    /// Clojure's arity error; `name` is the class-like name without compiler-made numbers.
    #[cold]
    pub fn arity(actual: usize, name: &str) -> Error {
        Error::new(ExceptionKind::ArityException, format!("Wrong number of args ({actual}) passed to: {name}"))
    }

    /// A value used where a class is expected: `class A cannot be cast to class B`.
    #[cold]
    pub fn cannot_cast(value: &Value, class: &str) -> Error {
        if value.is_nil() {
            return Error::null_pointer();
        }
        let actual = crate::class::class_name(value);
        Error::class_cast(format!("class {actual} cannot be cast to class {class}"))
    }
}

impl std::fmt::Debug for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let class = self.0.kind().map_or("an exception", ExceptionKind::class_name);
        write!(f, "{class}: {}", self.0.message_text().unwrap_or_default())
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Error {}
