//! Newtypes for everything the bytecode counts: registers, constants, functions, code positions.
//!
//! One macro makes them all. The `Display` form of an id is its spelling in the text form of the
//! bytecode (`r3`, `k7`, `f1`, `@12`). Nothing here checks a range: that is the verifier's work.

use std::fmt;

macro_rules! ids {
    ($( $(#[$doc:meta])* $name:ident($int:ty) = $prefix:literal; )*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[repr(transparent)]
        pub struct $name(pub $int);

        impl $name {
            /// The id as a table index.
            #[inline]
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The id of the table entry at `index`, or `None` when ids of this kind cannot count that far.
            #[inline]
            pub fn from_index(index: usize) -> Option<Self> {
                <$int>::try_from(index).ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )* };
}

ids! {
    /// A register, relative to the frame of the running function.
    Reg(u16) = "r";
    /// A constant of the unit.
    ConstId(u32) = "k";
    /// A constant of the unit whose number fits the 16-bit operand field.
    ConstId16(u16) = "k";
    /// A function of the unit.
    FuncId(u32) = "f";
    /// The position of an instruction in the code of one arity.
    Pc(u32) = "@";
    /// A switch table of one arity.
    SwitchId(u32) = "s";
    /// A captured value of the running function.
    CaptureId(u32) = "c";
}

impl ConstId {
    /// The short form, when the number fits.
    pub fn narrow(self) -> Option<ConstId16> {
        u16::try_from(self.0).ok().map(ConstId16)
    }
}

impl From<ConstId16> for ConstId {
    fn from(id: ConstId16) -> ConstId {
        ConstId(u32::from(id.0))
    }
}

impl Reg {
    /// The register `n` places above this one, or `None` past the last possible register.
    pub fn offset(self, n: usize) -> Option<Reg> {
        Reg::from_index(self.index().checked_add(n)?)
    }
}

impl Pc {
    /// The position of the next instruction.
    pub const fn next(self) -> Pc {
        Pc(self.0.saturating_add(1))
    }

    /// Where a jump at this position with this offset goes (offsets count from the next instruction),
    /// or `None` when that is before the start of the code or beyond every possible position.
    pub fn jump(self, offset: i32) -> Option<Pc> {
        let target = i64::from(self.0) + 1 + i64::from(offset);
        u32::try_from(target).ok().map(Pc)
    }

    /// The offset that takes a jump at this position to `target`, when it fits.
    pub fn offset_to(self, target: Pc) -> Option<i32> {
        i32::try_from(i64::from(target.0) - i64::from(self.0) - 1).ok()
    }
}
