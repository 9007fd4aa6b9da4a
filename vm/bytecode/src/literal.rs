//! The text of constants: EDN where EDN has the thing, tagged literals where not.
//!
//! `print_constant` and `Cursor::constant` (in `asm`) are inverse to each other. Names that a reader
//! would take for something else are printed as strings under a tag (`#symbol ["a b"]`), so that every
//! constant has a text. What is valid as the text of a number is decided here too, for the verifier.
//!
//! | Constant | Text |
//! |---|---|
//! | integers of other widths | `#int 1`, `#short 1`, `#byte 1` |
//! | float, double with an odd bit pattern | `#float 1.5`, `#float 0x7fc00001`, `#double 0x…` |
//! | regex, uuid, instant | `#regex "…"`, `#uuid "…"`, `#inst [millis nanos]` |
//! | metadata | `^meta value` |
//! | var, function | `#'ns/name`, `#fn f3` |
//! | embedded object | `#embedded 0` |
//! | class, native, namespace | `#class "…"`, `#native "…"`, `#ns "…"` |
//! | members | `#method ["name"]`, `#field ["name" "Hint"]`, `#member ["name"]`, `#static ["Class" "name"]` |
//! | reify type | `#reify ["name" ["Interface"] [["method" 1]] meta]` |
//! | tagged literal, record | `#tagged [tag form]`, `#record ["class" {…}]` |

use crate::constant::{Constant, MAX_DEPTH, MemberKind};
use crate::wtf8::{Item, items};
use std::fmt::Write;

/// The bits of the only not-a-number that prints as `##NaN`.
pub(crate) const NAN_BITS: u64 = 0x7ff8_0000_0000_0000;

/// The constant as text on one line. Levels below [`MAX_DEPTH`] are cut off.
pub fn print_constant(constant: &Constant) -> String {
    let mut out = String::new();
    print(&mut out, constant, 0);
    out
}

/// The text as a string literal.
pub(crate) fn print_string(out: &mut String, bytes: &[u8]) {
    out.push('"');
    for item in items(bytes) {
        // Writing to a string cannot fail.
        let _ = match item {
            Item::Stray(byte) => write!(out, "\\x{byte:02x}"),
            Item::CodePoint(0x0a) => write!(out, "\\n"),
            Item::CodePoint(0x0d) => write!(out, "\\r"),
            Item::CodePoint(0x09) => write!(out, "\\t"),
            Item::CodePoint(code_point) => match char::from_u32(code_point) {
                Some(c @ ('"' | '\\')) => write!(out, "\\{c}"),
                Some(c) if !c.is_control() && !is_line_break(c) => write!(out, "{c}"),
                _ => write!(out, "\\u{{{code_point:x}}}"),
            },
        };
    }
    out.push('"');
}

