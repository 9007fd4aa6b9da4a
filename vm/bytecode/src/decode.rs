//! Bytes back to a unit, from any input: the result is a unit or an error, never a panic.
//!
//! Lengths in the input are never believed: nothing is allocated for more elements than the rest of the
//! input could hold, and strings, which several tables may name, together stay within a multiple of the
//! input. Constants nest at most [`MAX_DEPTH`] levels. That the unit makes *sense* is the verifier's
//! business. Words are decoded here once, into [`Insn`]s; the interpreter fetches those, so there is no
//! second, unchecked stream. The format is described in `encode`.

use crate::code::{Arity, Function, FunctionFlags, Handler, LocalName, Require, Switch, Unit};
use crate::constant::{Constant, MAX_DEPTH, MemberKind, MethodSpec};
use crate::encode::tag;
use crate::ids::{ConstId, FuncId, Pc, Reg};
use crate::op::Insn;
use crate::source::{LineEntry, LineTable, SourceInfo};
use std::borrow::Cow;
use std::fmt;

/// Why bytes are not a unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DecodeError {
    /// The input ends within something.
    Truncated,
    /// The input goes on after the unit.
    TrailingBytes,
    /// A number is too large for what it counts or names.
    NumberTooLarge,
    /// There is no such constant tag.
    UnknownConstant(u8),
    /// There is no such opcode.
    UnknownOpcode(u8),
    /// A name is not UTF-8.
    NotUtf8,
    /// Constants nest deeper than [`MAX_DEPTH`].
    TooDeep,
    /// The strings named by the tables are out of proportion to the input.
    TooManyStrings,
    /// A truth value is neither 0 nor 1, or a member kind is unknown.
    BadChoice,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecodeError::Truncated => f.write_str("the data ends too early"),
            DecodeError::TrailingBytes => f.write_str("there is data after the end"),
            DecodeError::NumberTooLarge => f.write_str("a number is out of range"),
            DecodeError::UnknownConstant(tag) => write!(f, "there is no constant of kind {tag}"),
            DecodeError::UnknownOpcode(op) => write!(f, "there is no instruction {op}"),
            DecodeError::NotUtf8 => f.write_str("a name is not valid UTF-8"),
            DecodeError::TooDeep => {
                write!(f, "a constant is nested more than {MAX_DEPTH} levels deep")
            }
            DecodeError::TooManyStrings => f.write_str("the strings are out of proportion to the file"),
            DecodeError::BadChoice => f.write_str("a field has a value without a meaning"),
        }
    }
}

impl std::error::Error for DecodeError {}

pub(crate) type Result<T> = std::result::Result<T, DecodeError>;

/// Reads a unit that takes up all of `bytes`.
pub fn decode_unit(bytes: &[u8]) -> Result<Unit> {
    let mut reader = Reader::new(bytes);
    let unit = reader.unit()?;
    reader.finish()?;
    Ok(unit)
}

