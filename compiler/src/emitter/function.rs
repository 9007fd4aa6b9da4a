//! Functions: frames with their registers and locals, closures, and the forms that define methods.
//!
//! Registers are used as a stack: parameters first, then locals and temporary values, each above the
//! last. A call takes a window at the top; its result is in the window's first register, which often is
//! just where it is wanted.

use super::balance::imbalance;
use super::layout::layout;
use super::linear::{Label, Linear, LinearName};
use super::{EmitError, NOWHERE, UnitBuilder};
use crate::node::{Arity, Body, CaptureId, Chunk, DefType, Fn, LetFn, LocalId, Method, Node, NodeKind, Reify};
use crate::passes::last_use::{FrameFacts, last_use};
use bytecode::{Constant, FuncId, Function, FunctionFlags, Insn, MethodSpec, Position, Reg, Span, Use};
use runtime::{Thread, Value};

/// Where the value of a node goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Dest {
    /// It is the result of the frame.
    Return,
    /// Nowhere: only effects count.
    Ignore,
    /// To a register that holds nothing now, so that it may also serve for what comes before.
    Fresh(Reg),
    /// To a register that code of this very node may still read: it is written last.
    Into(Reg),
}

/// Where a local is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slot<'n> {
    Unbound,
    Reg(Reg),
    /// Bound to a small constant, which needs no register.
    Const(&'n Value),
}

/// Where a `recur` goes and what it assigns.
#[derive(Clone, Copy, Debug)]
pub(super) struct LoopHead {
    pub label: Label,
}

/// Emits the code of one frame.
pub(super) struct Emitter<'u, 'n> {
    pub unit: &'u mut UnitBuilder,
    pub t: &'u mut Thread,
    pub code: Linear,
    pub frame: Frame<'n>,
    /// By local.
    pub slots: Vec<Slot<'n>>,
    /// How often each local is used.
    pub uses: Vec<u32>,
    /// Captured values that lie in registers while a loop is emitted.
    pub hoisted: Vec<(CaptureId, Reg)>,
    /// By loop.
    pub loops: Vec<Option<LoopHead>>,
    /// The start of the code, for `recur` to the function.
    pub start: Label,
    /// The first register that is free.
    pub top: usize,
    /// The most registers that were in use.
    most: usize,
    /// How many handlers cover the code that is being emitted.
    pub protected: usize,
}

/// What an emitter needs to know of a frame.
#[derive(Clone, Copy)]
pub(super) struct Frame<'n> {
    name: &'n str,
    body: &'n Body,
    params: &'n [LocalId],
    span: Span,
    /// The function is called once.
    once: bool,
}

impl<'n> Frame<'n> {
    /// The frame of a top-level form.
    pub fn chunk(chunk: &'n Chunk) -> Frame<'n> {
        Frame { name: &chunk.name, body: &chunk.body, params: &[], span: chunk.body.node.span, once: false }
    }

    fn arity(function: &'n Fn, arity: &'n Arity) -> Frame<'n> {
        Frame { name: &function.name, body: &arity.body, params: &arity.params, span: arity.span, once: function.once }
    }
}

/// The code of a frame.
pub(super) fn emit_body(unit: &mut UnitBuilder, t: &mut Thread, frame: Frame<'_>) -> bytecode::Arity {
    let mut code = Linear::default();
    let start = code.label();
    let mut emitter = Emitter {
        unit,
        t,
        code,
        frame,
        slots: vec![Slot::Unbound; frame.body.locals.len()],
        uses: count_uses(frame.body),
        hoisted: Vec::new(),
        loops: vec![None; frame.body.loops as usize],
        start,
        top: 0,
        most: 0,
        protected: 0,
    };
    for param in frame.params {
        let reg = emitter.alloc();
        emitter.bind(*param, Slot::Reg(reg));
    }
    emitter.code.bind(start);
    emitter.emit(&frame.body.node, Dest::Return);
    emitter.finish()
}

/// How often each local of a frame is used, captures by closures included.
fn count_uses(body: &Body) -> Vec<u32> {
    fn count(node: &Node, uses: &mut Vec<u32>) {
        if let NodeKind::Local { id, .. } = &node.kind
            && let Some(uses) = uses.get_mut(id.index())
        {
            *uses += 1;
        }
        node.for_each_child(&mut |child| count(child, uses));
    }
    let mut uses = vec![0; body.locals.len()];
    count(&body.node, &mut uses);
    uses
}

