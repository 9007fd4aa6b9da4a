//! From Java's regex syntax to the engine's, in one pass over the pattern.
//!
//! Everything whose meaning depends on flags is written out (`.` becomes a class, `^` and `$` assertions, letters
//! under `(?i)` a class of both cases), so the output needs no flags of its own. Open groups are kept on
//! a stack, not in native frames. Error texts and positions are Java's.

use super::class::parse_class;
use super::property::{letter_class, property};
use super::{flag, syntax_error};
use crate::error::{Error, Result};

/// The engine's pattern, and what is known of its groups.
pub(super) struct Translation {
    pub text: String,
    pub names: Vec<(String, usize)>,
    /// The number of capturing groups.
    pub groups: usize,
}

/// A character with what combines with it: `\X`.
const GRAPHEME: &str = concat!(
    r"(?>\r\n|[\x{1F1E6}-\x{1F1FF}]{2}",
    r"|\P{M}(?:[\p{M}\x{200D}\x{1F3FB}-\x{1F3FF}]|(?<=\x{200D})\p{So})*|\p{M}+)"
);

/// How many groups may be open at a time: the engine parses by recursion.
const MAX_NESTING: usize = 200;

/// How what takes no characters begins in the output.
const ZERO_WIDTH: &[&str] = &[
    "(?=", "(?!", "(?<=", "(?<!", r"(?:\A", r"(?:\z", r"(?:\G", r"(?:\b", r"(?:\B", "(?:(?=", "(?:(?!", "(?:(?<=",
    "(?:(?<!",
];

/// A group that was opened.
struct Open {
    /// The flags to return to.
    flags: i32,
    /// Where its text begins in the output.
    start: usize,
}

/// The pattern being read and the output.
pub(super) struct Translator<'a> {
    pub source: &'a str,
    pub chars: Vec<char>,
    pub at: usize,
    pub flags: i32,
    out: String,
    /// Where the last repeatable item begins in the output.
    atom: Option<usize>,
    open: Vec<Open>,
    names: Vec<(String, usize)>,
    groups: usize,
}

pub(super) fn translate(source: &str, flags: i32) -> Result<Translation> {
    let mut translator = Translator {
        source,
        chars: source.chars().collect(),
        at: 0,
        flags,
        out: String::new(),
        atom: None,
        open: Vec::new(),
        names: Vec::new(),
        groups: 0,
    };
    if translator.has(flag::LITERAL) {
        for c in source.chars() {
            translator.literal(c);
        }
    } else {
        translator.run()?;
    }
    Ok(Translation { text: translator.out, names: translator.names, groups: translator.groups })
}

