(ns ^{:doc "Walking nested data: a function is applied to every form of a data structure, and the structure is
  built anew from what it gives. Types of collections and their metadata are kept."
      :author "Lisle"}
  clojure.walk)

(defn walk
  "Applies inner to each item of the form, builds a form of the same type from the results, and applies outer to it.
  A form that is no collection goes to outer as it is."
  {:added "1.1"}
  [inner outer form]
  (cond
    (list? form) (outer (with-meta (apply list (map inner form)) (meta form)))
    (map-entry? form) (outer (lisle.native/map-entry (inner (key form)) (inner (val form))))
    (seq? form) (outer (with-meta (doall (map inner form)) (meta form)))
    (record? form) (outer (reduce (fn [r x] (conj r (inner x))) form form))
    (coll? form) (outer (into (empty form) (map inner form)))
    :else (outer form)))

(defn postwalk
  "Applies f to every form inside the form and to itself, the inner ones first."
  {:added "1.1"}
  [f form]
  (walk (fn [x] (postwalk f x)) f form))

(defn prewalk
  "Applies f to the form itself and to every form inside the result, the outer ones first."
  {:added "1.1"}
  [f form]
  (walk (fn [x] (prewalk f x)) identity (f form)))

(defn postwalk-demo
  "Prints each form that postwalk visits."
  {:added "1.1"}
  [form]
  (postwalk (fn [x] (print "Walked: ") (prn x) x) form))

(defn prewalk-demo
  "Prints each form that prewalk visits."
  {:added "1.1"}
  [form]
  (prewalk (fn [x] (print "Walked: ") (prn x) x) form))

(defn keywordize-keys
  "The form with all string keys of its maps replaced by keywords."
  {:added "1.1"}
  [m]
  (let [f (fn [[k v]] (if (string? k) [(keyword k) v] [k v]))]
    (postwalk (fn [x] (if (map? x) (with-meta (into {} (map f x)) (meta x)) x)) m)))

(defn stringify-keys
  "The form with all keyword keys of its maps replaced by strings."
  {:added "1.1"}
  [m]
  (let [f (fn [[k v]] (if (keyword? k) [(name k) v] [k v]))]
    (postwalk (fn [x] (if (map? x) (with-meta (into {} (map f x)) (meta x)) x)) m)))

(defn prewalk-replace
  "The form with every item that is a key of smap replaced by the value there, the outer ones first."
  {:added "1.1"}
  [smap form]
  (prewalk (fn [x] (if (contains? smap x) (smap x) x)) form))

(defn postwalk-replace
  "The form with every item that is a key of smap replaced by the value there, the inner ones first."
  {:added "1.1"}
  [smap form]
  (postwalk (fn [x] (if (contains? smap x) (smap x) x)) form))

(defn macroexpand-all
  "The form with all macro calls in it expanded. Not exactly what the compiler sees: special forms are not known."
  {:added "1.1"}
  [form]
  (prewalk (fn [x] (if (seq? x) (macroexpand x) x)) form))
