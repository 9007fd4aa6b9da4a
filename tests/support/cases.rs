//! The recorded cases of `tests/conformance/cases`: what to evaluate and what Clojure answered.
//!
//! The files are EDN vectors of maps from keywords to strings and keywords. They are read by a parser of
//! their own, so that a mistake in our reader cannot hide a case.

use std::fs;
use std::path::PathBuf;

/// What an evaluation gave, or should give.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// `pr-str` of the last value; absent after an exception.
    pub value: Option<String>,
    /// Simple class name of the exception.
    pub throws: Option<String>,
    pub message: Option<String>,
    pub data: Option<String>,
    pub out: String,
}

/// One recorded case.
pub struct Case {
    pub id: String,
    /// The file it stands in, without its ending.
    pub topic: String,
    pub code: String,
    pub expected: Outcome,
}

/// All cases, in the order of file names and then of the files.
pub fn load() -> Vec<Case> {
    let folder = folder().join("cases");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("cases").flatten().map(|e| e.path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let topic = file.file_stem().expect("a file name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).expect("a readable case file");
        let mut parser = Parser { text: text.as_bytes(), at: 0, file: &topic };
        parser.cases(&mut cases);
    }
    cases
}

/// `tests/conformance`.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    file: &'a str,
}

impl Parser<'_> {
    fn fail(&self, what: &str) -> ! {
        panic!("{}.edn, byte {}: {what}", self.file, self.at)
    }

    fn skip_space(&mut self) {
        while let Some(b) = self.text.get(self.at) {
            match b {
                b';' => self.at += self.text[self.at..].iter().take_while(|b| **b != b'\n').count(),
                b if b.is_ascii_whitespace() || *b == b',' => self.at += 1,
                _ => return,
            }
        }
    }

    fn peek(&mut self) -> u8 {
        self.skip_space();
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn expect(&mut self, byte: u8) {
        if self.peek() != byte {
            self.fail(&format!("expected {:?}", byte as char));
        }
        self.at += 1;
    }

    fn cases(&mut self, cases: &mut Vec<Case>) {
        self.expect(b'[');
        while self.peek() == b'{' {
            self.at += 1;
            let mut case =
                Case { id: String::new(), topic: self.file.into(), code: String::new(), expected: Outcome::default() };
            while self.peek() == b':' {
                let key = self.keyword();
                let text = match self.peek() {
                    b'"' => self.string(),
                    b':' => self.keyword(),
                    _ => self.fail("expected a string or a keyword"),
                };
                match &*key {
                    "id" => case.id = text,
                    "code" => case.code = text,
                    "value" => case.expected.value = Some(text),
                    "throws" => case.expected.throws = Some(text),
                    "message" => case.expected.message = Some(text),
                    "data" => case.expected.data = Some(text),
                    "out" => case.expected.out = text,
                    "phase" | "since" => {}
                    _ => self.fail(&format!("unknown key :{key}")),
                }
            }
            self.expect(b'}');
            cases.push(case);
        }
        self.expect(b']');
    }

    fn keyword(&mut self) -> String {
        self.expect(b':');
        let start = self.at;
        while self.text.get(self.at).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'-') {
            self.at += 1;
        }
        String::from_utf8_lossy(&self.text[start..self.at]).into_owned()
    }

    /// A string; lone surrogates become `?`, as everywhere that Rust strings leave the runtime.
    fn string(&mut self) -> String {
        self.expect(b'"');
        let mut units: Vec<u16> = Vec::new();
        loop {
            let start = self.at;
            while !matches!(self.text.get(self.at), Some(b'"' | b'\\') | None) {
                self.at += 1;
            }
            match std::str::from_utf8(&self.text[start..self.at]) {
                Ok(text) => units.extend(text.encode_utf16()),
                Err(_) => self.fail("not UTF-8"),
            }
            let escaped = self.text.get(self.at) == Some(&b'\\');
            self.at += 1;
            if !escaped {
                break;
            }
            let escape = self.text.get(self.at).copied().unwrap_or(0);
            self.at += 1;
            units.push(match escape {
                b'n' => 10,
                b't' => 9,
                b'r' => 13,
                b'"' | b'\\' => u16::from(escape),
                b'u' => {
                    let digits = self.text.get(self.at..self.at + 4).unwrap_or(b"");
                    self.at += 4;
                    let digits = std::str::from_utf8(digits).unwrap_or("");
                    u16::from_str_radix(digits, 16).unwrap_or_else(|_| self.fail("a bad \\u escape"))
                }
                _ => self.fail("an unknown escape"),
            });
        }
        char::decode_utf16(units).map(|r| r.unwrap_or('?')).collect()
    }
}
