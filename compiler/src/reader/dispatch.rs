//! What `#` begins, apart from delimiters, conditionals and function literals; and metadata.

use super::context::ReaderContext;
use super::errors::ReadError;
use super::frame::{FrameKind, MapNamespace};
use super::machine::{ReadResult, Reader};
use super::options::ReadEval;
use super::symbols::is_list;
use super::token::is_whitespace;
use bytecode::source::Span;
use runtime::coll::{map, set};
use runtime::keyword::Keyword;
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::{Ref, Thread, Value, ops, print};

impl Reader<'_> {
    /// After `#`, before a tag.
    pub(super) fn begin_tag(&mut self, span: Span) -> ReadResult<()> {
        let Some(next) = self.rest().chars().next() else {
            return Err(self.eof_error_as(ReadError::EofInCharacter {}));
        };
        if self.options.is_edn() && !next.is_alphabetic() {
            return Err(self.error(ReadError::NoDispatchMacro { found: next }, span));
        }
        self.push(FrameKind::Tag, span)
    }

    /// `#tag form`
    pub(super) fn finish_tagged(
        &mut self,
        t: &mut Thread,
        context: &mut dyn ReaderContext,
        tag: &Ref<Symbol>,
        form: Value,
        span: Span,
    ) -> ReadResult<Value> {
        if self.is_suppressed() {
            return Ok(runtime::tagged::TaggedLiteral::new_value(tag.to_value(), form));
        }
        let is_edn = self.options.is_edn();
        if !is_edn && tag.name_str().contains('.') {
            if !ops::is_vector(&form) && !map::is_map(&form) {
                return Err(self.error(ReadError::UnreadableConstructor { class: tag.full_name() }, span));
            }
            if self.options.read_eval != ReadEval::Allow {
                return Err(self.error(ReadError::ConstructorDisallowed {}, span));
            }
            let made = context.construct(t, &tag.full_name(), &form);
            return self.caught(made, span);
        }
        let read = context.read_tagged(t, tag, &form);
        match self.caught(read, span)? {
            // Clojure takes nil from a data reader as "not mine".
            Some(value) if value.is_nil() && !is_edn => {
                let found = tag.full_name().chars().next().unwrap_or(' ');
                Err(self.error(ReadError::NoDispatchMacro { found }, span))
            }
            Some(value) => Ok(value),
            None => Err(self.error(ReadError::NoReaderFunction { tag: tag.full_name() }, span)),
        }
    }

    /// `##Inf`, `##-Inf`, `##NaN`
    pub(super) fn finish_symbolic(&mut self, t: &mut Thread, form: &Value, span: Span) -> ReadResult<Value> {
        let Some(symbol) = form.as_ref::<Symbol>() else {
            let form = self.caught(print::print_str(t, form), span)?;
            return Err(self.error(ReadError::NotSymbolic { form }, span));
        };
        let name = symbol.full_name();
        match &*name {
            "Inf" => Ok(Value::double(f64::INFINITY)),
            "-Inf" => Ok(Value::double(f64::NEG_INFINITY)),
            "NaN" => Ok(Value::double(f64::NAN)),
            _ => Err(self.error(ReadError::UnknownSymbolicValue { name }, span)),
        }
    }

    /// After `#:` or `#::`.
    pub(super) fn begin_namespaced_map(
        &mut self,
        t: &mut Thread,
        context: &mut dyn ReaderContext,
        span: Span,
        auto: bool,
    ) -> ReadResult<()> {
        let rest = self.rest();
        let next = rest.chars().next();
        if self.options.is_edn() || next.is_none_or(|c| c != '{' && !is_whitespace(c)) {
            return self.push(FrameKind::MapName { auto }, span);
        }
        if !auto {
            return Err(match next {
                Some('{') => self.error(ReadError::BadMapNamespace { form: "null".into() }, span),
                _ => self.error(ReadError::NoMapNamespace {}, span),
            });
        }
        if !rest.trim_start_matches(is_whitespace).starts_with('{') {
            return Err(self.error(ReadError::NoMapNamespace {}, span));
        }
        let current = self.caught(context.current_ns(t), span)?;
        self.begin_map_of(current.name_str().to_owned(), span)
    }

    /// After the namespace of a namespaced map.
    pub(super) fn finish_map_name(
        &mut self,
        t: &mut Thread,
        context: &mut dyn ReaderContext,
        auto: bool,
        form: Value,
        inner: Span,
        span: Span,
    ) -> ReadResult<()> {
        let Some(name) = form.as_ref::<Symbol>().filter(|s| s.ns.is_none()) else {
            let form = self.caught(print::print_str(t, &form), inner)?;
            return Err(self.error(ReadError::BadMapNamespace { form }, inner));
        };
        let mut ns = name.name_str().to_owned();
        if auto {
            let resolved = context.resolve_ns(t, &ns);
            match self.caught(resolved, inner)? {
                Some(resolved) => ns = resolved,
                None => return Err(self.error(ReadError::UnknownAlias { alias: ns }, inner)),
            }
        }
        self.begin_map_of(ns, span)
    }

    fn begin_map_of(&mut self, ns: String, span: Span) -> ReadResult<()> {
        if !self.rest().trim_start_matches(is_whitespace).starts_with('{') {
            // The reader has looked at what is there instead.
            let _other = self.next_token();
            return Err(self.error(ReadError::NoNamespacedMap {}, span));
        }
        let _brace = self.next_token();
        self.push(FrameKind::Map(Vec::new(), Some(MapNamespace(ns))), span)
    }

    /// The map that the form after `^` stands for.
    pub(super) fn finish_meta(&mut self, t: &mut Thread, form: Value, span: Span) -> ReadResult<Value> {
        let (key, value) = if form.is::<Symbol>() || form.is::<Str>() {
            (self.symbols.tag.clone(), form)
        } else if form.is::<Keyword>() {
            (form, Value::TRUE)
        } else if map::is_map(&form) {
            return Ok(form);
        } else if self.options.is_edn() {
            return Err(self.error(ReadError::BadEdnMeta {}, span));
        } else if ops::is_vector(&form) {
            (self.symbols.param_tags.clone(), form)
        } else {
            return Err(self.error(ReadError::BadMeta {}, span));
        };
        let meta = map::from_pairs(t, vec![(key, value)]);
        self.caught(meta, span)
    }

    /// The form after the metadata, with it. A list stands where the metadata begins, as in Clojure; other
    /// forms keep their own place, which is the better one to point at.
    pub(super) fn finish_target(
        &mut self,
        t: &mut Thread,
        meta: Value,
        form: Value,
        inner: Span,
        whole: Span,
    ) -> ReadResult<(Value, Span)> {
        let is_seq = is_list(&form);
        let takes_meta = is_seq
            || form.is::<Symbol>()
            || ops::is_vector(&form)
            || map::is_map(&form)
            || set::is_set(&form)
            || form.is::<runtime::instance::Instance>();
        if !takes_meta {
            return Err(self.error(ReadError::MetaTarget {}, inner));
        }
        let mut added = map::entries(&meta);
        if is_seq && self.options.line_numbers {
            for (key, value) in self.line_and_column(whole.start) {
                if !added.iter().any(|(k, _)| k.identical(&key)) {
                    added.push((key, value));
                }
            }
        }
        let merged = merge_meta(t, &form, added);
        let merged = self.caught(merged, whole)?;
        let made = match form.as_ref::<Symbol>() {
            Some(symbol) => symbol.with_meta(merged).into(),
            None => {
                let made = ops::with_meta(t, form, merged);
                self.caught(made, whole)?
            }
        };
        let span = if is_seq { whole } else { inner };
        self.place(&made, span);
        Ok((made, Span { start: span.start, end: whole.end }))
    }
}

/// The form's own metadata with entries added.
fn merge_meta(t: &mut Thread, form: &Value, added: Vec<(Value, Value)>) -> runtime::Result<Value> {
    let old = match form.as_ref::<Symbol>() {
        Some(symbol) => symbol.meta.clone(),
        None => ops::meta(t, form)?,
    };
    let mut merged = if old.is_nil() { map::empty() } else { old };
    for (key, value) in added {
        merged = map::assoc(t, merged, key, value)?;
    }
    Ok(merged)
}
