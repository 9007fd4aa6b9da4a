//! The analyzed tree: what a form means, with names resolved, macros expanded and closures computed.
//!
//! The analyzer makes it, the passes mark it, the emitter turns it into bytecode. The tree says nothing
//! of registers. Clojure counterpart: the `Expr` classes of `clojure.lang.Compiler`.
//!
//! Begin with [`Node`] and [`NodeKind`], then [`Body`] (the locals of one frame) and [`Fn`] (closures).
//! [`intrinsic`] is the set of core functions with instructions of their own; [`walk`] visits children;
//! [`print`] is the text form of `--stage tree`.
//!
//! # Frames and locals
//!
//! A *frame* is what runs in one set of registers: a top-level chunk, or one arity of a function or
//! method. [`Body::locals`] lists its locals; a [`LocalId`] is an index in that list and means nothing
//! outside of its frame. Every binding form makes a new local, so that no two bindings share an id
//! (shadowing is resolved), and a `finally` or a `case` branch never binds a local twice.
//!
//! A function reads the locals of the frames around it as captured values: [`NodeKind::Captured`] is an
//! index into [`Fn::captures`], whose `source` is a node of the frame *around* the function (a local, a
//! captured value, the running function or a field), evaluated when the closure is made.

pub mod intrinsic;
pub mod print;
pub mod walk;

pub use bytecode::constant::MemberKind;
pub use bytecode::source::{Position, Span};
pub use intrinsic::Intrinsic;

use runtime::var::Var;
use runtime::{Ref, Value};
use std::fmt;
use std::rc::Rc;

/// A local of one frame: an index into [`Body::locals`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LocalId(pub u32);

impl LocalId {
    /// The id as an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for LocalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "l{}", self.0)
    }
}

/// A captured value of the function around: an index into [`Fn::captures`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CaptureId(pub u32);

/// A loop, numbered within its frame.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LoopId(pub u32);

/// What is known of a value at compile time. A fact for passes: it never changes what code means.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Type {
    /// Nothing is known.
    #[default]
    Any,
    /// Always a `Long` (not a narrower class, not a `BigInt`).
    Long,
    /// Always a `Double`.
    Double,
    /// Always `true` or `false`.
    Boolean,
    /// The program says so by `^Class`; nobody checked.
    Hint(Rc<str>),
}

impl Type {
    /// The type of whichever of two values there will be.
    pub fn of_either(a: &Node, b: &Node) -> Type {
        if a.diverges() {
            b.ty.clone()
        } else if b.diverges() || a.ty == b.ty {
            a.ty.clone()
        } else {
            Type::Any
        }
    }
}

/// A node of the tree: what it is, where it stands in the source, what is known of its value.
#[derive(Clone, Debug)]
pub struct Node {
    pub kind: NodeKind,
    /// The form it came from; for the result of a macro, the nearest form that was read. Line 0: unknown.
    pub span: Span,
    pub ty: Type,
}

