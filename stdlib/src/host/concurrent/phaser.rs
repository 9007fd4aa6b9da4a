//! `java.util.concurrent.Phaser`: a barrier that is passed again and again, by parties that come and go. Phasers may form a tree, whose
//! phase is that of its root, and a proxy may override `onAdvance`.
//!
//! The state of a whole tree is under the lock of its root. A phaser with parties is one party of the phaser above it.
//!
//! | a phaser's parties | all arrived | meaning |
//! |---|---|---|
//! | none | yes | no party of the phaser above |
//! | some | no | the phaser above waits for it |
//! | some | yes | it has arrived above; at the root, the phase advances |

use super::unit::timeout;
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::instance::{self, Instance};
use runtime::object::Shared;
use runtime::proxy::ProxyState;
use runtime::reference::wait::{Wait, Waitable};
use runtime::sync::Arc;
use runtime::{Thread, Value};

const CLASS: &str = "java.util.concurrent.Phaser";

/// Parties that a phaser may have.
const MAX_PARTIES: i64 = 0xFFFF;

/// Phases are numbered modulo this; one that has ended has its number as a negative one.
const MAX_PHASE: i32 = i32::MAX;

/// The tree that a phaser is in.
#[derive(Default)]
struct Tree {
    phase: i32,
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Default)]
struct Node {
    /// The place of the phaser above; its own for the root.
    above: usize,
    parties: i64,
    unarrived: i64,
}

impl Tree {
    fn is_terminated(&self) -> bool {
        self.phase < 0
    }

    /// Adds parties, which makes a phaser that had none a party of the one above.
    fn register(&mut self, mut at: usize, mut more: i64) -> std::result::Result<(), usize> {
        while more > 0 {
            let node = self.nodes[at];
            if node.parties + more > MAX_PARTIES {
                return Err(at);
            }
            let first = node.parties == 0 && node.above != at;
            self.nodes[at].parties += more;
            self.nodes[at].unarrived += more;
            (at, more) = (node.above, i64::from(first));
        }
        Ok(())
    }

    /// A party arrives, and perhaps leaves. True if it was the last one of the tree, so that the phase is to advance.
    fn arrive(&mut self, mut at: usize, mut leaves: bool) -> std::result::Result<bool, usize> {
        loop {
            let node = &mut self.nodes[at];
            if node.unarrived == 0 {
                return Err(at);
            }
            node.unarrived -= 1;
            node.parties -= i64::from(leaves);
            if node.unarrived > 0 {
                return Ok(false);
            }
            if node.above == at {
                return Ok(true);
            }
            (at, leaves) = (node.above, node.parties == 0);
        }
    }

    fn advance(&mut self, ends: bool) {
        let next = self.phase.wrapping_add(1) & MAX_PHASE;
        self.phase = if ends { next | i32::MIN } else { next };
        for node in &mut self.nodes {
            node.unarrived = if ends { 0 } else { node.parties };
        }
    }
}

struct Phaser {
    tree: Arc<Waitable<Tree>>,
    /// Its place in the tree; the root's is 0.
    at: usize,
    above: Option<Shared>,
    root: Option<Shared>,
    /// The proxy that this is the base of, to be asked at the end of a phase.
    proxy: Option<Shared>,
}

