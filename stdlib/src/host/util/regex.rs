//! `java.util.regex`: `Pattern`, `Matcher`, `MatchResult`.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::stream;
use runtime::array::Array;
use runtime::class::{ClassDef, FieldFn};
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::regex::{Matcher, Pattern, flag, quote, quote_replacement};
use runtime::string::Str;
use runtime::{Ref, Thread, Value};

const PATTERN: &str = "java.util.regex.Pattern";
const MATCHER: &str = "java.util.regex.Matcher";

fn pattern(v: &Value) -> Result<&Ref<Pattern>> {
    v.as_ref::<Pattern>().ok_or_else(|| not_a(v, PATTERN))
}

fn matcher(v: &Value) -> Result<&Ref<Matcher>> {
    v.as_ref::<Matcher>().ok_or_else(|| not_a(v, MATCHER))
}

fn compile(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let flags = a.get(1).map_or(Ok(0), int_arg)?;
    Ok(Pattern::compile(str_arg(&a[0])?, flags)?.into())
}

/// The flags given and those that the pattern sets at its start, `(?i)` for instance.
fn flags(pattern: &Pattern) -> i32 {
    let source = pattern.source.to_string_lossy();
    let Some(inside) = source.strip_prefix("(?").and_then(|rest| rest.split_once(')')).map(|(flags, _)| flags) else {
        return pattern.flags;
    };
    let named = inside.chars().map(|c| match c {
        'i' => Some(flag::CASE_INSENSITIVE),
        'm' => Some(flag::MULTILINE),
        's' => Some(flag::DOTALL),
        'u' => Some(flag::UNICODE_CASE),
        'x' => Some(flag::COMMENTS),
        'd' => Some(flag::UNIX_LINES),
        'U' => Some(flag::UNICODE_CHARACTER_CLASS | flag::UNICODE_CASE),
        _ => None,
    });
    named.collect::<Option<Vec<i32>>>().map_or(pattern.flags, |all| all.into_iter().fold(pattern.flags, |x, y| x | y))
}

fn split(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = chars_arg(t, &a[1])?;
    let limit = a.get(2).map_or(Ok(0), int_arg)?;
    Ok(Array::of_objects("java.lang.String", pattern(&a[0])?.split(&text, limit.into())?))
}

fn matches(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = chars_arg(t, &a[1])?;
    Pattern::compile(str_arg(&a[0])?, 0)?.matcher(&text).matches().map(Value::bool)
}

const PATTERN_METHODS: &[NativeDef] = &[
    f("pattern", 1, |_, a| Ok(pattern(&a[0])?.source.to_value())),
    f("toString", 1, |_, a| Ok(pattern(&a[0])?.source.to_value())),
    f("flags", 1, |_, a| Ok(Value::int(flags(pattern(&a[0])?)))),
    f("matcher", 2, |t, a| {
        let text = chars_arg(t, &a[1])?;
        Ok(pattern(&a[0])?.matcher(&text).into())
    }),
    g("split", 2, 3, split),
    f("asPredicate", 1, |_, a| Ok(a[0].take())),
    f("asMatchPredicate", 1, |_, a| {
        let pattern = pattern(&a[0])?;
        let whole = format!("\\A(?:{})\\z", pattern.source.to_string_lossy());
        Ok(Pattern::compile(&Str::new(&whole), pattern.flags)?.into())
    }),
    f("splitAsStream", 2, |t, a| {
        let text = chars_arg(t, &a[1])?;
        let parts = pattern(&a[0])?.split(&text, 0)?;
        Ok(stream::of_values(parts))
    }),
    // A pattern serves as the predicate that `asPredicate` gives.
    f("test", 2, |t, a| {
        let text = chars_arg(t, &a[1])?;
        pattern(&a[0])?.matcher(&text).find().map(Value::bool)
    }),
];

macro_rules! flag_fields {
    ($($name:ident),*) => { &[$( (stringify!($name), |_| Ok(Value::int(flag::$name))), )*] };
}

const FLAGS: &[(&str, FieldFn)] = flag_fields!(
    UNIX_LINES,
    CASE_INSENSITIVE,
    COMMENTS,
    MULTILINE,
    LITERAL,
    DOTALL,
    UNICODE_CASE,
    CANON_EQ,
    UNICODE_CHARACTER_CLASS
);

/// The number of a group given by number or name, 0 if it is not given.
fn group_number(matcher: &Ref<Matcher>, v: Option<&Value>) -> Result<i64> {
    match v {
        None => Ok(0),
        Some(name) if name.is::<Str>() => matcher.group_number(&text_arg(name)?),
        Some(number) => int_arg(number).map(i64::from),
    }
}

fn group(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let matcher = matcher(&a[0])?;
    matcher.group(group_number(matcher, a.get(1))?)
}

fn start(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let matcher = matcher(&a[0])?;
    Ok(Value::int(matcher.start(group_number(matcher, a.get(1))?)? as i32))
}

fn end(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let matcher = matcher(&a[0])?;
    Ok(Value::int(matcher.end(group_number(matcher, a.get(1))?)? as i32))
}

fn find(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let matcher = matcher(&a[0])?;
    match a.get(1) {
        None => matcher.find().map(Value::bool),
        Some(i) => matcher.find_from(int_arg(i)?.into()).map(Value::bool),
    }
}

fn reset(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a.get(1) {
        None => matcher(&a[0])?.reset(),
        Some(text) => {
            let text = chars_arg(t, &text.clone())?;
            if a[0].is_shared() {
                runtime::object::publish(&text.as_value());
            }
            matcher(&a[0])?.reset_text(&text);
        }
    }
    Ok(a[0].take())
}

