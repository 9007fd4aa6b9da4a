//! Natives for namespaces: finding, creating, mapping, resolving. What `ns`, `require` and `refer` stand on.
//!
//! `clojure.lang.Namespace`, and `ns-resolve` as `clojure.lang.Compiler.maybeResolveIn`.

use super::args::{symbol_arg, text_arg};
use crate::core_vars::{CoreVars, current_ns};
use crate::libs;
use bytecode::{ConstId, Constant};
use runtime::class::Class;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::namespace::Namespace;
use runtime::object::Ref;
use runtime::reference::watch;
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::var::Var;
use runtime::{Thread, Value, bindings, coll};
use vm::loader::Units;

/// A namespace object, or the namespace that a symbol names.
pub fn the_namespace(t: &mut Thread, value: &Value) -> Result<Ref<Namespace>> {
    if let Some(ns) = value.as_ref::<Namespace>() {
        return Ok(ns.clone());
    }
    let name = symbol_arg(value)?;
    runtime::namespace::find(t, &name.full_name())
        .ok_or_else(|| Error::new(ExceptionKind::Exception, format!("No namespace: {} found", name.full_name())))
}

fn find_ns(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let name = symbol_arg(&args[0])?.full_name();
    Ok(runtime::namespace::find(t, &name).map_or(Value::NIL, Value::from))
}

fn create_ns(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(t.runtime.namespaces.find_or_create(symbol_arg(&args[0])?).into())
}

fn remove_ns(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let name = symbol_arg(&args[0])?.full_name();
    if name == "clojure.core" {
        return Err(Error::illegal_argument("Cannot remove clojure namespace"));
    }
    libs::remove(t, &name)?;
    hold_vars(t, &name, None);
    let removed = t.runtime.namespaces.remove(&name).unwrap_or_default();
    if let Some(ns) = removed.as_ref::<Namespace>() {
        let_go_of_all(t, ns);
    }
    Ok(removed)
}

/// Has all code that is alive hold the vars of a namespace, or the one of this name, which it names: code that was not called yet looks
/// them up when it is, and then they could not be found any more.
fn hold_vars(t: &mut Thread, of: &str, only: Option<&str>) {
    for unit in Units::of(&t.runtime).alive() {
        let Some(whole) = unit.whole() else { continue };
        let is_wanted = |constant: &Constant| match constant {
            Constant::Var { ns, name } => ns == of && only.is_none_or(|only| only == name),
            _ => false,
        };
        let wanted = whole.constants.iter().enumerate().filter(|(_, constant)| is_wanted(constant));
        let wanted: Vec<ConstId> = wanted.map(|(id, _)| ConstId(id as u32)).collect();
        if !wanted.is_empty() {
            for id in unit.may_need(&wanted) {
                let _ = unit.literal(t, id);
            }
        }
    }
}

/// References of an object, a hint while other threads run.
fn references(value: &Value) -> usize {
    value.header().map_or(0, |header| header.count.references() as usize)
}

/// Takes the root of a var that nothing refers to any more but the code of its own value, and `known` others: the two would
/// hold each other. Running code holds the function, not the var, so then nothing is done.
fn let_go(t: &mut Thread, var: &Ref<Var>, known: usize) -> bool {
    let Some(root) = var.made_root() else { return false };
    let var_value = var.to_value();
    let own = vm::link::references_from(&root, &var_value);
    // The root's cell and ours; this value of the var.
    let unused = own > 0 && references(&root) == 2 && references(&var_value) == own + known + 1;
    if unused {
        drop(root);
        var.root.store(t, None);
    }
    unused
}

/// The same for the vars of a namespace that nobody but they refer to.
fn let_go_of_all(t: &mut Thread, ns: &Ref<Namespace>) {
    let own: Vec<(String, Ref<Var>)> = ns
        .mappings()
        .into_iter()
        .filter_map(|(name, v)| Some((name, v.downcast::<Var>().ok()?)))
        .filter(|(_, var)| var.ns.as_ref().is_some_and(|home| Ref::same(home, ns)))
        .collect();
    // One reference is the caller's.
    if references(&ns.to_value()) > own.len() + 2 {
        return;
    }
    let mut left = own;
    loop {
        let before = left.len();
        // Held by the namespace, and by the list here.
        left.retain(|(name, var)| {
            let alone = references(&var.to_value()) == 3;
            let gone = let_go(t, var, 2) || alone;
            if gone {
                ns.unmap(name);
            }
            !gone
        });
        if left.len() == before {
            return;
        }
    }
}

fn all_ns(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let all = t.runtime.namespaces.all().into_iter().map(Value::from).collect();
    Ok(coll::list::from_vec(all))
}

fn the_ns(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    the_namespace(t, &args[0]).map(Value::from)
}

fn ns_name(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(the_namespace(t, &args[0])?.name.to_value())
}

