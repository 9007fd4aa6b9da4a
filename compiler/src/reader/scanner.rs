//! Where one form ends, seen character by character: for streams and for REPLs.
//!
//! [`FormScanner`] knows how forms nest and nothing of what they mean, so that a reader of a stream can take
//! the text of exactly one form and give it to [`super::Reader`]. [`is_complete`] tells a REPL whether to ask
//! for another line.

use super::token::{is_macro, is_whitespace};

/// What one more character means for the form being scanned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scan {
    /// The form goes on (or has not begun).
    More,
    /// The form ended with this character.
    Complete,
    /// The form ended before this character, which belongs to what comes next.
    CompleteBefore,
    /// The character closes nothing. As the end of the form it lets the reader say so.
    Stray,
}

/// Follows the text of one form.
#[derive(Clone, Debug, Default)]
pub struct FormScanner {
    state: State,
    /// What the forms that have begun wait for, outermost first.
    waiting: Vec<Waiting>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum State {
    /// Between tokens.
    #[default]
    Between,
    Comment,
    /// In a symbol, keyword or tag name.
    Token,
    /// In a number, or after a sign that may begin one.
    Number,
    Sign,
    String,
    StringEscape,
    /// After a backslash.
    CharStart,
    Char,
    /// After `#`.
    Hash,
    /// After `~`.
    Tilde,
    /// After `#?`.
    Question,
    /// After `#:`: the namespace of a map, which is a token or nothing.
    MapName,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Waiting {
    /// For this delimiter.
    Delimiter(char),
    /// For this many forms.
    Forms(u8),
    /// For one form, which comes to nothing.
    Discarded,
}

impl FormScanner {
    pub fn new() -> FormScanner {
        FormScanner::default()
    }

    /// Takes a character.
    pub fn push(&mut self, c: char) -> Scan {
        match self.state {
            State::Between => self.begin(c),
            State::Comment => {
                if matches!(c, '\n' | '\r') {
                    self.state = State::Between;
                }
                Scan::More
            }
            State::String => {
                match c {
                    '\\' => self.state = State::StringEscape,
                    '"' => return self.end_form(),
                    _ => {}
                }
                Scan::More
            }
            State::StringEscape => self.go(State::String),
            State::CharStart => self.go(State::Char),
            State::Sign if c.is_ascii_digit() => self.go(State::Number),
            State::Number if !is_whitespace(c) && !is_macro(c) => Scan::More,
            State::Sign if !is_terminating(c) => self.go(State::Token),
            State::Token | State::Char if !is_terminating(c) => Scan::More,
            State::Token | State::Char | State::Sign | State::Number => match self.end_form() {
                Scan::Complete => Scan::CompleteBefore,
                _ => self.begin(c),
            },
            State::Hash => self.dispatch(c),
            State::Tilde | State::Question if c == '@' => self.wait(Waiting::Forms(1)),
            State::Tilde | State::Question => {
                self.wait(Waiting::Forms(1));
                self.begin(c)
            }
            State::MapName if c == ':' => Scan::More,
            State::MapName if is_whitespace(c) || c == '{' => {
                self.wait(Waiting::Forms(1));
                self.begin(c)
            }
            State::MapName => {
                self.wait(Waiting::Forms(2));
                self.begin(c)
            }
        }
    }

    /// The text ends here: is that the end of the form? `None` if no form has begun.
    pub fn finish(&mut self) -> Option<Completeness> {
        match self.state {
            State::Token | State::Number | State::Sign | State::Char => {
                self.end_form();
                Some(if self.waiting.is_empty() { Completeness::Complete } else { Completeness::Incomplete })
            }
            State::Between | State::Comment if self.waiting.is_empty() => None,
            _ => Some(Completeness::Incomplete),
        }
    }

    fn go(&mut self, state: State) -> Scan {
        self.state = state;
        Scan::More
    }

    fn wait(&mut self, waiting: Waiting) -> Scan {
        self.waiting.push(waiting);
        self.go(State::Between)
    }

    fn begin(&mut self, c: char) -> Scan {
        if is_whitespace(c) {
            return self.go(State::Between);
        }
        if c == ';' {
            return self.go(State::Comment);
        }
        match c {
            '(' => self.wait(Waiting::Delimiter(')')),
            '[' => self.wait(Waiting::Delimiter(']')),
            '{' => self.wait(Waiting::Delimiter('}')),
            ')' | ']' | '}' => match self.waiting.last() {
                Some(Waiting::Delimiter(expected)) if *expected == c => {
                    self.waiting.pop();
                    self.end_form()
                }
                _ => Scan::Stray,
            },
            '"' => self.go(State::String),
            '\\' => self.go(State::CharStart),
            '#' => self.go(State::Hash),
            '~' => self.go(State::Tilde),
            '\'' | '`' | '@' => self.wait(Waiting::Forms(1)),
            '^' => self.wait(Waiting::Forms(2)),
            '+' | '-' => self.go(State::Sign),
            '0'..='9' => self.go(State::Number),
            _ => self.go(State::Token),
        }
    }

    fn dispatch(&mut self, c: char) -> Scan {
        match c {
            '(' => self.wait(Waiting::Delimiter(')')),
            '{' => self.wait(Waiting::Delimiter('}')),
            '"' => self.go(State::String),
            '\'' | '=' | '#' => self.wait(Waiting::Forms(1)),
            '^' => self.wait(Waiting::Forms(2)),
            '_' => self.wait(Waiting::Discarded),
            '?' => self.go(State::Question),
            ':' => self.go(State::MapName),
            '!' => self.go(State::Comment),
            '<' => Scan::Stray,
            _ => {
                self.wait(Waiting::Forms(2));
                self.begin(c)
            }
        }
    }

    /// A form has ended: does that end those that waited for it?
    fn end_form(&mut self) -> Scan {
        self.state = State::Between;
        loop {
            match self.waiting.last_mut() {
                None => return Scan::Complete,
                Some(Waiting::Delimiter(_)) => return Scan::More,
                Some(Waiting::Discarded) => {
                    self.waiting.pop();
                    return Scan::More;
                }
                Some(Waiting::Forms(n)) if *n > 1 => {
                    *n -= 1;
                    return Scan::More;
                }
                Some(Waiting::Forms(_)) => drop(self.waiting.pop()),
            }
        }
    }
}

fn is_terminating(c: char) -> bool {
    is_whitespace(c) || is_macro(c) && !matches!(c, '\'' | '%' | '#')
}

/// Whether a text holds whole forms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Completeness {
    /// All forms that begin also end (also: there is none).
    Complete,
    /// More text could end the last form.
    Incomplete,
    /// A delimiter closes nothing: more text cannot help.
    Error,
}

/// Can the text be read as it is, or should a REPL ask for another line?
pub fn is_complete(text: &str) -> Completeness {
    let mut scanner = FormScanner::new();
    let mut chars = text.chars();
    let mut next = chars.next();
    while let Some(c) = next {
        let scan = scanner.push(c);
        match scan {
            Scan::Stray => return Completeness::Error,
            Scan::More | Scan::Complete => next = chars.next(),
            // The same character again, for the next form.
            Scan::CompleteBefore => {}
        }
        if scan != Scan::More {
            scanner = FormScanner::new();
        }
    }
    scanner.finish().unwrap_or(Completeness::Complete)
}

/// Takes the text of one form from a stream.
///
/// `next` gives the characters one by one, `None` at the end. Returns the text (empty at the end of the
/// stream) and, if it had to be looked at, the character that follows, which the caller puts back. A form
/// here is what the scanner takes for one: it may come to nothing (`#?(:cljs 1)`).
pub fn scan_form<E>(mut next: impl FnMut() -> Result<Option<char>, E>) -> Result<(String, Option<char>), E> {
    let mut scanner = FormScanner::new();
    let mut text = String::new();
    while let Some(c) = next()? {
        match scanner.push(c) {
            Scan::More => text.push(c),
            Scan::Complete | Scan::Stray => {
                text.push(c);
                return Ok((text, None));
            }
            Scan::CompleteBefore => return Ok((text, Some(c))),
        }
    }
    Ok((text, None))
}
