//! `java.util.Random` with the JVM's sequences, `SecureRandom`, `ThreadLocalRandom`, `SplittableRandom`.
//!
//! Only `Random` made with a seed gives the numbers that the JVM gives; the others are seeded from the host.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};
use vm::host::host;

/// Java's 48-bit linear congruential generator.
struct Random {
    class: &'static str,
    /// The seed, and the second of a pair of Gaussian numbers.
    state: Mutex<(u64, Option<f64>)>,
}

impl HostType for Random {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

const MASK: u64 = (1 << 48) - 1;
const FACTOR: u64 = 0x5_DEEC_E66D;

fn scramble(seed: i64) -> u64 {
    (seed as u64 ^ FACTOR) & MASK
}

fn seeded(class: &'static str, t: &Thread, seed: Option<i64>) -> Value {
    let seed = seed.unwrap_or_else(|| u128::from_le_bytes(host(&t.runtime).entropy()) as i64);
    HostObject::new_value(Random { class, state: Mutex::new((scramble(seed), None)) })
}

impl Random {
    fn next(&self, bits: u32) -> i32 {
        let mut state = lock(&self.state);
        state.0 = state.0.wrapping_mul(FACTOR).wrapping_add(0xB) & MASK;
        (state.0 >> (48 - bits)) as u32 as i32
    }

    fn int(&self) -> i32 {
        self.next(32)
    }

    fn below(&self, bound: i32) -> i32 {
        let mut r = self.next(31);
        let m = bound - 1;
        if bound & m == 0 {
            return ((i64::from(bound) * i64::from(r)) >> 31) as i32;
        }
        let mut u = r;
        loop {
            r = u % bound;
            // Negative on overflow: the last, incomplete range is thrown away.
            if u.wrapping_sub(r).wrapping_add(m) >= 0 {
                return r;
            }
            u = self.next(31);
        }
    }

    fn long(&self) -> i64 {
        (i64::from(self.next(32)) << 32).wrapping_add(i64::from(self.next(32)))
    }

    fn double(&self) -> f64 {
        let high = i64::from(self.next(26)) << 27;
        (high + i64::from(self.next(27))) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Marsaglia's polar method, as Java has it.
    fn gaussian(&self) -> f64 {
        if let Some(second) = lock(&self.state).1.take() {
            return second;
        }
        loop {
            let (x, y) = (2.0 * self.double() - 1.0, 2.0 * self.double() - 1.0);
            let s = x * x + y * y;
            if s < 1.0 && s != 0.0 {
                let factor = (-2.0 * libm::log(s) / s).sqrt();
                lock(&self.state).1 = Some(y * factor);
                return x * factor;
            }
        }
    }

    /// An integer in a range of longs.
    fn within(&self, low: i64, high: i64) -> i64 {
        let n = (high as i128 - low as i128) as u128;
        let wide = u128::from(self.long() as u64) << 64 | u128::from(self.long() as u64);
        (low as i128 + (wide % n) as i128) as i64
    }
}

fn own(a: &[Value]) -> Result<&Random> {
    a[0].host::<Random>().ok_or_else(|| not_a(&a[0], "java.util.Random"))
}

fn bad_bound() -> Error {
    Error::illegal_argument("bound must be positive")
}

fn next_int(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let random = own(a)?;
    match &a[1..] {
        [] => Ok(Value::int(random.int())),
        [bound] => {
            let bound = int_arg(bound)?;
            if bound <= 0 { Err(bad_bound()) } else { Ok(Value::int(random.below(bound))) }
        }
        [low, high, ..] => {
            let (low, high) = (int_arg(low)?, int_arg(high)?);
            if low >= high {
                return Err(Error::illegal_argument("bound must be greater than origin"));
            }
            // Java takes the difference as a bound where that fits.
            match high.checked_sub(low) {
                Some(n) => Ok(Value::int(low + random.below(n))),
                None => Ok(Value::int(random.within(low.into(), high.into()) as i32)),
            }
        }
    }
}

fn next_long(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let random = own(a)?;
    match &a[1..] {
        [] => Ok(Value::long(random.long())),
        [bound] => {
            let bound = long_arg(bound)?;
            if bound <= 0 { Err(bad_bound()) } else { Ok(Value::long(random.within(0, bound))) }
        }
        [low, high, ..] => {
            let (low, high) = (long_arg(low)?, long_arg(high)?);
            if low >= high {
                return Err(Error::illegal_argument("bound must be greater than origin"));
            }
            Ok(Value::long(random.within(low, high)))
        }
    }
}

fn next_double(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let x = own(a)?.double();
    Ok(Value::double(match &a[1..] {
        [] => x,
        [bound] => x * double_arg(bound)?,
        [low, high, ..] => {
            let low = double_arg(low)?;
            low + x * (double_arg(high)? - low)
        }
    }))
}

fn next_bytes(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let random = own(a)?;
    let Some(array) = a[1].get::<Array>() else { return Err(not_a(&a[1], "[B")) };
    t.reserve(array.len())?;
    let mut bytes = Vec::with_capacity(array.len());
    while bytes.len() < array.len() {
        t.tick()?;
        bytes.extend_from_slice(&random.int().to_le_bytes());
    }
    bytes.truncate(array.len());
    array.set_bytes(0, &bytes);
    void()
}

const METHODS: &[NativeDef] = &[
    g("nextInt", 1, 3, next_int),
    g("nextLong", 1, 3, next_long),
    g("nextDouble", 1, 3, next_double),
    f("nextFloat", 1, |_, a| Ok(Value::float(own(a)?.next(24) as f32 / (1 << 24) as f32))),
    f("nextBoolean", 1, |_, a| bool_(own(a)?.next(1) != 0)),
    f("nextGaussian", 1, |_, a| Ok(Value::double(own(a)?.gaussian()))),
    f("nextBytes", 2, next_bytes),
    f("setSeed", 2, |_, a| {
        *lock(&own(a)?.state) = (scramble(long_arg(&a[1])?), None);
        void()
    }),
    f("split", 1, |t, a| {
        let random = own(a)?;
        Ok(seeded(random.class, t, Some(random.long())))
    }),
];

fn new(class: &'static str, t: &mut Thread, a: &[Value]) -> Result<Value> {
    let seed = a.first().filter(|_| class != "java.security.SecureRandom").map(long_arg).transpose()?;
    Ok(seeded(class, t, seed))
}

macro_rules! random_class {
    ($class:literal, $constructors:expr, $statics:expr) => {
        ClassDef { constructors: $constructors, methods: METHODS, statics: $statics, ..class($class) }
    };
}

pub static CLASSES: &[ClassDef] = &[
    random_class!("java.util.Random", &[ctor(0, 1, |t, a| new("java.util.Random", t, a))], &[]),
    random_class!("java.util.SplittableRandom", &[ctor(0, 1, |t, a| new("java.util.SplittableRandom", t, a))], &[]),
    random_class!(
        "java.security.SecureRandom",
        &[ctor(0, 1, |t, a| new("java.security.SecureRandom", t, a))],
        &[
            g("getInstance", 1, 2, |t, _| Ok(seeded("java.security.SecureRandom", t, None))),
            f("getInstanceStrong", 0, |t, _| Ok(seeded("java.security.SecureRandom", t, None))),
        ]
    ),
    random_class!(
        "java.util.concurrent.ThreadLocalRandom",
        &[],
        &[f("current", 0, |t, _| Ok(seeded("java.util.concurrent.ThreadLocalRandom", t, None)))]
    ),
];
