//! The VM on small programs in the text form of bytecode: one `check` per feature.

use lisle_vm as vm;
use runtime::function::NativeDef;
use runtime::multimethod::MultiFn;
use runtime::symbol::Symbol;
use runtime::sync::Arc;
use runtime::{Error, Result, Runtime, Thread, Value, ops, print, seq};

fn first(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    seq::first(t, &args[0])
}

fn next(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    seq::next(t, &args[0])
}

fn lazy(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(seq::lazy::LazySeq::new(args[0].take()))
}

fn cons(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    seq::cons(t, args[0].take(), args[1].take())
}

fn apply(_: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Err(Error::illegal_state("the VM spreads"))
}

/// Calls a function natively: the nested loop.
fn call1(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let (f, x) = (args[0].take(), args[1].take());
    t.invoke1(&f, x)
}

fn fail(_: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Err(Error::illegal_argument("no"))
}

/// Leaves the loop the first two times.
fn pause(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let turn = t.local::<i64>();
    *turn += 1;
    let turn = *turn;
    match vm::park(t) {
        Some(error) if turn < 3 => Err(error),
        Some(_) => {
            vm::stack::machine(t).set_leaving(vm::stack::Leaving::No);
            Ok(Value::long(turn))
        }
        None => Ok(Value::long(-1)),
    }
}

static NATIVES: &[NativeDef] = &[
    NativeDef::new("first", 1, 1, first).flags(NativeDef::FORCE_0),
    NativeDef::new("next", 1, 1, next).flags(NativeDef::FORCE_0),
    NativeDef::new("lazy", 1, 1, lazy),
    NativeDef::new("cons", 2, 2, cons),
    NativeDef::new("apply", 2, NativeDef::VARIADIC, apply).flags(NativeDef::APPLY),
    NativeDef::new("call1", 2, 2, call1),
    NativeDef::new("fail", 0, 0, fail),
    NativeDef::new("pause", 0, 0, pause),
];

/// Runs on a machine with `permanent` units or not, and both ways alike.
fn on_thread(permanent: bool, f: impl FnOnce(&mut Thread, &dyn Fn(&mut Thread, &str) -> Result<Value>)) {
    let runtime = Runtime::with_hooks(vm::hooks());
    vm::natives::register(&runtime, NATIVES);
    let mut thread = Thread::new(&runtime);
    thread.enter(|t| {
        f(t, &|t, text| {
            let unit = bytecode::asm::assemble(text).unwrap_or_else(|e| panic!("{e}"));
            bytecode::verify::verify(&unit).unwrap_or_else(|e| panic!("{e}"));
            let unit = vm::load_unit(t, Arc::new(unit), vec![], permanent)?;
            vm::run_unit(t, &unit)
        });
    });
}

fn show(t: &mut Thread, result: &Result<Value>) -> String {
    match result {
        Ok(value) => print::pr_str(t, value).unwrap_or_else(|e| e.to_string()),
        Err(error) => error.to_string(),
    }
}

/// `body` is the code of a chunk; further functions may follow it.
fn check(registers: usize, body: &str, expected: &str) {
    let text = format!(
        "unit \"test.clj\"\nchunk f0\n\nfn f0 \"user$eval1\" captures=0\n  arity params=0 registers={registers}\n{body}\n"
    );
    for permanent in [false, true] {
        on_thread(permanent, |t, run| {
            let result = run(t, &text);
            assert_eq!(show(t, &result), expected, "permanent: {permanent}");
            assert_eq!(vm::stack::machine(t).depth(), 0);
            assert_eq!(vm::stack::machine(t).leaks(), 0, "{text}");
        });
    }
}

#[test]
fn arithmetic_has_slow_paths() {
    check(3, "int r0, 7\n int r1, 2\n div r0, r0, r1\n mul_int r0, r0, 4\n return ^r0", "14N");
    check(
        3,
        "const r0, =9223372036854775807\n add_int r0, r0, 1\n return ^r0",
        "java.lang.ArithmeticException: long overflow",
    );
    check(3, "const r0, =1.5\n const r1, =2\n add r0, r0, r1\n return ^r0", "3.5");
    check(3, "const r0, =1/2\n copy r1, r0\n add r0, ^r0, ^r1\n return ^r0", "1N");
    check(3, "int r0, 1\n int r1, 0\n quot r0, r0, r1\n return ^r0", "java.lang.ArithmeticException: Divide by zero");
    check(2, "int r0, 1\n const r1, =3\n shl r0, r0, r1\n return ^r0", "8");
}

