//! What texts read as, and what is wrong with those that do not. The answers are real Clojure's.

use super::*;
use crate::diagnostic::{RenderOptions, details, excerpts};
use bytecode::source::Position;
use runtime::coll::map;
use runtime::symbol::Symbol;
use runtime::{Error, Runtime, Thread, Value, print};
use std::sync::Arc;

/// A thread whose namespace `user` has an alias `str`, a few vars of `clojure.core`, and `String`.
fn world() -> (Thread, NamespaceContext) {
    let mut t = Thread::new(&Arc::new(Runtime::default()));
    let name = |text: &str| Symbol::from_parts(None, text);
    let spaces = &t.runtime.namespaces;
    let user = spaces.find_or_create(&name("user"));
    let core = spaces.find_or_create(&name("clojure.core"));
    for var in ["map", "inc", "fn", "let"] {
        if let Some(var) = core.intern(&name(var)) {
            user.map(var.name.name_str(), var.to_value());
        }
    }
    user.add_alias("str", &spaces.find_or_create(&name("clojure.string")));
    user.map("String", t.runtime.classes.intern("java.lang.String").to_value());
    let context = NamespaceContext::named(&t, "user");
    t.native_depth = 0;
    (t, context)
}

fn show_error(error: &Error) -> String {
    let class = runtime::class::class_name(&error.0.to_value());
    let simple = class.rsplit('.').next().unwrap_or_default();
    format!("{simple}: {}", error.0.message_text().unwrap_or_default())
}

/// The printed form, with the metadata that is not about positions; or the exception.
fn read_with(text: &str, options: ReaderOptions) -> String {
    let (mut t, mut context) = world();
    match read_string(&mut t, &mut context, text, options) {
        Ok(Some(form)) => print::pr_str(&mut t, &form).unwrap_or_else(|e| show_error(&e)),
        Ok(None) => "EOF".into(),
        Err(error) => show_error(&error),
    }
}

#[track_caller]
fn check_with(options: &ReaderOptions, rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        assert_eq!(read_with(text, options.clone()), *expected, "{text}");
    }
}

#[track_caller]
fn check(rows: &[(&str, &str)]) {
    check_with(&ReaderOptions::default(), rows);
}

fn allowing() -> ReaderOptions {
    ReaderOptions { read_cond: ReadCond::Allow, ..ReaderOptions::default() }
}

fn sourced() -> ReaderOptions {
    ReaderOptions { line_numbers: true, ..allowing() }
}

#[test]
fn names() {
    check(&[
        ("a/b/c", "a/b/c"),
        ("a//", "a//"),
        ("//", "RuntimeException: Invalid token: //"),
        ("/", "/"),
        ("/a", "RuntimeException: Invalid token: /a"),
        ("a/", "RuntimeException: Invalid token: a/"),
        (":a/b/c", ":a/b/c"),
        (":a//", ":a//"),
        ("://", "RuntimeException: Invalid token: ://"),
        (":/", ":/"),
        (":1", ":1"),
        (":1/a", ":1/a"),
        (":1/2", "RuntimeException: Invalid token: :1/2"),
        (":a/1", "RuntimeException: Invalid token: :a/1"),
        ("::", "RuntimeException: Invalid token: ::"),
        ("::a", ":user/a"),
        ("::/", "RuntimeException: Invalid token: ::/"),
        ("::a:b", ":user/a:b"),
        ("::str/x", ":clojure.string/x"),
        ("::nope/x", "RuntimeException: Invalid token: ::nope/x"),
        (":a:", "RuntimeException: Invalid token: :a:"),
        (":::a", "RuntimeException: Invalid token: :::a"),
        ("::1", ":user/1"),
        ("a::b", "RuntimeException: Invalid token: a::b"),
        ("a:b", "a:b"),
        ("a:", "RuntimeException: Invalid token: a:"),
        (":", "RuntimeException: Invalid token: :"),
        ("String/1", "String/1"),
        ("String/12", "RuntimeException: Invalid token: String/12"),
        ("a/:b", "a/:b"),
        ("a:/b", "RuntimeException: Invalid token: a:/b"),
        ("a'b'", "a'b'"),
        ("a#", "a#"),
        ("%1", "%1"),
        ("+a", "+a"),
        ("-", "-"),
        (".1", ".1"),
        ("a\u{a0}b", "a\u{a0}b"),
        ("a\u{2003}b", "a"),
        ("nilx", "nilx"),
        ("nil", "nil"),
        ("true", "true"),
        ("\u{feff}1", "\u{feff}1"),
    ]);
}

