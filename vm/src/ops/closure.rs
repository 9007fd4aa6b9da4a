//! Closures and objects of anonymous classes.
//!
//! Linking has numbered the functions that a piece of code makes closures of; the operand is that number.

use super::{Flow, about_to_call, unused};
use crate::stack::{M, State};
use bytecode::Insn;
use runtime::class::Class;
use runtime::coll::map_entry::MapEntry;
use runtime::function::{CodeObject, Function};
use runtime::instance::Instance;
use runtime::object::Object;
use runtime::{Error, Ref, Thread, Value};

#[inline(always)]
pub fn closure(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let Some(child) = m.entry().detail.as_ref().and_then(|d| d.children.get(i.bx() as usize)) else {
        return Err(missing().into());
    };
    let Some(code) = child.code.get().as_ref::<CodeObject>() else { return Err(missing().into()) };
    let window = s.regs.slice(i.a, child.captures as usize);
    let function = Function { code: code.clone(), meta: Value::NIL, captures: child.captures };
    let function = Ref::with_tail(function, window.iter_mut().map(Value::take));
    s.regs.set(i.a, function.into());
    Ok(())
}

#[cold]
fn missing() -> Error {
    Error::illegal_state("The code of a closure is missing")
}

/// `letfn`: nobody but the running code knows the closure yet, so it is written in place although the
/// other functions of the group already refer to it.
#[inline(always)]
pub fn set_capture(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let closure = s.regs.get(i.a);
    let value = if i.moves_b() { s.regs.take(i.b) } else { s.regs.get(i.b).clone() };
    let Some(function) = closure.as_ref::<Function>() else { return Err(missing().into()) };
    let index = usize::from(i.c);
    if index >= function.tail().len() || function.is_shared() {
        return Err(missing().into());
    }
    // SAFETY: the object is local, so no other thread sees it, and no borrow of its tail is held. The
    // slot lies in the tail (checked).
    unsafe {
        let object = closure.bits() as *mut Object<Function>;
        *object.add(1).cast::<Value>().add(index) = value;
    }
    Ok(())
}

#[inline(always)]
pub fn reify(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    about_to_call(m, s);
    let made = s.constant(i.bx()).get::<MapEntry>().and_then(|constant| {
        let class = constant.key.as_ref::<Class>()?;
        let closures = s.regs.slice(i.a, usize::from(i.n));
        let object = Instance::new_value(class, class.info.get()?, closures.iter_mut().map(Value::take));
        Some((object, constant.val.clone()))
    });
    let Some((mut object, meta)) = made else { return Err(missing().into()) };
    if let Some((body, _)) = object.as_mut::<Instance>().and_then(Ref::get_mut) {
        body.meta = meta;
    }
    let _ = t;
    s.regs.set(i.a, object);
    Ok(())
}
