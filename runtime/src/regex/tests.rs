//! Answers of `java.util.regex`, recorded.

use super::*;

fn find(pattern: &str, text: &str) -> Option<String> {
    let text = Str::new(text);
    let m = Pattern::new(pattern).expect(pattern).matcher(&text);
    m.find().expect("no limit").then(|| string(&m.group(0).expect("matched")))
}

fn string(v: &crate::Value) -> String {
    v.as_ref::<Str>().map_or("nil".into(), |s| s.to_string_lossy())
}

fn all(pattern: &str, text: &str) -> Vec<String> {
    let m = Pattern::new(pattern).expect(pattern).matcher(&Str::new(text));
    let mut found = Vec::new();
    while m.find().expect("no limit") {
        found.push(string(&m.group(0).expect("matched")));
    }
    found
}

fn message(pattern: &str) -> String {
    match Pattern::new(pattern) {
        Ok(_) => "ok".into(),
        Err(e) => e.0.message_text().unwrap_or_default(),
    }
}

#[test]
fn finds_what_java_finds() {
    for (pattern, text, expected) in [
        (r"a.c", "xabcx", Some("abc")),
        (r"\s+", "a \t\nb", Some(" \t\n")),
        (r"[\[\]]", "a]b", Some("]")),
        (r"[\p{Alpha}]+", "123abc", Some("abc")),
        (r"\x41", "A", Some("A")),
        (r".", "\n", None),
        (r"(?s).", "\n", Some("\n")),
        (r"(?d).", "\r", Some("\r")),
        (r"(?<=\$)\d+", "cost $42", Some("42")),
        (r"(?<!\$)\b\d+", "$42 17", Some("17")),
        (r"(?>a+)ab", "aaab", None),
        (r"a++b", "aab", Some("aab")),
        (r"[^a[b]]", "ab", None),
        (r"[^a[b]]", "bac", Some("c")),
        (r"[^a&&b]", "ab", Some("a")),
        (r"a{2}{3}", "aaaaaaa", Some("aa")),
        (r"(?i)É", "é", None),
        (r"(?iu)É", "é", Some("é")),
        (r"(?i)[a-c]+", "ABCabcd", Some("ABCabc")),
        (r"\11", "a", None),
        (r"(a)\11", "aa1", Some("aa1")),
        ("(?x) a b # c\n c", "abc", Some("abc")),
        (r"\Qa.b\E.", "a.bc", Some("a.bc")),
        (r"[\Qa-c\E]+", "a-c-b", Some("a-c-")),
        (r"\p{javaUpperCase}", "aB", Some("B")),
        (r"\p{IsGreek}", "aα", Some("α")),
        (r"\p{InGreek}", "aα", Some("α")),
        (r"\R", "a\r\n", Some("\r\n")),
        (r"\h+", "a \t", Some(" \t")),
        (r"(?<=a|bc)d", "bcd", Some("d")),
        (r"(?<=a{1,3})d", "aaad", Some("d")),
        (r"\bé", "aé é", Some("é")),
        (r"\w", "é", None),
        (r"(?U)\w", "é", Some("é")),
        (r"[\w&&[^\d]]+", "12ab3", Some("ab")),
        (r"[a-z&&def]", "xe", Some("e")),
        (r"[a-d[m-p]]+", "xambz", Some("amb")),
        (r"\P{L}+", "12éa3", Some("12")),
        (r"[^\p{L}]+", "12éa3", Some("12")),
        (r"\ud83d\ude00", "😀", Some("😀")),
        (r"\0101", "A", Some("A")),
        (r"\cA", "\u{1}", Some("\u{1}")),
        (r"(?i:a)b", "AB", None),
        (r"(?i)a(?-i)b", "AB", None),
        (r"a(?i)b|c", "C", Some("C")),
        (r"(a(?i)b)c", "aBC", None),
        (r"(?i)(a)\1", "aA", Some("aA")),
        (r"a\Z", "a\n", Some("a")),
        (r"a\z", "a\n", None),
        (r"[a\-z]+", "-", Some("-")),
        (r"[a&b]+", "&", Some("&")),
        (r"[]a]+", "a]", Some("a]")),
        (r"(?<c>\w)\k<c>", "hello", Some("ll")),
        (r"^*a", "a", Some("a")),
        (r"^abc$", "abc\n", Some("abc")),
    ] {
        assert_eq!(find(pattern, text).as_deref(), expected, "{pattern} on {text:?}");
    }
}

#[test]
fn finds_all_matches() {
    assert_eq!(all("$", "a\n"), ["", ""]);
    assert_eq!(all("(?m)$", "a\nb\n"), ["", "", ""]);
    assert_eq!(all("(?m)^", "a\nb\n"), ["", ""]);
    assert_eq!(all("(?m)^.", "a\r\nb\rc"), ["a", "b", "c"]);
    assert_eq!(all(r"\G\d", "12a3"), ["1", "2"]);
    assert_eq!(all("a*", "baac"), ["", "aa", "", ""]);
    assert_eq!(all(r"\G\d*", "12a34"), ["12", ""]);
    assert_eq!(all(r"\Ga?", "aab"), ["a", "a", ""]);
}

