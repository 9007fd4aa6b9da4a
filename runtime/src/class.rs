//! Classes: what `class` returns, `instance?` asks and interop calls go through. `java.lang.Class`.
//!
//! A host class is described by a static [`ClassDef`] table; types made by `deftype`, `defrecord` and
//! `reify` carry a [`TypeInfo`]. A name that nobody defined still gets a class object, so that
//! importing, hinting and `instance?` work; using it is an error that names it.

use crate::error::{Error, ExceptionKind, Result, Throwable, ThrowableClass};
use crate::fast_hash::FastMap;
use crate::function::NativeDef;
use crate::host_object::HostObject;
use crate::instance::TypeInfo;
use crate::object::{Kind, Ref, Shared, Traced, Visitor, VisitorMut};
use crate::string::Str;
use crate::sync::{Mutex, OnceLock, RwLock, lock};
use crate::thread::Thread;
use crate::value::{Mark, Tag, Value};

/// A static field: computed when read.
pub type FieldFn = fn(&mut Thread) -> Result<Value>;

/// The table of one host class. Natives of `methods` get the target as argument 0; several rows may
/// share a name with different argument counts.
pub struct ClassDef {
    pub name: &'static str,
    /// The superclass's name; empty for interfaces and `java.lang.Object`.
    pub superclass: &'static str,
    pub interfaces: &'static [&'static str],
    pub is_interface: bool,
    pub constructors: &'static [NativeDef],
    pub methods: &'static [NativeDef],
    pub statics: &'static [NativeDef],
    pub fields: &'static [(&'static str, FieldFn)],
}

impl ClassDef {
    /// A class without members, to be filled by struct update syntax.
    pub const EMPTY: ClassDef = ClassDef {
        name: "",
        superclass: "java.lang.Object",
        interfaces: &[],
        is_interface: false,
        constructors: &[],
        methods: &[],
        statics: &[],
        fields: &[],
    };
}

/// A class object.
pub struct Class {
    pub name: Ref<Str>,
    /// The host table, if the class is known.
    pub def: Option<&'static ClassDef>,
    /// Set when `deftype` and friends made the class.
    pub info: InfoCell,
    /// The loader of a class that the program made.
    pub loader: LoaderCell,
}

crate::heap!(Class: Class { name, info, loader });

/// What a `deftype` said of its class, set once.
#[derive(Default)]
pub struct InfoCell(OnceLock<Ref<TypeInfo>>);

impl InfoCell {
    pub fn get(&self) -> Option<&Ref<TypeInfo>> {
        self.0.get()
    }

    /// Sets the description; false if there was one.
    pub fn set(&self, info: Ref<TypeInfo>) -> bool {
        crate::object::publish(&info.as_value());
        self.0.set(info).is_ok()
    }
}

impl Traced for InfoCell {
    fn visit(&self, visitor: &mut impl Visitor) {
        self.0.get().into_iter().for_each(|i| i.visit(visitor));
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        self.0.get_mut().into_iter().for_each(|i| i.visit_mut(visitor));
    }
}

/// The loader of a class, set once.
#[derive(Default)]
pub struct LoaderCell(OnceLock<Value>);

impl LoaderCell {
    pub fn get(&self) -> Option<&Value> {
        self.0.get()
    }

    /// Sets the loader; false if there was one.
    pub fn set(&self, loader: Value) -> bool {
        crate::object::publish(&loader);
        self.0.set(loader).is_ok()
    }
}

impl Traced for LoaderCell {
    fn visit(&self, visitor: &mut impl Visitor) {
        self.0.get().into_iter().for_each(|v| v.visit(visitor));
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        self.0.get_mut().into_iter().for_each(|v| v.visit_mut(visitor));
    }
}

impl Class {
    /// A class of which only the name is known yet.
    pub fn new_object(name: Ref<Str>, def: Option<&'static ClassDef>) -> Ref<Class> {
        Ref::new(Class { name, def, info: InfoCell::default(), loader: LoaderCell::default() })
    }
}

impl Ref<Class> {
    pub fn name_str(&self) -> &str {
        self.name.as_str().unwrap_or("")
    }

    /// The name after the last dot (and no `$` split), as `Class.getSimpleName` for top-level classes.
    pub fn simple_name(&self) -> &str {
        let name = self.name_str();
        name.rsplit('.').next().unwrap_or(name)
    }

