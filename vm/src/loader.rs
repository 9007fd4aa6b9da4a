//! Loaders, and the units that are alive: which code answers to which name.
//!
//! A unit that does not live as long as its runtime is known here by the names of its functions (`user$foo`). The table holds it
//! weakly: functions hold their code, code holds its unit, and with the last of them the unit goes and takes its names
//! along, unless a later unit has taken them over.

use crate::link::{LinkedUnit, Source};
use bytecode::{FuncId, Unit};
use runtime::class::Class;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::string::Str;
use runtime::sync::{Arc, Mutex, OnceLock, Weak, lock};
use runtime::{Ref, Runtime, Value};
use std::collections::{BTreeMap, HashMap};

/// What a loader is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// What comes with the system beside the core of Java.
    Platform,
    /// The standard library and the class path.
    App,
    /// Of a session, a file or one evaluated form, or made by a program.
    Dynamic,
}

/// A class loader, as programs see it. One is made for every evaluated form, so it is small.
pub struct Loader {
    pub level: Level,
    parent: Option<Shared>,
    /// The unit that it loaded.
    unit: OnceLock<Weak<LinkedUnit>>,
}

// loading-84
const _: () = assert!(size_of::<Loader>() + size_of::<HostObject>() <= 112);

impl HostType for Loader {
    fn class_name(&self) -> &str {
        match self.level {
            Level::Platform => "jdk.internal.loader.ClassLoaders$PlatformClassLoader",
            Level::App => "jdk.internal.loader.ClassLoaders$AppClassLoader",
            Level::Dynamic => "clojure.lang.DynamicClassLoader",
        }
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {
        // The parent is shared already.
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        if let Some(parent) = self.parent.take() {
            f(parent.into_value());
        }
    }
}

impl Loader {
    /// A new loader; without a parent it is below the built-in one.
    pub fn new_value(level: Level, parent: Option<&Value>) -> Value {
        let parent = parent.map(|parent| Shared::new(parent.clone()));
        HostObject::new_value(Loader { level, parent, unit: OnceLock::new() })
    }

    pub fn parent(&self) -> Value {
        self.parent.as_ref().map_or(Value::NIL, |parent| parent.get().clone())
    }

    /// The unit that it loaded, if that is alive.
    pub fn unit(&self) -> Option<Arc<LinkedUnit>> {
        self.unit.get()?.upgrade()
    }
}

/// What a collectable unit has beside its code: its loader, the classes of its functions, and the way to the table.
pub struct UnitLoader {
    loader: Shared,
    units: Weak<Units>,
    number: u64,
    /// Made when somebody asks for them.
    classes: Mutex<BTreeMap<u32, Shared>>,
}

impl UnitLoader {
    pub fn value(&self) -> &Value {
        self.loader.get()
    }

    /// The order in which units were loaded.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Takes the unit, which is going, and the names that it still has out of the table.
    pub(crate) fn forget<'a>(&self, names: impl Iterator<Item = &'a str>) {
        if let Some(units) = self.units.upgrade() {
            units.forget(self.number, names);
        }
    }

    /// The class of a function of the unit.
    pub fn class(&self, unit: &LinkedUnit, id: FuncId) -> Option<Ref<Class>> {
        let mut classes = lock(&self.classes);
        if let Some(known) = classes.get(&id.0) {
            return known.get().as_ref::<Class>().cloned();
        }
        let class = Class::new_object(Str::new(&unit.function(id).ok()?.name), None);
        class.loader.set(self.loader.get().clone());
        classes.insert(id.0, Shared::new(class.to_value()));
        Some(class)
    }
}

/// Which function of which unit.
struct Entry {
    unit: Weak<LinkedUnit>,
    number: u64,
    id: FuncId,
}

#[derive(Default)]
struct Tables {
    /// The latest code of every name.
    names: HashMap<Box<str>, Entry>,
    /// All units, in the order in which they were loaded.
    alive: BTreeMap<u64, Weak<LinkedUnit>>,
    loaded: u64,
}

/// The collectable units of a runtime.
#[derive(Default)]
pub struct Units(Mutex<Tables>);

impl Units {
    pub fn of(runtime: &Runtime) -> Arc<Units> {
        runtime.extension::<Units>()
    }

    /// Takes a unit in; its functions' names are this unit's from now on.
    pub fn load(
        self: &Arc<Units>,
        unit: Arc<Unit>,
        embedded: Vec<Value>,
        permanent: bool,
        by: &Value,
    ) -> Arc<LinkedUnit> {
        let number = {
            let mut tables = lock(&self.0);
            tables.loaded += 1;
            tables.loaded
        };
        let loader = Shared::new(by.clone());
        let own = UnitLoader { loader, units: Arc::downgrade(self), number, classes: Mutex::default() };
        let linked = Arc::new(LinkedUnit::new(Source::Whole(unit), embedded, permanent, Some(own)));
        if let Some(loader) = by.host::<Loader>() {
            let _ = loader.unit.set(Arc::downgrade(&linked));
        }
        let mut tables = lock(&self.0);
        tables.alive.insert(number, Arc::downgrade(&linked));
        for (id, name) in linked.named_functions() {
            let entry = Entry { unit: Arc::downgrade(&linked), number, id };
            tables.names.insert(name.into(), entry);
        }
        drop(tables);
        linked
    }

    /// The names of a unit that has gone.
    fn forget<'a>(&self, number: u64, names: impl Iterator<Item = &'a str>) {
        let mut tables = lock(&self.0);
        tables.alive.remove(&number);
        for name in names {
            if tables.names.get(name).is_some_and(|entry| entry.number == number) {
                tables.names.remove(name);
            }
        }
    }

    /// The class of the latest function of this name, if its code is alive.
    pub fn find(&self, name: &str) -> Option<Ref<Class>> {
        let (unit, id) = {
            let tables = lock(&self.0);
            let entry = tables.names.get(name)?;
            (entry.unit.upgrade()?, entry.id)
        };
        unit.loader()?.class(&unit, id)
    }

    /// All names that code is known by, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = lock(&self.0).names.keys().map(|name| name.to_string()).collect();
        names.sort();
        names
    }

    /// The units that are alive, oldest first.
    pub fn alive(&self) -> Vec<Arc<LinkedUnit>> {
        lock(&self.0).alive.values().filter_map(Weak::upgrade).collect()
    }

    /// Does the name still mean the code of this unit?
    pub fn is_latest(&self, name: &str, unit: &LinkedUnit) -> bool {
        let number = unit.loader().map(UnitLoader::number);
        lock(&self.0).names.get(name).is_some_and(|entry| Some(entry.number) == number)
    }
}