fn map_of(t: &mut Thread, entries: Vec<(String, Value)>) -> Result<Value> {
    let pairs = entries.into_iter().map(|(name, v)| (Symbol::from_parts(None, &name).into(), v)).collect();
    coll::map::from_pairs(t, pairs)
}

fn ns_map(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let ns = the_namespace(t, &args[0])?;
    let mut entries = ns.mappings();
    for (name, class) in default_imports() {
        if !entries.iter().any(|(n, _)| n == name) {
            entries.push((name.to_owned(), t.runtime.classes.intern(class).into()));
        }
    }
    map_of(t, entries)
}

fn ns_unmap(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let ns = the_namespace(t, &args[0])?;
    let symbol = symbol_arg(&args[1])?;
    if symbol.ns.is_some() {
        return Err(Error::illegal_argument("Can't unintern namespace-qualified symbol"));
    }
    let ns_name = ns.name.full_name();
    hold_vars(t, &ns_name, Some(symbol.name_str()));
    let ns = the_namespace(t, &args[0])?;
    let former = ns.mapping(symbol.name_str());
    ns.unmap(symbol.name_str());
    if let Some(var) = former.as_ref().and_then(|v| v.as_ref::<Var>()) {
        let_go(t, var, 1);
    }
    Ok(Value::NIL)
}

fn ns_aliases(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let entries = the_namespace(t, &args[0])?.aliases();
    map_of(t, entries)
}

fn ns_unalias(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    the_namespace(t, &args[0])?.remove_alias(symbol_arg(&args[1])?.name_str());
    Ok(Value::NIL)
}

fn alias(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let alias = symbol_arg(&args[0])?.clone();
    let target = the_namespace(t, &args[1])?;
    let ns = current_ns(t);
    if let Some(other) = ns.add_alias(alias.name_str(), &target) {
        return Err(Error::illegal_state(format!(
            "Alias {} already exists in namespace {}, aliasing {}",
            alias.full_name(),
            ns.name_str(),
            other.name_str()
        )));
    }
    Ok(Value::NIL)
}

fn in_ns(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let ns = t.runtime.namespaces.find_or_create(symbol_arg(&args[0])?);
    set_current_ns(t, ns.to_value())?;
    Ok(ns.into())
}

/// Sets `*ns*`: the thread binding where there is one, else the root.
pub fn set_current_ns(t: &mut Thread, ns: Value) -> Result<()> {
    let vars = CoreVars::of(t);
    if bindings::is_bound(t, vars.ns.var()) {
        bindings::set(t, vars.ns.var(), ns)
    } else {
        vars.ns.set_root(t, ns);
        Ok(())
    }
}

/// What a symbol means in a namespace: a var, a class, or nil.
pub fn resolve_in(t: &mut Thread, ns: &Ref<Namespace>, symbol: &Ref<Symbol>) -> Result<Value> {
    let name = symbol.name_str();
    if let Some(prefix) = symbol.ns_str() {
        let target = ns.alias(prefix).or_else(|| runtime::namespace::find(t, prefix));
        return Ok(target.and_then(|ns| ns.find_var(name)).map_or(Value::NIL, Value::from));
    }
    if name.contains('.') && !name.ends_with('.') && !name.starts_with('.') || name.starts_with('[') {
        return Ok(runtime::class::find(t, name).map_or(Value::NIL, Value::from));
    }
    if let Some(mapping) = ns.mapping(name) {
        return Ok(mapping);
    }
    Ok(default_imports()
        .find(|(simple, _)| *simple == name)
        .map_or(Value::NIL, |(_, class)| t.runtime.classes.intern(class).into()))
}

fn ns_resolve(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let ns = the_namespace(t, &args[0])?;
    let (env, symbol) = match args {
        [_, symbol] => (None, symbol),
        [_, env, symbol] => (Some(&*env), symbol),
        _ => return Ok(Value::NIL),
    };
    if let Some(env) = env
        && runtime::ops::contains(t, env, symbol)?
    {
        return Ok(Value::NIL);
    }
    if symbol.is_nil() {
        return Err(Error::new(
            ExceptionKind::NullPointerException,
            "Cannot read field \"ns\" because \"sym\" is null",
        ));
    }
    let symbol = symbol_arg(symbol)?.clone();
    resolve_in(t, &ns, &symbol)
}

fn intern(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let ns = the_namespace(t, &args[0])?;
    let symbol = symbol_arg(&args[1])?.clone();
    let var = intern_var(&ns, &symbol)?;
    if !symbol.meta.is_nil() {
        var.set_raw_meta(symbol.meta.clone());
    }
    if let Some(value) = args.get_mut(2) {
        let value = value.take();
        bind_root(t, &var, value)?;
    }
    Ok(var.into())
}

