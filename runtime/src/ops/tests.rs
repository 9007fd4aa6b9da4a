//! The generic operations: results, in-place updates, and the JVM's errors.

use super::*;
use crate::array::{Array, Element, into_array, primitive_array};
use crate::class::Class;
use crate::coll::map_entry::entry;
use crate::coll::vector::{self, Vector};
use crate::coll::{list, map, set, transient};
use crate::equality::equiv;
use crate::error::Error;
use crate::instance::{Instance, MethodTable, TypeFlavour, TypeInfo};
use crate::object::Ref;
use crate::runtime::Runtime;
use crate::string::Str;
use crate::sync::Arc;
use crate::thread::Thread;
use crate::value::Value;

fn thread() -> Thread {
    Thread::new(&Arc::new(Runtime::default()))
}

fn long(n: i64) -> Value {
    Value::long(n)
}

fn vector_of(ns: &[i64]) -> Value {
    vector::from_iter(ns.iter().copied().map(Value::long)).into()
}

#[track_caller]
fn fails<T>(result: crate::Result<T>, class: &str, message: &str) {
    let Err(Error(thrown)) = result else { panic!("expected {class}: {message}") };
    assert_eq!(thrown.kind().map(|k| k.class_name()), Some(class));
    assert_eq!(thrown.message_text().unwrap_or_default(), message);
}

fn record(t: &mut Thread, fields: &[&str], values: &[i64]) -> Value {
    let class = Class::new_object(Str::new("user.R"), None);
    let info = Ref::new(TypeInfo {
        flavour: TypeFlavour::Record,
        is_interface: false,
        parents: Vec::new(),
        fields: fields.iter().map(|f| Str::new(f)).collect(),
        mutable: vec![false; fields.len()],
        coercions: Vec::new(),
        methods: MethodTable::default(),
    });
    class.info.set(info.clone());
    t.runtime.classes.replace(&class);
    Instance::new_value(&class, &info, values.iter().map(|&n| Value::long(n)).collect::<Vec<_>>().into_iter())
}

#[test]
fn unique_collections_are_updated_in_place() {
    let mut t = thread();
    let v = conj(&mut t, vector_of(&[1, 2]), long(3)).unwrap();
    let address = v.address();
    let v = assoc(&mut t, v, long(0), long(9)).unwrap();
    assert_eq!(v.address(), address);
    let kept = v.clone();
    let w = assoc(&mut t, v, long(0), long(8)).unwrap();
    assert_ne!(w.address(), address);
    assert_eq!(nth(&mut t, &kept, &long(0)).unwrap().as_long(), Some(9));
    let r = record(&mut t, &["a", "b"], &[1, 2]);
    let (address, key) = (r.address(), Value::from(t.runtime.keyword("a")));
    let r = assoc(&mut t, r, key.clone(), long(5)).unwrap();
    assert_eq!(r.address(), address);
    assert_eq!(get(&mut t, &r, &key).unwrap().as_long(), Some(5));
}

