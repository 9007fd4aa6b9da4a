;; From special forms to `defn` and `defmacro`. There are no macros before this file, no destructuring
;; and no syntax quote: forms are built with natives.

(def ^{:arglists '([& items]) :added "1.0"
       :doc "A list of the items."}
  list lisle.native/list)

(def ^{:arglists '([x seq]) :added "1.0"
       :doc "A seq whose first is x and whose rest is seq."}
  cons lisle.native/cons)

(def ^{:arglists '([coll]) :added "1.0"
       :doc "The first item of the collection, or nil if it is empty. Calls seq on its argument."}
  first lisle.native/first)

(def ^{:arglists '([coll]) :added "1.0"
       :doc "A seq of the items after the first, or nil if there are none. Calls seq on its argument."}
  next lisle.native/next)

(def ^{:arglists '([coll]) :added "1.0"
       :doc "A possibly empty seq of the items after the first. Calls seq on its argument."}
  rest lisle.native/rest)

(def ^{:arglists '([] [coll] [coll x] [coll x & xs]) :added "1.0"
       :doc "The collection with x added where that is natural for it: lists at the front, vectors at the end,
  maps take entries. (conj nil x) is the list (x)."}
  conj lisle.native/conj)

(def ^{:arglists '([coll]) :added "1.0"
       :doc "A seq on the collection, or nil if it is empty. Works on strings, arrays, maps, nil and anything Iterable."}
  seq lisle.native/seq)

(def ^{:arglists '([c x]) :added "1.0"
       :doc "True if x is an instance of the class c."}
  instance? lisle.native/instance?)

(def ^{:arglists '([x]) :added "1.0" :doc "True if x is a seq."} seq? lisle.native/seq?)
(def ^{:arglists '([x]) :added "1.0" :doc "True if x is a character."} char? lisle.native/char?)
(def ^{:arglists '([x]) :added "1.0" :doc "True if x is a string."} string? lisle.native/string?)
(def ^{:arglists '([x]) :added "1.0" :doc "True if x is a map."} map? lisle.native/map?)
(def ^{:arglists '([x]) :added "1.0" :doc "True if x is a vector."} vector? lisle.native/vector?)
(def ^{:arglists '([x]) :added "1.0" :doc "True if x is a symbol."} symbol? lisle.native/symbol?)
(def ^{:arglists '([x]) :added "1.0" :doc "True if x is a keyword."} keyword? lisle.native/keyword?)

(def ^{:arglists '([map key val] [map key val & kvs]) :added "1.0"
       :doc "The map with key mapped to val; for a vector, with val at the index key. (assoc nil k v) is a map."}
  assoc lisle.native/assoc)

(def ^{:arglists '([obj]) :added "1.0" :doc "The metadata of obj, or nil."} meta lisle.native/meta)

(def ^{:arglists '([obj m]) :added "1.0"
       :doc "An object like obj with the map m as its metadata."}
  with-meta lisle.native/with-meta)

(def ^{:arglists '([x y]) :added "1.0" :doc "True if the two arguments are the same object."}
  identical? lisle.native/identical?)

(def ^{:arglists '([x]) :added "1.0" :doc "True if x is nil."} nil? lisle.native/nil?)
(def ^{:arglists '([coll]) :added "1.0" :doc "The number of items. (count nil) is 0; works on strings, arrays and Java collections too."}
  count lisle.native/count)
(def ^{:arglists '([coll index] [coll index not-found]) :added "1.0"
       :doc "The item at the index. Without not-found an index out of bounds throws; nil has no items."}
  nth lisle.native/nth)
(def ^{:arglists '([] [a] [a b] [a b c] [a b c d] [a b c d e] [a b c d e f] [a b c d e f & args]) :added "1.0"
       :doc "A vector of the arguments."} vector lisle.native/vector)
(def ^{:arglists '([coll]) :added "1.0" :doc "A vector of the items of the collection."} vec lisle.native/vec)
(def ^{:arglists '([] [& keyvals]) :added "1.0" :doc "A hash map of the keys and values."} hash-map lisle.native/hash-map)
(def ^{:arglists '([] [x] [x & ys]) :added "1.0" :tag String :doc "The string form of x, \"\" for nil; of several arguments, their concatenation."}
  str lisle.native/str)
(def ^{:arglists '([name] [ns name]) :added "1.0" :doc "A symbol with the given name and namespace."} symbol lisle.native/symbol)
(def ^{:arglists '([name] [ns name]) :added "1.0" :doc "A keyword with the given name and namespace."} keyword lisle.native/keyword)
(def ^{:arglists '([] [prefix-string]) :added "1.0" :doc "A symbol whose name was not used before."} gensym lisle.native/gensym)
(def ^{:arglists '([f args] [f x args] [f x y args] [f x y z args] [f a b c d & args]) :added "1.0"
       :doc "Calls f with the arguments before the last and then the items of the last one."}
  apply lisle.native/apply)
(def ^{:arglists '([x] [x y] [x y & more]) :added "1.0"
       :doc "True if the values are equal: same value for numbers of one category, same items for collections."}
  = lisle.native/=)

(def ^{:arglists '([x]) :added "1.0" :doc "The first item of the rest."} second (fn* second [x] (first (next x))))
(def ^{:arglists '([x]) :added "1.0" :doc "(first (first x))"} ffirst (fn* ffirst [x] (first (first x))))
(def ^{:arglists '([x]) :added "1.0" :doc "(next (first x))"} nfirst (fn* nfirst [x] (next (first x))))
(def ^{:arglists '([x]) :added "1.0" :doc "(first (next x))"} fnext (fn* fnext [x] (first (next x))))
(def ^{:arglists '([x]) :added "1.0" :doc "(next (next x))"} nnext (fn* nnext [x] (next (next x))))
(def ^{:arglists '([coll]) :added "1.0" :doc "The last item, in linear time."}
  last (fn* last [s] (if (next s) (recur (next s)) (first s))))
(def ^{:arglists '([coll]) :added "1.0" :doc "A seq of all items but the last, in linear time, or nil."}
  butlast (fn* butlast [s]
            (loop* [ret [] s s]
              (if (next s)
                (recur (conj ret (first s)) (next s))
                (seq ret)))))

;; Macros are functions of the form, the environment and the arguments.

(def ^{:arglists '([bindings & body]) :added "1.0" :special-form true :macro true
       :doc "Evaluates the body with the names bound to the values, in order."}
  let (fn* let [&form &env & decl] (cons 'let* decl)))

(def ^{:arglists '([bindings & body]) :added "1.0" :special-form true :macro true
       :doc "Like let, and a target for recur."}
  loop (fn* loop [&form &env & decl] (cons 'loop* decl)))

(def ^{:arglists '([& sigs]) :added "1.0" :special-form true :macro true
       :doc "A function."}
  fn (fn* fn [&form &env & decl] (with-meta (cons 'fn* decl) (meta &form))))

;; What `defn` and `defmacro` share: name, docstring, attribute map, bodies.

(def ^{:private true} sigs
  (fn* sigs [bodies]
    ;; the arglists, quoted, of one body or several
    (let* [asig (fn* asig [body]
                  ;; hides the two implicit parameters of macros
                  (let* [params (first body)]
                    (if (= '&form (first params)) (vec (next (next params))) params)))]
      (if (seq? (first bodies))
        (loop* [ret [] bodies bodies]
          (if bodies
            (recur (conj ret (asig (first bodies))) (next bodies))
            (seq ret)))
        (list (asig bodies))))))

(def ^{:private true} illegal-argument
  (fn* illegal-argument [message]
    (throw (new IllegalArgumentException message))))

(def ^{:private true} fn-parts
  ;; [metadata bodies] of what follows the name in defn, defmacro and defmethod-like macros
  (fn* fn-parts [fdecl]
    (let* [m (if (string? (first fdecl)) {:doc (first fdecl)} {})
           fdecl (if (string? (first fdecl)) (next fdecl) fdecl)
           m (if (map? (first fdecl)) (conj m (first fdecl)) m)
           fdecl (if (map? (first fdecl)) (next fdecl) fdecl)
           fdecl (if (vector? (first fdecl)) (list fdecl) fdecl)
           m (if (map? (last fdecl)) (conj m (last fdecl)) m)
           fdecl (if (map? (last fdecl)) (butlast fdecl) fdecl)]
      [m fdecl])))

(def ^{:arglists '([name doc-string? attr-map? [params*] prepost-map? body] [name doc-string? attr-map? ([params*] prepost-map? body) + attr-map?])
       :added "1.0" :macro true
       :doc "Defines a var with a function as its root, and with the docstring and attributes as its metadata."}
  defn (fn* defn [&form &env name & fdecl]
         (if (symbol? name) nil (illegal-argument "First argument to defn must be a symbol"))
         (let* [parts (fn-parts fdecl)
                m (nth parts 0)
                bodies (nth parts 1)
                m (conj {:arglists (list 'quote (sigs bodies))} m)
                m (conj (if (meta name) (meta name) {}) m)]
           (list 'def (with-meta name m)
                 (with-meta (cons `fn bodies) (assoc (lisle.native/source-meta &form) :rettag (:tag m)))))))

(def ^{:arglists '([name doc-string? attr-map? [params*] body] [name doc-string? attr-map? ([params*] body) + attr-map?])
       :added "1.0" :macro true
       :doc "Like defn, and the function becomes a macro: it gets forms and gives a form."}
  defmacro (fn* defmacro [&form &env name & fdecl]
             (let* [parts (fn-parts fdecl)
                    m (nth parts 0)
                    bodies (nth parts 1)
                    m (conj (if (meta name) (meta name) {}) m)
                    m (assoc m :macro true)
                    add-implicit (fn* add-implicit [body]
                                   (cons (vec (cons '&form (cons '&env (first body)))) (next body)))
                    bodies (loop* [ret [] ds bodies]
                             (if ds
                               (recur (conj ret (add-implicit (first ds))) (next ds))
                               (seq ret)))]
               (list 'do
                     (with-meta (cons `defn (cons (with-meta name m) bodies)) (lisle.native/source-meta &form))
                     (list 'var name)))))

(defmacro when
  "Evaluates the body if test is true, else gives nil."
  {:added "1.0"}
  [test & body]
  (list 'if test (cons 'do body)))

(defmacro when-not
  "Evaluates the body if test is false or nil, else gives nil."
  {:added "1.0"}
  [test & body]
  (list 'if test nil (cons 'do body)))

(defmacro if-not
  "Evaluates then if test is false or nil, otherwise else."
  {:added "1.0"}
  ([test then] (list 'clojure.core/if-not test then nil))
  ([test then else] (list 'if test else then)))

(defmacro cond
  "Takes tests and expressions in pairs and evaluates the expression after the first true test.
  A keyword such as :else serves as a test that is always true."
  {:added "1.0"}
  [& clauses]
  (when clauses
    (list 'if (first clauses)
          (if (next clauses)
            (second clauses)
            (illegal-argument "cond requires an even number of forms"))
          (cons 'clojure.core/cond (next (next clauses))))))

(defmacro and
  "Evaluates the expressions in order and gives the first false or nil value, else the last one's."
  {:added "1.0"}
  ([] true)
  ([x] x)
  ([x & next]
   (let [v (symbol (str (gensym "and__") "__auto__"))]
     (list 'clojure.core/let (vector v x)
           (list 'if v (cons 'clojure.core/and next) v)))))

(defmacro or
  "Evaluates the expressions in order and gives the first true value, else the last one's."
  {:added "1.0"}
  ([] nil)
  ([x] x)
  ([x & next]
   (let [v (symbol (str (gensym "or__") "__auto__"))]
     (list 'clojure.core/let (vector v x)
           (list 'if v v (cons 'clojure.core/or next))))))

(defmacro defnative
  "Defines a public var whose root is the native of the same name (or the one that :native names)."
  {:private true}
  [name doc attrs & arglists]
  (let [native (symbol "lisle.native" (str (let [n (attrs :native)] (if n n name))))
        m (conj {:doc doc :arglists (list 'quote arglists)} (lisle.native/dissoc attrs :native))]
    (list 'def (with-meta name m) native)))
