//! Tests of the emitter: source text in, bytecode out. Snapshots hold the source, then the unit's text.
//!
//! Every unit passes the verifier and the balance check on the way. There is no core library here, so the
//! sources use the `*` forms that macros expand to.

use super::*;
use crate::analyzer::{Analysis, Context, Top, analyze_top};
use crate::reader::{NamespaceContext, Reader, ReaderOptions};
use bytecode::disasm::disassemble;
use runtime::symbol::Symbol;
use runtime::{Runtime, Value};
use std::cell::Cell;
use std::sync::Arc;

const CORE: &[&str] = &[
    "+",
    "-",
    "*",
    "/",
    "<",
    "<=",
    ">",
    ">=",
    "=",
    "==",
    "inc",
    "dec",
    "count",
    "nth",
    "get",
    "nil?",
    "not",
    "zero?",
    "pos?",
    "neg?",
    "identical?",
    "quot",
    "rem",
    "bit-and",
    "bit-shift-left",
    "instance?",
    "identity",
    "str",
    "first",
    "rest",
    "next",
    "assoc",
    "conj",
    "println",
    "seq",
    "map",
    "aget",
    "aset",
    "unchecked-inc",
    "*out*",
    "*unchecked-math*",
    "*warn-on-reflection*",
];

fn world() -> Thread {
    let mut t = Thread::new(&Arc::new(Runtime::default()));
    let name = |text: &str| Symbol::from_parts(None, text);
    let core = t.runtime.namespaces.find_or_create(&name("clojure.core"));
    let user = t.runtime.namespaces.find_or_create(&name("user"));
    for text in CORE {
        if let Some(var) = core.intern(&name(text)) {
            if text.starts_with('*') && text.len() > 1 {
                var.set_dynamic(true);
                var.set_root(&mut t, Value::FALSE);
            }
            user.map(text, var.to_value());
        }
    }
    for text in ["f", "g", "h", "fib"] {
        user.intern(&name(text));
    }
    t
}

fn compile(text: &str) -> (Unit, Vec<Value>) {
    let mut t = world();
    let mut namespace = NamespaceContext::named(&t, "user");
    let mut reader = Reader::new(&t, text, ReaderOptions::source("user.clj"));
    let ids = Cell::new(1);
    let source = SourceInfo { path: "user.clj".into(), hash: bytecode::source::hash_source(text.as_bytes()) };
    let mut builder = UnitBuilder::new("user.clj", source);
    while let Some(form) = reader.read(&mut t, &mut namespace).expect("readable") {
        let cx = Context {
            ns: namespace.0.clone(),
            source: Some("user.clj".into()),
            positions: &reader.positions,
            at: Span::default(),
            ids: &ids,
            check_macro: None,
        };
        match analyze_top(&mut t, &cx, &form) {
            Ok(Analysis { top: Top::Chunk(mut chunk), .. }) => {
                crate::passes::run(&mut chunk);
                builder.emit_chunk(&mut t, &chunk).expect("fits");
            }
            Ok(_) => panic!("{text}: a top-level do"),
            Err(failure) => panic!("{text}: {:?}", failure.errors),
        }
    }
    builder.finish()
}

/// The source, then the functions of the unit, without the parts that every unit has.
fn story(text: &str) -> String {
    let (unit, _) = compile(text);
    let listing = disassemble(&unit);
    let code = listing.split_once("\nfn ").map_or("", |(_, code)| code);
    let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("line ")).collect();
    format!("{}\n\nfn {}\n", text.trim(), code.join("\n"))
}

macro_rules! snapshots {
    ($($name:ident: $text:literal;)*) => { $(
        #[test]
        fn $name() {
            insta::assert_snapshot!(story($text));
        }
    )* };
}

