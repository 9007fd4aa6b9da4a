//! Text to unit and back.

use super::{assemble, parse_constant};
use crate::constant::{Constant, MAX_DEPTH};
use crate::disasm::{disassemble, disassemble_function, disassemble_with_source, print_insn};
use crate::literal::print_constant;
use crate::samples::{EVERYTHING, everything};
use crate::{ConstId, FuncId, Insn, Op, Pc, Reg, Unit};

#[test]
fn text_and_unit_are_each_others_inverse() {
    let unit = everything();
    assert_eq!(disassemble(&unit), EVERYTHING);
    assert_eq!(assemble(&disassemble(&unit)), Ok(unit));
    assert_eq!(assemble(&disassemble(&Unit::default())), Ok(Unit::default()));
}

#[test]
fn every_instruction_round_trips_with_extreme_operands() {
    for op in Op::ALL {
        for pattern in [0u32, 1, 0x7fff, 0x8000, 0x7fff_ffff, 0x8000_0000, u32::MAX] {
            let mut insn = Insn::bare(*op);
            for operand in op.info().operands {
                insn.set_raw(operand.field, pattern);
                if operand.kind == crate::OperandKind::Use {
                    insn.n |= operand.field.move_bit();
                }
            }
            let text = format!("fn f0 \"f\"\narity params=0 registers=0\n{}", print_insn(insn, Pc(0)));
            let unit = assemble(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(unit.functions[0].arities[0].code, [insn], "{text}");
        }
    }
}

#[test]
fn people_may_write_labels_and_constants_in_place() {
    let short = assemble(
        "fn f0 \"f\"
         arity params=1 registers=3
         handler @body @end -> @end exception=r1 base=r1
         s0 = =:a @end, else @end
         body:
           const r1, =\"x\"     ; a comment
           const r1, =\"x\"
           jump_if_not r0, @end
           get_kw r1, r1, =:a
         end:
           return ^r0",
    );
    let long = assemble(
        "k0 = :a\nk1 = \"x\"
         fn f0 \"f\" captures=0
         arity params=1 registers=3
         s0 = k0 @4, else @4
         handler @0 @4 -> @4 exception=r1 base=r1
         0 const r1, k1
         1 const r1, k1
         2 jump_if_not r0, @4
         3 get_kw r1, r1, k0
         4 return ^r0",
    );
    assert_eq!(short, long);
    assert!(short.is_ok());
}

#[test]
fn mistakes_are_reported_with_their_line() {
    let check = |text: &str, expected: &str| {
        assert_eq!(assemble(text).map_err(|error| error.to_string()), Err(expected.to_owned()), "{text}");
    };
    let body = |line: &str| format!("fn f0 \"f\"\narity params=0 registers=1\n{line}");
    check("nil r0", "line 1: This belongs after an `arity` line");
    check("fn f1 \"f\"", "line 1: The next function is f0");
    check("fn f0 \"f\" twice", "line 1: Unknown flag `twice`");
    check("arity params=0 registers=0", "line 1: This belongs after a `fn` line");
    check("k1 = 1", "line 1: The next constant is k0");
    check("k0 = (1", "line 1: Expected a constant, found the end of the line");
    check("k0 = \"a", "line 1: The string has no end");
    check("k0 = 1 2", "line 1: Expected the end of the line, found `2`");
    check("k0 = 99999999999999999999", "line 1: `99999999999999999999` is not a number");
    check("k0 = #what 1", "line 1: Unknown kind of constant `#what`");
    check(&body("nope r0"), "line 3: There is no instruction `nope`");
    check(&body("nil 0"), "line 3: Expected `r`, found `0`");
    check(&body("nil r70000"), "line 3: The number `70000` is out of range");
    check(&body("1 nil r0"), "line 3: This is instruction 0, not 1");
    check(&body("jump @there"), "line 3: There is no label `there`");
    check(&body("jump_not_lt r0, r0, @40000"), "line 3: The target is too far away");
    check(&body("x:\nx:"), "line 4: The label `x` is there already");
    check(&body("s1 = else @0"), "line 3: The next switch is s0");
}

#[test]
fn constants_nest_up_to_the_limit() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth + 1), "]".repeat(depth + 1));
    // A small stack: the limit must hold where the VM runs, not only on the main thread.
    let parse = std::thread::Builder::new().stack_size(1 << 21).spawn(move || {
        let deepest = parse_constant(&nested(MAX_DEPTH)).map(|constant| constant.depth_within(MAX_DEPTH));
        assert_eq!(deepest, Ok(true));
        assert!(parse_constant(&nested(MAX_DEPTH + 1)).is_err());
        assert!(parse_constant(&nested(1_000_000)).is_err());
    });
    assert!(parse.unwrap().join().is_ok());
}

#[test]
fn any_string_is_a_string_constant() {
    for bytes in [&b"\xff\x00\xed\xa0\x80"[..], b"", "\u{2028}\u{85}\u{1f600}".as_bytes(), b"\\u{41}"] {
        let constant = Constant::Str(bytes.into());
        assert_eq!(parse_constant(&print_constant(&constant)), Ok(constant));
    }
}

#[test]
fn malformed_numbers_have_a_text_too() {
    for constant in [
        Constant::BigInt("x".into()),
        Constant::Ratio("1".into(), "-2".into()),
        Constant::Decimal(String::new()),
        Constant::Keyword { ns: Some("1".into()), name: "a/b".into() },
    ] {
        assert_eq!(parse_constant(&print_constant(&constant)), Ok(constant));
    }
}

#[test]
fn listings_show_source_and_refuse_nothing() {
    let unit = everything();
    let text = disassemble_with_source(&unit, "(def n\n  (foo))\n");
    assert!(text.contains("    line 2:3  ; (foo))\n"), "{text}");
    assert_eq!(assemble(&text), Ok(unit.clone()));
    assert!(disassemble_function(&unit, FuncId(1)).starts_with("fn f1 \"user$eval1$fn__2\" captures=1 once\n"));
    assert_eq!(disassemble_function(&unit, FuncId(9)), "");
    let lost = Insn::const_(Reg(0), ConstId(999));
    assert_eq!(print_insn(lost, Pc(0)), "const r0, k999");
}
