//! Arithmetic over values against answers of Clojure 1.11 (and 1.12 where it mended 1.11).
//!
//! Expressions are tiny: `op operand operand`, where an operand is a literal of the reader, or a
//! literal behind a cast such as `int:5`.

use super::super::{bits, cast, compare, hash, object, parse, rounding::RoundingMode, unchecked};
use super::*;

fn operand(text: &str) -> Value {
    if let Some((cast, rest)) = text.split_once(':')
        && !cast.is_empty()
    {
        let v = operand(rest);
        return match cast {
            "int" => cast::int(&v),
            "byte" => cast::byte(&v),
            "float" => cast::float(&v),
            "biginteger" => cast::biginteger(&v),
            _ => panic!("unknown cast {cast}"),
        }
        .expect("operand");
    }
    match text {
        "nil" => Value::NIL,
        "true" => Value::TRUE,
        "Inf" => Value::double(f64::INFINITY),
        "-Inf" => Value::double(f64::NEG_INFINITY),
        "NaN" => Value::double(f64::NAN),
        _ if text.starts_with('\'') => Value::str(&text[1..]),
        _ if text.starts_with('\\') => Value::char(text.as_bytes()[1] as u16),
        _ => parse::read_number(text).expect("literal").into(),
    }
}

fn show(v: Value) -> String {
    let Some(text) = object::to_text(&v).expect("small") else {
        return match v.as_char() {
            Some(unit) => format!("\\{unit}"),
            None => format!("{v:?}"),
        };
    };
    let class = crate::class::class_name(&v);
    let short = class.rsplit('.').next().unwrap_or_default();
    format!("{text} {short}")
}

fn answer(r: Result<Value>) -> String {
    r.map_or_else(|e| e.0.message_text().unwrap_or_else(|| format!("{:?}", e.0.kind())), show)
}

fn evaluate(expression: &str, cx: &dyn MathContextSource) -> Result<Value> {
    let mut words = expression.split(' ');
    let op = words.next().expect("operation");
    let args: Vec<Value> = words.map(operand).collect();
    if let [x] = &args[..] {
        return match op {
            "-" => neg(x, cx),
            "-'" => neg_p(x, cx),
            "inc" => inc(x, cx),
            "inc'" => inc_p(x, cx),
            "dec" => dec(x, cx),
            "dec'" => dec_p(x, cx),
            "abs" => abs(x, cx),
            "zero?" => compare::is_zero(x).map(Value::bool),
            "pos?" => compare::is_pos(x).map(Value::bool),
            "neg?" => compare::is_neg(x).map(Value::bool),
            "even?" => Ok(compare::is_even(x).map_or(Value::NIL, Value::bool)),
            "int" => cast::int(x),
            "long" => cast::long(x),
            "short" => cast::short(x),
            "byte" => cast::byte(x),
            "char" => cast::char(x),
            "float" => cast::float(x),
            "double" => cast::double(x),
            "bigint" => cast::bigint(x),
            "biginteger" => cast::biginteger(x),
            "bigdec" => cast::bigdec(x, cx),
            "rationalize" => cast::rationalize(x),
            "num" => cast::num(x),
            "numerator" => cast::numerator(x),
            "unchecked-int" => unchecked::int(x),
            "unchecked-long" => unchecked::long(x),
            "unchecked-short" => unchecked::short(x),
            "unchecked-byte" => unchecked::byte(x),
            "unchecked-char" => unchecked::char(x),
            "unchecked-float" => unchecked::float(x),
            "unchecked-negate" => unchecked::neg(x, cx),
            "unchecked-inc-int" => unchecked::inc_int(x),
            "bit-not" => bits::not(x),
            _ => panic!("unknown operation {op}"),
        };
    }
    let [x, y] = &args[..] else { panic!("one or two operands: {expression}") };
    match op {
        "+" => add(x, y, cx),
        "-" => sub(x, y, cx),
        "*" => mul(x, y, cx),
        "/" => div(x, y, cx),
        "primitive/" => div_primitive(x, y, cx),
        "+'" => add_p(x, y, cx),
        "*'" => mul_p(x, y, cx),
        "quot" => quot(x, y, cx),
        "rem" => rem(x, y, cx),
        "mod" => modulo(x, y, cx),
        "max" => max(x, y, cx),
        "min" => min(x, y, cx),
        "<" => compare::lt(x, y, cx).map(Value::bool),
        "<=" => compare::le(x, y, cx).map(Value::bool),
        ">=" => compare::ge(x, y, cx).map(Value::bool),
        "==" => compare::num_eq(x, y, cx).map(Value::bool),
        "=" => Ok(compare::equiv(x, y).map_or(Value::NIL, Value::bool)),
        "equals" => Ok(compare::java_equals(x, y).map_or(Value::NIL, Value::bool)),
        "compare" => compare::compare(x, y, cx).map(|o| Value::long(o as i64)),
        "unchecked-add" => unchecked::add(x, y, cx),
        "unchecked-add-int" => unchecked::add_int(x, y),
        "unchecked-divide-int" => unchecked::divide_int(x, y),
        "bit-and" => bits::and(x, y),
        "bit-shift-left" => bits::shift_left(x, y),
        "bit-shift-right" => bits::shift_right(x, y),
        "unsigned-bit-shift-right" => bits::unsigned_shift_right(x, y),
        "bit-test" => bits::test(x, y).map(Value::bool),
        _ => panic!("unknown operation {op}"),
    }
}

