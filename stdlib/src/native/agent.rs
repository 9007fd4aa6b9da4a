//! Natives for agents: sending, running the action in front, error modes, the executors.
//!
//! `clojure.core` applies the function of an action, so that it can park. Sends made meanwhile are *held* until the
//! state has changed, and forgotten if the action fails; those made in a transaction wait for its commit.

use crate::concurrent::agents::{self, Which};
use crate::concurrent::unseen;
use crate::core_vars::CoreVars;
use crate::host::concurrent::executor;
use crate::host::lang::string::core_call;
use crate::host::support::call_functional;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::{Ref, Shared};
use runtime::reference::Agent;
use runtime::reference::agent::Action;
use runtime::{Thread, Value, bindings};

/// An agent.
pub fn agent_arg(value: &Value) -> Result<&Ref<Agent>> {
    value.as_ref::<Agent>().ok_or_else(|| Error::cannot_cast(value, "clojure.lang.Agent"))
}

/// A send that waits for something.
struct HeldSend {
    agent: Shared,
    action: Action,
}

/// The same as a value, for transactions.
struct HeldObject(Option<HeldSend>);

impl HostType for HeldObject {
    fn class_name(&self) -> &str {
        "clojure.lang.Agent$Action"
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        if let Some(held) = self.0.take() {
            f(held.agent.into_value());
        }
    }
}

/// What a thread that runs an action has sent; `None` when it runs none.
#[derive(Default)]
struct Held(Option<Vec<HeldSend>>);

/// `(agent-send agent executor f args)`
fn send(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    agent_arg(&args[0])?;
    let vars = CoreVars::of(t);
    let frame = bindings::convey_with(t, vars.agent.var(), args[0].clone());
    let [agent, executor, function, rest] = args else { return Ok(Value::NIL) };
    let action = Action {
        function: Shared::new(function.take()),
        args: Shared::new(rest.take()),
        executor: Shared::new(executor.take()),
        frame: Shared::new(frame),
    };
    let held = HeldSend { agent: Shared::new(agent.clone()), action };
    if let Some(transaction) = t.transaction.as_deref_mut() {
        transaction.sends.push(HostObject::new_value(HeldObject(Some(held))));
    } else {
        dispatch(t, held)?;
    }
    Ok(args[0].take())
}

/// Sends what a transaction has held.
pub fn dispatch_held(t: &mut Thread, held: Value) -> Result<()> {
    match held.host::<HeldObject>().and_then(|object| object.0.as_ref()) {
        Some(HeldSend { agent, action }) => {
            let held = HeldSend { agent: agent.clone(), action: action.clone() };
            dispatch(t, held)
        }
        None => Ok(()),
    }
}

fn dispatch(t: &mut Thread, held: HeldSend) -> Result<()> {
    if let Some(nested) = &mut t.local::<Held>().0 {
        nested.push(held);
        return Ok(());
    }
    enqueue(t, held)
}

fn enqueue(t: &mut Thread, held: HeldSend) -> Result<()> {
    let HeldSend { agent, action } = held;
    let agent = agent_arg(agent.get())?;
    let executor = action.executor.get().clone();
    if agent.send(action)? {
        start(t, agent, &executor);
    }
    Ok(())
}

/// Has the action in front run. A refusal by the executor goes to the error handler, and to nobody else.
fn start(t: &mut Thread, agent: &Ref<Agent>, executor: &Value) {
    let run = core_call(t, "action-runner", &mut [agent.to_value()]);
    if let Err(error) = run.and_then(|run| executor::execute(t, executor, &run)) {
        handle(t, agent, error.0.into());
    }
}

/// Calls the error handler, whose own exceptions concern nobody.
fn handle(t: &mut Thread, agent: &Ref<Agent>, error: Value) {
    let handler = agent.handler.get();
    if !handler.is_nil() {
        let _ = call_functional(t, &handler, "invoke", &mut [agent.to_value(), error]);
    }
}

/// `(agent-begin agent)`: the function of the action in front, under whose bindings the thread runs from now on.
fn begin(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let parts = agent_arg(&args[0])?.front(|action| (action.frame.get().clone(), action.function.get().clone()));
    let Some((frame, function)) = parts else { return Ok(Value::NIL) };
    bindings::reset(t, frame);
    t.local::<Held>().0 = Some(Vec::new());
    Ok(function)
}

fn action_args(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(agent_arg(&args[0])?.front(|action| action.args.get().clone()).unwrap_or_default())
}

fn set(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let new = args[1].take();
    agent_arg(&args[0])?.set(t, new)?;
    Ok(Value::NIL)
}

