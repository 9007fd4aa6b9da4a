//! Natives under `clojure.core.async`: waiting on channels, callbacks, timeouts, and where go blocks run.
//!
//! The channels themselves are in `crate::concurrent::channel`. Natives answer with an *op* where code of the program has
//! to go on: to run a transducer (`pump`), or because a port is of the program's own making. See
//! `clojure/core/async/impl/channels.clj`.

use super::random;
use crate::concurrent::channel::{self, Buffer, Callback, Channel, Decided, Op, Step, Tried};
use crate::concurrent::pool::{Config, Pool, Refusal};
use crate::concurrent::timer;
use crate::host::lang::thread;
use crate::host::support::{bool_, long_arg, void};
use runtime::coll::node::vector_trie::Leaf;
use runtime::coll::vector::{self, Vector};
use runtime::error::{Error, ExceptionKind, Result, Throwable};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::reduced::reduced;
use runtime::reference::wait::{Look, Wait};
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Thread, Value, seq};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

const CHANNEL: &str = "clojure.core.async.impl.channels.ManyToManyChannel";
const OP: &str = "lisle.lang.ChannelOp";

impl HostType for Channel {
    fn class_name(&self) -> &str {
        CHANNEL
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {
        // Everything held is `Shared`, hence published.
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        channel::drain(self, f);
    }
}

/// An op as a value: what handlers are here.
struct OpObject {
    op: Arc<Op>,
    /// Which of a choice's ports it stands for.
    port: u32,
    /// May it wait?
    blockable: bool,
}

impl HostType for OpObject {
    fn class_name(&self) -> &str {
        OP
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

fn op_value(op: Arc<Op>) -> Value {
    HostObject::new_value(OpObject { op, port: 0, blockable: true })
}

fn op_arg(v: &Value) -> Result<&OpObject> {
    v.host::<OpObject>().ok_or_else(|| Error::cannot_cast(v, OP))
}

fn channel_arg(v: &Value) -> Result<&Channel> {
    v.host::<Channel>().ok_or_else(|| Error::cannot_cast(v, CHANNEL))
}

#[cold]
fn too_many(what: &str) -> Error {
    let (advice, side) = match what {
        "puts" => (" Consider using a windowed buffer.", "puts"),
        _ => ("", "takes"),
    };
    let limit = channel::MAX_PENDING;
    Error::new(
        ExceptionKind::AssertionError,
        format!(
            "Assert failed: No more than {limit} pending {what} are allowed on a single channel.{advice}\n(< (.size {side}) impl/MAX-QUEUE-SIZE)"
        ),
    )
}

fn not_nil(v: &Value) -> Result<()> {
    if v.is_nil() { Err(Error::illegal_argument("Can't put nil on channel")) } else { Ok(()) }
}

/// `(channel kind n transforms?)`
fn new(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let n = usize::try_from(long_arg(&a[1])?).unwrap_or(0);
    let buffer = match long_arg(&a[0])? {
        0 => Buffer::None,
        1 => Buffer::Fixed(n),
        2 => Buffer::Dropping(n),
        3 => Buffer::Sliding(n),
        _ => Buffer::Promise,
    };
    Ok(HostObject::new_value(Channel::new(buffer, a[2].is_truthy())))
}

/// Where a thread stands that has left while it waited.
#[derive(Default)]
struct Left(Option<Arc<Op>>);

/// The op that this thread had been waiting for when it left.
fn resumed(t: &mut Thread) -> Option<Arc<Op>> {
    if t.resumed_wait.is_some() { t.local::<Left>().0.take() } else { None }
}

/// Waits for the outcome of an op. An interrupt takes the op back, unless it has an outcome already.
fn wait_for(t: &mut Thread, op: Arc<Op>) -> Result<channel::Outcome> {
    let mut how = Wait::on("channel");
    loop {
        match op.state.wait_for(t, how, |state| state.outcome.take().into()) {
            Ok(Some(outcome)) => return Ok(outcome),
            Ok(None) => {}
            Err(left) if t.resumed_wait.is_some() => {
                t.local::<Left>().0 = Some(op);
                return Err(left);
            }
            Err(error) if t.control.is_stopped() || op.claim() => return Err(error),
            Err(_) => {
                // It has been claimed: the outcome is a moment away, and the interrupt is for the next to see.
                t.control.interrupt();
                how = how.uninterruptibly();
            }
        }
    }
}

fn finish(t: &mut Thread, decided: Decided) {
    for callback in decided.finish() {
        dispatch(t, callback);
    }
}

/// `(channel-take port)`: waits for a value; nil at the end. An op if the program has to go on.
fn take(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(op) = resumed(t) {
        return Ok(wait_for(t, op)?.value.into_value());
    }
    let Some(ch) = a[0].host::<Channel>() else { return Ok(op_value(Op::new(None))) };
    let mut decided = Decided::default();
    let (tried, op) = {
        let mut state = ch.lock();
        match channel::take(&mut state, None, &mut decided, ch.transforms) {
            Tried::NotNow => {
                let op = Op::new(None);
                (channel::wait_to_take(&mut state, &op, 0), Some(op))
            }
            tried => (tried, None),
        }
    };
    finish(t, decided);
    match (tried, op) {
        (Tried::Done(value), _) => taken(ch, value),
        (Tried::TooMany, _) => Err(too_many("takes")),
        (_, Some(op)) => Ok(wait_for(t, op)?.value.into_value()),
        (_, None) => void(),
    }
}

/// A value just taken: inside an op if the room it leaves is wanted by a put that must be transformed.
fn taken(ch: &Channel, value: Shared) -> Result<Value> {
    if ch.transforms && ch.can_begin() {
        let op = Op::new(None);
        op.claim();
        let _ = op.finish(value, 0);
        return Ok(op_value(op));
    }
    Ok(value.into_value())
}

/// `(channel-put port value)`: waits for room; false if the channel is closed. An op if the program has to go on.
fn put(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(op) = resumed(t) {
        return Ok(wait_for(t, op)?.value.into_value());
    }
    let Some(ch) = a[0].host::<Channel>() else { return Ok(op_value(Op::new(None))) };
    not_nil(&a[1])?;
    let value = Shared::new(a[1].clone());
    let mut decided = Decided::default();
    let (tried, op) = {
        let mut state = ch.lock();
        match channel::put(&mut state, None, &value, &mut decided, ch.transforms) {
            Tried::NotNow => {
                let op = Op::new(None);
                (channel::wait_to_put(&mut state, &op, 0, &value), Some(op))
            }
            tried => (tried, None),
        }
    };
    finish(t, decided);
    match (tried, op) {
        (Tried::Done(open), _) => Ok(open.into_value()),
        (Tried::TooMany, _) => Err(too_many("puts")),
        (_, Some(op)) if ch.transforms => Ok(op_value(op)),
        (_, Some(op)) => Ok(wait_for(t, op)?.value.into_value()),
        (_, None) => void(),
    }
}

/// `(channel-poll port)`: a value if there is one now.
fn poll(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let Some(ch) = a[0].host::<Channel>() else { return Ok(op_value(Op::new(None))) };
    let control = t.control.clone();
    let mut decided = Decided::default();
    let found = ch.state().wait_for(t, Wait::on("channel").uninterruptibly(), |state| {
        match channel::take(state, None, &mut decided, ch.transforms) {
            Tried::Done(value) => Look::Ready(Some(value)),
            _ if Channel::is_transformed_by(state, &control) == Some(false) => Look::NotYet,
            _ => Look::Ready(None),
        }
    })?;
    finish(t, decided);
    match found.flatten() {
        Some(value) => taken(ch, value),
        None => void(),
    }
}

/// `(channel-offer port value)`: true if the value could be put now, false if the channel is closed, else nil.
fn offer(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let Some(ch) = a[0].host::<Channel>() else { return Ok(op_value(Op::new(None))) };
    not_nil(&a[1])?;
    let value = Shared::new(a[1].clone());
    let control = t.control.clone();
    let mut decided = Decided::default();
    let found = ch.state().wait_for(t, Wait::on("channel").uninterruptibly(), |state| {
        match channel::put(state, None, &value, &mut decided, ch.transforms) {
            Tried::Done(open) => return Look::Ready(Some(Ok(open))),
            _ if !ch.transforms => return Look::Ready(None),
            _ => {}
        }
        match Channel::is_transformed_by(state, &control) {
            Some(false) => Look::NotYet,
            None if channel::has_room(state) => {
                let op = Op::new(None);
                channel::wait_to_put(state, &op, 0, &value);
                Look::Ready(Some(Err(op)))
            }
            _ => Look::Ready(None),
        }
    })?;
    finish(t, decided);
    match found.flatten() {
        Some(Ok(open)) => Ok(open.into_value()),
        Some(Err(op)) => Ok(op_value(op)),
        None => void(),
    }
}

/// `(channel-take-op channel op)`: the value in a box if there is one now; else the op waits if it may.
fn take_op(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (ch, own) = (channel_arg(&a[0])?, op_arg(&a[1])?);
    let mut decided = Decided::default();
    let tried = {
        let mut state = ch.lock();
        match channel::take(&mut state, Some(&own.op), &mut decided, ch.transforms) {
            Tried::NotNow if own.blockable => channel::wait_to_take(&mut state, &own.op, own.port),
            tried => tried,
        }
    };
    finish(t, decided);
    match tried {
        Tried::Done(value) => Ok(reduced(value.into_value())),
        Tried::TooMany if own.op.claim() => Err(too_many("takes")),
        _ => void(),
    }
}

/// `(channel-put-op channel value op)`: whether the channel is open, in a box, if that can be said now.
fn put_op(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    not_nil(&a[1])?;
    let (ch, own) = (channel_arg(&a[0])?, op_arg(&a[2])?);
    let value = Shared::new(a[1].clone());
    let mut decided = Decided::default();
    let tried = {
        let mut state = ch.lock();
        match channel::put(&mut state, Some(&own.op), &value, &mut decided, ch.transforms) {
            Tried::NotNow if own.blockable || ch.transforms && channel::has_room(&mut state) => {
                channel::wait_to_put(&mut state, &own.op, own.port, &value)
            }
            tried => tried,
        }
    };
    finish(t, decided);
    match tried {
        Tried::Done(open) => Ok(reduced(open.into_value())),
        Tried::TooMany if own.op.claim() => Err(too_many("puts")),
        _ => void(),
    }
}

/// A port of a choice.
struct Port<'a> {
    channel: &'a Channel,
    object: &'a Value,
    value: Option<Shared>,
}

impl Port<'_> {
    fn try_now(&self, own: Option<&Arc<Op>>, number: u32, decided: &mut Decided) -> Tried {
        let mut state = self.channel.lock();
        let tried = match &self.value {
            None => channel::take(&mut state, own, decided, false),
            Some(value) => channel::put(&mut state, own, value, decided, false),
        };
        match (tried, own, &self.value) {
            (Tried::NotNow, Some(op), None) => channel::wait_to_take(&mut state, op, number),
            (Tried::NotNow, Some(op), Some(value)) => channel::wait_to_put(&mut state, op, number, value),
            (tried, ..) => tried,
        }
    }
}

/// The ports of a choice, if all of them are channels without transducers.
fn ports(items: &[Value]) -> Result<Option<Vec<Port<'_>>>> {
    let mut ports = Vec::with_capacity(items.len());
    for item in items {
        let (object, value) = match item.as_ref::<Vector>().map(|pair| pair.leaf_for(0)) {
            Some(Leaf::Values([object, value])) => (object, Some(value)),
            _ => (item, None),
        };
        let Some(channel) = object.host::<Channel>().filter(|channel| !channel.transforms) else { return Ok(None) };
        let value = match value {
            Some(value) => {
                not_nil(value)?;
                Some(Shared::new(value.clone()))
            }
            None => None,
        };
        ports.push(Port { channel, object, value });
    }
    Ok(Some(ports))
}

