//! `java.util.Random` with the JVM's sequences, `SecureRandom`, `ThreadLocalRandom`, `SplittableRandom`.
//!
//! `Random` and `SplittableRandom` made with a seed give the numbers that the JVM gives; the others are seeded from the host.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::stream;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};
use vm::host::host;

struct Random {
    class: &'static str,
    /// The seed, and the second of a pair of Gaussian numbers.
    state: Mutex<(u64, Option<f64>)>,
    /// What a splittable generator adds to its seed each time; others are Java's 48-bit linear congruential generator.
    gamma: Option<u64>,
}

plain_host!(Random);

const MASK: u64 = (1 << 48) - 1;
const FACTOR: u64 = 0x5_DEEC_E66D;

fn scramble(seed: i64) -> u64 {
    (seed as u64 ^ FACTOR) & MASK
}

fn seeded(class: &'static str, t: &Thread, seed: Option<i64>) -> Value {
    let seed = seed.unwrap_or_else(|| u128::from_le_bytes(host(&t.runtime).entropy()) as i64);
    if class == SPLITTABLE {
        return splittable(seed as u64, GOLDEN_GAMMA);
    }
    HostObject::new_value(Random { class, state: Mutex::new((scramble(seed), None)), gamma: None })
}

const SPLITTABLE: &str = "java.util.SplittableRandom";
const GOLDEN_GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

fn splittable(seed: u64, gamma: u64) -> Value {
    HostObject::new_value(Random { class: SPLITTABLE, state: Mutex::new((seed, None)), gamma: Some(gamma) })
}

/// The mixers of Steele, Lea and Flood, "Fast splittable pseudorandom number generators".
fn mix64(z: u64) -> u64 {
    let z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}

fn mix32(z: u64) -> u32 {
    let z = (z ^ z >> 33).wrapping_mul(0x62A9_D9ED_7997_05F5);
    ((z ^ z >> 28).wrapping_mul(0xCB24_D0A5_C88C_35B3) >> 32) as u32
}

fn mix_gamma(z: u64) -> u64 {
    let z = (z ^ z >> 33).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    let z = (z ^ z >> 33).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    let z = (z ^ z >> 33) | 1;
    if (z ^ z >> 1).count_ones() < 24 { z ^ 0xAAAA_AAAA_AAAA_AAAA } else { z }
}

impl Random {
    /// The next seed of a splittable generator.
    fn next_seed(&self, gamma: u64) -> u64 {
        let mut state = lock(&self.state);
        state.0 = state.0.wrapping_add(gamma);
        state.0
    }

    fn next(&self, bits: u32) -> i32 {
        if let Some(gamma) = self.gamma {
            return (mix32(self.next_seed(gamma)) >> (32 - bits)) as i32;
        }
        let mut state = lock(&self.state);
        state.0 = state.0.wrapping_mul(FACTOR).wrapping_add(0xB) & MASK;
        (state.0 >> (48 - bits)) as u32 as i32
    }

    fn int(&self) -> i32 {
        self.next(32)
    }

    fn below(&self, bound: i32) -> i32 {
        let m = bound - 1;
        if bound & m == 0 {
            return match self.gamma {
                Some(_) => self.int() & m,
                None => ((i64::from(bound) * i64::from(self.next(31))) >> 31) as i32,
            };
        }
        self.unbiased(bound)
    }

    /// A number below a bound that is no power of two.
    fn unbiased(&self, bound: i32) -> i32 {
        loop {
            let u = self.next(31);
            let r = u % bound;
            // Negative on overflow: the last, incomplete range is thrown away.
            if u.wrapping_sub(r).wrapping_add(bound - 1) >= 0 {
                return r;
            }
        }
    }

    fn int_within(&self, low: i32, high: i32) -> i32 {
        match high.checked_sub(low) {
            Some(n) if n & (n - 1) == 0 => low + (self.int() & (n - 1)),
            Some(n) => low + self.unbiased(n),
            None => loop {
                let r = self.int();
                if (low..high).contains(&r) {
                    return r;
                }
            },
        }
    }

