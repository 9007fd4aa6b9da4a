//! Constants of a unit as values.
//!
//! Reading back what the compiler wrote down: the literal tree of `bytecode::Constant` becomes the value
//! it stands for in this runtime. Trees are at most 512 levels deep (P1), so this recurs.

use crate::link::LinkedUnit;
use crate::natives::{self, NativeTable};
use bytecode::{Constant, MemberKind, MethodSpec};
use runtime::class::{Class, FieldFn};
use runtime::coll::{list, map, map_entry, set, vector};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::instance::{MethodTable, TypeFlavour, TypeInfo};
use runtime::number::parse::read_number;
use runtime::number::work::spend;
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::sync::OnceLock;
use runtime::{Error, ExceptionKind, Ref, Result, Thread, Value};

/// The value of a constant that is not a function.
pub fn value(t: &mut Thread, unit: &LinkedUnit, constant: &Constant) -> Result<Value> {
    spend(1)?;
    Ok(match constant {
        Constant::Nil => Value::NIL,
        Constant::Bool(b) => Value::bool(*b),
        Constant::Long(n) => Value::long(*n),
        Constant::Int(n) => Value::int(*n),
        Constant::Short(n) => Value::short(*n),
        Constant::Byte(n) => Value::byte(*n),
        Constant::Double(bits) => Value::double(f64::from_bits(*bits)),
        Constant::Float(bits) => Value::float(f32::from_bits(*bits)),
        Constant::Char(unit) => Value::char(*unit),
        Constant::Str(bytes) => Str::from_wtf8(bytes).into(),
        Constant::Symbol { ns, name } => Symbol::from_parts(ns.as_deref(), name).into(),
        Constant::Keyword { ns, name } => {
            let ns = ns.as_deref().map(Str::new);
            t.runtime.keywords.intern(ns.as_ref(), &Str::new(name)).into()
        }
        Constant::BigInt(digits) => number(&format!("{digits}N"))?,
        Constant::Ratio(numerator, denominator) => number(&format!("{numerator}/{denominator}"))?,
        Constant::Decimal(text) => number(&format!("{text}M"))?,
        Constant::Regex(source) => runtime::regex::Pattern::new(source)?.into(),
        Constant::Uuid(bits) => runtime::uuid::Uuid::new_value(*bits),
        Constant::Inst { millis, .. } => runtime::inst::Inst::new_value(*millis),
        Constant::List(items) if items.is_empty() => list::empty(),
        Constant::List(items) => list::from_vec(values(t, unit, items)?),
        Constant::Vector(items) => vector::from_vec(values(t, unit, items)?).into(),
        Constant::Map(entries) => {
            let entries = pairs(t, unit, entries)?;
            map::from_pairs(t, entries)?
        }
        Constant::Set(items) => {
            let items = values(t, unit, items)?;
            set::from_literal(t, items)?
        }
        Constant::WithMeta { meta, value: inner } => {
            let meta = value(t, unit, meta)?;
            let inner = value(t, unit, inner)?;
            runtime::meta::with_meta(t, inner, meta)?
        }
        Constant::Var { ns, name } => {
            let ns = match runtime::namespace::find(t, ns) {
                Some(found) => found,
                None => t.runtime.namespaces.find_or_create(&Symbol::from_parts(None, ns)),
            };
            let name = Symbol::from_parts(None, name);
            ns.intern(&name).unwrap_or_else(|| ns.intern_replacing(&name)).into()
        }
        Constant::Class(name) => runtime::class::intern(t, name).into(),
        Constant::Native(name) => natives::function(native(t, name)?),
        Constant::Member { name, kind, class_hint } => {
            HostObject::new_value(MemberSite::new(name, *kind, class_hint.as_deref()))
        }
        Constant::StaticMember { class, member } => {
            HostObject::new_value(MemberSite::new(member, MemberKind::Either, Some(class)))
        }
        Constant::Embedded(index) => unit.embedded(*index as usize)?,
        Constant::Function(_) => return Err(Error::new(ExceptionKind::LinkageError, "A function within a constant")),
        Constant::ReifyType { name, interfaces, methods, meta } => {
            let class = reify_class(t, name, interfaces, methods);
            let meta = match meta {
                Some(meta) => value(t, unit, meta)?,
                None => Value::NIL,
            };
            map_entry::entry(class.into(), meta)
        }
        Constant::Namespace(name) => t.runtime.namespaces.find_or_create(&Symbol::from_parts(None, name)).into(),
        Constant::Tagged { tag, form } => {
            let tag = value(t, unit, tag)?;
            let form = value(t, unit, form)?;
            runtime::tagged::TaggedLiteral::new_value(tag, form)
        }
        Constant::Record { class, map } => {
            let entries = pairs(t, unit, map)?;
            record(t, class, entries)?
        }
    })
}

