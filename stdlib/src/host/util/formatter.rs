//! `java.util.Formatter`: `format` into something that can be appended to.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::locale;
use crate::native::format::{Separators, format_in};
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::sync::{AtomicBool, Mutex, Ordering, lock};
use runtime::{Thread, Value, instance, print, seq};

const CLASS: &str = "java.util.Formatter";

struct Formatter {
    /// Where the text goes; kept here if there is nothing.
    target: Option<Shared>,
    text: Mutex<String>,
    closed: AtomicBool,
}

impl HostType for Formatter {
    fn class_name(&self) -> &str {
        CLASS
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {
        // Everything held is `Shared`, hence published.
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        if let Some(target) = self.target.take() {
            f(target.into_value());
        }
    }
}

fn new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let target = a.first().filter(|v| is_a(t, v, "java.lang.Appendable")).cloned().map(Shared::new);
    Ok(HostObject::new_value(Formatter { target, text: Mutex::default(), closed: AtomicBool::new(false) }))
}

fn open(a: &[Value]) -> Result<&Formatter> {
    let own = this!(a, Formatter, CLASS);
    if own.closed.load(Ordering::Acquire) {
        return Err(Error::new(ExceptionKind::IllegalStateException, "Formatter closed"));
    }
    Ok(own)
}

/// `format(text, arguments…)`, perhaps with a locale first. The arguments may be in an array.
fn append(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = open(a)?;
    let (at, separators) = match locale::separators(&a[1]) {
        Some(separators) => (2, separators),
        None => (1, Separators::ENGLISH),
    };
    let Some(pattern) = a.get(at) else { return Err(no_overload("format", a.len() - 1, CLASS)) };
    let args = match &a[at + 1..] {
        [one] if one.is::<Array>() => seq::to_vec(t, one)?,
        several => several.to_vec(),
    };
    let text = format_in(t, separators, &text_arg(pattern)?, &args)?;
    match &own.target {
        None => lock(&own.text).push_str(&text),
        Some(target) => {
            let target = target.get().clone();
            instance::call(t, &target, "append", &mut [Value::str(&text)]).transpose()?;
        }
    }
    Ok(a[0].clone())
}

const METHODS: &[NativeDef] = &[
    g("format", 2, 255, append),
    f("out", 1, |_, a| {
        let own = open(a)?;
        Ok(own.target.as_ref().map_or_else(|| a[0].clone(), |target| target.get().clone()))
    }),
    f("flush", 1, |_, a| open(a).map(|_| Value::NIL)),
    f("close", 1, |_, a| {
        this!(a, Formatter, CLASS).closed.store(true, Ordering::Release);
        void()
    }),
    f("toString", 1, |t, a| {
        let own = open(a)?;
        match &own.target {
            None => string(&*lock(&own.text)),
            Some(target) => print::to_java_string(t, target.get()).map(Value::from),
        }
    }),
];

pub static CLASSES: &[ClassDef] = &[ClassDef { constructors: &[ctor(0, 2, new)], methods: METHODS, ..class(CLASS) }];
