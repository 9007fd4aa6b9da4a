//! Thread bindings of dynamic vars: `binding`, `set!`, conveyance. `clojure.lang.Var.Frame`.
//!
//! A frame holds every binding in force, its own and inherited, so that a read looks at one table; it
//! links to the frame before it. A box knows the thread that made it, so `set!` from another one,
//! to which the bindings were conveyed, is refused.

use crate::cell::ValueCell;
use crate::coll::map;
use crate::error::{Error, Result};
use crate::object::{Ref, Traced, Visitor, VisitorMut};
use crate::reference::{Unbound, watch};
use crate::sync::Arc;
use crate::thread::{Control, Thread};
use crate::value::Value;
use crate::var::Var;

/// One level of bindings.
pub struct BindingFrame {
    /// What is bound besides `own`. Frames that inherit it, and those conveyed to other threads, share it.
    table: Option<Ref<BindingTable>>,
    /// One binding that the table lacks or has another box for, so that `binding` of one var and a send to an agent copy no table.
    own: Option<Binding>,
    previous: Option<Ref<BindingFrame>>,
}

crate::heap!(BindingFrame: BindingFrame { table, own, previous });

/// A var and its box.
type Binding = (Ref<Var>, Ref<BindingBox>);

/// Bindings of many vars.
pub struct BindingTable {
    /// Sorted by the address of the var.
    boxes: Vec<Binding>,
}

crate::heap!(BindingTable: BindingTable { boxes });

/// The cell of one binding.
pub struct BindingBox {
    value: ValueCell,
    owner: Owner,
}

crate::heap!(BindingBox: BindingBox { value, owner });

/// The control block identifies the thread, and cannot be reused while the box lives.
struct Owner(Arc<Control>);

impl Traced for Owner {
    fn visit(&self, _: &mut impl Visitor) {}
    fn visit_mut(&mut self, _: &mut impl VisitorMut) {}
}

impl BindingFrame {
    fn find(&self, var: &Ref<Var>) -> Option<&Ref<BindingBox>> {
        if let Some((_, own)) = self.own.as_ref().filter(|(v, _)| Ref::same(v, var)) {
            return Some(own);
        }
        let boxes = &self.table.as_ref()?.boxes;
        let at = boxes.binary_search_by_key(&var.address(), |(v, _)| v.address()).ok()?;
        Some(&boxes[at].1)
    }

    /// All that is bound, each var once, sorted by address.
    fn boxes(&self) -> Vec<Binding> {
        let mut boxes = self.table.as_ref().map_or_else(Vec::new, |table| table.boxes.clone());
        if let Some(own) = &self.own {
            put(&mut boxes, own.clone());
        }
        boxes
    }
}

fn table(boxes: Vec<Binding>) -> Option<Ref<BindingTable>> {
    (!boxes.is_empty()).then(|| Ref::new(BindingTable { boxes }))
}

fn frame(t: &Thread) -> Option<&Ref<BindingFrame>> {
    t.bindings.as_ref::<BindingFrame>()
}

/// The var's value in this thread's bindings, if it has one.
#[inline]
pub fn bound(t: &Thread, var: &Ref<Var>) -> Option<Value> {
    if !var.is_thread_bound() {
        return None;
    }
    frame(t)?.find(var).map(|b| b.value.load())
}

/// The var's value: binding, root or the unbound object.
#[inline]
pub fn deref(t: &mut Thread, var: &Ref<Var>) -> Value {
    bound(t, var).or_else(|| var.root(t)).unwrap_or_else(|| Unbound::new_value(var))
}

/// The same for a var whose root was made at the start; nil if it was not.
#[inline]
pub fn present(t: &Thread, var: &Ref<Var>) -> Value {
    bound(t, var).or_else(|| var.made_root()).unwrap_or_default()
}

/// `push-thread-bindings` with vars and values.
pub fn push(t: &mut Thread, bindings: Vec<(Ref<Var>, Value)>) -> Result<()> {
    let mut new = Vec::with_capacity(bindings.len());
    for (var, value) in bindings {
        if !var.is_dynamic() {
            return Err(Error::illegal_state(format!("Can't dynamically bind non-dynamic var: {}", var.full_name())));
        }
        let validator = var.validator.get();
        watch::validate_with(t, &validator, &value)?;
        new.push(bind(t, var, value));
    }
    let (table, own) = match <[Binding; 1]>::try_from(new) {
        Ok([only]) => (table_beside(t, &only.0), Some(only)),
        Err(new) => {
            let mut boxes = frame(t).map_or_else(Vec::new, |f| f.boxes());
            new.into_iter().for_each(|binding| put(&mut boxes, binding));
            (table(boxes), None)
        }
    };
    let previous = frame(t).cloned();
    t.bindings = Ref::new(BindingFrame { table, own, previous }).into();
    Ok(())
}

