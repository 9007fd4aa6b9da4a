//! The instruction table: one row per instruction, and nothing else.
//!
//! Everything that depends on the set of instructions is a consumer of [`for_each_op!`](crate::for_each_op):
//! the opcode enum, the operand metadata and the constructors (`op.rs`), hence the encoder, decoder,
//! assembler, disassembler and verifier, and in the VM the dispatch, which calls the free function
//! `ops::family::name`. A new instruction is a new row here; the build then fails where its handler
//! is missing.
//!
//! # The word
//!
//! ```text
//! byte   0     1     2  3     4  5     6  7
//!      +-----+-----+--------+--------+--------+
//!      | op  |  n  |   a    |   b    |   c    |      bx = b | c << 16
//!      +-----+-----+--------+--------+--------+
//! ```
//!
//! # A row, taken apart
//!
//! ```text
//! /// `dst ← lhs + rhs`                                     what it does, in register-transfer notation
//! arith::add Add (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
//! │      │   │    │    │   │                           └ flags: terminator, may_throw, safepoint, uncounted, linked
//! │      │   │    │    │   └ field of the word
//! │      │   │    │    └ kind of the operand
//! │      │   │    └ name of the operand
//! │      │   └ variant of `Op`
//! │      └ handler in the VM and constructor of `Insn`; without a trailing underscore, the mnemonic
//! └ family: the file in `vm/src/ops/`
//! ```
//!
//! # Names
//!
//! `_int` takes a small constant instead of a register. `jump_not_lt` jumps when the comparison is
//! *false* (so that the code of the true branch follows). `_kw` takes a keyword constant, `_const` any.
//! `_long` and `_double` say what the compiler has inferred of the operands: the handler tests for just that and goes the
//! general way otherwise, so that the result does not depend on the inference. `wrap_` drops what does not fit 64 bits.
//!
//! # Flags
//!
//! `terminator`: control never goes on to the next instruction. `may_throw`: the covering handler sees its exceptions. `safepoint`: it
//! counts down the budget. `uncounted`: the result is never a heap object. `linked`: no unit has it; linking puts it in the
//! place of the first of two instructions, and leaves both words as they are otherwise, so that the second may still be jumped to.
//!
//! # Kinds of operands
//!
//! | Kind | Field | Meaning |
//! |---|---|---|
//! | `Dst` | a | register written; whatever it held is dropped (emitters keep it dead, so that this is nearly always nothing) |
//! | `Src` | a, b | register read and left alone |
//! | `Use` | a, b, c | register read; when its bit in `n` is set (a: 1, b: 2, c: 4) this is the last use and leaves the register nil: `^r3` |
//! | `Move` | a, b | register always taken and left nil |
//! | `Clear` | a | register emptied |
//! | `InPlace` | a, b | register read and left with what its value was converted to, a number |
//! | `WinOne` | a | value in `a`, which stays as the result |
//! | `WinCall` | a | callee or target in `a`, arguments from `a+1`; all consumed, result in `a` |
//! | `WinSlot` | a | `a` is left free for the callee, arguments from `a+1` consumed, result in `a` |
//! | `WinArgs` | a | arguments from `a` consumed, result in `a` |
//! | `WinPairs` | a | twice as many registers from `a` consumed, result in `a` |
//! | `WinCaptures` | a | as many registers from `a` as the function captures consumed, result in `a` |
//! | `WinDef` | a | value in `a` if flag 1, metadata in `a+1` if flag 2; consumed, result in `a` |
//! | `Const` | bx or c | constant that is a value |
//! | `Var`, `Native`, `Member`, `StaticMember`, `Class`, `Keyword`, `ReifyType` | bx or c | constant of that kind |
//! | `Int`, `Imm` | bx; b, c | signed number, 32 and 16 bits |
//! | `Jump` | bx, c | signed offset from the next instruction |
//! | `Argc` | n, bx | number of arguments |
//! | `Func`, `Capture`, `Switch` | bx | function of the unit, captured value, switch table |
//! | `Index` | c | field or capture number |
//! | `Flags` | n | bits, see the row |
//!
//! A register that an instruction moves (`^`, `Move`, a window) may not be read by another operand of
//! the same instruction. `dst` may equal any operand: operands are read before it is written. Fields
//! that no operand names are zero.
//!
//! # Consuming the table
//!
//! `for_each_op!(consumer)` expands to `consumer! { rows }`, and `for_each_op!(consumer, tokens…)` to
//! `consumer! { (tokens…) rows }`. The VM's dispatch is such a consumer:
//!
//! ```
//! # mod ops { macro_rules! handlers { ($( $(#[$doc:meta])* $family:ident :: $name:ident $Op:ident
//! #     ( $($operand:ident : $kind:ident @ $field:ident),* ) [ $($flag:ident)* ] ; )*) => {
//! #     $( pub fn $name(_: &mut u32, _: lisle_bytecode::Insn) -> u32 { 0 } )* } }
//! # lisle_bytecode::for_each_op!(handlers); }
//! # use lisle_bytecode::{Insn, Op, Reg};
//! fn step(vm: &mut u32, insn: Insn) -> u32 {
//!     macro_rules! dispatch {
//!         ($( $(#[$doc:meta])* $family:ident :: $name:ident $Op:ident
//!             ( $($operand:ident : $kind:ident @ $field:ident),* ) [ $($flag:ident)* ] ; )*) => {
//!             match insn.op {
//!                 $( Op::$Op => ops::$name(vm, insn), )* // in the VM: ops::$family::$name
//!             }
//!         };
//!     }
//!     lisle_bytecode::for_each_op!(dispatch)
//! }
//! # assert_eq!(step(&mut 0, Insn::nil(Reg(0))), 0);
//! ```
//!
//! A handler reads its operands from the fields of [`Insn`](crate::Insn), or typed, with
//! [`operand!`](crate::operand!).
//!
//! # Notes
//!
//! 1. `return` leaves the frame. Every other register is dead by then (nil, or a value without a
//!    count): emitters see to it, and a mistake is a leak, never a dangling value.
//! 2. `switch` compares with `=`, like `case`; numbers of the same category only.
//! 3. `def` flags: 1 a value is in `a`, 2 metadata is in `a+1`, 4 the var becomes dynamic. The result
//!    is the var.
//! 4. `reify` takes one closure per method of the type, in the order of its method table.
//! 5. `set_capture` ties the knot of `letfn`: the closure must not have been called yet.
//! 6. `invoke` chooses the method by the target's class and the number of arguments; a `Member`
//!    constant of kind field (`(.-x target)`) or either (`(.x target)`) takes no arguments.