fn check(cx: &dyn MathContextSource, table: &str) {
    for line in table.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let (expression, expected) = line.split_once(" => ").expect("a line of the table");
        assert_eq!(answer(evaluate(expression, cx)), expected, "{expression}");
    }
}

const NULL: &str = "Cannot invoke \"Object.getClass()\" because \"x\" is null";
const NOT_NUMBER: &str = "class java.lang.String cannot be cast to class java.lang.Number";

#[test]
fn arithmetic() {
    check(
        EXACT,
        "+ 1 2.5 => 3.5 Double
        + 1/2 1/2 => 1 BigInt
        + 1 1N => 2 BigInt
        + 1N 1M => 2 BigDecimal
        + 1/3 1M => Non-terminating decimal expansion; no exact representable decimal result.
        + 9223372036854775807 1 => long overflow
        +' 9223372036854775807 1 => 9223372036854775808 BigInt
        *' -9223372036854775808 -1 => 9223372036854775808 BigInt
        + int:1 int:2 => 3 Long
        + float:0.1 float:0.2 => 0.30000000447034836 Double
        + biginteger:1 1 => 2 BigInt
        - -9223372036854775808 => long overflow
        -' -9223372036854775808 => 9223372036854775808 BigInt
        - 0.0 => -0.0 Double
        - float:0.1 => -0.10000000149011612 Double
        - int:5 => -5 Long
        * 0 Inf => NaN Double
        * 1/3 3 => 1 BigInt
        * 0.00M 1e5M => 0E+3 BigDecimal
        / 4 2 => 2 Long
        / 4 -6 => -2/3 Ratio
        / 6N 3 => 2 BigInt
        / 1 0 => Divide by zero
        / 1.0 0 => Divide by zero
        / 0.0 0.0 => Divide by zero
        / NaN 0 => NaN Double
        / 1.0 0M => Divide by zero
        primitive/ 1.0 0 => Infinity Double
        primitive/ 1 -0.0 => -Infinity Double
        primitive/ 0 0.0 => NaN Double
        primitive/ 1 0 => Divide by zero
        primitive/ 1 2 => 1/2 Ratio
        / 1/3 0M => Divide by zero
        quot 1/3 0M => Divide by zero
        / 1M 0M => Divide by zero
        / 1/2 0 => Divide by zero
        / -9223372036854775808 -1 => 9223372036854775808 BigInt
        / -9223372036854775808 3 => -9223372036854775808/3 Ratio
        / 1/2 1M => 0.5 BigDecimal
        inc 9223372036854775807 => long overflow
        inc' 9223372036854775807 => 9223372036854775808 BigInt
        inc 1/2 => 3/2 Ratio
        dec 1.0M => 0.0 BigDecimal
        dec' -9223372036854775808 => -9223372036854775809 BigInt
        quot 7.5 2 => 3.0 Double
        quot -0.5 1 => 0.0 Double
        quot -9223372036854775808 -1 => -9223372036854775808 Long
        quot 1 Inf => 0.0 Double
        quot Inf 1 => Infinite or NaN
        quot 7 0 => Divide by zero
        quot 7 0.0 => Divide by zero
        quot 1e30 1 => 1.0E30 Double
        quot -7/2 1 => -3 BigInt
        rem 1 Inf => NaN Double
        rem 1e30 7 => 0.0 Double
        rem -7/2 3 => -1/2 Ratio
        rem 10N 3 => 1 BigInt
        mod -7 2 => 1 Long
        mod 7 -2 => -1 Long
        mod -7.5 2 => 0.5 Double
        mod -7/2 3 => 5/2 Ratio
        mod 10N -3 => -2 BigInt
        mod -7.5M 2M => 0.5 BigDecimal
        abs -9223372036854775808 => -9223372036854775808 Long
        abs int:-2147483648 => 2147483648 Long
        abs float:-1.5 => 1.5 Double
        abs biginteger:9 => 9 BigInt
        abs -1/2 => 1/2 Ratio
        max 1 1.0 => 1.0 Double
        max 1.0 1 => 1 Long
        max float:1.5 1 => 1.5 Float
        max 'a NaN => NaN Double
        min 1/2 0.3 => 0.3 Double
        min int:1 2 => 1 Integer
        unchecked-add 9223372036854775807 1 => -9223372036854775808 Long
        unchecked-add 1N 1 => 2 BigInt
        unchecked-negate -9223372036854775808 => -9223372036854775808 Long
        unchecked-add-int 2147483647 1 => -2147483648 Integer
        unchecked-add-int 1.7 2 => 3 Integer
        unchecked-add-int 3000000000 1 => integer overflow
        unchecked-divide-int 1 0 => / by zero",
    );
}

