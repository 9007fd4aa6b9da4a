//! Metadata of any value: `meta`, `with-meta`. `clojure.lang.IMeta`, `IObj`.

use crate::coll::list::{EmptyList, List};
use crate::coll::queue::Queue;
use crate::coll::subvec::SubVector;
use crate::coll::vector::Vector;
use crate::coll::{map, set};
use crate::error::{Error, Result};
use crate::function::{Function, Native};
use crate::instance::{self, Instance};
use crate::multimethod::MultiFn;
use crate::namespace::Namespace;
use crate::object::{Kind, Ref};
use crate::protocol::ProtocolFn;
use crate::reference::{Agent, Atom};
use crate::seq::chunked::ChunkedCons;
use crate::seq::cons::Cons;
use crate::seq::cycle::Cycle;
use crate::seq::iterate::Iterate;
use crate::seq::lazy::{self, LazySeq};
use crate::seq::of_array::{ArgsSeq, ArraySeq};
use crate::seq::of_map::{EntryPartSeq, MapSeq};
use crate::seq::of_queue::QueueSeq;
use crate::seq::of_string::StringSeq;
use crate::seq::of_vector::{IndexedSeq, RSeq, VectorSeq};
use crate::seq::range::{LongRange, Range};
use crate::seq::repeat::Repeat;
use crate::seq::walk::by_type;
use crate::stm::TRef;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::value::Value;
use crate::var::{SharedSlot, Var};

/// The metadata that a value carries; nil for none. Vars add `:ns` and `:name`, see [`meta`].
fn plain_meta(v: &Value) -> Value {
    by_type! { v;
        Symbol => |x| x.meta.clone(),
        Vector => |x| x.meta().clone(),
        List => |x| x.meta.clone(),
        EmptyList => |x| x.meta.clone(),
        SubVector => |x| x.meta().clone(),
        Queue => |x| x.meta().clone(),
        Function => |x| x.meta.clone(),
        Native => |x| x.meta.clone(),
        Instance => |x| x.meta.clone(),
        Cons => |x| x.meta.clone(),
        LazySeq => |x| x.meta.clone(),
        ChunkedCons => |x| x.meta.clone(),
        VectorSeq => |x| x.meta.clone(),
        IndexedSeq => |x| x.meta.clone(),
        RSeq => |x| x.meta.clone(),
        MapSeq => |x| x.meta.clone(),
        EntryPartSeq => |x| x.meta.clone(),
        LongRange => |x| x.meta.clone(),
        Range => |x| x.meta.clone(),
        Repeat => |x| x.meta.clone(),
        Iterate => |x| x.meta.clone(),
        Cycle => |x| x.meta.clone(),
        StringSeq => |x| x.meta.clone(),
        ArraySeq => |x| x.meta.clone(),
        ArgsSeq => |x| x.meta.clone(),
        QueueSeq => |x| x.meta.clone(),
        MultiFn => |x| x.meta.get(),
        ProtocolFn => |x| x.meta.clone(),
        else match v.kind() {
            Some(Kind::HashSet | Kind::SortedSet) => set::meta(v),
            _ => reference_slot(v).map_or_else(|| map::meta(v), SharedSlot::get),
        },
    }
}

/// Where a mutable reference keeps its metadata.
fn reference_slot(v: &Value) -> Option<&SharedSlot> {
    by_type! { v;
        Atom => |x| Some(&x.watched.meta),
        TRef => |x| Some(&x.watched.meta),
        Agent => |x| Some(&x.watched.meta),
        Namespace => |x| Some(&x.meta),
        else None,
    }
}

/// `(meta x)`
pub fn meta(t: &mut Thread, v: &Value) -> Result<Value> {
    if !v.is_object() {
        return Ok(Value::NIL);
    }
    if let Some(var) = v.as_ref::<Var>() {
        return var_meta(t, var);
    }
    if v.as_ref::<Instance>().is_some_and(takes_no_meta)
        && let Some(result) = instance::call(t, v, "meta", &mut [])
    {
        return result;
    }
    Ok(plain_meta(v))
}

fn var_meta(t: &mut Thread, var: &Ref<Var>) -> Result<Value> {
    let mut meta = var.raw_meta(t);
    if var.has_whole_meta() {
        return Ok(meta);
    }
    if meta.is_nil() {
        meta = map::empty();
    }
    let key = t.runtime.keyword("name");
    meta = map::assoc(t, meta, key.into(), var.name.to_value())?;
    if let Some(ns) = &var.ns {
        let key = t.runtime.keyword("ns");
        meta = map::assoc(t, meta, key.into(), ns.to_value())?;
    }
    Ok(meta)
}

/// Fails unless a value can be metadata.
pub fn check_meta(meta: &Value) -> Result<()> {
    if meta.is_nil() || crate::ops::is_map(meta) {
        return Ok(());
    }
    Err(Error::cannot_cast(meta, "clojure.lang.IPersistentMap"))
}

