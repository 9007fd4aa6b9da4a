;; Lazy seqs, syntax quote, destructuring, and the control macros built with them.

(defmacro lazy-seq
  "A seq whose body is evaluated when the first item is asked for, once, and remembered."
  {:added "1.0"}
  [& body]
  (list 'lisle.native/lazy-seq (cons '^{:once true} fn* (cons [] body))))

(defn ^{:static true} concat
  "A lazy seq of the items of the collections, one after the other."
  {:added "1.0"}
  ([] (lazy-seq nil))
  ([x] (lazy-seq x))
  ([x y]
   (lazy-seq
     (let [s (seq x)]
       (if s
         (if (chunked-seq? s)
           (chunk-cons (chunk-first s) (concat (chunk-rest s) y))
           (cons (first s) (concat (rest s) y)))
         y))))
  ([x y & zs]
   (let [cat (fn* cat [xys zs]
               (lazy-seq
                 (let [xys (seq xys)]
                   (if xys
                     (if (chunked-seq? xys)
                       (chunk-cons (chunk-first xys) (cat (chunk-rest xys) zs))
                       (cons (first xys) (cat (rest xys) zs)))
                     (if zs
                       (cat (first zs) (next zs))
                       nil)))))]
     (cat (concat x y) zs))))

;; From here on syntax quote works: it expands into seq, concat, list and apply.

(defn list*
  "A seq of the items before the last and then the items of the last one."
  {:added "1.0"}
  ([args] (seq args))
  ([a args] (cons a args))
  ([a b args] (cons a (cons b args)))
  ([a b c args] (cons a (cons b (cons c args))))
  ([a b c d & more]
   (cons a (cons b (cons c (cons d (lisle.native/spread more)))))))