/// Gives a var a root as `def` and `intern` do: the validator is asked, watches are told.
pub fn bind_root(t: &mut Thread, var: &Ref<Var>, value: Value) -> Result<()> {
    let reference = var.to_value();
    watch::validate(t, &reference, &value)?;
    let old = var.root(t).unwrap_or_default();
    var.set_root(t, value.clone());
    var.set_macro(false);
    watch::notify(t, &reference, &old, &value)
}

/// The var of a namespace's own, or Clojure's error where the name means something else.
pub fn intern_var(ns: &Ref<Namespace>, symbol: &Ref<Symbol>) -> Result<Ref<Var>> {
    if symbol.ns.is_some() {
        return Err(Error::illegal_argument("Can't intern namespace-qualified symbol"));
    }
    if let Some(var) = ns.intern(symbol) {
        return Ok(var);
    }
    // A mapping to another namespace's var: those of clojure.core may be replaced.
    match ns.mapping(symbol.name_str()).and_then(|m| m.downcast::<Var>().ok()) {
        Some(var) if var.ns.as_ref().is_some_and(|n| n.name_str() != "clojure.core") => Err(Error::illegal_state(
            format!("{} already refers to: #'{} in namespace: {}", symbol.name_str(), var.full_name(), ns.name_str()),
        )),
        _ => Ok(ns.intern_replacing(symbol)),
    }
}

fn refer_var(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let symbol = symbol_arg(&args[0])?.clone();
    let ns = current_ns(t);
    if let Some(existing) = ns.mapping(symbol.name_str()) {
        if existing.identical(&args[1]) {
            return Ok(Value::NIL);
        }
        if let (Some(old), Some(new)) = (existing.get::<Var>(), args[1].as_ref::<Var>()) {
            let owner = old.ns.as_ref().map_or("", |n| n.name_str());
            // A var of the namespace's own gives way without a word, and anything to clojure.core.
            let own = old.ns.as_ref().is_some_and(|home| Ref::same(home, &ns));
            let from_core = new.ns.as_ref().is_some_and(|home| home.name_str() == "clojure.core");
            if own || from_core {
                ns.map(symbol.name_str(), args[1].clone());
                return Ok(Value::NIL);
            }
            if owner != "clojure.core" {
                return Err(Error::illegal_state(format!(
                    "{} already refers to: #'{} in namespace: {}",
                    symbol.name_str(),
                    existing.as_ref::<Var>().map(|v| v.full_name()).unwrap_or_default(),
                    ns.name_str()
                )));
            }
            warn_replaced(t, &ns, &symbol, owner, new)?;
        }
    }
    ns.map(symbol.name_str(), args[1].clone());
    Ok(Value::NIL)
}

/// Refers to all public vars of a namespace but the excluded ones, if it has a library: then no var needs to be made for that.
/// False if it has none.
fn refer_library(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let from = the_namespace(t, &args[0])?;
    let mut except = Vec::new();
    for excluded in runtime::seq::to_vec(t, &args[1])? {
        if let Some(symbol) = excluded.as_ref::<Symbol>() {
            except.push(symbol.full_name());
        }
    }
    let except: Vec<&str> = except.iter().map(String::as_str).collect();
    let ns = current_ns(t);
    let is_new = |name: &str| !except.contains(&name);
    let hidden: Vec<String> = ns.hides(&from).into_iter().filter(|name| is_new(name)).collect();
    if !ns.refer_library(&from, &except) {
        return Ok(Value::FALSE);
    }
    let own = from.own_mappings().into_iter().filter(|(name, value)| {
        let var = value.get::<Var>().filter(|var| !var.is_private() && is_new(name));
        var.and_then(|var| var.ns.as_ref()).is_some_and(|home| Ref::same(home, &from))
    });
    let hidden = hidden.into_iter().filter_map(|name| from.mapping(&name).map(|var| (name, var)));
    for (name, var) in hidden.chain(own) {
        refer_var(t, &mut [Symbol::from_parts(None, &name).into(), var])?;
    }
    Ok(Value::TRUE)
}

/// Clojure's warning when a name of clojure.core is replaced by a reference to another var.
fn warn_replaced(t: &mut Thread, ns: &Ref<Namespace>, symbol: &Ref<Symbol>, owner: &str, new: &Ref<Var>) -> Result<()> {
    let name = symbol.name_str();
    let text = format!(
        "WARNING: {name} already refers to: #'{owner}/{name} in namespace: {}, being replaced by: #'{}\n",
        ns.name_str(),
        new.full_name()
    );
    super::io::write_err(t, &text)
}

fn var_ns(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let var = args[0].get::<Var>().ok_or_else(|| Error::cannot_cast(&args[0], "clojure.lang.Var"))?;
    Ok(var.ns.as_ref().map_or(Value::NIL, Ref::to_value))
}

