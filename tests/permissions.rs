//! What a runtime may touch: nothing when embedded, what its lists allow, and every way out asked for. A refusal is a
//! `SecurityException` that names the permission.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[allow(dead_code)]
#[path = "support/binary.rs"]
mod binary;

use lisle::{Permissions, Runtime};
use std::fs;
use std::path::PathBuf;

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("lisle-permissions-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn runtime(permissions: Permissions) -> Runtime {
    Runtime::builder().permissions(permissions).build().expect("a runtime")
}

/// `Ok` with the printed value, or the class of the exception and its message.
fn outcome(runtime: &Runtime, text: &str) -> Result<String, (String, String)> {
    runtime.eval(text).map(|v| v.to_string()).map_err(|e| (e.class().to_owned(), e.message().to_owned()))
}

fn refused(runtime: &Runtime, permission: &str, text: &str) {
    match outcome(runtime, text) {
        Err((class, message)) if class == "java.lang.SecurityException" => {
            assert!(message.contains(&format!("\"{permission}\"")), "{text}: {message}");
        }
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn an_embedded_runtime_may_touch_nothing() {
    let rt = runtime(Permissions::none());
    let folder = folder("nothing");
    fs::write(folder.join("here.txt"), "x").expect("a file");
    let path = folder.join("here.txt").display().to_string();
    let new = folder.join("new.txt").display().to_string();
    for (permission, text) in [
        ("read", format!("(slurp {path:?})")),
        ("read", format!("(load-file {path:?})")),
        ("read", format!("(with-open [r (clojure.java.io/reader {path:?})] (.read r))")),
        ("read", format!("(java.io.FileInputStream. {path:?})")),
        ("read", format!("(java.io.FileReader. {path:?})")),
        ("read", format!("(java.nio.file.Files/readAllBytes (.toPath (java.io.File. {path:?})))")),
        ("read", format!("(java.nio.file.Files/size (.toPath (java.io.File. {path:?})))")),
        ("read", format!("(clojure.java.io/copy (java.io.File. {path:?}) (java.io.StringWriter.))")),
        ("write", format!("(spit {new:?} \"x\")")),
        ("write", format!("(spit {path:?} \"x\" :append true)")),
        ("write", format!("(java.io.FileOutputStream. {new:?})")),
        ("write", format!("(java.io.FileWriter. {new:?})")),
        ("write", format!("(.createNewFile (java.io.File. {new:?}))")),
        ("write", format!("(clojure.java.io/delete-file {path:?})").replace("delete-file", "writer")),
        ("write", format!("(java.nio.file.Files/delete (.toPath (java.io.File. {path:?})))")),
        ("write", format!("(java.nio.file.Files/createDirectory (.toPath (java.io.File. {new:?})))")),
        ("write", "(java.io.File/createTempFile \"abc\" \"b\")".to_owned()),
        ("run", "(clojure.java.shell/sh \"true\")".to_owned()),
        ("run", "(.start (ProcessBuilder. [\"true\"]))".to_owned()),
        ("run", "(clojure.java.process/exec \"true\")".to_owned()),
        ("run", "(.exec (Runtime/getRuntime) \"true\")".to_owned()),
        ("env", "(System/getenv \"HOME\")".to_owned()),
        ("env", "(System/getenv)".to_owned()),
        ("clock", "(System/currentTimeMillis)".to_owned()),
        ("clock", "(java.util.Date.)".to_owned()),
        ("clock", "(java.time.Instant/now)".to_owned()),
        ("clock", "(java.time.LocalDate/now)".to_owned()),
        ("clock", "(.millis (java.time.Clock/systemUTC))".to_owned()),
        ("exit", "(System/exit 3)".to_owned()),
        ("exit", "(.exit (Runtime/getRuntime) 3)".to_owned()),
        ("exit", "(.halt (Runtime/getRuntime) 3)".to_owned()),
    ] {
        let text = format!("(require 'clojure.java.io 'clojure.java.shell 'clojure.java.process) {text}");
        refused(&rt, permission, &text);
    }
    // Questions about files have the answers of an empty file system.
    let text = format!(
        "(let [f (java.io.File. {path:?})] [(.exists f) (.isFile f) (.list f) (.delete f) (.mkdirs f) (.length f)])"
    );
    assert_eq!(outcome(&rt, &text), Ok("[false false nil false false 0]".into()));
    assert_eq!(outcome(&rt, "[(System/getProperty \"user.home\") (require 'clojure.set)]"), Ok("[\"/\" nil]".into()));
    assert_eq!(fs::read_to_string(folder.join("here.txt")).expect("still there"), "x");
    assert!(!folder.join("new.txt").exists());
    fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn lists_allow_what_is_below_them_and_no_way_out() {
    let folder = folder("lists");
    let (inside, outside) = (folder.join("in"), folder.join("out"));
    fs::create_dir_all(inside.join("deep")).expect("a folder");
    fs::create_dir_all(&outside).expect("a folder");
    fs::write(inside.join("a.txt"), "a").expect("a file");
    fs::write(inside.join("deep/b.txt"), "b").expect("a file");
    fs::write(outside.join("secret.txt"), "secret").expect("a file");
    #[cfg(unix)]
    for (to, link) in [
        (outside.join("secret.txt"), "link.txt"),
        (outside.clone(), "linked"),
        (folder.join("none"), "dangling"),
        (inside.join("a.txt"), "good.txt"),
    ] {
        std::os::unix::fs::symlink(to, inside.join(link)).expect("a link");
    }
    let rt = runtime(Permissions::none().allow_read(&inside));
    let slurp = |name: &str| format!("(slurp {:?})", inside.join(name).display().to_string());
    assert_eq!(outcome(&rt, &slurp("a.txt")), Ok("\"a\"".into()));
    assert_eq!(outcome(&rt, &slurp("deep/../deep/b.txt")), Ok("\"b\"".into()));
    for name in [
        "../out/secret.txt",
        "deep/../../out/secret.txt",
        "../in2",
        "link.txt",
        "linked/secret.txt",
        "linked/../out/secret.txt",
        "dangling",
        "none/../../out/secret.txt",
    ] {
        if cfg!(unix) || !name.contains("link") {
            refused(&rt, "read", &slurp(name));
        }
    }
    if cfg!(unix) {
        assert_eq!(outcome(&rt, &slurp("good.txt")), Ok("\"a\"".into()));
    }
    // What is not there is not there; what is outside is not told.
    assert_eq!(outcome(&rt, &slurp("none.txt")).expect_err("missing").0, "java.io.FileNotFoundException");
    refused(&rt, "read", &format!("(slurp {:?})", outside.join("none.txt").display().to_string()));
    // Reading is not writing.
    refused(&rt, "write", &format!("(spit {:?} 1)", inside.join("a.txt").display().to_string()));

    let rt = runtime(Permissions::none().allow_write(&inside));
    let spit = |name: &str| format!("(spit {:?} 1)", inside.join(name).display().to_string());
    assert_eq!(outcome(&rt, &spit("new.txt")), Ok("nil".into()));
    for name in ["../out/new.txt", "link.txt", "linked/new.txt", "dangling"] {
        if cfg!(unix) || !name.contains("link") {
            refused(&rt, "write", &spit(name));
        }
    }
    refused(&rt, "read", &slurp("a.txt"));
    let rename = format!(
        "(.renameTo (java.io.File. {:?}) (java.io.File. {:?}))",
        inside.join("new.txt").display().to_string(),
        outside.join("new.txt").display().to_string()
    );
    assert_eq!(outcome(&rt, &rename), Ok("false".into()));
    if cfg!(unix) {
        // A link is removed itself, not what it names.
        let delete = format!("(.delete (java.io.File. {:?}))", inside.join("link.txt").display().to_string());
        assert_eq!(outcome(&rt, &delete), Ok("true".into()));
        let link = format!(
            "(java.nio.file.Files/createSymbolicLink (.toPath (java.io.File. {:?})) (.toPath (java.io.File. {:?})) (into-array java.nio.file.attribute.FileAttribute []))",
            inside.join("way-out").display().to_string(),
            outside.display().to_string()
        );
        assert!(outcome(&rt, &link).is_err());
    }
    assert_eq!(fs::read_to_string(outside.join("secret.txt")).expect("still there"), "secret");
    assert!(!outside.join("new.txt").exists() && !folder.join("none").exists());
    fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn names_are_allowed_one_by_one() {
    let rt = runtime(Permissions::none().allow_env("PATH").allow_run("true").allow_clock());
    assert_eq!(outcome(&rt, "(string? (System/getenv \"PATH\"))"), Ok("true".into()));
    refused(&rt, "env", "(System/getenv \"HOME\")");
    if cfg!(unix) {
        assert_eq!(
            outcome(&rt, "(require 'clojure.java.shell) (:exit (clojure.java.shell/sh \"true\"))"),
            Ok("0".into())
        );
    }
    refused(&rt, "run", "(require 'clojure.java.shell) (clojure.java.shell/sh \"false\")");
    assert_eq!(outcome(&rt, "(pos? (System/currentTimeMillis))"), Ok("true".into()));
}

#[test]
fn the_command_line_narrows() {
    let run = |flags: &[&str], text: &str| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_lisle"))
            .args(flags)
            .args(["-e", text])
            .output()
            .expect("it runs");
        (
            out.status.success(),
            String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr),
        )
    };
    assert_eq!(run(&[], "(string? (System/getenv \"PATH\"))").1, "true\n");
    for (flags, text, class) in [
        (&["--deny-env"][..], "(System/getenv \"PATH\")", "SecurityException"),
        (&["--deny-all"], "(slurp \"Cargo.toml\")", "SecurityException"),
        (&["--allow-read=src"], "(slurp \"Cargo.toml\")", "SecurityException"),
        (&["--max-time", "50ms"], "(loop [] (recur))", "TimeLimitError"),
        (&["--max-time=50ms"], "(try (Thread/sleep 100000) (catch Throwable _))", "TimeLimitError"),
        (&["--max-instructions=100k"], "(loop [] (recur))", "InstructionLimitError"),
        (&["--max-threads=3"], "(dotimes [_ 10] (future (Thread/sleep 50)))", "ThreadLimitError"),
        (&["--max-stack=100"], "((fn f [n] (inc (f n))) 1)", "StackOverflowError"),
        (&["--max-memory=10m"], "(byte-array 20000000)", "MemoryLimitError"),
    ] {
        let (success, text_out) = run(flags, text);
        assert!(!success && text_out.contains(class), "{flags:?} {text}: {text_out}");
    }
    assert_eq!(
        run(&["--deny-all", "--allow-read=Cargo.toml"], "(string? (slurp \"Cargo.toml\"))"),
        (true, "true\n".into())
    );
    assert!(!run(&["--max-luck=1"], "1").0);
    // A program that was ended by a limit has no last word.
    let hooks = "(.addShutdownHook (Runtime/getRuntime) (Thread. (fn [] (println :hook))))";
    assert_eq!(run(&["--max-time=10s"], hooks), (true, ":hook\n".into()));
    assert!(!run(&["--max-time=50ms"], &format!("{hooks} (loop [] (recur))")).1.contains(":hook"));
}