#[test]
fn comparisons_and_jumps() {
    check(2, "const r0, =1.0\n lt_int r0, r0, 2\n return ^r0", "true");
    check(2, "const r0, =[1 2]\n const r1, =(1 2)\n eq r0, ^r0, ^r1\n return ^r0", "true");
    check(2, "const r0, =\"a\"\n instance r0, ^r0, =#class \"java.lang.String\"\n return ^r0", "true");
    check(
        2,
        "const r0, =:b\n switch ^r0, s0\n a:\n int r0, 1\n return ^r0\n b:\n int r0, 2\n return ^r0\n d:\n int r0, 3\n return ^r0\n s0 = =:a @a, =:b @b, else @d",
        "2",
    );
}

#[test]
fn literals_and_lookups() {
    check(3, "int r0, 1\n int r1, 2\n vector r0, 2\n return ^r0", "[1 2]");
    check(3, "const r0, =:a\n int r1, 2\n map r0, 1\n get_kw r0, ^r0, =:a\n return ^r0", "2");
    check(3, "int r0, 1\n int r1, 1\n set r0, 2\n return ^r0", "java.lang.IllegalArgumentException: Duplicate key: 1");
    check(2, "const r0, =[7 8]\n nth_int r0, ^r0, 1\n return ^r0", "8");
    check(2, "const r0, =[7 8]\n nth_int r0, ^r0, 2\n return ^r0", "java.lang.IndexOutOfBoundsException: ");
    check(2, "const r0, =[7 8]\n nth_int_or_nil r0, ^r0, 2\n return ^r0", "nil");
    check(2, "const r0, =\"abc\"\n count r0, ^r0\n return ^r0", "3");
    check(2, "list r0, 0\n return ^r0", "()");
}

#[test]
fn data_is_called() {
    check(3, "const r0, =:a\n const r1, ={:a 1}\n call r0, 1\n return ^r0", "1");
    check(4, "const r0, =:b\n const r1, ={:a 1}\n int r2, 5\n call r0, 2\n return ^r0", "5");
    check(3, "const r0, ={:a 1}\n const r1, =:a\n call r0, 1\n return ^r0", "1");
    check(3, "const r0, =#{:a}\n const r1, =:a\n call r0, 1\n return ^r0", ":a");
    check(3, "const r0, =[4 5]\n int r1, 1\n call r0, 1\n return ^r0", "5");
    check(
        1,
        "const r0, =:a\n call r0, 0\n return ^r0",
        "clojure.lang.ArityException: Wrong number of args (0) passed to: :a",
    );
    check(
        1,
        "const r0, =[]\n call r0, 0\n return ^r0",
        "clojure.lang.ArityException: Wrong number of args (0) passed to: clojure.lang.PersistentVector",
    );
    check(
        2,
        "int r0, 3\n call r0, 0\n return ^r0",
        "java.lang.ClassCastException: class java.lang.Long cannot be cast to class clojure.lang.IFn",
    );
    check(
        1,
        "call_var r0, 0, =#'user/nothing\n return ^r0",
        "java.lang.IllegalStateException: Attempting to call unbound fn: #'user/nothing",
    );
}

#[test]
fn closures_capture() {
    check(
        3,
        "int r0, 40\n closure r0, f1\n int r1, 2\n call r0, 1\n return ^r0
fn f1 \"user$eval1$fn__2\" captures=1
  arity params=1 registers=3
    capture r1, c0
    add r0, r0, r1
    return ^r0",
        "42",
    );
}

