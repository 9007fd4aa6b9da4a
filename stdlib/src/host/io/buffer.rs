//! `java.nio.ByteBuffer`: a window on bytes with a position and a limit. Buffers that are made of another share its bytes.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};

const CLASS: &str = "java.nio.ByteBuffer";
const ORDER: &str = "java.nio.ByteOrder";

struct Buffer {
    /// The `byte[]` that it is a window on.
    array: Shared,
    state: Mutex<State>,
}

#[derive(Clone, Copy)]
struct State {
    /// Where in the array it begins.
    offset: usize,
    position: usize,
    limit: usize,
    capacity: usize,
    mark: Option<usize>,
    little: bool,
    read_only: bool,
}

impl HostType for Buffer {
    fn class_name(&self) -> &str {
        if lock(&self.state).read_only { "java.nio.HeapByteBufferR" } else { "java.nio.HeapByteBuffer" }
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

struct ByteOrder {
    little: bool,
}

plain_host!(ByteOrder, ORDER);

fn over(array: &Value, state: State) -> Value {
    HostObject::new_value(Buffer { array: Shared::new(array.clone()), state: Mutex::new(state) })
}

fn whole(array: &Value, offset: usize, position: usize, limit: usize, capacity: usize) -> Value {
    over(array, State { offset, position, limit, capacity, mark: None, little: false, read_only: false })
}

fn own(a: &[Value]) -> Result<&Buffer> {
    a[0].host::<Buffer>().ok_or_else(|| not_a(&a[0], CLASS))
}

fn state(a: &[Value]) -> Result<State> {
    Ok(*lock(&own(a)?.state))
}

/// Changes the position, limit or mark; the buffer itself is the result.
fn change(a: &[Value], with: impl FnOnce(&mut State) -> Result<()>) -> Result<Value> {
    let mut state = lock(&own(a)?.state);
    with(&mut state)?;
    drop(state);
    Ok(a[0].clone())
}

fn bytes_array(v: &Value) -> Result<&Array> {
    v.get::<Array>().filter(|a| a.class_name_str() == "[B").ok_or_else(|| not_a(v, "[B"))
}

/// Some bytes from a place on, counted from the start of the window.
fn bytes_at(buffer: &Buffer, at: usize, n: usize) -> Result<Vec<u8>> {
    let offset = lock(&buffer.state).offset;
    let all = bytes_array(buffer.array.get())?.bytes().unwrap_or_default();
    all.get(offset + at..offset + at + n).map(<[u8]>::to_vec).ok_or_else(Error::index_out_of_bounds)
}

fn put_at(buffer: &Buffer, at: usize, bytes: &[u8]) -> Result<()> {
    let state = *lock(&buffer.state);
    if state.read_only {
        return Err(Error::bare(ExceptionKind::ReadOnlyBufferException));
    }
    bytes_array(buffer.array.get())?.set_bytes(state.offset + at, bytes);
    Ok(())
}

/// The place of the next `n` bytes, which are passed over; or a place given, which must be in the window.
fn place(buffer: &Buffer, index: Option<&Value>, n: usize, kind: ExceptionKind) -> Result<usize> {
    let mut state = lock(&buffer.state);
    if let Some(index) = index {
        let at = int_arg(index)?;
        return match usize::try_from(at).ok().filter(|at| at + n <= state.limit) {
            Some(at) => Ok(at),
            None => Err(Error::bare(ExceptionKind::IndexOutOfBoundsException)),
        };
    }
    if state.position + n > state.limit {
        return Err(Error::bare(kind));
    }
    state.position += n;
    Ok(state.position - n)
}

/// A number of `n` bytes, with its sign.
fn read(a: &[Value], n: usize) -> Result<i64> {
    let buffer = own(a)?;
    let at = place(buffer, a.get(1), n, ExceptionKind::BufferUnderflowException)?;
    let mut bytes = bytes_at(buffer, at, n)?;
    if lock(&buffer.state).little {
        bytes.reverse();
    }
    let value = bytes.iter().fold(0u64, |value, byte| value << 8 | u64::from(*byte));
    let unused = 64 - 8 * n as u32;
    Ok(((value << unused) as i64) >> unused)
}

/// Writes a number of `n` bytes: `put…(x)` or `put…(index, x)`.
fn write(a: &[Value], n: usize, bits: impl Fn(&Value) -> Result<i64>) -> Result<Value> {
    let buffer = own(a)?;
    let (index, value) = match a {
        [_, index, value] => (Some(index), value),
        _ => (None, &a[1]),
    };
    let value = bits(value)?;
    if lock(&buffer.state).read_only {
        return Err(Error::bare(ExceptionKind::ReadOnlyBufferException));
    }
    let at = place(buffer, index, n, ExceptionKind::BufferOverflowException)?;
    let mut bytes = value.to_be_bytes()[8 - n..].to_vec();
    if lock(&buffer.state).little {
        bytes.reverse();
    }
    put_at(buffer, at, &bytes)?;
    Ok(a[0].clone())
}

/// Everything between position and limit.
fn remaining(buffer: &Buffer) -> Result<Vec<u8>> {
    let state = *lock(&buffer.state);
    bytes_at(buffer, state.position, state.limit - state.position)
}

/// `get()`, `get(index)`, `get(bytes)`, `get(bytes, offset, length)`
fn get(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let Some(array) = a.get(1).and_then(|v| v.get::<Array>()) else {
        return Ok(Value::byte(read(a, 1)? as i8));
    };
    let (at, n) = match (a.get(2), a.get(3)) {
        (Some(at), Some(n)) => (int_arg(at)?.max(0) as usize, int_arg(n)?.max(0) as usize),
        _ => (0, array.len()),
    };
    if at + n > array.len() {
        return Err(Error::index_out_of_bounds());
    }
    let buffer = own(a)?;
    let from = place(buffer, None, n, ExceptionKind::BufferUnderflowException)?;
    array.set_bytes(at, &bytes_at(buffer, from, n)?);
    Ok(a[0].clone())
}

/// `put(byte)`, `put(index, byte)`, `put(bytes)`, `put(bytes, offset, length)`, `put(buffer)`
fn put(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let bytes = if let Some(source) = a[1].host::<Buffer>() {
        let bytes = remaining(source)?;
        let mut state = lock(&source.state);
        state.position = state.limit;
        bytes
    } else if a[1].is::<Array>() {
        super::stream::bytes_of(&a[1..])?
    } else {
        return write(a, 1, long_arg);
    };
    let buffer = own(a)?;
    if lock(&buffer.state).read_only {
        return Err(Error::bare(ExceptionKind::ReadOnlyBufferException));
    }
    let at = place(buffer, None, bytes.len(), ExceptionKind::BufferOverflowException)?;
    put_at(buffer, at, &bytes)?;
    Ok(a[0].clone())
}

fn position_arg(v: &Value, limit: usize) -> Result<usize> {
    let n = int_arg(v)?;
    usize::try_from(n).ok().filter(|n| *n <= limit).ok_or_else(|| {
        let message =
            if n < 0 { format!("newPosition < 0: ({n} < 0)") } else { format!("newPosition > limit: ({n} > {limit})") };
        Error::illegal_argument(message)
    })
}

fn new_array(n: usize) -> Value {
    Array::of_bytes(&vec![0; n])
}

fn allocate(t: &mut Thread, a: &[Value]) -> Result<Value> {
    let n = int_arg(&a[0])?;
    let n = usize::try_from(n).map_err(|_| Error::illegal_argument(format!("capacity < 0: ({n} < 0)")))?;
    t.reserve(2 * n)?;
    Ok(whole(&new_array(n), 0, 0, n, n))
}

fn wrap(a: &[Value]) -> Result<Value> {
    let len = bytes_array(&a[0])?.len();
    match (a.get(1), a.get(2)) {
        (Some(at), Some(n)) => {
            let (at, n) = (int_arg(at)?.max(0) as usize, int_arg(n)?.max(0) as usize);
            if at + n > len {
                return Err(Error::index_out_of_bounds());
            }
            Ok(whole(&a[0], 0, at, at + n, len))
        }
        _ => Ok(whole(&a[0], 0, 0, len, len)),
    }
}

fn order_value(little: bool) -> Value {
    HostObject::new_value(ByteOrder { little })
}

fn double_bits(v: &Value) -> Result<i64> {
    Ok(double_arg(v)?.to_bits() as i64)
}

fn float_bits(v: &Value) -> Result<i64> {
    Ok(i64::from((double_arg(v)? as f32).to_bits()))
}

fn char_bits(v: &Value) -> Result<i64> {
    v.as_char().map(i64::from).ok_or_else(|| not_a(v, "java.lang.Character"))
}

const METHODS: &[NativeDef] = &[
    g("get", 1, 2, get),
    f("get", 4, get),
    g("put", 2, 4, put),
    g("getShort", 1, 2, |_, a| Ok(Value::short(read(a, 2)? as i16))),
    g("getInt", 1, 2, |_, a| Ok(Value::int(read(a, 4)? as i32))),
    g("getLong", 1, 2, |_, a| Ok(Value::long(read(a, 8)?))),
    g("getChar", 1, 2, |_, a| Ok(Value::char(read(a, 2)? as u16))),
    g("getFloat", 1, 2, |_, a| Ok(Value::float(f32::from_bits(read(a, 4)? as u32)))),
    g("getDouble", 1, 2, |_, a| Ok(Value::double(f64::from_bits(read(a, 8)? as u64)))),
    g("putShort", 2, 3, |_, a| write(a, 2, long_arg)),
    g("putInt", 2, 3, |_, a| write(a, 4, long_arg)),
    g("putLong", 2, 3, |_, a| write(a, 8, long_arg)),
    g("putChar", 2, 3, |_, a| write(a, 2, char_bits)),
    g("putFloat", 2, 3, |_, a| write(a, 4, float_bits)),
    g("putDouble", 2, 3, |_, a| write(a, 8, double_bits)),
    f("position", 1, |_, a| int(state(a)?.position)),
    f("limit", 1, |_, a| int(state(a)?.limit)),
    f("capacity", 1, |_, a| int(state(a)?.capacity)),
    f("remaining", 1, |_, a| state(a).and_then(|s| int(s.limit - s.position))),
    f("hasRemaining", 1, |_, a| state(a).and_then(|s| bool_(s.position < s.limit))),
    f("position", 2, |_, a| {
        change(a, |s| {
            s.position = position_arg(&a[1], s.limit)?;
            s.mark = s.mark.filter(|mark| *mark <= s.position);
            Ok(())
        })
    }),
    f("limit", 2, |_, a| {
        change(a, |s| {
            s.limit = position_arg(&a[1], s.capacity)?;
            s.position = s.position.min(s.limit);
            Ok(())
        })
    }),
    f("flip", 1, |_, a| {
        change(a, |s| {
            (s.limit, s.position, s.mark) = (s.position, 0, None);
            Ok(())
        })
    }),
    f("clear", 1, |_, a| {
        change(a, |s| {
            (s.limit, s.position, s.mark) = (s.capacity, 0, None);
            Ok(())
        })
    }),
    f("rewind", 1, |_, a| {
        change(a, |s| {
            (s.position, s.mark) = (0, None);
            Ok(())
        })
    }),
    f("mark", 1, |_, a| {
        change(a, |s| {
            s.mark = Some(s.position);
            Ok(())
        })
    }),
    f("reset", 1, |_, a| {
        change(a, |s| {
            s.position = s.mark.ok_or_else(|| Error::illegal_state("The buffer has no mark"))?;
            Ok(())
        })
    }),
    f("compact", 1, |_, a| {
        let buffer = own(a)?;
        let rest = remaining(buffer)?;
        put_at(buffer, 0, &rest)?;
        change(a, |s| {
            (s.position, s.limit, s.mark) = (rest.len(), s.capacity, None);
            Ok(())
        })
    }),
    f("order", 1, |_, a| Ok(order_value(state(a)?.little))),
    f("order", 2, |_, a| {
        let order = a[1].host::<ByteOrder>().ok_or_else(|| not_a(&a[1], ORDER))?;
        change(a, |s| {
            s.little = order.little;
            Ok(())
        })
    }),
    f("array", 1, |_, a| match state(a)?.read_only {
        true => Err(Error::bare(ExceptionKind::ReadOnlyBufferException)),
        false => Ok(own(a)?.array.get().clone()),
    }),
    f("arrayOffset", 1, |_, a| int(state(a)?.offset)),
    f("hasArray", 1, |_, a| state(a).and_then(|s| bool_(!s.read_only))),
    f("isReadOnly", 1, |_, a| state(a).and_then(|s| bool_(s.read_only))),
    f("isDirect", 1, |_, _| bool_(false)),
    f("duplicate", 1, |_, a| Ok(over(own(a)?.array.get(), State { little: false, ..state(a)? }))),
    f("asReadOnlyBuffer", 1, |_, a| {
        Ok(over(own(a)?.array.get(), State { little: false, read_only: true, ..state(a)? }))
    }),
    f("slice", 1, |_, a| {
        let s = state(a)?;
        let n = s.limit - s.position;
        let made =
            State { offset: s.offset + s.position, position: 0, limit: n, capacity: n, mark: None, little: false, ..s };
        Ok(over(own(a)?.array.get(), made))
    }),
    f("compareTo", 2, |_, a| {
        let (x, y) = (remaining(own(a)?)?, remaining(own(&a[1..])?)?);
        let signed = |bytes: Vec<u8>| bytes.into_iter().map(|b| b as i8).collect::<Vec<_>>();
        Ok(Value::int(signed(x).cmp(&signed(y)) as i32))
    }),
    f("equals", 2, |_, a| match a[1].host::<Buffer>() {
        Some(other) => bool_(remaining(own(a)?)? == remaining(other)?),
        None => bool_(false),
    }),
    f("hashCode", 1, |_, a| {
        let hash =
            remaining(own(a)?)?.iter().rev().fold(1i32, |h, b| h.wrapping_mul(31).wrapping_add(i32::from(*b as i8)));
        Ok(Value::int(hash))
    }),
    f("toString", 1, |_, a| {
        let s = state(a)?;
        string(format!("{}[pos={} lim={} cap={}]", host_class(&a[0]), s.position, s.limit, s.capacity))
    }),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: METHODS,
        statics: &[
            f("allocate", 1, |t, a| allocate(t, a)),
            f("allocateDirect", 1, |t, a| allocate(t, a)),
            f("wrap", 1, |_, a| wrap(a)),
            f("wrap", 3, |_, a| wrap(a)),
        ],
        ..class(CLASS)
    },
    ClassDef {
        methods: &[
            f("toString", 1, |_, a| {
                let order = a[0].host::<ByteOrder>().ok_or_else(|| not_a(&a[0], ORDER))?;
                string(if order.little { "LITTLE_ENDIAN" } else { "BIG_ENDIAN" })
            }),
            f("equals", 2, |_, a| {
                let little = |v: &Value| v.host::<ByteOrder>().map(|order| order.little);
                bool_(little(&a[0]) == little(&a[1]))
            }),
        ],
        statics: &[f("nativeOrder", 0, |_, _| Ok(order_value(cfg!(target_endian = "little"))))],
        fields: &[("BIG_ENDIAN", |_| Ok(order_value(false))), ("LITTLE_ENDIAN", |_| Ok(order_value(true)))],
        ..class(ORDER)
    },
];
