//! [`Data`]: values outside of any runtime, and the way in and out. It is what the conversions work on, and how values move
//! between runtimes.
//!
//! Everything that is equal to its copy can be copied: numbers, text, names, collections, records whose type the target also has.
//! Functions, references and other objects with an identity are refused. Metadata is left behind.

use super::core::Core;
use super::error::{Error, Result};
use super::value::Value;
use runtime::array::{Array, Element};
use runtime::coll::sorted_map::SortedMap;
use runtime::coll::sorted_set::SortedSet;
use runtime::coll::{list, map, set, sorted_map, sorted_set, vector};
use runtime::error::{Error as Thrown, ExceptionKind, Result as Inside};
use runtime::inst::Inst;
use runtime::instance::{Instance, as_record};
use runtime::keyword::Keyword;
use runtime::number::parse::{Number, read_number};
use runtime::number::{format, object};
use runtime::object::Ref;
use runtime::regex::Pattern;
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::sync::Arc;
use runtime::uuid::Uuid;
use runtime::value::{Mark, Tag};
use runtime::{Kind, Thread, Value as Inner, class, ops, seq};
use std::fmt;

/// A value outside of any runtime. Its parts may still be handles, when only the outermost level was copied.
#[derive(Clone)]
pub enum Data {
    Nil,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// A number of a narrower class than `long` or `double`.
    Narrow(Narrow),
    Char(u16),
    /// WTF-8: a lone surrogate survives.
    Text(Box<[u8]>),
    Keyword(Box<str>),
    Symbol(Box<str>),
    /// A big integer, ratio or decimal as the reader takes it.
    Number(Box<str>),
    Uuid(u128),
    /// Milliseconds since 1970.
    Inst(i64),
    Regex(Box<str>, i32),
    Bytes(Box<[u8]>),
    List(Vec<Value>),
    Vector(Vec<Value>),
    Map(Vec<(Value, Value)>),
    Set(Vec<Value>),
    SortedMap(Vec<(Value, Value)>),
    SortedSet(Vec<Value>),
    /// The class's name, and the entries.
    Record(Box<str>, Vec<(Value, Value)>),
}

/// Java's narrower numbers.
#[derive(Clone, Copy)]
pub enum Narrow {
    Int(i32),
    Short(i16),
    Byte(i8),
    Float(f32),
}

impl Narrow {
    fn of(v: &Inner) -> Option<Narrow> {
        let n = v.as_long().unwrap_or_default();
        Some(match v.mark() {
            Mark::Int => Narrow::Int(n as i32),
            Mark::Short => Narrow::Short(n as i16),
            Mark::Byte => Narrow::Byte(n as i8),
            Mark::Float => Narrow::Float(v.as_double().unwrap_or_default() as f32),
            Mark::None => return None,
        })
    }

    fn value(self) -> Inner {
        match self {
            Narrow::Int(n) => Inner::int(n),
            Narrow::Short(n) => Inner::short(n),
            Narrow::Byte(n) => Inner::byte(n),
            Narrow::Float(x) => Inner::float(x),
        }
    }
}

/// What becomes of the parts of a collection.
type Part<'a> = &'a mut dyn FnMut(&mut Thread, &Inner) -> Result<Value>;

/// A value and everything in it as data.
pub fn export(t: &mut Thread, v: &Inner) -> Result<Data> {
    let mut deep = Ok(Data::Nil);
    let descended = t.descend(|t| {
        deep = data_of(t, v, &mut |t, part| Ok(Value::data(export(t, part)?)));
        Ok(())
    });
    match descended {
        Ok(()) => deep,
        Err(_) => Err(Error::conversion("The value is nested too deeply to be copied")),
    }
}

/// The outermost level of a value as data; its parts stay inside.
pub fn export_shallow(t: &mut Thread, core: &Arc<Core>, v: &Inner) -> Result<Data> {
    data_of(t, v, &mut |_, part| Ok(Value::inside(core, part.clone())))
}

