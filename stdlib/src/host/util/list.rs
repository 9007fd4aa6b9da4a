//! The mutable lists, queues and stacks: `ArrayList`, `LinkedList`, `ArrayDeque`, `Vector`, `Stack`, `PriorityQueue` …
//!
//! One Rust type serves all of them; the class decides which methods there are. The methods of the interfaces are in
//! [`super::collection`]; here are storage, constructors and what only one class has.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::comparator::order;
use runtime::class::ClassDef;
use runtime::equality::java_equals;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::limits::Growing;
use runtime::sync::{AtomicU32, Mutex, Ordering, lock};
use runtime::{Thread, Value, seq};
use std::collections::VecDeque;

/// What may be changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Change {
    All,
    /// Elements may be replaced, not added: `Arrays.asList`.
    Elements,
    Nothing,
}

/// A list, queue or stack.
pub struct JavaList {
    class: &'static str,
    items: Mutex<VecDeque<Value>>,
    changes: AtomicU32,
    change: Change,
    /// The order of a priority queue (a comparator or nil); other lists have none.
    priority: Option<Value>,
    memory: Growing,
}

impl HostType for JavaList {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        lock(&self.items).iter().for_each(&mut *f);
        self.priority.iter().for_each(f);
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        std::mem::take(&mut *lock(&self.items)).into_iter().for_each(&mut *f);
        if let Some(priority) = &mut self.priority {
            f(priority.take());
        }
    }
}

/// A list of a class with these elements.
pub fn new_list(class: &'static str, items: Vec<Value>, change: Change) -> Value {
    HostObject::new_value(JavaList {
        memory: Growing::default(),
        class,
        items: Mutex::new(items.into()),
        changes: AtomicU32::new(0),
        change,
        priority: None,
    })
}

/// An `ArrayList`.
pub fn array_list(items: Vec<Value>) -> Value {
    new_list("java.util.ArrayList", items, Change::All)
}

/// A list that never changes: `List.of`.
pub fn immutable_list(items: Vec<Value>) -> Value {
    new_list("java.util.ImmutableCollections$ListN", items, Change::Nothing)
}

impl JavaList {
    pub fn changes(&self) -> u32 {
        self.changes.load(Ordering::Relaxed)
    }

    fn changed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    /// Fails unless elements may be added and removed.
    pub fn writable(&self) -> Result<()> {
        if self.change == Change::All { Ok(()) } else { Err(unsupported()) }
    }

    /// May elements be replaced at least?
    pub fn is_variable(&self) -> bool {
        self.change != Change::Nothing
    }

