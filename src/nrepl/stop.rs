//! Where a thread was when it was interrupted: its innermost frames, and the values that their locals had.

use super::bencode::{Bencode, Dict};
use super::transport::dict;
use runtime::limits::{Limits, Meter};
use runtime::object::Shared;
use runtime::sync::{Mutex, lock};
use runtime::thread::Question;
use runtime::{Thread, Value, bindings, class, print};
use std::time::Duration;
use stdlib::core_vars::CoreVars;
use vm::trace::{self, TraceLine};

/// How many frames an interrupt tells the locals of.
const FRAMES: usize = 30;

type Frame = (TraceLine, Vec<(String, Shared)>);

/// Where a thread was, and the values there: it tells itself, before it stops.
#[derive(Default)]
pub struct Stop(Mutex<Vec<Frame>>);

impl Stop {
    /// A list with a dictionary for each frame, innermost first: the function, its place, and its locals as text.
    pub fn tell(&self, t: &mut Thread) -> Bencode {
        let frames = std::mem::take(&mut *lock(&self.0));
        let tell = |(line, locals): Frame| {
            let locals: Dict = locals.into_iter().map(|(name, value)| (name, brief(t, value.get()).into())).collect();
            let place = format!("{}:{}", line.position.file, line.position.line);
            dict([("function", line.name.into()), ("place", place.into()), ("locals", locals.into())]).into()
        };
        Bencode::List(frames.into_iter().map(tell).collect())
    }
}

impl Question for Stop {
    fn answer(&self, t: &mut Thread) {
        let frames = trace::current_locals(t, FRAMES).into_iter().filter_map(|frame| {
            let line = trace::resolve(&[frame.entry]).pop()?;
            // A register that will not be read again is nil, whatever it was.
            let known = frame.locals.into_iter().filter(|(_, value)| !value.is_nil());
            let locals: Vec<_> = known.map(|(name, value)| (name, Shared::new(value))).collect();
            (!locals.is_empty()).then_some((line, locals))
        });
        let frames = frames.collect();
        *lock(&self.0) = frames;
    }
}

/// A value in few words. Printing may run code of the program, so it has little time.
fn brief(t: &mut Thread, value: &Value) -> String {
    let vars = CoreVars::of(t);
    let limits = Limits { time: Some(Duration::from_millis(50)), ..Limits::default() };
    let meter = Meter::new(&limits, t.runtime.meter(), t.now(), t.runtime.heap_bytes());
    let frame =
        vec![(vars.print_length.var().clone(), Value::long(10)), (vars.print_level.var().clone(), Value::long(3))];
    if bindings::push(t, frame).is_err() {
        return String::new();
    }
    t.begin_metering(&meter);
    let printed = print::pr_str(t, value);
    t.end_metering();
    t.control.set_meter(t.runtime.meter());
    let _ = bindings::pop(t);
    match printed {
        Ok(text) if text.chars().count() > 200 => text.chars().take(200).chain(['…']).collect(),
        Ok(text) => text,
        Err(_) => format!("#object[{}]", class::class_name(value)),
    }
}
