//! Printing of values without parts: numbers, characters, strings, names, patterns.

use super::Printer;
use crate::error::Result;
use crate::number::object::to_text;
use crate::object::{Kind, Ref};
use crate::string::{Str, push_unit};
use crate::thread::Thread;
use crate::value::{Mark, Tag, Value};

/// The name after `\` of characters that have one.
pub fn character_name(unit: u16) -> Option<&'static str> {
    Some(match unit {
        0x08 => "backspace",
        0x09 => "tab",
        0x0A => "newline",
        0x0C => "formfeed",
        0x0D => "return",
        0x20 => "space",
        _ => return None,
    })
}

impl Printer<'_> {
    pub(super) fn print_immediate(&mut self, t: &mut Thread, v: &Value) -> Result<()> {
        match v.tag() {
            Tag::Nil => self.text(t, "nil"),
            Tag::False => self.text(t, "false"),
            Tag::True => self.text(t, "true"),
            Tag::Char => self.print_char(t, v.as_char().unwrap_or(0)),
            _ => self.print_number(t, v),
        }
    }

    fn print_char(&mut self, t: &mut Thread, unit: u16) -> Result<()> {
        let mut bytes = Vec::with_capacity(4);
        if !self.options.readably && !self.options.dup {
            push_unit(&mut bytes, unit);
            return self.bytes(t, &bytes);
        }
        match character_name(unit) {
            Some(name) => self.text(t, &format!("\\{name}")),
            None => {
                bytes.push(b'\\');
                push_unit(&mut bytes, unit);
                self.bytes(t, &bytes)
            }
        }
    }

    pub(super) fn print_number(&mut self, t: &mut Thread, v: &Value) -> Result<()> {
        let text = to_text(v)?.unwrap_or_default();
        let class = match (v.mark(), v.kind()) {
            (Mark::Int, None) => "java.lang.Integer",
            (Mark::Short, None) => "java.lang.Short",
            (Mark::Byte, None) => "java.lang.Byte",
            (Mark::Float, None) => "java.lang.Float",
            (_, Some(Kind::BigInteger)) => "java.math.BigInteger",
            _ => "",
        };
        if self.options.dup && !class.is_empty() {
            return self.text(t, &format!("#=({class}. \"{text}\")"));
        }
        match (v.as_double(), v.kind()) {
            (Some(x), _) if x.is_nan() => self.text(t, "##NaN"),
            (Some(x), _) if x.is_infinite() => self.text(t, if x > 0.0 { "##Inf" } else { "##-Inf" }),
            (_, Some(Kind::BigInt)) => self.text(t, &format!("{text}N")),
            (_, Some(Kind::BigDecimal)) => self.text(t, &format!("{text}M")),
            _ => self.text(t, &text),
        }
    }

    pub(super) fn print_string(&mut self, t: &mut Thread, s: &Ref<Str>) -> Result<()> {
        if !self.options.readably && !self.options.dup {
            return self.bytes(t, s.bytes());
        }
        let mut out = Vec::with_capacity(s.bytes().len() + 2);
        out.push(b'"');
        for &b in s.bytes() {
            let escape = match b {
                b'"' => b'"',
                b'\\' => b'\\',
                b'\n' => b'n',
                b'\t' => b't',
                b'\r' => b'r',
                0x0C => b'f',
                0x08 => b'b',
                _ => {
                    out.push(b);
                    continue;
                }
            };
            out.extend([b'\\', escape]);
        }
        out.push(b'"');
        self.bytes(t, &out)
    }

    /// `#"…"`: a quote is escaped, and inside `\Q…\E` put outside of it.
    pub(super) fn print_pattern(&mut self, t: &mut Thread, source: &Ref<Str>) -> Result<()> {
        let mut out = b"#\"".to_vec();
        let mut quoting = false;
        let mut bytes = source.bytes().iter().copied();
        while let Some(b) = bytes.next() {
            match b {
                b'\\' => {
                    out.push(b);
                    if let Some(next) = bytes.next() {
                        out.push(next);
                        quoting = if quoting { next != b'E' } else { next == b'Q' };
                    }
                }
                b'"' if quoting => out.extend_from_slice(b"\\E\\\"\\Q"),
                b'"' => out.extend_from_slice(b"\\\""),
                _ => out.push(b),
            }
        }
        out.push(b'"');
        self.bytes(t, &out)
    }
}
