//! Decimal digits of floating point numbers, rounded as `java.util.Formatter` rounds them.

use runtime::number::error::NumResult;
use runtime::number::{BigDecimal, bigint};

/// A decimal number: 0.d₁d₂d₃… × 10^point.
pub struct Decimal {
    pub negative: bool,
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// The shortest digits that mean the double, which is what Java rounds from.
    pub fn of_double(x: f64) -> Decimal {
        let text = format!("{:e}", x.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let digits: Vec<u8> = mantissa.bytes().filter(|b| *b != b'.').map(|b| b - b'0').collect();
        Decimal { negative: x.is_sign_negative(), digits, point: exponent.parse::<i64>().unwrap_or(0) + 1 }.trimmed()
    }

    pub fn of_decimal(d: &BigDecimal) -> NumResult<Decimal> {
        let text = bigint::to_text(d.unscaled())?;
        let digits: Vec<u8> = text.trim_start_matches('-').bytes().map(|b| b - b'0').collect();
        let point = digits.len() as i64 - i64::from(d.scale());
        Ok(Decimal { negative: d.is_negative(), digits, point }.trimmed())
    }

    fn trimmed(mut self) -> Decimal {
        let leading = self.digits.iter().take_while(|&&d| d == 0).count();
        if leading == self.digits.len() {
            (self.digits, self.point) = (Vec::new(), 1);
        } else {
            self.digits.drain(..leading);
            self.point -= leading as i64;
        }
        self
    }

    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// The exponent when written with one digit before the point.
    pub fn exponent(&self) -> i64 {
        if self.is_zero() { 0 } else { self.point - 1 }
    }

    /// Rounded half up to a number of digits; a negative number leaves nothing.
    pub fn rounded_to(&self, count: usize) -> Decimal {
        let mut digits = self.digits.clone();
        let mut point = self.point;
        if count < digits.len() {
            let up = digits[count] >= 5;
            digits.truncate(count);
            if up {
                match digits.iter().rposition(|&d| d < 9) {
                    Some(at) => {
                        digits[at] += 1;
                        digits.truncate(at + 1);
                    }
                    None => {
                        digits = vec![1];
                        point += 1;
                    }
                }
            }
        }
        Decimal { negative: self.negative, digits, point }
    }

    /// Without an exponent, with so many digits after the point.
    pub fn plain(&self, places: usize) -> String {
        let kept = self.point.saturating_add(places as i64);
        let rounded = match usize::try_from(kept) {
            Ok(count) => self.rounded_to(count),
            Err(_) => Decimal { negative: self.negative, digits: Vec::new(), point: 1 },
        };
        let mut out = String::new();
        rounded.put_digits(&mut out, rounded.point.min(1) - 1, usize::try_from(rounded.point.max(1)).unwrap_or(1));
        if places > 0 {
            out.push('.');
            rounded.put_digits(&mut out, rounded.point, places);
        }
        out
    }

    /// Appends so many digits from one on; before the first and behind the last there are zeros.
    fn put_digits(&self, out: &mut String, from: i64, count: usize) {
        let zeros = usize::try_from(-from).unwrap_or(0).min(count);
        let known = usize::try_from(from).map_or(&self.digits[..], |from| self.digits.get(from..).unwrap_or_default());
        let known = &known[..known.len().min(count - zeros)];
        out.push_str(&"0".repeat(zeros));
        out.extend(known.iter().map(|d| char::from(b'0' + d)));
        out.push_str(&"0".repeat(count - zeros - known.len()));
    }

    /// With one digit before the point and so many after it; and the exponent.
    pub fn scientific(&self, places: usize) -> (String, i64) {
        let rounded = self.rounded_to(places + 1);
        let mut out = String::new();
        rounded.put_digits(&mut out, 0, 1);
        if places > 0 {
            out.push('.');
            rounded.put_digits(&mut out, 1, places);
        }
        (out, rounded.exponent())
    }
}

/// `Double.toHexString`.
pub fn hex_double(x: f64) -> String {
    let sign = if x.is_sign_negative() { "-" } else { "" };
    sign.to_owned() + &hex_magnitude(x, None)
}

/// A finite double without its sign in hexadecimal, rounded to a number of digits behind the point (at least one) if
/// one is given; half goes to even.
pub fn hex_magnitude(x: f64, digits: Option<usize>) -> String {
    let bits = x.abs().to_bits();
    let (biased, fraction) = ((bits >> 52) as i64, bits & ((1 << 52) - 1));
    let (mut leading, mut exponent) = match (biased, fraction) {
        (0, 0) => (0, 0),
        (0, _) => (0, -1022),
        _ => (1, biased - 1023),
    };
    let Some(digits) = digits.map(|n| n.max(1)) else {
        let text = format!("{fraction:013x}");
        let text = text.trim_end_matches('0');
        return format!("0x{leading}.{}p{exponent}", if text.is_empty() { "0" } else { text });
    };
    let mut fraction = fraction;
    if digits < 13 {
        let dropped = 4 * (13 - digits as u32);
        let (kept, rest, half) = (fraction >> dropped, fraction & ((1 << dropped) - 1), 1 << (dropped - 1));
        fraction = kept + u64::from(rest > half || (rest == half && kept & 1 == 1));
        if fraction >> (4 * digits) != 0 {
            fraction = 0;
            (leading, exponent) = if leading == 1 { (1, exponent + 1) } else { (1, exponent) };
        }
    }
    let kept = digits.min(13);
    format!("0x{leading}.{fraction:0kept$x}{}p{exponent}", "0".repeat(digits - kept))
}
