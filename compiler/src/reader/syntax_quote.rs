//! Syntax quote: the form that builds the quoted form.
//!
//! A reader's `` `form `` becomes calls of `seq`, `concat`, `list`, `apply` … that rebuild it, with symbols
//! resolved and the unquoted parts in place. Nested syntax quotes are read, and so expanded, inside out.

use super::context::{Mapping, ReaderContext};
use super::symbols::{Symbols, is_list, make_list as list};
use crate::reader::errors::ReadError;
use runtime::coll::{map, set};
use runtime::instance::Instance;
use runtime::keyword::Keyword;
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::value::Tag;
use runtime::{Error, ExceptionKind, Ref, Result, Thread, Value, ops, seq};
use std::collections::HashMap;

/// Symbols that syntax quote leaves alone: the special forms, and what is special inside of them.
const SPECIAL: &[&str] = &[
    "def",
    "loop*",
    "recur",
    "if",
    "case*",
    "let*",
    "letfn*",
    "do",
    "fn*",
    "quote",
    "var",
    ".",
    "set!",
    "deftype*",
    "reify*",
    "try",
    "throw",
    "monitor-enter",
    "monitor-exit",
    "catch",
    "finally",
    "new",
    "&",
];

/// One syntax quote at work.
pub(super) struct SyntaxQuote<'a> {
    pub context: &'a mut dyn ReaderContext,
    pub symbols: &'a Symbols,
    /// What `name#` became within this syntax quote.
    gensyms: HashMap<String, String>,
}