/// Hands every row of the instruction table to the macro `consumer`; see the module documentation.
#[macro_export]
macro_rules! for_each_op {
    ($consumer:ident $(, $($extra:tt)*)?) => { $consumer! { $( ($($extra)*) )?
        /// `dst ← nil`
        load::nil Nil (dst: Dst@a) [uncounted];
        /// `dst ← true`
        load::true_ True (dst: Dst@a) [uncounted];
        /// `dst ← false`
        load::false_ False (dst: Dst@a) [uncounted];
        /// `dst ← value` (a long)
        load::int Int (dst: Dst@a, value: Int@bx) [uncounted];
        /// `dst ← constant`
        load::const_ Const (dst: Dst@a, constant: Const@bx) [];
        /// `dst ← src; src ← nil`
        load::move_ Move (dst: Dst@a, src: Move@b) [];
        /// `dst ← src`
        load::copy Copy (dst: Dst@a, src: Src@b) [];
        /// `reg ← nil` (drops what it held; the register is unassigned afterwards)
        load::clear Clear (reg: Clear@a) [];
        /// `dst ← captures[index]`
        load::capture Capture (dst: Dst@a, index: Capture@bx) [];
        /// `dst ← captures[index]`, moved out if nothing else holds the running function (`^:once`)
        load::take_capture TakeCapture (dst: Dst@a, index: Capture@bx) [];
        /// `dst ← the running function`
        load::self_ SelfFn (dst: Dst@a) [];

        /// `dst ← value of var` (thread binding, else root)
        var::var_get VarGet (dst: Dst@a, var: Var@bx) [may_throw];
        /// `set thread binding of var to win[0]` (`set!`), which stays as the result
        var::var_set VarSet (win: WinOne@a, var: Var@bx) [may_throw];
        /// `win[0] ← def var, with value win[0] and metadata win[1] as flags tell` (note 3)
        var::def Def (win: WinDef@a, flags: Flags@n, var: Var@bx) [may_throw];

        /// `dst ← object.fields[index]` (of a deftype or record)
        field::field Field (dst: Dst@a, object: Src@b, index: Index@c) [may_throw];
        /// `object.fields[index] ← value`
        field::set_field SetField (object: Src@a, value: Src@b, index: Index@c) [may_throw];

        /// `dst ← lhs + rhs`
        arith::add Add (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs - rhs`
        arith::sub Sub (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs * rhs`
        arith::mul Mul (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs / rhs`
        arith::div Div (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs + rhs`, where both are expected to be doubles
        arith::add_double AddDouble (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs - rhs`, where both are expected to be doubles
        arith::sub_double SubDouble (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs * rhs`, where both are expected to be doubles
        arith::mul_double MulDouble (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs + constant`, where both are expected to be doubles
        arith::add_const AddConst (dst: Dst@a, lhs: Use@b, constant: Const@c) [may_throw];
        /// `dst ← lhs - constant`, where both are expected to be doubles
        arith::sub_const SubConst (dst: Dst@a, lhs: Use@b, constant: Const@c) [may_throw];
        /// `dst ← lhs * constant`, where both are expected to be doubles
        arith::mul_const MulConst (dst: Dst@a, lhs: Use@b, constant: Const@c) [may_throw];
        /// `dst ← constant / rhs`, where they are expected to be a double and a double or long; dividing by zero does not throw
        arith::const_div ConstDiv (dst: Dst@a, rhs: Use@b, constant: Const@c) [may_throw];
        /// `dst ← lhs / rhs` where one of them is a primitive double, so that dividing by zero does not throw
        arith::div_double DivDouble (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs quot rhs`
        arith::quot Quot (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs rem rhs`
        arith::rem Rem (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs quot rhs` of primitive longs
        arith::quot_long QuotLong (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs rem rhs` of primitive longs
        arith::rem_long RemLong (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs quot imm`
        arith::quot_int QuotInt (dst: Dst@a, lhs: Use@b, imm: Imm@c) [may_throw];
        /// `dst ← lhs rem imm`
        arith::rem_int RemInt (dst: Dst@a, lhs: Use@b, imm: Imm@c) [may_throw];
        /// `dst ← lhs quot 2^imm`
        arith::quot_pow2 QuotPow2 (dst: Dst@a, lhs: Use@b, imm: Imm@c) [may_throw];
        /// `dst ← lhs rem 2^imm`
        arith::rem_pow2 RemPow2 (dst: Dst@a, lhs: Use@b, imm: Imm@c) [may_throw];
        /// `dst ← lhs + imm`
        arith::add_int AddInt (dst: Dst@a, lhs: Use@b, imm: Imm@c) [may_throw];
        /// `dst ← lhs - imm`
        arith::sub_int SubInt (dst: Dst@a, lhs: Use@b, imm: Imm@c) [may_throw];
        /// `dst ← lhs * imm`
        arith::mul_int MulInt (dst: Dst@a, lhs: Use@b, imm: Imm@c) [may_throw];
        /// `dst ← lhs + rhs`, the lower 64 bits if both are longs
        arith::wrap_add WrapAdd (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs - rhs`, the lower 64 bits if both are longs
        arith::wrap_sub WrapSub (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs * rhs`, the lower 64 bits if both are longs
        arith::wrap_mul WrapMul (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs + imm`, the lower 64 bits if it is a long
        arith::wrap_add_int WrapAddInt (dst: Dst@a, lhs: Use@b, imm: Imm@c) [may_throw];
        /// `dst ← - value`
        arith::neg Neg (dst: Dst@a, value: Use@b) [may_throw];
        /// `dst ← lhs & rhs`
        arith::bit_and BitAnd (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs | rhs`
        arith::bit_or BitOr (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs xor rhs`
        arith::bit_xor BitXor (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs << rhs`
        arith::shl Shl (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs >> rhs` (sign kept)
        arith::shr Shr (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs >>> rhs` (zero filled)
        arith::ushr Ushr (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw];
        /// `dst ← lhs & imm`
        arith::bit_and_int BitAndInt (dst: Dst@a, lhs: Use@b, imm: Imm@c) [may_throw];
        /// `dst ← lhs << imm`
        arith::shl_int ShlInt (dst: Dst@a, lhs: Use@b, imm: Imm@c) [may_throw];
        /// `dst ← lhs >> imm`
        arith::shr_int ShrInt (dst: Dst@a, lhs: Use@b, imm: Imm@c) [may_throw];
        /// `dst ← bitwise not value`
        arith::bit_not BitNot (dst: Dst@a, value: Use@b) [may_throw];
        /// `dst ← value as a long` (`(long value)`)
        arith::to_long ToLong (dst: Dst@a, value: Use@b) [may_throw uncounted];
        /// `dst ← value as a double` (`(double value)`)
        arith::to_double ToDouble (dst: Dst@a, value: Use@b) [may_throw uncounted];
        /// `first, second ← these as longs` (parameters that are hinted to be)
        arith::to_longs ToLongs (first: InPlace@a, second: InPlace@b) [may_throw];
        /// `first, second ← these as doubles`
        arith::to_doubles ToDoubles (first: InPlace@a, second: InPlace@b) [may_throw];
        /// `dst ← square root of value`, a double (`(Math/sqrt value)`)
        arith::sqrt Sqrt (dst: Dst@a, value: Use@b) [may_throw uncounted];

        /// `dst ← lhs = rhs`
        compare::eq Eq (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw uncounted];
        /// `dst ← lhs == rhs` (numbers)
        compare::num_eq NumEq (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw uncounted];
        /// `dst ← lhs < rhs`
        compare::lt Lt (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw uncounted];
        /// `dst ← lhs <= rhs`
        compare::le Le (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw uncounted];
        /// `dst ← lhs > rhs`
        compare::gt Gt (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw uncounted];
        /// `dst ← lhs >= rhs`
        compare::ge Ge (dst: Dst@a, lhs: Use@b, rhs: Use@c) [may_throw uncounted];
        /// `dst ← lhs is rhs`
        compare::identical Identical (dst: Dst@a, lhs: Use@b, rhs: Use@c) [uncounted];
        /// `dst ← lhs = imm`
        compare::eq_int EqInt (dst: Dst@a, lhs: Use@b, imm: Imm@c) [may_throw uncounted];
        /// `dst ← lhs < imm`
        compare::lt_int LtInt (dst: Dst@a, lhs: Use@b, imm: Imm@c) [may_throw uncounted];
        /// `dst ← value is nil`
        compare::is_nil IsNil (dst: Dst@a, value: Use@b) [uncounted];
        /// `dst ← value is nil or false`
        compare::not Not (dst: Dst@a, value: Use@b) [uncounted];
        /// `dst ← value is an instance of class`
        compare::instance Instance (dst: Dst@a, value: Use@b, class: Class@c) [may_throw uncounted];

        /// `pc ← target` (forward)
        jump::jump Jump (target: Jump@bx) [terminator];
        /// `pc ← target` (backward; the only instruction that may jump backward)
        jump::loop_ Loop (target: Jump@bx) [terminator may_throw safepoint];
        /// `if cond: pc ← target` (neither nil nor false)
        jump::jump_if JumpIf (cond: Use@a, target: Jump@bx) [];
        /// `if not cond: pc ← target`
        jump::jump_if_not JumpIfNot (cond: Use@a, target: Jump@bx) [];
        /// `if value is nil: pc ← target`
        jump::jump_if_nil JumpIfNil (value: Use@a, target: Jump@bx) [];
        /// `if value is not nil: pc ← target`
        jump::jump_if_not_nil JumpIfNotNil (value: Use@a, target: Jump@bx) [];
        /// `if not lhs < rhs: pc ← target`
        jump::jump_not_lt JumpNotLt (lhs: Use@a, rhs: Use@b, target: Jump@c) [may_throw];
        /// `if not lhs <= rhs: pc ← target`
        jump::jump_not_le JumpNotLe (lhs: Use@a, rhs: Use@b, target: Jump@c) [may_throw];
        /// `if not lhs > rhs: pc ← target`
        jump::jump_not_gt JumpNotGt (lhs: Use@a, rhs: Use@b, target: Jump@c) [may_throw];
        /// `if not lhs >= rhs: pc ← target`
        jump::jump_not_ge JumpNotGe (lhs: Use@a, rhs: Use@b, target: Jump@c) [may_throw];
        /// `if not lhs == rhs: pc ← target` (numbers)
        jump::jump_not_num_eq JumpNotNumEq (lhs: Use@a, rhs: Use@b, target: Jump@c) [may_throw];
        /// `if not lhs = rhs: pc ← target`
        jump::jump_not_eq JumpNotEq (lhs: Use@a, rhs: Use@b, target: Jump@c) [may_throw];
        /// `if lhs is not rhs: pc ← target`
        jump::jump_not_identical JumpNotIdentical (lhs: Use@a, rhs: Use@b, target: Jump@c) [];
        /// `if not lhs < imm: pc ← target`
        jump::jump_not_lt_int JumpNotLtInt (lhs: Use@a, imm: Imm@b, target: Jump@c) [may_throw];
        /// `if not lhs <= imm: pc ← target`
        jump::jump_not_le_int JumpNotLeInt (lhs: Use@a, imm: Imm@b, target: Jump@c) [may_throw];
        /// `if not lhs > imm: pc ← target`
        jump::jump_not_gt_int JumpNotGtInt (lhs: Use@a, imm: Imm@b, target: Jump@c) [may_throw];
        /// `if not lhs >= imm: pc ← target`
        jump::jump_not_ge_int JumpNotGeInt (lhs: Use@a, imm: Imm@b, target: Jump@c) [may_throw];
        /// `if not lhs == imm: pc ← target` (numbers)
        jump::jump_not_num_eq_int JumpNotNumEqInt (lhs: Use@a, imm: Imm@b, target: Jump@c) [may_throw];
        /// `if not lhs = imm: pc ← target`
        jump::jump_not_eq_int JumpNotEqInt (lhs: Use@a, imm: Imm@b, target: Jump@c) [may_throw];
        /// `pc ← table[value], or the table's default` (note 2)
        jump::switch Switch (value: Use@a, table: Switch@bx) [terminator may_throw];

        /// `win[0] ← win[0](win[1] … win[argc])`
        call::call Call (win: WinCall@a, argc: Argc@bx) [may_throw safepoint];
        /// `win[0] ← var(win[1] … win[argc])`
        call::call_var CallVar (win: WinSlot@a, argc: Argc@n, var: Var@bx) [may_throw safepoint];
        /// `win[0] ← native(win[0] … win[argc-1])`
        call::call_native CallNative (win: WinArgs@a, argc: Argc@n, native: Native@bx) [may_throw safepoint];
        /// `win[0] ← win[0](win[1] … win[argc-1], elements of win[argc]…)`
        call::apply Apply (win: WinCall@a, argc: Argc@bx) [may_throw safepoint];
        /// `win[0] ← win[0].member(win[1] … win[argc])` (note 6)
        call::invoke Invoke (win: WinCall@a, argc: Argc@n, member: Member@bx) [may_throw safepoint];
        /// `win[0] ← Class/member(win[0] … win[argc-1])`
        call::invoke_static InvokeStatic (win: WinArgs@a, argc: Argc@n, member: StaticMember@bx) [may_throw safepoint];
        /// `dst ← Class/member`
        call::static_field StaticField (dst: Dst@a, member: StaticMember@bx) [may_throw];
        /// `win[0] ← new class(win[0] … win[argc-1])`
        call::new_ New (win: WinArgs@a, argc: Argc@n, class: Class@bx) [may_throw safepoint];
        /// `leave the frame with value` (note 1)
        call::return_ Return (value: Move@a) [terminator];

        /// `win[0] ← closure of function over win[0] … win[captures-1]`
        closure::closure Closure (win: WinCaptures@a, function: Func@bx) [may_throw];
        /// `closure.captures[index] ← value` (note 5)
        closure::set_capture SetCapture (closure: Src@a, value: Use@b, index: Index@c) [may_throw];
        /// `win[0] ← new object of type with method closures win[0] … win[argc-1]` (note 4)
        closure::reify Reify (win: WinArgs@a, argc: Argc@n, type_: ReifyType@bx) [may_throw];

        /// `win[0] ← [win[0] … win[argc-1]]`
        collection::vector Vector (win: WinArgs@a, argc: Argc@bx) [may_throw];
        /// `win[0] ← {win[0] win[1], … }` (pairs of key and value; a repeated key throws)
        collection::map Map (win: WinPairs@a, pairs: Argc@bx) [may_throw];
        /// `win[0] ← #{win[0] … win[argc-1]}` (a repeated element throws)
        collection::set Set (win: WinArgs@a, argc: Argc@bx) [may_throw];
        /// `win[0] ← (win[0] … win[argc-1])`
        collection::list List (win: WinArgs@a, argc: Argc@bx) [may_throw];
        /// `dst ← coll[key], or nil`
        collection::get Get (dst: Dst@a, coll: Use@b, key: Use@c) [may_throw];
        /// `dst ← coll[key], or nil`; if nothing else holds `coll`, nil stays in its place, so that the value may be updated in
        /// place and put back (only for `coll` whose next use is that)
        collection::take_out TakeOut (dst: Dst@a, coll: Src@b, key: Use@c) [may_throw];
        /// `dst ← nth(coll, index)`
        collection::nth Nth (dst: Dst@a, coll: Use@b, index: Use@c) [may_throw];
        /// `dst ← nth(coll, index)`
        collection::nth_int NthInt (dst: Dst@a, coll: Use@b, index: Imm@c) [may_throw];
        /// `dst ← nth(coll, index, nil)` (sequential destructuring)
        collection::nth_int_or_nil NthIntOrNil (dst: Dst@a, coll: Use@b, index: Imm@c) [may_throw];
        /// `dst ← count(coll)`
        collection::count Count (dst: Dst@a, coll: Use@b) [may_throw uncounted];
        /// `dst ← counted + count(rest)`, where `rest` is a seq; it is walked in its register, which is nil afterwards
        collection::count_more CountMore (dst: Dst@a, counted: Use@b, rest: Src@c) [may_throw uncounted];
        /// `dst ← coll[keyword], or nil`
        collection::get_kw GetKw (dst: Dst@a, coll: Use@b, keyword: Keyword@c) [may_throw];

        /// `dst ← seq(coll)`
        seqs::seq Seq (dst: Dst@a, coll: Use@b) [may_throw];
        /// `dst ← first(coll)`
        seqs::first First (dst: Dst@a, coll: Use@b) [may_throw];
        /// `dst ← next(coll)`
        seqs::next Next (dst: Dst@a, coll: Use@b) [may_throw];
        /// `dst ← rest(coll)`
        seqs::rest Rest (dst: Dst@a, coll: Use@b) [may_throw];
        /// `dst ← cons(first, rest)`
        seqs::cons Cons (dst: Dst@a, first: Use@b, rest: Use@c) [may_throw];
        /// `dst ← lazy seq of what thunk returns`
        seqs::lazy_seq LazySeq (dst: Dst@a, thunk: Use@b) [];
        /// `dst ← is value a seq whose first elements lie in a chunk?`
        seqs::is_chunked IsChunked (dst: Dst@a, value: Use@b) [uncounted];
        /// `dst ← is value the end of a reduction?` (`reduced?`)
        seqs::is_reduced IsReduced (dst: Dst@a, value: Use@b) [uncounted];

        /// `dst ← is value an atom?`
        reference::is_atom IsAtom (dst: Dst@a, value: Use@b) [uncounted];
        /// `dst ← value of atom`
        reference::atom_value AtomValue (dst: Dst@a, atom: Use@b) [may_throw];
        /// `win[0] ← did the value of atom change from old to win[0]?` (a step of `swap!`)
        reference::compare_and_swap CompareAndSwap (win: WinOne@a, atom: Use@b, old: Use@c) [may_throw];

        /// `dst ← array[index]` (a Java array)
        array::aget Aget (dst: Dst@a, array: Use@b, index: Use@c) [may_throw];
        /// `dst ← array[index]` of what is expected to be a `long[]`
        array::aget_long AgetLong (dst: Dst@a, array: Use@b, index: Use@c) [may_throw];
        /// `dst ← array[index]` of what is expected to be a `double[]`
        array::aget_double AgetDouble (dst: Dst@a, array: Use@b, index: Use@c) [may_throw];
        /// `array[index] ← value` of what are expected to be a `long[]` and a long
        array::aset_long AsetLong (array: Use@a, index: Use@b, value: Use@c) [may_throw];
        /// `array[index] ← value` of what are expected to be a `double[]` and a double
        array::aset_double AsetDouble (array: Use@a, index: Use@b, value: Use@c) [may_throw];
        /// `array[index] ← value`
        array::aset Aset (array: Use@a, index: Use@b, value: Use@c) [may_throw];
        /// `dst ← length of array`
        array::alength Alength (dst: Dst@a, array: Use@b) [may_throw uncounted];

        /// `raise value`
        exception::throw Throw (value: Move@a) [terminator may_throw];
        /// `take the lock of object`
        exception::monitor_enter MonitorEnter (object: Src@a) [may_throw];
        /// `release the lock of object`
        exception::monitor_exit MonitorExit (object: Src@a) [may_throw];

        /// `copy; copy`
        fused::copy_then_copy CopyThenCopy () [linked];
        /// `copy; move`
        fused::copy_then_move CopyThenMove () [linked];
        /// `move; copy`
        fused::move_then_copy MoveThenCopy () [linked];
        /// `move; move`
        fused::move_then_move MoveThenMove () [linked];
        /// `copy; call_var`
        fused::copy_then_call_var CopyThenCallVar () [linked];
        /// `move; call_var`
        fused::move_then_call_var MoveThenCallVar () [linked];
        /// `sub_int; call_var`
        fused::sub_int_then_call_var SubIntThenCallVar () [linked];
        /// `add_int; loop`
        fused::add_int_then_loop AddIntThenLoop () [linked];
        /// `wrap_add_int; loop`
        fused::wrap_add_int_then_loop WrapAddIntThenLoop () [linked];
        /// `sub_int; loop`
        fused::sub_int_then_loop SubIntThenLoop () [linked];
        /// `move; loop`
        fused::move_then_loop MoveThenLoop () [linked];
        /// `to_longs; add`
        fused::to_longs_then_add ToLongsThenAdd () [linked];
        /// `clear; clear`
        fused::clear_then_clear ClearThenClear () [linked];
        /// `clear; return`
        fused::clear_then_return ClearThenReturn () [linked];
        /// `add; add_int`
        fused::add_then_add_int AddThenAddInt () [linked];
        /// `add_int; mul`
        fused::add_int_then_mul AddIntThenMul () [linked];
        /// `add; return`
        fused::add_then_return AddThenReturn () [linked];
        /// `to_double; mul_double`
        fused::to_double_then_mul_double ToDoubleThenMulDouble () [linked];
        /// `mul_double; add_double`
        fused::mul_double_then_add_double MulDoubleThenAddDouble () [linked];
        /// `mul_double; sub_double`
        fused::mul_double_then_sub_double MulDoubleThenSubDouble () [linked];
        /// `sub_double; mul_double`
        fused::sub_double_then_mul_double SubDoubleThenMulDouble () [linked];
        /// `add_double; add_double`
        fused::add_double_then_add_double AddDoubleThenAddDouble () [linked];
    } };
}
