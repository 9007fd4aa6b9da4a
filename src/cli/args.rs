//! The command line: what the words mean. Does not run anything.
//!
//! Clojure's own flags where it has them: init options (`-e`, `-i`, `-cp`) repeat and run in order; the
//! first main option (a file, `-`, `-m NS`, `-r`) ends our options, and the rest belongs to the program.

use super::confine::Confinement;
use crate::project;
use lexopt::{Arg, Parser, ValueExt};
use std::ffi::OsString;

/// What `--help` prints.
pub const HELP: &str = "\
Lisle runs Clojure programs.

Usage: lisle [INIT-OPTION…] [MAIN-OPTION] [ARG…]
       lisle compile (FILE | -m NS) -o OUT.lbc [-cp PATHS]
       lisle dis FILE [--stage tokens|forms|tree|bytecode | --moves] [--run] [-cp PATHS]
       lisle doc NAME…
       lisle build (FILE | -m NS) -o APP [-cp PATHS]
       lisle test [OPTION…]
       lisle classpath
       lisle [PROJECT-OPTION…] (-M | -X | -T | -A)[:ALIAS…] [ARG…]
       lisle nrepl [-p PORT] [--host HOST] [--socket PATH] [--open] [-cp PATHS]
       lisle repl

Init options, run in order:
  -cp, --classpath PATHS  directories, jars and bytecode bundles (.lbc) to load namespaces from, separated
                          by ':', of which bundles come first (default: the
                          script's directory, and what deps.edn says, or '.' and 'src' without one)
  -e, --eval EXPR         evaluate expressions, print each value that is not nil
  -i, --init FILE         load a file
  --report WHERE          where an uncaught exception is reported in full: file (a temporary file),
                          stderr or none (default: two lines and the source, on standard error)
  --seed N                run deterministically: one thread at a time, the next one chosen by the
                          seed, and time that passes only while all wait

Limits and permissions of the program, which are init options too:
  --max-memory SIZE, --max-time TIME, --max-instructions N, --max-threads N, --max-stack FRAMES
                          end it with an error when it uses more (64m, 500ms, 2s …)
  --max-heap SIZE         give it an OutOfMemoryError, which it may catch, when its objects take more; none for
                          no limit (default: half of the machine's memory, or of what its group may use)
  --deny-SORT             forbid all of a sort: read, write, run, env, net, clock, exit, or all
  --allow-SORT[=LIST]     allow all of a sort, or only those of the list: directories for read and
                          write, programs for run, variables for env, hosts for net

Main options:
  FILE                    run a source file or a bytecode file (.lbc)
  -m, --main NS           call -main of a namespace
  -                       run a program from standard input
  -r, --repl, repl        start a REPL (also without any arguments)

Project options, before all others; deps.edn is that of the current directory:
  -M[:ALIAS…]             run with the aliases' main options and what follows
  -X[:ALIAS…] [FN] K V…   call a function with a map
  -T[:ALIAS…] [FN] K V…   the same without the project's paths and libraries
  -A:ALIAS…               use the aliases' paths and libraries
  -Sdeps EDN              more deps.edn
  -Scp PATHS              a class path instead of the computed one
  -Spath, -Stree          print the class path, or the libraries
  -Sdescribe              print which files are read
  -Srepro                 leave the user's own deps.edn out
  -DNAME=VALUE            set a system property; clojure.server.NAME starts a socket server:
                          -Dclojure.server.repl='{:port 5555 :accept clojure.core.server/repl}'
  -P                      only see whether every library is there: nothing is ever fetched

Commands:
  build                   make an executable file of a program, which needs nothing else
  classpath               print the class path
  test                    run the tests of a project; lisle test --test-help tells its options
  compile                 compile a program and the namespaces it requires to a bytecode file
  doc                     print the documentation of functions, macros, special forms and namespaces
  nrepl                   serve editors: listens on a port of this machine (any that is free, or -p) or at a
                          Unix socket, writes .nrepl-port, runs until it is interrupted; --open allows
                          a --host that other machines reach
  dis                     print what a stage of the compiler makes of a file (default: bytecode); --moves lists
                          where an update may copy a collection, because something else holds it, and why.
                          Of the file only what later forms need to be compiled is run: namespaces, macros,
                          functions, types; with --run all of it is, for macros that need more

Others:
  -h, --help              print this help
  --version               print the version

Exit status: 0, or 1 after an uncaught exception, or what (System/exit n) says.
";

/// An init option.
#[derive(Debug, PartialEq, Eq)]
pub enum Init {
    Eval(String),
    Load(String),
}

/// What to do after the init options.
#[derive(Debug, PartialEq, Eq)]
pub enum Main {
    /// Nothing more: there were init options only.
    Nothing,
    Repl,
    File(String),
    Stdin,
    Namespace(String),
    Compile {
        what: Target,
        out: String,
    },
    Dis {
        file: String,
        stage: Stage,
        /// All of the file, and not only what later forms need.
        run: bool,
    },
    Doc {
        names: Vec<String>,
    },
    Nrepl(super::nrepl::Options),
    Build {
        what: Target,
        out: String,
    },
    /// Words after `-M`, which aliases may say more words before.
    Aliased,
    /// `-X` and `-T`.
    Exec,
    Show(project::options::Show),
    Test,
    /// The program at the end of the own executable.
    Own(Vec<u8>),
    Help,
    Version,
}

/// What to compile.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    File(String),
    Namespace(String),
}

/// A stage of the compiler with a text form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Tokens,
    Forms,
    Tree,
    Bytecode,
    /// Not a stage but what can be read off the last one: where updates may copy.
    Moves,
}

