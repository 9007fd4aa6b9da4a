//! The dispatch over all nodes, and the nodes that are a load or one instruction.

use super::function::{Dest, Emitter, Slot};
use super::{EmitError, NOWHERE};
use crate::node::{Def, Node, NodeKind, Primitive};
use bytecode::{CaptureId, Constant, Insn, Position, Reg, Span, Use};
use runtime::value::{Mark, Tag};
use runtime::var::Var;
use runtime::{Ref, Value};

impl<'n> Emitter<'_, 'n> {
    /// Emits a node whose value goes to `dest`.
    pub fn emit(&mut self, node: &'n Node, dest: Dest) {
        if self.code.is_reachable() {
            let top = self.top;
            self.dispatch(node, dest);
            self.top = top;
        }
    }

    fn dispatch(&mut self, node: &'n Node, dest: Dest) {
        let at = node.span.start;
        match &node.kind {
            NodeKind::Const(value) => self.emit_const(value, node.span, dest),
            NodeKind::Local { id, .. } => match self.slot(*id) {
                Slot::Reg(reg) => self.deliver(reg, dest),
                Slot::Const(value) => self.emit_const(value, node.span, dest),
                Slot::Unbound => self.load(dest, Insn::nil),
            },
            NodeKind::Captured(id) => match self.hoisted(*id) {
                Some(reg) => self.deliver(reg, dest),
                None => self.load(dest, |reg| Insn::capture(reg, CaptureId(id.0))),
            },
            NodeKind::SelfFn => self.load(dest, Insn::self_),
            NodeKind::Var(var) => {
                if let Some(id) = self.var(var, node.span) {
                    self.emit_to(dest, at, |reg| Insn::var_get(reg, id));
                }
            }
            NodeKind::TheVar(var) => {
                if let Some(id) = self.var(var, node.span) {
                    self.load(dest, |reg| Insn::const_(reg, id));
                }
            }
            NodeKind::Native(name) => {
                let id = self.unit.constant(Constant::Native(name.to_string()), node.span);
                self.load(dest, |reg| Insn::const_(reg, id));
            }
            NodeKind::Def(def) => self.emit_def(def, node.span, dest),
            NodeKind::If(_) => self.emit_if(node, dest),
            NodeKind::Do(nodes) => self.emit_do(nodes, dest),
            NodeKind::Let(let_) => self.emit_let(let_, dest),
            NodeKind::LetFn(letfn) => self.emit_letfn(letfn, dest),
            NodeKind::Loop(loop_) => self.emit_loop(loop_, dest),
            NodeKind::Recur(recur) => self.emit_recur(recur, at),
            NodeKind::Fn(function) => self.emit_fn(function, dest),
            NodeKind::Invoke(invoke) => self.emit_invoke(invoke, node.span, dest),
            NodeKind::KeywordInvoke { keyword, target } => self.emit_keyword_invoke(keyword, target, node.span, dest),
            NodeKind::Intrinsic(call) => self.emit_intrinsic(call, node.span, dest),
            NodeKind::Instance { class, value } => self.emit_instance(class, value, node.span, dest),
            NodeKind::NativeCall { name, args } => self.emit_native_call(name, args, node.span, dest),
            NodeKind::StaticCall(call) => self.emit_static_call(call, node.span, dest),
            NodeKind::StaticField { class, member } => {
                let id = self.static_member(class, member, node.span);
                self.emit_to(dest, at, |reg| Insn::static_field(reg, id));
            }
            NodeKind::New { class, args } => self.emit_new(class, args, node.span, dest),
            NodeKind::HostCall(call) => self.emit_host_call(call, node.span, dest),
            NodeKind::Field { target, index, .. } => {
                let object = self.operand(target);
                self.emit_to(dest, at, |reg| Insn::field(reg, object, *index));
            }
            NodeKind::SetField { target, index, value, .. } => {
                let object = self.operand(target);
                let value = self.operand(value);
                self.push(Insn::set_field(object, value, *index), at);
                self.deliver(value, dest);
            }
            NodeKind::SetVar { var, value } => {
                if let Some(id) = self.var(var, node.span) {
                    let base = self.window(dest);
                    self.emit(value, Dest::Fresh(base));
                    self.push(Insn::var_set(base, id), at);
                    self.deliver(base, dest);
                }
            }
            NodeKind::Vector(items) => self.emit_items(items, dest, at, Insn::vector),
            NodeKind::Set(items) => self.emit_items(items, dest, at, Insn::set),
            NodeKind::Map(pairs) => self.emit_map(pairs, dest, at),
            NodeKind::WithMeta { value, meta } => {
                let base = self.window(dest);
                self.emit(value, Dest::Fresh(base));
                self.emit_next(meta);
                self.call_native("with-meta", base, 2, node.span);
                self.deliver(base, dest);
            }
            NodeKind::Coerce { to, value } => self.emit_coerce(*to, value, node.span, dest),
            NodeKind::Throw(value) => self.emit_throw(value, at),
            NodeKind::Try(try_) => self.emit_try(try_, dest),
            NodeKind::Case(case) => self.emit_case(case, at, dest),
            NodeKind::MonitorEnter(object) => self.emit_monitor(object, Insn::monitor_enter, at, dest),
            NodeKind::MonitorExit(object) => self.emit_monitor(object, Insn::monitor_exit, at, dest),
            NodeKind::DefType(def) => self.emit_deftype(def, node, dest),
            NodeKind::Reify(reify) => self.emit_reify(reify, node, dest),
            NodeKind::Import { class } => {
                let base = self.window(dest);
                let id = self.unit.constant(Constant::Class(class.to_string()), node.span);
                self.push(Insn::const_(base, id), at);
                self.call_native("import", base, 1, node.span);
                self.deliver(base, dest);
            }
        }
    }

    /// A load: nothing at all when its value is ignored.
    fn load(&mut self, dest: Dest, insn: impl FnOnce(Reg) -> Insn) {
        if dest != Dest::Ignore {
            self.emit_to(dest, NOWHERE, insn);
        }
    }

    /// An instruction that writes one register and no window.
    pub fn emit_to(&mut self, dest: Dest, at: Position, insn: impl FnOnce(Reg) -> Insn) {
        let reg = self.target(dest);
        self.push(insn(reg), at);
        self.deliver(reg, dest);
    }

    /// A constant.
    pub fn emit_const(&mut self, value: &Value, span: Span, dest: Dest) {
        if dest == Dest::Ignore {
            return;
        }
        let small = value.as_long().filter(|_| value.mark() == Mark::None).and_then(|n| i32::try_from(n).ok());
        match (value.tag(), small) {
            (Tag::Nil, _) => self.load(dest, Insn::nil),
            (Tag::True, _) => self.load(dest, Insn::true_),
            (Tag::False, _) => self.load(dest, Insn::false_),
            (_, Some(n)) => self.load(dest, |reg| Insn::int(reg, n)),
            _ => {
                let id = self.unit.value_constant(self.t, value, span);
                self.load(dest, |reg| Insn::const_(reg, id));
            }
        }
    }

    /// The constant that names a var.
    pub fn var(&mut self, var: &Ref<Var>, span: Span) -> Option<bytecode::ConstId> {
        let Some(ns) = &var.ns else {
            self.unit.fail(EmitError::NamelessVar {}, span);
            return None;
        };
        Some(self.unit.constant(Constant::var(ns.name_str(), var.name.name_str()), span))
    }

    fn emit_def(&mut self, def: &'n Def, span: Span, dest: Dest) {
        let Some(var) = self.var(&def.var, span) else { return };
        let base = self.window(dest);
        let mut flags = 0;
        if let Some(init) = &def.init {
            self.emit(init, Dest::Fresh(base));
            flags |= 1;
        }
        if let Some(meta) = &def.meta {
            self.emit_next(meta);
            flags |= 2;
        }
        if def.dynamic {
            flags |= 4;
        }
        self.push(Insn::def(base, flags, var), span.start);
        self.deliver(base, dest);
    }

    /// `(instance? Class value)`
    fn emit_instance(&mut self, class: &str, value: &'n Node, span: Span, dest: Dest) {
        let reg = self.target(dest);
        self.instance(class, value, reg, span);
        self.deliver(reg, dest);
    }

    /// Whether the value is an instance of the class, into `reg`.
    pub fn instance(&mut self, class: &str, value: &'n Node, reg: Reg, span: Span) {
        let top = self.top;
        let value = self.operand(value);
        self.instance_of(class, value, reg, span);
        self.top = top;
    }

    /// Whether the value in a register is an instance of the class, into `reg`.
    pub fn instance_of(&mut self, class: &str, value: Reg, reg: Reg, span: Span) {
        let id = self.unit.constant(Constant::Class(class.to_owned()), span);
        if let Some(id) = id.narrow() {
            return self.push(Insn::instance(reg, Use::keep(value), id), span.start);
        }
        let base = self.alloc();
        self.push(Insn::const_(base, id), span.start);
        let argument = self.alloc();
        self.push(Insn::copy(argument, value), span.start);
        self.call_native("instance?", base, 2, span);
        self.push(Insn::copy(reg, base), span.start);
    }

    /// A node of the type already needs no coercion.
    fn emit_coerce(&mut self, to: Primitive, value: &'n Node, span: Span, dest: Dest) {
        if value.ty == to.ty() {
            return self.emit(value, dest);
        }
        let (reg, mut scratch) = self.target_and_scratch(dest);
        let value = Use::keep(self.operand_in(value, &mut scratch));
        let insn = match to {
            Primitive::Long => Insn::to_long(reg, value),
            Primitive::Double => Insn::to_double(reg, value),
        };
        self.push(insn, span.start);
        self.deliver(reg, dest);
    }

    fn emit_monitor(&mut self, object: &'n Node, insn: fn(Reg) -> Insn, at: Position, dest: Dest) {
        let object = self.operand(object);
        self.push(insn(object), at);
        self.load(dest, Insn::nil);
    }
}
