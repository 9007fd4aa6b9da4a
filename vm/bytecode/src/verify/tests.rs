//! Units that verify, and for each property units that do not.

use super::{verify, verify_function, verify_tables};
use crate::asm::assemble;
use crate::samples::everything;
use crate::{Arity, Constant, FuncId, Function, FunctionFlags, Insn, LocalName, Op, Pc, Reg, Unit};

/// The properties that the unit lacks, each once, in order.
fn lacks(unit: &Unit) -> Vec<u8> {
    let mut properties: Vec<u8> = match verify(unit) {
        Ok(()) => Vec::new(),
        Err(errors) => errors.0.iter().map(|error| error.property).collect(),
    };
    properties.sort_unstable();
    properties.dedup();
    properties
}

fn unit(text: &str) -> Unit {
    assemble(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// A unit with one function with one arity of two parameters and eight registers.
fn code(body: &str) -> Unit {
    unit(&format!("fn f0 \"f\" captures=1\narity params=2 registers=8\n{body}"))
}

#[track_caller]
fn check(body: &str, expected: &[u8]) {
    let unit = code(body);
    assert_eq!(lacks(&unit), expected, "{body}\n{:?}", verify(&unit));
}

/// The unit with everything, changed.
#[track_caller]
fn check_changed(expected: u8, change: impl FnOnce(&mut Unit)) {
    let mut unit = everything();
    change(&mut unit);
    assert_eq!(lacks(&unit), [expected], "{:?}", verify(&unit));
}

fn arity(unit: &mut Unit) -> &mut Arity {
    &mut unit.functions[0].arities[0]
}

#[test]
fn a_sound_unit_verifies_as_a_whole_and_in_parts() {
    let unit = everything();
    assert_eq!(verify(&unit), Ok(()));
    assert_eq!(verify_tables(&unit), Ok(()));
    assert_eq!(verify_function(&unit, FuncId(1)), Ok(()));
    assert!(verify_function(&unit, FuncId(3)).is_err());
    assert_eq!(verify(&Unit::default()), Ok(()));
}

#[test]
fn p1_constants() {
    let bad = [
        Constant::Str(vec![0xff].into()),
        Constant::BigInt("1x".into()),
        Constant::Ratio("1".into(), "00".into()),
        Constant::Decimal("1.".into()),
        Constant::Inst { millis: 0, nanos: 1_000_000_000 },
        Constant::Tagged { tag: Box::new(Constant::Nil), form: Box::new(Constant::Nil) },
        Constant::Function(FuncId(1)),
        Constant::Function(FuncId(9)),
        Constant::List(vec![Constant::StaticMember { class: "C".into(), member: "m".into() }]),
        Constant::Vector(vec![Constant::Map(vec![(Constant::Nil, Constant::BigInt(String::new()))])]),
        (0..600).fold(Constant::Nil, |inner, _| Constant::List(vec![inner])),
    ];
    for constant in bad {
        check_changed(1, |unit| unit.constants.push(constant));
    }
}

#[test]
fn p2_chunks() {
    check_changed(2, |unit| unit.chunks.push(FuncId(1)));
    check_changed(2, |unit| unit.chunks.push(FuncId(3)));
}

#[test]
fn p3_arity_tables() {
    check_changed(3, |unit| unit.functions.push(Function::default()));
    check_changed(3, |unit| unit.functions[1].arities.swap(0, 1));
    check_changed(3, |unit| unit.functions[1].flags = FunctionFlags(128));
    let with = |arities: &str| unit(&format!("fn f0 \"f\"\n{arities}"));
    let arity = |head: &str| format!("arity {head} registers=4\nreturn ^r0\n");
    let several = |heads: &[&str]| lacks(&with(&heads.iter().map(|head| arity(head)).collect::<String>()));
    assert_eq!(several(&["params=1", "params=2", "params=2 variadic"]), []);
    assert_eq!(several(&["params=2", "params=1"]), [3]);
    assert_eq!(several(&["params=1", "params=1"]), [3]);
    assert_eq!(several(&["params=3", "params=2 variadic"]), [3]);
    assert_eq!(several(&["params=1 variadic", "params=2 variadic"]), [3]);
    assert_eq!(several(&["params=4 variadic"]), [3]);
    let wide = |registers: u32| lacks(&with(&format!("arity params=1 registers={registers}\nreturn ^r0\n")));
    assert_eq!(wide(u32::from(crate::MAX_REGISTERS)), []);
    assert_eq!(wide(u32::from(crate::MAX_REGISTERS) + 1), [3]);
}

#[test]
fn p4_words_are_canonical() {
    check_changed(4, |unit| arity(unit).code[4].n = 1);
    check_changed(4, |unit| arity(unit).code[4].c = 1);
    check_changed(4, |unit| arity(unit).code[8].n = 4);
    check("nil r2\ndef r2, 9, =#'a/b\nreturn ^r2", &[4]);
    check("copy_then_copy\nreturn ^r0", &[4]);
}

#[test]
fn p5_registers() {
    check("nil r8\nreturn ^r0", &[5]);
    check("add r2, r0, r8\nreturn ^r0", &[5]);
    check("call r0, 8\nreturn ^r0", &[5]);
    check("call r0, 4294967295\nreturn ^r0", &[5]);
    check("map r0, 2147483648\nreturn ^r0", &[5]);
    check("call_native r7, 2, =#native \"first\"\nreturn ^r0", &[5]);
    check("closure r8, f0\nreturn ^r0", &[5]);
}

#[test]
fn p6_constant_operands() {
    check("const r2, k0\nreturn ^r0", &[6]);
    check("const r2, =#method [\"x\"]\nreturn ^r0", &[6]);
    check("var_get r2, =1\nreturn ^r0", &[6]);
    check("call_native r0, 1, =#'a/b\nreturn ^r0", &[6]);
    check("get_kw r0, r0, =\"k\"\nreturn ^r0", &[6]);
    check("instance r0, r0, =nil\nreturn ^r0", &[6]);
    check("invoke r0, 0, =#static [\"A\" \"b\"]\nreturn ^r0", &[6]);
    check("static_field r0, =#class \"A\"\nreturn ^r0", &[6]);
    check("reify r0, 1, =#class \"A\"\nreturn ^r0", &[6]);
    check("const r2, =#'a/b\nconst r2, =#class \"A\"\nconst r2, =:k\nreturn ^r0", &[]);
}

#[test]
fn p7_functions_and_captures() {
    check("closure r0, f1\nreturn ^r0", &[7]);
    check("capture r2, c1\nreturn ^r0", &[7]);
    check("set_capture r0, r1, 1\nreturn ^r0", &[7]);
    check("set_capture r0, r1, 0\nreturn ^r0", &[]);
    check("reify r0, 1, =#reify [\"R\" [] []]\nreturn ^r0", &[7]);
    check("invoke r0, 1, =#field [\"x\"]\nreturn ^r0", &[7]);
}

#[test]
fn p8_jumps() {
    check("jump @2\nreturn ^r0", &[8]);
    check("jump ~-3\nreturn ^r0", &[8]);
    check("nil r2\njump @0\nreturn ^r0", &[8]);
    check("jump_if r0, @0\nreturn ^r0", &[8]);
    check("jump_not_lt r0, r1, @0\nreturn ^r0", &[8]);
    check("loop @1\nreturn ^r0", &[8]);
    check("loop @0", &[]);
    check("jump @1\nreturn ^r0", &[]);
}

#[test]
fn p9_switches() {
    check("switch r0, s0\nreturn ^r0", &[9]);
    check("s0 = =1 @0, else @1\nswitch r0, s0\nreturn ^r0", &[9]);
    check("s0 = =1 @2, else @1\nswitch r0, s0\nreturn ^r0", &[9]);
    check("s0 = k7 @1, else @1\nswitch r0, s0\nreturn ^r0", &[9]);
    check("s0 = =#method [\"m\"] @1, else @1\nswitch r0, s0\nreturn ^r0", &[9]);
    check("s0 = else @2\nswitch r0, s0\nswitch r0, s0\nreturn ^r0", &[9]);
    check("s0 = =1 @1, =:a @2, else @1\nswitch r0, s0\nnil r0\nreturn ^r0", &[]);
}

#[test]
fn p10_control_does_not_run_off() {
    check("", &[10]);
    check("nil r0", &[10]);
    check("nil r0\njump_if r0, @0", &[8, 10]);
    check("throw ^r0", &[]);
}

#[test]
fn p11_handlers() {
    let with = |handler: &str| format!("handler {handler}\nnil r2\nnil r3\nreturn ^r0");
    check(&with("@0 @1 -> @2 exception=r2 base=r8"), &[]);
    check(&with("@1 @1 -> @2 exception=r2 base=r2"), &[11]);
    check(&with("@0 @4 -> @2 exception=r2 base=r2"), &[11]);
    check(&with("@0 @2 -> @1 exception=r2 base=r2"), &[11]);
    check(&with("@0 @1 -> @3 exception=r2 base=r2"), &[11]);
    check(&with("@0 @1 -> @2 exception=r8 base=r2"), &[11]);
    check(&with("@0 @1 -> @2 exception=r2 base=r9"), &[11]);
}

#[test]
fn p12_paths_assign_before_they_read() {
    check("return ^r2", &[12]);
    check("nil r2\nreturn ^r2", &[]);
    // Moved, cleared and consumed registers are gone.
    check("move r2, ^r0\nreturn ^r0", &[12]);
    check("clear r0\nreturn ^r0", &[12]);
    check("vector r0, 2\nreturn ^r1", &[12]);
    check("vector r0, 3\nreturn ^r0", &[12]);
    check("vector r0, 2\nreturn ^r0", &[]);
    // The slot of the callee needs no value, the arguments do.
    check("call_var r2, 0, =#'a/b\nreturn ^r2", &[]);
    check("call_var r2, 1, =#'a/b\nreturn ^r2", &[12]);
    check("call r2, 0\nreturn ^r2", &[12]);
    check("closure r2, f0\nreturn ^r2", &[12]);
    // Joins keep what both sides have.
    check("jump_if r0, @2\nnil r2\nreturn ^r2", &[12]);
    check("jump_if r0, @3\nnil r2\njump @4\ntrue r2\nreturn ^r2", &[]);
    check("jump_if ^r0, @1\nreturn ^r0", &[12]);
    // A loop must leave what its head reads.
    check("copy r2, r0\njump_if_not r1, @4\nmove r3, ^r0\nloop @0\nreturn ^r0", &[12]);
    check("copy r2, r0\njump_if_not r1, @3\nloop @0\nreturn ^r0", &[]);
    // Unreachable code is not judged.
    check("return ^r0\nreturn ^r7", &[]);
    check("s0 = =1 @1, else @2\nswitch ^r0, s0\nnil r0\nreturn ^r0", &[12]);
}

#[test]
fn p12_handlers_see_what_survives_a_throw() {
    let with = |base: &str, body: &str| format!("handler @0 @2 -> @3 exception=r4 base={base}\n{body}");
    // The exception arrives; registers below the base stay.
    check(&with("r2", "nil r2\ncount r3, r0\nreturn ^r0\nadd r5, r0, r4\nreturn ^r1"), &[]);
    // Registers from the base on are dropped.
    check(&with("r1", "nil r2\ncount r3, r0\nreturn ^r0\nreturn ^r1"), &[12]);
    // What the throwing instruction moves is gone, whether it threw before or after.
    check(&with("r2", "nil r2\ncount r3, ^r0\nreturn ^r1\nreturn ^r0"), &[12]);
    // An assignment within the range may not have happened.
    check(&with("r4", "count r2, r0\ncount r2, r2\nreturn ^r2\nreturn ^r2"), &[12]);
    // One before the first instruction that may throw has.
    check(&with("r4", "nil r2\ncount r3, r0\nreturn ^r2\nreturn ^r2"), &[]);
    // A loss between two instructions that may throw counts.
    check(
        "handler @0 @3 -> @4 exception=r4 base=r4\ncount r2, r0\nclear r1\ncount r2, r0\nreturn ^r2\nreturn ^r1",
        &[12],
    );
    // Only the innermost handler sees the throw.
    check(
        "handler @0 @1 -> @2 exception=r4 base=r2
         handler @0 @1 -> @3 exception=r5 base=r2
         count r2, r0\nreturn ^r2\nreturn ^r4\nreturn ^r5",
        &[],
    );
}

#[test]
fn p13_moved_registers_are_not_read_twice() {
    check("add r2, ^r0, ^r0\nreturn ^r1", &[13]);
    check("add r2, ^r0, r0\nreturn ^r1", &[13]);
    check("add r2, r0, ^r0\nreturn ^r1", &[13]);
    check("add r0, r0, r0\nreturn ^r1", &[]);
    check("add r0, ^r0, ^r1\nreturn ^r0", &[]);
}

#[test]
fn p14_debug_tables() {
    check_changed(14, |unit| arity(unit).lines.entries.swap(0, 1));
    check_changed(14, |unit| arity(unit).lines.entries[2].pc = Pc(13));
    let local = |reg, start, end| LocalName { name: "x".into(), reg: Reg(reg), start: Pc(start), end: Pc(end) };
    for bad in [local(6, 0, 1), local(0, 2, 1), local(0, 0, 14)] {
        check_changed(14, |unit| arity(unit).locals.push(bad));
    }
}

/// Many loops, each of which loses a register of the one before: the states shrink one register at a
/// time, through all blocks.
#[test]
fn p15_hostile_control_flow_ends() {
    let registers = crate::MAX_REGISTERS;
    let mut code = Vec::new();
    let len = 32_000u32;
    for i in 0..len {
        code.push(Insn::clear(Reg(registers - 1 - i as u16)));
        let pc = Pc(code.len() as u32);
        let back = pc.offset_to(Pc(pc.0 / 2)).and_then(|offset| Insn::loop_(0).with_jump_offset(offset));
        code.push(Insn::jump_if(Reg(0).into(), 1));
        code.push(back.unwrap_or(Insn::bare(Op::Nil)));
    }
    code.push(Insn::return_(Reg(0)));
    let arity = Arity { params: registers, registers, code, ..Arity::default() };
    let function = Function { arities: vec![arity], ..Function::default() };
    let unit = Unit { functions: vec![function], ..Unit::default() };
    assert_eq!(lacks(&unit), [15]);
}

#[test]
fn large_honest_functions_verify() {
    // A long chain of conditionals within a loop, with a wide frame.
    let mut code = vec![Insn::nil(Reg(900))];
    for i in 0..20_000u16 {
        code.push(Insn::jump_if(Reg(0).into(), 2));
        code.push(Insn::int(Reg(i % 900), 1));
        code.push(Insn::add(Reg(1), Reg(0).into(), Reg(900).into()));
    }
    let back = Pc(code.len() as u32).offset_to(Pc(0)).unwrap_or_default();
    code.push(Insn::loop_(back));
    let arity = Arity { params: 2, registers: 1000, code, ..Arity::default() };
    let unit = Unit { functions: vec![Function { arities: vec![arity], ..Function::default() }], ..Unit::default() };
    assert_eq!(lacks(&unit), []);
}

#[test]
fn errors_tell_where() {
    let unit = code("add r2, r0, r7\nreturn ^r9");
    let text = verify(&unit).map_err(|errors| errors.to_string());
    assert_eq!(text, Err("P5 in f0 arity 0 at @1 `return ^r9`: register 9 is not in the frame of 8".to_owned()));
    let unit = code("add r2, r0, r7\nreturn ^r2");
    let text = verify(&unit).map_err(|errors| errors.to_string());
    assert_eq!(text, Err("P12 in f0 arity 0 at @0 `add r2, r0, r7`: r7 may be unassigned or moved here".to_owned()));
}

/// Random words in a frame: the verifier answers, and says yes to nothing that reads unassigned registers
/// in straight code.
#[test]
fn random_code_gets_an_answer() {
    let mut random = crate::samples::Random(7);
    let sound = everything();
    for _ in 0..3_000 {
        let mut unit = sound.clone();
        let code = &mut arity(&mut unit).code;
        for _ in 0..=random.below(4) {
            let index = random.below(code.len());
            let word = std::array::from_fn(|i| random.below(if i == 0 { Op::ALL.len() } else { 8 }) as u8);
            code[index] = Insn::from_bytes(word).unwrap_or(code[index]);
        }
        let _ = verify(&unit);
    }
}
