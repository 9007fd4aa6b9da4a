//! Constants: from values to the literal tree of a unit.
//!
//! Metadata of quoted forms is kept. What has no literal form (functions, atoms, sorted collections,
//! whatever `eval` found in its form) is embedded: the unit names it by number, and the object itself
//! travels beside the unit. Clojure counterpart: `ObjExpr.emitValue`.

use bytecode::Constant;
use bytecode::constant::MAX_DEPTH;
use runtime::class::Class;
use runtime::coll::array_map::ArrayMap;
use runtime::coll::hash_map::HashMap;
use runtime::coll::map_entry::MapEntry;
use runtime::coll::subvec::SubVector;
use runtime::coll::vector::Vector;
use runtime::inst::Inst;
use runtime::instance::{Instance, TypeFlavour};
use runtime::keyword::Keyword;
use runtime::namespace::Namespace;
use runtime::number::work::spend;
use runtime::number::{Ratio, bigint, object};
use runtime::regex::Pattern;
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::tagged::TaggedLiteral;
use runtime::uuid::Uuid;
use runtime::value::{Borrowed, Mark, Tag};
use runtime::var::Var;
use runtime::{Kind, Result, Thread, Value};

/// A number's digits, without a suffix.
fn number_text(value: &Value) -> Result<String> {
    Ok(object::to_text(value)?.unwrap_or_default())
}

/// Numbers the objects that have no literal form, each once.
#[derive(Default)]
pub struct Embedded {
    values: Vec<Value>,
}

impl Embedded {
    /// The constant for an object.
    fn add(&mut self, value: &Value) -> Constant {
        let known = self.values.iter().position(|v| v.identical(value));
        let index = known.unwrap_or_else(|| {
            self.values.push(value.clone());
            self.values.len() - 1
        });
        Constant::Embedded(index as u32)
    }

    /// The objects in order of their numbers.
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }
}

/// How many parts a constant of code that is never written has at most. What is larger is embedded: writing it down and reading it back
/// would take long and bring nothing.
const LARGE: usize = 20_000;

/// The constant for a value. Runs user code if there is an unrealised lazy sequence in it. What has more than `most` parts is embedded.
fn constant_of_at_most(t: &mut Thread, embedded: &mut Embedded, value: &Value, most: usize) -> Result<Constant> {
    let known = embedded.values.len();
    let mut converter = Converter { t, embedded, left: most };
    match converter.convert(value, 0) {
        Err(Stop::Thrown(error)) => Err(error),
        Err(Stop::TooLarge) => {
            embedded.values.truncate(known);
            Ok(embedded.add(value))
        }
        Ok(constant) => Ok(constant),
    }
}

/// The constant for a value of a unit that may be written.
pub fn constant(t: &mut Thread, embedded: &mut Embedded, value: &Value) -> Result<Constant> {
    constant_of_at_most(t, embedded, value, usize::MAX)
}

/// The constant for a value of a unit that is never written.
pub fn small_constant(t: &mut Thread, embedded: &mut Embedded, value: &Value) -> Result<Constant> {
    constant_of_at_most(t, embedded, value, LARGE)
}

struct Converter<'a> {
    t: &'a mut Thread,
    embedded: &'a mut Embedded,
    /// How many parts may follow.
    left: usize,
}

/// What ends a conversion.
enum Stop {
    Thrown(runtime::Error),
    TooLarge,
}

impl From<runtime::Error> for Stop {
    fn from(error: runtime::Error) -> Stop {
        Stop::Thrown(error)
    }
}

type Converted<T> = std::result::Result<T, Stop>;

