//! Multimethods: dispatch on any value through a hierarchy. `clojure.lang.MultiFn`.
//!
//! The VM calls the dispatch function, asks [`Ref::<MultiFn>::find_method`] for the method and calls that with
//! the same arguments. The table of methods and preferences are Clojure maps, replaced as a whole under a lock
//! that is not held while anything is compared; found methods are cached until the table or the
//! hierarchy changes. Also here: `isa?` over a hierarchy map.

use crate::cell::RootCell;
use crate::class::Class;
use crate::coll::{map, set};
use crate::equality::equiv;
use crate::error::{Error, Result};
use crate::object::Ref;
use crate::seq::of_vector::{vector_len, vector_nth};
use crate::string::Str;
use crate::sync::{AtomicU64, Ordering};
use crate::thread::Thread;
use crate::value::Value;
use crate::var::SharedSlot;

/// A multimethod.
pub struct MultiFn {
    pub name: Ref<Str>,
    pub dispatch: Value,
    /// The dispatch value of the default method.
    pub default: Value,
    /// A reference to the hierarchy, usually the var `clojure.core/global-hierarchy`.
    pub hierarchy: Value,
    pub meta: SharedSlot,
    methods: SharedSlot,
    prefers: SharedSlot,
    cache: RootCell,
    /// Moves with every change of methods or preferences.
    version: AtomicU64,
}

crate::heap!(MultiFn: MultiFn { name, dispatch, default, hierarchy, meta, methods, prefers, cache });

/// What was found so far: valid for one version and one hierarchy.
pub struct DispatchCache {
    version: u64,
    hierarchy: Value,
    /// A map of dispatch values to methods.
    found: Value,
}

crate::heap!(DispatchCache: DispatchCache { hierarchy, found });

/// How many dispatch values a cache holds at most, so that dispatch on data cannot fill the memory.
const CACHE_LIMIT: usize = 1024;

fn or_empty(map: Value) -> Value {
    if map.is_nil() { map::empty() } else { map }
}

impl MultiFn {
    pub fn new_ref(name: &str, dispatch: Value, default: Value, hierarchy: Value) -> Ref<MultiFn> {
        Ref::new(MultiFn {
            name: Str::new(name),
            dispatch,
            default,
            hierarchy,
            meta: SharedSlot::default(),
            methods: SharedSlot::default(),
            prefers: SharedSlot::default(),
            cache: RootCell::empty(),
            version: AtomicU64::new(0),
        })
    }

    /// `methods`: dispatch values to functions.
    pub fn methods(&self) -> Value {
        or_empty(self.methods.get())
    }

    /// `prefers`: dispatch values to sets of those they are preferred to.
    pub fn prefers(&self) -> Value {
        or_empty(self.prefers.get())
    }

