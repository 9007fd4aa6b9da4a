//! Calls of all kinds and collection literals: everything that takes a window of registers.
//!
//! A window begins at the top of the registers, and its first register gets the result. When that is
//! where the value is wanted anyway, nothing is moved.

use super::EmitError;
use super::function::{Dest, Emitter};
use crate::node::{HostCall, Invoke, Node, NodeKind, StaticCall, Type};
use bytecode::{ConstId, Constant, Insn, Position, Reg, Span, Use};
use runtime::Value;
use smallvec::SmallVec;

impl<'n> Emitter<'_, 'n> {
    /// The first register of a window whose result goes to `dest`. It is at the top.
    pub fn window(&mut self, dest: Dest) -> Reg {
        match dest {
            Dest::Fresh(reg) if self.is_top(reg) => reg,
            _ => self.alloc(),
        }
    }

    /// Arguments in a row; the first goes to `first`.
    fn arguments_from(&mut self, first: Reg, args: impl IntoIterator<Item = &'n Node>) {
        self.emit_arguments(Some(first), args);
    }

    fn arguments(&mut self, args: &'n [Node]) {
        self.emit_arguments(None, args);
    }

    /// Locals are put in their places last. They never change, so that nobody can tell, and one that another argument reads too
    /// is then moved and not copied: `(assoc m k (f (count m)))` changes `m` in place.
    fn emit_arguments(&mut self, mut first: Option<Reg>, args: impl IntoIterator<Item = &'n Node>) {
        let mut locals: SmallVec<[(Reg, Reg); 8]> = SmallVec::new();
        for arg in args {
            let reg = first.take().unwrap_or_else(|| self.alloc());
            match self.own_register(arg) {
                Some(own) => locals.push((reg, own)),
                None => self.emit(arg, Dest::Fresh(reg)),
            }
        }
        for (reg, own) in locals {
            self.deliver(own, Dest::Fresh(reg));
        }
    }

    /// A count of arguments that must fit a byte.
    fn byte_count(&mut self, count: usize, span: Span) -> u8 {
        u8::try_from(count).unwrap_or_else(|_| {
            self.unit.fail(EmitError::TooManyArguments { count }, span);
            0
        })
    }

    /// `(callee args …)`
    pub fn emit_invoke(&mut self, invoke: &'n Invoke, span: Span, dest: Dest) {
        let Invoke { callee, args } = invoke;
        let base = self.window(dest);
        match (&callee.kind, u8::try_from(args.len())) {
            (NodeKind::Var(var), Ok(argc)) if !var.is_dynamic() => {
                if let Some(var) = self.var(var, callee.span) {
                    self.arguments(args);
                    self.push(Insn::call_var(base, argc, var), span.start);
                }
            }
            _ => {
                self.emit(callee, Dest::Fresh(base));
                self.arguments(args);
                self.push(Insn::call(base, args.len() as u32), span.start);
            }
        }
        self.deliver(base, dest);
    }

    /// `(:keyword target)`
    pub fn emit_keyword_invoke(&mut self, keyword: &Value, target: &'n Node, span: Span, dest: Dest) {
        let (reg, mut scratch) = self.target_and_scratch(dest);
        let target = self.operand_in(target, &mut scratch);
        self.get_keyword(reg, target, keyword, span);
        self.deliver(reg, dest);
    }

    /// `reg ← coll[keyword]`
    pub fn get_keyword(&mut self, reg: Reg, coll: Reg, keyword: &Value, span: Span) {
        let id = self.unit.value_constant(self.t, keyword, span);
        let coll = Use::keep(coll);
        match id.narrow() {
            Some(id) => self.push(Insn::get_kw(reg, coll, id), span.start),
            None => {
                let key = self.alloc();
                self.push(Insn::const_(key, id), span.start);
                self.push(Insn::get(reg, coll, Use::keep(key)), span.start);
            }
        }
    }

    /// `(lisle.native/name args …)`
    pub fn emit_native_call(&mut self, name: &str, args: &'n [Node], span: Span, dest: Dest) {
        let base = self.window(dest);
        if args.len() > usize::from(u8::MAX) {
            let id = self.unit.constant(Constant::Native(name.to_owned()), span);
            self.push(Insn::const_(base, id), span.start);
            self.arguments(args);
            self.push(Insn::call(base, args.len() as u32), span.start);
        } else {
            self.arguments_from(base, args);
            self.call_native(name, base, args.len(), span);
        }
        self.deliver(base, dest);
    }

    /// Calls a native whose arguments are in their places.
    pub fn call_native(&mut self, name: &str, base: Reg, argc: usize, span: Span) {
        let argc = self.byte_count(argc, span);
        let id = self.unit.constant(Constant::Native(name.to_owned()), span);
        self.push(Insn::call_native(base, argc, id), span.start);
    }

    /// The constant for `Class/member`.
    pub fn static_member(&mut self, class: &str, member: &str, span: Span) -> ConstId {
        let constant = Constant::StaticMember { class: class.to_owned(), member: member.to_owned() };
        self.unit.constant(constant, span)
    }

    /// `(Class/member args …)`
    pub fn emit_static_call(&mut self, call: &'n StaticCall, span: Span, dest: Dest) {
        if let ("java.lang.Math", "sqrt", [value]) = (&*call.class, &*call.member, &call.args[..])
            && matches!(value.ty, Type::Long | Type::Double)
        {
            return self.emit_sqrt(value, span.start, dest);
        }
        let argc = self.byte_count(call.args.len(), span);
        let base = self.window(dest);
        self.arguments_from(base, &call.args);
        let id = self.static_member(&call.class, &call.member, span);
        self.push(Insn::invoke_static(base, argc, id), span.start);
        self.deliver(base, dest);
    }

    /// `(Class. args …)`
    pub fn emit_new(&mut self, class: &str, args: &'n [Node], span: Span, dest: Dest) {
        let argc = self.byte_count(args.len(), span);
        let base = self.window(dest);
        self.arguments_from(base, args);
        let id = self.unit.constant(Constant::Class(class.to_owned()), span);
        self.push(Insn::new_(base, argc, id), span.start);
        self.deliver(base, dest);
    }

    /// `(.member target args …)`
    pub fn emit_host_call(&mut self, call: &'n HostCall, span: Span, dest: Dest) {
        let argc = self.byte_count(call.args.len(), span);
        let base = self.window(dest);
        self.emit(&call.target, Dest::Fresh(base));
        self.arguments(&call.args);
        let member = Constant::Member {
            name: call.member.to_string(),
            kind: call.kind,
            class_hint: call.class_hint.as_ref().map(|hint| hint.to_string()),
        };
        let id = self.unit.constant(member, span);
        self.push(Insn::invoke(base, argc, id), span.start);
        self.deliver(base, dest);
    }

    /// A vector or set with parts that are not constant.
    pub fn emit_items(&mut self, items: &'n [Node], dest: Dest, at: Position, insn: fn(Reg, u32) -> Insn) {
        let base = self.window(dest);
        self.arguments_from(base, items);
        self.push(insn(base, items.len() as u32), at);
        self.deliver(base, dest);
    }

    /// A map with parts that are not constant.
    pub fn emit_map(&mut self, pairs: &'n [(Node, Node)], dest: Dest, at: Position) {
        let base = self.window(dest);
        self.arguments_from(base, pairs.iter().flat_map(|(key, value)| [key, value]));
        self.push(Insn::map(base, pairs.len() as u32), at);
        self.deliver(base, dest);
    }
}
