//! The report of copies: where code updates a collection that something else still holds.
//!
//! An update changes a collection in place when its argument is the only reference. The compiler moves an argument at its last
//! use, so what keeps it from being the only one can be read off the code: the value was copied into the call because it is read
//! again, or it came from something that goes on holding it. That is what [`report`] lists, per function, with the reason.
//!
//! Known to update are the functions of [`UPDATES`] and those functions of the unit that hand a parameter on to an update. What a
//! caller in another unit, another thread or a native holds cannot be seen in code and is not reported. `flow` follows registers.

mod flow;

use crate::code::{Arity, Function, Unit};
use crate::constant::Constant;
use crate::debug_info::local_name;
use crate::ids::{ConstId, FuncId, Pc, Reg};
use crate::op::{Insn, Op};
use flow::{Flow, Later, Origin};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Functions of `clojure.core` that update a collection, and which argument it is.
const UPDATES: &[(&str, usize)] = &[
    ("assoc", 0),
    ("assoc-in", 0),
    ("conj", 0),
    ("disj", 0),
    ("dissoc", 0),
    ("into", 0),
    ("merge", 0),
    ("merge-with", 1),
    ("pop", 0),
    ("reduce", 1),
    ("reduce-kv", 1),
    ("update", 0),
    ("update-in", 0),
    ("vary-meta", 0),
    ("with-meta", 0),
];

/// Which arguments a function updates, by the name of its var and the number of arguments.
type Updaters = BTreeMap<(String, usize), BTreeSet<usize>>;

/// A call that updates one of its arguments.
struct Update {
    pc: usize,
    callee: String,
    argument: Reg,
}

/// Lists where an update may copy, function by function, and counts them at the end.
pub fn report(unit: &Unit) -> String {
    let updaters = updaters(unit);
    let mut out = String::new();
    let (mut updates, mut copies) = (0, 0);
    for function in &unit.functions {
        for arity in &function.arities {
            let flow = Flow::of(unit, arity);
            let mut lines = String::new();
            for update in updates_of(unit, arity, &updaters) {
                updates += 1;
                let mut reasons = BTreeSet::new();
                let name = explain(unit, arity, &flow, update.pc, update.argument, &mut reasons);
                if reasons.is_empty() {
                    continue;
                }
                copies += 1;
                let place = arity.lines.position(Pc(update.pc as u32)).unwrap_or_default();
                let what = name.map_or_else(String::new, |name| format!(" `{name}`"));
                let reasons = reasons.into_iter().collect::<Vec<_>>().join("; ");
                let _ = writeln!(lines, "  {}:{} {}{what}: {reasons}", place.line, place.column, update.callee);
            }
            if !lines.is_empty() {
                let _ = writeln!(out, "fn {} {}", function.name, signature(arity));
                out.push_str(&lines);
            }
        }
    }
    let _ = writeln!(out, "{updates} updates, {copies} may copy");
    out
}

fn signature(arity: &Arity) -> String {
    format!("params={}{}", arity.params, if arity.variadic { "+" } else { "" })
}

/// The functions of the unit that update an argument: by a call of one that does, so what is found leads to more.
fn updaters(unit: &Unit) -> Updaters {
    let named = named_functions(unit);
    let mut known = Updaters::new();
    loop {
        let mut found = Vec::new();
        for (name, function) in &named {
            for arity in &function.arities {
                let flow = Flow::of(unit, arity);
                for update in updates_of(unit, arity, &known) {
                    let params = flow.parameters(update.pc, update.argument);
                    let params = params.into_iter().filter(|param| *param < usize::from(arity.params));
                    found.extend(params.map(|param| ((name.clone(), usize::from(arity.params)), param)));
                }
            }
        }
        let mut new = false;
        for (key, param) in found {
            new |= known.entry(key).or_default().insert(param);
        }
        if !new {
            return known;
        }
    }
}

/// The functions that `def`s of the unit make values of vars.
fn named_functions(unit: &Unit) -> Vec<(String, &Function)> {
    let mut named = Vec::new();
    for arity in unit.functions.iter().flat_map(|function| &function.arities) {
        let defs = arity.code.iter().enumerate().filter(|(_, insn)| insn.op == Op::Def && insn.n & 1 != 0);
        for (pc, insn) in defs {
            let Some(name) = var_name(unit, insn.bx()) else { continue };
            for origin in Flow::of(unit, arity).origins(pc, Reg(insn.a)) {
                let Origin::Insn(at) = origin else { continue };
                if let Some(function) = function_of(unit, arity.code[at]) {
                    named.push((name.clone(), function));
                }
            }
        }
    }
    named
}

/// The function that an instruction makes or loads.
fn function_of(unit: &Unit, insn: Insn) -> Option<&Function> {
    let id = match insn.op {
        Op::Closure => FuncId(insn.bx()),
        Op::Const => match unit.constant(ConstId(insn.bx()))? {
            Constant::Function(id) => *id,
            _ => return None,
        },
        _ => return None,
    };
    unit.function(id)
}

