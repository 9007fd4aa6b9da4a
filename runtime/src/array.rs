//! Java arrays: mutable, fixed length, seen by all threads without locks.
//!
//! Elements of object arrays are [`ValueCell`]s, those of primitive arrays are atomics used with relaxed
//! order, which is what Java promises. Does not know multi-dimensional arrays as such: they are object
//! arrays whose class name begins with `[[`.

use crate::cell::ValueCell;
use crate::error::{Error, ExceptionKind, Result};
use crate::number::cast;
use crate::object::{Ref, Traced, Visitor, VisitorMut};
use crate::string::Str;
use crate::sync::{AtomicI32, AtomicI64, AtomicU8, AtomicU32, AtomicU64, Ordering};
use crate::thread::Thread;
use crate::value::{Tag, Value};

/// What an array holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Element {
    Object,
    Long,
    Int,
    Short,
    Byte,
    Char,
    Boolean,
    Float,
    Double,
}

impl Element {
    /// Java's name of the primitive type.
    /// The bytes of one element.
    fn size(self) -> usize {
        match self {
            Element::Object => size_of::<Value>(),
            Element::Long | Element::Double => 8,
            Element::Int | Element::Short | Element::Char | Element::Float => 4,
            Element::Byte | Element::Boolean => 1,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Element::Object => "java.lang.Object",
            Element::Long => "long",
            Element::Int => "int",
            Element::Short => "short",
            Element::Byte => "byte",
            Element::Char => "char",
            Element::Boolean => "boolean",
            Element::Float => "float",
            Element::Double => "double",
        }
    }

    /// The class name of an array of this primitive type.
    pub fn array_class(self) -> &'static str {
        match self {
            Element::Object => "[Ljava.lang.Object;",
            Element::Long => "[J",
            Element::Int => "[I",
            Element::Short => "[S",
            Element::Byte => "[B",
            Element::Char => "[C",
            Element::Boolean => "[Z",
            Element::Float => "[F",
            Element::Double => "[D",
        }
    }

    /// The element type of this primitive type name; `None` for classes.
    pub fn of_primitive(name: &str) -> Option<Element> {
        const ALL: [Element; 8] = [
            Element::Long,
            Element::Int,
            Element::Short,
            Element::Byte,
            Element::Char,
            Element::Boolean,
            Element::Float,
            Element::Double,
        ];
        ALL.into_iter().find(|e| e.name() == name)
    }
}

/// A Java array.
pub struct Array {
    /// `[J`, `[Ljava.lang.String;`, `[[I` …
    pub class_name: Ref<Str>,
    data: Data,
}

crate::heap!(Array: Array { class_name, data } owns Array::outside_bytes);

/// Arrays of fewer bytes are not counted.
const SMALL: usize = 256;

enum Data {
    Objects(Box<[ValueCell]>),
    Longs(Box<[AtomicI64]>),
    Ints(Box<[AtomicI32]>),
    Shorts(Box<[AtomicI32]>),
    Bytes(Box<[AtomicU8]>),
    Chars(Box<[AtomicU32]>),
    Booleans(Box<[AtomicU8]>),
    Floats(Box<[AtomicU32]>),
    Doubles(Box<[AtomicU64]>),
}

impl Traced for Data {
    fn visit(&self, visitor: &mut impl Visitor) {
        if let Data::Objects(cells) = self {
            cells.iter().for_each(|c| c.visit(visitor));
        }
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        if let Data::Objects(cells) = self {
            cells.iter_mut().for_each(|c| c.visit_mut(visitor));
        }
    }
}

/// The class name of an array with elements of the class (or primitive type, or array) `component`.
pub fn array_class_of(component: &str) -> String {
    match Element::of_primitive(component) {
        Some(element) => element.array_class().into(),
        None if component.starts_with('[') => format!("[{component}"),
        None => format!("[L{component};"),
    }
}

