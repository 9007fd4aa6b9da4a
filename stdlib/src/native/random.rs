//! Natives that need chance: `rand`, `shuffle`, `random-uuid`. Seeded from the host's entropy, one generator
//! per thread.

use runtime::coll::vector;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::uuid::Uuid;
use runtime::{Thread, Value, number, seq};
use vm::host::host;

/// xorshift64* (Marsaglia 2003, Vigna 2016), seeded on first use.
#[derive(Default)]
struct Generator(u64);

/// 64 random bits.
pub fn next(t: &mut Thread) -> u64 {
    if t.local::<Generator>().0 == 0 {
        let seed = u128::from_le_bytes(host(&t.runtime).entropy());
        t.local::<Generator>().0 = (seed as u64 ^ (seed >> 64) as u64) | 1;
    }
    let state = &mut t.local::<Generator>().0;
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    state.wrapping_mul(0x2545_F491_4F6C_DD1D)
}

/// A double from 0 until 1 with 53 random bits.
fn unit(t: &mut Thread) -> f64 {
    (next(t) >> 11) as f64 / (1u64 << 53) as f64
}

fn rand(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let scale = match args.first() {
        Some(n) => number::cast::to_double(n)?,
        None => 1.0,
    };
    Ok(Value::double(unit(t) * scale))
}

fn shuffle(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if args[0].is_nil() {
        return Err(runtime::Error::null_pointer());
    }
    let mut items = seq::to_vec(t, &args[0])?;
    for i in (1..items.len()).rev() {
        t.tick()?;
        let j = (next(t) % (i as u64 + 1)) as usize;
        items.swap(i, j);
    }
    vector::build(t, items).map(Value::from)
}

/// A version 4 UUID.
fn random_uuid(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let bits = u128::from(next(t)) << 64 | u128::from(next(t));
    let versioned = bits & !(0xF << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    Ok(Uuid::new_value(versioned))
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("rand", 0, 1, rand),
    NativeDef::new("shuffle", 1, 1, shuffle),
    NativeDef::new("random-uuid", 0, 0, random_uuid),
];
