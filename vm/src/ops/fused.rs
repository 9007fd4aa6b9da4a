//! Two instructions in one step: a dispatch less.
//!
//! Linking gives the first of two neighbours the opcode of the pair and changes nothing else. So places in the code stay what
//! they are: a jump to the second finds it, an error in it is its own, and it may be run again alone. The first must be one that always
//! goes on to its neighbour, in the same frame.
//!
//! The pairs are those that real programs run most: arguments on their way to a call, the end of a counting loop or of a function, sums of
//! products.

use super::{Flow, arith, call, jump, load};
use crate::stack::{M, State};
use bytecode::{Insn, Op};
use runtime::Thread;

macro_rules! pairs {
    ($($name:ident $Pair:ident: $family:ident::$first:ident $First:ident, $family_2:ident::$second:ident $Second:ident;)*) => {
        $(
            #[inline(always)]
            pub fn $name(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
                $family::$first(t, m, s, i)?;
                let i = s.fetch();
                $family_2::$second(t, m, s, i)
            }
        )*

        /// The instruction that does what these two do one after the other.
        fn pair(first: Op, second: Op) -> Option<Op> {
            match (first, second) {
                $( (Op::$First, Op::$Second) => Some(Op::$Pair), )*
                _ => None,
            }
        }

        #[cfg(test)]
        const PAIRS: &[(Op, Op, Op)] = &[$( (Op::$First, Op::$Second, Op::$Pair) ),*];

        /// The first instruction of a pair; others are what they are.
        pub fn first_of(op: Op) -> Op {
            match op {
                $( Op::$Pair => Op::$First, )*
                op => op,
            }
        }
    };
}

pairs! {
    copy_then_copy CopyThenCopy: load::copy Copy, load::copy Copy;
    copy_then_move CopyThenMove: load::copy Copy, load::move_ Move;
    move_then_copy MoveThenCopy: load::move_ Move, load::copy Copy;
    move_then_move MoveThenMove: load::move_ Move, load::move_ Move;
    copy_then_call_var CopyThenCallVar: load::copy Copy, call::call_var CallVar;
    move_then_call_var MoveThenCallVar: load::move_ Move, call::call_var CallVar;
    sub_int_then_call_var SubIntThenCallVar: arith::sub_int SubInt, call::call_var CallVar;
    add_int_then_loop AddIntThenLoop: arith::add_int AddInt, jump::loop_ Loop;
    wrap_add_int_then_loop WrapAddIntThenLoop: arith::wrap_add_int WrapAddInt, jump::loop_ Loop;
    sub_int_then_loop SubIntThenLoop: arith::sub_int SubInt, jump::loop_ Loop;
    move_then_loop MoveThenLoop: load::move_ Move, jump::loop_ Loop;
    to_longs_then_add ToLongsThenAdd: arith::to_longs ToLongs, arith::add Add;
    clear_then_clear ClearThenClear: load::clear Clear, load::clear Clear;
    clear_then_return ClearThenReturn: load::clear Clear, call::return_ Return;
    add_then_add_int AddThenAddInt: arith::add Add, arith::add_int AddInt;
    add_int_then_mul AddIntThenMul: arith::add_int AddInt, arith::mul Mul;
    add_then_return AddThenReturn: arith::add Add, call::return_ Return;
    to_double_then_mul_double ToDoubleThenMulDouble: arith::to_double ToDouble, arith::mul_double MulDouble;
    mul_double_then_add_double MulDoubleThenAddDouble: arith::mul_double MulDouble, arith::add_double AddDouble;
    mul_double_then_sub_double MulDoubleThenSubDouble: arith::mul_double MulDouble, arith::sub_double SubDouble;
    sub_double_then_mul_double SubDoubleThenMulDouble: arith::sub_double SubDouble, arith::mul_double MulDouble;
    add_double_then_add_double AddDoubleThenAddDouble: arith::add_double AddDouble, arith::add_double AddDouble;
}

/// Joins neighbours in code that is about to run.
pub fn fuse(code: &mut [Insn]) {
    let mut at = 0;
    while let Some([first, second, ..]) = code.get_mut(at..) {
        match pair(first.op, second.op) {
            Some(op) => {
                first.op = op;
                at += 2;
            }
            None => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_begin_with_what_goes_on() {
        for &(first, second, pair) in PAIRS {
            let info = first.info();
            assert!(!info.terminator && !info.safepoint && info.jump_field().is_none(), "{first}");
            assert!(matches!(info.family, "load" | "arith"), "{first} may enter another frame");
            assert!(pair.info().linked && !first.info().linked && !second.info().linked, "{pair}");
            assert_eq!(pair.mnemonic(), format!("{first}_then_{second}"));
            assert_eq!(first_of(pair), first);
        }
        let linked = Op::ALL.iter().filter(|op| op.info().linked);
        assert_eq!(linked.count(), PAIRS.len());
    }

    #[test]
    fn joining_changes_the_first_opcode_alone() {
        let ops = [Op::Copy, Op::Copy, Op::Copy, Op::CallVar, Op::AddInt, Op::Return, Op::Clear];
        let mut code = ops.map(Insn::bare);
        fuse(&mut code);
        let expected =
            [Op::CopyThenCopy, Op::Copy, Op::CopyThenCallVar, Op::CallVar, Op::AddInt, Op::Return, Op::Clear];
        assert_eq!(code.map(|insn| insn.op), expected);
    }
}