fn var_name(unit: &Unit, constant: u32) -> Option<String> {
    match unit.constant(ConstId(constant))? {
        Constant::Var { ns, name } => Some(format!("{ns}/{name}")),
        _ => None,
    }
}

/// The calls of an arity that update an argument.
fn updates_of(unit: &Unit, arity: &Arity, known: &Updaters) -> Vec<Update> {
    let mut updates = Vec::new();
    for (pc, insn) in arity.code.iter().enumerate() {
        let argc = usize::from(insn.n);
        let (callee, first) = match insn.op {
            Op::CallVar => (var_name(unit, insn.bx()), insn.a + 1),
            Op::CallNative => match unit.constant(ConstId(insn.bx())) {
                Some(Constant::Native(name)) => (Some(format!("clojure.core/{name}")), insn.a),
                _ => (None, 0),
            },
            _ => continue,
        };
        let Some(callee) = callee else { continue };
        let core = callee.strip_prefix("clojure.core/");
        let table = UPDATES.iter().filter(|(name, _)| core == Some(*name)).map(|(_, index)| *index);
        // Without an initial value there is nothing to update.
        let table = table.filter(|_| !matches!(core, Some("reduce" | "reduce-kv")) || argc == 3);
        let own = known.get(&(callee.clone(), argc)).into_iter().flatten().copied();
        for index in table.chain(own).filter(|index| *index < argc) {
            let callee = core.unwrap_or(&callee).to_owned();
            updates.push(Update { pc, callee, argument: Reg(first + index as u16) });
        }
    }
    updates
}

/// Collects why something else holds what is in a register before an instruction; gives the name of the value in the source.
fn explain<'a>(
    unit: &Unit,
    arity: &'a Arity,
    flow: &Flow<'_>,
    pc: usize,
    reg: Reg,
    reasons: &mut BTreeSet<String>,
) -> Option<&'a str> {
    let mut name = None;
    for origin in flow.origins(pc, reg) {
        let Origin::Insn(at) = origin else { continue };
        let insn = arity.code[at];
        let name_at = |reg: Reg| local_name(arity, reg, Pc(at as u32));
        match insn.op {
            Op::Copy => {
                name = name.or(name_at(Reg(insn.b)));
                if let Some(later) = flow.later(at, Reg(insn.b)) {
                    reasons.insert(read_again(arity, flow, at, later));
                } else {
                    reasons.insert("a copy of it stays".to_owned());
                }
            }
            Op::Capture => {
                reasons.insert("the function holds it, which has captured it".to_owned());
            }
            Op::VarGet => {
                let var = var_name(unit, insn.bx()).unwrap_or_default();
                reasons.insert(format!("the var {var} holds it"));
            }
            Op::Const if unit.constant(ConstId(insn.bx())).is_some_and(is_filled_collection) => {
                reasons.insert("it is a constant of the code".to_owned());
            }
            Op::Field | Op::Get | Op::GetKw | Op::Nth | Op::NthInt | Op::NthIntOrNil | Op::First => {
                let holder = Reg(insn.b);
                if let Some(later) = flow.later(at, holder) {
                    let holder =
                        name_at(holder).map_or_else(|| "what it was read from".to_owned(), |n| format!("`{n}`"));
                    reasons.insert(format!("{holder} holds it, which {}", read_again_of(arity, flow, at, later)));
                }
            }
            _ => {}
        }
    }
    name
}

fn read_again(arity: &Arity, flow: &Flow<'_>, at: usize, later: Later) -> String {
    format!("it {}", read_again_of(arity, flow, at, later))
}

/// What happens to a value later: `is read again at 3:5`.
fn read_again_of(arity: &Arity, flow: &Flow<'_>, at: usize, later: Later) -> String {
    let consumer = flow.consumer(later.pc);
    let insn = arity.code[consumer];
    let place = arity.lines.position(Pc(consumer as u32)).map(|p| format!(" at {}:{}", p.line, p.column));
    let place = place.unwrap_or_default();
    let what = match insn.op {
        Op::Return => "is returned".to_owned(),
        Op::Closure => format!("is captured by a function{place}"),
        _ => format!("is read again{place}"),
    };
    match () {
        () if later.in_handler => format!("{what}, after an exception"),
        () if later.pc <= at => format!("{what}, in the next round of the loop"),
        () => what,
    }
}

/// Is it a collection that an update would copy? To begin with an empty one costs nothing.
fn is_filled_collection(constant: &Constant) -> bool {
    match constant {
        Constant::List(items) | Constant::Vector(items) | Constant::Set(items) => !items.is_empty(),
        Constant::Map(pairs) => !pairs.is_empty(),
        Constant::WithMeta { value, .. } => is_filled_collection(value),
        Constant::Record { .. } => true,
        _ => false,
    }
}
