//! One step of macroexpansion: macro calls, and the short forms of member calls.

use super::errors::AnalyzeError;
use super::form;
use super::resolve::NATIVE_NS;
use super::special;
use super::{Analyzer, Context, Failure, Res};
use crate::diagnostic::{Diagnostic, Phase};
use runtime::coll::map;
use runtime::symbol::Symbol;
use runtime::var::Var;
use runtime::{Error, ExceptionKind, Ref, Thread, Value};

/// `macroexpand-1`: the expansion, or the form itself if it is no macro call.
pub fn macroexpand1(t: &mut Thread, cx: &Context<'_>, form: &Value) -> runtime::Result<Value> {
    if form::shape(form) != form::Shape::Seq {
        return Ok(form.clone());
    }
    let mut analyzer = Analyzer::new(t, cx);
    let expanded = analyzer.items(form).and_then(|items| {
        let op = items.first().and_then(|op| op.as_ref::<Symbol>());
        // A class's member is called without expansion.
        if op.is_some_and(|op| op.ns_str().is_some_and(|ns| analyzer.namespace_for(ns).is_none())) {
            return Ok(None);
        }
        analyzer.macroexpand(form, &items)
    });
    match expanded {
        Ok(expanded) => Ok(expanded.unwrap_or_else(|| form.clone())),
        Err(error) => {
            let bare = error.phase == Phase::CompileSyntaxCheck;
            Err(Failure { errors: vec![*error], bare }.to_error(t))
        }
    }
}