    /// Moves with every change of methods or preferences.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    fn changed(&self) {
        self.version.fetch_add(1, Ordering::Release);
    }

    /// `defmethod`
    pub fn add_method(&self, t: &mut Thread, dispatch_value: Value, method: Value) -> Result<()> {
        let methods = self.methods.get();
        // Clojure keeps methods in a hash map, whose order shows in `methods`.
        let methods = if methods.is_nil() { crate::coll::hash_map::empty().into() } else { methods };
        self.methods.set(map::assoc(t, methods, dispatch_value, method)?);
        self.changed();
        Ok(())
    }

    /// `remove-method`
    pub fn remove_method(&self, t: &mut Thread, dispatch_value: &Value) -> Result<()> {
        self.methods.set(map::dissoc(t, self.methods(), dispatch_value)?);
        self.changed();
        Ok(())
    }

    /// `remove-all-methods`
    pub fn reset(&self) {
        self.methods.set(Value::NIL);
        self.prefers.set(Value::NIL);
        self.changed();
    }

    fn current_hierarchy(&self, t: &mut Thread) -> Result<Value> {
        crate::ops::deref(t, &self.hierarchy)
    }

    /// `prefer-method`: a conflict is an error.
    pub fn prefer(&self, t: &mut Thread, preferred: Value, other: Value) -> Result<()> {
        let hierarchy = self.current_hierarchy(t)?;
        if self.is_preferred(t, &hierarchy, &other, &preferred)? {
            let (a, b) = (text(t, &other)?, text(t, &preferred)?);
            let name = self.name.to_string_lossy();
            return Err(Error::illegal_state(format!(
                "Preference conflict in multimethod '{name}': {a} is already preferred to {b}"
            )));
        }
        let prefers = self.prefers.get();
        let prefers = if prefers.is_nil() { crate::coll::hash_map::empty().into() } else { prefers };
        let below = map::get(t, &prefers, &preferred)?.unwrap_or_else(set::empty);
        let below = set::conj(t, below, other)?;
        self.prefers.set(map::assoc(t, prefers, preferred, below)?);
        self.changed();
        Ok(())
    }

    /// Is `x` preferred to `y`: directly, to a parent of `y`, or through a parent of `x`?
    fn is_preferred(&self, t: &mut Thread, hierarchy: &Value, x: &Value, y: &Value) -> Result<bool> {
        t.descend(|t| {
            let prefers = self.prefers();
            if let Some(below) = map::get(t, &prefers, x)?
                && set::contains(t, &below, y)?
            {
                return Ok(true);
            }
            for parent in parents(t, hierarchy, y)? {
                if self.is_preferred(t, hierarchy, x, &parent)? {
                    return Ok(true);
                }
            }
            for parent in parents(t, hierarchy, x)? {
                if self.is_preferred(t, hierarchy, &parent, y)? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    fn dominates(&self, t: &mut Thread, hierarchy: &Value, x: &Value, y: &Value) -> Result<bool> {
        Ok(self.is_preferred(t, hierarchy, x, y)? || is_a(t, hierarchy, x, y)?)
    }

    /// The method for a dispatch value by the hierarchy, or the default method, or nil: `get-method`.
    pub fn get_method(&self, t: &mut Thread, dispatch_value: &Value) -> Result<Value> {
        let hierarchy = self.current_hierarchy(t)?;
        let version = self.version.load(Ordering::Acquire);
        let cache = self.cache.load();
        let cache = cache.as_ref().and_then(|c| c.get::<DispatchCache>());
        let cache = cache.filter(|c| c.version == version && c.hierarchy.identical(&hierarchy));
        if let Some(cache) = cache
            && let Some(found) = map::get(t, &cache.found, dispatch_value)?
        {
            return Ok(found);
        }
        let found = self.look_up(t, &hierarchy, dispatch_value)?;
        if !found.is_nil() {
            let known = cache.map_or(Value::NIL, |c| c.found.clone());
            let known = if map::count(&known) >= CACHE_LIMIT { Value::NIL } else { known };
            let known = map::assoc(t, or_empty(known), dispatch_value.clone(), found.clone())?;
            let cache = Ref::new(DispatchCache { version, hierarchy, found: known });
            self.cache.store(t, Some(cache.into()));
        }
        Ok(found)
    }

    fn look_up(&self, t: &mut Thread, hierarchy: &Value, dispatch_value: &Value) -> Result<Value> {
        let methods = self.methods();
        let mut best: Option<(Value, Value)> = None;
        for (key, method) in map::entries(&methods) {
            if !is_a(t, hierarchy, dispatch_value, &key)? {
                continue;
            }
            let replace = match &best {
                None => true,
                Some((best, _)) => self.dominates(t, hierarchy, &key, best)?,
            };
            if replace {
                best = Some((key.clone(), method));
            }
            if let Some((best, _)) = &best
                && !replace
                && !self.dominates(t, hierarchy, best, &key)?
            {
                return Err(self.ambiguous(t, dispatch_value, &key, best)?);
            }
        }
        match best {
            Some((_, method)) => Ok(method),
            None => Ok(map::get(t, &methods, &self.default)?.unwrap_or_default()),
        }
    }

    #[cold]
    fn ambiguous(&self, t: &mut Thread, dispatch_value: &Value, a: &Value, b: &Value) -> Result<Error> {
        let name = self.name.to_string_lossy();
        let (dispatch_value, a, b) = (text(t, dispatch_value)?, text(t, a)?, text(t, b)?);
        Ok(Error::illegal_argument(format!(
            "Multiple methods in multimethod '{name}' match dispatch value: {dispatch_value} -> {a} and {b}, and \
             neither is preferred"
        )))
    }
}

impl Ref<MultiFn> {
    /// The method for a dispatch value; none is an error.
    pub fn find_method(&self, t: &mut Thread, dispatch_value: &Value) -> Result<Value> {
        let found = self.get_method(t, dispatch_value)?;
        if !found.is_nil() {
            return Ok(found);
        }
        let name = self.name.to_string_lossy();
        let value = text(t, dispatch_value)?;
        Err(Error::illegal_argument(format!("No method in multimethod '{name}' for dispatch value: {value}")))
    }
}

/// What Java's `toString` gives, as the messages have it.
fn text(t: &mut Thread, v: &Value) -> Result<String> {
    if v.is_nil() {
        return Ok("null".into());
    }
    crate::print::print_str(t, v).map(|s| match v.as_ref::<Class>() {
        Some(class) if class.is_interface() => format!("interface {s}"),
        Some(_) => format!("class {s}"),
        None => s,
    })
}

/// A part of a hierarchy (`:parents`, `:ancestors`) for a tag: a set, or nil.
fn relation(t: &mut Thread, hierarchy: &Value, name: &str, tag: &Value) -> Result<Value> {
    let key = t.runtime.keyword(name);
    let Some(table) = map::get(t, hierarchy, &key.into())? else { return Ok(Value::NIL) };
    Ok(map::get(t, &table, tag)?.unwrap_or_default())
}

/// `parents`: what the hierarchy says, and for classes the superclass and interfaces.
fn parents(t: &mut Thread, hierarchy: &Value, tag: &Value) -> Result<Vec<Value>> {
    let declared = relation(t, hierarchy, "parents", tag)?;
    let mut out: Vec<Value> = set::iter(&declared).cloned().collect();
    if let Some(class) = tag.as_ref::<Class>() {
        out.extend(t.runtime.classes.parents(class).into_iter().map(Value::from));
    }
    Ok(out)
}

/// `(isa? hierarchy child parent)`
pub fn is_a(t: &mut Thread, hierarchy: &Value, child: &Value, parent: &Value) -> Result<bool> {
    if equiv(t, child, parent)? {
        return Ok(true);
    }
    let ancestors = relation(t, hierarchy, "ancestors", child)?;
    if set::contains(t, &ancestors, parent)? {
        return Ok(true);
    }
    if let Some(class) = child.as_ref::<Class>() {
        if let Some(above) = parent.as_ref::<Class>()
            && t.runtime.classes.is_subclass(class, above)
        {
            return Ok(true);
        }
        return class_derives(t, hierarchy, class, parent);
    }
    let (Some(n), Some(m)) = (vector_len(child), vector_len(parent)) else { return Ok(false) };
    if n != m {
        return Ok(false);
    }
    t.descend(|t| {
        for i in 0..n {
            let (Some(a), Some(b)) = (vector_nth(child, i), vector_nth(parent, i)) else { return Ok(false) };
            if !is_a(t, hierarchy, &a, &b)? {
                return Ok(false);
            }
        }
        Ok(true)
    })
}

/// Does something above the class derive from the parent?
fn class_derives(t: &mut Thread, hierarchy: &Value, class: &Ref<Class>, parent: &Value) -> Result<bool> {
    let mut seen: Vec<usize> = Vec::new();
    let mut pending = t.runtime.classes.parents(class);
    while let Some(above) = pending.pop() {
        if seen.contains(&above.address()) {
            continue;
        }
        seen.push(above.address());
        let ancestors = relation(t, hierarchy, "ancestors", &above.as_value())?;
        if set::contains(t, &ancestors, parent)? {
            return Ok(true);
        }
        pending.extend(t.runtime.classes.parents(&above));
    }
    Ok(false)
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::coll::vector;
    use crate::reference::Atom;
    use crate::runtime::Runtime;
    use crate::sync::Arc;

    /// A hierarchy in which `:sq` derives from `:shape` and `:poly`.
    fn hierarchy(t: &mut Thread) -> Value {
        let k = |t: &mut Thread, name: &str| Value::from(t.runtime.keyword(name));
        let (sq, shape, poly) = (k(t, "sq"), k(t, "shape"), k(t, "poly"));
        let above = set::from_iter(t, [shape, poly]).unwrap();
        let table = map::from_pairs(t, vec![(sq, above)]).unwrap();
        let (parents, ancestors) = (k(t, "parents"), k(t, "ancestors"));
        map::from_pairs(t, vec![(parents, table.clone()), (ancestors, table)]).unwrap()
    }

    fn message(result: Result<Value>) -> String {
        result.map_or_else(|e| format!("{e}"), |v| format!("{v:?}"))
    }

    #[test]
    fn dispatch_follows_hierarchy_and_preferences() {
        let mut t = Thread::new(&Arc::new(Runtime::default()));
        let t = &mut t;
        let h = hierarchy(t);
        let k = |t: &mut Thread, name: &str| Value::from(t.runtime.keyword(name));
        let (sq, shape, poly, other) = (k(t, "sq"), k(t, "shape"), k(t, "poly"), k(t, "other"));
        let default = k(t, "default");
        let f = MultiFn::new_ref("f", Value::NIL, default.clone(), Atom::new_ref(h.clone()).into());
        f.add_method(t, shape.clone(), Value::long(1)).unwrap();
        assert_eq!(f.find_method(t, &sq).unwrap().as_long(), Some(1));
        assert!(f.get_method(t, &other).unwrap().is_nil());
        let none = message(f.find_method(t, &other));
        assert!(
            none.starts_with("java.lang.IllegalArgumentException: No method in multimethod 'f' for dispatch value: ")
        );
        f.add_method(t, poly.clone(), Value::long(2)).unwrap();
        let both = message(f.find_method(t, &sq));
        assert!(both.contains("Multiple methods in multimethod 'f' match dispatch value"), "{both}");
        f.prefer(t, poly.clone(), shape.clone()).unwrap();
        assert_eq!(f.find_method(t, &sq).unwrap().as_long(), Some(2));
        let conflict = f.prefer(t, shape.clone(), poly.clone()).unwrap_err();
        assert!(conflict.0.message_text().unwrap().starts_with("Preference conflict in multimethod 'f'"));
        f.add_method(t, default, Value::long(0)).unwrap();
        assert_eq!(f.find_method(t, &other).unwrap().as_long(), Some(0));
        f.remove_method(t, &poly).unwrap();
        assert_eq!(f.find_method(t, &sq).unwrap().as_long(), Some(1));
        let pair = |a: &Value, b: &Value| Value::from(vector::from_vec(vec![a.clone(), b.clone()]));
        assert!(is_a(t, &h, &pair(&sq, &sq), &pair(&shape, &poly)).unwrap());
        assert!(!is_a(t, &h, &pair(&sq, &other), &pair(&shape, &poly)).unwrap());
    }
}