#[test]
fn operands_that_are_no_numbers() {
    for expression in ["+ 1 nil", "+ 'a nil", "< nil 1", "- nil", "inc nil", "bit-and nil 1", "zero? nil", "== nil nil"]
    {
        assert_eq!(answer(evaluate(expression, EXACT)), NULL, "{expression}");
    }
    for expression in ["+ 'a 1", "+ 'a 'b", "< 1 'a", "rem 'a 1", "inc 'a", "pos? 'a", "num 'a", "long 'a", "== 1 'a"] {
        assert_eq!(answer(evaluate(expression, EXACT)), NOT_NUMBER, "{expression}");
    }
    check(
        EXACT,
        "bit-and 1.0 1 => bit operation not supported for: class java.lang.Double
        bit-and biginteger:1 1 => bit operation not supported for: class java.math.BigInteger
        bit-and 1/2 1 => bit operation not supported for: class clojure.lang.Ratio
        bit-test 1N 0 => bit operation not supported for: class clojure.lang.BigInt
        even? 1.5 => nil
        even? 1/2 => nil",
    );
}

#[test]
fn decimals_in_a_math_context() {
    let cx = MathContext { precision: 3, rounding: RoundingMode::HalfUp };
    check(
        &cx,
        "* 1.2345M 1M => 1.23 BigDecimal
        inc 123.456M => 124 BigDecimal
        - 123.456M => -123 BigDecimal
        abs 1.23456M => 1.23 BigDecimal
        + 1/3 1M => 1.33 BigDecimal
        bigdec 1/3 => 0.333 BigDecimal
        == 1/3 0.333M => true
        quot 123456M 1M => Division impossible
        / 1M 3 => 0.333 BigDecimal
        rationalize 1.23456M => 3858/3125 Ratio",
    );
}

#[test]
fn comparison_and_equality() {
    check(
        EXACT,
        "== 1 1.0 => true
        == 1M 1.00M => true
        = 1M 1.00M => true
        = 1 1N => true
        = 1 1.0 => false
        = 1N 1M => false
        = 1/2 0.5 => false
        = biginteger:1 1 => true
        = float:0.1 0.1 => false
        = float:0.5 0.5 => true
        = NaN NaN => false
        = 0.0 -0.0 => true
        equals 1.5M 1.50M => false
        equals 1 int:1 => false
        equals 1N 1 => false
        equals NaN NaN => true
        equals 0.0 -0.0 => false
        compare 1 1.0 => 0 Long
        compare 1 NaN => 0 Long
        compare 1 2N => -1 Long
        compare 1/2 0.5M => 0 Long
        < 1 NaN => false
        <= 1 NaN => false
        < 1 1.5 => true
        < 1/2 0.75 => true
        == 9007199254740993 9007199254740992.0 => true
        == 1e400M Inf => true
        < 1e1000000000M 1M => false
        < 1/3 1M => Non-terminating decimal expansion; no exact representable decimal result.
        zero? 0.00M => true
        zero? -0.0 => true
        pos? NaN => false
        neg? -1/2 => true
        even? -2 => true
        even? 3N => false",
    );
}