    pub fn len(&self) -> usize {
        lock(&self.items).len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A copy of the elements.
    pub fn snapshot(&self) -> Vec<Value> {
        lock(&self.items).iter().cloned().collect()
    }

    /// The same, paid for by a thread.
    pub fn elements(&self, t: &mut Thread) -> Result<Vec<Value>> {
        let len = self.len();
        t.reserve(len * size_of::<Value>())?;
        t.step(len as u64 / 8)?;
        Ok(self.snapshot())
    }

    pub fn get(&self, i: usize) -> Option<Value> {
        lock(&self.items).get(i).cloned()
    }

    /// Deques refuse nil.
    fn check_element(&self, x: &Value) -> Result<()> {
        let refuses = self.priority.is_some()
            || matches!(
                self.class,
                "java.util.ArrayDeque"
                    | "java.util.concurrent.ConcurrentLinkedQueue"
                    | "java.util.concurrent.ConcurrentLinkedDeque"
            );
        if refuses && x.is_nil() { Err(Error::null_pointer()) } else { Ok(()) }
    }

    /// Adds at the end, or where a priority queue wants it.
    pub fn push_back(&self, t: &mut Thread, x: Value) -> Result<()> {
        self.writable()?;
        self.check_element(&x)?;
        match &self.priority {
            None => lock(&self.items).push_back(x),
            Some(comparator) => self.sift_in(t, comparator, x)?,
        }
        self.changed();
        self.memory.reach(t, self.len() * size_of::<Value>())
    }

    pub fn push_front(&self, x: Value) -> Result<()> {
        self.writable()?;
        self.check_element(&x)?;
        lock(&self.items).push_front(x);
        self.changed();
        Ok(())
    }

    /// Inserts elements before an index.
    pub fn insert_all(&self, t: &mut Thread, at: usize, new: Vec<Value>) -> Result<()> {
        self.writable()?;
        let len = self.len();
        self.memory.reach(t, (len + new.len()) * size_of::<Value>())?;
        if at > len {
            return Err(out_of_bounds(at as i64, len));
        }
        let mut items = lock(&self.items);
        if at == items.len() {
            items.extend(new);
        } else if at == 0 {
            new.into_iter().rev().for_each(|x| items.push_front(x));
        } else {
            let tail = items.split_off(at);
            items.extend(new);
            items.extend(tail);
        }
        drop(items);
        self.changed();
        Ok(())
    }

    /// Replaces an element and gives the old one.
    pub fn set_at(&self, i: usize, x: Value) -> Result<Value> {
        if self.change == Change::Nothing {
            return Err(unsupported());
        }
        let mut items = lock(&self.items);
        let len = items.len();
        match items.get_mut(i) {
            Some(slot) => Ok(std::mem::replace(slot, x)),
            None => Err(index_error(i as i64, len)),
        }
    }

    pub fn remove_at(&self, i: usize) -> Option<Value> {
        let removed = lock(&self.items).remove(i);
        self.changed();
        removed
    }

    pub fn pop_back(&self) -> Option<Value> {
        let removed = lock(&self.items).pop_back();
        if removed.is_some() {
            self.changed();
        }
        removed
    }

    /// Takes the first element, of a priority queue the least.
    pub fn pop_front(&self, t: &mut Thread) -> Result<Option<Value>> {
        let Some(comparator) = &self.priority else {
            let removed = lock(&self.items).pop_front();
            if removed.is_some() {
                self.changed();
            }
            return Ok(removed);
        };
        let mut heap = self.snapshot();
        let Some(last) = heap.pop() else { return Ok(None) };
        let mut result = last.clone();
        if !heap.is_empty() {
            result = std::mem::replace(&mut heap[0], last);
            sift_down(t, comparator, &mut heap, 0)?;
        }
        self.replace(heap);
        Ok(Some(result))
    }

    /// Puts other elements in place of all.
    pub fn replace(&self, items: Vec<Value>) {
        let old = std::mem::replace(&mut *lock(&self.items), items.into());
        drop(old);
        self.changed();
    }

    fn sift_in(&self, t: &mut Thread, comparator: &Value, x: Value) -> Result<()> {
        let mut heap = self.snapshot();
        heap.push(x);
        let mut k = heap.len() - 1;
        if k == 0 {
            // A lone element must be comparable, too.
            let only = heap[0].clone();
            order(t, comparator, &only, &only)?;
        }
        while k > 0 {
            let parent = (k - 1) / 2;
            let (a, b) = (heap[k].clone(), heap[parent].clone());
            if order(t, comparator, &a, &b)?.is_ge() {
                break;
            }
            heap.swap(k, parent);
            k = parent;
        }
        *lock(&self.items) = heap.into();
        Ok(())
    }

    /// The index of the first (or last) element that equals `x`.
    pub fn index_of(&self, t: &mut Thread, x: &Value, last: bool) -> Result<Option<usize>> {
        let items = self.elements(t)?;
        let indexes: Box<dyn Iterator<Item = usize>> =
            if last { Box::new((0..items.len()).rev()) } else { Box::new(0..items.len()) };
        for i in indexes {
            t.tick()?;
            if same(t, x, &items[i])? {
                return Ok(Some(i));
            }
        }
        Ok(None)
    }

    pub fn is_priority(&self) -> bool {
        self.priority.is_some()
    }

    pub fn comparator(&self) -> Value {
        self.priority.clone().unwrap_or_default()
    }

    /// Removes the elements that `test` chooses; true if there was one.
    pub fn remove_if(&self, t: &mut Thread, mut test: impl FnMut(&mut Thread, &Value) -> Result<bool>) -> Result<bool> {
        self.writable()?;
        let items = self.elements(t)?;
        let mut left = Vec::with_capacity(items.len());
        for x in &items {
            t.tick()?;
            if !test(t, x)? {
                left.push(x.clone());
            }
        }
        let changed = left.len() != items.len();
        if changed {
            if let Some(comparator) = &self.priority {
                heapify(t, comparator, &mut left)?;
            }
            self.replace(left);
        }
        Ok(changed)
    }
}

/// `x.equals(y)`, nil being equal to itself.
pub fn same(t: &mut Thread, x: &Value, y: &Value) -> Result<bool> {
    if x.is_nil() || y.is_nil() {
        return Ok(x.is_nil() && y.is_nil());
    }
    Ok(x.identical(y) || java_equals(t, x, y)?)
}

/// `ArrayList`'s message for an index to insert at.
fn out_of_bounds(i: i64, len: usize) -> Error {
    Error::new(ExceptionKind::IndexOutOfBoundsException, format!("Index: {i}, Size: {len}"))
}

fn sift_down(t: &mut Thread, comparator: &Value, heap: &mut [Value], mut k: usize) -> Result<()> {
    let n = heap.len();
    while 2 * k + 1 < n {
        let mut child = 2 * k + 1;
        if child + 1 < n {
            let (left, right) = (heap[child].clone(), heap[child + 1].clone());
            if order(t, comparator, &left, &right)?.is_gt() {
                child += 1;
            }
        }
        let (a, b) = (heap[k].clone(), heap[child].clone());
        if order(t, comparator, &a, &b)?.is_le() {
            break;
        }
        heap.swap(k, child);
        k = child;
    }
    Ok(())
}

fn heapify(t: &mut Thread, comparator: &Value, heap: &mut [Value]) -> Result<()> {
    for k in (0..heap.len() / 2).rev() {
        sift_down(t, comparator, heap, k)?;
    }
    Ok(())
}

/// A constructor without arguments, with a capacity, or with a collection to copy.
fn new(class: &'static str, t: &mut Thread, a: &[Value]) -> Result<Value> {
    let items = match a.first() {
        None => Vec::new(),
        Some(v) if v.is_nil() => return Err(Error::null_pointer()),
        Some(v) if v.as_long().is_some() => {
            let capacity = int_arg(v)?;
            if capacity < 0 {
                return Err(Error::illegal_argument(format!("Illegal Capacity: {capacity}")));
            }
            Vec::new()
        }
        Some(v) => elements(t, v).ok_or_else(|| no_constructor(class))??,
    };
    Ok(new_list(class, items, Change::All))
}

/// The elements of a collection argument; `None` for what is no collection.
pub fn elements(t: &mut Thread, v: &Value) -> Option<Result<Vec<Value>>> {
    let is_collection = is_a(t, v, "java.util.Collection") || is_a(t, v, "java.util.Map");
    is_collection.then(|| seq::to_vec(t, v))
}

/// `(PriorityQueue.)`, of a capacity, comparator or collection, or of capacity and comparator.
fn new_priority(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut comparator = Value::NIL;
    let mut items = Vec::new();
    for v in a.iter() {
        if v.as_long().is_some() || v.is_nil() {
            continue;
        }
        match elements(t, v) {
            Some(found) if !runtime::ops::is_fn(v) => items = found?,
            _ => comparator = v.clone(),
        }
    }
    heapify(t, &comparator, &mut items)?;
    Ok(HostObject::new_value(JavaList {
        memory: Growing::default(),
        class: "java.util.PriorityQueue",
        items: Mutex::new(items.into()),
        changes: AtomicU32::new(0),
        change: Change::All,
        priority: Some(comparator),
    }))
}

fn own(a: &[Value]) -> Result<&JavaList> {
    a[0].host::<JavaList>().ok_or_else(|| not_a(&a[0], "java.util.List"))
}

fn empty_stack() -> Error {
    Error::bare(ExceptionKind::EmptyStackException)
}

fn at(a: &[Value]) -> Result<usize> {
    let (list, i) = (own(a)?, int_arg(&a[1])?);
    let len = list.len();
    usize::try_from(i)
        .ok()
        .filter(|i| *i < len)
        .ok_or_else(|| Error::new(ExceptionKind::ArrayIndexOutOfBoundsException, format!("{i} >= {len}")))
}

/// Adds those of some elements that a list lacks, while no other thread does; gives how many.
fn add_absent(t: &mut Thread, a: &[Value], items: &[Value]) -> Result<usize> {
    let list = own(a)?;
    vm::monitor::enter(t, &a[0])?;
    let mut add = || {
        let mut added = 0;
        for x in items {
            if list.index_of(t, x, false)?.is_none() {
                keep(&a[0], x);
                list.push_back(t, x.clone())?;
                added += 1;
            }
        }
        Ok(added)
    };
    let added = add();
    vm::monitor::exit(t, &a[0])?;
    added
}

const VECTOR: &[NativeDef] = &[
    f("elementAt", 2, |_, a| Ok(own(a)?.get(at(a)?).unwrap_or_default())),
    f("firstElement", 1, |_, a| own(a)?.get(0).ok_or_else(no_such_element)),
    f("lastElement", 1, |_, a| {
        let list = own(a)?;
        list.get(list.len().wrapping_sub(1)).ok_or_else(no_such_element)
    }),
    f("addElement", 2, |t, a| {
        let x = a[1].take();
        keep(&a[0], &x);
        own(a)?.push_back(t, x)?;
        void()
    }),
    f("removeAllElements", 1, |_, a| {
        own(a)?.replace(Vec::new());
        void()
    }),
    f("elements", 1, |t, a| super::iterator::enumeration(t, &a[0])),
    f("capacity", 1, |_, a| int(own(a)?.len().max(10))),
];

const STACK: &[NativeDef] = &[
    f("push", 2, |t, a| {
        let x = a[1].take();
        keep(&a[0], &x);
        own(a)?.push_back(t, x.clone())?;
        Ok(x)
    }),
    f("pop", 1, |_, a| own(a)?.pop_back().ok_or_else(empty_stack)),
    f("peek", 1, |_, a| {
        let list = own(a)?;
        list.get(list.len().wrapping_sub(1)).ok_or_else(empty_stack)
    }),
    f("empty", 1, |_, a| bool_(own(a)?.is_empty())),
    f("search", 2, |t, a| {
        let list = own(a)?;
        let found = list.index_of(t, &a[1], true)?;
        Ok(Value::int(found.map_or(-1, |i| (list.len() - i) as i32)))
    }),
];

macro_rules! list_class {
    ($class:literal) => {
        list_class!($class, &[])
    };
    ($class:literal, $methods:expr) => {
        ClassDef { constructors: &[ctor(0, 1, |t, a| new($class, t, a))], methods: $methods, ..class($class) }
    };
}

pub static CLASSES: &[ClassDef] = &[
    list_class!(
        "java.util.ArrayList",
        &[
            f("ensureCapacity", 2, |_, _| void()),
            f("trimToSize", 1, |_, _| void()),
            f("clone", 1, |_, a| { Ok(array_list(own(a)?.snapshot())) })
        ]
    ),
    list_class!("java.util.LinkedList"),
    list_class!("java.util.ArrayDeque"),
    list_class!("java.util.Vector", VECTOR),
    list_class!("java.util.Stack", STACK),
    list_class!(
        "java.util.concurrent.CopyOnWriteArrayList",
        &[
            f("addIfAbsent", 2, |t, a| bool_(add_absent(t, a, &[a[1].clone()])? > 0)),
            f("addAllAbsent", 2, |t, a| {
                let items = seq::to_vec(t, &a[1])?;
                int(add_absent(t, a, &items)?)
            }),
            f("clone", 1, |_, a| Ok(new_list(
                "java.util.concurrent.CopyOnWriteArrayList",
                own(a)?.snapshot(),
                Change::All
            )))
        ]
    ),
    list_class!("java.util.concurrent.ConcurrentLinkedQueue"),
    list_class!("java.util.concurrent.ConcurrentLinkedDeque"),
    ClassDef {
        constructors: &[ctor(0, 2, new_priority)],
        methods: &[f("comparator", 1, |_, a| Ok(own(a)?.comparator()))],
        ..class("java.util.PriorityQueue")
    },
];