#[test]
fn closures_of_a_group_know_each_other() {
    // (letfn [(even? [n] (if (== n 0) true (odd? (dec n)))) (odd? …)] (even? 10))
    check(
        4,
        "nil r0\n closure r0, f1\n nil r1\n closure r1, f2\n set_capture r0, r1, 0\n set_capture r1, r0, 0\n copy r2, r0\n int r3, 10\n call r2, 1\n clear r0\n clear r1\n return ^r2
fn f1 \"user$even\" captures=1
  arity params=1 registers=4
    jump_not_num_eq_int r0, 0, @more
    true r1
    return ^r1
  more:
    capture r1, c0
    sub_int r2, r0, 1
    call r1, 1
    return ^r1
fn f2 \"user$odd\" captures=1
  arity params=1 registers=4
    jump_not_num_eq_int r0, 0, @more
    false r1
    return ^r1
  more:
    capture r1, c0
    sub_int r2, r0, 1
    call r1, 1
    return ^r1",
        "true",
    );
}

const VARIADIC: &str = "
fn f1 \"user$rest\" captures=0
  arity params=0 registers=1
    const r0, =:none
    return ^r0
  arity params=1 variadic registers=3
    vector r0, 2
    return ^r0";

#[test]
fn rest_arguments() {
    check(4, &format!("const r0, =#fn f1\n call r0, 0\n return ^r0{VARIADIC}"), ":none");
    check(4, &format!("const r0, =#fn f1\n int r1, 1\n call r0, 1\n return ^r0{VARIADIC}"), "[1 nil]");
    check(
        4,
        &format!("const r0, =#fn f1\n int r1, 1\n int r2, 2\n int r3, 3\n call r0, 3\n return ^r0{VARIADIC}"),
        "[1 (2 3)]",
    );
}

#[test]
fn apply_spreads() {
    check(4, &format!("const r0, =#fn f1\n const r1, =[1 2 3]\n apply r0, 1\n return ^r0{VARIADIC}"), "[1 (2 3)]");
    check(
        4,
        &format!("const r0, =#fn f1\n int r1, 0\n const r2, =[1 2 3]\n apply r0, 2\n return ^r0{VARIADIC}"),
        "[0 (1 2 3)]",
    );
    check(4, &format!("const r0, =#fn f1\n nil r1\n apply r0, 1\n return ^r0{VARIADIC}"), ":none");
    check(
        4,
        &format!("const r0, =#fn f1\n const r1, =[1 2]\n call_native r0, 2, =#native \"apply\"\n return ^r0{VARIADIC}"),
        "[1 (2)]",
    );
    check(
        4,
        &format!(
            "const r0, =#native \"apply\"\n const r1, =#fn f1\n const r2, =[1 2]\n call r0, 2\n return ^r0{VARIADIC}"
        ),
        "[1 (2)]",
    );
    check(4, "const r0, =:a\n const r1, =[{:a 1}]\n apply r0, 1\n return ^r0", "1");
    check(4, "const r0, =#native \"first\"\n const r1, =[[5]]\n apply r0, 1\n return ^r0", "5");
    check(
        4,
        "const r0, =:a\n int r1, 1\n apply r0, 1\n return ^r0",
        "java.lang.IllegalArgumentException: Don't know how to create ISeq from: java.lang.Long",
    );
}

#[test]
fn arity_errors_name_the_function() {
    check(
        3,
        "const r0, =#fn f1\n call r0, 0\n return ^r0
fn f1 \"user$bar_baz_QMARK_$fn__12\" captures=0
  arity params=1 registers=1
    return ^r0",
        "clojure.lang.ArityException: Wrong number of args (0) passed to: user/bar-baz?/fn--12",
    );
    check(
        1,
        "call_native r0, 0, =#native \"first\"\n return ^r0",
        "clojure.lang.ArityException: Wrong number of args (0) passed to: clojure.core/first",
    );
}

/// `(def nat (fn [n] (lazy (fn [] (cons n (nat (inc n)))))))`
const NATURALS: &str = "
fn f1 \"user$nat\" captures=0
  arity params=1 registers=2
    closure r0, f2
    call_native r0, 1, =#native \"lazy\"
    return ^r0
fn f2 \"user$nat$fn__1\" captures=1
  arity params=0 registers=4
    capture r0, c0
    add_int r2, r0, 1
    call_var r1, 1, =#'user/nat
    call_native r0, 2, =#native \"cons\"
    return ^r0";