impl Converter<'_> {
    fn convert(&mut self, value: &Value, depth: usize) -> Converted<Constant> {
        // Metadata takes a level of its own, hence the margin.
        if depth + 2 > MAX_DEPTH {
            return Ok(self.embedded.add(value));
        }
        spend(1).map_err(runtime::Error::from)?;
        self.fits(1)?;
        let plain = match value.tag() {
            Tag::Object => return self.object(value, depth),
            Tag::Nil => Constant::Nil,
            Tag::False => Constant::Bool(false),
            Tag::True => Constant::Bool(true),
            Tag::Char => Constant::Char(value.as_char().unwrap_or_default()),
            Tag::Long => {
                let n = value.as_long().unwrap_or_default();
                match value.mark() {
                    Mark::Int => Constant::Int(n as i32),
                    Mark::Short => Constant::Short(n as i16),
                    Mark::Byte => Constant::Byte(n as i8),
                    _ => Constant::Long(n),
                }
            }
            Tag::Double => match (value.as_double().unwrap_or_default(), value.mark()) {
                (x, Mark::Float) => Constant::float(x as f32),
                (x, _) => Constant::double(x),
            },
        };
        Ok(plain)
    }

    /// Takes so many of the parts that are left.
    fn fits(&mut self, parts: usize) -> Converted<()> {
        self.left = self.left.checked_sub(parts).ok_or(Stop::TooLarge)?;
        Ok(())
    }

    fn object(&mut self, value: &Value, depth: usize) -> Converted<Constant> {
        let within = depth + 1;
        let constant = match value.kind() {
            Some(Kind::Str) => Constant::Str(value.as_ref::<Str>().map(|s| s.bytes().into()).unwrap_or_default()),
            Some(Kind::Keyword) => {
                let Some(keyword) = value.as_ref::<Keyword>() else { return Ok(Constant::Nil) };
                return Ok(Constant::keyword(keyword.ns_str(), keyword.name_str()));
            }
            Some(Kind::Symbol) => {
                let Some(symbol) = value.as_ref::<Symbol>() else { return Ok(Constant::Nil) };
                Constant::symbol(symbol.ns_str(), symbol.name_str())
            }
            Some(Kind::BigInt) => Constant::BigInt(number_text(value)?),
            Some(Kind::Ratio) => {
                let Some(ratio) = value.get::<Ratio>() else { return Ok(Constant::Nil) };
                let text = |n| bigint::to_text(n).map_err(runtime::Error::from);
                Constant::Ratio(text(ratio.numerator())?, text(ratio.denominator())?)
            }
            Some(Kind::BigDecimal) => Constant::Decimal(number_text(value)?),
            Some(Kind::Uuid) => Constant::Uuid(value.get::<Uuid>().map(|u| u.bits()).unwrap_or_default()),
            Some(Kind::Inst) => {
                let millis = value.get::<Inst>().map(|i| i.millis).unwrap_or_default();
                Constant::Inst { millis, nanos: millis.rem_euclid(1000) as u32 * 1_000_000 }
            }
            Some(Kind::Class) => {
                let Some(class) = value.as_ref::<Class>() else { return Ok(Constant::Nil) };
                return Ok(Constant::Class(class.name_str().to_owned()));
            }
            Some(Kind::Var) => match value.get::<Var>() {
                Some(Var { ns: Some(ns), name, .. }) => return Ok(Constant::var(ns.name_str(), name.name_str())),
                _ => return Ok(self.embedded.add(value)),
            },
            Some(Kind::Namespace) => {
                let name = value.as_ref::<Namespace>().map(|ns| ns.name_str().to_owned());
                return Ok(Constant::Namespace(name.unwrap_or_default()));
            }
            Some(Kind::Pattern) => match value.get::<Pattern>() {
                // Only a pattern without flags is what its literal means.
                Some(Pattern { source, flags: 0, .. }) if source.as_str().is_some() => {
                    return Ok(Constant::Regex(source.to_string_lossy()));
                }
                _ => return Ok(self.embedded.add(value)),
            },
            Some(Kind::TaggedLiteral) => {
                let Some(TaggedLiteral { tag, form, .. }) = value.get::<TaggedLiteral>() else {
                    return Ok(Constant::Nil);
                };
                let Some(tag) = tag.as_ref::<Symbol>() else { return Ok(self.embedded.add(value)) };
                let tag = Box::new(Constant::symbol(tag.ns_str(), tag.name_str()));
                return Ok(Constant::Tagged { tag, form: Box::new(self.convert(form, within)?) });
            }
            Some(Kind::Vector) => {
                // Before its items are copied.
                if value.as_ref::<Vector>().is_some_and(|v| v.len() > self.left) {
                    return Err(Stop::TooLarge);
                }
                let items: Vec<Value> =
                    value.as_ref::<Vector>().map_or_else(Vec::new, |v| v.iter().map(Borrowed::cloned).collect());
                Constant::Vector(self.all(items, within)?)
            }
            Some(Kind::SubVector) => {
                let items =
                    value.as_ref::<SubVector>().map_or_else(Vec::new, |v| v.iter().map(Borrowed::cloned).collect());
                Constant::Vector(self.all(items, within)?)
            }
            Some(Kind::MapEntry) => {
                let Some(entry) = value.get::<MapEntry>() else { return Ok(Constant::Nil) };
                return Ok(Constant::Vector(self.all(vec![entry.key.clone(), entry.val.clone()], within)?));
            }
            Some(Kind::ArrayMap | Kind::HashMap) => {
                Constant::Map(self.pairs(runtime::coll::map::entries(value), within)?)
            }
            Some(Kind::HashSet) => {
                let items = runtime::coll::set::iter(value).cloned().collect();
                Constant::Set(self.all(items, within)?)
            }
            Some(Kind::Instance) => return self.record(value, within),
            _ if runtime::seq::is_seq(value) => {
                let items = runtime::seq::to_vec(self.t, value)?;
                Constant::List(self.all(items, within)?)
            }
            _ => return Ok(self.embedded.add(value)),
        };
        if !matches!(
            constant,
            Constant::Symbol { .. } | Constant::List(_) | Constant::Vector(_) | Constant::Map(_) | Constant::Set(_)
        ) {
            return Ok(constant);
        }
        let meta = runtime::meta::meta(self.t, value)?;
        self.with_meta(constant, &meta, within)
    }

    fn with_meta(&mut self, constant: Constant, meta: &Value, depth: usize) -> Converted<Constant> {
        if meta.is_nil() || is_empty_map(meta) {
            return Ok(constant);
        }
        let meta = Box::new(self.convert(meta, depth)?);
        Ok(Constant::WithMeta { meta, value: Box::new(constant) })
    }

    /// A record by its fields; an object of another type is embedded.
    fn record(&mut self, value: &Value, depth: usize) -> Converted<Constant> {
        let Some(instance) = value.as_ref::<Instance>() else { return Ok(Constant::Nil) };
        let info = instance.class.info.get().filter(|info| info.flavour == TypeFlavour::Record).cloned();
        let Some(info) = info else { return Ok(self.embedded.add(value)) };
        let mut map = Vec::new();
        for (name, field) in info.fields.iter().zip(instance.tail()) {
            map.push((Constant::keyword(None, &name.to_string_lossy()), self.convert(field, depth)?));
        }
        if !instance.extra.is_nil() {
            map.extend(self.pairs(runtime::coll::map::entries(&instance.extra), depth)?);
        }
        let record = Constant::Record { class: instance.class.name_str().to_owned(), map };
        let meta = instance.meta.clone();
        self.with_meta(record, &meta, depth)
    }

    fn all(&mut self, items: Vec<Value>, depth: usize) -> Converted<Vec<Constant>> {
        items.iter().map(|item| self.convert(item, depth)).collect()
    }

    fn pairs(&mut self, pairs: Vec<(Value, Value)>, depth: usize) -> Converted<Vec<(Constant, Constant)>> {
        pairs.iter().map(|(k, v)| Ok((self.convert(k, depth)?, self.convert(v, depth)?))).collect()
    }
}

fn is_empty_map(meta: &Value) -> bool {
    match meta.kind() {
        Some(Kind::ArrayMap) => meta.as_ref::<ArrayMap>().is_some_and(|m| m.is_empty()),
        Some(Kind::HashMap) => meta.as_ref::<HashMap>().is_some_and(|m| m.is_empty()),
        _ => false,
    }
}
