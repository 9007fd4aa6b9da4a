//! Decimals against answers of the JVM (JDK 17, Clojure 1.11).

use super::*;
use crate::number::error::NumResult;

fn d(s: &str) -> BigDecimal {
    BigDecimal::parse(s).expect("decimal")
}

fn show(r: NumResult<BigDecimal>) -> String {
    r.and_then(|d| d.text()).unwrap_or_else(|e| e.to_string())
}

const EXACT: MathContext = MathContext::UNLIMITED;

fn mc(precision: u32) -> MathContext {
    MathContext { precision, rounding: RoundingMode::HalfUp }
}

#[test]
fn exact_arithmetic() {
    for (a, op, b, expected) in [
        ("1.10", '+', "2.345", "3.445"),
        ("1.10", '*', "2.345", "2.57950"),
        ("1.10", '-', "1.1", "0.00"),
        ("0.00", '*', "1e5", "0E+3"),
        ("1e10", '+', "1", "10000000001"),
        ("1e-10", '+', "1e10", "10000000000.0000000001"),
        ("10", '/', "4", "2.5"),
        ("100", '/', "10", "10"),
        ("1.00", '/', "0.5", "2.0"),
        ("0", '/', "3", "0"),
        ("0.00", '/', "3.0", "0.0"),
        ("1e10", '/', "1", "1E+10"),
        ("1", '/', "1e10", "1E-10"),
        ("1", '/', "3", "Non-terminating decimal expansion; no exact representable decimal result."),
        ("-7", '/', "-8", "0.875"),
        ("1e2147483647", '*', "1e5", "Overflow"),
        ("1e-2147483647", '*', "1e-5", "Underflow"),
        ("0e2147483647", '*', "1e5", "0E+2147483648"),
        ("1", '+', "1e100000000", "BigInteger would overflow supported range"),
        ("7.5", 'q', "2", "3.0"),
        ("100", 'q', "7", "14"),
        ("1e10", 'q', "3", "3333333333"),
        ("1", 'q', "1e-5", "1E+5"),
        ("1e-10", 'q', "3", "0E-10"),
        ("1", 'q', "1e10", "0E-10"),
        ("1e10", 'q', "1e-10", "1E+20"),
        ("0", 'q', "1.00", "0E+2"),
        ("0.00", 'q', "1", "0.00"),
        ("10.0", 'q', "0.20", "5E+1"),
        ("123.456", 'q', "0.1", "1234.00"),
        ("1000", 'q', "10.0", "1.0E+2"),
        ("5.00", 'q', "10", "0.00"),
        ("5", 'q', "10.00", "0E+2"),
        ("-7.5", 'q', "2", "-3.0"),
        ("1e3", 'q', "7", "142"),
        ("12e3", 'q', "1e2", "1.2E+2"),
        ("1.20e3", 'q', "1e-2", "1.20E+5"),
        ("7.55", 'r', "2", "1.55"),
        ("7.55", 'r', "2.000", "1.550"),
        ("7.50", 'r', "2.5", "0.00"),
        ("-7.5", 'r', "2", "-1.5"),
        ("5", 'r', "10.00", "5"),
        ("1", 'r', "1e10", "1"),
        ("1", 'q', "0", "Divide by zero"),
    ] {
        assert_eq!(compute(a, op, b, EXACT), expected, "{a} {op} {b}");
    }
}

fn compute(a: &str, op: char, b: &str, mc: MathContext) -> String {
    let (a, b) = (d(a), d(b));
    show(match op {
        '+' => a.add(&b, mc),
        '-' => a.sub(&b, mc),
        '*' => a.mul(&b, mc),
        '/' => a.divide(&b, mc),
        'q' => a.quot(&b, mc),
        _ => a.rem(&b, mc),
    })
}