/// The component's class name of an array class name.
pub fn component_of(array_class: &str) -> Option<&str> {
    let inner = array_class.strip_prefix('[')?;
    Some(match inner {
        "J" => "long",
        "I" => "int",
        "S" => "short",
        "B" => "byte",
        "C" => "char",
        "Z" => "boolean",
        "F" => "float",
        "D" => "double",
        _ => inner.strip_prefix('L').and_then(|s| s.strip_suffix(';')).unwrap_or(inner),
    })
}

fn cells<T>(n: usize, make: impl Fn() -> T) -> Box<[T]> {
    (0..n).map(|_| make()).collect()
}

impl Array {
    /// An array of zeros (or nils) with elements of this class, primitive type or array class.
    pub fn new_value(component: &str, len: i64) -> Result<Value> {
        if len < 0 {
            return Err(Error::new(ExceptionKind::NegativeArraySizeException, len.to_string()));
        }
        if len > i32::MAX as i64 {
            return Err(Error::illegal_argument(format!("Value out of range for int: {len}")));
        }
        let element = Element::of_primitive(component).unwrap_or(Element::Object);
        Ok(Array::with_data(&array_class_of(component), Array::zeros(element, len as usize)))
    }

    /// The same, counted among what the thread's runtime may have.
    pub fn new_in(t: &mut Thread, component: &str, len: i64) -> Result<Value> {
        if len >= i64::from(i32::MAX) - 1 {
            return Err(Error::new(ExceptionKind::OutOfMemoryError, "Requested array size exceeds VM limit"));
        }
        let size = Element::of_primitive(component).map_or(size_of::<Value>(), Element::size);
        t.reserve(usize::try_from(len).unwrap_or(0).saturating_mul(size))?;
        Array::new_value(component, len)
    }

    /// The bytes of the elements, as the heap counts them.
    fn outside_bytes(&self) -> usize {
        let bytes = self.len() * self.element().size();
        if bytes > SMALL { bytes } else { 0 }
    }

    fn zeros(element: Element, n: usize) -> Data {
        match element {
            Element::Object => Data::Objects(cells(n, || ValueCell::new(Value::NIL))),
            Element::Long => Data::Longs(cells(n, || AtomicI64::new(0))),
            Element::Int => Data::Ints(cells(n, || AtomicI32::new(0))),
            Element::Short => Data::Shorts(cells(n, || AtomicI32::new(0))),
            Element::Byte => Data::Bytes(cells(n, || AtomicU8::new(0))),
            Element::Char => Data::Chars(cells(n, || AtomicU32::new(0))),
            Element::Boolean => Data::Booleans(cells(n, || AtomicU8::new(0))),
            Element::Float => Data::Floats(cells(n, || AtomicU32::new(0))),
            Element::Double => Data::Doubles(cells(n, || AtomicU64::new(0))),
        }
    }

    fn with_data(class_name: &str, data: Data) -> Value {
        Ref::new(Array { class_name: Str::new(class_name), data }).into()
    }

    /// An `Object[]` of these values.
    pub fn of_values(values: Vec<Value>) -> Value {
        Array::of_objects("java.lang.Object", values)
    }

    /// An array of objects of the class (or array class) `component`; the caller has checked the elements.
    pub fn of_objects(component: &str, values: Vec<Value>) -> Value {
        let data = Data::Objects(values.into_iter().map(ValueCell::new).collect());
        Array::with_data(&array_class_of(component), data)
    }

    /// A `byte[]`.
    pub fn of_bytes(bytes: &[u8]) -> Value {
        Array::with_data("[B", Data::Bytes(bytes.iter().map(|&b| AtomicU8::new(b)).collect()))
    }

    /// A `char[]`.
    pub fn of_chars(units: impl Iterator<Item = u16>) -> Value {
        Array::with_data("[C", Data::Chars(units.map(|u| AtomicU32::new(u as u32)).collect()))
    }

