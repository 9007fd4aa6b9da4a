//! Interim.
pub mod seq {
    use runtime::coll::{list, map, set, vector::Vector};
    use runtime::{Result, Thread, Value};
    pub fn to_vec(_: &mut Thread, v: &Value) -> Result<Vec<Value>> {
        if let Some(it) = list::iter(v) { return Ok(it.cloned().collect()); }
        if let Some(x) = v.as_ref::<Vector>() { return Ok(x.iter().cloned().collect()); }
        if map::is_map(v) { return Ok(vec![]) }
        if set::is_set(v) { return Ok(set::iter(v).cloned().collect()) }
        Ok(vec![])
    }
    pub fn first(t: &mut Thread, v: &Value) -> Result<Value> { Ok(to_vec(t, v)?.first().cloned().unwrap_or_default()) }
    pub fn next(t: &mut Thread, v: &Value) -> Result<Value> { Ok(list::from_vec(to_vec(t, v)?.into_iter().skip(1).collect())) }
    pub fn is_seq(v: &Value) -> bool { v.is::<list::List>() }
    pub mod cons { pub struct Cons; impl Cons { pub fn new_value(a: super::Value, b: super::Value) -> super::Value { super::list::conj(b, a).unwrap_or_default() } } }
}
pub mod ops {
    use runtime::coll::{list, map, set, vector::Vector};
    use runtime::{Result, Thread, Value};
    pub fn meta(_: &mut Thread, v: &Value) -> Result<Value> {
        Ok(if let Some(l) = v.get::<list::List>() { l.meta.clone() }  else if map::is_map(v) { map::meta(v) } else if set::is_set(v) { set::meta(v) } else { Value::NIL })
    }
    pub fn with_meta(_: &mut Thread, v: Value, m: Value) -> Result<Value> {
        Ok(if map::is_map(&v) { map::with_meta(v, m) } else if set::is_set(&v) { set::with_meta(v, m) } else {
            match v.downcast::<list::List>() { Ok(l) => l.with_meta(m).into(), Err(v) => match v.downcast::<Vector>() { Ok(v) => v.with_meta(m).into(), Err(_) => list::EmptyList::with_meta(m) } }
        })
    }
}
pub mod print {
    use runtime::coll::{list, map, set, vector::Vector};
    use runtime::{Result, Thread, Value};
    pub fn pr_str(t: &mut Thread, v: &Value) -> Result<String> { Ok(show(t, v, true)) }
    pub fn print_str(t: &mut Thread, v: &Value) -> Result<String> { Ok(show(t, v, false)) }
    fn show(t: &mut Thread, v: &Value, r: bool) -> String {
        let all = |t: &mut Thread, vs: Vec<Value>| vs.iter().map(|v| show(t, v, r)).collect::<Vec<_>>().join(" ");
        if v.is::<list::List>() || v.is::<list::EmptyList>() { let i = super::seq::to_vec(t, v).unwrap(); return format!("({})", all(t, i)); }
        if v.is::<Vector>() { let i = super::seq::to_vec(t, v).unwrap(); return format!("[{}]", all(t, i)); }
        if set::is_set(v) { let i = super::seq::to_vec(t, v).unwrap(); return format!("#{{{}}}", all(t, i)); }
        if map::is_map(v) {
            let es = map::entries(v);
            let ns = |k: &Value| k.as_ref::<runtime::keyword::Keyword>().and_then(|k| k.ns_str()).map(str::to_owned);
            let n = es.first().and_then(|e| ns(&e.0)).filter(|n| es.iter().all(|e| ns(&e.0).as_ref() == Some(n)));
            let parts: Vec<String> = es.iter().map(|(k, v)| { let k = match &n { Some(_) => format!(":{}", k.as_ref::<runtime::keyword::Keyword>().unwrap().name_str()), None => show(t, k, r) }; format!("{k} {}", show(t, v, r)) }).collect();
            return format!("{}{{{}}}", n.map_or(String::new(), |n| format!("#:{n}")), parts.join(", "));
        }
        if let Some(s) = v.as_ref::<runtime::symbol::Symbol>() { return s.full_name(); }
        if let Some(s) = v.as_ref::<runtime::keyword::Keyword>() { return format!(":{}", s.symbol.full_name()); }
        if let Some(s) = v.as_ref::<runtime::string::Str>() { return if r { format!("\"{}\"", s.to_string_lossy().replace('\n', "\\n").replace('\t', "\\t")) } else { s.to_string_lossy() }; }
        if let Some(s) = v.get::<runtime::tagged::TaggedLiteral>() { return format!("#{} {}", show(t, &s.tag, r), show(t, &s.form, r)); }
        if let Some(s) = v.get::<runtime::tagged::ReaderConditional>() { return format!("#?{}{}", if s.splicing { "@" } else { "" }, show(t, &s.form, r)); }
        if let Some(s) = v.get::<runtime::regex::Pattern>() { return format!("#\"{}\"", s.source.to_string_lossy()); }
        if let Some(s) = v.get::<runtime::inst::Inst>() { return format!("#inst \"{}\"", s.rfc3339()); }
        if let Some(s) = runtime::number::object::to_text(v) { return match s.as_str() { "Infinity" => "##Inf".into(), "-Infinity" => "##-Inf".into(), "NaN" => "##NaN".into(), _ => if v.as_long().is_none() && v.as_double().is_none() { match v.kind() { Some(runtime::Kind::Ratio) => s, Some(runtime::Kind::BigDecimal) => format!("{s}M"), _ => format!("{s}N") } } else { s } }; }
        if let Some(c) = v.as_char() { return match c { 10 => "\\newline".into(), 32 => "\\space".into(), c => format!("\\{}", char::from_u32(c as u32).unwrap()) }; }
        format!("{v:?}")
    }
}
