//! What names mean inside of functions: locals, their frames, and closure capture.
//!
//! The environment is a persistent map, so that leaving a scope is putting the former map back. Frames
//! are on a stack of [`Level`]s; a use of a local of an outer level is a capture of each level between.

use crate::node::{
    Capture, CaptureId, FieldDef, Local, LocalId, LocalKind, LoopId, Node, NodeKind, Primitive, RecurTarget, Span, Type,
};
use im_rc::HashMap as PersistentMap;
use std::collections::HashMap;
use std::rc::Rc;

/// The locals that are visible, by name.
pub type Env = PersistentMap<Rc<str>, Binding>;

/// What a name is bound to.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Which function binds it: an index into the stack of levels.
    pub level: usize,
    pub what: What,
    /// Different for each binding of an analysis.
    pub serial: u32,
    pub ty: Type,
}

/// The kinds of bindings.
#[derive(Clone, Copy, Debug)]
pub enum What {
    Local(LocalId),
    /// A field of the object that is parameter 0 of the level's method.
    Field {
        index: u16,
        mutable: bool,
    },
    /// The level's function, by the name it gives itself.
    SelfFn,
}

/// A function being analyzed: its captures, and the locals of its current arity.
#[derive(Default)]
pub struct Level {
    /// The class-like name that functions inside take as their prefix; empty at the top.
    pub name: String,
    pub captures: Vec<Capture>,
    by_serial: HashMap<u32, CaptureId>,
    pub locals: Vec<Local>,
    pub loops: u32,
    /// The fields of the type, in a method of `deftype*`.
    pub fields: Option<Rc<[FieldDef]>>,
}

impl Level {
    /// A level of this name without locals.
    pub fn new(name: String) -> Level {
        Level { name, ..Level::default() }
    }
}

/// Where `recur` goes, and what it assigns.
#[derive(Clone)]
pub struct RecurFrame {
    pub target: RecurTarget,
    pub locals: Vec<LocalId>,
    /// The primitive each local is declared as.
    pub primitives: Vec<Option<Primitive>>,
    /// A `try` stands between.
    pub across_try: bool,
}

/// The names and frames of an analysis.
#[derive(Default)]
pub struct Scopes {
    pub env: Env,
    pub levels: Vec<Level>,
    pub recur: Option<RecurFrame>,
    serial: u32,
}

impl Scopes {
    /// The innermost level. There is always one while a form is analyzed.
    pub fn level(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            self.levels.push(Level::default());
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    /// A new local of the innermost frame, visible from now on.
    pub fn bind(&mut self, name: &str, kind: LocalKind, ty: Type) -> LocalId {
        let id = self.hidden(name, kind, ty.clone());
        self.bind_as(name, What::Local(id), ty);
        id
    }

    /// A new local of the innermost frame that no name refers to.
    pub fn hidden(&mut self, name: &str, kind: LocalKind, ty: Type) -> LocalId {
        let locals = &mut self.level().locals;
        let id = LocalId(locals.len() as u32);
        locals.push(Local { name: name.into(), kind, ty });
        id
    }

    /// Makes a name mean something of the innermost level.
    pub fn bind_as(&mut self, name: &str, what: What, ty: Type) {
        self.serial += 1;
        let binding = Binding { level: self.levels.len().saturating_sub(1), what, serial: self.serial, ty };
        self.env.insert(name.into(), binding);
    }

    /// What an unqualified name is bound to.
    pub fn lookup(&self, name: &str) -> Option<&Binding> {
        self.env.get(name)
    }

    /// A new loop of the innermost frame.
    pub fn new_loop(&mut self) -> LoopId {
        let level = self.level();
        level.loops += 1;
        LoopId(level.loops - 1)
    }

    /// A use of a binding in the innermost function.
    pub fn reference(&mut self, name: &str, binding: &Binding, span: Span) -> Node {
        let innermost = self.levels.len().saturating_sub(1);
        Node::typed(self.reference_at(name, binding, innermost, span), span, binding.ty.clone())
    }

    fn reference_at(&mut self, name: &str, binding: &Binding, level: usize, span: Span) -> NodeKind {
        if level <= binding.level {
            return own(name, binding, span);
        }
        // Outermost first, so that each level's source exists when it is made.
        let mut kind = own(name, binding, span);
        for index in binding.level + 1..=level {
            let Some(at) = self.levels.get_mut(index) else { break };
            let id = match at.by_serial.get(&binding.serial) {
                Some(id) => *id,
                None => {
                    let id = CaptureId(at.captures.len() as u32);
                    let source = Node::typed(kind, span, binding.ty.clone());
                    at.captures.push(Capture { name: name.into(), source });
                    at.by_serial.insert(binding.serial, id);
                    id
                }
            };
            kind = NodeKind::Captured(id);
        }
        kind
    }
}

/// A use of a binding at its own level.
fn own(name: &str, binding: &Binding, span: Span) -> NodeKind {
    match binding.what {
        What::Local(id) => NodeKind::Local { id },
        What::SelfFn => NodeKind::SelfFn,
        What::Field { index, .. } => {
            let this = Node::new(NodeKind::Local { id: LocalId(0) }, span);
            NodeKind::Field { target: Box::new(this), index, name: name.into() }
        }
    }
}
