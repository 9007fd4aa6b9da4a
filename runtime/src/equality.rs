//! Equality: Clojure's `=` ([`equiv`]) and Java's `equals` ([`java_equals`]).
//!
//! The two walk collections alike and differ in the leaves (`=` compares numbers by category, `equals` by
//! class) and in records, which are `=` only to records of their type. The first argument decides as on the JVM: a
//! user type's `equiv` or `equals` is asked when it stands first, or second beside something that is no collection.
//!
//! Sequences are walked by loops; nesting goes through [`Thread::descend`].

use crate::class;
use crate::coll::{map, set};
use crate::error::{Error, ExceptionKind, Result};
use crate::inst::Inst;
use crate::instance::{self, Instance, implements};
use crate::keyword::Keyword;
use crate::number;
use crate::object::{Kind, Ref};
use crate::ops;
use crate::seq::{self, of_vector::vector_len, of_vector::vector_nth};
use crate::string::Str;
use crate::symbol::Symbol;
use crate::tagged::{ReaderConditional, TaggedLiteral};
use crate::thread::Thread;
use crate::uuid::Uuid;
use crate::value::{Tag, Value};
use std::ops::ControlFlow;

/// Clojure's `=` of two values.
#[inline]
pub fn equiv(t: &mut Thread, a: &Value, b: &Value) -> Result<bool> {
    match equiv_fast(a, b) {
        Some(answer) => Ok(answer),
        None => equal_objects(t, a, b, Mode::Equiv),
    }
}

/// The answer where no look inside a collection, number object or user type is needed.
#[inline]
pub fn equiv_fast(a: &Value, b: &Value) -> Option<bool> {
    if a.tag() != Tag::Object && b.tag() != Tag::Object {
        return Some(match (a.tag(), b.tag()) {
            (Tag::Double, Tag::Double) => a.as_double() == b.as_double(),
            (x, y) => x == y && a.bits() == b.bits(),
        });
    }
    if a.identical(b) {
        return Some(true);
    }
    match (a.kind(), b.kind()) {
        (Some(Kind::Str), Some(Kind::Str)) => Some(a.as_ref::<Str>() == b.as_ref::<Str>()),
        (Some(Kind::Keyword | Kind::Str), Some(Kind::Keyword | Kind::Str)) => Some(false),
        (Some(Kind::Keyword | Kind::Str), None) | (None, Some(Kind::Keyword | Kind::Str)) => Some(false),
        _ => None,
    }
}

/// Java's `equals`.
pub fn java_equals(t: &mut Thread, a: &Value, b: &Value) -> Result<bool> {
    equal(t, a, b, Mode::Java)
}

/// Which equality.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Equiv,
    Java,
}

#[inline]
fn equal(t: &mut Thread, a: &Value, b: &Value, mode: Mode) -> Result<bool> {
    if mode == Mode::Equiv {
        return equiv(t, a, b);
    }
    if a.tag() != Tag::Object && b.tag() != Tag::Object {
        return Ok(number::compare::java_equals(a, b).unwrap_or_else(|| a.identical(b)));
    }
    if a.identical(b) {
        return Ok(true);
    }
    equal_objects(t, a, b, mode)
}

/// How a value takes part in equality.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shape {
    /// A sequential collection.
    Sequence,
    Map,
    Record,
    Set,
    /// A collection of a user type, with its own `equiv`.
    User,
    /// A mutable list, map or set of Java's.
    JavaList,
    JavaMap,
    JavaSet,
    Other,
}

fn shape(t: &Thread, v: &Value) -> Shape {
    match v.kind() {
        None => Shape::Other,
        Some(Kind::Vector | Kind::SubVector | Kind::MapEntry | Kind::Queue) => Shape::Sequence,
        Some(Kind::ArrayMap | Kind::HashMap | Kind::SortedMap) => Shape::Map,
        Some(Kind::HashSet | Kind::SortedSet) => Shape::Set,
        Some(Kind::Instance) => {
            if instance::as_record(v).is_some() {
                Shape::Record
            } else if implements(v, "clojure.lang.IPersistentCollection") {
                Shape::User
            } else if implements(v, "clojure.lang.Sequential") || implements(v, "java.util.List") {
                Shape::JavaList
            } else if implements(v, "java.util.Map") {
                Shape::JavaMap
            } else if implements(v, "java.util.Set") {
                Shape::JavaSet
            } else {
                Shape::Other
            }
        }
        Some(Kind::Host) => {
            [("java.util.List", Shape::JavaList), ("java.util.Map", Shape::JavaMap), ("java.util.Set", Shape::JavaSet)]
                .into_iter()
                .find(|(interface, _)| is_host(t, v, interface))
                .map_or(Shape::Other, |(_, shape)| shape)
        }
        Some(_) if seq::is_seq(v) => Shape::Sequence,
        Some(_) => Shape::Other,
    }
}