/// A position in checked input.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    strings: Cow<'a, [&'a [u8]]>,
    /// How many more bytes of strings may be copied out of `strings`.
    string_budget: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Reader<'a> {
        let string_budget = bytes.len().saturating_mul(64).saturating_add(1 << 24);
        Reader { rest: bytes, strings: Cow::Borrowed(&[]), string_budget }
    }

    /// A reader of a part of a unit whose strings are known.
    pub(crate) fn within(bytes: &'a [u8], strings: &'a [&'a [u8]]) -> Reader<'a> {
        Reader { strings: Cow::Borrowed(strings), ..Reader::new(bytes) }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// How many bytes are left.
    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }

    pub(crate) fn into_strings(self) -> Vec<&'a [u8]> {
        self.strings.into_owned()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn finish(&self) -> Result<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(DecodeError::TrailingBytes) }
    }

    pub(crate) fn take(&mut self, len: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn number(&mut self) -> Result<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                return Err(DecodeError::NumberTooLarge);
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(DecodeError::NumberTooLarge)
    }

    /// A number of a narrower type.
    fn narrow<T: TryFrom<u64>>(&mut self) -> Result<T> {
        T::try_from(self.number()?).map_err(|_| DecodeError::NumberTooLarge)
    }

    fn signed<T: TryFrom<i64>>(&mut self) -> Result<T> {
        let value = self.number()?;
        T::try_from((value >> 1) as i64 ^ -((value & 1) as i64)).map_err(|_| DecodeError::NumberTooLarge)
    }

    /// A truth value.
    pub(crate) fn flag(&mut self) -> Result<bool> {
        match self.number()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(DecodeError::BadChoice),
        }
    }

    /// The number of elements that follow, each of at least `min_size` bytes.
    pub(crate) fn count(&mut self, min_size: usize) -> Result<usize> {
        let count: usize = self.narrow()?;
        if count > self.rest.len() / min_size { Err(DecodeError::Truncated) } else { Ok(count) }
    }

    /// A counted table. The vector grows as elements arrive, because an element may be larger in memory.
    fn table<T>(&mut self, min_size: usize, mut element: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let count = self.count(min_size)?;
        let mut table = Vec::with_capacity(count.min(64));
        for _ in 0..count {
            table.push(element(self)?);
        }
        Ok(table)
    }

    fn string_bytes(&mut self) -> Result<&'a [u8]> {
        let index: usize = self.narrow()?;
        let string = *self.strings.get(index).ok_or(DecodeError::NumberTooLarge)?;
        self.string_budget = self.string_budget.checked_sub(string.len()).ok_or(DecodeError::TooManyStrings)?;
        Ok(string)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str> {
        std::str::from_utf8(self.string_bytes()?).map_err(|_| DecodeError::NotUtf8)
    }

    fn string(&mut self) -> Result<String> {
        self.text().map(str::to_owned)
    }

    fn optional_string(&mut self) -> Result<Option<String>> {
        if self.flag()? { self.string().map(Some) } else { Ok(None) }
    }

    fn hash(&mut self) -> Result<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn pc(&mut self) -> Result<Pc> {
        self.narrow().map(Pc)
    }

    fn reg(&mut self) -> Result<Reg> {
        self.narrow().map(Reg)
    }

    fn unit(&mut self) -> Result<Unit> {
        self.string_table()?;
        Ok(Unit {
            name: self.string()?,
            source: self.source()?,
            requires: self.requires()?,
            constants: self.table(1, |r| r.constant(0))?,
            functions: self.table(5, Self::function)?,
            chunks: self.chunks()?,
        })
    }

    pub(crate) fn string_table(&mut self) -> Result<()> {
        let strings = self.table(1, |r| {
            let len = r.count(1)?;
            r.take(len)
        })?;
        self.strings = Cow::Owned(strings);
        Ok(())
    }

    fn source(&mut self) -> Result<SourceInfo> {
        Ok(SourceInfo { path: self.string()?, hash: self.hash()? })
    }

    fn requires(&mut self) -> Result<Vec<Require>> {
        self.table(9, |r| Ok(Require { ns: r.string()?, source_hash: r.hash()? }))
    }

    /// What stands before a unit's constants; what it requires is passed over.
    pub(crate) fn unit_head(&mut self) -> Result<(String, SourceInfo)> {
        let head = (self.string()?, self.source()?);
        self.requires()?;
        Ok(head)
    }

    pub(crate) fn chunks(&mut self) -> Result<Vec<FuncId>> {
        self.table(1, |r| r.narrow().map(FuncId))
    }

    /// The native stack this needs is bounded by [`MAX_DEPTH`].
    pub(crate) fn constant(&mut self, depth: usize) -> Result<Constant> {
        if depth > MAX_DEPTH {
            return Err(DecodeError::TooDeep);
        }
        let within = depth + 1;
        Ok(match self.byte()? {
            tag::NIL => Constant::Nil,
            tag::TRUE => Constant::Bool(true),
            tag::FALSE => Constant::Bool(false),
            tag::LONG => Constant::Long(self.signed()?),
            tag::INT => Constant::Int(self.signed()?),
            tag::SHORT => Constant::Short(self.signed()?),
            tag::BYTE => Constant::Byte(self.signed()?),
            tag::DOUBLE => Constant::Double(self.array().map(u64::from_le_bytes)?),
            tag::FLOAT => Constant::Float(self.array().map(u32::from_le_bytes)?),
            tag::CHAR => Constant::Char(self.narrow()?),
            tag::STR => Constant::Str(self.string_bytes()?.into()),
            tag::SYMBOL => Constant::Symbol { ns: self.optional_string()?, name: self.string()? },
            tag::KEYWORD => Constant::Keyword { ns: self.optional_string()?, name: self.string()? },
            tag::BIG_INT => Constant::BigInt(self.string()?),
            tag::RATIO => Constant::Ratio(self.string()?, self.string()?),
            tag::DECIMAL => Constant::Decimal(self.string()?),
            tag::REGEX => Constant::Regex(self.string()?),
            tag::UUID => Constant::Uuid(self.array().map(u128::from_le_bytes)?),
            tag::INST => Constant::Inst { millis: self.signed()?, nanos: self.narrow()? },
            tag::LIST => Constant::List(self.constants(within)?),
            tag::VECTOR => Constant::Vector(self.constants(within)?),
            tag::MAP => Constant::Map(self.pairs(within)?),
            tag::SET => Constant::Set(self.constants(within)?),
            tag::WITH_META => Constant::WithMeta { meta: self.boxed(within)?, value: self.boxed(within)? },
            tag::VAR => Constant::Var { ns: self.string()?, name: self.string()? },
            tag::CLASS => Constant::Class(self.string()?),
            tag::NATIVE => Constant::Native(self.string()?),
            tag::MEMBER => Constant::Member {
                name: self.string()?,
                kind: match self.byte()? {
                    0 => MemberKind::Method,
                    1 => MemberKind::Field,
                    2 => MemberKind::Either,
                    _ => return Err(DecodeError::BadChoice),
                },
                class_hint: self.optional_string()?,
            },
            tag::STATIC_MEMBER => Constant::StaticMember { class: self.string()?, member: self.string()? },
            tag::FUNCTION => Constant::Function(FuncId(self.narrow()?)),
            tag::REIFY_TYPE => Constant::ReifyType {
                name: self.string()?,
                interfaces: self.table(1, Self::string)?,
                methods: self.table(2, |r| Ok(MethodSpec { name: r.string()?, arity: r.narrow()? }))?,
                meta: if self.flag()? { Some(self.boxed(within)?) } else { None },
            },
            tag::NAMESPACE => Constant::Namespace(self.string()?),
            tag::TAGGED => Constant::Tagged { tag: self.boxed(within)?, form: self.boxed(within)? },
            tag::RECORD => Constant::Record { class: self.string()?, map: self.pairs(within)? },
            tag => return Err(DecodeError::UnknownConstant(tag)),
        })
    }

    fn boxed(&mut self, depth: usize) -> Result<Box<Constant>> {
        self.constant(depth).map(Box::new)
    }

    fn constants(&mut self, depth: usize) -> Result<Vec<Constant>> {
        self.table(1, |r| r.constant(depth))
    }

    fn pairs(&mut self, depth: usize) -> Result<Vec<(Constant, Constant)>> {
        self.table(2, |r| Ok((r.constant(depth)?, r.constant(depth)?)))
    }

    pub(crate) fn function(&mut self) -> Result<Function> {
        let len = self.count(1)?;
        let after = self.rest.len() - len;
        let function = Function {
            name: self.string()?,
            captures: self.narrow()?,
            flags: FunctionFlags(self.narrow()?),
            arities: self.table(8, Self::arity)?,
        };
        // The stated length must be the true one, because a reader may rely on it to pass over functions.
        if self.rest.len() == after { Ok(function) } else { Err(DecodeError::NumberTooLarge) }
    }

    fn arity(&mut self) -> Result<Arity> {
        Ok(Arity {
            params: self.narrow()?,
            variadic: self.flag()?,
            registers: self.narrow()?,
            code: self.code()?,
            handlers: self.table(5, |r| {
                Ok(Handler { start: r.pc()?, end: r.pc()?, target: r.pc()?, exception: r.reg()?, base: r.reg()? })
            })?,
            switches: self.table(2, |r| {
                Ok(Switch { default: r.pc()?, cases: r.table(2, |r| Ok((ConstId(r.narrow()?), r.pc()?)))? })
            })?,
            lines: self.lines()?,
            locals: self
                .table(4, |r| Ok(LocalName { name: r.string()?, reg: r.reg()?, start: r.pc()?, end: r.pc()? }))?,
        })
    }

    fn code(&mut self) -> Result<Vec<Insn>> {
        let count = self.count(8)?;
        let (words, _) = self.take(count * 8)?.as_chunks::<8>();
        words.iter().map(|word| Insn::from_bytes(*word).ok_or(DecodeError::UnknownOpcode(word[0]))).collect()
    }

    fn lines(&mut self) -> Result<LineTable> {
        let (mut pc, mut line) = (0u32, 0u32);
        let entries = self.table(3, |r| {
            pc = pc.wrapping_add(r.narrow()?);
            line = line.wrapping_add(r.signed::<i32>()? as u32);
            Ok(LineEntry { pc: Pc(pc), line, column: r.narrow()? })
        })?;
        Ok(LineTable { entries })
    }
}