/// Where an uncaught exception is reported in full, as Clojure's `--report` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportTo {
    File,
    Stderr,
    None,
}

/// The whole command line.
#[derive(Debug, PartialEq, Eq)]
pub struct Args {
    pub class_path: Option<Vec<String>>,
    pub init: Vec<Init>,
    pub main: Main,
    /// Nothing: our own short report.
    pub report: Option<ReportTo>,
    /// The run is deterministic, by this seed.
    pub seed: Option<u64>,
    /// Limits and permissions.
    pub confinement: Confinement,
    pub project: project::Options,
    /// Arguments of the program.
    pub rest: Vec<String>,
}

impl Args {
    pub fn new(main: Main) -> Args {
        Args {
            class_path: None,
            init: Vec::new(),
            main,
            report: None,
            seed: None,
            confinement: Confinement::default(),
            project: project::Options::default(),
            rest: Vec::new(),
        }
    }
}

/// Understands the words after the program's name.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Args, String> {
    let (project, words) = project::Options::take(words.into_iter().collect())?;
    let mut args = match (project.show, project.mode) {
        (Some(show), _) => Args::new(Main::Show(show)),
        (None, Some(project::Mode::Main)) => Args::new(Main::Aliased),
        (None, Some(project::Mode::Exec | project::Mode::Tool)) => Args::new(Main::Exec),
        (None, _) => return Ok(Args { project, ..parse_main(words)? }),
    };
    let text = |w: OsString| w.into_string().map_err(|w| format!("not UTF-8: {}", w.to_string_lossy()));
    args.rest = words.into_iter().map(text).collect::<Result<_, _>>()?;
    args.project = project;
    Ok(args)
}

/// Understands the words after the options of a project.
pub fn parse_main(words: impl IntoIterator<Item = OsString>) -> Result<Args, String> {
    parse_words(Parser::from_args(single_dash_words(words))).map_err(|e| match e {
        lexopt::Error::MissingValue { option: Some(option) } => format!("{option} needs an argument"),
        e => e.to_string(),
    })
}

/// `-cp` is one option on the command line of Clojure, where lexopt would see `-c -p`.
fn single_dash_words(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut ours = true;
    words
        .into_iter()
        .map(|word| {
            if !ours {
                return word;
            }
            match word.to_str() {
                Some("-cp") => "--classpath".into(),
                Some("-") => {
                    ours = false;
                    word
                }
                Some("-?") => "--help".into(),
                Some("-version") => "--version".into(),
                _ => word,
            }
        })
        .collect()
}