    fn long(&self) -> i64 {
        if let Some(gamma) = self.gamma {
            return mix64(self.next_seed(gamma)) as i64;
        }
        (i64::from(self.next(32)) << 32).wrapping_add(i64::from(self.next(32)))
    }

    fn double(&self) -> f64 {
        if self.gamma.is_some() {
            return (self.long() as u64 >> 11) as f64 * (1.0 / (1u64 << 53) as f64);
        }
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
        match high.checked_sub(low) {
            Some(n) if n & (n - 1) == 0 => low + (self.long() & (n - 1)),
            Some(n) => loop {
                let u = (self.long() as u64 >> 1) as i64;
                let r = u % n;
                if u.wrapping_sub(r).wrapping_add(n - 1) >= 0 {
                    return low + r;
                }
            },
            None => loop {
                let r = self.long();
                if (low..high).contains(&r) {
                    return r;
                }
            },
        }
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
            Ok(Value::int(random.int_within(low, high)))
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

/// The length of a stream of random numbers; here it has to have one.
fn stream_size(v: &Value) -> Result<usize> {
    const MOST: i64 = 1 << 24;
    match long_arg(v)? {
        n if n < 0 => Err(Error::illegal_argument("size must be non-negative")),
        n if n > MOST => Err(Error::new(ExceptionKind::OutOfMemoryError, "The stream would be too long")),
        n => Ok(n as usize),
    }
}

/// The elements of a stream: as many as asked for, each made as the method of that name makes it, within the bounds that
/// follow the number.
fn numbers(t: &mut Thread, a: &[Value], next: fn(&mut Thread, &mut [Value]) -> Result<Value>) -> Result<Vec<Value>> {
    let mut args = vec![a[0].clone()];
    args.extend_from_slice(&a[2..]);
    let count = stream_size(&a[1])?;
    t.reserve(count * size_of::<Value>())?;
    (0..count).map(|_| next(t, &mut args)).collect()
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
    g("nextFloat", 1, 3, |_, a| {
        let x = own(a)?.next(24) as f32 / (1 << 24) as f32;
        let bounds = a[1..].iter().map(double_arg).collect::<Result<Vec<f64>>>()?;
        Ok(Value::float(match bounds[..] {
            [] => x,
            [high] => x * high as f32,
            [low, high, ..] => low as f32 + x * (high - low) as f32,
        }))
    }),
    f("nextBoolean", 1, |_, a| bool_(own(a)?.next(1) != 0)),
    f("nextGaussian", 1, |_, a| Ok(Value::double(own(a)?.gaussian()))),
    f("nextGaussian", 3, |_, a| {
        let (mean, deviation) = (double_arg(&a[1])?, double_arg(&a[2])?);
        if deviation < 0.0 {
            return Err(Error::illegal_argument("standard deviation must be non-negative"));
        }
        Ok(Value::double(mean + deviation * own(a)?.gaussian()))
    }),
    f("nextBytes", 2, next_bytes),
    g("ints", 2, 4, |_, a| {
        let random = own(a)?;
        let n = stream_size(&a[1])?;
        if a.len() < 4 {
            return Ok(stream::of_ints((0..n).map(|_| random.int())));
        }
        let (low, high) = (int_arg(&a[2])?, int_arg(&a[3])?);
        if low >= high {
            return Err(Error::illegal_argument("bound must be greater than origin"));
        }
        Ok(stream::of_ints((0..n).map(|_| random.int_within(low, high))))
    }),
    g("longs", 2, 4, |t, a| {
        let items = numbers(t, a, next_long)?;
        stream::of_kind(t, "long", items)
    }),
    g("doubles", 2, 4, |t, a| {
        let items = numbers(t, a, next_double)?;
        stream::of_kind(t, "double", items)
    }),
    f("setSeed", 2, |_, a| {
        *lock(&own(a)?.state) = (scramble(long_arg(&a[1])?), None);
        void()
    }),
    f("split", 1, |t, a| {
        let random = own(a)?;
        if let Some(gamma) = random.gamma {
            let seed = random.long() as u64;
            return Ok(splittable(seed, mix_gamma(random.next_seed(gamma))));
        }
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
    random_class!("java.util.SplittableRandom", &[ctor(0, 1, |t, a| new(SPLITTABLE, t, a))], &[]),
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
