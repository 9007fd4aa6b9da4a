//! Calls and returns of linked functions, and the doors to every other callable.
//!
//! A call through a var whose root is a permanent function counts nothing: the root is read without
//! counting, and the frame's [`Return`] says that there is nothing to release. `callable` has what is
//! not a linked function with an entry for this number of arguments, `apply` spreads seqs, `host`
//! has Java's side.

use super::callable::{call_any, call_native_value, protocol_key};
use super::var::var_of;
use super::{Flow, Stop, apply, host};
use crate::cache::Found;
use crate::frame::{Entry, Return};
use crate::safepoint;
use crate::stack::{M, State, place, wide};
use bytecode::Insn;
use runtime::function::{CodeObject, Function, Native, NativeDef};
use runtime::instance::Instance;
use runtime::object::{Header, Object};
use runtime::protocol::ProtocolFn;
use runtime::reference::delay;
use runtime::seq::{self, lazy};
use runtime::sync::Ordering;
use runtime::var::Var;
use runtime::{Kind, Result, Thread, Value};
use std::ptr::NonNull;

/// The linked code of a function for this many arguments, if there is any yet.
#[inline(always)]
pub(crate) fn entry_of(code: &CodeObject, argc: usize) -> Option<&Entry> {
    let entry = code.entries.get(argc)?.load(Ordering::Acquire) as *const Entry;
    // SAFETY: only `link::entry_for` sets these, to entries that live as long as the code object.
    unsafe { entry.as_ref() }
}

/// The linked code of the variadic arity, if there is any yet.
#[inline(always)]
pub(super) fn rest_entry(code: &CodeObject) -> Option<&Entry> {
    let entry = code.rest_entry.load(Ordering::Acquire) as *const Entry;
    // SAFETY: as in `entry_of`.
    unsafe { entry.as_ref() }
}

/// The linked code of the variadic arity, if it takes this many arguments: more than any fixed arity.
#[inline(always)]
pub(super) fn rest_entry_of(code: &CodeObject, argc: usize) -> Option<&Entry> {
    rest_entry(code).filter(|entry| argc > usize::from(entry.params))
}

/// A step of the safepoint budget.
#[inline(always)]
pub(super) fn count_down(t: &mut Thread, m: M, s: &State) -> Result<()> {
    t.budget -= 1;
    if t.budget < 0 {
        m.save(s);
        return safepoint::poll_in_loop(t, m);
    }
    Ok(())
}

#[inline(always)]
pub fn call(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    let argc = wide(i) as usize;
    if let Some(function) = s.regs.get(i.a).as_ref::<Function>()
        && let Some(entry) = entry_of(&function.code, argc)
    {
        count_down(t, m, s)?;
        return Ok(m.enter(s, i.a, argc, entry, Return::COUNTED)?);
    }
    if let Some(native) = s.regs.get(i.a).get::<Native>() {
        *s = call_held_native(t, m, *s, i.a, native.def, argc)?;
        return Ok(());
    }
    *s = call_any(t, m, *s, i.a, argc, true)?;
    Ok(())
}

/// Calls a native that is in register `a`. Apart from `call`, whose calls of functions would want registers for it.
#[inline(never)]
fn call_held_native(
    t: &mut Thread,
    m: M,
    s: State,
    a: u16,
    def: &'static NativeDef,
    argc: usize,
) -> Result<State, Stop> {
    if takes(def, s.regs.slice(a + place(1), argc)) {
        m.save(&s);
        run_native(t, s, a, def, a + place(1), argc)?;
        return Ok(s);
    }
    call_any(t, m, s, a, argc, true)
}

/// Can the native be called with these arguments as they are?
#[inline(always)]
fn takes(def: &NativeDef, args: &[Value]) -> bool {
    let plain = def.flags == 0 || !needs_help(def.flags, args);
    plain && args.len() >= usize::from(def.min) && args.len() <= usize::from(def.max)
}

/// Calls a native with the `argc` values from `first` on, which are consumed; result to register `a`.
#[inline(always)]
fn run_native(t: &mut Thread, s: State, a: u16, def: &NativeDef, first: u16, argc: usize) -> Flow {
    let args = s.regs.slice(first, argc);
    let result = (def.call)(t, args)?;
    for arg in args.iter_mut() {
        if arg.is_object() {
            drop(arg.take());
        }
    }
    s.regs.set(a, result);
    Ok(())
}