    pub fn is_interface(&self) -> bool {
        self.def.is_some_and(|d| d.is_interface) || self.info.get().is_some_and(|i| i.is_interface)
    }

    /// Nothing but the name is known: no host table and no `deftype`.
    pub fn is_unknown(&self) -> bool {
        self.def.is_none() && self.info.get().is_none() && exception_kind(self.name_str()).is_none()
    }
}

/// The functional interfaces that a function may stand for, and their method.
const FUNCTIONAL: &[(&str, &str)] = &[
    ("java.io.FileFilter", "accept"),
    ("java.io.FilenameFilter", "accept"),
    ("java.lang.Runnable", "run"),
    ("java.lang.Thread$UncaughtExceptionHandler", "uncaughtException"),
    ("java.time.temporal.TemporalAdjuster", "adjustInto"),
    ("java.time.temporal.TemporalQuery", "queryFrom"),
    ("java.util.Comparator", "compare"),
    ("java.util.concurrent.Callable", "call"),
    ("java.util.concurrent.Executor", "execute"),
    ("java.util.concurrent.ThreadFactory", "newThread"),
    ("java.util.function.BiConsumer", "accept"),
    ("java.util.function.BiFunction", "apply"),
    ("java.util.function.BiPredicate", "test"),
    ("java.util.function.BinaryOperator", "apply"),
    ("java.util.function.BooleanSupplier", "getAsBoolean"),
    ("java.util.function.Consumer", "accept"),
    ("java.util.function.DoubleBinaryOperator", "applyAsDouble"),
    ("java.util.function.DoubleConsumer", "accept"),
    ("java.util.function.DoubleFunction", "apply"),
    ("java.util.function.DoublePredicate", "test"),
    ("java.util.function.DoubleSupplier", "getAsDouble"),
    ("java.util.function.DoubleUnaryOperator", "applyAsDouble"),
    ("java.util.function.Function", "apply"),
    ("java.util.function.IntBinaryOperator", "applyAsInt"),
    ("java.util.function.IntConsumer", "accept"),
    ("java.util.function.IntFunction", "apply"),
    ("java.util.function.IntPredicate", "test"),
    ("java.util.function.IntSupplier", "getAsInt"),
    ("java.util.function.IntUnaryOperator", "applyAsInt"),
    ("java.util.function.LongBinaryOperator", "applyAsLong"),
    ("java.util.function.LongConsumer", "accept"),
    ("java.util.function.LongFunction", "apply"),
    ("java.util.function.LongPredicate", "test"),
    ("java.util.function.LongSupplier", "getAsLong"),
    ("java.util.function.LongUnaryOperator", "applyAsLong"),
    ("java.util.function.ObjIntConsumer", "accept"),
    ("java.util.function.Predicate", "test"),
    ("java.util.function.Supplier", "get"),
    ("java.util.function.ToDoubleBiFunction", "applyAsDouble"),
    ("java.util.function.ToDoubleFunction", "applyAsDouble"),
    ("java.util.function.ToIntBiFunction", "applyAsInt"),
    ("java.util.function.ToIntFunction", "applyAsInt"),
    ("java.util.function.ToLongBiFunction", "applyAsLong"),
    ("java.util.function.ToLongFunction", "applyAsLong"),
    ("java.util.function.UnaryOperator", "apply"),
];

/// The method of a functional interface.
pub fn functional_method(interface: &str) -> Option<&'static str> {
    FUNCTIONAL.iter().find(|(name, _)| *name == interface).map(|(_, method)| *method)
}

/// The exception kind of this class name.
pub fn exception_kind(name: &str) -> Option<ExceptionKind> {
    ExceptionKind::ALL.iter().copied().find(|k| k.class_name() == name)
}

/// How a class that the standard library defines comes to be when it is first named.
pub struct Autoload(pub fn(&mut Thread, &str));

/// The class of this name if it is known, see [`Classes::find`]. One of the standard library may be defined by this.
pub fn find(t: &mut Thread, name: &str) -> Option<Ref<Class>> {
    autoload(t, name);
    t.runtime.classes.find(name)
}

/// The class object of this name, see [`Classes::intern`]. One of the standard library may be defined by this.
pub fn intern(t: &mut Thread, name: &str) -> Ref<Class> {
    autoload(t, name);
    t.runtime.classes.intern(name)
}

