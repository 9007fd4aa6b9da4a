//! What derives from the instruction table: [`Op`], [`Insn`] and its constructors, the rows as data.
//!
//! Nothing here is written per instruction. The word's layout is drawn in [`ops`](crate::ops), operands
//! are in `operand`. What an instruction reads and writes is told by the kinds of its operands;
//! `effects` interprets them.

pub use crate::operand::{Field, OperandInfo, OperandKind, OperandType, Use};
use crate::{for_each_op, operand_field, operand_type};
use std::fmt;

/// One instruction: 64 bits, operands in fixed fields.
///
/// The fields are public because the interpreter reads them directly; code is made with the
/// constructors, one per row of the table, which put each operand in its field.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(C)]
pub struct Insn {
    pub op: Op,
    /// Move bits of the `Use` operands, or a small count, or flags.
    pub n: u8,
    pub a: u16,
    pub b: u16,
    pub c: u16,
}

// The interpreter fetches a word per instruction and the file holds them raw.
const _: () = assert!(std::mem::size_of::<Insn>() == 8);

impl Insn {
    /// An instruction with all operands zero.
    pub const fn bare(op: Op) -> Insn {
        Insn { op, n: 0, a: 0, b: 0, c: 0 }
    }

    /// `b` and `c` as one number.
    #[inline]
    pub const fn bx(self) -> u32 {
        self.b as u32 | (self.c as u32) << 16
    }

    /// `bx` as a signed number: the value of an `Int`, the offset of a wide `Jump`.
    #[inline]
    pub const fn sbx(self) -> i32 {
        self.bx() as i32
    }

    /// Whether the operand in `a`, a `Use`, is the last use of its register.
    #[inline]
    pub const fn moves_a(self) -> bool {
        self.n & 1 != 0
    }

    /// Whether the operand in `b`, a `Use`, is the last use of its register.
    #[inline]
    pub const fn moves_b(self) -> bool {
        self.n & 2 != 0
    }

    /// Whether the operand in `c`, a `Use`, is the last use of its register.
    #[inline]
    pub const fn moves_c(self) -> bool {
        self.n & 4 != 0
    }

    /// The content of a field, unsigned.
    #[inline]
    pub const fn raw(self, field: Field) -> u32 {
        match field {
            Field::N => self.n as u32,
            Field::A => self.a as u32,
            Field::B => self.b as u32,
            Field::C => self.c as u32,
            Field::Bx => self.bx(),
        }
    }

    /// Puts `value`, cut to the field's width, in a field.
    #[inline]
    pub const fn set_raw(&mut self, field: Field, value: u32) {
        match field {
            Field::N => self.n = value as u8,
            Field::A => self.a = value as u16,
            Field::B => self.b = value as u16,
            Field::C => self.c = value as u16,
            Field::Bx => {
                self.b = value as u16;
                self.c = (value >> 16) as u16;
            }
        }
    }

    /// The little-endian bytes of the word.
    pub const fn to_bytes(self) -> [u8; 8] {
        let (a, b, c) = (self.a.to_le_bytes(), self.b.to_le_bytes(), self.c.to_le_bytes());
        [self.op as u8, self.n, a[0], a[1], b[0], b[1], c[0], c[1]]
    }

    /// The instruction with these bytes, or `None` when there is no such opcode.
    pub fn from_bytes(bytes: [u8; 8]) -> Option<Insn> {
        let [op, n, a0, a1, b0, b1, c0, c1] = bytes;
        Some(Insn {
            op: Op::from_u8(op)?,
            n,
            a: u16::from_le_bytes([a0, a1]),
            b: u16::from_le_bytes([b0, b1]),
            c: u16::from_le_bytes([c0, c1]),
        })
    }

    /// The offset of a jump (from the next instruction), or `None` when this is not one.
    pub fn jump_offset(self) -> Option<i32> {
        Some(match self.op.info().jump_field()? {
            Field::C => i32::from(self.c as i16),
            _ => self.sbx(),
        })
    }

    /// The same jump with another offset, or `None` when this is not a jump or the offset does not fit
    /// its field (the fused jumps have 16 bits).
    pub fn with_jump_offset(mut self, offset: i32) -> Option<Insn> {
        match self.op.info().jump_field()? {
            Field::C => self.c = i16::try_from(offset).ok()? as u16,
            _ => self.set_raw(Field::Bx, offset as u32),
        }
        Some(self)
    }
}

impl fmt::Debug for Insn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} n={} a={} b={} c={}", self.op, self.n, self.a, self.b, self.c)
    }
}

/// A row of the table as data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpInfo {
    pub op: Op,
    pub mnemonic: &'static str,
    pub family: &'static str,
    pub doc: &'static str,
    pub operands: &'static [OperandInfo],
    /// Control never goes on to the next instruction.
    pub terminator: bool,
    /// The instruction may raise an exception, which the covering handler then sees.
    pub may_throw: bool,
    /// The instruction counts down the safepoint budget.
    pub safepoint: bool,
    /// What the instruction writes is never a heap object.
    pub uncounted: bool,
    /// Only linking makes it.
    pub linked: bool,
}

impl OpInfo {
    /// The field of the jump offset, if this is a jump.
    pub fn jump_field(&self) -> Option<Field> {
        self.operands.iter().find(|o| o.kind == OperandKind::Jump).map(|o| o.field)
    }
}

/// The mnemonic is the constructor's name without the underscore that keywords of Rust need.
const fn mnemonic(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [.., b'_'] => name.split_at(name.len() - 1).0,
        _ => name,
    }
}

