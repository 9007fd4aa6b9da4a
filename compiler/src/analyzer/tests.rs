//! Tests of the analyzer: source text in, tree or error out. The errors are real Clojure's.

use super::*;
use crate::node::print;
use crate::reader::{NamespaceContext, Reader, ReaderOptions};
use runtime::Runtime;
use runtime::function::{Native, NativeDef};
use runtime::string::Str;
use std::sync::Arc;

/// A macro that gives back its last argument: `(twice x)` is `(do x x)`.
fn twice(_: &mut Thread, args: &mut [Value]) -> runtime::Result<Value> {
    let form = args.last().cloned().unwrap_or_default();
    Ok(form::list([form::symbol("do"), form.clone(), form]))
}

/// A macro that fails: by the kind of exception that its argument names.
fn fail(t: &mut Thread, args: &mut [Value]) -> runtime::Result<Value> {
    let name = runtime::print::pr_str(t, &args[2])?;
    let kind = runtime::ExceptionKind::ALL.iter().find(|kind| kind.class_name().ends_with(&name));
    Err(Error::new(*kind.unwrap_or(&runtime::ExceptionKind::Exception), "failed"))
}

/// `(wrong-count)`: an arity error as the VM makes it, counting form and environment.
fn wrong_count(_: &mut Thread, args: &mut [Value]) -> runtime::Result<Value> {
    Err(Error::arity(args.len(), "user/wrong-count"))
}

/// A macro that gives the keys of `&env` as a quoted form.
fn env_of(t: &mut Thread, args: &mut [Value]) -> runtime::Result<Value> {
    let text = runtime::print::pr_str(t, &args[1])?;
    Ok(Value::str(&text))
}

static TWICE: NativeDef = NativeDef::new("twice", 0, NativeDef::VARIADIC, twice);
static FAIL: NativeDef = NativeDef::new("fail", 0, NativeDef::VARIADIC, fail);
static WRONG_COUNT: NativeDef = NativeDef::new("wrong-count", 0, NativeDef::VARIADIC, wrong_count);
static ENV_OF: NativeDef = NativeDef::new("env-of", 0, NativeDef::VARIADIC, env_of);

static MATH: runtime::class::ClassDef = runtime::class::ClassDef {
    name: "java.lang.Math",
    statics: &[NativeDef::new("abs", 1, 1, twice), NativeDef::new("max", 2, 2, twice)],
    fields: &[("PI", |_| Ok(Value::double(std::f64::consts::PI)))],
    ..runtime::class::ClassDef::EMPTY
};

static STRING: runtime::class::ClassDef = runtime::class::ClassDef {
    name: "java.lang.String",
    constructors: &[NativeDef::new("new", 0, 2, twice)],
    methods: &[NativeDef::new("length", 1, 1, twice)],
    ..runtime::class::ClassDef::EMPTY
};

/// A thread with namespaces `user` and `clojure.core` and some vars in them.
fn world() -> Thread {
    let mut t = Thread::new(&Arc::new(Runtime::default()));
    t.runtime.classes.define([&MATH, &STRING]);
    let name = |text: &str| Symbol::from_parts(None, text);
    let core = t.runtime.namespaces.find_or_create(&name("clojure.core"));
    let user = t.runtime.namespaces.find_or_create(&name("user"));
    let other = t.runtime.namespaces.find_or_create(&name("other"));
    user.add_alias("o", &other);
    let names = [
        "+",
        "-",
        "*",
        "<",
        "=",
        "inc",
        "count",
        "nth",
        "nil?",
        "not",
        "instance?",
        "identity",
        "str",
        "max",
        "map",
        "twice",
        "fail",
        "wrong-count",
        "env-of",
        "*unchecked-math*",
        "*warn-on-reflection*",
    ];
    for text in names {
        if let Some(var) = core.intern(&name(text)) {
            user.map(text, var.to_value());
        }
    }
    for def in [&TWICE, &FAIL, &WRONG_COUNT, &ENV_OF] {
        let function = Ref::new(Native { meta: Value::NIL, name: Str::new(def.name), def });
        if let Some(var) = core.find_var(def.name) {
            var.set_root(&mut t, function.into());
            var.set_macro(true);
        }
    }
    for text in ["x", "secret"] {
        other.intern(&name(text));
    }
    if let Some(secret) = other.find_var("secret") {
        secret.set_private(true);
    }
    t
}