/// What a node is. "Yields" says what the value of the node is.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// Yields a value known now: a literal, a quoted form, a class (`runtime::class::Class`), the value of a
    /// `^:const` var, or any object that `eval` found in its form.
    Const(Value),
    /// Yields a local of this frame. Each use is a node of its own.
    Local {
        id: LocalId,
    },
    /// Yields a captured value of the running function.
    Captured(CaptureId),
    /// Yields the running function itself: `f` in `(fn f [] f)`.
    SelfFn,
    /// Yields the value of a var: the thread binding if there is one, else the root.
    Var(Ref<Var>),
    /// `#'x`: yields the var itself.
    TheVar(Ref<Var>),
    /// A native as a value: `lisle.native/name` outside of call position.
    Native(Rc<str>),
    /// `def`: yields the var.
    Def(Box<Def>),
    If(Box<If>),
    /// Runs all in order, yields the last. Never empty, and at least two nodes.
    Do(Vec<Node>),
    /// `let*`: binds one after another, yields the body.
    Let(Box<Let>),
    /// `letfn*`: the functions of `bindings` may capture each other, so a capture's source may be a local
    /// that is bound later in the same node.
    LetFn(Box<LetFn>),
    /// `loop*`
    Loop(Box<Loop>),
    /// `recur`: yields nothing, control goes elsewhere.
    Recur(Box<Recur>),
    /// `fn*`: yields a closure.
    Fn(Box<Fn>),
    /// Calls whatever the callee is. A callee of kind [`NodeKind::Var`] that is not dynamic can be called
    /// through the var.
    Invoke(Box<Invoke>),
    /// `(:keyword target)`
    KeywordInvoke {
        keyword: Value,
        target: Box<Node>,
    },
    /// A core function with an instruction of its own, with as many arguments as [`Intrinsic::arity`] says.
    Intrinsic(Box<IntrinsicCall>),
    /// `(instance? Class value)` where the class is known by name.
    Instance {
        class: Rc<str>,
        value: Box<Node>,
    },
    /// `(lisle.native/name args …)`
    NativeCall {
        name: Rc<str>,
        args: Vec<Node>,
    },
    /// `(Class/member args …)`
    StaticCall(Box<StaticCall>),
    /// `Class/member`
    StaticField {
        class: Rc<str>,
        member: Rc<str>,
    },
    /// `(Class. args …)`
    New {
        class: Rc<str>,
        args: Vec<Node>,
    },
    /// `(.member target args …)`, `(.-member target)`
    HostCall(Box<HostCall>),
    /// A field of a `deftype` or `defrecord` object, by index: in a method, a field named by its symbol.
    Field {
        target: Box<Node>,
        index: u16,
        name: Rc<str>,
    },
    /// `(set! field value)` in a method: yields the value.
    SetField {
        target: Box<Node>,
        index: u16,
        name: Rc<str>,
        value: Box<Node>,
    },
    /// `(set! *var* value)`: sets the thread binding, yields the value.
    SetVar {
        var: Ref<Var>,
        value: Box<Node>,
    },
    /// A vector literal with a part that is not constant.
    Vector(Vec<Node>),
    /// A map literal with a part that is not constant, in source order. A repeated key is an error at run time.
    Map(Vec<(Node, Node)>),
    /// A set literal with a part that is not constant. A repeated element is an error at run time.
    Set(Vec<Node>),
    /// A literal or function with metadata that the program gave: yields `value` with `meta`.
    WithMeta {
        value: Box<Node>,
        meta: Box<Node>,
    },
    /// Coerces to the primitive as `long` and `double` do (a number of another kind is converted, anything
    /// else throws `ClassCastException`; nil `NullPointerException`).
    Coerce {
        to: Primitive,
        value: Box<Node>,
    },
    Throw(Box<Node>),
    Try(Box<Try>),
    Case(Box<Case>),
    MonitorEnter(Box<Node>),
    MonitorExit(Box<Node>),
    /// `deftype*`: makes the class; yields nil.
    DefType(Box<DefType>),
    /// `reify*`: makes an object of an anonymous class.
    Reify(Box<Reify>),
    /// `import*`: maps the class's simple name in the current namespace; yields the class.
    Import {
        class: Rc<str>,
    },
}

impl Node {
    /// A node of which nothing is known.
    pub fn new(kind: NodeKind, span: Span) -> Node {
        Node { kind, span, ty: Type::Any }
    }

    /// A node with a known type.
    pub fn typed(kind: NodeKind, span: Span, ty: Type) -> Node {
        Node { kind, span, ty }
    }

    /// A constant.
    pub fn constant(value: Value, span: Span) -> Node {
        let ty = match value.tag() {
            runtime::value::Tag::Long if value.mark() == runtime::value::Mark::None => Type::Long,
            runtime::value::Tag::Double if value.mark() == runtime::value::Mark::None => Type::Double,
            runtime::value::Tag::True | runtime::value::Tag::False => Type::Boolean,
            _ => Type::Any,
        };
        Node { kind: NodeKind::Const(value), span, ty }
    }

    /// The value, if the node is a constant.
    pub fn as_const(&self) -> Option<&Value> {
        match &self.kind {
            NodeKind::Const(value) => Some(value),
            _ => None,
        }
    }

    /// Does control never come out of this node with a value?
    pub fn diverges(&self) -> bool {
        match &self.kind {
            NodeKind::Throw(_) | NodeKind::Recur(_) => true,
            NodeKind::Do(nodes) => nodes.iter().any(Node::diverges),
            NodeKind::If(if_) => if_.test.diverges() || (if_.then.diverges() && if_.otherwise.diverges()),
            NodeKind::Let(let_) => let_.bindings.iter().any(|b| b.init.diverges()) || let_.body.diverges(),
            _ => false,
        }
    }
}