/// The table of a frame in which besides what is in force now `var` is bound by itself. What the thread's frame has bound by
/// itself is put into a table first, and stays there: the next frame beside this one shares it.
fn table_beside(t: &mut Thread, var: &Ref<Var>) -> Option<Ref<BindingTable>> {
    let top = frame(t)?;
    if top.own.as_ref().is_none_or(|(own, _)| Ref::same(own, var)) {
        return top.table.clone();
    }
    let (table, previous) = (table(top.boxes()), top.previous.clone());
    t.bindings = Ref::new(BindingFrame { table: table.clone(), own: None, previous }).into();
    table
}

/// A new box for a var.
fn bind(t: &Thread, var: Ref<Var>, value: Value) -> Binding {
    var.set_thread_bound();
    let owner = Owner(t.control.clone());
    (var, Ref::new(BindingBox { value: ValueCell::new(value), owner }))
}

/// Puts a binding among others, in the place of one for the same var.
fn put(boxes: &mut Vec<Binding>, binding: Binding) {
    match boxes.binary_search_by_key(&binding.0.address(), |(v, _)| v.address()) {
        Ok(at) => boxes[at] = binding,
        Err(at) => boxes.insert(at, binding),
    }
}

/// `push-thread-bindings` with a map.
pub fn push_map(t: &mut Thread, bindings: &Value) -> Result<()> {
    let mut pairs = Vec::new();
    for (var, value) in map::entries(bindings) {
        match var.downcast::<Var>() {
            Ok(var) => pairs.push((var, value)),
            Err(other) => return Err(Error::cannot_cast(&other, "clojure.lang.Var")),
        }
    }
    push(t, pairs)
}

/// `pop-thread-bindings`.
pub fn pop(t: &mut Thread) -> Result<()> {
    let Some(top) = frame(t) else {
        return Err(Error::illegal_state("Pop without matching push"));
    };
    t.bindings = top.previous.as_ref().map_or(Value::NIL, Ref::to_value);
    Ok(())
}

/// `get-thread-bindings`: a map of vars to values.
pub fn all(t: &mut Thread) -> Result<Value> {
    let boxes = frame(t).map_or_else(Vec::new, |f| f.boxes());
    let mut result = map::empty();
    for (var, cell) in boxes {
        result = map::assoc(t, result, var.into(), cell.value.load())?;
    }
    Ok(result)
}

/// `set!` and `var-set`: changes this thread's binding.
pub fn set(t: &mut Thread, var: &Ref<Var>, value: Value) -> Result<()> {
    let cell = if var.is_thread_bound() { frame(t).and_then(|f| f.find(var)).cloned() } else { None };
    let name = || var.name.full_name();
    let Some(cell) = cell else {
        return Err(Error::illegal_state(format!("Can't change/establish root binding of: {} with set", name())));
    };
    let validator = var.validator.get();
    watch::validate_with(t, &validator, &value)?;
    if !Arc::ptr_eq(&cell.owner.0, &t.control) {
        return Err(Error::illegal_state(format!("Can't set!: {} from non-binding thread", name())));
    }
    cell.value.store(t, value);
    Ok(())
}

/// `thread-bound?` for one var.
pub fn is_bound(t: &Thread, var: &Ref<Var>) -> bool {
    var.is_thread_bound() && frame(t).is_some_and(|f| f.find(var).is_some())
}

/// `get-thread-binding-frame` and the conveyance of bindings to other threads: the same boxes in a frame
/// without predecessor. Nil when nothing is bound.
pub fn convey(t: &Thread) -> Value {
    match frame(t) {
        Some(f) if f.previous.is_none() => f.to_value(),
        Some(f) => Ref::new(BindingFrame { table: f.table.clone(), own: f.own.clone(), previous: None }).into(),
        None => Value::NIL,
    }
}

/// The same with one more binding.
pub fn convey_with(t: &mut Thread, var: &Ref<Var>, value: Value) -> Value {
    let own = bind(t, var.clone(), value);
    let table = table_beside(t, var);
    Ref::new(BindingFrame { table, own: Some(own), previous: None }).into()
}

/// The frame that the thread has, but for one var.
pub fn without(t: &Thread, var: &Ref<Var>) -> Value {
    let Some(f) = frame(t) else { return Value::NIL };
    let boxes = f.boxes().into_iter().filter(|(v, _)| !Ref::same(v, var)).collect();
    Ref::new(BindingFrame { table: table(boxes), own: None, previous: f.previous.clone() }).into()
}

/// `reset-thread-binding-frame`: takes bindings that were conveyed.
pub fn reset(t: &mut Thread, frame: Value) {
    t.bindings = frame;
}