fn chosen(value: Shared, port: &Port) -> Result<Value> {
    Ok(vector::from_vec(vec![value.into_value(), port.object.clone()]).into())
}

/// `(channel-alts ports wait? priority?)`: what one of the ports gives, with the port; nil if none is ready and it may not wait.
/// An op if the program has to go on.
fn alts(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let resumed = resumed(t);
    let items = seq::to_vec(t, &a[0])?;
    let Some(ports) = ports(&items)? else { return Ok(op_value(Op::new(None))) };
    if let Some(op) = resumed {
        let outcome = wait_for(t, op)?;
        return chosen(outcome.value, &ports[outcome.port as usize]);
    }
    let mut order: Vec<u32> = (0..ports.len() as u32).collect();
    if !a[2].is_truthy() {
        for i in (1..order.len()).rev() {
            order.swap(i, (random::next(t) % (i as u64 + 1)) as usize);
        }
    }
    for &number in &order {
        let port = &ports[number as usize];
        let mut decided = Decided::default();
        let tried = port.try_now(None, number, &mut decided);
        finish(t, decided);
        if let Tried::Done(value) = tried {
            return chosen(value, port);
        }
    }
    if !a[1].is_truthy() {
        return void();
    }
    let op = Op::new(None);
    for &number in &order {
        let port = &ports[number as usize];
        let mut decided = Decided::default();
        let tried = port.try_now(Some(&op), number, &mut decided);
        finish(t, decided);
        match tried {
            Tried::Done(value) => return chosen(value, port),
            Tried::Lost => break,
            Tried::TooMany if op.claim() => {
                return Err(too_many(if port.value.is_some() { "puts" } else { "takes" }));
            }
            _ => {}
        }
    }
    let outcome = wait_for(t, op)?;
    chosen(outcome.value, &ports[outcome.port as usize])
}