fn autoload(t: &mut Thread, name: &str) {
    // Nothing else of the library's is defined late.
    if (name.starts_with("clojure.core.") || name.starts_with("clojure.lang.PersistentStructMap"))
        && t.runtime.classes.find(name).is_none()
        && let Some(autoload) = t.runtime.try_extension::<Autoload>()
    {
        (autoload.0)(t, name);
    }
}

/// Finds a host class by its name.
pub type FindDef = fn(&str) -> Option<&'static ClassDef>;

/// The classes of one runtime.
#[derive(Default)]
pub struct Classes {
    /// Those that are there from the start.
    builtin: OnceLock<FindDef>,
    defs: RwLock<FastMap<&'static str, &'static ClassDef>>,
    objects: Mutex<FastMap<Box<str>, Shared>>,
    /// The classes of immediates and of the kinds all of whose objects are of one class, by [`fixed_class`].
    fixed: OnceLock<Box<[OnceLock<Shared>]>>,
}

impl Classes {
    /// Sets how the host classes are found that are not defined one by one, once.
    pub fn set_builtin(&self, find: FindDef) {
        let _ = self.builtin.set(find);
    }

    /// Adds host classes. Tables given later do not change class objects that exist.
    pub fn define(&self, defs: impl IntoIterator<Item = &'static ClassDef>) {
        let mut map = self.defs.write().unwrap_or_else(|e| e.into_inner());
        map.extend(defs.into_iter().map(|d| (d.name, d)));
    }