impl<'n> Emitter<'_, 'n> {
    /// The finished code.
    fn finish(mut self) -> bytecode::Arity {
        if self.unit.failure.is_some() {
            // What has failed is thrown away.
            return bytecode::Arity::default();
        }
        let end = self.code.here();
        self.close_names(0, end);
        let unit = &*self.unit;
        let facts = FrameFacts {
            captures: &|id| unit.captures(id),
            is_counted: &|id| unit.is_counted(id),
            params: self.frame.params.len(),
            registers: self.most as u32,
            once: self.frame.once,
        };
        let registers = last_use(&mut self.code, &facts);
        let registers = u16::try_from(registers).ok().filter(|size| *size <= bytecode::MAX_REGISTERS);
        match (layout(self.code), registers) {
            (Some(arity), Some(registers)) => {
                let arity = bytecode::Arity { registers, ..arity };
                debug_assert_eq!(imbalance(&arity, &facts), None, "{}", self.frame.name);
                arity
            }
            _ => {
                let problem = EmitError::TooLarge { name: self.frame.name.to_owned() };
                self.unit.fail(problem, self.frame.span);
                bytecode::Arity::default()
            }
        }
    }

    /// The next register.
    pub fn alloc(&mut self) -> Reg {
        let reg = self.top;
        self.top += 1;
        self.most = self.most.max(self.top);
        // A frame with more registers is refused in the end.
        Reg(reg as u16)
    }

    /// Does the register lie at the top, so that a window may begin with it?
    pub fn is_top(&self, reg: Reg) -> bool {
        reg.index() + 1 == self.top
    }

    pub fn push(&mut self, insn: Insn, at: Position) {
        self.code.push(insn, at);
    }

    /// Where the value of a node is computed that goes to `dest`.
    pub fn target(&mut self, dest: Dest) -> Reg {
        match dest {
            Dest::Fresh(reg) | Dest::Into(reg) => reg,
            Dest::Return | Dest::Ignore => self.alloc(),
        }
    }

    /// The same, and the register again if it may hold an operand before.
    pub fn target_and_scratch(&mut self, dest: Dest) -> (Reg, Option<Reg>) {
        let reg = self.target(dest);
        (reg, (!matches!(dest, Dest::Into(_))).then_some(reg))
    }

    /// The value in `reg` is that of the node.
    pub fn deliver(&mut self, reg: Reg, dest: Dest) {
        match dest {
            Dest::Return => self.push(Insn::return_(reg), NOWHERE),
            Dest::Ignore => {}
            Dest::Fresh(to) | Dest::Into(to) if to == reg => {}
            Dest::Fresh(to) | Dest::Into(to) => self.push(Insn::copy(to, reg), NOWHERE),
        }
    }

    /// Puts the value of a node into the next register.
    pub fn emit_next(&mut self, node: &'n Node) -> Reg {
        let reg = self.alloc();
        self.emit(node, Dest::Fresh(reg));
        reg
    }

    /// A register that holds the value of the node: the local's own if it is one. The register must not be
    /// written before it was read.
    pub fn operand(&mut self, node: &'n Node) -> Reg {
        self.operand_in(node, &mut None)
    }

    /// The same; a value without a register of its own goes to `scratch` if that is still there.
    pub fn operand_in(&mut self, node: &'n Node, scratch: &mut Option<Reg>) -> Reg {
        let own = match &node.kind {
            NodeKind::Local { id, .. } => match self.slot(*id) {
                Slot::Reg(reg) => Some(reg),
                _ => None,
            },
            NodeKind::Captured(id) => self.hoisted(*id),
            _ => None,
        };
        own.unwrap_or_else(|| {
            let reg = scratch.take().unwrap_or_else(|| self.alloc());
            self.emit(node, Dest::Fresh(reg));
            reg
        })
    }

    /// The register that holds a captured value in the loop that is being emitted.
    pub fn hoisted(&self, id: CaptureId) -> Option<Reg> {
        self.hoisted.iter().find(|(hoisted, _)| *hoisted == id).map(|(_, reg)| *reg)
    }

    /// Is the local a parameter of the frame?
    pub fn is_param(&self, id: LocalId) -> bool {
        self.frame.params.contains(&id)
    }

    /// Is the frame that of a function whose captured values may be moved out?
    pub fn is_once(&self) -> bool {
        self.frame.once
    }

    pub fn slot(&self, id: LocalId) -> Slot<'n> {
        self.slots.get(id.index()).copied().unwrap_or(Slot::Unbound)
    }

    /// From here on the local is there.
    pub fn bind(&mut self, id: LocalId, slot: Slot<'n>) {
        if let Some(place) = self.slots.get_mut(id.index()) {
            *place = slot;
        }
        if let (Slot::Reg(reg), Some(local)) = (slot, self.frame.body.locals.get(id.index())) {
            let here = self.code.here();
            self.code.names.push(LinearName { name: local.name.clone(), reg, start: here, end: usize::MAX });
        }
    }

    /// The locals bound since there were `open` names end here.
    pub fn close_names(&mut self, open: usize, end: usize) {
        for name in self.code.names.iter_mut().skip(open).filter(|name| name.end == usize::MAX) {
            name.end = end;
        }
    }

    /// Runs `emit` and gives back the registers it used and the names it bound.
    pub fn scoped(&mut self, emit: impl FnOnce(&mut Self)) {
        let (top, open) = (self.top, self.code.names.len());
        emit(self);
        self.top = top;
        let end = self.code.here();
        self.close_names(open, end);
    }

    /// The number of a function, whose code is emitted if it was not yet.
    fn function(&mut self, function: &'n Fn) -> FuncId {
        if let Some(id) = self.unit.emitted.get(&(function as *const Fn)) {
            return *id;
        }
        let id = self.unit.reserve_function();
        self.unit.emitted.insert(function, id);
        let mut arities = Vec::with_capacity(function.arities.len());
        for arity in &function.arities {
            let code = emit_body(self.unit, self.t, Frame::arity(function, arity));
            arities.push(bytecode::Arity { params: arity.fixed() as u16, variadic: arity.variadic, ..code });
        }
        let captures = u16::try_from(function.captures.len()).unwrap_or_else(|_| {
            let problem = EmitError::TooLarge { name: function.name.clone() };
            self.unit.fail(problem, function.span);
            0
        });
        let flags = if function.once { FunctionFlags::ONCE } else { FunctionFlags::default() };
        self.unit.put_function(id, Function { name: function.name.clone(), arities, captures, flags });
        id
    }

    /// `fn*`
    pub fn emit_fn(&mut self, function: &'n Fn, dest: Dest) {
        if dest == Dest::Ignore {
            return;
        }
        let base = self.window(dest);
        self.closure(function, base, &mut |_, _| {});
        self.deliver(base, dest);
    }

    /// Makes a closure in `base`, which is at the top. Captured locals that are not bound yet are left nil
    /// and handed to `later`, with the number of the capture.
    fn closure(&mut self, function: &'n Fn, base: Reg, later: &mut dyn FnMut(LocalId, u16)) {
        let at = function.span.start;
        let id = self.function(function);
        if function.captures.is_empty() {
            let constant = self.unit.constant(Constant::Function(id), function.span);
            return self.push(Insn::const_(base, constant), at);
        }
        let top = self.top;
        for (i, capture) in function.captures.iter().enumerate() {
            let reg = if i == 0 { base } else { self.alloc() };
            match &capture.source.kind {
                NodeKind::Local { id, .. } if matches!(self.slot(*id), Slot::Unbound) => {
                    self.push(Insn::nil(reg), at);
                    later(*id, i as u16);
                }
                _ => self.emit(&capture.source, Dest::Fresh(reg)),
            }
        }
        self.top = top;
        self.push(Insn::closure(base, id), at);
    }

    /// `letfn*`: the closures are made one after another; what one captures of a later one is put in
    /// when all are there.
    pub fn emit_letfn(&mut self, letfn: &'n LetFn, dest: Dest) {
        self.scoped(|e| {
            // A second emission (`finally`) finds the locals of the first.
            for (local, _) in &letfn.bindings {
                if let Some(slot) = e.slots.get_mut(local.index()) {
                    *slot = Slot::Unbound;
                }
            }
            let mut ties = Vec::new();
            for (local, function) in &letfn.bindings {
                let reg = e.alloc();
                e.closure(function, reg, &mut |captured, index| ties.push((reg, captured, index, function.span.start)));
                e.bind(*local, Slot::Reg(reg));
            }
            for (closure, captured, index, at) in ties {
                if let Slot::Reg(value) = e.slot(captured) {
                    e.push(Insn::set_capture(closure, Use::keep(value), index), at);
                }
            }
            e.emit(&letfn.body, dest);
        });
    }

    /// `deftype*`: a native makes the class from a description and the methods.
    pub fn emit_deftype(&mut self, def: &'n DefType, node: &'n Node, dest: Dest) {
        if !self.unit.types.insert(def.class.clone()) {
            self.unit.pool.redefine_type();
        }
        let description = self.describe_type(def, node.span);
        let base = self.window(dest);
        let at = node.span.start;
        self.push(Insn::const_(base, description), at);
        let methods = self.alloc();
        self.methods(&def.methods, methods);
        self.push(Insn::vector(methods, def.methods.len() as u32), at);
        self.call_native("deftype", base, 2, node.span);
        self.deliver(base, dest);
    }

    /// Puts the methods, closures or plain functions, into registers from `first` on. `first` is at the top.
    fn methods(&mut self, methods: &'n [Method], first: Reg) {
        let top = self.top;
        for (i, method) in methods.iter().enumerate() {
            let reg = if i == 0 { first } else { self.alloc() };
            self.closure(&method.function, reg, &mut |_, _| {});
        }
        self.top = top;
    }

    /// What the native `deftype` gets: a map with `:class`, `:tag`, `:fields` (symbols with metadata),
    /// `:mutable` (their indices), `:interfaces` and `:methods` (name and number of arguments without the
    /// object), `:record` and `:options`.
    fn describe_type(&mut self, def: &'n DefType, span: Span) -> bytecode::ConstId {
        let keyword = |name: &str| Constant::keyword(None, name);
        let count = |n: usize| Constant::Long(n as i64);
        let mutable = def.fields.iter().enumerate().filter(|(_, field)| field.mutable).map(|(i, _)| count(i));
        let methods = def.methods.iter().map(|m| Constant::Vector(vec![Constant::string(&m.name), count(m.arity())]));
        let mut pairs = vec![
            (keyword("class"), Constant::string(&def.class)),
            (keyword("mutable"), Constant::Vector(mutable.collect())),
            (keyword("interfaces"), Constant::Vector(def.interfaces.iter().map(|i| Constant::string(i)).collect())),
            (keyword("methods"), Constant::Vector(methods.collect())),
            (keyword("record"), Constant::Bool(def.record)),
        ];
        let tag = self.plain_constant(&def.tag, span);
        pairs.push((keyword("tag"), tag));
        let fields = def.fields.iter().map(|field| self.plain_constant(&field.symbol, span)).collect();
        pairs.push((keyword("fields"), Constant::Vector(fields)));
        let options =
            def.options.iter().map(|(k, v)| (self.plain_constant(k, span), self.plain_constant(v, span))).collect();
        pairs.push((keyword("options"), Constant::Map(options)));
        self.unit.constant(Constant::Map(pairs), span)
    }

    /// The constant for a value, not numbered.
    fn plain_constant(&mut self, value: &Value, span: Span) -> Constant {
        match super::constants::constant(self.t, &mut self.unit.embedded, value) {
            Ok(constant) => constant,
            Err(error) => {
                self.unit.failure.get_or_insert(super::Failure::Thrown(error, span));
                Constant::Nil
            }
        }
    }

    /// `reify*`
    pub fn emit_reify(&mut self, reify: &'n Reify, node: &'n Node, dest: Dest) {
        let span = node.span;
        let Ok(count) = u8::try_from(reify.methods.len()) else {
            return self.unit.fail(EmitError::TooManyArguments { count: reify.methods.len() }, span);
        };
        let meta = (!reify.meta.is_nil()).then(|| Box::new(self.plain_constant(&reify.meta, span)));
        let methods = reify.methods.iter().map(|m| MethodSpec { name: m.name.clone(), arity: m.arity() as u16 });
        let description = Constant::ReifyType {
            name: reify.class.clone(),
            interfaces: reify.interfaces.iter().map(|i| i.to_string()).collect(),
            methods: methods.collect(),
            meta,
        };
        let description = self.unit.constant(description, span);
        let base = self.window(dest);
        self.methods(&reify.methods, base);
        self.push(Insn::reify(base, count, description), span.start);
        self.deliver(base, dest);
    }
}
