//! Line editing for a REPL on a terminal: forms over several lines, history, completion, colours, documentation at the
//! cursor. It reads text and evaluates nothing but what completion asks of the running program.
//!
//! Without a terminal the REPL reads lines itself, see `cli::repl`.

mod highlight;

use compiler::reader::{Completeness, is_complete};
use runtime::error::Result as LisleResult;
use runtime::symbol::Symbol;
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Runtime, Thread, Value, ops, seq};
use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{
    Cmd, CompletionType, ConditionalEventHandler, Config, Context, Event, EventContext, EventHandler, Helper, KeyEvent,
    RepeatCount,
};
use std::borrow::Cow;
use std::path::PathBuf;
use stdlib::core_vars::CoreVars;
use stdlib::load;

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
pub enum Typed {
    /// Complete forms.
    Forms(String),
    /// Ctrl-C: what was typed is dropped.
    Dropped,
    /// Ctrl-D.
    End,
}

/// The line editor of one REPL.
pub struct Editor {
    editor: rustyline::Editor<Assistant, FileHistory>,
    history: Option<PathBuf>,
    ns: Arc<Mutex<String>>,
}

impl Editor {
    /// An editor whose completions come from this runtime; `history` is the file of what was typed before.
    pub fn new(runtime: &Arc<Runtime>, history: Option<PathBuf>, colours: bool) -> Result<Editor, String> {
        let ns = Arc::new(Mutex::new(String::new()));
        let program = Program { runtime: runtime.clone(), ns: ns.clone() };
        let config = Config::builder().completion_type(CompletionType::List).auto_add_history(false).build();
        let mut editor = rustyline::Editor::with_config(config).map_err(|e| e.to_string())?;
        editor.set_helper(Some(Assistant { program: program.clone(), colours }));
        let keys = Event::KeySeq(vec![KeyEvent::ctrl('X'), KeyEvent::ctrl('D')]);
        editor.bind_sequence(keys, EventHandler::Conditional(Box::new(ShowDoc(program))));
        if let Some(path) = &history {
            // There is none before the first time.
            let _ = editor.load_history(path);
        }
        Ok(Editor { editor, history, ns })
    }

    /// Reads complete forms, with the name of a namespace in the prompt.
    pub fn read(&mut self, t: &mut Thread, ns: &str) -> Result<Typed, String> {
        ns.clone_into(&mut lock(&self.ns));
        let prompt = format!("{ns}=> ");
        let line = t.blocking(|| self.editor.readline(&*prompt));
        match line {
            Ok(text) => {
                if !text.trim().is_empty() {
                    let _ = self.editor.add_history_entry(&text);
                    if let Some(path) = &self.history {
                        let _ = self.editor.append_history(path);
                    }
                }
                Ok(Typed::Forms(text))
            }
            Err(ReadlineError::Interrupted) => Ok(Typed::Dropped),
            Err(ReadlineError::Eof) => Ok(Typed::End),
            Err(e) => Err(e.to_string()),
        }
    }
}

/// The running program, as the editor asks it. Each question is answered by a language thread of its own, because the
/// REPL's is away from the runtime while it waits for the terminal.
#[derive(Clone)]
struct Program {
    runtime: Arc<Runtime>,
    ns: Arc<Mutex<String>>,
}

impl Program {
    /// Calls a function of `lisle.tooling` with the current namespace and one more argument.
    fn ask(&self, function: &str, argument: Value) -> Option<(Thread, Value)> {
        let ns = lock(&self.ns).clone();
        let mut thread = Thread::new(&self.runtime);
        let answer = thread.enter(|t| -> LisleResult<Option<Value>> {
            load::ensure_loaded(t, "lisle/tooling")?;
            let found = t.runtime.namespaces.find("lisle.tooling").and_then(|ns| ns.find_var(function));
            let Some(f) = found.and_then(|var| var.root(t)) else { return Ok(None) };
            let ns = t.runtime.namespaces.find_or_create(&Symbol::parse(&ns));
            let var = CoreVars::of(t).ns.var().clone();
            runtime::bindings::push(t, vec![(var, ns.to_value())])?;
            let answer = t.invoke2(&f, ns.into(), argument);
            runtime::bindings::pop(t)?;
            answer.map(Some)
        });
        Some((thread, answer.ok().flatten()?))
    }

    fn completions(&self, prefix: &str) -> Vec<String> {
        let Some((mut thread, found)) = self.ask("completions", Value::str(prefix)) else { return Vec::new() };
        thread.enter(|t| {
            let key = t.runtime.keyword("candidate").into();
            let mut texts = Vec::new();
            for candidate in seq::to_vec(t, &found).unwrap_or_default() {
                let text = ops::get(t, &candidate, &key).unwrap_or_default();
                texts.extend(runtime::print::print_str(t, &text));
            }
            texts
        })
    }

    fn doc(&self, name: &str) -> Option<String> {
        let (mut thread, text) = self.ask("doc-text", Symbol::parse(name).to_value())?;
        thread.enter(|t| runtime::print::print_str(t, &text)).ok().filter(|text| !text.is_empty())
    }
}

/// The bytes of the name that the cursor is in or after.
fn name_at(line: &str, pos: usize) -> (usize, usize) {
    let ends = |c: char| c.is_whitespace() || "()[]{}\"'`~@^,;#\\".contains(c);
    let start = line[..pos].rfind(ends).map_or(0, |i| i + line[i..].chars().next().map_or(1, char::len_utf8));
    let end = line[pos..].find(ends).map_or(line.len(), |i| pos + i);
    (start, end)
}

struct Assistant {
    program: Program,
    colours: bool,
}

impl Helper for Assistant {}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, _) = name_at(line, pos);
        let prefix = &line[start..pos];
        if prefix.is_empty() {
            return Ok((start, Vec::new()));
        }
        let pair = |text: String| Pair { display: text.clone(), replacement: text };
        Ok((start, self.program.completions(prefix).into_iter().map(pair).collect()))
    }
}

impl Hinter for Assistant {
    type Hint = String;
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, pos: usize) -> Cow<'l, str> {
        if self.colours { highlight::coloured(line, pos).into() } else { line.into() }
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        self.colours
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(match is_complete(context.input()) {
            Completeness::Incomplete => ValidationResult::Incomplete,
            _ => ValidationResult::Valid(None),
        })
    }
}

/// Prints the documentation of the name at the cursor, or of the operator before it.
struct ShowDoc(Program);

impl ConditionalEventHandler for ShowDoc {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext) -> Option<Cmd> {
        let (line, pos) = (context.line(), context.pos());
        let (start, end) = name_at(line, pos);
        let name = match &line[start..end] {
            "" => {
                let open = line[..pos].rfind('(')? + 1;
                let (start, end) = name_at(line, open);
                &line[start..end]
            }
            name => name,
        };
        let text = match name {
            "" => return Some(Cmd::Noop),
            name => self.0.doc(name).unwrap_or_else(|| format!("Nothing is known of {name}\n")),
        };
        println!("\n{}", text.trim_end());
        Some(Cmd::Repaint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_at_the_cursor_is_found() {
        let name = |line: &'static str, pos| {
            let (start, end) = name_at(line, pos);
            &line[start..end]
        };
        assert_eq!(name("(map inc", 8), "inc");
        assert_eq!(name("(map inc)", 3), "map");
        assert_eq!(name("(str/joi", 8), "str/joi");
        assert_eq!(name("[:a ::b", 7), "::b");
        assert_eq!(name("(f é→x", "(f é→x".len()), "é→x");
        assert_eq!(name("(f ", 3), "");
        assert_eq!(name("", 0), "");
    }
}
