//! `java.lang.Boolean` and `Void`.

use crate::host::hierarchy::class;
use crate::host::lang::system;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::string::Str;
use runtime::{Thread, Value};

fn boolean(v: &Value) -> Result<bool> {
    v.as_bool().ok_or_else(|| not_a(v, "java.lang.Boolean"))
}

/// True for the text "true" in any case, nil included.
fn parse(v: &Value) -> Result<bool> {
    Ok(!v.is_nil() && text_arg(v)?.eq_ignore_ascii_case("true"))
}

/// From a boolean or a text.
fn value_of(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[0].is_nil() || a[0].is::<Str>() { parse(&a[0]).map(Value::bool) } else { boolean(&a[0]).map(Value::bool) }
}

fn compare(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(Value::int(i32::from(boolean(&a[0])?) - i32::from(boolean(&a[1])?)))
}

const STATICS: &[NativeDef] = &[
    f("getBoolean", 1, |t, a| {
        let value = system::own_property(t, &a[0])?;
        bool_(value.is_some_and(|text| text.eq_ignore_ascii_case("true")))
    }),
    f("parseBoolean", 1, |_, a| parse(&a[0]).map(Value::bool)),
    f("valueOf", 1, value_of),
    f("toString", 1, |_, a| string(if boolean(&a[0])? { "true" } else { "false" })),
    f("compare", 2, compare),
    f("hashCode", 1, |_, a| Ok(Value::int(if boolean(&a[0])? { 1231 } else { 1237 }))),
    f("logicalAnd", 2, |_, a| bool_(boolean(&a[0])? && boolean(&a[1])?)),
    f("logicalOr", 2, |_, a| bool_(boolean(&a[0])? || boolean(&a[1])?)),
    f("logicalXor", 2, |_, a| bool_(boolean(&a[0])? != boolean(&a[1])?)),
];

pub const CLASSES: &[ClassDef] = &[
    ClassDef {
        constructors: &[ctor(1, 1, value_of)],
        methods: &[f("booleanValue", 1, |_, a| boolean(&a[0]).map(Value::bool)), f("compareTo", 2, compare)],
        statics: STATICS,
        fields: &[
            ("TRUE", |_| Ok(Value::TRUE)),
            ("FALSE", |_| Ok(Value::FALSE)),
            ("TYPE", |t| Ok(t.runtime.classes.intern("boolean").into())),
        ],
        ..class("java.lang.Boolean")
    },
    ClassDef { fields: &[("TYPE", |t| Ok(t.runtime.classes.intern("void").into()))], ..class("java.lang.Void") },
];
