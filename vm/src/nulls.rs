//! What the JVM says about a null pointer: which call found it, and where the nil came from.
//!
//! The texts are made while an exception without one is unwound, from the instruction that failed and those before it:
//! nothing is kept for them while programs run. Texts of natives are in a table, as they name what Clojure on the JVM
//! calls in their place. Where several ways lead to the call, or a value came from elsewhere than a local, a var or a
//! call, the JVM is silent too.

use crate::constants::MemberSite;
use crate::frame::Entry;
use crate::link::FunctionBody;
use crate::ops::fused::first_of;
use crate::stack::{M, place};
use bytecode::{Insn, Op};
use runtime::function::{Function, Native};
use runtime::{Error, ExceptionKind, Value};

/// The message of an error for which no better one is known than that something was called on nil.
pub(crate) const CALLEE: &str = "Cannot invoke \"clojure.lang.IFn.invoke()\" because the callee is null";
/// The message of Clojure's reflector.
pub(crate) const TARGET: &str = "Cannot invoke \"Object.getClass()\" because \"target\" is null";

/// The error with the text that the JVM has, if it is a null pointer of the instruction at `pc` and has none.
#[cold]
pub(crate) fn explain(m: M, pc: u32, error: Error) -> Error {
    if error.0.kind() != Some(ExceptionKind::NullPointerException) || !error.0.cause.is_nil() {
        return error;
    }
    let known = error.0.message_text();
    let entry = m.entry();
    let Some(insn) = entry.detail.as_ref().and_then(|detail| detail.code.get(pc as usize)).copied() else {
        return error;
    };
    let code = Code { m, entry, pc };
    let text = match (insn.op, known.as_deref()) {
        (Op::Call | Op::CallVar, Some(CALLEE)) => code.call_of_nil(insn),
        (Op::Invoke, Some(TARGET)) => code.method_of_nil(insn),
        (Op::CallNative, None | Some(CALLEE)) => {
            code.constant(insn.bx()).and_then(|native| native_text(native, u32::from(insn.n)))
        }
        (Op::CallVar, None) => code.root(insn).and_then(|native| native_text(&native, u32::from(insn.n))),
        (Op::Call, None) => code.native_argument(insn),
        (Op::MonitorEnter, None) => {
            // The macro's own local may have become the one that it was given.
            let own = code.local(pc, insn.a).filter(|name| name.starts_with("locklocal"));
            let name = own.unwrap_or_else(|| "locklocal__auto__".to_owned());
            Some(format!("Cannot enter synchronized block because \"{name}\" is null"))
        }
        (_, Some(CALLEE)) => Some("Cannot invoke \"clojure.lang.IFn.invoke()\"".to_owned()),
        _ => None,
    };
    match text {
        Some(text) => Error::new(ExceptionKind::NullPointerException, text),
        None => error,
    }
}

/// The error of a native that `apply` called, with the text that the JVM has, if it is a null pointer without one.
#[cold]
pub(crate) fn explain_native(native: &Value, count: usize, error: Error) -> Error {
    let silent = error.0.kind() == Some(ExceptionKind::NullPointerException)
        && error.0.needs_trace()
        && error.0.cause.is_nil()
        && error.0.message_text().is_none();
    match native_text(native, count as u32) {
        Some(text) if silent => Error::new(ExceptionKind::NullPointerException, text),
        _ => error,
    }
}

/// The code of the frame on top, and the instruction in it that failed.
struct Code<'a> {
    m: M,
    entry: &'a Entry,
    pc: u32,
}