/// Is a host object an instance of this class or interface?
pub(crate) fn is_host(t: &Thread, v: &Value, interface: &str) -> bool {
    let classes = &t.runtime.classes;
    classes.is_instance(&classes.intern(interface), v)
}

fn equal_objects(t: &mut Thread, a: &Value, b: &Value, mode: Mode) -> Result<bool> {
    let numbers = match mode {
        Mode::Equiv => number::compare::equiv(a, b),
        Mode::Java => number::compare::java_equals(a, b),
    };
    if let Some(answer) = numbers {
        return Ok(answer);
    }
    if a.is_nil() || b.is_nil() {
        return Ok(false);
    }
    match (shape(t, a), shape(t, b)) {
        (Shape::Other, Shape::Other) => equal_others(t, a, b, mode),
        (x, y) => t.descend(|t| equal_collections(t, (a, x), (b, y), mode)),
    }
}

fn equal_collections(t: &mut Thread, (a, x): (&Value, Shape), (b, y): (&Value, Shape), mode: Mode) -> Result<bool> {
    let method = if mode == Mode::Equiv { "equiv" } else { "equals" };
    match (x, y) {
        (Shape::User, _) => user_equal(t, a, b, method),
        (Shape::Sequence, Shape::Sequence | Shape::JavaList) => equal_sequences(t, a, b, mode),
        (Shape::Sequence, Shape::User) => {
            let sequential = implements(b, "clojure.lang.Sequential") || implements(b, "java.util.List");
            Ok(sequential && equal_sequences(t, a, b, mode)?)
        }
        (Shape::Map, Shape::Map) => equal_maps(t, a, b, mode),
        (Shape::Map, Shape::JavaMap) => equal_map_likes(t, a, b, mode),
        (Shape::Map, Shape::User) => {
            let comparable = implements(b, "java.util.Map")
                && (mode == Mode::Java
                    || !implements(b, "clojure.lang.IPersistentMap")
                    || implements(b, "clojure.lang.MapEquivalence"));
            Ok(comparable && equal_map_likes(t, a, b, mode)?)
        }
        (Shape::Record, Shape::Record) => {
            let (Some(r), Some(s)) = (a.as_ref::<Instance>(), b.as_ref::<Instance>()) else {
                return Ok(false);
            };
            if mode == Mode::Java || Ref::same(&r.class, &s.class) {
                return equal_records(t, a, b, mode);
            }
            Ok(false)
        }
        (Shape::Map, Shape::Record) | (Shape::Record, Shape::Map | Shape::JavaMap) => {
            Ok(mode == Mode::Java && equal_map_likes(t, a, b, mode)?)
        }
        (Shape::Set, Shape::Set | Shape::JavaSet) => equal_sets(t, a, b),
        (Shape::Set, Shape::User) => Ok(implements(b, "java.util.Set") && equal_sets(t, a, b)?),
        // Java's collections ask Clojure's when one stands second, and themselves otherwise.
        (
            Shape::JavaList | Shape::JavaMap | Shape::JavaSet,
            Shape::Sequence | Shape::Map | Shape::Set | Shape::User,
        ) if mode == Mode::Equiv => equal_collections(t, (b, y), (a, x), mode),
        (Shape::JavaList | Shape::JavaMap | Shape::JavaSet, _) => equal_java(t, (a, x), (b, y)),
        (Shape::Other, Shape::User) if mode == Mode::Equiv => user_equal(t, b, a, method),
        (Shape::Other, _) if mode == Mode::Java => equal_others(t, a, b, mode),
        _ => Ok(false),
    }
}

/// Asks a user type's method; without one, objects are equal to themselves only.
fn user_equal(t: &mut Thread, a: &Value, b: &Value, method: &str) -> Result<bool> {
    match instance::call(t, a, method, &mut [b.clone()]) {
        Some(answer) => Ok(answer?.is_truthy()),
        None => Ok(a.identical(b)),
    }
}

fn equal_java(t: &mut Thread, (a, x): (&Value, Shape), (b, y): (&Value, Shape)) -> Result<bool> {
    if let Some(answer) = instance::call(t, a, "equals", &mut [b.clone()]) {
        return Ok(answer?.is_truthy());
    }
    match (x, y) {
        (Shape::JavaList, Shape::JavaList | Shape::Sequence) => equal_sequences(t, a, b, Mode::Java),
        (Shape::JavaSet, Shape::JavaSet | Shape::Set) => equal_sets(t, b, a),
        (Shape::JavaMap, Shape::JavaMap | Shape::Map) => equal_map_likes(t, a, b, Mode::Java),
        _ => Ok(false),
    }
}

