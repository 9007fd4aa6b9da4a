//! Printed texts that real Clojure gave.

use super::*;
use crate::coll::{list, map, set, vector};
use crate::error::ExceptionKind;
use crate::runtime::Runtime;
use crate::symbol::Symbol;

fn thread() -> Thread {
    Thread::new(&Arc::new(Runtime::default()))
}

fn longs(ns: impl IntoIterator<Item = i64>) -> Vec<Value> {
    ns.into_iter().map(Value::long).collect()
}

fn vec(items: Vec<Value>) -> Value {
    vector::from_vec(items).into()
}

fn with(t: &mut Thread, v: &Value, options: PrintOptions) -> String {
    match print_with(t, v, options) {
        Ok(text) => text.into_string(),
        Err(e) => error_summary(&e),
    }
}

fn str(t: &mut Thread, v: &Value) -> String {
    to_java_string(t, v).expect("prints").to_string_lossy()
}

#[test]
fn scalars_print_readably_and_raw() {
    let t = &mut thread();
    let (plain, raw) = (PrintOptions::default(), PrintOptions::default().raw());
    for (value, pr, print, shown) in [
        (Value::NIL, "nil", "nil", ""),
        (Value::double(1e10), "1.0E10", "1.0E10", "1.0E10"),
        (Value::double(f64::INFINITY), "##Inf", "##Inf", "Infinity"),
        (Value::double(f64::NAN), "##NaN", "##NaN", "NaN"),
        (Value::float(1.1), "1.1", "1.1", "1.1"),
        (Value::char(10), "\\newline", "\n", "\n"),
        (Value::char(32), "\\space", " ", " "),
        (Value::char(0xE9), "\\é", "é", "é"),
        (Value::str("q\"u\\\n\té"), "\"q\\\"u\\\\\\n\\té\"", "q\"u\\\n\té", "q\"u\\\n\té"),
        (crate::number::object::bigint_value(5.into()), "5N", "5N", "5"),
        (Symbol::parse("n/sym").into(), "n/sym", "n/sym", "n/sym"),
        (
            Uuid::new_value(1),
            "#uuid \"00000000-0000-0000-0000-000000000001\"",
            "#uuid \"00000000-0000-0000-0000-000000000001\"",
            "00000000-0000-0000-0000-000000000001",
        ),
        (
            crate::inst::parse("2020-06-01T12:30:45.5").expect("valid"),
            "#inst \"2020-06-01T12:30:45.500-00:00\"",
            "#inst \"2020-06-01T12:30:45.500-00:00\"",
            "Mon Jun 01 12:30:45 UTC 2020",
        ),
        (
            Pattern::new("\"\\Q\"\\E\"").expect("valid").into(),
            "#\"\\\"\\Q\\E\\\"\\Q\\E\\\"\"",
            "#\"\\\"\\Q\\E\\\"\\Q\\E\\\"\"",
            "\"\\Q\"\\E\"",
        ),
        (
            TaggedLiteral::new_value(Symbol::parse("t").into(), Value::str("v")),
            "#t \"v\"",
            "#t v",
            "clojure.lang.TaggedLiteral@28bb3e14",
        ),
    ] {
        assert_eq!(str(t, &value), shown);
        assert_eq!(with(t, &value, plain), pr);
        assert_eq!(with(t, &value, raw), print);
    }
}

#[test]
fn collections_print_with_limits() {
    let t = &mut thread();
    let pairs = (1..=3).map(|i| (Value::long(2 * i - 1), Value::long(2 * i))).collect();
    let map = map::from_pairs(t, pairs).expect("a map");
    let plain = PrintOptions::default();
    assert_eq!(with(t, &map, plain), "{1 2, 3 4, 5 6}");
    let two = PrintOptions { length: Some(2), ..plain };
    assert_eq!(with(t, &map, two), "{1 2, 3 4, ...}");
    assert_eq!(with(t, &vec(longs(1..=3)), two), "[1 2 ...]");
    assert_eq!(with(t, &list::from_vec(longs(1..=2)), two), "(1 2)");
    assert_eq!(with(t, &list::from_vec(longs(1..=2)), PrintOptions { length: Some(0), ..plain }), "(...)");
    assert_eq!(with(t, &vec(longs(1..=2)), PrintOptions { length: Some(-1), ..plain }), "[1 2]");
    let nested = vec(vec![Value::long(1), vec(vec![Value::long(2), vec(vec![Value::long(3)])])]);
    assert_eq!(with(t, &nested, PrintOptions { level: Some(2), ..plain }), "[1 [2 #]]");
    assert_eq!(with(t, &nested, PrintOptions { level: Some(0), ..plain }), "#");
    let set = set::from_iter(t, [Value::str("s")]).expect("a set");
    assert_eq!(with(t, &set, plain), "#{\"s\"}");
    assert_eq!(with(t, &set, plain.raw()), "#{s}");
    assert_eq!(str(t, &list::from_vec(vec![Value::long(1), Value::str("x")])), "(1 \"x\")");
    let range = crate::seq::seq(t, &vec(longs(0..3))).expect("a seq");
    assert_eq!(with(t, &range, plain), "(0 1 2)");
}

