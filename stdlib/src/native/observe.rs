//! Natives under `lisle.thread` that tell what threads do; see `crate::concurrent::observe`.

use crate::concurrent::observe::{self, Report};
use crate::concurrent::unseen;
use crate::host::lang::thread;
use runtime::coll::vector;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::{Thread, Value};
use vm::trace::TraceLine;

fn vector(values: Vec<Value>) -> Value {
    vector::from_vec(values).into()
}

fn line(line: &TraceLine) -> Value {
    let file = line.position.file.rsplit('/').next().unwrap_or_default();
    vector(vec![Value::str(&line.name), Value::str(file), Value::long(line.position.line.into())])
}

/// What a report tells, in the order in which `lisle.thread` names it.
fn report(report: &Report, objects: &[Value]) -> Value {
    let held_by = report.waiting.as_ref().and_then(|waiting| waiting.owner.as_ref());
    let held_by =
        held_by.and_then(|owner| observe::object_of(objects, owner)).and_then(|object| thread::describe(&object));
    vector(vec![
        Value::str(&report.thread.name),
        Value::long(report.thread.id),
        Value::str(report.thread.state),
        Value::bool(report.thread.is_virtual),
        Value::bool(report.thread.daemon),
        report.waiting.as_ref().map_or(Value::NIL, |waiting| Value::str(waiting.what)),
        held_by.as_ref().map_or(Value::NIL, |holder| Value::str(&holder.name)),
        held_by.as_ref().map_or(Value::NIL, |holder| Value::long(holder.id)),
        report.stack.as_ref().map_or(Value::NIL, |stack| vector(stack.iter().map(line).collect())),
    ])
}

fn dump(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let objects = thread::all(t);
    let reports = observe::reports(t, &objects)?;
    Ok(vector(reports.iter().map(|r| report(r, &objects)).collect()))
}

fn deadlocks(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let mut cycles = Vec::new();
    for objects in observe::deadlocks(t)? {
        let reports = observe::reports(t, &objects)?;
        cycles.push(vector(reports.iter().map(|r| report(r, &objects)).collect()));
    }
    Ok(vector(cycles))
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("thread-dump", 0, 0, dump),
    NativeDef::new("deadlocks", 0, 0, deadlocks),
    NativeDef::new("failure-seen", 1, 1, |_, args| {
        unseen::mark_seen(&args[0]);
        Ok(Value::NIL)
    }),
];
