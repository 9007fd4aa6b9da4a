//! The core functions that have an instruction of their own.
//!
//! The names of these functions in Clojure, and for how many arguments they are compiled this way, stand
//! in `analyzer/intrinsics.rs`. Clojure counterpart: `clojure.lang.Intrinsics` and `:inline` metadata.

use super::Type;

macro_rules! intrinsics {
    ($( $(#[$doc:meta])* $name:ident $text:literal $arity:literal; )*) => {
        /// An operation with an instruction of its own.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Intrinsic { $( $(#[$doc])* $name, )* }

        impl Intrinsic {
            /// All of them.
            pub const ALL: &'static [Intrinsic] = &[$( Intrinsic::$name, )*];

            /// The name in the text form of the tree.
            pub fn name(self) -> &'static str {
                match self { $( Intrinsic::$name => $text, )* }
            }

            /// The number of arguments.
            pub fn arity(self) -> usize {
                match self { $( Intrinsic::$name => $arity, )* }
            }
        }
    };
}

intrinsics! {
    Add "+" 2;
    Sub "-" 2;
    Mul "*" 2;
    Div "/" 2;
    Neg "neg" 1;
    /// `(inc x)`: `x + 1`
    Inc "inc" 1;
    Dec "dec" 1;
    Quot "quot" 2;
    Rem "rem" 2;
    BitAnd "bit-and" 2;
    BitOr "bit-or" 2;
    BitXor "bit-xor" 2;
    BitNot "bit-not" 1;
    Shl "bit-shift-left" 2;
    Shr "bit-shift-right" 2;
    Ushr "unsigned-bit-shift-right" 2;
    /// Clojure's `=`
    Eq "=" 2;
    /// `==` of numbers
    NumEq "==" 2;
    Lt "<" 2;
    Le "<=" 2;
    Gt ">" 2;
    Ge ">=" 2;
    /// `(zero? x)`: `x == 0`
    IsZero "zero?" 1;
    /// `(pos? x)`: `x > 0`
    IsPos "pos?" 1;
    /// `(neg? x)`: `x < 0`
    IsNeg "neg?" 1;
    IsNil "nil?" 1;
    Not "not" 1;
    Identical "identical?" 2;
    /// `(get coll key)`
    Get "get" 2;
    /// `(get coll key)` for who will put another value there: see the instruction
    TakeOut "take-out" 2;
    /// `(nth coll index)`
    Nth "nth" 2;
    /// `(nth coll index nil)` with a literal nil
    NthOrNil "nth-or-nil" 2;
    Count "count" 1;
    /// `(aget array index)`
    Aget "aget" 2;
    /// `(aset array index value)`
    Aset "aset" 3;
    Alength "alength" 1;
    Seq "seq" 1;
    First "first" 1;
    Next "next" 1;
    Rest "rest" 1;
    Cons "cons" 2;
    /// `(lazy-seq thunk)`: around a function of no arguments
    LazySeq "lazy-seq" 1;
    IsChunked "chunked-seq?" 1;
    IsReduced "reduced?" 1;
    /// Is the value an atom?
    IsAtom "atom?" 1;
    AtomValue "atom-value" 1;
    /// `(compare-and-swap atom old new)`: a step of `swap!`
    CompareAndSwap "compare-and-swap" 3;
}

impl Intrinsic {
    /// Can it neither throw nor run code of the program, whatever its arguments are?
    pub fn is_pure(self) -> bool {
        matches!(self, Intrinsic::IsNil | Intrinsic::Not | Intrinsic::Identical)
    }

    /// Does it yield `true` or `false`?
    pub fn is_predicate(self) -> bool {
        use Intrinsic::*;
        matches!(
            self,
            Eq | NumEq
                | Lt
                | Le
                | Gt
                | Ge
                | IsZero
                | IsPos
                | IsNeg
                | IsNil
                | Not
                | Identical
                | IsAtom
                | IsChunked
                | IsReduced
                | CompareAndSwap
        )
    }

    /// The type of the result for arguments of these types.
    pub fn result_type(self, args: &[&Type]) -> Type {
        use Intrinsic::*;
        if self.is_predicate() {
            return Type::Boolean;
        }
        if matches!(self, Aget | Aset) {
            return match args.first() {
                Some(Type::Hint(class)) if **class == *"[J" => Type::Long,
                Some(Type::Hint(class)) if **class == *"[D" => Type::Double,
                _ => Type::Any,
            };
        }
        let all_long = args.iter().all(|t| **t == Type::Long);
        let any_double = args.iter().any(|t| **t == Type::Double);
        match self {
            Count | BitNot | BitAnd | BitOr | BitXor | Shl | Shr | Ushr if self == Count || all_long => Type::Long,
            Add | Sub | Mul | Neg | Inc | Dec | Quot | Rem if all_long => Type::Long,
            // One primitive double makes the other operand one, whatever it is.
            Add | Sub | Mul | Div if any_double => Type::Double,
            Neg | Inc | Dec | Quot | Rem if args.iter().all(|t| matches!(t, Type::Long | Type::Double)) => Type::Double,
            _ => Type::Any,
        }
    }
}
