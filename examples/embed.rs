//! A program of Rust's that embeds Clojure: pricing rules as scripts, one isolated runtime for each shop.
//!
//! `cargo run --example embed` runs it; `tests/embed_examples.rs` does too.

use lisle::{Context, Error, HostClass, Limits, Permissions, Runtime, Value};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

lisle::record! {
    /// A line of an order; in Clojure `{:item "tea", :unit-price 250, :count 2}`.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Line {
        pub item: String,
        pub unit_price: i64,
        pub count: i64,
    }
}

/// Something of the host's that scripts may hold.
struct Counter(AtomicI64);

const RULES: &str = r#"
(ns shop.rules)

(def discount 10)

(defn total [lines]
  (let [sum (reduce + (map (fn [{:keys [unit-price count]}] (* unit-price count)) lines))]
    (host/log (str "sum " sum))
    (- sum (quot (* sum discount) 100))))

(defn cheapest [lines] (apply min-key :unit-price lines))
"#;

/// A runtime that may touch nothing, and may not run away.
fn shop(name: &str) -> Result<Runtime, Error> {
    let runtime = Runtime::builder()
        .name(name)
        .permissions(Permissions::none())
        .limits_per_call(Limits { time: Some(Duration::from_secs(5)), ..Limits::default() })
        .build()?;
    runtime.define_fn("host/log", |cx: &mut Context<'_>, args: &[Value]| {
        let text: String = args[0].to()?;
        println!("[{}] {text}", cx.runtime_name());
        Ok(Value::NIL)
    })?;
    runtime.define_class(
        HostClass::<Counter>::new("host.Counter")
            .constructor(1, |_, args| Ok(Counter(AtomicI64::new(args[0].to()?))))
            .method("add", 1, |_, counter, args| {
                let n: i64 = args[0].to()?;
                Ok(Value::from(counter.0.fetch_add(n, Ordering::Relaxed) + n))
            }),
    )?;
    runtime.eval(RULES)?;
    Ok(runtime)
}

pub fn main() -> Result<(), Error> {
    let (north, south) = (shop("north")?, shop("south")?);
    south.eval("(in-ns 'shop.rules) (def discount 50)")?;

    let lines = vec![
        Line { item: "tea".into(), unit_price: 250, count: 2 },
        Line { item: "cup".into(), unit_price: 100, count: 5 },
    ];

    // Looked up once, called as often as one likes, from any thread.
    let total = north.resolve("shop.rules/total")?;
    let paid: i64 = total.call((lines.clone(),))?;
    assert_eq!(paid, 900);
    let elsewhere = std::thread::spawn({
        let (total, lines) = (total.clone(), lines.clone());
        move || total.call::<i64>((lines,))
    });
    assert_eq!(elsewhere.join().expect("no panic")?, 900);

    // The other shop has rules of its own.
    assert_eq!(south.resolve("shop.rules/total")?.call::<i64>((lines.clone(),))?, 500);
    let cheapest: Line = south.resolve("shop.rules/cheapest")?.call((lines,))?;
    assert_eq!(cheapest.item, "cup");

    // Objects of the host inside, and of the inside at the host.
    let sum = north.eval("(let [c (host.Counter. 40)] (.add c 1) (.add c 1))")?;
    assert_eq!(sum.to::<i64>()?, 42);
    let adder = north.eval("(let [n (atom 0)] (fn [x] (swap! n + x)))")?.to::<lisle::Function>()?;
    adder.call::<()>((1,))?;
    assert_eq!(adder.call::<i64>((2,))?, 3);

    // Data moves between runtimes by being copied, functions stay.
    let map = north.eval("{:a [1 2/3 \"x\"]}")?;
    assert_eq!(south.resolve("clojure.core/pr-str")?.call::<String>((map,))?, "{:a [1 2/3 \"x\"]}");
    let refused = south.resolve("clojure.core/identity")?.invoke(&[adder.to_value()]).expect_err("a function");
    println!("{refused}");

    // What a script may not do, and what goes wrong in it, are errors with all that is to know.
    let error = north.eval("(slurp \"/etc/passwd\")").expect_err("no permission");
    assert_eq!(error.class(), "java.lang.SecurityException");
    let error = north.eval("(shop.rules/total [{:unit-price nil}])").expect_err("no number");
    println!("{}", error.report().trim_end());

    let error = north
        .eval_with(&Limits { instructions: Some(1_000_000), ..Limits::default() }, "(loop [] (recur))")
        .expect_err("it never ends");
    assert_eq!(error.class(), "lisle.lang.InstructionLimitError");

    north.close(Duration::from_secs(1))?;
    assert!(total.invoke(&[Value::NIL]).is_err());
    println!("closed");
    Ok(())
}
