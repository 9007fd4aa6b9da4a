//! Numbers as values: the heap kinds, the view that arithmetic dispatches on, and the errors for
//! what is no number.
//!
//! `clojure.lang.BigInt` is a bare [`BigInt`] on the heap; `java.math.BigInteger` is a kind of its own
//! because it prints and compares (by `equals`) differently. Arithmetic treats them alike.

use super::bigint::{self, BigInt};
use super::decimal::BigDecimal;
use super::error::{ErrorClass, NumResult, NumberError};
use super::format;
use super::parse::Number;
use super::ratio::{Exact, Ratio};
use super::rounding::MathContext;
use crate::error::{Error, ExceptionKind, Result};
use crate::host_object::{HostObject, HostType};
use crate::object::Ref;
use crate::value::{Mark, Value};

/// A `java.math.BigInteger`.
pub struct BigInteger(pub BigInt);

/// What the digits of a number take, where that is more than the object itself.
fn digits(n: &BigInt) -> usize {
    let bytes = n.bits() as usize / 8;
    if bytes > 64 { bytes } else { 0 }
}

crate::heap!(BigInt: BigInt {} owns digits);
crate::heap!(BigInteger: BigInteger {} owns |n| digits(&n.0));
crate::heap!(Ratio: Ratio {} owns |r| digits(r.numerator()) + digits(r.denominator()));
crate::heap!(BigDecimal: BigDecimal {} owns |d| digits(d.unscaled()));

/// Where the value of `*math-context*` is found. Asked only when a decimal result may be rounded.
pub trait MathContextSource {
    fn math_context(&self) -> MathContext;
}

impl MathContextSource for MathContext {
    fn math_context(&self) -> MathContext {
        *self
    }
}

/// The thread's `*math-context*`, found by name because it is only asked when a decimal is rounded.
impl MathContextSource for crate::thread::Thread {
    fn math_context(&self) -> MathContext {
        let core = self.runtime.namespaces.find("clojure.core");
        let bound =
            core.and_then(|core| core.find_var("*math-context*")).and_then(|var| crate::bindings::bound(self, &var));
        bound.and_then(|value| value.host::<MathContext>().copied()).unwrap_or(MathContext::UNLIMITED)
    }
}