impl Code<'_> {
    fn insns(&self) -> Vec<Insn> {
        let code: &[Insn] = self.entry.detail.as_ref().map_or(&[], |detail| &detail.code);
        code.iter().map(|insn| Insn { op: first_of(insn.op), ..*insn }).collect()
    }

    fn constant(&self, index: u32) -> Option<&Value> {
        self.entry.detail.as_ref()?.constants.get(index as usize).map(|constant| constant.get())
    }

    fn root(&self, insn: Insn) -> Option<Value> {
        let var = self.constant(insn.bx())?.as_ref::<runtime::var::Var>()?;
        var.root.load()
    }

    fn call_of_nil(&self, insn: Insn) -> Option<String> {
        let count = if insn.op == Op::Call { insn.bx() } else { u32::from(insn.n) };
        let because = match insn.op {
            Op::CallVar => self.var_read(insn.bx()),
            _ => self.source(self.pc, insn.a),
        };
        Some(format!("Cannot invoke \"{}\"{}", invoke(count), because.unwrap_or_default()))
    }

    fn method_of_nil(&self, insn: Insn) -> Option<String> {
        let site = self.constant(insn.bx())?.host::<MemberSite>()?;
        let class = site.class.as_deref();
        let mut rows = runtime::java_methods::rows(&site.name, usize::from(insn.n));
        let declared = rows.find(|row| class.is_none_or(|class| class == row.1));
        let signature = match (class, declared) {
            // The core library calls methods of interfaces without a hint.
            (None, Some((_, interface, signature))) if self.is_core() => called(interface, signature),
            (Some(class), Some((_, _, signature))) => called(class, signature),
            (Some(class), None) if insn.n == 0 => format!("{}.{}()", short(class), site.name),
            _ => return None,
        };
        let because = self.source(self.pc, insn.a).unwrap_or_default();
        Some(format!("Cannot invoke \"{signature}\"{because}"))
    }

    /// The text for a native that was called as a value.
    fn native_argument(&self, insn: Insn) -> Option<String> {
        let callee = self.m.frame().base.get(insn.a).clone();
        native_text(&callee, insn.bx())
    }

    fn is_core(&self) -> bool {
        let callee = self.m.frame().base.callee();
        callee.as_ref::<Function>().is_some_and(|f| f.code.name.to_string_lossy().starts_with("clojure.core$"))
    }

    fn var_read(&self, constant: u32) -> Option<String> {
        let var = self.constant(constant)?.as_ref::<runtime::var::Var>()?;
        let method = if var.is_dynamic() { "get" } else { "getRawRoot" };
        Some(format!(" because the return value of \"clojure.lang.Var.{method}()\" is null"))
    }

    /// Where the value of a register came from, as the JVM says it.
    fn source(&self, before: u32, register: u16) -> Option<String> {
        let insns = self.insns();
        if let Some(name) = self.local(before, register) {
            return Some(is_null(&name));
        }
        let at = (0..before).rev().find(|&at| insns.get(at as usize).is_some_and(|i| defines(*i, register)))?;
        let merges = insns[..at as usize].iter().enumerate().any(|(from, insn)| {
            jump_offset(*insn).is_some_and(|offset| {
                let to = from as i64 + 1 + i64::from(offset);
                to > i64::from(at) && to <= i64::from(before)
            })
        });
        if merges {
            return None;
        }
        let insn = insns[at as usize];
        match insn.op {
            Op::Move | Op::Copy => self.source(at, insn.b),
            Op::Capture | Op::TakeCapture => self.capture(insn.bx()).map(|name| is_null(&format!("this.{name}"))),
            Op::VarGet => self.var_read(insn.bx()),
            Op::CallNative if self.native_name(insn) == Some("get") => {
                Some(returned("clojure.lang.RT.get(Object, Object)"))
            }
            Op::Get => Some(returned("clojure.lang.RT.get(Object, Object)")),
            Op::Call => Some(returned(&invoke(insn.bx()))),
            Op::CallVar => Some(returned(&invoke(u32::from(insn.n)))),
            Op::CallNative => match self.native_name(insn)? {
                "check-cast" => self.source(at, insn.a + place(1)),
                _ => Some(returned(&invoke(u32::from(insn.n)))),
            },
            _ => None,
        }
    }

    fn native_name(&self, insn: Insn) -> Option<&'static str> {
        Some(self.constant(insn.bx())?.as_ref::<Native>()?.def.name)
    }

    fn body(&self) -> Option<runtime::Ref<runtime::function::CodeObject>> {
        Some(self.m.frame().base.callee().as_ref::<Function>()?.code.clone())
    }

    fn local(&self, pc: u32, register: u16) -> Option<String> {
        let code = self.body()?;
        let names = code.body_as::<FunctionBody>()?.local_names(self.entry.trace_pc(pc));
        let (name, _) = names.into_iter().find(|(_, reg)| place(reg.index()) == register)?;
        Some(runtime::class::munge(&name))
    }

    fn capture(&self, index: u32) -> Option<String> {
        let code = self.body()?;
        let name = code.body_as::<FunctionBody>()?.capture_name(index)?;
        Some(runtime::class::munge(&name))
    }
}

