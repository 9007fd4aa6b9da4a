//! The vars of `clojure.core` out of the image: made when they are named, their roots when they are read.
//!
//! The image's directory (`bytecode::directory`) says where each var is defined. A function is taken out of its unit; other values are computed by
//! running the chunk that defines them; and a unit that also defines types or adds methods is *settled* before any of its vars is
//! used, which runs those chunks. So at the start nothing is run. What is run later is run as it would have been: in the namespace
//! `clojure.core`, by one thread, once.

use crate::alone::alone;
use crate::core_vars::CoreVars;
use crate::driver::with_file_bindings;
use crate::load::without_loader;
use bytecode::directory::{Directory, Kind, Row, settles};
use bytecode::file::Index;
use runtime::error::Result;
use runtime::namespace::{Library, Listed};
use runtime::object::Shared;
use runtime::sync::{Arc, AtomicBool, OnceLock, Ordering};
use runtime::var::Provider;
use runtime::{Thread, Value, bindings};
use vm::LoadedUnit;

/// The library of one runtime. Cheap to clone.
#[derive(Clone)]
pub struct CoreLibrary(Arc<Inner>);

struct Inner {
    image: Index<'static>,
    directory: Directory<'static>,
    units: Box<[Unit]>,
}

#[derive(Default)]
struct Unit {
    loaded: OnceLock<LoadedUnit>,
    /// Set when the unit begins to be settled: only whoever holds the lock gets to see it before the end.
    begun: AtomicBool,
    settled: AtomicBool,
}

impl CoreLibrary {
    /// None if the image has no directory.
    pub fn new(image: Index<'static>) -> Option<CoreLibrary> {
        let directory = Directory::new(image.directory().ok()?)?;
        let units = image.names.iter().map(|_| Unit::default()).collect();
        Some(CoreLibrary(Arc::new(Inner { image, directory, units })))
    }
}

impl Library for CoreLibrary {
    fn find(&self, name: &str) -> Option<u32> {
        self.0.directory.find(name).map(|number| number as u32)
    }

    fn count(&self) -> u32 {
        self.0.directory.count() as u32
    }

    fn listed(&self, number: u32) -> Listed<'_> {
        let name = self.0.directory.name(number as usize);
        let row = self.0.directory.row(number as usize);
        let (dynamic, is_macro, private) = row.map_or((false, false, false), |r| (r.dynamic, r.is_macro, r.private));
        Listed { name, dynamic, is_macro, private }
    }

    fn provider(&self) -> Arc<dyn Provider> {
        self.0.clone()
    }
}

impl Provider for Inner {
    fn root(&self, t: &mut Thread, number: u32) -> Option<Shared> {
        let row = self.directory.row(number as usize)?;
        let unit = self.unit(&row)?;
        if row.to_settle {
            self.settle(t, &row, unit).ok()?;
        }
        match row.kind {
            Kind::Function => {
                let value = unit.0.lazy()?.definition(usize::from(row.chunk))?.value;
                unit.0.function_or_native(&t.runtime.extension::<vm::NativeTable>(), value).ok()
            }
            Kind::Computed => {
                self.compute(t, number, &row, unit).ok()?;
                None
            }
            Kind::Named => None,
        }
    }

    fn meta(&self, t: &mut Thread, number: u32) -> Option<Value> {
        let row = self.directory.row(number as usize)?;
        let unit = self.unit(&row)?;
        let lazy = unit.0.lazy()?;
        let chunk = usize::from(row.chunk);
        let constant = match row.kind {
            Kind::Function => lazy.definition(chunk)?.meta,
            _ => match lazy.computed(chunk) {
                Some(found) if found.has_meta && found.meta.is_none() && found.has_value => {
                    // The metadata is computed with the value.
                    self.compute(t, number, &row, unit).ok()?;
                    return None;
                }
                Some(found) => found.meta,
                None if !row.to_settle => return None,
                None => {
                    self.settle(t, &row, unit).ok()?;
                    return None;
                }
            },
        };
        unit.0.literal(t, constant?).ok()
    }
}

impl Inner {
    fn unit(&self, row: &Row) -> Option<&LoadedUnit> {
        let number = usize::from(row.unit);
        let unit = self.units.get(number)?;
        if unit.loaded.get().is_none() {
            let opened = vm::load_lazy_unit(self.image.lazy_unit_at(number)?.ok()?);
            let _ = unit.loaded.set(opened);
        }
        unit.loaded.get()
    }

    /// Runs the chunks of the unit that define types and add methods, unless that was done.
    fn settle(&self, t: &mut Thread, row: &Row, unit: &LoadedUnit) -> Result<()> {
        let Some(state) = self.units.get(usize::from(row.unit)) else { return Ok(()) };
        if state.settled.load(Ordering::Acquire) {
            return Ok(());
        }
        as_loaded(t, unit, |t| {
            if state.begun.swap(true, Ordering::Relaxed) {
                return Ok(());
            }
            let result = (0..unit.0.chunks().len())
                .filter(|&chunk| unit.0.lazy().is_some_and(|lazy| settles(lazy, chunk)))
                .try_for_each(|chunk| vm::run_chunk(t, unit, chunk).map(drop));
            state.begun.store(result.is_ok(), Ordering::Relaxed);
            state.settled.store(result.is_ok(), Ordering::Release);
            result
        })
    }

    /// Runs the chunk that computes a var's root, unless it has one.
    fn compute(&self, t: &mut Thread, number: u32, row: &Row, unit: &LoadedUnit) -> Result<()> {
        as_loaded(t, unit, |t| {
            let core = t.runtime.namespaces.find("clojure.core");
            let Some(var) = core.and_then(|core| core.var_of_library(number)) else { return Ok(()) };
            if !var.root.is_empty() {
                return Ok(());
            }
            let meta = var.made_meta();
            vm::run_chunk(t, unit, usize::from(row.chunk))?;
            // What the program has set is not overwritten.
            if let Some(meta) = meta {
                var.set_raw_meta(meta);
            }
            Ok(())
        })
    }
}

/// Runs `f` as the unit would be loaded, while no other thread does such a thing.
fn as_loaded(t: &mut Thread, unit: &LoadedUnit, f: impl FnOnce(&mut Thread) -> Result<()>) -> Result<()> {
    let path = unit.0.source_names().1.to_owned();
    alone(t, |t| {
        without_loader(t, |t| {
            with_file_bindings(t, &path, |t| {
                if let Some(core) = t.runtime.namespaces.find("clojure.core") {
                    let ns = CoreVars::of(t).ns.var().clone();
                    bindings::set(t, &ns, core.into())?;
                }
                f(t)
            })
        })
    })
}

/// Sees to it that a class of this name is there, if a chunk of the library defines it: by its constructor function or, if it is a
/// protocol's interface, by the protocol's var.
pub fn autoload_class(t: &mut Thread, name: &str) {
    let simple = name.rsplit('.').next().unwrap_or(name);
    let Some(core) = t.runtime.namespaces.find("clojure.core") else { return };
    let var = match simple.strip_prefix("PersistentStructMap") {
        Some(_) => core.find_var("create-struct"),
        None => core.find_var(&format!("->{simple}")).or_else(|| core.find_var(simple)),
    };
    if let Some(var) = var {
        var.root(t);
    }
}
