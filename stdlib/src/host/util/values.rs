//! `UUID`, `Date`, `Optional`, `Base64`.

use crate::host::hierarchy::class;
use crate::host::security::digest::{Algorithm, digest};
use crate::host::support::*;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::inst::{DateTime, Inst};
use runtime::string::Str;
use runtime::uuid::Uuid;
use runtime::{Ref, Thread, Value, print};
use vm::host::host;

// UUID

const UUID: &str = "java.util.UUID";

fn uuid(v: &Value) -> Result<&Ref<Uuid>> {
    v.as_ref::<Uuid>().ok_or_else(|| not_a(v, UUID))
}

fn random_uuid(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let bits = u128::from_be_bytes(host(&t.runtime).entropy());
    Ok(Uuid::new_value(bits & !(0xF << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62))
}

fn name_uuid(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let Some(bytes) = a[0].get::<Array>().and_then(Array::bytes) else { return Err(not_a(&a[0], "[B")) };
    let hash: [u8; 16] = digest(Algorithm::Md5, &bytes)?.try_into().unwrap_or_default();
    let bits = u128::from_be_bytes(hash);
    Ok(Uuid::new_value(bits & !(0xF << 76) & !(0x3 << 62) | 0x3 << 76 | 0x2 << 62))
}

fn uuid_from_string(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = text_arg(&a[0])?;
    match Uuid::parse(&text) {
        Ok(bits) => Ok(Uuid::new_value(bits)),
        Err(e) => Err(e),
    }
}

const UUID_METHODS: &[NativeDef] = &[
    f("getMostSignificantBits", 1, |_, a| Ok(Value::long(uuid(&a[0])?.most()))),
    f("getLeastSignificantBits", 1, |_, a| Ok(Value::long(uuid(&a[0])?.least()))),
    f("version", 1, |_, a| Ok(Value::int((uuid(&a[0])?.most() >> 12 & 0xF) as i32))),
    f("variant", 1, |_, a| {
        let bits = uuid(&a[0])?.least() as u64;
        let variant = match bits >> 61 {
            0..4 => 0,
            4..6 => 2,
            6 => 6,
            _ => 7,
        };
        Ok(Value::int(variant))
    }),
    f("compareTo", 2, |_, a| Ok(Value::int(uuid(&a[0])?.compare(uuid(&a[1])?) as i32))),
    f("timestamp", 1, |_, a| {
        let most = time_based(&a[0])?;
        Ok(Value::long((most & 0xFFF) << 48 | (most >> 16 & 0xFFFF) << 32 | (most >> 32 & 0xFFFF_FFFF)))
    }),
    f("clockSequence", 1, |_, a| {
        time_based(&a[0])?;
        Ok(Value::int((uuid(&a[0])?.least() >> 48 & 0x3FFF) as i32))
    }),
    f("node", 1, |_, a| {
        time_based(&a[0])?;
        Ok(Value::long(uuid(&a[0])?.least() & 0xFFFF_FFFF_FFFF))
    }),
];

/// The first half of an identifier that tells a time.
fn time_based(v: &Value) -> Result<i64> {
    let most = uuid(v)?.most();
    match most >> 12 & 0xF {
        1 => Ok(most),
        _ => Err(Error::new(ExceptionKind::UnsupportedOperationException, "Not a time-based UUID")),
    }
}

// Date

const DATE: &str = "java.util.Date";

fn inst(v: &Value) -> Result<&Ref<Inst>> {
    v.as_ref::<Inst>().ok_or_else(|| not_a(v, DATE))
}

/// `(Date.)`, `(Date. millis)`, `(Date. year-1900 month day [hour minute [second]])`
fn new_date(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a {
        [] => {
            crate::io::check(t, vm::host::Outside::Clock)?;
            Ok(Inst::new_value(host(&t.runtime).millis()))
        }
        [one] if one.is::<Str>() => Err(Error::bare(ExceptionKind::IllegalArgumentException)),
        [millis] => Ok(Inst::new_value(long_arg(millis)?)),
        [year, month, day, rest @ ..] => {
            let part = |i: usize| rest.get(i).map_or(Ok(0), |v| int_arg(v).map(i64::from));
            let months = i64::from(int_arg(year)?) * 12 + i64::from(int_arg(month)?);
            let first = DateTime {
                year: 1900 + months.div_euclid(12),
                month: months.rem_euclid(12) + 1,
                day: 1,
                ..DateTime::from_millis(0)
            };
            let days = i64::from(int_arg(day)?) - 1;
            let seconds = ((days * 24 + part(0)?) * 60 + part(1)?) * 60 + part(2)?;
            Ok(Inst::new_value(first.to_millis() + seconds * 1000))
        }
        _ => Err(no_constructor(DATE)),
    }
}

fn parts(a: &[Value]) -> Result<DateTime> {
    Ok(DateTime::from_millis(inst(&a[0])?.millis))
}

const DATE_METHODS: &[NativeDef] = &[
    f("getTime", 1, |_, a| Ok(Value::long(inst(&a[0])?.millis))),
    f("before", 2, |_, a| bool_(inst(&a[0])?.millis < inst(&a[1])?.millis)),
    f("after", 2, |_, a| bool_(inst(&a[0])?.millis > inst(&a[1])?.millis)),
    f("compareTo", 2, |_, a| Ok(Value::int(inst(&a[0])?.millis.cmp(&inst(&a[1])?.millis) as i32))),
    f("getYear", 1, |_, a| Ok(Value::int((parts(a)?.year - 1900) as i32))),
    f("getMonth", 1, |_, a| Ok(Value::int(parts(a)?.month as i32 - 1))),
    f("getDate", 1, |_, a| Ok(Value::int(parts(a)?.day as i32))),
    f("getHours", 1, |_, a| Ok(Value::int(parts(a)?.hour as i32))),
    f("getMinutes", 1, |_, a| Ok(Value::int(parts(a)?.minute as i32))),
    f("getSeconds", 1, |_, a| Ok(Value::int(parts(a)?.second as i32))),
    f("getDay", 1, |_, a| {
        let days = inst(&a[0])?.millis.div_euclid(86_400_000);
        Ok(Value::int((days + 4).rem_euclid(7) as i32))
    }),
    f("getTimezoneOffset", 1, |_, _| Ok(Value::int(0))),
    f("clone", 1, |_, a| Ok(Inst::new_value(inst(&a[0])?.millis))),
    f("toInstant", 1, |_, a| {
        let millis = inst(&a[0])?.millis;
        Ok(crate::host::time::moment::of_millis(millis))
    }),
    f("toGMTString", 1, |_, a| {
        let text = inst(&a[0])?.java_string();
        let words: Vec<&str> = text.split(' ').collect();
        match words[..] {
            [_, month, day, clock, _, year] => {
                string(format!("{} {month} {year} {clock} GMT", day.trim_start_matches('0')))
            }
            _ => string(text),
        }
    }),
];

// Optional

/// An `Optional`, or one of a primitive.
struct Optional {
    class: &'static str,
    value: Option<Value>,
}

impl HostType for Optional {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        self.value.iter().for_each(f);
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        self.value.take().into_iter().for_each(f);
    }
}

