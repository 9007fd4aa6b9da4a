//! A unit of a trusted file that is decoded piece by piece: of the standard library a program needs little.
//!
//! Opening it finds where its constants and functions begin; each is decoded when asked for, anew each time, so whoever asks keeps
//! what it will want again. A top-level form that does nothing but define a function, or nothing at all, is recognised without
//! decoding it ([`LazyUnit::chunk`]), so that the function can wait until its var is used.
//!
//! Nothing is verified here: for files of unknown origin there is `decode` and `verify`.

use crate::code::Function;
use crate::constant::Constant;
use crate::decode::{DecodeError, Reader, Result};
use crate::encode::tag;
use crate::ids::{ConstId, FuncId};
use crate::op::{Field, Insn, Op};
use crate::source::SourceInfo;

/// See the module's header.
#[derive(Debug)]
pub struct LazyUnit {
    bytes: &'static [u8],
    strings: Vec<&'static [u8]>,
    pub name: String,
    pub source: SourceInfo,
    /// Where each constant and each function begins in `bytes`.
    constants: Vec<u32>,
    functions: Vec<u32>,
    pub chunks: Vec<FuncId>,
    /// The numbers of the strings `macro`, `private`, `dynamic` and `declared`.
    flags: [Option<u64>; 4],
}

/// What a chunk does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chunk<'a> {
    Defines(Definition<'a>),
    /// It sees to it that a var is there: a declaration, or the var as a value.
    Names {
        ns: &'a str,
        name: &'a str,
    },
    /// It has no effect: a literal.
    Nothing,
    /// It has to be run to know.
    Other,
}

/// A chunk that defines a var as a constant function, and does nothing else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Definition<'a> {
    pub ns: &'a str,
    pub name: &'a str,
    /// A function without captures, or a native.
    pub value: ConstId,
    pub meta: Option<ConstId>,
    pub dynamic: bool,
    pub is_macro: bool,
    pub private: bool,
}

/// A chunk that computes something and then defines a var as it, or only declares the var.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Computed<'a> {
    pub ns: &'a str,
    pub name: &'a str,
    /// The metadata, if it is a constant.
    pub meta: Option<ConstId>,
    pub has_meta: bool,
    pub has_value: bool,
    pub dynamic: bool,
    pub is_macro: bool,
    pub private: bool,
}

/// What metadata says of a var.
#[derive(Default)]
struct Flags {
    is_macro: bool,
    private: bool,
    dynamic: bool,
    declared: bool,
}

