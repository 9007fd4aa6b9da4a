//! `java.util.logging`, as far as logging libraries need it: loggers that write to standard error what is at least `INFO`.
//!
//! There are no handlers and no configuration; a logger's level can be set.

use crate::host::hierarchy::class;
use crate::host::lang::enums::{Constant, enum_class};
use crate::host::lang::throwable::stack_trace_text;
use crate::host::support::*;
use crate::host::text::message_format;
use crate::native::io::write_err;
use runtime::class::ClassDef;
use runtime::error::{Result, Throwable};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::sync::{AtomicI32, Mutex, Ordering, lock};
use runtime::{Shared, Thread, Value, print};
use std::collections::HashMap;

const SYSTEM: &str = "java.lang.System$Logger";
const SYSTEM_LEVEL: &str = "java.lang.System$Logger$Level";
const LEVEL: &str = "java.util.logging.Level";
const LOGGER: &str = "java.util.logging.Logger";

/// The levels by name and weight.
const LEVELS: &[(&str, i32)] = &[
    ("OFF", i32::MAX),
    ("SEVERE", 1000),
    ("WARNING", 900),
    ("INFO", 800),
    ("CONFIG", 700),
    ("FINE", 500),
    ("FINER", 400),
    ("FINEST", 300),
    ("ALL", i32::MIN),
];

