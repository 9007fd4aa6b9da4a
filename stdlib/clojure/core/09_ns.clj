;; Namespaces: ns, require, refer, import, load.

(defnative find-ns "The namespace of the symbol, or nil." {:added "1.0"} [sym])
(defnative create-ns "The namespace of the symbol, made if there is none." {:added "1.0"} [sym])
(defnative remove-ns "Forgets the namespace of the symbol. Not for clojure.core." {:added "1.0"} [sym])
(defnative all-ns "A seq of all namespaces." {:added "1.0"} [])
(defnative the-ns "The namespace of a symbol, or the namespace itself. Throws if there is none." {:added "1.0"} [x])
(defnative ns-name "The name of the namespace, a symbol." {:added "1.0"} [ns])
(defnative ns-map "A map of all mappings of the namespace." {:added "1.0"} [ns])
(defnative ns-unmap "Removes the mapping of the symbol from the namespace." {:added "1.0"} [ns sym])
(defnative ns-aliases "A map of the aliases of the namespace." {:added "1.0"} [ns])
(defnative ns-unalias "Removes the alias from the namespace." {:added "1.0"} [ns sym])
(defnative ns-resolve "The var or class that the symbol means in the namespace, or nil; env holds symbols that are locals." {:added "1.0"} [ns sym] [ns env sym])
(defnative intern "The var of the name in the namespace, made if there is none, with val as its root if given." {:added "1.0"} [ns name] [ns name val])
(defnative alias "Adds an alias for a namespace to the current one." {:added "1.0"} [alias namespace-sym])
(defnative in-ns "Makes the namespace of the symbol current, and makes it if there is none." {:added "1.0"} [name])

(defn resolve
  "The var or class that the symbol means in the current namespace, or nil."
  {:added "1.0"}
  ([sym] (ns-resolve *ns* sym))
  ([env sym] (ns-resolve *ns* env sym)))

(defn- filter-map
  [f ns]
  (into {} (filter (fn [e] (f (val e)))) (ns-map ns)))

(defn ns-interns
  "A map of the vars that the namespace itself defines."
  {:added "1.0"}
  [ns]
  (let [ns (the-ns ns)]
    (filter-map (fn [v] (and (var? v) (= ns (lisle.native/var-ns v)))) ns)))

(defn ns-publics
  "A map of the public vars that the namespace itself defines."
  {:added "1.0"}
  [ns]
  (let [ns (the-ns ns)]
    (filter-map (fn [v] (and (var? v) (= ns (lisle.native/var-ns v)) (lisle.native/var-public? v))) ns)))

(defn ns-imports "A map of the classes that the namespace imports." {:added "1.0"} [ns]
  (filter-map class? ns))

(defn ns-refers
  "A map of the vars of other namespaces that the namespace refers to."
  {:added "1.0"}
  [ns]
  (let [ns (the-ns ns)]
    (filter-map (fn [v] (and (var? v) (not= ns (lisle.native/var-ns v)))) ns)))

(declare require)

(def ^:private require-lock (Object.))

(defn- serialized-require
  ;; like require, but by one thread at a time
  [& args]
  (locking require-lock
    (apply require args)))

(defn requiring-resolve
  "The var of the qualified symbol; its namespace is loaded first if need be."
  {:added "1.10"}
  [sym]
  (if (qualified-symbol? sym)
    (or (resolve sym)
        (do (serialized-require (symbol (namespace sym)))
            (resolve sym)))
    (throw (IllegalArgumentException. (str "Not a qualified symbol: " sym)))))

