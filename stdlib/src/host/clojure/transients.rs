//! `IEditableCollection`, the transient interfaces, and chunks.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::coll::transient;
use runtime::error::Result;
use runtime::ops::transients as ops;
use runtime::seq::chunked::{ArrayChunk, ChunkBuffer, chunk_count, chunk_nth};
use runtime::{Ref, Thread, Value};

fn conj(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (coll, x) = (a[0].take(), a[1].take());
    ops::conj(t, coll, x)
}

fn assoc(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (coll, key, val) = (a[0].take(), a[1].take(), a[2].take());
    ops::assoc(t, coll, key, val)
}

fn without(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let coll = a[0].take();
    ops::dissoc(t, coll, &a[1])
}

fn disjoin(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let coll = a[0].take();
    ops::disj(t, coll, &a[1])
}

fn contains(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    bool_(transient::get(t, &a[0], &a[1])?.is_some())
}

fn get(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(transient::get(t, &a[0], &a[1])?.unwrap_or_default())
}

fn chunk_drop_first(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a[0].get::<ArrayChunk>() {
        Some(chunk) if !chunk.is_empty() => Ok(chunk.drop_first(1).into()),
        _ => Err(runtime::Error::illegal_state("dropFirst of empty chunk")),
    }
}

fn chunk_item(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let i = int_arg(&a[1])?;
    match usize::try_from(i).ok().and_then(|i| chunk_nth(&a[0], i)) {
        Some(found) => Ok(found),
        None if a.len() == 3 => Ok(a[2].take()),
        None => runtime::ops::nth(t, &a[0], &a[1]),
    }
}

/// `ChunkBuffer`'s constructor and methods, for code written before `chunk-buffer`.
fn buffer(a: &[Value]) -> Result<&Ref<ChunkBuffer>> {
    a[0].as_ref::<ChunkBuffer>().ok_or_else(|| not_a(&a[0], "clojure.lang.ChunkBuffer"))
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: &[f("asTransient", 1, |t, a| {
            let signature = "clojure.lang.ITransientCollection asTransient()";
            core_only(&a[0], "clojure.lang.IEditableCollection", signature)?;
            let coll = a[0].take();
            ops::to_transient(t, coll)
        })],
        ..class("clojure.lang.IEditableCollection")
    },
    ClassDef {
        methods: &[f("conj", 2, conj), f("persistent", 1, |t, a| ops::persistent(t, &a[0]))],
        ..class("clojure.lang.ITransientCollection")
    },
    ClassDef { methods: &[f("assoc", 3, assoc)], ..class("clojure.lang.ITransientAssociative") },
    ClassDef { methods: &[f("without", 2, without)], ..class("clojure.lang.ITransientMap") },
    ClassDef {
        methods: &[
            f("assocN", 3, assoc),
            f("pop", 1, |t, a| {
                let coll = a[0].take();
                ops::pop(t, coll)
            }),
        ],
        ..class("clojure.lang.ITransientVector")
    },
    ClassDef {
        methods: &[f("disjoin", 2, disjoin), f("contains", 2, contains), f("get", 2, get)],
        ..class("clojure.lang.ITransientSet")
    },
    ClassDef {
        methods: &[
            f("dropFirst", 1, chunk_drop_first),
            g("nth", 2, 3, chunk_item),
            f("count", 1, |_, a| int(chunk_count(&a[0]).unwrap_or(0))),
        ],
        ..class("clojure.lang.IChunk")
    },
    ClassDef {
        constructors: &[ctor(1, 1, |_, a| Ok(ChunkBuffer::new_value(int_arg(&a[0])?.max(0) as usize)))],
        methods: &[
            f("add", 2, |_, a| {
                let x = a[1].take();
                keep(&a[0], &x);
                buffer(a)?.add(x);
                void()
            }),
            f("chunk", 1, |_, a| Ok(buffer(a)?.chunk().into())),
            f("count", 1, |_, a| int(buffer(a)?.len())),
        ],
        ..class("clojure.lang.ChunkBuffer")
    },
];