(defmacro defn-
  "Like defn, for a private var."
  {:added "1.0"}
  [name & decls]
  (list* `defn (with-meta name (assoc (meta name) :private true)) decls))

(defmacro assert-args
  "Throws IllegalArgumentException with a message that names the macro unless each check holds."
  {:private true}
  [& pairs]
  `(do (when-not ~(first pairs)
         (throw (IllegalArgumentException.
                  (str (first ~'&form) " requires " ~(second pairs) " in " (lisle.native/current-ns-name) ":" (get (meta ~'&form) :line)))))
       ~(let [more (next (next pairs))]
          (when more
            (list* `assert-args more)))))

(defn not
  "True if x is false or nil, else false."
  {:added "1.0"}
  [x] (if x false true))

(defmacro delay
  "Evaluates the body when the delay is first dereferenced or forced, once, and remembers the result."
  {:added "1.0"}
  [& body]
  `(lisle.native/delay (fn* [] ~@body)))

(defn spread
  "The items before the last and then those of the last one, as a seq."
  {:private true}
  [arglist] (lisle.native/spread arglist))

(defn nthnext
  "The nth next of coll, or (seq coll) when n is 0."
  {:added "1.0"}
  [coll n]
  (if (lisle.native/drops-at-once? coll)
    (if (pos? n) (lisle.native/drop-at-once n coll) (seq coll))
    (loop [n n xs (seq coll)]
      (if (and xs (pos? n))
        (recur (dec n) (next xs))
        xs))))

(defn nthrest
  "The nth rest of coll, or coll when n is 0."
  {:added "1.3"}
  [coll n]
  (if (pos? n)
    (if (lisle.native/drops-at-once? coll)
      (lisle.native/or-empty (lisle.native/drop-at-once n coll))
      (loop [n n xs coll]
        (if (and (pos? n) (seq xs))
          (recur (dec n) (rest xs))
          (if (seq xs) xs ()))))
    coll))

(defn- destructure-vector
  [pb bvec b v]
  (let [gvec (gensym "vec__")
        gseq (gensym "seq__")
        gfirst (gensym "first__")
        has-rest (lisle.native/some-symbol? '& b)]
    (loop [ret (let [ret (conj bvec gvec v)]
                 (if has-rest (conj ret gseq (list `seq gvec)) ret))
           n 0
           bs b
           seen-rest? false]
      (if (seq bs)
        (let [firstb (first bs)]
          (cond
            (= firstb '&) (recur (pb ret (second bs) gseq) n (nnext bs) true)
            (= firstb :as) (pb ret (second bs) gvec)
            :else (if seen-rest?
                    (throw (new Exception "Unsupported binding form, only :as can follow & parameter"))
                    (recur (pb (if has-rest
                                 (conj ret gfirst `(first ~gseq) gseq `(next ~gseq))
                                 ret)
                               firstb
                               (if has-rest gfirst (list `nth gvec n nil)))
                           (inc n)
                           (next bs)
                           seen-rest?))))
        ret))))

(defn- destructure-map
  [pb bvec b v]
  (let [gmap (gensym "map__")
        defaults (get b :or)]
    (loop [ret (let [ret (conj bvec gmap v gmap (list 'lisle.native/destructure-map gmap))]
                 (if (get b :as) (conj ret (get b :as) gmap) ret))
           ;; {:ns/keys [a]}, {:keys [a]}, {:syms …}, {:strs …} become one entry for each name
           bes (lisle.native/expand-map-binding (dissoc b :as :or))]
      (if (seq bes)
        (let [bb (nth (first bes) 0)
              bk (nth (first bes) 1)
              local (if (lisle.native/ident? bb)
                      (with-meta (symbol nil (name bb)) (meta bb))
                      bb)
              bv (if (contains? defaults local)
                   (list `get gmap bk (get defaults local))
                   (list `get gmap bk))]
          (recur (if (lisle.native/ident? bb)
                   (conj ret local bv)
                   (pb ret bb bv))
                 (next bes)))
        ret))))

(defn destructure
  "The bindings vector with every destructuring form taken apart into plain bindings."
  [bindings]
  (if (lisle.native/plain-bindings? bindings)
    bindings
    (let [pb (fn* pb [bvec b v]
               (cond
                 (symbol? b) (conj bvec b v)
                 (vector? b) (destructure-vector pb bvec b v)
                 (map? b) (destructure-map pb bvec b v)
                 :else (throw (new Exception (str "Unsupported binding form: " b)))))]
      (loop [ret [] bs (seq bindings)]
        (if bs
          (recur (pb ret (first bs) (second bs)) (nnext bs))
          ret)))))

(defmacro let
  "Evaluates the body with names bound to values, in order. A binding form may be a name, a vector
  or a map that takes the value apart."
  {:added "1.0" :special-form true :forms '[(let [bindings*] exprs*)]}
  [bindings & body]
  `(let* ~(destructure bindings) ~@body))

(defn- maybe-destructured
  ;; a fn method whose parameters are plain names, and whose body takes the others apart
  [params body]
  (if (lisle.native/plain-params? params)
    (cons params body)
    (loop [params (seq params) new-params (with-meta [] (meta params)) lets []]
      (if params
        (if (symbol? (first params))
          (recur (next params) (conj new-params (first params)) lets)
          (let [gparam (gensym "p__")]
            (recur (next params)
                   (conj new-params gparam)
                   (conj lets (first params) gparam))))
        `(~new-params (let ~lets ~@body))))))

(defmacro fn
  "A function. Parameters may be destructured; a map of :pre and :post conditions may follow them.
  A name makes the function known to its own body."
  {:added "1.0" :special-form true :forms '[(fn name? [params*] exprs*) (fn name? ([params*] exprs*) +)]}
  [& sigs]
  (let [name (if (symbol? (first sigs)) (first sigs) nil)
        sigs (if name (next sigs) sigs)
        sigs (if (vector? (first sigs))
               (list sigs)
               (if (seq? (first sigs))
                 sigs
                 (throw (IllegalArgumentException.
                          (if (seq sigs)
                            (str "Parameter declaration " (first sigs) " should be a vector")
                            "Parameter declaration missing")))))
        psig (fn* [sig]
               (let [_ (when (not (seq? sig))
                         (throw (IllegalArgumentException. (str "Invalid signature " sig " should be a list"))))
                     params (first sig)
                     body (next sig)
                     _ (when (not (vector? params))
                         (throw (IllegalArgumentException.
                                  (if (seq? (first sigs))
                                    (str "Parameter declaration " params " should be a vector")
                                    (str "Invalid signature " sig " should be a list")))))
                     conds (when (and (next body) (map? (first body))) (first body))
                     body (if conds (next body) body)
                     conds (or conds (meta params))
                     pre (get conds :pre)
                     post (get conds :post)
                     body (if post
                            `((let [~'% ~(if (next body) `(do ~@body) (first body))]
                                ~@(lisle.native/map-list (fn* [c] `(assert ~c)) post)
                                ~'%))
                            body)
                     body (if pre
                            (concat (lisle.native/map-list (fn* [c] `(assert ~c)) pre) body)
                            body)]
                 (maybe-destructured params body)))
        new-sigs (lisle.native/map-list psig sigs)]
    (with-meta
      (if name
        (list* 'fn* name new-sigs)
        (cons 'fn* new-sigs))
      (meta &form))))

(defmacro loop
  "Like let, and a target for recur, which evaluates the body again with new values."
  {:added "1.0" :special-form true :forms '[(loop [bindings*] exprs*)]}
  [bindings & body]
  (assert-args
    (vector? bindings) "a vector for its binding"
    (even? (count bindings)) "an even number of forms in binding vector")
  (let [db (destructure bindings)]
    (if (= db bindings)
      `(loop* ~bindings ~@body)
      (let [bs (lisle.native/take-nth-list 2 bindings)
            vs (lisle.native/take-nth-list 2 (next bindings))
            gs (lisle.native/map-list (fn* [b] (if (symbol? b) b (gensym))) bs)
            bfs (loop* [ret [] bs (seq bs) vs (seq vs) gs (seq gs)]
                  (if bs
                    (let [b (first bs) v (first vs) g (first gs)]
                      (recur (if (symbol? b) (conj ret g v) (conj ret g v b g))
                             (next bs) (next vs) (next gs)))
                    ret))]
        `(let ~bfs
           (loop* ~(vec (lisle.native/interleave-list gs gs))
             (let ~(vec (lisle.native/interleave-list bs gs))
               ~@body)))))))

(def ^{:dynamic true :added "1.0" :doc "When false, assert expands into nothing."} *assert* true)

(defmacro assert
  "Throws AssertionError, with the message if given, when x is false or nil and *assert* is true at compile time."
  {:added "1.0"}
  ([x]
   (when *assert*
     `(when-not ~x
        (throw (new AssertionError (str "Assert failed: " (pr-str '~x)))))))
  ([x message]
   (when *assert*
     `(when-not ~x
        (throw (new AssertionError (str "Assert failed: " ~message "\n" (pr-str '~x))))))))

(defmacro declare
  "Defines the names without values, so that they can be used before their definition."
  {:added "1.0"}
  [& names]
  `(do ~@(lisle.native/map-list (fn [n] (list 'def (with-meta n (assoc (meta n) :declared true)))) names)))

(declare reduce map pr-str prn)

(defn empty?
  "True if coll has no items."
  {:added "1.0"}
  [coll] (not (seq coll)))

(defmacro ..
  "Calls a member on x, then the next on the result, and so on."
  {:added "1.0"}
  ([x form] `(. ~x ~form))
  ([x form & more] `(.. (. ~x ~form) ~@more)))

(defmacro ->
  "Threads x through the forms as their first argument."
  {:added "1.0"}
  [x & forms]
  (loop [x x forms forms]
    (if forms
      (let [form (first forms)
            threaded (if (seq? form)
                       (with-meta `(~(first form) ~x ~@(next form)) (meta form))
                       (list form x))]
        (recur threaded (next forms)))
      x)))

(defmacro ->>
  "Threads x through the forms as their last argument."
  {:added "1.1"}
  [x & forms]
  (loop [x x forms forms]
    (if forms
      (let [form (first forms)
            threaded (if (seq? form)
                       (with-meta `(~(first form) ~@(next form) ~x) (meta form))
                       (list form x))]
        (recur threaded (next forms)))
      x)))

(defmacro if-let
  "Binds the form to the value of test if that is true and evaluates then, else evaluates else without the binding."
  {:added "1.0"}
  ([bindings then] `(if-let ~bindings ~then nil))
  ([bindings then else & oldform]
   (assert-args
     (vector? bindings) "a vector for its binding"
     (nil? oldform) "1 or 2 forms after binding vector"
     (= 2 (count bindings)) "exactly 2 forms in binding vector")
   (let [form (bindings 0) tst (bindings 1)]
     `(let [temp# ~tst]
        (if temp#
          (let [~form temp#] ~then)
          ~else)))))

(defmacro when-let
  "Evaluates the body with the form bound to the value of test, if that is true."
  {:added "1.0"}
  [bindings & body]
  (assert-args
    (vector? bindings) "a vector for its binding"
    (= 2 (count bindings)) "exactly 2 forms in binding vector")
  (let [form (bindings 0) tst (bindings 1)]
    `(let [temp# ~tst]
       (when temp#
         (let [~form temp#] ~@body)))))

(defmacro if-some
  "Like if-let, but tests whether the value is not nil."
  {:added "1.6"}
  ([bindings then] `(if-some ~bindings ~then nil))
  ([bindings then else & oldform]
   (assert-args
     (vector? bindings) "a vector for its binding"
     (nil? oldform) "1 or 2 forms after binding vector"
     (= 2 (count bindings)) "exactly 2 forms in binding vector")
   (let [form (bindings 0) tst (bindings 1)]
     `(let [temp# ~tst]
        (if (nil? temp#)
          ~else
          (let [~form temp#] ~then))))))

(defmacro when-some
  "Like when-let, but tests whether the value is not nil."
  {:added "1.6"}
  [bindings & body]
  (assert-args
    (vector? bindings) "a vector for its binding"
    (= 2 (count bindings)) "exactly 2 forms in binding vector")
  (let [form (bindings 0) tst (bindings 1)]
    `(let [temp# ~tst]
       (if (nil? temp#)
         nil
         (let [~form temp#] ~@body)))))

(defmacro when-first
  "Evaluates the body with x bound to the first item of xs, if there is one."
  {:added "1.0"}
  [bindings & body]
  (assert-args
    (vector? bindings) "a vector for its binding"
    (= 2 (count bindings)) "exactly 2 forms in binding vector")
  (let [x (bindings 0) xs (bindings 1)]
    `(when-let [xs# (seq ~xs)]
       (let [~x (first xs#)] ~@body))))

(defmacro cond->
  "Threads expr as first argument through the forms whose tests are true."
  {:added "1.5"}
  [expr & clauses]
  (assert (even? (count clauses)))
  (let [g (gensym)
        steps (loop [ret [] cs (seq clauses)]
                (if cs
                  (recur (conj ret `(if ~(first cs) (-> ~g ~(second cs)) ~g)) (nnext cs))
                  ret))]
    `(let [~g ~expr
           ~@(lisle.native/interleave-list (repeat (count (butlast steps)) g) (butlast steps))]
       ~(if (empty? steps) g (last steps)))))

(defmacro cond->>
  "Threads expr as last argument through the forms whose tests are true."
  {:added "1.5"}
  [expr & clauses]
  (assert (even? (count clauses)))
  (let [g (gensym)
        steps (loop [ret [] cs (seq clauses)]
                (if cs
                  (recur (conj ret `(if ~(first cs) (->> ~g ~(second cs)) ~g)) (nnext cs))
                  ret))]
    `(let [~g ~expr
           ~@(lisle.native/interleave-list (repeat (count (butlast steps)) g) (butlast steps))]
       ~(if (empty? steps) g (last steps)))))

(defmacro as->
  "Binds name to expr and then to each form's value in turn, and gives the last."
  {:added "1.5"}
  [expr name & forms]
  `(let [~name ~expr
         ~@(lisle.native/interleave-list (repeat (count (butlast forms)) name) (butlast forms))]
     ~(if (empty? forms) name (last forms))))

(defmacro some->
  "Threads expr as first argument through the forms until one gives nil."
  {:added "1.5"}
  [expr & forms]
  (let [g (gensym)
        steps (lisle.native/map-list (fn [step] `(if (nil? ~g) nil (-> ~g ~step))) forms)]
    `(let [~g ~expr
           ~@(lisle.native/interleave-list (repeat (count (butlast steps)) g) (butlast steps))]
       ~(if (empty? steps) g (last steps)))))

(defmacro some->>
  "Threads expr as last argument through the forms until one gives nil."
  {:added "1.5"}
  [expr & forms]
  (let [g (gensym)
        steps (lisle.native/map-list (fn [step] `(if (nil? ~g) nil (->> ~g ~step))) forms)]
    `(let [~g ~expr
           ~@(lisle.native/interleave-list (repeat (count (butlast steps)) g) (butlast steps))]
       ~(if (empty? steps) g (last steps)))))

(defmacro doto
  "Evaluates x and then the forms with it as their first argument, and gives x."
  {:added "1.0"}
  [x & forms]
  (let [gx (gensym)]
    `(let [~gx ~x]
       ~@(lisle.native/map-list
           (fn [f]
             (with-meta
               (if (seq? f) `(~(first f) ~gx ~@(next f)) `(~f ~gx))
               (meta f)))
           forms)
       ~gx)))

(defmacro while
  "Evaluates the body as long as test is true."
  {:added "1.0"}
  [test & body]
  `(loop [] (when ~test ~@body (recur))))

(defmacro dotimes
  "Evaluates the body with name bound to the integers from 0 until n."
  {:added "1.0"}
  [bindings & body]
  (assert-args
    (vector? bindings) "a vector for its binding"
    (= 2 (count bindings)) "exactly 2 forms in binding vector")
  (let [i (first bindings) n (second bindings)]
    `(let [n# (long ~n)]
       (loop [~i 0]
         (when (< ~i n#)
           ~@body
           (recur (unchecked-inc ~i)))))))

(defmacro comment
  "Ignores the body and gives nil."
  {:added "1.0"}
  [& body])

(defmacro letfn
  "Evaluates the body with the functions bound to their names, which all of them may use."
  {:added "1.0" :special-form true :forms '[(letfn [fnspecs*] exprs*)]}
  [fnspecs & body]
  `(letfn* ~(vec (lisle.native/interleave-list
                   (lisle.native/map-list first fnspecs)
                   (lisle.native/map-list (fn [spec] (cons `fn spec)) fnspecs)))
     ~@body))

(defmacro case
  "The expression whose constant (or one of the constants in whose list) equals the value of e, found in
  constant time; the default expression if none does, or an IllegalArgumentException without a default."
  {:added "1.2"}
  [e & clauses]
  (let [ge (with-meta (gensym) {:tag Object})
        default (if (odd? (count clauses))
                  (last clauses)
                  `(throw (IllegalArgumentException. (str "No matching clause: " ~ge))))
        ;; checks that no constant stands twice, and gives a map from constant to [constant expression]
        table (lisle.native/case-table clauses)]
    (if (= 0 (count table))
      `(let [~ge ~e] ~default)
      `(let [~ge ~e]
         (case* ~ge 0 0 ~default ~table :compact :hash-equiv)))))

(defmacro condp
  "Calls (pred test expr) for the clauses in turn and gives the result expression of the first that is true.
  With :>> the result of pred is passed to a function."
  {:added "1.0"}
  [pred expr & clauses]
  (let [gpred (gensym "pred__")
        gexpr (gensym "expr__")
        emit (fn emit [pred expr args]
               (let [n (if (= :>> (second args)) 3 2)
                     clause (lisle.native/take-list n args)
                     more (nthnext args n)
                     a (first clause) b (second clause) c (nth clause 2 nil)
                     size (count clause)]
                 (cond
                   (= 0 size) `(throw (IllegalArgumentException. (str "No matching clause: " ~expr)))
                   (= 1 size) a
                   (= 2 size) `(if (~pred ~a ~expr) ~b ~(emit pred expr more))
                   :else `(if-let [p# (~pred ~a ~expr)] (~c p#) ~(emit pred expr more)))))]
    `(let [~gpred ~pred
           ~gexpr ~expr]
       ~(emit gpred gexpr clauses))))

(defmacro time
  "Evaluates expr, prints how long it took and gives its value."
  {:added "1.0"}
  [expr]
  `(let [start# (System/nanoTime)
         ret# ~expr]
     (prn (str "Elapsed time: " (lisle.native/plain-milliseconds (- (System/nanoTime) start#)) " msecs"))
     ret#))

(defmacro locking
  "Evaluates the body while holding the monitor of x."
  {:added "1.0"}
  [x & body]
  `(let [locklocal# ~x]
     (monitor-enter locklocal#)
     (try
       ~@body
       (finally (monitor-exit locklocal#)))))

(defmacro lazy-cat
  "A lazy seq of the items of the collections, each of which is evaluated only when it is needed."
  {:added "1.0"}
  [& colls]
  `(concat ~@(lisle.native/map-list (fn [c] (list `lazy-seq c)) colls)))

(defmacro vswap!
  "Sets a volatile to the result of f on its value and the arguments."
  {:added "1.7"}
  [vol f & args]
  `(vreset! ~vol (~f (deref ~vol) ~@args)))