snapshots! {
    a_recursive_function: "(fn* fib ([n] (if (< n 2) n (+ (user/fib (dec n)) (user/fib (- n 2))))))";
    a_loop_assigns_in_place: "(fn* [n] (loop* [i 0 acc 0] (if (< i n) (recur (inc i) (+ acc i)) acc)))";
    recur_swaps_with_one_temporary: "(fn* [n] (loop* [a 0 b 1 i n] (if (zero? i) a (recur b (+ a b) (dec i)))))";
    recur_keeps_the_order_of_calls: "(fn* [xs] (loop* [xs xs acc nil] (if xs (recur (next xs) (f acc (first xs))) acc)))";
    recur_to_the_function: "(fn* [n acc] (if (zero? n) acc (recur (- n 1) (* acc n))))";
    a_square_reads_its_register_twice: "(fn* [x] (f (* x x) (loop* [y x] (if (f y) (recur (* y y)) y))))";
    doubles_have_their_own_arithmetic: "(fn* ([^double x ^long n] (/ 1 (+ (* 2 x) (- x n)))))";
    arrays_of_longs_have_their_own_access:
        "(fn* [^longs a] (loop* [i 0] (if (< i 9) (do (aset a i (unchecked-inc (aget a i))) (recur (inc i))))))";
    captured_values_are_loaded_before_a_loop:
        "(fn* [xs n] (fn* [] (loop* [i 0] (if (< i n) (do (f xs i) (recur (inc i))) xs))))";
    locals_are_put_in_their_places_last: "(fn* [m k] (assoc m k (count m)))";
    last_uses_move: "(fn* [m k v] (let* [m2 (assoc m k v)] (conj m2 [k v])))";
    what_dies_on_one_path_is_cleared_there: "(fn* [a b c] (if a (f b) (g c)))";
    unused_values_are_cleared: "(fn* [a b] (f) (let* [x (g a) y 1] (h y)))";
    calls_in_calls_need_no_moves: "(fn* [x] (f (g (h x) 1) (h x)))";
    conditions_make_no_booleans:
        "(fn* [x y] (if (not (let* [a (< x 1)] (if a (let* [o (nil? y)] (if o o (f y))) a))) (g x) (h y)))";
    and_or_as_values:
        "(fn* [x y] [(let* [a (f x)] (if a (g y) a)) (let* [o (f x)] (if o o (g y))) (let* [o (< x y)] (if o o y))])";
    small_constants: "(fn* [x] [(+ 1 x) (* x 3) (- x 70000) (= x 5) (> 3 x) (bit-and x 7) (get x :k) (:k x) (nth x 0)])";
    constants_are_folded: "(fn* [x] (if (< 1 2) (+ x (* 3 4)) (f (/ 1 0))))";
    closures: "(fn* [x y] (fn* [z] (fn* [w] (f x z w))))";
    a_function_that_is_called_once: "(fn* [xs] (f (^{:once true} fn* [] (g (first xs) (rest xs)))))";
    letfn: "(letfn* [ev (fn* ev [n] (if (zero? n) true (od (dec n)))) od (fn* od [n] (if (zero? n) false (ev (dec n))))] (ev 10))";
    variadic_arities: "(fn* ([] 0) ([x] x) ([x & more] (f x more)))";
    case_jumps: "(fn* [x] (case* x 0 0 (f x) {1 [1 :one] 2 [:k (g x)] 3 [\"s\" 3]} :compact :hash-equiv))";
    try_with_clauses:
        "(fn* [x] (try (f x) (catch IllegalArgumentException e (g e x)) (catch Throwable t (h t))))";
    try_with_finally: "(fn* [x] (let* [r (try (f x) (finally (g x)))] (h r x)))";
    try_with_everything:
        "(fn* [x] (f 1 (try (f x) (catch Exception e (throw (g e))) (finally (h x)))))";
    nothing_can_throw: "(fn* [x] (try x (catch Throwable t (g t)) (finally nil)))";
    code_after_throw_is_not_emitted: "(fn* [x] (do (throw x) (f x)))";
    collections: "(fn* [x y] {:v [x y] :s #{x} :q '(a b [1.5 \\c \"s\"])})";
    locking: "(fn* [x] (monitor-enter x) (try (f x) (finally (monitor-exit x))))";
    primitive_parameters_are_coerced: "(fn* [^long n ^double x] (if (< n 1) x (+ n x)))";
    dynamic_vars_and_set: "(fn* [x] (set! *out* x) (*out* x))";
    host_calls: "(fn* [^String s] (.length s) (.-x s) (Math/abs 1) (new String s))";
}

