//! Core functions with instructions of their own: as values, and as conditions of jumps.

use super::function::{Dest, Emitter, Slot};
use super::linear::Label;
use crate::node::{Intrinsic, IntrinsicCall, Node, NodeKind, Type};
use bytecode::{ConstId16, Constant, Insn, Position, Reg, Span, Use};
use runtime::Value;
use runtime::keyword::Keyword;
use runtime::value::Mark;

type Binary = fn(Reg, Use, Use) -> Insn;
type BinaryConst = fn(Reg, Use, ConstId16) -> Insn;
type BinaryInt = fn(Reg, Use, i16) -> Insn;
type JumpNot = fn(Use, Use, i16) -> Insn;
type JumpNotInt = fn(Use, i16, i16) -> Insn;

impl<'n> Emitter<'_, 'n> {
    /// A call of an intrinsic as a value.
    pub fn emit_intrinsic(&mut self, call: &'n IntrinsicCall, span: Span, dest: Dest) {
        use Intrinsic::*;
        if dest == Dest::Ignore && call.op.is_pure() {
            return call.args.iter().for_each(|arg| self.emit(arg, dest));
        }
        if let Some(native) = unchecked_native(call) {
            return self.emit_native_call(native, &call.args, span, dest);
        }
        let at = span.start;
        let [first, rest @ ..] = &call.args[..] else { return };
        let second = rest.first().unwrap_or(first);
        if self.emit_on_doubles(call, first, second, at, dest) {
            return;
        }
        let (low, high) = (self.small_int(first), self.small_int(second));
        match (call.op, low, high) {
            (Add, ..) if call.unchecked => self.binary(Insn::wrap_add, first, second, at, dest),
            (Sub, ..) if call.unchecked => self.binary(Insn::wrap_sub, first, second, at, dest),
            (Mul, ..) if call.unchecked => self.binary(Insn::wrap_mul, first, second, at, dest),
            (Inc, ..) if call.unchecked => self.binary_int(Insn::wrap_add_int, first, 1, at, dest),
            (Dec, ..) if call.unchecked => self.binary_int(Insn::wrap_add_int, first, -1, at, dest),
            (Add, _, Some(n)) => self.binary_int(Insn::add_int, first, n, at, dest),
            (Add, Some(n), _) => self.binary_int(Insn::add_int, second, n, at, dest),
            (Add, ..) => self.binary(Insn::add, first, second, at, dest),
            (Sub, _, Some(n)) => self.binary_int(Insn::sub_int, first, n, at, dest),
            (Sub, ..) => self.binary(Insn::sub, first, second, at, dest),
            (Mul, _, Some(n)) => self.binary_int(Insn::mul_int, first, n, at, dest),
            (Mul, Some(n), _) => self.binary_int(Insn::mul_int, second, n, at, dest),
            (Mul, ..) => self.binary(Insn::mul, first, second, at, dest),
            (Div, ..) if call.args.iter().any(|arg| arg.ty == Type::Double) => {
                self.binary(Insn::div_double, first, second, at, dest)
            }
            (Div, ..) => self.binary(Insn::div, first, second, at, dest),
            (Quot, _, Some(n @ 2..)) if all_long(call) && n.count_ones() == 1 => {
                self.binary_int(Insn::quot_pow2, first, n.trailing_zeros() as i16, at, dest)
            }
            (Rem, _, Some(n @ 2..)) if all_long(call) && n.count_ones() == 1 => {
                self.binary_int(Insn::rem_pow2, first, n.trailing_zeros() as i16, at, dest)
            }
            // By zero there is an error to be thrown, and dividing by -1 may not fit.
            (Quot, _, Some(n @ 1..)) if all_long(call) => self.binary_int(Insn::quot_int, first, n, at, dest),
            (Rem, _, Some(n @ 1..)) if all_long(call) => self.binary_int(Insn::rem_int, first, n, at, dest),
            (Quot, ..) if all_long(call) => self.binary(Insn::quot_long, first, second, at, dest),
            (Rem, ..) if all_long(call) => self.binary(Insn::rem_long, first, second, at, dest),
            (Quot, ..) => self.binary(Insn::quot, first, second, at, dest),
            (Rem, ..) => self.binary(Insn::rem, first, second, at, dest),
            (Neg, ..) => self.unary(Insn::neg, first, at, dest),
            (Inc, ..) => self.binary_int(Insn::add_int, first, 1, at, dest),
            (Dec, ..) => self.binary_int(Insn::sub_int, first, 1, at, dest),
            (BitAnd, _, Some(n)) => self.binary_int(Insn::bit_and_int, first, n, at, dest),
            (BitAnd, Some(n), _) => self.binary_int(Insn::bit_and_int, second, n, at, dest),
            (BitAnd, ..) => self.binary(Insn::bit_and, first, second, at, dest),
            (BitOr, ..) => self.binary(Insn::bit_or, first, second, at, dest),
            (BitXor, ..) => self.binary(Insn::bit_xor, first, second, at, dest),
            (BitNot, ..) => self.unary(Insn::bit_not, first, at, dest),
            (Shl, _, Some(n)) => self.binary_int(Insn::shl_int, first, n, at, dest),
            (Shl, ..) => self.binary(Insn::shl, first, second, at, dest),
            (Shr, _, Some(n)) => self.binary_int(Insn::shr_int, first, n, at, dest),
            (Shr, ..) => self.binary(Insn::shr, first, second, at, dest),
            (Ushr, ..) => self.binary(Insn::ushr, first, second, at, dest),
            (Eq | Identical, ..) if self.is_nil(second) => self.unary(Insn::is_nil, first, at, dest),
            (Eq | Identical, ..) if self.is_nil(first) => self.unary(Insn::is_nil, second, at, dest),
            (Eq, _, Some(n)) => self.binary_int(Insn::eq_int, first, n, at, dest),
            (Eq, Some(n), _) => self.binary_int(Insn::eq_int, second, n, at, dest),
            (Eq, ..) => self.binary(Insn::eq, first, second, at, dest),
            (Identical, ..) => self.binary(Insn::identical, first, second, at, dest),
            (NumEq, ..) => self.binary(Insn::num_eq, first, second, at, dest),
            (Lt, _, Some(n)) => self.binary_int(Insn::lt_int, first, n, at, dest),
            (Gt, Some(n), _) => self.binary_int(Insn::lt_int, second, n, at, dest),
            (Lt, ..) => self.binary(Insn::lt, first, second, at, dest),
            (Le, ..) => self.binary(Insn::le, first, second, at, dest),
            (Gt, ..) => self.binary(Insn::gt, first, second, at, dest),
            (Ge, ..) => self.binary(Insn::ge, first, second, at, dest),
            (IsNeg, ..) => self.binary_int(Insn::lt_int, first, 0, at, dest),
            (IsZero, ..) => self.with_zero(Insn::num_eq, first, at, dest),
            (IsPos, ..) => self.with_zero(Insn::gt, first, at, dest),
            (IsNil, ..) => self.unary(Insn::is_nil, first, at, dest),
            (Not, ..) => self.unary(Insn::not, first, at, dest),
            (Count, ..) => self.unary(Insn::count, first, at, dest),
            (Aget, ..) => match array_class(first) {
                Some("[J") => self.binary(Insn::aget_long, first, second, at, dest),
                Some("[D") => self.binary(Insn::aget_double, first, second, at, dest),
                _ => self.binary(Insn::aget, first, second, at, dest),
            },
            (Aset, ..) => self.emit_aset(call, span, dest),
            (Alength, ..) => self.unary(Insn::alength, first, at, dest),
            (Get, ..) => match self.keyword(second) {
                Some(keyword) => self.emit_keyword_invoke(keyword, first, span, dest),
                None => self.binary(Insn::get, first, second, at, dest),
            },
            (TakeOut, ..) => {
                let reg = self.target(dest);
                let coll = self.operand(first);
                let key = Use::keep(self.operand(second));
                self.push(Insn::take_out(reg, coll, key), at);
                self.deliver(reg, dest);
            }
            (Seq, ..) => self.unary(Insn::seq, first, at, dest),
            (First, ..) => self.unary(Insn::first, first, at, dest),
            (Next, ..) => self.unary(Insn::next, first, at, dest),
            (Rest, ..) => self.unary(Insn::rest, first, at, dest),
            (Cons, ..) => self.binary(Insn::cons, first, second, at, dest),
            (LazySeq, ..) => self.unary(Insn::lazy_seq, first, at, dest),
            (IsChunked, ..) => self.unary(Insn::is_chunked, first, at, dest),
            (IsReduced, ..) => self.unary(Insn::is_reduced, first, at, dest),
            (IsAtom, ..) => self.unary(Insn::is_atom, first, at, dest),
            (AtomValue, ..) => self.unary(Insn::atom_value, first, at, dest),
            (CompareAndSwap, ..) => {
                let atom = Use::keep(self.operand(first));
                let old = Use::keep(self.operand(second));
                let base = self.alloc();
                call.args.get(2).into_iter().for_each(|new| self.emit(new, Dest::Fresh(base)));
                self.push(Insn::compare_and_swap(base, atom, old), at);
                self.deliver(base, dest);
            }
            (Nth, _, Some(n @ 0..)) => self.binary_int(Insn::nth_int, first, n, at, dest),
            (Nth, ..) => self.binary(Insn::nth, first, second, at, dest),
            (NthOrNil, _, Some(n)) => self.binary_int(Insn::nth_int_or_nil, first, n, at, dest),
            (NthOrNil, ..) => {
                let base = self.window(dest);
                call.args.iter().for_each(|arg| {
                    self.emit_next(arg);
                });
                let not_found = self.alloc();
                self.push(Insn::nil(not_found), at);
                let nth = self.unit.constant(Constant::var("clojure.core", "nth"), span);
                self.push(Insn::call_var(base, 3, nth), at);
                self.deliver(base, dest);
            }
        }
    }

    /// The instruction yields nothing; the native yields what was stored, which the array may have converted.
    fn emit_aset(&mut self, call: &'n IntrinsicCall, span: Span, dest: Dest) {
        match &call.args[..] {
            [array, index, value] if dest == Dest::Ignore => {
                let array = Use::keep(self.operand(array));
                let index = Use::keep(self.operand(index));
                let stored = Use::keep(self.operand(value));
                let insn = match (array_class(&call.args[0]), &value.ty) {
                    (Some("[J"), Type::Long) => Insn::aset_long,
                    (Some("[D"), Type::Double) => Insn::aset_double,
                    _ => Insn::aset,
                };
                self.push(insn(array, index, stored), span.start);
            }
            args => self.emit_native_call("aset", args, span, dest),
        }
    }

    /// Arithmetic with a primitive double: the other operand becomes one too, at once if it is a constant. False if it is
    /// not known to be a primitive number.
    fn emit_on_doubles(
        &mut self,
        call: &'n IntrinsicCall,
        first: &'n Node,
        second: &'n Node,
        at: Position,
        dest: Dest,
    ) -> bool {
        let primitive = |node: &Node| matches!(node.ty, Type::Long | Type::Double);
        let any_double = first.ty == Type::Double || second.ty == Type::Double;
        if call.args.len() != 2 || !any_double || !primitive(first) || !primitive(second) {
            return false;
        }
        let (insn, with_const): (Binary, Option<BinaryConst>) = match call.op {
            Intrinsic::Add => (Insn::add_double, Some(Insn::add_const)),
            Intrinsic::Sub => (Insn::sub_double, Some(Insn::sub_const)),
            Intrinsic::Mul => (Insn::mul_double, Some(Insn::mul_const)),
            Intrinsic::Div => (Insn::div_double, None),
            _ => return false,
        };
        let (low, high) = (self.double_constant(first), self.double_constant(second));
        let commutes = matches!(call.op, Intrinsic::Add | Intrinsic::Mul);
        let (reg, mut scratch) = self.target_and_scratch(dest);
        let (with_const, constant) = match (high, low) {
            (Some(x), None) => (with_const, Some((first, x))),
            (None, Some(x)) if commutes => (with_const, Some((second, x))),
            (None, Some(x)) if call.op == Intrinsic::Div => (Some(Insn::const_div as BinaryConst), Some((second, x))),
            _ => (None, None),
        };
        if let (Some((node, x)), Some(with_const)) = (constant, with_const)
            && let Some(id) = self.unit.value_constant(self.t, &Value::double(x), node.span).narrow()
        {
            // Dividing a constant takes a long as it is.
            let operand = match call.op {
                Intrinsic::Div => Use::keep(self.operand_in(node, &mut scratch)),
                _ => self.double_operand(node, &mut scratch, at),
            };
            self.push(with_const(reg, operand, id), at);
        } else {
            let first = self.double_operand(first, &mut scratch, at);
            let second = self.double_operand(second, &mut scratch, at);
            self.push(insn(reg, first, second), at);
        }
        self.deliver(reg, dest);
        true
    }

    /// The double that a literal is or becomes.
    fn double_constant(&self, node: &'n Node) -> Option<f64> {
        let value = self.known(node).filter(|value| value.mark() == Mark::None)?;
        value.as_double().or_else(|| Some(value.as_long()? as f64))
    }

    /// A register with a primitive number as a double.
    fn double_operand(&mut self, node: &'n Node, scratch: &mut Option<Reg>, at: Position) -> Use {
        if let Some(x) = self.double_constant(node) {
            let reg = scratch.take().unwrap_or_else(|| self.alloc());
            let id = self.unit.value_constant(self.t, &Value::double(x), node.span);
            self.push(Insn::const_(reg, id), at);
            return Use::keep(reg);
        }
        if node.ty == Type::Double {
            return Use::keep(self.operand_in(node, scratch));
        }
        let reg = scratch.take().unwrap_or_else(|| self.alloc());
        let own = Use::keep(self.operand_in(node, &mut Some(reg)));
        self.push(Insn::to_double(reg, own), at);
        Use::keep(reg)
    }

    /// `(Math/sqrt value)` of a primitive number.
    pub fn emit_sqrt(&mut self, value: &'n Node, at: Position, dest: Dest) {
        let (reg, mut scratch) = self.target_and_scratch(dest);
        let value = self.double_operand(value, &mut scratch, at);
        self.push(Insn::sqrt(reg, value), at);
        self.deliver(reg, dest);
    }

    fn binary(&mut self, insn: Binary, first: &'n Node, second: &'n Node, at: Position, dest: Dest) {
        let (reg, mut scratch) = self.target_and_scratch(dest);
        let first = Use::keep(self.operand_in(first, &mut scratch));
        let second = Use::keep(self.operand_in(second, &mut scratch));
        self.push(insn(reg, first, second), at);
        self.deliver(reg, dest);
    }

    fn binary_int(&mut self, insn: BinaryInt, first: &'n Node, n: i16, at: Position, dest: Dest) {
        let (reg, mut scratch) = self.target_and_scratch(dest);
        let first = Use::keep(self.operand_in(first, &mut scratch));
        self.push(insn(reg, first, n), at);
        self.deliver(reg, dest);
    }

    fn unary(&mut self, insn: fn(Reg, Use) -> Insn, value: &'n Node, at: Position, dest: Dest) {
        let (reg, mut scratch) = self.target_and_scratch(dest);
        let value = Use::keep(self.operand_in(value, &mut scratch));
        self.push(insn(reg, value), at);
        self.deliver(reg, dest);
    }

    /// A comparison with zero that has no instruction for small constants.
    fn with_zero(&mut self, insn: Binary, value: &'n Node, at: Position, dest: Dest) {
        let (reg, mut scratch) = self.target_and_scratch(dest);
        let value = Use::keep(self.operand_in(value, &mut scratch));
        let zero = scratch.unwrap_or_else(|| self.alloc());
        self.push(Insn::int(zero, 0), at);
        self.push(insn(reg, value, Use::keep(zero)), at);
        self.deliver(reg, dest);
    }

    /// Goes to `target` if the intrinsic's value is logically `when`. False if no jump does that.
    pub fn branch_intrinsic(&mut self, call: &'n IntrinsicCall, at: Position, target: Label, when: bool) -> bool {
        use Intrinsic::*;
        let [first, rest @ ..] = &call.args[..] else { return false };
        let second = rest.first().unwrap_or(first);
        if matches!(call.op, Eq | Identical) && (self.is_nil(second) || self.is_nil(first)) {
            let value = if self.is_nil(second) { first } else { second };
            self.branch_nil(value, at, target, when);
            return true;
        }
        match (call.op, self.small_int(second), self.small_int(first)) {
            (Not, ..) => self.branch(first, target, !when),
            (IsNil, ..) => self.branch_nil(first, at, target, when),
            (IsZero, ..) => self.branch_int(Insn::jump_not_num_eq_int, first, 0, at, target, when),
            (IsPos, ..) => self.branch_int(Insn::jump_not_gt_int, first, 0, at, target, when),
            (IsNeg, ..) => self.branch_int(Insn::jump_not_lt_int, first, 0, at, target, when),
            (op, high, low) => {
                if let (Some(insn), Some(n)) = (jump_int(op), high) {
                    self.branch_int(insn, first, n, at, target, when);
                } else if let (Some(insn), Some(n)) = (jump_int(swapped(op)), low) {
                    self.branch_int(insn, second, n, at, target, when);
                } else if let Some(insn) = jump(op) {
                    let first = Use::keep(self.operand(first));
                    let second = Use::keep(self.operand(second));
                    self.compare_branch(insn(first, second, 0), at, target, when);
                } else {
                    return false;
                }
            }
        }
        true
    }

    fn branch_int(&mut self, insn: JumpNotInt, value: &'n Node, n: i16, at: Position, target: Label, when: bool) {
        let value = Use::keep(self.operand(value));
        self.compare_branch(insn(value, n, 0), at, target, when);
    }

    fn branch_nil(&mut self, value: &'n Node, at: Position, target: Label, when: bool) {
        let value = Use::keep(self.operand(value));
        let insn = if when { Insn::jump_if_nil(value, 0) } else { Insn::jump_if_not_nil(value, 0) };
        self.code.push_jump(insn, target, at);
    }

    /// The constant that a node is known to yield.
    fn known(&self, node: &'n Node) -> Option<&'n Value> {
        match &node.kind {
            NodeKind::Const(value) => Some(value),
            NodeKind::Local { id, .. } => match self.slot(*id) {
                Slot::Const(value) => Some(value),
                _ => None,
            },
            _ => None,
        }
    }

    /// A long that fits an operand.
    fn small_int(&self, node: &'n Node) -> Option<i16> {
        let value = self.known(node).filter(|value| value.mark() == Mark::None)?;
        value.as_long().and_then(|n| i16::try_from(n).ok())
    }

    fn is_nil(&self, node: &'n Node) -> bool {
        self.known(node).is_some_and(Value::is_nil)
    }

    fn keyword(&self, node: &'n Node) -> Option<&'n Value> {
        self.known(node).filter(|value| value.is::<Keyword>())
    }
}

/// The jump that is taken when the comparison does not hold.
fn jump(op: Intrinsic) -> Option<JumpNot> {
    Some(match op {
        Intrinsic::Lt => Insn::jump_not_lt,
        Intrinsic::Le => Insn::jump_not_le,
        Intrinsic::Gt => Insn::jump_not_gt,
        Intrinsic::Ge => Insn::jump_not_ge,
        Intrinsic::NumEq => Insn::jump_not_num_eq,
        Intrinsic::Eq => Insn::jump_not_eq,
        Intrinsic::Identical => Insn::jump_not_identical,
        _ => return None,
    })
}

/// The same with a small constant as the second operand.
fn jump_int(op: Intrinsic) -> Option<JumpNotInt> {
    Some(match op {
        Intrinsic::Lt => Insn::jump_not_lt_int,
        Intrinsic::Le => Insn::jump_not_le_int,
        Intrinsic::Gt => Insn::jump_not_gt_int,
        Intrinsic::Ge => Insn::jump_not_ge_int,
        Intrinsic::NumEq => Insn::jump_not_num_eq_int,
        Intrinsic::Eq => Insn::jump_not_eq_int,
        _ => return None,
    })
}

/// The comparison that says the same with its operands exchanged.
fn swapped(op: Intrinsic) -> Intrinsic {
    match op {
        Intrinsic::Lt => Intrinsic::Gt,
        Intrinsic::Le => Intrinsic::Ge,
        Intrinsic::Gt => Intrinsic::Lt,
        Intrinsic::Ge => Intrinsic::Le,
        op => op,
    }
}

/// The class of the array that a node is hinted to be.
fn array_class(node: &Node) -> Option<&str> {
    match &node.ty {
        Type::Hint(class) => Some(class),
        _ => None,
    }
}

/// Are all operands primitive longs?
fn all_long(call: &IntrinsicCall) -> bool {
    call.args.iter().all(|arg| arg.ty == Type::Long)
}

/// The native for arithmetic that wraps around and has no instruction.
fn unchecked_native(call: &IntrinsicCall) -> Option<&'static str> {
    (call.unchecked && call.op == Intrinsic::Neg).then_some("unchecked-negate")
}