#[test]
fn bit_operations() {
    check(
        EXACT,
        "bit-and -1 255 => 255 Long
        bit-and int:5 byte:4 => 4 Long
        bit-not int:5 => -6 Long
        bit-shift-left 1 -1 => -9223372036854775808 Long
        bit-shift-left 1 65 => 2 Long
        bit-shift-right -8 65 => -4 Long
        unsigned-bit-shift-right -1 60 => 15 Long
        unsigned-bit-shift-right int:-1 0 => -1 Long
        bit-test 1 64 => true
        bit-test -1 63 => true",
    );
}

#[test]
fn casts() {
    check(
        EXACT,
        "int 3000000000 => integer overflow
        int 1e20 => Value out of range for int: 1.0E20
        int NaN => 0 Integer
        int \\a => 97 Integer
        int -12345678901234567890N => Value out of range for long: -12345678901234567890
        int 3.7M => 3 Integer
        int 'a => class java.lang.String cannot be cast to class java.lang.Character
        int nil => Cannot invoke \"java.lang.Character.charValue()\" because \"x\" is null
        long 1e19 => Value out of range for long: 1.0E19
        long 99999999999999999999M => Value out of range for long: 1.0E20
        long 9007199254740993M => 9007199254740992 Long
        long 7/2 => 3 Long
        long -Inf => Value out of range for long: -Infinity
        short -32769 => Value out of range for short: -32769
        short 70000.5M => Value out of range for short: 70000.5
        byte 300N => Value out of range for byte: 300
        byte 1.5 => 1 Byte
        char -1.9 => Value out of range for char: -1.9
        char 97.5 => \\97
        char 3000000000 => Value out of range for char: 3000000000
        float 3.4028235E38 => Value out of range for float: 3.4028235E38
        float 1e40M => Value out of range for float: 1E+40
        float NaN => NaN Float
        float 1/3 => 0.33333334 Float
        float 33554433N => 3.3554432E7 Float
        double 1/3 => 0.3333333333333333 Double
        double float:0.1 => 0.10000000149011612 Double
        double nil => Cannot invoke \"java.lang.Number.doubleValue()\" because \"x\" is null
        bigint 1.9 => 1 BigInt
        bigint 1e20 => 100000000000000000000 BigInt
        bigint '123 => 123 BigInt
        bigint '12a => For input string: \"12a\"
        bigint \\a => No matching ctor found for class java.math.BigInteger
        bigint nil => Cannot invoke \"String.length()\" because \"val\" is null
        bigint NaN => Character N is neither a decimal digit number, decimal point, nor \"e\" notation exponential mark.
        biginteger 7/2 => 3 BigInteger
        bigdec 1e20 => 1.0E+20 BigDecimal
        bigdec '1.50 => 1.50 BigDecimal
        bigdec float:0.1 => 0.10000000149011612 BigDecimal
        rationalize 0.1 => 1/10 Ratio
        rationalize 1.0 => 1 BigInt
        rationalize int:1 => 1 Integer
        rationalize 1e10M => 10000000000 BigInt
        rationalize 1e100000000M => BigInteger would overflow supported range
        numerator -2/3 => -2 BigInteger
        numerator 1 => class java.lang.Long cannot be cast to class clojure.lang.Ratio
        unchecked-int 4294967295 => -1 Integer
        unchecked-int 1e20 => 2147483647 Integer
        unchecked-int 99999999999/2 => 2147483647 Integer
        unchecked-long 1E+30M => 5076944270305263616 Long
        unchecked-long 9223372036854775808N => -9223372036854775808 Long
        unchecked-short 1e20 => -1 Short
        unchecked-byte 300N => 44 Byte
        unchecked-char -1 => \\65535
        unchecked-float 1e40 => Infinity Float
        unchecked-inc-int 1N => 2 Integer",
    );
}

#[test]
fn hashes() {
    for (text, hash) in [
        ("1N", 1392991556),
        ("biginteger:5", 1740791543),
        ("1.5", 1073217536),
        ("-0.0", 0),
        ("NaN", 2146959360),
        ("float:1.5", 1069547520),
        ("float:0.1", 1036831949),
        ("0.1", -1507852285),
        ("int:5", 1740791543),
        ("byte:-1", 1651860712),
        ("1/2", 3),
        ("1.50M", 466),
    ] {
        assert_eq!(hash::hasheq(&operand(text)), Ok(Some(hash)), "{text}");
    }
    for (text, hash) in [("-5N", 4), ("biginteger:-5", -5), ("int:-5", -5), ("-5", 4), ("float:-0.0", i32::MIN)] {
        assert_eq!(hash::java_hash(&operand(text)), Some(hash), "{text}");
    }
    assert_eq!(hash::hasheq(&Value::NIL), Ok(None));
}
