//! The last step: linear code becomes the code of an arity. Labels become offsets, jumps that lead
//! nowhere new disappear, and jumps that are too long for their field are split.

use super::linear::{Label, Linear, LinearInsn};
use bytecode::{Arity, Handler, Insn, LineTable, LocalName, Op, Pc, Switch};

/// How many jumps in a row are followed to their end.
const MAX_HOPS: usize = 16;

/// The arity without parameters and frame size, or `None` if it has more code than jumps can span.
pub fn layout(mut code: Linear) -> Option<Arity> {
    thread_jumps(&mut code);
    drop_jumps_to_next(&mut code);
    while split_long_jumps(&mut code) {}
    let mut arity = Arity::default();
    let pc = |index: usize| Pc::from_index(index);
    let place = |label: Label| code.place(label).and_then(pc);
    let mut lines = LineTable::default();
    for (index, LinearInsn { insn, target, at }) in code.insns.iter().enumerate() {
        let here = pc(index)?;
        let insn = match target {
            None => *insn,
            Some(label) => insn.with_jump_offset(here.offset_to(place(*label)?)?)?,
        };
        if insn.op.info().may_throw && at.line != 0 {
            lines.push(here, *at);
        }
        arity.code.push(insn);
    }
    arity.lines = lines;
    for h in &code.handlers {
        arity.handlers.push(Handler {
            start: pc(h.start)?,
            end: pc(h.end)?,
            target: place(h.target)?,
            exception: h.exception,
            base: h.base,
        });
    }
    for table in &code.switches {
        let cases = table.cases.iter().map(|(constant, label)| Some((*constant, place(*label)?)));
        arity.switches.push(Switch { cases: cases.collect::<Option<_>>()?, default: place(table.default)? });
    }
    for name in code.names.iter().filter(|name| name.start < name.end) {
        let (start, end) = (pc(name.start)?, pc(name.end)?);
        arity.locals.push(LocalName { name: name.name.to_string(), reg: name.reg, start, end });
    }
    Some(arity)
}

/// Lets a jump to an unconditional jump go where that one goes.
fn thread_jumps(code: &mut Linear) {
    for index in 0..code.insns.len() {
        let Some(LinearInsn { insn, target: Some(mut target), .. }) = code.insns.get(index).copied() else { continue };
        // Handlers see the place of a jump only if it throws, and `loop` is the only one that does
        // besides comparisons; those are not passed over.
        for _ in 0..MAX_HOPS {
            let next = code.place(target).and_then(|place| code.insns.get(place));
            match next {
                Some(LinearInsn { insn: next, target: Some(further), .. })
                    if next.op == Op::Jump && insn.op != Op::Loop =>
                {
                    target = *further;
                }
                _ => break,
            }
        }
        if let Some(slot) = code.insns.get_mut(index) {
            slot.target = Some(target);
        }
    }
}

/// Removes unconditional jumps to what follows anyway.
fn drop_jumps_to_next(code: &mut Linear) {
    let mut kept = vec![true; code.insns.len()];
    let mut next_kept = code.insns.len();
    for index in (0..code.insns.len()).rev() {
        let LinearInsn { insn, target, .. } = code.insns[index];
        let place = target.and_then(|label| code.place(label));
        if insn.op == Op::Jump && place.is_some_and(|place| index < place && place <= next_kept) {
            kept[index] = false;
        } else {
            next_kept = index;
        }
    }
    let mut places = Vec::with_capacity(kept.len() + 1);
    let mut insns = Vec::with_capacity(kept.len());
    for (insn, kept) in code.insns.iter().zip(kept) {
        places.push(insns.len());
        if kept {
            insns.push(*insn);
        }
    }
    places.push(insns.len());
    code.replace(insns, |index| places.get(index).copied().unwrap_or_default());
}

/// Compare-and-branch instructions reach 32,767 instructions. Those that go further jump over a jump
/// instead. True if there was one: then others may have become too long.
fn split_long_jumps(code: &mut Linear) -> bool {
    let too_long = |code: &Linear, index: usize| {
        let LinearInsn { insn, target, .. } = code.insns[index];
        let place = target.and_then(|label| code.place(label));
        place.is_some_and(|place| {
            let offset = i32::try_from(place as i64 - index as i64 - 1);
            offset.is_ok_and(|offset| insn.with_jump_offset(offset).is_none())
        })
    };
    if code.insns.len() < i16::MAX as usize {
        return false;
    }
    let long: Vec<bool> = (0..code.insns.len()).map(|index| too_long(code, index)).collect();
    if !long.contains(&true) {
        return false;
    }
    let mut places = Vec::with_capacity(long.len() + 1);
    let mut insns: Vec<LinearInsn> = Vec::with_capacity(long.len());
    let mut labels = Vec::new();
    for (original, long) in code.insns.clone().into_iter().zip(long) {
        places.push(insns.len());
        if !long {
            insns.push(original);
            continue;
        }
        let (far, next) = (code.label(), code.label());
        let jump = |target| LinearInsn { insn: Insn::jump(0), target, at: original.at };
        insns.push(LinearInsn { target: Some(far), ..original });
        insns.push(jump(Some(next)));
        labels.push((far, insns.len()));
        insns.push(jump(original.target));
        labels.push((next, insns.len()));
    }
    places.push(insns.len());
    code.replace(insns, |index| places.get(index).copied().unwrap_or_default());
    labels.into_iter().for_each(|(label, place)| code.set_place(label, place));
    true
}
