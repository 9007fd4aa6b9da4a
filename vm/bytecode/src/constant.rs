//! Constants of a unit: a plain literal tree, and the pool that numbers them.
//!
//! The tree holds no runtime values; the VM's linker makes them. Equality and hash are those of the
//! *text* (two doubles are one constant when their bits agree, `1` and `1N` are two), so that pooling
//! is deterministic. They recurse, hence [`ConstantPool::add`] refuses what is nested deeper than
//! [`MAX_DEPTH`]; dropping does not recurse.

use crate::ids::{ConstId, FuncId};
use indexmap::IndexSet;
use std::fmt;
use std::mem;

/// How deep constants may nest.
pub const MAX_DEPTH: usize = 512;

/// A constant of a code unit.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Constant {
    Nil,
    Bool(bool),
    Long(i64),
    /// A boxed `Integer`, as `(int 1)` evaluated at read time gives.
    Int(i32),
    Short(i16),
    Byte(i8),
    /// The bits of a double; see [`Constant::double`].
    Double(u64),
    /// The bits of a float; see [`Constant::float`].
    Float(u32),
    /// A UTF-16 code unit.
    Char(u16),
    /// WTF-8: UTF-8 in which unpaired surrogates may stand too, as in Java strings.
    Str(Box<[u8]>),
    Symbol {
        ns: Option<String>,
        name: String,
    },
    Keyword {
        ns: Option<String>,
        name: String,
    },
    /// Decimal digits, with a `-` when negative.
    BigInt(String),
    /// Numerator and denominator in decimal digits.
    Ratio(String, String),
    /// What `BigDecimal.toString` prints.
    Decimal(String),
    /// The source of a pattern.
    Regex(String),
    Uuid(u128),
    /// An instant: milliseconds since the epoch, and the nanoseconds within the second.
    Inst {
        millis: i64,
        nanos: u32,
    },
    List(Vec<Constant>),
    Vector(Vec<Constant>),
    /// In the order of the source; keys are distinct.
    Map(Vec<(Constant, Constant)>),
    Set(Vec<Constant>),
    WithMeta {
        meta: Box<Constant>,
        value: Box<Constant>,
    },
    Var {
        ns: String,
        name: String,
    },
    /// A class or type by its full name.
    Class(String),
    /// A native function by its name.
    Native(String),
    /// The member in `(.name target …)`.
    Member {
        name: String,
        kind: MemberKind,
        class_hint: Option<String>,
    },
    StaticMember {
        class: String,
        member: String,
    },
    /// A function without captures, as a value.
    Function(FuncId),
    ReifyType {
        name: String,
        interfaces: Vec<String>,
        methods: Vec<MethodSpec>,
        meta: Option<Box<Constant>>,
    },
    Namespace(String),
    /// A tagged literal without a reader: `tag` is a symbol.
    Tagged {
        tag: Box<Constant>,
        form: Box<Constant>,
    },
    /// A record literal `#user.Point{…}`.
    Record {
        class: String,
        map: Vec<(Constant, Constant)>,
    },
    /// An object that `eval` found in its form (a function, an atom …): the place in the list of such
    /// objects that is handed over beside the unit. Files cannot hold it: decoders refuse the tag.
    Embedded(u32),
}

/// What `(.name target …)` may mean.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MemberKind {
    Method,
    /// `(.-name target)`
    Field,
    /// `(.name target)`: a field or a method without arguments.
    Either,
}

/// A method of a reified type; `arity` does not count the target.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MethodSpec {
    pub name: String,
    pub arity: u16,
}

/// The kinds that operands ask for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ConstantKind {
    /// Anything that is a value by itself, and neither of the kinds below.
    Value,
    Keyword,
    Var,
    Class,
    Native,
    Member,
    StaticMember,
    ReifyType,
}

impl Constant {
    /// The constant for a double.
    pub fn double(value: f64) -> Constant {
        Constant::Double(value.to_bits())
    }

    /// The constant for a float.
    pub fn float(value: f32) -> Constant {
        Constant::Float(value.to_bits())
    }

