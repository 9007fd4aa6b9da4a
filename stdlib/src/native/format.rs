//! `format`: `java.util.Formatter` for the locale en-US.
//!
//! The whole format string is taken apart and checked before the first argument is looked at, in Java's order, so
//! that the same exception wins. Dates (`%t`) are in [`super::time`].

use super::digits::{Decimal, hex_magnitude};
use super::time;
use runtime::class::class_name;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::number::{BigDecimal, BigInteger, bigint};
use runtime::print::to_java_string;
use runtime::value::{Mark, Tag};
use runtime::{Thread, Value, hash};

/// The flags in the order in which Java writes them.
const FLAGS: [char; 8] = ['-', '#', '+', ' ', '0', ',', '(', '<'];

#[derive(Clone, Copy, Default)]
struct Flags(u8);

impl Flags {
    fn has(self, flag: char) -> bool {
        FLAGS.iter().position(|&f| f == flag).is_some_and(|i| self.0 & 1 << i != 0)
    }

    fn text(self) -> String {
        FLAGS.iter().enumerate().filter(|(i, _)| self.0 & 1 << i != 0).map(|(_, f)| *f).collect()
    }
}

/// What `%…` says.
struct Spec {
    /// The number of the argument, from 1; 0 for the next one.
    index: usize,
    flags: Flags,
    width: Option<usize>,
    precision: Option<usize>,
    /// `%t` or `%T`.
    date: bool,
    upper: bool,
    /// In lower case but for dates.
    conversion: char,
    separators: Separators,
}

/// How a locale writes numbers: what is between groups of three digits, and before the fraction.
#[derive(Clone, Copy)]
pub struct Separators {
    pub group: char,
    pub decimal: char,
}

impl Separators {
    pub const ENGLISH: Separators = Separators { group: ',', decimal: '.' };
}

enum Piece<'a> {
    Text(&'a str),
    Spec(Spec),
}

/// The largest width or precision that can be said.
const MAX_WIDTH: usize = i32::MAX as usize;

/// The longest field that is made: more would only fill the memory.
const MAX_SIZE: usize = 1 << 26;

impl Spec {
    /// As Java's exceptions show it.
    fn text(&self) -> String {
        let mut out = format!("%{}", self.flags.text());
        if self.index > 0 {
            out.push_str(&format!("{}$", self.index));
        }
        if let Some(width) = self.width {
            out.push_str(&width.to_string());
        }
        if let Some(precision) = self.precision {
            out.push_str(&format!(".{precision}"));
        }
        if self.date {
            out.push(if self.upper { 'T' } else { 't' });
            out.push(self.conversion);
        } else if self.upper {
            out.push(self.conversion.to_ascii_uppercase());
        } else {
            out.push(self.conversion);
        }
        out
    }

    fn has(&self, flag: char) -> bool {
        self.flags.has(flag)
    }

    #[cold]
    fn mismatch(&self, flag: char) -> Error {
        let message = format!("Conversion = {}, Flags = {flag}", self.conversion);
        Error::new(ExceptionKind::FormatFlagsConversionMismatchException, message)
    }

    #[cold]
    fn bad_argument(&self, arg: &Value) -> Error {
        let message = format!("{} != {}", self.conversion, class_name(arg));
        Error::new(ExceptionKind::IllegalFormatConversionException, message)
    }

    fn refuse(&self, flags: &[char]) -> Result<()> {
        match flags.iter().find(|&&f| self.has(f)) {
            Some(&flag) => Err(self.mismatch(flag)),
            None => Ok(()),
        }
    }

    fn refuse_precision(&self) -> Result<()> {
        match self.precision {
            Some(p) => Err(Error::new(ExceptionKind::IllegalFormatPrecisionException, p.to_string())),
            None => Ok(()),
        }
    }

    fn needs_width(&self, flags: &[char]) -> Result<()> {
        if self.width.is_none() && flags.iter().any(|&f| self.has(f)) {
            return Err(Error::new(ExceptionKind::MissingFormatWidthException, self.text()));
        }
        Ok(())
    }

    #[cold]
    fn bad_flags(&self) -> Error {
        Error::new(ExceptionKind::IllegalFormatFlagsException, format!("Flags = '{}'", self.flags.text()))
    }

    #[cold]
    fn unknown(&self, what: &str) -> Error {
        Error::new(ExceptionKind::UnknownFormatConversionException, format!("Conversion = '{what}'"))
    }

