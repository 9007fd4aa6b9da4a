//! Changes of a var's root: `alter-var-root`, `with-redefs`, `intern`. `clojure.lang.Var.alterRoot`, `bindRoot`.

use super::unbound::Unbound;
use super::watch;
use crate::coll::map;
use crate::error::Result;
use crate::object::Ref;
use crate::thread::Thread;
use crate::value::Value;
use crate::var::Var;

/// The root, or the unbound object: `Var.getRawRoot`.
pub fn raw_root(t: &mut Thread, var: &Ref<Var>) -> Value {
    var.root(t).unwrap_or_else(|| Unbound::new_value(var))
}

/// Gives the var a root: validates before, notifies after. A var that was a macro is one no more.
pub fn bind_root(t: &mut Thread, var: &Ref<Var>, value: Value) -> Result<()> {
    let reference = var.to_value();
    watch::validate(t, &reference, &value)?;
    let old = raw_root(t, var);
    var.set_root(t, value.clone());
    if var.is_macro() {
        var.set_macro(false);
        let key = t.runtime.keyword("macro");
        let meta = var.raw_meta(t);
        let meta = map::dissoc(t, meta, &key.as_value())?;
        var.set_raw_meta(meta);
    }
    watch::notify(t, &reference, &old, &value)
}

/// Sets the root to what `f` makes of it, again if another thread was faster, and gives it.
pub fn alter_root(t: &mut Thread, var: &Ref<Var>, f: &Value) -> Result<Value> {
    let reference = var.to_value();
    loop {
        var.root(t);
        let stored = var.root.load_stored();
        let old = stored.as_ref().map_or_else(|| Unbound::new_value(var), crate::cell::unboxed);
        let value = t.invoke(f, &mut [old.clone()])?;
        watch::validate(t, &reference, &value)?;
        if var.root.replace_if(t, stored.as_ref(), value.clone()) {
            watch::notify(t, &reference, &old, &value)?;
            return Ok(value);
        }
    }
}