/// Whether `flag` is among `flags`.
const fn has_flag(flags: &[&str], flag: &str) -> bool {
    let mut i = 0;
    while i < flags.len() {
        if same(flags[i].as_bytes(), flag.as_bytes()) {
            return true;
        }
        i += 1;
    }
    false
}

/// `==` for constant evaluation.
const fn same(mut x: &[u8], mut y: &[u8]) -> bool {
    while let ([a, rest_x @ ..], [b, rest_y @ ..]) = (x, y) {
        if *a != *b {
            return false;
        }
        (x, y) = (rest_x, rest_y);
    }
    x.is_empty() && y.is_empty()
}

macro_rules! derive_from_table {
    ($( $(#[doc = $doc:literal])+ $family:ident :: $name:ident $Op:ident
        ( $($operand:ident : $kind:ident @ $field:ident),* ) [ $($flag:ident)* ] ; )*) => {
        /// The opcodes, in the order of the table.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Op {
            $( $(#[doc = $doc])+ $Op, )*
        }

        impl Op {
            /// Every opcode, in order.
            pub const ALL: &'static [Op] = &[ $( Op::$Op ),* ];
        }

        static INFO: &[OpInfo] = &[ $( OpInfo {
            op: Op::$Op,
            mnemonic: mnemonic(stringify!($name)),
            family: stringify!($family),
            doc: concat!($($doc),+),
            operands: &[ $( OperandInfo {
                name: stringify!($operand),
                kind: OperandKind::$kind,
                field: operand_field!($field),
            } ),* ],
            terminator: has_flag(&[$(stringify!($flag)),*], "terminator"),
            may_throw: has_flag(&[$(stringify!($flag)),*], "may_throw"),
            safepoint: has_flag(&[$(stringify!($flag)),*], "safepoint"),
            uncounted: has_flag(&[$(stringify!($flag)),*], "uncounted"),
            linked: has_flag(&[$(stringify!($flag)),*], "linked"),
        } ),* ];

        /// One constructor per instruction.
        impl Insn { $(
            $(#[doc = $doc])+
            #[inline]
            pub fn $name($($operand: operand_type!($kind@$field)),*) -> Insn {
                #[allow(unused_mut, reason = "an instruction may have no operands")]
                let mut insn = Insn::bare(Op::$Op);
                $( OperandType::store($operand, &mut insn, operand_field!($field)); )*
                insn
            }
        )* }
    };
}

for_each_op!(derive_from_table);

impl Op {
    /// The opcode with this number.
    #[inline]
    pub fn from_u8(number: u8) -> Option<Op> {
        Op::ALL.get(usize::from(number)).copied()
    }

    /// The opcode with this mnemonic.
    pub fn from_mnemonic(mnemonic: &str) -> Option<Op> {
        INFO.iter().find(|info| info.mnemonic == mnemonic).map(|info| info.op)
    }

    /// The row of the table.
    #[inline]
    pub fn info(self) -> &'static OpInfo {
        &INFO[self as usize]
    }

    /// The name in the text form.
    pub fn mnemonic(self) -> &'static str {
        self.info().mnemonic
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.mnemonic())
    }
}

impl fmt::Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.mnemonic())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Reg, operand};
    use std::collections::HashSet;

    #[test]
    fn rows_are_consistent() {
        let mut mnemonics = HashSet::new();
        for (number, op) in Op::ALL.iter().enumerate() {
            let info = op.info();
            assert_eq!(*op as usize, number);
            assert_eq!(info.op, *op);
            assert!(mnemonics.insert(info.mnemonic), "{op} twice");
            assert_eq!(Op::from_mnemonic(info.mnemonic), Some(*op));
            assert!(info.doc.trim().starts_with('`'), "{op} has no transfer line");
            let mut used = 0u8;
            for operand in info.operands {
                let bits = match operand.field {
                    Field::N => 1,
                    Field::A => 2,
                    Field::B => 4,
                    Field::C => 8,
                    Field::Bx => 12,
                };
                assert_eq!(used & bits, 0, "{op}: two operands in one field");
                used |= bits;
                // The move bits live in `n`, so that a row has either them or a count there.
                if operand.kind == OperandKind::Use {
                    assert!(info.operands.iter().all(|o| o.field != Field::N), "{op}");
                }
            }
        }
    }

    #[test]
    fn flags_are_read_by_name() {
        assert!(Op::Return.info().terminator && !Op::Return.info().may_throw);
        assert!(Op::Call.info().safepoint && Op::Call.info().may_throw && !Op::Call.info().terminator);
        assert!(!Op::Add.info().safepoint && Op::Add.info().may_throw);
        assert!(!Op::Nil.info().safepoint && !Op::Nil.info().may_throw && !Op::Nil.info().terminator);
    }

    #[test]
    fn constructors_fill_the_fields() {
        let insn = Insn::add(Reg(1), Use::last(Reg(2)), Use::keep(Reg(3)));
        assert_eq!((insn.n, insn.a, insn.b, insn.c), (2, 1, 2, 3));
        assert_eq!(operand!(insn, Use @ b), Use::last(Reg(2)));
        assert_eq!(Insn::int(Reg(0), -5).sbx(), -5);
        assert_eq!(Insn::from_bytes(insn.to_bytes()), Some(insn));
        assert_eq!(Insn::from_bytes([255; 8]), None);
        let jump = Insn::jump_not_lt_int(Reg(0).into(), -1, -3);
        assert_eq!(jump.jump_offset(), Some(-3));
        assert_eq!(jump.with_jump_offset(40_000), None);
        assert_eq!(Insn::jump(0).with_jump_offset(-40_000).and_then(Insn::jump_offset), Some(-40_000));
        assert_eq!((Op::True.mnemonic(), Op::Loop.mnemonic()), ("true", "loop"));
    }
}
