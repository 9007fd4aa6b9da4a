;; clojure.spec.gen.alpha: generators for specs. The names are those of test.check. If test.check is on the class path, it
;; does the work; if not, clojure.spec.gen.builtin does, which generates alike but does not shrink.

(ns clojure.spec.gen.alpha
  "Generators of values for specs."
  (:refer-clojure :exclude [boolean bytes cat hash-map list map not-empty set vector char double int keyword symbol string
                            uuid delay shuffle]))

(alias 'c 'clojure.core)

(def ^:private test-check?
  ;; is test.check there? Its parts are loaded then.
  (c/delay
    (try
      (require 'clojure.test.check.generators 'clojure.test.check.properties 'clojure.test.check)
      true
      (catch java.io.FileNotFoundException e
        (if (re-find #"clojure/test/check" (ex-message e))
          (do (require 'clojure.spec.gen.builtin) false)
          (throw e))))))

(defn- implementation
  ;; the var of the name in test.check's namespace, or in ours
  [test-check-ns name]
  (let [sym (c/symbol (if @test-check? test-check-ns "clojure.spec.gen.builtin") name)]
    (c/or (resolve sym)
          (throw (RuntimeException. (str "Var " sym " is not on the classpath"))))))

(defn- generators [name] (implementation "clojure.test.check.generators" name))

(defn quick-check
  "Tests a property n times."
  [& args]
  (apply (implementation "clojure.test.check" "quick-check") args))

(defn for-all*
  "The property that f is true of values of the generators."
  [& args]
  (apply (implementation "clojure.test.check.properties" "for-all*") args))

(defn generator?
  "Is x a generator?"
  [x]
  ((generators "generator?") x))

(defn- generator
  [x]
  (if (generator? x)
    x
    (throw (ex-info "Value is not a generator, did you forget to provide a generator function?" {:value x}))))

(defn generate
  "One value of the generator."
  [generator]
  ((generators "generate") generator))

(defn ^:skip-wiki delay-impl
  [gfnd]
  ((generators "->Generator") (fn [rnd size] ((:gen @gfnd) rnd size))))

(defmacro delay
  "A generator made when it is first used."
  [& body]
  `(delay-impl (c/delay ~@body)))

(defn gen-for-name
  "The generator that the qualified symbol names."
  [s]
  (let [v (requiring-resolve s)
        g (if v @v (throw (RuntimeException. (str "Var " s " is not on the classpath"))))]
    (if (generator? g)
      g
      (throw (RuntimeException. (str "Var " s " is not a generator"))))))

(defmacro ^:skip-wiki lazy-combinator
  "Defines a function that calls the combinator of the name."
  [s]
  `(defn ~s
     ~(str "Calls " s " of clojure.test.check.generators.")
     [& ~'args]
     (apply (generators ~(name s)) ~'args)))

(defmacro ^:skip-wiki lazy-combinators
  [& syms]
  `(do ~@(c/map (fn [s] (c/list 'clojure.spec.gen.alpha/lazy-combinator s)) syms)))

(lazy-combinators hash-map list map not-empty set vector vector-distinct fmap elements bind choose one-of such-that tuple
                  sample return large-integer* double* frequency shuffle)

(defmacro ^:skip-wiki lazy-prim
  "Defines a function that gives the generator of the name."
  [s]
  `(defn ~s
     ~(str "The generator " s " of clojure.test.check.generators.")
     [& ~'args]
     @(generators ~(name s))))

(defmacro ^:skip-wiki lazy-prims
  [& syms]
  `(do ~@(c/map (fn [s] (c/list 'clojure.spec.gen.alpha/lazy-prim s)) syms)))

(lazy-prims any any-printable boolean bytes char char-alpha char-alphanumeric char-ascii double int keyword keyword-ns
            large-integer ratio simple-type simple-type-printable string string-ascii string-alphanumeric symbol symbol-ns
            uuid)

(defn cat
  "A generator of the concatenation of one value of each generator, which are sequences."
  [& gens]
  (fmap (fn [seqs] (apply concat seqs))
        (apply tuple gens)))

(defn- qualified? [ident] (some? (namespace ident)))

(def ^:private predicate-generators
  (c/delay
    (let [simple (simple-type-printable)]
      {any? (one-of [(return nil) (any-printable)])
       some? (such-that some? (any-printable))
       number? (one-of [(large-integer) (double)])
       integer? (large-integer)
       int? (large-integer)
       pos-int? (large-integer* {:min 1})
       neg-int? (large-integer* {:max -1})
       nat-int? (large-integer* {:min 0})
       float? (double)
       double? (double)
       boolean? (boolean)
       string? (string-alphanumeric)
       ident? (one-of [(keyword-ns) (symbol-ns)])
       simple-ident? (one-of [(keyword) (symbol)])
       qualified-ident? (such-that qualified? (one-of [(keyword-ns) (symbol-ns)]))
       keyword? (keyword-ns)
       simple-keyword? (keyword)
       qualified-keyword? (such-that qualified? (keyword-ns))
       symbol? (symbol-ns)
       simple-symbol? (symbol)
       qualified-symbol? (such-that qualified? (symbol-ns))
       uuid? (uuid)
       uri? (fmap (fn [id] (java.net.URI/create (str "http://" id ".com"))) (uuid))
       decimal? (fmap bigdec (double* {:infinite? false :NaN? false}))
       inst? (fmap (fn [ms] (java.util.Date. (long ms))) (large-integer))
       seqable? (one-of [(return nil) (list simple) (vector simple) (map simple simple) (set simple) (string-alphanumeric)])
       indexed? (vector simple)
       map? (map simple simple)
       vector? (vector simple)
       list? (list simple)
       seq? (list simple)
       char? (char)
       set? (set simple)
       nil? (return nil)
       false? (return false)
       true? (return true)
       zero? (return 0)
       rational? (one-of [(large-integer) (ratio)])
       coll? (one-of [(map simple simple) (list simple) (vector simple) (set simple)])
       empty? (elements [nil '() [] {} #{}])
       associative? (one-of [(map simple simple) (vector simple)])
       sequential? (one-of [(list simple) (vector simple)])
       ratio? (such-that ratio? (ratio))
       bytes? (bytes)})))

(defn gen-for-pred
  "The generator of a predicate of clojure.core or of a set's items, or nil."
  [pred]
  (if (set? pred)
    (elements pred)
    (get @predicate-generators pred)))
