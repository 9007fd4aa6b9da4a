//! Plug-ins that call each other: a host with an application and a plug-in in runtimes of their own, structs of Rust's as maps, objects of the
//! host's inside, and calls that go from the application into the plug-in and back.
//!
//! `cargo run --example plugins` runs it; `tests/embed_examples.rs` does too.

use lisle::{Context, Error, ErrorKind, Function, HostClass, Limits, Runtime, Value};
use std::sync::{Arc, Mutex};
use std::time::Duration;

lisle::record! {
    /// In Clojure `{:customer "ada", :amounts [1.5]}`.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Order {
        pub customer: String,
        pub amounts: Vec<f64>,
        pub note: Option<String>,
    }
}

/// What the host keeps, and shows to both as a `host.Journal`.
#[derive(Default)]
struct Journal(Mutex<Vec<String>>);

fn journal_class() -> HostClass<Arc<Journal>> {
    HostClass::new("host.Journal")
        .method("write", 1, |_, journal: &Arc<Journal>, args| {
            journal.0.lock().expect("no panic").push(args[0].to()?);
            Ok(Value::NIL)
        })
        .method("size", 0, |_, journal, _| Ok(Value::from(journal.0.lock().expect("no panic").len() as i64)))
}

const APPLICATION: &str = "
(ns app)
(def ^:dynamic *user* nil)
(defn rate [customer] (if (= customer \"ada\") 0.5 1))
(defn total [order]
  (binding [*user* (:customer order)]
    (let [priced (plugin/price order)]
      (.write journal (str *user* \" pays \" (:total priced)))
      (assoc order :note (str (:total priced)) :amounts [(:total priced)]))))";

const PLUGIN: &str = "
(ns pricing)
(defn price [order]
  {:total (* (app/rate (:customer order)) (reduce + (:amounts order)))})
(defn price-for-ever [order] (recur order))";

pub fn main() -> Result<(), Error> {
    let journal = Arc::new(Journal::default());
    let limits = Limits { time: Some(Duration::from_secs(5)), ..Limits::default() };
    let app = Runtime::builder().name("app").limits_per_call(limits).build()?;
    let plugin = Runtime::builder().name("pricing").build()?;

    // The application names the plug-in's function before it has it, and the other way about, so both go by a slot.
    let price: Arc<Mutex<Option<Function>>> = Arc::default();
    let slot = price.clone();
    app.define_fn("plugin/price", move |_: &mut Context<'_>, args: &[Value]| {
        let price = slot.lock().expect("no panic").clone().ok_or_else(|| Error::new("no plug-in yet"))?;
        price.invoke_with(&Limits { time: Some(Duration::from_millis(200)), ..Limits::default() }, args)
    })?;
    app.define_class(journal_class())?;
    let object = app.new_object("host.Journal", journal.clone())?;
    app.eval(APPLICATION.replace("(def ^:dynamic", "(declare journal) (def ^:dynamic").as_str())?;
    app.define("app/journal", object.clone())?;

    let rate = app.resolve("app/rate")?;
    plugin.define_fn("app/rate", move |_: &mut Context<'_>, args: &[Value]| rate.invoke(args))?;
    plugin.eval(PLUGIN)?;
    *price.lock().expect("no panic") = Some(plugin.resolve("pricing/price")?);

    let order = Order { customer: "ada".into(), amounts: vec![1.5, 2.5], note: None };
    let total = app.resolve("app/total")?;
    let done: Order = total.call((order.clone(),))?;
    assert_eq!(done, Order { amounts: vec![2.0], note: Some("2.0".into()), ..order.clone() });
    assert_eq!(*journal.0.lock().expect("no panic"), ["ada pays 2.0"]);
    assert_eq!(object.with_object(|journal: &Arc<Journal>| journal.0.lock().expect("no panic").len()), Some(1));

    // A plug-in that does not come back is stopped within the limit that the application's call of it has, and the application goes on.
    *price.lock().expect("no panic") = Some(plugin.resolve("pricing/price-for-ever")?);
    let error = total.invoke(&[order.into()]).expect_err("it never ends");
    println!("{} in {}: {}", error.class(), app.name(), error.message());
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert_eq!(app.eval("(.size app/journal)")?.to::<i64>()?, 1);

    plugin.close(Duration::from_secs(1))?;
    let error =
        total.invoke(&[Order { customer: "bob".into(), amounts: vec![], note: None }.into()]).expect_err("gone");
    println!("{} in {}: {}", error.class(), app.name(), error.message());
    assert_eq!(error.kind(), ErrorKind::Exception);
    app.close(Duration::from_secs(1))
}