/// Is the value made for this unit alone, so that a permanent unit may exempt it from counting? Vars,
/// classes, namespaces and embedded objects belong to others.
pub fn is_owned(constant: &Constant) -> bool {
    !matches!(constant, Constant::Var { .. } | Constant::Class(_) | Constant::Namespace(_) | Constant::Embedded(_))
}

fn values(t: &mut Thread, unit: &LinkedUnit, constants: &[Constant]) -> Result<Vec<Value>> {
    constants.iter().map(|c| value(t, unit, c)).collect()
}

fn pairs(t: &mut Thread, unit: &LinkedUnit, entries: &[(Constant, Constant)]) -> Result<Vec<(Value, Value)>> {
    entries.iter().map(|(k, v)| Ok((value(t, unit, k)?, value(t, unit, v)?))).collect()
}

fn number(text: &str) -> Result<Value> {
    Ok(read_number(text).map_err(Error::from)?.into())
}

/// The native of this name.
pub fn native(t: &Thread, name: &str) -> Result<&'static NativeDef> {
    let table = t.runtime.extension::<NativeTable>();
    table.find(name).ok_or_else(|| Error::new(ExceptionKind::LinkageError, format!("There is no native `{name}`")))
}

/// What an interop instruction names.
pub struct MemberSite {
    pub name: String,
    pub kind: MemberKind,
    /// The class of a static member; the hinted class of another.
    pub class: Option<String>,
    /// The static method that was found first, and for how many arguments.
    pub method: OnceLock<(usize, &'static NativeDef)>,
    pub field: OnceLock<FieldFn>,
}

impl MemberSite {
    fn new(name: &str, kind: MemberKind, class: Option<&str>) -> MemberSite {
        let class = class.map(str::to_owned);
        MemberSite { name: name.to_owned(), kind, class, method: OnceLock::new(), field: OnceLock::new() }
    }
}

impl HostType for MemberSite {
    fn class_name(&self) -> &str {
        "lisle.lang.Member"
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

/// The anonymous class of a `reify`.
fn reify_class(t: &Thread, name: &str, interfaces: &[String], methods: &[MethodSpec]) -> Ref<Class> {
    let class = Class::new_object(Str::new(name), None);
    let table = MethodTable::default();
    for (i, method) in methods.iter().enumerate() {
        table.insert(&method.name, usize::from(method.arity) + 1, Value::long(i as i64));
    }
    let info = TypeInfo {
        flavour: TypeFlavour::Reify,
        is_interface: false,
        // Every reified object takes metadata.
        parents: std::iter::once("clojure.lang.IObj")
            .chain(interfaces.iter().map(String::as_str).filter(|i| *i != "clojure.lang.IObj"))
            .map(|i| t.runtime.classes.intern(i).into())
            .collect(),
        fields: Vec::new(),
        mutable: Vec::new(),
        coercions: Vec::new(),
        methods: table,
    };
    class.info.set(Ref::new(info));
    class
}

/// A record literal: the fields from the map, the rest as further keys.
fn record(t: &mut Thread, name: &str, entries: Vec<(Value, Value)>) -> Result<Value> {
    let class = t.runtime.classes.intern(name);
    let Some(info) = class.info.get() else { return Err(runtime::class::unknown_class(name)) };
    let mut fields = vec![Value::NIL; info.fields.len()];
    let keys: Vec<Value> = info.fields.iter().map(|f| t.runtime.keywords.intern(None, f).into()).collect();
    let mut further = Vec::new();
    for (key, value) in entries {
        match keys.iter().position(|k| k.identical(&key)) {
            Some(i) => fields[i] = value,
            None => further.push((key, value)),
        }
    }
    let object = runtime::instance::Instance::new_value(&class, info, fields.into_iter());
    further.into_iter().try_fold(object, |object, (key, value)| runtime::ops::assoc(t, object, key, value))
}