/// `(channel-await op)`: the outcome of an op that was given back.
fn await_op(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let op = match resumed(t) {
        Some(op) => op,
        None => op_arg(&a[0])?.op.clone(),
    };
    Ok(wait_for(t, op)?.value.into_value())
}

/// `(channel-await-alts op)`: the outcome of a choice: the value and the number of the port.
fn await_alts(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let op = match resumed(t) {
        Some(op) => op,
        None => op_arg(&a[0])?.op.clone(),
    };
    let outcome = wait_for(t, op)?;
    Ok(vector::from_vec(vec![outcome.value.into_value(), Value::long(outcome.port.into())]).into())
}

/// `(channel-op-complete op value)`: sets the outcome of an op that was claimed.
fn complete(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = op_arg(&a[0])?;
    if let Some(callback) = own.op.finish(Shared::new(a[1].clone()), own.port) {
        dispatch(t, callback);
    }
    void()
}

/// `(channel-op-at op port blockable?)`: the op, for one of a choice's ports.
fn op_at(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let op = op_arg(&a[0])?.op.clone();
    let port = long_arg(&a[1])? as u32;
    Ok(HostObject::new_value(OpObject { op, port, blockable: a[2].is_truthy() }))
}

fn new_op(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let callback = (!a[0].is_nil()).then(|| Shared::new(a[0].clone()));
    Ok(op_value(Op::new(callback)))
}