#[test]
fn refuses_what_java_refuses() {
    for (pattern, expected) in [
        ("(", "Unclosed group near index 1\n("),
        ("\\Qab\\E(", "Unclosed group near index 3\n\\Qab\\E(\n   ^"),
        ("\\Qa(b\\E[", "Unclosed character class near index 4\n\\Qa(b\\E[\n    ^"),
        ("a\\Q(\\E)", "Unmatched closing ')' near index 2\na\\Q(\\E)\n  ^"),
        ("*a", "Dangling meta character '*' near index 0\n*a\n^"),
        ("a**", "Dangling meta character '*' near index 2\na**\n  ^"),
        ("[", "Unclosed character class near index 0\n[\n^"),
        ("[a", "Unclosed character class near index 1\n[a\n ^"),
        (")", "Unmatched closing ')'\n)"),
        ("a)", "Unmatched closing ')' near index 0\na)\n^"),
        ("a{", "Illegal repetition near index 2\na{"),
        ("{", "Illegal repetition near index 1\n{"),
        ("a{2,1}", "Illegal repetition range near index 5\na{2,1}\n     ^"),
        ("a{,2}", "Illegal repetition near index 2\na{,2}\n  ^"),
        ("\\", "Unexpected internal error near index 1\n\\"),
        ("\\p{Foo}", "Unknown character property name {Foo} near index 6\n\\p{Foo}\n      ^"),
        ("\\pX", "Unknown character property name {X} near index 2\n\\pX\n  ^"),
        ("(?<n>a)(?<n>b)", "Named capturing group <n> is already defined near index 11\n(?<n>a)(?<n>b)\n           ^"),
        ("\\k<x>", "named capturing group <x> does not exist near index 4\n\\k<x>\n    ^"),
        ("(?z)", "Unknown inline modifier near index 2\n(?z)\n  ^"),
        ("[z-a]", "Illegal character range near index 3\n[z-a]\n   ^"),
        ("[a-", "Illegal character range near index 3\n[a-"),
        ("\\y", "Illegal/unsupported escape sequence near index 1\n\\y\n ^"),
        ("(?", "Unknown inline modifier near index 2\n(?"),
        ("(?<1a>x)", "capturing group name does not start with a Latin letter near index 3\n(?<1a>x)\n   ^"),
        ("x{99999999999}", "Illegal repetition range near index 11\nx{99999999999}\n           ^"),
        ("\\x", "Illegal hexadecimal escape sequence near index 2\n\\x"),
        ("\\u12", "Illegal Unicode escape sequence near index 4\n\\u12"),
        ("\\0", "Illegal octal escape sequence near index 2\n\\0"),
        ("\\c", "Illegal control escape sequence near index 1\n\\c\n ^"),
        ("[a-]", "ok"),
        ("[\\d-z]", "ok"),
        ("(?<=a*)b", "ok"),
        ("\\8", "ok"),
    ] {
        assert_eq!(message(pattern), expected, "{pattern}");
    }
}

#[test]
fn splits_and_replaces() {
    let split = |text: &str, pattern: &str, limit| {
        let pieces = Pattern::new(pattern).expect("valid").split(&Str::new(text), limit).expect("no limit");
        pieces.iter().map(string).collect::<Vec<_>>()
    };
    assert_eq!(split("a,b,,c,,", ",", 0), ["a", "b", "", "c"]);
    assert_eq!(split("", ",", 0), [""]);
    assert_eq!(split("abc", "", 0), ["a", "b", "c"]);
    assert_eq!(split(",a", ",", 0), ["", "a"]);
    assert_eq!(split("a,b,c", ",", 2), ["a", "b,c"]);
    assert_eq!(split("a,b,,,", ",", -1), ["a", "b", "", "", ""]);
    assert!(split("x", "x", 0).is_empty());
    assert_eq!(split("camelCaseString", "(?=[A-Z])", 0), ["camel", "Case", "String"]);
    let replace = |text: &str, pattern: &str, template: &str| match Pattern::new(pattern).expect("valid").replace(
        &Str::new(text),
        template,
        true,
    ) {
        Ok(s) => s.to_string_lossy(),
        Err(e) => e.to_string(),
    };
    assert_eq!(replace("2020-12-25", r"(\d+)-(\d+)-(\d+)", "$3/$2/$1"), "25/12/2020");
    assert_eq!(replace("hello", "(?<first>h)", "${first}H"), "hHello");
    assert_eq!(replace("1234567", r"(?<=\d)(?=(\d{3})+$)", ","), "1,234,567");
    assert_eq!(replace("FooBarBaz", r"(?<!^)([A-Z])", "_$1"), "Foo_Bar_Baz");
    assert_eq!(replace("abc", "(b)", "$2"), "java.lang.IndexOutOfBoundsException: No group 2");
    assert_eq!(replace("abc", "b", "$x"), "java.lang.IllegalArgumentException: Illegal group reference");
    assert_eq!(replace("abc", "b", "\\"), "java.lang.IllegalArgumentException: character to be escaped is missing");
}

#[test]
fn matcher_positions_count_utf16_units() {
    let m = Pattern::new("(é)(x)?").expect("valid").matcher(&Str::new("😀é"));
    assert!(m.find().expect("fine"));
    assert_eq!((m.start(0).ok(), m.end(1).ok(), m.start(2).ok()), (Some(2), Some(3), Some(-1)));
    assert!(m.start(3).is_err());
    assert!(!m.matches().expect("fine"));
    assert_eq!(m.start(0).expect_err("no match").to_string(), "java.lang.IllegalStateException: No match available");
}

#[test]
fn hopeless_patterns_give_up() {
    let pattern = Pattern::new(r"(?:(a+)+\1)+$").expect("valid");
    let text = "a".repeat(60) + "b";
    let error = pattern.find_at(&text, 0, Anchor::Search).expect_err("too many steps");
    assert_eq!(error.0.kind(), Some(ExceptionKind::StackOverflowError));
}

#[test]
fn patterns_of_any_length_are_answered() {
    let error = Pattern::new(&"(a|b)".repeat(1 << 20)).err().expect("too long");
    assert_eq!(error.0.kind(), Some(ExceptionKind::PatternSyntaxException));
    assert!(Pattern::new(&"(?:ab)".repeat(1 << 10)).is_ok());
}
