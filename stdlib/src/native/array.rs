//! Natives for Java arrays: making, reading, writing. The arrays are `runtime::array`.

use runtime::array::{self, Array, Element, array_arg, convert, into_array, primitive_array};
use runtime::class::Class;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::number::object::is_number;
use runtime::number::{cast::int_param, unchecked};
use runtime::value::Mark;
use runtime::{Ref, Thread, Value, ops, seq};

fn aget(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let mut at = args[0].clone();
    for index in &args[1..] {
        at = element(&at, index)?;
    }
    let _ = t;
    Ok(at)
}

/// The element of an array, as `java.lang.reflect.Array` gives it: of two faults the index's is told first.
fn element(array: &Value, index: &Value) -> Result<Value> {
    let index = int_param(index)?;
    reflected(array)?.at(i64::from(index))
}

fn reflected(array: &Value) -> Result<&Ref<Array>> {
    array.as_ref::<Array>().ok_or_else(|| match array.is_nil() {
        true => Error::null_pointer(),
        false => Error::illegal_argument("Argument is not an array"),
    })
}

/// The array and index that a chain of indexes leads to, and the value at the end of the arguments.
fn target(args: &mut [Value]) -> Result<(Value, i64, Value)> {
    let (first, rest) = args.split_first_mut().ok_or_else(|| Error::arity(0, "clojure.core/aset"))?;
    let (value, indexes) = rest.split_last_mut().ok_or_else(|| Error::arity(1, "clojure.core/aset"))?;
    let (last, path) = indexes.split_last().ok_or_else(|| Error::arity(2, "clojure.core/aset"))?;
    let mut at = first.clone();
    for index in path {
        at = element(&at, index)?;
    }
    Ok((at, i64::from(int_param(last)?), value.take()))
}

fn aset(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if let [target, index, value] = args {
        array::aset(t, target, index, value.clone())?;
        return Ok(value.take());
    }
    let (array, index, value) = target(args)?;
    reflected(&array)?.set(t, index, value.clone())?;
    Ok(value)
}

/// `aset-long` and friends: the value is coerced first.
macro_rules! typed_sets {
    ($($name:ident = $coerce:path;)*) => { $(
        fn $name(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
            let (array, index, value) = target(args)?;
            let coerced = $coerce(&value)?;
            reflected(&array)?.set(t, index, coerced)?;
            Ok(value)
        }
    )* };
}

fn to_boolean(value: &Value) -> Result<Value> {
    Ok(Value::bool(value.is_truthy()))
}

typed_sets! {
    aset_boolean = to_boolean;
    aset_byte = runtime::number::cast::byte;
    aset_char = runtime::number::cast::char;
    aset_short = runtime::number::cast::short;
    aset_int = runtime::number::cast::int;
    aset_long = runtime::number::cast::long;
    aset_float = runtime::number::cast::float;
    aset_double = runtime::number::cast::double;
}

fn alength(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    array::alength(&args[0]).map(Value::int)
}

fn aclone(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    array_arg(&args[0], "aclone", 1)?.copy(t)
}

/// A class argument: a class object, or the keyword-free symbols `int`, `long` … resolve to classes too.
fn component(value: &Value) -> Result<String> {
    match value.as_ref::<Class>() {
        Some(class) => Ok(class.name_str().to_owned()),
        None => Err(Error::cannot_cast(value, "java.lang.Class")),
    }
}

fn make_array(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let dims =
        args[1..].iter().map(runtime::number::cast::to_int).map(|n| n.map(i64::from)).collect::<Result<Vec<_>>>()?;
    let component = component(&args[0])?;
    t.descend(|t| nested_array(t, &component, &dims))
}

fn nested_array(t: &mut Thread, component: &str, dims: &[i64]) -> Result<Value> {
    let Some((&len, inner)) = dims.split_first() else { return Err(Error::arity(1, "clojure.core/make-array")) };
    if inner.is_empty() {
        return Array::new_in(t, component, len);
    }
    let mut class = component.to_owned();
    for _ in inner {
        class = runtime::array::array_class_of(&class);
    }
    let array = Array::new_in(t, &class, len)?;
    for i in 0..len {
        let element = t.descend(|t| nested_array(t, component, inner))?;
        array_arg(&array, "aset", 3)?.set(t, i, element)?;
    }
    Ok(array)
}

fn into_array_(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args {
        [coll] => {
            let values = seq::to_vec(t, coll)?;
            into_array(t, None, values)
        }
        [class, coll, ..] => {
            let component = component(class)?;
            let values = seq::to_vec(t, coll)?;
            into_array(t, Some(&component), values)
        }
        [] => Err(Error::arity(0, "clojure.core/into-array")),
    }
}

fn to_array_2d(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if !t.runtime.classes.is_instance(&t.runtime.classes.intern("java.util.Collection"), &args[0]) {
        return Err(Error::cannot_cast(&args[0], "java.util.Collection"));
    }
    let mut rows = Vec::new();
    for row in seq::to_vec(t, &args[0])? {
        rows.push(ops::to_array(t, &row)?);
    }
    Ok(Array::of_objects("[Ljava.lang.Object;", rows))
}

