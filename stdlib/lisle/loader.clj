;; lisle.loader: what loads code, which code is alive and why, and how a running program grows. docs/loading.md explains it.

(ns lisle.loader
  "Loaders and units, as data; adding paths and libraries to a running program.")

(defn loader-of
  "The loader of a class, or of the class of any other value; nil for what is built in."
  [x] (lisle.native/loader-of x))

(defn parent
  "The loader that a loader asks for what it does not have; nil at the top."
  [loader] (lisle.native/loader-parent loader))

(defn current
  "The loader in force: of the form or file that is being evaluated, else the thread's context loader."
  [] (lisle.native/current-loader))

(defn chain
  "The loader and those above it, outermost last."
  ([] (chain (current)))
  ([loader] (vec (take-while some? (iterate parent loader)))))

(defn cached-names
  "The names that evaluated code is known by (user$foo), sorted; or those that still mean code of one loader."
  ([] (lisle.native/cached-names))
  ([loader] (lisle.native/cached-names loader)))

(defn units
  "The units that are alive and do not live as long as the runtime, oldest first, each a map:
  :number, :loader, :file, :names of its functions, :replaced (those names that mean newer code now), :bytes,
  :vars (whose values are functions of it; also of namespaces that were removed, if code still names them), and :references (how many pieces of code hold it)."
  [] (lisle.native/live-units))

(defn old-code
  "The units of which some function has been replaced, but is still held by something: a closure, a collection, a
  running call."
  [] (filterv (comp seq :replaced) (units)))

(defn add-path!
  "Adds a directory, or a jar of sources, to the end of the class path, for all threads."
  [path] (lisle.native/add-path (str path)))

(defn add-lib!
  "Adds a library: a directory with sources, a jar of sources, or a bytecode bundle (.lbc). Gives the names of the namespaces
  that a bundle has."
  [path]
  (let [path (str path)]
    (if (.endsWith path ".lbc")
      (lisle.native/add-bundle path)
      (lisle.native/add-path path))))