    /// The constant for a string.
    pub fn string(text: &str) -> Constant {
        Constant::Str(text.as_bytes().into())
    }

    /// `Constant::symbol(None, "x")` is `x`.
    pub fn symbol(ns: Option<&str>, name: &str) -> Constant {
        Constant::Symbol { ns: ns.map(str::to_owned), name: name.to_owned() }
    }

    /// `Constant::keyword(Some("my.ns"), "k")` is `:my.ns/k`.
    pub fn keyword(ns: Option<&str>, name: &str) -> Constant {
        Constant::Keyword { ns: ns.map(str::to_owned), name: name.to_owned() }
    }

    /// The var `ns/name`.
    pub fn var(ns: &str, name: &str) -> Constant {
        Constant::Var { ns: ns.to_owned(), name: name.to_owned() }
    }

    /// Which operands the constant fits.
    pub fn kind(&self) -> ConstantKind {
        match self {
            Constant::Keyword { .. } => ConstantKind::Keyword,
            Constant::Var { .. } => ConstantKind::Var,
            Constant::Class(_) => ConstantKind::Class,
            Constant::Native(_) => ConstantKind::Native,
            Constant::Member { .. } => ConstantKind::Member,
            Constant::StaticMember { .. } => ConstantKind::StaticMember,
            Constant::ReifyType { .. } => ConstantKind::ReifyType,
            _ => ConstantKind::Value,
        }
    }

    /// Whether the constant can be loaded in a register or stand within another one.
    pub fn is_value(&self) -> bool {
        !matches!(self, Constant::Member { .. } | Constant::StaticMember { .. } | Constant::ReifyType { .. })
    }

    /// The constants directly within this one.
    pub fn for_each_child<'a>(&'a self, mut visit: impl FnMut(&'a Constant)) {
        match self {
            Constant::List(items) | Constant::Vector(items) | Constant::Set(items) => items.iter().for_each(visit),
            Constant::Map(pairs) | Constant::Record { map: pairs, .. } => {
                for (key, value) in pairs {
                    visit(key);
                    visit(value);
                }
            }
            Constant::WithMeta { meta: x, value: y } | Constant::Tagged { tag: x, form: y } => {
                visit(x);
                visit(y);
            }
            Constant::ReifyType { meta: Some(meta), .. } => visit(meta),
            _ => {}
        }
    }

    /// Whether no constant within this one lies deeper than `limit` levels. Does not recurse.
    pub fn depth_within(&self, limit: usize) -> bool {
        let mut level = vec![self];
        let mut depth = 0;
        while !level.is_empty() {
            if depth > limit {
                return false;
            }
            let mut next = Vec::new();
            for constant in level {
                constant.for_each_child(|child| next.push(child));
            }
            level = next;
            depth += 1;
        }
        true
    }

    /// Does it stand for a class, or hold one that does? Does not recurse.
    fn names_class(&self) -> bool {
        let mut pending = vec![self];
        while let Some(constant) = pending.pop() {
            if matches!(constant, Constant::Class(_) | Constant::Record { .. } | Constant::ReifyType { .. }) {
                return true;
            }
            constant.for_each_child(|child| pending.push(child));
        }
        false
    }

    /// Moves everything within this constant to `out`, so that dropping it does not recurse.
    fn take_children(&mut self, out: &mut Vec<Constant>) {
        match self {
            Constant::List(items) | Constant::Vector(items) | Constant::Set(items) => out.append(items),
            Constant::Map(pairs) | Constant::Record { map: pairs, .. } => {
                for (key, value) in mem::take(pairs) {
                    out.push(key);
                    out.push(value);
                }
            }
            Constant::WithMeta { meta: x, value: y } | Constant::Tagged { tag: x, form: y } => {
                out.push(mem::replace(&mut **x, Constant::Nil));
                out.push(mem::replace(&mut **y, Constant::Nil));
            }
            Constant::ReifyType { meta: Some(meta), .. } => out.push(mem::replace(&mut **meta, Constant::Nil)),
            _ => {}
        }
    }
}

impl Drop for Constant {
    fn drop(&mut self) {
        let mut work = Vec::new();
        self.take_children(&mut work);
        while let Some(mut constant) = work.pop() {
            constant.take_children(&mut work);
        }
    }
}

