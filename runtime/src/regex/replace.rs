//! Replacement and splitting: `replaceAll`, `replaceFirst`, `split`, and their quoting.

use super::matcher::no_group;
use super::{Anchor, Pattern, Spans, searchable};
use crate::error::{Error, Result};
use crate::object::Ref;
use crate::string::Str;
use crate::value::Value;

/// Appends what a replacement template (`$1`, `${name}`, `\$`) stands for.
pub(super) fn expand(pattern: &Pattern, template: &str, spans: &Spans, text: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let append = |group: usize, out: &mut Vec<u8>| -> Result<()> {
        let span = spans.get(group).ok_or_else(|| no_group(group as i64))?;
        out.extend_from_slice(span.and_then(|(s, e)| text.get(s..e)).unwrap_or_default());
        Ok(())
    };
    let mut rest = template;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let escaped = rest.chars().next();
                let escaped = escaped.ok_or_else(|| Error::illegal_argument("character to be escaped is missing"))?;
                crate::string::push_char(out, escaped);
                rest = &rest[escaped.len_utf8()..];
            }
            '$' => match rest.chars().next() {
                Some('{') => {
                    let name_len = rest[1..].bytes().take_while(u8::is_ascii_alphanumeric).count();
                    let name = &rest[1..1 + name_len];
                    if name.is_empty() {
                        return Err(Error::illegal_argument("named capturing group is missing trailing '}'"));
                    }
                    if rest.as_bytes().get(1 + name_len) != Some(&b'}') {
                        return Err(Error::illegal_argument("named capturing group is missing trailing '}'"));
                    }
                    if name.as_bytes()[0].is_ascii_digit() {
                        return Err(Error::illegal_argument(format!(
                            "capturing group name {{{name}}} starts with digit character"
                        )));
                    }
                    let group = pattern
                        .group_number(name)
                        .ok_or_else(|| Error::illegal_argument(format!("No group with name {{{name}}}")))?;
                    append(group, out)?;
                    rest = &rest[name_len + 2..];
                }
                Some(d) if d.is_ascii_digit() => {
                    let mut group = 0usize;
                    let mut used = 0;
                    // Further digits belong to the number as long as there is such a group.
                    for digit in rest.bytes().take_while(u8::is_ascii_digit) {
                        let longer = group.saturating_mul(10).saturating_add((digit - b'0') as usize);
                        if used > 0 && longer > pattern.group_count() {
                            break;
                        }
                        (group, used) = (longer, used + 1);
                    }
                    append(group, out)?;
                    rest = &rest[used..];
                }
                Some(_) => return Err(Error::illegal_argument("Illegal group reference")),
                None => {
                    return Err(Error::illegal_argument("Illegal group reference: group index is missing"));
                }
            },
            c => crate::string::push_char(out, c),
        }
    }
    Ok(())
}

/// `Matcher.quoteReplacement`.
pub fn quote_replacement(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// `Pattern.quote`.
pub fn quote(text: &str) -> String {
    if text.contains("\\E") {
        return format!("\\Q{}\\E", text.replace("\\E", "\\E\\\\E\\Q"));
    }
    format!("\\Q{text}\\E")
}

impl Pattern {
    /// Calls `f` with every match, in order, until it gives false.
    pub fn for_each_match(&self, text: &str, mut f: impl FnMut(&Spans) -> Result<bool>) -> Result<()> {
        let mut from = 0;
        while from <= text.len() {
            let Some(spans) = self.find_at(text, from, Anchor::Search)? else {
                break;
            };
            let (start, end) = spans.first().copied().flatten().unwrap_or((from, from));
            if !f(&spans)? {
                break;
            }
            from = self.goes_on(text, start, end);
        }
        Ok(())
    }

    /// `replaceAll`, or `replaceFirst` if `all` is false. Gives the same text back if nothing matched.
    pub fn replace(&self, text: &Ref<Str>, template: &str, all: bool) -> Result<Ref<Str>> {
        let (haystack, bytes) = (searchable(text), text.bytes());
        let (mut out, mut copied, mut found) = (Vec::new(), 0, false);
        self.for_each_match(&haystack, |spans| {
            let (start, end) = spans.first().copied().flatten().unwrap_or_default();
            found = true;
            out.extend_from_slice(&bytes[copied..start]);
            expand(self, template, spans, bytes, &mut out)?;
            copied = end;
            Ok(all)
        })?;
        if !found {
            return Ok(text.clone());
        }
        out.extend_from_slice(&bytes[copied..]);
        Ok(Str::from_wtf8(&out))
    }

    /// `Pattern.split`: at most `limit` pieces if positive; trailing empty pieces are dropped if it is 0.
    pub fn split(&self, text: &Ref<Str>, limit: i64) -> Result<Vec<Value>> {
        let (haystack, bytes) = (searchable(text), text.bytes());
        let piece = |start: usize, end: usize| Value::from(Str::from_wtf8(&bytes[start..end]));
        let (mut pieces, mut from, mut found) = (Vec::new(), 0, false);
        self.for_each_match(&haystack, |spans| {
            let (start, end) = spans.first().copied().flatten().unwrap_or_default();
            if limit > 0 && pieces.len() as i64 == limit - 1 {
                return Ok(false);
            }
            // An empty match at the very start gives no empty piece.
            if end == 0 {
                return Ok(true);
            }
            found = true;
            pieces.push(piece(from, start));
            from = end;
            Ok(true)
        })?;
        if !found {
            return Ok(vec![text.to_value()]);
        }
        pieces.push(piece(from, bytes.len()));
        if limit == 0 {
            let empty = |v: &Value| v.as_ref::<Str>().is_some_and(|s| s.bytes().is_empty());
            while pieces.last().is_some_and(empty) {
                pieces.pop();
            }
        }
        Ok(pieces)
    }
}