#[test]
fn objects_in_code_are_embedded() {
    let mut t = world();
    let function: Value = t.runtime.namespaces.find_or_create(&Symbol::from_parts(None, "user")).to_value();
    let atom = runtime::host_object::HostObject::new_value(runtime::number::MathContext::UNLIMITED);
    let mut builder = UnitBuilder::new("NO_SOURCE_FILE", SourceInfo::default());
    let items = runtime::coll::vector::from_vec(vec![atom.clone(), function, atom.clone()]).into();
    let body =
        crate::node::Body { locals: Vec::new(), node: crate::node::Node::constant(items, Span::default()), loops: 0 };
    builder.emit_chunk(&mut t, &Chunk { name: "user$eval1".into(), body }).expect("fits");
    let (unit, embedded) = builder.finish();
    assert_eq!(embedded.len(), 1);
    assert!(embedded[0].identical(&atom));
    let vector =
        Constant::Vector(vec![Constant::Embedded(0), Constant::Namespace("user".into()), Constant::Embedded(0)]);
    assert_eq!(unit.constants, [vector]);
}

#[test]
fn the_same_source_gives_the_same_bytes() {
    let text = "(def fib (fn* [n] (case* n 0 0 #{n} {1 [1 {:a 1 :b 2}]} :compact :int)))";
    assert_eq!(compile(text).0, compile(text).0);
}

/// The jumps over the branch are longer than the field of a compare-and-branch.
#[test]
fn long_branches_are_split() {
    let calls = "(f x)".repeat(17_000);
    let (unit, _) = compile(&format!("(fn* [x y] (if (< x y) (do {calls}) (g x)))"));
    let text = disassemble(&unit);
    assert!(text.contains("0 jump_not_lt r0, ^r1, @2\n"), "{}", &text[..900]);
}

#[test]
fn a_frame_has_a_limit() {
    let mut t = world();
    let items = (0..70_000).map(|i| format!("(f {i})")).collect::<Vec<_>>().join(" ");
    let text = format!("(fn* [x] [{items}])");
    let mut namespace = NamespaceContext::named(&t, "user");
    let mut reader = Reader::new(&t, &text, ReaderOptions::source("user.clj"));
    let form = reader.read(&mut t, &mut namespace).expect("readable").expect("a form");
    let ids = Cell::new(1);
    let positions = &reader.positions;
    let cx =
        Context { ns: namespace.0.clone(), source: None, positions, at: Span::default(), ids: &ids, check_macro: None };
    let Ok(Analysis { top: Top::Chunk(chunk), .. }) = analyze_top(&mut t, &cx, &form) else { panic!("a chunk") };
    let mut builder = UnitBuilder::new("user.clj", SourceInfo::default());
    let error = builder.emit_chunk(&mut t, &chunk).expect_err("too large");
    assert_eq!(error.message(), "Method too large: user$eval1$fn__2");
    assert_eq!(builder.finish().0.functions, []);
}

/// Random source text: a form of some depth over the locals in scope.
struct Generator {
    state: u64,
    next_local: usize,
}

