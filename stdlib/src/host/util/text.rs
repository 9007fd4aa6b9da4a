//! `StringTokenizer`, `StringJoiner`, `Scanner`: text taken apart and put together.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::io::Reader;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::number::parse;
use runtime::regex::{Anchor, Pattern};
use runtime::string::Str;
use runtime::sync::{Mutex, lock};
use runtime::{Ref, Thread, Value};

/// A `StringTokenizer`.
struct Tokenizer {
    text: Vec<char>,
    state: Mutex<(usize, Vec<char>)>,
    give_delimiters: bool,
}

plain_host!(Tokenizer, "java.util.StringTokenizer");

const TOKENIZER: &str = "java.util.StringTokenizer";

fn new_tokenizer(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = text_arg(&a[0])?.chars().collect();
    let delimiters = a.get(1).map_or(Ok(" \t\n\r\u{c}".into()), text_arg)?.chars().collect();
    let give_delimiters = a.get(2).is_some_and(Value::is_truthy);
    Ok(HostObject::new_value(Tokenizer { text, state: Mutex::new((0, delimiters)), give_delimiters }))
}

impl Tokenizer {
    /// Where the token at or behind a position begins and ends.
    fn token(&self, mut at: usize, delimiters: &[char]) -> Option<(usize, usize)> {
        if !self.give_delimiters {
            while self.text.get(at).is_some_and(|c| delimiters.contains(c)) {
                at += 1;
            }
        }
        let first = self.text.get(at)?;
        if self.give_delimiters && delimiters.contains(first) {
            return Some((at, at + 1));
        }
        let length = self.text[at..].iter().take_while(|c| !delimiters.contains(c)).count();
        Some((at, at + length))
    }
}

fn next_token(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let tokenizer = this!(a, Tokenizer, TOKENIZER);
    let mut state = lock(&tokenizer.state);
    if let Some(delimiters) = a.get(1) {
        state.1 = text_arg(delimiters)?.chars().collect();
    }
    let (start, end) = tokenizer.token(state.0, &state.1).ok_or_else(no_such_element)?;
    state.0 = end;
    string(tokenizer.text[start..end].iter().collect::<String>())
}

fn count_tokens(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let tokenizer = this!(a, Tokenizer, TOKENIZER);
    let state = lock(&tokenizer.state);
    let (mut at, mut n) = (state.0, 0);
    while let Some((_, end)) = tokenizer.token(at, &state.1) {
        at = end;
        n += 1;
        t.tick()?;
    }
    int(n)
}

fn has_more_tokens(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let tokenizer = this!(a, Tokenizer, TOKENIZER);
    let state = lock(&tokenizer.state);
    bool_(tokenizer.token(state.0, &state.1).is_some())
}

/// A `StringJoiner`.
struct Joiner {
    separator: String,
    prefix: String,
    suffix: String,
    parts: Mutex<(Vec<String>, Option<String>)>,
}

plain_host!(Joiner, "java.util.StringJoiner");

const JOINER: &str = "java.util.StringJoiner";

fn new_joiner(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut text = |i: usize| match a.get(i) {
        Some(v) => chars_arg(t, v).map(|s| s.to_string_lossy()),
        None => Ok(String::new()),
    };
    let (separator, prefix, suffix) = (text(0)?, text(1)?, text(2)?);
    Ok(HostObject::new_value(Joiner { separator, prefix, suffix, parts: Mutex::default() }))
}

fn join_add(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let part = if a[1].is_nil() { "null".into() } else { chars_arg(t, &a[1])?.to_string_lossy() };
    lock(&this!(a, Joiner, JOINER).parts).0.push(part);
    Ok(a[0].take())
}

fn joined(a: &[Value]) -> Result<String> {
    let joiner = this!(a, Joiner, JOINER);
    let parts = lock(&joiner.parts);
    if let ([], Some(empty)) = (&parts.0[..], &parts.1) {
        return Ok(empty.clone());
    }
    Ok(format!("{}{}{}", joiner.prefix, parts.0.join(&joiner.separator), joiner.suffix))
}

fn set_empty(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let empty = chars_arg(t, &a[1])?.to_string_lossy();
    lock(&this!(a, Joiner, JOINER).parts).1 = Some(empty);
    Ok(a[0].take())
}

/// A `Scanner` over a text, which is read in full when the scanner is made.
struct Scanner {
    text: String,
    at: Mutex<usize>,
    delimiter: Mutex<String>,
}

plain_host!(Scanner, "java.util.Scanner");

const SCANNER: &str = "java.util.Scanner";

fn new_scanner(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = match (a[0].as_ref::<Str>(), a[0].host::<Reader>()) {
        (Some(text), _) => text.to_string_lossy(),
        (_, Some(reader)) => Str::from_wtf8(&reader.read_rest(t)?).to_string_lossy(),
        _ => crate::host::lang::string::core_call(t, "slurp", &mut a[..1])?
            .as_ref::<Str>()
            .map(|s| s.to_string_lossy())
            .unwrap_or_default(),
    };
    let delimiter = Mutex::new(r"\p{javaWhitespace}+".to_owned());
    Ok(HostObject::new_value(Scanner { text, at: Mutex::new(0), delimiter }))
}

