//! Threads and pools of a runtime, below the Java classes and the natives that offer them.
//!
//! [`launch`] begins OS threads and knows when a process has no work left; [`pool`] shares them among tasks, and
//! [`agents`] keeps the two pools that Clojure itself has. What blocks goes through `runtime::reference::wait`.

pub mod agents;
pub mod launch;
pub mod pool;
