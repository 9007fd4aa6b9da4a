//! The emitter: from the analyzed tree to bytecode.
//!
//! [`UnitBuilder`] collects the top-level forms of a source (or the one form that `eval` got) into a
//! [`Unit`]. Each arity of each function goes through three steps: an [`Emitter`](function::Emitter) walks
//! the tree and writes [linear code](linear), the [last-use pass](crate::passes::last_use) finds the moves,
//! and [`layout`] fixes the places of instructions.
//!
//! | File | Forms |
//! |---|---|
//! | `function` | functions, closures, `letfn`, `deftype`, `reify`; registers and locals of a frame |
//! | `expression` | the dispatch over all nodes, and simple nodes |
//! | `control` | `if`, `let`, `do`, `case`, conditions as jumps |
//! | `loops` | `loop`, `recur` |
//! | `exception` | `try`, `throw` |
//! | `call` | calls of all kinds, collections: everything that takes a window of registers |
//! | `intrinsic` | arithmetic and comparisons |
//! | `constants` | values to constants |
//! | `balance` | in debug builds, the proof that no register is left holding a value |
//!
//! Same input, same bytes: functions and constants are numbered in the order in which they are met.
//! Clojure counterpart: the `emit` methods of `clojure.lang.Compiler`.

pub mod linear;

mod balance;
mod call;
mod constants;
mod control;
mod errors;
mod exception;
mod expression;
mod function;
mod intrinsic;
mod layout;
mod loops;

#[cfg(test)]
mod tests;

pub use errors::EmitError;

use crate::diagnostic::{Diagnostic, Phase};
use crate::node::{Chunk, Fn};
use bytecode::constant::PoolError;
use bytecode::{
    ConstId, Constant, ConstantPool, FuncId, Function, FunctionFlags, Position, Require, SourceInfo, Span, Unit,
};
use constants::Embedded;
use runtime::{Error, Thread, Value};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Builds a unit from top-level forms.
///
/// ```text
/// let mut builder = UnitBuilder::new("user.clj", source);
/// for each form { builder.emit_chunk(t, &chunk)?; }
/// let (unit, embedded) = builder.finish();
/// ```
pub struct UnitBuilder {
    name: String,
    source: SourceInfo,
    pool: ConstantPool,
    /// The full names of the types that the unit defines.
    types: HashSet<Rc<str>>,
    functions: Vec<Function>,
    chunks: Vec<FuncId>,
    requires: Vec<Require>,
    embedded: Embedded,
    /// Will it never be written? Then large constants are embedded.
    unwritten: bool,
    /// Functions of the present chunk by the address of their node: a `finally` is emitted twice.
    emitted: HashMap<*const Fn, FuncId>,
    /// The first thing that went wrong in the present chunk.
    failure: Option<Failure>,
}

/// What keeps a chunk from being emitted.
enum Failure {
    Problem(EmitError, Span),
    /// User code, run to realise a lazy sequence within a constant, threw.
    Thrown(Error, Span),
}

impl UnitBuilder {
    /// A unit without forms. `name` is the name of the source, such as `user.clj` or `NO_SOURCE_FILE`.
    pub fn new(name: impl Into<String>, source: SourceInfo) -> UnitBuilder {
        UnitBuilder {
            name: name.into(),
            source,
            pool: ConstantPool::new(),
            types: HashSet::new(),
            functions: Vec::new(),
            chunks: Vec::new(),
            requires: Vec::new(),
            embedded: Embedded::default(),
            unwritten: false,
            emitted: HashMap::new(),
            failure: None,
        }
    }

    /// The same for code that runs once and is never written.
    pub fn unwritten(name: impl Into<String>, source: SourceInfo) -> UnitBuilder {
        UnitBuilder { unwritten: true, ..UnitBuilder::new(name, source) }
    }

    /// Notes that the unit was compiled against a namespace.
    pub fn require(&mut self, require: Require) {
        if !self.requires.contains(&require) {
            self.requires.push(require);
        }
    }