impl<'a> SyntaxQuote<'a> {
    pub fn new(context: &'a mut dyn ReaderContext, symbols: &'a Symbols) -> SyntaxQuote<'a> {
        SyntaxQuote { context, symbols, gensyms: HashMap::new() }
    }

    /// The form that builds `form`.
    pub fn expand(&mut self, t: &mut Thread, form: &Value) -> Result<Value> {
        if let Some(symbol) = form.as_ref::<Symbol>() {
            let quoted = self.quote_symbol(t, symbol)?;
            return self.with_form_meta(t, &symbol.meta, quoted);
        }
        if matches!(form.tag(), Tag::Long | Tag::Double | Tag::Char) || form.is::<Str>() || form.is::<Keyword>() {
            return Ok(form.clone());
        }
        if runtime::number::object::is_number(form) {
            return Ok(form.clone());
        }
        if let Some(unquoted) = self.unquoted(t, form, &self.symbols.unquote)? {
            return Ok(unquoted);
        }
        if self.unquoted(t, form, &self.symbols.unquote_splicing)?.is_some() {
            return Err(Error::new(ExceptionKind::IllegalStateException, splice_message()));
        }
        t.descend(|t| {
            let built = self.expand_collection(t, form)?;
            let meta = if form.is_object() && is_collection(form) { ops::meta(t, form)? } else { Value::NIL };
            self.with_form_meta(t, &meta, built)
        })
    }

    fn expand_collection(&mut self, t: &mut Thread, form: &Value) -> Result<Value> {
        if is_list(form) {
            let items = seq::to_vec(t, form)?;
            if items.is_empty() {
                return Ok(list(vec![self.symbols.list.clone()]));
            }
            return self.concat(t, &items);
        }
        if form.is::<Instance>() {
            return Ok(form.clone());
        }
        let (items, builder) = if ops::is_vector(form) {
            (seq::to_vec(t, form)?, &self.symbols.vector)
        } else if map::is_map(form) {
            let entries = map::entries(form);
            (entries.into_iter().flat_map(|(k, v)| [k, v]).collect(), &self.symbols.hash_map)
        } else if set::is_set(form) {
            (seq::to_vec(t, form)?, &self.symbols.hash_set)
        } else {
            return Ok(list(vec![self.symbols.quote.clone(), form.clone()]));
        };
        let concat = self.concat(t, &items)?;
        Ok(list(vec![self.symbols.apply.clone(), builder.clone(), concat]))
    }

    /// `(seq (concat part …))`, where a part is a list of one item or what is spliced in.
    fn concat(&mut self, t: &mut Thread, items: &[Value]) -> Result<Value> {
        let mut parts = vec![self.symbols.concat.clone()];
        for item in items {
            if let Some(spliced) = self.unquoted(t, item, &self.symbols.unquote_splicing)? {
                parts.push(spliced);
                continue;
            }
            let part = self.expand(t, item)?;
            parts.push(list(vec![self.symbols.list.clone(), part]));
        }
        Ok(list(vec![self.symbols.seq.clone(), list(parts)]))
    }

    /// The `x` of `(marker x)`.
    fn unquoted(&self, t: &mut Thread, form: &Value, marker: &Value) -> Result<Option<Value>> {
        if !is_list(form) {
            return Ok(None);
        }
        let (first, marker) = (seq::first(t, form)?, marker.as_ref::<Symbol>());
        if first.as_ref::<Symbol>().is_none() || first.as_ref::<Symbol>() != marker {
            return Ok(None);
        }
        let rest = seq::next(t, form)?;
        seq::first(t, &rest).map(Some)
    }

    /// Keeps metadata that a program wrote: positions alone are not worth a call of `with-meta`.
    fn with_form_meta(&mut self, t: &mut Thread, meta: &Value, built: Value) -> Result<Value> {
        if meta.is_nil() {
            return Ok(built);
        }
        let is_position = |key: &Value| key.identical(&self.symbols.line) || key.identical(&self.symbols.column);
        if map::entries(meta).iter().all(|(key, _)| is_position(key)) {
            return Ok(built);
        }
        let meta = self.expand(t, meta)?;
        Ok(list(vec![self.symbols.with_meta.clone(), built, meta]))
    }

    fn quote_symbol(&mut self, t: &mut Thread, symbol: &Ref<Symbol>) -> Result<Value> {
        let name = symbol.name_str();
        let resolved = if symbol.ns.is_some() {
            self.resolve_qualified(t, symbol)?
        } else if SPECIAL.contains(&name) {
            symbol.with_meta(Value::NIL)
        } else if let Some(stem) = name.strip_suffix('#') {
            Symbol::from_parts(None, &self.gensym(t, stem)?)
        } else if let Some(class) = name.strip_suffix('.').filter(|class| !class.is_empty() && name != "..") {
            let class = self.resolve_unqualified(t, class)?;
            Symbol::from_parts(None, &format!("{}.", class.name_str()))
        } else if name.starts_with('.') {
            symbol.with_meta(Value::NIL)
        } else {
            self.resolve_unqualified(t, name)?
        };
        Ok(list(vec![self.symbols.quote.clone(), resolved.into()]))
    }

    fn gensym(&mut self, t: &mut Thread, stem: &str) -> Result<String> {
        if let Some(name) = self.gensyms.get(stem) {
            return Ok(name.clone());
        }
        let name = format!("{stem}__{}__auto__", self.context.next_id(t)?);
        self.gensyms.insert(stem.to_owned(), name.clone());
        Ok(name)
    }

    fn resolve_qualified(&mut self, t: &mut Thread, symbol: &Ref<Symbol>) -> Result<Ref<Symbol>> {
        let ns = symbol.ns_str().unwrap_or_default();
        let name = symbol.name_str();
        if let Some(Mapping::Class(class)) = self.context.resolve_symbol(t, ns)? {
            return Ok(Symbol::from_parts(Some(class.name_str()), name));
        }
        let is_class_like = name.find('.').is_some_and(|i| i > 0);
        let home = if is_class_like { None } else { self.context.resolve_ns(t, ns)? };
        Ok(match home {
            Some(home) => Symbol::from_parts(Some(&home), name),
            None => symbol.with_meta(Value::NIL),
        })
    }

    /// A name as the current namespace understands it.
    fn resolve_unqualified(&mut self, t: &mut Thread, name: &str) -> Result<Ref<Symbol>> {
        if name.find('.').is_some_and(|i| i > 0) {
            return Ok(Symbol::from_parts(None, name));
        }
        let home = match self.context.resolve_symbol(t, name)? {
            Some(Mapping::Class(class)) => return Ok(Symbol::from_parts(None, class.name_str())),
            Some(Mapping::Var(var)) => {
                let Some(home) = &var.ns else { return Ok(var.name.clone()) };
                return Ok(Symbol::from_parts(Some(home.name_str()), var.name.name_str()));
            }
            None => self.context.current_ns(t)?,
        };
        Ok(Symbol::from_parts(Some(home.name_str()), name))
    }
}

fn is_collection(form: &Value) -> bool {
    is_list(form) || ops::is_vector(form) || map::is_map(form) || set::is_set(form)
}

fn splice_message() -> String {
    use crate::diagnostic::Problem;
    ReadError::SpliceNotInList {}.message()
}
