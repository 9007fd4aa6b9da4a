//! What symbols mean: locals, vars, natives, classes and their static members.
//!
//! A class that nobody defined is accepted wherever naming it does no harm (imports, hints, `instance?`,
//! `catch`, protocol extension, code inside of functions); code that runs at once and needs the class is
//! an error.

use super::errors::AnalyzeError;
use super::form;
use super::types::primitive_code;
use super::{Analyzer, Pos, Res};
use crate::node::{Node, NodeKind, Type};
use runtime::class::{Class, ClassDef};
use runtime::function::NativeDef;
use runtime::namespace::Namespace;
use runtime::symbol::Symbol;
use runtime::var::Var;
use runtime::{Ref, Value};
use std::rc::Rc;

/// The namespace of natives: its symbols are natives, not vars.
pub const NATIVE_NS: &str = "lisle.native";

/// The classes that every namespace knows by their simple names.
pub const DEFAULT_IMPORTS: &[&str] = &[
    "clojure.lang.Compiler",
    "java.lang.AbstractMethodError",
    "java.lang.Appendable",
    "java.lang.ArithmeticException",
    "java.lang.ArrayIndexOutOfBoundsException",
    "java.lang.ArrayStoreException",
    "java.lang.AssertionError",
    "java.lang.Boolean",
    "java.lang.Byte",
    "java.lang.CharSequence",
    "java.lang.Character",
    "java.lang.Class",
    "java.lang.ClassCastException",
    "java.lang.ClassCircularityError",
    "java.lang.ClassFormatError",
    "java.lang.ClassLoader",
    "java.lang.ClassNotFoundException",
    "java.lang.CloneNotSupportedException",
    "java.lang.Cloneable",
    "java.lang.Comparable",
    "java.lang.Deprecated",
    "java.lang.Double",
    "java.lang.Enum",
    "java.lang.EnumConstantNotPresentException",
    "java.lang.Error",
    "java.lang.Exception",
    "java.lang.ExceptionInInitializerError",
    "java.lang.Float",
    "java.lang.IllegalAccessError",
    "java.lang.IllegalAccessException",
    "java.lang.IllegalArgumentException",
    "java.lang.IllegalMonitorStateException",
    "java.lang.IllegalStateException",
    "java.lang.IllegalThreadStateException",
    "java.lang.IncompatibleClassChangeError",
    "java.lang.IndexOutOfBoundsException",
    "java.lang.InheritableThreadLocal",
    "java.lang.InstantiationError",
    "java.lang.InstantiationException",
    "java.lang.Integer",
    "java.lang.InternalError",
    "java.lang.InterruptedException",
    "java.lang.Iterable",
    "java.lang.LinkageError",
    "java.lang.Long",
    "java.lang.Math",
    "java.lang.NegativeArraySizeException",
    "java.lang.NoClassDefFoundError",
    "java.lang.NoSuchFieldError",
    "java.lang.NoSuchFieldException",
    "java.lang.NoSuchMethodError",
    "java.lang.NoSuchMethodException",
    "java.lang.NullPointerException",
    "java.lang.Number",
    "java.lang.NumberFormatException",
    "java.lang.Object",
    "java.lang.OutOfMemoryError",
    "java.lang.Override",
    "java.lang.Package",
    "java.lang.Process",
    "java.lang.ProcessBuilder",
    "java.lang.Readable",
    "java.lang.Runnable",
    "java.lang.Runtime",
    "java.lang.RuntimeException",
    "java.lang.RuntimePermission",
    "java.lang.SecurityException",
    "java.lang.SecurityManager",
    "java.lang.Short",
    "java.lang.StackOverflowError",
    "java.lang.StackTraceElement",
    "java.lang.StrictMath",
    "java.lang.String",
    "java.lang.StringBuffer",
    "java.lang.StringBuilder",
    "java.lang.StringIndexOutOfBoundsException",
    "java.lang.SuppressWarnings",
    "java.lang.System",
    "java.lang.Thread",
    "java.lang.Thread$State",
    "java.lang.Thread$UncaughtExceptionHandler",
    "java.lang.ThreadDeath",
    "java.lang.ThreadGroup",
    "java.lang.ThreadLocal",
    "java.lang.Throwable",
    "java.lang.TypeNotPresentException",
    "java.lang.UnknownError",
    "java.lang.UnsatisfiedLinkError",
    "java.lang.UnsupportedClassVersionError",
    "java.lang.UnsupportedOperationException",
    "java.lang.VerifyError",
    "java.lang.VirtualMachineError",
    "java.lang.Void",
    "java.math.BigDecimal",
    "java.math.BigInteger",
    "java.util.concurrent.Callable",
];

