//! What a var without a root holds. `clojure.lang.Var.Unbound`.

use crate::error::Error;
use crate::object::Ref;
use crate::value::Value;
use crate::var::Var;

/// The value of an unbound var; calling it is an error.
pub struct Unbound {
    pub var: Ref<Var>,
}

crate::heap!(Unbound: Unbound { var });

impl Unbound {
    pub fn new_value(var: &Ref<Var>) -> Value {
        Ref::new(Unbound { var: var.clone() }).into()
    }

    /// The error for calling it.
    #[cold]
    pub fn call_error(&self) -> Error {
        Error::illegal_state(format!("Attempting to call unbound fn: #'{}", self.var.full_name()))
    }
}