/// The trees of the forms of a text, nothing being run, or the first error.
fn analyze(text: &str) -> Result<String, Box<(Failure, Thread)>> {
    let mut t = world();
    let mut namespace = NamespaceContext::named(&t, "user");
    let mut reader = Reader::new(&t, text, ReaderOptions::source("user.clj"));
    let ids = Cell::new(1);
    let mut out = String::new();
    while let Some(form) = reader.read(&mut t, &mut namespace).expect("readable") {
        let mut pending = vec![form];
        while let Some(form) = pending.pop() {
            let cx = Context {
                ns: namespace.0.clone(),
                source: Some("user.clj".into()),
                positions: &reader.positions,
                at: Span::default(),
                ids: &ids,
                check_macro: None,
            };
            match analyze_top(&mut t, &cx, &form) {
                Ok(Analysis { top: Top::Do { forms, .. }, .. }) => pending.extend(forms.into_iter().rev()),
                Ok(Analysis { top: Top::Chunk(chunk), warnings }) => {
                    warnings.iter().for_each(|warning| out.push_str(&format!(";; {warning}\n")));
                    out.push_str(&print::chunk(&mut t, &chunk));
                }
                Err(failure) => return Err(Box::new((failure, t))),
            }
        }
    }
    Ok(out)
}

#[track_caller]
fn tree(text: &str) -> String {
    match analyze(text) {
        Ok(tree) => tree,
        Err(failed) => panic!("{text}: {:?}", failed.0.errors),
    }
}

/// The errors of a text: `Class: message` for the first one, messages for the others.
#[track_caller]
fn errors(text: &str) -> Vec<String> {
    match analyze(text) {
        Ok(tree) => panic!("{text}: no error, but {tree}"),
        Err(failed) => failed
            .0
            .errors
            .iter()
            .map(|e| {
                let class = e.class_name();
                format!("{}: {}", class.rsplit('.').next().unwrap_or_default(), e.message())
            })
            .collect(),
    }
}

#[track_caller]
fn check_tree(rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        let tree = tree(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let body = tree.strip_prefix("(chunk user$eval1 ").and_then(|t| t.strip_suffix(')'));
        assert_eq!(body.unwrap_or(&tree), *expected, "{text}");
    }
}

#[track_caller]
fn check_errors(rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        assert_eq!(errors(text).first().map(String::as_str), Some(*expected), "{text}");
    }
}

#[test]
fn literals_with_constant_parts_are_constants() {
    check_tree(&[
        ("[1 \"a\" :k]", "[1 \"a\" :k]"),
        ("{:a [1 2]}", "{:a [1 2]}"),
        ("'(a b)", "(a b)"),
        ("()", "()"),
        ("(let* [x 1] [x])", "(let [x.l0 1] (vector x.l0^long))"),
    ]);
}

#[test]
fn closures_capture_through_every_function_between() {
    check_tree(&[
        (
            "(let* [a [str]] (fn* [] (fn* [] a)))",
            "(let [a.l0 (vector clojure.core/str)] (fn user$eval1$fn__2 (captures a.l0) ([] (fn user$eval1$fn__2$fn__3 (captures a.c0) ([] a.c0)))))",
        ),
        (
            "(fn* f [x] (fn* [] f))",
            "(fn user$eval1$f__2 self=f ([x.l0] (fn user$eval1$f__2$fn__3 (captures self) ([] f.c0))))",
        ),
        (
            "(letfn* [a (fn* a [] b) b (fn* b [] a)] a)",
            "(letfn [a.l0 (fn user$eval1$a__2 self=a (captures b.l1) ([] b.c0)) b.l1 (fn user$eval1$b__3 self=b (captures a.l0) ([] a.c0))] a.l0)",
        ),
    ]);
}