impl Generator {
    fn below(&mut self, n: usize) -> usize {
        self.state = self.state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.state >> 33) as usize % n
    }

    fn local(&mut self, scope: &mut Vec<String>) -> String {
        self.next_local += 1;
        let name = format!("v{}", self.next_local);
        scope.push(name.clone());
        name
    }

    fn some(&mut self, depth: usize, count: usize, scope: &[String]) -> String {
        (0..count).map(|_| self.form(depth, scope, None)).collect::<Vec<_>>().join(" ")
    }

    /// `recur` says how many arguments a `recur` in this place takes.
    fn form(&mut self, depth: usize, scope: &[String], recur: Option<usize>) -> String {
        if depth == 0 {
            return match self.below(5) {
                0 => format!("{}", self.below(100_000)),
                1 => ["nil", "true", "false", ":k", "\"s\""][self.below(5)].to_owned(),
                _ if scope.is_empty() => "*out*".to_owned(),
                _ => scope[self.below(scope.len())].clone(),
            };
        }
        let d = depth - 1;
        let mut inner = scope.to_vec();
        match self.below(20) {
            0 | 1 => {
                let op = ["+", "-", "*", "<", ">=", "=", "identical?", "get", "nth", "bit-and"][self.below(10)];
                format!("({op} {})", self.some(d, 2, scope))
            }
            2 => format!(
                "({} {})",
                ["inc", "nil?", "zero?", "pos?", "count", ":k"][self.below(6)],
                self.some(d, 1, scope)
            ),
            3 | 4 => {
                let count = self.below(4);
                format!("({} {})", ["f", "g", "h"][self.below(3)], self.some(d, count, scope))
            }
            5..=7 => {
                let (test, then) = (self.form(d, scope, None), self.form(d, scope, recur));
                format!("(if {test} {then} {})", self.form(d, scope, recur))
            }
            8 | 9 => {
                let mut bindings = String::new();
                for _ in 0..1 + self.below(3) {
                    let init = self.form(d, &inner, None);
                    let name = self.local(&mut inner);
                    bindings.push_str(&format!("{name} {init} "));
                }
                format!("(let* [{bindings}] {})", self.form(d, &inner, recur))
            }
            10 => {
                let first = self.form(d, scope, None);
                let name = self.local(&mut inner);
                let second = self.form(d, scope, recur);
                let is_and = self.below(2) == 0;
                let (then, other) = if is_and { (&second, &name) } else { (&name, &second) };
                format!("(let* [{name} {first}] (if {name} {then} {other}))")
            }
            11 | 12 => {
                let count = 1 + self.below(3);
                let mut bindings = String::new();
                for _ in 0..count {
                    let init = self.form(d.min(1), &inner, None);
                    let name = self.local(&mut inner);
                    bindings.push_str(&format!("{name} {init} "));
                }
                format!("(loop* [{bindings}] {})", self.form(d, &inner, Some(count)))
            }
            13 | 14 if recur.is_some() => {
                let count = recur.unwrap_or_default();
                format!("(recur {})", self.some(d.min(2), count, scope))
            }
            13 | 14 => format!("[{}]", self.some(d, 2, scope)),
            15 => format!("(do {} {})", self.form(d, scope, None), self.form(d, scope, recur)),
            16 | 17 => {
                let body = self.form(d, scope, None);
                let name = self.local(&mut inner);
                let class = ["Throwable", "Exception"][self.below(2)];
                let catch = format!("(catch {class} {name} {})", self.form(d, &inner, None));
                let finally = format!("(finally {})", self.form(d.min(2), scope, None));
                match self.below(3) {
                    0 => format!("(try {body} {catch})"),
                    1 => format!("(try {body} {finally})"),
                    _ => format!("(try {body} {catch} {finally})"),
                }
            }
            18 => {
                let name = self.local(&mut inner);
                let once = if self.below(2) == 0 { "^{:once true} " } else { "" };
                format!("({once}fn* [{name}] {})", self.form(d, &inner, Some(1)))
            }
            _ => match self.below(3) {
                0 => format!("(throw {})", self.form(d, scope, None)),
                1 => {
                    let (a, b) = (self.local(&mut inner), self.local(&mut inner));
                    let bodies: Vec<String> = (0..2).map(|_| self.form(d, &inner, None)).collect();
                    let body = self.form(d, &inner, recur);
                    format!("(letfn* [{a} (fn* {a} [] {}) {b} (fn* {b} [] {})] {body})", bodies[0], bodies[1])
                }
                _ => {
                    let test = self.form(d, scope, None);
                    let branches: Vec<String> = (0..3).map(|_| self.form(d, scope, recur)).collect();
                    format!(
                        "(case* {test} 0 0 {} {{1 [1 {}] 2 [:k {}]}} :compact :int)",
                        branches[0], branches[1], branches[2]
                    )
                }
            },
        }
    }
}

/// Whatever the analyzer accepts, the verifier and the balance check accept what becomes of it.
#[test]
fn random_programs_are_sound() {
    for seed in 0..1_500 {
        let mut generator = Generator { state: seed * 7919 + 1, next_local: 0 };
        let mut scope = Vec::new();
        let params = format!("{} {}", generator.local(&mut scope), generator.local(&mut scope));
        let body = generator.form(5 + seed as usize % 5, &scope, Some(2));
        compile(&format!("(fn* [{params}] {body})"));
    }
}

/// Forms as deep as the analyzer takes them fit the stack of a test's thread.
#[test]
fn deep_forms_are_emitted() {
    for (open, close) in
        [("(f ", ")"), ("(if (f) ", " 1)"), ("(let* [x (f)] ", ")"), ("(fn* [] ", ")"), ("(try ", " (finally (f)))")]
    {
        // Each `finally` doubles what is within another `finally`, not what is within a body.
        let depth = 480;
        compile(&format!("{} (f) {}", open.repeat(depth), close.repeat(depth)));
    }
}
