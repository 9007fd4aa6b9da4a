//! `Locale`. Numbers are formatted with its separators; names are English in all of them.
//!
//! Languages and countries that are not in the tables show their codes, as Java shows those that it does not know.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::native::format::Separators;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::string::Str;
use runtime::{Thread, Value};

/// A `Locale`: language, country and variant with `_` between them.
struct Locale(String);

plain_host!(Locale, "java.util.Locale");

const LOCALE: &str = "java.util.Locale";

fn locale(tag: &str) -> Result<Value> {
    Ok(HostObject::new_value(Locale(tag.to_owned())))
}

fn new_locale(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let parts = a.iter().map(|v| text_arg(v).map(|s| s.into_owned())).collect::<Result<Vec<_>>>()?;
    locale(&parts.join("_"))
}

const LOCALE_METHODS: &[NativeDef] = &[
    f("toString", 1, |_, a| string(&this!(a, Locale, LOCALE).0)),
    f("toLanguageTag", 1, |_, a| string(this!(a, Locale, LOCALE).0.replace('_', "-"))),
    f("getLanguage", 1, |_, a| string(this!(a, Locale, LOCALE).0.split('_').next().unwrap_or(""))),
    f("getCountry", 1, |_, a| string(this!(a, Locale, LOCALE).0.split('_').nth(1).unwrap_or(""))),
    f("getVariant", 1, |_, a| string(this!(a, Locale, LOCALE).0.split('_').nth(2).unwrap_or(""))),
    f("getDisplayLanguage", 1, |_, a| string(shown(LANGUAGES, &part(a, 0)?))),
    f("getDisplayLanguage", 2, |_, a| string(shown(LANGUAGES, &part(a, 0)?))),
    f("getDisplayCountry", 1, |_, a| string(shown(COUNTRIES, &part(a, 1)?))),
    f("getDisplayCountry", 2, |_, a| string(shown(COUNTRIES, &part(a, 1)?))),
    f("getDisplayVariant", 1, |_, a| part(a, 2).and_then(string)),
    f("getDisplayName", 1, |_, a| display_name(a)),
    f("getDisplayName", 2, |_, a| display_name(a)),
    f("getISO3Language", 1, |_, a| iso3(LANGUAGES, &part(a, 0)?, "language", a)),
    f("getISO3Country", 1, |_, a| iso3(COUNTRIES, &part(a, 1)?, "country", a)),
    f("getScript", 1, |_, _| string("")),
    f("hasExtensions", 1, |_, _| bool_(false)),
    f("stripExtensions", 1, |_, a| Ok(a[0].take())),
    f("clone", 1, |_, a| Ok(a[0].take())),
    f("equals", 2, |_, a| bool_(a[1].host::<Locale>().is_some_and(|l| this_locale(a) == Some(&l.0)))),
    f("hashCode", 1, |_, a| Ok(Value::int(Str::new(&this!(a, Locale, LOCALE).0).java_hash()))),
];

fn this_locale(a: &[Value]) -> Option<&String> {
    a[0].host::<Locale>().map(|l| &l.0)
}

/// How a locale writes numbers; `None` for what is no locale. Nil is none in particular.
pub fn separators(v: &Value) -> Option<Separators> {
    if v.is_nil() {
        return Some(Separators::ENGLISH);
    }
    let tag = &v.host::<Locale>()?.0;
    let mut parts = tag.split('_');
    let (language, country) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let comma = |group| Separators { group, decimal: ',' };
    Some(match (language, country) {
        ("de" | "it", "CH" | "LI") => Separators { group: '\u{2019}', decimal: '.' },
        ("de", "AT") | ("en", "ZA") | ("fr", "CA") | ("pt", "PT") => comma('\u{A0}'),
        ("es", "MX" | "US") => Separators::ENGLISH,
        ("fr", _) => comma('\u{202F}'),
        (
            "ca" | "da" | "de" | "el" | "es" | "hr" | "id" | "is" | "it" | "nl" | "pt" | "ro" | "sl" | "sr" | "tr"
            | "vi",
            _,
        ) => comma('.'),
        ("bg" | "cs" | "et" | "fi" | "hu" | "lt" | "lv" | "nb" | "no" | "pl" | "ru" | "sk" | "sv" | "uk", _) => {
            comma('\u{A0}')
        }
        _ => Separators::ENGLISH,
    })
}