    pub fn def(&self, name: &str) -> Option<&'static ClassDef> {
        let own = self.defs.read().unwrap_or_else(|e| e.into_inner()).get(name).copied();
        own.or_else(|| self.builtin.get().and_then(|find| find(name)))
    }

    /// The names of all classes that are known: host classes, exceptions and defined types.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.defs.read().unwrap_or_else(|e| e.into_inner()).keys().map(|name| name.to_string()).collect();
        names.extend(ExceptionKind::ALL.iter().map(|kind| kind.class_name().to_owned()));
        let objects = lock(&self.objects);
        let defined = objects.values().filter_map(|s| s.get().as_ref::<Class>()).filter(|c| !c.is_unknown());
        names.extend(defined.map(|c| c.name_str().to_owned()));
        drop(objects);
        names.sort();
        names.dedup();
        names
    }

    /// The class object of this name, made if there is none: possibly of an unknown class.
    pub fn intern(&self, name: &str) -> Ref<Class> {
        let mut objects = lock(&self.objects);
        if let Some(found) = objects.get(name).and_then(|s| s.get().as_ref::<Class>()) {
            return found.clone();
        }
        let class = Class::new_object(Str::new(name), self.def(name));
        objects.insert(name.into(), Shared::new(class.to_value()));
        class
    }

    /// The class of this name if it is known: a host class, an exception or a defined type.
    pub fn find(&self, name: &str) -> Option<Ref<Class>> {
        let known = lock(&self.objects).get(name).and_then(|s| s.get().as_ref::<Class>()).cloned();
        match known {
            Some(class) if !class.is_unknown() => Some(class),
            _ if self.def(name).is_some() || exception_kind(name).is_some() => Some(self.intern(name)),
            _ => None,
        }
    }

    /// Puts a new class under its name, in place of a former one of that name.
    pub fn replace(&self, class: &Ref<Class>) {
        lock(&self.objects).insert(class.name_str().into(), Shared::new(class.to_value()));
    }

    /// The class of a value; `None` for nil.
    pub fn of(&self, value: &Value) -> Option<Ref<Class>> {
        if let Some(instance) = value.get::<crate::instance::Instance>() {
            return Some(instance.class.clone());
        }
        if let Some(Throwable { class: ThrowableClass::Named(class), .. }) = value.get::<Throwable>() {
            return class.as_ref::<Class>().cloned();
        }
        if let Some(function) = value.get::<crate::function::Function>()
            && let Some(class) = function.code.body.class()
        {
            return Some(class);
        }
        if value.is_nil() {
            return None;
        }
        let known = fixed_class(value).and_then(|number| {
            let all = self.fixed.get_or_init(|| (0..FIXED_CLASSES).map(|_| OnceLock::new()).collect());
            let class = all.get(number)?.get_or_init(|| Shared::new(self.intern(&class_name(value)).into()));
            class.get().as_ref::<Class>().cloned()
        });
        Some(known.unwrap_or_else(|| self.intern(&class_name(value))))
    }

    /// The names of the superclass (if any) and interfaces that the class itself declares.
    pub fn parents(&self, class: &Ref<Class>) -> Vec<Ref<Class>> {
        if let Some(info) = class.info.get() {
            return info.parents.iter().filter_map(|p| p.as_ref::<Class>()).cloned().collect();
        }
        if let Some(def) = class.def {
            let superclass = Some(def.superclass).filter(|s| !s.is_empty());
            return superclass.into_iter().chain(def.interfaces.iter().copied()).map(|n| self.intern(n)).collect();
        }
        match exception_kind(class.name_str()) {
            Some(ExceptionKind::Throwable) => {
                vec![self.intern("java.lang.Object"), self.intern("java.io.Serializable")]
            }
            Some(ExceptionKind::ExceptionInfo) => {
                vec![self.intern("java.lang.RuntimeException"), self.intern("clojure.lang.IExceptionInfo")]
            }
            Some(kind) => vec![self.intern(kind.parent().class_name())],
            None => self.parents_by_name(class.name_str()),
        }
    }

    /// The parents of classes that have no description: arrays and the classes of functions.
    fn parents_by_name(&self, name: &str) -> Vec<Ref<Class>> {
        if let Some(component) = crate::array::component_of(name) {
            // An array of strings is an array of what strings are, too.
            let above = match crate::array::Element::of_primitive(component) {
                Some(_) => Vec::new(),
                None => self.parents(&self.intern(component)),
            };
            let arrays = above.iter().map(|c| self.intern(&crate::array::array_class_of(c.name_str())));
            let own = ["java.lang.Object", "java.lang.Cloneable", "java.io.Serializable"].map(|n| self.intern(n));
            return arrays.chain(own).collect();
        }
        if is_function_class(name) { vec![self.intern("clojure.lang.AFunction")] } else { Vec::new() }
    }

    /// Is `class` the class `ancestor` or below it?
    pub fn is_subclass(&self, class: &Ref<Class>, ancestor: &Ref<Class>) -> bool {
        if Ref::same(class, ancestor) || ancestor.name_str() == "java.lang.Object" && !class.is_interface() {
            return true;
        }
        let mut seen = Vec::new();
        let mut pending = self.parents(class);
        while let Some(next) = pending.pop() {
            // Class objects are one per name and runtime, but a redefined type keeps its old object alive.
            if Ref::same(&next, ancestor) {
                return true;
            }
            if !seen.contains(&next.address()) {
                seen.push(next.address());
                pending.extend(self.parents(&next));
            }
        }
        false
    }

    /// `instance?`. Nil is an instance of nothing.
    pub fn is_instance(&self, class: &Ref<Class>, value: &Value) -> bool {
        self.of(value).is_some_and(|actual| self.is_subclass(&actual, class))
    }
}

const MARKS: usize = 8;
const FIXED_CLASSES: usize = Kind::ALL.len() + 2 * MARKS + 2;

/// A number for the class of a value, if values of its tag and mark or of its kind are all of one class.
fn fixed_class(value: &Value) -> Option<usize> {
    let kinds = Kind::ALL.len();
    match value.tag() {
        Tag::Nil => None,
        Tag::False | Tag::True => Some(kinds),
        Tag::Char => Some(kinds + 1),
        Tag::Long => Some(kinds + 2 + value.mark() as usize % MARKS),
        Tag::Double => Some(kinds + 2 + MARKS + value.mark() as usize % MARKS),
        Tag::Object => match value.kind()? {
            Kind::Throwable
            | Kind::Host
            | Kind::Instance
            | Kind::Function
            | Kind::Native
            | Kind::Array
            | Kind::ArraySeq
            | Kind::MapSeq
            | Kind::EntryPartSeq => None,
            kind => Some(kind as usize),
        },
    }
}