/// Characters besides control characters that some tools end a line at.
fn is_line_break(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

fn quoted(string: &str) -> String {
    let mut out = String::new();
    print_string(&mut out, string.as_bytes());
    out
}

fn print(out: &mut String, constant: &Constant, depth: usize) {
    if depth > MAX_DEPTH {
        return out.push_str("...");
    }
    let within = depth + 1;
    // Writing to a string cannot fail.
    let _ = match constant {
        Constant::Nil => write!(out, "nil"),
        Constant::Bool(value) => write!(out, "{value}"),
        Constant::Long(value) => write!(out, "{value}"),
        Constant::Int(value) => write!(out, "#int {value}"),
        Constant::Short(value) => write!(out, "#short {value}"),
        Constant::Byte(value) => write!(out, "#byte {value}"),
        Constant::Double(bits) => match f64::from_bits(*bits) {
            value if value.is_finite() => write!(out, "{value:?}"),
            f64::INFINITY => write!(out, "##Inf"),
            f64::NEG_INFINITY => write!(out, "##-Inf"),
            _ if *bits == NAN_BITS => write!(out, "##NaN"),
            _ => write!(out, "#double 0x{bits:016x}"),
        },
        Constant::Float(bits) => match f32::from_bits(*bits) {
            value if value.is_finite() => write!(out, "#float {value:?}"),
            _ => write!(out, "#float 0x{bits:08x}"),
        },
        Constant::Char(unit) => match u8::try_from(*unit) {
            Ok(byte) if byte.is_ascii_alphanumeric() => write!(out, "\\{}", char::from(byte)),
            _ => write!(out, "\\u{unit:04x}"),
        },
        Constant::Str(bytes) => {
            print_string(out, bytes);
            Ok(())
        }
        Constant::Symbol { ns, name } => match plain_name(ns.as_deref(), name) {
            Some(plain) if !matches!(name.as_str(), "nil" | "true" | "false") || ns.is_some() => {
                write!(out, "{plain}")
            }
            _ => print_names(out, "symbol", ns.as_deref(), name),
        },
        Constant::Keyword { ns, name } => match plain_name(ns.as_deref(), name) {
            Some(plain) => write!(out, ":{plain}"),
            None => print_names(out, "keyword", ns.as_deref(), name),
        },
        Constant::Var { ns, name } => match plain_name(Some(ns), name) {
            Some(plain) => write!(out, "#'{plain}"),
            None => print_names(out, "var", Some(ns), name),
        },
        Constant::BigInt(text) if is_integer(text) => write!(out, "{text}N"),
        Constant::BigInt(text) => write!(out, "#bigint {}", quoted(text)),
        Constant::Ratio(numerator, denominator) if is_integer(numerator) && is_natural(denominator) => {
            write!(out, "{numerator}/{denominator}")
        }
        Constant::Ratio(numerator, denominator) => {
            write!(out, "#ratio [{} {}]", quoted(numerator), quoted(denominator))
        }
        Constant::Decimal(text) if is_decimal(text) => write!(out, "{text}M"),
        Constant::Decimal(text) => write!(out, "#decimal {}", quoted(text)),
        Constant::Regex(source) => write!(out, "#regex {}", quoted(source)),
        Constant::Uuid(uuid) => {
            let hex = format!("{uuid:032x}");
            let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
            let parts = [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)];
            write!(out, "#uuid \"{}\"", parts.join("-"))
        }
        Constant::Inst { millis, nanos } => write!(out, "#inst [{millis} {nanos}]"),
        Constant::List(items) => return print_items(out, "(", items, ")", within),
        Constant::Vector(items) => return print_items(out, "[", items, "]", within),
        Constant::Set(items) => return print_items(out, "#{", items, "}", within),
        Constant::Map(pairs) => return print_pairs(out, pairs, within),
        Constant::WithMeta { meta, value } => {
            out.push('^');
            print(out, meta, within);
            out.push(' ');
            print(out, value, within);
            Ok(())
        }
        Constant::Class(name) => write!(out, "#class {}", quoted(name)),
        Constant::Native(name) => write!(out, "#native {}", quoted(name)),
        Constant::Namespace(name) => write!(out, "#ns {}", quoted(name)),
        Constant::Member { name, kind, class_hint } => {
            let tag = match kind {
                MemberKind::Method => "method",
                MemberKind::Field => "field",
                MemberKind::Either => "member",
            };
            let hint = class_hint.as_ref().map(|hint| format!(" {}", quoted(hint))).unwrap_or_default();
            write!(out, "#{tag} [{}{hint}]", quoted(name))
        }
        Constant::StaticMember { class, member } => {
            write!(out, "#static [{} {}]", quoted(class), quoted(member))
        }
        Constant::Function(id) => write!(out, "#fn {id}"),
        Constant::Embedded(index) => write!(out, "#embedded {index}"),
        Constant::ReifyType { name, interfaces, methods, meta } => {
            let interfaces: Vec<_> = interfaces.iter().map(|interface| quoted(interface)).collect();
            let methods: Vec<_> = methods.iter().map(|m| format!("[{} {}]", quoted(&m.name), m.arity)).collect();
            let _ = write!(out, "#reify [{} [{}] [{}]", quoted(name), interfaces.join(" "), methods.join(" "));
            if let Some(meta) = meta {
                out.push(' ');
                print(out, meta, within);
            }
            write!(out, "]")
        }
        Constant::Tagged { tag, form } => {
            out.push_str("#tagged [");
            print(out, tag, within);
            out.push(' ');
            print(out, form, within);
            write!(out, "]")
        }
        Constant::Record { class, map } => {
            let _ = write!(out, "#record [{} ", quoted(class));
            print_pairs(out, map, within);
            write!(out, "]")
        }
    };
}

fn print_items(out: &mut String, open: &str, items: &[Constant], close: &str, depth: usize) {
    out.push_str(open);
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        print(out, item, depth);
    }
    out.push_str(close);
}

fn print_pairs(out: &mut String, pairs: &[(Constant, Constant)], depth: usize) {
    out.push('{');
    for (i, (key, value)) in pairs.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        print(out, key, depth);
        out.push(' ');
        print(out, value, depth);
    }
    out.push('}');
}

fn print_names(out: &mut String, tag: &str, ns: Option<&str>, name: &str) -> std::fmt::Result {
    let ns = ns.map(|ns| format!("{} ", quoted(ns))).unwrap_or_default();
    write!(out, "#{tag} [{ns}{}]", quoted(name))
}

/// `ns/name`, when reading it gives both back.
fn plain_name(ns: Option<&str>, name: &str) -> Option<String> {
    if !is_plain(name) {
        return None;
    }
    match ns {
        None => Some(name.to_owned()),
        Some(ns) => is_plain(ns).then(|| format!("{ns}/{name}")),
    }
}

fn is_plain(name: &str) -> bool {
    let bytes = name.as_bytes();
    let number_like = matches!(bytes, [b'0'..=b'9', ..] | [b'+' | b'-', b'0'..=b'9', ..]);
    !bytes.is_empty() && !number_like && bytes.iter().all(|&byte| is_name_byte(byte))
}

/// Bytes of names that need no quoting; `/` parts namespace and name.
pub(crate) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"*+!_?<>=&$%|.-".contains(&byte)
}

/// Decimal digits.
pub(crate) fn is_natural(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Decimal digits with an optional minus sign.
pub(crate) fn is_integer(text: &str) -> bool {
    is_natural(text.strip_prefix('-').unwrap_or(text))
}

/// What `BigDecimal` prints: digits with an optional point, and an optional exponent.
pub(crate) fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (digits, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    is_natural(whole)
        && fraction.is_none_or(is_natural)
        && exponent.is_none_or(|e| is_natural(e.strip_prefix(['+', '-']).unwrap_or(e)))
}
