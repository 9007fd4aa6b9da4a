//! `java.util.concurrent.Phaser`: a barrier that is passed again and again, by parties that come and go.
//!
//! Without tiers, and `onAdvance` cannot be overridden: a phaser ends when its last party leaves.

use super::unit::timeout;
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::reference::wait::{Wait, Waitable};
use runtime::{Thread, Value};

const CLASS: &str = "java.util.concurrent.Phaser";

/// Parties that a phaser may have.
const MAX_PARTIES: i64 = 0xFFFF;

/// Phases are numbered modulo this; one that has ended has its number as a negative one.
const MAX_PHASE: i32 = i32::MAX;

struct Phaser(Waitable<State>);

plain_host!(Phaser, CLASS);

#[derive(Clone, Copy)]
struct State {
    phase: i32,
    parties: i64,
    unarrived: i64,
}

impl State {
    fn is_terminated(&self) -> bool {
        self.phase < 0
    }

    fn text(&self, target: &Value) -> String {
        let identity = runtime::hash::identity_hash(target);
        let arrived = self.parties - self.unarrived;
        format!("{CLASS}@{identity:x}[phase = {} parties = {} arrived = {arrived}]", self.phase, self.parties)
    }
}

/// The phase for which a thread waits that has arrived and left.
#[derive(Default)]
struct Awaited(i32);

fn own(a: &[Value]) -> Result<&Phaser> {
    a[0].host::<Phaser>().ok_or_else(|| not_a(&a[0], CLASS))
}

fn state(a: &[Value]) -> Result<State> {
    Ok(*own(a)?.0.lock())
}

fn new(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let parties = match a {
        [parties] => i64::from(int_arg(parties)?),
        _ => 0,
    };
    if !(0..=MAX_PARTIES).contains(&parties) {
        return Err(Error::illegal_argument("Illegal number of parties"));
    }
    Ok(HostObject::new_value(Phaser(Waitable::new(State { phase: 0, parties, unarrived: parties }))))
}

fn register(a: &[Value], more: i64) -> Result<Value> {
    if more < 0 {
        return Err(Error::bare(ExceptionKind::IllegalArgumentException));
    }
    let mut state = own(a)?.0.lock();
    if !state.is_terminated() {
        if state.parties + more > MAX_PARTIES {
            let text = state.text(&a[0]);
            return Err(Error::illegal_state(format!(
                "Attempt to register more than {MAX_PARTIES} parties for {text}"
            )));
        }
        state.parties += more;
        state.unarrived += more;
    }
    Ok(Value::int(state.phase))
}

/// A party arrives, and perhaps leaves; gives the phase it arrived at.
fn arrive(a: &[Value], leaves: bool) -> Result<i32> {
    let phaser = own(a)?;
    let (phase, advanced) = {
        let mut state = phaser.0.lock();
        if state.is_terminated() {
            return Ok(state.phase);
        }
        if state.unarrived == 0 {
            let text = state.text(&a[0]);
            return Err(Error::illegal_state(format!("Attempted arrival of unregistered party for {text}")));
        }
        let phase = state.phase;
        state.unarrived -= 1;
        state.parties -= i64::from(leaves);
        let advanced = state.unarrived == 0;
        if advanced {
            let next = phase.wrapping_add(1) & MAX_PHASE;
            state.phase = if state.parties == 0 { next | i32::MIN } else { next };
            state.unarrived = state.parties;
        }
        (phase, advanced)
    };
    if advanced {
        phaser.0.wake_all();
    }
    Ok(phase)
}

/// Waits for the end of a phase; gives the phase then, or `None` if the time is over before.
fn await_phase(t: &mut Thread, a: &[Value], phase: i32, how: Wait) -> Result<Option<i32>> {
    if phase < 0 {
        return Ok(Some(phase));
    }
    let phaser = own(a)?;
    let ended = phaser.0.wait(t, how, |state| state.phase != phase)?;
    Ok(ended.then(|| phaser.0.lock().phase))
}

const WAIT: Wait = Wait::on("phaser");

fn arrive_and_await(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let phase = if t.resumed_wait.is_some() { t.local::<Awaited>().0 } else { arrive(a, false)? };
    let waited = await_phase(t, a, phase, WAIT.uninterruptibly());
    if t.resumed_wait.is_some() {
        t.local::<Awaited>().0 = phase;
    }
    Ok(Value::int(waited?.unwrap_or(phase)))
}

fn await_advance(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let phase = int_arg(&a[1])?;
    Ok(Value::int(await_phase(t, a, phase, WAIT.uninterruptibly())?.unwrap_or(phase)))
}

fn await_interruptibly(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let how = WAIT.timeout(timeout(a, 2)?).interrupt_first();
    let phase = int_arg(&a[1])?;
    match await_phase(t, a, phase, how)? {
        Some(phase) => Ok(Value::int(phase)),
        None => Err(Error::bare(ExceptionKind::TimeoutException)),
    }
}

const METHODS: &[NativeDef] = &[
    f("register", 1, |_, a| register(a, 1)),
    f("bulkRegister", 2, |_, a| register(a, int_arg(&a[1])?.into())),
    f("arrive", 1, |_, a| Ok(Value::int(arrive(a, false)?))),
    f("arriveAndDeregister", 1, |_, a| Ok(Value::int(arrive(a, true)?))),
    f("arriveAndAwaitAdvance", 1, arrive_and_await),
    f("awaitAdvance", 2, await_advance),
    f("awaitAdvanceInterruptibly", 2, await_interruptibly),
    f("awaitAdvanceInterruptibly", 4, await_interruptibly),
    f("forceTermination", 1, |_, a| {
        own(a)?.0.update(|state| state.phase |= i32::MIN);
        void()
    }),
    f("isTerminated", 1, |_, a| bool_(state(a)?.is_terminated())),
    f("getPhase", 1, |_, a| Ok(Value::int(state(a)?.phase))),
    f("getRegisteredParties", 1, |_, a| Ok(Value::int(state(a)?.parties as i32))),
    f("getUnarrivedParties", 1, |_, a| Ok(Value::int(state(a)?.unarrived as i32))),
    f("getArrivedParties", 1, |_, a| state(a).map(|state| Value::int((state.parties - state.unarrived) as i32))),
    f("getParent", 1, |_, _| void()),
    f("getRoot", 1, |_, a| Ok(a[0].clone())),
    f("toString", 1, |_, a| string(state(a)?.text(&a[0]))),
];

pub static CLASSES: &[ClassDef] = &[ClassDef { constructors: &[ctor(0, 1, new)], methods: METHODS, ..class(CLASS) }];