impl LazyUnit {
    /// Finds the parts of an encoded unit.
    pub fn open(bytes: &'static [u8]) -> Result<LazyUnit> {
        let mut reader = Reader::new(bytes);
        reader.string_table()?;
        let (name, source) = reader.unit_head()?;
        let offsets = |reader: &mut Reader<'static>, skip: fn(&mut Reader<'static>) -> Result<()>| {
            let count = reader.count(1)?;
            let mut offsets = Vec::with_capacity(count);
            for _ in 0..count {
                offsets.push((bytes.len() - reader.left()) as u32);
                skip(reader)?;
            }
            Ok(offsets)
        };
        let constants = offsets(&mut reader, |r| r.skip_constant(0))?;
        let functions = offsets(&mut reader, Reader::skip_function)?;
        let chunks = reader.chunks()?;
        reader.finish()?;
        let strings = reader.into_strings();
        let number = |text: &[u8]| strings.iter().position(|s| *s == text).map(|n| n as u64);
        let flags = [number(b"macro"), number(b"private"), number(b"dynamic"), number(b"declared")];
        Ok(LazyUnit { bytes, strings, name, source, constants, functions, chunks, flags })
    }

    /// How many functions there are.
    pub fn functions(&self) -> usize {
        self.functions.len()
    }

    fn at(&self, offsets: &[u32], index: usize) -> Option<Reader<'_>> {
        let rest = self.bytes.get(*offsets.get(index)? as usize..)?;
        Some(Reader::within(rest, &self.strings))
    }

    /// Decodes a function.
    pub fn function(&self, id: FuncId) -> Option<Result<Function>> {
        self.at(&self.functions, id.index()).map(|mut reader| reader.function())
    }

    /// Decodes a constant.
    pub fn constant(&self, id: ConstId) -> Option<Result<Constant>> {
        self.at(&self.constants, id.index()).map(|mut reader| reader.constant(0))
    }

    /// The function that a constant is, if it is one.
    pub fn function_constant(&self, id: ConstId) -> Option<FuncId> {
        let mut reader = self.at(&self.constants, id.index())?;
        if reader.byte().ok()? != tag::FUNCTION {
            return None;
        }
        Some(FuncId(reader.number().ok()?.try_into().ok()?))
    }

    /// The name of the native that a constant is, if it is one.
    pub fn native_constant(&self, id: ConstId) -> Option<&str> {
        let mut reader = self.at(&self.constants, id.index())?;
        if reader.byte().ok()? == tag::NATIVE { reader.text().ok() } else { None }
    }

    /// What a chunk does, as far as its code shows it.
    pub fn chunk(&self, chunk: usize) -> Chunk<'_> {
        self.chunks.get(chunk).and_then(|id| self.effect(*id)).unwrap_or(Chunk::Other)
    }

    /// What a chunk computes and defines a var as, if its only `def` is the last that it does. The value is not known, and
    /// the metadata only if it is a constant.
    pub fn computed(&self, chunk: usize) -> Option<Computed<'_>> {
        let function = self.function(*self.chunks.get(chunk)?)?.ok()?;
        let [arity] = &*function.arities else { return None };
        let [before @ .., def, end] = &*arity.code else { return None };
        let defs = arity.code.iter().filter(|insn| insn.op == Op::Def).count();
        if function.captures != 0 || def.op != Op::Def || end.op != Op::Return || defs != 1 {
            return None;
        }
        let (ns, name) = self.var_constant(ConstId(def.raw(Field::Bx)))?;
        let meta = before.last().filter(|insn| def.n & 2 != 0 && insn.op == Op::Const && insn.a == def.a + 1);
        let meta = meta.map(|insn| ConstId(insn.raw(Field::Bx)));
        let flags = meta.map_or(Some(Flags::default()), |meta| self.read_flags(meta))?;
        let Flags { is_macro, private, declared, .. } = flags;
        let dynamic = def.n & 4 != 0 || flags.dynamic;
        let meta = if declared { None } else { meta };
        Some(Computed {
            ns,
            name,
            meta,
            has_meta: def.n & 2 != 0,
            has_value: def.n & 1 != 0,
            dynamic,
            is_macro,
            private,
        })
    }

    /// The vars that a chunk's code defines.
    pub fn defined_names(&self, chunk: usize) -> Vec<(&str, &str)> {
        let function = self.chunks.get(chunk).and_then(|id| self.function(*id)).and_then(Result::ok);
        let code = function.iter().flat_map(|f| &f.arities).flat_map(|arity| &arity.code);
        let defs = code.filter(|insn| insn.op == Op::Def);
        defs.filter_map(|insn| self.var_constant(ConstId(insn.raw(Field::Bx)))).collect()
    }

    /// What a chunk defines, if it is code for `(def name function)` and nothing else.
    pub fn definition(&self, chunk: usize) -> Option<Definition<'_>> {
        match self.chunk(chunk) {
            Chunk::Defines(definition) => Some(definition),
            _ => None,
        }
    }

    fn effect(&self, id: FuncId) -> Option<Chunk<'_>> {
        let code = self.at(&self.functions, id.index())?.only_code().ok()??;
        let (words, _) = code.as_chunks::<8>();
        let mut insns = [Insn::from_bytes([0; 8])?; 4];
        for (insn, word) in insns.iter_mut().zip(words) {
            *insn = Insn::from_bytes(*word)?;
        }
        let is = |insn: Insn, op: Op, register: u16| insn.op == op && insn.a == register;
        let operand = |insn: Insn| ConstId(insn.raw(Field::Bx));
        match (words.len(), insns) {
            (2, [value, end, ..]) if is(value, Op::Const, 0) && is(end, Op::Return, 0) => self.value(operand(value)),
            (3, [meta, def, end, _]) if is(meta, Op::Const, 1) && is(def, Op::Def, 0) && is(end, Op::Return, 0) => {
                let (ns, name) = self.var_constant(operand(def)).filter(|_| def.n == 2)?;
                self.read_flags(operand(meta))?.declared.then_some(Chunk::Names { ns, name })
            }
            (3, [value, def, end, _]) if is(value, Op::Const, 0) && is(def, Op::Def, 0) && is(end, Op::Return, 0) => {
                self.defines(operand(value), None, def).filter(|_| def.n & 3 == 1)
            }
            (4, [value, meta, def, end])
                if is(value, Op::Const, 0)
                    && is(meta, Op::Const, 1)
                    && is(def, Op::Def, 0)
                    && is(end, Op::Return, 0) =>
            {
                self.defines(operand(value), Some(operand(meta)), def).filter(|_| def.n & 3 == 3)
            }
            _ => None,
        }
    }

    /// What a chunk does that is nothing but a constant.
    fn value(&self, id: ConstId) -> Option<Chunk<'_>> {
        if let Some((ns, name)) = self.var_constant(id) {
            return Some(Chunk::Names { ns, name });
        }
        let literal = [
            tag::NIL,
            tag::TRUE,
            tag::FALSE,
            tag::LONG,
            tag::STR,
            tag::KEYWORD,
            tag::SYMBOL,
            tag::CLASS,
            tag::FUNCTION,
        ];
        let tag = self.at(&self.constants, id.index())?.byte().ok()?;
        literal.contains(&tag).then_some(Chunk::Nothing)
    }

    fn defines(&self, value: ConstId, meta: Option<ConstId>, def: Insn) -> Option<Chunk<'_>> {
        if self.function_constant(value).is_none() && self.native_constant(value).is_none() {
            return None;
        }
        let (ns, name) = self.var_constant(ConstId(def.raw(Field::Bx)))?;
        let flags = meta.map_or(Some(Flags::default()), |meta| self.read_flags(meta))?;
        let dynamic = def.n & 4 != 0 || flags.dynamic;
        let Flags { is_macro, private, .. } = flags;
        Some(Chunk::Defines(Definition { ns, name, value, meta, dynamic, is_macro, private }))
    }

    fn var_constant(&self, id: ConstId) -> Option<(&str, &str)> {
        let mut var = self.at(&self.constants, id.index())?;
        if var.byte().ok()? != tag::VAR {
            return None;
        }
        Some((var.text().ok()?, var.text().ok()?))
    }

    /// Reads from a definition's metadata what the var must know at once.
    fn read_flags(&self, meta: ConstId) -> Option<Flags> {
        let mut found = Flags::default();
        let mut reader = self.at(&self.constants, meta.index())?;
        if reader.byte().ok()? != tag::MAP {
            return None;
        }
        for _ in 0..reader.count(2).ok()? {
            let key = reader.plain_keyword().ok()?;
            let flag = match self.flags.iter().position(|flag| flag.is_some() && *flag == key) {
                Some(0) => &mut found.is_macro,
                Some(1) => &mut found.private,
                Some(2) => &mut found.dynamic,
                Some(_) => &mut found.declared,
                None => {
                    reader.skip_constant(0).ok()?;
                    continue;
                }
            };
            match reader.byte().ok()? {
                tag::TRUE => *flag = true,
                tag::FALSE | tag::NIL => {}
                _ => return None,
            }
        }
        Some(found)
    }
}

