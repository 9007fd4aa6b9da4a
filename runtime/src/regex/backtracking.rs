//! The engine that backtracks, and how it is kept within a limit of time.
//!
//! A search cannot be stopped from outside, but for the number of its steps, which is part of the compiled program; and a step may be as long as the
//! text. So who has a deadline searches with few steps first, and again with four times as many as long as it is to be expected that this ends
//! in time. Without a deadline the first search has all the steps there are.

use super::{GivenUp, SIZE_LIMIT, STEP_LIMIT};
use crate::heap::with_running;
use crate::sync::OnceLock;

/// Programs with a quarter of the steps each.
const LEVELS: usize = 10;

/// How many bytes may be looked at before the time is looked at, if every step goes through all of the text.
const FIRST: usize = 1 << 24;

/// How late it may be when a search ends that began in time.
const PATIENCE: i64 = 30_000_000;

/// A pattern, compiled for several numbers of steps, the largest first.
pub struct Backtracking {
    translated: String,
    levels: [OnceLock<Option<Box<fancy_regex::Regex>>>; LEVELS],
}

fn steps(level: usize) -> usize {
    STEP_LIMIT >> (2 * level)
}

fn compile(translated: &str, steps: usize) -> Result<fancy_regex::Regex, Box<fancy_regex::Error>> {
    let mut builder = fancy_regex::RegexBuilder::new(translated);
    builder.backtrack_limit(steps).delegate_size_limit(SIZE_LIMIT);
    builder.build().map_err(Box::new)
}

impl Backtracking {
    pub fn new(translated: &str) -> Result<Backtracking, Box<fancy_regex::Error>> {
        let first = compile(translated, STEP_LIMIT)?;
        let all = Backtracking { translated: translated.to_owned(), levels: Default::default() };
        let _ = all.levels[0].set(Some(Box::new(first)));
        Ok(all)
    }

    fn level(&self, level: usize) -> Option<&fancy_regex::Regex> {
        let cell = &self.levels[level];
        cell.get_or_init(|| compile(&self.translated, steps(level)).ok().map(Box::new)).as_deref()
    }

    /// The first match at or after byte `from`.
    pub fn captures<'t>(&self, text: &'t str, from: usize) -> Result<Option<fancy_regex::Captures<'t, str>>, GivenUp> {
        let mut level = 0;
        if deadline().is_some() {
            let few = |level: &usize| steps(*level).saturating_mul(text.len() - from + 64) <= FIRST;
            level = (0..LEVELS).find(few).unwrap_or(LEVELS - 1);
        }
        loop {
            let begun = now();
            let Some(regex) = self.level(level) else { return Err(GivenUp::Steps) };
            match regex.captures_from_pos(text, from) {
                Ok(found) => return Ok(found),
                Err(_) if level == 0 => return Err(GivenUp::Steps),
                Err(_) => {}
            }
            if let Some(Err(kind)) = with_running(|runtime, control| control.pay(runtime, steps(level) as u64 / 16)) {
                return Err(GivenUp::Limit(kind));
            }
            let now = now();
            if deadline().is_some_and(|deadline| now + 4 * (now - begun) > deadline.saturating_add(PATIENCE)) {
                return Err(GivenUp::Limit(crate::error::ExceptionKind::TimeLimitError));
            }
            level -= 1;
        }
    }
}

/// When the thread that runs must be done, if it must.
fn deadline() -> Option<i64> {
    with_running(|_, control| control.meter()?.deadline()).flatten()
}

fn now() -> i64 {
    with_running(|runtime, _| (runtime.hooks().now)(runtime)).unwrap_or(0)
}
