//! `try`, `catch`, `finally` and `throw`.
//!
//! ```text
//! start:    body → dest, jump done
//! caught:   for each clause: instance?, body → dest, jump done     (handler of start … caught)
//! failed:   finally; throw                                         (handler of the clauses, or the body)
//! done:     finally
//! ```
//!
//! A `finally` is emitted twice, never more. Handlers come innermost first because inner `try`s are
//! finished before outer ones. Where nothing can throw there is no handler.

use super::NOWHERE;
use super::function::{Dest, Emitter, Slot};
use super::linear::Label;
use crate::node::{Node, Try};
use bytecode::{Insn, Position, Reg, Use};

impl<'n> Emitter<'_, 'n> {
    /// `(throw value)`
    pub fn emit_throw(&mut self, value: &'n Node, at: Position) {
        // `throw` takes its register, which a handler may still want.
        let reg = if self.protected > 0 { self.emit_next(value) } else { self.operand(value) };
        self.push(Insn::throw(reg), at);
    }

    /// `(try body (catch Class local body) … (finally …))`
    pub fn emit_try(&mut self, try_: &'n Try, dest: Dest) {
        let base = match dest {
            Dest::Fresh(reg) if self.is_top(reg) => reg.index(),
            _ => self.top,
        };
        let inner = match (dest, &try_.finally) {
            (Dest::Return, Some(_)) | (Dest::Into(_), _) => Dest::Fresh(self.alloc()),
            _ => dest,
        };
        self.emit_protected(try_, inner, Reg(base as u16));
        if let Some(finally) = &try_.finally {
            self.emit(finally, Dest::Ignore);
        }
        if inner != dest
            && let Dest::Fresh(result) = inner
        {
            self.deliver(result, dest);
        }
    }

    /// Everything up to `done`. `base` is the first register that handlers need not keep.
    fn emit_protected(&mut self, try_: &'n Try, dest: Dest, base: Reg) {
        let (caught, failed, done) = (self.code.label(), self.code.label(), self.code.label());
        let depth = self.protected;
        self.protected = depth + usize::from(!try_.catches.is_empty()) + usize::from(try_.finally.is_some());
        let start = self.code.here();
        self.emit(&try_.body, dest);
        let end = self.code.here();
        let top = self.top;
        let exception = self.alloc();
        if try_.catches.is_empty() {
            self.protected = depth;
            self.code.protect(start, end, failed, exception, base);
        } else if self.code.protect(start, end, caught, exception, base) {
            self.protected = depth + usize::from(try_.finally.is_some());
            self.jump(done);
            let clauses = self.code.here();
            self.code.bind(caught);
            self.emit_clauses(try_, dest, exception, failed, done);
            self.protected = depth;
            if try_.finally.is_some() {
                let end = self.code.here();
                self.code.protect(clauses, end, failed, exception, base);
            }
        }
        self.protected = depth;
        if let Some(finally) = &try_.finally {
            self.jump(done);
            self.code.bind(failed);
            self.emit(finally, Dest::Ignore);
            self.push(Insn::throw(exception), NOWHERE);
        }
        self.top = top;
        self.code.bind(done);
    }

    fn emit_clauses(&mut self, try_: &'n Try, dest: Dest, exception: Reg, failed: Label, done: Label) {
        for clause in &try_.catches {
            let next = self.code.label();
            if &*clause.class != "java.lang.Throwable" {
                let matches = self.alloc();
                self.instance_of(&clause.class, exception, matches, clause.body.span);
                self.code.push_jump(Insn::jump_if_not(Use::keep(matches), 0), next, NOWHERE);
                self.top = exception.index() + 1;
            }
            self.scoped(|e| {
                e.bind(clause.local, Slot::Reg(exception));
                e.emit(&clause.body, dest);
            });
            self.jump(done);
            self.code.bind(next);
        }
        if try_.finally.is_some() {
            self.jump(failed);
        } else {
            self.push(Insn::throw(exception), NOWHERE);
        }
    }
}