#[test]
fn rounded_arithmetic() {
    for (a, op, b, precision, expected) in [
        ("1.2345", '*', "1", 3, "1.23"),
        ("123.456", '+', "1", 3, "124"),
        ("10", 'q', "3", 3, "3"),
        ("10", 'r', "3", 3, "1"),
        ("123456", 'q', "1", 3, "Division impossible"),
        ("123456", 'r', "7", 3, "Division impossible"),
        ("1", '/', "3", 3, "0.333"),
        ("2", '/', "3", 3, "0.667"),
        ("100", '/', "4", 5, "25"),
        ("1.000", '/', "4", 5, "0.250"),
        ("100", '/', "1", 2, "1.0E+2"),
        ("22", '/', "7", 10, "3.142857143"),
        ("1.23456", '+', "0", 3, "1.23"),
        ("1e10", '+', "1", 3, "1.00E+10"),
        ("1e10", '+', "-1", 3, "1.00E+10"),
        ("1e1000000000", '+', "1", 3, "1.00E+1000000000"),
        ("0.00", '-', "1.2345", 3, "-1.23"),
        ("0", '*', "1.234", 3, "0.000"),
        ("0", '/', "1.23", 3, "0E+2"),
        ("0.000", '/', "1.2", 3, "0.00"),
        ("0.000", '+', "0.0", 3, "0.000"),
        ("1.0", '+', "0E-10", 3, "1.00"),
        ("1.0", '+', "0E-10", 5, "1.0000"),
        ("9", '+', "9", 1, "2E+1"),
        ("12345", '-', "1", 3, "1.23E+4"),
        ("999", '/', "1.0001", 2, "1.0E+3"),
    ] {
        assert_eq!(compute(a, op, b, mc(precision)), expected, "{a} {op} {b} at {precision}");
    }
    assert_eq!(show(d("123456").round(mc(3))), "1.23E+5");
    assert_eq!(show(d("999.9").round(mc(3))), "1.00E+3");
}

#[test]
fn rounding_modes_match_javas_table() {
    let inputs = ["5.5", "2.5", "1.6", "1.1", "1.0", "-1.1", "-1.6", "-2.5", "-5.5"];
    let expected: [[i64; 9]; 7] = [
        [6, 3, 2, 2, 1, -2, -2, -3, -6],
        [5, 2, 1, 1, 1, -1, -1, -2, -5],
        [6, 3, 2, 2, 1, -1, -1, -2, -5],
        [5, 2, 1, 1, 1, -2, -2, -3, -6],
        [6, 3, 2, 1, 1, -1, -2, -3, -6],
        [5, 2, 2, 1, 1, -1, -2, -2, -5],
        [6, 2, 2, 1, 1, -1, -2, -2, -6],
    ];
    for (mode, row) in RoundingMode::ALL.into_iter().zip(expected) {
        for (input, n) in inputs.iter().zip(row) {
            assert_eq!(show(d(input).set_scale(0, mode)), n.to_string(), "{input} {}", mode.name());
        }
    }
    assert_eq!(show(d("1.0").set_scale(0, RoundingMode::Unnecessary)), "1");
    assert_eq!(show(d("1.1").set_scale(0, RoundingMode::Unnecessary)), "Rounding necessary");
    assert_eq!(show(d("1").set_scale(i32::MIN, RoundingMode::Up)), "Underflow");
    assert_eq!(show(d("1.5").set_scale(-5, RoundingMode::HalfUp)), "0E+5");
    assert_eq!(show(d("1.5").set_scale(-5, RoundingMode::Up)), "1E+5");
}