/// Is it a pool that would take the next task? One of Clojure's own two, or put in its place: what else runs actions may want
/// to see each of them.
fn takes_more(t: &Thread, executor: &Value) -> bool {
    [Which::Pooled, Which::Solo].into_iter().any(|which| agents::is_executor(t, which, executor))
        && executor.host::<executor::Executor>().is_some_and(|own| !executor::is_shutdown(own))
}

/// `(agent-end agent error more?)`: sends what was held, or fails, and has the next action run. True if the caller is to
/// run it at once: it may if `more?` is true and the next action is for the executor on which this one ran.
fn end(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let agent = agent_arg(&args[0])?;
    let held = t.local::<Held>().0.take().unwrap_or_default();
    let mut error = (!args[1].is_nil()).then(|| args[1].clone());
    match &error {
        None => {
            for held in held {
                // An agent that has failed refuses; that is the failure of this action.
                if let Err(refused) = enqueue(t, held) {
                    error = Some(refused.0.into());
                    break;
                }
            }
        }
        Some(_) => drop(held),
    }
    if let Some(thrown) = &error {
        handle(t, agent, thrown.clone());
        if agent.continues() {
            error = None;
        }
    }
    let failed = error.is_some();
    let next = agent.ended(error);
    if let Some(failure) = agent.failure().filter(|_| failed) {
        unseen::register(t, failure);
    }
    let mut go_on = false;
    if let Some((executor, same)) = next {
        go_on = same && args[2].is_truthy() && takes_more(t, &executor);
        if !go_on {
            start(t, agent, &executor);
        }
    }
    bindings::reset(t, Value::NIL);
    Ok(Value::bool(go_on))
}

fn release_pending(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let Some(held) = &mut t.local::<Held>().0 else { return Ok(Value::long(0)) };
    let held = std::mem::take(held);
    let count = held.len();
    for held in held {
        enqueue(t, held)?;
    }
    Ok(Value::long(count as i64))
}

fn restart(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let agent = agent_arg(&args[0])?;
    if let Some(executor) = agent.restart(t, args[1].clone(), args[2].is_truthy())? {
        start(t, agent, &executor);
    }
    Ok(args[1].take())
}

fn executor_of(t: &Thread, which: Which) -> Result<Value> {
    Ok(agents::executor(t, which))
}

fn shutdown(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    for which in [Which::Pooled, Which::Solo] {
        let executor = agents::executor(t, which);
        call_functional(t, &executor, "shutdown", &mut [])?;
    }
    Ok(Value::NIL)
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("agent", 1, 1, |_, args| Ok(Agent::new_ref(args[0].take()).into())),
    NativeDef::new("agent-send", 4, 4, send),
    NativeDef::new("agent-begin", 1, 1, begin),
    NativeDef::new("agent-args", 1, 1, action_args),
    NativeDef::new("agent-set", 2, 2, set),
    NativeDef::new("agent-end", 3, 3, end),
    NativeDef::new("agent-error", 1, 1, |_, args| Ok(agent_arg(&args[0])?.error())),
    NativeDef::new("agent-restart", 3, 3, restart),
    NativeDef::new("agent-error-handler", 1, 1, |_, args| Ok(agent_arg(&args[0])?.handler.get())),
    NativeDef::new("agent-set-error-handler", 2, 2, |_, args| {
        let handler = args[1].take();
        agent_arg(&args[0])?.handler.set(handler);
        Ok(Value::NIL)
    }),
    NativeDef::new("agent-continues?", 1, 1, |_, args| Ok(Value::bool(agent_arg(&args[0])?.continues()))),
    NativeDef::new("agent-set-continues", 2, 2, |_, args| {
        agent_arg(&args[0])?.set_continues(args[1].is_truthy());
        Ok(Value::NIL)
    }),
    NativeDef::new("agent-queued", 1, 1, |_, args| Ok(Value::int(agent_arg(&args[0])?.queued() as i32))),
    NativeDef::new("release-pending-sends", 0, 0, release_pending),
    NativeDef::new("pooled-executor", 0, 0, |t, _| executor_of(t, Which::Pooled)),
    NativeDef::new("solo-executor", 0, 0, |t, _| executor_of(t, Which::Solo)),
    NativeDef::new("set-pooled-executor", 1, 1, |t, args| {
        agents::set_executor(t, Which::Pooled, &args[0]);
        Ok(args[0].take())
    }),
    NativeDef::new("set-solo-executor", 1, 1, |t, args| {
        agents::set_executor(t, Which::Solo, &args[0]);
        Ok(args[0].take())
    }),
    NativeDef::new("shutdown-agents", 0, 0, shutdown),
];
