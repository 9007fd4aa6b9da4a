//! `java.net`: `URI` and `URL` as text taken apart, `URLEncoder`, `URLDecoder`. No connections.

use crate::host::hierarchy::class;
use crate::host::io::charset;
use crate::host::support::*;
use crate::io::{ByteSource, io_error};
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::string::Str;
use runtime::{Thread, Value};
use vm::host::host;

/// The parts of a URI; each as it is written.
#[derive(Clone, Default, PartialEq, Eq)]
struct Parts {
    scheme: Option<String>,
    /// What follows the scheme, if that does not begin with a slash.
    opaque: Option<String>,
    authority: Option<String>,
    path: String,
    query: Option<String>,
    fragment: Option<String>,
}

/// A `java.net.URI`.
pub struct Uri(Parts);
/// A `java.net.URL`.
pub struct Url(Parts);

const URI: &str = "java.net.URI";
const URL: &str = "java.net.URL";

plain_host!(Uri, URI);
plain_host!(Url, URL);

impl Parts {
    fn parse(text: &str) -> Parts {
        let (rest, fragment) = match text.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment.to_owned())),
            None => (text, None),
        };
        let scheme = rest.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        });
        let rest = scheme.map_or(rest, |scheme| &rest[scheme.len() + 1..]);
        let scheme = scheme.map(str::to_owned);
        if scheme.is_some() && !rest.starts_with('/') {
            return Parts { scheme, opaque: Some(rest.to_owned()), fragment, ..Parts::default() };
        }
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query.to_owned())),
            None => (rest, None),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let at = rest.find('/').unwrap_or(rest.len());
                (Some(rest[..at].to_owned()).filter(|a| !a.is_empty()), &rest[at..])
            }
            None => (None, rest),
        };
        Parts { scheme, opaque: None, authority, path: path.to_owned(), query, fragment }
    }

    fn text(&self) -> String {
        let mut out = String::new();
        if let Some(scheme) = &self.scheme {
            out.push_str(scheme);
            out.push(':');
        }
        if let Some(opaque) = &self.opaque {
            out.push_str(opaque);
        } else {
            if let Some(authority) = &self.authority {
                out.push_str("//");
                out.push_str(authority);
            }
            out.push_str(&self.path);
        }
        for (mark, part) in [('?', &self.query), ('#', &self.fragment)] {
            if let Some(part) = part {
                out.push(mark);
                out.push_str(part);
            }
        }
        out
    }

    fn user_info(&self) -> Option<&str> {
        self.authority.as_deref()?.rsplit_once('@').map(|(user, _)| user)
    }

    fn host_and_port(&self) -> (Option<&str>, i32) {
        let Some(authority) = self.authority.as_deref() else { return (None, -1) };
        let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
        match place.rsplit_once(':') {
            Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => (Some(host), port.parse().unwrap_or(-1)),
            _ => (Some(place), -1),
        }
    }

    fn scheme_specific(&self) -> String {
        let bare = Parts { scheme: None, fragment: None, ..self.clone() };
        bare.text()
    }

    /// The path without `.` and with `..` resolved.
    fn normalized(&self) -> Parts {
        let absolute = self.path.starts_with('/');
        let mut kept: Vec<&str> = Vec::new();
        let parts: Vec<&str> = self.path.split('/').collect();
        for (i, part) in parts.iter().enumerate() {
            let last = i + 1 == parts.len();
            match *part {
                "" if !last => {}
                "." if last => kept.push(""),
                "." => {}
                ".." if kept.last().is_some_and(|p| *p != "..") => {
                    kept.pop();
                    if last {
                        kept.push("");
                    }
                }
                part => kept.push(part),
            }
        }
        let path = format!("{}{}", if absolute { "/" } else { "" }, kept.join("/"));
        Parts { path, ..self.clone() }
    }

    /// A reference seen from this base (RFC 2396, 5.2).
    fn resolve(&self, given: &Parts) -> Parts {
        if given.scheme.is_some() || self.opaque.is_some() {
            return given.clone();
        }
        if given.authority.is_some() {
            return Parts { scheme: self.scheme.clone(), ..given.clone() };
        }
        if given.path.is_empty() && given.query.is_none() {
            return match &given.fragment {
                Some(_) => Parts { fragment: given.fragment.clone(), ..self.clone() },
                None => given.clone(),
            };
        }
        let path = if given.path.starts_with('/') {
            given.path.clone()
        } else {
            let directory = self.path.rfind('/').map_or("", |at| &self.path[..=at]);
            format!("{directory}{}", given.path)
        };
        let (scheme, authority) = (self.scheme.clone(), self.authority.clone());
        Parts { scheme, authority, path, ..given.clone() }.normalized()
    }
}

