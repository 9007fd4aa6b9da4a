//! Natives of `clojure.data.json`: reading values from text or a reader, quoting strings.
//!
//! The parser keeps its own stack, so text that nests deeply costs no native stack. Functions that a program
//! gives (`:key-fn`, `:value-fn`) are not called here: with them an object is given as a list of its keys and
//! values, which nothing else in JSON is read as, and Clojure code makes the map.

use super::args::{long_arg, str_arg};
use super::text_source::TextSource;
use runtime::coll::{list, map, vector};
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::number::parse::read_number;
use runtime::object::discard;
use runtime::string::{Str, push_unit};
use runtime::{Thread, Value};

/// Decimals are read as `BigDecimal`.
const BIGDEC: i64 = 1;
/// Keys become keywords.
const KEYWORDS: i64 = 2;
/// Objects become lists of keys and values.
const LISTS: i64 = 4;

fn error(message: impl Into<String>) -> Error {
    Error::new(ExceptionKind::Exception, format!("JSON error ({})", message.into()))
}

fn end_of_file(place: &str) -> Error {
    Error::new(ExceptionKind::EOFException, format!("JSON error (end-of-file{place})"))
}

/// A collection that is being read.
enum Open {
    Array(Vec<Value>),
    Object { pairs: Vec<(Value, Value)>, key: Value },
}

struct Parser<'a> {
    source: TextSource<'a>,
    flags: i64,
}

impl Parser<'_> {
    /// The next character that is not white space.
    fn token(&mut self, t: &mut Thread) -> Result<Option<char>> {
        loop {
            match self.source.next(t)? {
                Some(' ' | '\t' | '\n' | '\r') => {}
                c => return Ok(c),
            }
        }
    }

    /// The value that begins with `c`.
    fn value(&mut self, t: &mut Thread, c: char) -> Result<Value> {
        let mut open: Vec<Open> = Vec::new();
        let mut first = Some(c);
        loop {
            t.tick()?;
            let c = match first.take() {
                Some(c) => c,
                None => self.token(t)?.ok_or_else(|| end_of_file(""))?,
            };
            let mut done = match c {
                '[' => match self.token(t)? {
                    Some(']') => vector::empty().into(),
                    Some(',') => return Err(error("missing entry in array")),
                    Some(next) => {
                        open.push(Open::Array(Vec::new()));
                        first = Some(next);
                        continue;
                    }
                    None => return Err(end_of_file("")),
                },
                '{' => match self.token(t)? {
                    Some('}') => self.object(t, Vec::new())?,
                    next => {
                        let key = self.key(t, next, true)?;
                        open.push(Open::Object { pairs: Vec::new(), key });
                        continue;
                    }
                },
                c => self.scalar(t, c)?,
            };
            // The value may end collections around it.
            loop {
                match open.last_mut() {
                    None => return Ok(done),
                    Some(Open::Array(items)) => {
                        items.push(done);
                        match self.token(t)? {
                            Some(',') => match self.token(t)? {
                                Some(']') => return Err(error("missing entry in array")),
                                next => first = Some(next.ok_or_else(|| end_of_file(""))?),
                            },
                            Some(']') => {
                                let Some(Open::Array(items)) = open.pop() else { unreachable!("it was the last") };
                                done = vector::build(t, items)?.into();
                                continue;
                            }
                            Some(_) => return Err(error("invalid array")),
                            None => return Err(end_of_file(" inside array")),
                        }
                    }
                    Some(Open::Object { pairs, key }) => {
                        pairs.push((key.take(), done));
                        match self.token(t)? {
                            Some(',') => {
                                let next = self.token(t)?;
                                let next_key = self.key(t, next, false)?;
                                if let Some(Open::Object { key, .. }) = open.last_mut() {
                                    *key = next_key;
                                }
                            }
                            Some('}') => {
                                let Some(Open::Object { pairs, .. }) = open.pop() else {
                                    unreachable!("it was the last")
                                };
                                done = self.object(t, pairs)?;
                                continue;
                            }
                            Some(_) => return Err(error("missing `,` in object")),
                            None => return Err(end_of_file(" inside object")),
                        }
                    }
                }
                break;
            }
        }
    }

    /// A key and the colon after it.
    fn key(&mut self, t: &mut Thread, c: Option<char>, is_first: bool) -> Result<Value> {
        let name = match c {
            Some('"') => self.string(t)?,
            Some('}') if !is_first => return Err(error("empty entry in object is not allowed")),
            Some(c) => {
                let message = format!("JSON error (non-string key in object), found `{c}`, expected `\"`");
                return Err(Error::new(ExceptionKind::Exception, message));
            }
            None => return Err(end_of_file(" inside object")),
        };
        match self.token(t)? {
            Some(':') => {}
            Some(_) => return Err(error("missing `:` in object")),
            None => return Err(end_of_file(" inside object")),
        }
        if self.flags & KEYWORDS == 0 {
            return Ok(name.into());
        }
        Ok(t.runtime.keyword(&name.to_string_lossy()).into())
    }

    fn object(&mut self, t: &mut Thread, pairs: Vec<(Value, Value)>) -> Result<Value> {
        if self.flags & LISTS == 0 {
            let (mut made, mut pairs) = (map::empty(), pairs.into_iter());
            while let Some((key, val)) = pairs.next() {
                match t.tick().and_then(|()| map::assoc(t, made, key, val)) {
                    Ok(more) => made = more,
                    Err(error) => {
                        discard(pairs.flat_map(|(key, val)| [key, val]));
                        return Err(error);
                    }
                }
            }
            return Ok(made);
        }
        let items: Vec<Value> = pairs.into_iter().flat_map(|(key, value)| [key, value]).collect();
        list::build(t, items)
    }

    fn scalar(&mut self, t: &mut Thread, c: char) -> Result<Value> {
        match c {
            '"' => self.string(t).map(Value::from),
            't' => self.word(t, "true", Value::TRUE),
            'f' => self.word(t, "false", Value::FALSE),
            'n' => self.word(t, "null", Value::NIL),
            '-' | '0'..='9' => self.number(t, c),
            c => Err(Error::new(ExceptionKind::Exception, format!("JSON error (unexpected character): {c}"))),
        }
    }

    fn word(&mut self, t: &mut Thread, word: &str, value: Value) -> Result<Value> {
        for expected in word.chars().skip(1) {
            if self.source.next(t)? != Some(expected) {
                return Err(error(format!("expected {word}")));
            }
        }
        Ok(value)
    }

    fn number(&mut self, t: &mut Thread, first: char) -> Result<Value> {
        let mut token = String::from(first);
        while let Some(c) = self.source.next(t)? {
            if !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E') {
                self.source.put_back(c);
                if !matches!(c, ' ' | '\t' | '\n' | '\r' | ',' | ']' | '}') {
                    return Err(error("invalid number literal"));
                }
                break;
            }
            token.push(c);
        }
        let is_decimal = is_number(&token).ok_or_else(|| error("invalid number literal"))?;
        if is_decimal && self.flags & BIGDEC != 0 {
            token.push('M');
        }
        read_number(&token).map(Value::from).map_err(|_| error("invalid number literal"))
    }

    /// The rest of a string whose quote was read.
    fn string(&mut self, t: &mut Thread) -> Result<runtime::Ref<Str>> {
        let mut bytes = Vec::new();
        loop {
            match self.source.next(t)? {
                Some('"') => return Ok(Str::from_wtf8(&bytes)),
                Some('\\') => self.escape(t, &mut bytes)?,
                Some(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                None => return Err(end_of_file(" inside string")),
            }
        }
    }

    fn escape(&mut self, t: &mut Thread, bytes: &mut Vec<u8>) -> Result<()> {
        let byte = match self.source.next(t)? {
            Some(c @ ('"' | '\\' | '/')) => c as u8,
            Some('b') => 8,
            Some('f') => 12,
            Some('n') => b'\n',
            Some('r') => b'\r',
            Some('t') => b'\t',
            Some('u') => {
                let mut unit = 0;
                for _ in 0..4 {
                    let c = self.source.next(t)?.ok_or_else(|| end_of_file(" inside Unicode character escape"))?;
                    let digit = c.to_digit(16).ok_or_else(|| error("invalid hex character in Unicode escape"))?;
                    unit = unit << 4 | digit as u16;
                }
                push_unit(bytes, unit);
                return Ok(());
            }
            Some(c) => return Err(error(format!("invalid escaped character `{c}`"))),
            None => return Err(end_of_file(" inside escaped char")),
        };
        bytes.push(byte);
        Ok(())
    }
}