const OPTIONAL: &str = "java.util.Optional";
const OPTIONAL_INT: &str = "java.util.OptionalInt";
const OPTIONAL_LONG: &str = "java.util.OptionalLong";
const OPTIONAL_DOUBLE: &str = "java.util.OptionalDouble";

/// An `Optional` with a value, or empty for nil.
pub fn optional(v: Value) -> Value {
    HostObject::new_value(Optional { class: OPTIONAL, value: (!v.is_nil()).then_some(v) })
}

pub fn optional_int(v: Option<i32>) -> Value {
    HostObject::new_value(Optional { class: OPTIONAL_INT, value: v.map(Value::int) })
}

pub fn optional_long(v: Option<i64>) -> Value {
    HostObject::new_value(Optional { class: OPTIONAL_LONG, value: v.map(Value::long) })
}

pub fn optional_double(v: Option<f64>) -> Value {
    HostObject::new_value(Optional { class: OPTIONAL_DOUBLE, value: v.map(Value::double) })
}

fn inside(a: &[Value]) -> Result<Option<Value>> {
    Ok(this!(a, Optional, OPTIONAL).value.clone())
}

fn no_value() -> Error {
    Error::new(ExceptionKind::NoSuchElementException, "No value present")
}

fn or_else_throw(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(v) = inside(a)? {
        return Ok(v);
    }
    let Some(supplier) = a.get(1).cloned() else { return Err(no_value()) };
    let exception = call_functional(t, &supplier, "get", &mut [])?;
    match exception.downcast::<runtime::error::Throwable>() {
        Ok(exception) => Err(Error(exception)),
        Err(other) => Err(not_a(&other, "java.lang.Throwable")),
    }
}