/// The whole text being searched.
fn whole(matcher: &Ref<Matcher>) -> Result<Ref<Str>> {
    str_arg(&matcher.text()).cloned()
}

/// `replaceAll` and `replaceFirst`, with a template or with a function of the match.
fn replace(t: &mut Thread, a: &mut [Value], all: bool) -> Result<Value> {
    let matcher = matcher(&a[0])?.clone();
    let text = whole(&matcher)?;
    if a[1].is::<Str>() {
        return Ok(matcher.pattern.replace(&text, &text_arg(&a[1])?, all)?.into());
    }
    let function = a[1].clone();
    matcher.reset();
    let mut bytes = Vec::new();
    while matcher.find()? {
        let template = call_functional(t, &function, "apply", &mut [matcher.to_value()])?;
        bytes.extend_from_slice(matcher.append_replacement(&text_arg(&template)?)?.bytes());
        if !all {
            break;
        }
    }
    bytes.extend_from_slice(str_arg(&matcher.append_tail())?.bytes());
    Ok(Str::from_wtf8(&bytes).into())
}

/// Appends text to a `StringBuilder` or what else has `append`.
fn append(t: &mut Thread, target: &Value, text: Value) -> Result<()> {
    match runtime::instance::call(t, target, "append", &mut [text]) {
        Some(result) => result.map(drop),
        None => Err(not_a(target, "java.lang.StringBuilder")),
    }
}

/// A matcher of its own that stands at the same match.
fn match_result(matcher: &Ref<Matcher>) -> Result<Value> {
    let copy = matcher.pattern.matcher(&whole(matcher)?);
    copy.find_from(matcher.start(0)?)?;
    Ok(copy.into())
}

const MATCHER_METHODS: &[NativeDef] = &[
    g("find", 1, 2, find),
    f("matches", 1, |_, a| matcher(&a[0])?.matches().map(Value::bool)),
    f("lookingAt", 1, |_, a| matcher(&a[0])?.looking_at().map(Value::bool)),
    f("hitEnd", 1, |_, a| bool_(matcher(&a[0])?.hit_end())),
    g("group", 1, 2, group),
    g("start", 1, 2, start),
    g("end", 1, 2, end),
    f("groupCount", 1, |_, a| int(matcher(&a[0])?.pattern.group_count())),
    g("reset", 1, 2, reset),
    f("region", 3, |_, a| {
        matcher(&a[0])?.set_region(int_arg(&a[1])?.into(), int_arg(&a[2])?.into())?;
        Ok(a[0].take())
    }),
    f("pattern", 1, |_, a| Ok(matcher(&a[0])?.pattern.to_value())),
    f("replaceAll", 2, |t, a| replace(t, a, true)),
    f("replaceFirst", 2, |t, a| replace(t, a, false)),
    f("appendReplacement", 3, |t, a| {
        let text = matcher(&a[0])?.append_replacement(&text_arg(&a[2])?)?;
        append(t, &a[1].clone(), text.into())?;
        Ok(a[0].take())
    }),
    f("appendTail", 2, |t, a| {
        let text = matcher(&a[0])?.append_tail();
        append(t, &a[1].clone(), text)?;
        Ok(a[1].take())
    }),
    f("toMatchResult", 1, |_, a| {
        let matcher = matcher(&a[0])?;
        if !matcher.has_match() {
            return Err(Error::illegal_state("No match found"));
        }
        match_result(matcher)
    }),
    f("results", 1, |t, a| {
        let matcher = matcher(&a[0])?;
        matcher.reset();
        let mut found = Vec::new();
        while matcher.find()? {
            t.tick()?;
            found.push(match_result(matcher)?);
        }
        Ok(stream::of_values(found))
    }),
    f("regionStart", 1, |_, a| Ok(Value::int(matcher(&a[0])?.region().0 as i32))),
    f("regionEnd", 1, |_, a| Ok(Value::int(matcher(&a[0])?.region().1 as i32))),
    f("hasAnchoringBounds", 1, |_, _| bool_(true)),
    f("hasTransparentBounds", 1, |_, _| bool_(false)),
];

/// The description, index and pattern that the message of a `PatternSyntaxException` consists of.
fn syntax_parts(a: &[Value]) -> Result<(String, i32, String)> {
    let thrown = a[0].get::<runtime::error::Throwable>();
    let message = thrown.and_then(|e| e.message_text()).unwrap_or_default();
    let (first, rest) = message.split_once('\n').unwrap_or((&message, ""));
    let (description, index) = match first.rsplit_once(" near index ") {
        Some((description, index)) => (description, index.parse().unwrap_or(-1)),
        None => (first, -1),
    };
    // The last line points at the index.
    let pattern = rest.rsplit_once('\n').filter(|(_, last)| last.trim() == "^").map_or(rest, |(pattern, _)| pattern);
    Ok((description.to_owned(), index, pattern.to_owned()))
}

const SYNTAX: &[NativeDef] = &[
    f("getDescription", 1, |_, a| string(syntax_parts(a)?.0)),
    f("getIndex", 1, |_, a| Ok(Value::int(syntax_parts(a)?.1))),
    f("getPattern", 1, |_, a| string(syntax_parts(a)?.2)),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: SYNTAX, ..class("java.util.regex.PatternSyntaxException") },
    ClassDef {
        methods: PATTERN_METHODS,
        statics: &[
            g("compile", 1, 2, compile),
            f("quote", 1, |_, a| string(quote(&text_arg(&a[0])?))),
            f("matches", 2, matches),
        ],
        fields: FLAGS,
        ..class(PATTERN)
    },
    ClassDef {
        methods: MATCHER_METHODS,
        statics: &[f("quoteReplacement", 1, |_, a| string(quote_replacement(&text_arg(&a[0])?)))],
        ..class(MATCHER)
    },
];