fn parse_words(mut parser: Parser) -> Result<Args, lexopt::Error> {
    let mut args = Args::new(Main::Nothing);
    let mut any = false;
    while let Some(arg) = parser.next()? {
        any = true;
        match arg {
            Arg::Long("classpath") => args.class_path = Some(split_path(&parser.value()?.string()?)),
            Arg::Short('e') | Arg::Long("eval") => args.init.push(Init::Eval(parser.value()?.string()?)),
            Arg::Short('i') | Arg::Long("init") => args.init.push(Init::Load(parser.value()?.string()?)),
            Arg::Long("report") => {
                let word = parser.value()?.string()?;
                args.report = Some(match &*word {
                    "file" => ReportTo::File,
                    "stderr" => ReportTo::Stderr,
                    "none" => ReportTo::None,
                    _ => return Err(format!("no report to {word:?}: file, stderr or none").into()),
                });
            }
            Arg::Long("seed") => args.seed = Some(parser.value()?.parse()?),
            Arg::Long(name) if ["max-", "allow-", "deny-"].iter().any(|prefix| name.starts_with(prefix)) => {
                let name = name.to_owned();
                let attached = parser.optional_value().map(ValueExt::string).transpose()?;
                let next = || parser.value().and_then(ValueExt::string).map_err(|e| e.to_string());
                if !args.confinement.option(&name, attached.as_deref(), next)? {
                    return Err(format!("invalid option '--{name}'").into());
                }
            }
            Arg::Short('h') | Arg::Long("help") => args.main = Main::Help,
            Arg::Long("version") => args.main = Main::Version,
            Arg::Short('r') | Arg::Long("repl") => args.main = Main::Repl,
            Arg::Short('m') | Arg::Long("main") => args.main = Main::Namespace(parser.value()?.string()?),
            Arg::Value(word) => match word.to_str() {
                Some("-") => args.main = Main::Stdin,
                Some("repl") => args.main = Main::Repl,
                Some("compile") => return compile_args(parser, args, "compile", "OUT.lbc"),
                Some("build") => return compile_args(parser, args, "build", "APP"),
                Some("test") => args.main = Main::Test,
                Some("classpath") => args.main = Main::Show(project::options::Show::Path),
                Some("dis") => return dis_args(parser, args),
                Some("doc") => return doc_args(parser, args),
                Some("nrepl") => return nrepl_args(parser, args),
                _ => args.main = Main::File(word.string()?),
            },
            other => return Err(other.unexpected()),
        }
        if args.main != Main::Nothing {
            args.rest = parser.raw_args()?.map(|w| w.string()).collect::<Result<_, _>>()?;
            return Ok(args);
        }
    }
    if !any {
        args.main = Main::Repl;
    }
    Ok(args)
}

fn split_path(path: &str) -> Vec<String> {
    path.split(':').filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// The words of `compile` and `build`.
fn compile_args(mut parser: Parser, mut args: Args, command: &str, file: &str) -> Result<Args, lexopt::Error> {
    let (mut what, mut out) = (None, None);
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Short('h') | Arg::Long("help") => {
                args.main = Main::Help;
                return Ok(args);
            }
            Arg::Long("classpath") => args.class_path = Some(split_path(&parser.value()?.string()?)),
            Arg::Short('o') | Arg::Long("output") => out = Some(parser.value()?.string()?),
            Arg::Short('m') | Arg::Long("main") => what = Some(Target::Namespace(parser.value()?.string()?)),
            Arg::Value(word) if what.is_none() => what = Some(Target::File(word.string()?)),
            other => return Err(other.unexpected()),
        }
    }
    let what = what.ok_or_else(|| format!("{command} needs a FILE or -m NS"))?;
    let out = out.ok_or_else(|| format!("{command} needs -o {file}"))?;
    args.main = if command == "build" { Main::Build { what, out } } else { Main::Compile { what, out } };
    Ok(args)
}

