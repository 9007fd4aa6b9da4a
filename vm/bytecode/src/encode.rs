//! A unit as bytes: variable-length numbers for tables, raw words for instructions.
//!
//! ```text
//! unit      := strings name source requires constants functions chunks
//! strings   := count (length bytes)*            every string of the unit once, in order of first use
//! function  := length name captures flags count arity*
//! arity     := params variadic registers code handlers switches lines locals
//! code      := count word*                      a word is the instruction's 8 bytes, little-endian
//! ```
//!
//! Numbers are LEB128; signed ones zigzag first. A string is its index in `strings`. Encoding cannot
//! fail and does not recurse; the same unit gives the same bytes everywhere. Checksums, versions and
//! bundles are the business of `file`, reading back that of `decode`, which shares the tags below.

use crate::code::{Arity, Function, Unit};
use crate::constant::{Constant, MemberKind};
use indexmap::IndexSet;

/// Tags of constants. The numbers are part of the file format.
pub(crate) mod tag {
    macro_rules! tags {
        ($($name:ident = $number:literal),* $(,)?) => { $( pub const $name: u8 = $number; )* };
    }
    tags! {
        NIL = 0, TRUE = 1, FALSE = 2, LONG = 3, INT = 4, SHORT = 5, BYTE = 6, DOUBLE = 7, FLOAT = 8, CHAR = 9,
        STR = 10, SYMBOL = 11, KEYWORD = 12, BIG_INT = 13, RATIO = 14, DECIMAL = 15, REGEX = 16, UUID = 17,
        INST = 18, LIST = 19, VECTOR = 20, MAP = 21, SET = 22, WITH_META = 23, VAR = 24, CLASS = 25,
        NATIVE = 26, MEMBER = 27, STATIC_MEMBER = 28, FUNCTION = 29, REIFY_TYPE = 30, NAMESPACE = 31,
        TAGGED = 32, RECORD = 33, EMBEDDED = 34,
    }
}

/// The unit as bytes; `decode::decode_unit` reads them back.
pub fn encode_unit(unit: &Unit) -> Vec<u8> {
    let mut body = Writer::default();
    body.string(&unit.name);
    body.string(&unit.source.path);
    body.fixed(&unit.source.hash.to_le_bytes());
    body.count(unit.requires.len());
    for require in &unit.requires {
        body.string(&require.ns);
        body.fixed(&require.source_hash.to_le_bytes());
    }
    body.count(unit.constants.len());
    for constant in &unit.constants {
        body.constant(constant);
    }
    body.count(unit.functions.len());
    for function in &unit.functions {
        body.function(function);
    }
    body.count(unit.chunks.len());
    for chunk in &unit.chunks {
        body.number(chunk.0.into());
    }

    let mut unit_bytes = Writer::default();
    unit_bytes.count(body.strings.len());
    for string in &body.strings {
        unit_bytes.count(string.len());
        unit_bytes.fixed(string);
    }
    unit_bytes.fixed(&body.bytes);
    unit_bytes.bytes
}

/// Appends `value` in LEB128.
pub(crate) fn put_number(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    strings: IndexSet<Box<[u8]>>,
}

impl Writer {
    fn fixed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    fn number(&mut self, value: u64) {
        put_number(&mut self.bytes, value);
    }

    fn signed(&mut self, value: i64) {
        self.number((value << 1 ^ value >> 63) as u64);
    }

    fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    fn string_bytes(&mut self, string: &[u8]) {
        let index = match self.strings.get_index_of(string) {
            Some(index) => index,
            None => self.strings.insert_full(string.into()).0,
        };
        self.count(index);
    }

    fn string(&mut self, string: &str) {
        self.string_bytes(string.as_bytes());
    }

    fn optional_string(&mut self, string: Option<&String>) {
        self.number(string.is_some().into());
        if let Some(string) = string {
            self.string(string);
        }
    }

    /// Writes the constant in preorder, with a work list instead of recursion.
    fn constant(&mut self, constant: &Constant) {
        let mut work = vec![constant];
        while let Some(constant) = work.pop() {
            self.constant_head(constant);
            let first_child = work.len();
            constant.for_each_child(|child| work.push(child));
            work[first_child..].reverse();
        }
    }