/// `(with-meta x meta)`; in place if `x` is the only reference.
pub fn with_meta(t: &mut Thread, v: Value, meta: Value) -> Result<Value> {
    check_meta(&meta)?;
    if map::is_map(&v) {
        return Ok(map::with_meta(v, meta));
    }
    if set::is_set(&v) {
        return Ok(set::with_meta(v, meta));
    }
    if v.is::<Instance>() {
        return instance_with_meta(t, v, meta);
    }
    macro_rules! seqs {
        ($( $type:ident { $($field:ident),* } )*) => {
            $( if let Some(x) = v.get::<$type>() {
                return Ok(Ref::new($type { meta, $( $field: x.$field.clone() ),* }).into());
            } )*
        };
    }
    seqs! {
        Cons { first, rest }
        ChunkedCons { chunk, offset, more }
        VectorSeq { vector, index }
        IndexedSeq { vector, index }
        RSeq { vector, index }
        EntryPartSeq { seq, vals }
        LongRange { start, step, count }
        Range { start, end, step, up }
        Repeat { value, count }
        ArraySeq { array, index }
        ArgsSeq { items, index }
        QueueSeq { queue, index }
    }
    with_meta_of_others(t, v, meta)
}

fn with_meta_of_others(t: &mut Thread, v: Value, meta: Value) -> Result<Value> {
    by_type! { v;
        Symbol => |s| return Ok(s.with_meta(meta).into()),
        EmptyList => |_e| return Ok(EmptyList::with_meta(meta)),
        LazySeq => |s| {
            let seq = lazy::force(t, s)?;
            return Ok(LazySeq::realized_with_meta(seq, meta));
        },
        MapSeq => |s| return Ok(s.with_meta(meta)),
        StringSeq => |s| return Ok(s.with_meta(meta)),
        Iterate => |s| return s.with_meta(t, meta),
        Cycle => |s| return s.with_meta(t, meta),
        ProtocolFn => |f| return Ok(f.with_meta(meta)),
        Function => |f| {
            let body = Function { code: f.code.clone(), meta, captures: f.captures };
            return Ok(Ref::with_tail(body, f.tail().iter().cloned()).into());
        },
        Native => |f| return Ok(Ref::new(Native { meta, name: f.name.clone(), def: f.def }).into()),
        else {},
    }
    match v.kind() {
        Some(Kind::Vector) => v.downcast::<Vector>().map(|v| v.with_meta(meta).into()),
        Some(Kind::List) => v.downcast::<List>().map(|v| v.with_meta(meta).into()),
        Some(Kind::SubVector) => v.downcast::<SubVector>().map(|v| v.with_meta(meta).into()),
        Some(Kind::Queue) => v.downcast::<Queue>().map(|v| v.with_meta(meta).into()),
        _ => Err(v),
    }
    .map_err(|v| Error::cannot_cast(&v, "clojure.lang.IObj"))
}

fn instance_with_meta(t: &mut Thread, v: Value, meta: Value) -> Result<Value> {
    if v.as_ref::<Instance>().is_some_and(takes_no_meta) {
        return instance::call(t, &v, "withMeta", &mut [meta])
            .unwrap_or_else(|| Err(Error::cannot_cast(&v, "clojure.lang.IObj")));
    }
    match v.downcast::<Instance>() {
        Ok(mut object) => {
            object.unique().0.meta = meta;
            Ok(object.into())
        }
        Err(other) => Err(Error::cannot_cast(&other, "clojure.lang.IObj")),
    }
}

/// Records and `reify` objects carry metadata; a `deftype` has to provide it by methods.
fn takes_no_meta(i: &Ref<Instance>) -> bool {
    i.info().is_none_or(|i| i.flavour == instance::TypeFlavour::Type)
}

fn mutable_slot(v: &Value) -> Result<&SharedSlot> {
    if let Some(f) = v.get::<MultiFn>() {
        return Ok(&f.meta);
    }
    reference_slot(v).ok_or_else(|| Error::cannot_cast(v, "clojure.lang.IReference"))
}

/// `(reset-meta! reference meta)`
pub fn reset_meta(t: &mut Thread, v: &Value, meta: Value) -> Result<Value> {
    check_meta(&meta)?;
    let Some(var) = v.get::<Var>() else {
        mutable_slot(v)?.set(meta.clone());
        return Ok(meta);
    };
    let mut flag = |name: &str| -> Result<bool> {
        let key = t.runtime.keyword(name).to_value();
        Ok(crate::ops::get(t, &meta, &key)?.is_truthy())
    };
    let (private, is_macro) = (flag("private")?, flag("macro")?);
    var.set_private(private);
    var.set_macro(is_macro);
    var.set_whole_meta(meta.clone());
    Ok(meta)
}