#[test]
fn core_functions_with_instructions_are_intrinsics() {
    check_tree(&[
        ("(+ 1 2 3)", "(%+^long (%+^long 1 2) 3)"),
        ("(+ 1)", "(invoke clojure.core/+ 1)"),
        ("(- 1)", "(%neg^long 1)"),
        ("(< 1 2 3)", "(invoke clojure.core/< 1 2 3)"),
        ("(not 1)", "(invoke clojure.core/not 1)"),
        ("(lisle.native/not 1)", "(%not^boolean 1)"),
        ("(lisle.native/conj [] 1)", "(native-call conj [] 1)"),
        ("(nth [] 1 nil)", "(%nth-or-nil [] 1)"),
        ("(instance? String 1)", "(instance?^boolean java.lang.String 1)"),
        ("(:k {})", "(get-kw :k {})"),
        ("(let* [+ max] (+ 1 2))", "(let [+.l0 clojure.core/max] (invoke +.l0 1 2))"),
    ]);
}

#[test]
fn member_calls() {
    check_tree(&[
        ("(.length \"a\")", "(host-member java.lang.String.length \"a\")"),
        ("(.-x 'a)", "(host-field clojure.lang.Symbol.x a)"),
        ("(.foo [str] 1)", "(host-call .foo (vector clojure.core/str) 1)"),
        ("(Math/abs 1)", "(static-call java.lang.Math/abs 1)"),
        ("Math/PI", "(static-field java.lang.Math/PI)"),
        ("(Math/PI)", "(static-field java.lang.Math/PI)"),
        ("(. Math -PI)", "(static-field java.lang.Math/PI)"),
        ("Math/abs", "(fn user$fn__2 ([arg0.l0] (static-call java.lang.Math/abs arg0.l0)))"),
        ("(String. \"a\")", "(new^java.lang.String java.lang.String \"a\")"),
        ("(.getName String)", "(host-member .getName (invoke clojure.core/identity java.lang.String))"),
        (
            "(String/.length 5)",
            "(host-member java.lang.String.length (native-call^java.lang.String check-cast java.lang.String 5))",
        ),
        (
            "(String/.length \"a\")",
            "(host-member java.lang.String.length (native-call^java.lang.String check-cast java.lang.String \"a\"))",
        ),
        ("(fn* [x] (a.b.C/m x))", "(fn user$eval1$fn__2 ([x.l0] (static-call a.b.C/m x.l0)))"),
    ]);
}

#[test]
fn loops_and_recur() {
    check_tree(&[
        (
            "(loop* [i 0] (if (< i 3) (recur (inc i)) i))",
            "(loop loop0 [i.l0 0] (if (%<^boolean i.l0 3) (recur loop0 [i.l0 (%inc i.l0)]) i.l0))",
        ),
        ("(fn* [x & r] (recur x r))", "(fn user$eval1$fn__2 ([x.l0 & r.l1] (recur fn [x.l0 x.l0 r.l1 r.l1])))"),
    ]);
}

#[test]
fn primitive_parameters_and_results_are_coerced() {
    check_tree(&[(
        "(fn* ^long [^long x] (if x x (str x)))",
        "(fn user$eval1$fn__2 ([x.l0] (let^long [x.l1 (to-long^long x.l0)] (if^long x.l1^long x.l1^long (to-long^long (invoke clojure.core/str x.l1^long))))))",
    )]);
}

