//! Natives for refs and transactions. The tries of a transaction are driven by `clojure.core`, so that its body can park.

use runtime::coll::vector;
use runtime::error::{Error, Result, Throwable};
use runtime::function::NativeDef;
use runtime::object::Ref;
use runtime::reference::watch;
use runtime::stm::{TRef, commit, transaction};
use runtime::sync::Ordering;
use runtime::{Thread, Value};

/// A ref.
pub fn ref_arg(value: &Value) -> Result<&Ref<TRef>> {
    value.as_ref::<TRef>().ok_or_else(|| Error::cannot_cast(value, "clojure.lang.Ref"))
}

fn new_ref(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(TRef::new_ref(&t.runtime.stm, args[0].take()).into())
}

fn begin(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    transaction::begin(t)?;
    Ok(Value::NIL)
}

/// Commits, then calls the watches and sends what was held.
fn commit_transaction(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let committed = commit::commit(t)?;
    for (ref_, old, new) in committed.changes {
        watch::notify(t, &ref_.into(), &old, &new)?;
    }
    for send in committed.sends {
        super::agent::dispatch_held(t, send)?;
    }
    Ok(Value::NIL)
}

/// What happens when a try has thrown: the exception is thrown again, unless there is to be another try.
fn failed(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args[0].take().downcast::<Throwable>() {
        Ok(thrown) => transaction::failed(t, Error(thrown)).map(|()| Value::NIL),
        Err(other) => Err(Error::cannot_cast(&other, "java.lang.Throwable")),
    }
}

fn get(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    transaction::get(t, ref_arg(&args[0])?)
}

fn set(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    // The argument stays: a transaction that has to wait may call again.
    let value = args[1].clone();
    transaction::set(t, ref_arg(&args[0])?, value.clone())?;
    Ok(value)
}

fn commute(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let (f, more) = (args[1].take(), args[2].take());
    transaction::commute(t, ref_arg(&args[0])?, f, more)
}

fn commuted(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let value = args[1].take();
    transaction::commuted(t, ref_arg(&args[0])?, value.clone())?;
    Ok(value)
}

fn ensure(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let ref_ = ref_arg(&args[0])?;
    transaction::ensure(t, ref_)?;
    transaction::get(t, ref_)
}

fn in_transaction(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(t.transaction.is_some()))
}

fn history_count(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::int(ref_arg(&args[0])?.history_count() as i32))
}

/// A bound of history, or the ref after setting it.
fn history_bound(args: &mut [Value], get: fn(&TRef) -> u32, set: fn(&TRef, u32)) -> Result<Value> {
    let ref_ = ref_arg(&args[0])?;
    let Some(n) = args.get(1) else { return Ok(Value::int(get(ref_) as i32)) };
    let n = runtime::number::cast::to_int(n)?;
    set(ref_, n.max(0) as u32);
    Ok(args[0].take())
}

fn min_history(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    history_bound(args, |r| r.history_bounds().0, TRef::set_min_history)
}

fn max_history(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    history_bound(args, |r| r.history_bounds().1, TRef::set_max_history)
}

fn stats(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let stm = &t.runtime.stm;
    let counts = [&stm.commits, &stm.retries, &stm.barges].map(|n| Value::long(n.load(Ordering::Relaxed) as i64));
    Ok(vector::from_vec(counts.into()).into())
}

fn ref_stats(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let (commits, conflicts) = ref_arg(&args[0])?.counts();
    Ok(vector::from_vec(vec![Value::long(commits as i64), Value::long(conflicts as i64)]).into())
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("stm-stats", 0, 0, stats),
    NativeDef::new("ref-stats", 1, 1, ref_stats),
    NativeDef::new("ref", 1, 1, new_ref),
    NativeDef::new("transaction-begin", 0, 0, begin),
    NativeDef::new("transaction-commit", 0, 0, commit_transaction),
    NativeDef::new("transaction-failed", 1, 1, failed),
    NativeDef::new("in-transaction?", 0, 0, in_transaction),
    NativeDef::new("ref-get", 1, 1, get),
    NativeDef::new("ref-set", 2, 2, set),
    NativeDef::new("ref-commute", 3, 3, commute),
    NativeDef::new("ref-commuted", 2, 2, commuted),
    NativeDef::new("ensure", 1, 1, ensure),
    NativeDef::new("ref-history-count", 1, 1, history_count),
    NativeDef::new("ref-min-history", 1, 2, min_history),
    NativeDef::new("ref-max-history", 1, 2, max_history),
];