(defmacro import
  "Makes classes known by their simple names: full names, or lists of a package and simple names."
  {:added "1.0"}
  [& import-symbols-or-lists]
  (let [specs (map (fn [s] (if (and (seq? s) (= 'quote (first s))) (second s) s))
                   import-symbols-or-lists)]
    `(do ~@(map (fn [n] (list 'clojure.core/import* n))
                (reduce (fn [v spec]
                          (if (symbol? spec)
                            (conj v (name spec))
                            (let [p (first spec) cs (rest spec)]
                              (into v (map (fn [c] (str p "." c)) cs)))))
                        [] specs)))))

(defn refer
  "Makes the public vars of the namespace known here by their names. Filters: :only, :exclude, :rename."
  {:added "1.0"}
  [ns-sym & filters]
  (let [ns (or (find-ns ns-sym) (throw (Exception. (str "No namespace: " ns-sym))))
        fs (apply hash-map filters)
        all? (and (or (nil? (:refer fs)) (= :all (:refer fs))) (nil? (:only fs)) (nil? (:rename fs)))]
    (when-not (and all? (lisle.native/refer-library ns (:exclude fs)))
      (let [nspublics (ns-publics ns)
            rename (or (:rename fs) {})
            exclude (set (:exclude fs))
            to-do (if (= :all (:refer fs))
                    (keys nspublics)
                    (or (:refer fs) (:only fs) (keys nspublics)))]
        (when (and to-do (not (lisle.native/sequential-or-set? to-do)))
          (throw (Exception. ":only/:refer value must be a sequential collection of symbols")))
        (doseq [sym to-do]
          (when-not (exclude sym)
            (let [v (nspublics sym)]
              (when-not v
                (throw (IllegalAccessError.
                         (if (get (ns-interns ns) sym)
                           (str sym " is not public")
                           (str sym " does not exist")))))
              (lisle.native/refer-var (or (rename sym) sym) v))))))))

(defmacro refer-clojure
  "Like (refer 'clojure.core filters…)."
  {:added "1.0"}
  [& filters]
  `(refer '~'clojure.core ~@filters))

;; libs

(def ^{:dynamic true :private true} *pending-paths* ())
(def ^{:dynamic true :private true} *loading-verbosely* false)
(def ^{:dynamic true :private true :doc "A ref of the set of the symbols of the libs that are loaded."} *loaded-libs* (lisle.native/loaded-libs-ref))
(defnative loaded-libs "A sorted set of the symbols of the libs that are loaded." {:added "1.0"} [])

(defn- lib-error
  ;; throws for a bad libspec when pred holds
  [pred fmt & args]
  (when pred
    (throw (Exception. (apply format fmt args)))))

(defn- libspec?
  [x]
  (or (symbol? x)
      (and (vector? x)
           (or (nil? (second x)) (keyword? (second x))))))

(defn- prependss
  [x coll]
  (if (symbol? x) (cons x coll) (concat x coll)))

(defn- root-resource
  [lib]
  (str \/ (lisle.native/string-replace-char (lisle.native/string-replace-char (name lib) \- \_) \. \/)))

(defn- check-cyclic-dependency
  [path]
  (when (some (fn [p] (= p path)) (rest *pending-paths*))
    (let [pending (map (fn [p] (if (= p path) (str "[ " p " ]") p))
                       (cons path *pending-paths*))
          chain (apply str (interpose "->" pending))]
      (throw (Exception. (str "Cyclic load dependency: " chain))))))

(defn load
  "Loads code from the class path. A path that begins with a slash is taken from its root, others from the
  directory of the current namespace."
  {:added "1.0"}
  [& paths]
  (doseq [path paths]
    (let [path (if (lisle.native/starts-with? path "/")
                 path
                 (str (lisle.native/root-directory (root-resource (ns-name *ns*))) \/ path))]
      (when *loading-verbosely*
        (printf "(clojure.core/load \"%s\")\n" path)
        (flush))
      (check-cyclic-dependency path)
      (when-not (= path (first *pending-paths*))
        (binding [*pending-paths* (conj *pending-paths* path)]
          (lisle.native/load-resource (subs path 1)))))))

(defn- load-one
  [lib need-ns require]
  (load (root-resource lib))
  (lib-error (and need-ns (not (find-ns lib)))
             "namespace '%s' not found after loading '%s'" lib (root-resource lib))
  (when require
    (lisle.native/mark-loaded lib)))

(defn- load-new
  [lib need-ns require]
  (lisle.native/load-once (name lib) (fn [] (load-one lib need-ns require))))

(defn- load-all
  [lib need-ns require]
  (let [before (loaded-libs)]
    (lisle.native/set-loaded-libs (sorted-set))
    (try
      (load-one lib need-ns require)
      (finally
        (lisle.native/set-loaded-libs (into before (loaded-libs)))))))

(defn- load-lib
  [prefix lib & options]
  (lib-error (and prefix (pos? (lisle.native/index-of (name lib) ".")))
             "Found lib name '%s' containing period with prefix '%s'.  lib names inside prefix lists must not contain periods"
             (name lib) prefix)
  (let [lib (if prefix (symbol (str prefix \. lib)) lib)
        opts (apply hash-map options)
        {:keys [as reload reload-all require use verbose as-alias]} opts
        loaded (contains? (loaded-libs) lib)
        need-ns (or as use)
        load-how (cond reload-all load-all
                       reload load-one
                       loaded nil
                       (and as-alias (not need-ns)) (fn [lib _need _require] (create-ns lib))
                       :else load-new)
        filter-opts (select-keys opts '(:exclude :only :rename :refer))
        undefined-on-entry (not (find-ns lib))]
    (binding [*loading-verbosely* (or *loading-verbosely* verbose)]
      (if load-how
        (try
          (load-how lib need-ns require)
          (catch Exception e
            (when undefined-on-entry
              (remove-ns lib))
            (throw e)))
        (lib-error (and need-ns (not (find-ns lib)))
                   "namespace '%s' not found" lib))
      (when (and need-ns *loading-verbosely*)
        (printf "(clojure.core/in-ns '%s)\n" (ns-name *ns*)))
      (when as
        (when *loading-verbosely*
          (printf "(clojure.core/alias '%s '%s)\n" as lib))
        (alias as lib))
      (when as-alias
        (when *loading-verbosely*
          (printf "(clojure.core/alias '%s '%s)\n" as-alias lib))
        (alias as-alias lib))
      (when (or use (:refer filter-opts))
        (when *loading-verbosely*
          (printf "(clojure.core/refer '%s" lib)
          (doseq [[option value] filter-opts]
            (printf " %s '%s" option (print-str value)))
          (printf ")\n"))
        (apply refer lib (mapcat seq filter-opts))))))

(defn- load-libs
  [& args]
  (let [flags (filter keyword? args)
        opts (interleave flags (repeat true))
        args (filter (complement keyword?) args)]
    (let [supported #{:as :reload :reload-all :require :use :verbose :refer :as-alias}
          unsupported (seq (remove supported flags))]
      (lib-error unsupported
                 (apply str "Unsupported option(s) supplied: " (interpose \, unsupported))))
    (lib-error (not (seq args)) "Nothing specified to load")
    (doseq [arg args]
      (if (libspec? arg)
        (apply load-lib nil (prependss arg opts))
        (let [[prefix & args] arg]
          (lib-error (nil? prefix) "prefix cannot be nil")
          (doseq [arg args]
            (apply load-lib prefix (prependss arg opts))))))))

(defn require
  "Loads libs that are not loaded yet. An argument is a lib symbol, a vector of one and options (:as, :refer, :as-alias),
  a prefix list, or a flag: :reload, :reload-all, :verbose."
  {:added "1.0"}
  [& args]
  (apply load-libs :require args))

(defn use
  "Like require, and refers to the public vars of each lib. Options: those of refer."
  {:added "1.0"}
  [& args]
  (apply load-libs :require :use args))

(defmacro ns
  "Makes the namespace current and applies the references: (:require …), (:use …), (:import …), (:refer-clojure …),
  (:load …), (:gen-class)."
  {:added "1.0" :arglists '([name docstring? attr-map? references*])}
  [name & references]
  (let [process-reference (fn [[kname & args]]
                            (list* (symbol "clojure.core" (clojure.core/name kname))
                                   (map (fn [a] (list 'quote a)) args)))
        docstring (when (string? (first references)) (first references))
        references (if docstring (next references) references)
        name (if docstring (vary-meta name assoc :doc docstring) name)
        metadata (when (map? (first references)) (first references))
        references (if metadata (next references) references)
        name (if metadata (vary-meta name merge metadata) name)
        references (remove (fn [r] (= :gen-class (first r))) references)
        name-metadata (meta name)]
    `(do
       (in-ns '~name)
       ~@(when name-metadata
           `((reset-meta! (find-ns '~name) ~name-metadata)))
       (do
         ~@(when (and (not= name 'clojure.core) (not-any? (fn [r] (= :refer-clojure (first r))) references))
             `((refer '~'clojure.core)))
         ~@(map process-reference references))
       (if (= '~name 'clojure.core)
         nil
         (do (lisle.native/mark-loaded '~name) nil)))))

(defmacro gen-class "Ignored: there are no JVM classes to make." {:added "1.0"} [& options] nil)

(def ^{:dynamic true :added "1.0" :doc "The arguments of the program, a seq of strings, or nil."} *command-line-args* nil)
(def ^{:dynamic true :added "1.0" :doc "True while files are compiled."} *compile-files* false)
(def ^{:dynamic true :added "1.0" :doc "Where compiled files go."} *compile-path* "classes")
(def ^{:dynamic true :added "1.4" :doc "Options of the compiler."} *compiler-options* nil)
(def ^{:dynamic true :added "1.0" :doc "When true, the compiler says where it uses reflection; here it never does."} *warn-on-reflection* false)
(def ^{:dynamic true :added "1.3" :doc "When true, arithmetic on longs wraps instead of throwing."} *unchecked-math* false)
(def ^{:dynamic true :added "1.0" :doc "Whether class loading prefers the context loader."} *use-context-classloader* true)
(def ^{:dynamic true :added "1.12" :doc "True in a REPL."} *repl* false)
(def ^{:dynamic true :added "1.0" :doc "The last value printed by a REPL."} *1 nil)
(def ^{:dynamic true :added "1.0" :doc "The value before *1."} *2 nil)
(def ^{:dynamic true :added "1.0" :doc "The value before *2."} *3 nil)
(def ^{:dynamic true :added "1.0" :doc "The last exception caught by a REPL."} *e nil)
(def ^{:dynamic true :added "1.0" :doc "Arguments of with-precision, or nil."} *math-context* nil)
(def ^{:dynamic true :added "1.1" :doc "The agent whose action is running, or nil."} *agent* nil)
(def ^{:dynamic true :private true :doc "Features that reader conditionals accept beyond the platform's own."} *suppress-read* nil)