fn data_of(t: &mut Thread, v: &Inner, part: Part<'_>) -> Result<Data> {
    Ok(match v.tag() {
        Tag::Nil => Data::Nil,
        Tag::True => Data::Bool(true),
        Tag::False => Data::Bool(false),
        Tag::Char => Data::Char(v.as_char().unwrap_or_default()),
        Tag::Long | Tag::Double => match (Narrow::of(v), v.as_long()) {
            (Some(narrow), _) => Data::Narrow(narrow),
            (None, Some(n)) => Data::Int(n),
            (None, None) => Data::Float(v.as_double().unwrap_or_default()),
        },
        Tag::Object => return object(t, v, part),
    })
}

fn object(t: &mut Thread, v: &Inner, part: Part<'_>) -> Result<Data> {
    Ok(match v.kind() {
        Some(Kind::Str) => Data::Text(v.as_ref::<Str>().map_or(&[][..], |s| s.bytes()).into()),
        Some(Kind::Keyword) => {
            Data::Keyword(v.get::<Keyword>().map_or_else(String::new, |k| k.symbol.full_name()).into())
        }
        Some(Kind::Symbol) => {
            Data::Symbol(v.as_ref::<Symbol>().map_or_else(String::new, Ref::<Symbol>::full_name).into())
        }
        Some(Kind::BigInt | Kind::BigInteger) => Data::Number(format!("{}N", number_text(v)).into()),
        Some(Kind::Ratio) => Data::Number(number_text(v).into()),
        Some(Kind::BigDecimal) => Data::Number(format!("{}M", number_text(v)).into()),
        Some(Kind::Uuid) => Data::Uuid(v.get::<Uuid>().map_or(0, Uuid::bits)),
        Some(Kind::Inst) => Data::Inst(v.get::<Inst>().map_or(0, |inst| inst.millis)),
        Some(Kind::Pattern) => match v.get::<Pattern>() {
            Some(pattern) => Data::Regex(pattern.source.to_string_lossy().into(), pattern.flags),
            None => return Err(refused(v)),
        },
        Some(Kind::Array) => {
            match v.get::<Array>().filter(|array| array.element() == Element::Byte).and_then(Array::bytes) {
                Some(bytes) => Data::Bytes(bytes.into()),
                None => return Err(refused(v)),
            }
        }
        Some(Kind::Vector | Kind::SubVector | Kind::MapEntry) => Data::Vector(parts(t, v, part)?),
        Some(Kind::ArrayMap | Kind::HashMap) => Data::Map(pairs(t, map::entries(v), part)?),
        Some(Kind::SortedMap) if v.get::<SortedMap>().is_some_and(|m| m.comparator.is_nil()) => {
            Data::SortedMap(pairs(t, map::entries(v), part)?)
        }
        Some(Kind::HashSet) => Data::Set(parts(t, v, part)?),
        Some(Kind::SortedSet) if v.get::<SortedSet>().is_some_and(|s| s.comparator.is_nil()) => {
            Data::SortedSet(parts(t, v, part)?)
        }
        Some(Kind::Instance) => match as_record(v) {
            Some(record) => {
                let entries = ops::record::entries(t, record);
                Data::Record(record.class.name_str().into(), pairs(t, entries, part)?)
            }
            None => return Err(refused(v)),
        },
        _ if seq::is_seq(v) || matches!(v.kind(), Some(Kind::List | Kind::EmptyList | Kind::LazySeq)) => {
            Data::List(parts(t, v, part)?)
        }
        _ => return Err(refused(v)),
    })
}

fn number_text(v: &Inner) -> String {
    object::to_text(v).unwrap_or_default().unwrap_or_default()
}

/// Why a value stays where it is.
#[cold]
fn refused(v: &Inner) -> Error {
    let class = class::class_name(v);
    let reason = match v.kind() {
        Some(Kind::Function | Kind::Native | Kind::MultiFn | Kind::ProtocolFn) => {
            "a function belongs to its runtime, whose vars its code refers to"
        }
        Some(Kind::Var | Kind::Namespace | Kind::Class) => "it names something of its own runtime",
        Some(Kind::SortedMap | Kind::SortedSet) => "its comparator is a function",
        _ => "it has an identity, which a copy would not have",
    };
    Error::conversion(format!("An object of class {class} cannot leave its runtime: {reason}"))
}