/// What all optionals have.
const ANY_OPTIONAL: &[NativeDef] = &[
    g("orElseThrow", 1, 2, or_else_throw),
    f("isPresent", 1, |_, a| bool_(inside(a)?.is_some())),
    f("isEmpty", 1, |_, a| bool_(inside(a)?.is_none())),
    f("ifPresent", 2, |t, a| {
        if let Some(v) = inside(a)? {
            call_functional(t, &a[1].clone(), "accept", &mut [v])?;
        }
        void()
    }),
    f("ifPresentOrElse", 3, |t, a| {
        match inside(a)? {
            Some(v) => call_functional(t, &a[1].clone(), "accept", &mut [v])?,
            None => call_functional(t, &a[2].clone(), "run", &mut [])?,
        };
        void()
    }),
    f("toString", 1, |t, a| {
        let class = this!(a, Optional, OPTIONAL).class.trim_start_matches("java.util.");
        match inside(a)? {
            Some(v) => string(format!("{class}[{}]", print::to_java_string(t, &v)?.to_string_lossy())),
            None => string(format!("{class}.empty")),
        }
    }),
    f("equals", 2, |t, a| {
        let own = this!(a, Optional, OPTIONAL);
        let Some(other) = a[1].host::<Optional>().filter(|other| other.class == own.class) else { return bool_(false) };
        match (&own.value, &other.value) {
            (Some(x), Some(y)) => runtime::equality::java_equals(t, x, y).map(Value::bool),
            (x, y) => bool_(x.is_none() && y.is_none()),
        }
    }),
    f("hashCode", 1, |t, a| match inside(a)? {
        Some(v) => runtime::hash::java_hash_code(t, &v).map(Value::int),
        None => Ok(Value::int(0)),
    }),
];

fn stream_inside(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = inside(a)?.into_iter().collect();
    match this!(a, Optional, OPTIONAL).class {
        OPTIONAL_INT => super::stream::of_kind(t, "int", items),
        OPTIONAL_LONG => super::stream::of_kind(t, "long", items),
        OPTIONAL_DOUBLE => super::stream::of_kind(t, "double", items),
        _ => Ok(super::stream::of_values(items)),
    }
}

macro_rules! primitive_optional {
    ($get:literal, $argument:expr) => {
        &[
            f($get, 1, |_, a| inside(a)?.ok_or_else(no_value)),
            f("orElse", 2, |_, a| match inside(a)? {
                Some(v) => Ok(v),
                None => $argument(&a[1]),
            }),
            f("orElseGet", 2, |t, a| match inside(a)? {
                Some(v) => Ok(v),
                None => $argument(&call_functional(t, &a[1].clone(), $get, &mut [])?),
            }),
            f("stream", 1, stream_inside),
        ]
    };
}

const INT_PARTS: &[NativeDef] = primitive_optional!("getAsInt", |v| int_arg(v).map(Value::int));
const LONG_PARTS: &[NativeDef] = primitive_optional!("getAsLong", |v| long_arg(v).map(Value::long));
const DOUBLE_PARTS: &[NativeDef] = primitive_optional!("getAsDouble", |v| double_arg(v).map(Value::double));

