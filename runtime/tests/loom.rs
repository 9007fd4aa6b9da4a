//! Models of the runtime's lock-free algorithms: every interleaving of a few steps of two or three threads,
//! with at most two preemptions each, under the memory model of C11 (as far as `loom` covers it).
//!
//! The counts, the epochs, the cell of lazy seqs, the lists of blocks that other threads release, the berths of what is taken
//! and brought back, the permits of threads, the queue in which they wait, the turns of virtual ones and channels are the files of `src` unchanged. The objects and shared
//! cells around them are models, without `unsafe`: an object is a place in a table, its memory two relaxed
//! atomics whose old values a thread may see unless something orders them. Freeing marks the object.
//!
//! Built under `--cfg loom` only; `.ci/loom` runs it. `LOOM_MAX_PREEMPTIONS` changes the bound. Does not model the
//! sixteen-byte compare-and-swap itself, nor the walks that publish and free.

#![cfg(loom)]

/// Channels name the runtime as the crate they are in does; here it is the modules below.
extern crate self as runtime;

#[path = "../src/berth.rs"]
#[allow(dead_code)]
mod berth;
#[path = "../../stdlib/src/concurrent/channel.rs"]
#[allow(dead_code)]
mod channel;
#[path = "../src/object/count.rs"]
#[allow(dead_code)]
mod count;
#[path = "../src/epoch.rs"]
#[allow(dead_code)]
mod epoch;
#[path = "../src/park.rs"]
#[allow(dead_code)]
mod park;
#[path = "../src/heap/remote.rs"]
#[allow(dead_code)]
mod remote;
#[path = "../src/roster.rs"]
#[allow(dead_code)]
mod roster;
#[path = "../src/sync.rs"]
#[allow(dead_code, unused_imports)]
mod sync;
#[path = "../src/sync_lazy.rs"]
#[allow(dead_code)]
mod sync_lazy;

#[path = "../src/turn.rs"]
#[allow(dead_code)]
mod turn;
#[path = "../src/wait_queue.rs"]
#[allow(dead_code)]
mod wait_queue;

#[path = "loom/berth.rs"]
mod berths;
#[path = "loom/cells.rs"]
mod cells;
#[path = "loom/channel.rs"]
mod channels;
#[path = "loom/counts.rs"]
mod counts;
#[path = "loom/lazy.rs"]
mod lazy;
#[path = "loom/park.rs"]
mod parking;
#[path = "loom/remote.rs"]
mod remote_lists;
#[path = "loom/turn.rs"]
mod turns;
#[path = "loom/wait.rs"]
mod waiting;
#[path = "loom/world.rs"]
mod world;

/// What `sync_lazy.rs` and channels need of the object machinery; the models never walk a graph.
mod object {
    pub use crate::channels::Shared;
    use crate::value::Value;

    pub trait Visitor {
        fn value(&mut self, value: &Value);
    }

    pub trait VisitorMut {
        fn value(&mut self, value: Value);
    }

    #[allow(dead_code)]
    pub trait Traced {
        fn visit(&self, visitor: &mut impl Visitor);
        fn visit_mut(&mut self, visitor: &mut impl VisitorMut);
    }
}

mod value {
    pub use crate::lazy::Value;
}

// What channels need.

use channels::{Thread, Value};

mod reference {
    pub mod wait {
        pub use crate::channels::Waitable;
    }
}

mod thread {
    pub use crate::channels::Control;
}
