//! The nREPL server as a client meets it: a small client of its own, sharing no code with the server, talks to the binary.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[allow(dead_code)]
#[path = "support/binary.rs"]
mod binary;

use binary::Scratch;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server in a scratch folder, ended when dropped.
struct Served {
    child: Child,
    port: u16,
    line: String,
    scratch: Scratch,
    /// What it prints besides has somewhere to go.
    _out: BufReader<std::process::ChildStdout>,
}

impl Served {
    fn start(words: &[&str]) -> Served {
        let scratch = Scratch::new("nrepl");
        let mut child = Command::new(env!("CARGO_BIN_EXE_lisle"))
            .arg("nrepl")
            .args(words)
            .current_dir(&scratch.0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        out.read_line(&mut line).expect("a line");
        let port = line.split("port ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok()).unwrap_or(0);
        Served { child, port, line, scratch, _out: out }
    }

    fn connect(&self) -> Client {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        Client { stream, buffer: Vec::new(), next_id: 0 }
    }

    /// A figure of the process, in the unit of the system.
    fn figure(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a Linux system");
        let line = status.lines().find(|line| line.starts_with(name)).expect("a known figure");
        line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Item {
    Int(i64),
    Text(Vec<u8>),
    List(Vec<Item>),
    Dict(Vec<(String, Item)>),
}

type Message = Vec<(String, Item)>;

fn write_text(text: &str, out: &mut Vec<u8>) {
    out.extend(format!("{}:{text}", text.len()).bytes());
}

/// A message of texts.
fn packed(pairs: &[(&str, &str)]) -> Vec<u8> {
    let mut pairs = pairs.to_vec();
    pairs.sort();
    let mut out = b"d".to_vec();
    for (key, value) in pairs {
        write_text(key, &mut out);
        match value.strip_prefix("raw ") {
            Some(raw) => out.extend(raw.bytes()),
            None => write_text(value, &mut out),
        }
    }
    out.push(b'e');
    out
}

/// A value at the beginning of bytes that hold all of it, and what follows.
fn unpacked(bytes: &[u8]) -> Option<(Item, &[u8])> {
    match *bytes.first()? {
        b'i' => {
            let end = bytes.iter().position(|&b| b == b'e')?;
            Some((Item::Int(std::str::from_utf8(&bytes[1..end]).ok()?.parse().ok()?), &bytes[end + 1..]))
        }
        kind @ (b'l' | b'd') => {
            let mut rest = &bytes[1..];
            let mut items = Vec::new();
            while *rest.first()? != b'e' {
                let (item, more) = unpacked(rest)?;
                items.push(item);
                rest = more;
            }
            if kind == b'l' {
                return Some((Item::List(items), &rest[1..]));
            }
            let pairs = items.chunks(2).map(|pair| match pair {
                [Item::Text(key), value] => (String::from_utf8(key.clone()).expect("a text"), value.clone()),
                other => panic!("not a pair: {other:?}"),
            });
            let pairs: Message = pairs.collect();
            assert!(pairs.windows(2).all(|w| w[0].0 < w[1].0), "keys are sorted: {pairs:?}");
            Some((Item::Dict(pairs), &rest[1..]))
        }
        _ => {
            let colon = bytes.iter().position(|&b| b == b':')?;
            let length: usize = std::str::from_utf8(&bytes[..colon]).ok()?.parse().ok()?;
            let end = colon + 1 + length;
            Some((Item::Text(bytes.get(colon + 1..end)?.to_vec()), &bytes[end..]))
        }
    }
}

struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    next_id: u32,
}

fn text(message: &Message, key: &str) -> String {
    match message.iter().find(|(k, _)| k == key) {
        Some((_, Item::Text(text))) => String::from_utf8(text.clone()).expect("whole characters"),
        _ => String::new(),
    }
}

fn status(message: &Message) -> Vec<String> {
    match message.iter().find(|(k, _)| k == "status") {
        Some((_, Item::List(items))) => items
            .iter()
            .map(|item| match item {
                Item::Text(text) => String::from_utf8_lossy(text).into_owned(),
                other => panic!("no status: {other:?}"),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// All texts under a key, joined.
fn all(messages: &[Message], key: &str) -> String {
    messages.iter().map(|m| text(m, key)).collect::<Vec<_>>().join("|").trim_matches('|').replace("||", "|")
}

fn statuses(messages: &[Message]) -> Vec<String> {
    messages.iter().flat_map(status).collect()
}

impl Client {
    fn send(&mut self, pairs: &[(&str, &str)]) -> String {
        self.next_id += 1;
        let id = format!("m{}", self.next_id);
        let mut pairs = pairs.to_vec();
        pairs.push(("id", &id));
        self.stream.write_all(&packed(&pairs)).expect("the server reads");
        id
    }

    /// The next message; `None` at the end of the connection.
    fn receive(&mut self) -> Option<Message> {
        loop {
            if let Some((item, rest)) = unpacked(&self.buffer) {
                let rest = rest.to_vec();
                self.buffer = rest;
                match item {
                    Item::Dict(message) => return Some(message),
                    other => panic!("not a message: {other:?}"),
                }
            }
            let mut bytes = [0; 4096];
            match self.stream.read(&mut bytes) {
                Ok(0) => return None,
                Ok(n) => self.buffer.extend_from_slice(&bytes[..n]),
                Err(e) => panic!("no answer: {e}; so far {:?}", String::from_utf8_lossy(&self.buffer)),
            }
        }
    }

    /// All answers to a message, up to the one that says done.
    fn answers(&mut self, id: &str) -> Vec<Message> {
        let mut answers = Vec::new();
        loop {
            let message = self.receive().expect("an answer");
            if text(&message, "id") != id {
                continue;
            }
            let done = status(&message).contains(&"done".to_owned());
            answers.push(message);
            if done {
                return answers;
            }
        }
    }

    fn call(&mut self, pairs: &[(&str, &str)]) -> Vec<Message> {
        let id = self.send(pairs);
        self.answers(&id)
    }

    fn new_session(&mut self) -> String {
        text(&self.call(&[("op", "clone")])[0], "new-session")
    }

    fn eval(&mut self, session: &str, code: &str) -> Vec<Message> {
        self.call(&[("op", "eval"), ("session", session), ("code", code)])
    }

    /// Evaluates code that does not end until it is running, and interrupts it. The answers to both.
    fn interrupt(&mut self, session: &str, code: &str) -> (Vec<Message>, Vec<Message>, Duration) {
        let code = format!("(do (println :begun) {code})");
        let running = self.send(&[("op", "eval"), ("session", session), ("code", &code)]);
        while text(&self.receive().expect("an answer"), "out") != ":begun\n" {}
        std::thread::sleep(Duration::from_millis(50));
        let start = Instant::now();
        let id = self.send(&[("op", "interrupt"), ("session", session), ("interrupt-id", &running)]);
        let (mut of_eval, mut of_interrupt) = (Vec::new(), Vec::new());
        while !statuses(&of_eval).contains(&"done".into()) || !statuses(&of_interrupt).contains(&"done".into()) {
            let message = self.receive().expect("an answer");
            if text(&message, "id") == id { of_interrupt.push(message) } else { of_eval.push(message) }
        }
        (of_eval, of_interrupt, start.elapsed())
    }
}

#[test]
fn the_port_is_told_in_a_line_and_a_file_that_goes_with_the_server() {
    let mut served = Served::start(&[]);
    let port = served.port;
    assert_eq!(
        served.line,
        format!("nREPL server started on port {port} on host 127.0.0.1 - nrepl://127.0.0.1:{port}\n")
    );
    let file = served.scratch.0.join(".nrepl-port");
    assert_eq!(std::fs::read_to_string(&file).expect("the port file"), port.to_string());
    let stopped = Command::new("kill").arg(served.child.id().to_string()).status().expect("kill runs");
    assert!(stopped.success());
    assert_eq!(served.child.wait().expect("it ends").code(), Some(143));
    assert!(!file.exists());
}

#[test]
fn another_machine_is_let_in_only_when_asked_for_and_a_port_in_use_is_explained() {
    let scratch = Scratch::new("nrepl");
    let run = binary::lisle_in(&scratch.0, &["nrepl", "--host", "0.0.0.0"], b"");
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("Add --open to allow that."), "{}", run.err);
    let served = Served::start(&[]);
    let run = binary::lisle_in(&scratch.0, &["nrepl", "--port", &served.port.to_string()], b"");
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("cannot listen on 127.0.0.1 port"), "{}", run.err);
    assert!(!scratch.0.join(".nrepl-port").exists());
}

#[cfg(unix)]
#[test]
fn a_unix_socket_serves_as_well() {
    let served = Served::start(&["--socket", "s.sock"]);
    assert_eq!(served.line, "nREPL server listening on nrepl+unix:s.sock\n");
    let path = served.scratch.0.join("s.sock");
    let mut stream = std::os::unix::net::UnixStream::connect(path).expect("a connection");
    stream.write_all(&packed(&[("op", "eval"), ("code", "(+ 1 2)"), ("id", "1")])).expect("it reads");
    let mut bytes = Vec::new();
    let mut chunk = [0; 1024];
    while !String::from_utf8_lossy(&bytes).contains("done") {
        let n = stream.read(&mut chunk).expect("an answer");
        assert!(n > 0);
        bytes.extend_from_slice(&chunk[..n]);
    }
    assert!(String::from_utf8_lossy(&bytes).contains("5:value1:3"));
}

#[test]
fn what_is_known_at_once_is_one_message() {
    let served = Served::start(&[]);
    let mut c = served.connect();
    let s = c.new_session();
    let once: &[&[(&str, &str)]] = &[
        &[("op", "clone")],
        &[("op", "describe")],
        &[("op", "ls-sessions")],
        &[("op", "ls-middleware")],
        &[("op", "completions"), ("prefix", "redu")],
        &[("op", "lookup"), ("sym", "map")],
        &[("op", "info"), ("sym", "map")],
        &[("op", "info"), ("sym", "nowhere")],
        &[("op", "eldoc"), ("sym", "map")],
        &[("op", "ns-list")],
        &[("op", "macroexpand"), ("code", "(when 1 2)")],
        &[("op", "format-code"), ("code", "(a")],
        &[("op", "undef"), ("sym", "nowhere")],
        &[("op", "interrupt")],
        &[("op", "stdin"), ("stdin", "x")],
        &[("op", "nonsense")],
    ];
    for pairs in once {
        let answers = c.call(&[&[("session", &*s)], *pairs].concat());
        assert_eq!(answers.len(), 1, "{pairs:?}: {answers:?}");
    }
    // A series, of whatever length, ends with a message of its own.
    c.eval(&s, "(/ 1 0)");
    let answers = c.call(&[("session", &*s), ("op", "analyze-last-stacktrace")]);
    assert_eq!((answers.len(), status(&answers[1])), (2, vec!["done".to_owned()]));
}

#[test]
fn evaluation_answers_form_by_form() {
    let served = Served::start(&[]);
    let mut c = served.connect();
    // Without a session, as some clients connect.
    let answers = c.call(&[("op", "eval"), ("code", "(str *ns*)")]);
    assert_eq!((all(&answers, "value"), all(&answers, "ns")), ("\"user\"".into(), "user".into()));
    let s = c.new_session();
    assert_eq!(all(&c.eval(&s, "(+ 1 2) :a \"é\""), "value"), "3|:a|\"é\"");
    assert_eq!(all(&c.eval(&s, "[*1 *2 *3]"), "value"), "[\"é\" :a 3]");
    let answers = c.eval(&s, "(/ 1 0) (println \"on\") 5");
    assert_eq!(all(&answers, "err"), "Execution error (ArithmeticException) at user/eval1 (REPL:1).\nDivide by zero\n");
    assert_eq!((all(&answers, "value"), all(&answers, "out")), ("nil|5".into(), "on\n".into()));
    assert_eq!(statuses(&answers), ["eval-error", "done"]);
    assert_eq!(all(&answers, "ex"), "class java.lang.ArithmeticException");
    assert_eq!(all(&c.eval(&s, "(ex-message *e)"), "value"), "\"Divide by zero\"");
    let answers = c.eval(&s, "1 (f");
    assert_eq!(all(&answers, "value"), "1");
    assert!(all(&answers, "err").contains("EOF while reading"));
    assert_eq!(statuses(&answers), ["eval-error", "done"]);
    let answers = c.eval(&s, "(in-ns 'other)");
    assert_eq!(all(&answers, "ns"), "other");
    let answers = c.call(&[("op", "eval"), ("session", &s), ("ns", "user"), ("code", "(str *ns*)")]);
    assert_eq!(all(&answers, "value"), "\"user\"");
    assert_eq!(all(&c.eval(&s, "(clojure.core/str clojure.core/*ns*)"), "value"), "\"other\"");
    for (pairs, wanted) in [
        (vec![("op", "eval"), ("session", &*s)], "no-code"),
        (vec![("op", "eval"), ("session", &s), ("code", "1"), ("ns", "no.such")], "namespace-not-found"),
        (vec![("op", "eval"), ("session", "nobody"), ("code", "1")], "unknown-session"),
        (vec![("op", "no-such")], "unknown-op"),
    ] {
        assert_eq!(statuses(&c.call(&pairs)), ["error", wanted, "done"]);
    }
    // Positions of the editor.
    let code = "(defn g [] (throw (ex-info \"x\" {})))";
    c.call(&[
        ("op", "eval"),
        ("session", &s),
        ("ns", "user"),
        ("code", code),
        ("file", "/p/q.clj"),
        ("line", "raw i10e"),
        ("column", "5"),
    ]);
    let answers =
        c.call(&[("op", "eval"), ("session", &s), ("ns", "user"), ("code", "((juxt :file :line :column) (meta #'g))")]);
    assert_eq!(all(&answers, "value"), "[\"/p/q.clj\" 10 5]");
    let answers = c.call(&[("op", "eval"), ("session", &s), ("ns", "user"), ("code", "(g)")]);
    assert!(all(&answers, "err").contains("at user/g (q.clj:10)"), "{}", all(&answers, "err"));
    // A file ends at its first exception.
    let load = |c: &mut Client, file: &str| {
        c.call(&[("op", "load-file"), ("session", &s), ("file", file), ("file-path", "/x/lf.clj")])
    };
    let answers = load(&mut c, "(ns lf) (def a 1)\n(/ 1 0) (def b 2)");
    assert!(all(&answers, "err").contains("(lf.clj:2)"));
    let answers = load(&mut c, "(ns lf) (def a 1) [a (resolve 'b)]");
    assert_eq!((all(&answers, "value"), all(&answers, "ns")), ("[1 nil]".into(), "other".into()));
}

#[test]
fn printed_values_obey_the_client() {
    let served = Served::start(&[]);
    let mut c = served.connect();
    let s = c.new_session();
    let mut printed = |code: &str, options: &[(&str, &str)]| {
        let mut pairs = vec![("op", "eval"), ("session", &*s), ("code", code)];
        pairs.extend_from_slice(options);
        c.call(&pairs)
    };
    let answers = printed("(range)", &[("nrepl.middleware.print/quota", "raw i9e")]);
    assert_eq!(all(&answers, "value"), "(0 1 2 3 ");
    assert_eq!(statuses(&answers), ["nrepl.middleware.print/truncated", "done"]);
    // The quota counts bytes and cuts no character.
    let answers = printed("\"ééé\"", &[("nrepl.middleware.print/quota", "raw i4e")]);
    assert_eq!(all(&answers, "value"), "\"é");
    let answers = printed(
        "(range 20)",
        &[("nrepl.middleware.print/stream?", "1"), ("nrepl.middleware.print/buffer-size", "raw i10e")],
    );
    assert!(answers.len() > 4);
    assert_eq!(all(&answers, "value").replace('|', ""), "(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19)");
    let pretty = ("nrepl.middleware.print/print", "cider.nrepl.pprint/pprint");
    let answers = printed(
        "{:a (range 5) :b 2}",
        &[pretty, ("nrepl.middleware.print/options", "raw d6:lengthi3e12:right-margini20ee")],
    );
    assert_eq!(all(&answers, "value"), "{:a (0 1 2 ...),\n :b 2}");
    let answers = printed("(range)", &[pretty, ("nrepl.middleware.print/quota", "raw i20e")]);
    assert_eq!(statuses(&answers), ["nrepl.middleware.print/truncated", "done"]);
    let answers = printed("1", &[("nrepl.middleware.print/print", "no.such/function")]);
    assert_eq!((all(&answers, "value"), statuses(&answers)[0].as_str()), ("1".into(), "nrepl.middleware.print/error"));
    let answers = printed("(map inc [:a])", &[]);
    assert!(all(&answers, "err").starts_with("Error printing return value (ClassCastException)"));
    assert_eq!(statuses(&answers), ["eval-error", "done"]);
    let answers = printed("(set! *print-length* 2) (range)", &[]);
    assert_eq!(all(&answers, "value"), "2|(0 1 ...)");
    let answers = printed("(dotimes [_ 3] (print (apply str (repeat 999 \"é\"))))", &[]);
    assert_eq!(all(&answers, "out").replace('|', ""), "é".repeat(2997));
    assert_eq!(all(&printed("@(future (println 1) (flush) :f)", &[]), "out"), "1\n");
    assert_eq!(all(&printed("(binding [*out* *err*] (println :e)) (println :o)", &[]), "err"), ":e\n");
}

// loading-82
#[test]
fn an_interrupt_stops_what_runs_and_nothing_else() {
    let served = Served::start(&[]);
    let mut c = served.connect();
    let s = c.new_session();
    c.eval(&s, "(def x 1) (set! *print-length* 7)");
    for code in [
        "(loop [] (recur))",
        "(Thread/sleep 100000)",
        "@(promise)",
        "(range)",
        "(read-line)",
        "(loop [] (try (Thread/sleep 10000) (catch Throwable _ nil)) (recur))",
        "(try (loop [] (recur)) (finally (loop [] (recur))))",
        "(locking x @(promise))",
        "(defmacro m [] (while true)) (m)",
        "(count (range))",
        "(vec (range))",
        "(doall (iterate inc 0))",
    ] {
        // Printing stops too where nothing limits it.
        let (of_eval, of_interrupt, _) = match code {
            "(range)" => c.interrupt(&s, "(set! *print-length* nil) (println (range))"),
            _ => c.interrupt(&s, code),
        };
        let last = of_eval.last().expect("an answer");
        assert_eq!(status(last), ["interrupted", "done"], "{code}: {of_eval:?}");
        assert_eq!(statuses(&of_interrupt), ["done"], "{code}");
    }
    assert_eq!(all(&c.eval(&s, "[x *1]"), "value"), "[1 7]");
    // Where it was, and with what.
    c.eval(&s, "(defn spin [n word] (let [twice (* 2 n)] (loop [i 1] (recur (if (< i n) (inc i) twice)))))");
    let (of_eval, ..) = c.interrupt(&s, "(spin 21 nil)");
    let last = String::from_utf8_lossy(&packed_items(of_eval.last().expect("an answer"))).into_owned();
    assert!(last.contains("8:function9:user/spin") && last.contains("1:n2:215:twice2:42"), "{last}");
    let (of_eval, ..) = c.interrupt(&s, "(let [reason {:of :waiting}] [@(promise) reason])");
    let last = String::from_utf8_lossy(&packed_items(of_eval.last().expect("an answer"))).into_owned();
    assert!(last.contains("6:reason14:{:of :waiting}"), "{last}");
    assert_eq!(statuses(&c.call(&[("op", "interrupt"), ("session", &s)])), ["session-idle", "done"]);
    assert_eq!(statuses(&c.call(&[("op", "interrupt")])), ["error", "session-ephemeral", "done"]);
    let id = c.send(&[("op", "eval"), ("session", &s), ("code", "(Thread/sleep 300) :whole")]);
    std::thread::sleep(Duration::from_millis(50));
    c.send(&[("op", "interrupt"), ("session", &s), ("interrupt-id", "another")]);
    let mut seen = Vec::new();
    while seen.iter().filter(|m| statuses(std::slice::from_ref(*m)).contains(&"done".into())).count() < 2 {
        seen.push(c.receive().expect("an answer"));
    }
    assert!(statuses(&seen).contains(&"interrupt-id-mismatch".to_owned()), "{seen:?}");
    assert!(seen.iter().any(|m| text(m, "id") == id && text(m, "value") == ":whole"), "{seen:?}");
}

#[test]
fn code_reads_what_the_client_sends() {
    let served = Served::start(&[]);
    let mut c = served.connect();
    let s = c.new_session();
    let give = |c: &mut Client, text: &str| {
        c.send(&[("op", "stdin"), ("session", &s), ("stdin", text)]);
    };
    let id = c.send(&[("op", "eval"), ("session", &s), ("code", "[(read-line) (read-line)]")]);
    for piece in ["abc\nd", "é\n"] {
        // The status stands alone in its message.
        while status(&c.receive().expect("an answer")) != ["need-input"] {}
        give(&mut c, piece);
    }
    assert_eq!(all(&c.answers(&id), "value"), "[\"abc\" \"dé\"]");
    let id = c.send(&[("op", "eval"), ("session", &s), ("code", "[(read-line) 1]")]);
    while status(&c.receive().expect("an answer")) != ["need-input"] {}
    give(&mut c, "");
    assert_eq!(all(&c.answers(&id), "value"), "[nil 1]");
}

#[test]
fn sessions_are_apart_and_work_at_once() {
    let served = Served::start(&[]);
    let mut c = served.connect();
    let (a, b) = (c.new_session(), c.new_session());
    assert_ne!(a, b);
    c.eval(&a, "(set! *print-length* 2) :in-a (in-ns 'there)");
    assert_eq!(all(&c.eval(&b, "[*print-length* *1 (str *ns*)]"), "value"), "[nil nil \"user\"]");
    let copied = text(&c.call(&[("op", "clone"), ("session", &a)])[0], "new-session");
    assert_eq!(all(&c.eval(&copied, "clojure.core/*print-length*"), "value"), "2");
    // One waits for what the other does.
    let waiting = c.send(&[("op", "eval"), ("session", &b), ("code", "(def p (promise)) @p")]);
    while text(&c.receive().expect("an answer"), "value") != "#'user/p" {}
    let id = c.send(&[("op", "eval"), ("session", &a), ("ns", "user"), ("code", "(deliver p 42) :told")]);
    let mut values = Vec::new();
    let mut done = 0;
    while done < 2 {
        let message = c.receive().expect("an answer");
        done += usize::from(status(&message).contains(&"done".into()));
        if !text(&message, "value").is_empty() {
            values.push((text(&message, "id"), text(&message, "value")));
        }
    }
    assert!(values.contains(&(waiting, "42".into())) && values.contains(&(id, ":told".into())), "{values:?}");
    assert_eq!(statuses(&c.call(&[("op", "close"), ("session", &a)])), ["session-closed", "done"]);
    assert_eq!(statuses(&c.eval(&a, "1")), ["error", "unknown-session", "done"]);
    let Some((_, Item::List(open))) =
        c.call(&[("op", "ls-sessions")])[0].iter().find(|(k, _)| k == "sessions").cloned()
    else {
        panic!("no sessions")
    };
    assert_eq!(open.len(), 2);
}

#[test]
fn editors_find_what_they_ask_for() {
    let served = Served::start(&[]);
    let mut c = served.connect();
    let s = c.new_session();
    c.eval(
        &s,
        "(ns my.app (:require [clojure.string :as str])) (defn helper \"Helps.\" [a & more] a) (def kw :my.app/kw)",
    );
    let mut ask = |pairs: &[(&str, &str)]| {
        let mut all = vec![("session", &*s)];
        all.extend_from_slice(pairs);
        format!(
            "{:?}",
            c.call(&all)
                .into_iter()
                .map(|m| String::from_utf8_lossy(&packed_items(&m)).into_owned())
                .collect::<String>()
        )
    };
    for (pairs, wanted) in [
        (&[("op", "describe")][..], "7:session"),
        (&[("op", "describe"), ("verbose?", "1")], "Stops what `session` evaluates"),
        (&[("op", "completions"), ("prefix", "str/join")], "9:candidate8:str/join"),
        (&[("op", "complete"), ("prefix", "help")], "9:candidate6:helper2:ns6:my.app4:type8:function"),
        (&[("op", "cider/complete"), ("prefix", "Math/ab")], "8:Math/abs"),
        (&[("op", "completions"), ("prefix", "clojure.stri")], "14:clojure.string"),
        (&[("op", "completions"), ("prefix", ".toUpperC")], "12:.toUpperCase"),
        (&[("op", "completions"), ("prefix", ":my.app/k")], "10::my.app/kw"),
        (&[("op", "completions"), ("prefix", "::k")], "4:::kw"),
        (&[("op", "lookup"), ("sym", "helper")], "12:arglists-str10:[a & more]"),
        (&[("op", "info"), ("symbol", "str/join"), ("ns", "my.app")], "2:ns14:clojure.string"),
        (&[("op", "info"), ("sym", "if")], "12:special-form4:true"),
        (&[("op", "info"), ("sym", "no-such-thing")], "7:no-info"),
        (&[("op", "eldoc"), ("sym", "helper")], "5:eldocll1:a1:&4:moreee"),
        (&[("op", "eldoc"), ("sym", "no-such-thing")], "8:no-eldoc"),
        (&[("op", "macroexpand"), ("code", "(when 1 2)")], "13:(if 1 (do 2))"),
        (&[("op", "format-code"), ("code", "(when a\nb)")], "14:formatted-code12:(when a\\n  b)"),
        (&[("op", "cider/format-code"), ("code", "(when")], "17:format-code-error"),
        (&[("op", "ns-list")], "6:my.app"),
        (&[("op", "ns-vars"), ("ns", "my.app")], "6:helper"),
        (&[("op", "ns-aliases"), ("ns", "my.app")], "3:str14:clojure.string"),
        (&[("op", "apropos"), ("query", "help")], "13:my.app/helper"),
        (&[("op", "classpath")], "9:classpathl1:.3:srce"),
        (&[("op", "stacktrace")], "8:no-error"),
        (&[("op", "ls-middleware")], "11:lisle/nrepl"),
        (&[("op", "macroexpand"), ("code", "(")], "17:macroexpand-error"),
        (&[("op", "inspect-last-exception")], "8:no-error"),
        (&[("op", "inspect-push"), ("idx", "7")], "12:no-such-part"),
        (&[("op", "eval"), ("code", "{:a [1 2]}"), ("inspect", "1")], "PersistentArrayMap"),
        (&[("op", "inspect-push"), ("idx", "3")], "PersistentVector"),
        (&[("op", "inspect-set-page-size"), ("page-size", "1")], "Page 1 of 1 items each"),
        (&[("op", "inspect-next-page")], "Page 2 of 1 items each"),
        (&[("op", "inspect-pop")], "4:path2:()"),
        (&[("op", "inspect-def-current-value"), ("ns", "my.app"), ("var-name", "found")], "PersistentArrayMap"),
        (&[("op", "eval"), ("code", "found")], "10:{:a [1 2]}"),
        (&[("op", "inspect-clear")], "nil"),
        (&[("op", "undef"), ("sym", "helper"), ("ns", "my.app")], "done"),
    ] {
        let answer = ask(pairs);
        assert!(answer.contains(wanted), "{pairs:?}: {answer}");
    }
    let answers = c.eval(&s, "(throw (ex-info \"outer\" {:k 1} (RuntimeException. \"inner\")))");
    assert!(all(&answers, "root-ex").contains("RuntimeException"));
    let causes = c.call(&[("op", "analyze-last-stacktrace"), ("session", &s)]);
    assert_eq!(all(&causes, "message"), "outer|inner");
    assert_eq!(all(&causes, "data"), "{:k 1}");
}

#[test]
fn editors_run_tests() {
    let served = Served::start(&[]);
    let mut c = served.connect();
    let s = c.new_session();
    c.eval(
        &s,
        "(ns my.test (:require [clojure.test :refer :all]))
         (deftest ^:quick good (is (= 1 1)))
         (deftest bad (testing \"sums\" (is (= 1 (+ 1 1)) \"too much\")))
         (deftest ugly (is (= 1 (/ 1 0))))",
    );
    let mut ask = |pairs: &[(&str, &str)]| {
        let mut all = vec![("session", &*s)];
        all.extend_from_slice(pairs);
        let answers = c.call(&all);
        assert_eq!(status(answers.last().expect("an answer")).last().map(String::as_str), Some("done"));
        answers.iter().map(|m| String::from_utf8_lossy(&packed_items(m)).into_owned()).collect::<String>()
    };
    let summary = |pass: u32, fail: u32, error: u32| {
        let test = pass + fail + error;
        format!("7:summaryd5:errori{error}e4:faili{fail}e2:nsi1e4:passi{pass}e4:testi{test}e3:vari{test}ee")
    };
    let all = ask(&[("op", "test"), ("ns", "my.test")]);
    assert!(all.contains(&summary(1, 1, 1)), "{all}");
    assert!(all.contains("7:context4:sums") && all.contains("(= 1 (+ 1 1))"), "{all}");
    assert!(all.contains("(not (= 1 2))"), "{all}");
    assert!(ask(&[("op", "retest")]).contains(&summary(0, 1, 1)));
    let trace = ask(&[("op", "test-stacktrace"), ("ns", "my.test"), ("var", "ugly"), ("index", "raw i0e")]);
    assert!(trace.contains("14:Divide by zero"), "{trace}");
    assert!(
        ask(&[("op", "test-stacktrace"), ("ns", "my.test"), ("var", "good"), ("index", "raw i0e")])
            .contains("no-stacktrace")
    );
    assert!(ask(&[("op", "test"), ("ns", "my.test"), ("tests", "raw l4:goode")]).contains(&summary(1, 0, 0)));
    let query = "raw d16:include-meta-keyl5:quicke8:ns-queryd7:exactlyl7:my.testeee";
    assert!(ask(&[("op", "test-var-query"), ("var-query", query)]).contains(&summary(1, 0, 0)));
    let query = "raw d7:exactlyl11:my.test/badee";
    assert!(ask(&[("op", "cider/test-var-query"), ("var-query", query)]).contains(&summary(0, 1, 0)));
    assert!(ask(&[("op", "test-all")]).contains(&summary(1, 1, 1)));
    assert!(ask(&[("op", "test"), ("ns", "no.such")]).contains("namespace-not-found"));
}

#[test]
fn what_is_printed_elsewhere_is_forwarded() {
    let served = Served::start(&[]);
    let mut c = served.connect();
    let s = c.new_session();
    let forward = c.send(&[("op", "forward-system-output"), ("session", &s)]);
    assert_eq!(statuses(&c.answers(&forward)), ["done"]);
    // A plain thread has no bindings, so it prints where the process prints.
    let eval =
        c.send(&[("op", "eval"), ("session", &s), ("code", "(.join (doto (Thread. #(println :elsewhere)) .start))")]);
    let mut out = None;
    let mut done = false;
    while out.is_none() || !done {
        let message = c.receive().expect("an answer");
        if text(&message, "out") == ":elsewhere\n" {
            out = Some(text(&message, "id"));
        }
        done |= text(&message, "id") == eval && status(&message) == ["done"];
    }
    assert_eq!(out, Some(forward));
}

/// A message as bytes again, to look for parts of it.
fn packed_items(message: &Message) -> Vec<u8> {
    fn write(item: &Item, out: &mut Vec<u8>) {
        match item {
            Item::Int(n) => out.extend(format!("i{n}e").bytes()),
            Item::Text(text) => {
                out.extend(format!("{}:", text.len()).bytes());
                out.extend(text);
            }
            Item::List(items) => {
                out.push(b'l');
                items.iter().for_each(|item| write(item, out));
                out.push(b'e');
            }
            Item::Dict(pairs) => {
                out.push(b'd');
                for (key, value) in pairs {
                    write_text(key, out);
                    write(value, out);
                }
                out.push(b'e');
            }
        }
    }
    let mut out = Vec::new();
    write(&Item::Dict(message.clone()), &mut out);
    out
}

#[test]
fn another_client_gets_these_bytes() {
    let served = Served::start(&[]);
    let mut stream = TcpStream::connect(("127.0.0.1", served.port)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
    let mut session = String::new();
    let mut lines = include_str!("support/nrepl_transcript.txt").lines().filter(|line| !line.starts_with('#'));
    while let (Some(sent), Some(wanted)) = (lines.next(), lines.next()) {
        let bytes = |line: &str| line[2..].replace("\\n", "\n").replace("SESSION", &session);
        stream.write_all(bytes(sent).as_bytes()).expect("it reads");
        // The id is as long in every run, whatever stands for it here.
        let id_length = if session.is_empty() { 36 } else { session.len() };
        let expected = line_length(wanted, id_length);
        let mut answer = vec![0; expected];
        stream.read_exact(&mut answer).expect("an answer");
        let answer = String::from_utf8(answer).expect("text");
        if session.is_empty() {
            let at = answer.find("11:new-session36:").expect("a session") + "11:new-session36:".len();
            session = answer[at..at + 36].to_owned();
        }
        assert_eq!(answer.replace(&session, "SESSION"), wanted[2..].replace("\\n", "\n"), "{sent}");
    }
    assert_eq!(session.len(), 36);
}

/// How many bytes a line of the transcript stands for.
fn line_length(line: &str, id: usize) -> usize {
    line[2..].replace("\\n", "\n").replace("SESSION", &"x".repeat(id)).len()
}

#[test]
fn messages_may_be_cut_anywhere_and_what_is_none_ends_the_connection() {
    let served = Served::start(&[]);
    let message = packed(&[("op", "eval"), ("code", "(str \"é\" 1)"), ("id", "cut")]);
    let mut c = served.connect();
    c.stream.set_nodelay(true).expect("a socket");
    for at in 1..message.len() {
        c.stream.write_all(&message[..at]).expect("it reads");
        std::thread::sleep(Duration::from_millis(1));
        c.stream.write_all(&message[at..]).expect("it reads");
        assert_eq!(all(&c.answers("cut"), "value"), "\"é1\"", "cut at {at}");
    }
    for bad in [
        &b"x"[..],
        b"le",
        b"i1e",
        b"d2:op999999999999:",
        b"d2:op999999999:",
        b"d2:opi1.5ee",
        b"di1ei2ee",
        b"d1:\xffi1ee",
        &[b"d1:a".as_slice(), &b"l".repeat(100)].concat(),
        &[b"d1:a".as_slice(), &b"d1:a".repeat(100)].concat(),
    ] {
        let mut c = served.connect();
        c.stream.write_all(bad).expect("it reads");
        let answer = c.receive().expect("an explanation");
        assert!(text(&answer, "err").starts_with("The connection is closed, because"), "{answer:?}");
        assert_eq!(c.receive(), None);
    }
    // Odd messages are no harm to the connection.
    for odd in ["de", "d2:opi1ee", "d2:oplee", "d4:code1:12:op4:eval7:session0:e", "d2:op4:eval4:codelee"] {
        c.stream.write_all(odd.as_bytes()).expect("it reads");
        assert!(status(&c.receive().expect("an answer")).contains(&"done".to_owned()), "{odd}");
    }
    // The server lives on.
    assert_eq!(all(&c.call(&[("op", "eval"), ("code", "1")]), "value"), "1");
}

// loading-47, loading-78, loading-80
#[test]
fn the_context_loader_of_a_session_stays() {
    let served = Served::start(&[]);
    let mut c = served.connect();
    let s = c.new_session();
    c.eval(
        &s,
        "(defn context [] (.getContextClassLoader (Thread/currentThread)))
         (defn chain [l] (count (take-while some? (iterate #(.getParent %) l))))
         (defn foo [] 0)
         (def before [(context) (chain (context)) (chain (.getClassLoader (class foo)))])",
    );
    let parent = "(identical? (context) (.getParent (.getClassLoader (class foo))))";
    assert_eq!(all(&c.eval(&s, parent), "value"), "true");
    for n in 0..1000 {
        c.eval(&s, &format!("(defn foo [] {n})"));
    }
    let same = "(= before [(context) (chain (context)) (chain (.getClassLoader (class foo)))])";
    assert_eq!(all(&c.eval(&s, &format!("[{same} {parent} (foo)]")), "value"), "[true true 999]");
}

#[test]
fn a_thousand_evaluations_leave_memory_and_threads_as_they_were() {
    let served = Served::start(&[]);
    let mut c = served.connect();
    let s = c.new_session();
    let mut round = |n: u32| {
        for i in 0..n {
            let code = format!("(defn foo [x] (+ x {i})) (defrecord R [a]) (foo 1)");
            assert_eq!(statuses(&c.eval(&s, &code)), ["done"]);
        }
        for _ in 0..n / 10 {
            assert_eq!(all(&c.call(&[("op", "eval"), ("code", "1")]), "value"), "1");
            let session = c.new_session();
            c.call(&[("op", "close"), ("session", &session)]);
        }
    };
    round(200);
    let (memory, threads) = (served.figure("VmRSS:"), served.figure("Threads:"));
    round(1000);
    let (memory_after, threads_after) = (served.figure("VmRSS:"), served.figure("Threads:"));
    assert!(threads_after <= threads + 3, "{threads} threads became {threads_after}");
    assert!(memory_after < memory + 6000, "{memory} kB became {memory_after} kB");
}
