//! The methods that Java's and Clojure's interfaces ask of their objects, as far as user types implement them.
//!
//! A method that a type leaves out is an `AbstractMethodError` for who calls it, and one that the interface declares
//! `void` gives nil whatever its body gives. Neither can be seen from the type alone, hence this table. Methods that an
//! interface implements itself are listed only if they are void.

use crate::class::{Class, class_name};
use crate::error::{Error, ExceptionKind};
use crate::instance::{Instance, TypeFlavour};
use crate::object::Ref;
use crate::string::Str;
use crate::thread::Thread;
use crate::value::Value;

/// A method of an interface: its name, the interface, its signature.
pub type Row = (&'static str, &'static str, &'static str);

/// The rows for the methods of this name that take this many parameters, not counting the object.
pub fn rows(name: &str, parameters: usize) -> impl Iterator<Item = &'static Row> {
    let start = METHODS.partition_point(|row| row.0 < name);
    let named = METHODS[start..].iter().take_while(move |row| row.0 == name);
    named.filter(move |row| parameter_count(row.2) == parameters)
}

fn parameter_count(signature: &str) -> usize {
    match signature.split_once('(') {
        Some((_, ")")) | None => 0,
        Some((_, parameters)) => parameters.matches(',').count() + 1,
    }
}

/// Does an interface among these, or one that they extend, declare the method `void`?
pub fn is_void(t: &Thread, interfaces: &[Ref<Class>], name: &str, parameters: usize) -> bool {
    let signature = interfaces.iter().find_map(|class| declared(t, class, name, parameters));
    signature.is_some_and(|(_, signature)| signature.trim_start_matches("default ").starts_with("void "))
}

/// The interface of a class that declares the method, and the signature.
pub fn declared(t: &Thread, class: &Ref<Class>, name: &str, parameters: usize) -> Option<(String, String)> {
    let classes = &t.runtime.classes;
    for (_, interface, signature) in rows(name, parameters) {
        if classes.is_subclass(class, &classes.intern(interface)) {
            return Some(((*interface).to_owned(), (*signature).to_owned()));
        }
    }
    let mut pending = vec![class.clone()];
    while let Some(class) = pending.pop() {
        if let Some(info) = class.info.get().filter(|info| info.is_interface)
            && let Some(signature) = info.methods.get(name, parameters + 1)
            && let Some(signature) = signature.as_ref::<Str>()
        {
            return Some((class.name_str().to_owned(), signature.to_string_lossy()));
        }
        pending.extend(
            class.info.get().iter().flat_map(|i| i.parents.iter()).filter_map(|p| p.as_ref::<Class>()).cloned(),
        );
    }
    None
}

/// The error of calling a method that the object's type should have by its interfaces, but has not.
#[cold]
pub fn lacking(t: &Thread, target: &Value, name: &str, parameters: usize) -> Option<Error> {
    let instance = target.as_ref::<Instance>()?;
    if asks_for_nothing(instance) {
        return None;
    }
    let (interface, signature) = declared(t, &instance.class, name, parameters)?;
    if signature.starts_with("default ") {
        return None;
    }
    let flavour = instance.info().map(|info| info.flavour);
    // What records and objects of `reify` have of their own is defined, and not by methods.
    let built_in = match flavour {
        Some(TypeFlavour::Record) => interface_of_records(t, &interface),
        Some(TypeFlavour::Reify) => ["clojure.lang.IObj", "clojure.lang.IMeta"].contains(&&*interface),
        _ => false,
    };
    if built_in {
        return None;
    }
    Some(if flavour == Some(TypeFlavour::Proxy) {
        Error::new(ExceptionKind::UnsupportedOperationException, name)
    } else {
        abstract_method(target, &interface, &signature)
    })
}

/// Is the type's every parent one whose methods are not in the table? A class above it may define the method, too.
fn asks_for_nothing(instance: &Ref<Instance>) -> bool {
    const NO_METHODS: [&str; 3] = ["java.lang.Object", "clojure.lang.IType", "clojure.lang.IProxy"];
    let Some(info) = instance.info() else { return true };
    let mut parents = info.parents.iter().filter_map(|p| p.as_ref::<Class>());
    let is_interface = |c: &Ref<Class>| c.is_interface() || NO_METHODS.contains(&c.name_str());
    parents.clone().any(|c| !is_interface(c) && !c.is_unknown()) || parents.all(|c| NO_METHODS.contains(&c.name_str()))
}

fn interface_of_records(t: &Thread, interface: &str) -> bool {
    let classes = &t.runtime.classes;
    let asked = classes.intern(interface);
    crate::instance::RECORD_INTERFACES.iter().any(|own| classes.is_subclass(&classes.intern(own), &asked))
}