/// The Java class name of a value.
pub fn class_name(value: &Value) -> String {
    match value.tag() {
        Tag::Nil => "nil".into(),
        Tag::False | Tag::True => "java.lang.Boolean".into(),
        Tag::Char => "java.lang.Character".into(),
        Tag::Double if value.mark() == Mark::Float => "java.lang.Float".into(),
        Tag::Double => "java.lang.Double".into(),
        Tag::Long => match value.mark() {
            Mark::Int => "java.lang.Integer",
            Mark::Short => "java.lang.Short",
            Mark::Byte => "java.lang.Byte",
            _ => "java.lang.Long",
        }
        .into(),
        Tag::Object => object_class_name(value),
    }
}

fn object_class_name(value: &Value) -> String {
    match value.kind() {
        Some(Kind::Throwable) => match value.get::<Throwable>().map(|t| &t.class) {
            Some(ThrowableClass::Known(kind)) => kind.class_name().into(),
            Some(ThrowableClass::Named(class)) => class.as_ref::<Class>().map_or("", |c| c.name_str()).into(),
            None => String::new(),
        },
        Some(Kind::Host) => value.get::<HostObject>().map_or("", HostObject::class_name).into(),
        Some(Kind::Instance) => {
            value.get::<crate::instance::Instance>().map_or("", |i| i.class.name.as_str().unwrap_or("")).into()
        }
        Some(Kind::Function) => {
            value.get::<crate::function::Function>().map_or(String::new(), |f| f.code.name.to_string_lossy())
        }
        Some(Kind::Native) => {
            value.get::<crate::function::Native>().map_or(String::new(), |f| munge_native(&f.name.to_string_lossy()))
        }
        Some(Kind::Array) => value.get::<crate::array::Array>().map_or(String::new(), |a| a.class_name_str().into()),
        Some(Kind::ArraySeq) => value.get::<crate::seq::of_array::ArraySeq>().map_or(String::new(), |s| s.class_name()),
        Some(Kind::MapSeq) => value.get::<crate::seq::of_map::MapSeq>().map_or("", |s| s.class_name()).into(),
        Some(Kind::EntryPartSeq) => {
            value.get::<crate::seq::of_map::EntryPartSeq>().map_or("", |s| s.class_name()).into()
        }
        Some(kind) => kind.info().class_name.into(),
        None => String::new(),
    }
}

/// Is it the name of a function's class: a namespace, a dollar, the name? Classes of Java's that are nested have a
/// capital letter before their dollar.
fn is_function_class(name: &str) -> bool {
    name.split_once('$').is_some_and(|(ns, rest)| {
        !rest.is_empty() && ns.rsplit('.').next().is_some_and(|last| !last.starts_with(|c: char| c.is_uppercase()))
    })
}

/// `clojure.core/first` as the class name `clojure.core$first`.
fn munge_native(name: &str) -> String {
    match name.split_once('/') {
        Some((ns, name)) if !name.is_empty() => format!("{}${}", munge(ns), munge(name)),
        _ => munge(name),
    }
}

/// A Clojure name as a Java identifier: `a-b?` is `a_b_QMARK_`. Dots stay.
pub fn munge(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match MUNGED.iter().find(|(from, _)| *from == c) {
            Some((_, to)) => out.push_str(to),
            None => out.push(c),
        }
    }
    out
}

/// The characters that class names write differently, as `Compiler.CHAR_MAP` documents through `munge`.
pub const MUNGED: &[(char, &str)] = &[
    ('-', "_"),
    (':', "_COLON_"),
    ('+', "_PLUS_"),
    ('>', "_GT_"),
    ('<', "_LT_"),
    ('=', "_EQ_"),
    ('~', "_TILDE_"),
    ('!', "_BANG_"),
    ('@', "_CIRCA_"),
    ('#', "_SHARP_"),
    ('\'', "_SINGLEQUOTE_"),
    ('"', "_DOUBLEQUOTE_"),
    ('%', "_PERCENT_"),
    ('^', "_CARET_"),
    ('&', "_AMPERSAND_"),
    ('*', "_STAR_"),
    ('|', "_BAR_"),
    ('{', "_LBRACE_"),
    ('}', "_RBRACE_"),
    ('[', "_LBRACK_"),
    (']', "_RBRACK_"),
    ('/', "_SLASH_"),
    ('\\', "_BSLASH_"),
    ('?', "_QMARK_"),
];

/// The error for using a class that nobody defined.
#[cold]
pub fn unknown_class(name: &str) -> Error {
    Error::new(ExceptionKind::ClassNotFoundException, name)
}