    /// The bytes of a `byte[]`.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match &self.data {
            Data::Bytes(a) => Some(a.iter().map(|b| b.load(Ordering::Relaxed)).collect()),
            _ => None,
        }
    }

    /// The units of a `char[]`.
    pub fn units(&self) -> Option<impl Iterator<Item = u16> + '_> {
        match &self.data {
            Data::Chars(a) => Some(a.iter().map(|unit| unit.load(Ordering::Relaxed) as u16)),
            _ => None,
        }
    }

    /// Overwrites bytes of a `byte[]` from `at` on; false when it is none or they do not fit.
    pub fn set_bytes(&self, at: usize, bytes: &[u8]) -> bool {
        let Data::Bytes(a) = &self.data else { return false };
        let Some(target) = a.get(at..).and_then(|rest| rest.get(..bytes.len())) else { return false };
        target.iter().zip(bytes).for_each(|(cell, &b)| cell.store(b, Ordering::Relaxed));
        true
    }

    pub fn element(&self) -> Element {
        match &self.data {
            Data::Objects(_) => Element::Object,
            Data::Longs(_) => Element::Long,
            Data::Ints(_) => Element::Int,
            Data::Shorts(_) => Element::Short,
            Data::Bytes(_) => Element::Byte,
            Data::Chars(_) => Element::Char,
            Data::Booleans(_) => Element::Boolean,
            Data::Floats(_) => Element::Float,
            Data::Doubles(_) => Element::Double,
        }
    }

    pub fn class_name_str(&self) -> &str {
        self.class_name.as_str().unwrap_or("")
    }

    /// The class name of the elements.
    pub fn component(&self) -> &str {
        component_of(self.class_name_str()).unwrap_or("java.lang.Object")
    }

    pub fn len(&self) -> usize {
        match &self.data {
            Data::Objects(a) => a.len(),
            Data::Longs(a) => a.len(),
            Data::Ints(a) | Data::Shorts(a) => a.len(),
            Data::Bytes(a) | Data::Booleans(a) => a.len(),
            Data::Chars(a) | Data::Floats(a) => a.len(),
            Data::Doubles(a) => a.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element, as its own class (`int` elements are `Integer`s).
    #[inline]
    pub fn get(&self, i: usize) -> Option<Value> {
        const R: Ordering = Ordering::Relaxed;
        Some(match &self.data {
            Data::Objects(a) => a.get(i)?.load(),
            Data::Longs(a) => Value::long(a.get(i)?.load(R)),
            Data::Ints(a) => Value::int(a.get(i)?.load(R)),
            Data::Shorts(a) => Value::short(a.get(i)?.load(R) as i16),
            Data::Bytes(a) => Value::byte(a.get(i)?.load(R) as i8),
            Data::Chars(a) => Value::char(a.get(i)?.load(R) as u16),
            Data::Booleans(a) => Value::bool(a.get(i)?.load(R) != 0),
            Data::Floats(a) => Value::float(f32::from_bits(a.get(i)?.load(R))),
            Data::Doubles(a) => Value::double(f64::from_bits(a.get(i)?.load(R))),
        })
    }

    /// `aget`.
    #[inline]
    pub fn at(&self, index: i64) -> Result<Value> {
        usize::try_from(index).ok().and_then(|i| self.get(i)).ok_or_else(|| self.out_of_bounds(index))
    }

    #[cold]
    fn out_of_bounds(&self, index: i64) -> Error {
        let message = format!("Index {index} out of bounds for length {}", self.len());
        Error::new(ExceptionKind::ArrayIndexOutOfBoundsException, message)
    }

    /// `aset`: stores an element that fits the array's type.
    pub fn set(&self, t: &mut Thread, index: i64, value: Value) -> Result<()> {
        let i = match usize::try_from(index) {
            Ok(i) if i < self.len() => i,
            _ => return Err(self.out_of_bounds(index)),
        };
        const R: Ordering = Ordering::Relaxed;
        match &self.data {
            Data::Objects(a) => {
                self.check_store(t, &value)?;
                a[i].store(t, value);
            }
            Data::Longs(a) => a[i].store(to_long(&value)?, R),
            Data::Ints(a) => a[i].store(to_ranged(&value, i32::MIN as i64, i32::MAX as i64, "int")? as i32, R),
            Data::Shorts(a) => a[i].store(to_ranged(&value, i16::MIN as i64, i16::MAX as i64, "short")? as i32, R),
            Data::Bytes(a) => a[i].store(to_ranged(&value, i8::MIN as i64, i8::MAX as i64, "byte")? as i8 as u8, R),
            Data::Chars(a) => a[i].store(to_char(&value)? as u32, R),
            Data::Booleans(a) => a[i].store(to_bool(&value)? as u8, R),
            Data::Floats(a) => a[i].store((to_double(&value)? as f32).to_bits(), R),
            Data::Doubles(a) => a[i].store(to_double(&value)?.to_bits(), R),
        }
        Ok(())
    }

    /// Would Java find an `aset` for an element of this class? It widens primitives of a kind, and converts nothing.
    fn admits(&self, value: &Value) -> bool {
        let classes: &[&str] = match &self.data {
            Data::Objects(_) => return true,
            Data::Longs(_) | Data::Ints(_) => {
                &["java.lang.Long", "java.lang.Integer", "java.lang.Short", "java.lang.Byte"]
            }
            Data::Doubles(_) | Data::Floats(_) => &["java.lang.Double", "java.lang.Float"],
            Data::Shorts(_) => &["java.lang.Short"],
            Data::Bytes(_) => &["java.lang.Byte"],
            Data::Chars(_) => &["java.lang.Character"],
            Data::Booleans(_) => &["java.lang.Boolean"],
        };
        classes.contains(&&*crate::class::class_name(value))
    }

    /// The elements of a `long[]`.
    #[inline]
    pub fn longs(&self) -> Option<&[AtomicI64]> {
        match &self.data {
            Data::Longs(cells) => Some(cells),
            _ => None,
        }
    }

    /// The elements of a `double[]`, as bits.
    #[inline]
    pub fn doubles(&self) -> Option<&[AtomicU64]> {
        match &self.data {
            Data::Doubles(cells) => Some(cells),
            _ => None,
        }
    }

    /// Stores a number of just the array's type; false when there is more to it.
    #[inline]
    pub fn set_number(&self, i: usize, value: &Value) -> bool {
        const R: Ordering = Ordering::Relaxed;
        match (&self.data, value.tag()) {
            (Data::Longs(a), Tag::Long) => a.get(i).map(|cell| cell.store(value.bits() as i64, R)).is_some(),
            (Data::Doubles(a), Tag::Double) => a.get(i).map(|cell| cell.store(value.bits(), R)).is_some(),
            (Data::Ints(a), Tag::Long) => match (a.get(i), i32::try_from(value.bits() as i64)) {
                (Some(cell), Ok(n)) => {
                    cell.store(n, R);
                    true
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Java's check when storing into an object array of a narrower class.
    fn check_store(&self, t: &mut Thread, value: &Value) -> Result<()> {
        let component = self.component();
        if component == "java.lang.Object" || value.is_nil() {
            return Ok(());
        }
        let class = t.runtime.classes.intern(component);
        if array_conforms(component, value) || t.runtime.classes.is_instance(&class, value) {
            return Ok(());
        }
        Err(Error::new(ExceptionKind::ArrayStoreException, crate::class::class_name(value)))
    }

    /// All elements.
    pub fn to_vec(&self) -> Vec<Value> {
        (0..self.len()).filter_map(|i| self.get(i)).collect()
    }

    /// The same, within the limits of a thread.
    pub fn elements(&self, t: &mut Thread) -> Result<Vec<Value>> {
        /// How many are taken between two looks at requests.
        const STEP: usize = 1 << 16;
        t.reserve(self.len() * size_of::<Value>())?;
        let mut all = Vec::with_capacity(self.len());
        for start in (0..self.len()).step_by(STEP) {
            t.step(STEP as u64 / 8)?;
            all.extend((start..self.len().min(start + STEP)).filter_map(|i| self.get(i)));
        }
        Ok(all)
    }

    /// `aclone`.
    pub fn copy(&self, t: &mut Thread) -> Result<Value> {
        self.copy_range(t, 0, self.len())
    }

    /// A new array of the same type with the elements from `start`, zeros behind them if too short.
    pub fn copy_range(&self, t: &mut Thread, start: usize, len: usize) -> Result<Value> {
        t.reserve(len.saturating_mul(self.element().size()))?;
        t.step(len as u64 / 16)?;
        const R: Ordering = Ordering::Relaxed;
        macro_rules! part {
            ($a:expr, $zero:expr, $make:expr) => {
                (start..start + len).map(|i| $make($a.get(i).map_or($zero, |c| c.load(R)))).collect()
            };
        }
        let data = match &self.data {
            Data::Objects(a) => Data::Objects(
                (start..start + len).map(|i| ValueCell::new(a.get(i).map_or(Value::NIL, ValueCell::load))).collect(),
            ),
            Data::Longs(a) => Data::Longs(part!(a, 0, AtomicI64::new)),
            Data::Ints(a) => Data::Ints(part!(a, 0, AtomicI32::new)),
            Data::Shorts(a) => Data::Shorts(part!(a, 0, AtomicI32::new)),
            Data::Bytes(a) => Data::Bytes(part!(a, 0, AtomicU8::new)),
            Data::Chars(a) => Data::Chars(part!(a, 0, AtomicU32::new)),
            Data::Booleans(a) => Data::Booleans(part!(a, 0, AtomicU8::new)),
            Data::Floats(a) => Data::Floats(part!(a, 0, AtomicU32::new)),
            Data::Doubles(a) => Data::Doubles(part!(a, 0, AtomicU64::new)),
        };
        Ok(Ref::new(Array { class_name: self.class_name.clone(), data }).into())
    }
}

/// The array of a call of the method with this name, or what Java says for want of one.
pub fn array_arg<'a>(value: &'a Value, method: &str, argc: usize) -> Result<&'a Ref<Array>> {
    value.as_ref::<Array>().ok_or_else(|| match (value.is_nil(), method) {
        (true, "aget") => no_array("Cannot load from object array"),
        (true, "aset") => no_array("Cannot store to object array"),
        (true, "alength") => no_array("Cannot read the array length"),
        (true, _) => Error::null_pointer(),
        (false, _) => Error::illegal_argument(format!("No matching method {method} found taking {argc} args")),
    })
}

fn no_array(what: &str) -> Error {
    Error::new(ExceptionKind::NullPointerException, format!("{what} because \"xs\" is null"))
}

/// An index as Java casts it.
#[inline]
pub fn index_arg(value: &Value) -> Result<i64> {
    match value.as_long().map(i32::try_from) {
        Some(Ok(n)) => Ok(i64::from(n)),
        _ => cast::to_int(value).map(i64::from),
    }
}

/// `(aget array index)`
#[cold]
pub fn aget(array: &Value, index: &Value) -> Result<Value> {
    array_arg(array, "aget", 2)?.at(index_arg(index)?)
}

/// `(aset array index value)`
#[inline(never)]
pub fn aset(t: &mut Thread, array: &Value, index: &Value, value: Value) -> Result<()> {
    let array = array_arg(array, "aset", 3)?;
    if !array.admits(&value) {
        return Err(Error::illegal_argument("No matching method aset found taking 3 args"));
    }
    array.set(t, index_arg(index)?, value)
}

/// `(alength array)`
#[inline]
pub fn alength(array: &Value) -> Result<i32> {
    array_arg(array, "alength", 1).map(|array| array.len() as i32)
}

fn array_conforms(component: &str, value: &Value) -> bool {
    match value.get::<Array>() {
        Some(array) => component == array.class_name_str() || component == "java.lang.Object",
        None => false,
    }
}

/// An array of primitives from numbers (or chars, booleans), each converted as `long-array` and its
/// sisters do: `(Number) x` then the Java cast.
pub fn primitive_array(t: &mut Thread, element: Element, values: Vec<Value>) -> Result<Value> {
    let array = Array::new_value(element.name(), values.len() as i64)?;
    if let Some(body) = array.get::<Array>() {
        for (i, value) in values.into_iter().enumerate() {
            body.set(t, i as i64, convert(element, value)?)?;
        }
    }
    Ok(array)
}

/// What `Number.intValue()` and friends give: narrowing without range checks.
pub fn convert(element: Element, value: Value) -> Result<Value> {
    Ok(match element {
        Element::Long => Value::long(to_long(&value)?),
        Element::Int => Value::int(to_long(&value)? as i32),
        Element::Short => Value::short(to_long(&value)? as i16),
        Element::Byte => Value::byte(to_long(&value)? as i8),
        Element::Float => Value::float(to_double(&value)? as f32),
        Element::Double => Value::double(to_double(&value)?),
        Element::Char | Element::Boolean | Element::Object => value,
    })
}

fn to_long(value: &Value) -> Result<i64> {
    match value.tag() {
        Tag::Long => Ok(value.as_long().unwrap_or_default()),
        Tag::Double => Ok(value.as_double().unwrap_or_default() as i64),
        _ => crate::number::unchecked::long_value(value),
    }
}

fn to_double(value: &Value) -> Result<f64> {
    match value.tag() {
        Tag::Long => Ok(value.as_long().unwrap_or_default() as f64),
        Tag::Double => Ok(value.as_double().unwrap_or_default()),
        _ => cast::to_double(value),
    }
}

fn to_ranged(value: &Value, min: i64, max: i64, name: &str) -> Result<i64> {
    let n = to_long(value)?;
    if n < min || n > max {
        return Err(Error::illegal_argument(format!("Value out of range for {name}: {n}")));
    }
    Ok(n)
}

fn to_char(value: &Value) -> Result<u16> {
    value.as_char().ok_or_else(|| Error::cannot_cast(value, "java.lang.Character"))
}

fn to_bool(value: &Value) -> Result<bool> {
    value.as_bool().ok_or_else(|| Error::cannot_cast(value, "java.lang.Boolean"))
}

/// `into-array` without a type: the class of the first element decides.
pub fn into_array(t: &mut Thread, component: Option<&str>, values: Vec<Value>) -> Result<Value> {
    let named;
    let component = match component {
        Some(c) => c,
        None => match values.iter().find(|v| !v.is_nil()) {
            Some(first) if values.first().is_some_and(|v| !v.is_nil()) => {
                named = crate::class::class_name(first);
                &named
            }
            _ => "java.lang.Object",
        },
    };
    if let Some(element) = Element::of_primitive(component) {
        let array = Array::new_value(component, values.len() as i64)?;
        if let Some(body) = array.get::<Array>() {
            for (i, value) in values.into_iter().enumerate() {
                body.set(t, i as i64, element_of(element, value)?)?;
            }
        }
        return Ok(array);
    }
    if component != "java.lang.Object" {
        let class = t.runtime.classes.intern(component);
        for value in &values {
            let fits =
                value.is_nil() || array_conforms(component, value) || t.runtime.classes.is_instance(&class, value);
            if !fits {
                return Err(Error::illegal_argument("array element type mismatch"));
            }
        }
    }
    Ok(Array::of_objects(component, values))
}

/// What `into-array` stores for an element of a primitive type: numbers are cast, with a check of their range.
fn element_of(element: Element, value: Value) -> Result<Value> {
    let number = match value.as_char() {
        Some(unit) if !matches!(element, Element::Char | Element::Boolean) => Value::long(unit.into()),
        _ => value,
    };
    let mismatch = || match number.is_nil() {
        true => Error::bare(ExceptionKind::IllegalArgumentException),
        false => Error::illegal_argument("array element type mismatch"),
    };
    match element {
        Element::Long => cast::to_long(&number).map(Value::long),
        Element::Int => cast::to_int(&number).map(Value::int),
        Element::Short => cast::short(&number),
        Element::Byte => cast::byte(&number),
        Element::Float => cast::float(&number),
        Element::Double => cast::to_double(&number).map(Value::double),
        Element::Char if number.as_char().is_some() => Ok(number),
        Element::Boolean if number.as_bool().is_some() => Ok(number),
        Element::Char | Element::Boolean | Element::Object => Err(mismatch()),
    }
}
