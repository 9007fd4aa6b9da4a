//! Constant folding: calls of intrinsics on literals, conditions that are known, `do`s without effect.
//!
//! Only what cannot throw and needs no more than plain longs and doubles is computed here; everything
//! else is left for run time, which knows best.

use crate::node::{Intrinsic, IntrinsicCall, Node, NodeKind};
use runtime::Value;
use runtime::keyword::Keyword;
use runtime::value::{Mark, Tag};

/// Folds a node and all below it, function bodies included.
pub fn fold(node: &mut Node) {
    node.for_each_child_mut(&mut fold);
    node.for_each_function_mut(&mut |function| function.for_each_body_mut(&mut |body| fold(&mut body.node)));
    match &mut node.kind {
        NodeKind::Intrinsic(call) => {
            if let Some(value) = fold_call(call) {
                let span = node.span;
                *node = Node::constant(value, span);
            }
        }
        NodeKind::If(if_) => {
            if let Some(test) = if_.test.as_const().map(Value::is_truthy) {
                let branch = if test { &mut if_.then } else { &mut if_.otherwise };
                *node = take(branch);
            }
        }
        NodeKind::Do(nodes) => {
            let last = nodes.len().saturating_sub(1);
            let mut index = 0;
            nodes.retain(|node| {
                index += 1;
                index > last || !has_no_effect(node)
            });
            if let [only] = &mut nodes[..] {
                *node = take(only);
            }
        }
        NodeKind::Let(let_) if let_.bindings.is_empty() => *node = take(&mut let_.body),
        _ => {}
    }
}

/// Moves a node out of its place.
fn take(node: &mut Node) -> Node {
    let span = node.span;
    std::mem::replace(node, Node::constant(Value::NIL, span))
}

fn has_no_effect(node: &Node) -> bool {
    matches!(
        node.kind,
        NodeKind::Const(_)
            | NodeKind::Local { .. }
            | NodeKind::Captured(_)
            | NodeKind::SelfFn
            | NodeKind::TheVar(_)
            | NodeKind::Native(_)
            | NodeKind::Fn(_)
    )
}

/// A number that folding understands.
#[derive(Clone, Copy)]
enum Number {
    Long(i64),
    Double(f64),
}

impl Number {
    fn of(value: &Value) -> Option<Number> {
        if value.mark() != Mark::None {
            return None;
        }
        value.as_long().map(Number::Long).or_else(|| value.as_double().map(Number::Double))
    }

    fn to_double(self) -> f64 {
        match self {
            Number::Long(n) => n as f64,
            Number::Double(x) => x,
        }
    }
}

fn fold_call(call: &IntrinsicCall) -> Option<Value> {
    use Intrinsic::*;
    let args: Vec<&Value> = call.args.iter().map(Node::as_const).collect::<Option<_>>()?;
    match (call.op, &args[..]) {
        (IsNil, [x]) => return Some(Value::bool(x.is_nil())),
        (Not, [x]) => return Some(Value::bool(!x.is_truthy())),
        (Eq, [x, y]) => return fold_eq(x, y),
        _ => {}
    }
    let numbers: Vec<Number> = args.into_iter().map(Number::of).collect::<Option<_>>()?;
    match numbers[..] {
        [Number::Long(x)] => fold_long(call.op, x),
        [Number::Long(x), Number::Long(y)] => fold_longs(call.op, x, y),
        [Number::Double(x)] => fold_double(call.op, x),
        [x, y] => fold_doubles(call.op, x.to_double(), y.to_double()),
        _ => None,
    }
}

fn fold_eq(x: &Value, y: &Value) -> Option<Value> {
    let simple = |v: &Value| match v.tag() {
        Tag::Nil | Tag::True | Tag::False => true,
        Tag::Long => v.mark() == Mark::None,
        _ => v.is::<Keyword>(),
    };
    (simple(x) && simple(y)).then(|| Value::bool(x.identical(y)))
}

fn fold_long(op: Intrinsic, x: i64) -> Option<Value> {
    use Intrinsic::*;
    Some(match op {
        Neg => Value::long(x.checked_neg()?),
        Inc => Value::long(x.checked_add(1)?),
        Dec => Value::long(x.checked_sub(1)?),
        BitNot => Value::long(!x),
        IsZero => Value::bool(x == 0),
        IsPos => Value::bool(x > 0),
        IsNeg => Value::bool(x < 0),
        _ => return None,
    })
}

fn fold_longs(op: Intrinsic, x: i64, y: i64) -> Option<Value> {
    use Intrinsic::*;
    Some(match op {
        Add => Value::long(x.checked_add(y)?),
        Sub => Value::long(x.checked_sub(y)?),
        Mul => Value::long(x.checked_mul(y)?),
        Div if x.checked_rem(y)? == 0 => Value::long(x.checked_div(y)?),
        Quot => Value::long(x.checked_div(y)?),
        Rem => Value::long(x.checked_rem(y)?),
        BitAnd => Value::long(x & y),
        BitOr => Value::long(x | y),
        BitXor => Value::long(x ^ y),
        // Java takes the count modulo 64.
        Shl => Value::long(x.wrapping_shl(y as u32)),
        Shr => Value::long(x.wrapping_shr(y as u32)),
        Ushr => Value::long((x as u64).wrapping_shr(y as u32) as i64),
        NumEq => Value::bool(x == y),
        Lt => Value::bool(x < y),
        Le => Value::bool(x <= y),
        Gt => Value::bool(x > y),
        Ge => Value::bool(x >= y),
        _ => return None,
    })
}

fn fold_double(op: Intrinsic, x: f64) -> Option<Value> {
    use Intrinsic::*;
    Some(match op {
        Neg => double(-x)?,
        Inc => double(x + 1.0)?,
        Dec => double(x - 1.0)?,
        IsZero => Value::bool(x == 0.0),
        IsPos => Value::bool(x > 0.0),
        IsNeg => Value::bool(x < 0.0),
        _ => return None,
    })
}

fn fold_doubles(op: Intrinsic, x: f64, y: f64) -> Option<Value> {
    use Intrinsic::*;
    Some(match op {
        Add => double(x + y)?,
        Sub => double(x - y)?,
        Mul => double(x * y)?,
        // Dividing by a long zero throws, by a double zero it does not; that is left to run time.
        Div if y != 0.0 => double(x / y)?,
        NumEq => Value::bool(x == y),
        Lt => Value::bool(x < y),
        Le => Value::bool(x <= y),
        Gt => Value::bool(x > y),
        Ge => Value::bool(x >= y),
        _ => return None,
    })
}

/// The bits of a not-a-number differ from machine to machine, so it is left to run time.
fn double(x: f64) -> Option<Value> {
    (!x.is_nan()).then(|| Value::double(x))
}
