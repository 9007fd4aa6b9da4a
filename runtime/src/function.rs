//! Functions: natives written in Rust, and closures over compiled code.
//!
//! This crate does not know what code is: a [`CodeObject`] holds opaque entry points, one for each
//! number of arguments, and a [`CodeBody`] that its maker (the VM) understands. `clojure.lang.AFn`.

use crate::class::Class;
use crate::error::Error;
use crate::object::Ref;
use crate::string::Str;
use crate::sync::AtomicPtr;
use crate::thread::Thread;
use crate::value::Value;
use std::any::Any;

/// A native: gets the running thread and its arguments, which it may take (leaving nil) or borrow.
pub type NativeFn = fn(&mut Thread, &mut [Value]) -> Result<Value, Error>;

/// A row of a native table.
#[derive(Clone, Copy)]
pub struct NativeDef {
    /// Name within the private namespace of natives.
    pub name: &'static str,
    pub min: u8,
    /// Most arguments, or [`NativeDef::VARIADIC`].
    pub max: u8,
    pub flags: u8,
    pub call: NativeFn,
}

impl NativeDef {
    /// No upper limit on the number of arguments.
    pub const VARIADIC: u8 = u8::MAX;
    /// The VM realises a lazy seq in argument 0 before the call, without native recursion.
    pub const FORCE_0: u8 = 1;
    /// The same for argument 1.
    pub const FORCE_1: u8 = 2;
    /// `apply`: the VM spreads the last argument instead of calling the native.
    pub const APPLY: u8 = 4;
    /// The VM runs the body of a delay in argument 0 before the call.
    pub const DELAY_0: u8 = 8;
    /// The VM realises the lazy seq that `next` of argument 0 needs before the call.
    pub const FORCE_NEXT: u8 = 16;

    pub const fn new(name: &'static str, min: u8, max: u8, call: NativeFn) -> NativeDef {
        NativeDef { name, min, max, flags: 0, call }
    }

    pub const fn flags(mut self, flags: u8) -> NativeDef {
        self.flags = flags;
        self
    }
}

/// A native as a function value. `name` is what messages and printing call it, e.g. `clojure.core/first`.
pub struct Native {
    pub meta: Value,
    pub name: Ref<Str>,
    pub def: &'static NativeDef,
}

crate::heap!(Native: Native { meta, name });

/// A closure: code and the values it captured (the tail).
pub struct Function {
    pub code: Ref<CodeObject>,
    pub meta: Value,
    pub captures: u32,
}

crate::heap!(Function: Function { code, meta } tail Value, captures);

/// The largest number of fixed parameters.
pub const MAX_FIXED: usize = 20;

/// Compiled code of one function, all arities.
pub struct CodeObject {
    /// Entry for `i` arguments; null until the maker has linked that arity, and for counts above the table.
    pub entries: [AtomicPtr<()>; MAX_FIXED + 2],
    /// Entry of the variadic arity; null until it was linked.
    pub rest_entry: AtomicPtr<()>,
    /// Clojure's class-like name: `user$foo`.
    pub name: Ref<Str>,
    pub body: Box<dyn CodeBody>,
}

crate::heap!(CodeObject: CodeObject { name });

/// What the VM keeps for a function.
pub trait CodeBody: Any + Send + Sync {
    /// Where a program counter stands in the source.
    fn position(&self, pc: u32) -> FramePosition;
    /// Is there a method for this many arguments?
    fn accepts(&self, args: usize) -> bool;
    /// The class of its functions, if they have one that is not shared with other code of the same name.
    fn class(&self) -> Option<Ref<Class>> {
        None
    }
    /// The number of fixed parameters of the variadic method.
    fn variadic(&self) -> Option<usize>;
}

/// A place in a stack trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FramePosition {
    pub file: String,
    /// Where the file was when it was compiled; empty when that is not known.
    pub path: String,
    pub line: u32,
    pub column: u32,
}

impl CodeObject {
    pub fn new_object(name: &str, body: Box<dyn CodeBody>) -> Ref<CodeObject> {
        let entries = std::array::from_fn(|_| AtomicPtr::new(std::ptr::null_mut()));
        let rest_entry = AtomicPtr::new(std::ptr::null_mut());
        Ref::new(CodeObject { entries, rest_entry, name: Str::new(name), body })
    }

    /// The body as the type its maker gave it.
    pub fn body_as<T: CodeBody>(&self) -> Option<&T> {
        (&*self.body as &dyn Any).downcast_ref::<T>()
    }
}