fn is_var_public(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(args[0].get::<Var>().is_some_and(|v| !v.is_private())))
}

fn current_ns_name(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Ok(current_ns(t).name.to_value())
}

fn loaded_libs(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    libs::reference(t).deref(t)
}

/// The ref that `*loaded-libs*` holds.
fn loaded_libs_ref(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Ok(libs::reference(t).into())
}

fn mark_loaded(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let name = symbol_arg(&args[0])?.full_name();
    libs::insert(t, &name)?;
    Ok(Value::NIL)
}

fn set_loaded_libs(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    libs::change(t, |_, _| Ok(args[0].clone()))?;
    Ok(Value::NIL)
}

/// `(root-directory "/a/b/c")` is `"/a/b"`.
fn root_directory(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let path = text_arg(&args[0])?;
    Ok(Value::str(path.rsplit_once('/').map_or("", |(dir, _)| dir)))
}

/// Maps a class's simple name in the current namespace, unless it means something else there.
fn import_class(t: &mut Thread, class: &Ref<Class>) -> Result<()> {
    let ns = current_ns(t);
    let name = class.simple_name();
    let known = ns.mapping(name).and_then(|known| known.downcast::<Class>().ok());
    let known = known
        .map(|class| class.name_str().to_owned())
        .or_else(|| default_imports().find(|(simple, _)| *simple == name).map(|(_, full)| full.to_owned()));
    if let Some(known) = known.filter(|known| known != class.name_str()) {
        let ns = ns.name_str();
        return Err(Error::illegal_state(format!("{name} already refers to: class {known} in namespace: {ns}")));
    }
    ns.import(class);
    Ok(())
}

/// `import*`: maps the class's simple name in the current namespace.
fn import(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let class = match args[0].as_ref::<Class>() {
        Some(class) => class.clone(),
        None => t.runtime.classes.intern(&text_arg(&args[0])?),
    };
    import_class(t, &class)?;
    Ok(class.into())
}

/// The classes that every namespace knows by simple name, as on the JVM: simple name and full name.
pub fn default_imports() -> impl Iterator<Item = (&'static str, &'static str)> {
    compiler::analyzer::DEFAULT_IMPORTS.iter().map(|full| (full.rsplit('.').next().unwrap_or(full), *full))
}

fn index_of(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let (s, part) = (text_arg(&args[0])?, text_arg(&args[1])?);
    Ok(Value::long(s.find(&*part).map_or(-1, |i| s[..i].encode_utf16().count() as i64)))
}

fn starts_with(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(text_arg(&args[0])?.starts_with(&*text_arg(&args[1])?)))
}

fn string_replace_char(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let (Some(s), Some(from), Some(to)) = (args[0].as_ref::<Str>(), args[1].as_char(), args[2].as_char()) else {
        return Err(Error::cannot_cast(&args[0], "java.lang.String"));
    };
    Ok(Str::from_units(s.units_iter().map(|u| if u == from { to } else { u })).into())
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("find-ns", 1, 1, find_ns),
    NativeDef::new("create-ns", 1, 1, create_ns),
    NativeDef::new("remove-ns", 1, 1, remove_ns),
    NativeDef::new("all-ns", 0, 0, all_ns),
    NativeDef::new("the-ns", 1, 1, the_ns),
    NativeDef::new("ns-name", 1, 1, ns_name),
    NativeDef::new("ns-map", 1, 1, ns_map),
    NativeDef::new("ns-unmap", 2, 2, ns_unmap),
    NativeDef::new("ns-aliases", 1, 1, ns_aliases),
    NativeDef::new("ns-unalias", 2, 2, ns_unalias),
    NativeDef::new("alias", 2, 2, alias),
    NativeDef::new("in-ns", 1, 1, in_ns),
    NativeDef::new("ns-resolve", 2, 3, ns_resolve),
    NativeDef::new("intern", 2, 3, intern),
    NativeDef::new("refer-var", 2, 2, refer_var),
    NativeDef::new("refer-library", 2, 2, refer_library),
    NativeDef::new("var-ns", 1, 1, var_ns),
    NativeDef::new("var-public?", 1, 1, is_var_public),
    NativeDef::new("current-ns-name", 0, 0, current_ns_name),
    NativeDef::new("loaded-libs", 0, 0, loaded_libs),
    NativeDef::new("loaded-libs-ref", 0, 0, loaded_libs_ref),
    NativeDef::new("mark-loaded", 1, 1, mark_loaded),
    NativeDef::new("set-loaded-libs", 1, 1, set_loaded_libs),
    NativeDef::new("root-directory", 1, 1, root_directory),
    NativeDef::new("import", 1, 1, import),
    NativeDef::new("index-of", 2, 2, index_of),
    NativeDef::new("starts-with?", 2, 2, starts_with),
    NativeDef::new("string-replace-char", 3, 3, string_replace_char),
];
