//! Character properties: what `\p{…}` and the letter classes (`\d`, `\h` …) stand for, as the inside of
//! a bracket of the engine's syntax.

/// Java's `\p{Lower}` and the other POSIX names: ASCII only.
const POSIX: &[(&str, &str, &str)] = &[
    ("Lower", "a-z", r"\p{Lowercase}"),
    ("Upper", "A-Z", r"\p{Uppercase}"),
    ("ASCII", r"\x00-\x7F", r"\x00-\x7F"),
    ("Alpha", "a-zA-Z", r"\p{Alphabetic}"),
    ("Digit", "0-9", r"\p{Nd}"),
    ("Alnum", "a-zA-Z0-9", r"\p{Alphabetic}\p{Nd}"),
    ("Punct", r"!-/:-@\[-`\{-~", r"\p{P}"),
    ("Graph", "!-~", r"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf}"),
    ("Print", r"\x20-~", r"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\p{Cf}"),
    ("Blank", r"\x20\t", r"\p{Zs}\t"),
    ("Cntrl", r"\x00-\x1F\x7F", r"\p{Cc}"),
    ("XDigit", "0-9a-fA-F", r"\p{Nd}\p{Hex_Digit}"),
    ("Space", r"\x20\t\n\x0B\x0C\r", r"\p{White_Space}"),
];

/// `Character.isXyz` as properties, and names of Java's own.
const JAVA: &[(&str, &str)] = &[
    ("javaLowerCase", r"\p{Lowercase}"),
    ("javaUpperCase", r"\p{Uppercase}"),
    ("javaTitleCase", r"\p{Lt}"),
    ("javaAlphabetic", r"\p{Alphabetic}"),
    ("javaIdeographic", r"\p{Ideographic}"),
    ("javaDigit", r"\p{Nd}"),
    ("javaLetter", r"\p{L}"),
    ("javaLetterOrDigit", r"\p{L}\p{Nd}"),
    ("javaDefined", r"\P{Cn}"),
    ("javaSpaceChar", r"\p{Z}"),
    (
        "javaWhitespace",
        r"\t\n\x0B\x0C\r\x1C-\x1F\x20\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200A}\x{2028}\x{2029}\x{205F}\x{3000}",
    ),
    ("javaISOControl", r"\x00-\x1F\x7F-\x{9F}"),
    ("javaJavaIdentifierStart", r"\p{L}\p{Nl}\p{Sc}\p{Pc}"),
    ("javaJavaIdentifierPart", r"\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mc}\p{Mn}"),
    ("javaUnicodeIdentifierStart", r"\p{XID_Start}"),
    ("javaUnicodeIdentifierPart", r"\p{XID_Continue}"),
    ("L1", r"\x00-\x{FF}"),
    ("LD", r"\p{L}\p{Nd}"),
    ("LC", r"\p{Lu}\p{Ll}\p{Lt}"),
    ("all", r"\x00-\x{10FFFF}"),
];

/// Unicode blocks that patterns name with `\p{In…}`.
const BLOCKS: &[(&str, &str)] = &[
    ("BASICLATIN", r"\x00-\x7F"),
    ("LATIN1SUPPLEMENT", r"\x{80}-\x{FF}"),
    ("LATINEXTENDEDA", r"\x{100}-\x{17F}"),
    ("LATINEXTENDEDB", r"\x{180}-\x{24F}"),
    ("COMBININGDIACRITICALMARKS", r"\x{300}-\x{36F}"),
    ("GREEK", r"\x{370}-\x{3FF}"),
    ("GREEKANDCOPTIC", r"\x{370}-\x{3FF}"),
    ("CYRILLIC", r"\x{400}-\x{4FF}"),
    ("ARMENIAN", r"\x{530}-\x{58F}"),
    ("HEBREW", r"\x{590}-\x{5FF}"),
    ("ARABIC", r"\x{600}-\x{6FF}"),
    ("DEVANAGARI", r"\x{900}-\x{97F}"),
    ("THAI", r"\x{E00}-\x{E7F}"),
    ("GENERALPUNCTUATION", r"\x{2000}-\x{206F}"),
    ("CURRENCYSYMBOLS", r"\x{20A0}-\x{20CF}"),
    ("ARROWS", r"\x{2190}-\x{21FF}"),
    ("MATHEMATICALOPERATORS", r"\x{2200}-\x{22FF}"),
    ("BOXDRAWING", r"\x{2500}-\x{257F}"),
    ("HIRAGANA", r"\x{3040}-\x{309F}"),
    ("KATAKANA", r"\x{30A0}-\x{30FF}"),
    ("CJKUNIFIEDIDEOGRAPHS", r"\x{4E00}-\x{9FFF}"),
    ("HANGULSYLLABLES", r"\x{AC00}-\x{D7AF}"),
];