static OPTIONAL_METHODS: [NativeDef; ANY_OPTIONAL.len() + OBJECT_PARTS.len()] = join_rows(ANY_OPTIONAL, OBJECT_PARTS);
static INT_METHODS: [NativeDef; ANY_OPTIONAL.len() + INT_PARTS.len()] = join_rows(ANY_OPTIONAL, INT_PARTS);
static LONG_METHODS: [NativeDef; ANY_OPTIONAL.len() + LONG_PARTS.len()] = join_rows(ANY_OPTIONAL, LONG_PARTS);
static DOUBLE_METHODS: [NativeDef; ANY_OPTIONAL.len() + DOUBLE_PARTS.len()] = join_rows(ANY_OPTIONAL, DOUBLE_PARTS);

const OBJECT_PARTS: &[NativeDef] = &[
    f("get", 1, |_, a| inside(a)?.ok_or_else(no_value)),
    f("orElse", 2, |_, a| Ok(inside(a)?.unwrap_or_else(|| a[1].take()))),
    f("orElseGet", 2, |t, a| match inside(a)? {
        Some(v) => Ok(v),
        None => call_functional(t, &a[1].clone(), "get", &mut []),
    }),
    f("map", 2, |t, a| match inside(a)? {
        Some(v) => call_functional(t, &a[1].clone(), "apply", &mut [v]).map(optional),
        None => Ok(a[0].take()),
    }),
    f("flatMap", 2, |t, a| match inside(a)? {
        Some(v) => call_functional(t, &a[1].clone(), "apply", &mut [v]),
        None => Ok(a[0].take()),
    }),
    f("filter", 2, |t, a| match inside(a)? {
        Some(v) if !call_functional(t, &a[1].clone(), "test", &mut [v.clone()])?.is_truthy() => {
            Ok(optional(Value::NIL))
        }
        _ => Ok(a[0].take()),
    }),
    f("or", 2, |t, a| match inside(a)? {
        Some(_) => Ok(a[0].take()),
        None => call_functional(t, &a[1].clone(), "get", &mut []),
    }),
    f("stream", 1, stream_inside),
];

// Base64

/// An encoder or decoder.
#[derive(Clone, Copy)]
struct Codec {
    class: &'static str,
    url: bool,
    pad: bool,
    mime: bool,
}

plain_host!(Codec);

const ENCODER: &str = "java.util.Base64$Encoder";
const DECODER: &str = "java.util.Base64$Decoder";
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn codec(class: &'static str, url: bool, mime: bool) -> Result<Value> {
    Ok(HostObject::new_value(Codec { class, url, pad: true, mime }))
}

fn encode(t: &mut Thread, codec: &Codec, bytes: &[u8]) -> Result<String> {
    t.reserve(bytes.len() * 4 / 3)?;
    let mut out = String::new();
    for (line, chunk) in bytes.chunks(3).enumerate() {
        t.tick()?;
        if codec.mime && line > 0 && line % 19 == 0 {
            out.push_str("\r\n");
        }
        let n = chunk.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            if i <= chunk.len() {
                let c = ALPHABET[(n >> (18 - 6 * i) & 63) as usize];
                out.push(match c {
                    b'+' if codec.url => '-',
                    b'/' if codec.url => '_',
                    c => c as char,
                });
            } else if codec.pad {
                out.push('=');
            }
        }
    }
    Ok(out)
}

fn decode(codec: &Codec, text: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let (mut n, mut count, mut padding) = (0u32, 0, 0);
    for &c in text {
        let value = match c {
            b'-' if codec.url => 62,
            b'_' if codec.url => 63,
            b'=' => {
                padding += 1;
                continue;
            }
            _ => match ALPHABET.iter().position(|a| *a == c) {
                Some(i) if !(codec.url && i >= 62) => i as u32,
                _ if codec.mime => continue,
                _ => return Err(Error::illegal_argument(format!("Illegal base64 character {c:x}"))),
            },
        };
        if padding > 0 {
            return Err(Error::illegal_argument("Input byte array has incorrect ending byte at 4"));
        }
        n = n << 6 | value;
        count += 1;
        if count == 4 {
            out.extend_from_slice(&n.to_be_bytes()[1..]);
            (n, count) = (0, 0);
        }
    }
    match count {
        0 => {}
        2 => out.push((n >> 4) as u8),
        3 => out.extend_from_slice(&((n >> 2) as u16).to_be_bytes()),
        _ => return Err(Error::illegal_argument("Last unit does not have enough valid bits")),
    }
    Ok(out)
}