#[test]
fn namespace_maps_metadata_and_dup() {
    let t = &mut thread();
    let key = |t: &Thread, name: &str| Value::from(t.runtime.keyword(name));
    let pairs = vec![(key(t, "a/b"), Value::long(1)), (Symbol::parse("a/c").into(), Value::long(2))];
    let map = map::from_pairs(t, pairs).expect("a map");
    let plain = PrintOptions::default();
    let namespaced = PrintOptions { namespace_maps: true, ..plain };
    assert_eq!(with(t, &map, namespaced), "#:a{:b 1, c 2}");
    assert_eq!(with(t, &map, plain), "{:a/b 1, a/c 2}");
    let dup = PrintOptions { dup: true, ..plain };
    assert_eq!(with(t, &map, dup), "#=(clojure.lang.PersistentArrayMap/create {:a/b 1, a/c 2})");
    assert_eq!(with(t, &Value::int(1), dup), "#=(java.lang.Integer. \"1\")");
    let meta = map::from_pairs(t, vec![(key(t, "tag"), Symbol::parse("String").into())]).expect("a map");
    let symbol: Value = Symbol::parse("x").with_meta(meta).into();
    assert_eq!(with(t, &symbol, PrintOptions { meta: true, ..plain }), "^String x");
    assert_eq!(with(t, &symbol, plain), "x");
}

#[test]
fn exceptions_and_objects() {
    let t = &mut thread();
    let cause = Error::bare(ExceptionKind::Exception);
    let data = map::from_pairs(t, vec![(t.runtime.keyword("a").into(), Value::long(1))]).expect("a map");
    let class = crate::error::ThrowableClass::Known(ExceptionKind::ExceptionInfo);
    let error = Error::build(class, Value::str("m"), cause.0.to_value(), data);
    let expected = "#error {\n :cause nil\n :via\n [{:type clojure.lang.ExceptionInfo\n   :message \"m\"\n   :data {:a 1}}\n  {:type java.lang.Exception\n   :message nil}]\n :trace\n []}";
    let v: Value = error.0.into();
    assert_eq!(with(t, &v, PrintOptions::default()), expected);
    assert_eq!(str(t, &v), "clojure.lang.ExceptionInfo: m {:a 1}");
    assert_eq!(str(t, &cause.0.into()), "java.lang.Exception");
    let string: Value = t.runtime.classes.intern("java.lang.String").into();
    assert_eq!(with(t, &string, PrintOptions::default()), "java.lang.String");
    assert_eq!(str(t, &string), "class java.lang.String");
    let ns: Value = t.runtime.namespaces.find_or_create(&Symbol::parse("my.app")).into();
    let printed = with(t, &ns, PrintOptions::default());
    assert!(printed.starts_with("#object[clojure.lang.Namespace 0x") && printed.ends_with(" \"my.app\"]"), "{printed}");
}

#[test]
fn lazy_seqs_show_their_hash() {
    let t = &mut thread();
    let lazy = crate::seq::LazySeq::native(|_, data| Ok(data), list::from_vec(vec![Value::str("x")]));
    assert_eq!(str(t, &lazy), "clojure.lang.LazySeq@97");
    assert_eq!(with(t, &lazy, PrintOptions::default()), "(\"x\")");
}

#[test]
fn lone_surrogates_are_kept_and_pairs_joined() {
    let t = &mut thread();
    let joined = join(t, &[Value::char(0xD83D), Value::char(0xDE00)]).expect("joins");
    assert_eq!(joined.as_str(), Some("😀"));
    let lone = join(t, &[Value::char(0xD83D), Value::long(1)]).expect("joins");
    assert_eq!((lone.length(), lone.unit_at(0)), (2, Some(0xD83D)));
}