#[test]
fn errors_are_those_of_the_jvm() {
    let mut t = thread();
    let t = &mut t;
    let uoe = "java.lang.UnsupportedOperationException";
    let iae = "java.lang.IllegalArgumentException";
    let cce = "java.lang.ClassCastException";
    let ioobe = "java.lang.IndexOutOfBoundsException";
    let set = set::from_iter(t, [long(1)]).unwrap();
    fails(nth(t, &set, &long(0)), uoe, "nth not supported on this type: PersistentHashSet");
    fails(nth(t, &map::empty(), &long(0)), uoe, "nth not supported on this type: PersistentArrayMap");
    fails(nth(t, &vector_of(&[1]), &long(3)), ioobe, "");
    fails(nth(t, &list::from_vec(vec![long(1)]), &long(-1)), ioobe, "");
    fails(
        nth(t, &Value::str("abc"), &long(3)),
        "java.lang.StringIndexOutOfBoundsException",
        "String index out of range: 3",
    );
    fails(count(t, &long(1)), uoe, "count not supported on this type: Long");
    fails(contains(t, &long(1), &long(1)), iae, "contains? not supported on type: java.lang.Long");
    fails(find(t, &set, &long(1)), iae, "find not supported on type: clojure.lang.PersistentHashSet");
    fails(conj(t, map::empty(), vector_of(&[1])), iae, "Vector arg to map conj must be a pair");
    fails(conj(t, map::empty(), long(1)), iae, "Don't know how to create ISeq from: java.lang.Long");
    let msg = "class java.lang.Long cannot be cast to class java.util.Map$Entry";
    fails(conj(t, map::empty(), list::from_vec(vec![long(1)])), cce, msg);
    let msg = "class java.lang.Long cannot be cast to class clojure.lang.IPersistentCollection";
    fails(conj(t, long(1), long(1)), cce, msg);
    fails(assoc(t, vector_of(&[1]), long(2), long(3)), ioobe, "");
    let key = Value::from(t.runtime.keyword("a"));
    fails(assoc(t, vector_of(&[1]), key, long(3)), iae, "Key must be integer");
    let msg = "class clojure.lang.PersistentVector cannot be cast to class clojure.lang.IPersistentMap";
    fails(dissoc(t, vector_of(&[1]), &long(0)), cce, msg);
    fails(pop(t, vector_of(&[])), "java.lang.IllegalStateException", "Can't pop empty vector");
    fails(pop(t, list::empty()), "java.lang.IllegalStateException", "Can't pop empty list");
    fails(vec(t, long(1)), "java.lang.RuntimeException", "Unable to convert: class java.lang.Long to Object[]");
    let msg = "class clojure.lang.PersistentList$EmptyList cannot be cast to class clojure.lang.Reversible";
    fails(rseq(t, &list::empty()), cce, msg);
    fails(deref(t, &long(1)), cce, "class java.lang.Long cannot be cast to class java.util.concurrent.Future");
    let msg = "class java.lang.Long cannot be cast to class clojure.lang.IObj";
    fails(with_meta(t, long(1), map::empty()), cce, msg);
    let msg = "class java.lang.Long cannot be cast to class clojure.lang.IPersistentMap";
    fails(with_meta(t, vector_of(&[]), long(1)), cce, msg);
}

#[test]
fn lookups_follow_the_kind() {
    let mut t = thread();
    let t = &mut t;
    let text = Value::str("abc");
    assert_eq!(get(t, &text, &long(1)).unwrap().as_char(), Some('b' as u16));
    assert_eq!(get(t, &text, &Value::double(1.2)).unwrap().as_char(), Some('b' as u16));
    assert_eq!(get_or(t, &text, &long(5), long(0)).unwrap().as_long(), Some(0));
    assert!(get(t, &vector_of(&[1]), &Value::double(0.0)).unwrap().is_nil());
    assert!(contains(t, &vector_of(&[1]), &long(0)).unwrap());
    assert!(!contains(t, &vector_of(&[1]), &Value::double(0.0)).unwrap());
    assert!(!contains(t, &Value::NIL, &long(0)).unwrap());
    assert_eq!(nth(t, &vector_of(&[7]), &Value::double(0.9)).unwrap().as_long(), Some(7));
    assert_eq!(nth_or(t, &Value::NIL, &long(3), long(4)).unwrap().as_long(), Some(4));
    let found = find(t, &vector_of(&[7]), &long(0)).unwrap();
    assert_eq!(val(t, &found).unwrap().as_long(), Some(7));
    let slice = conj(t, entry(long(1), long(2)), long(3)).unwrap();
    assert!(slice.is::<Vector>());
}

