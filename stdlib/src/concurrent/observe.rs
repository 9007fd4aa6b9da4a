//! What threads do at the moment: their stacks, what they wait for, and who waits for whom in a circle.
//!
//! A thread tells its stack itself, at its next safepoint or where it waits; one that is in a long native does not answer in time.

use super::timer;
use crate::host::lang::thread::{self, Description};
use crate::native::io::write_err;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::reference::wait::{OnSuspectedDeadlock, Wait, Waitable, cycle, deadline_after, pause};
use runtime::sync::{Arc, Mutex, lock};
use runtime::thread::{Control, Question, Waiting};
use runtime::{Runtime, Thread, Value};
use std::collections::BTreeSet;
use std::time::Duration;
use vm::trace::{TraceLine, current_trace, resolve};

/// What a dump tells of a thread.
pub struct Report {
    pub thread: Description,
    pub waiting: Option<Waiting>,
    /// Innermost call first; `None` if the thread did not answer.
    pub stack: Option<Vec<TraceLine>>,
}

/// How long threads have to answer.
const PATIENCE: Duration = Duration::from_millis(200);

#[derive(Default)]
struct Answer {
    stack: Waitable<Option<Vec<TraceLine>>>,
}

impl Question for Answer {
    fn answer(&self, t: &mut Thread) {
        let stack = resolve(&current_trace(t));
        self.stack.update(|answer| *answer = Some(stack));
    }
}

/// Describes the threads of these objects.
pub fn reports(t: &mut Thread, objects: &[Value]) -> Result<Vec<Report>> {
    let described: Vec<(Description, Arc<Answer>)> =
        objects.iter().filter_map(thread::describe).map(|description| (description, Arc::default())).collect();
    // What it waits for is seen before it is woken to answer.
    let waits: Vec<Option<Waiting>> = described.iter().map(|(thread, _)| thread.control.waiting()).collect();
    for (thread, answer) in &described {
        if Arc::ptr_eq(&thread.control, &t.control) {
            answer.answer(t);
        } else {
            thread.control.ask(answer.clone());
        }
    }
    let until = deadline_after(t, PATIENCE);
    let mut reports = Vec::with_capacity(described.len());
    for ((thread, answer), waiting) in described.into_iter().zip(waits) {
        let left = Duration::from_nanos(until.saturating_sub(t.now()).max(1) as u64);
        let how = Wait::on("stack of a thread").timeout(Some(left)).uninterruptibly();
        t.pinned(|t| answer.stack.wait(t, how, Option::is_some))?;
        let stack = answer.stack.lock().take();
        reports.push(Report { thread, waiting, stack });
    }
    Ok(reports)
}

/// The object of the thread with this control.
pub fn object_of(objects: &[Value], control: &Arc<Control>) -> Option<Value> {
    let is_it = |object: &&Value| thread::describe(object).is_some_and(|d| Arc::ptr_eq(&d.control, control));
    objects.iter().find(is_it).cloned()
}

/// A cycle of waits with the numbers of the waits.
type Cycle = Vec<(Arc<Control>, u64)>;

fn same(a: &Cycle, b: &Cycle) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(&a.0, &b.0) && a.1 == b.1)
}

/// Which cycle it is: the least of its threads and the number of its wait there.
fn identity(cycle: &Cycle) -> (usize, u64) {
    cycle.iter().map(|(control, number)| (Arc::as_ptr(control).addr(), *number)).min().unwrap_or_default()
}

/// Has everyone in it look again at what they wait for; what is still a cycle some time later is one.
fn look_again(cycle: &Cycle) {
    cycle.iter().for_each(|(control, _)| control.unpark());
}

/// The deadlocks of a runtime at the moment: the objects of the threads, in the order in which they wait for each other.
pub fn deadlocks(t: &mut Thread) -> Result<Vec<Vec<Value>>> {
    let objects = thread::all(t);
    let mut found: Vec<Cycle> = Vec::new();
    let mut known = BTreeSet::new();
    for description in objects.iter().filter_map(thread::describe) {
        let cycle = cycle(&description.control);
        if !cycle.is_empty() && known.insert(identity(&cycle)) {
            found.push(cycle);
        }
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    found.iter().for_each(look_again);
    t.pinned(|t| pause(t, Wait::on("sleep").timeout(Some(CONFIRM)).uninterruptibly()))?;
    found.retain(|found| same(found, &cycle(&found[0].0)));
    Ok(found
        .iter()
        .map(|cycle| cycle.iter().filter_map(|(control, _)| object_of(&objects, control)).collect())
        .collect())
}

/// How long a suspected deadlock must last.
const CONFIRM: Duration = Duration::from_millis(50);

/// Suspected deadlocks, and those that were reported.
#[derive(Default)]
struct Watch(Mutex<State>);

#[derive(Default)]
struct State {
    suspected: Vec<Cycle>,
    reported: BTreeSet<(usize, u64)>,
}

/// Has deadlocks reported on standard error.
pub fn watch(runtime: &Runtime) {
    runtime.set_extension(Arc::new(OnSuspectedDeadlock(suspect)));
}

static CHECK: NativeDef = NativeDef::new("check-deadlocks", 0, 0, check);

fn suspect(t: &mut Thread) {
    let cycle = cycle(&t.control);
    if cycle.is_empty() {
        return;
    }
    lock(&t.runtime.extension::<Watch>().0).suspected.push(cycle);
    let due = deadline_after(t, CONFIRM);
    // A refusal means that the runtime is closing.
    let _ = timer::at(t, due, &vm::natives::function(&CHECK));
}

/// Reports those that have lasted.
fn check(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let watch = t.runtime.extension::<Watch>();
    let suspected = std::mem::take(&mut lock(&watch.0).suspected);
    suspected.iter().for_each(look_again);
    t.pinned(|t| pause(t, Wait::on("sleep").timeout(Some(CONFIRM)).uninterruptibly()))?;
    for found in suspected {
        let lasting = same(&found, &cycle(&found[0].0));
        if lasting && lock(&watch.0).reported.insert(identity(&found)) {
            let objects = thread::all(t);
            let threads: Vec<Value> = found.iter().filter_map(|(control, _)| object_of(&objects, control)).collect();
            let text = describe_deadlock(&reports(t, &threads)?);
            write_err(t, &text)?;
        }
    }
    Ok(Value::NIL)
}

fn describe_deadlock(reports: &[Report]) -> String {
    let mut text = format!(
        "Deadlock: {} wait{} for each other\n",
        if reports.len() == 1 { "a thread".into() } else { format!("{} threads", reports.len()) },
        if reports.len() == 1 { "s" } else { "" }
    );
    for (i, report) in reports.iter().enumerate() {
        let holder = &reports[(i + 1) % reports.len()].thread.name;
        let what = report.waiting.as_ref().map_or("something", |waiting| waiting.what);
        text.push_str(&format!("  \"{}\" waits for a {what} that needs \"{holder}\"\n", report.thread.name));
        text.push_str(&stack_text(report.stack.as_deref().unwrap_or_default()));
    }
    text
}

/// The lines of a stack, indented.
pub fn stack_text(stack: &[TraceLine]) -> String {
    stack.iter().map(|line| format!("    at {} ({}:{})\n", line.name, line.position.file, line.position.line)).collect()
}