fn is_null(name: &str) -> String {
    format!(" because \"{name}\" is null")
}

fn returned(call: &str) -> String {
    format!(" because the return value of \"{call}\" is null")
}

fn invoke(count: u32) -> String {
    format!("clojure.lang.IFn.invoke({})", vec!["Object"; count as usize].join(", "))
}

/// How such messages write a class.
fn short(class: &str) -> &str {
    match class {
        "java.lang.Object" => "Object",
        "java.lang.String" => "String",
        other => other,
    }
}

/// `interface.name(parameters)` of a signature.
fn called(interface: &str, signature: &str) -> String {
    let (head, parameters) = signature.split_once('(').unwrap_or((signature, ")"));
    let name = head.rsplit(' ').next().unwrap_or(head);
    let parameters: Vec<&str> = parameters.trim_end_matches(')').split(", ").map(short).collect();
    format!("{}.{name}({})", short(interface), parameters.join(", "))
}

/// Does the instruction leave a value in the register?
fn defines(insn: Insn, register: u16) -> bool {
    insn.a == register && jump_offset(insn).is_none() && !matches!(insn.op, Op::Clear | Op::Return | Op::VarSet)
}

/// How far the instruction may jump.
fn jump_offset(insn: Insn) -> Option<i32> {
    match insn.op {
        Op::Jump | Op::Loop | Op::JumpIf | Op::JumpIfNot | Op::JumpIfNil | Op::JumpIfNotNil => Some(insn.sbx()),
        Op::JumpNotLt
        | Op::JumpNotLe
        | Op::JumpNotGt
        | Op::JumpNotGe
        | Op::JumpNotNumEq
        | Op::JumpNotEq
        | Op::JumpNotIdentical
        | Op::JumpNotLtInt
        | Op::JumpNotLeInt
        | Op::JumpNotGtInt
        | Op::JumpNotGeInt
        | Op::JumpNotNumEqInt
        | Op::JumpNotEqInt => Some(i32::from(insn.c as i16)),
        _ => None,
    }
}

/// The text for an argument of a native that is nil: a row for so many arguments, else one for any.
fn native_text(native: &Value, count: u32) -> Option<String> {
    let name = native.as_ref::<Native>()?.def.name;
    let row = |name: &str| NATIVES.binary_search_by_key(&name, |row| row.0).ok();
    let at = row(&format!("{name}/{count}")).or_else(|| row(name))?;
    Some(NATIVES[at].1.to_owned())
}