#[test]
fn lazy_seqs_are_realised_in_frames() {
    check(
        4,
        &format!(
            "const r0, =#fn f1\n def r0, 1, =#'user/nat\n clear r0\n int r1, 0\n call_var r0, 1, =#'user/nat
  int r1, 100000
  top:
    jump_not_gt_int r1, 0, @done
    call_native r0, 1, =#native \"next\"
    sub_int r1, r1, 1
    loop @top
  done:
    call_native r0, 1, =#native \"first\"
    return ^r0{NATURALS}"
        ),
        "100000",
    );
}

#[test]
fn infinite_seqs_are_applied() {
    check(
        4,
        &format!(
            "const r0, =#fn f1\n def r0, 1, =#'user/nat\n clear r0\n int r1, 0\n call_var r1, 0, =#'user/fs\n return ^r1{NATURALS}"
        ),
        "java.lang.IllegalStateException: Attempting to call unbound fn: #'user/fs",
    );
    check(
        4,
        &format!(
            "const r0, =#fn f1\n def r0, 1, =#'user/nat\n clear r0\n const r0, =#fn f3\n int r2, 5\n call_var r1, 1, =#'user/nat\n apply r0, 1\n return ^r0{NATURALS}
fn f3 \"user$second\" captures=0
  arity params=1 variadic registers=2
    clear r0
    move r0, ^r1
    call_native r0, 1, =#native \"first\"
    return ^r0"
        ),
        "6",
    );
}

#[test]
fn a_failed_lazy_seq_can_be_asked_again() {
    // The thunk throws each time it is asked.
    check(
        4,
        "nil r0\n closure r0, f1\n call_native r0, 1, =#native \"lazy\"\n int r1, 0
  again:
    copy r2, r0
  start:
    call_native r2, 1, =#native \"first\"
  end:
    return ^r2
  caught:
    clear r2
    add_int r1, r1, 1
    jump_not_lt_int r1, 3, @out
    loop @again
  out:
    clear r0
    return ^r1
    handler @start @end -> @caught exception=r2 base=r2
fn f1 \"user$thunk\" captures=0
  arity params=0 registers=1
    call_native r0, 0, =#native \"fail\"
    return ^r0",
        "3",
    );
}

#[test]
fn exceptions_are_caught_by_the_innermost_handler() {
    check(
        3,
        "start:
    const r0, =:not-thrown
    throw ^r0
  end:
  caught:
    instance r1, r0, =#class \"java.lang.ClassCastException\"
    clear r0
    return ^r1
    handler @start @end -> @caught exception=r0 base=r0",
        "true",
    );
    // Through a frame and through a native.
    check(
        4,
        "start:
    const r0, =#fn f1\n int r1, 1
    call_native r0, 2, =#native \"call1\"
    return ^r0
  end:
  caught:
    clear r0\n const r0, =:caught
    return ^r0
    handler @start @end -> @caught exception=r0 base=r0
fn f1 \"user$f\" captures=0
  arity params=1 registers=3
    vector r0, 1
    const r1, =[1 2 3]
    call_native r2, 0, =#native \"fail\"
    return ^r2",
        ":caught",
    );
}

#[test]
fn traces_say_where() {
    on_thread(false, |t, run| {
        let result = run(
            t,
            "unit \"test.clj\"\nchunk f0
fn f0 \"user$eval1\" captures=0
  arity params=0 registers=2
    line 3:1
    const r0, =#fn f1
    line 4:2
    call r0, 0
    return ^r0
fn f1 \"user$f\" captures=0
  arity params=0 registers=1
    line 1:5
    call_native r0, 0, =#native \"fail\"
    return ^r0",
        );
        let error = result.err().map(|e| Value::from(e.0)).unwrap_or_default();
        let lines = vm::trace::of_exception(&error);
        let lines: Vec<_> = lines.iter().map(|l| (l.name.as_str(), l.position.line, l.position.column)).collect();
        assert_eq!(lines, [("user/f", 1, 5), ("user/eval1", 4, 2)]);
    });
}

/// `(def count-down (fn [n] (if (< n 1) 0 (inc (count-down (dec n))))))`
const DEEP: &str = "
fn f1 \"user$down\" captures=0
  arity params=1 registers=3
    jump_not_lt_int r0, 1, @more
    int r1, 0
    return ^r1
  more:
    sub_int r2, r0, 1
    call_var r1, 1, =#'user/down
    add_int r1, r1, 1
    return ^r1";