    fn check(&self) -> Result<()> {
        if self.date {
            self.refuse_precision()?;
            if !time::is_date_conversion(self.conversion) {
                return Err(self.unknown(&format!("t{}", self.conversion)));
            }
            self.refuse(&['#', '+', ' ', '0', ',', '('])?;
            return self.needs_width(&['-']);
        }
        match self.conversion {
            'b' | 's' | 'h' => {
                if self.conversion != 's' && self.has('#') {
                    return Err(self.mismatch('#'));
                }
                self.needs_width(&['-'])?;
                self.refuse(&['+', ' ', '0', ',', '('])
            }
            'c' => {
                self.refuse_precision()?;
                self.refuse(&['#', '+', ' ', '0', ',', '('])?;
                self.needs_width(&['-'])
            }
            'd' | 'o' | 'x' => {
                self.check_numeric()?;
                self.refuse_precision()?;
                self.refuse(if self.conversion == 'd' { &['#'] } else { &[','] })
            }
            'e' | 'f' | 'g' | 'a' => {
                self.check_numeric()?;
                match self.conversion {
                    'a' => self.refuse(&['(', ',']),
                    'e' => self.refuse(&[',']),
                    'g' => self.refuse(&['#']),
                    _ => Ok(()),
                }
            }
            '%' => {
                self.refuse_precision()?;
                if !matches!(self.flags.text().as_str(), "" | "-") {
                    return Err(self.bad_flags());
                }
                self.needs_width(&['-'])
            }
            'n' => {
                self.refuse_precision()?;
                if let Some(width) = self.width {
                    return Err(Error::new(ExceptionKind::IllegalFormatWidthException, width.to_string()));
                }
                if self.flags.0 != 0 { Err(self.bad_flags()) } else { Ok(()) }
            }
            c => Err(self.unknown(&c.to_string())),
        }
    }

    fn check_numeric(&self) -> Result<()> {
        self.needs_width(&['-', '0'])?;
        if self.has('+') && self.has(' ') || self.has('-') && self.has('0') {
            return Err(self.bad_flags());
        }
        Ok(())
    }

    /// The text in its field, cut and in capitals if asked for.
    fn justify(&self, text: &str) -> String {
        let text = if self.upper { text.to_uppercase() } else { text.to_owned() };
        let missing = self.width.unwrap_or(0).saturating_sub(text.encode_utf16().count());
        let fill = " ".repeat(missing);
        if self.has('-') { text + &fill } else { fill + &text }
    }

    fn cut(&self, text: &str) -> String {
        match self.precision {
            Some(n) => String::from_utf16_lossy(&text.encode_utf16().take(n).collect::<Vec<_>>()),
            None => text.to_owned(),
        }
    }

    fn sign(&self, out: &mut String, negative: bool) {
        match negative {
            true => out.push(if self.has('(') { '(' } else { '-' }),
            false if self.has('+') => out.push('+'),
            false if self.has(' ') => out.push(' '),
            false => {}
        }
    }