/// Namespaces that are there on the JVM before a program requires any. Here they are loaded when they are named.
const AT_HAND: &[&str] =
    &["clojure.core.protocols", "clojure.edn", "clojure.instant", "clojure.java.io", "clojure.string", "clojure.uuid"];

impl Analyzer<'_> {
    /// A symbol that is evaluated.
    pub fn analyze_symbol(&mut self, form: &Value) -> Res<Node> {
        let Some(symbol) = form.as_ref::<Symbol>() else { return Ok(self.node(NodeKind::Const(form.clone()))) };
        let name = symbol.name_str();
        if symbol.ns.is_none()
            && let Some(binding) = self.scopes.lookup(name).cloned()
        {
            let mut node = self.scopes.reference(name, &binding, self.span);
            if !symbol.meta.is_nil()
                && let Some(tag) = self.tag_in(&symbol.meta)
            {
                node.ty = tag.ty();
            }
            return Ok(node);
        }
        if symbol.ns_str() == Some(NATIVE_NS) {
            return Ok(self.node(NodeKind::Native(name.into())));
        }
        let mut node = match self.find_var(symbol) {
            Some(var) => self.analyze_var(symbol, &var)?,
            None => self.analyze_class_symbol(symbol)?,
        };
        if !symbol.meta.is_nil()
            && let Some(tag) = self.tag_in(&symbol.meta)
        {
            node.ty = tag.ty();
        }
        Ok(node)
    }

    /// The value of a var.
    fn analyze_var(&mut self, symbol: &Ref<Symbol>, var: &Ref<Var>) -> Res<Node> {
        if var.is_macro() {
            let name = format!("#'{}", var.full_name());
            return Ok(self.recover(AnalyzeError::MacroValue { name }));
        }
        let own = var.ns.as_ref().is_some_and(|ns| Ref::same(ns, &self.cx.ns));
        if !own && symbol.ns.is_some() && var.is_private() {
            return Ok(self.recover(AnalyzeError::NotPublic { name: symbol.full_name() }));
        }
        let meta = var.raw_meta(self.t);
        let keys = self.keys.clone();
        let is_const = form::get(self.t, &meta, &keys.const_);
        if self.run(is_const)?.is_truthy()
            && let Some(value) = var.root(self.t)
        {
            return Ok(Node::constant(value, self.span));
        }
        Ok(self.node(NodeKind::Var(var.clone())))
    }

    /// A symbol that is neither a local nor a var: a class, a static member, or an error.
    fn analyze_class_symbol(&mut self, symbol: &Ref<Symbol>) -> Res<Node> {
        let name = symbol.name_str();
        if let Some(ns) = symbol.ns_str() {
            if self.namespace_for(ns).is_some() {
                return Ok(self.recover(AnalyzeError::NoSuchVar { name: symbol.full_name() }));
            }
            if let Some(array) = self.array_class(ns, name) {
                return self.class_constant(&array);
            }
            return match self.resolve_class(&Symbol::from_parts(None, ns)) {
                Some(class) => self.analyze_static_value(symbol, &class),
                None => Ok(self.recover(AnalyzeError::NoSuchNamespace { ns: ns.into() })),
            };
        }
        match self.resolve_class(symbol) {
            Some(class) => self.class_constant(&class),
            None => Ok(self.recover(AnalyzeError::UnresolvedSymbol { name: name.into() })),
        }
    }

    /// A class as a value.
    pub fn class_constant(&mut self, name: &str) -> Res<Node> {
        // A form that is nothing but an unknown class is surely a mistake; elsewhere it may be harmless.
        if self.depth <= 1 && !self.is_known_class(name) {
            return Ok(self.recover(AnalyzeError::ClassNotFound { name: name.into() }));
        }
        let class = self.t.runtime.classes.intern(name);
        Ok(self.node(NodeKind::Const(class.into())))
    }

    /// The namespace that an alias or a name stands for.
    pub fn namespace_for(&mut self, name: &str) -> Option<Ref<Namespace>> {
        self.cx.ns.alias(name).or_else(|| runtime::namespace::find(self.t, name))
    }

    /// The var that a symbol means, if it means one.
    pub fn find_var(&mut self, symbol: &Ref<Symbol>) -> Option<Ref<Var>> {
        let name = symbol.name_str();
        if let Some(ns) = symbol.ns_str() {
            if self.namespace_for(ns).is_none() && AT_HAND.contains(&ns) {
                self.load_namespace(ns);
            }
            return self.namespace_for(ns)?.find_var(name);
        }
        if matches!(name, "ns" | "in-ns")
            && let Some(var) = self.core_var(name)
        {
            return Some(var);
        }
        self.cx.ns.mapping(name)?.downcast::<Var>().ok()
    }

    /// Loads a namespace that programs may name without requiring it. If that fails it is as if there were none.
    fn load_namespace(&mut self, ns: &str) {
        let Some(require) = self.core_var("require").and_then(|var| var.root(self.t)) else { return };
        let symbol = Symbol::from_parts(None, ns).into();
        let _ = self.t.descend(|t| t.invoke(&require, &mut [symbol]));
    }

    /// Does the text name a class (known or not)? `java.util.Date`, `String`, `Point`.
    pub fn names_class(&mut self, name: &str) -> bool {
        self.resolve_class(&Symbol::from_parts(None, name)).is_some()
    }

    /// Does a symbol in target position name a class, so that the member is static?
    pub fn is_class_symbol(&mut self, symbol: &Ref<Symbol>) -> bool {
        if symbol.ns.is_some() {
            return false;
        }
        // As in Clojure a class that is mapped is a class even where a local has the same name.
        let name = symbol.name_str();
        let is_mapped = self.cx.ns.mapping(name).is_some_and(|mapped| mapped.is::<Class>())
            || DEFAULT_IMPORTS.iter().any(|full| simple_name(full) == name);
        if !is_mapped && self.scopes.lookup(name).is_some() {
            return false;
        }
        self.resolve_class(symbol).is_some()
    }

    /// The full name of the class that a symbol means. A name with dots always means a class.
    pub fn resolve_class(&mut self, symbol: &Ref<Symbol>) -> Option<Rc<str>> {
        let name = symbol.name_str();
        if let Some(ns) = symbol.ns_str() {
            return self.array_class(ns, name).map(Rc::from);
        }
        if name.starts_with('[') || is_dotted(name) {
            return Some(name.into());
        }
        if let Some(own) = self.types.iter().rev().find(|full| simple_name(full) == name) {
            return Some(own.clone());
        }
        match self.cx.ns.mapping(name) {
            Some(mapped) => mapped.as_ref::<Class>().map(|class| class.name_str().into()),
            None => DEFAULT_IMPORTS.iter().find(|full| simple_name(full) == name).map(|full| (*full).into()),
        }
    }

    /// `String/2`: the class of two-dimensional arrays of strings.
    fn array_class(&mut self, element: &str, dimensions: &str) -> Option<String> {
        let count: usize = dimensions.parse().ok().filter(|n| (1..=9).contains(n) && dimensions.len() == 1)?;
        let code = match primitive_code(element) {
            Some(code) => code.to_string(),
            None => format!("L{};", self.resolve_class(&Symbol::from_parts(None, element))?),
        };
        Some("[".repeat(count) + &code)
    }

    /// Is there such a class, or does this form define it?
    pub fn is_known_class(&mut self, name: &str) -> bool {
        name.starts_with('[')
            || self.types.iter().any(|known| &**known == name)
            || runtime::class::find(self.t, name).is_some()
            // Default imports that have no table are named so often that using one is left to run time.
            || DEFAULT_IMPORTS.contains(&name)
    }

    /// The table of a host class.
    pub fn class_def(&self, name: &str) -> Option<&'static ClassDef> {
        self.t.runtime.classes.def(name)
    }

    /// Code that runs at once cannot do without the class.
    pub fn need_class(&mut self, name: &str) -> Res<()> {
        if self.at_top() && !self.is_known_class(name) {
            return Err(self.error(AnalyzeError::ClassNotFound { name: name.into() }));
        }
        Ok(())
    }

    /// `Class/member` as a value: a static field, or a method as a function.
    fn analyze_static_value(&mut self, symbol: &Ref<Symbol>, class: &Rc<str>) -> Res<Node> {
        let member = symbol.name_str();
        if let Err(error) = self.need_class(class) {
            self.errors.push(*error);
            return Ok(self.node(NodeKind::Const(Value::NIL)));
        }
        let def = self.class_def(class);
        let (kind, name) = match member {
            "new" => (Member::New, "new"),
            _ => match member.strip_prefix('.').filter(|m| !m.is_empty()) {
                Some(name) => (Member::Instance, name),
                None => (Member::Static, member),
            },
        };
        let is_field = def.is_some_and(|d| d.fields.iter().any(|(field, _)| *field == name));
        let has_method = !self.member_rows(class, kind, name).is_empty();
        if kind == Member::Static && (is_field || !has_method) {
            if def.is_some() && !is_field && self.at_top() {
                let (kind, method, class) = ("static".into(), name.into(), class.to_string());
                return Ok(self.recover(AnalyzeError::NoMethodValue { kind, method, class }));
            }
            return Ok(self.node(NodeKind::StaticField { class: class.clone(), member: name.into() }));
        }
        if kind == Member::Instance && def.is_some() && !has_method && self.at_top() {
            let (kind, method, class) = ("instance".into(), name.into(), class.to_string());
            return Ok(self.recover(AnalyzeError::NoMethodValue { kind, method, class }));
        }
        let tags = form::get(self.t, &symbol.meta, &self.keys.param_tags.clone()).unwrap_or_default();
        let arities = match form::vector_items(&tags) {
            Some(tags) => vec![tags.len() + usize::from(kind == Member::Instance)],
            None => self.member_arities(class, kind, name),
        };
        let function = method_function(class, kind, name, &arities);
        self.analyze(&function, Pos::Value)
    }

    /// The rows of a member in the tables of a class and, for methods of objects, of what is above it.
    fn member_rows(&self, class: &str, kind: Member, name: &str) -> Vec<&'static NativeDef> {
        let mut found = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        let mut pending: Vec<&'static ClassDef> = self.class_def(class).into_iter().collect();
        while let Some(def) = pending.pop() {
            let rows = match kind {
                Member::Static => def.statics,
                Member::Instance => def.methods,
                Member::New => def.constructors,
            };
            found.extend(rows.iter().filter(|row| kind == Member::New || row.name == name));
            if kind == Member::Instance && !seen.contains(&def.name) {
                seen.push(def.name);
                let above = [def.superclass].into_iter().chain(def.interfaces.iter().copied());
                pending.extend(above.filter_map(|name| self.class_def(name)));
            }
        }
        found
    }

    /// For how many arguments (the target included) a method value is made.
    fn member_arities(&mut self, class: &str, kind: Member, name: &str) -> Vec<usize> {
        let mut arities: Vec<usize> = self
            .member_rows(class, kind, name)
            .iter()
            .flat_map(|row| usize::from(row.min)..=usize::from(row.max).min(usize::from(row.min) + 5))
            .collect();
        arities.sort_unstable();
        arities.dedup();
        if !arities.is_empty() {
            return arities;
        }
        let info = self.t.runtime.classes.find(class).and_then(|class| class.info.get().cloned());
        match (kind, info) {
            (Member::New, Some(info)) => vec![info.fields.len()],
            (Member::Instance, _) => (1..=5).collect(),
            _ => (0..=4).collect(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Member {
    Static,
    Instance,
    New,
}

/// `(fn* ([a] (. Class name a)) …)`
fn method_function(class: &str, kind: Member, name: &str, arities: &[usize]) -> Value {
    let class: Value = Symbol::from_parts(None, class).into();
    let name: Value = Symbol::from_parts(None, name).into();
    let bodies = arities.iter().map(|&count| {
        let params: Vec<Value> = (0..count).map(|i| Symbol::from_parts(None, &format!("arg{i}")).into()).collect();
        let head = match kind {
            Member::Static => {
                vec![form::symbol("."), class.clone(), form::list([name.clone()].into_iter().chain(params.clone()))]
            }
            Member::New => [form::symbol("new"), class.clone()].into_iter().chain(params.clone()).collect(),
            Member::Instance => {
                let call = form::list([name.clone()].into_iter().chain(params.iter().skip(1).cloned()));
                let target = params.first().cloned().unwrap_or_default();
                vec![
                    form::symbol("."),
                    form::list([form::symbol("lisle.native/check-cast"), class.clone(), target]),
                    call,
                ]
            }
        };
        form::list([runtime::coll::vector::from_vec(params).into(), form::list(head)])
    });
    form::list([form::symbol("fn*")].into_iter().chain(bodies))
}

/// A dot inside of the name, as in class names.
fn is_dotted(name: &str) -> bool {
    name.find('.').is_some_and(|at| at > 0) && !name.ends_with('.')
}

/// The part of a class name by which it is imported.
pub fn simple_name(full: &str) -> &str {
    full.rsplit(['.', '$']).next().unwrap_or(full)
}

/// The type that a class name gives as a hint.
pub fn hint(class: &str) -> Type {
    Type::Hint(class.into())
}
