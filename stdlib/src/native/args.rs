//! Argument checkers that natives share: they give the argument as what is wanted or Clojure's exception.

use runtime::Value;
use runtime::error::{Error, Result};
use runtime::object::Ref;
use runtime::string::Str;
use runtime::symbol::Symbol;

/// A symbol.
pub fn symbol_arg(value: &Value) -> Result<&Ref<Symbol>> {
    value.as_ref::<Symbol>().ok_or_else(|| Error::cannot_cast(value, "clojure.lang.Symbol"))
}

/// A string.
pub fn str_arg(value: &Value) -> Result<&Ref<Str>> {
    value.as_ref::<Str>().ok_or_else(|| Error::cannot_cast(value, "java.lang.String"))
}

/// A string as Rust text; lone surrogates become `?`.
pub fn text_arg(value: &Value) -> Result<std::borrow::Cow<'_, str>> {
    let s = str_arg(value)?;
    Ok(match s.as_str() {
        Some(text) => text.into(),
        None => s.to_string_lossy().into(),
    })
}

/// An integer of any fixed width.
pub fn long_arg(value: &Value) -> Result<i64> {
    value.as_long().ok_or_else(|| Error::cannot_cast(value, "java.lang.Number"))
}
