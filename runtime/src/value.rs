//! [`Value`]: sixteen bytes that hold any Clojure value.
//!
//! | tag | payload | Clojure |
//! |---|---|---|
//! | `Nil` `False` `True` | 0 | `nil` `false` `true` |
//! | `Long` | 64-bit integer | `Long`; with a [`Mark`], `Integer`, `Short`, `Byte` |
//! | `Double` | bits of a 64-bit float | `Double`; with a mark, `Float` |
//! | `Char` | one UTF-16 unit | `Character` |
//! | `Object` | pointer to a [`Header`] | everything else |
//!
//! Arithmetic's fast path tests the tag alone; the mark only matters to `class`, printing and Java
//! interop. Values are not `Send`; see [`crate::object::publish`].

use crate::object::{Header, Heap, Kind, Ref, release};
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

/// What a value's payload means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Tag {
    Nil = 0,
    False = 1,
    True = 2,
    Long = 3,
    Double = 4,
    Char = 5,
    Object = 6,
}

/// The JVM's narrower numeric class of a `Long` or `Double` value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Mark {
    /// `Long` or `Double` proper.
    None = 0,
    Int = 1,
    Short = 2,
    Byte = 3,
    Float = 4,
}

/// Tag in the lowest byte, mark in the next. One word and not two bytes, so that the compiler moves a value as two
/// words: smaller pieces that overlap cost a stall at every copy.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
enum Word {
    Nil = Tag::Nil as u64,
    False = Tag::False as u64,
    True = Tag::True as u64,
    Long = Tag::Long as u64,
    Int = Tag::Long as u64 | (Mark::Int as u64) << 8,
    Short = Tag::Long as u64 | (Mark::Short as u64) << 8,
    Byte = Tag::Long as u64 | (Mark::Byte as u64) << 8,
    Double = Tag::Double as u64,
    Float = Tag::Double as u64 | (Mark::Float as u64) << 8,
    Char = Tag::Char as u64,
    Object = Tag::Object as u64,
}

/// Any Clojure value. Cloning an object adds a reference; dropping one removes it.
#[repr(C, align(8))]
pub struct Value {
    word: Word,
    bits: u64,
}

const _: () = assert!(size_of::<Value>() == 16);
// `Result<Value, Error>` travels in two registers thanks to the tag's unused values.
const _: () = assert!(size_of::<Result<Value, crate::error::Error>>() == 16);
const _: () = assert!(size_of::<Option<Value>>() == 16);

impl Value {
    pub const NIL: Value = Value::immediate(Word::Nil, 0);
    pub const TRUE: Value = Value::immediate(Word::True, 0);
    pub const FALSE: Value = Value::immediate(Word::False, 0);

    #[inline(always)]
    const fn immediate(word: Word, bits: u64) -> Value {
        Value { word, bits }
    }

    #[inline(always)]
    pub const fn long(n: i64) -> Value {
        Value::immediate(Word::Long, n as u64)
    }

    #[inline(always)]
    pub const fn int(n: i32) -> Value {
        Value::immediate(Word::Int, n as i64 as u64)
    }

    #[inline(always)]
    pub const fn short(n: i16) -> Value {
        Value::immediate(Word::Short, n as i64 as u64)
    }

    #[inline(always)]
    pub const fn byte(n: i8) -> Value {
        Value::immediate(Word::Byte, n as i64 as u64)
    }

    #[inline(always)]
    pub const fn double(x: f64) -> Value {
        Value::immediate(Word::Double, x.to_bits())
    }

    #[inline(always)]
    pub const fn float(x: f32) -> Value {
        Value::immediate(Word::Float, (x as f64).to_bits())
    }

    /// One UTF-16 unit.
    #[inline(always)]
    pub const fn char(unit: u16) -> Value {
        Value::immediate(Word::Char, unit as u64)
    }

    #[inline(always)]
    pub const fn bool(b: bool) -> Value {
        if b { Value::TRUE } else { Value::FALSE }
    }

    /// A new string.
    pub fn str(s: &str) -> Value {
        crate::string::Str::new(s).into()
    }

    #[inline(always)]
    pub fn tag(&self) -> Tag {
        // SAFETY: the lowest byte of every word is a tag.
        unsafe { std::mem::transmute::<u8, Tag>(self.word as u8) }
    }

    #[inline(always)]
    pub fn mark(&self) -> Mark {
        // SAFETY: the second byte of every word is a mark.
        unsafe { std::mem::transmute::<u8, Mark>((self.word as u64 >> 8) as u8) }
    }

    #[inline(always)]
    pub fn is_nil(&self) -> bool {
        self.word == Word::Nil
    }