fn equal_sequences(t: &mut Thread, a: &Value, b: &Value, mode: Mode) -> Result<bool> {
    if let (Some(n), Some(m)) = (vector_len(a), vector_len(b)) {
        if n != m {
            return Ok(false);
        }
        for i in 0..n {
            let (Some(x), Some(y)) = (vector_nth(a, i), vector_nth(b, i)) else {
                return Ok(false);
            };
            if !equal(t, &x, &y, mode)? {
                return Ok(false);
            }
            t.tick()?;
        }
        return Ok(true);
    }
    let (mut x, mut y) = (seq::seq(t, a)?, seq::seq(t, b)?);
    while !x.is_nil() && !y.is_nil() {
        let (p, q) = (seq::first(t, &x)?, seq::first(t, &y)?);
        if !equal(t, &p, &q, mode)? {
            return Ok(false);
        }
        t.tick()?;
        x = seq::next_owned(t, x)?;
        y = seq::next_owned(t, y)?;
    }
    Ok(x.is_nil() && y.is_nil())
}

/// Why a walk stopped early.
enum Stop {
    Unequal,
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(e: Error) -> Stop {
        Stop::Failed(e)
    }
}

fn all_equal(walk: std::result::Result<(), Stop>) -> Result<bool> {
    match walk {
        Ok(()) => Ok(true),
        Err(Stop::Unequal) => Ok(false),
        Err(Stop::Failed(e)) => Err(e),
    }
}

fn equal_maps(t: &mut Thread, a: &Value, b: &Value, mode: Mode) -> Result<bool> {
    if map::count(a) != map::count(b) {
        return Ok(false);
    }
    all_equal(map::for_each(a, |key, x| match map::get_ref(t, b, key)? {
        Some(y) if equal(t, x, y, mode)? => Ok(()),
        _ => Err(Stop::Unequal),
    }))
}