/// The primitives that parameters, results and loop locals may be declared as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Primitive {
    Long,
    Double,
}

impl Primitive {
    /// The type of a value that was coerced.
    pub fn ty(self) -> Type {
        match self {
            Primitive::Long => Type::Long,
            Primitive::Double => Type::Double,
        }
    }
}

/// The code of one frame, with the locals it binds.
#[derive(Clone, Debug)]
pub struct Body {
    /// All locals of the frame, parameters first, in the order in which the source binds them.
    pub locals: Vec<Local>,
    pub node: Node,
    /// How many [`LoopId`]s the frame has.
    pub loops: u32,
}

/// A local of a frame.
#[derive(Clone, Debug)]
pub struct Local {
    /// The name in the source, not munged; for debug information.
    pub name: Rc<str>,
    pub kind: LocalKind,
    pub ty: Type,
}

/// What bound a local.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalKind {
    Param,
    Let,
    LetFn,
    Loop,
    Catch,
}

/// A top-level form that becomes one chunk: a function of no arguments and no captures.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// The class-like name: `user$eval1`.
    pub name: String,
    /// A `recur` outside of any loop targets the start of the chunk.
    pub body: Body,
}

/// `(def name init)`
#[derive(Clone, Debug)]
pub struct Def {
    pub var: Ref<Var>,
    pub init: Option<Node>,
    /// The var's metadata: an expression that yields a map (with `:line`, `:column`, `:file`), or none.
    pub meta: Option<Node>,
    /// `^:dynamic`
    pub dynamic: bool,
}

/// `(if test then else)`; a missing `else` is a constant nil.
#[derive(Clone, Debug)]
pub struct If {
    pub test: Node,
    pub then: Node,
    pub otherwise: Node,
}

/// A local and what it is bound to.
#[derive(Clone, Debug)]
pub struct Binding {
    pub local: LocalId,
    pub init: Node,
}

/// `(let* [name init …] body)`
#[derive(Clone, Debug)]
pub struct Let {
    pub bindings: Vec<Binding>,
    pub body: Node,
}

/// `(letfn* [name (fn* …) …] body)`
#[derive(Clone, Debug)]
pub struct LetFn {
    pub bindings: Vec<(LocalId, Fn)>,
    pub body: Node,
}

/// `(loop* [name init …] body)`
#[derive(Clone, Debug)]
pub struct Loop {
    pub id: LoopId,
    /// Bound one after another, as in `let`.
    pub bindings: Vec<Binding>,
    pub body: Node,
}

/// Where `recur` goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecurTarget {
    /// The body of this loop, after its bindings.
    Loop(LoopId),
    /// The start of the frame's code.
    Frame,
}

/// `(recur args …)`: assigns all `locals` at once, then jumps. The two vectors are of equal length.
#[derive(Clone, Debug)]
pub struct Recur {
    pub target: RecurTarget,
    pub locals: Vec<LocalId>,
    pub args: Vec<Node>,
}

/// A function.
#[derive(Clone, Debug)]
pub struct Fn {
    /// Clojure's class-like name: `user$foo`, `user$foo$fn__1`; munged.
    pub name: String,
    /// The name by which its own code may call it, if the source gives one. Uses are [`NodeKind::SelfFn`].
    pub self_name: Option<Rc<str>>,
    /// Fixed arities by number of parameters, then at most one variadic.
    pub arities: Vec<Arity>,
    pub captures: Vec<Capture>,
    /// `^:once fn*`: called at most once.
    pub once: bool,
    pub span: Span,
}

/// A value that a closure holds.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The name in the source, for debug information.
    pub name: Rc<str>,
    /// Evaluated in the frame that makes the closure: [`NodeKind::Local`], [`NodeKind::Captured`],
    /// [`NodeKind::SelfFn`], or a [`NodeKind::Field`] of one of these.
    pub source: Node,
}