fn parts(t: &mut Thread, v: &Inner, part: Part<'_>) -> Result<Vec<Value>> {
    let items = match seq::to_vec(t, v) {
        Ok(items) => items,
        Err(error) => return Err(thrown(t, error)),
    };
    items.iter().map(|item| part(t, item)).collect()
}

fn pairs(t: &mut Thread, entries: Vec<(Inner, Inner)>, part: Part<'_>) -> Result<Vec<(Value, Value)>> {
    entries.iter().map(|(k, v)| Ok((part(t, k)?, part(t, v)?))).collect()
}

fn thrown(t: &mut Thread, error: Thrown) -> Error {
    match Core::of(t) {
        Some(core) => Error::thrown(t, &core, error),
        None => Error::conversion(error.to_string()),
    }
}

/// Makes the value that data stands for, in a runtime.
pub fn import(t: &mut Thread, core: &Arc<Core>, data: &Data) -> Inside<Inner> {
    t.descend(|t| {
        Ok(match data {
            Data::Nil => Inner::NIL,
            Data::Bool(b) => Inner::bool(*b),
            Data::Int(n) => Inner::long(*n),
            Data::Float(x) => Inner::double(*x),
            Data::Narrow(narrow) => narrow.value(),
            Data::Char(unit) => Inner::char(*unit),
            Data::Text(bytes) => Str::from_wtf8(bytes).into(),
            Data::Keyword(name) => t.runtime.keyword(name).into(),
            Data::Symbol(name) => Symbol::parse(name).into(),
            Data::Number(text) => number(text)?,
            Data::Uuid(bits) => Uuid::new_value(*bits),
            Data::Inst(millis) => Inst::new_value(*millis),
            Data::Regex(source, flags) => Pattern::compile(&Str::new(source), *flags)?.into(),
            Data::Bytes(bytes) => Array::of_bytes(bytes),
            Data::List(items) => list::from_vec(import_all(t, core, items)?),
            Data::Vector(items) => vector::from_vec(import_all(t, core, items)?).into(),
            Data::Map(entries) => {
                let entries = import_pairs(t, core, entries)?;
                map::from_pairs_by_assoc(t, entries)?
            }
            Data::Set(items) => {
                let items = import_all(t, core, items)?;
                set::from_iter(t, items)?
            }
            Data::SortedMap(entries) => {
                let entries = import_pairs(t, core, entries)?;
                let mut made = sorted_map::empty();
                for (k, v) in entries {
                    made = made.assoc(t, k, v)?;
                }
                made.into()
            }
            Data::SortedSet(items) => {
                let mut made = Inner::from(sorted_set::empty());
                for item in import_all(t, core, items)? {
                    made = set::conj(t, made, item)?;
                }
                made
            }
            Data::Record(class, entries) => record(t, core, class, entries)?,
        })
    })
}

fn number(text: &str) -> Inside<Inner> {
    Ok(match read_number(text)? {
        Number::Long(n) => Inner::long(n),
        other => other.into(),
    })
}

/// A part of data, which may be a handle of any runtime.
fn import_value(t: &mut Thread, core: &Arc<Core>, value: &Value) -> Inside<Inner> {
    value.enter(t, core).map_err(|error| error.into_thrown(t, core))
}

fn import_all(t: &mut Thread, core: &Arc<Core>, items: &[Value]) -> Inside<Vec<Inner>> {
    items.iter().map(|item| import_value(t, core, item)).collect()
}

fn import_pairs(t: &mut Thread, core: &Arc<Core>, entries: &[(Value, Value)]) -> Inside<Vec<(Inner, Inner)>> {
    entries.iter().map(|(k, v)| Ok((import_value(t, core, k)?, import_value(t, core, v)?))).collect()
}

