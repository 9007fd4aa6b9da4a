//! The options that Clojure's command has for projects: `-M -X -T -A -P -S… -D… -J…`. They come first on the command line.

use std::ffi::OsString;

/// How aliases are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `-M`: main options.
    Main,
    /// `-X`: a function.
    Exec,
    /// `-T`: a function, without the project's own paths and libraries.
    Tool,
    /// `-A`: only what they say of the class path.
    Repl,
}

impl Mode {
    pub fn letter(self) -> &'static str {
        match self {
            Mode::Main => "M",
            Mode::Exec => "X",
            Mode::Tool => "T",
            Mode::Repl => "A",
        }
    }
}

/// What to print instead of running anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    Path,
    Tree,
    Description,
    /// `-P`: nothing; it is known then that every library is there.
    Nothing,
}

/// The options.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub mode: Option<Mode>,
    /// Names with colons before them.
    pub aliases: String,
    pub deps: Option<String>,
    pub class_path: Option<String>,
    pub repro: bool,
    pub show: Option<Show>,
    /// System properties, of `-D`.
    pub properties: Vec<(String, String)>,
    /// What to tell the user of options that do nothing here.
    pub notes: Vec<String>,
}

impl Options {
    /// Takes the options off the front of the words; what is left follows the last of them.
    pub fn take(words: Vec<OsString>) -> Result<(Options, Vec<OsString>), String> {
        let mut options = Options::default();
        let mut words = words.into_iter().peekable();
        while let Some(word) = words.peek().and_then(|w| w.to_str()).map(str::to_owned) {
            let value = |words: &mut std::iter::Peekable<std::vec::IntoIter<OsString>>| {
                words.next();
                let value = words.peek().and_then(|w| w.to_str()).map(str::to_owned);
                value.ok_or_else(|| format!("{word} needs an argument"))
            };
            match &*word {
                "-Sdeps" => options.deps = Some(value(&mut words)?),
                "-Scp" => options.class_path = Some(value(&mut words)?),
                "-Sthreads" => drop(value(&mut words)?),
                "-Spath" => options.show = Some(Show::Path),
                "-Stree" => options.show = Some(Show::Tree),
                "-Sdescribe" => options.show = Some(Show::Description),
                "-Srepro" => options.repro = true,
                "-Sforce" | "-Sverbose" | "-Strace" => {}
                "-P" => options.show = Some(Show::Nothing),
                "-A" => return Err("-A requires an alias".into()),
                _ if word.starts_with("-R:") || word.starts_with("-C:") || word.starts_with("-O:") => {
                    return Err(format!(
                        "{} is no longer supported, use -A with the repl, -M for main, or -X for exec",
                        &word[..2]
                    ));
                }
                _ if word.starts_with("-S") => return Err(format!("Unknown option: {word:?}")),
                _ if word.starts_with("-D") || word.starts_with("-J-D") => {
                    let property = word.trim_start_matches("-J").trim_start_matches("-D");
                    let (name, value) = property.split_once('=').unwrap_or((property, ""));
                    options.properties.push((name.to_owned(), value.to_owned()));
                }
                _ if word.starts_with("-J") => options.notes.push(format!("{word} is for the JVM and does nothing")),
                _ => match mode(&word) {
                    Some((mode, aliases)) => {
                        options.mode = Some(mode);
                        options.aliases.push_str(aliases);
                        if mode != Mode::Repl {
                            words.next();
                            break;
                        }
                    }
                    None => break,
                },
            }
            words.next();
        }
        Ok((options, words.collect()))
    }

    /// Was any of them given that says something of the class path?
    pub fn is_given(&self) -> bool {
        let path = Options { properties: Vec::new(), notes: Vec::new(), ..self.clone() };
        path != Options::default()
    }
}

/// `-M:a:b` and the like, apart.
fn mode(word: &str) -> Option<(Mode, &str)> {
    let (mode, rest) = match word.get(..2)? {
        "-M" => (Mode::Main, &word[2..]),
        "-X" => (Mode::Exec, &word[2..]),
        "-T" => (Mode::Tool, &word[2..]),
        "-A" => (Mode::Repl, &word[2..]),
        _ => return None,
    };
    (rest.is_empty() || rest.starts_with(':')).then_some((mode, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(line: &str) -> Result<(Options, Vec<String>), String> {
        let words = line.split_whitespace().map(OsString::from).collect();
        let (options, rest) = Options::take(words)?;
        Ok((options, rest.into_iter().map(|w| w.into_string().expect("text")).collect()))
    }

    #[test]
    fn they_come_first_and_the_rest_is_left() {
        let (options, rest) = take("-Sdeps {} -A:dev -J-Xmx1g -M:run:x -m app -Spath").expect("good");
        assert_eq!((options.mode, &*options.aliases), (Some(Mode::Main), ":dev:run:x"));
        assert_eq!((options.deps.as_deref(), options.notes.len()), (Some("{}"), 1));
        assert_eq!(rest, ["-m", "app", "-Spath"]);
        let (options, rest) = take("-X:t my/f :a 1").expect("good");
        assert_eq!((options.mode, rest.len()), (Some(Mode::Exec), 3));
        let (options, rest) = take("file.clj -M").expect("good");
        assert!(!options.is_given() && rest.len() == 2);
        assert_eq!(take("-A").expect_err("bad"), "-A requires an alias");
        assert!(take("-Sbogus").is_err() && take("-Sdeps").is_err());
    }
}