    /// Adds a top-level form, to which the passes have been applied. After an error the unit is as before.
    pub fn emit_chunk(&mut self, t: &mut Thread, chunk: &Chunk) -> Result<FuncId, Box<Diagnostic>> {
        let (functions, constants) = (self.functions.len(), self.pool.len());
        self.emitted.clear();
        let id = self.reserve_function();
        let arity = function::emit_body(self, t, function::Frame::chunk(chunk));
        self.put_function(
            id,
            Function { name: chunk.name.clone(), arities: vec![arity], captures: 0, flags: FunctionFlags::default() },
        );
        self.emitted.clear();
        match self.failure.take() {
            None => {
                self.chunks.push(id);
                Ok(id)
            }
            Some(failure) => {
                self.functions.truncate(functions);
                self.pool.truncate(constants);
                let diagnostic = match failure {
                    Failure::Problem(problem, span) => Diagnostic::new(problem, span),
                    Failure::Thrown(error, span) => Diagnostic::thrown(Phase::Compilation, error, span),
                };
                let path = (!self.source.path.is_empty()).then(|| Rc::from(self.source.path.as_str()));
                Err(diagnostic.in_source(path.as_ref()))
            }
        }
    }

    /// The unit, and the objects that its `Embedded` constants name. A unit with such objects cannot be
    /// written to a file.
    pub fn finish(self) -> (Unit, Vec<Value>) {
        let unit = Unit {
            name: self.name,
            constants: self.pool.into_constants(),
            functions: self.functions,
            chunks: self.chunks,
            requires: self.requires,
            source: self.source,
        };
        if cfg!(debug_assertions) {
            let verdict = bytecode::verify::verify(&unit).map_err(|errors| errors.to_string());
            debug_assert!(verdict.is_ok(), "{}\n{}", verdict.unwrap_err(), bytecode::disasm::disassemble(&unit));
        }
        (unit, self.embedded.into_values())
    }

    /// A number for a function whose code comes later.
    fn reserve_function(&mut self) -> FuncId {
        self.functions.push(Function::default());
        FuncId(self.functions.len() as u32 - 1)
    }

    fn put_function(&mut self, id: FuncId, function: Function) {
        if let Some(slot) = self.functions.get_mut(id.index()) {
            *slot = function;
        }
    }

    /// The number of a constant.
    fn constant(&mut self, constant: Constant, span: Span) -> ConstId {
        match self.pool.add(constant) {
            Ok(id) => id,
            Err(PoolError::Full | PoolError::TooDeep) => {
                self.fail(EmitError::TooManyConstants {}, span);
                ConstId::default()
            }
        }
    }

    /// The number of the constant for a value.
    fn value_constant(&mut self, t: &mut Thread, value: &Value, span: Span) -> ConstId {
        let constant = if self.unwritten { constants::small_constant } else { constants::constant };
        match constant(t, &mut self.embedded, value) {
            Ok(constant) => self.constant(constant, span),
            Err(error) => {
                self.failure.get_or_insert(Failure::Thrown(error, span));
                ConstId::default()
            }
        }
    }

    /// Remembers the first problem. Emission goes on, so that it needs no error paths; its result is
    /// thrown away.
    fn fail(&mut self, problem: EmitError, span: Span) {
        self.failure.get_or_insert(Failure::Problem(problem, span));
    }

    /// Whether loading the constant gives a counted object.
    fn is_counted(&self, id: ConstId) -> bool {
        use Constant::*;
        !matches!(
            self.pool.get(id),
            Some(Nil | Bool(_) | Long(_) | Int(_) | Short(_) | Byte(_) | Double(_) | Float(_) | Char(_))
        )
    }

    fn captures(&self, id: FuncId) -> Option<u16> {
        self.functions.get(id.index()).map(|function| function.captures)
    }
}

/// A place without a position.
const NOWHERE: Position = Position { line: 0, column: 0 };
