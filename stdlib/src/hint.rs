//! "Did you mean": names that are near to one that was not found. Found from the text of the exception, which is all
//! that a report has, among the names that the runtime knows. The candidates are every mapping and class, so this is
//! for reports to people and not for code that tries names.

use crate::report::{Report, root_cause};
use runtime::Thread;
use runtime::error::Error;
use runtime::namespace::Namespace;
use runtime::object::Ref;
use runtime::var::Var;
use strsim::osa_distance;

/// How many names are offered at most.
const OFFERED: usize = 3;

/// `Did you mean println?`, if a name was not found and others are near.
pub fn did_you_mean(t: &mut Thread, error: &Error, report: &Report) -> Option<String> {
    let message = root_cause(&error.0).message_text()?;
    let near = match &*report.class {
        "ClassNotFoundException" => near_classes(t, &message),
        _ => near_symbols(t, &message),
    };
    match near.as_slice() {
        [] => None,
        [only] => Some(format!("Did you mean {only}?")),
        [firsts @ .., last] => Some(format!("Did you mean {} or {last}?", firsts.join(", "))),
    }
}

/// What a message says was not found, with the candidates for it.
fn near_symbols(t: &mut Thread, message: &str) -> Vec<String> {
    if let Some(rest) = message.strip_prefix("Unable to resolve symbol: ") {
        let Some(name) = rest.strip_suffix(" in this context") else { return Vec::new() };
        return nearest(name, all_names(t));
    }
    if let Some(symbol) = message.strip_prefix("No such var: ") {
        let Some((qualifier, name)) = symbol.split_once('/') else { return Vec::new() };
        let Some(ns) = namespace_called(t, qualifier) else { return Vec::new() };
        let near = nearest(name, own_names(&ns, false));
        return near.into_iter().map(|name| format!("{qualifier}/{name}")).collect();
    }
    if let Some(name) = message.strip_prefix("No such namespace: ") {
        let namespaces = t.runtime.namespaces.all();
        let names = namespaces.iter().map(|ns| ns.name_str().to_owned());
        let aliases = namespaces.iter().filter(|ns| !is_library(ns)).flat_map(|ns| ns.aliases()).map(|(name, _)| name);
        return nearest(name, names.chain(aliases).collect());
    }
    Vec::new()
}

/// The namespace of this name, or that some namespace of the program has under it as an alias.
fn namespace_called(t: &mut Thread, name: &str) -> Option<Ref<Namespace>> {
    let known = t.runtime.namespaces.find(name);
    known.or_else(|| t.runtime.namespaces.all().iter().filter(|ns| !is_library(ns)).find_map(|ns| ns.alias(name)))
}

/// Is this one of the namespaces that come with Lisle? What they refer to says nothing of the program.
fn is_library(ns: &Ref<Namespace>) -> bool {
    let name = ns.name_str();
    name.starts_with("clojure.") || name.starts_with("lisle.")
}

/// The names of the vars that a namespace defines.
fn own_names(ns: &Ref<Namespace>, private: bool) -> Vec<String> {
    let mappings = ns.mappings().into_iter();
    let own = mappings.filter(|(name, target)| {
        let home = target.get::<Var>().and_then(|var| var.ns.as_ref());
        home.is_some_and(|home| Ref::same(home, ns)) && (private || !name.starts_with('-'))
    });
    own.map(|(name, _)| name).collect()
}

/// What a symbol without a namespace may have meant: `clojure.core`'s names and those of the program's namespaces.
fn all_names(t: &mut Thread) -> Vec<String> {
    let namespaces = t.runtime.namespaces.all();
    let of_program = namespaces.iter().filter(|ns| !is_library(ns)).flat_map(|ns| own_names(ns, true));
    let core = t.runtime.namespaces.find("clojure.core").map(|ns| own_names(&ns, false));
    of_program.chain(core.unwrap_or_default()).collect()
}

/// Classes with a name like this one, in whatever package.
fn near_classes(t: &mut Thread, name: &str) -> Vec<String> {
    let simple = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let wanted = simple(name);
    let names = t.runtime.classes.names();
    let same: Vec<String> = names.iter().filter(|n| simple(n) == wanted).cloned().collect();
    if same.is_empty() { nearest(name, names) } else { same.into_iter().take(OFFERED).collect() }
}

/// The candidates nearest to a name, if near enough: one slip in every three letters, and a slip in case is none.
fn nearest(name: &str, candidates: Vec<String>) -> Vec<String> {
    let folded = name.to_lowercase();
    let limit = (name.chars().count() / 3).min(3);
    let mut near: Vec<(usize, String)> = candidates
        .into_iter()
        .filter(|c| c != name && c.len().abs_diff(name.len()) <= limit)
        .map(|c| (osa_distance(&folded, &c.to_lowercase()), c))
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    near.sort();
    near.dedup();
    let best = near.first().map_or(0, |(distance, _)| *distance);
    near.into_iter().filter(|(distance, _)| *distance == best).map(|(_, c)| c).take(OFFERED).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_near_names_are_offered() {
        let names = ["println", "print", "pr", "map", "mapv"].map(String::from).to_vec();
        assert_eq!(nearest("prinltn", names.clone()), ["println"]);
        assert_eq!(nearest("Map", names.clone()), ["map"]);
        assert_eq!(nearest("mapp", names.clone()), ["map", "mapv"]);
        assert!(nearest("quux", names.clone()).is_empty());
        assert!(nearest("p", names).is_empty());
    }
}