/// `(long-array size)`, `(long-array seq)`, `(long-array size init-or-seq)`.
fn typed_array(t: &mut Thread, element: Element, args: &mut [Value]) -> Result<Value> {
    let Some(init) = args.get(1) else {
        if is_number(&args[0]) {
            return Array::new_in(t, element.name(), i64::from(unchecked::int_value(&args[0])?));
        }
        let values = seq::to_vec(t, &args[0])?;
        return match element {
            Element::Object => Ok(Array::of_values(values)),
            _ => primitive_array(t, element, values),
        };
    };
    let len = i64::from(int_param(&args[0])?);
    let array = Array::new_in(t, element.name(), len)?;
    let body = array_arg(&array, "aset", 3)?;
    if fills(element, init) {
        let init = convert(element, init.clone())?;
        for i in 0..len {
            body.set(t, i, init.clone())?;
        }
        return Ok(array);
    }
    let mut rest = seq::seq(t, init)?;
    let mut i = 0;
    while i < len && !rest.is_nil() {
        let item = convert(element, seq::first(t, &rest)?)?;
        body.set(t, i, item)?;
        rest = seq::next(t, &rest)?;
        i += 1;
    }
    Ok(array)
}

/// Is this what a whole array is filled with? Anything else is taken for a seq of elements.
fn fills(element: Element, init: &Value) -> bool {
    match element {
        Element::Long | Element::Int | Element::Float | Element::Double => is_number(init),
        Element::Byte => init.mark() == Mark::Byte,
        Element::Short => init.mark() == Mark::Short,
        Element::Char => init.as_char().is_some(),
        Element::Boolean => init.as_bool().is_some(),
        Element::Object => false,
    }
}

macro_rules! typed_arrays {
    ($($make:ident, $check:ident = $element:ident;)*) => { $(
        fn $make(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
            typed_array(t, Element::$element, args)
        }

        fn $check(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
            match args[0].get::<Array>() {
                Some(array) if array.element() == Element::$element => Ok(args[0].take()),
                _ if args[0].is_nil() => Ok(Value::NIL),
                _ => Err(Error::new(ExceptionKind::ClassCastException, format!(
                    "class {} cannot be cast to class {}",
                    runtime::class::class_name(&args[0]),
                    Element::$element.array_class()
                ))),
            }
        }
    )* };
}

typed_arrays! {
    object_array, objects = Object;
    boolean_array, booleans = Boolean;
    byte_array, bytes = Byte;
    char_array, chars = Char;
    short_array, shorts = Short;
    int_array, ints = Int;
    long_array, longs = Long;
    float_array, floats = Float;
    double_array, doubles = Double;
}

fn is_bytes(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(args[0].get::<Array>().is_some_and(|a| a.element() == Element::Byte)))
}

const V: u8 = NativeDef::VARIADIC;

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("aget", 2, V, aget),
    NativeDef::new("aset", 3, V, aset),
    NativeDef::new("alength", 1, 1, alength),
    NativeDef::new("aclone", 1, 1, aclone),
    NativeDef::new("make-array", 2, V, make_array),
    NativeDef::new("into-array", 1, 2, into_array_),
    NativeDef::new("to-array-2d", 1, 1, to_array_2d),
    NativeDef::new("object-array", 1, 1, object_array),
    NativeDef::new("boolean-array", 1, 2, boolean_array),
    NativeDef::new("byte-array", 1, 2, byte_array),
    NativeDef::new("char-array", 1, 2, char_array),
    NativeDef::new("short-array", 1, 2, short_array),
    NativeDef::new("int-array", 1, 2, int_array),
    NativeDef::new("long-array", 1, 2, long_array),
    NativeDef::new("float-array", 1, 2, float_array),
    NativeDef::new("double-array", 1, 2, double_array),
    NativeDef::new("objects", 1, 1, objects),
    NativeDef::new("booleans", 1, 1, booleans),
    NativeDef::new("bytes", 1, 1, bytes),
    NativeDef::new("chars", 1, 1, chars),
    NativeDef::new("shorts", 1, 1, shorts),
    NativeDef::new("ints", 1, 1, ints),
    NativeDef::new("longs", 1, 1, longs),
    NativeDef::new("floats", 1, 1, floats),
    NativeDef::new("doubles", 1, 1, doubles),
    NativeDef::new("bytes?", 1, 1, is_bytes),
    NativeDef::new("aset-boolean", 3, V, aset_boolean),
    NativeDef::new("aset-byte", 3, V, aset_byte),
    NativeDef::new("aset-char", 3, V, aset_char),
    NativeDef::new("aset-short", 3, V, aset_short),
    NativeDef::new("aset-int", 3, V, aset_int),
    NativeDef::new("aset-long", 3, V, aset_long),
    NativeDef::new("aset-float", 3, V, aset_float),
    NativeDef::new("aset-double", 3, V, aset_double),
];