fn bytes_arg(v: &Value) -> Result<Vec<u8>> {
    match (v.get::<Array>().and_then(Array::bytes), v.as_ref::<Str>()) {
        (Some(bytes), _) => Ok(bytes),
        (_, Some(text)) => Ok(text.bytes().to_vec()),
        _ => Err(not_a(v, "[B")),
    }
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        constructors: &[ctor(2, 2, |_, a| Ok(Uuid::from_halves(long_arg(&a[0])?, long_arg(&a[1])?)))],
        methods: UUID_METHODS,
        statics: &[
            f("randomUUID", 0, random_uuid),
            f("fromString", 1, uuid_from_string),
            f("nameUUIDFromBytes", 1, name_uuid),
        ],
        ..class(UUID)
    },
    ClassDef {
        constructors: &[ctor(0, 1, new_date), ctor(3, 3, new_date), ctor(5, 6, new_date)],
        methods: DATE_METHODS,
        statics: &[f("from", 1, |_, a| {
            let millis = crate::host::time::moment::millis_of(&a[0])?;
            Ok(Inst::new_value(millis))
        })],
        ..class(DATE)
    },
    ClassDef {
        methods: &OPTIONAL_METHODS,
        statics: &[
            f("of", 1, |_, a| if a[0].is_nil() { Err(Error::null_pointer()) } else { Ok(optional(a[0].take())) }),
            f("ofNullable", 1, |_, a| Ok(optional(a[0].take()))),
            f("empty", 0, |_, _| Ok(optional(Value::NIL))),
        ],
        ..class(OPTIONAL)
    },
    ClassDef {
        methods: &INT_METHODS,
        statics: &[
            f("of", 1, |_, a| Ok(optional_int(Some(int_arg(&a[0])?)))),
            f("empty", 0, |_, _| Ok(optional_int(None))),
        ],
        ..class(OPTIONAL_INT)
    },
    ClassDef {
        methods: &LONG_METHODS,
        statics: &[
            f("of", 1, |_, a| Ok(optional_long(Some(long_arg(&a[0])?)))),
            f("empty", 0, |_, _| Ok(optional_long(None))),
        ],
        ..class(OPTIONAL_LONG)
    },
    ClassDef {
        methods: &DOUBLE_METHODS,
        statics: &[
            f("of", 1, |_, a| Ok(optional_double(Some(double_arg(&a[0])?)))),
            f("empty", 0, |_, _| Ok(optional_double(None))),
        ],
        ..class(OPTIONAL_DOUBLE)
    },
    ClassDef {
        statics: &[
            f("getEncoder", 0, |_, _| codec(ENCODER, false, false)),
            f("getUrlEncoder", 0, |_, _| codec(ENCODER, true, false)),
            f("getMimeEncoder", 0, |_, _| codec(ENCODER, false, true)),
            f("getDecoder", 0, |_, _| codec(DECODER, false, false)),
            f("getUrlDecoder", 0, |_, _| codec(DECODER, true, false)),
            f("getMimeDecoder", 0, |_, _| codec(DECODER, false, true)),
        ],
        ..class("java.util.Base64")
    },
    ClassDef {
        methods: &[
            f("encodeToString", 2, |t, a| string(encode(t, this!(a, Codec, ENCODER), &bytes_arg(&a[1])?)?)),
            f("encode", 2, |t, a| {
                Ok(Array::of_bytes(encode(t, this!(a, Codec, ENCODER), &bytes_arg(&a[1])?)?.as_bytes()))
            }),
            f("withoutPadding", 1, |_, a| Ok(HostObject::new_value(Codec { pad: false, ..*this!(a, Codec, ENCODER) }))),
        ],
        ..class(ENCODER)
    },
    ClassDef {
        methods: &[f("decode", 2, |_, a| Ok(Array::of_bytes(&decode(this!(a, Codec, DECODER), &bytes_arg(&a[1])?)?)))],
        ..class(DECODER)
    },
];
