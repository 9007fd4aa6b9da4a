;; Part of clojure.spec.alpha: the macros that make specs. A macro passes on the predicates it is given, and their forms
;; with resolved names for explanations and s/form.

(in-ns 'clojure.spec.alpha)

(defn- ->sym
  [x]
  (if (var? x)
    (symbol (name (ns-name (.ns ^clojure.lang.Var x))) (name (.sym ^clojure.lang.Var x)))
    x))

(defn- unfn
  ;; (fn* [p] …), which #(…) reads as, becomes (fn [%] …)
  [expr]
  (if (c/and (seq? expr) (symbol? (first expr)) (= "fn*" (name (first expr))))
    (let [[[param] & body] (rest expr)]
      (conj (walk/postwalk-replace {param '%} body) '[%] 'fn))
    expr))

(defn- res
  ;; the form with its symbols resolved
  [form]
  (cond
    (keyword? form) form
    (symbol? form) (c/or (->sym (resolve form)) form)
    (sequential? form) (walk/postwalk (fn [x] (if (symbol? x) (res x) x)) (unfn form))
    :else form))

(defn- ns-qualify
  ;; the symbol with a full namespace: that of an alias, or the current one
  [s]
  (if-let [ns-sym (some-> s namespace symbol)]
    (symbol (str (c/or (some-> (get (ns-aliases *ns*) ns-sym) ns-name) ns-sym))
            (name s))
    (symbol (str (ns-name *ns*)) (name s))))

(defn ^:skip-wiki def-impl
  "What s/def does when it runs."
  [k form spec]
  (c/assert (c/and (ident? k) (namespace k)) "k must be namespaced keyword or resolvable symbol")
  (when (c/and (symbol? k) (not= "clojure.core" (namespace k)))
    (lisle.native/note-macro-spec))
  (if (nil? spec)
    (swap! registry-ref dissoc k)
    (let [spec (if (c/or (spec? spec) (regex? spec) (get @registry-ref spec))
                 spec
                 (spec-impl form spec nil nil))]
      (swap! registry-ref assoc k (with-name spec k))))
  k)

(defmacro def
  "Registers a spec under a qualified keyword or a symbol; nil as the spec takes the name out."
  [k spec-form]
  (let [k (if (symbol? k) (ns-qualify k) k)]
    `(def-impl '~k '~(res spec-form) ~spec-form)))

(defn get-spec
  "The spec registered under the keyword, symbol or var, or nil."
  [k]
  (get (registry) (if (keyword? k) k (->sym k))))

(defmacro spec
  "A spec object of a predicate, set, spec or regex op. A regex op becomes a sequence of its own. :gen, a function that gives a generator."
  [form & {:keys [gen]}]
  (when form
    `(spec-impl '~(res form) ~form ~gen nil)))

(defmacro multi-spec
  "A spec that the multimethod gives for the value. retag: the dispatch keyword, or a function of a value and a tag."
  [mm retag]
  `(multi-spec-impl '~(res mm) (var ~mm) ~retag))

(defmacro keys
  "A spec of maps that have the keys of :req and :req-un and may have those of :opt and :opt-un. The values of all keys
  that name specs must conform. (or …) and (and …) may group required keys. The -un keys are looked for without namespaces."
  [& {:keys [req req-un opt opt-un gen]}]
  (let [unk (fn [k] (keyword (name k)))
        req-keys (filterv keyword? (flatten req))
        req-un-specs (filterv keyword? (flatten req-un))
        _ (c/assert (every? #(c/and (keyword? %) (namespace %)) (concat req-keys req-un-specs opt opt-un))
                    "all keys must be namespace-qualified keywords")
        gx (gensym)
        contains (fn [f x form]
                   (if (keyword? form)
                     `(contains? ~x ~(f form))
                     (walk/postwalk (fn [y] (if (keyword? y) `(contains? ~x ~(f y)) y)) form)))
        exprs (fn [x]
                (concat (map (fn [form] (contains identity x form)) req)
                        (map (fn [form] (contains unk x form)) req-un)))]
    `(map-spec-impl
       {:req '~req, :opt '~opt, :req-un '~req-un, :opt-un '~opt-un
        :req-keys '~(into req-keys (map unk req-un-specs))
        :req-specs '~(into req-keys req-un-specs)
        :opt-keys '~(into (vec opt) (map unk opt-un))
        :opt-specs '~(into (vec opt) opt-un)
        :pred-forms '~(mapv (fn [expr] (res `(fn [~'%] ~expr))) (exprs '%))
        :pred-exprs ~(mapv (fn [expr] `(fn* [~gx] ~expr)) (exprs gx))
        :keys-pred (fn* [~gx] (c/and (map? ~gx) ~@(exprs gx)))
        :gfn ~gen})))

(defn- key-preds
  ;; keys and predicates of alternating arguments
  [args]
  (let [pairs (partition 2 args)]
    [(mapv first pairs) (mapv second pairs)]))

(defmacro or
  "A spec that one of the predicates must accept. Conforms to [key value]."
  [& key-pred-forms]
  (let [[keys pred-forms] (key-preds key-pred-forms)]
    (c/assert (c/and (even? (count key-pred-forms)) (every? keyword? keys)) "spec/or expects k1 p1 k2 p2..., where ks are keywords")
    `(or-spec-impl ~keys '~(mapv res pred-forms) ~pred-forms nil)))

(defmacro and
  "A spec that all of the predicates must accept; each is given what the one before conformed to."
  [& pred-forms]
  `(and-spec-impl '~(mapv res pred-forms) ~(vec pred-forms) nil))

(defmacro merge
  "A spec of maps that conform to all of the map specs. Conforms to the merged maps."
  [& pred-forms]
  `(merge-spec-impl '~(mapv res pred-forms) ~(vec pred-forms) nil))

(defmacro every
  "A spec of collections whose items conform to pred; only *coll-check-limit* of them are looked at, and none is conformed."
  [pred & {:keys [into kind count max-count min-count distinct gen-max gen] :as opts}]
  (let [desc (::describe opts)
        opts-desc (mapcat (fn [[k v]] [k (if (= k :kind) (res v) v)])
                          (dissoc opts ::describe ::conform-all ::kfn))
        gx (gensym)
        cpreds (cond-> [(list (c/or kind `coll?) gx)]
                 count (conj `(= ~count (bounded-count ~count ~gx)))
                 (c/or min-count max-count) (conj `(<= (c/or ~min-count 0)
                                                       (bounded-count (if ~max-count (inc ~max-count) ~min-count) ~gx)
                                                       (c/or ~max-count Integer/MAX_VALUE)))
                 distinct (conj `(c/or (empty? ~gx) (apply distinct? ~gx))))]
    `(every-impl '~pred
                 ~pred
                 ~(assoc (dissoc opts :gen ::describe)
                         ::kind-form `'~(res kind)
                         ::describe (c/or desc `'(every ~(res pred) ~@opts-desc))
                         ::cpred `(fn* [~gx] (c/and ~@cpreds)))
                 ~gen)))

(defn- describe-coll
  ;; a quoted description of a collection macro's call
  [op preds opts]
  `'(~op ~@(map res preds) ~@(mapcat (fn [[k v]] [k (if (= k :kind) (res v) v)]) (partition 2 opts))))

(defmacro every-kv
  "Like every, of maps whose keys and values conform to kpred and vpred."
  [kpred vpred & opts]
  `(every (tuple ~kpred ~vpred)
          ::kfn (fn [i# v#] (nth v# 0))
          ::describe ~(describe-coll `every-kv [kpred vpred] opts)
          :into {}
          ~@opts))

(defmacro coll-of
  "A spec of collections all of whose items conform to pred. Options: :kind, :count, :min-count, :max-count, :distinct,
  :into, :gen-max, :gen."
  [pred & opts]
  `(every ~pred
          ::conform-all true
          ::describe ~(describe-coll `coll-of [pred] opts)
          ~@opts))

(defmacro map-of
  "A spec of maps all of whose keys and values conform to kpred and vpred. Keys are conformed only with :conform-keys true."
  [kpred vpred & opts]
  `(every-kv ~kpred ~vpred
             ::conform-all true
             :kind map?
             ::describe ~(describe-coll `map-of [kpred vpred] opts)
             ~@opts))

(defmacro *
  "A regex op: no, one or more items that match. Conforms to a vector."
  [pred-form]
  `(rep-impl '~(res pred-form) ~pred-form))

(defmacro +
  "A regex op: one or more items that match. Conforms to a vector."
  [pred-form]
  `(rep+impl '~(res pred-form) ~pred-form))

(defmacro ?
  "A regex op: an item that matches, or none. Conforms to the item or nil."
  [pred-form]
  `(maybe-impl ~pred-form '~(res pred-form)))

(defmacro alt
  "A regex op: one of the ops or predicates. Conforms to [key value]."
  [& key-pred-forms]
  (let [[keys pred-forms] (key-preds key-pred-forms)]
    (c/assert (c/and (even? (count key-pred-forms)) (every? keyword? keys)) "alt expects k1 p1 k2 p2..., where ks are keywords")
    `(alt-impl ~keys ~pred-forms '~(mapv res pred-forms))))

(defmacro cat
  "A regex op: the ops or predicates one after the other. Conforms to a map."
  [& key-pred-forms]
  (let [[keys pred-forms] (key-preds key-pred-forms)]
    (c/assert (c/and (even? (count key-pred-forms)) (every? keyword? keys)) "cat expects k1 p1 k2 p2..., where ks are keywords")
    `(cat-impl ~keys ~pred-forms '~(mapv res pred-forms))))

(defmacro &
  "A regex op: what re matches, if the predicates accept what it conforms to."
  [re & preds]
  `(amp-impl ~re '~(res re) ~(vec preds) '~(mapv res preds)))

(defmacro conformer
  "A spec that conforms a value to (f value), which may be :clojure.spec.alpha/invalid. unf reverses f for unform."
  ([f] `(spec-impl '(conformer ~(res f)) ~f nil true))
  ([f unf] `(spec-impl '(conformer ~(res f) ~(res unf)) ~f nil true ~unf)))

(defmacro tuple
  "A spec of vectors whose items conform to the predicates, one by one."
  [& preds]
  (c/assert (not (empty? preds)))
  `(tuple-impl '~(mapv res preds) ~(vec preds)))

(defmacro nilable
  "A spec that accepts nil and what pred accepts."
  [pred]
  `(nilable-impl '~(res pred) ~pred nil))

(clojure.spec.alpha/def ::kvs->map
  (conformer #(zipmap (map ::k %) (map ::v %))
             #(map (fn [[k v]] {::k k ::v v}) %)))

(defmacro keys*
  "A regex op: keywords and values as in a call with keyword arguments, with the options of keys. Conforms to a map."
  [& kspecs]
  `(let [mspec# (keys ~@kspecs)]
     (with-gen (clojure.spec.alpha/& (* (cat ::k keyword? ::v any?)) ::kvs->map mspec#)
       (fn [] (gen/fmap (fn [m#] (apply concat m#)) (gen mspec#))))))