/// The inside of a bracket for a property name, as found between `\p{` and `}`. `None` if unknown.
/// Where case does not matter, a property of one case stands for letters of all cases.
pub(super) fn property(name: &str, unicode: bool, insensitive: bool) -> Option<String> {
    let cases = ["Lower", "Upper", "Lu", "Ll", "Lt", "javaLowerCase", "javaUpperCase", "javaTitleCase"];
    if insensitive && (cases.contains(&name) || matches!(name, "IsLowercase" | "IsUppercase" | "IsTitlecase")) {
        let ascii = !unicode && matches!(name, "Lower" | "Upper");
        return Some(if ascii { "a-zA-Z" } else { r"\p{Lowercase}\p{Uppercase}\p{Lt}" }.to_string());
    }
    if let Some((_, ascii, wide)) = POSIX.iter().find(|(n, ..)| *n == name) {
        return Some(if unicode { wide } else { ascii }.to_string());
    }
    if let Some((_, text)) = JAVA.iter().find(|(n, _)| *n == name) {
        return Some(text.to_string());
    }
    if let Some((key, value)) = name.split_once('=') {
        return match key.to_ascii_lowercase().as_str() {
            "script" | "sc" => engine_property(&format!("sc={value}")),
            "general_category" | "gc" => engine_property(value),
            "block" | "blk" => block(value),
            _ => None,
        };
    }
    if let Some(rest) = name.strip_prefix("In") {
        return block(rest);
    }
    if let Some(rest) = name.strip_prefix("Is") {
        let known = match rest.to_ascii_lowercase().as_str() {
            "letter" => Some("L"),
            "digit" => Some("Nd"),
            "punctuation" => Some("P"),
            "control" => Some("Cc"),
            "titlecase" => Some("Lt"),
            _ => None,
        };
        return engine_property(known.unwrap_or(rest));
    }
    // Without a prefix only general categories are allowed.
    let is_category = name.len() <= 2 && name.starts_with(|c: char| c.is_ascii_uppercase());
    is_category.then(|| engine_property(name)).flatten()
}

fn block(name: &str) -> Option<String> {
    let key: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    BLOCKS.iter().find(|(n, _)| *n == key).map(|(_, range)| range.to_string())
}

/// A property of the engine's own, if it has it.
fn engine_property(name: &str) -> Option<String> {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'=' | b' ' | b'-'));
    let text = format!(r"\p{{{name}}}");
    (plain && !name.is_empty() && fancy_regex::Regex::new(&text).is_ok()).then_some(text)
}

/// The inside of a bracket for `\d`, `\s`, `\w`, `\h`, `\v`.
pub(super) fn letter_class(letter: char, unicode: bool) -> Option<&'static str> {
    Some(match (letter, unicode) {
        ('d', false) => "0-9",
        ('d', true) => r"\p{Nd}",
        ('w', false) => "a-zA-Z_0-9",
        ('w', true) => r"\w",
        ('s', false) => r"\x20\t\n\x0B\x0C\r",
        ('s', true) => r"\p{White_Space}",
        ('h', _) => r"\x20\t\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}",
        ('v', _) => r"\n\x0B\x0C\r\x{85}\x{2028}\x{2029}",
        _ => return None,
    })
}
