//! `case*`.
//!
//! Shift, mask, switch type and test type, which tell the JVM how to jump, are ignored: the VM compares
//! with the constants by `=`. The keys of the table are ignored for the same reason.

use super::Call;
use crate::analyzer::errors::AnalyzeError;
use crate::analyzer::form;
use crate::analyzer::{Analyzer, Pos, Res};
use crate::node::{Case, CaseBranch, Node, NodeKind, Type};
use runtime::coll::map;
use runtime::{Error, Value};
use std::collections::HashMap;

/// `(case* test shift mask default {key [constant then] …} …)`
pub(super) fn analyze_case(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let table = call.arg(4);
    if call.args().len() < 5 || !map::is_map(&table) {
        let missing: runtime::Result<Node> = Err(Error::index_out_of_bounds());
        return a.run(missing);
    }
    let span = a.span;
    let test = a.analyze(&call.arg(0), Pos::Value)?;
    let mut branches: Vec<(Value, Vec<Value>)> = Vec::new();
    let mut known_at: HashMap<(u8, u8, u64), usize> = HashMap::new();
    let mut entries = Vec::with_capacity(map::count(&table));
    let gathered = map::for_each(&table, |_, entry| {
        entries.push(entry.clone());
        a.t.tick()
    });
    a.run(gathered)?;
    for entry in entries {
        let paid = a.t.tick();
        a.run(paid)?;
        let Some([constant, then]) = form::vector_items(&entry).and_then(|v| <[Value; 2]>::try_from(v).ok()) else {
            return Err(a.error(AnalyzeError::FormEnds { what: "case*".into() }));
        };
        // The constants of one list share the very same expression; and what is no object is the same expression anywhere.
        let identity = (then.tag() as u8, then.mark() as u8, then.bits());
        match known_at.get(&identity).and_then(|at| branches.get_mut(*at)) {
            Some((_, constants)) => constants.push(constant),
            None => {
                known_at.insert(identity, branches.len());
                branches.push((then, vec![constant]));
            }
        }
    }
    check_duplicates(a, &branches)?;
    let mut nodes = Vec::with_capacity(branches.len());
    for (then, constants) in branches {
        nodes.push(CaseBranch { constants, body: a.analyze(&then, call.pos)? });
    }
    let default = a.analyze(&call.arg(3), call.pos)?;
    let mut ty = default.ty.clone();
    let mut known = !default.diverges();
    for branch in nodes.iter().filter(|b| !b.body.diverges()) {
        ty = if known { join_types(ty, &branch.body) } else { branch.body.ty.clone() };
        known = true;
    }
    Ok(Node::typed(NodeKind::Case(Box::new(Case { test, branches: nodes, default })), span, ty))
}

fn join_types(ty: Type, node: &Node) -> Type {
    let other = Node::typed(NodeKind::SelfFn, node.span, ty);
    Type::of_either(&other, node)
}

/// Equal constants would make the meaning depend on their order.
fn check_duplicates(a: &mut Analyzer<'_>, branches: &[(Value, Vec<Value>)]) -> Res<()> {
    // The last constant with each hash, and for each constant the one before it with the same hash.
    let mut last: HashMap<i32, usize> = HashMap::new();
    let mut seen: Vec<(&Value, Option<usize>)> = Vec::new();
    for constant in branches.iter().flat_map(|(_, constants)| constants) {
        let hash = runtime::hash::hasheq(a.t, constant);
        let before = last.insert(a.run(hash)?, seen.len());
        let mut at = before;
        while let Some((other, further)) = at.and_then(|at| seen.get(at).copied()) {
            let paid = a.t.tick();
            a.run(paid)?;
            let equal = runtime::equality::equiv(a.t, other, constant);
            if a.run(equal)? {
                let constant = a.text_of(constant);
                return Err(a.error(AnalyzeError::CaseDuplicate { constant }));
            }
            at = further;
        }
        let paid = a.t.tick();
        a.run(paid)?;
        seen.push((constant, before));
    }
    Ok(())
}
