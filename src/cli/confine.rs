//! The flags that limit a program and narrow what it may touch: `--max-…`, `--allow-…`, `--deny-…`.

use crate::{Limits, Permissions};
use std::time::Duration;

/// What a program is confined to. Nothing, unless flags say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confinement {
    pub limits: Limits,
    /// Bytes that objects may take before there is an `OutOfMemoryError`; a part of the machine's memory if not given.
    pub heap: Option<u64>,
    pub permissions: Permissions,
    /// The sorts for which a list was begun.
    listed: Vec<String>,
}

impl Default for Confinement {
    fn default() -> Confinement {
        Confinement { limits: Limits::default(), heap: None, permissions: Permissions::all(), listed: Vec::new() }
    }
}

impl Confinement {
    /// Takes a long option, if it is one of ours. `value` gives its value, where one was written with `=`, or the next word.
    pub fn option(
        &mut self,
        name: &str,
        attached: Option<&str>,
        next: impl FnOnce() -> Result<String, String>,
    ) -> Result<bool, String> {
        if let Some(limit) = name.strip_prefix("max-") {
            let text = attached.map_or_else(next, |text| Ok(text.to_owned()))?;
            return self.limit(limit, &text).map(|()| true);
        }
        if name == "deny-all" {
            self.permissions = Permissions::none();
            return Ok(true);
        }
        if let Some(sort) = name.strip_prefix("deny-") {
            return Ok(self.permissions.set_all(sort, false));
        }
        let Some(sort) = name.strip_prefix("allow-") else { return Ok(false) };
        let Some(list) = attached else { return Ok(self.permissions.set_all(sort, true)) };
        // The first list replaces "everything".
        if !self.listed.iter().any(|listed| listed == sort) {
            if !self.permissions.set_all(sort, false) {
                return Ok(false);
            }
            self.listed.push(sort.to_owned());
        }
        for name in list.split(',').filter(|name| !name.is_empty()) {
            if !self.permissions.add(sort, name) {
                return Err(format!("--allow-{sort} takes no list"));
            }
        }
        Ok(true)
    }

    fn limit(&mut self, name: &str, text: &str) -> Result<(), String> {
        let bad = || format!("--max-{name}: {text:?} is not understood");
        let limits = &mut self.limits;
        match name {
            "heap" if text == "none" => self.heap = Some(u64::MAX),
            "heap" => self.heap = Some(size(text).ok_or_else(bad)?),
            "memory" => limits.memory = Some(size(text).ok_or_else(bad)?),
            "instructions" => limits.instructions = Some(size(text).ok_or_else(bad)?),
            "time" => limits.time = Some(duration(text).ok_or_else(bad)?),
            "threads" => limits.threads = Some(text.parse().map_err(|_| bad())?),
            "stack" => limits.stack_depth = Some(usize::try_from(size(text).ok_or_else(bad)?).map_err(|_| bad())?),
            _ => return Err(format!("there is no limit --max-{name}")),
        }
        Ok(())
    }
}

/// A number with a unit of 1024: `64m`, `2g`, `1000`.
fn size(text: &str) -> Option<u64> {
    let text = text.to_ascii_lowercase();
    let (digits, shift) = match text.as_bytes().last()? {
        b'k' => (&text[..text.len() - 1], 10),
        b'm' => (&text[..text.len() - 1], 20),
        b'g' => (&text[..text.len() - 1], 30),
        _ => (&text[..], 0),
    };
    digits.parse::<u64>().ok()?.checked_shl(shift).filter(|n| n >> shift == digits.parse().unwrap_or(0))
}

/// A time with a unit: `500ms`, `2s`, `1m`; seconds without one, which may have a fraction.
fn duration(text: &str) -> Option<Duration> {
    let (digits, seconds) = match () {
        () if text.ends_with("ms") => (&text[..text.len() - 2], 0.001),
        () if text.ends_with('s') => (&text[..text.len() - 1], 1.0),
        () if text.ends_with('m') => (&text[..text.len() - 1], 60.0),
        () => (text, 1.0),
    };
    Duration::try_from_secs_f64(digits.parse::<f64>().ok()? * seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn confined(words: &[&str]) -> Result<Confinement, String> {
        let mut all = Confinement::default();
        for word in words {
            let (name, value) = word.split_once('=').map_or((*word, None), |(name, value)| (name, Some(value)));
            if !all.option(name, value, || Err("a value is missing".into()))? {
                return Err(format!("unknown: {name}"));
            }
        }
        Ok(all)
    }

    #[test]
    fn limits_have_units() {
        let limits =
            confined(&["max-memory=64m", "max-time=1.5s", "max-instructions=1000", "max-threads=4", "max-stack=2k"]);
        let limits = limits.expect("understood").limits;
        assert_eq!(limits.memory, Some(64 << 20));
        assert_eq!(limits.time, Some(Duration::from_millis(1_500)));
        assert_eq!((limits.instructions, limits.threads, limits.stack_depth), (Some(1_000), Some(4), Some(2_048)));
        assert_eq!(confined(&["max-heap=2g"]).expect("understood").heap, Some(2 << 30));
        assert_eq!(confined(&["max-heap=none"]).expect("understood").heap, Some(u64::MAX));
        assert_eq!(confined(&[]).expect("nothing").heap, None);
        for bad in
            ["max-memory=many", "max-heap=few", "max-time=-1", "max-memory=99999999999g", "max-luck=1", "max-time"]
        {
            assert!(confined(&[bad]).is_err(), "{bad}");
        }
    }

    #[test]
    fn permissions_are_narrowed() {
        assert_eq!(confined(&[]).expect("nothing").permissions, Permissions::all());
        let one = Permissions::none().allow_env("HOME").allow_env("USER");
        assert_eq!(confined(&["deny-all", "allow-env=HOME,USER"]).expect("understood").permissions, one);
        assert_eq!(confined(&["deny-all", "allow-env=HOME", "allow-env=USER"]).expect("understood").permissions, one);
        let mut quiet = Permissions::all();
        quiet.set_all("net", false);
        assert_eq!(confined(&["deny-net"]).expect("understood").permissions, quiet);
        for bad in ["allow-luck", "deny-luck", "allow-clock=a"] {
            assert!(confined(&[bad]).is_err(), "{bad}");
        }
    }
}
