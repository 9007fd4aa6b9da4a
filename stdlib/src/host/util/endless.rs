//! Streams without an end: `Stream.iterate` and `Stream.generate`. They are not run before something says how much of them
//! is wanted, `limit` or `takeWhile` mostly; until then what is to be done with each element is collected.

use super::stream::{Kind, apply_name, convert};
use crate::host::support::*;
use runtime::error::Result;
use runtime::object::Shared;
use runtime::{Thread, Value};

/// Where elements come from.
enum Source {
    /// The last element, if there was one, and what makes the next of it.
    Iterate {
        last: Option<Shared>,
        first: Shared,
        next: Shared,
    },
    Generate(Shared),
}

/// What is done with each.
pub enum Stage {
    Map(Shared, &'static str, Kind),
    Filter(Shared),
    Peek(Shared),
    Skip(usize),
    /// Until the predicate fails once.
    DropWhile(Shared),
}

/// Such a stream.
pub struct Endless {
    source: Source,
    kind: Kind,
    stages: Vec<Stage>,
}

impl Endless {
    pub fn iterate(first: &Value, next: &Value, kind: Kind) -> Endless {
        let source = Source::Iterate { last: None, first: Shared::new(first.clone()), next: Shared::new(next.clone()) };
        Endless { source, kind, stages: Vec::new() }
    }

    pub fn generate(supplier: &Value, kind: Kind) -> Endless {
        Endless { source: Source::Generate(Shared::new(supplier.clone())), kind, stages: Vec::new() }
    }

    /// The same with one stage more.
    pub fn then(mut self, stage: Stage) -> Endless {
        self.stages.push(stage);
        self
    }

    fn next_of_source(&mut self, t: &mut Thread) -> Result<Value> {
        match &mut self.source {
            Source::Iterate { last, first, next } => {
                let x = match last {
                    None => first.get().clone(),
                    Some(last) => {
                        let mut args = [last.get().clone()];
                        convert(
                            self.kind,
                            call_functional(t, next.get(), apply_name(self.kind, self.kind), &mut args)?,
                        )?
                    }
                };
                *last = Some(Shared::new(x.clone()));
                Ok(x)
            }
            Source::Generate(supplier) => {
                let method = match self.kind {
                    Kind::Object => "get",
                    Kind::Int => "getAsInt",
                    Kind::Long => "getAsLong",
                    Kind::Double => "getAsDouble",
                };
                convert(self.kind, call_functional(t, supplier.get(), method, &mut [])?)
            }
        }
    }

    /// The next element that gets through all stages.
    pub fn pull(&mut self, t: &mut Thread) -> Result<Value> {
        'next: loop {
            t.tick()?;
            let mut x = self.next_of_source(t)?;
            for stage in &mut self.stages {
                match stage {
                    Stage::Map(f, method, to) => {
                        x = convert(*to, call_functional(t, f.get(), method, &mut [x])?)?;
                    }
                    Stage::Filter(predicate) => {
                        if !call_functional(t, predicate.get(), "test", &mut [x.clone()])?.is_truthy() {
                            continue 'next;
                        }
                    }
                    Stage::Peek(action) => {
                        call_functional(t, action.get(), "accept", &mut [x.clone()])?;
                    }
                    Stage::Skip(0) => {}
                    Stage::Skip(n) => {
                        *n -= 1;
                        continue 'next;
                    }
                    Stage::DropWhile(predicate) => {
                        if call_functional(t, predicate.get(), "test", &mut [x.clone()])?.is_truthy() {
                            continue 'next;
                        }
                        *stage = Stage::Skip(0);
                    }
                }
            }
            return Ok(x);
        }
    }

    /// The first elements.
    pub fn first(&mut self, t: &mut Thread, n: usize) -> Result<Vec<Value>> {
        let mut items = Vec::new();
        while items.len() < n {
            t.reserve((items.len() + 1) * size_of::<Value>())?;
            items.push(self.pull(t)?);
        }
        Ok(items)
    }

    /// The elements before the first that the predicate does not hold for.
    pub fn first_while(&mut self, t: &mut Thread, predicate: &Value) -> Result<Vec<Value>> {
        let mut items = Vec::new();
        loop {
            let x = self.pull(t)?;
            if !call_functional(t, predicate, "test", &mut [x.clone()])?.is_truthy() {
                return Ok(items);
            }
            t.reserve((items.len() + 1) * size_of::<Value>())?;
            items.push(x);
        }
    }
}
