//! `java.time.Clock`: where the time of `now` comes from.

use super::classes::now_nanos;
use super::duration;
use super::moment::{Kind, Moment};
use super::zone::{Zone, default_zone, zone_arg, zone_value};
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::{Thread, Value, instance, print};

const CLASS: &str = "java.time.Clock";

enum Source {
    System,
    Fixed(i128),
    /// Another clock, moved on.
    Offset(Shared, i128),
    /// Another clock, cut to multiples of a duration.
    Tick(Shared, i128),
}

struct Clock {
    source: Source,
    zone: Zone,
}

impl HostType for Clock {
    fn class_name(&self) -> &str {
        CLASS
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

fn make(source: Source, zone: Zone) -> Result<Value> {
    Ok(HostObject::new_value(Clock { source, zone }))
}

/// The time and the zone of a clock, which may be an object of a user type.
pub fn read(t: &mut Thread, v: &Value) -> Result<(i128, Zone)> {
    let Some(clock) = v.host::<Clock>() else {
        let instant = match instance::call(t, v, "instant", &mut []) {
            Some(instant) => instant?,
            None => return Err(not_a(v, CLASS)),
        };
        let zone = match instance::call(t, v, "getZone", &mut []) {
            Some(zone) => zone_arg(&zone?)?,
            None => default_zone(t),
        };
        return Ok((Moment::arg_of(&instant, Kind::Instant)?.nanos(), zone));
    };
    let nanos = match &clock.source {
        Source::System => now_nanos(t)?,
        Source::Fixed(nanos) => *nanos,
        Source::Offset(base, by) => t.descend(|t| read(t, base.get()))?.0 + by,
        Source::Tick(base, tick) => {
            let nanos = t.descend(|t| read(t, base.get()))?.0;
            nanos - nanos.rem_euclid((*tick).max(1))
        }
    };
    Ok((nanos, clock.zone.clone()))
}

fn zone_of(t: &mut Thread, v: &Value) -> Result<Zone> {
    read(t, v).map(|(_, zone)| zone)
}

fn show(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let clock = this!(a, Clock, CLASS);
    let zone = print::to_java_string(t, &zone_value(clock.zone.clone()))?.to_string_lossy();
    let duration = |t: &mut Thread, nanos: i128| -> Result<String> {
        Ok(print::to_java_string(t, &duration::of_nanos(nanos)?)?.to_string_lossy())
    };
    string(match &clock.source {
        Source::System => format!("SystemClock[{zone}]"),
        Source::Fixed(nanos) => {
            let instant = Moment::instant(*nanos)?.value();
            format!("FixedClock[{},{zone}]", print::to_java_string(t, &instant)?.to_string_lossy())
        }
        Source::Offset(base, by) => {
            let base = t.descend(|t| print::to_java_string(t, base.get()))?.to_string_lossy();
            if *by == 0 { base } else { format!("OffsetClock[{base},{}]", duration(t, *by)?) }
        }
        Source::Tick(base, tick) => {
            let base = t.descend(|t| print::to_java_string(t, base.get()))?.to_string_lossy();
            format!("TickClock[{base},{}]", duration(t, *tick)?)
        }
    })
}

const METHODS: &[NativeDef] = &[
    f("instant", 1, |t, a| {
        let (nanos, _) = read(t, &a[0].clone())?;
        Ok(Moment::instant(nanos)?.value())
    }),
    f("millis", 1, |t, a| {
        let (nanos, _) = read(t, &a[0].clone())?;
        Ok(Value::long(nanos.div_euclid(1_000_000) as i64))
    }),
    f("getZone", 1, |t, a| Ok(zone_value(zone_of(t, &a[0].clone())?))),
    f("toString", 1, show),
    f("withZone", 2, |_, a| make(Source::Offset(Shared::new(a[0].clone()), 0), zone_arg(&a[1])?)),
];

pub static CLASSES: &[ClassDef] = &[ClassDef {
    methods: METHODS,
    statics: &[
        f("systemUTC", 0, |_, _| make(Source::System, Zone::UTC)),
        f("systemDefaultZone", 0, |t, _| make(Source::System, default_zone(t))),
        f("system", 1, |_, a| make(Source::System, zone_arg(&a[0])?)),
        f("fixed", 2, |_, a| make(Source::Fixed(Moment::arg_of(&a[0], Kind::Instant)?.nanos()), zone_arg(&a[1])?)),
        f("offset", 2, |t, a| {
            let zone = zone_of(t, &a[0].clone())?;
            make(Source::Offset(Shared::new(a[0].clone()), duration::nanos_of(&a[1])?), zone)
        }),
        f("tick", 2, |t, a| {
            let zone = zone_of(t, &a[0].clone())?;
            make(Source::Tick(Shared::new(a[0].clone()), duration::nanos_of(&a[1])?), zone)
        }),
        f("tickSeconds", 1, |_, a| {
            let zone = zone_arg(&a[0])?;
            make(Source::Tick(Shared::new(make(Source::System, zone.clone())?), 1_000_000_000), zone)
        }),
    ],
    ..class(CLASS)
}];