impl HostType for Phaser {
    fn class_name(&self) -> &str {
        CLASS
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {
        // What is held is `Shared`, hence published.
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        for held in [self.above.take(), self.root.take(), self.proxy.take()].into_iter().flatten() {
            f(held.into_value());
        }
    }
}

/// The phase for which a thread waits that has arrived and left.
#[derive(Default)]
struct Awaited(i32);

fn own(a: &[Value]) -> Result<&Phaser> {
    a[0].host::<Phaser>().ok_or_else(|| not_a(&a[0], CLASS))
}

/// Calls `f` with the phaser that a value is, or that a proxy extends.
fn with_phaser<R>(v: &Value, f: impl FnOnce(&Phaser) -> R) -> Result<R> {
    if let Some(phaser) = v.host::<Phaser>() {
        return Ok(f(phaser));
    }
    let base = v.as_ref::<Instance>().and_then(|instance| ProxyState::of(instance)?.base());
    match base.as_ref().and_then(Value::host::<Phaser>) {
        Some(phaser) => Ok(f(phaser)),
        None => Err(not_a(v, CLASS)),
    }
}

fn describe(phaser: &Phaser, tree: &Tree, target: &Value) -> String {
    let identity = runtime::hash::identity_hash(target);
    let Node { parties, unarrived, .. } = tree.nodes[phaser.at];
    format!("{CLASS}@{identity:x}[phase = {} parties = {parties} arrived = {}]", tree.phase, parties - unarrived)
}

/// Is this the proxy whose base is being made?
fn is_unfinished_proxy(v: &Value) -> bool {
    v.as_ref::<Instance>().and_then(|instance| Some(ProxyState::of(instance)?.base().is_none())).unwrap_or(false)
}

fn new(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (proxy, a) = match a {
        [first, rest @ ..] if is_unfinished_proxy(first) => (Some(Shared::new(first.clone())), rest),
        all => (None, all),
    };
    let (above, parties) = match a {
        [] => (None, 0),
        [one] if one.as_long().is_some() => (None, i64::from(int_arg(one)?)),
        [above] => (Some(&*above).filter(|v| !v.is_nil()), 0),
        [above, parties] => (Some(&*above).filter(|v| !v.is_nil()), i64::from(int_arg(parties)?)),
        _ => return Err(no_constructor(CLASS)),
    };
    if !(0..=MAX_PARTIES).contains(&parties) {
        return Err(Error::illegal_argument("Illegal number of parties"));
    }
    let Some(above) = above else {
        let tree = Tree { phase: 0, nodes: vec![Node { above: 0, parties, unarrived: parties }] };
        let tree = Arc::new(Waitable::new(tree));
        return Ok(HostObject::new_value(Phaser { tree, at: 0, above: None, root: None, proxy }));
    };
    let (tree, place, root) = with_phaser(above, |p| (p.tree.clone(), p.at, p.root.clone()))?;
    let at = {
        let mut tree = tree.lock();
        tree.nodes.push(Node { above: place, ..Node::default() });
        tree.nodes.len() - 1
    };
    let above = Shared::new(above.clone());
    let root = Some(root.unwrap_or_else(|| above.clone()));
    let made = HostObject::new_value(Phaser { tree, at, above: Some(above), root, proxy });
    register(std::slice::from_ref(&made), parties)?;
    Ok(made)
}

fn register(a: &[Value], more: i64) -> Result<Value> {
    if more < 0 {
        return Err(Error::bare(ExceptionKind::IllegalArgumentException));
    }
    let phaser = own(a)?;
    let mut tree = phaser.tree.lock();
    if !tree.is_terminated() && tree.register(phaser.at, more).is_err() {
        let text = describe(phaser, &tree, &a[0]);
        return Err(Error::illegal_state(format!("Attempt to register more than {MAX_PARTIES} parties for {text}")));
    }
    Ok(Value::int(tree.phase))
}

/// A party arrives, and perhaps leaves; gives the phase it arrived at.
fn arrive(t: &mut Thread, a: &[Value], leaves: bool) -> Result<i32> {
    let phaser = own(a)?;
    let (phase, parties) = {
        let mut tree = phaser.tree.lock();
        if tree.is_terminated() {
            return Ok(tree.phase);
        }
        match tree.arrive(phaser.at, leaves) {
            Ok(false) => return Ok(tree.phase),
            Ok(true) => (tree.phase, tree.nodes[0].parties),
            Err(_) => {
                let text = describe(phaser, &tree, &a[0]);
                return Err(Error::illegal_state(format!("Attempted arrival of unregistered party for {text}")));
            }
        }
    };
    let root = phaser.root.as_ref().map_or(&a[0], Shared::get);
    let proxy = with_phaser(root, |root| root.proxy.clone())?;
    let ends = match proxy {
        Some(proxy) => on_advance(t, proxy.get(), phase, parties)?,
        None => parties == 0,
    };
    phaser.tree.update(|tree| {
        // It may have been ended meanwhile.
        if tree.phase == phase {
            tree.advance(ends);
        }
    });
    Ok(phase)
}

/// Asks a proxy whether the phaser is to end with this phase.
fn on_advance(t: &mut Thread, proxy: &Value, phase: i32, parties: i64) -> Result<bool> {
    let mut args = [Value::int(phase), Value::int(parties as i32)];
    match t.pinned(|t| instance::call(t, proxy, "onAdvance", &mut args)) {
        Some(result) => Ok(result?.is_truthy()),
        None => Ok(parties == 0),
    }
}

/// Waits for the end of a phase; gives the phase then, or `None` if the time is over before.
fn await_phase(t: &mut Thread, a: &[Value], phase: i32, how: Wait) -> Result<Option<i32>> {
    if phase < 0 {
        return Ok(Some(phase));
    }
    let phaser = own(a)?;
    let ended = phaser.tree.wait(t, how, |tree| tree.phase != phase)?;
    Ok(ended.then(|| phaser.tree.lock().phase))
}

const WAIT: Wait = Wait::on("phaser");

fn arrive_and_await(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let phase = if t.resumed_wait.is_some() { t.local::<Awaited>().0 } else { arrive(t, a, false)? };
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

/// Something that the state of the tree tells of a phaser.
fn look(a: &[Value], f: impl FnOnce(&Tree, &Node) -> Value) -> Result<Value> {
    let phaser = own(a)?;
    let tree = phaser.tree.lock();
    Ok(f(&tree, &tree.nodes[phaser.at]))
}

const METHODS: &[NativeDef] = &[
    f("register", 1, |_, a| register(a, 1)),
    f("bulkRegister", 2, |_, a| register(a, int_arg(&a[1])?.into())),
    f("arrive", 1, |t, a| Ok(Value::int(arrive(t, a, false)?))),
    f("arriveAndDeregister", 1, |t, a| Ok(Value::int(arrive(t, a, true)?))),
    f("arriveAndAwaitAdvance", 1, arrive_and_await),
    f("awaitAdvance", 2, await_advance),
    f("awaitAdvanceInterruptibly", 2, await_interruptibly),
    f("awaitAdvanceInterruptibly", 4, await_interruptibly),
    f("onAdvance", 3, |_, a| bool_(int_arg(&a[2])? == 0)),
    f("forceTermination", 1, |_, a| {
        own(a)?.tree.update(|tree| tree.phase |= i32::MIN);
        void()
    }),
    f("isTerminated", 1, |_, a| look(a, |tree, _| Value::bool(tree.is_terminated()))),
    f("getPhase", 1, |_, a| look(a, |tree, _| Value::int(tree.phase))),
    f("getRegisteredParties", 1, |_, a| look(a, |_, node| Value::int(node.parties as i32))),
    f("getUnarrivedParties", 1, |_, a| look(a, |_, node| Value::int(node.unarrived as i32))),
    f("getArrivedParties", 1, |_, a| look(a, |_, node| Value::int((node.parties - node.unarrived) as i32))),
    f("getParent", 1, |_, a| Ok(own(a)?.above.as_ref().map_or(Value::NIL, |above| above.get().clone()))),
    f("getRoot", 1, |_, a| {
        let own = own(a)?;
        let root = own.root.as_ref().or(own.proxy.as_ref()).map(|root| root.get().clone());
        Ok(root.unwrap_or_else(|| a[0].clone()))
    }),
    f("toString", 1, |_, a| {
        let own = own(a)?;
        string(describe(own, &own.tree.lock(), &a[0]))
    }),
];

pub static CLASSES: &[ClassDef] = &[ClassDef { constructors: &[ctor(0, 3, new)], methods: METHODS, ..class(CLASS) }];
