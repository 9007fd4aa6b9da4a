//! Doubles, floats and longs as text: `Double.toString`, `Float.toString`, `Long.toString(n, radix)`.
//!
//! The digits are the shortest that read back as the same number (JDK 19 and later), which
//! Rust's `{:e}` yields; this file only lays them out as Java does. `%.3f` and the like are not here.

/// `Double.toString`: `1.0E10`, `4.9E-324`, `NaN`, `-Infinity`.
pub fn double_to_string(x: f64) -> String {
    if !x.is_finite() {
        return special(x.is_nan(), x < 0.0).into();
    }
    // A single digit is no shorter than two in Java's notation, so the better two are taken.
    let mut text = format!("{x:e}");
    if has_one_digit(&text) {
        let two = format!("{x:.1e}");
        if two.parse() == Ok(x) {
            text = two;
        }
    }
    lay_out(&text)
}

/// `Float.toString`.
pub fn float_to_string(x: f32) -> String {
    if !x.is_finite() {
        return special(x.is_nan(), x < 0.0).into();
    }
    let mut text = format!("{x:e}");
    if has_one_digit(&text) {
        let two = format!("{x:.1e}");
        if two.parse() == Ok(x) {
            text = two;
        }
    }
    lay_out(&text)
}

fn special(is_nan: bool, negative: bool) -> &'static str {
    match (is_nan, negative) {
        (true, _) => "NaN",
        (false, true) => "-Infinity",
        (false, false) => "Infinity",
    }
}

fn has_one_digit(scientific: &str) -> bool {
    !scientific.contains('.')
}

/// From Rust's `-1.25e-7` to Java's layout.
fn lay_out(scientific: &str) -> String {
    let (sign, rest) = match scientific.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", scientific),
    };
    let (mantissa, exponent) = rest.split_once('e').unwrap_or((rest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (head, tail) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let tail = tail.trim_end_matches('0');
    if !(-3..7).contains(&exponent) {
        let tail = if tail.is_empty() { "0" } else { tail };
        return format!("{sign}{head}.{tail}E{exponent}");
    }
    let digits = format!("{head}{tail}");
    if exponent < 0 {
        let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
        return format!("{sign}0.{zeros}{digits}");
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        return format!("{sign}{digits}{}.0", "0".repeat(whole - digits.len()));
    }
    format!("{sign}{}.{}", &digits[..whole], &digits[whole..])
}

/// `Long.toString(n, radix)`; a radix outside 2 to 36 means ten.
pub fn long_to_string(n: i64, radix: u32) -> String {
    let radix = if (2..=36).contains(&radix) { radix } else { 10 };
    let magnitude = unsigned_to_string(n.unsigned_abs(), radix);
    if n < 0 { format!("-{magnitude}") } else { magnitude }
}

/// `Long.toUnsignedString(n, radix)`; with radix 16, 8 and 2 also `toHexString` and its siblings.
pub fn unsigned_to_string(mut n: u64, radix: u32) -> String {
    let radix = if (2..=36).contains(&radix) { radix } else { 10 };
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((n % radix as u64) as u32, radix).unwrap_or('0'));
        n /= radix as u64;
        if n == 0 {
            return digits.iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_print_as_java_prints_them() {
        for (x, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (100.0, "100.0"),
            (1e7, "1.0E7"),
            (9999999.0, "9999999.0"),
            (1e-3, "0.001"),
            (9.999e-4, "9.999E-4"),
            (123456.789, "123456.789"),
            (1e21, "1.0E21"),
            (-1.5e-5, "-1.5E-5"),
            (5e-324, "4.9E-324"),
            (2e-323, "2.0E-323"),
            (f64::MAX, "1.7976931348623157E308"),
            (2e23, "2.0E23"),
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
            (f64::NAN, "NaN"),
            (-1.0e-10, "-1.0E-10"),
            (0.1 + 0.2, "0.30000000000000004"),
        ] {
            assert_eq!(double_to_string(x), text);
        }
    }

    #[test]
    fn floats_print_as_java_prints_them() {
        for (x, text) in [
            (0.1f32, "0.1"),
            (1e10, "1.0E10"),
            (16777216.0, "1.6777216E7"),
            (f32::from_bits(1), "1.4E-45"),
            (1e-44, "9.8E-45"),
            (f32::MAX, "3.4028235E38"),
        ] {
            assert_eq!(float_to_string(x), text);
        }
    }

    #[test]
    fn longs_print_in_any_radix() {
        assert_eq!(long_to_string(-255, 16), "-ff");
        assert_eq!(long_to_string(i64::MIN, 2), format!("-1{}", "0".repeat(63)));
        assert_eq!(long_to_string(35, 36), "z");
        assert_eq!(long_to_string(10, 99), "10");
        assert_eq!(unsigned_to_string(-1i64 as u64, 16), "ffffffffffffffff");
        assert_eq!(unsigned_to_string(0, 8), "0");
    }
}