impl Translator<'_> {
    pub fn has(&self, flag: i32) -> bool {
        self.flags & flag != 0
    }

    pub fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub fn peek_at(&self, offset: usize) -> Option<char> {
        self.chars.get(self.at + offset).copied()
    }

    fn eat(&mut self, c: char) -> bool {
        let eaten = self.peek() == Some(c);
        self.at += eaten as usize;
        eaten
    }

    /// An error at an index of the pattern.
    pub fn error<T>(&self, description: &str, index: usize) -> Result<T> {
        Err(self.error_at(description, index as i64))
    }

    fn error_at(&self, description: &str, index: i64) -> Error {
        syntax_error(description, unquoted_index(self.source, index), self.source)
    }

    fn run(&mut self) -> Result<()> {
        while let Some(c) = self.peek() {
            let index = self.at;
            self.at += 1;
            match c {
                '\\' => self.escape()?,
                '(' => self.open_group()?,
                ')' => self.close_group(index)?,
                '|' => {
                    self.out.push('|');
                    self.atom = None;
                }
                '[' => {
                    let class = parse_class(self, 0)?;
                    self.item(&class);
                }
                '.' => self.item(match (self.has(flag::DOTALL), self.has(flag::UNIX_LINES)) {
                    (true, _) => r"[\x00-\x{10FFFF}]",
                    (false, true) => r"[^\n]",
                    (false, false) => r"[^\n\r\x{85}\x{2028}\x{2029}]",
                }),
                '^' => self.item(match (self.has(flag::MULTILINE), self.has(flag::UNIX_LINES)) {
                    (false, _) => r"(?:\A)",
                    (true, true) => r"(?:\A|(?<=\n)(?!\z))",
                    (true, false) => r"(?:\A|(?<=[\n\x{85}\x{2028}\x{2029}])(?!\z)|(?<=\r)(?!\n)(?!\z))",
                }),
                '$' => self.end_of_line(self.has(flag::MULTILINE)),
                '*' | '+' | '?' => self.repeat(&c.to_string(), index)?,
                '{' => self.counted_repeat(index)?,
                '#' if self.has(flag::COMMENTS) => {
                    while self.peek().is_some_and(|c| !matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')) {
                        self.at += 1;
                    }
                }
                ' ' | '\t' | '\n' | '\r' | '\x0B' | '\x0C' if self.has(flag::COMMENTS) => {}
                c => self.literal(c),
            }
        }
        if self.open.is_empty() { Ok(()) } else { self.error("Unclosed group", self.chars.len()) }
    }

    /// Writes something that a repetition may follow.
    fn item(&mut self, text: &str) {
        self.atom = Some(self.out.len());
        self.out.push_str(text);
    }

    fn end_of_line(&mut self, multiline: bool) {
        let text = match (multiline, self.has(flag::UNIX_LINES)) {
            (false, true) => r"(?:(?=\n?\z))",
            (true, true) => r"(?:\z|(?=\n))",
            (false, false) => r"(?:\z|(?=\r\n\z)|(?<!\r)(?=\n\z)|(?=[\r\x{85}\x{2028}\x{2029}]\z))",
            (true, false) => r"(?:\z|(?=[\r\x{85}\x{2028}\x{2029}])|(?<!\r)(?=\n))",
        };
        self.item(text);
    }

    fn literal(&mut self, c: char) {
        self.atom = Some(self.out.len());
        if self.has(flag::CASE_INSENSITIVE) && c.is_alphabetic() {
            if self.has(flag::UNICODE_CASE) {
                self.out.push_str("(?i:");
                self.out.push(c);
                self.out.push(')');
                return;
            } else if c.is_ascii() {
                self.out.extend(['[', c.to_ascii_lowercase(), c.to_ascii_uppercase(), ']']);
                return;
            }
        }
        push_escaped(&mut self.out, c);
    }

    /// After `\`, outside of a bracket.
    fn escape(&mut self) -> Result<()> {
        let index = self.at;
        let Some(c) = self.peek() else {
            return self.error("Unexpected internal error", self.at);
        };
        self.at += 1;
        match c {
            'Q' => {
                while let Some(c) = self.peek() {
                    if c == '\\' && self.peek_at(1) == Some('E') {
                        self.at += 2;
                        break;
                    }
                    self.at += 1;
                    self.literal(c);
                }
            }
            'A' => self.item(r"(?:\A)"),
            'z' => self.item(r"(?:\z)"),
            'G' => self.item(r"(?:\G)"),
            'b' if self.chars[self.at..].starts_with(&['{', 'g', '}']) => {
                self.at += 3;
                self.item(r"(?!\p{M}|(?<=\r)\n)");
            }
            'b' => self.item(r"(?:\b)"),
            'B' => self.item(r"(?:\B)"),
            'Z' => self.end_of_line(false),
            'R' => self.item(r"(?>\r\n|[\n\x0B\x0C\r\x{85}\x{2028}\x{2029}])"),
            'X' => self.item(GRAPHEME),
            'k' => {
                if !self.eat('<') {
                    return self.error("\\k is not followed by '<' for named capturing group", self.at);
                }
                let name = self.group_name()?;
                let number = self.names.iter().find(|(n, _)| *n == name).map(|(_, i)| *i);
                match number {
                    Some(number) => self.back_reference(number),
                    None => {
                        return self.error(&format!("named capturing group <{name}> does not exist"), self.at - 1);
                    }
                }
            }
            '1'..='9' => {
                let mut number = c as usize - '0' as usize;
                while let Some(digit) = self.peek().and_then(|d| d.to_digit(10)) {
                    let longer = number * 10 + digit as usize;
                    if longer > self.groups {
                        break;
                    }
                    number = longer;
                    self.at += 1;
                }
                self.back_reference(number);
            }
            _ => {
                self.at = index;
                match self.class_escape()? {
                    Some(class) => {
                        let (open, close) = self.case_wrapper();
                        self.item(&format!("{open}{class}{close}"));
                    }
                    None => {
                        let c = self.character_escape()?;
                        self.literal(c);
                    }
                }
            }
        }
        Ok(())
    }

    /// What to put around a bracket so that it ignores case beyond ASCII.
    pub fn case_wrapper(&self) -> (&'static str, &'static str) {
        if self.has(flag::CASE_INSENSITIVE) && self.has(flag::UNICODE_CASE) { ("(?i:", ")") } else { ("", "") }
    }

    fn back_reference(&mut self, number: usize) {
        let text = if number > self.groups {
            // A group that does not exist (yet) matches nothing.
            "(?!)".to_owned()
        } else if self.has(flag::CASE_INSENSITIVE) {
            format!(r"(?i:\{number})")
        } else {
            format!(r"(?:\{number})")
        };
        self.item(&text);
    }

    /// After `\`: a bracket for an escape that stands for a set of characters (`\d`, `\p{…}`).
    pub fn class_escape(&mut self) -> Result<Option<String>> {
        let Some(c) = self.peek() else {
            return Ok(None);
        };
        let unicode = self.has(flag::UNICODE_CHARACTER_CLASS);
        if let Some(text) = letter_class(c.to_ascii_lowercase(), unicode).filter(|_| c.is_ascii_alphabetic()) {
            self.at += 1;
            let not = if c.is_ascii_uppercase() { "^" } else { "" };
            return Ok(Some(format!("[{not}{text}]")));
        }
        if !matches!(c, 'p' | 'P') {
            return Ok(None);
        }
        self.at += 1;
        let start = self.at;
        let name: String = if self.eat('{') {
            let len = self.chars[self.at..].iter().position(|c| *c == '}');
            let Some(len) = len else {
                return self.error("Unclosed character family", self.chars.len());
            };
            let name = self.chars[self.at..self.at + len].iter().collect();
            self.at += len + 1;
            name
        } else {
            self.at += 1;
            self.chars.get(start).unwrap_or(&'\0').to_string()
        };
        if name.is_empty() {
            return self.error("Empty character family", self.at.saturating_sub(1));
        }
        match property(&name, unicode, self.has(flag::CASE_INSENSITIVE)) {
            Some(text) => Ok(Some(format!("[{}{text}]", if c == 'P' { "^" } else { "" }))),
            None => self.error(&format!("Unknown character property name {{{name}}}"), self.at - 1),
        }
    }

    /// After `\`: an escape that stands for one character.
    pub fn character_escape(&mut self) -> Result<char> {
        let index = self.at;
        let Some(c) = self.peek() else {
            return self.error("Unexpected internal error", self.at);
        };
        self.at += 1;
        Ok(match c {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'f' => '\x0C',
            'a' => '\x07',
            'e' => '\x1B',
            'c' => {
                let Some(c) = self.peek() else {
                    return self.error("Illegal control escape sequence", index);
                };
                self.at += 1;
                char::from_u32(c as u32 ^ 64).unwrap_or(c)
            }
            '0' => self.octal()?,
            'x' => self.hexadecimal()?,
            'u' => self.unicode_escape()?,
            c if c.is_ascii_alphabetic() => {
                return self.error("Illegal/unsupported escape sequence", index);
            }
            c => c,
        })
    }

    fn octal(&mut self) -> Result<char> {
        let digit = |c: Option<char>| c.and_then(|c| c.to_digit(8));
        let Some(first) = digit(self.peek()) else {
            return self.error("Illegal octal escape sequence", self.at);
        };
        self.at += 1;
        let mut n = first;
        // Three digits only if the first is at most 3.
        for _ in 0..if first <= 3 { 2 } else { 1 } {
            let Some(d) = digit(self.peek()) else { break };
            n = n * 8 + d;
            self.at += 1;
        }
        Ok(char::from_u32(n).unwrap_or('\0'))
    }

    fn hexadecimal(&mut self) -> Result<char> {
        if self.eat('{') {
            let mut n = 0u32;
            let start = self.at;
            while let Some(d) = self.peek().and_then(|c| c.to_digit(16)) {
                n = n.saturating_mul(16).saturating_add(d);
                self.at += 1;
                if n > 0x10_FFFF {
                    return self.error("Hexadecimal codepoint is too big", self.at);
                }
            }
            if self.at == start || !self.eat('}') {
                return self.error("Unclosed hexadecimal escape sequence", self.at);
            }
            return self.scalar(n);
        }
        let mut n = 0;
        for _ in 0..2 {
            let Some(d) = self.peek().and_then(|c| c.to_digit(16)) else {
                return self.error("Illegal hexadecimal escape sequence", self.at);
            };
            n = n * 16 + d;
            self.at += 1;
        }
        self.scalar(n)
    }

    fn unicode_escape(&mut self) -> Result<char> {
        let high = self.unicode_unit()?;
        if (0xD800..0xDC00).contains(&high) && self.peek() == Some('\\') && self.peek_at(1) == Some('u') {
            let back = self.at;
            self.at += 2;
            let low = self.unicode_unit()?;
            if (0xDC00..0xE000).contains(&low) {
                return self.scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
            }
            self.at = back;
        }
        self.scalar(high)
    }

    fn unicode_unit(&mut self) -> Result<u32> {
        let mut n = 0;
        for _ in 0..4 {
            let Some(d) = self.peek().and_then(|c| c.to_digit(16)) else {
                return self.error("Illegal Unicode escape sequence", self.at);
            };
            n = n * 16 + d;
            self.at += 1;
        }
        Ok(n)
    }

    /// A lone surrogate can only match itself, which texts show the engine as a replacement character.
    fn scalar(&self, n: u32) -> Result<char> {
        Ok(char::from_u32(n).unwrap_or('\u{FFFD}'))
    }

    fn open_group(&mut self) -> Result<()> {
        if self.open.len() >= MAX_NESTING {
            return self.error("Groups are nested too deeply", self.at);
        }
        let open = Open { flags: self.flags, start: self.out.len() };
        self.atom = None;
        if !self.eat('?') {
            self.groups += 1;
            self.out.push('(');
            self.open.push(open);
            return Ok(());
        }
        let Some(c) = self.peek() else {
            return self.error("Unknown inline modifier", self.at);
        };
        self.at += 1;
        let simple = match (c, self.peek()) {
            (':', _) => "(?:",
            ('=', _) => "(?=",
            ('!', _) => "(?!",
            ('>', _) => "(?>",
            ('<', Some('=')) => {
                self.at += 1;
                "(?<="
            }
            ('<', Some('!')) => {
                self.at += 1;
                "(?<!"
            }
            ('<', _) => {
                let name = self.group_name()?;
                if self.names.iter().any(|(n, _)| *n == name) {
                    let text = format!("Named capturing group <{name}> is already defined");
                    return self.error(&text, self.at - 1);
                }
                self.groups += 1;
                self.names.push((name, self.groups));
                "("
            }
            _ => {
                self.at -= 1;
                return self.inline_flags(open);
            }
        };
        self.out.push_str(simple);
        self.open.push(open);
        Ok(())
    }

    /// A name and the `>` behind it.
    fn group_name(&mut self) -> Result<String> {
        if !self.peek().is_some_and(|c| c.is_ascii_alphabetic()) {
            return self.error("capturing group name does not start with a Latin letter", self.at);
        }
        let mut name = String::new();
        while let Some(c) = self.peek().filter(char::is_ascii_alphanumeric) {
            name.push(c);
            self.at += 1;
        }
        if !self.eat('>') {
            return self.error("named capturing group is missing trailing '>'", self.at);
        }
        Ok(name)
    }

    /// `(?i)`, `(?i-s:`: flags for the rest of the enclosing group or for a group of their own.
    fn inline_flags(&mut self, open: Open) -> Result<()> {
        let mut on = true;
        loop {
            let Some(c) = self.peek() else {
                return self.error("Unknown inline modifier", self.at);
            };
            let bit = match c {
                'i' => flag::CASE_INSENSITIVE,
                'm' => flag::MULTILINE,
                's' => flag::DOTALL,
                'd' => flag::UNIX_LINES,
                'u' => flag::UNICODE_CASE,
                'c' => flag::CANON_EQ,
                'x' => flag::COMMENTS,
                'U' => flag::UNICODE_CHARACTER_CLASS | flag::UNICODE_CASE,
                '-' if on => {
                    on = false;
                    self.at += 1;
                    continue;
                }
                ')' => {
                    self.at += 1;
                    return Ok(());
                }
                ':' => {
                    self.at += 1;
                    self.out.push_str("(?:");
                    self.open.push(open);
                    return Ok(());
                }
                _ => return self.error("Unknown inline modifier", self.at),
            };
            self.flags = if on { self.flags | bit } else { self.flags & !bit };
            self.at += 1;
        }
    }

    fn close_group(&mut self, index: usize) -> Result<()> {
        let Some(open) = self.open.pop() else {
            return Err(self.error_at("Unmatched closing ')'", index as i64 - 1));
        };
        self.out.push(')');
        self.flags = open.flags;
        self.atom = Some(open.start);
        Ok(())
    }

    /// Applies `*`, `+`, `?` or a written-out count to the last item, and reads `?` or `+` behind it.
    fn repeat(&mut self, quantifier: &str, index: usize) -> Result<()> {
        let Some(start) = self.atom.take() else {
            let c = self.chars.get(index).copied().unwrap_or('*');
            return self.error(&format!("Dangling meta character '{c}'"), index);
        };
        // A look-around or assertion may be repeated in Java, so every group gets a neutral shell.
        if ZERO_WIDTH.iter().any(|zero| self.out[start..].starts_with(zero)) {
            // The engine repeats no assertion, but it does repeat a choice.
            self.out.insert_str(start, "(?:");
            self.out.push_str("|(?!))");
        } else if self.out[start..].starts_with("(?") {
            self.out.insert_str(start, "(?:");
            self.out.push(')');
        }
        self.out.push_str(quantifier);
        if self.eat('?') {
            self.out.push('?');
        } else if self.eat('+') {
            self.out.insert_str(start, "(?>");
            self.out.push(')');
        }
        Ok(())
    }

    fn counted_repeat(&mut self, index: usize) -> Result<()> {
        let Some(min) = self.count()? else {
            return self.error("Illegal repetition", index + 1);
        };
        let mut text = format!("{{{min}");
        if self.eat(',') {
            text.push(',');
            if let Some(max) = self.count()? {
                if max < min {
                    return self.error("Illegal repetition range", self.at);
                }
                text.push_str(&max.to_string());
            }
        }
        if self.peek() != Some('}') {
            return self.error("Unclosed counted closure", self.at);
        }
        self.at += 1;
        text.push('}');
        if self.atom.is_none() {
            // Behind another repetition it says nothing; at the start it is an error.
            if self.out.is_empty() || self.out.ends_with(['(', '|']) {
                return self.error("Illegal repetition", index + 1);
            }
            let _ = self.eat('?') || self.eat('+');
            return Ok(());
        }
        self.repeat(&text, index)
    }

    fn count(&mut self) -> Result<Option<u32>> {
        let mut n = None;
        while let Some(d) = self.peek().and_then(|c| c.to_digit(10)) {
            let next = n.unwrap_or(0u32).checked_mul(10).and_then(|n| n.checked_add(d));
            match next.filter(|n| *n <= i32::MAX as u32) {
                Some(next) => n = Some(next),
                None => return self.error("Illegal repetition range", self.at),
            }
            self.at += 1;
        }
        Ok(n)
    }
}