    /// Appends a number's digits, grouped and filled with zeros up to a width (of all that is in `out`).
    fn magnitude(&self, out: &mut String, digits: &str, width: Option<usize>) {
        let begin = out.len();
        let (integer, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
        for (i, c) in integer.chars().enumerate() {
            if self.has(',') && i > 0 && (integer.len() - i).is_multiple_of(3) {
                out.push(self.separators.group);
            }
            out.push(c);
        }
        if let Some(fraction) = rest.strip_prefix('.') {
            out.push(self.separators.decimal);
            out.push_str(fraction);
        }
        if self.has('0')
            && let Some(width) = width
        {
            let zeros = "0".repeat(width.saturating_sub(out.chars().count()));
            out.insert_str(begin, &zeros);
        }
    }

    fn inner_width(&self, negative: bool, reserved: usize) -> Option<usize> {
        let closing = usize::from(negative && self.has('('));
        self.width.map(|w| w.saturating_sub(closing + reserved))
    }

    fn integer(&self, arg: &Value) -> Result<String> {
        let big = arg.get::<BigInteger>();
        let text = match (arg.as_long(), big) {
            (Some(n), _) => n.to_string(),
            (None, Some(n)) => bigint::to_text(&n.0)?,
            (None, None) => return Err(self.bad_argument(arg)),
        };
        let negative = text.starts_with('-');
        let mut out = String::new();
        if self.conversion == 'd' {
            self.sign(&mut out, negative);
            self.magnitude(&mut out, text.trim_start_matches('-'), self.inner_width(negative, 0));
        } else {
            let hex = self.conversion == 'x';
            let radix = if hex { 16 } else { 8 };
            let digits = match (arg.as_long(), big) {
                (Some(n), _) => {
                    self.refuse(&['(', ' ', '+'])?;
                    let bits = match arg.mark() {
                        Mark::Byte => n as u64 & 0xFF,
                        Mark::Short => n as u64 & 0xFFFF,
                        Mark::Int => n as u64 & 0xFFFF_FFFF,
                        _ => n as u64,
                    };
                    if hex { format!("{bits:x}") } else { format!("{bits:o}") }
                }
                (None, Some(n)) => {
                    self.sign(&mut out, negative);
                    bigint::to_text_radix(&n.0, radix)?.trim_start_matches('-').to_owned()
                }
                (None, None) => return Err(self.bad_argument(arg)),
            };
            if self.has('#') {
                out.push_str(if hex { "0x" } else { "0" });
            }
            if self.has('0') {
                let width = self.inner_width(negative && big.is_some(), 0).unwrap_or(0);
                out.push_str(&"0".repeat(width.saturating_sub(out.len() + digits.len())));
            }
            out.push_str(&digits);
        }
        if negative && self.has('(') {
            out.push(')');
        }
        Ok(self.justify(&out))
    }

    fn float(&self, arg: &Value) -> Result<String> {
        let decimal = match (arg.as_double(), arg.get::<BigDecimal>()) {
            (Some(x), _) => {
                if x.is_nan() {
                    return Ok(Spec { flags: Flags(self.flags.0 & !(1 << 4)), ..*self }.justify("NaN"));
                }
                let negative = x.is_sign_negative();
                if x.is_infinite() {
                    let mut out = String::new();
                    self.sign(&mut out, negative);
                    out.push_str("Infinity");
                    if negative && self.has('(') {
                        out.push(')');
                    }
                    return Ok(self.justify(&out));
                }
                if self.conversion == 'a' {
                    let mut out = String::new();
                    self.sign(&mut out, negative);
                    let digits = hex_magnitude(x, self.precision);
                    let missing = self.width.unwrap_or(0).saturating_sub(out.len() + digits.len());
                    out.push_str(&digits[..2]);
                    out.push_str(&"0".repeat(if self.has('0') { missing } else { 0 }));
                    out.push_str(&digits[2..]);
                    return Ok(self.justify(&out));
                }
                Decimal::of_double(x)
            }
            (_, Some(d)) if self.conversion != 'a' => Decimal::of_decimal(d)?,
            _ => return Err(self.bad_argument(arg)),
        };
        let negative = decimal.negative;
        let mut out = String::new();
        self.sign(&mut out, negative);
        let mut precision = self.precision.unwrap_or(6);
        let mut scientific = self.conversion == 'e';
        if self.conversion == 'g' {
            precision = precision.max(1);
            let exponent = decimal.rounded_to(precision).exponent();
            scientific = !decimal.is_zero() && (exponent < -4 || exponent >= precision as i64);
            precision = match scientific {
                true => precision - 1,
                false if decimal.is_zero() => precision - 1,
                false => (precision as i64 - 1 - exponent).max(0) as usize,
            };
        }
        if scientific {
            let (mut digits, exponent) = decimal.scientific(precision);
            if self.has('#') && precision == 0 {
                digits.push('.');
            }
            let sign = if exponent < 0 { '-' } else { '+' };
            let exponent = format!("e{sign}{:02}", exponent.unsigned_abs());
            self.magnitude(&mut out, &digits, self.inner_width(negative, exponent.len()));
            out.push_str(&exponent);
        } else {
            if decimal.exponent() > MAX_SIZE as i64 {
                return Err(Error::bare(ExceptionKind::OutOfMemoryError));
            }
            let mut digits = decimal.plain(precision);
            if self.has('#') && precision == 0 {
                digits.push('.');
            }
            self.magnitude(&mut out, &digits, self.inner_width(negative, 0));
        }
        if negative && self.has('(') {
            out.push(')');
        }
        Ok(self.justify(&out))
    }

    fn character(&self, arg: &Value) -> Result<String> {
        let unit = match arg.tag() {
            Tag::Char => arg.as_char().map(u32::from),
            Tag::Long if arg.mark() != Mark::None => {
                let n = arg.as_long().unwrap_or(0);
                let code = u32::try_from(n).ok().filter(|&c| c <= 0x10_FFFF);
                if code.is_none() {
                    let message = format!("Code point = {:#x}", n as i32);
                    return Err(Error::new(ExceptionKind::IllegalFormatException, message));
                }
                code
            }
            _ => None,
        };
        match unit {
            Some(code) => Ok(self.justify(&char::from_u32(code).unwrap_or('?').to_string())),
            None => Err(self.bad_argument(arg)),
        }
    }

    fn format(&self, t: &mut Thread, arg: &Value) -> Result<String> {
        let size = self.width.unwrap_or(0).max(self.precision.unwrap_or(0));
        if size > MAX_SIZE {
            return Err(Error::new(ExceptionKind::OutOfMemoryError, "Java heap space"));
        }
        t.reserve(4 * size)?;
        t.tick()?;
        if self.date {
            return match arg.is_nil() {
                true => Ok(self.justify("null")),
                false => match time::format_date(t, arg, self.conversion)? {
                    Some(text) => Ok(self.justify(&text)),
                    None => Err(self.bad_argument(arg)),
                },
            };
        }
        match self.conversion {
            'b' => {
                let text = if arg.as_bool().unwrap_or(!arg.is_nil()) { "true" } else { "false" };
                Ok(self.justify(&self.cut(text)))
            }
            _ if arg.is_nil() => {
                if self.conversion == 's' {
                    self.refuse(&['#'])?;
                }
                let plain = Spec { flags: Flags(self.flags.0 & !(1 << 4)), ..*self };
                Ok(plain.justify(&self.cut("null")))
            }
            's' => {
                self.refuse(&['#'])?;
                let text = to_java_string(t, arg)?.to_string_lossy();
                Ok(self.justify(&self.cut(&text)))
            }
            'h' => {
                let text = format!("{:x}", hash::java_hash_code(t, arg)?);
                Ok(self.justify(&self.cut(&text)))
            }
            'c' => self.character(arg),
            'd' | 'o' | 'x' => self.integer(arg),
            _ => self.float(arg),
        }
    }
}

/// Reads digits at the start of the text.
fn number(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

fn size(digits: &str, kind: ExceptionKind) -> Result<usize> {
    match digits.parse::<usize>() {
        Ok(n) if n <= MAX_WIDTH => Ok(n),
        _ => Err(Error::new(kind, i32::MIN.to_string())),
    }
}

/// Reads what follows a `%`; `None` if it is not a specifier at all.
fn parse_spec(text: &str) -> Result<Option<(Spec, &str)>> {
    let (digits, after) = number(text);
    let (index, mut rest) = match after.strip_prefix('$') {
        Some(rest) if !digits.is_empty() => (digits, rest),
        _ => ("", text),
    };
    let mut flags = Flags::default();
    while let Some(at) = rest.chars().next().and_then(|c| FLAGS.iter().position(|&f| f == c)) {
        if flags.0 & 1 << at != 0 {
            let message = format!("Flags = '{}'", FLAGS[at]);
            return Err(Error::new(ExceptionKind::DuplicateFormatFlagsException, message));
        }
        flags.0 |= 1 << at;
        rest = &rest[1..];
    }
    let (width, after) = number(rest);
    rest = after;
    let mut precision = None;
    if let Some(after) = rest.strip_prefix('.') {
        let (digits, after) = number(after);
        if digits.is_empty() {
            return Ok(None);
        }
        precision = Some(size(digits, ExceptionKind::IllegalFormatPrecisionException)?);
        rest = after;
    }
    let mut chars = rest.chars();
    let Some(mut conversion) = chars.next().filter(|c| c.is_ascii_alphabetic() || *c == '%') else { return Ok(None) };
    let mut date = false;
    let mut upper = false;
    if matches!(conversion, 't' | 'T')
        && let Some(next) = chars.clone().next().filter(|c| c.is_ascii_alphabetic() || *c == '%')
    {
        (date, upper) = (true, conversion == 'T');
        conversion = next;
        chars.next();
    }
    if !date {
        if !"bBhHsScCdoxXeEfgGaA%n".contains(conversion) {
            let message = format!("Conversion = '{conversion}'");
            return Err(Error::new(ExceptionKind::UnknownFormatConversionException, message));
        }
        upper = conversion.is_ascii_uppercase();
        conversion = conversion.to_ascii_lowercase();
    }
    let index = if index.is_empty() { 0 } else { index.parse().unwrap_or(usize::MAX) };
    let width = if width.is_empty() { None } else { Some(size(width, ExceptionKind::IllegalFormatWidthException)?) };
    let spec = Spec { index, flags, width, precision, date, upper, conversion, separators: Separators::ENGLISH };
    spec.check()?;
    Ok(Some((spec, chars.as_str())))
}

fn parse<'a>(t: &mut Thread, format: &'a str) -> Result<Vec<Piece<'a>>> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        t.tick()?;
        if at > 0 {
            pieces.push(Piece::Text(&rest[..at]));
        }
        let after = &rest[at + 1..];
        match parse_spec(after)? {
            Some((spec, more)) => {
                pieces.push(Piece::Spec(spec));
                rest = more;
            }
            None => {
                let what = after.chars().next().unwrap_or('%');
                let message = format!("Conversion = '{what}'");
                return Err(Error::new(ExceptionKind::UnknownFormatConversionException, message));
            }
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Ok(pieces)
}

/// `String.format`.
pub fn format(t: &mut Thread, text: &str, args: &[Value]) -> Result<String> {
    format_in(t, Separators::ENGLISH, text, args)
}

/// `String.format` of a locale.
pub fn format_in(t: &mut Thread, separators: Separators, format: &str, args: &[Value]) -> Result<String> {
    let mut out = String::with_capacity(format.len());
    let (mut next, mut last) = (0, None);
    for piece in parse(t, format)? {
        t.tick()?;
        let spec = match piece {
            Piece::Text(text) => {
                out.push_str(text);
                continue;
            }
            Piece::Spec(spec) => Spec { separators, ..spec },
        };
        if matches!(spec.conversion, '%' | 'n') && !spec.date {
            out.push_str(&if spec.conversion == 'n' { "\n".to_owned() } else { spec.justify("%") });
            continue;
        }
        let at = match spec.index {
            _ if spec.has('<') => last,
            0 => {
                next += 1;
                Some(next - 1)
            }
            index => Some(index - 1),
        };
        let Some(arg) = at.and_then(|at| args.get(at)) else {
            let message = format!("Format specifier '{}'", spec.text());
            return Err(Error::new(ExceptionKind::MissingFormatArgumentException, message));
        };
        last = at;
        out.push_str(&spec.format(t, arg)?);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::Runtime;
    use runtime::sync::Arc;

    fn check(spec: &str, arg: Value, expected: &str) {
        let mut t = Thread::new(&Arc::new(Runtime::default()));
        let text = match format(&mut t, spec, &[arg]) {
            Ok(text) => text,
            Err(error) => error.0.message_text().unwrap_or_default(),
        };
        assert_eq!(text, expected, "{spec}");
    }

    #[test]
    fn floats_round_half_up_from_their_shortest_digits() {
        for (spec, x, expected) in [
            ("%f", 1.5, "1.500000"),
            ("%.2f", 1.005, "1.01"),
            ("%.0f", 0.5, "1"),
            ("%.0f", 0.4, "0"),
            ("%.1f", 0.05, "0.1"),
            ("%.1f", 0.04, "0.0"),
            ("%.1f", 99.95, "100.0"),
            ("%08.2f", -2.71, "-0002.71"),
            ("%,.2f", 1234567.891, "1,234,567.89"),
            ("%(.2f", -5.5, "(5.50)"),
            ("%.2e", 12345.678, "1.23e+04"),
            ("%E", 0.00012, "1.200000E-04"),
            ("%e", 0.0, "0.000000e+00"),
            ("%g", 0.00001234, "1.23400e-05"),
            ("%.3g", 2.7149, "2.71"),
            ("%g", 0.0, "0.00000"),
            ("%g", 123456.0, "123456"),
            ("%g", 1234567.0, "1.23457e+06"),
            ("%f", 1e-10, "0.000000"),
            ("%.20f", 0.1, "0.10000000000000000000"),
            ("%5.1f|", f64::NAN, "  NaN|"),
            ("%05.1f|", f64::NAN, "  NaN|"),
        ] {
            check(spec, Value::double(x), expected);
        }
    }

    #[test]
    fn integers_and_errors_are_javas() {
        for (spec, n, expected) in [
            ("%05d", -42, "-0042"),
            ("%(d", -42, "(42)"),
            ("%,15d|", 1234567, "      1,234,567|"),
            ("%x", -1, "ffffffffffffffff"),
            ("%#o", 8, "010"),
            ("%08X", 48879, "0000BEEF"),
            ("%-5d|", 42, "42   |"),
            ("%5%|", 0, "    %|"),
            ("%d %<d", 7, "7 7"),
            ("%3$s", 1, "Format specifier '%3$s'"),
            ("%5", 1, "Conversion = '5'"),
            ("%", 1, "Conversion = '%'"),
            ("%z", 1, "Conversion = 'z'"),
            ("%0d", 1, "%0d"),
            ("%f", 1, "f != java.lang.Long"),
            ("%--5d", 1, "Flags = '-'"),
        ] {
            check(spec, Value::long(n), expected);
        }
    }
}
