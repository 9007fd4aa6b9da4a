//! Java's enums: constants that are compared by identity of class and name.
//!
//! A class here is a list of names. Constants are host objects made on demand, once for each runtime.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::object::Shared;
use runtime::string::Str;
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};
use std::collections::HashMap;

/// A constant.
pub struct Constant {
    pub class: &'static str,
    pub name: &'static str,
    pub ordinal: usize,
}

plain_host!(Constant);

/// The enums and their constants, in order.
pub const ENUMS: &[(&str, &[&str])] = &[
    ("java.time.chrono.IsoEra", &["BCE", "CE"]),
    ("java.lang.Thread$State", &["NEW", "RUNNABLE", "BLOCKED", "WAITING", "TIMED_WAITING", "TERMINATED"]),
    ("java.lang.System$Logger$Level", &["ALL", "TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "OFF"]),
    ("java.math.RoundingMode", &["UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN", "HALF_EVEN", "UNNECESSARY"]),
    (
        "java.util.concurrent.TimeUnit",
        &["NANOSECONDS", "MICROSECONDS", "MILLISECONDS", "SECONDS", "MINUTES", "HOURS", "DAYS"],
    ),
    ("java.time.DayOfWeek", crate::host::time::calendar::DAYS),
    ("java.time.Month", crate::host::time::calendar::MONTHS),
    ("java.time.temporal.ChronoField", crate::host::time::units::Field::NAMES),
    ("java.time.temporal.ChronoUnit", crate::host::time::units::Unit::NAMES),
    (
        "java.nio.file.attribute.PosixFilePermission",
        &[
            "OWNER_READ",
            "OWNER_WRITE",
            "OWNER_EXECUTE",
            "GROUP_READ",
            "GROUP_WRITE",
            "GROUP_EXECUTE",
            "OTHERS_READ",
            "OTHERS_WRITE",
            "OTHERS_EXECUTE",
        ],
    ),
    ("java.nio.file.LinkOption", &["NOFOLLOW_LINKS"]),
    ("java.nio.file.FileVisitOption", &["FOLLOW_LINKS"]),
    ("java.nio.file.FileVisitResult", &["CONTINUE", "TERMINATE", "SKIP_SUBTREE", "SKIP_SIBLINGS"]),
    ("java.nio.file.StandardCopyOption", &["REPLACE_EXISTING", "COPY_ATTRIBUTES", "ATOMIC_MOVE"]),
    (
        "java.nio.file.StandardOpenOption",
        &[
            "READ",
            "WRITE",
            "APPEND",
            "TRUNCATE_EXISTING",
            "CREATE",
            "CREATE_NEW",
            "DELETE_ON_CLOSE",
            "SPARSE",
            "SYNC",
            "DSYNC",
        ],
    ),
    ("java.time.format.FormatStyle", &["FULL", "LONG", "MEDIUM", "SHORT"]),
    ("java.time.format.ResolverStyle", &["STRICT", "SMART", "LENIENT"]),
    ("java.time.format.SignStyle", &["NORMAL", "ALWAYS", "NEVER", "NOT_NEGATIVE", "EXCEEDS_PAD"]),
    (
        "java.time.format.TextStyle",
        &["FULL", "FULL_STANDALONE", "SHORT", "SHORT_STANDALONE", "NARROW", "NARROW_STANDALONE"],
    ),
];

/// The constants that have been asked for.
#[derive(Default)]
struct Constants(Mutex<HashMap<(&'static str, &'static str), Shared>>);

/// The constant of a class; the name must be one of its names.
pub fn constant(t: &Thread, class: &'static str, name: &str) -> Value {
    find(t, class, name).unwrap_or_default()
}

fn find(t: &Thread, class: &str, name: &str) -> Option<Value> {
    let (class, names) = ENUMS.iter().find(|(c, _)| *c == class)?;
    let ordinal = names.iter().position(|n| *n == name)?;
    let name = names[ordinal];
    let constants = t.runtime.extension::<Constants>();
    let mut made = lock(&constants.0);
    let constant = made
        .entry((class, name))
        .or_insert_with(|| Shared::new(HostObject::new_value(Constant { class, name, ordinal })));
    Some(constant.get().clone())
}

/// `valueOf`
pub fn value_of(t: &Thread, class: &str, name: &Value) -> Result<Value> {
    let name = text_arg(name)?;
    find(t, class, &name)
        .ok_or_else(|| Error::illegal_argument(format!("No enum constant {}.{name}", class.replace('$', "."))))
}

/// `values`
pub fn values(t: &Thread, class: &str) -> Result<Value> {
    let names = ENUMS.iter().find(|(c, _)| *c == class).map_or(&[][..], |(_, names)| names);
    let found = names.iter().filter_map(|name| find(t, class, name)).collect();
    Ok(Array::of_objects(class, found))
}

fn own(a: &[Value]) -> Result<&Constant> {
    a[0].host::<Constant>().ok_or_else(|| not_a(&a[0], "java.lang.Enum"))
}

fn equals(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let constant = own(a)?;
    bool_(a[1].host::<Constant>().is_some_and(|other| other.class == constant.class && other.name == constant.name))
}

fn compare_to(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let constant = own(a)?;
    match a[1].host::<Constant>() {
        Some(other) if other.class == constant.class => Ok(Value::int(constant.ordinal as i32 - other.ordinal as i32)),
        _ => Err(not_a(&a[1], constant.class)),
    }
}

const METHODS: &[NativeDef] = &[
    f("name", 1, |_, a| string(own(a)?.name)),
    f("toString", 1, |_, a| string(own(a)?.name)),
    f("ordinal", 1, |_, a| int(own(a)?.ordinal)),
    f("equals", 2, equals),
    f("hashCode", 1, |_, a| Ok(Value::int(Str::new(own(a)?.name).java_hash()))),
    f("compareTo", 2, compare_to),
    f("getDeclaringClass", 1, |t, a| {
        let name = own(a)?.class;
        Ok(t.runtime.classes.intern(name).into())
    }),
];

/// The fields, `valueOf` and `values` of an enum class.
macro_rules! enum_class {
    ($class:literal, [$($name:literal),* $(,)?], methods: $methods:expr) => {
        $crate::host::lang::enums::enum_class!($class, [$($name),*], methods: $methods, statics: [])
    };
    ($class:literal, [$($name:literal),* $(,)?], methods: $methods:expr, statics: [$($static:expr),*]) => {
        runtime::class::ClassDef {
            fields: &[$( ($name, |t| Ok($crate::host::lang::enums::constant(t, $class, $name))), )*],
            statics: &[
                $crate::host::support::f("valueOf", 1, |t, a| $crate::host::lang::enums::value_of(t, $class, &a[0])),
                $crate::host::support::f("values", 0, |t, _| $crate::host::lang::enums::values(t, $class)),
                $($static,)*
            ],
            methods: $methods,
            ..$crate::host::hierarchy::class($class)
        }
    };
}

pub(crate) use enum_class;

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: METHODS,
        statics: &[f("valueOf", 2, |t, a| {
            let class = super::class::class_arg(&a[0])?.clone();
            value_of(t, class.name_str(), &a[1])
        })],
        ..class("java.lang.Enum")
    },
    enum_class!(
        "java.lang.Thread$State",
        ["NEW", "RUNNABLE", "BLOCKED", "WAITING", "TIMED_WAITING", "TERMINATED"],
        methods: &[]
    ),
    enum_class!(
        "java.math.RoundingMode",
        ["UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN", "HALF_EVEN", "UNNECESSARY"],
        methods: &[]
    ),
];