/// By the names of the natives, sorted; with the number of arguments where it matters.
#[rustfmt::skip]
const NATIVES: &[(&str, &str)] = &[
    ("add-watch", "Cannot invoke \"clojure.lang.IRef.addWatch(Object, clojure.lang.IFn)\" because \"reference\" is null"),
    ("agent-error", "Cannot invoke \"clojure.lang.Agent.getError()\" because \"a\" is null"),
    ("agent-restart", "Cannot invoke \"clojure.lang.Agent.restart(Object, boolean)\" because \"a\" is null"),
    ("agent-send", "Cannot invoke \"clojure.lang.Agent.dispatch(clojure.lang.IFn, clojure.lang.ISeq, java.util.concurrent.Executor)\" because \"a\" is null"),
    ("aget", "Cannot invoke \"java.lang.Class.getComponentType()\" because the return value of \"clojure.core$class.invokeStatic(Object)\" is null"),
    ("alter-var-root", "Cannot invoke \"clojure.lang.Var.alterRoot(clojure.lang.IFn, clojure.lang.ISeq)\" because \"v\" is null"),
    ("assoc!", "Cannot invoke \"clojure.lang.ITransientAssociative.assoc(Object, Object)\" because \"coll\" is null"),
    ("bound?", "Cannot invoke \"clojure.lang.Var.isBound()\" because \"p1_SHARP_\" is null"),
    ("cast", "Cannot invoke \"java.lang.Class.cast(Object)\" because \"c\" is null"),
    ("chunk", "Cannot invoke \"clojure.lang.ChunkBuffer.chunk()\" because \"b\" is null"),
    ("chunk-append", "Cannot invoke \"clojure.lang.ChunkBuffer.add(Object)\" because \"b\" is null"),
    ("chunk-buffer", "Cannot invoke \"java.lang.Character.charValue()\" because \"x\" is null"),
    ("chunk-first", "Cannot invoke \"clojure.lang.IChunkedSeq.chunkedFirst()\" because \"s\" is null"),
    ("chunk-next", "Cannot invoke \"clojure.lang.IChunkedSeq.chunkedNext()\" because \"s\" is null"),
    ("chunk-rest", "Cannot invoke \"clojure.lang.IChunkedSeq.chunkedMore()\" because \"s\" is null"),
    ("compare-and-set!", "Cannot invoke \"clojure.lang.IAtom.compareAndSet(Object, Object)\" because \"atom\" is null"),
    ("conj!", "Cannot invoke \"clojure.lang.ITransientCollection.conj(Object)\" because \"coll\" is null"),
    ("deliver", "Cannot invoke \"clojure.lang.IFn.invoke(Object)\" because \"promise\" is null"),
    ("deref", "Cannot invoke \"java.util.concurrent.Future.get()\" because \"fut\" is null"),
    ("deref/3", "Cannot invoke \"java.util.concurrent.Future.get(long, java.util.concurrent.TimeUnit)\" because \"fut\" is null"),
    ("dissoc!", "Cannot invoke \"clojure.lang.ITransientMap.without(Object)\" because \"map\" is null"),
    ("ensure", "Cannot invoke \"clojure.lang.Ref.touch()\" because \"ref\" is null"),
    ("find-keyword", "Cannot invoke \"String.hashCode()\" because \"this.name\" is null"),
    ("find-ns", "Cannot invoke \"Object.hashCode()\" because \"key\" is null"),
    ("find-protocol-impl", "Cannot invoke \"java.lang.Class.isInstance(Object)\" because \"c\" is null"),
    ("find-protocol-method", "Cannot invoke \"java.lang.Class.isInstance(Object)\" because \"c\" is null"),
    ("find-var", "Cannot read field \"ns\" because \"nsQualifiedSym\" is null"),
    ("format", "Cannot invoke \"String.length()\" because \"s\" is null"),
    ("future-cancel", "Cannot invoke \"java.util.concurrent.Future.cancel(boolean)\" because \"f\" is null"),
    ("future-cancelled?", "Cannot invoke \"java.util.concurrent.Future.isCancelled()\" because \"f\" is null"),
    ("future-done?", "Cannot invoke \"java.util.concurrent.Future.isDone()\" because \"f\" is null"),
    ("get-method", "Cannot invoke \"clojure.lang.MultiFn.getMethod(Object)\" because \"multifn\" is null"),
    ("get-validator", "Cannot invoke \"clojure.lang.IRef.getValidator()\" because \"iref\" is null"),
    ("hash-ordered-coll", "Cannot invoke \"java.lang.Iterable.iterator()\" because \"xs\" is null"),
    ("hash-unordered-coll", "Cannot invoke \"java.lang.Iterable.iterator()\" because \"xs\" is null"),
    ("index-of", "Cannot invoke \"String.coder()\" because \"str\" is null"),
    ("instance?", "Cannot invoke \"java.lang.Class.isInstance(Object)\" because \"c\" is null"),
    ("intern", "Cannot invoke \"Object.hashCode()\" because \"key\" is null"),
    ("key", "Cannot invoke \"java.util.Map$Entry.getKey()\" because \"e\" is null"),
    ("keyword", "Cannot invoke \"String.hashCode()\" because \"this.name\" is null"),
    ("load-string", "Cannot invoke \"String.length()\" because \"s\" is null"),
    ("methods", "Cannot invoke \"clojure.lang.MultiFn.getMethodTable()\" because \"multifn\" is null"),
    ("mix-collection-hash", "Cannot invoke \"java.lang.Number.doubleValue()\" because \"x\" is null"),
    ("ns-aliases", "Cannot invoke \"Object.hashCode()\" because \"key\" is null"),
    ("ns-map", "Cannot invoke \"Object.hashCode()\" because \"key\" is null"),
    ("ns-name", "Cannot invoke \"Object.hashCode()\" because \"key\" is null"),
    ("ns-resolve", "Cannot invoke \"Object.hashCode()\" because \"key\" is null"),
    ("ns-unalias", "Cannot invoke \"Object.hashCode()\" because \"key\" is null"),
    ("pattern-split", "Cannot invoke \"java.lang.CharSequence.length()\" because \"this.text\" is null"),
    ("persistent!", "Cannot invoke \"clojure.lang.ITransientCollection.persistent()\" because \"coll\" is null"),
    ("pop!", "Cannot invoke \"clojure.lang.ITransientVector.pop()\" because \"coll\" is null"),
    ("prefer-method", "Cannot invoke \"clojure.lang.MultiFn.preferMethod(Object, Object)\" because \"multifn\" is null"),
    ("prefers", "Cannot invoke \"clojure.lang.MultiFn.getPreferTable()\" because \"multifn\" is null"),
    ("re-find", "Cannot invoke \"java.util.regex.Matcher.find()\" because \"m\" is null"),
    ("re-find/2", "Cannot invoke \"java.util.regex.Pattern.matcher(java.lang.CharSequence)\" because \"re\" is null"),
    ("re-groups", "Cannot invoke \"java.util.regex.Matcher.groupCount()\" because \"m\" is null"),
    ("re-matcher", "Cannot invoke \"java.util.regex.Pattern.matcher(java.lang.CharSequence)\" because \"re\" is null"),
    ("re-matches", "Cannot invoke \"java.util.regex.Pattern.matcher(java.lang.CharSequence)\" because \"re\" is null"),
    ("read-string", "Cannot invoke \"String.length()\" because \"s\" is null"),
    ("reader-conditional", "Cannot invoke \"java.lang.Boolean.booleanValue()\" because \"splicing_QMARK_\" is null"),
    ("realized?", "Cannot invoke \"clojure.lang.IPending.isRealized()\" because \"x\" is null"),
    ("ref-commute", "Cannot invoke \"clojure.lang.Ref.commute(clojure.lang.IFn, clojure.lang.ISeq)\" because \"ref\" is null"),
    ("ref-get", "Cannot invoke \"clojure.lang.Ref.alter(clojure.lang.IFn, clojure.lang.ISeq)\" because \"ref\" is null"),
    ("ref-history-count", "Cannot invoke \"clojure.lang.Ref.getHistoryCount()\" because \"ref\" is null"),
    ("ref-max-history", "Cannot invoke \"clojure.lang.Ref.getMaxHistory()\" because \"ref\" is null"),
    ("ref-max-history/2", "Cannot invoke \"clojure.lang.Ref.setMaxHistory(int)\" because \"ref\" is null"),
    ("ref-min-history", "Cannot invoke \"clojure.lang.Ref.getMinHistory()\" because \"ref\" is null"),
    ("ref-min-history/2", "Cannot invoke \"clojure.lang.Ref.setMinHistory(int)\" because \"ref\" is null"),
    ("ref-set", "Cannot invoke \"clojure.lang.Ref.set(Object)\" because \"ref\" is null"),
    ("remove-all-methods", "Cannot invoke \"clojure.lang.MultiFn.reset()\" because \"multifn\" is null"),
    ("remove-method", "Cannot invoke \"clojure.lang.MultiFn.removeMethod(Object)\" because \"multifn\" is null"),
    ("remove-watch", "Cannot invoke \"clojure.lang.IRef.removeWatch(Object)\" because \"reference\" is null"),
    ("reset-meta!", "Cannot invoke \"clojure.lang.IReference.resetMeta(clojure.lang.IPersistentMap)\" because \"iref\" is null"),
    ("rseq", "Cannot invoke \"clojure.lang.Reversible.rseq()\" because \"rev\" is null"),
    ("satisfies?", "Cannot invoke \"java.lang.Class.isInstance(Object)\" because \"c\" is null"),
    ("set-validator!", "Cannot invoke \"clojure.lang.IRef.setValidator(clojure.lang.IFn)\" because \"iref\" is null"),
    ("shuffle", "Cannot invoke \"java.util.Collection.toArray()\" because \"c\" is null"),
    ("string-ends-with?", "Cannot invoke \"String.length()\" because \"suffix\" is null"),
    ("string-includes?", "Cannot invoke \"java.lang.CharSequence.toString()\" because \"s\" is null"),
    ("string-reverse", "Cannot invoke \"java.lang.CharSequence.length()\" because \"seq\" is null"),
    ("string-starts-with?", "Cannot invoke \"String.length()\" because \"prefix\" is null"),
    ("string-trim", "Cannot invoke \"java.lang.CharSequence.length()\" because \"s\" is null"),
    ("string-trim-newline", "Cannot invoke \"java.lang.CharSequence.length()\" because \"s\" is null"),
    ("string-triml", "Cannot invoke \"java.lang.CharSequence.length()\" because \"s\" is null"),
    ("string-trimr", "Cannot invoke \"java.lang.CharSequence.length()\" because \"s\" is null"),
    ("subvec", "Cannot invoke \"clojure.lang.IPersistentVector.count()\" because \"v\" is null"),
    ("the-ns", "Cannot invoke \"Object.hashCode()\" because \"key\" is null"),
    ("thread-bound?", "Cannot invoke \"clojure.lang.Var.getThreadBinding()\" because \"p1_SHARP_\" is null"),
    ("to-array-2d", "Cannot invoke \"java.util.Collection.size()\" because \"coll\" is null"),
    ("transient", "Cannot invoke \"clojure.lang.IEditableCollection.asTransient()\" because \"coll\" is null"),
    ("val", "Cannot invoke \"java.util.Map$Entry.getValue()\" because \"e\" is null"),
    ("var-get", "Cannot invoke \"clojure.lang.Var.get()\" because \"x\" is null"),
    ("var-set", "Cannot invoke \"clojure.lang.Var.set(Object)\" because \"x\" is null"),
    ("vreset!", "Cannot invoke \"clojure.lang.Volatile.reset(Object)\" because \"vol\" is null"),
    ("with-meta", "Cannot invoke \"clojure.lang.IObj.withMeta(clojure.lang.IPersistentMap)\" because \"x\" is null"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted() {
        assert!(NATIVES.is_sorted_by_key(|row| row.0));
    }

    #[test]
    fn signatures_are_written_as_calls() {
        let written = called("clojure.lang.IAtom", "boolean compareAndSet(java.lang.Object, java.lang.Object)");
        assert_eq!(written, "clojure.lang.IAtom.compareAndSet(Object, Object)");
        assert_eq!(called("java.util.Map$Entry", "java.lang.Object getKey()"), "java.util.Map$Entry.getKey()");
    }
}