/// Appends a character that stands for itself, in or out of a bracket.
pub(super) fn push_escaped(out: &mut String, c: char) {
    match c {
        '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$' | '#' | '&' | '-' | '~' => {
            out.push('\\');
            out.push(c);
        }
        ' ' | '\0'..='\x1F' | '\x7F' => out.push_str(&format!("\\x{:02X}", c as u32)),
        c => out.push(c),
    }
}

/// The index as Java counts it: in the pattern that has escaped characters in place of `\Q…\E`.
fn unquoted_index(source: &str, index: i64) -> i64 {
    if index < 0 {
        return index;
    }
    let (mut counted, mut quoted) = (0, false);
    let mut chars = source.chars().enumerate().peekable();
    while let Some((i, c)) = chars.next() {
        if i as i64 >= index {
            break;
        }
        let next = chars.peek().map(|(_, c)| *c);
        match (c, next) {
            ('\\', Some('Q')) if !quoted => quoted = true,
            // The character before what follows the quotation is the last of it.
            ('\\', Some('E')) if quoted && i as i64 + 1 == index => return counted - 1,
            ('\\', Some('E')) if quoted => quoted = false,
            // What is escaped does not begin a quotation.
            ('\\', Some(_)) if !quoted && i as i64 + 1 < index => counted += 2,
            (c, _) if quoted && !c.is_alphanumeric() => {
                counted += 2;
                continue;
            }
            _ => {
                counted += 1;
                continue;
            }
        }
        chars.next();
    }
    // Behind the end there is nothing left to count.
    let length = source.chars().count() as i64;
    if index > length { counted + index - length } else { counted }
}