/// The text with `%XX` as the characters they stand for.
fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let code = text.get(i + 1..i + 3).filter(|_| bytes[i] == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code {
            Some(byte) => {
                out.push(byte);
                i += 3;
            }
            None => {
                out.push(bytes[i]);
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The text with everything that may not stand in a path as `%XX`.
fn escaped(text: &str, allowed: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || allowed.contains(c) || !c.is_ascii() {
            out.push(c);
        } else {
            out.push_str(&format!("%{:02X}", c as u32));
        }
    }
    out
}

const PATH_CHARACTERS: &str = "-_.!~*'()/:@&=+$,;";

/// The URI of an absolute path.
pub fn file_uri(path: &str) -> Value {
    let path = escaped(path, PATH_CHARACTERS);
    HostObject::new_value(Uri(Parts { scheme: Some("file".into()), path, ..Parts::default() }))
}

/// The URL of an absolute path.
pub fn file_url(path: &str) -> Value {
    HostObject::new_value(Url(Parts { scheme: Some("file".into()), path: path.to_owned(), ..Parts::default() }))
}

/// The path that a file URL or URI names.
pub fn file_path(v: &Value) -> Option<String> {
    let parts = match (v.host::<Uri>(), v.host::<Url>()) {
        (Some(uri), _) => &uri.0,
        (_, Some(url)) => &url.0,
        _ => return None,
    };
    let is_file = parts.scheme.as_deref() == Some("file");
    is_file.then(|| unescaped(parts.opaque.as_deref().unwrap_or(&parts.path)))
}

/// The jar and the entry in it that a URL such as `jar:file:/a.jar!/b/c.clj` names.
fn jar_entry(parts: &Parts) -> Option<(String, String)> {
    let inside = parts.opaque.as_deref().filter(|_| parts.scheme.as_deref() == Some("jar"))?;
    let (jar, entry) = inside.strip_prefix("file:")?.split_once("!/")?;
    Some((unescaped(jar), unescaped(entry)))
}

/// The error for a character that may not stand in a URI.
fn check(text: &str) -> Result<()> {
    let illegal = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && !"-_.!~*'()%;/?:@&=+$,#[]".contains(c);
    let Some((i, _)) = text.char_indices().find(|(_, c)| illegal(*c)) else { return Ok(()) };
    let before = &text[..i];
    let part = if before.contains('#') {
        "fragment"
    } else if before.contains('?') {
        "query"
    } else if before.contains("//") && !before.split_once("//").is_some_and(|(_, rest)| rest.contains('/')) {
        "authority"
    } else if before.contains(':') && !before.contains('/') {
        "opaque part"
    } else {
        "path"
    };
    let message = format!("Illegal character in {part} at index {i}: {text}");
    Err(Error::new(ExceptionKind::URISyntaxException, message))
}

fn new_uri(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let part = |i: usize| match a.get(i) {
        Some(v) if !v.is_nil() => text_arg(v).map(|s| Some(s.into_owned())),
        _ => Ok(None),
    };
    let escape = |text: Option<String>| text.map(|text| escaped(&text, "-_.!~*'()/:@&=+$,;?%"));
    let parts = match a.len() {
        1 => {
            let text = part(0)?.unwrap_or_default();
            check(&text)?;
            Parts::parse(&text)
        }
        3 => {
            let text = format!("{}:{}", part(0)?.unwrap_or_default(), escape(part(1)?).unwrap_or_default());
            Parts { fragment: escape(part(2)?), ..Parts::parse(&text) }
        }
        4 => Parts {
            scheme: part(0)?,
            authority: part(1)?,
            path: part(2)?.map(|p| escaped(&p, PATH_CHARACTERS)).unwrap_or_default(),
            fragment: escape(part(3)?),
            ..Parts::default()
        },
        5 => Parts {
            scheme: part(0)?,
            authority: part(1)?,
            path: part(2)?.map(|p| escaped(&p, PATH_CHARACTERS)).unwrap_or_default(),
            query: escape(part(3)?),
            fragment: escape(part(4)?),
            opaque: None,
        },
        _ => {
            let port = int_arg(&a[3])?;
            let user = part(1)?.map(|u| u + "@").unwrap_or_default();
            let authority = part(2)?.map(|host| match port {
                -1 => format!("{user}{host}"),
                port => format!("{user}{host}:{port}"),
            });
            Parts {
                scheme: part(0)?,
                authority,
                path: part(4)?.map(|p| escaped(&p, PATH_CHARACTERS)).unwrap_or_default(),
                query: escape(part(5)?),
                fragment: escape(part(6)?),
                opaque: None,
            }
        }
    };
    Ok(HostObject::new_value(Uri(parts)))
}

fn create_uri(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    new_uri(t, a).map_err(|e| {
        let message = e.0.message_text().unwrap_or_default();
        Error::with_cause(ExceptionKind::IllegalArgumentException, message, e)
    })
}

fn uri(v: &Value) -> Result<&Parts> {
    v.host::<Uri>().map(|u| &u.0).ok_or_else(|| not_a(v, URI))
}

/// The parts of a URI object, or of the URI that a string is.
fn uri_arg(v: &Value) -> Result<Parts> {
    match v.as_ref::<Str>() {
        Some(text) => Ok(Parts::parse(&text.to_string_lossy())),
        None => uri(v).cloned(),
    }
}

fn url(v: &Value) -> Result<&Parts> {
    v.host::<Url>().map(|u| &u.0).ok_or_else(|| not_a(v, URL))
}

fn or_nil(text: Option<&str>) -> Result<Value> {
    Ok(text.map_or(Value::NIL, Value::str))
}

fn decoded(text: Option<&str>) -> Result<Value> {
    Ok(text.map_or(Value::NIL, |text| Value::str(&unescaped(text))))
}

/// The path; an opaque URI has none.
fn path(parts: &Parts) -> Option<&str> {
    parts.opaque.is_none().then_some(&*parts.path)
}

fn to_url(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let parts = uri(&a[0])?;
    if parts.scheme.is_none() {
        return Err(Error::illegal_argument("URI is not absolute"));
    }
    known_protocol(parts)?;
    Ok(HostObject::new_value(Url(parts.clone())))
}

fn known_protocol(parts: &Parts) -> Result<()> {
    let scheme = parts.scheme.as_deref().unwrap_or("");
    if ["http", "https", "file", "jar", "ftp", "mailto"].contains(&&*scheme.to_ascii_lowercase()) {
        return Ok(());
    }
    Err(Error::new(ExceptionKind::MalformedURLException, format!("unknown protocol: {scheme}")))
}

fn new_url(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let parts = match a {
        [base, given] if base.host::<Url>().is_some() => url(base)?.resolve(&Parts::parse(&text_arg(given)?)),
        [text] => {
            let text = text_arg(text)?;
            let parts = Parts::parse(&text);
            if parts.scheme.is_none() {
                return Err(Error::new(ExceptionKind::MalformedURLException, format!("no protocol: {text}")));
            }
            parts
        }
        [protocol, host, file] => {
            Parts::parse(&format!("{}://{}{}", text_arg(protocol)?, text_arg(host)?, text_arg(file)?))
        }
        [protocol, host, port, file] => {
            let (protocol, host) = (text_arg(protocol)?, text_arg(host)?);
            Parts::parse(&format!("{protocol}://{host}:{}{}", int_arg(port)?, text_arg(file)?))
        }
        _ => return Err(no_constructor(URL)),
    };
    known_protocol(&parts)?;
    Ok(HostObject::new_value(Url(parts)))
}

fn open_stream(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let parts = url(&a[0])?;
    if let Some((jar, entry)) = jar_entry(parts) {
        return match crate::jar::read(&t.runtime, &jar, &entry)? {
            Some(bytes) => Ok(ByteSource::over("java.io.BufferedInputStream", bytes)),
            None => {
                let message = format!("JAR entry {entry} not found in {jar}");
                Err(Error::new(ExceptionKind::FileNotFoundException, message))
            }
        };
    }
    let Some(path) = file_path(&a[0]) else {
        let message = format!("this runtime opens no connections: {}", parts.text());
        return Err(Error::new(ExceptionKind::IOException, message));
    };
    let host = host(&t.runtime);
    let bytes = t.blocking(|| host.read_file(&path)).map_err(|e| io_error(&e, &path))?;
    Ok(ByteSource::over("java.io.BufferedInputStream", bytes))
}

const URI_METHODS: &[NativeDef] = &[
    f("toString", 1, |_, a| string(uri(&a[0])?.text())),
    f("toASCIIString", 1, |_, a| string(uri(&a[0])?.text())),
    f("getScheme", 1, |_, a| or_nil(uri(&a[0])?.scheme.as_deref())),
    f("getSchemeSpecificPart", 1, |_, a| string(unescaped(&uri(&a[0])?.scheme_specific()))),
    f("getRawSchemeSpecificPart", 1, |_, a| string(uri(&a[0])?.scheme_specific())),
    f("getAuthority", 1, |_, a| decoded(uri(&a[0])?.authority.as_deref())),
    f("getUserInfo", 1, |_, a| decoded(uri(&a[0])?.user_info())),
    f("getHost", 1, |_, a| or_nil(uri(&a[0])?.host_and_port().0)),
    f("getPort", 1, |_, a| Ok(Value::int(uri(&a[0])?.host_and_port().1))),
    f("getPath", 1, |_, a| decoded(path(uri(&a[0])?))),
    f("getRawPath", 1, |_, a| or_nil(path(uri(&a[0])?))),
    f("getQuery", 1, |_, a| decoded(uri(&a[0])?.query.as_deref())),
    f("getRawQuery", 1, |_, a| or_nil(uri(&a[0])?.query.as_deref())),
    f("getFragment", 1, |_, a| decoded(uri(&a[0])?.fragment.as_deref())),
    f("isAbsolute", 1, |_, a| bool_(uri(&a[0])?.scheme.is_some())),
    f("isOpaque", 1, |_, a| bool_(uri(&a[0])?.opaque.is_some())),
    f("normalize", 1, |_, a| Ok(HostObject::new_value(Uri(uri(&a[0])?.normalized())))),
    f("resolve", 2, |_, a| Ok(HostObject::new_value(Uri(uri(&a[0])?.resolve(&uri_arg(&a[1])?))))),
    f("relativize", 2, |_, a| {
        let (base, given) = (uri(&a[0])?, uri_arg(&a[1])?);
        let prefix = if base.path.ends_with('/') { base.path.clone() } else { format!("{}/", base.path) };
        let same = base.scheme == given.scheme && base.authority == given.authority;
        let rest = given.path.strip_prefix(&prefix).filter(|_| same).map(str::to_owned);
        Ok(HostObject::new_value(Uri(match rest {
            Some(path) => Parts { scheme: None, authority: None, path, ..given },
            None => given,
        })))
    }),
    f("toURL", 1, to_url),
    f("compareTo", 2, |_, a| Ok(Value::int(uri(&a[0])?.text().cmp(&uri(&a[1])?.text()) as i32))),
    f("equals", 2, |_, a| bool_(a[1].host::<Uri>().is_some_and(|other| Some(&other.0) == uri(&a[0]).ok()))),
    f("hashCode", 1, |_, a| Ok(Value::int(Str::new(&uri(&a[0])?.text()).java_hash()))),
];

/// Path and query.
fn url_file(parts: &Parts) -> String {
    let path = parts.opaque.as_deref().unwrap_or(&parts.path);
    match &parts.query {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    }
}

const URL_METHODS: &[NativeDef] = &[
    f("toString", 1, |_, a| string(url(&a[0])?.text())),
    f("toExternalForm", 1, |_, a| string(url(&a[0])?.text())),
    f("getProtocol", 1, |_, a| or_nil(url(&a[0])?.scheme.as_deref())),
    f("getHost", 1, |_, a| string(url(&a[0])?.host_and_port().0.unwrap_or(""))),
    f("getPort", 1, |_, a| Ok(Value::int(url(&a[0])?.host_and_port().1))),
    f("getDefaultPort", 1, |_, a| {
        Ok(Value::int(match url(&a[0])?.scheme.as_deref() {
            Some("http") => 80,
            Some("https") => 443,
            Some("ftp") => 21,
            _ => -1,
        }))
    }),
    f("getPath", 1, |_, a| {
        let parts = url(&a[0])?;
        string(parts.opaque.as_deref().unwrap_or(&parts.path))
    }),
    f("getFile", 1, |_, a| string(url_file(url(&a[0])?))),
    f("getQuery", 1, |_, a| or_nil(url(&a[0])?.query.as_deref())),
    f("getRef", 1, |_, a| or_nil(url(&a[0])?.fragment.as_deref())),
    f("getAuthority", 1, |_, a| or_nil(url(&a[0])?.authority.as_deref())),
    f("getUserInfo", 1, |_, a| or_nil(url(&a[0])?.user_info())),
    f("toURI", 1, |_, a| {
        let parts = url(&a[0])?;
        check(&parts.text())?;
        Ok(HostObject::new_value(Uri(parts.clone())))
    }),
    f("openStream", 1, open_stream),
    f("equals", 2, |_, a| bool_(a[1].host::<Url>().is_some_and(|other| Some(&other.0) == url(&a[0]).ok()))),
    f("hashCode", 1, |_, a| Ok(Value::int(Str::new(&url(&a[0])?.text()).java_hash()))),
];

/// Form encoding: spaces become `+`, everything but letters, digits and `-_.*` becomes `%XX`.
fn encode(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let charset = charset::arg(a.get(1))?;
    let text = text_arg(&a[0])?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.* ".contains(c);
    let mut out = String::new();
    let mut rest = &*text;
    while let Some(first) = rest.chars().next() {
        // What must be escaped is encoded in one go, as some encodings mark where a text begins.
        let end = rest.find(|c| plain(c) != plain(first)).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        if plain(first) {
            out.push_str(&run.replace(' ', "+"));
        } else {
            out.extend(charset.encode(&Str::new(run)).iter().map(|byte| format!("%{byte:02X}")));
        }
        rest = behind;
    }
    string(out)
}

fn decode(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let charset = charset::arg(a.get(1))?;
    let text = text_arg(&a[0])?;
    let mut rest = &*text;
    while let Some(at) = rest.find('%') {
        let Some(hex) = rest.get(at + 1..at + 3) else {
            return Err(Error::illegal_argument("URLDecoder: Incomplete trailing escape (%) pattern"));
        };
        if u8::from_str_radix(hex, 16).is_err() {
            let message =
                format!("URLDecoder: Illegal hex characters in escape (%) pattern - Error at index 0 in: \"{hex}\"");
            return Err(Error::illegal_argument(message));
        }
        rest = &rest[at + 3..];
    }
    let text = text.replace('+', " ");
    if charset.is_utf8() {
        return string(unescaped(&text));
    }
    let (mut units, mut bytes) = (Vec::new(), Vec::new());
    let mut rest = &*text;
    while let Some(c) = rest.chars().next() {
        match rest.strip_prefix('%').and_then(|hex| u8::from_str_radix(hex.get(..2)?, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &rest[3..];
            }
            None => {
                units.extend(charset.decode(&std::mem::take(&mut bytes)).units_iter());
                units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    units.extend(charset.decode(&bytes).units_iter());
    Ok(Str::from_units(units).into())
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        constructors: &[ctor(1, 1, new_uri), ctor(3, 5, new_uri), ctor(7, 7, new_uri)],
        methods: URI_METHODS,
        statics: &[f("create", 1, create_uri)],
        ..class(URI)
    },
    ClassDef { constructors: &[ctor(1, 4, new_url)], methods: URL_METHODS, ..class(URL) },
    ClassDef { statics: &[g("encode", 1, 2, encode)], ..class("java.net.URLEncoder") },
    ClassDef { statics: &[g("decode", 1, 2, decode)], ..class("java.net.URLDecoder") },
];