    /// Everything but `nil` and `false`.
    #[inline(always)]
    pub fn is_truthy(&self) -> bool {
        self.word as u64 > Word::False as u64
    }

    #[inline(always)]
    pub fn is_object(&self) -> bool {
        self.word == Word::Object
    }

    /// The integer of any fixed-width integer class.
    #[inline(always)]
    pub fn as_long(&self) -> Option<i64> {
        (self.tag() == Tag::Long).then_some(self.bits as i64)
    }

    /// The number of a `Double` or `Float`.
    #[inline(always)]
    pub fn as_double(&self) -> Option<f64> {
        (self.tag() == Tag::Double).then_some(f64::from_bits(self.bits))
    }

    #[inline(always)]
    pub fn as_char(&self) -> Option<u16> {
        (self.word == Word::Char).then_some(self.bits as u16)
    }

    #[inline(always)]
    pub fn as_bool(&self) -> Option<bool> {
        match self.tag() {
            Tag::True => Some(true),
            Tag::False => Some(false),
            _ => None,
        }
    }

    /// The raw payload; meaningful only together with the tag.
    #[inline(always)]
    pub fn bits(&self) -> u64 {
        self.bits
    }

    /// `identical?`: the same object, or equal immediates of the same class.
    #[inline(always)]
    pub fn identical(&self, other: &Value) -> bool {
        self.word == other.word && self.bits == other.bits
    }

    #[inline(always)]
    pub(crate) fn header_ptr(&self) -> Option<NonNull<Header>> {
        // A value tagged as an object always holds a pointer from a `Ref`, which is not null.
        if self.word == Word::Object { NonNull::new(self.bits as *mut Header) } else { None }
    }

    /// The header of an object.
    #[inline(always)]
    pub fn header(&self) -> Option<&Header> {
        // SAFETY: the value keeps its object alive for the borrow.
        self.header_ptr().map(|p| unsafe { &*p.as_ptr() })
    }

    #[inline(always)]
    pub(crate) fn into_header(self) -> Option<NonNull<Header>> {
        ManuallyDrop::new(self).header_ptr()
    }

    /// # Safety
    /// `p` points to a live object and carries one reference, which the value takes over.
    #[inline(always)]
    pub unsafe fn from_header(p: NonNull<Header>) -> Value {
        Value::immediate(Word::Object, p.as_ptr() as u64)
    }

    /// The two words of the value, its reference (if any) not counted any more.
    #[inline(always)]
    pub(crate) fn into_words(self) -> (u64, u64) {
        let v = ManuallyDrop::new(self);
        (v.word as u64, v.bits)
    }

    /// # Safety
    /// The words came from [`Value::into_words`], and the reference they carry is taken over.
    #[inline(always)]
    pub(crate) unsafe fn from_words(words: (u64, u64)) -> Value {
        // SAFETY: the first word was written from a valid `Word`.
        unsafe { std::mem::transmute::<(u64, u64), Value>(words) }
    }

    /// The kind of an object, `None` for immediates.
    #[inline(always)]
    pub fn kind(&self) -> Option<Kind> {
        self.header().map(|h| h.kind)
    }

    #[inline(always)]
    pub fn is<T: Heap>(&self) -> bool {
        self.kind() == Some(T::KIND)
    }

    /// Borrows the object as a `Ref` of its type.
    #[inline(always)]
    pub fn as_ref<T: Heap>(&self) -> Option<&Ref<T>> {
        if self.is::<T>() {
            // SAFETY: `Ref` is a transparent pointer to an object of this kind, which `bits` is.
            Some(unsafe { &*(&raw const self.bits).cast::<Ref<T>>() })
        } else {
            None
        }
    }

    /// Borrows the object as a `Ref` of its type, mutably: for in-place updates of unique objects.
    #[inline(always)]
    pub fn as_mut<T: Heap>(&mut self) -> Option<&mut Ref<T>> {
        if self.is::<T>() {
            // SAFETY: as in `as_ref`, and the borrow is exclusive.
            Some(unsafe { &mut *(&raw mut self.bits).cast::<Ref<T>>() })
        } else {
            None
        }
    }

    /// The body of an object of this type.
    #[inline(always)]
    pub fn get<T: Heap>(&self) -> Option<&T> {
        self.as_ref::<T>().map(|r| &**r)
    }

    /// Turns an owned value into an owned `Ref`, or gives it back.
    #[inline(always)]
    pub fn downcast<T: Heap>(self) -> Result<Ref<T>, Value> {
        if self.is::<T>() {
            let p = ManuallyDrop::new(self).bits as *mut Header;
            // SAFETY: the kind was checked and the value's reference is taken over.
            Ok(unsafe { Ref::from_header(NonNull::new_unchecked(p)) })
        } else {
            Err(self)
        }
    }