impl Scanner {
    fn pattern(&self) -> Result<Ref<Pattern>> {
        Pattern::new(&lock(&self.delimiter))
    }

    /// Where the next token begins and ends.
    fn token(&self) -> Result<Option<(usize, usize)>> {
        let pattern = self.pattern()?;
        let mut start = *lock(&self.at);
        while let Some(spans) = pattern.find_at(&self.text, start, Anchor::Search)? {
            match spans.first().copied().flatten() {
                Some((s, e)) if s == start && e > s => start = e,
                Some((s, _)) => return Ok((start < self.text.len()).then_some((start, s))),
                None => break,
            }
        }
        Ok((start < self.text.len()).then_some((start, self.text.len())))
    }

    fn line(&self) -> Option<(usize, usize, usize)> {
        let start = *lock(&self.at);
        if start >= self.text.len() {
            return None;
        }
        let rest = &self.text[start..];
        match rest.find(['\n', '\r']) {
            None => Some((start, self.text.len(), self.text.len())),
            Some(i) => {
                let width = if rest[i..].starts_with("\r\n") { 2 } else { 1 };
                Some((start, start + i, start + i + width))
            }
        }
    }
}

/// The next token, converted; the scanner stays where it is if that fails.
fn scan<T>(a: &[Value], convert: impl Fn(&str) -> Option<T>) -> Result<T> {
    let scanner = this!(a, Scanner, SCANNER);
    let (start, end) = scanner.token()?.ok_or_else(no_such_element)?;
    let token = &scanner.text[start..end];
    let mismatch = || Error::new(ExceptionKind::InputMismatchException, format!("For input string: \"{token}\""));
    let found = convert(token).ok_or_else(mismatch)?;
    *lock(&scanner.at) = end;
    Ok(found)
}

fn has<T>(a: &[Value], convert: impl Fn(&str) -> Option<T>) -> Result<Value> {
    let scanner = this!(a, Scanner, SCANNER);
    bool_(scanner.token()?.is_some_and(|(start, end)| convert(&scanner.text[start..end]).is_some()))
}

fn boolean(token: &str) -> Option<bool> {
    match &*token.to_ascii_lowercase() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

const SCAN: &[NativeDef] = &[
    f("hasNext", 1, |_, a| has(a, |_| Some(()))),
    f("hasNextInt", 1, |_, a| has(a, |s| parse::parse_int(s, 10).ok())),
    f("hasNextLong", 1, |_, a| has(a, |s| parse::parse_long(s, 10).ok())),
    f("hasNextDouble", 1, |_, a| has(a, |s| parse::parse_double(s).ok())),
    f("hasNextBoolean", 1, |_, a| has(a, boolean)),
    f("hasNextLine", 1, |_, a| bool_(this!(a, Scanner, SCANNER).line().is_some())),
    f("next", 1, |_, a| scan(a, |s| Some(Value::str(s)))),
    f("nextInt", 1, |_, a| scan(a, |s| parse::parse_int(s, 10).ok()).map(Value::int)),
    f("nextLong", 1, |_, a| scan(a, |s| parse::parse_long(s, 10).ok()).map(Value::long)),
    f("nextDouble", 1, |_, a| scan(a, |s| parse::parse_double(s).ok()).map(Value::double)),
    f("nextBoolean", 1, |_, a| scan(a, boolean).map(Value::bool)),
    f("nextLine", 1, |_, a| {
        let scanner = this!(a, Scanner, SCANNER);
        let (start, end, next) =
            scanner.line().ok_or_else(|| Error::new(ExceptionKind::NoSuchElementException, "No line found"))?;
        *lock(&scanner.at) = next;
        string(&scanner.text[start..end])
    }),
    f("useDelimiter", 2, |_, a| {
        let delimiter = match a[1].as_ref::<Pattern>() {
            Some(pattern) => pattern.source.to_string_lossy(),
            None => text_arg(&a[1])?.into_owned(),
        };
        *lock(&this!(a, Scanner, SCANNER).delimiter) = delimiter;
        Ok(a[0].take())
    }),
    f("close", 1, |_, _| void()),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        constructors: &[ctor(1, 3, new_tokenizer)],
        methods: &[
            g("nextToken", 1, 2, next_token),
            f("nextElement", 1, next_token),
            f("hasMoreTokens", 1, has_more_tokens),
            f("hasMoreElements", 1, has_more_tokens),
            f("countTokens", 1, count_tokens),
        ],
        ..class(TOKENIZER)
    },
    ClassDef {
        constructors: &[ctor(1, 1, new_joiner), ctor(3, 3, new_joiner)],
        methods: &[
            f("add", 2, join_add),
            f("toString", 1, |_, a| string(joined(a)?)),
            f("length", 1, |_, a| int(joined(a)?.encode_utf16().count())),
            f("setEmptyValue", 2, set_empty),
        ],
        ..class(JOINER)
    },
    ClassDef { constructors: &[ctor(1, 2, new_scanner)], methods: SCAN, ..class(SCANNER) },
];
