//! Unicode's general categories of code points, by Java's numbers (`Character.getType`).
//!
//! The tables are those of the regex engine, put together on the first question that ASCII does not answer.

use regex_syntax::hir::{Class, HirKind};
use runtime::sync::OnceLock;

/// Java's constant, Unicode's abbreviation and Java's number.
pub const CATEGORIES: &[(&str, &str, u8)] = &[
    ("UPPERCASE_LETTER", "Lu", 1),
    ("LOWERCASE_LETTER", "Ll", 2),
    ("TITLECASE_LETTER", "Lt", 3),
    ("MODIFIER_LETTER", "Lm", 4),
    ("OTHER_LETTER", "Lo", 5),
    ("NON_SPACING_MARK", "Mn", 6),
    ("ENCLOSING_MARK", "Me", 7),
    ("COMBINING_SPACING_MARK", "Mc", 8),
    ("DECIMAL_DIGIT_NUMBER", "Nd", 9),
    ("LETTER_NUMBER", "Nl", 10),
    ("OTHER_NUMBER", "No", 11),
    ("SPACE_SEPARATOR", "Zs", 12),
    ("LINE_SEPARATOR", "Zl", 13),
    ("PARAGRAPH_SEPARATOR", "Zp", 14),
    ("CONTROL", "Cc", 15),
    ("FORMAT", "Cf", 16),
    ("PRIVATE_USE", "Co", 18),
    ("DASH_PUNCTUATION", "Pd", 20),
    ("START_PUNCTUATION", "Ps", 21),
    ("END_PUNCTUATION", "Pe", 22),
    ("CONNECTOR_PUNCTUATION", "Pc", 23),
    ("OTHER_PUNCTUATION", "Po", 24),
    ("MATH_SYMBOL", "Sm", 25),
    ("CURRENCY_SYMBOL", "Sc", 26),
    ("MODIFIER_SYMBOL", "Sk", 27),
    ("OTHER_SYMBOL", "So", 28),
    ("INITIAL_QUOTE_PUNCTUATION", "Pi", 29),
    ("FINAL_QUOTE_PUNCTUATION", "Pf", 30),
];

/// The category of code points that no character has.
pub const UNASSIGNED: u8 = 0;
/// The category of halves of pairs.
pub const SURROGATE: u8 = 19;

/// First and last code point of a run, with its category; sorted.
type Runs = Vec<(u32, u32, u8)>;

fn runs() -> &'static Runs {
    static RUNS: OnceLock<Runs> = OnceLock::new();
    RUNS.get_or_init(|| {
        let mut runs = vec![(0xD800, 0xDFFF, SURROGATE)];
        for (_, short, number) in CATEGORIES {
            let Ok(hir) = regex_syntax::parse(&format!(r"\p{{{short}}}")) else { continue };
            if let HirKind::Class(Class::Unicode(class)) = hir.kind() {
                runs.extend(class.ranges().iter().map(|r| (r.start() as u32, r.end() as u32, *number)));
            }
        }
        runs.sort_unstable();
        runs
    })
}

/// The category of a code point.
pub fn category(code: u32) -> u8 {
    let runs = runs();
    let behind = runs.partition_point(|(first, ..)| *first <= code);
    match behind.checked_sub(1).map(|i| runs[i]) {
        Some((_, last, number)) if code <= last => number,
        _ => UNASSIGNED,
    }
}

#[cfg(test)]
mod tests {
    use super::category;

    #[test]
    fn knows_every_kind() {
        let wanted =
            [('A', 1), ('ß', 2), ('ǅ', 3), ('ʰ', 4), ('中', 5), ('\u{301}', 6), ('٣', 9), ('Ⅷ', 10), ('½', 11)];
        for (c, number) in wanted.into_iter().chain([(' ', 12), ('\n', 15), ('«', 29), ('€', 26), ('©', 28), ('_', 23)])
        {
            assert_eq!(category(c as u32), number, "{c}");
        }
        assert_eq!([category(0xD800), category(0x378), category(0xE000), category(0x11_0000)], [19, 0, 18, 0]);
    }
}