    /// Moves the value out, leaving nil.
    #[inline(always)]
    pub fn take(&mut self) -> Value {
        std::mem::replace(self, Value::NIL)
    }

    /// True when other threads may hold the value's object.
    #[inline(always)]
    pub fn is_shared(&self) -> bool {
        self.header().is_none_or(|h| h.count.is_shared())
    }

    /// Is this the only reference to an object? Nothing is claimed: others may read the object through its owner.
    pub fn is_sole(&self) -> bool {
        self.header().is_some_and(|h| h.count.is_sole())
    }

    /// The address of an object, 0 for immediates: for identity hashes.
    #[inline(always)]
    pub fn address(&self) -> usize {
        if self.is_object() { self.bits as usize } else { 0 }
    }
}

/// A value that somebody else keeps alive for `'a`: as good as `&'a Value`, for places that hold values in another form.
pub struct Borrowed<'a>(ManuallyDrop<Value>, PhantomData<&'a Value>);

impl Borrowed<'_> {
    /// A reference of one's own.
    #[inline(always)]
    pub fn cloned(self) -> Value {
        Value::clone(&self.0)
    }
}

impl<'a> From<&'a Value> for Borrowed<'a> {
    #[inline(always)]
    fn from(value: &'a Value) -> Borrowed<'a> {
        // Not counted, and not released: the lender's reference lives as long.
        Borrowed(ManuallyDrop::new(Value { word: value.word, bits: value.bits }), PhantomData)
    }
}

impl From<i64> for Borrowed<'_> {
    #[inline(always)]
    fn from(n: i64) -> Self {
        Borrowed(ManuallyDrop::new(Value::long(n)), PhantomData)
    }
}

impl From<f64> for Borrowed<'_> {
    #[inline(always)]
    fn from(x: f64) -> Self {
        Borrowed(ManuallyDrop::new(Value::double(x)), PhantomData)
    }
}

impl std::ops::Deref for Borrowed<'_> {
    type Target = Value;
    #[inline(always)]
    fn deref(&self) -> &Value {
        &self.0
    }
}

impl Clone for Value {
    #[inline(always)]
    fn clone(&self) -> Value {
        if let Some(header) = self.header() {
            header.count.retain();
        }
        Value { word: self.word, bits: self.bits }
    }
}

impl Drop for Value {
    #[inline(always)]
    fn drop(&mut self) {
        if let Some(p) = self.header_ptr() {
            // SAFETY: the value carries a reference, so the object is alive.
            if unsafe { p.as_ref() }.count.release() {
                release::release(p);
            }
        }
    }
}

impl Default for Value {
    fn default() -> Value {
        Value::NIL
    }
}

impl<T: Heap> Ref<T> {
    /// Borrows this reference as a value.
    #[inline(always)]
    pub fn as_value(&self) -> RefValue<'_> {
        let p = self.as_header_ptr().as_ptr() as u64;
        RefValue(ManuallyDrop::new(Value::immediate(Word::Object, p)), std::marker::PhantomData)
    }

    /// A new reference to the same object, as a value.
    #[inline(always)]
    pub fn to_value(&self) -> Value {
        self.clone().into()
    }
}

/// A `Ref` borrowed as a [`Value`], without counting.
pub struct RefValue<'a>(ManuallyDrop<Value>, std::marker::PhantomData<&'a Value>);

impl std::ops::Deref for RefValue<'_> {
    type Target = Value;
    #[inline(always)]
    fn deref(&self) -> &Value {
        &self.0
    }
}

impl<T: Heap> From<Ref<T>> for Value {
    #[inline(always)]
    fn from(r: Ref<T>) -> Value {
        Value::immediate(Word::Object, r.into_header().as_ptr() as u64)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Value {
        Value::long(n)
    }
}

impl From<f64> for Value {
    fn from(x: f64) -> Value {
        Value::double(x)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::bool(b)
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Value {
        Value::str(s)
    }
}

/// For Rust tests and debugging; Clojure's printer is `crate::print`.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.tag() {
            Tag::Nil => f.write_str("nil"),
            Tag::False => f.write_str("false"),
            Tag::True => f.write_str("true"),
            Tag::Long => write!(f, "{}", self.bits as i64),
            Tag::Double => write!(f, "{:?}", f64::from_bits(self.bits)),
            Tag::Char => write!(f, "\\u{:04x}", self.bits as u16),
            Tag::Object => match self.get::<crate::string::Str>() {
                Some(_) => write!(f, "{:?}", self.as_ref::<crate::string::Str>().map(|s| s.to_string_lossy())),
                None => write!(f, "#<{:?}>", self.kind()),
            },
        }
    }
}