#[inline(always)]
pub fn call_var(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    let argc = usize::from(i.n);
    let constant = s.constant_of(i);
    debug_assert!(constant.is::<Var>());
    // SAFETY: the operand is a var constant (P6), and linking made a var of each.
    let var = unsafe { &(*(constant.bits() as *const Object<Var>)).body };
    let root = var.root.peek();
    if let Some(entry) = s.remembered(i, root)
        && !var.is_thread_bound()
    {
        return enter_permanent(t, m, s, i, root, entry);
    }
    if !root.is_null() && !var.is_thread_bound() {
        // SAFETY: the var's own reference keeps the object alive until this thread's next safepoint.
        let header = unsafe { &*root };
        if header.kind == Kind::Native {
            // SAFETY: the kind was checked, and the var's own reference keeps the object alive until this thread's
            // next safepoint; the definition is never freed.
            let def = unsafe { (*root.cast::<Object<Native>>()).body.def };
            if takes(def, s.regs.slice(i.a + place(1), argc)) {
                m.save(s);
                return run_native(t, *s, i.a, def, i.a + place(1), argc);
            }
        }
    }
    *s = call_var_slow(t, m, *s, i)?;
    Ok(())
}

/// Enters the code of a permanent function, which is the root of a var.
#[inline(always)]
fn enter_permanent(t: &mut Thread, m: M, s: &mut State, i: &Insn, root: *mut Header, entry: &Entry) -> Flow {
    count_down(t, m, s)?;
    // SAFETY: a function's entry was found for it, so it is not null; a permanent object may be referred to without counting.
    s.regs.put(i.a, unsafe { Value::from_header(NonNull::new_unchecked(root)) });
    Ok(m.enter(s, i.a, usize::from(i.n), entry, 0)?)
}

/// A call through a var that has not seen this root before, or whose root is neither a permanent function nor a native: methods of
/// protocols, closures, data.
#[inline(never)]
fn call_var_slow(t: &mut Thread, m: M, mut s: State, i: &Insn) -> Result<State, Stop> {
    let var = var_of(s.constant(i.bx()))?;
    let argc = usize::from(i.n);
    m.save(&s);
    let root = var.root.peek();
    if !root.is_null() && !var.is_thread_bound() {
        // SAFETY: the var's own reference keeps the object alive until this thread's next safepoint.
        let header = unsafe { &*root };
        if argc > 0 && header.kind == Kind::ProtocolFn {
            // SAFETY: as above, and the kind was checked.
            let function = unsafe { &(*root.cast::<Object<ProtocolFn>>()).body };
            if let Some(state) = call_protocol(t, m, s, i, function, root as usize)? {
                return Ok(state);
            }
        }
        if header.kind == Kind::Function && header.count.is_never_counted() {
            // SAFETY: the kind was checked; a permanent object is never freed while its runtime lives.
            let function = unsafe { &(*root.cast::<Object<Function>>()).body };
            if let Some(entry) = entry_of(&function.code, argc) {
                s.remember(i, root, entry);
                enter_permanent(t, m, &mut s, i, root, entry)?;
                return Ok(s);
            }
        }
    }
    let callee = match var.root.load() {
        Some(root) if !var.is_thread_bound() => root,
        _ => runtime::bindings::deref(t, var),
    };
    s.regs.set(i.a, callee);
    if let Some(function) = s.regs.get(i.a).as_ref::<Function>()
        && let Some(entry) = entry_of(&function.code, argc)
    {
        count_down(t, m, &s)?;
        m.enter(&mut s, i.a, argc, entry, Return::COUNTED)?;
        return Ok(s);
    }
    call_any(t, m, s, i.a, argc, true)
}

/// A call of a protocol's method whose answer for the receiver is remembered: nearly as quick as that of a function.
#[inline(always)]
fn call_protocol(
    t: &mut Thread,
    m: M,
    mut s: State,
    i: &Insn,
    function: &ProtocolFn,
    site: usize,
) -> Result<Option<State>, Stop> {
    let argc = usize::from(i.n);
    let target = s.regs.get(i.a + place(1));
    let Some(key) = protocol_key(function, site, target, argc) else { return Ok(None) };
    let method = match m.cache().get(key) {
        Some(Found::Method(method)) => method,
        Some(&Found::Field(index)) => {
            match target.as_ref::<Instance>().and_then(|object| object.tail().get(index as usize)) {
                Some(closure) => closure,
                None => return Ok(None),
            }
        }
        _ => return Ok(None),
    };
    let method = method.clone();
    let entry = match method.as_ref::<Function>() {
        Some(function) => entry_of(&function.code, argc),
        None => None,
    };
    let Some(entry) = entry else { return Ok(None) };
    count_down(t, m, &s)?;
    s.regs.put(i.a, method.clone());
    m.enter(&mut s, i.a, argc, entry, Return::COUNTED)?;
    Ok(Some(s))
}

