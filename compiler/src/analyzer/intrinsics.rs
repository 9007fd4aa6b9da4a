//! Which calls of `clojure.core` functions are compiled to instructions of their own.
//!
//! Only functions that Clojure itself inlines, and only for the numbers of arguments for which it does:
//! a call of any other function goes through its var, so that `with-redefs` is seen.

use crate::node::Intrinsic;

/// How a call becomes instructions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Plan {
    /// One instruction with the call's arguments.
    Direct(Intrinsic),
    /// `(+ a b c)` is `(+ (+ a b) c)`.
    Fold(Intrinsic),
}

/// The longest call that is folded. Longer ones (they are rare) would nest the tree deeply.
const MAX_FOLD: usize = 64;

/// Name in `clojure.core`, intrinsic, and whether a call with more than two arguments is folded.
const TABLE: &[(&str, Intrinsic, bool)] = &[
    ("+", Intrinsic::Add, true),
    ("-", Intrinsic::Sub, true),
    ("-", Intrinsic::Neg, false),
    ("*", Intrinsic::Mul, true),
    ("/", Intrinsic::Div, true),
    ("inc", Intrinsic::Inc, false),
    ("dec", Intrinsic::Dec, false),
    ("quot", Intrinsic::Quot, false),
    ("rem", Intrinsic::Rem, false),
    ("bit-and", Intrinsic::BitAnd, true),
    ("bit-or", Intrinsic::BitOr, true),
    ("bit-xor", Intrinsic::BitXor, true),
    ("bit-not", Intrinsic::BitNot, false),
    ("bit-shift-left", Intrinsic::Shl, false),
    ("bit-shift-right", Intrinsic::Shr, false),
    ("unsigned-bit-shift-right", Intrinsic::Ushr, false),
    ("=", Intrinsic::Eq, false),
    ("==", Intrinsic::NumEq, false),
    ("<", Intrinsic::Lt, false),
    ("<=", Intrinsic::Le, false),
    (">", Intrinsic::Gt, false),
    (">=", Intrinsic::Ge, false),
    ("zero?", Intrinsic::IsZero, false),
    ("pos?", Intrinsic::IsPos, false),
    ("neg?", Intrinsic::IsNeg, false),
    ("nil?", Intrinsic::IsNil, false),
    ("identical?", Intrinsic::Identical, false),
    ("get", Intrinsic::Get, false),
    ("nth", Intrinsic::Nth, false),
    ("count", Intrinsic::Count, false),
    ("aget", Intrinsic::Aget, false),
    ("aset", Intrinsic::Aset, false),
    ("alength", Intrinsic::Alength, false),
];

/// The functions that are one of the above without a check for overflow.
const UNCHECKED: &[(&str, Intrinsic)] = &[
    ("unchecked-add", Intrinsic::Add),
    ("unchecked-subtract", Intrinsic::Sub),
    ("unchecked-multiply", Intrinsic::Mul),
    ("unchecked-inc", Intrinsic::Inc),
    ("unchecked-dec", Intrinsic::Dec),
];

/// The intrinsic for a call of `clojure.core/name` that wraps around.
pub fn unchecked(name: &str, argc: usize) -> Option<Intrinsic> {
    UNCHECKED.iter().find(|row| row.0 == name && argc == row.1.arity()).map(|row| row.1)
}

/// The plan for a call of `clojure.core/name` with `argc` arguments.
pub fn plan(name: &str, argc: usize) -> Option<Plan> {
    TABLE.iter().filter(|row| row.0 == name).find_map(|&(_, op, fold)| match argc {
        _ if argc == op.arity() => Some(Plan::Direct(op)),
        3..=MAX_FOLD if fold => Some(Plan::Fold(op)),
        _ => None,
    })
}

/// The plan for a call of `lisle.native/name`: the functions above, and what only the core library may use.
pub fn native_plan(name: &str, argc: usize) -> Option<Plan> {
    match (name, argc) {
        ("not", 1) => Some(Plan::Direct(Intrinsic::Not)),
        ("take-out", 2) => Some(Plan::Direct(Intrinsic::TakeOut)),
        ("seq", 1) => Some(Plan::Direct(Intrinsic::Seq)),
        ("first", 1) => Some(Plan::Direct(Intrinsic::First)),
        ("next", 1) => Some(Plan::Direct(Intrinsic::Next)),
        ("rest", 1) => Some(Plan::Direct(Intrinsic::Rest)),
        ("cons", 2) => Some(Plan::Direct(Intrinsic::Cons)),
        ("lazy-seq", 1) => Some(Plan::Direct(Intrinsic::LazySeq)),
        ("chunked-seq?", 1) => Some(Plan::Direct(Intrinsic::IsChunked)),
        ("reduced?", 1) => Some(Plan::Direct(Intrinsic::IsReduced)),
        ("atom?", 1) => Some(Plan::Direct(Intrinsic::IsAtom)),
        ("atom-value", 1) => Some(Plan::Direct(Intrinsic::AtomValue)),
        ("compare-and-swap", 3) => Some(Plan::Direct(Intrinsic::CompareAndSwap)),
        _ => plan(name, argc),
    }
}

/// What `*unchecked-math*` turns an intrinsic on two longs into.
pub fn has_unchecked(op: Intrinsic) -> bool {
    matches!(op, Intrinsic::Add | Intrinsic::Sub | Intrinsic::Mul | Intrinsic::Inc | Intrinsic::Dec | Intrinsic::Neg)
}