/// Is it a number by JSON's grammar, and if so, one with a fraction or exponent?
fn is_number(token: &str) -> Option<bool> {
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let body = token.strip_prefix('-').unwrap_or(token);
    let whole = digits(body);
    if whole == 0 || whole > 1 && body.starts_with('0') {
        return None;
    }
    let mut rest = &body[whole..];
    let is_decimal = !rest.is_empty();
    if let Some(fraction) = rest.strip_prefix('.') {
        let n = digits(fraction);
        if n == 0 {
            return None;
        }
        rest = &fraction[n..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let n = digits(exponent);
        if n == 0 {
            return None;
        }
        rest = &exponent[n..];
    }
    rest.is_empty().then_some(is_decimal)
}

/// `(json-read source flags eof)`: the next value of a string or reader, or `eof` if there is none.
fn json_read(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let flags = long_arg(&args[1])?;
    let from = args[0].take();
    let mut parser = Parser { source: TextSource::new(&from)?, flags };
    let Some(c) = parser.token(t)? else { return Ok(args[2].take()) };
    parser.value(t, c)
}

const ESCAPE_UNICODE: i64 = 1;
const ESCAPE_SEPARATORS: i64 = 2;
const ESCAPE_SLASH: i64 = 4;

/// `(json-quote string flags)`: the string as JSON text.
fn json_quote(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let flags = long_arg(&args[1])?;
    let text = str_arg(&args[0])?;
    let mut out = Vec::with_capacity(text.bytes().len() + 2);
    out.push(b'"');
    for unit in text.units_iter() {
        let short = match unit {
            0x22 => "\\\"",
            0x5c => "\\\\",
            0x2f if flags & ESCAPE_SLASH != 0 => "\\/",
            8 => "\\b",
            12 => "\\f",
            10 => "\\n",
            13 => "\\r",
            9 => "\\t",
            _ => "",
        };
        let escaped = match unit {
            0..0x20 => true,
            0x20..0x7f => false,
            0x2028 | 0x2029 => flags & ESCAPE_SEPARATORS != 0,
            _ => flags & ESCAPE_UNICODE != 0,
        };
        if !short.is_empty() {
            out.extend_from_slice(short.as_bytes());
        } else if escaped {
            out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
        } else {
            push_unit(&mut out, unit);
        }
    }
    out.push(b'"');
    Ok(Str::from_wtf8(&out).into())
}

pub const NATIVES: &[NativeDef] =
    &[NativeDef::new("json-read", 3, 3, json_read), NativeDef::new("json-quote", 2, 2, json_quote)];
