;; How objects are laid out: simple-dispatch for data, code-dispatch for code.

(in-ns 'clojure.pprint)

(defn- put-text
  [s]
  (lisle.native/write-text *out* s))

;; parts of layouts

(defn- put-items
  ;; the items, with the separator and a possible break of the kind between them
  [items separator kind]
  (print-length-loop [items (seq items)]
    (when items
      (write-out (first items))
      (when (next items)
        (put-text separator)
        (pprint-newline kind)
        (recur (next items))))))

(def ^:private reader-macros
  {'quote "'"
   'var "#'"
   'clojure.core/deref "@"
   'clojure.core/unquote "~"})

(defn- put-reader-macro
  ;; prints forms such as (quote x) as the reader's short forms; true if it was one
  [form]
  (let [text (reader-macros (first form))]
    (when (and text (= 2 (count form)))
      (put-text text)
      (write-out (second form))
      true)))

(defn- put-metadata
  [object]
  (when *print-meta*
    (when-let [m (meta object)]
      (put-text "^")
      (write-out m)
      (put-text " ")
      (pprint-newline :linear))))

;; data

(defn- put-list
  [object]
  (put-metadata object)
  (when-not (put-reader-macro object)
    (pprint-logical-block :prefix "(" :suffix ")"
      (put-items object " " :linear))))

(defn- put-vector
  [object]
  (put-metadata object)
  (pprint-logical-block :prefix "[" :suffix "]"
    (put-items object " " :linear)))

(defn- put-set
  [object]
  (put-metadata object)
  (pprint-logical-block :prefix "#{" :suffix "}"
    (put-items object " " :linear)))

(defn- put-array
  [object]
  (pprint-logical-block :prefix "[" :suffix "]"
    (put-items object ", " :fill)))

(defn- put-queue
  [object]
  (pprint-logical-block :prefix "<-(" :suffix ")-<"
    (put-items object " " :linear)))

(defn- shared-namespace
  ;; [namespace entries] of a map whose keys all have the namespace, the keys without it; or nil
  [m]
  (when (and *print-namespace-maps* (seq m) (not (record? m)))
    (let [k (first (keys m))
          nspace (when (ident? k) (namespace k))]
      (when (and nspace
                 (every? (fn [k] (and (ident? k) (= nspace (namespace k)))) (keys m)))
        [nspace
         (map (fn [[k v]] [(if (keyword? k) (keyword (name k)) (symbol (name k))) v]) m)]))))

(defn- put-map
  [object]
  (put-metadata object)
  (let [[nspace entries] (or (shared-namespace object) [nil object])]
    (pprint-logical-block :prefix (if nspace (str "#:" nspace "{") "{") :suffix "}"
      (print-length-loop [entries (seq entries)]
        (when entries
          (pprint-logical-block
            (write-out (first (first entries)))
            (put-text " ")
            (pprint-newline :linear)
            (set! *current-length* 0)
            (write-out (second (first entries))))
          (when (next entries)
            (put-text ", ")
            (pprint-newline :linear)
            (recur (next entries))))))))

(defn- put-reference
  [object]
  (let [prefix (format "#<%s@%x%s: "
                       (cond
                         (future? object) "Future"
                         (and (instance? clojure.lang.IPending object) (ifn? object)) "Promise"
                         :else (.getSimpleName (class object)))
                       (System/identityHashCode object)
                       (if (and (instance? clojure.lang.Agent object) (.getError object)) " FAILED" ""))]
    (pprint-logical-block :prefix prefix :suffix ">"
      (pprint-indent :block (- 2 (count prefix)))
      (pprint-newline :linear)
      (write-out (if (and (instance? clojure.lang.IPending object) (not (realized? object)))
                   (if (future? object) :pending :not-delivered)
                   @object)))))

(defn- put-default
  [object]
  (cond
    (and object (.isArray (class object))) (put-array object)
    (and *print-suppress-namespaces* (symbol? object)) (print (name object))
    :else (pr-object object)))

(defmulti
  ^{:added "1.2" :arglists '[[object]] :doc "Lays out objects as data."}
  simple-dispatch
  class)

(defmethod simple-dispatch clojure.lang.ISeq [object] (put-list object))
(defmethod simple-dispatch clojure.lang.IPersistentVector [object] (put-vector object))
(defmethod simple-dispatch clojure.lang.IPersistentMap [object] (put-map object))
(defmethod simple-dispatch clojure.lang.IPersistentSet [object] (put-set object))
(defmethod simple-dispatch clojure.lang.PersistentQueue [object] (put-queue object))
(defmethod simple-dispatch clojure.lang.Var [object] (put-default object))
(defmethod simple-dispatch clojure.lang.IDeref [object] (put-reference object))
(defmethod simple-dispatch nil [object] (pr nil))
(defmethod simple-dispatch :default [object] (put-default object))

;; code

(declare put-code-list)

(defn- put-break
  [kind]
  (put-text " ")
  (pprint-newline kind))

(defn- put-rest
  ;; a separator, a break and the item, for each item
  [items]
  (doseq [item items]
    (put-break :linear)
    (write-out item)))

(defn- put-head
  ;; the first symbol and what belongs to its line, with the lines after it indented
  [sym item]
  (write-out sym)
  (put-text " ")
  (pprint-indent :block 1)
  (pprint-newline :miser)
  (write-out item))

(defn- put-call
  ;; a form without a layout of its own
  [form]
  (pprint-logical-block :prefix "(" :suffix ")"
    (pprint-indent :block 1)
    (put-items form " " :linear)))

(defn- put-hold-first
  [form]
  (pprint-logical-block :prefix "(" :suffix ")"
    (write-out (first form))
    (when (next form)
      (put-break :miser)
      (write-out (second form))
      (put-rest (nnext form)))))

(defn- put-defn
  [form]
  (if (next form)
    (let [[sym item & stuff] form
          doc (when (string? (first stuff)) (first stuff))
          stuff (if doc (next stuff) stuff)
          attrs (when (map? (first stuff)) (first stuff))
          stuff (if attrs (next stuff) stuff)]
      (pprint-logical-block :prefix "(" :suffix ")"
        (put-head sym item)
        (when doc
          (put-break :linear)
          (write-out doc))
        (when attrs
          (put-break :linear)
          (write-out attrs))
        (when (seq stuff)
          (put-break (if (and (vector? (first stuff)) (not doc) (not attrs)) :miser :linear))
          (put-items stuff " " :linear))))
    (put-call form)))

(defn- put-pairs
  ;; items two by two: a pair stays on a line if it can
  [items]
  (print-length-loop [items (seq items)]
    (when items
      (pprint-logical-block
        (write-out (first items))
        (when (next items)
          (put-break :miser)
          (write-out (second items))))
      (when (nnext items)
        (put-break :linear)
        (recur (nnext items))))))

(defn- put-bindings
  [bindings]
  (pprint-logical-block :prefix "[" :suffix "]"
    (put-pairs bindings)))

(defn- put-let
  [form]
  (pprint-logical-block :prefix "(" :suffix ")"
    (if (and (next form) (vector? (second form)))
      (do
        (write-out (first form))
        (put-text " ")
        (pprint-indent :block 1)
        (pprint-newline :miser)
        (put-bindings (second form))
        (put-break :linear)
        (put-items (nnext form) " " :linear))
      (put-call form))))

(defn- put-if
  [form]
  (pprint-logical-block :prefix "(" :suffix ")"
    (pprint-indent :block 1)
    (when (seq form)
      (write-out (first form))
      (when (next form)
        (put-break :miser)
        (write-out (second form))
        (put-rest (nnext form))))))

(defn- put-cond
  [form]
  (pprint-logical-block :prefix "(" :suffix ")"
    (pprint-indent :block 1)
    (write-out (first form))
    (when (next form)
      (put-break :linear)
      (put-pairs (next form)))))

(defn- put-condp
  [form]
  (if (> (count form) 3)
    (pprint-logical-block :prefix "(" :suffix ")"
      (pprint-indent :block 1)
      (write-out (first form))
      (put-break :miser)
      (write-out (second form))
      (put-break :miser)
      (write-out (nth form 2))
      (put-break :linear)
      (put-pairs (drop 3 form)))
    (put-call form)))

(def ^:private ^:dynamic *parameter-names*
  ;; the names of the parameters of a #() form, as it writes them
  {})

(defn- put-short-fn
  [form]
  (let [[_ params & body] form]
    (if (vector? params)
      (binding [*parameter-names* (if (= 1 (count params))
                                    {(first params) "%"}
                                    (into {} (map (fn [param i] [param (str \% i)]) params (range 1 (inc (count params))))))]
        (pprint-logical-block :prefix "#(" :suffix ")"
          (put-items (first body) " " :linear)))
      (put-call form))))

(defn- put-spec
  ;; a spec in a reference of ns: what it begins with stands alone, the rest is aligned after it
  [spec]
  (pprint-logical-block :prefix (if (vector? spec) "[" "(") :suffix (if (vector? spec) "]" ")")
    (if (and (= 3 (count spec)) (keyword? (second spec)))
      (let [[lib option items] spec]
        (write-out lib)
        (put-text " ")
        (write-out option)
        (put-text " ")
        (if (sequential? items)
          (pprint-logical-block :prefix (if (vector? items) "[" "(") :suffix (if (vector? items) "]" ")")
            (put-items items " " :fill))
          (write-out items)))
      (when (seq spec)
        (write-out (first spec))
        (put-text " ")
        (pprint-indent :current 0)
        (put-items (rest spec) " " :fill)))))

(defn- put-ns-reference
  [reference]
  (if (and (sequential? reference) (next reference))
    (pprint-logical-block :prefix (if (vector? reference) "[" "(") :suffix (if (vector? reference) "]" ")")
      (write-out (first reference))
      (put-text " ")
      (pprint-indent :current 0)
      (loop [args (next reference)]
        (when args
          (let [arg (first args)]
            (if (sequential? arg)
              (put-spec arg)
              (write-out arg))
            (when (next args)
              (put-break (if (sequential? arg) :linear :fill))
              (recur (next args)))))))
    (write-out reference)))

(defn- put-ns
  [form]
  (if (next form)
    (let [[sym ns-name & stuff] form
          doc (when (string? (first stuff)) (first stuff))
          stuff (if doc (next stuff) stuff)
          attrs (when (map? (first stuff)) (first stuff))
          references (if attrs (next stuff) stuff)]
      (pprint-logical-block :prefix "(" :suffix ")"
        (put-head sym ns-name)
        (when doc
          (pprint-newline :mandatory)
          (print (str \" doc \")))
        (when attrs
          (pprint-newline :mandatory)
          (put-map attrs))
        (doseq [reference references]
          (pprint-newline :mandatory)
          (put-ns-reference reference))))
    (put-call form)))

(def ^:private code-layouts
  (let [layouts {put-hold-first '[def defonce -> .. . locking struct struct-map]
                 put-defn '[defn defn- defmacro fn]
                 put-let '[let loop binding with-open with-local-vars if-let when-let when-first doseq dotimes]
                 put-if '[if if-not when when-not]
                 put-cond '[cond]
                 put-condp '[condp]
                 put-ns '[ns]
                 put-short-fn '[fn*]}]
    (into {}
          (for [[layout names] layouts, sym names, sym [sym (symbol "clojure.core" (name sym))]]
            [sym layout]))))

(defn- put-code-list
  [form]
  (when-not (put-reader-macro form)
    (if-let [layout (code-layouts (first form))]
      (layout form)
      (put-call form))))

(defn- put-code-symbol
  [sym]
  (cond
    (contains? *parameter-names* sym) (print (*parameter-names* sym))
    *print-suppress-namespaces* (print (name sym))
    :else (pr sym)))

(defmulti
  ^{:added "1.2" :arglists '[[object]] :doc "Lays out forms as code."}
  code-dispatch
  class)

(defmethod code-dispatch clojure.lang.ISeq [object] (put-code-list object))
(defmethod code-dispatch clojure.lang.Symbol [object] (put-code-symbol object))
(defmethod code-dispatch clojure.lang.IPersistentVector [object] (put-vector object))
(defmethod code-dispatch clojure.lang.IPersistentMap [object] (put-map object))
(defmethod code-dispatch clojure.lang.IPersistentSet [object] (put-set object))
(defmethod code-dispatch clojure.lang.PersistentQueue [object] (put-queue object))
(defmethod code-dispatch clojure.lang.IDeref [object] (put-reference object))
(defmethod code-dispatch nil [object] (pr nil))
(defmethod code-dispatch :default [object] (put-default object))

(set-pprint-dispatch simple-dispatch)
