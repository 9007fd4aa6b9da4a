//! Reading one line of the text form: words, numbers, strings, ids, constants.

use super::AsmError;
use crate::constant::{Constant, MAX_DEPTH, MemberKind, MethodSpec};
use crate::ids::FuncId;
use crate::literal::{NAN_BITS, is_decimal, is_integer, is_name_byte, is_natural};
use crate::wtf8;
use std::str::FromStr;

type Result<T> = std::result::Result<T, AsmError>;

/// A position in a line.
pub(super) struct Cursor<'a> {
    line: usize,
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(line: usize, text: &'a str) -> Cursor<'a> {
        Cursor { line, rest: text }
    }

    pub(super) fn line(&self) -> usize {
        self.line
    }

    pub(super) fn error<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(AsmError { line: self.line, message: message.into() })
    }

    fn expected<T>(&mut self, what: &str) -> Result<T> {
        self.skip();
        let found: String = self.rest.chars().take(20).collect();
        match found.as_str() {
            "" => self.error(format!("Expected {what}, found the end of the line")),
            _ => self.error(format!("Expected {what}, found `{found}`")),
        }
    }

    /// Passes over spaces, commas and the comment.
    pub(super) fn skip(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', ',', '\r']);
        if self.rest.starts_with(';') {
            self.rest = "";
        }
    }

    pub(super) fn at_end(&mut self) -> bool {
        self.skip();
        self.rest.is_empty()
    }

    pub(super) fn finish(&mut self) -> Result<()> {
        if self.at_end() { Ok(()) } else { self.expected("the end of the line") }
    }

    /// Passes over `token` if it comes next.
    pub(super) fn eat(&mut self, token: &str) -> bool {
        self.skip();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    pub(super) fn expect(&mut self, token: &str) -> Result<()> {
        if self.eat(token) { Ok(()) } else { self.expected(&format!("`{token}`")) }
    }

    /// A run of name characters; empty if there is none.
    pub(super) fn word(&mut self) -> &'a str {
        self.skip();
        self.run(is_name_byte)
    }

    fn run(&mut self, accept: fn(u8) -> bool) -> &'a str {
        let len = self.rest.bytes().take_while(|&byte| accept(byte)).count();
        // The bytes accepted are ASCII, so that the cut is at a character.
        let (word, rest) = self.rest.split_at(len);
        self.rest = rest;
        word
    }

    pub(super) fn number<T: FromStr>(&mut self) -> Result<T> {
        self.skip();
        let before = self.rest;
        let sign = if self.rest.starts_with('-') { 1 } else { 0 };
        let digits = before[sign..].bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = before.split_at(sign + digits);
        match number.parse() {
            Ok(value) => {
                self.rest = rest;
                Ok(value)
            }
            Err(_) if digits > 0 => self.error(format!("The number `{number}` is out of range")),
            Err(_) => self.expected("a number"),
        }
    }

    /// A decimal number if one comes next.
    pub(super) fn optional_number(&mut self) -> Result<Option<usize>> {
        self.skip();
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) { self.number().map(Some) } else { Ok(None) }
    }

    /// `0x` and hexadecimal digits.
    pub(super) fn hex(&mut self) -> Result<u64> {
        self.expect("0x")?;
        let digits = self.run(|byte| byte.is_ascii_hexdigit());
        match u64::from_str_radix(digits, 16) {
            Ok(value) => Ok(value),
            Err(_) => self.expected("hexadecimal digits"),
        }
    }

    /// An id: its prefix and a number.
    pub(super) fn id<T: FromStr>(&mut self, prefix: &str) -> Result<T> {
        self.expect(prefix)?;
        self.number()
    }

    pub(super) fn string(&mut self) -> Result<String> {
        match String::from_utf8(self.string_bytes()?) {
            Ok(string) => Ok(string),
            Err(_) => self.error("This string must be UTF-8"),
        }
    }

    fn string_bytes(&mut self) -> Result<Vec<u8>> {
        if !self.eat("\"") {
            return self.expected("a string");
        }
        let mut bytes = Vec::new();
        loop {
            let mut chars = self.rest.chars();
            let c = chars.next();
            self.rest = chars.as_str();
            match c {
                None => return self.error("The string has no end"),
                Some('"') => return Ok(bytes),
                Some('\\') => self.escape(&mut bytes)?,
                Some(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) -> Result<()> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        match c {
            Some('n') => bytes.push(b'\n'),
            Some('r') => bytes.push(b'\r'),
            Some('t') => bytes.push(b'\t'),
            Some(c @ ('"' | '\\')) => bytes.push(c as u8),
            Some('x') => {
                let byte = self.rest.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
                let Some(byte) = byte else {
                    return self.error("Expected two hexadecimal digits after `\\x`");
                };
                bytes.push(byte);
                self.rest = &self.rest[2..];
            }
            Some('u') => {
                let body = self.rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
                let Some((digits, rest)) = body else {
                    return self.error("Expected `{…}` after `\\u`");
                };
                match u32::from_str_radix(digits, 16) {
                    Ok(code_point) if wtf8::push(bytes, code_point) => self.rest = rest,
                    _ => return self.error(format!("`{digits}` is not a code point")),
                }
            }
            _ => return self.error("Unknown escape in a string"),
        }
        Ok(())
    }

    /// A constant. The native stack this needs is bounded by [`MAX_DEPTH`].
    pub(super) fn constant(&mut self, depth: usize) -> Result<Constant> {
        if depth > MAX_DEPTH {
            return self.error(format!("A constant is nested more than {MAX_DEPTH} levels deep"));
        }
        let within = depth + 1;
        self.skip();
        let Some(first) = self.rest.chars().next() else {
            return self.expected("a constant");
        };
        match first {
            '"' => Ok(Constant::Str(self.string_bytes()?.into())),
            '(' => self.items("(", ")", within).map(Constant::List),
            '[' => self.items("[", "]", within).map(Constant::Vector),
            '{' => self.pairs(within).map(Constant::Map),
            '^' => {
                self.expect("^")?;
                let meta = Box::new(self.constant(within)?);
                Ok(Constant::WithMeta { meta, value: Box::new(self.constant(within)?) })
            }
            ':' => {
                self.expect(":")?;
                let (ns, name) = self.plain_name()?;
                Ok(Constant::Keyword { ns, name })
            }
            '\\' => self.character(),
            '#' => self.tagged(within),
            '0'..='9' => self.numeral(),
            '+' | '-' if self.rest[1..].starts_with(|c: char| c.is_ascii_digit()) => self.numeral(),
            _ => match self.plain_name()? {
                (None, name) if name == "nil" => Ok(Constant::Nil),
                (None, name) if name == "true" => Ok(Constant::Bool(true)),
                (None, name) if name == "false" => Ok(Constant::Bool(false)),
                (ns, name) => Ok(Constant::Symbol { ns, name }),
            },
        }
    }

    fn items(&mut self, open: &str, close: &str, depth: usize) -> Result<Vec<Constant>> {
        self.expect(open)?;
        let mut items = Vec::new();
        while !self.eat(close) {
            items.push(self.constant(depth)?);
        }
        Ok(items)
    }

    fn pairs(&mut self, depth: usize) -> Result<Vec<(Constant, Constant)>> {
        self.expect("{")?;
        let mut pairs = Vec::new();
        while !self.eat("}") {
            pairs.push((self.constant(depth)?, self.constant(depth)?));
        }
        Ok(pairs)
    }

    /// Strings in brackets.
    fn strings(&mut self) -> Result<Vec<String>> {
        self.expect("[")?;
        let mut strings = Vec::new();
        while !self.eat("]") {
            strings.push(self.string()?);
        }
        Ok(strings)
    }

    /// Two strings in brackets.
    fn two_strings(&mut self) -> Result<(String, String)> {
        self.expect("[")?;
        let strings = (self.string()?, self.string()?);
        self.expect("]")?;
        Ok(strings)
    }

    /// One or two strings in brackets: a name with or without namespace.
    fn names(&mut self) -> Result<(Option<String>, String)> {
        let mut strings = self.strings()?;
        match (strings.pop(), strings.pop(), strings.pop()) {
            (Some(name), ns, None) => Ok((ns, name)),
            _ => self.error("Expected one or two names in the brackets"),
        }
    }

    fn plain_name(&mut self) -> Result<(Option<String>, String)> {
        let first = self.run(is_name_byte);
        if first.is_empty() {
            return self.expected("a name");
        }
        let Some(rest) = self.rest.strip_prefix('/') else {
            return Ok((None, first.to_owned()));
        };
        self.rest = rest;
        let name = self.run(is_name_byte);
        if name.is_empty() { self.expected("a name") } else { Ok((Some(first.to_owned()), name.to_owned())) }
    }

    fn character(&mut self) -> Result<Constant> {
        self.expect("\\")?;
        let name = self.run(|byte| byte.is_ascii_alphanumeric());
        let unit = match name.as_bytes() {
            [byte] => Some(u16::from(*byte)),
            [b'u', _, _, _, _] => u16::from_str_radix(&name[1..], 16).ok(),
            _ => None,
        };
        match unit {
            Some(unit) => Ok(Constant::Char(unit)),
            None => self.error(format!("`\\{name}` is not a character")),
        }
    }

    fn numeral(&mut self) -> Result<Constant> {
        let text = self.run(|byte| is_name_byte(byte) || byte == b'/');
        let constant = if let Some(digits) = text.strip_suffix('N').filter(|digits| is_integer(digits)) {
            Some(Constant::BigInt(digits.to_owned()))
        } else if let Some(decimal) = text.strip_suffix('M').filter(|decimal| is_decimal(decimal)) {
            Some(Constant::Decimal(decimal.to_owned()))
        } else if let Some((numerator, denominator)) = text.split_once('/') {
            (is_integer(numerator) && is_natural(denominator))
                .then(|| Constant::Ratio(numerator.to_owned(), denominator.to_owned()))
        } else if is_integer(text) {
            text.parse().ok().map(Constant::Long)
        } else if is_decimal(text) {
            text.parse().ok().map(Constant::double)
        } else {
            None
        };
        match constant {
            Some(constant) => Ok(constant),
            None => self.error(format!("`{text}` is not a number")),
        }
    }

    fn tagged(&mut self, depth: usize) -> Result<Constant> {
        self.expect("#")?;
        match self.rest.bytes().next() {
            Some(b'{') => return self.items("{", "}", depth).map(Constant::Set),
            Some(b'\'') => {
                self.expect("'")?;
                return match self.plain_name()? {
                    (Some(ns), name) => Ok(Constant::Var { ns, name }),
                    _ => self.error("A var needs a namespace"),
                };
            }
            Some(b'#') => {
                self.expect("#")?;
                return match self.run(is_name_byte) {
                    "Inf" => Ok(Constant::double(f64::INFINITY)),
                    "-Inf" => Ok(Constant::double(f64::NEG_INFINITY)),
                    "NaN" => Ok(Constant::Double(NAN_BITS)),
                    other => self.error(format!("Unknown number `##{other}`")),
                };
            }
            _ => {}
        }
        Ok(match self.run(is_name_byte) {
            "int" => Constant::Int(self.number()?),
            "short" => Constant::Short(self.number()?),
            "byte" => Constant::Byte(self.number()?),
            "double" => Constant::Double(self.hex()?),
            "float" => Constant::Float(self.float_bits()?),
            "symbol" => {
                let (ns, name) = self.names()?;
                Constant::Symbol { ns, name }
            }
            "keyword" => {
                let (ns, name) = self.names()?;
                Constant::Keyword { ns, name }
            }
            "var" => {
                let (ns, name) = self.two_strings()?;
                Constant::Var { ns, name }
            }
            "bigint" => Constant::BigInt(self.string()?),
            "ratio" => {
                let (numerator, denominator) = self.two_strings()?;
                Constant::Ratio(numerator, denominator)
            }
            "decimal" => Constant::Decimal(self.string()?),
            "regex" => Constant::Regex(self.string()?),
            "uuid" => {
                let text = self.string()?.replace('-', "");
                match u128::from_str_radix(&text, 16) {
                    Ok(uuid) if text.len() == 32 => Constant::Uuid(uuid),
                    _ => return self.error("Expected a UUID"),
                }
            }
            "inst" => {
                self.expect("[")?;
                let (millis, nanos) = (self.number()?, self.number()?);
                self.expect("]")?;
                Constant::Inst { millis, nanos }
            }
            "class" => Constant::Class(self.string()?),
            "native" => Constant::Native(self.string()?),
            "ns" => Constant::Namespace(self.string()?),
            tag @ ("method" | "field" | "member") => {
                let kind = match tag {
                    "method" => MemberKind::Method,
                    "field" => MemberKind::Field,
                    _ => MemberKind::Either,
                };
                let mut strings = self.strings()?.into_iter();
                match (strings.next(), strings.next(), strings.next()) {
                    (Some(name), class_hint, None) => Constant::Member { name, kind, class_hint },
                    _ => return self.error("Expected a name and perhaps a class in the brackets"),
                }
            }
            "static" => {
                let (class, member) = self.two_strings()?;
                Constant::StaticMember { class, member }
            }
            "fn" => Constant::Function(FuncId(self.id("f")?)),
            "embedded" => Constant::Embedded(self.number()?),
            "reify" => self.reify(depth)?,
            "tagged" => {
                self.expect("[")?;
                let (tag, form) = (Box::new(self.constant(depth)?), Box::new(self.constant(depth)?));
                self.expect("]")?;
                Constant::Tagged { tag, form }
            }
            "record" => {
                self.expect("[")?;
                let (class, map) = (self.string()?, self.pairs(depth)?);
                self.expect("]")?;
                Constant::Record { class, map }
            }
            tag => return self.error(format!("Unknown kind of constant `#{tag}`")),
        })
    }

    fn float_bits(&mut self) -> Result<u32> {
        self.skip();
        if self.rest.starts_with("0x") {
            let bits = self.hex()?;
            return u32::try_from(bits).or_else(|_| self.error("A float has 32 bits"));
        }
        let text = self.run(is_name_byte);
        match text.parse::<f32>() {
            Ok(value) if is_decimal(text) => Ok(value.to_bits()),
            _ => self.error(format!("`{text}` is not a number")),
        }
    }

    fn reify(&mut self, depth: usize) -> Result<Constant> {
        self.expect("[")?;
        let name = self.string()?;
        let interfaces = self.strings()?;
        self.expect("[")?;
        let mut methods = Vec::new();
        while !self.eat("]") {
            self.expect("[")?;
            methods.push(MethodSpec { name: self.string()?, arity: self.number()? });
            self.expect("]")?;
        }
        let mut meta = None;
        if !self.eat("]") {
            meta = Some(Box::new(self.constant(depth)?));
            self.expect("]")?;
        }
        Ok(Constant::ReifyType { name, interfaces, methods, meta })
    }
}
