//! Threads and pools of a runtime, below the Java classes and the natives that offer them.
//!
//! [`launch`] begins OS threads and knows when a process has no work left; [`pool`] shares them among tasks, and
//! [`agents`] keeps the two pools that Clojure itself has. [`channel`] is under `clojure.core.async`. What blocks goes through `runtime::reference::wait`.

pub mod agents;
pub mod channel;
pub mod launch;
pub mod observe;
pub mod pool;
pub mod timer;
pub mod unseen;