impl<'a> Reader<'a> {
    /// Passes over a constant.
    fn skip_constant(&mut self, depth: usize) -> Result<()> {
        if depth > crate::constant::MAX_DEPTH {
            return Err(DecodeError::TooDeep);
        }
        let (numbers, constants) = match self.byte()? {
            tag::NIL | tag::TRUE | tag::FALSE => (0, 0),
            tag::LONG | tag::INT | tag::SHORT | tag::BYTE | tag::CHAR | tag::STR | tag::BIG_INT | tag::DECIMAL => {
                (1, 0)
            }
            tag::REGEX | tag::CLASS | tag::NATIVE | tag::FUNCTION | tag::NAMESPACE => (1, 0),
            tag::RATIO | tag::INST | tag::VAR | tag::STATIC_MEMBER => (2, 0),
            tag::DOUBLE => (self.array::<8>().map(|_| 0)?, 0),
            tag::FLOAT => (self.array::<4>().map(|_| 0)?, 0),
            tag::UUID => (self.array::<16>().map(|_| 0)?, 0),
            tag::SYMBOL | tag::KEYWORD => (1 + usize::from(self.flag()?), 0),
            tag::LIST | tag::VECTOR | tag::SET => (0, self.count(1)?),
            tag::MAP => (0, 2 * self.count(2)?),
            tag::WITH_META | tag::TAGGED => (0, 2),
            tag::MEMBER => {
                self.number()?;
                self.byte()?;
                (usize::from(self.flag()?), 0)
            }
            tag::REIFY_TYPE => {
                self.number()?;
                let interfaces = self.count(1)?;
                self.skip_numbers(interfaces)?;
                let methods = self.count(2)?;
                self.skip_numbers(2 * methods)?;
                (0, usize::from(self.flag()?))
            }
            tag::RECORD => {
                self.number()?;
                (0, 2 * self.count(2)?)
            }
            tag => return Err(DecodeError::UnknownConstant(tag)),
        };
        self.skip_numbers(numbers)?;
        (0..constants).try_for_each(|_| self.skip_constant(depth + 1))
    }

    fn skip_numbers(&mut self, n: usize) -> Result<()> {
        (0..n).try_for_each(|_| self.number().map(drop))
    }

    fn skip_function(&mut self) -> Result<()> {
        let len = self.count(1)?;
        self.take(len).map(drop)
    }

    /// The code of a function that has nothing but one arity without parameters; to be called at its beginning.
    fn only_code(&mut self) -> Result<Option<&'a [u8]>> {
        self.skip_numbers(2)?;
        // Captures, flags, the number of arities, parameters, variadic.
        for expected in [Some(0), None, Some(1), Some(0), Some(0)] {
            let found = self.number()?;
            if expected.is_some_and(|n| n != found) {
                return Ok(None);
            }
        }
        self.number()?;
        let count = self.count(8)?;
        if count > 4 { Ok(None) } else { self.take(count * 8).map(Some) }
    }

    /// The number of the name of a constant that is a keyword without a namespace; another constant is passed over.
    fn plain_keyword(&mut self) -> Result<Option<u64>> {
        if let [tag::KEYWORD, 0, ..] = self.rest() {
            self.take(2)?;
            return self.number().map(Some);
        }
        self.skip_constant(0)?;
        Ok(None)
    }
}
