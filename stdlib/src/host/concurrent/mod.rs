//! Package `java.util.concurrent` and those below it. The machinery is in `crate::concurrent` and in
//! `runtime::reference::wait`; here are the classes.

pub mod accumulator;
pub mod atomic;
pub mod bulk;
pub mod completable;
pub mod completion;
pub mod executor;
pub mod executors;
pub mod fork_join;
pub mod future;
pub mod lock;
pub mod phaser;
pub mod queue;
pub mod stamped;
pub mod stamped_lock;
pub mod synchronizer;
pub mod unit;