/// Maps of any sort, by their entries and look-ups.
fn equal_map_likes(t: &mut Thread, a: &Value, b: &Value, mode: Mode) -> Result<bool> {
    if ops::count(t, a)? != ops::count(t, b)? {
        return Ok(false);
    }
    let mut equal_so_far = true;
    seq::for_each(t, a, |t, entry| {
        let (key, x) = (ops::key(t, entry)?, ops::val(t, entry)?);
        equal_so_far = match ops::lookup::lookup(t, b, &key)? {
            Some(y) => equal(t, &x, &y, mode)?,
            None => false,
        };
        Ok(if equal_so_far { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    Ok(equal_so_far)
}

fn equal_records(t: &mut Thread, a: &Value, b: &Value, mode: Mode) -> Result<bool> {
    let (Some(r), Some(s)) = (a.as_ref::<Instance>(), b.as_ref::<Instance>()) else {
        return Ok(false);
    };
    if !Ref::same(&r.class, &s.class) {
        return equal_map_likes(t, a, b, mode);
    }
    for i in 0..r.fields as usize {
        let (x, y) = (r.field_at(i).unwrap_or_default(), s.field_at(i).unwrap_or_default());
        if !equal(t, &x, &y, mode)? {
            return Ok(false);
        }
    }
    if r.extra.is_nil() || s.extra.is_nil() {
        return Ok(map::count(&r.extra) == map::count(&s.extra));
    }
    equal_maps(t, &r.extra, &s.extra, mode)
}

/// Elements are found by the first set's own rule, whichever equality is asked for.
fn equal_sets(t: &mut Thread, a: &Value, b: &Value) -> Result<bool> {
    if set::count(a) != ops::count(t, b)? {
        return Ok(false);
    }
    let mut contained = true;
    let walk = seq::for_each(t, b, |t, x| {
        contained = set::contains(t, a, x)?;
        Ok(if contained { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    });
    match walk {
        Ok(()) => Ok(contained),
        // A sorted set that cannot order an element does not have it.
        Err(e) if e.0.kind() == Some(ExceptionKind::ClassCastException) => Ok(false),
        Err(e) => Err(e),
    }
}

/// Objects that are no collections.
fn equal_others(t: &mut Thread, a: &Value, b: &Value, mode: Mode) -> Result<bool> {
    match (a.kind(), b.kind()) {
        (Some(Kind::Str), Some(Kind::Str)) => Ok(a.as_ref::<Str>() == b.as_ref::<Str>()),
        (Some(Kind::Symbol), Some(Kind::Symbol)) => Ok(a.as_ref::<Symbol>() == b.as_ref::<Symbol>()),
        (Some(Kind::Keyword), _) => Ok(a.get::<Keyword>().is_some() && a.identical(b)),
        (Some(Kind::Uuid), Some(Kind::Uuid)) => Ok(a.get::<Uuid>().map(Uuid::bits) == b.get::<Uuid>().map(Uuid::bits)),
        (Some(Kind::Inst), Some(Kind::Inst)) => {
            Ok(a.get::<Inst>().map(|i| i.millis) == b.get::<Inst>().map(|i| i.millis))
        }
        (Some(Kind::Class), Some(Kind::Class)) => Ok(same_class(a, b)),
        (Some(Kind::TaggedLiteral), Some(Kind::TaggedLiteral)) => {
            let (Some(x), Some(y)) = (a.get::<TaggedLiteral>(), b.get::<TaggedLiteral>()) else {
                return Ok(false);
            };
            Ok(equal(t, &x.tag, &y.tag, mode)? && equal(t, &x.form, &y.form, mode)?)
        }
        (Some(Kind::ReaderConditional), Some(Kind::ReaderConditional)) => {
            let (Some(x), Some(y)) = (a.get::<ReaderConditional>(), b.get::<ReaderConditional>()) else {
                return Ok(false);
            };
            Ok(x.splicing == y.splicing && equal(t, &x.form, &y.form, mode)?)
        }
        (Some(Kind::Instance | Kind::Host), _) => user_equal(t, a, b, "equals"),
        _ => Ok(a.identical(b)),
    }
}

/// Host classes are one per name; a type that was defined again is another class.
fn same_class(a: &Value, b: &Value) -> bool {
    let defined = |v: &Value| v.get::<class::Class>().is_some_and(|c| c.info.get().is_some());
    let name = |v: &Value| v.get::<class::Class>().map(|c| c.name.bytes().to_vec());
    !defined(a) && !defined(b) && name(a) == name(b)
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::coll::{list, map_entry, sorted_map, vector};
    use crate::number::object::bigint_value;
    use crate::runtime::Runtime;
    use crate::sync::Arc;

    fn vec(ns: &[i64]) -> Value {
        vector::from_vec(ns.iter().map(|n| Value::long(*n)).collect()).into()
    }

    #[test]
    fn agrees_with_clojure() {
        let t = &mut Thread::new(&Arc::new(Runtime::default()));
        let list = |ns: &[i64]| list::from_vec(ns.iter().map(|n| Value::long(*n)).collect());
        let map = |t: &mut Thread, k: Value, v: Value| map::from_pairs(t, vec![(k, v)]).expect("a map");
        let one_two = map(t, Value::long(1), Value::long(2));
        let keyed = map(t, t.runtime.keyword("a").into(), Value::long(1));
        let sorted: Value = sorted_map::empty().assoc(t, Value::long(1), Value::long(2)).expect("longs").into();
        let (by_vector, by_list) = (map(t, vec(&[1]), Value::NIL), map(t, list(&[1]), Value::NIL));
        let (a_set, b_set) =
            (set::from_iter(t, [vec(&[1])]).expect("a set"), set::from_iter(t, [list(&[1])]).expect("a set"));
        let lazy = crate::seq::LazySeq::native(|_, data| Ok(data), list(&[1, 2]));
        for (a, b, expected) in [
            (vec(&[1, 2]), list(&[1, 2]), true),
            (vec(&[1, 2]), lazy, true),
            (vec(&[1, 2]), vec(&[1, 2, 3]), false),
            (list(&[]), vec(&[]), true),
            (Value::NIL, list(&[]), false),
            (map_entry::entry(Value::long(1), Value::long(2)), vec(&[1, 2]), true),
            (one_two.clone(), sorted.clone(), true),
            (sorted.clone(), one_two, true),
            (sorted, keyed, false),
            (by_vector, by_list, true),
            (a_set, b_set, true),
            (bigint_value(1.into()), Value::long(1), true),
            (Value::long(1), Value::double(1.0), false),
            (Value::int(1), Value::long(1), true),
            (Value::double(0.0), Value::double(-0.0), true),
            (Value::double(f64::NAN), Value::double(f64::NAN), false),
            (Value::str("a"), Value::char(97), false),
            (Symbol::parse("a/b").into(), Symbol::parse("a/b").into(), true),
            (Uuid::new_value(7), Uuid::new_value(7), true),
            (Inst::new_value(7), Inst::new_value(7), true),
        ] {
            assert_eq!(equiv(t, &a, &b).expect("no user code"), expected, "{a:?} {b:?}");
        }
        assert!(!java_equals(t, &Value::int(1), &Value::long(1)).expect("numbers"));
        assert!(!java_equals(t, &bigint_value(1.into()), &Value::long(1)).expect("numbers"));
        assert!(java_equals(t, &vec(&[1]), &list(&[1])).expect("lists"));
    }

    #[test]
    fn deep_nesting_is_an_error() {
        let t = &mut Thread::new(&Arc::new(Runtime::default()));
        let deep = || (0..100_000).fold(vec(&[]), |v, _| vector::from_vec(vec![v]).into());
        let error = equiv(t, &deep(), &deep()).expect_err("too deep");
        assert_eq!(error.0.kind(), Some(ExceptionKind::StackOverflowError));
    }
}