#[test]
fn names_of_functions_are_clojures() {
    let names = |text: &str| {
        let tree = tree(text);
        tree.split([' ', '\n', '(', ')'])
            .filter(|word| word.starts_with("user$"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(names("(def foo (fn* [] (fn* [] 1)))"), ["user$eval", "user$foo", "user$foo$fn__1"]);
    assert_eq!(
        names("(def foo-bar? (fn* [] (fn* bar [] 1)))"),
        ["user$eval", "user$foo_bar_QMARK_", "user$foo_bar_QMARK_$bar__1"]
    );
    assert_eq!(names("(let* [f (fn* [] 1)] f)"), ["user$eval1", "user$eval1$f__2"]);
}

#[test]
fn types_and_reify() {
    check_tree(&[
        (
            "(deftype* user/P user.P [a ^:volatile-mutable b] :implements [clojure.lang.IDeref] (deref [this] (set! b a) (fn* [] [a b])))",
            "(chunk user$eval (deftype user.P [a b!] [clojure.lang.IDeref] (method deref user.P$deref ([this.l0] (do (set-field b.1 this.l0 (field a.0 this.l0)) (fn user.P$fn__1 (captures (field a.0 this.l0) (field b.1 this.l0)) ([] (vector a.c0 b.c1))))))))",
        ),
        (
            "(let* [x [str]] (reify* [clojure.lang.IDeref] (deref [_] x)))",
            "(let [x.l0 (vector clojure.core/str)] (reify user$eval1$reify__2 [clojure.lang.IDeref] (method deref user$eval1$reify__2$deref (captures x.l0) ([_.l0] x.c0))))",
        ),
    ]);
}

#[test]
fn case_groups_the_constants_of_an_expression() {
    check_tree(&[(
        "(let* [x 1] (case* x 0 0 :none {1 [1 :one] 2 [2 :two]} :compact :int))",
        "(let [x.l0 1] (case x.l0^long ([1] :one) ([2] :two) (default :none)))",
    )]);
}

#[test]
fn try_with_handlers() {
    check_tree(&[
        ("(try 1)", "1"),
        (
            "(try 1 (catch Exception e e) (finally 2))",
            "(try 1 (catch java.lang.Exception e.l0 e.l0^java.lang.Exception) (finally 2))",
        ),
        ("(fn* [] (try (loop* [] (recur))))", "(fn user$eval1$fn__2 ([] (loop loop0 [] (recur loop0 []))))"),
    ]);
}

#[test]
fn macros_get_form_and_environment() {
    check_tree(&[
        ("(let* [] (twice :a))", "(do :a :a)"),
        ("(let* [a 1 b 2] (env-of))", "(let [a.l0 1 b.l1 2] \"{a true, b true}\")"),
        ("(fn* [twice] (twice 1))", "(fn user$eval1$fn__2 ([twice.l0] (invoke twice.l0 1)))"),
    ]);
}

#[test]
fn errors_have_clojures_words() {
    check_errors(&[
        ("foo", "RuntimeException: Unable to resolve symbol: foo in this context"),
        ("(foo/bar)", "RuntimeException: No such namespace: foo"),
        ("o/nope", "RuntimeException: No such var: o/nope"),
        ("o/secret", "IllegalStateException: var: o/secret is not public"),
        ("(o/secret)", "IllegalStateException: var: #'other/secret is not public"),
        ("twice", "RuntimeException: Can't take value of a macro: #'clojure.core/twice"),
        ("java.util.Nope", "ClassNotFoundException: java.util.Nope"),
        ("(java.util.Nope.)", "ClassNotFoundException: java.util.Nope"),
        ("(nope.ns/x 1)", "ClassNotFoundException: nope.ns"),
        ("(new x)", "IllegalArgumentException: Unable to resolve classname: x"),
        ("(new \"x\")", "IllegalArgumentException: Unable to resolve classname: x"),
        ("(new 1)", "IllegalArgumentException: Unable to resolve classname: 1"),
        ("(try 1 (catch Foo e e))", "IllegalArgumentException: Unable to resolve classname: Foo"),
        ("(catch Foo e)", "RuntimeException: Unable to resolve symbol: catch in this context"),
        ("(var nope)", "RuntimeException: Unable to resolve var: nope in this context"),
        ("(set! x 1)", "RuntimeException: Unable to resolve symbol: x in this context"),
        ("(let* [x 1] (set! x 2))", "IllegalArgumentException: Cannot assign to non-mutable: x"),
        ("(set! 1)", "IllegalArgumentException: Malformed assignment, expecting (set! target val)"),
        ("(set! 1 2)", "IllegalArgumentException: Invalid assignment target"),
        ("(if 1 2 3 4)", "RuntimeException: Too many arguments to if"),
        ("(if 1)", "RuntimeException: Too few arguments to if"),
        ("(def)", "RuntimeException: Too few arguments to def"),
        ("(def 5)", "RuntimeException: First argument to def must be a Symbol"),
        ("(def x \"doc\" 1 2)", "RuntimeException: Too many arguments to def"),
        ("(def foo/bar 1)", "RuntimeException: Can't refer to qualified var that doesn't exist"),
        ("(def other/x 1)", "RuntimeException: Can't create defs outside of current ns"),
        ("(let* x)", "IllegalArgumentException: Bad binding form, expected vector"),
        ("(let* [1 2])", "IllegalArgumentException: Bad binding form, expected symbol, got: 1"),
        ("(let* [a])", "IllegalArgumentException: Bad binding form, expected matched symbol expression pairs"),
        ("(let* [a/b 1])", "RuntimeException: Can't let qualified name: a/b"),
        (
            "(let* [^String x 1] x)",
            "UnsupportedOperationException: Can't type hint a local with a primitive initializer",
        ),
        ("(fn* ([x]) ([y]))", "RuntimeException: Can't have 2 overloads with same arity"),
        ("(fn* ([x] 1) ([& a] 2) ([& b] 3))", "RuntimeException: Can't have more than 1 variadic overload"),
        (
            "(fn* ([a b c] 1) ([a & b] 2))",
            "RuntimeException: Can't have fixed arity function with more params than variadic function",
        ),
        ("(fn* [1])", "IllegalArgumentException: fn params must be Symbols"),
        ("(fn* [& a b] 1)", "RuntimeException: Unexpected parameter"),
        ("(fn* [a b c d e f g h i j k l m n o p q r s t u] 1)", "RuntimeException: Can't specify more than 20 params"),
        ("(fn* [^int x] x)", "IllegalArgumentException: Only long and double primitives are supported"),
        (
            "(fn* [^long x ^long y ^long z ^long w ^long v] x)",
            "IllegalArgumentException: fns taking primitives support only 4 or fewer args",
        ),
        ("(fn* [^Foo x] (.bar x))", "IllegalArgumentException: Unable to resolve classname: Foo"),
        ("(loop* [x 1] (recur 1) 2)", "UnsupportedOperationException: Can only recur from tail position"),
        ("(loop* [x 1] (+ 1 (recur 1)))", "UnsupportedOperationException: Can only recur from tail position"),
        ("(loop* [] (try (recur) (finally 1)))", "UnsupportedOperationException: Cannot recur across try"),
        ("(loop* [] (try 1 (finally (recur))))", "UnsupportedOperationException: Can only recur from tail position"),
        ("(recur 1)", "IllegalArgumentException: Mismatched argument count to recur, expected: 0 args, got: 1"),
        (
            "(fn* [& xs] (recur 1 2))",
            "IllegalArgumentException: Mismatched argument count to recur, expected: 1 args, got: 2",
        ),
        ("(throw 1 2)", "RuntimeException: Too many arguments to throw, throw expects a single Throwable instance"),
        ("(try 1 (catch Exception 1))", "IllegalArgumentException: Bad binding form, expected symbol, got: 1"),
        ("(try 1 (finally) 2)", "RuntimeException: finally clause must be last in try expression"),
        (
            "(try (catch Exception e) 1)",
            "RuntimeException: Only catch or finally clause can follow catch in try expression",
        ),
        ("(. x)", "IllegalArgumentException: Malformed member expression, expecting (. target member ...)"),
        ("(.foo)", "IllegalArgumentException: Malformed member expression, expecting (.member target ...)"),
        ("(nil 1)", "IllegalArgumentException: Can't call nil, form: (nil 1)"),
        (
            "(Math/nope 1)",
            "IllegalArgumentException: No matching method nope found taking 1 args for class java.lang.Math",
        ),
        (
            "Math/nope",
            "IllegalArgumentException: Error - no matches found for static method nope in class java.lang.Math",
        ),
        ("(String. 1 2 3)", "IllegalArgumentException: No matching ctor found for class java.lang.String"),
        (
            "(reify* [String] (foo [_] 1))",
            "IllegalArgumentException: only interfaces are supported, had: java.lang.String",
        ),
        ("(reify* [Object] (nope [_] 1))", "IllegalArgumentException: Can't define method not in interfaces: nope"),
        ("(fn* [^long x & xs] x)", "RuntimeException: fns taking primitives cannot be variadic"),
        ("(fn* ^long [x] 1.5)", "IllegalArgumentException: Mismatched primitive return, expected: long, had: double"),
        ("(quote)", "ExceptionInfo: Wrong number of args (0) passed to quote"),
        ("(let* [] (wrong-count))", "ArityException: Wrong number of args (0) passed to: user/wrong-count"),
    ]);
}

#[test]
fn several_unresolved_names_are_reported_at_once() {
    assert_eq!(
        errors("[foo (inc bar)]"),
        [
            "RuntimeException: Unable to resolve symbol: foo in this context",
            "RuntimeException: Unable to resolve symbol: bar in this context",
        ]
    );
}

#[test]
fn errors_know_their_place_and_phase() {
    let (failure, mut t) = *analyze("(let* [a 1]\n  (if 1 2 3 4))").expect_err("an error");
    let first = &failure.errors[0];
    assert_eq!((first.at.line, first.at.column), (2, 3));
    assert_eq!(first.symbol.as_deref(), Some("if"));
    let error = failure.to_error(&mut t);
    assert_eq!(error.0.message_text().as_deref(), Some("Syntax error compiling if at (user.clj:2:3)."));

    let (failure, _) = *analyze("(inc\n foo)").expect_err("an error");
    assert_eq!((failure.errors[0].at.line, failure.errors[0].span.start.line), (1, 2));
    assert_eq!(failure.errors[0].symbol, None);
}

#[test]
fn what_macros_throw_is_in_a_phase() {
    let phase = |text: &str| {
        let (failure, _) = *analyze(text).expect_err("an error");
        (failure.errors[0].phase.name(), failure.bare)
    };
    assert_eq!(phase("(fail ArithmeticException)"), ("macroexpansion", false));
    assert_eq!(phase("(fail ExceptionInfo)"), ("macro-syntax-check", false));
    assert_eq!(phase("(fail IllegalArgumentException)"), ("macro-syntax-check", false));
    assert_eq!(phase("(wrong-count)"), ("compile-syntax-check", true));
    assert_eq!(phase("(let* [] (wrong-count))"), ("compile-syntax-check", false));
}

#[test]
fn deep_nesting_is_an_error() {
    // Tests run on small stacks; the program's threads have larger ones.
    let run = || {
        let rows = [
            ("(inc ", ")"),
            ("(let* [x 1] ", ")"),
            ("(fn* [x] ", ")"),
            ("[str ", "]"),
            ("(let* [x (fn* [] (if 1 ", "))] x)"),
            ("(loop* [x (try ", " (finally 1))] x)"),
            ("(reify* [Object] (toString [_] ", "))"),
        ];
        for (open, close) in rows {
            let deep = |n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
            assert!(analyze(&deep(300)).is_ok(), "{open}");
            check_errors(&[(&deep(1_100), "StackOverflowError: The form is nested too deeply")]);
        }
        let wide = format!("(+ {})", "1 ".repeat(5_000));
        assert!(tree(&wide).contains("(invoke clojure.core/+"));
    };
    let thread = std::thread::Builder::new().stack_size(4 << 20).spawn(run);
    assert!(thread.expect("a thread").join().is_ok());
}

#[test]
fn replaced_vars_and_earmuffs_are_warned_of() {
    let inc = tree("(def inc 1)");
    assert!(inc.starts_with(
        ";; WARNING: inc already refers to: #'clojure.core/inc in namespace: user, being replaced by: #'user/inc\n"
    ));
    let earmuffs = tree("(def *a* 1)");
    assert!(earmuffs.starts_with(";; Warning: *a* not declared dynamic and thus is not dynamically rebindable"));
}
