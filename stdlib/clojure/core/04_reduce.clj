;; Predicates, combinators of functions, reduce and what is said of it: reduced, transduce, into.

(declare every? some doall sequence tree-seq rand volatile! vreset!)

(defn identity "Gives its argument." {:added "1.0"} [x] x)

(defn constantly
  "A function of any arguments that gives x."
  {:added "1.0"}
  [x] (fn [& args] x))

(defn true? "True if x is the value true." {:added "1.0"} [x] (identical? x true))
(defn false? "True if x is the value false." {:added "1.0"} [x] (identical? x false))
(defn some? "True if x is not nil." {:added "1.6"} [x] (not (nil? x)))
(defn any? "True, whatever x is." {:added "1.9"} [x] true)
(defn not= "True if the arguments are not all equal." {:added "1.0"}
  ([x] false)
  ([x y] (not (= x y)))
  ([x y & more] (not (apply = x y more))))
(defn ident? "True if x is a symbol or a keyword." {:added "1.9"} [x] (or (keyword? x) (symbol? x)))
(defn simple-ident? "True if x is a symbol or keyword without a namespace." {:added "1.9"} [x] (and (ident? x) (nil? (namespace x))))
(defn qualified-ident? "True if x is a symbol or keyword with a namespace." {:added "1.9"} [x] (boolean (and (ident? x) (namespace x) true)))
(defn simple-symbol? "True if x is a symbol without a namespace." {:added "1.9"} [x] (and (symbol? x) (nil? (namespace x))))
(defn qualified-symbol? "True if x is a symbol with a namespace." {:added "1.9"} [x] (boolean (and (symbol? x) (namespace x) true)))
(defn simple-keyword? "True if x is a keyword without a namespace." {:added "1.9"} [x] (and (keyword? x) (nil? (namespace x))))
(defn qualified-keyword? "True if x is a keyword with a namespace." {:added "1.9"} [x] (boolean (and (keyword? x) (namespace x) true)))
(defn pos-int? "True if x is a positive integer of fixed width." {:added "1.9"} [x] (and (int? x) (pos? x)))
(defn neg-int? "True if x is a negative integer of fixed width." {:added "1.9"} [x] (and (int? x) (neg? x)))
(defn nat-int? "True if x is zero or a positive integer of fixed width." {:added "1.9"} [x] (and (int? x) (not (neg? x))))
(defn distinct? "True if no two of the arguments are equal." {:added "1.0"}
  ([x] true)
  ([x y] (not (= x y)))
  ([x y & more]
   (if (not= x y)
     (loop [s #{x y} [x & etc :as xs] more]
       (if xs
         (if (contains? s x) false (recur (conj s x) etc))
         true))
     false)))

(defn complement
  "A function that gives the opposite truth value of f's."
  {:added "1.0"}
  [f]
  (fn
    ([] (not (f)))
    ([x] (not (f x)))
    ([x y] (not (f x y)))
    ([x y & zs] (not (apply f x y zs)))))

(defn comp
  "The composition of the functions: the last is called with the arguments, the others with the result, from right to left."
  {:added "1.0"}
  ([] identity)
  ([f] f)
  ([f g]
   (fn
     ([] (f (g)))
     ([x] (f (g x)))
     ([x y] (f (g x y)))
     ([x y z] (f (g x y z)))
     ([x y z & args] (f (apply g x y z args)))))
  ([f g & fs]
   (reduce comp (list* f g fs))))

(defn partial
  "A function that calls f with the given arguments and then its own."
  {:added "1.0"}
  ([f] f)
  ([f arg1]
   (fn
     ([] (f arg1))
     ([x] (f arg1 x))
     ([x y] (f arg1 x y))
     ([x y z] (f arg1 x y z))
     ([x y z & args] (apply f arg1 x y z args))))
  ([f arg1 arg2]
   (fn
     ([] (f arg1 arg2))
     ([x] (f arg1 arg2 x))
     ([x y] (f arg1 arg2 x y))
     ([x y z] (f arg1 arg2 x y z))
     ([x y z & args] (apply f arg1 arg2 x y z args))))
  ([f arg1 arg2 arg3]
   (fn
     ([] (f arg1 arg2 arg3))
     ([x] (f arg1 arg2 arg3 x))
     ([x y] (f arg1 arg2 arg3 x y))
     ([x y z] (f arg1 arg2 arg3 x y z))
     ([x y z & args] (apply f arg1 arg2 arg3 x y z args))))
  ([f arg1 arg2 arg3 & more]
   (fn [& args] (apply f arg1 arg2 arg3 (concat more args)))))

(defn juxt
  "A function that gives the vector of what the functions give for its arguments."
  {:added "1.1"}
  ([f]
   (fn
     ([] [(f)])
     ([x] [(f x)])
     ([x y] [(f x y)])
     ([x y z] [(f x y z)])
     ([x y z & args] [(apply f x y z args)])))
  ([f g]
   (fn
     ([] [(f) (g)])
     ([x] [(f x) (g x)])
     ([x y] [(f x y) (g x y)])
     ([x y z] [(f x y z) (g x y z)])
     ([x y z & args] [(apply f x y z args) (apply g x y z args)])))
  ([f g h]
   (fn
     ([] [(f) (g) (h)])
     ([x] [(f x) (g x) (h x)])
     ([x y] [(f x y) (g x y) (h x y)])
     ([x y z] [(f x y z) (g x y z) (h x y z)])
     ([x y z & args] [(apply f x y z args) (apply g x y z args) (apply h x y z args)])))
  ([f g h & fs]
   (let [fs (list* f g h fs)]
     (fn [& args] (reduce (fn [v f] (conj v (apply f args))) [] fs)))))

(defn fnil
  "A function like f, with the given values in place of its first one to three arguments where they are nil."
  {:added "1.2"}
  ([f x]
   (fn
     ([a] (f (if (nil? a) x a)))
     ([a b] (f (if (nil? a) x a) b))
     ([a b c] (f (if (nil? a) x a) b c))
     ([a b c & ds] (apply f (if (nil? a) x a) b c ds))))
  ([f x y]
   (fn
     ([a b] (f (if (nil? a) x a) (if (nil? b) y b)))
     ([a b c] (f (if (nil? a) x a) (if (nil? b) y b) c))
     ([a b c & ds] (apply f (if (nil? a) x a) (if (nil? b) y b) c ds))))
  ([f x y z]
   (fn
     ([a b] (f (if (nil? a) x a) (if (nil? b) y b)))
     ([a b c] (f (if (nil? a) x a) (if (nil? b) y b) (if (nil? c) z c)))
     ([a b c & ds] (apply f (if (nil? a) x a) (if (nil? b) y b) (if (nil? c) z c) ds)))))

(defn every-pred
  "A function that is true if every predicate is true of every argument."
  {:added "1.3"}
  ([p]
   (fn ep1
     ([] true)
     ([x] (boolean (p x)))
     ([x y] (boolean (and (p x) (p y))))
     ([x y z] (boolean (and (p x) (p y) (p z))))
     ([x y z & args] (boolean (and (ep1 x y z) (every? p args))))))
  ([p1 p2]
   (fn ep2
     ([] true)
     ([x] (boolean (and (p1 x) (p2 x))))
     ([x y] (boolean (and (p1 x) (p1 y) (p2 x) (p2 y))))
     ([x y z] (boolean (and (p1 x) (p1 y) (p1 z) (p2 x) (p2 y) (p2 z))))
     ([x y z & args]
      (boolean (and (ep2 x y z) (every? (fn [a] (and (p1 a) (p2 a))) args))))))
  ([p1 p2 p3]
   (fn ep3
     ([] true)
     ([x] (boolean (and (p1 x) (p2 x) (p3 x))))
     ([x y] (boolean (and (p1 x) (p1 y) (p2 x) (p2 y) (p3 x) (p3 y))))
     ([x y z] (boolean (and (p1 x) (p1 y) (p1 z) (p2 x) (p2 y) (p2 z) (p3 x) (p3 y) (p3 z))))
     ([x y z & args]
      (boolean (and (ep3 x y z) (every? (fn [a] (and (p1 a) (p2 a) (p3 a))) args))))))
  ([p1 p2 p3 & ps]
   (let [ps (list* p1 p2 p3 ps)]
     (fn epn
       ([] true)
       ([x] (every? (fn [p] (p x)) ps))
       ([x y] (every? (fn [p] (and (p x) (p y))) ps))
       ([x y z] (every? (fn [p] (and (p x) (p y) (p z))) ps))
       ([x y z & args]
        (boolean (and (epn x y z) (every? (fn [p] (every? p args)) ps))))))))

(defn some-fn
  "A function that gives the first true value that a predicate gives for an argument: of the first three
  arguments each predicate sees all before the next one's turn."
  {:added "1.3"}
  ([p]
   (fn sp1
     ([] nil)
     ([x] (p x))
     ([x y] (or (p x) (p y)))
     ([x y z] (or (p x) (p y) (p z)))
     ([x y z & args] (or (sp1 x y z) (some p args)))))
  ([p1 p2]
   (fn sp2
     ([] nil)
     ([x] (or (p1 x) (p2 x)))
     ([x y] (or (p1 x) (p1 y) (p2 x) (p2 y)))
     ([x y z] (or (p1 x) (p1 y) (p1 z) (p2 x) (p2 y) (p2 z)))
     ([x y z & args] (or (sp2 x y z) (some (fn [a] (or (p1 a) (p2 a))) args)))))
  ([p1 p2 p3]
   (fn sp3
     ([] nil)
     ([x] (or (p1 x) (p2 x) (p3 x)))
     ([x y] (or (p1 x) (p1 y) (p2 x) (p2 y) (p3 x) (p3 y)))
     ([x y z] (or (p1 x) (p1 y) (p1 z) (p2 x) (p2 y) (p2 z) (p3 x) (p3 y) (p3 z)))
     ([x y z & args] (or (sp3 x y z) (some (fn [a] (or (p1 a) (p2 a) (p3 a))) args)))))
  ([p1 p2 p3 & ps]
   (let [ps (list* p1 p2 p3 ps)]
     (fn spn
       ([] nil)
       ([x] (some (fn [p] (p x)) ps))
       ([x y] (some (fn [p] (or (p x) (p y))) ps))
       ([x y z] (some (fn [p] (or (p x) (p y) (p z))) ps))
       ([x y z & args] (or (spn x y z) (some (fn [p] (some p args)) ps)))))))

;; reduce

(defn- reduce-seq
  ;; the loop under every reduce over something seqable: chunks are walked by index
  [f acc coll]
  (loop [acc acc s (seq coll)]
    (if s
      (if (chunked-seq? s)
        (let [c (chunk-first s)
              n (count c)
              acc (loop [i 0 acc acc]
                    (if (< i n)
                      (let [acc (f acc (nth c i))]
                        (if (reduced? acc) acc (recur (inc i) acc)))
                      acc))]
          (if (reduced? acc)
            (deref acc)
            (recur acc (chunk-next s))))
        (let [acc (f acc (first s))]
          (if (reduced? acc)
            (deref acc)
            (recur acc (next s)))))
      acc)))

(defn- reduce-vector
  [f acc v]
  (let [n (count v)]
    (loop [i 0 acc acc]
      (if (< i n)
        (let [c (lisle.native/vector-chunk v i)
              m (count c)
              acc (loop [j 0 acc acc]
                    (if (< j m)
                      (let [acc (f acc (nth c j))]
                        (if (reduced? acc) acc (recur (inc j) acc)))
                      acc))]
          (if (reduced? acc)
            (deref acc)
            (recur (+ i m) acc)))
        acc))))

(defn- reduce-range
  [f acc start n step]
  (loop [x start n n acc acc]
    (if (pos? n)
      (let [acc (f acc x)]
        (if (reduced? acc)
          (deref acc)
          (recur (unchecked-add x step) (dec n) acc)))
      acc)))

;; coll-reduce and kv-reduce of clojure.core.protocols, once a program has extended their protocols
(def ^{:private true} coll-reducer nil)
(def ^{:private true} kv-reducer nil)

(defn reduce
  "Combines the items with f: (f (f (f val x1) x2) x3). Without val the first item takes its place, and
  (f) is the result for no items. A reduced value from f ends it."
  {:added "1.0"}
  ([f coll]
   (cond
     (lisle.native/reduces-itself? coll) (lisle.native/reduce-itself coll f)
     (lisle.native/reduces-from-init? coll) (lisle.native/reduce-itself coll f)
     (if coll-reducer (identical? 0 (lisle.native/reduce-kind coll)) false) (coll-reducer coll f)
     :else (let [s (seq coll)]
             (if s
               (reduce f (first s) (next s))
               (f)))))
  ([f val coll]
   (let [kind (lisle.native/reduce-kind coll)]
     (cond
       (identical? kind 0) (if coll-reducer
                             (coll-reducer coll f val)
                             (reduce-seq f val coll))
       (identical? kind 1) (reduce-vector f val coll)
       (identical? kind 2) (let [r (lisle.native/range-parts coll)]
                             (reduce-range f val (nth r 0) (nth r 1) (nth r 2)))
       (identical? kind 3) val
       :else (lisle.native/reduce-itself coll f val)))))

(defn reduce-kv
  "Like reduce over the entries of a map, or the indexes and items of a vector: f gets the accumulator, a key and a value."
  {:added "1.4"}
  [f init coll]
  (cond
    (nil? coll) init
    (lisle.native/kv-vector? coll)
                   (let [n (count coll)]
                     (loop [i 0 acc init]
                       (if (< i n)
                         (let [acc (f acc i (nth coll i))]
                           (if (reduced? acc) (deref acc) (recur (inc i) acc)))
                         acc)))
    (lisle.native/kv-reduces-itself? coll) (lisle.native/kv-reduce-itself coll f init)
    kv-reducer (kv-reducer coll f init)
    :else (loop [acc init s (seq coll)]
            (if s
              (let [e (first s)
                    acc (f acc (key e) (val e))]
                (if (reduced? acc) (deref acc) (recur acc (next s))))
              acc))))

(defn completing
  "A reducing function of three arities made of f: with one argument it calls cf (identity)."
  {:added "1.7"}
  ([f] (completing f identity))
  ([f cf]
   (fn
     ([] (f))
     ([x] (cf x))
     ([x y] (f x y)))))

(defn transduce
  "Reduces the collection with the transducer xform applied to f."
  {:added "1.7"}
  ([xform f coll] (transduce xform f (f) coll))
  ([xform f init coll]
   (let [f (xform f)
         ret (reduce f init coll)]
     (f ret))))

(defn into
  "The collection to with the items of from conjoined, through the transducer xform if given."
  {:added "1.0"}
  ([] [])
  ([to] to)
  ([to from]
   (if (lisle.native/editable? to)
     (let [m (meta to)]
       (with-meta (persistent! (reduce conj! (transient to) from)) m))
     (reduce conj to from)))
  ([to xform from]
   (if (lisle.native/editable? to)
     (let [m (meta to)
           rf (fn ([coll] (with-meta (persistent! coll) m)) ([coll v] (conj! coll v)))]
       (transduce xform rf (transient to) from))
     (transduce xform conj to from))))