impl Analyzer<'_> {
    /// The expansion of a list form, if it is a macro call or a short form.
    pub fn macroexpand(&mut self, form: &Value, items: &[Value]) -> Res<Option<Value>> {
        let Some(op) = items.first().and_then(|op| op.as_ref::<Symbol>()) else { return Ok(None) };
        if special::find(&items[0]).is_some() {
            return Ok(None);
        }
        if let Some(var) = self.macro_var(op)? {
            return self.expand_macro(form, items, op, &var).map(Some);
        }
        self.expand_member(form, items, op)
    }

    /// The macro that a symbol in call position means.
    fn macro_var(&mut self, op: &Ref<Symbol>) -> Res<Option<Ref<Var>>> {
        if op.ns.is_none() && self.scopes.lookup(op.name_str()).is_some() {
            return Ok(None);
        }
        let Some(var) = self.find_var(op) else { return Ok(None) };
        if !var.is_macro() {
            return Ok(None);
        }
        self.check_public(&var)?;
        Ok(Some(var))
    }

    /// A private var of another namespace may not be called by name.
    pub fn check_public(&mut self, var: &Ref<Var>) -> Res<()> {
        let own = var.ns.as_ref().is_some_and(|ns| Ref::same(ns, &self.cx.ns));
        if own || !var.is_private() {
            return Ok(());
        }
        let name = format!("#'{}", var.full_name());
        Err(self.error(AnalyzeError::NotPublic { name }))
    }

    fn expand_macro(&mut self, form: &Value, items: &[Value], op: &Ref<Symbol>, var: &Ref<Var>) -> Res<Value> {
        if let Some(check) = self.cx.check_macro
            && let Err(error) = check(self.t, var, &items[1..])
        {
            return Err(self.macro_error(error, form, &var.full_name()));
        }
        let env = self.env_map();
        let env = self.run(env)?;
        let mut args = Vec::with_capacity(items.len() + 1);
        args.push(form.clone());
        args.push(env);
        args.extend(items[1..].iter().cloned());
        let function = runtime::bindings::deref(self.t, var);
        match self.t.invoke(&function, &mut args) {
            Ok(expanded) => Ok(expanded),
            Err(error) => Err(self.macro_error(error, form, &op.full_name())),
        }
    }

    /// What a macro threw, in the phase that Clojure puts it in.
    #[cold]
    fn macro_error(&mut self, error: Error, form: &Value, name: &str) -> Box<Diagnostic> {
        let (phase, error) = match error.0.kind() {
            Some(ExceptionKind::ArityException) => (Phase::CompileSyntaxCheck, without_implicit(error)),
            Some(
                ExceptionKind::IllegalArgumentException
                | ExceptionKind::NumberFormatException
                | ExceptionKind::IllegalStateException
                | ExceptionKind::Exception
                | ExceptionKind::ExceptionInfo,
            ) => (Phase::MacroSyntaxCheck, error),
            _ => (Phase::Macroexpansion, error),
        };
        self.located = true;
        let mut diagnostic = Diagnostic::thrown(phase, error, self.span).at(self.at).in_source(self.cx.source.as_ref());
        // Of a wrong number of arguments the message says what was called.
        if phase != Phase::CompileSyntaxCheck {
            diagnostic = diagnostic.naming(name);
        }
        diagnostic.macro_form = Some(form.clone());
        diagnostic
    }

    /// `&env`: a map whose keys are the symbols of the locals, nil when there are none.
    fn env_map(&mut self) -> runtime::Result<Value> {
        if self.scopes.env.is_empty() {
            return Ok(Value::NIL);
        }
        if let Some((env, made)) = &self.env_map
            && env.ptr_eq(&self.scopes.env)
        {
            return Ok(made.clone());
        }
        let mut names: Vec<_> = self.scopes.env.keys().cloned().collect();
        names.sort();
        let pairs = names.iter().map(|name| (Symbol::from_parts(None, name).into(), Value::TRUE)).collect();
        let made = map::from_pairs(self.t, pairs)?;
        self.env_map = Some((self.scopes.env.clone(), made.clone()));
        Ok(made)
    }

    /// `(.m x a)` → `(. x m a)`, `(C/m a)` → `(. C m a)`, `(C. a)` → `(new C a)`.
    fn expand_member(&mut self, form: &Value, items: &[Value], op: &Ref<Symbol>) -> Res<Option<Value>> {
        let name = op.name_str();
        let expanded = if let Some(ns) = op.ns_str() {
            // An alias before a constructor says nothing: the class goes by its own name.
            let aliased = self.namespace_for(ns).is_some();
            if let Some(class) = name.strip_suffix('.').filter(|c| aliased && !c.is_empty() && !c.ends_with('.')) {
                let head = [form::symbol("new"), Symbol::from_parts(None, class).into()];
                let made = form::list_with_meta(head.into_iter().chain(items[1..].iter().cloned()), form::meta(form));
                return Ok(Some(made));
            }
            if ns == NATIVE_NS || aliased || !self.names_class(ns) {
                return Ok(None);
            }
            let class = Symbol::from_parts(None, ns).with_meta(op.meta.clone());
            match (name, name.strip_prefix('.').filter(|m| !m.is_empty())) {
                ("new", _) => {
                    [form::symbol("new"), class.into()].into_iter().chain(items[1..].iter().cloned()).collect()
                }
                (_, Some(member)) => {
                    let Some(target) = items.get(1) else { return Err(self.error(AnalyzeError::MalformedMember {})) };
                    // The class is a hint of the target, which must be of it.
                    let plain = class.clone().with_meta(Value::NIL).into();
                    let target = form::list([form::symbol("lisle.native/check-cast"), plain, target.clone()]);
                    let target = self.with_tag(&target, class.into());
                    let head = [form::symbol("."), target, Symbol::from_parts(None, member).into()];
                    head.into_iter().chain(items[2..].iter().cloned()).collect()
                }
                _ => {
                    let member = Symbol::from_parts(None, name);
                    let head = [form::symbol("."), class.with_meta(Value::NIL).into(), member.into()];
                    head.into_iter().chain(items[1..].iter().cloned()).collect::<Vec<_>>()
                }
            }
        } else if let Some(member) = name.strip_prefix('.').filter(|m| !m.is_empty() && name != "..") {
            let Some(target) = items.get(1) else { return Err(self.error(AnalyzeError::MalformedMember {})) };
            let target = if target.as_ref::<Symbol>().is_some_and(|s| self.is_class_symbol(s)) {
                form::list([form::symbol("clojure.core/identity"), target.clone()])
            } else {
                target.clone()
            };
            let head = [form::symbol("."), target, Symbol::from_parts(None, member).into()];
            head.into_iter().chain(items[2..].iter().cloned()).collect()
        } else if let Some(class) = name.strip_suffix('.').filter(|c| !c.is_empty() && !c.ends_with('.')) {
            let head = [form::symbol("new"), Symbol::from_parts(None, class).into()];
            head.into_iter().chain(items[1..].iter().cloned()).collect()
        } else {
            return Ok(None);
        };
        let made = form::list_with_meta(expanded, form::meta(form));
        if let Some(span) = self.cx.positions.get(form) {
            self.span = span;
        }
        Ok(Some(made))
    }

    /// A symbol or list with a `:tag`, unless it has one.
    fn with_tag(&mut self, target: &Value, tag: Value) -> Value {
        let meta = form::meta(target);
        let key = self.keys.tag.to_value();
        let has = map::is_map(&meta) && map::contains(self.t, &meta, &key).unwrap_or(true);
        if has {
            return target.clone();
        }
        let base = if meta.is_nil() { map::empty() } else { meta };
        let Ok(tagged) = map::assoc(self.t, base, key, tag) else { return target.clone() };
        if let Some(symbol) = target.as_ref::<Symbol>() {
            return symbol.with_meta(tagged).into();
        }
        match target.as_ref::<runtime::coll::list::List>() {
            Some(list) => list.clone().with_meta(tagged).into(),
            None => form::list_with_meta([form::symbol("do"), target.clone()], tagged),
        }
    }
}

/// An arity error as the macro's caller sees it: without the form and the environment.
fn without_implicit(error: Error) -> Error {
    let Some(message) = error.0.message_text() else { return error };
    let parts = message.strip_prefix("Wrong number of args (").and_then(|rest| rest.split_once(") passed to: "));
    match parts.and_then(|(count, name)| Some((count.parse::<i64>().ok()?, name))) {
        Some((count, name)) => {
            Error::new(ExceptionKind::ArityException, format!("Wrong number of args ({}) passed to: {name}", count - 2))
        }
        None => error,
    }
}
