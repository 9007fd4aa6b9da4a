//! What tokens mean: numbers, strings, characters, symbols and keywords.
//!
//! Nothing here knows positions except as byte offsets into the token, for errors inside a string.

use super::errors::ReadError;
use super::token::{is_macro, is_whitespace};
use runtime::Value;
use runtime::number::error::ErrorClass;
use runtime::number::ratio::Exact;
use runtime::number::{Number, NumberError, object, parse};
use runtime::string::{Str, push_unit};

/// A number token.
pub fn read_number(token: &str) -> Result<Value, ReadError> {
    let number = parse::read_number(token).map_err(number_error)?;
    Ok(match number {
        Number::Long(n) => Value::long(n),
        Number::Double(x) => Value::double(x),
        Number::BigInt(n) => object::bigint_value(n),
        Number::Ratio(r) => object::exact_value(Exact::Ratio(r)),
        Number::Decimal(d) => object::decimal_value(d),
    })
}

fn number_error(error: NumberError) -> ReadError {
    let message = error.to_string();
    match error.class() {
        ErrorClass::NumberFormat => ReadError::InvalidNumber { message },
        ErrorClass::Arithmetic => ReadError::NumberArithmetic { message },
        ErrorClass::IllegalArgument => ReadError::NumberArgument { message },
    }
}

/// A string token with its quotes. An error comes with the offset after the character that is wrong.
pub fn read_string(token: &str) -> Result<Value, (ReadError, usize)> {
    let body = &token[1..];
    let Some(end) = body.find(['"', '\\']) else { return Err((ReadError::EofInString {}, token.len())) };
    if body[end..].starts_with('"') {
        return Ok(Value::str(&body[..end]));
    }
    let mut bytes = Vec::with_capacity(body.len());
    let mut chars = Chars { text: token, at: 1 };
    loop {
        let at = chars.at;
        match chars.next() {
            None => return Err((ReadError::EofInString {}, token.len())),
            Some('"') => return Ok(Str::from_wtf8(&bytes).into()),
            Some('\\') => match read_escape(&mut chars) {
                Ok(unit) => push_unit(&mut bytes, unit),
                Err(error) => return Err((error, chars.at)),
            },
            Some(_) => bytes.extend_from_slice(&token.as_bytes()[at..chars.at]),
        }
    }
}

/// What stands between the quotes of a regular expression: escapes are the pattern's business.
pub fn regex_source(token: &str) -> Result<&str, ReadError> {
    let body = &token[2..];
    let mut bytes = body.bytes();
    while let Some(b) = bytes.next() {
        match b {
            b'"' => return Ok(&body[..body.len() - bytes.len() - 1]),
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    Err(ReadError::EofInRegex {})
}

/// A position in a text, moving by characters.
struct Chars<'s> {
    text: &'s str,
    at: usize,
}

impl Chars<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }
}

fn read_escape(chars: &mut Chars) -> Result<u16, ReadError> {
    let Some(c) = chars.next() else { return Err(ReadError::EofInString {}) };
    Ok(match c {
        't' => 9,
        'r' => 13,
        'n' => 10,
        'b' => 8,
        'f' => 12,
        '\\' | '"' => c as u16,
        'u' => match chars.next() {
            None => return Err(ReadError::EofInString {}),
            Some(first) if first.is_ascii_hexdigit() => read_digits(chars, first, 16, 4, true)?,
            Some(found) => return Err(ReadError::InvalidUnicodeEscape { found }),
        },
        '0'..='9' => match read_digits(chars, c, 8, 3, false)? {
            unit if unit > 0o377 => return Err(ReadError::OctalRange {}),
            unit => unit,
        },
        found => return Err(ReadError::UnsupportedEscape { found }),
    })
}

/// Digits of an escape in a string, up to a character that cannot belong to it.
fn read_digits(chars: &mut Chars, first: char, radix: u32, length: usize, exact: bool) -> Result<u16, ReadError> {
    let mut code = first.to_digit(radix).ok_or(ReadError::InvalidDigit { digit: first })?;
    let mut count = 1;
    while count < length {
        let Some(c) = chars.peek().filter(|&c| !is_whitespace(c) && !is_macro(c)) else { break };
        chars.next();
        code = code * radix + c.to_digit(radix).ok_or(ReadError::InvalidDigit { digit: c })?;
        count += 1;
    }
    if exact && count != length {
        return Err(ReadError::InvalidLength { actual: count, expected: length });
    }
    // Four hexadecimal digits or three octal ones fit.
    Ok(code as u16)
}