fn close(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (was_open, decided) = channel_arg(&a[0])?.close();
    finish(t, decided);
    bool_(was_open)
}

/// `(channel-begin channel)`: what to run the channel's transducer on, in a vector, which is empty at the end; nil if
/// there is nothing to do or another thread does it.
fn begin(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(match channel_arg(&a[0])?.begin(t) {
        None => Value::NIL,
        Some(Step::End) => vector::from_vec(Vec::new()).into(),
        Some(Step::Put(value)) => vector::from_vec(vec![value.into_value()]).into(),
    })
}

/// `(channel-end channel enough?)`: the end of what `channel-begin` began.
fn end(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let decided = channel_arg(&a[0])?.end(a[1].is_truthy());
    finish(t, decided);
    void()
}

fn add(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    not_nil(&a[1])?;
    channel_arg(&a[0])?.add(Shared::new(a[1].clone()));
    void()
}

/// `(channel-set-transducer channel f)`: the reducing function of a channel with a transducer, once.
fn set_transducer(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let _ = channel_arg(&a[0])?.transducer.set(Shared::new(a[1].clone()));
    void()
}

fn transducer(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(channel_arg(&a[0])?.transducer.get().map_or(Value::NIL, |f| f.get().clone()))
}

/// `(thread-uncaught exception)`: does with it what is done with one that a thread ends with.
fn uncaught(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a[0].take().downcast::<Throwable>() {
        Ok(thrown) => {
            let object = thread::current(t);
            thread::uncaught(t, &object, Error(thrown));
            void()
        }
        Err(other) => Err(Error::cannot_cast(&other, "java.lang.Throwable")),
    }
}