#[test]
fn recursion_may_be_a_million_deep() {
    let main = "const r0, =#fn f1\n def r0, 1, =#'user/down\n clear r0\n int r1, 1000000\n call_var r0, 1, =#'user/down\n return ^r0";
    check(3, &format!("{main}{DEEP}"), "1000000");
}

#[test]
fn stack_overflow_is_caught() {
    let main = "const r0, =#fn f1\n def r0, 1, =#'user/down\n clear r0
  start:
    int r1, 100000000\n call_var r0, 1, =#'user/down\n return ^r0
  end:
  caught:
    instance r1, r0, =#class \"java.lang.StackOverflowError\"\n clear r0
    return ^r1
    handler @start @end -> @caught exception=r0 base=r0";
    check(3, &format!("{main}{DEEP}"), "true");
}

#[test]
fn a_thread_may_limit_its_depth() {
    on_thread(true, |t, run| {
        vm::call::set_max_depth(t, 1000);
        let main = "unit \"u\"\nchunk f0\nfn f0 \"user$e\" captures=0\n arity params=0 registers=3\n const r0, =#fn f1\n def r0, 1, =#'user/down\n clear r0\n int r1, 2000\n call_var r0, 1, =#'user/down\n return ^r0";
        let result = run(t, &format!("{main}{DEEP}"));
        assert_eq!(show(t, &result), "java.lang.StackOverflowError: ");
    });
}

#[test]
fn redefinition_takes_effect_on_the_next_call() {
    check(
        3,
        "const r0, =#fn f1\n def r0, 1, =#'user/f\n clear r0\n call_var r0, 0, =#'user/f
    const r1, =#fn f2\n def r1, 1, =#'user/f\n clear r1\n call_var r1, 0, =#'user/f\n vector r0, 2\n return ^r0
fn f1 \"user$f\" captures=0
  arity params=0 registers=1
    int r0, 1
    return ^r0
fn f2 \"user$f\" captures=0
  arity params=0 registers=1
    int r0, 2
    return ^r0",
        "[1 2]",
    );
}

#[test]
fn multimethods_dispatch_through_frames() {
    on_thread(true, |t, run| {
        let unit = |body: &str| {
            format!("unit \"u\"\nchunk f0\nfn f0 \"user$e\" captures=0\n arity params=0 registers=4\n{body}")
        };
        let dispatch = run(
            t,
            &unit(
                "const r0, =#fn f1\n return ^r0\nfn f1 \"user$d\" captures=0\n arity params=1 registers=2\n get_kw r1, ^r0, =:k\n return ^r1",
            ),
        );
        let method = run(
            t,
            &unit(
                "const r0, =#fn f1\n return ^r0\nfn f1 \"user$m\" captures=0\n arity params=1 registers=2\n count r1, ^r0\n return ^r1",
            ),
        );
        let (dispatch, method) = (dispatch.expect("a function"), method.expect("a function"));
        let default = t.runtime.keyword("default").into();
        let hierarchy = run(
            t,
            &unit("const r0, ={:parents {}, :ancestors {}, :descendants {}}\n def r0, 1, =#'user/h\n return ^r0"),
        );
        let hierarchy = hierarchy.expect("a var");
        let multi = MultiFn::new_ref("area", dispatch, default, hierarchy);
        let key = t.runtime.keyword("a").to_value();
        multi.add_method(t, key, method).expect("adds");
        let ns = t.runtime.namespaces.find_or_create(&Symbol::from_parts(None, "user"));
        let var = ns.intern(&Symbol::from_parts(None, "area")).expect("a new var");
        var.set_root(t, multi.into());
        let called = run(t, &unit("const r1, ={:k :a, :x 1}\n call_var r0, 1, =#'user/area\n return ^r0"));
        assert_eq!(show(t, &called), "2");
        let missing = run(t, &unit("const r1, ={:k :b}\n call_var r0, 1, =#'user/area\n return ^r0"));
        assert_eq!(
            show(t, &missing),
            "java.lang.IllegalArgumentException: No method in multimethod 'area' for dispatch value: :b"
        );
        let applied = run(t, &unit("var_get r0, =#'user/area\n const r1, =[{:k :a}]\n apply r0, 1\n return ^r0"));
        assert_eq!(show(t, &applied), "1");
    });
}