/// The code for one number of arguments.
#[derive(Clone, Debug)]
pub struct Arity {
    /// The locals that hold the arguments: always `l0`, `l1` … in order. When `variadic`, the last one
    /// holds the sequence of the rest arguments, or nil. A method's first parameter is the object.
    ///
    /// Primitive parameters are coerced by nodes in the body.
    pub params: Vec<LocalId>,
    pub variadic: bool,
    pub body: Body,
    pub span: Span,
}

impl Arity {
    /// The number of fixed parameters.
    pub fn fixed(&self) -> usize {
        self.params.len() - usize::from(self.variadic)
    }
}

/// `(callee args …)`
#[derive(Clone, Debug)]
pub struct Invoke {
    pub callee: Node,
    pub args: Vec<Node>,
}

/// A call of an intrinsic.
#[derive(Clone, Debug)]
pub struct IntrinsicCall {
    pub op: Intrinsic,
    pub args: Vec<Node>,
    /// `*unchecked-math*` was on: arithmetic on two longs wraps around.
    pub unchecked: bool,
}

/// `(Class/member args …)`
#[derive(Clone, Debug)]
pub struct StaticCall {
    pub class: Rc<str>,
    pub member: Rc<str>,
    pub args: Vec<Node>,
}

/// `(.member target args …)`
#[derive(Clone, Debug)]
pub struct HostCall {
    pub target: Node,
    pub member: Rc<str>,
    pub kind: MemberKind,
    pub args: Vec<Node>,
    /// The class that the program says the target has.
    pub class_hint: Option<Rc<str>>,
}

/// `(try body (catch Class local body) … (finally …))`; without catches and `finally` it is no `Try` node.
#[derive(Clone, Debug)]
pub struct Try {
    pub body: Node,
    /// The first whose class fits handles the exception.
    pub catches: Vec<Catch>,
    /// Runs on every way out; its value is dropped.
    pub finally: Option<Node>,
}

/// One `catch` clause.
#[derive(Clone, Debug)]
pub struct Catch {
    pub class: Rc<str>,
    pub local: LocalId,
    pub body: Node,
}

/// `case*`: compares with constants by `=`, without order.
#[derive(Clone, Debug)]
pub struct Case {
    pub test: Node,
    pub branches: Vec<CaseBranch>,
    pub default: Node,
}

/// The branch for some constants. No constant is in two branches.
#[derive(Clone, Debug)]
pub struct CaseBranch {
    pub constants: Vec<Value>,
    pub body: Node,
}

/// A method of a `deftype*` or `reify*`.
#[derive(Clone, Debug)]
pub struct Method {
    /// The Java name, munged: `foo_bar`.
    pub name: String,
    /// Exactly one arity, not variadic, whose first parameter is the object.
    pub function: Fn,
}

impl Method {
    /// The number of arguments without the object.
    pub fn arity(&self) -> usize {
        self.function.arities.first().map_or(0, |a| a.params.len().saturating_sub(1))
    }
}

/// `deftype*`: methods read fields as [`NodeKind::Field`] of their first parameter and capture nothing.
#[derive(Clone, Debug)]
pub struct DefType {
    /// The full class name: `user.Point`.
    pub class: Rc<str>,
    /// The name that the program gave, such as `user/Point`: for `print-method` and constructors.
    pub tag: Value,
    pub fields: Vec<FieldDef>,
    /// Full names of interfaces (protocol interfaces included) and of `java.lang.Object` if it was named.
    pub interfaces: Vec<Rc<str>>,
    pub methods: Vec<Method>,
    /// A record: `clojure.lang.IRecord` is among the interfaces.
    pub record: bool,
    /// Further options of the form, such as `:load-ns`, as given.
    pub options: Vec<(Value, Value)>,
}

/// A field of a `deftype`.
#[derive(Clone, Debug)]
pub struct FieldDef {
    pub name: Rc<str>,
    /// `^:unsynchronized-mutable` or `^:volatile-mutable`
    pub mutable: bool,
    pub ty: Type,
    /// The symbol with its metadata, for `getBasis`.
    pub symbol: Value,
}

/// `reify*`: each method is a closure over what it needs.
#[derive(Clone, Debug)]
pub struct Reify {
    /// The class-like name: `user$reify__1`.
    pub class: String,
    pub interfaces: Vec<Rc<str>>,
    pub methods: Vec<Method>,
    /// Metadata of the form (a map, often `:line` and `:column`), or nil.
    pub meta: Value,
}