/// Code, English name, code of three letters.
type Named = (&'static str, &'static str, &'static str);

fn part(a: &[Value], index: usize) -> Result<String> {
    Ok(this!(a, Locale, LOCALE).0.split('_').nth(index).unwrap_or("").to_owned())
}

fn shown(table: &[Named], code: &str) -> String {
    table.iter().find(|row| row.0 == code).map_or(code, |row| row.1).to_owned()
}

fn iso3(table: &[Named], code: &str, what: &str, a: &[Value]) -> Result<Value> {
    if code.is_empty() {
        return string("");
    }
    match table.iter().find(|row| row.0 == code) {
        Some(row) => string(row.2),
        None => {
            let locale = &this!(a, Locale, LOCALE).0;
            let message = format!("Couldn't find 3-letter {what} code for {locale}");
            Err(Error::new(ExceptionKind::MissingResourceException, message))
        }
    }
}

fn display_name(a: &[Value]) -> Result<Value> {
    let (language, country) = (shown(LANGUAGES, &part(a, 0)?), shown(COUNTRIES, &part(a, 1)?));
    string(match (&*language, &*country) {
        (_, "") => language,
        ("", _) => country,
        _ => format!("{language} ({country})"),
    })
}

const LANGUAGES: &[Named] = &[
    ("ar", "Arabic", "ara"),
    ("bg", "Bulgarian", "bul"),
    ("ca", "Catalan", "cat"),
    ("cs", "Czech", "ces"),
    ("da", "Danish", "dan"),
    ("de", "German", "deu"),
    ("el", "Greek", "ell"),
    ("en", "English", "eng"),
    ("es", "Spanish", "spa"),
    ("et", "Estonian", "est"),
    ("fa", "Persian", "fas"),
    ("fi", "Finnish", "fin"),
    ("fr", "French", "fra"),
    ("ga", "Irish", "gle"),
    ("he", "Hebrew", "heb"),
    ("hi", "Hindi", "hin"),
    ("hr", "Croatian", "hrv"),
    ("hu", "Hungarian", "hun"),
    ("id", "Indonesian", "ind"),
    ("is", "Icelandic", "isl"),
    ("it", "Italian", "ita"),
    ("ja", "Japanese", "jpn"),
    ("ko", "Korean", "kor"),
    ("la", "Latin", "lat"),
    ("lt", "Lithuanian", "lit"),
    ("lv", "Latvian", "lav"),
    ("nl", "Dutch", "nld"),
    ("pl", "Polish", "pol"),
    ("pt", "Portuguese", "por"),
    ("ro", "Romanian", "ron"),
    ("ru", "Russian", "rus"),
    ("sk", "Slovak", "slk"),
    ("sl", "Slovenian", "slv"),
    ("sr", "Serbian", "srp"),
    ("sv", "Swedish", "swe"),
    ("sw", "Swahili", "swa"),
    ("th", "Thai", "tha"),
    ("tr", "Turkish", "tur"),
    ("uk", "Ukrainian", "ukr"),
    ("vi", "Vietnamese", "vie"),
    ("zh", "Chinese", "zho"),
];

const COUNTRIES: &[Named] = &[
    ("AR", "Argentina", "ARG"),
    ("AT", "Austria", "AUT"),
    ("AU", "Australia", "AUS"),
    ("BE", "Belgium", "BEL"),
    ("BG", "Bulgaria", "BGR"),
    ("BR", "Brazil", "BRA"),
    ("CA", "Canada", "CAN"),
    ("CH", "Switzerland", "CHE"),
    ("CL", "Chile", "CHL"),
    ("CN", "China", "CHN"),
    ("CO", "Colombia", "COL"),
    ("CZ", "Czechia", "CZE"),
    ("DE", "Germany", "DEU"),
    ("DK", "Denmark", "DNK"),
    ("EE", "Estonia", "EST"),
    ("EG", "Egypt", "EGY"),
    ("ES", "Spain", "ESP"),
    ("FI", "Finland", "FIN"),
    ("FR", "France", "FRA"),
    ("GB", "United Kingdom", "GBR"),
    ("GR", "Greece", "GRC"),
    ("HR", "Croatia", "HRV"),
    ("HU", "Hungary", "HUN"),
    ("ID", "Indonesia", "IDN"),
    ("IE", "Ireland", "IRL"),
    ("IL", "Israel", "ISR"),
    ("IN", "India", "IND"),
    ("IS", "Iceland", "ISL"),
    ("IT", "Italy", "ITA"),
    ("JP", "Japan", "JPN"),
    ("KE", "Kenya", "KEN"),
    ("KR", "South Korea", "KOR"),
    ("LT", "Lithuania", "LTU"),
    ("LU", "Luxembourg", "LUX"),
    ("LV", "Latvia", "LVA"),
    ("MX", "Mexico", "MEX"),
    ("NG", "Nigeria", "NGA"),
    ("NL", "Netherlands", "NLD"),
    ("NO", "Norway", "NOR"),
    ("NZ", "New Zealand", "NZL"),
    ("PL", "Poland", "POL"),
    ("PT", "Portugal", "PRT"),
    ("RO", "Romania", "ROU"),
    ("RS", "Serbia", "SRB"),
    ("RU", "Russia", "RUS"),
    ("SE", "Sweden", "SWE"),
    ("SG", "Singapore", "SGP"),
    ("SI", "Slovenia", "SVN"),
    ("SK", "Slovakia", "SVK"),
    ("TH", "Thailand", "THA"),
    ("TR", "Turkey", "TUR"),
    ("TW", "Taiwan", "TWN"),
    ("UA", "Ukraine", "UKR"),
    ("US", "United States", "USA"),
    ("VN", "Vietnam", "VNM"),
    ("ZA", "South Africa", "ZAF"),
];

pub static CLASSES: &[ClassDef] = &[ClassDef {
    constructors: &[ctor(1, 3, new_locale)],
    methods: LOCALE_METHODS,
    statics: &[
        f("getDefault", 0, |_, _| locale("en_US")),
        f("getDefault", 1, |_, _| locale("en_US")),
        f("setDefault", 1, |_, _| void()),
        f("forLanguageTag", 1, |_, a| locale(&text_arg(&a[0])?.replace('-', "_"))),
    ],
    fields: &[
        ("ROOT", |_| locale("")),
        ("CHINA", |_| locale("zh_CN")),
        ("PRC", |_| locale("zh_CN")),
        ("CHINESE", |_| locale("zh")),
        ("SIMPLIFIED_CHINESE", |_| locale("zh_CN")),
        ("TRADITIONAL_CHINESE", |_| locale("zh_TW")),
        ("TAIWAN", |_| locale("zh_TW")),
        ("ITALIAN", |_| locale("it")),
        ("ITALY", |_| locale("it_IT")),
        ("JAPANESE", |_| locale("ja")),
        ("KOREA", |_| locale("ko_KR")),
        ("KOREAN", |_| locale("ko")),
        ("CANADA_FRENCH", |_| locale("fr_CA")),
        ("US", |_| locale("en_US")),
        ("ENGLISH", |_| locale("en")),
        ("UK", |_| locale("en_GB")),
        ("GERMANY", |_| locale("de_DE")),
        ("GERMAN", |_| locale("de")),
        ("FRANCE", |_| locale("fr_FR")),
        ("FRENCH", |_| locale("fr")),
        ("CANADA", |_| locale("en_CA")),
        ("JAPAN", |_| locale("ja_JP")),
    ],
    ..class(LOCALE)
}];