/// Where `thread` and callbacks run, and what calls those.
struct Running {
    /// Platform threads.
    mixed: Arc<Pool>,
    /// The function that calls the next callback.
    caller: Mutex<Option<Shared>>,
    ready: Mutex<VecDeque<Callback>>,
}

impl Default for Running {
    fn default() -> Running {
        let mixed = Pool::new(Config { daemon: true, ..Config::cached("async-mixed-".into()) });
        Running { mixed, caller: Mutex::default(), ready: Mutex::default() }
    }
}

/// Runs a function without arguments soon: on a virtual thread of its own, or on a platform thread.
fn spawn(t: &mut Thread, function: &Value, platform: bool) -> Result<()> {
    if !platform {
        let target = Some(Shared::new(function.clone()));
        let spec = thread::Spec { is_virtual: true, daemon: true, bare: true, target, ..thread::Spec::default() };
        let object = thread::new_thread(t, spec);
        return thread::begin(t, &object, false);
    }
    match t.runtime.extension::<Running>().mixed.execute(t, function) {
        Ok(()) => Ok(()),
        Err(Refusal::Failed(error)) => Err(error),
        Err(Refusal::Rejected) => Err(Error::bare(ExceptionKind::RejectedExecutionException)),
    }
}

/// Has a callback called soon.
fn dispatch(t: &mut Thread, callback: Callback) {
    let running = t.runtime.extension::<Running>();
    let Some(caller) = lock(&running.caller).clone() else { return };
    lock(&running.ready).push_back(callback);
    // A refusal means that the runtime is closing.
    let _ = spawn(t, caller.get(), false);
}

/// `(channel-spawn f platform?)`
fn spawn_native(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    spawn(t, &a[0], a[1].is_truthy())?;
    void()
}

/// `(channel-caller f)`: sets the function that takes callbacks from `channel-ready` and calls them.
fn set_caller(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let caller = Shared::new(a[0].clone());
    let running = t.runtime.extension::<Running>();
    let old = lock(&running.caller).replace(caller);
    drop(old);
    void()
}

/// `(channel-ready)`: the next callback with its two arguments.
fn ready(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let running = t.runtime.extension::<Running>();
    let next = lock(&running.ready).pop_front();
    let Some(Callback { function, value, port }) = next else { return void() };
    Ok(vector::from_vec(vec![function.into_value(), value.into_value(), Value::long(port.into())]).into())
}

/// Channels that close at a time.
#[derive(Default)]
struct Timeouts(Mutex<BTreeMap<i64, Shared>>);

/// Timeouts that differ by less are one.
const RESOLUTION: i64 = 10_000_000;

