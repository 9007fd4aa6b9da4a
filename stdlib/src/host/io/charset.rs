//! `java.nio.charset`: the encodings that programs name.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::object::Ref;
use runtime::string::Str;
use runtime::{Thread, Value};

/// An encoding of text as bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Charset {
    Utf8,
    Latin1,
    Ascii,
    Utf16,
    Utf16Be,
    Utf16Le,
}

plain_host!(Charset, "java.nio.charset.Charset");

impl Charset {
    pub fn name(self) -> &'static str {
        match self {
            Charset::Utf8 => "UTF-8",
            Charset::Latin1 => "ISO-8859-1",
            Charset::Ascii => "US-ASCII",
            Charset::Utf16 => "UTF-16",
            Charset::Utf16Be => "UTF-16BE",
            Charset::Utf16Le => "UTF-16LE",
        }
    }

    pub fn is_utf8(self) -> bool {
        self == Charset::Utf8
    }

    pub fn named(name: &str) -> Option<Charset> {
        Some(match &*name.to_ascii_uppercase() {
            "UTF-8" | "UTF8" => Charset::Utf8,
            "ISO-8859-1" | "ISO8859_1" | "LATIN1" | "ISO8859-1" => Charset::Latin1,
            "US-ASCII" | "ASCII" => Charset::Ascii,
            "UTF-16" | "UTF16" => Charset::Utf16,
            "UTF-16BE" => Charset::Utf16Be,
            "UTF-16LE" => Charset::Utf16Le,
            _ => return None,
        })
    }

    /// What cannot be encoded becomes `?`.
    pub fn encode(self, text: &Ref<Str>) -> Vec<u8> {
        let narrow = |limit: u32| {
            char::decode_utf16(text.units_iter())
                .map(|c| c.ok().filter(|c| (*c as u32) < limit).map_or(b'?', |c| c as u8))
                .collect()
        };
        match self {
            Charset::Utf8 => text.to_string_lossy().into_bytes(),
            Charset::Latin1 => narrow(0x100),
            Charset::Ascii => narrow(0x80),
            Charset::Utf16 => [0xFE, 0xFF].into_iter().chain(text.units_iter().flat_map(u16::to_be_bytes)).collect(),
            Charset::Utf16Be => text.units_iter().flat_map(u16::to_be_bytes).collect(),
            Charset::Utf16Le => text.units_iter().flat_map(u16::to_le_bytes).collect(),
        }
    }

    /// Malformed input becomes the replacement character.
    pub fn decode(self, bytes: &[u8]) -> Ref<Str> {
        let big = |b: &[u8]| u16::from_be_bytes([b[0], b[1]]);
        let little = |b: &[u8]| u16::from_le_bytes([b[0], b[1]]);
        match self {
            Charset::Utf8 => match std::str::from_utf8(bytes) {
                Ok(text) => Str::new(text),
                Err(_) => Str::new(&String::from_utf8_lossy(bytes)),
            },
            Charset::Latin1 => Str::from_units(bytes.iter().map(|b| u16::from(*b))),
            Charset::Ascii => Str::from_units(bytes.iter().map(|b| if *b < 0x80 { u16::from(*b) } else { 0xFFFD })),
            Charset::Utf16 if bytes.starts_with(&[0xFF, 0xFE]) => {
                Str::from_units(bytes[2..].chunks_exact(2).map(little))
            }
            Charset::Utf16 if bytes.starts_with(&[0xFE, 0xFF]) => Str::from_units(bytes[2..].chunks_exact(2).map(big)),
            Charset::Utf16 | Charset::Utf16Be => Str::from_units(bytes.chunks_exact(2).map(big)),
            Charset::Utf16Le => Str::from_units(bytes.chunks_exact(2).map(little)),
        }
    }

    fn value(self) -> Value {
        HostObject::new_value(self)
    }
}

/// A charset parameter: an object or a name; UTF-8 when it is not given.
pub fn arg(v: Option<&Value>) -> Result<Charset> {
    let Some(v) = v else { return Ok(Charset::Utf8) };
    if let Some(charset) = v.host::<Charset>() {
        return Ok(*charset);
    }
    if v.is_nil() {
        return Err(Error::new(ExceptionKind::NullPointerException, "charset"));
    }
    let name = text_arg(v)?;
    Charset::named(&name).ok_or_else(|| Error::new(ExceptionKind::UnsupportedEncodingException, &name))
}

fn for_name(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let name = text_arg(&a[0])?;
    match Charset::named(&name) {
        Some(charset) => Ok(charset.value()),
        None => Err(Error::illegal_argument(&name)),
    }
}

const METHODS: &[NativeDef] = &[
    f("name", 1, |_, a| string(this!(a, Charset, "java.nio.charset.Charset").name())),
    f("displayName", 1, |_, a| string(this!(a, Charset, "java.nio.charset.Charset").name())),
    f("toString", 1, |_, a| string(this!(a, Charset, "java.nio.charset.Charset").name())),
    f("equals", 2, |_, a| bool_(a[0].host::<Charset>() == a[1].host::<Charset>())),
    f("hashCode", 1, |_, a| Ok(Value::int(Str::new(this!(a, Charset, "java.nio.charset.Charset").name()).java_hash()))),
    f("canEncode", 1, |_, _| bool_(true)),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: METHODS,
        statics: &[
            f("forName", 1, for_name),
            f("defaultCharset", 0, |_, _| Ok(Charset::Utf8.value())),
            f("isSupported", 1, |_, a| bool_(Charset::named(&text_arg(&a[0])?).is_some())),
        ],
        ..class("java.nio.charset.Charset")
    },
    ClassDef {
        fields: &[
            ("UTF_8", |_| Ok(Charset::Utf8.value())),
            ("ISO_8859_1", |_| Ok(Charset::Latin1.value())),
            ("US_ASCII", |_| Ok(Charset::Ascii.value())),
            ("UTF_16", |_| Ok(Charset::Utf16.value())),
            ("UTF_16BE", |_| Ok(Charset::Utf16Be.value())),
            ("UTF_16LE", |_| Ok(Charset::Utf16Le.value())),
        ],
        ..class("java.nio.charset.StandardCharsets")
    },
];
