//! Package `clojure.lang`: the interfaces with their methods on every core type, the classes' constructors and
//! static members, and the helpers `RT`, `Util`, `Numbers`, `Compiler`.

pub mod classes;
pub mod interfaces;
pub mod names;
pub mod references;
pub mod rt;
pub mod statics;
pub mod transients;