#[test]
fn text_forms() {
    for (text, expected) in [
        ("1.", "1"),
        (".5", "0.5"),
        ("+.5e+3", "5E+2"),
        ("0e-7", "0E-7"),
        ("0.000001", "0.000001"),
        ("0.0000001", "1E-7"),
        ("123e-10", "1.23E-8"),
        ("1234.5e10", "1.2345E+13"),
        ("-0.0000000", "0E-7"),
        ("٣", "3"),
        ("0e0", "0"),
        ("-12.50", "-12.50"),
    ] {
        assert_eq!(show(Ok(d(text))), expected, "{text}");
    }
    for (text, message) in [
        ("", ""),
        (".", "No digits found."),
        ("-", "No digits found."),
        ("e5", "No digits found."),
        ("1e", ""),
        ("1e+", ""),
        ("1e1x", "Not a digit."),
        ("1.2.3", "Character array contains more than one decimal point."),
        ("1e10000000000", "Too many nonzero exponent digits."),
        ("1e4294967296", "Exponent overflow."),
        ("1e-2147483648", "Scale out of range."),
        ("NaN", "Character N is neither a decimal digit number, decimal point, nor \"e\" notation exponential mark."),
    ] {
        assert_eq!(show(BigDecimal::parse(text)), message, "{text}");
    }
    for (text, plain) in [("1e5", "100000"), ("0E5", "0"), ("-1.5e-9", "-0.0000000015"), ("-15e3", "-15000")] {
        assert_eq!(d(text).to_plain_string(), Ok(plain.into()));
    }
    assert_eq!(d("1e1000000000").to_plain_string(), Err(NumberError::TooLarge));
    assert_eq!(d("123e7").to_engineering_string().as_deref(), Ok("1.23E+9"));
    assert_eq!(d("12e3").to_engineering_string().as_deref(), Ok("12E+3"));
    assert_eq!(d("1e5").to_engineering_string().as_deref(), Ok("100E+3"));
    assert_eq!(d("0e-5").to_engineering_string().as_deref(), Ok("0.00000"));
}

#[test]
fn hashes_order_and_stripping() {
    for (text, hash) in
        [("1.50", 466), ("1", 31), ("0.00", 0), ("1e10", 21), ("0.00001", 36), ("-1.50", -464), ("-0.001", -28)]
    {
        assert_eq!(d(text).hasheq(), Ok(hash), "{text}");
    }
    assert_eq!(d("123456789.123456789").hasheq(), Ok(1538816031));
    assert_eq!(d("1.50").java_hash(), 4652);
    assert_eq!(d("-1.50").java_hash(), -4648);
    assert_eq!(show(d("100.00").strip_trailing_zeros()), "1E+2");
    assert_eq!(show(d("1e300").set_scale(0, RoundingMode::Down).and_then(|d| d.strip_trailing_zeros())), "1E+300");
    assert_eq!(show(d("0.000").strip_trailing_zeros()), "0");
    assert_eq!(d("1e1000000000").compare(&d("1")), Ordering::Greater);
    assert_eq!(d("1e1000000000").compare(&d("1e999999999")), Ordering::Greater);
    assert_eq!(d("1.0").compare(&d("1.00")), Ordering::Equal);
    assert_eq!(d("-1.1").compare(&d("-1.09")), Ordering::Less);
    assert_ne!(d("1.0"), d("1.00"));
}

#[test]
fn doubles_to_and_fro() {
    let exact = |x: f64| show(BigDecimal::from_f64_exact(x));
    assert_eq!(exact(0.1), "0.1000000000000000055511151231257827021181583404541015625");
    assert_eq!(exact(1e22), "10000000000000000000000");
    assert_eq!(exact(-2.5), "-2.5");
    assert_eq!(exact(f64::NAN), "Infinite or NaN");
    assert!(exact(5e-324).starts_with("4.940656458412465441765687928682213723650598"));
    assert_eq!(show(BigDecimal::from_f64(1e22)), "1.0E+22");
    assert_eq!(show(BigDecimal::from_f64(-0.0)), "0.0");
    assert_eq!(d("1e-320").to_f64(), Ok(1e-320));
    assert_eq!(d("1e400").to_f64(), Ok(f64::INFINITY));
    assert_eq!(d("123456789012345678901234567890").to_f64(), Ok(1.2345678901234568E29));
    assert_eq!(d(&format!("0.1{}", "0".repeat(5000))).to_f64(), Ok(0.1));
    assert_eq!(d("1e30").low_long(), Ok(5076944270305263616));
    assert_eq!(d("1e300000000").low_long(), Ok(0));
    assert_eq!(d("1e300000000").to_bigint(), Err(NumberError::TooLarge));
    assert_eq!(d("-1.9").to_bigint(), Ok(BigInt::from(-1)));
}