#[test]
fn numbers() {
    check(&[
        ("-1'a", "-1"),
        ("1#a", "1"),
        ("1%a", "1"),
        ("1`b", "1"),
        ("1(a)", "1"),
        ("+1", "1"),
        ("017", "15"),
        ("0x1FN", "31N"),
        ("-3/6", "-1/2"),
        ("1.5M", "1.5M"),
        ("1e3", "1000.0"),
        ("1a", "NumberFormatException: Invalid number: 1a"),
        ("1/a", "NumberFormatException: Invalid number: 1/a"),
        ("+1a", "NumberFormatException: Invalid number: +1a"),
        ("1r1", "NumberFormatException: Radix out of range"),
        ("1/0", "ArithmeticException: Divide by zero"),
        ("\u{663}", "NumberFormatException: Invalid number: \u{663}"),
        ("## Inf", "##Inf"),
        ("##-Inf", "##-Inf"),
        ("##NaN", "##NaN"),
        ("##inf", "RuntimeException: Unknown symbolic value: ##inf"),
        ("##1", "RuntimeException: Invalid token: ##1"),
        ("##\"a\"", "RuntimeException: Invalid token: ##a"),
        ("##", "RuntimeException: EOF while reading"),
    ]);
}

#[test]
fn strings_and_characters() {
    check(&[
        (r#""a\tb\u0041\101""#, r#""a\tbAA""#),
        (r#""\u12""#, "IllegalArgumentException: Invalid character length: 2, should be: 4"),
        (r#""\u12g4""#, "IllegalArgumentException: Invalid digit: g"),
        (r#""\ug""#, r"RuntimeException: Invalid unicode escape: \ug"),
        (r#""\400""#, "RuntimeException: Octal escape sequence must be in range [0, 377]."),
        (r#""\12x""#, "IllegalArgumentException: Invalid digit: x"),
        (r#""\u""#, r#"RuntimeException: Invalid unicode escape: \u""#),
        (r#""\ud83d\ude00""#, "\"\u{1f600}\""),
        (r#""\""#, "RuntimeException: EOF while reading string"),
        (r#""open"#, "RuntimeException: EOF while reading string"),
        (r#""\8""#, "IllegalArgumentException: Invalid digit: 8"),
        (r#""\q""#, r"RuntimeException: Unsupported escape character: \q"),
        ("\"a\nb\"", r#""a\nb""#),
        (r"\a", r"\a"),
        (r"\newline", r"\newline"),
        (r"\u0041", r"\A"),
        (r"\o101", r"\A"),
        (r"\o", r"\o"),
        (r"\u", r"\u"),
        (r"\ ", r"\space"),
        (r"\(", r"\("),
        (r"\ a", r"RuntimeException: Unsupported character: \ a"),
        ("\\\u{1f600}", "RuntimeException: Unsupported character: \\\u{1f600}"),
        (r"\o400", "RuntimeException: Octal escape sequence must be in range [0, 377]."),
        (r"\o1234", "RuntimeException: Invalid octal escape sequence length: 4"),
        (r"\u1", r"IllegalArgumentException: Invalid unicode character: \u1"),
        (r"\u00zz", "IllegalArgumentException: Invalid digit: z"),
        (r"\ud800", r"RuntimeException: Invalid character constant: \ud800"),
        (r"\foo", r"RuntimeException: Unsupported character: \foo"),
        (r"\o9", "IllegalArgumentException: Invalid digit: 9"),
        (r"\", "RuntimeException: EOF while reading character"),
        (r##"#"\d\"""##, r##"#"\d\"""##),
        (r##"#"a"##, "RuntimeException: EOF while reading regex"),
        (r##"#"\"##, "RuntimeException: EOF while reading regex"),
    ]);
}

#[test]
fn collections() {
    check(&[
        ("(a [b] {c d} #{e})", "(a [b] {c d} #{e})"),
        ("()", "()"),
        ("{,}", "{}"),
        ("(1 2", "RuntimeException: EOF while reading"),
        ("{:a}", "RuntimeException: Map literal must contain an even number of forms"),
        ("# {1}", "RuntimeException: Map literal must contain an even number of forms"),
        ("{:a 1 :a 2}", "IllegalArgumentException: Duplicate key: :a"),
        ("{[1] 1 (1) 2}", "IllegalArgumentException: Duplicate key: [1]"),
        ("#{\"a\" \"a\"}", "IllegalArgumentException: Duplicate key: a"),
        ("#{a a}", "IllegalArgumentException: Duplicate key: a"),
        ("[1 2)", "RuntimeException: Unmatched delimiter: )"),
        ("]", "RuntimeException: Unmatched delimiter: ]"),
        ("(')", "RuntimeException: Unmatched delimiter: )"),
        ("", "EOF"),
        (" ;a", "EOF"),
        ("{:b 1 :a 2 :d 3}", "{:b 1, :a 2, :d 3}"),
    ]);
}

#[test]
fn prefixes() {
    check(&[
        ("'a", "(quote a)"),
        ("@a", "(clojure.core/deref a)"),
        ("#'a", "(var a)"),
        ("~a", "(clojure.core/unquote a)"),
        ("~@a", "(clojure.core/unquote-splicing a)"),
        ("~ @a", "(clojure.core/unquote (clojure.core/deref a))"),
        ("'", "RuntimeException: EOF while reading"),
        ("~", "RuntimeException: EOF while reading character"),
        ("~@", "RuntimeException: EOF while reading"),
        ("#_ #_ a b c", "c"),
        ("[#_]", "RuntimeException: Unmatched delimiter: ]"),
        ("(#_ a)", "()"),
        ("#_a", "EOF"),
        ("#_", "RuntimeException: EOF while reading"),
        ("#!a\n1", "1"),
        ("#<a", "RuntimeException: Unreadable form"),
        ("#", "RuntimeException: EOF while reading character"),
        ("#a", "RuntimeException: EOF while reading"),
        ("#1 2", "RuntimeException: Reader tag must be a symbol"),
        ("#foo 1", "RuntimeException: No reader function for tag foo"),
        ("#a.b/c 1", "RuntimeException: No reader function for tag a.b/c"),
        ("#a.b[1]", "ClassNotFoundException: a.b"),
        ("#a.b 1", "RuntimeException: Unreadable constructor form starting with \"#a.b\""),
        ("#inst \"2020\"", "#inst \"2020-01-01T00:00:00.000-00:00\""),
        ("#uuid 1", "IllegalArgumentException: #uuid data reader expected string"),
        ("#=foo", "ClassNotFoundException: foo"),
        ("#=(foo)", "RuntimeException: Can't resolve foo"),
        ("#=1", "IllegalArgumentException: Unsupported #= form"),
    ]);
    let no_eval = ReaderOptions { read_eval: ReadEval::Disallow, ..ReaderOptions::default() };
    check_with(&no_eval, &[("#=(+ 1 2)", "RuntimeException: EvalReader not allowed when *read-eval* is false.")]);
    let unknown = ReaderOptions { read_eval: ReadEval::Unknown, ..ReaderOptions::default() };
    check_with(&unknown, &[("1", "RuntimeException: Reading disallowed - *read-eval* bound to :unknown")]);
}

#[test]
fn function_literals() {
    check(&[
        ("#(a %)", "(fn* [p1__1#] (a p1__1#))"),
        ("#()", "(fn* [] ())"),
        ("#(a %2 %&)", "(fn* [p1__3# p2__1# & rest__2#] (a p2__1# rest__2#))"),
        ("#(% %1)", "(fn* [p1__1#] (p1__1# p1__1#))"),
        ("[#(%) #(%)]", "[(fn* [p1__1#] (p1__1#)) (fn* [p1__2#] (p1__2#))]"),
        ("#(#(a))", "IllegalStateException: Nested #()s are not allowed"),
        ("#(%0)", "IllegalStateException: arg literal must be %, %& or %integer"),
        ("#(%a)", "IllegalStateException: arg literal must be %, %& or %integer"),
        ("%", "%"),
    ]);
}

#[test]
fn namespaced_maps() {
    check(&[
        ("#:a{:b 1}", "{:a/b 1}"),
        ("#::{:a 1}", "{:user/a 1}"),
        ("#::str{:a 1}", "{:clojure.string/a 1}"),
        ("#:: {:a 1}", "{:user/a 1}"),
        ("#:a {:b 1}", "{:a/b 1}"),
        ("#:a{:_/b 1}", "{:b 1}"),
        ("#:a{:b {:c 1}}", "{:a/b {:c 1}}"),
        ("#:a 1", "RuntimeException: Namespaced map must specify a map"),
        ("#:a", "RuntimeException: Namespaced map must specify a map"),
        ("#:", "RuntimeException: EOF while reading"),
        ("#: {:a 1}", "RuntimeException: Namespaced map must specify a namespace"),
        ("#:: a{:b 1}", "RuntimeException: Namespaced map must specify a namespace"),
        ("#:a/b{:c 1}", "RuntimeException: Namespaced map must specify a valid namespace: a/b"),
        ("#:\"a\"{}", "RuntimeException: Namespaced map must specify a valid namespace: a"),
        ("#::nope{:a 1}", "RuntimeException: Unknown auto-resolved namespace alias: nope"),
        ("#:a{:b}", "RuntimeException: Namespaced map literal must contain an even number of forms"),
        ("#:a{:b 1 :a/b 2}", "IllegalArgumentException: Duplicate key: :a/b"),
    ]);
}

#[test]
fn reader_conditionals() {
    check(&[("#?(:clj 1)", "RuntimeException: Conditional read not allowed")]);
    check_with(
        &allowing(),
        &[
            ("#? (:clj 1)", "1"),
            ("#?(:lisle 0 :clj 1)", "0"),
            ("#?(:cljs 1 :default 2)", "2"),
            ("[1 #?@(:clj [2 3] :cljs [4]) 5]", "[1 2 3 5]"),
            ("[#?@(:cljs [1])]", "[]"),
            ("{#?@(:clj [:a 1])}", "{:a 1}"),
            ("#?@(:clj [1])", "RuntimeException: Reader conditional splicing not allowed at the top level."),
            ("#?", "RuntimeException: EOF while reading character"),
            ("#?(", "RuntimeException: EOF while reading"),
            ("#?a", "RuntimeException: read-cond body must be a list"),
            ("#?(:clj)", "RuntimeException: read-cond requires an even number of forms."),
            ("#?(:cljs)", "EOF"),
            ("#?(1 2)", "RuntimeException: Feature should be a keyword: 1"),
            ("#?(nil 2)", "RuntimeException: Feature should be a keyword: null"),
            ("#?(:none 1)", "RuntimeException: Feature name :none is reserved."),
            ("#?(:cljs 1) 2", "2"),
            (
                "[#?@(:clj #{1})]",
                "RuntimeException: Spliced form list in read-cond-splicing must implement java.util.List",
            ),
            ("'#?@(:clj [1 2])", "(quote 1)"),
            ("['#?@(:clj [1 2])]", "[(quote 1) 2]"),
            ("#?(:clj #?@(:clj [1]))", "1"),
            ("[#?(:clj #?@(:clj [1 2]))]", "[1]"),
            ("#?(:cljs #a.b{:x 1} :clj 3)", "3"),
            ("#?(:cljs #?(:clj 3) :clj 4)", "4"),
            ("#?(:clj 1 :cljs)", "1"),
            ("#?(:clj 1 2 3)", "1"),
            ("#?(:cljs #inst \"bad\" :clj 1)", "1"),
            ("#?(:cljs {:a 1 :a 2} :clj 1)", "IllegalArgumentException: Duplicate key: :a"),
            ("#?(:clj #?@(:cljs [1]) :default 5)", ":default"),
            ("#?(:cljs ##Foo :clj :ok)", "RuntimeException: Unknown symbolic value: ##Foo"),
            ("(#?(:clj]))", "RuntimeException: Unmatched delimiter: ]"),
        ],
    );
    check_with(
        &sourced(),
        &[("#?(:clj)", "RuntimeException: read-cond starting on line 1 requires an even number of forms")],
    );
    let preserving = ReaderOptions { read_cond: ReadCond::Preserve, ..ReaderOptions::default() };
    check_with(
        &preserving,
        &[
            ("#?(:clj #foo 1)", "#?(:clj #foo 1)"),
            ("[#?@(:clj [1])]", "[#?@(:clj [1])]"),
            ("#foo 1", "RuntimeException: No reader function for tag foo"),
            ("#?[1]", "RuntimeException: read-cond body must be a list"),
        ],
    );
}

#[test]
fn syntax_quotes() {
    check(&[
        (
            "`(a ~b)",
            "(clojure.core/seq (clojure.core/concat (clojure.core/list (quote user/a)) (clojure.core/list b)))",
        ),
        ("`a", "(quote user/a)"),
        ("`map", "(quote clojure.core/map)"),
        ("`Foo.", "(quote Foo.)"),
        ("`String.", "(quote java.lang.String.)"),
        ("`String", "(quote java.lang.String)"),
        ("`String/valueOf", "(quote java.lang.String/valueOf)"),
        ("`str/join", "(quote clojure.string/join)"),
        ("`nope/join", "(quote nope/join)"),
        ("`^:x ~a", "a"),
        ("`~@a", "IllegalStateException: splice not in list"),
        ("`[~@a]", "(clojure.core/apply clojure.core/vector (clojure.core/seq (clojure.core/concat a)))"),
        ("`nil", "(quote nil)"),
        ("`()", "(clojure.core/list)"),
        ("`{}", "(clojure.core/apply clojure.core/hash-map (clojure.core/seq (clojure.core/concat)))"),
        (
            "`#{a}",
            "(clojure.core/apply clojure.core/hash-set (clojure.core/seq (clojure.core/concat (clojure.core/list (quote user/a)))))",
        ),
        ("`a.b", "(quote a.b)"),
        ("`..", "(quote ..)"),
        ("`&", "(quote &)"),
        ("`import*", "(quote user/import*)"),
        ("`:a", ":a"),
        ("`1.5", "1.5"),
        ("`1N", "1N"),
        ("`.foo#", "(quote .foo__1__auto__)"),
        ("`x/y#", "(quote x/y#)"),
        ("`a/b.", "(quote a/b.)"),
        ("`user/Foo.", "(quote user/Foo.)"),
        ("`~~a", "(clojure.core/unquote a)"),
        (
            "``a",
            "(clojure.core/seq (clojure.core/concat (clojure.core/list (quote quote)) (clojure.core/list (quote user/a))))",
        ),
        (
            "`[a# a#]",
            "(clojure.core/apply clojure.core/vector (clojure.core/seq (clojure.core/concat (clojure.core/list (quote a__1__auto__)) \
             (clojure.core/list (quote a__1__auto__)))))",
        ),
        (
            "`^:m a",
            "(clojure.core/with-meta (quote user/a) (clojure.core/apply clojure.core/hash-map (clojure.core/seq \
             (clojure.core/concat (clojure.core/list :m) (clojure.core/list (quote true))))))",
        ),
        ("`(~@a ~@b)", "(clojure.core/seq (clojure.core/concat a b))"),
    ]);
}

/// Form and metadata.
fn read_meta(text: &str) -> String {
    let (mut t, mut context) = world();
    let mut reader = Reader::new(&t, text, sourced());
    match reader.read(&mut t, &mut context) {
        Ok(Some(form)) => {
            let meta = match form.as_ref::<Symbol>() {
                Some(symbol) => symbol.meta.clone(),
                None => runtime::ops::meta(&mut t, &form).unwrap_or_default(),
            };
            let mut show = |v: &Value| print::pr_str(&mut t, v).unwrap_or_else(|e| show_error(&e));
            format!("{} {}", show(&form), show(&meta))
        }
        Ok(None) => "EOF".into(),
        Err(diagnostic) => format!("{}:{} {}", diagnostic.at.line, diagnostic.at.column, diagnostic.message()),
    }
}

#[test]
fn metadata() {
    for (text, expected) in [
        ("^:a b", "b {:a true}"),
        ("^a b", "b {:tag a}"),
        ("^\"x\" b", "b {:tag \"x\"}"),
        ("^[a] b", "b {:param-tags [a]}"),
        ("^:a ^:b [1]", "[1] {:b true, :a true}"),
        ("^{:a 1} ^{:a 2} [1]", "[1] {:a 1}"),
        ("#^:a b", "b {:a true}"),
        ("(a)", "(a) {:line 1, :column 1}"),
        ("\n (a b)", "(a b) {:line 2, :column 2}"),
        (" ^{:a 1} (1)", "(1) {:line 1, :column 2, :a 1}"),
        ("^{:line 5} (a)", "(a) {:line 5, :column 1}"),
        ("^:a ()", "() {:a true, :line 1, :column 1}"),
        ("'(a)", "(quote (a)) nil"),
        ("#?(:clj (a b))", "(a b) {:line 1, :column 9}"),
        ("^:a 1 2", "1:6 Metadata can only be applied to IMetas"),
        ("^1 a b", "1:3 Metadata must be Symbol,Keyword,String,Vector or Map"),
    ] {
        assert_eq!(read_meta(text), expected, "{text}");
    }
}

#[test]
fn errors_stand_where_clojure_says() {
    for (text, expected) in [
        ("(1 2", "2:1 EOF while reading, starting at line 1"),
        ("{:a}", "1:5 Map literal must contain an even number of forms"),
        ("1a", "2:1 Invalid number: 1a"),
        ("\n\n  )", "3:4 Unmatched delimiter: )"),
        ("\"abc\n", "2:1 EOF while reading string"),
        ("(\n\n", "3:1 EOF while reading, starting at line 1"),
        ("\\foo bar", "1:5 Unsupported character: \\foo"),
        ("#foo 1", "2:1 No reader function for tag foo"),
        ("{:a 1\n :a 2}", "2:7 Duplicate key: :a"),
        ("a:  ", "1:3 Invalid token: a:"),
        ("#{1 1} ", "1:7 Duplicate key: 1"),
        ("#(#(a))", "1:5 Nested #()s are not allowed"),
        ("#?@(:clj [1])", "1:14 Reader conditional splicing not allowed at the top level."),
        ("'", "2:1 EOF while reading"),
        ("(a #_", "2:1 EOF while reading"),
        ("[1 2\n 3", "3:1 EOF while reading, starting at line 1"),
        ("`(a", "2:1 EOF while reading, starting at line 1"),
        ("\"\\q\"", "1:4 Unsupported escape character: \\q"),
        ("[\"a\\q b\"]", "1:6 Unsupported escape character: \\q"),
        ("##Foo", "2:1 Unknown symbolic value: ##Foo"),
        ("#:a{:b}", "1:8 Namespaced map literal must contain an even number of forms"),
        ("\\u12 ", "1:5 Invalid unicode character: \\u12"),
        ("#?(:clj)", "1:9 read-cond starting on line 1 requires an even number of forms"),
    ] {
        assert_eq!(read_meta(text), expected, "{text}");
    }
}

#[test]
fn every_object_has_a_place() {
    let (mut t, mut context) = world();
    let text = "(defn é😀\n  ^String [x]\n  \"s\" #(y) 'z {:k v})";
    let mut reader = Reader::new(&t, text, sourced());
    let form = reader.read(&mut t, &mut context).unwrap().unwrap();
    let forms = stage::forms(&mut t, &[form], &reader.positions).unwrap();
    assert_eq!(
        forms,
        "[:list [1 1 3 22]\n  [:form [1 2 1 6] defn]\n  [:form [1 7 1 10] é😀]\n  [:vector [2 11 2 14]\n    \
         [:form [2 12 2 13] x]]\n  [:form [3 3 3 6] \"s\"]\n  [:list [3 7 3 11]\n    fn*\n    [:vector [3 7 3 11]]\n    \
         [:list [3 8 3 11]\n      [:form [3 9 3 10] y]]]\n  [:list [3 12 3 14]\n    quote\n    [:form [3 13 3 14] z]]\n  \
         [:map [3 15 3 21]\n    :k\n    [:form [3 19 3 20] v]]]\n"
    );
}

#[test]
fn tokens_have_a_text_form() {
    assert_eq!(
        stage::tokens("(a #(%) \"x\n\")"),
        "1:1-1:2 Open(Paren) (\n1:2-1:3 Symbol a\n1:4-1:6 OpenFn #(\n1:6-1:7 Symbol %\n1:7-1:8 Close(Paren) )\n\
         1:9-2:2 String \\\"x\\n\\\"\n2:2-2:3 Close(Paren) )\n"
    );
}

#[test]
fn reading_goes_on_after_an_error() {
    let (mut t, mut context) = world();
    let text = "(a 1x b: \"\\q\") (fine) (b ] c) #foo 1 [:ok] (d {:x} {:y}) (open 08";
    let all = read_all(&mut t, &mut context, text, sourced());
    let messages: Vec<String> = all.diagnostics.iter().map(|d| d.message()).collect();
    assert_eq!(
        messages,
        [
            "Invalid number: 1x",
            "Invalid token: b:",
            "Unsupported escape character: \\q",
            "Unmatched delimiter: ]",
            "No reader function for tag foo",
            "Map literal must contain an even number of forms",
            "Invalid number: 08",
            "EOF while reading, starting at line 1",
        ]
    );
    let forms: Vec<String> = all.forms.iter().map(|f| print::pr_str(&mut t, f).unwrap()).collect();
    assert_eq!(forms, ["(fine)", "[:ok]"]);
}

#[test]
fn nesting_is_limited_and_costs_no_native_stack() {
    for open in ["(", "[", "{:a ", "#(", "'", "`", "^", "#_", "@", "#a ", "#:a{:b "] {
        let text = open.repeat(1_000_000);
        let expected = match open {
            "#(" => "IllegalStateException: Nested #()s are not allowed",
            _ => "StackOverflowError: Forms are nested more than 10000 levels deep",
        };
        assert_eq!(read_with(&text, ReaderOptions::default()), expected, "{open}");
    }
    let deep = "[".repeat(9_000) + &"]".repeat(9_000);
    let (mut t, mut context) = world();
    assert!(read_string(&mut t, &mut context, &deep, ReaderOptions::default()).unwrap().is_some());
}

#[test]
fn edn_has_its_own_words() {
    let read = |text: &str| {
        let (mut t, _) = world();
        let eof: Value = t.runtime.keyword("eof").into();
        let options = map::from_pairs(&mut t, vec![(eof, Value::NIL)]).unwrap();
        match edn::read_string(&mut t, &options, text) {
            Ok(form) => print::pr_str(&mut t, &form).unwrap(),
            Err(error) => show_error(&error),
        }
    };
    for (text, expected) in [
        ("(1 2", "RuntimeException: EOF while reading"),
        ("'a", "'a"),
        ("`a", "RuntimeException: Invalid leading character: `"),
        ("a`b", "RuntimeException: Invalid constituent character: `"),
        ("@a", "RuntimeException: Invalid leading character: @"),
        ("%1", "%1"),
        ("1'", "NumberFormatException: Invalid number: 1'"),
        ("1@", "NumberFormatException: Invalid number: 1@"),
        (":a@b", "RuntimeException: Invalid constituent character: @"),
        ("\\a@b", "RuntimeException: Invalid constituent character: @"),
        ("\\@", "\\@"),
        ("\\~a", "RuntimeException: Unsupported character: \\~a"),
        ("#a", "RuntimeException: EOF while reading"),
        ("#", "RuntimeException: EOF while reading character"),
        ("#1", "RuntimeException: No dispatch macro for: 1"),
        ("#_a", "nil"),
        ("#:a{:b 1}", "{:a/b 1}"),
        ("#: {:a 1}", "RuntimeException: Namespaced map must specify a valid namespace: {:a 1}"),
        ("#::{:a 1}", "RuntimeException: Invalid token: :"),
        ("#::a{:b 1}", "RuntimeException: Namespaced map must specify a valid namespace: :a"),
        ("^[a] b", "IllegalArgumentException: Metadata must be Symbol,Keyword,String or Map"),
        ("#!a", "RuntimeException: No dispatch macro for: !"),
        ("#(a)", "RuntimeException: No dispatch macro for: ("),
        ("# a 1", "RuntimeException: No dispatch macro for:  "),
        ("#\"a\"", "RuntimeException: No dispatch macro for: \""),
        ("#é 1", "RuntimeException: No reader function for tag é"),
        ("::a", "RuntimeException: Invalid token: ::a"),
        ("a/1", "RuntimeException: Invalid token: a/1"),
        ("#foo.bar{:a 1}", "RuntimeException: No reader function for tag foo.bar"),
        ("#inst \"bad\"", "RuntimeException: Unrecognized date/time syntax: bad"),
        ("(1 #_)", "RuntimeException: Unmatched delimiter: )"),
        ("; a", "nil"),
        ("[##Inf #{1} {:a nil}]", "[##Inf #{1} {:a nil}]"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn completeness() {
    for (text, expected) in [
        ("", Completeness::Complete),
        ("(+ 1 2)", Completeness::Complete),
        ("(+ 1", Completeness::Incomplete),
        ("\"abc", Completeness::Incomplete),
        ("'", Completeness::Incomplete),
        ("^:a", Completeness::Incomplete),
        ("^:a b", Completeness::Complete),
        ("#_", Completeness::Incomplete),
        ("#_ a", Completeness::Complete),
        ("\\", Completeness::Incomplete),
        ("\\)", Completeness::Complete),
        ("(\\))", Completeness::Complete),
        ("(]", Completeness::Error),
        ("a)", Completeness::Error),
        ("(a) ; (", Completeness::Complete),
        ("(a ; )", Completeness::Incomplete),
        ("#inst", Completeness::Incomplete),
        ("#inst \"x\"", Completeness::Complete),
        ("#:a{:b 1}", Completeness::Complete),
        ("#:a", Completeness::Incomplete),
        ("#::{:b 1", Completeness::Incomplete),
        ("#?(:clj 1)", Completeness::Complete),
        ("#?@", Completeness::Incomplete),
        ("1'a", Completeness::Complete),
        ("#\"(\"", Completeness::Complete),
        ("~@", Completeness::Incomplete),
        ("a b c", Completeness::Complete),
    ] {
        assert_eq!(is_complete(text), expected, "{text}");
    }
}

#[test]
fn forms_are_cut_from_a_stream() {
    let text = " a(b \")\" [c])'d 1'e #_f ^:g h #:i{:j k}\\( \"l\"m ;n\n#?(:o p)#{q}";
    let mut chars = text.chars().peekable();
    let mut put_back = None;
    let mut cut = Vec::new();
    loop {
        let (form, next) = scan_form(|| Ok::<_, ()>(put_back.take().or_else(|| chars.next()))).unwrap();
        if form.is_empty() {
            break;
        }
        cut.push(form.trim().to_owned());
        put_back = next;
    }
    assert_eq!(
        cut,
        ["a", "(b \")\" [c])", "'d", "1", "'e", "#_f ^:g h", "#:i{:j k}", "\\(", "\"l\"", "m", ";n\n#?(:o p)", "#{q}"]
    );
}

#[test]
fn streams_give_one_form_at_a_time() {
    let (mut t, mut context) = world();
    let text = "#?(:cljs x) ;c\n  (a) b: 'c";
    let mut chars = text.chars();
    let mut put_back = None;
    let mut options = sourced();
    let mut seen = Vec::new();
    loop {
        let read =
            read_form(&mut t, &mut context, &options, &mut |_| Ok(put_back.take().or_else(|| chars.next()))).unwrap();
        options.start = read.end;
        seen.push(match read.form {
            Ok(Some(form)) => {
                format!("{} {:?}", print::pr_str(&mut t, &form).unwrap(), read.positions.get(&form).map(|s| s.start))
            }
            Ok(None) => break,
            Err(diagnostic) => format!("{} at {}", diagnostic.message(), diagnostic.location()),
        });
        put_back = read.put_back;
    }
    assert_eq!(
        seen,
        [
            "(a) Some(Position { line: 2, column: 3 })",
            "Invalid token: b: at 2:9",
            "(quote c) Some(Position { line: 2, column: 10 })"
        ]
    );
}

#[test]
fn reports_point_at_the_place() {
    let (mut t, mut context) = world();
    let text = "(def a 1)\n(def b {:x 1 :y})\n";
    let all = read_all(&mut t, &mut context, text, ReaderOptions::source("foo.clj"));
    let error = all.diagnostics[0].to_compiler_exception(&mut t);
    let details = details(&mut t, &error);
    let place = details.span.map(|span| excerpts(text, span, &details.notes, RenderOptions::default()));
    assert_eq!(place.as_deref(), Some("\n2 | (def b {:x 1 :y})\n  |        ^^^^^^^^^\n"));
    assert_eq!(details.help.as_deref(), Some("Each key needs a value."));
    assert_eq!(show_error(&error), "Compiler$CompilerException: Syntax error reading source at (foo.clj:2:17).");
    assert_eq!(
        print::pr_str(&mut t, &error.0.data).unwrap(),
        "{:clojure.error/phase :read-source, :clojure.error/line 2, :clojure.error/column 17, \
         :clojure.error/source \"foo.clj\"}"
    );
    let start = Position { line: 7, column: 1 };
    let options = ReaderOptions { start, ..ReaderOptions::repl("REPL", start) };
    let all = read_all(&mut t, &mut context, "(a))", options);
    assert_eq!(all.diagnostics[0].location(), "REPL:7:5");
}

/// Not a benchmark: reading must stay linear, whatever the text is like.
#[test]
fn long_texts_take_linear_time() {
    let (mut t, mut context) = world();
    let wide = format!("[{}]", "(f :k \"s\" 1.5 {a b} é) ".repeat(20_000));
    let long_line = format!("\"{}\"", "é\\n".repeat(300_000));
    let comments = ";;; nothing\n".repeat(100_000);
    for text in [wide, long_line, comments] {
        let all = read_all(&mut t, &mut context, &text, sourced());
        assert!(all.diagnostics.is_empty());
    }
}

#[test]
fn deep_syntax_quotes_fail_without_harm() {
    let nested = |depth: usize| format!("`{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(read_with(&nested(500), ReaderOptions::default()).starts_with("(clojure.core/seq"));
    assert_eq!(read_with(&nested(9_000), ReaderOptions::default()), "StackOverflowError: ");
}