/// Why a constant cannot be pooled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PoolError {
    /// It nests deeper than [`MAX_DEPTH`].
    TooDeep,
    /// The unit has all the constants it can number.
    Full,
}

impl fmt::Display for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PoolError::TooDeep => {
                write!(f, "A constant is nested more than {MAX_DEPTH} levels deep")
            }
            PoolError::Full => f.write_str("The unit has too many constants"),
        }
    }
}

impl std::error::Error for PoolError {}

/// Numbers constants in the order of their first use, each once.
#[derive(Clone, Debug, Default)]
pub struct ConstantPool {
    /// With each, how often a type had been defined again when it was added, if that matters to it.
    constants: IndexSet<(Constant, u32)>,
    redefinitions: u32,
}

impl ConstantPool {
    /// A pool without constants.
    pub fn new() -> ConstantPool {
        ConstantPool::default()
    }

    /// The id of the constant, which is added unless an equal one is there.
    pub fn add(&mut self, constant: Constant) -> Result<ConstId, PoolError> {
        if !constant.depth_within(MAX_DEPTH) {
            return Err(PoolError::TooDeep);
        }
        let generation = if self.redefinitions > 0 && constant.names_class() { self.redefinitions } else { 0 };
        let (index, _) = self.constants.insert_full((constant, generation));
        ConstId::from_index(index).ok_or(PoolError::Full)
    }

    /// A type is defined that the unit has defined before: its name means another class from here on, while a constant
    /// stands for one class. So constants with classes that follow are numbered anew.
    pub fn redefine_type(&mut self) {
        self.redefinitions += 1;
    }

    /// The constant with this id.
    pub fn get(&self, id: ConstId) -> Option<&Constant> {
        self.constants.get_index(id.index()).map(|(constant, _)| constant)
    }

    /// How many constants there are.
    pub fn len(&self) -> usize {
        self.constants.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.constants.is_empty()
    }

    /// Forgets the constants that were added after there were `len`.
    pub fn truncate(&mut self, len: usize) {
        self.constants.truncate(len);
    }

    /// The constants in order of their ids.
    pub fn into_constants(self) -> Vec<Constant> {
        self.constants.into_iter().map(|(constant, _)| constant).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pool_numbers_equal_constants_once() {
        let mut pool = ConstantPool::new();
        assert_eq!(pool.add(Constant::double(0.0)), Ok(ConstId(0)));
        assert_eq!(pool.add(Constant::double(-0.0)), Ok(ConstId(1)));
        assert_eq!(pool.add(Constant::double(f64::NAN)), Ok(ConstId(2)));
        assert_eq!(pool.add(Constant::double(f64::NAN)), Ok(ConstId(2)));
        assert_eq!(pool.add(Constant::Long(1)), Ok(ConstId(3)));
        assert_eq!(pool.add(Constant::BigInt("1".into())), Ok(ConstId(4)));
    }

    #[test]
    fn a_type_that_is_defined_again_has_a_number_of_its_own() {
        let mut pool = ConstantPool::new();
        let class = || Constant::Class("user.T".into());
        assert_eq!(pool.add(class()), Ok(ConstId(0)));
        assert_eq!(pool.add(Constant::Long(1)), Ok(ConstId(1)));
        pool.redefine_type();
        assert_eq!(pool.add(class()), Ok(ConstId(2)));
        assert_eq!(pool.add(Constant::List(vec![class()])), Ok(ConstId(3)));
        assert_eq!(pool.add(class()), Ok(ConstId(2)));
        assert_eq!(pool.add(Constant::Long(1)), Ok(ConstId(1)));
    }

    #[test]
    fn deep_constants_are_refused_and_dropped_without_recursion() {
        let mut deep = Constant::Nil;
        for _ in 0..1_000_000 {
            deep = Constant::List(vec![deep]);
        }
        assert!(!deep.depth_within(MAX_DEPTH));
        assert_eq!(ConstantPool::new().add(deep), Err(PoolError::TooDeep));
    }
}