#[test]
fn reified_objects_answer_their_methods() {
    check(
        4,
        "int r0, 41\n closure r0, f1\n reify r0, 1, =#reify [\"user$reify__1\" [\"clojure.lang.IFn\"] [[\"invoke\" 1]]]\n int r1, 1\n call r0, 1\n return ^r0
fn f1 \"user$invoke\" captures=1
  arity params=2 registers=3
    clear r0
    capture r0, c0
    add r0, r0, r1
    return ^r0",
        "42",
    );
    check(
        4,
        "int r0, 41\n closure r0, f1\n reify r0, 1, =#reify [\"user$reify__1\" [\"my.Thing\"] [[\"plus\" 1]]]\n int r1, 1\n invoke r0, 1, =#method [\"plus\"]\n return ^r0
fn f1 \"user$plus\" captures=1
  arity params=2 registers=3
    clear r0
    capture r0, c0
    add r0, r0, r1
    return ^r0",
        "42",
    );
}

#[test]
fn members_that_do_not_exist_are_reported() {
    check(
        2,
        "const r0, =\"a\"\n int r1, 1\n invoke r0, 1, =#method [\"foo\"]\n return ^r0",
        "java.lang.IllegalArgumentException: No matching method foo found taking 1 args for class java.lang.String",
    );
    check(
        2,
        "const r0, =\"a\"\n invoke r0, 0, =#member [\"foo\"]\n return ^r0",
        "java.lang.IllegalArgumentException: No matching field found: foo for class java.lang.String",
    );
    check(
        2,
        "nil r0\n invoke r0, 0, =#member [\"foo\"]\n return ^r0",
        "java.lang.NullPointerException: Cannot invoke \"Object.getClass()\" because \"target\" is null",
    );
    check(
        2,
        "const r0, =\"oops\"\n new r0, 1, =#class \"java.lang.RuntimeException\"\n throw ^r0",
        "java.lang.RuntimeException: oops",
    );
    check(1, "call_native r0, 0, =#native \"none\"\n return ^r0", "java.lang.LinkageError: There is no native `none`");
}

#[test]
fn monitors_are_entered_again_and_given_back() {
    check(
        2,
        "const r0, =[1]\n monitor_enter r0\n monitor_enter r0\n monitor_exit r0\n monitor_exit r0\n monitor_exit r0\n return ^r0",
        "java.lang.IllegalMonitorStateException: current thread is not owner",
    );
}

#[test]
fn natives_call_back_only_so_deep() {
    // (def f (fn [x] (call1 f x)))
    check(
        3,
        "const r0, =#fn f1\n def r0, 1, =#'user/f\n clear r0\n int r1, 1\n call_var r0, 1, =#'user/f\n return ^r0
fn f1 \"user$f\" captures=0
  arity params=1 registers=3
    self r1
    move r2, ^r0
    call_native r1, 2, =#native \"call1\"
    return ^r1",
        "java.lang.StackOverflowError: ",
    );
}

#[test]
fn stopped_threads_cannot_catch_their_way_on() {
    on_thread(true, |t, run| {
        t.control.stop.store(true, runtime::sync::Ordering::Relaxed);
        t.budget = 0;
        let result = run(
            t,
            "unit \"u\"\nchunk f0\nfn f0 \"user$e\" captures=0\n arity params=0 registers=2
  top:
    nil r0
    clear r0
  start:
    loop @start
  end:
  caught:
    clear r0
    loop @top
    handler @start @end -> @caught exception=r0 base=r0",
        );
        assert_eq!(show(t, &result), "java.lang.ThreadDeath: The thread was stopped");
        let _ = ops::count(t, &Value::NIL);
    });
}