    /// Everything of the constant but the constants within.
    fn constant_head(&mut self, constant: &Constant) {
        let tagged_string = |this: &mut Writer, tag: u8, string: &str| {
            this.bytes.push(tag);
            this.string(string);
        };
        let tagged_count = |this: &mut Writer, tag: u8, count: usize| {
            this.bytes.push(tag);
            this.count(count);
        };
        let tagged_signed = |this: &mut Writer, tag: u8, value: i64| {
            this.bytes.push(tag);
            this.signed(value);
        };
        match constant {
            Constant::Nil => self.bytes.push(tag::NIL),
            Constant::Bool(true) => self.bytes.push(tag::TRUE),
            Constant::Bool(false) => self.bytes.push(tag::FALSE),
            Constant::Long(value) => tagged_signed(self, tag::LONG, *value),
            Constant::Int(value) => tagged_signed(self, tag::INT, i64::from(*value)),
            Constant::Short(value) => tagged_signed(self, tag::SHORT, i64::from(*value)),
            Constant::Byte(value) => tagged_signed(self, tag::BYTE, i64::from(*value)),
            Constant::Double(bits) => {
                self.bytes.push(tag::DOUBLE);
                self.fixed(&bits.to_le_bytes());
            }
            Constant::Float(bits) => {
                self.bytes.push(tag::FLOAT);
                self.fixed(&bits.to_le_bytes());
            }
            Constant::Char(unit) => {
                self.bytes.push(tag::CHAR);
                self.number(u64::from(*unit));
            }
            Constant::Str(bytes) => {
                self.bytes.push(tag::STR);
                self.string_bytes(bytes);
            }
            Constant::Symbol { ns, name } => {
                self.bytes.push(tag::SYMBOL);
                self.optional_string(ns.as_ref());
                self.string(name);
            }
            Constant::Keyword { ns, name } => {
                self.bytes.push(tag::KEYWORD);
                self.optional_string(ns.as_ref());
                self.string(name);
            }
            Constant::BigInt(text) => tagged_string(self, tag::BIG_INT, text),
            Constant::Ratio(numerator, denominator) => {
                tagged_string(self, tag::RATIO, numerator);
                self.string(denominator);
            }
            Constant::Decimal(text) => tagged_string(self, tag::DECIMAL, text),
            Constant::Regex(source) => tagged_string(self, tag::REGEX, source),
            Constant::Uuid(uuid) => {
                self.bytes.push(tag::UUID);
                self.fixed(&uuid.to_le_bytes());
            }
            Constant::Inst { millis, nanos } => {
                tagged_signed(self, tag::INST, *millis);
                self.number(u64::from(*nanos));
            }
            Constant::List(items) => tagged_count(self, tag::LIST, items.len()),
            Constant::Vector(items) => tagged_count(self, tag::VECTOR, items.len()),
            Constant::Map(pairs) => tagged_count(self, tag::MAP, pairs.len()),
            Constant::Set(items) => tagged_count(self, tag::SET, items.len()),
            Constant::WithMeta { .. } => self.bytes.push(tag::WITH_META),
            Constant::Var { ns, name } => {
                tagged_string(self, tag::VAR, ns);
                self.string(name);
            }
            Constant::Class(name) => tagged_string(self, tag::CLASS, name),
            Constant::Native(name) => tagged_string(self, tag::NATIVE, name),
            Constant::Member { name, kind, class_hint } => {
                tagged_string(self, tag::MEMBER, name);
                self.bytes.push(match kind {
                    MemberKind::Method => 0,
                    MemberKind::Field => 1,
                    MemberKind::Either => 2,
                });
                self.optional_string(class_hint.as_ref());
            }
            Constant::StaticMember { class, member } => {
                tagged_string(self, tag::STATIC_MEMBER, class);
                self.string(member);
            }
            Constant::Function(id) => {
                self.bytes.push(tag::FUNCTION);
                self.number(id.0.into());
            }
            Constant::ReifyType { name, interfaces, methods, meta } => {
                tagged_string(self, tag::REIFY_TYPE, name);
                self.count(interfaces.len());
                for interface in interfaces {
                    self.string(interface);
                }
                self.count(methods.len());
                for method in methods {
                    self.string(&method.name);
                    self.number(method.arity.into());
                }
                self.number(meta.is_some().into());
            }
            Constant::Namespace(name) => tagged_string(self, tag::NAMESPACE, name),
            Constant::Tagged { .. } => self.bytes.push(tag::TAGGED),
            Constant::Embedded(index) => {
                self.bytes.push(tag::EMBEDDED);
                self.number(u64::from(*index));
            }
            Constant::Record { class, map } => {
                tagged_string(self, tag::RECORD, class);
                self.count(map.len());
            }
        }
    }

    /// A function with its length in front, so that a reader can pass over it.
    fn function(&mut self, function: &Function) {
        let outer = std::mem::take(&mut self.bytes);
        self.string(&function.name);
        self.number(function.captures.into());
        self.number(function.flags.0.into());
        self.count(function.arities.len());
        for arity in &function.arities {
            self.arity(arity);
        }
        let inner = std::mem::replace(&mut self.bytes, outer);
        self.count(inner.len());
        self.fixed(&inner);
    }

    fn arity(&mut self, arity: &Arity) {
        self.number(arity.params.into());
        self.number(arity.variadic.into());
        self.number(arity.registers.into());
        self.count(arity.code.len());
        self.bytes.reserve(arity.code.len() * 8);
        for insn in &arity.code {
            self.fixed(&insn.to_bytes());
        }
        self.count(arity.handlers.len());
        for handler in &arity.handlers {
            for number in [handler.start.0, handler.end.0, handler.target.0] {
                self.number(number.into());
            }
            self.number(handler.exception.0.into());
            self.number(handler.base.0.into());
        }
        self.count(arity.switches.len());
        for switch in &arity.switches {
            self.number(switch.default.0.into());
            self.count(switch.cases.len());
            for (constant, target) in &switch.cases {
                self.number(constant.0.into());
                self.number(target.0.into());
            }
        }
        // Neighbouring entries differ little, so differences are stored; they wrap, so that every table
        // can be stored.
        self.count(arity.lines.entries.len());
        let (mut pc, mut line) = (0u32, 0u32);
        for entry in &arity.lines.entries {
            self.number(entry.pc.0.wrapping_sub(pc).into());
            self.signed(i64::from(entry.line.wrapping_sub(line) as i32));
            self.number(entry.column.into());
            (pc, line) = (entry.pc.0, entry.line);
        }
        self.count(arity.locals.len());
        for local in &arity.locals {
            self.string(&local.name);
            self.number(local.reg.0.into());
            self.number(local.start.0.into());
            self.number(local.end.0.into());
        }
    }
}