#[test]
fn records_are_maps_until_a_field_is_dropped() {
    let mut t = thread();
    let t = &mut t;
    let r = record(t, &["a", "b"], &[1, 2]);
    let [a, b, c] = ["a", "b", "c"].map(|k| Value::from(t.runtime.keyword(k)));
    let r = assoc(t, r, c.clone(), long(3)).unwrap();
    assert_eq!(count(t, &r).unwrap(), 3);
    assert!(contains(t, &r, &c).unwrap());
    let entries = crate::seq::to_vec(t, &r).unwrap();
    assert_eq!(entries.len(), 3);
    let r = dissoc(t, r, &c).unwrap();
    assert!(is_record(&r) && is_map(&r) && is_counted(&r) && is_associative(&r));
    let plain = dissoc(t, r.clone(), &a).unwrap();
    let expected = map::from_pairs(t, vec![(b, long(2))]).unwrap();
    assert!(equiv(t, &plain, &expected).unwrap());
    fails(empty(t, &r), "java.lang.UnsupportedOperationException", "Can't create empty: user.R");
    let r = conj(t, r, vector_of(&[1, 2, 3])).unwrap();
    assert_eq!(get(t, &r, &long(1)).unwrap().as_long(), Some(2));
}

#[test]
fn transients_accept_what_conj_accepts() {
    let mut t = thread();
    let t = &mut t;
    let m = transients::to_transient(t, map::empty()).unwrap();
    let m = transients::conj(t, m, vector_of(&[1, 2])).unwrap();
    let more = map::from_pairs(t, vec![(long(3), long(4)), (long(5), long(6))]).unwrap();
    let m = transients::conj(t, m, more).unwrap();
    assert_eq!(count(t, &m).unwrap(), 3);
    let p = transients::persistent(t, &m).unwrap();
    assert_eq!(get(t, &p, &long(5)).unwrap().as_long(), Some(6));
    fails(transient::count(&m), "java.lang.IllegalAccessError", "Transient used after persistent! call");
}

#[test]
fn arrays_check_indexes_and_elements() {
    let mut t = thread();
    let t = &mut t;
    let a = Array::new_value("long", 2).unwrap();
    let array = a.get::<Array>().unwrap();
    let class = "java.lang.ArrayIndexOutOfBoundsException";
    fails(array.at(5), class, "Index 5 out of bounds for length 2");
    fails(array.at(-1), class, "Index -1 out of bounds for length 2");
    array.set(t, 1, long(7)).unwrap();
    assert_eq!(array.at(1).unwrap().as_long(), Some(7));
    fails(Array::new_value("long", -1), "java.lang.NegativeArraySizeException", "-1");
    let bytes = primitive_array(t, Element::Byte, vec![long(300)]).unwrap();
    assert_eq!(bytes.get::<Array>().unwrap().get(0).unwrap().as_long(), Some(44));
    let texts = into_array(t, None, vec![Value::str("a")]).unwrap();
    assert_eq!(crate::class::class_name(&texts), "[Ljava.lang.String;");
    let mixed = into_array(t, None, vec![long(1), Value::str("a")]);
    fails(mixed, "java.lang.IllegalArgumentException", "array element type mismatch");
    fails(texts.get::<Array>().unwrap().set(t, 0, long(1)), "java.lang.ArrayStoreException", "java.lang.Long");
    assert_eq!(crate::array::array_class_of("[I"), "[[I");
    assert_eq!(crate::array::component_of("[[Ljava.lang.String;"), Some("[Ljava.lang.String;"));
}

#[test]
fn metadata_survives_where_clojure_keeps_it() {
    let mut t = thread();
    let t = &mut t;
    let m = map::from_pairs(t, vec![(long(1), long(2))]).unwrap();
    let has = |t: &mut Thread, v: &Value| !meta(t, v).unwrap().is_nil();
    for v in [
        vector_of(&[1]),
        list::from_vec(vec![long(1)]),
        list::empty(),
        map::empty(),
        set::empty(),
        crate::seq::range::long_range(0, 3, 1),
        crate::seq::repeat::Repeat::forever(long(1)),
    ] {
        let v = with_meta(t, v, m.clone()).unwrap();
        assert!(has(t, &v));
        let e = empty(t, &v).unwrap();
        assert_eq!(has(t, &e), !crate::seq::is_seq(&v) || list::iter(&v).is_some());
        let s = crate::seq::seq(t, &v).unwrap();
        let next = crate::seq::next(t, &s).unwrap();
        assert!(!has(t, &next) || crate::seq::repeat::Repeat::FOREVER == -1 && next.is::<crate::seq::repeat::Repeat>());
    }
}
