//! Natives for regular expressions: the `re-…` functions, and what `clojure.string` needs of a matcher.

use super::args::{long_arg, str_arg};
use super::string::chars_arg;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::object::Ref;
use runtime::regex::{Anchor, Matcher, Pattern, quote_replacement};
use runtime::string::Str;
use runtime::{Thread, Value, coll};

fn pattern_arg(value: &Value) -> Result<&Ref<Pattern>> {
    value.as_ref::<Pattern>().ok_or_else(|| Error::cannot_cast(value, "java.util.regex.Pattern"))
}

fn matcher_arg(value: &Value) -> Result<&Ref<Matcher>> {
    value.as_ref::<Matcher>().ok_or_else(|| Error::cannot_cast(value, "java.util.regex.Matcher"))
}

fn pattern_and_text<'a>(t: &mut Thread, pattern: &'a Value, text: &Value) -> Result<(&'a Ref<Pattern>, Ref<Str>)> {
    let pattern = pattern_arg(pattern)?;
    if text.is_nil() {
        let message = "Cannot invoke \"java.lang.CharSequence.length()\" because \"this.text\" is null";
        return Err(Error::new(ExceptionKind::NullPointerException, message));
    }
    Ok((pattern, chars_arg(t, text)?))
}

fn new_matcher(t: &mut Thread, pattern: &Value, text: &Value) -> Result<Ref<Matcher>> {
    let (pattern, text) = pattern_and_text(t, pattern, text)?;
    Ok(pattern.matcher(&text))
}

/// The last match: its text, or a vector of it and its groups.
fn groups_of(matcher: &Matcher) -> Result<Value> {
    if matcher.pattern.group_count() == 0 {
        return matcher.group(0);
    }
    Ok(coll::vector::from_vec(matcher.groups()?).into())
}

fn re_pattern(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if args[0].is::<Pattern>() {
        return Ok(args[0].take());
    }
    if args[0].is_nil() {
        let message = "Cannot invoke \"String.isEmpty()\" because \"this.pattern\" is null";
        return Err(Error::new(ExceptionKind::NullPointerException, message));
    }
    Ok(Pattern::compile(str_arg(&args[0])?, 0)?.into())
}

fn re_matcher(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(new_matcher(t, &args[0], &args[1])?.into())
}

fn re_groups(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    groups_of(matcher_arg(&args[0])?)
}

fn re_find(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args {
        [matcher] => {
            let matcher = matcher_arg(matcher)?;
            if matcher.find()? { groups_of(matcher) } else { Ok(Value::NIL) }
        }
        [pattern, text] => first_match(t, pattern, text, Anchor::Search),
        _ => Err(Error::arity(args.len(), "clojure.core/re-find")),
    }
}

fn re_matches(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    first_match(t, &args[0], &args[1], Anchor::Whole)
}

/// The first match of a pattern in a text, as `re-groups` gives it, or nil.
fn first_match(t: &mut Thread, pattern: &Value, text: &Value, anchor: Anchor) -> Result<Value> {
    let (pattern, text) = pattern_and_text(t, pattern, text)?;
    Ok(match pattern.find_groups(&text, anchor)? {
        Some(groups) if pattern.group_count() > 0 => coll::vector::from_vec(groups).into(),
        Some(mut groups) => groups.pop().unwrap_or_default(),
        None => Value::NIL,
    })
}

fn matcher_find(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(matcher_arg(&args[0])?.find()?))
}

/// `(matcher-replace matcher text)`: what was skipped since the last match, then the text as it is.
fn matcher_replace(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let text = str_arg(&args[1])?.to_string_lossy();
    Ok(matcher_arg(&args[0])?.append_replacement(&quote_replacement(&text))?.into())
}

/// What follows the last match.
fn matcher_tail(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(matcher_arg(&args[0])?.append_tail())
}

fn text_arg(t: &mut Thread, text: &Value) -> Result<Ref<Str>> {
    if text.is_nil() { Err(Error::null_pointer()) } else { chars_arg(t, text) }
}

/// `(pattern-replace text pattern template all?)`
fn pattern_replace(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let text = text_arg(t, &args[0])?;
    let template = chars_arg(t, &args[2])?.to_string_lossy();
    Ok(pattern_arg(&args[1])?.replace(&text, &template, args[3].is_truthy())?.into())
}

/// `(pattern-split pattern text limit)`: a vector.
fn pattern_split(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let pattern = pattern_arg(&args[0])?;
    let text = text_arg(t, &args[1])?;
    Ok(coll::vector::from_vec(pattern.split(&text, long_arg(&args[2])?)?).into())
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("re-pattern", 1, 1, re_pattern),
    NativeDef::new("re-matcher", 2, 2, re_matcher),
    NativeDef::new("re-groups", 1, 1, re_groups),
    NativeDef::new("re-find", 1, 2, re_find),
    NativeDef::new("re-matches", 2, 2, re_matches),
    NativeDef::new("matcher-find", 1, 1, matcher_find),
    NativeDef::new("matcher-replace", 2, 2, matcher_replace),
    NativeDef::new("matcher-tail", 1, 1, matcher_tail),
    NativeDef::new("pattern-replace", 4, 4, pattern_replace),
    NativeDef::new("pattern-split", 3, 3, pattern_split),
];
