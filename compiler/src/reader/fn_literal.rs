//! Function literals: `#(…)` and the parameters `%`, `%1`, `%&`.

use super::context::ReaderContext;
use super::errors::ReadError;
use super::machine::{ReadResult, Reader};
use super::symbols::make_list;
use bytecode::source::Span;
use runtime::coll::vector;
use runtime::symbol::Symbol;
use runtime::{Result, Thread, Value};
use std::collections::BTreeMap;

/// Parameters of a function literal that were mentioned so far.
#[derive(Default)]
pub(super) struct Args {
    numbered: BTreeMap<usize, String>,
    rest: Option<String>,
}

/// More parameters than this are not made up: the analyzer refuses far fewer.
const MAX_ARGS: usize = 1_000;

impl Reader<'_> {
    /// `%`, `%1`, `%&` inside of a function literal; `text` is what follows the percent sign.
    pub(super) fn read_arg(
        &mut self,
        t: &mut Thread,
        context: &mut dyn ReaderContext,
        text: &str,
        span: Span,
    ) -> ReadResult<Value> {
        let number = match text {
            "" => Some(1),
            "&" => None,
            digits => match digits.parse::<usize>() {
                Ok(n) if n >= 1 && digits.bytes().all(|b| b.is_ascii_digit()) => Some(n.min(MAX_ARGS)),
                _ => return Err(self.error(ReadError::BadArgument {}, span)),
            },
        };
        let args = self.args.as_ref();
        let known = args.and_then(|args| match number {
            Some(n) => args.numbered.get(&n),
            None => args.rest.as_ref(),
        });
        let name = match known {
            Some(name) => name.clone(),
            None => {
                let name = self.caught(arg_name(t, context, number), span)?;
                if let Some(args) = &mut self.args {
                    match number {
                        Some(n) => drop(args.numbered.insert(n, name.clone())),
                        None => args.rest = Some(name.clone()),
                    }
                }
                name
            }
        };
        Ok(Symbol::from_parts(None, &name).into())
    }

    /// `(fn* [p1 … & rest] (body))`
    pub(super) fn finish_fn(
        &mut self,
        t: &mut Thread,
        context: &mut dyn ReaderContext,
        forms: Vec<Value>,
        span: Span,
    ) -> ReadResult<Value> {
        let Args { numbered, rest } = self.args.take().unwrap_or_default();
        let mut body_span = span;
        body_span.start.column += 1;
        let body = self.finish_list(t, forms, body_span)?;
        self.place(&body, body_span);
        let count = numbered.last_key_value().map_or(0, |(n, _)| *n);
        let mut params = Vec::with_capacity(count + 2);
        let symbol = |name: &str| Value::from(Symbol::from_parts(None, name));
        for n in 1..=count {
            params.push(match numbered.get(&n) {
                Some(name) => symbol(name),
                None => symbol(&self.caught(arg_name(t, context, Some(n)), span)?),
            });
        }
        if let Some(rest) = rest {
            params.extend([self.symbols.ampersand.clone(), symbol(&rest)]);
        }
        let params = Value::from(vector::from_vec(params));
        self.place(&params, span);
        Ok(make_list(vec![self.symbols.fn_.clone(), params, body]))
    }
}

/// A new name for a parameter of a function literal.
fn arg_name(t: &mut Thread, context: &mut dyn ReaderContext, number: Option<usize>) -> Result<String> {
    let id = context.next_id(t)?;
    Ok(match number {
        Some(n) => format!("p{n}__{id}#"),
        None => format!("rest__{id}#"),
    })
}
