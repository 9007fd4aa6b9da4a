//! Fields of `deftype` and `defrecord` objects, by number.

use super::{Flow, about_to_call, unused};
use crate::stack::{M, State};
use bytecode::Insn;
use runtime::instance::{FieldCell, Instance};
use runtime::{Error, ExceptionKind, Thread, Value};

#[inline(always)]
pub fn field(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let object = s.regs.get(i.b);
    let Some(slot) = object.as_ref::<Instance>().and_then(|o| o.tail().get(usize::from(i.c))) else {
        return Err(no_field(object).into());
    };
    let value = match slot.get::<FieldCell>() {
        Some(cell) => cell.value.load(),
        None => slot.clone(),
    };
    s.regs.set(i.a, value);
    Ok(())
}

#[inline(always)]
pub fn set_field(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    about_to_call(m, s);
    let object = s.regs.get(i.a);
    let value = s.regs.get(i.b).clone();
    match object.as_ref::<Instance>() {
        Some(instance) if instance.set_field(t, usize::from(i.c), value) => Ok(()),
        Some(_) => Err(Error::new(ExceptionKind::IllegalAccessException, "The field cannot be set").into()),
        None => Err(no_field(object).into()),
    }
}

#[cold]
fn no_field(object: &Value) -> Error {
    if object.is_nil() {
        return Error::null_pointer();
    }
    Error::illegal_argument(format!("No matching field found for class {}", runtime::class::class_name(object)))
}
