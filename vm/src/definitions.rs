//! Definitions of functions that wait until their var is used.
//!
//! A top-level form of the image that does nothing but define a function is not run: its var is interned, learns its flags, and keeps
//! where to find the rest ([`runtime::var::Pending`]). Nor are forms run that only name or declare a var. The function is made when the root is first read, the metadata when it is first
//! asked for.

use crate::LoadedUnit;
use crate::link::LinkedUnit;
use crate::natives::NativeTable;
use bytecode::lazy::{Chunk, Definition};
use runtime::namespace::{self, Namespace};
use runtime::object::Shared;
use runtime::symbol::Symbol;
use runtime::sync::Arc;
use runtime::var::{Pending, Provider, Var};
use runtime::{Ref, Result, Thread, Value};

/// The definitions of a unit, while it is loaded.
pub struct Definitions {
    unit: Arc<LinkedUnit>,
    provider: Arc<dyn Provider>,
    natives: Arc<NativeTable>,
    /// The namespace of the definition before.
    ns: Option<Ref<Namespace>>,
}

impl Definitions {
    /// Those of a unit that is decoded piece by piece.
    pub fn of(t: &Thread, unit: &LoadedUnit) -> Option<Definitions> {
        unit.0.lazy()?;
        let natives = t.runtime.extension::<NativeTable>();
        let provider = Arc::new(Later { unit: unit.0.clone(), natives: natives.clone() });
        Some(Definitions { unit: unit.0.clone(), provider, natives, ns: None })
    }

    /// Leaves a chunk's definition to its var; false if the chunk has to be run.
    pub fn define(&mut self, t: &mut Thread, chunk: usize) -> Result<bool> {
        let unit = self.unit.clone();
        let Some(lazy) = unit.lazy() else { return Ok(false) };
        let found = match lazy.chunk(chunk) {
            Chunk::Defines(found) if self.is_known(lazy, &found) => found,
            Chunk::Names { ns, name } => {
                self.var(t, ns, name);
                return Ok(true);
            }
            Chunk::Nothing => return Ok(true),
            Chunk::Defines(_) | Chunk::Other => return Ok(false),
        };
        let var = self.var(t, found.ns, found.name);
        if !var.set_pending(Pending { provider: self.provider.clone(), number: chunk as u32 }) {
            return Ok(false);
        }
        if found.dynamic {
            var.set_dynamic(true);
        }
        var.set_private(found.private);
        var.set_macro(found.is_macro);
        Ok(true)
    }

    /// The var of this name, as `constants` finds that of a var constant.
    fn var(&mut self, t: &mut Thread, ns: &str, name: &str) -> Ref<Var> {
        let ns = match &self.ns {
            Some(known) if known.name_str() == ns => known.clone(),
            _ => match namespace::find(t, ns) {
                Some(found) => found,
                None => t.runtime.namespaces.find_or_create(&Symbol::from_parts(None, ns)),
            },
        };
        let var = ns.intern_text(name).unwrap_or_else(|| ns.intern_replacing(&Symbol::from_parts(None, name)));
        self.ns = Some(ns);
        var
    }

    /// Is what it defines there? If not, running the chunk gives the error.
    fn is_known(&self, unit: &bytecode::lazy::LazyUnit, found: &Definition<'_>) -> bool {
        unit.native_constant(found.value).is_none_or(|name| self.natives.find(name).is_some())
    }
}

/// Makes what was left.
struct Later {
    unit: Arc<LinkedUnit>,
    natives: Arc<NativeTable>,
}

impl Later {
    fn definition(&self, number: u32) -> Option<Definition<'_>> {
        self.unit.lazy()?.definition(number as usize)
    }
}

impl Provider for Later {
    fn root(&self, _: &mut Thread, number: u32) -> Option<Shared> {
        self.unit.function_or_native(&self.natives, self.definition(number)?.value).ok()
    }

    fn meta(&self, t: &mut Thread, number: u32) -> Option<Value> {
        self.unit.literal(t, self.definition(number)?.meta?).ok()
    }
}