struct Level(&'static str, i32);

plain_host!(Level, LEVEL);

struct Logger {
    name: String,
    /// What weighs less is not written.
    threshold: AtomicI32,
}

plain_host!(Logger, LOGGER);

/// The levels and loggers of a runtime, each made once.
#[derive(Default)]
struct Registry(Mutex<HashMap<String, Shared>>);

fn once(t: &mut Thread, key: String, make: impl FnOnce() -> Value) -> Result<Value> {
    let registry = t.runtime.extension::<Registry>();
    let mut table = lock(&registry.0);
    Ok(table.entry(key).or_insert_with(|| Shared::new(make())).get().clone())
}

fn level(t: &mut Thread, name: &'static str) -> Result<Value> {
    let weight = LEVELS.iter().find(|(known, _)| *known == name).map_or(0, |(_, weight)| *weight);
    once(t, format!("level {name}"), || HostObject::new_value(Level(name, weight)))
}

fn get_logger(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let name = text_arg(&a[0])?.into_owned();
    let threshold = AtomicI32::new(800);
    once(t, format!("logger {name}"), || HostObject::new_value(Logger { name, threshold }))
}

fn weight(v: &Value) -> Result<i32> {
    Ok(v.host::<Level>().ok_or_else(|| not_a(v, LEVEL))?.1)
}

/// Writes a record: the logger's name, then level and message, then an exception's stack trace.
fn write(t: &mut Thread, logger: &Value, level: (&str, i32), message: &Value, thrown: Option<&Value>) -> Result<()> {
    let logger = logger.host::<Logger>().ok_or_else(|| not_a(logger, LOGGER))?;
    if level.1 < logger.threshold.load(Ordering::Relaxed) {
        return Ok(());
    }
    // A supplier of the message is called only when it is written.
    let message = match runtime::ops::is_fn(message) {
        true => t.invoke(message, &mut [])?,
        false => message.clone(),
    };
    let message = print::to_java_string(t, &message)?.to_string_lossy();
    write_err(t, &format!("{}\n{}: {message}\n", logger.name, level.0))?;
    if let Some(thrown) = thrown.filter(|thrown| !thrown.is_nil()) {
        let trace = stack_trace_text(t, thrown)?;
        write_err(t, &trace)?;
    }
    Ok(())
}

fn log(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let level = a[1].host::<Level>().ok_or_else(|| not_a(&a[1], LEVEL))?;
    write(t, &a[0], (level.0, level.1), &a[2], a.get(3))?;
    void()
}

// System.Logger: another face of the same loggers.

/// The levels of `System.Logger` in their order, and what they are called here.
const SYSTEM_LEVELS: &[(&str, &str)] = &[
    ("ALL", "ALL"),
    ("TRACE", "FINER"),
    ("DEBUG", "FINE"),
    ("INFO", "INFO"),
    ("WARNING", "WARNING"),
    ("ERROR", "SEVERE"),
    ("OFF", "OFF"),
];

struct SystemLogger(Shared);

plain_host!(SystemLogger, "sun.util.logging.internal.LoggingProviderImpl$JULWrapper");

/// `System.getLogger`
pub fn system_logger(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let logger = Shared::new(get_logger(t, a)?);
    Ok(HostObject::new_value(SystemLogger(logger)))
}

fn own_logger(a: &[Value]) -> Result<&Value> {
    Ok(this!(a, SystemLogger, SYSTEM).0.get())
}

/// A level of `System.Logger` by its name and weight here.
fn system_level(v: &Value) -> Result<(&'static str, i32)> {
    let constant = v.host::<Constant>().filter(|c| c.class == SYSTEM_LEVEL).ok_or_else(|| not_a(v, SYSTEM_LEVEL))?;
    let own = SYSTEM_LEVELS.iter().find(|(name, _)| *name == constant.name).map_or("OFF", |(_, own)| own);
    Ok(LEVELS.iter().find(|(known, _)| *known == own).copied().unwrap_or(("OFF", i32::MAX)))
}

/// `log(level, message)`, `(level, message, thrown)` and `(level, pattern, arguments)`.
fn system_log(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (logger, level) = (own_logger(a)?.clone(), system_level(&a[1])?);
    let thrown = a.get(3).filter(|v| v.is::<Throwable>()).cloned();
    let message = match thrown.is_none() && a.len() > 3 {
        true => message_format::format(t, &a[2..])?,
        false => a[2].clone(),
    };
    write(t, &logger, level, &message, thrown.as_ref())?;
    void()
}

macro_rules! at_level {
    ($($method:literal $name:literal;)*) => { &[
        $( f($method, 2, |t, a| {
            let weight = LEVELS.iter().find(|(known, _)| *known == $name).map_or(0, |(_, weight)| *weight);
            write(t, &a[0], ($name, weight), &a[1], None)?;
            void()
        }), )*
        g("log", 3, 4, log),
        f("getName", 1, |_, a| string(&this!(a, Logger, LOGGER).name)),
        f("isLoggable", 2, |_, a| bool_(weight(&a[1])? >= this!(a, Logger, LOGGER).threshold.load(Ordering::Relaxed))),
        f("setLevel", 2, |_, a| {
            this!(a, Logger, LOGGER).threshold.store(weight(&a[1])?, Ordering::Relaxed);
            void()
        }),
        f("getLevel", 1, |t, a| {
            let threshold = this!(a, Logger, LOGGER).threshold.load(Ordering::Relaxed);
            match LEVELS.iter().find(|(_, weight)| *weight == threshold) {
                Some((name, _)) => level(t, name),
                None => Ok(Value::NIL),
            }
        }),
    ] };
}

const LOGGER_METHODS: &[NativeDef] = at_level! {
    "severe" "SEVERE"; "warning" "WARNING"; "info" "INFO"; "config" "CONFIG";
    "fine" "FINE"; "finer" "FINER"; "finest" "FINEST";
};

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: &[
            f("getName", 1, |_, a| {
                let logger = own_logger(a)?;
                string(&logger.host::<Logger>().ok_or_else(|| not_a(logger, LOGGER))?.name)
            }),
            f("isLoggable", 2, |_, a| {
                let (logger, level) = (own_logger(a)?, system_level(&a[1])?);
                let logger = logger.host::<Logger>().ok_or_else(|| not_a(logger, LOGGER))?;
                bool_(level.1 >= logger.threshold.load(Ordering::Relaxed))
            }),
            g("log", 3, 255, system_log),
        ],
        ..class(SYSTEM)
    },
    enum_class!(
        "java.lang.System$Logger$Level",
        ["ALL", "TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "OFF"],
        methods: &[f("getName", 1, |_, a| string(a[0].host::<Constant>().map_or("", |c| c.name))),
            f("getSeverity", 1, |_, a| Ok(Value::int(system_level(&a[0])?.1)))]
    ),
    ClassDef {
        methods: &[
            f("getName", 1, |_, a| string(this!(a, Level, LEVEL).0)),
            f("toString", 1, |_, a| string(this!(a, Level, LEVEL).0)),
            f("intValue", 1, |_, a| Ok(Value::int(this!(a, Level, LEVEL).1))),
        ],
        fields: &[
            ("OFF", |t| level(t, "OFF")),
            ("SEVERE", |t| level(t, "SEVERE")),
            ("WARNING", |t| level(t, "WARNING")),
            ("INFO", |t| level(t, "INFO")),
            ("CONFIG", |t| level(t, "CONFIG")),
            ("FINE", |t| level(t, "FINE")),
            ("FINER", |t| level(t, "FINER")),
            ("FINEST", |t| level(t, "FINEST")),
            ("ALL", |t| level(t, "ALL")),
        ],
        ..class(LEVEL)
    },
    ClassDef {
        methods: LOGGER_METHODS,
        statics: &[f("getLogger", 1, get_logger), f("getGlobal", 0, |t, _| get_logger(t, &mut [Value::str("global")]))],
        ..class(LOGGER)
    },
];
