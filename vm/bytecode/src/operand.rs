//! Operands: fields of the word, the Rust types that go into them, the kinds of the table.
//!
//! The macros give a consumer of the table the type of an operand from its kind and field.

use crate::constant::ConstantKind;
use crate::ids::{CaptureId, ConstId, ConstId16, FuncId, Reg, SwitchId};
use crate::op::Insn;
use std::fmt;

/// A field of the word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Field {
    N,
    A,
    B,
    C,
    /// `b` and `c` together.
    Bx,
}

impl Field {
    /// The bit of `n` that says that the `Use` operand in this field is the last use of its register.
    pub const fn move_bit(self) -> u8 {
        match self {
            Field::A => 1,
            Field::B => 2,
            Field::C => 4,
            Field::N | Field::Bx => 0,
        }
    }
}

/// A register operand together with whether this is its last use (`^r3`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Use {
    pub reg: Reg,
    pub last: bool,
}

impl Use {
    /// A read that leaves the register as it is.
    pub const fn keep(reg: Reg) -> Use {
        Use { reg, last: false }
    }

    /// A read that moves the value out and leaves nil.
    pub const fn last(reg: Reg) -> Use {
        Use { reg, last: true }
    }
}

impl From<Reg> for Use {
    fn from(reg: Reg) -> Use {
        Use::keep(reg)
    }
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.last { write!(f, "^{}", self.reg) } else { write!(f, "{}", self.reg) }
    }
}

/// A Rust type that holds an operand: how it goes into a field and comes out.
pub trait OperandType: Copy {
    /// The operand in this field.
    fn load(insn: Insn, field: Field) -> Self;
    /// Puts the operand in this field.
    fn store(self, insn: &mut Insn, field: Field);
}

macro_rules! operand_types {
    ($( $type:ty: $raw:ident => $load:expr, $value:ident => $store:expr; )*) => { $(
        impl OperandType for $type {
            #[inline]
            fn load(insn: Insn, field: Field) -> Self {
                let $raw = insn.raw(field);
                $load
            }

            #[inline]
            fn store(self, insn: &mut Insn, field: Field) {
                let $value = self;
                insn.set_raw(field, $store);
            }
        }
    )* };
}

operand_types! {
    Reg: raw => Reg(raw as u16), v => u32::from(v.0);
    ConstId: raw => ConstId(raw), v => v.0;
    ConstId16: raw => ConstId16(raw as u16), v => u32::from(v.0);
    FuncId: raw => FuncId(raw), v => v.0;
    SwitchId: raw => SwitchId(raw), v => v.0;
    CaptureId: raw => CaptureId(raw), v => v.0;
    u8: raw => raw as u8, v => u32::from(v);
    u16: raw => raw as u16, v => u32::from(v);
    u32: raw => raw, v => v;
    i16: raw => raw as u16 as i16, v => u32::from(v as u16);
    i32: raw => raw as i32, v => v as u32;
}

impl OperandType for Use {
    #[inline]
    fn load(insn: Insn, field: Field) -> Use {
        Use { reg: Reg(insn.raw(field) as u16), last: insn.n & field.move_bit() != 0 }
    }

    #[inline]
    fn store(self, insn: &mut Insn, field: Field) {
        insn.set_raw(field, u32::from(self.reg.0));
        if self.last {
            insn.n |= field.move_bit();
        }
    }
}

/// The Rust type of an operand, from its kind and field: `operand_type!(Use@b)` is [`Use`].
#[macro_export]
macro_rules! operand_type {
    (Use@$f:ident) => {
        $crate::operand::Use
    };
    (Const@bx) => {
        $crate::ids::ConstId
    };
    (Const@c) => {
        $crate::ids::ConstId16
    };
    (Var@bx) => {
        $crate::ids::ConstId
    };
    (Native@bx) => {
        $crate::ids::ConstId
    };
    (Member@bx) => {
        $crate::ids::ConstId
    };
    (StaticMember@bx) => {
        $crate::ids::ConstId
    };
    (ReifyType@bx) => {
        $crate::ids::ConstId
    };
    (Class@bx) => {
        $crate::ids::ConstId
    };
    (Class@c) => {
        $crate::ids::ConstId16
    };
    (Keyword@c) => {
        $crate::ids::ConstId16
    };
    (Int@bx) => {
        i32
    };
    (Imm@$f:ident) => {
        i16
    };
    (Jump@bx) => {
        i32
    };
    (Jump@c) => {
        i16
    };
    (Argc@n) => {
        u8
    };
    (Argc@bx) => {
        u32
    };
    (Func@bx) => {
        $crate::ids::FuncId
    };
    (Capture@bx) => {
        $crate::ids::CaptureId
    };
    (Switch@bx) => {
        $crate::ids::SwitchId
    };
    (Index@c) => {
        u16
    };
    (Flags@n) => {
        u8
    };
    ($register_kind:ident@$f:ident) => {
        $crate::ids::Reg
    };
}

/// The [`Field`] named by a lower-case letter of the table.
#[macro_export]
macro_rules! operand_field {
    (n) => {
        $crate::operand::Field::N
    };
    (a) => {
        $crate::operand::Field::A
    };
    (b) => {
        $crate::operand::Field::B
    };
    (c) => {
        $crate::operand::Field::C
    };
    (bx) => {
        $crate::operand::Field::Bx
    };
}

/// The operand of this kind in this field of an instruction, typed: `operand!(insn, Use@b)`.
#[macro_export]
macro_rules! operand {
    ($insn:expr, $kind:ident@$field:ident) => {
        <$crate::operand_type!($kind@$field) as $crate::operand::OperandType>::load($insn, $crate::operand_field!($field))
    };
}

/// The kind of an operand; the table in [`ops`](crate::ops) says what each means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OperandKind {
    Dst,
    Src,
    Use,
    Move,
    Clear,
    InPlace,
    WinOne,
    WinCall,
    WinSlot,
    WinArgs,
    WinPairs,
    WinCaptures,
    WinDef,
    Const,
    Var,
    Native,
    Member,
    StaticMember,
    Class,
    Keyword,
    ReifyType,
    Int,
    Imm,
    Jump,
    Argc,
    Func,
    Capture,
    Switch,
    Index,
    Flags,
}

impl OperandKind {
    /// Whether the operand names a register.
    pub const fn is_register(self) -> bool {
        use OperandKind::*;
        matches!(self, Dst | Src | Use | Move | Clear | InPlace) || self.is_window()
    }

    /// Whether the operand names the first of several registers.
    pub const fn is_window(self) -> bool {
        use OperandKind::*;
        matches!(self, WinOne | WinCall | WinSlot | WinArgs | WinPairs | WinCaptures | WinDef)
    }

    /// The kind of the constant that the operand names, if it names one.
    pub const fn constant_kind(self) -> Option<ConstantKind> {
        Some(match self {
            OperandKind::Const => ConstantKind::Value,
            OperandKind::Var => ConstantKind::Var,
            OperandKind::Native => ConstantKind::Native,
            OperandKind::Member => ConstantKind::Member,
            OperandKind::StaticMember => ConstantKind::StaticMember,
            OperandKind::Class => ConstantKind::Class,
            OperandKind::Keyword => ConstantKind::Keyword,
            OperandKind::ReifyType => ConstantKind::ReifyType,
            _ => return None,
        })
    }
}

/// An operand of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OperandInfo {
    pub name: &'static str,
    pub kind: OperandKind,
    pub field: Field,
}
