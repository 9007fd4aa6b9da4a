//! Decimal digits of floating point numbers, rounded as `java.util.Formatter` rounds them.

use runtime::number::BigDecimal;

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

    pub fn of_decimal(d: &BigDecimal) -> Decimal {
        let text = d.unscaled().to_string();
        let digits: Vec<u8> = text.trim_start_matches('-').bytes().map(|b| b - b'0').collect();
        let point = digits.len() as i64 - i64::from(d.scale());
        Decimal { negative: d.is_negative(), digits, point }.trimmed()
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
        let digit = |at: i64| {
            let index = usize::try_from(at).ok();
            char::from(b'0' + index.and_then(|i| rounded.digits.get(i)).copied().unwrap_or(0))
        };
        let mut out: String = (0..rounded.point.max(1)).map(|i| digit(i + rounded.point.min(1) - 1)).collect();
        if places > 0 {
            out.push('.');
            out.extend((0..places as i64).map(|i| digit(rounded.point + i)));
        }
        out
    }

    /// With one digit before the point and so many after it; and the exponent.
    pub fn scientific(&self, places: usize) -> (String, i64) {
        let rounded = self.rounded_to(places + 1);
        let digit = |i: usize| char::from(b'0' + rounded.digits.get(i).copied().unwrap_or(0));
        let mut out = digit(0).to_string();
        if places > 0 {
            out.push('.');
            out.extend((1..=places).map(digit));
        }
        (out, rounded.exponent())
    }
}

/// `Double.toHexString`.
pub fn hex_double(x: f64) -> String {
    let sign = if x.is_sign_negative() { "-" } else { "" };
    let bits = x.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7FF) as i64, bits & ((1 << 52) - 1));
    if exponent == 0 && fraction == 0 {
        return format!("{sign}0x0.0p0");
    }
    let digits = format!("{fraction:013x}");
    let digits = digits.trim_end_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    match exponent {
        0 => format!("{sign}0x0.{digits}p-1022"),
        e => format!("{sign}0x1.{digits}p{}", e - 1023),
    }
}