/// The `java.math.MathContext` object that `*math-context*` is bound to.
impl HostType for MathContext {
    fn class_name(&self) -> &str {
        "java.math.MathContext"
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

/// A number, borrowed, by how arithmetic treats it. The narrow classes are long or double here.
#[derive(Clone, Copy)]
pub enum Num<'a> {
    Long(i64),
    Double(f64),
    Big(&'a BigInt),
    Ratio(&'a Ratio),
    Decimal(&'a BigDecimal),
}

impl<'a> Num<'a> {
    /// `None` for anything that is not a `java.lang.Number`.
    pub fn of(value: &'a Value) -> Option<Num<'a>> {
        if let Some(n) = value.as_long() {
            return Some(Num::Long(n));
        }
        if let Some(x) = value.as_double() {
            return Some(Num::Double(x));
        }
        if let Some(n) = value.get::<BigInt>() {
            return Some(Num::Big(n));
        }
        if let Some(r) = value.get::<Ratio>() {
            return Some(Num::Ratio(r));
        }
        if let Some(d) = value.get::<BigDecimal>() {
            return Some(Num::Decimal(d));
        }
        if let Some(n) = value.get::<BigInteger>() {
            return Some(Num::Big(&n.0));
        }
        let number = value.get::<HostObject>()?.number()?;
        number.as_long().map(Num::Long).or_else(|| number.as_double().map(Num::Double))
    }

    /// The operand of an operation, or the error Clojure throws.
    #[inline]
    pub fn operand(value: &'a Value) -> Result<Num<'a>> {
        Num::of(value).ok_or_else(|| not_a_number(value))
    }

    /// `Number.doubleValue`.
    pub fn to_f64(self) -> NumResult<f64> {
        match self {
            Num::Long(n) => Ok(n as f64),
            Num::Double(x) => Ok(x),
            Num::Big(n) => Ok(bigint::to_f64(n)),
            Num::Ratio(r) => r.to_f64(),
            Num::Decimal(d) => d.to_f64(),
        }
    }

    /// True for a double or float that is not a number.
    pub fn is_nan(self) -> bool {
        matches!(self, Num::Double(x) if x.is_nan())
    }

    /// An integer operand in full; `None` for other categories.
    pub fn to_integer(self) -> Option<BigInt> {
        match self {
            Num::Long(n) => Some(BigInt::from(n)),
            Num::Big(n) => Some(n.clone()),
            _ => None,
        }
    }

    /// `toString` of the number, without Clojure's suffixes.
    pub fn text(self) -> NumResult<String> {
        match self {
            Num::Long(n) => Ok(n.to_string()),
            Num::Double(x) => Ok(format::double_to_string(x)),
            Num::Big(n) => bigint::to_text(n),
            Num::Ratio(r) => r.text(),
            Num::Decimal(d) => d.text(),
        }
    }
}

/// `toString` of a numeric value, `None` for others. Unlike [`Num::text`] it knows floats.
pub fn to_text(value: &Value) -> NumResult<Option<String>> {
    match value.as_double() {
        Some(x) if value.mark() == Mark::Float => Ok(Some(format::float_to_string(x as f32))),
        _ => Num::of(value).map(Num::text).transpose(),
    }
}

/// `number?`
#[inline]
pub fn is_number(value: &Value) -> bool {
    Num::of(value).is_some()
}

/// `integer?`: any fixed-width integer, `BigInt` or `BigInteger`.
pub fn is_integer(value: &Value) -> bool {
    matches!(Num::of(value), Some(Num::Long(_) | Num::Big(_))) && !value.is::<HostObject>()
}

/// A `clojure.lang.BigInt`, even when it would fit a long.
pub fn bigint_value(n: BigInt) -> Value {
    Ref::new(n).into()
}

/// A `java.math.BigInteger`.
pub fn biginteger_value(n: BigInt) -> Value {
    Ref::new(BigInteger(n)).into()
}

/// A `java.math.BigDecimal`.
pub fn decimal_value(d: BigDecimal) -> Value {
    Ref::new(d).into()
}

/// The result of an exact division: `BigInt` or `Ratio`.
pub fn exact_value(e: Exact) -> Value {
    match e {
        Exact::Integer(n) => bigint_value(n),
        Exact::Ratio(r) => Ref::new(r).into(),
    }
}

impl From<Number> for Value {
    fn from(n: Number) -> Value {
        match n {
            Number::Long(n) => Value::long(n),
            Number::BigInt(n) => bigint_value(n),
            Number::Ratio(r) => Ref::new(r).into(),
            Number::Double(x) => Value::double(x),
            Number::Decimal(d) => decimal_value(d),
        }
    }
}

impl From<NumberError> for Error {
    #[cold]
    fn from(e: NumberError) -> Error {
        if let NumberError::Stopped(kind) = e {
            return crate::limits::reached(kind);
        }
        let kind = match e.class() {
            ErrorClass::Arithmetic => ExceptionKind::ArithmeticException,
            ErrorClass::NumberFormat => ExceptionKind::NumberFormatException,
            ErrorClass::IllegalArgument => ExceptionKind::IllegalArgumentException,
        };
        match e {
            NumberError::Format(text) if text.is_empty() => Error::bare(kind),
            e => Error::new(kind, e.to_string()),
        }
    }
}

/// What the JVM says when a null reference is used by arithmetic.
#[cold]
pub(super) fn null_operand() -> Error {
    null_pointer("Object.getClass()", "x")
}

/// A `NullPointerException` with the JVM's explanation.
#[cold]
pub(super) fn null_pointer(call: &str, name: &str) -> Error {
    Error::new(ExceptionKind::NullPointerException, format!("Cannot invoke \"{call}\" because \"{name}\" is null"))
}

/// The error for an operand that is not a number.
#[cold]
pub(super) fn not_a_number(value: &Value) -> Error {
    if value.is_nil() { null_operand() } else { Error::cannot_cast(value, "java.lang.Number") }
}

/// Both operands of a binary operation. Nil on either side is noticed before the class of the other.
pub(super) fn operands<'a>(x: &'a Value, y: &'a Value) -> Result<(Num<'a>, Num<'a>)> {
    match (Num::of(x), Num::of(y)) {
        (Some(a), Some(b)) => Ok((a, b)),
        _ if x.is_nil() || y.is_nil() => Err(null_operand()),
        (None, _) => Err(not_a_number(x)),
        (_, None) => Err(not_a_number(y)),
    }
}
