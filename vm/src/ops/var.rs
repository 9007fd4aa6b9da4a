//! Vars: reading, `set!`, `def`.

use super::{Flow, about_to_call};
use crate::stack::{M, State, place};
use bytecode::Insn;
use runtime::coll::map;
use runtime::reference::watch;
use runtime::var::Var;
use runtime::{Error, Ref, Result, Thread, Value, bindings};

/// The var that a constant names. Linking made a var of every var constant (P6).
#[inline(always)]
pub(super) fn var_of(constant: &Value) -> Result<&Ref<Var>> {
    match constant.as_ref::<Var>() {
        Some(var) => Ok(var),
        None => Err(not_a_var()),
    }
}

#[cold]
fn not_a_var() -> Error {
    Error::illegal_state("The constant is not a var")
}

#[inline(always)]
pub fn var_get(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    let var = var_of(s.constant(i.bx()))?;
    about_to_call(m, s);
    let value = match var.root.load() {
        Some(root) if !var.is_thread_bound() => root,
        _ => bindings::deref(t, var),
    };
    s.regs.set(i.a, value);
    Ok(())
}

#[inline(always)]
pub fn var_set(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    let var = var_of(s.constant(i.bx()))?;
    about_to_call(m, s);
    bindings::set(t, var, s.regs.get(i.a).clone())?;
    Ok(())
}

#[inline(always)]
pub fn def(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    let var = var_of(s.constant(i.bx()))?;
    about_to_call(m, s);
    let value = (i.n & 1 != 0).then(|| s.regs.take(i.a));
    let meta = (i.n & 2 != 0).then(|| s.regs.take(i.a + place(1)));
    define(t, var, value, meta, i.n & 4 != 0)?;
    s.regs.set(i.a, var.to_value());
    Ok(())
}

/// `def`: metadata first, then the root, as `clojure.lang.Var.bindRoot` orders validation and watches.
#[inline(never)]
pub fn define(t: &mut Thread, var: &Ref<Var>, value: Option<Value>, meta: Option<Value>, dynamic: bool) -> Result<()> {
    if dynamic {
        var.set_dynamic(true);
    }
    if let Some(meta) = meta {
        set_meta(t, var, meta)?;
    }
    if let Some(value) = value {
        let reference = var.as_value();
        watch::validate(t, &reference, &value)?;
        let old = if var.watches.get().is_nil() { None } else { Some(bindings::deref(t, var)) };
        var.set_root(t, value.clone());
        if let Some(old) = old {
            watch::notify(t, &reference, &old, &value)?;
        }
    }
    Ok(())
}

/// Gives a var its metadata and the flags that follow from it.
fn set_meta(t: &mut Thread, var: &Ref<Var>, meta: Value) -> Result<()> {
    let mut flag = |name: &str| -> Result<bool> {
        let key = t.runtime.keyword(name).to_value();
        Ok(map::get(t, &meta, &key)?.is_some_and(|v| v.is_truthy()))
    };
    let (private, is_macro) = (flag("private")?, flag("macro")?);
    let dynamic = flag("dynamic")?;
    var.set_private(private);
    var.set_macro(is_macro);
    if dynamic {
        var.set_dynamic(true);
    }
    var.set_raw_meta(meta);
    Ok(())
}