#[inline(always)]
pub fn call_native(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    let argc = usize::from(i.n);
    let constant = s.constant_of(i);
    debug_assert!(constant.is::<Native>());
    // SAFETY: the operand is a native constant (P6), and linking made a native of each.
    let def = unsafe { (*(constant.bits() as *const Object<Native>)).body.def };
    m.save(s);
    if takes(def, s.regs.slice(i.a, argc)) {
        return run_native(t, *s, i.a, def, i.a, argc);
    }
    *s = call_native_slow(t, m, *s, i)?;
    Ok(())
}

/// Must something happen before the native runs: a lazy seq be realised, a seq be spread?
#[inline(always)]
pub(super) fn needs_help(flags: u8, args: &[Value]) -> bool {
    use runtime::function::NativeDef as N;
    flags & N::APPLY != 0
        || flags & N::FORCE_0 != 0 && args.first().is_some_and(lazy::needs_force)
        || flags & N::FORCE_1 != 0 && args.get(1).is_some_and(lazy::needs_force)
        || flags & N::FORCE_NEXT != 0 && args.first().is_some_and(|v| seq::walk::pending_rest(v).is_some())
        || flags & N::DELAY_0 != 0 && args.first().is_some_and(delay::needs_force)
}

#[inline(never)]
fn call_native_slow(t: &mut Thread, m: M, s: State, i: &Insn) -> Result<State, Stop> {
    let native = s.constant(i.bx()).clone();
    call_native_value(t, m, s, &native, s.regs.from(i.a), i.a, usize::from(i.n), true)
}

#[inline(always)]
pub fn apply(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    count_down(t, m, s)?;
    *s = apply::apply_window(t, m, *s, s.regs.from(i.a), i.a, i.bx() as usize)?;
    Ok(())
}

#[inline(always)]
pub fn invoke(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    *s = host::invoke(t, m, *s, i)?;
    Ok(())
}

#[inline(always)]
pub fn invoke_static(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    m.save(s);
    Ok(host::invoke_static(t, *s, i)?)
}

#[inline(always)]
pub fn static_field(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    m.save(s);
    let value = host::static_field(t, s.constant(i.bx()))?;
    s.regs.set(i.a, value);
    Ok(())
}

#[inline(always)]
pub fn new_(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    m.save(s);
    Ok(host::new(t, *s, i)?)
}

#[inline(always)]
pub fn return_(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    let from = s.regs.from(i.a);
    let ret = m.frame().ret;
    if ret.is_plain() {
        *s = m.leave();
        s.regs.receive(ret.register(), from);
        return Ok(());
    }
    if ret.is_simple() {
        drop(s.regs.take_callee());
        *s = m.leave();
        s.regs.receive(ret.register(), from);
        return Ok(());
    }
    let value = from.take(0);
    let returned = if ret.is_forced() { return_forced(t, m, value) } else { return_far(t, m, value) };
    match returned {
        Ok(state) => *s = state,
        Err(stop) => {
            *s = m.state();
            return Err(stop);
        }
    }
    Ok(())
}

/// Returns from a frame that computes a lazy seq or delay. The instruction that wanted it runs again.
#[inline(never)]
fn return_forced(t: &mut Thread, m: M, value: Value) -> Result<State, Stop> {
    drop(m.frame().base.take_callee());
    let mut s = m.leave();
    let cell = m.frame().end.take(0);
    if let Some(cell) = cell.as_ref::<lazy::LazySeq>() {
        cell.complete(t, value)?;
    } else if let Some(delay) = cell.as_ref::<delay::Delay>() {
        delay.complete(&Ok(value));
    }
    s.jump(-1);
    Ok(s)
}

/// Returns from a frame that is more than a call: see the flags of [`Return`].
#[cold]
#[inline(never)]
fn return_far(t: &mut Thread, m: M, value: Value) -> Result<State, Stop> {
    let ret = m.frame().ret;
    let callee = m.frame().base.take_callee();
    let mut s = m.leave_far();
    if ret.has(Return::EXIT) {
        m.set_result(value);
        return Err(Stop::Exit);
    }
    drop(callee);
    if ret.has(Return::FORCE) {
        let cell = m.frame().end.take(0);
        if let Some(cell) = cell.as_ref::<lazy::LazySeq>() {
            cell.complete(t, value)?;
        } else if let Some(delay) = cell.as_ref::<delay::Delay>() {
            delay.complete(&Ok(value));
        }
        s.jump(-1);
        return Ok(s);
    }
    if ret.has(Return::DISPATCH) {
        return super::callable::call_method(t, m, s, ret.register(), ret.argc() as usize, &value);
    }
    s.regs.set(ret.register(), value);
    Ok(s)
}