#[test]
fn threads_park_and_are_resumed() {
    on_thread(true, |t, run| {
        let f = run(
            t,
            "unit \"u\"\nchunk f0\nfn f0 \"user$e\" captures=0\n arity params=0 registers=1\n const r0, =#fn f1\n return ^r0
fn f1 \"user$f\" captures=0
  arity params=0 registers=3
    const r1, =[1 2]
    call_native r0, 0, =#native \"pause\"
    vector r0, 2
    return ^r0",
        );
        let f = f.expect("a function");
        assert!(matches!(vm::start(t, &f), vm::Outcome::Parked));
        assert!(vm::stack::machine(t).depth() > 0);
        assert!(matches!(vm::resume(t), vm::Outcome::Parked));
        let vm::Outcome::Done(result) = vm::resume(t) else { panic!("parked once more") };
        assert_eq!(show(t, &result), "[3 [1 2]]");
        // Called by a native, it cannot park.
        let pinned = t.invoke(&f, &mut []);
        assert_eq!(show(t, &pinned), "[-1 [1 2]]");
    });
}

#[test]
fn a_parked_stack_is_moved_out_and_back() {
    on_thread(true, |t, run| {
        let program = |depth: i64| {
            let text = format!(
                "unit \"u\"\nchunk f0
fn f0 \"user$e\" captures=0
  arity params=0 registers=2
    const r0, =#fn f1
    int r1, {depth}
    call r0, 1
    return ^r0
fn f1 \"user$f\" captures=0
  arity params=1 registers=4
    lt_int r1, r0, 1
    jump_if ^r1, @bottom
    self r1
    add_int r2, r0, -1
    call r1, 1
    vector r0, 2
    return ^r0
  bottom:
    clear r0
    call_native r1, 0, =#native \"pause\"
    return ^r1"
            );
            bytecode::asm::assemble(&text).unwrap_or_else(|e| panic!("{e}"))
        };
        let other = "unit \"u\"\nchunk f0\nfn f0 \"user$e\" captures=0\n arity params=0 registers=1\n const r0, =[1]\n return ^r0";
        // None, one and many frames fit in the first segment.
        for depth in [0, 2, 300] {
            *t.local::<i64>() = 0;
            let unit = vm::load_unit(t, Arc::new(program(depth)), vec![], true).expect("a unit");
            let caller = vm::chunk_function(&unit, 0).expect("a function");
            let mut outcome = vm::start(t, &caller);
            let mut parked = 0;
            let result = loop {
                match outcome {
                    vm::Outcome::Done(result) => break result,
                    vm::Outcome::Parked | vm::Outcome::Yielded => {
                        let saved = vm::stack::machine(t).save_stack();
                        assert_eq!((vm::stack::machine(t).depth(), vm::stack::machine(t).leaks()), (0, 0));
                        assert_eq!(saved.trace().len() as i64, depth + 2);
                        // Another thread's work lies there meanwhile.
                        let result = run(t, other);
                        assert_eq!(show(t, &result), "[1]");
                        vm::stack::machine(t).restore_stack(saved);
                        parked += 1;
                        outcome = vm::resume(t);
                    }
                }
            };
            assert_eq!(parked, 2);
            let nested = (1..=depth).fold("3".to_owned(), |inner, n| format!("[{n} {inner}]"));
            assert_eq!(show(t, &result), nested);
            // Dropped while it lies somewhere.
            *t.local::<i64>() = 0;
            assert!(matches!(vm::start(t, &caller), vm::Outcome::Parked));
            drop(vm::stack::machine(t).save_stack());
            assert_eq!((vm::stack::machine(t).depth(), vm::stack::machine(t).leaks()), (0, 0));
        }
    });
}

#[test]
fn a_function_called_once_lets_go_of_its_captures() {
    // The lazy seq's thunk captures a vector, takes it and returns it: nothing else may hold it, so `conj` in
    // place would be possible. Asked again after a failure, it finds nothing, as in Clojure.
    check(
        3,
        "const r0, =[1 2]\n closure r0, f1\n call_native r0, 1, =#native \"lazy\"\n call_native r0, 1, =#native \"first\"\n return ^r0
fn f1 \"user$thunk\" captures=1 once
  arity params=0 registers=3
    take_capture r0, c0
    capture r1, c0
    vector r0, 2
    vector r0, 1
    return ^r0",
        "[[1 2] nil]",
    );
}