/// `(channel-timeout millis f)`: a channel that closes after the time; `f` is to call `channel-close-due`.
fn timeout(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let millis = long_arg(&a[0])?.max(0) as u64;
    let timeouts = t.runtime.extension::<Timeouts>();
    // To the whole millisecond, so that those made one after the other are one.
    let due = runtime::reference::wait::deadline_after(t, Duration::from_millis(millis));
    let due = due.saturating_add((-due).rem_euclid(1_000_000));
    let channel = {
        let mut by_time = lock(&timeouts.0);
        if let Some((_, channel)) = by_time.range(due..due.saturating_add(RESOLUTION)).next() {
            return Ok(channel.get().clone());
        }
        let channel = HostObject::new_value(Channel::new(Buffer::None, false));
        by_time.insert(due, Shared::new(channel.clone()));
        channel
    };
    timer::at(t, due, &a[1])?;
    Ok(channel)
}

/// Closes the timeouts whose time has come.
fn close_due(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let now = t.now();
    let timeouts = t.runtime.extension::<Timeouts>();
    loop {
        let due = {
            let mut by_time = lock(&timeouts.0);
            let first = by_time.first_entry().filter(|entry| *entry.key() <= now);
            first.map(|entry| entry.remove())
        };
        let Some(due) = due else { return void() };
        if let Some(channel) = due.get().host::<Channel>() {
            let (_, decided) = channel.close();
            finish(t, decided);
        }
    }
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("channel", 3, 3, new),
    NativeDef::new("channel?", 1, 1, |_, a| bool_(a[0].host::<Channel>().is_some())),
    NativeDef::new("channel-take", 1, 1, take),
    NativeDef::new("channel-put", 2, 2, put),
    NativeDef::new("channel-poll", 1, 1, poll),
    NativeDef::new("channel-offer", 2, 2, offer),
    NativeDef::new("channel-alts", 3, 3, alts),
    NativeDef::new("channel-take-op", 2, 2, take_op),
    NativeDef::new("channel-put-op", 3, 3, put_op),
    NativeDef::new("channel-await", 1, 1, await_op),
    NativeDef::new("channel-await-alts", 1, 1, await_alts),
    NativeDef::new("channel-op", 1, 1, new_op),
    NativeDef::new("channel-op?", 1, 1, |_, a| bool_(a[0].host::<OpObject>().is_some())),
    NativeDef::new("channel-op-at", 3, 3, op_at),
    NativeDef::new("channel-op-blockable?", 1, 1, |_, a| bool_(op_arg(&a[0])?.blockable)),
    NativeDef::new("channel-op-claim", 1, 1, |_, a| bool_(op_arg(&a[0])?.op.claim())),
    NativeDef::new("channel-op-claimed?", 1, 1, |_, a| bool_(op_arg(&a[0])?.op.is_claimed())),
    NativeDef::new("channel-op-complete", 2, 2, complete),
    NativeDef::new("channel-close", 1, 1, close),
    NativeDef::new("channel-closed?", 1, 1, |_, a| bool_(channel_arg(&a[0])?.is_closed())),
    NativeDef::new("channel-count", 1, 1, |_, a| Ok(Value::long(channel_arg(&a[0])?.buffered() as i64))),
    NativeDef::new("channel-transforms?", 1, 1, |_, a| bool_(channel_arg(&a[0])?.transforms)),
    NativeDef::new("channel-transducer", 1, 1, transducer),
    NativeDef::new("channel-set-transducer", 2, 2, set_transducer),
    NativeDef::new("thread-uncaught", 1, 1, uncaught),
    NativeDef::new("channel-begin", 1, 1, begin),
    NativeDef::new("channel-add", 2, 2, add),
    NativeDef::new("channel-end", 2, 2, end),
    NativeDef::new("channel-spawn", 2, 2, spawn_native),
    NativeDef::new("channel-caller", 1, 1, set_caller),
    NativeDef::new("channel-ready", 0, 0, ready),
    NativeDef::new("channel-timeout", 2, 2, timeout),
    NativeDef::new("channel-close-due", 0, 0, close_due),
];
