//! The behaviours that Lisle was founded on, from five texts on Clojure: isolated runtimes in one process, class loaders and
//! the REPL, concurrency, virtual threads, vars. Each has at least one test, example or bench that names it in a comment, as
//! `isolation-3`; this test sees to that, and to names that mean nothing. Numbers are those of the statements
//! in the texts, of which some state no behaviour.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A name, and what is stated.
const ROWS: &[(&str, &str)] = &[
    ("isolation-1", "each application has a runtime of its own"),
    ("isolation-2", "each runtime believes that it is the only one: nothing that can be observed is shared"),
    ("isolation-3", "namespaces of the same name do not collide"),
    ("isolation-4", "each runtime may have another version of the library"),
    ("isolation-5", "no state of the language is static"),
    ("isolation-6", "code of one runtime is loaded by loaders of that runtime"),
    ("isolation-8", "applications of several parts (core, web, daemons, messages) live beside each other"),
    ("isolation-10", "each runtime has a class path of its own"),
    ("isolation-13", "a function is found by namespace and name, and called: str of ham and biscuit"),
    ("isolation-14", "there is no default runtime"),
    ("isolation-15", "what cannot be changed is shared by all runtimes: a second one costs little"),
    ("isolation-16", "a host sees a handle, and not what is behind it"),
    ("isolation-17", "a runtime is made with a class path and a name"),
    ("isolation-19", "a runtime that cannot be made is an error that tells the cause"),
    ("isolation-21", "a runtime's name is seen in errors, dumps and by editors"),
    ("isolation-22", "a function is named by one text, namespace/name"),
    ("isolation-24", "functions are called with 0 to 20 arguments, and more"),
    ("isolation-25", "every call of the host goes through one gate"),
    ("isolation-26", "entering keeps what the thread was in"),
    ("isolation-27", "leaving restores it, also after an exception or a panic"),
    ("isolation-28", "what code loads comes from the runtime it runs in"),
    ("isolation-29", "pooled threads enter any runtime in any order"),
    ("isolation-31", "a nested call leaves the outer one's bindings alone"),
    ("isolation-32", "sends that an action holds back belong to its runtime and thread"),
    ("isolation-33", "a transaction belongs to its runtime and thread"),
    ("isolation-34", "bindings belong to their runtime and thread"),
    ("isolation-35", "a thread that leaves carries nothing out"),
    ("isolation-37", "no code is kept alive by other code of its loader"),
    ("isolation-38", "a closed runtime gives all of its memory back"),
    ("isolation-39", "runtimes come and go by the thousand with flat memory"),
    ("isolation-40", "what one runtime bound cannot be read by the next one on the same thread"),
    ("isolation-44", "what a call from the host costs is measured"),
    ("isolation-46", "starting a runtime is measured"),
    ("loading-47", "evaluations of an editor do not make the chain of loaders longer"),
    ("loading-49", "the chain is walked from the thread's context loader by getParent, to nil"),
    ("loading-50", "there are three built-in levels: nil, platform, app; a REPL has a DynamicClassLoader"),
    ("loading-51", "Class has no loader"),
    ("loading-52", "nor have a long, a string, an Object, an empty list"),
    ("loading-53", "java.sql.Time is loaded by the platform loader"),
    ("loading-54", "libraries are loaded by the loader named app"),
    ("loading-55", "the class of {} is PersistentArrayMap, of the loader app"),
    ("loading-56", "every function has a class, every top-level form a unit"),
    ("loading-57", "a function's class is named user$foo; AFunction, AFn, Object are above it"),
    ("loading-59", "bytecode may come from anywhere: it is verified before it runs"),
    ("loading-60", "the loader of a function is a DynamicClassLoader"),
    ("loading-63", "two functions of one name in one form are two classes of one loader"),
    ("loading-64", "each evaluated form has a loader of its own"),
    ("loading-65", "clojure.lang.Compiler/LOADER holds the loader in force"),
    ("loading-66", "names are cached"),
    ("loading-67", "the cache holds weakly"),
    ("loading-68", "entries go as what they name dies"),
    ("loading-69", "the cache can be looked at"),
    ("loading-70", "a redefinition replaces the entry, and the old code goes with its last use"),
    ("loading-71", "two forms have two loaders"),
    ("loading-72", "two functions of one form have one"),
    ("loading-73", "a REPL sets the context loader"),
    ("loading-74", "once; each evaluation's loader is below it"),
    ("loading-75", "what no loader finds is a ClassNotFoundException"),
    ("loading-76", "look-up begins with what was evaluated, then asks the parent"),
    ("loading-77", "in a REPL the context loader is the parent of a function's"),
    ("loading-78", "and for an editor, too"),
    ("loading-79", "the context loader stays the same through a session"),
    ("loading-80", "a thousand evaluations of an editor leave the chain as long as it was"),
    ("loading-82", "an evaluation can be interrupted, at the REPL and from an editor"),
    ("loading-84", "a loader takes at most 112 bytes"),
    ("loading-85", "a running program can load more code"),
    ("loading-88", "addURL of the context loader adds a jar"),
    ("loading-89", "a library in a jar is added and required while the program runs"),
    ("loading-90", "add-classpath works from any thread"),
    ("loading-93", "the chain is walked with iterate, take-while, every?, nil?, hash and the dot macro"),
    ("guide-95", "races, deadlock, livelock and starvation do not befall the reference types"),
    ("guide-96", "what the reference types do is safe on several threads"),
    ("guide-97", "values do not change, identities do"),
    ("guide-100", "changes of an atom are atomic and seen at once"),
    ("guide-101", "deref and @"),
    ("guide-102", "how an atom prints"),
    ("guide-103", "atoms in locals"),
    ("guide-104", "swap! with arguments gives the new value"),
    ("guide-105", "swap! tries again; every result is there once"),
    ("guide-106", "reset!"),
    ("guide-108", "deref of an agent never blocks; how it prints"),
    ("guide-109", "send and send-off give the agent at once"),
    ("guide-110", "arguments of send come after the state"),
    ("guide-111", "send uses a fixed pool"),
    ("guide-112", "send-off uses a growing one"),
    ("guide-113", "thousands of tasks may be blocked at once"),
    ("guide-114", "set-agent-send-executor!"),
    ("guide-115", "the fixed pool has two threads more than processors"),
    ("guide-116", "set-agent-send-off-executor! moves futures too"),
    ("guide-117", "send-via uses the executor"),
    ("guide-118", "sends in transactions happen at commit, once"),
    ("guide-119", "a failed agent refuses sends, with the cause"),
    ("guide-120", "agent-error, and how exceptions print"),
    ("guide-121", "a place in a trace is class, method, file, line"),
    ("guide-122", "restart-agent, and :clear-actions"),
    ("guide-123", ":continue keeps the value and tells the handler"),
    ("guide-124", "the handler is optional"),
    ("guide-125", "error mode and handler are set and read"),
    ("guide-127", "a transaction changes all its refs or none"),
    ("guide-128", "ref with its options"),
    ("guide-129", "a conflicting commit makes a transaction try again"),
    ("guide-130", "alter needs a transaction"),
    ("guide-131", "the bank transfer"),
    ("guide-132", "commute never makes a transaction try again; nothing may be set after it"),
    ("guide-134", "a transaction may print: nothing prevents it"),
    ("guide-135", "io! in and outside of a transaction"),
    ("guide-137", "roots of vars are seen by all threads"),
    ("guide-138", "a Thread is made of a function"),
    ("guide-139", "format with %s"),
    ("guide-140", "binding is of the thread; a plain Thread has none of it"),
    ("guide-141", "text that is not ASCII"),
    ("guide-142", "alter-var-root is seen by other threads"),
    ("guide-143", "var and #'"),
    ("guide-144", "constantly"),
    ("guide-145", "the state of a system in a var that a main function sets"),
    ("guide-146", "deref takes IDeref, else a Future"),
    ("guide-147", "IDeref can be implemented"),
    ("guide-148", "by reify"),
    ("guide-149", "delays: once, cached, exceptions too; how they print"),
    ("guide-150", "System/currentTimeMillis"),
    ("guide-151", "realized?"),
    ("guide-152", "futures: at once, elsewhere; how they print"),
    ("guide-153", "deref with a timeout"),
    ("guide-154", "Thread/sleep, and its interruption"),
    ("guide-155", "a future's value is kept"),
    ("guide-156", "the pool of futures grows, and does not hold the process"),
    ("guide-157", "too many futures are an error and not the end of the process"),
    ("guide-158", "a future is a java.util.concurrent.Future"),
    ("guide-159", "promises"),
    ("guide-160", "watches and validators on all four"),
    ("guide-161", "locking"),
    ("guide-162", "monitors are re-entrant and given up by exceptions"),
    ("guide-163", "a virtual thread may wait in a monitor without holding anybody up"),
    ("guide-164", "mutable fields under a lock"),
    ("guide-165", "reducers"),
    ("guide-167", "executors"),
    ("guide-168", "a fixed pool and submit"),
    ("guide-169", "hints and cast to Callable"),
    ("guide-170", "the text of a FutureTask"),
    ("guide-171", "functions are Runnable and Callable"),
    ("guide-172", "deref of a FutureTask"),
    ("guide-173", "get gives the sum"),
    ("guide-174", "scheduled executors"),
    ("guide-175", "latches"),
    ("guide-176", "a latch of one"),
    ("guide-177", "concurrent collections"),
    ("guide-178", "atomic variables"),
    ("guide-179", "fifty threads count to fifty"),
    ("guide-180", "fork and join"),
    ("virtual-188", "platform threads"),
    ("virtual-189", "thousands of virtual threads"),
    ("virtual-190", "whatever blocks parks"),
    ("virtual-192", "a virtual thread is a Thread"),
    ("virtual-193", "functions are tasks of executors"),
    ("virtual-194", "a Thread of a function is started"),
    ("virtual-195", "Thread/startVirtualThread"),
    ("virtual-197", "one action at a time for each agent"),
    ("virtual-198", "an agent's state is read without waiting"),
    ("virtual-199", "await; refused in actions and transactions"),
    ("virtual-200", "sends of an action are held until its state is set"),
    ("virtual-201", "sends of a transaction are held until it commits"),
    ("virtual-202", "Agent/pooledExecutor and soloExecutor"),
    ("virtual-203", "Thread/ofVirtual with names and a factory"),
    ("virtual-204", "newThreadPerTaskExecutor"),
    ("virtual-205", "agents on executors of virtual threads, without a change"),
    ("virtual-206", "names of threads"),
    ("virtual-207", "send-via an executor of virtual threads"),
    ("virtual-208", "CompletableFuture"),
    ("virtual-209", "a future that prints, sleeps, prints"),
    ("virtual-210", "deref of a future parks"),
    ("virtual-211", "futures run on the executor of send-off"),
    ("virtual-213", "flows that split join again in the same block"),
    ("virtual-214", "closing an executor joins its tasks"),
    ("virtual-215", "scopes nest, and nothing outlives them"),
    ("virtual-216", "thread-locals"),
    ("virtual-217", "locks and monitors in virtual threads"),
    ("virtual-218", "semaphores limit access"),
    ("virtual-221", "agents and futures need no change for virtual threads"),
    ("vars-223", "the puzzle of five lines"),
    ("vars-224", "def makes a var"),
    ("vars-225", "vars are found by name in their namespace"),
    ("vars-226", "what a var knows; dynamic and bound are two things"),
    ("vars-227", "a symbol in code derefs its var at that moment"),
    ("vars-228", "deref gives the thread's binding, else the root"),
    ("vars-229", "a thread without bindings has none"),
    ("vars-230", "most vars give their root"),
    ("vars-231", "frames are linked, one inside the other"),
    ("vars-232", "a frame maps vars to boxes"),
    ("vars-233", "set! only by the thread that bound, and only what is bound"),
    ("vars-234", "marking a var dynamic leaves frames alone"),
    ("vars-235", "nested bindings come back, after exceptions too"),
    ("vars-236", "bindings are seen by whatever is called"),
    ("vars-237", "futures, agents, bound-fn and pmap have the bindings of their maker"),
    ("vars-238", "thread and go of core.async, too; a plain Thread has not"),
    ("vars-239", "with-redefs changes roots for everyone, and a race is a race; one of a thread alone is there too"),
    ("vars-241", "nil as a binding is a binding"),
];

fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "conformance" && name != "target") {
                walk(&path, found);
            }
        } else if path.extension().is_some_and(|e| e == "rs" || e == "clj") {
            found.push(path);
        }
    }
}

/// The names in a line, such as `guide-95`.
fn names(line: &str) -> impl Iterator<Item = &str> {
    const TOPICS: [&str; 5] = ["isolation", "loading", "guide", "virtual", "vars"];
    line.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|word| {
        word.split_once('-').is_some_and(|(topic, number)| {
            TOPICS.contains(&topic) && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
        })
    })
}

#[test]
fn each_founding_behaviour_has_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["tests", "examples", "benches", "vm"] {
        walk(&root.join(folder), &mut files);
    }
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    for file in files.iter().filter(|file| !file.ends_with("tests/founding.rs")) {
        let text = fs::read_to_string(file).expect("a readable file");
        let comments = text.lines().filter_map(|line| line.find(['/', ';']).map(|at| &line[at..]));
        for name in comments.flat_map(names) {
            named.insert(name.to_owned(), file.display().to_string());
        }
    }
    let known: BTreeSet<&str> = ROWS.iter().map(|(name, _)| *name).collect();
    assert_eq!(known.len(), ROWS.len(), "a name stands there twice");
    let untested: Vec<_> = ROWS.iter().filter(|(name, _)| !named.contains_key(*name)).collect();
    assert!(untested.is_empty(), "without a test: {untested:#?}");
    let unknown: Vec<_> = named.iter().filter(|(name, _)| !known.contains(name.as_str())).collect();
    assert!(unknown.is_empty(), "names of nothing: {unknown:#?}");
}