/// A character token with its backslash.
pub fn read_char(token: &str) -> Result<Value, ReadError> {
    let name = &token[1..];
    let mut chars = name.chars();
    let Some(first) = chars.next() else { return Err(ReadError::EofInCharacter {}) };
    let unsupported = || ReadError::UnsupportedCharacter { token: name.to_owned() };
    if chars.as_str().is_empty() {
        return u16::try_from(first as u32).map(Value::char).map_err(|_| unsupported());
    }
    let unit = match name {
        "newline" => 10,
        "space" => 32,
        "tab" => 9,
        "backspace" => 8,
        "formfeed" => 12,
        "return" => 13,
        _ => match first {
            'u' => unicode_char(name)?,
            'o' => octal_char(name)?,
            _ => return Err(unsupported()),
        },
    };
    Ok(Value::char(unit))
}

fn unicode_char(name: &str) -> Result<u16, ReadError> {
    if name.encode_utf16().count() != 5 {
        return Err(ReadError::InvalidUnicodeCharacter { token: name.to_owned() });
    }
    let code = digits(&name[1..], 16)?;
    if (0xD800..0xE000).contains(&code) {
        return Err(ReadError::InvalidCharacterConstant { code: format!("{code:x}") });
    }
    Ok(code as u16)
}

fn octal_char(name: &str) -> Result<u16, ReadError> {
    let length = name.encode_utf16().count() - 1;
    if length > 3 {
        return Err(ReadError::OctalLength { length });
    }
    match digits(&name[1..], 8)? {
        code if code > 0o377 => Err(ReadError::OctalRange {}),
        code => Ok(code as u16),
    }
}

fn digits(text: &str, radix: u32) -> Result<u32, ReadError> {
    text.chars().try_fold(0, |code, digit| {
        digit.to_digit(radix).map(|d| code * radix + d).ok_or(ReadError::InvalidDigit { digit })
    })
}

/// What a token that is neither number nor character stands for.
#[derive(Debug, PartialEq, Eq)]
pub enum Name<'s> {
    Nil,
    True,
    False,
    /// The whole token.
    Symbol(&'s str),
    /// The token without its colon.
    Keyword(&'s str),
    /// The token without its two colons.
    Auto(&'s str),
}

/// Tells symbols from keywords and refuses what is neither.
pub fn read_name(token: &str) -> Result<Name<'_>, ReadError> {
    read_name_or(token, false)
}

/// The same, with array classes such as `String/1` as further symbols.
pub fn read_name_or_array(token: &str) -> Result<Name<'_>, ReadError> {
    read_name_or(token, true)
}

fn read_name_or(token: &str, arrays: bool) -> Result<Name<'_>, ReadError> {
    let name = match token {
        "nil" => return Ok(Name::Nil),
        "true" => return Ok(Name::True),
        "false" => return Ok(Name::False),
        _ if !(is_name(token) || arrays && is_array_class(token)) => None,
        _ => match token.strip_prefix(':') {
            None => Some(Name::Symbol(token)),
            Some(rest) => Some(rest.strip_prefix(':').map_or(Name::Keyword(rest), Name::Auto)),
        },
    };
    name.ok_or_else(|| ReadError::InvalidToken { token: token.to_owned() })
}

/// Clojure's rule for symbols and keywords: a namespace and a name that do not begin with a digit, apart
/// by a slash; the name may itself be a slash. A colon may not end either, nor stand twice inside.
fn is_name(token: &str) -> bool {
    let chars_after_first = token.chars().next().map_or(0, char::len_utf8);
    if token[chars_after_first..].contains("::") {
        return false;
    }
    let body = token.strip_prefix(':').unwrap_or(token);
    // A colon before a digit or slash counts as the first character of the name itself.
    has_parts(body) || (body.len() < token.len() && has_parts(token))
}

/// A component class and the number of dimensions, 1 to 9.
fn is_array_class(token: &str) -> bool {
    !token.starts_with(':')
        && !token.contains("::")
        && matches!(token.rsplit_once('/'), Some((class, n)) if matches!(n.as_bytes(), [b'1'..=b'9']) && has_parts(class))
}

fn has_parts(body: &str) -> bool {
    let begins = |part: &str| !part.is_empty() && !part.starts_with(|c: char| c.is_ascii_digit() || c == '/');
    let (ns, name) = match body.strip_suffix("//") {
        Some(ns) => (Some(ns), "/"),
        None if body == "/" => (None, "/"),
        None => body.rsplit_once('/').map_or((None, body), |(ns, name)| (Some(ns), name)),
    };
    match ns {
        Some(ns) => begins(ns) && !ns.ends_with(':') && (name == "/" || begins(name)) && !name.ends_with(':'),
        None => (name == "/" || begins(name)) && !name.ends_with(':'),
    }
}