/// A record of the type of this name, which must be there.
fn record(t: &mut Thread, core: &Arc<Core>, name: &str, entries: &[(Value, Value)]) -> Inside<Inner> {
    let class = t.runtime.classes.find(name);
    let Some((class, info)) = class.as_ref().and_then(|class| Some((class, class.info.get()?))) else {
        let message = format!("A record of type {name} cannot be copied to a runtime that has no such type");
        return Err(Thrown::new(ExceptionKind::ClassNotFoundException, message));
    };
    let blank = vec![Inner::NIL; info.fields.len()];
    let mut record = Instance::new_value(class, info, blank.into_iter());
    for (key, value) in import_pairs(t, core, entries)? {
        record = ops::assoc(t, record, key, value)?;
    }
    Ok(record)
}

/// A double as Clojure prints it.
pub fn print_double(x: f64) -> String {
    match () {
        () if x.is_nan() => "##NaN".into(),
        () if x.is_infinite() => if x > 0.0 { "##Inf" } else { "##-Inf" }.into(),
        () => format::double_to_string(x),
    }
}

/// As `pr-str` prints it.
impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Data::Nil => f.write_str("nil"),
            Data::Bool(b) => write!(f, "{b}"),
            Data::Int(n) => write!(f, "{n}"),
            Data::Float(x) => f.write_str(&print_double(*x)),
            Data::Narrow(Narrow::Int(n)) => write!(f, "{n}"),
            Data::Narrow(Narrow::Short(n)) => write!(f, "{n}"),
            Data::Narrow(Narrow::Byte(n)) => write!(f, "{n}"),
            Data::Narrow(Narrow::Float(x)) => f.write_str(&format::float_to_string(*x)),
            Data::Char(unit) => match runtime::print::scalar::character_name(*unit) {
                Some(name) => write!(f, "\\{name}"),
                None => write!(f, "\\{}", String::from_utf16_lossy(&[*unit])),
            },
            Data::Text(bytes) => text(f, bytes),
            Data::Keyword(name) => write!(f, ":{name}"),
            Data::Symbol(name) => f.write_str(name),
            Data::Number(digits) => f.write_str(digits),
            Data::Uuid(bits) => {
                let digits = format!("{bits:032x}");
                let groups = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
                write!(f, "#uuid \"{}\"", groups.join("-"))
            }
            Data::Inst(millis) => write!(f, "#inst \"{}\"", Inst { millis: *millis }.rfc3339()),
            Data::Regex(source, _) => write!(f, "#\"{source}\""),
            Data::Bytes(bytes) => write!(f, "#<{} bytes>", bytes.len()),
            Data::List(items) => sequence(f, "(", items, ")"),
            Data::Vector(items) => sequence(f, "[", items, "]"),
            Data::Set(items) | Data::SortedSet(items) => sequence(f, "#{", items, "}"),
            Data::Map(entries) | Data::SortedMap(entries) => table(f, "", entries),
            Data::Record(class, entries) => table(f, &format!("#{class}"), entries),
        }
    }
}

fn text(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str("\"")?;
    for c in Str::from_wtf8(bytes).to_string_lossy().chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\t' => f.write_str("\\t")?,
            '\r' => f.write_str("\\r")?,
            '\u{8}' => f.write_str("\\b")?,
            '\u{c}' => f.write_str("\\f")?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

fn sequence(f: &mut fmt::Formatter<'_>, open: &str, items: &[Value], close: &str) -> fmt::Result {
    f.write_str(open)?;
    for (i, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if i == 0 { "" } else { " " })?;
    }
    f.write_str(close)
}

fn table(f: &mut fmt::Formatter<'_>, prefix: &str, entries: &[(Value, Value)]) -> fmt::Result {
    write!(f, "{prefix}{{")?;
    for (i, (k, v)) in entries.iter().enumerate() {
        write!(f, "{}{k} {v}", if i == 0 { "" } else { ", " })?;
    }
    f.write_str("}")
}