fn nrepl_args(mut parser: Parser, mut args: Args) -> Result<Args, lexopt::Error> {
    let mut options = super::nrepl::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Short('h') | Arg::Long("help") => {
                args.main = Main::Help;
                return Ok(args);
            }
            Arg::Long("classpath") => args.class_path = Some(split_path(&parser.value()?.string()?)),
            Arg::Short('i') | Arg::Long("init") => args.init.push(Init::Load(parser.value()?.string()?)),
            Arg::Short('e') | Arg::Long("eval") => args.init.push(Init::Eval(parser.value()?.string()?)),
            Arg::Short('p') | Arg::Long("port") => options.port = parser.value()?.parse()?,
            Arg::Short('b') | Arg::Long("host") | Arg::Long("bind") => options.host = parser.value()?.string()?,
            Arg::Short('s') | Arg::Long("socket") => options.socket = Some(parser.value()?.string()?),
            Arg::Long("open") => options.open = true,
            other => return Err(other.unexpected()),
        }
    }
    args.main = Main::Nrepl(options);
    Ok(args)
}

fn doc_args(mut parser: Parser, mut args: Args) -> Result<Args, lexopt::Error> {
    let names = parser.raw_args()?.map(|w| w.string()).collect::<Result<Vec<_>, _>>()?;
    if names.is_empty() {
        return Err("doc needs a NAME".into());
    }
    args.main = Main::Doc { names };
    Ok(args)
}

fn dis_args(mut parser: Parser, mut args: Args) -> Result<Args, lexopt::Error> {
    let (mut file, mut stage, mut run) = (None, Stage::Bytecode, false);
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Short('h') | Arg::Long("help") => {
                args.main = Main::Help;
                return Ok(args);
            }
            Arg::Long("classpath") => args.class_path = Some(split_path(&parser.value()?.string()?)),
            Arg::Long("run") => run = true,
            Arg::Long("moves") => stage = Stage::Moves,
            Arg::Long("stage") => {
                let word = parser.value()?.string()?;
                stage = match &*word {
                    "tokens" => Stage::Tokens,
                    "forms" => Stage::Forms,
                    "tree" => Stage::Tree,
                    "bytecode" => Stage::Bytecode,
                    _ => return Err(format!("no stage {word:?}: tokens, forms, tree or bytecode").into()),
                };
            }
            Arg::Value(word) if file.is_none() => file = Some(word.string()?),
            other => return Err(other.unexpected()),
        }
    }
    args.main = Main::Dis { file: file.ok_or("dis needs a FILE")?, stage, run };
    Ok(args)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Args {
        parse(line.split_whitespace().map(OsString::from)).expect("a good line")
    }

    #[test]
    fn the_first_main_option_ends_our_options() {
        assert_eq!(parsed("--report none x.clj").report, Some(ReportTo::None));
        assert_eq!(parsed("--seed 7 x.clj").seed, Some(7));
        let args = parsed("-cp a:b -e 1 -i x.clj main.clj -e --help");
        assert_eq!(args.class_path, Some(vec!["a".into(), "b".into()]));
        assert_eq!(args.init, [Init::Eval("1".into()), Init::Load("x.clj".into())]);
        assert_eq!(args.main, Main::File("main.clj".into()));
        assert_eq!(args.rest, ["-e", "--help"]);
        assert_eq!(parsed("-m my.app -x").rest, ["-x"]);
        assert_eq!(parsed("- -cp z").rest, ["-cp", "z"]);
    }

    #[test]
    fn no_words_mean_a_repl_and_bad_ones_are_named() {
        assert_eq!(parsed("").main, Main::Repl);
        assert_eq!(parsed("-e nil").main, Main::Nothing);
        assert!(parse(["--bogus".into()]).expect_err("bad").contains("--bogus"));
        assert!(parse(["compile".into(), "x.clj".into()]).expect_err("bad").contains("-o"));
    }
}