/// `AbstractMethodError` in the words of the JVM.
#[cold]
pub fn abstract_method(target: &Value, interface: &str, signature: &str) -> Error {
    Error::new(
        ExceptionKind::AbstractMethodError,
        format!(
            "Receiver class {} does not define or inherit an implementation of the resolved method 'abstract {signature}' of interface {interface}.",
            class_name(target)
        ),
    )
}

/// Sorted by name.
#[rustfmt::skip]
const METHODS: &[Row] = &[
    ("accept", "java.io.FileFilter", "boolean accept(java.io.File)"),
    ("accept", "java.io.FilenameFilter", "boolean accept(java.io.File, java.lang.String)"),
    ("accept", "java.util.function.BiConsumer", "void accept(java.lang.Object, java.lang.Object)"),
    ("accept", "java.util.function.Consumer", "void accept(java.lang.Object)"),
    ("accept", "java.util.function.IntConsumer", "void accept(int)"),
    ("accept", "java.util.function.LongConsumer", "void accept(long)"),
    ("accept", "java.util.function.ObjIntConsumer", "void accept(java.lang.Object, int)"),
    ("add", "java.util.Collection", "boolean add(java.lang.Object)"),
    ("add", "java.util.Deque", "boolean add(java.lang.Object)"),
    ("add", "java.util.List", "boolean add(java.lang.Object)"),
    ("add", "java.util.List", "void add(int, java.lang.Object)"),
    ("add", "java.util.ListIterator", "void add(java.lang.Object)"),
    ("add", "java.util.Queue", "boolean add(java.lang.Object)"),
    ("add", "java.util.Set", "boolean add(java.lang.Object)"),
    ("add", "java.util.concurrent.BlockingQueue", "boolean add(java.lang.Object)"),
    ("addAll", "java.util.Collection", "boolean addAll(java.util.Collection)"),
    ("addAll", "java.util.Deque", "boolean addAll(java.util.Collection)"),
    ("addAll", "java.util.List", "boolean addAll(int, java.util.Collection)"),
    ("addAll", "java.util.List", "boolean addAll(java.util.Collection)"),
    ("addAll", "java.util.Set", "boolean addAll(java.util.Collection)"),
    ("addFirst", "java.util.Deque", "void addFirst(java.lang.Object)"),
    ("addLast", "java.util.Deque", "void addLast(java.lang.Object)"),
    ("addTo", "java.time.temporal.TemporalAmount", "java.time.temporal.Temporal addTo(java.time.temporal.Temporal)"),
    ("addWatch", "clojure.lang.IRef", "clojure.lang.IRef addWatch(java.lang.Object, clojure.lang.IFn)"),
    ("adjustInto", "java.time.temporal.TemporalAdjuster", "java.time.temporal.Temporal adjustInto(java.time.temporal.Temporal)"),
    ("alterMeta", "clojure.lang.IReference", "clojure.lang.IPersistentMap alterMeta(clojure.lang.IFn, clojure.lang.ISeq)"),
    ("append", "java.lang.Appendable", "java.lang.Appendable append(char)"),
    ("append", "java.lang.Appendable", "java.lang.Appendable append(java.lang.CharSequence)"),
    ("append", "java.lang.Appendable", "java.lang.Appendable append(java.lang.CharSequence, int, int)"),
    ("apply", "java.util.function.BiFunction", "java.lang.Object apply(java.lang.Object, java.lang.Object)"),
    ("apply", "java.util.function.DoubleFunction", "java.lang.Object apply(double)"),
    ("apply", "java.util.function.Function", "java.lang.Object apply(java.lang.Object)"),
    ("apply", "java.util.function.IntFunction", "java.lang.Object apply(int)"),
    ("apply", "java.util.function.LongFunction", "java.lang.Object apply(long)"),
    ("applyAsDouble", "java.util.function.DoubleBinaryOperator", "double applyAsDouble(double, double)"),
    ("applyAsDouble", "java.util.function.DoubleUnaryOperator", "double applyAsDouble(double)"),
    ("applyAsDouble", "java.util.function.ToDoubleFunction", "double applyAsDouble(java.lang.Object)"),
    ("applyAsInt", "java.util.function.IntBinaryOperator", "int applyAsInt(int, int)"),
    ("applyAsInt", "java.util.function.IntUnaryOperator", "int applyAsInt(int)"),
    ("applyAsInt", "java.util.function.ToIntFunction", "int applyAsInt(java.lang.Object)"),
    ("applyAsLong", "java.util.function.LongBinaryOperator", "long applyAsLong(long, long)"),
    ("applyAsLong", "java.util.function.LongUnaryOperator", "long applyAsLong(long)"),
    ("applyAsLong", "java.util.function.ToLongFunction", "long applyAsLong(java.lang.Object)"),
    ("applyTo", "clojure.lang.IFn", "java.lang.Object applyTo(clojure.lang.ISeq)"),
    ("asTransient", "clojure.lang.IEditableCollection", "clojure.lang.ITransientCollection asTransient()"),
    ("assoc", "clojure.lang.Associative", "clojure.lang.Associative assoc(java.lang.Object, java.lang.Object)"),
    ("assoc", "clojure.lang.IPersistentMap", "clojure.lang.IPersistentMap assoc(java.lang.Object, java.lang.Object)"),
    ("assoc", "clojure.lang.ITransientAssociative", "clojure.lang.ITransientAssociative assoc(java.lang.Object, java.lang.Object)"),
    ("assoc", "clojure.lang.ITransientMap", "clojure.lang.ITransientMap assoc(java.lang.Object, java.lang.Object)"),
    ("assocEx", "clojure.lang.IPersistentMap", "clojure.lang.IPersistentMap assocEx(java.lang.Object, java.lang.Object)"),
    ("assocN", "clojure.lang.IPersistentVector", "clojure.lang.IPersistentVector assocN(int, java.lang.Object)"),
    ("assocN", "clojure.lang.ITransientVector", "clojure.lang.ITransientVector assocN(int, java.lang.Object)"),
    ("awaitTermination", "java.util.concurrent.ExecutorService", "boolean awaitTermination(long, java.util.concurrent.TimeUnit)"),
    ("call", "java.util.concurrent.Callable", "java.lang.Object call()"),
    ("cancel", "java.util.concurrent.Future", "boolean cancel(boolean)"),
    ("charAt", "java.lang.CharSequence", "char charAt(int)"),
    ("chunkedFirst", "clojure.lang.IChunkedSeq", "clojure.lang.IChunk chunkedFirst()"),
    ("chunkedMore", "clojure.lang.IChunkedSeq", "clojure.lang.ISeq chunkedMore()"),
    ("chunkedNext", "clojure.lang.IChunkedSeq", "clojure.lang.ISeq chunkedNext()"),
    ("clear", "java.util.Collection", "void clear()"),
    ("clear", "java.util.List", "void clear()"),
    ("clear", "java.util.Map", "void clear()"),
    ("clear", "java.util.Set", "void clear()"),
    ("close", "java.io.Closeable", "void close()"),
    ("close", "java.lang.AutoCloseable", "void close()"),
    ("comparator", "clojure.lang.Sorted", "java.util.Comparator comparator()"),
    ("comparator", "java.util.SortedMap", "java.util.Comparator comparator()"),
    ("comparator", "java.util.SortedSet", "java.util.Comparator comparator()"),
    ("compare", "java.util.Comparator", "int compare(java.lang.Object, java.lang.Object)"),
    ("compareAndSet", "clojure.lang.IAtom", "boolean compareAndSet(java.lang.Object, java.lang.Object)"),
    ("compareTo", "java.lang.Comparable", "int compareTo(java.lang.Object)"),
    ("conj", "clojure.lang.ITransientCollection", "clojure.lang.ITransientCollection conj(java.lang.Object)"),
    ("cons", "clojure.lang.IPersistentCollection", "clojure.lang.IPersistentCollection cons(java.lang.Object)"),
    ("cons", "clojure.lang.IPersistentVector", "clojure.lang.IPersistentVector cons(java.lang.Object)"),
    ("cons", "clojure.lang.ISeq", "clojure.lang.ISeq cons(java.lang.Object)"),
    ("contains", "clojure.lang.IPersistentSet", "boolean contains(java.lang.Object)"),
    ("contains", "clojure.lang.ITransientSet", "boolean contains(java.lang.Object)"),
    ("contains", "java.util.Collection", "boolean contains(java.lang.Object)"),
    ("contains", "java.util.Deque", "boolean contains(java.lang.Object)"),
    ("contains", "java.util.List", "boolean contains(java.lang.Object)"),
    ("contains", "java.util.Set", "boolean contains(java.lang.Object)"),
    ("contains", "java.util.concurrent.BlockingQueue", "boolean contains(java.lang.Object)"),
    ("containsAll", "java.util.Collection", "boolean containsAll(java.util.Collection)"),
    ("containsAll", "java.util.List", "boolean containsAll(java.util.Collection)"),
    ("containsAll", "java.util.Set", "boolean containsAll(java.util.Collection)"),
    ("containsKey", "clojure.lang.Associative", "boolean containsKey(java.lang.Object)"),
    ("containsKey", "clojure.lang.ITransientAssociative2", "boolean containsKey(java.lang.Object)"),
    ("containsKey", "java.util.Map", "boolean containsKey(java.lang.Object)"),
    ("containsValue", "java.util.Map", "boolean containsValue(java.lang.Object)"),
    ("count", "clojure.lang.Counted", "int count()"),
    ("count", "clojure.lang.IPersistentCollection", "int count()"),
    ("deref", "clojure.lang.IBlockingDeref", "java.lang.Object deref(long, java.lang.Object)"),
    ("deref", "clojure.lang.IDeref", "java.lang.Object deref()"),
    ("descendingIterator", "java.util.Deque", "java.util.Iterator descendingIterator()"),
    ("disjoin", "clojure.lang.IPersistentSet", "clojure.lang.IPersistentSet disjoin(java.lang.Object)"),
    ("disjoin", "clojure.lang.ITransientSet", "clojure.lang.ITransientSet disjoin(java.lang.Object)"),
    ("doReset", "clojure.lang.Settable", "java.lang.Object doReset(java.lang.Object)"),
    ("doSet", "clojure.lang.Settable", "java.lang.Object doSet(java.lang.Object)"),
    ("drainTo", "java.util.concurrent.BlockingQueue", "int drainTo(java.util.Collection)"),
    ("drainTo", "java.util.concurrent.BlockingQueue", "int drainTo(java.util.Collection, int)"),
    ("dropFirst", "clojure.lang.IChunk", "clojure.lang.IChunk dropFirst()"),
    ("element", "java.util.Deque", "java.lang.Object element()"),
    ("element", "java.util.Queue", "java.lang.Object element()"),
    ("empty", "clojure.lang.IPersistentCollection", "clojure.lang.IPersistentCollection empty()"),
    ("entryAt", "clojure.lang.Associative", "clojure.lang.IMapEntry entryAt(java.lang.Object)"),
    ("entryAt", "clojure.lang.ITransientAssociative2", "clojure.lang.IMapEntry entryAt(java.lang.Object)"),
    ("entryKey", "clojure.lang.Sorted", "java.lang.Object entryKey(java.lang.Object)"),
    ("entrySet", "java.util.Map", "java.util.Set entrySet()"),
    ("entrySet", "java.util.SortedMap", "java.util.Set entrySet()"),
    ("equiv", "clojure.lang.IPersistentCollection", "boolean equiv(java.lang.Object)"),
    ("execute", "java.util.concurrent.Executor", "void execute(java.lang.Runnable)"),
    ("first", "clojure.lang.ISeq", "java.lang.Object first()"),
    ("first", "java.util.SortedSet", "java.lang.Object first()"),
    ("firstKey", "java.util.SortedMap", "java.lang.Object firstKey()"),
    ("flush", "java.io.Flushable", "void flush()"),
    ("forEach", "java.lang.Iterable", "default void forEach(java.util.function.Consumer)"),
    ("forEach", "java.util.Map", "default void forEach(java.util.function.BiConsumer)"),
    ("forEachRemaining", "java.util.Iterator", "default void forEachRemaining(java.util.function.Consumer)"),
    ("get", "clojure.lang.ILookupThunk", "java.lang.Object get(java.lang.Object)"),
    ("get", "clojure.lang.IPersistentSet", "java.lang.Object get(java.lang.Object)"),
    ("get", "clojure.lang.ITransientSet", "java.lang.Object get(java.lang.Object)"),
    ("get", "java.time.temporal.TemporalAmount", "long get(java.time.temporal.TemporalUnit)"),
    ("get", "java.util.List", "java.lang.Object get(int)"),
    ("get", "java.util.Map", "java.lang.Object get(java.lang.Object)"),
    ("get", "java.util.concurrent.Future", "java.lang.Object get()"),
    ("get", "java.util.concurrent.Future", "java.lang.Object get(long, java.util.concurrent.TimeUnit)"),
    ("get", "java.util.function.Supplier", "java.lang.Object get()"),
    ("getAsBoolean", "java.util.function.BooleanSupplier", "boolean getAsBoolean()"),
    ("getAsDouble", "java.util.function.DoubleSupplier", "double getAsDouble()"),
    ("getAsInt", "java.util.function.IntSupplier", "int getAsInt()"),
    ("getAsLong", "java.util.function.LongSupplier", "long getAsLong()"),
    ("getData", "clojure.lang.IExceptionInfo", "clojure.lang.IPersistentMap getData()"),
    ("getDelay", "java.util.concurrent.Delayed", "long getDelay(java.util.concurrent.TimeUnit)"),
    ("getFirst", "java.util.Deque", "java.lang.Object getFirst()"),
    ("getKey", "java.util.Map$Entry", "java.lang.Object getKey()"),
    ("getLast", "java.util.Deque", "java.lang.Object getLast()"),
    ("getLookupThunk", "clojure.lang.IKeywordLookup", "clojure.lang.ILookupThunk getLookupThunk(clojure.lang.Keyword)"),
    ("getName", "clojure.lang.Named", "java.lang.String getName()"),
    ("getNamespace", "clojure.lang.Named", "java.lang.String getNamespace()"),
    ("getUnits", "java.time.temporal.TemporalAmount", "java.util.List getUnits()"),
    ("getValidator", "clojure.lang.IRef", "clojure.lang.IFn getValidator()"),
    ("getValue", "java.util.Map$Entry", "java.lang.Object getValue()"),
    ("getWatches", "clojure.lang.IRef", "clojure.lang.IPersistentMap getWatches()"),
    ("hasMoreElements", "java.util.Enumeration", "boolean hasMoreElements()"),
    ("hasNext", "java.util.Iterator", "boolean hasNext()"),
    ("hasNext", "java.util.ListIterator", "boolean hasNext()"),
    ("hasPrevious", "java.util.ListIterator", "boolean hasPrevious()"),
    ("hasheq", "clojure.lang.IHashEq", "int hasheq()"),
    ("headMap", "java.util.SortedMap", "java.util.SortedMap headMap(java.lang.Object)"),
    ("headSet", "java.util.SortedSet", "java.util.SortedSet headSet(java.lang.Object)"),
    ("index", "clojure.lang.IndexedSeq", "int index()"),
    ("indexOf", "java.util.List", "int indexOf(java.lang.Object)"),
    ("invoke", "clojure.lang.IFn", "java.lang.Object invoke()"),
    ("invoke", "clojure.lang.IFn", "java.lang.Object invoke(java.lang.Object)"),
    ("invoke", "clojure.lang.IFn", "java.lang.Object invoke(java.lang.Object, java.lang.Object)"),
    ("invoke", "clojure.lang.IFn", "java.lang.Object invoke(java.lang.Object, java.lang.Object, java.lang.Object)"),
    ("invoke", "clojure.lang.IFn", "java.lang.Object invoke(java.lang.Object, java.lang.Object, java.lang.Object, java.lang.Object)"),
    ("invokeAll", "java.util.concurrent.ExecutorService", "java.util.List invokeAll(java.util.Collection)"),
    ("invokeAll", "java.util.concurrent.ExecutorService", "java.util.List invokeAll(java.util.Collection, long, java.util.concurrent.TimeUnit)"),
    ("invokeAny", "java.util.concurrent.ExecutorService", "java.lang.Object invokeAny(java.util.Collection)"),
    ("invokeAny", "java.util.concurrent.ExecutorService", "java.lang.Object invokeAny(java.util.Collection, long, java.util.concurrent.TimeUnit)"),
    ("isCancelled", "java.util.concurrent.Future", "boolean isCancelled()"),
    ("isDone", "java.util.concurrent.Future", "boolean isDone()"),
    ("isEmpty", "java.util.Collection", "boolean isEmpty()"),
    ("isEmpty", "java.util.List", "boolean isEmpty()"),
    ("isEmpty", "java.util.Map", "boolean isEmpty()"),
    ("isEmpty", "java.util.Set", "boolean isEmpty()"),
    ("isRealized", "clojure.lang.IPending", "boolean isRealized()"),
    ("isShutdown", "java.util.concurrent.ExecutorService", "boolean isShutdown()"),
    ("isTerminated", "java.util.concurrent.ExecutorService", "boolean isTerminated()"),
    ("iterator", "java.lang.Iterable", "java.util.Iterator iterator()"),
    ("iterator", "java.util.Collection", "java.util.Iterator iterator()"),
    ("iterator", "java.util.Deque", "java.util.Iterator iterator()"),
    ("iterator", "java.util.List", "java.util.Iterator iterator()"),
    ("iterator", "java.util.Set", "java.util.Iterator iterator()"),
    ("key", "clojure.lang.IMapEntry", "java.lang.Object key()"),
    ("keyIterator", "clojure.lang.IMapIterable", "java.util.Iterator keyIterator()"),
    ("keySet", "java.util.Map", "java.util.Set keySet()"),
    ("keySet", "java.util.SortedMap", "java.util.Set keySet()"),
    ("kvreduce", "clojure.lang.IKVReduce", "java.lang.Object kvreduce(clojure.lang.IFn, java.lang.Object)"),
    ("last", "java.util.SortedSet", "java.lang.Object last()"),
    ("lastIndexOf", "java.util.List", "int lastIndexOf(java.lang.Object)"),
    ("lastKey", "java.util.SortedMap", "java.lang.Object lastKey()"),
    ("length", "clojure.lang.IPersistentVector", "int length()"),
    ("length", "java.lang.CharSequence", "int length()"),
    ("listIterator", "java.util.List", "java.util.ListIterator listIterator()"),
    ("listIterator", "java.util.List", "java.util.ListIterator listIterator(int)"),
    ("lock", "java.util.concurrent.locks.Lock", "void lock()"),
    ("lockInterruptibly", "java.util.concurrent.locks.Lock", "void lockInterruptibly()"),
    ("matches", "java.nio.file.PathMatcher", "boolean matches(java.nio.file.Path)"),
    ("meta", "clojure.lang.IMeta", "clojure.lang.IPersistentMap meta()"),
    ("more", "clojure.lang.ISeq", "clojure.lang.ISeq more()"),
    ("newCondition", "java.util.concurrent.locks.Lock", "java.util.concurrent.locks.Condition newCondition()"),
    ("newThread", "java.util.concurrent.ThreadFactory", "java.lang.Thread newThread(java.lang.Runnable)"),
    ("next", "clojure.lang.ISeq", "clojure.lang.ISeq next()"),
    ("next", "java.util.Iterator", "java.lang.Object next()"),
    ("next", "java.util.ListIterator", "java.lang.Object next()"),
    ("nextElement", "java.util.Enumeration", "java.lang.Object nextElement()"),
    ("nextIndex", "java.util.ListIterator", "int nextIndex()"),
    ("nth", "clojure.lang.Indexed", "java.lang.Object nth(int)"),
    ("nth", "clojure.lang.Indexed", "java.lang.Object nth(int, java.lang.Object)"),
    ("offer", "java.util.Deque", "boolean offer(java.lang.Object)"),
    ("offer", "java.util.Queue", "boolean offer(java.lang.Object)"),
    ("offer", "java.util.concurrent.BlockingQueue", "boolean offer(java.lang.Object)"),
    ("offer", "java.util.concurrent.BlockingQueue", "boolean offer(java.lang.Object, long, java.util.concurrent.TimeUnit)"),
    ("offerFirst", "java.util.Deque", "boolean offerFirst(java.lang.Object)"),
    ("offerLast", "java.util.Deque", "boolean offerLast(java.lang.Object)"),
    ("peek", "clojure.lang.IPersistentStack", "java.lang.Object peek()"),
    ("peek", "java.util.Deque", "java.lang.Object peek()"),
    ("peek", "java.util.Queue", "java.lang.Object peek()"),
    ("peekFirst", "java.util.Deque", "java.lang.Object peekFirst()"),
    ("peekLast", "java.util.Deque", "java.lang.Object peekLast()"),
    ("persistent", "clojure.lang.ITransientCollection", "clojure.lang.IPersistentCollection persistent()"),
    ("persistent", "clojure.lang.ITransientMap", "clojure.lang.IPersistentMap persistent()"),
    ("poll", "java.util.Deque", "java.lang.Object poll()"),
    ("poll", "java.util.Queue", "java.lang.Object poll()"),
    ("poll", "java.util.concurrent.BlockingQueue", "java.lang.Object poll(long, java.util.concurrent.TimeUnit)"),
    ("pollFirst", "java.util.Deque", "java.lang.Object pollFirst()"),
    ("pollLast", "java.util.Deque", "java.lang.Object pollLast()"),
    ("pop", "clojure.lang.IPersistentStack", "clojure.lang.IPersistentStack pop()"),
    ("pop", "clojure.lang.ITransientVector", "clojure.lang.ITransientVector pop()"),
    ("pop", "java.util.Deque", "java.lang.Object pop()"),
    ("postVisitDirectory", "java.nio.file.FileVisitor", "java.nio.file.FileVisitResult postVisitDirectory(java.lang.Object, java.io.IOException)"),
    ("preVisitDirectory", "java.nio.file.FileVisitor", "java.nio.file.FileVisitResult preVisitDirectory(java.lang.Object, java.nio.file.attribute.BasicFileAttributes)"),
    ("previous", "java.util.ListIterator", "java.lang.Object previous()"),
    ("previousIndex", "java.util.ListIterator", "int previousIndex()"),
    ("push", "java.util.Deque", "void push(java.lang.Object)"),
    ("put", "java.util.Map", "java.lang.Object put(java.lang.Object, java.lang.Object)"),
    ("put", "java.util.concurrent.BlockingQueue", "void put(java.lang.Object)"),
    ("putAll", "java.util.Map", "void putAll(java.util.Map)"),
    ("queryFrom", "java.time.temporal.TemporalQuery", "java.lang.Object queryFrom(java.time.temporal.TemporalAccessor)"),
    ("read", "java.lang.Readable", "int read(java.nio.CharBuffer)"),
    ("reduce", "clojure.lang.IChunk", "java.lang.Object reduce(clojure.lang.IFn, java.lang.Object)"),
    ("reduce", "clojure.lang.IReduce", "java.lang.Object reduce(clojure.lang.IFn)"),
    ("reduce", "clojure.lang.IReduceInit", "java.lang.Object reduce(clojure.lang.IFn, java.lang.Object)"),
    ("rejectedExecution", "java.util.concurrent.RejectedExecutionHandler", "void rejectedExecution(java.lang.Runnable, java.util.concurrent.ThreadPoolExecutor)"),
    ("remainingCapacity", "java.util.concurrent.BlockingQueue", "int remainingCapacity()"),
    ("remove", "java.util.Collection", "boolean remove(java.lang.Object)"),
    ("remove", "java.util.Deque", "boolean remove(java.lang.Object)"),
    ("remove", "java.util.Deque", "java.lang.Object remove()"),
    ("remove", "java.util.Iterator", "default void remove()"),
    ("remove", "java.util.List", "boolean remove(java.lang.Object)"),
    ("remove", "java.util.List", "java.lang.Object remove(int)"),
    ("remove", "java.util.ListIterator", "void remove()"),
    ("remove", "java.util.Map", "java.lang.Object remove(java.lang.Object)"),
    ("remove", "java.util.Queue", "java.lang.Object remove()"),
    ("remove", "java.util.Set", "boolean remove(java.lang.Object)"),
    ("remove", "java.util.concurrent.BlockingQueue", "boolean remove(java.lang.Object)"),
    ("removeAll", "java.util.Collection", "boolean removeAll(java.util.Collection)"),
    ("removeAll", "java.util.List", "boolean removeAll(java.util.Collection)"),
    ("removeAll", "java.util.Set", "boolean removeAll(java.util.Collection)"),
    ("removeFirst", "java.util.Deque", "java.lang.Object removeFirst()"),
    ("removeFirstOccurrence", "java.util.Deque", "boolean removeFirstOccurrence(java.lang.Object)"),
    ("removeLast", "java.util.Deque", "java.lang.Object removeLast()"),
    ("removeLastOccurrence", "java.util.Deque", "boolean removeLastOccurrence(java.lang.Object)"),
    ("removeWatch", "clojure.lang.IRef", "clojure.lang.IRef removeWatch(java.lang.Object)"),
    ("replaceAll", "java.util.List", "default void replaceAll(java.util.function.UnaryOperator)"),
    ("replaceAll", "java.util.Map", "default void replaceAll(java.util.function.BiFunction)"),
    ("reset", "clojure.lang.IAtom", "java.lang.Object reset(java.lang.Object)"),
    ("resetMeta", "clojure.lang.IReference", "clojure.lang.IPersistentMap resetMeta(clojure.lang.IPersistentMap)"),
    ("resetVals", "clojure.lang.IAtom2", "clojure.lang.IPersistentVector resetVals(java.lang.Object)"),
    ("retainAll", "java.util.Collection", "boolean retainAll(java.util.Collection)"),
    ("retainAll", "java.util.List", "boolean retainAll(java.util.Collection)"),
    ("retainAll", "java.util.Set", "boolean retainAll(java.util.Collection)"),
    ("rseq", "clojure.lang.Reversible", "clojure.lang.ISeq rseq()"),
    ("run", "java.lang.Runnable", "void run()"),
    ("seq", "clojure.lang.Seqable", "clojure.lang.ISeq seq()"),
    ("seq", "clojure.lang.Sorted", "clojure.lang.ISeq seq(boolean)"),
    ("seqFrom", "clojure.lang.Sorted", "clojure.lang.ISeq seqFrom(java.lang.Object, boolean)"),
    ("set", "java.util.List", "java.lang.Object set(int, java.lang.Object)"),
    ("set", "java.util.ListIterator", "void set(java.lang.Object)"),
    ("setValidator", "clojure.lang.IRef", "void setValidator(clojure.lang.IFn)"),
    ("setValue", "java.util.Map$Entry", "java.lang.Object setValue(java.lang.Object)"),
    ("shutdown", "java.util.concurrent.ExecutorService", "void shutdown()"),
    ("shutdownNow", "java.util.concurrent.ExecutorService", "java.util.List shutdownNow()"),
    ("size", "java.util.Collection", "int size()"),
    ("size", "java.util.Deque", "int size()"),
    ("size", "java.util.List", "int size()"),
    ("size", "java.util.Map", "int size()"),
    ("size", "java.util.Set", "int size()"),
    ("sort", "java.util.List", "default void sort(java.util.Comparator)"),
    ("subList", "java.util.List", "java.util.List subList(int, int)"),
    ("subMap", "java.util.SortedMap", "java.util.SortedMap subMap(java.lang.Object, java.lang.Object)"),
    ("subSequence", "java.lang.CharSequence", "java.lang.CharSequence subSequence(int, int)"),
    ("subSet", "java.util.SortedSet", "java.util.SortedSet subSet(java.lang.Object, java.lang.Object)"),
    ("submit", "java.util.concurrent.ExecutorService", "java.util.concurrent.Future submit(java.lang.Runnable)"),
    ("submit", "java.util.concurrent.ExecutorService", "java.util.concurrent.Future submit(java.lang.Runnable, java.lang.Object)"),
    ("submit", "java.util.concurrent.ExecutorService", "java.util.concurrent.Future submit(java.util.concurrent.Callable)"),
    ("subtractFrom", "java.time.temporal.TemporalAmount", "java.time.temporal.Temporal subtractFrom(java.time.temporal.Temporal)"),
    ("swap", "clojure.lang.IAtom", "java.lang.Object swap(clojure.lang.IFn)"),
    ("swap", "clojure.lang.IAtom", "java.lang.Object swap(clojure.lang.IFn, java.lang.Object)"),
    ("swap", "clojure.lang.IAtom", "java.lang.Object swap(clojure.lang.IFn, java.lang.Object, java.lang.Object)"),
    ("swap", "clojure.lang.IAtom", "java.lang.Object swap(clojure.lang.IFn, java.lang.Object, java.lang.Object, clojure.lang.ISeq)"),
    ("swapVals", "clojure.lang.IAtom2", "clojure.lang.IPersistentVector swapVals(clojure.lang.IFn)"),
    ("swapVals", "clojure.lang.IAtom2", "clojure.lang.IPersistentVector swapVals(clojure.lang.IFn, java.lang.Object)"),
    ("swapVals", "clojure.lang.IAtom2", "clojure.lang.IPersistentVector swapVals(clojure.lang.IFn, java.lang.Object, java.lang.Object)"),
    ("swapVals", "clojure.lang.IAtom2", "clojure.lang.IPersistentVector swapVals(clojure.lang.IFn, java.lang.Object, java.lang.Object, clojure.lang.ISeq)"),
    ("tailMap", "java.util.SortedMap", "java.util.SortedMap tailMap(java.lang.Object)"),
    ("tailSet", "java.util.SortedSet", "java.util.SortedSet tailSet(java.lang.Object)"),
    ("take", "java.util.concurrent.BlockingQueue", "java.lang.Object take()"),
    ("test", "java.util.function.BiPredicate", "boolean test(java.lang.Object, java.lang.Object)"),
    ("test", "java.util.function.IntPredicate", "boolean test(int)"),
    ("test", "java.util.function.LongPredicate", "boolean test(long)"),
    ("test", "java.util.function.Predicate", "boolean test(java.lang.Object)"),
    ("toArray", "java.util.Collection", "java.lang.Object[] toArray()"),
    ("toArray", "java.util.Collection", "java.lang.Object[] toArray(java.lang.Object[])"),
    ("toArray", "java.util.List", "java.lang.Object[] toArray()"),
    ("toArray", "java.util.List", "java.lang.Object[] toArray(java.lang.Object[])"),
    ("toArray", "java.util.Set", "java.lang.Object[] toArray()"),
    ("toArray", "java.util.Set", "java.lang.Object[] toArray(java.lang.Object[])"),
    ("tryLock", "java.util.concurrent.locks.Lock", "boolean tryLock()"),
    ("tryLock", "java.util.concurrent.locks.Lock", "boolean tryLock(long, java.util.concurrent.TimeUnit)"),
    ("uncaughtException", "java.lang.Thread$UncaughtExceptionHandler", "void uncaughtException(java.lang.Thread, java.lang.Throwable)"),
    ("unlock", "java.util.concurrent.locks.Lock", "void unlock()"),
    ("val", "clojure.lang.IMapEntry", "java.lang.Object val()"),
    ("valAt", "clojure.lang.ILookup", "java.lang.Object valAt(java.lang.Object)"),
    ("valAt", "clojure.lang.ILookup", "java.lang.Object valAt(java.lang.Object, java.lang.Object)"),
    ("valIterator", "clojure.lang.IMapIterable", "java.util.Iterator valIterator()"),
    ("values", "java.util.Map", "java.util.Collection values()"),
    ("values", "java.util.SortedMap", "java.util.Collection values()"),
    ("visitFile", "java.nio.file.FileVisitor", "java.nio.file.FileVisitResult visitFile(java.lang.Object, java.nio.file.attribute.BasicFileAttributes)"),
    ("visitFileFailed", "java.nio.file.FileVisitor", "java.nio.file.FileVisitResult visitFileFailed(java.lang.Object, java.io.IOException)"),
    ("withMeta", "clojure.lang.IObj", "clojure.lang.IObj withMeta(clojure.lang.IPersistentMap)"),
    ("without", "clojure.lang.IPersistentMap", "clojure.lang.IPersistentMap without(java.lang.Object)"),
    ("without", "clojure.lang.ITransientMap", "clojure.lang.ITransientMap without(java.lang.Object)"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_found_by_the_number_of_parameters() {
        assert!(METHODS.is_sorted_by_key(|row| row.0));
        assert_eq!(rows("count", 0).count(), 2);
        assert_eq!(rows("valAt", 2).map(|row| row.1).collect::<Vec<_>>(), ["clojure.lang.ILookup"]);
        assert_eq!(rows("zork", 0).count(), 0);
    }
}
