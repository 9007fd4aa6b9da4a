;; Functions over sequences, reduce and transducers, for and doseq.

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

;; map, filter and the other lazy functions, each with its transducer

(defn map
  "A lazy seq of f applied to the first items of the collections, the second ones, and so on. Without
  collections, a transducer."
  {:added "1.0"}
  ([f]
   (fn [rf]
     (fn
       ([] (rf))
       ([result] (rf result))
       ([result input] (rf result (f input)))
       ([result input & inputs] (rf result (apply f input inputs))))))
  ([f coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (if (chunked-seq? s)
         (let [c (chunk-first s)
               size (count c)
               b (chunk-buffer size)]
           (loop [i 0]
             (when (< i size)
               (chunk-append b (f (nth c i)))
               (recur (inc i))))
           (chunk-cons (chunk b) (map f (chunk-rest s))))
         (cons (f (first s)) (map f (rest s)))))))
  ([f c1 c2]
   (lazy-seq
     (let [s1 (seq c1) s2 (seq c2)]
       (when (and s1 s2)
         (cons (f (first s1) (first s2))
               (map f (rest s1) (rest s2)))))))
  ([f c1 c2 c3]
   (lazy-seq
     (let [s1 (seq c1) s2 (seq c2) s3 (seq c3)]
       (when (and s1 s2 s3)
         (cons (f (first s1) (first s2) (first s3))
               (map f (rest s1) (rest s2) (rest s3)))))))
  ([f c1 c2 c3 & colls]
   (let [step (fn step [cs]
                (lazy-seq
                  (let [ss (map seq cs)]
                    (when (every? identity ss)
                      (cons (map first ss) (step (map rest ss)))))))]
     (map (fn [args] (apply f args)) (step (conj colls c3 c2 c1))))))

(defn every?
  "True if (pred x) is true for every item."
  {:added "1.0"}
  [pred coll]
  (loop [s (seq coll)]
    (if s
      (if (pred (first s)) (recur (next s)) false)
      true)))

(defn not-every?
  "True if (pred x) is not true for some item."
  {:added "1.0"}
  [pred coll] (not (every? pred coll)))

(defn some
  "The first true value of (pred x) for an item, or nil."
  {:added "1.0"}
  [pred coll]
  (loop [s (seq coll)]
    (when s
      (let [r (pred (first s))]
        (if r r (recur (next s)))))))

(defn not-any?
  "True if (pred x) is true for no item."
  {:added "1.0"}
  [pred coll] (not (some pred coll)))

(defn filter
  "A lazy seq of the items for which (pred item) is true. Without a collection, a transducer."
  {:added "1.0"}
  ([pred]
   (fn [rf]
     (fn
       ([] (rf))
       ([result] (rf result))
       ([result input] (if (pred input) (rf result input) result)))))
  ([pred coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (if (chunked-seq? s)
         (let [c (chunk-first s)
               size (count c)
               b (chunk-buffer size)]
           (loop [i 0]
             (when (< i size)
               (let [v (nth c i)]
                 (when (pred v) (chunk-append b v)))
               (recur (inc i))))
           (chunk-cons (chunk b) (filter pred (chunk-rest s))))
         (let [f (first s) r (rest s)]
           (if (pred f)
             (cons f (filter pred r))
             (filter pred r))))))))

(defn remove
  "A lazy seq of the items for which (pred item) is false or nil. Without a collection, a transducer."
  {:added "1.0"}
  ([pred] (filter (complement pred)))
  ([pred coll] (filter (complement pred) coll)))

(defn keep
  "A lazy seq of the results of (f item) that are not nil. Without a collection, a transducer."
  {:added "1.2"}
  ([f]
   (fn [rf]
     (fn
       ([] (rf))
       ([result] (rf result))
       ([result input] (let [v (f input)] (if (nil? v) result (rf result v)))))))
  ([f coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (if (chunked-seq? s)
         (let [c (chunk-first s)
               size (count c)
               b (chunk-buffer size)]
           (loop [i 0]
             (when (< i size)
               (let [x (f (nth c i))]
                 (when-not (nil? x) (chunk-append b x)))
               (recur (inc i))))
           (chunk-cons (chunk b) (keep f (chunk-rest s))))
         (let [x (f (first s))]
           (if (nil? x)
             (keep f (rest s))
             (cons x (keep f (rest s))))))))))

(defn map-indexed
  "A lazy seq of (f 0 item), (f 1 item) and so on. Without a collection, a transducer."
  {:added "1.2"}
  ([f]
   (fn [rf]
     (let [i (volatile! -1)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input] (rf result (f (vswap! i inc) input)))))))
  ([f coll]
   (let [mapi (fn mapi [idx coll]
                (lazy-seq
                  (when-let [s (seq coll)]
                    (if (chunked-seq? s)
                      (let [c (chunk-first s)
                            size (count c)
                            b (chunk-buffer size)]
                        (loop [i 0]
                          (when (< i size)
                            (chunk-append b (f (+ idx i) (nth c i)))
                            (recur (inc i))))
                        (chunk-cons (chunk b) (mapi (+ idx size) (chunk-rest s))))
                      (cons (f idx (first s)) (mapi (inc idx) (rest s)))))))]
     (mapi 0 coll))))

(defn keep-indexed
  "A lazy seq of the results of (f index item) that are not nil. Without a collection, a transducer."
  {:added "1.2"}
  ([f]
   (fn [rf]
     (let [iv (volatile! -1)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (let [i (vswap! iv inc) v (f i input)]
            (if (nil? v) result (rf result v))))))))
  ([f coll]
   (let [keepi (fn keepi [idx coll]
                 (lazy-seq
                   (when-let [s (seq coll)]
                     (if (chunked-seq? s)
                       (let [c (chunk-first s)
                             size (count c)
                             b (chunk-buffer size)]
                         (loop [i 0]
                           (when (< i size)
                             (let [x (f (+ idx i) (nth c i))]
                               (when-not (nil? x) (chunk-append b x)))
                             (recur (inc i))))
                         (chunk-cons (chunk b) (keepi (+ idx size) (chunk-rest s))))
                       (let [x (f idx (first s))]
                         (if (nil? x)
                           (keepi (inc idx) (rest s))
                           (cons x (keepi (inc idx) (rest s)))))))))]
     (keepi 0 coll))))

(defn- preserving-reduced
  [rf]
  (fn [result input]
    (let [ret (rf result input)]
      (if (reduced? ret) (reduced ret) ret))))

(defn cat
  "A transducer that puts the items of each input through, one after the other."
  {:added "1.7"}
  [rf]
  (let [rrf (preserving-reduced rf)]
    (fn
      ([] (rf))
      ([result] (rf result))
      ([result input] (reduce rrf result input)))))

(defn mapcat
  "The concatenation of what map gives for f and the collections. Without collections, a transducer."
  {:added "1.0"}
  ([f] (comp (map f) cat))
  ([f & colls] (apply concat (apply map f colls))))

(defn take
  "A lazy seq of the first n items. Without a collection, a transducer."
  {:added "1.0"}
  ([n]
   (fn [rf]
     (let [nv (volatile! n)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (let [n @nv
                nn (vswap! nv dec)
                result (if (pos? n) (rf result input) result)]
            (if (not (pos? nn))
              (ensure-reduced result)
              result)))))))
  ([n coll]
   (lazy-seq
     (when (pos? n)
       (when-let [s (seq coll)]
         (cons (first s) (take (dec n) (rest s))))))))

(defn take-while
  "A lazy seq of the items before the first for which (pred item) is false. Without a collection, a transducer."
  {:added "1.0"}
  ([pred]
   (fn [rf]
     (fn
       ([] (rf))
       ([result] (rf result))
       ([result input] (if (pred input) (rf result input) (reduced result))))))
  ([pred coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (when (pred (first s))
         (cons (first s) (take-while pred (rest s))))))))

(defn drop
  "A lazy seq of all but the first n items. Without a collection, a transducer."
  {:added "1.0"}
  ([n]
   (fn [rf]
     (let [nv (volatile! n)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (let [n @nv]
            (vswap! nv dec)
            (if (pos? n) result (rf result input))))))))
  ([n coll]
   (if (lisle.native/drops-at-once? coll)
     (lisle.native/or-empty (if (pos? n) (lisle.native/drop-at-once n coll) coll))
     (let [step (fn [n coll]
                  (loop [n n s (seq coll)]
                    (if (and (pos? n) s)
                      (recur (dec n) (next s))
                      s)))]
       (lazy-seq (step n coll))))))

(defn drop-last
  "A lazy seq of all but the last n (one) items."
  {:added "1.0"}
  ([coll] (drop-last 1 coll))
  ([n coll] (map (fn [x _] x) coll (drop n coll))))

(defn take-last
  "A seq of the last n items, in linear time."
  {:added "1.1"}
  [n coll]
  (loop [s (seq coll) lead (seq (drop n coll))]
    (if lead
      (recur (next s) (next lead))
      s)))

(defn drop-while
  "A lazy seq of the items from the first for which (pred item) is false. Without a collection, a transducer."
  {:added "1.0"}
  ([pred]
   (fn [rf]
     (let [dv (volatile! true)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (let [drop? @dv]
            (if (and drop? (pred input))
              result
              (do
                (vreset! dv nil)
                (rf result input)))))))))
  ([pred coll]
   (let [step (fn [pred coll]
                (loop [s (seq coll)]
                  (if (and s (pred (first s)))
                    (recur (next s))
                    s)))]
     (lazy-seq (step pred coll)))))

(defn split-at "[(take n coll) (drop n coll)]" {:added "1.0"} [n coll] [(take n coll) (drop n coll)])
(defn split-with "[(take-while pred coll) (drop-while pred coll)]" {:added "1.0"} [pred coll]
  [(take-while pred coll) (drop-while pred coll)])

(defn repeatedly
  "A lazy seq of calls to f without arguments, without end or n of them."
  {:added "1.0"}
  ([f] (lazy-seq (cons (f) (repeatedly f))))
  ([n f] (take n (repeatedly f))))

(defn replicate "A lazy seq of n xs." {:added "1.0" :deprecated "1.3"} [n x] (take n (repeat x)))

(defn take-nth
  "A lazy seq of every nth item. Without a collection, a transducer."
  {:added "1.0"}
  ([n]
   (fn [rf]
     (let [iv (volatile! -1)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (let [i (vswap! iv inc)]
            (if (zero? (rem i n))
              (rf result input)
              result)))))))
  ([n coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (cons (first s) (take-nth n (drop n s)))))))

(defn interleave
  "A lazy seq of the first items of the collections, then the second ones, and so on."
  {:added "1.0"}
  ([] ())
  ([c1] (lazy-seq c1))
  ([c1 c2]
   (lazy-seq
     (let [s1 (seq c1) s2 (seq c2)]
       (when (and s1 s2)
         (cons (first s1) (cons (first s2) (interleave (rest s1) (rest s2))))))))
  ([c1 c2 & colls]
   (lazy-seq
     (let [ss (map seq (conj colls c2 c1))]
       (when (every? identity ss)
         (concat (map first ss) (apply interleave (map rest ss))))))))

(defn interpose
  "A lazy seq of the items with sep between them. Without a collection, a transducer."
  {:added "1.0"}
  ([sep]
   (fn [rf]
     (let [started (volatile! false)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (if @started
            (let [sepr (rf result sep)]
              (if (reduced? sepr) sepr (rf sepr input)))
            (do
              (vreset! started true)
              (rf result input))))))))
  ([sep coll] (drop 1 (interleave (repeat sep) coll))))

(defn partition
  "A lazy seq of lists of n items, each step (n) items after the one before. A rest that is too short is
  dropped, or filled from pad as far as that goes."
  {:added "1.0"}
  ([n coll] (partition n n coll))
  ([n step coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (let [p (doall (take n s))]
         (when (= n (count p))
           (cons p (partition n step (nthrest s step))))))))
  ([n step pad coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (let [p (doall (take n s))]
         (if (= n (count p))
           (cons p (partition n step pad (nthrest s step)))
           (list (take n (concat p pad)))))))))

(defn partition-all
  "Like partition, and a short rest is kept. Without a collection, a transducer."
  {:added "1.2"}
  ([n]
   (fn [rf]
     (let [buffer (volatile! [])]
       (fn
         ([] (rf))
         ([result]
          (let [result (if (empty? @buffer)
                         result
                         (let [v @buffer]
                           (vreset! buffer [])
                           (unreduced (rf result v))))]
            (rf result)))
         ([result input]
          (let [v (conj @buffer input)]
            (if (= n (count v))
              (do (vreset! buffer [])
                  (rf result v))
              (do (vreset! buffer v)
                  result))))))))
  ([n coll] (partition-all n n coll))
  ([n step coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (let [seg (doall (take n s))]
         (cons seg (partition-all n step (nthrest s step))))))))

(defn partitionv
  "Like partition, with vectors."
  {:added "1.12"}
  ([n coll] (partitionv n n coll))
  ([n step coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (let [p (into [] (take n) s)]
         (when (= n (count p))
           (cons p (partitionv n step (nthrest s step))))))))
  ([n step pad coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (let [p (into [] (take n) s)]
         (if (= n (count p))
           (cons p (partitionv n step pad (nthrest s step)))
           (list (into [] (take n) (concat p pad)))))))))

(defn partitionv-all
  "Like partition-all, with vectors."
  {:added "1.12"}
  ([n] (partition-all n))
  ([n coll] (partitionv-all n n coll))
  ([n step coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (let [seg (into [] (take n) s)]
         (cons seg (partitionv-all n step (drop step s))))))))

(defn splitv-at "Like split-at, with the first part as a vector." {:added "1.12"} [n coll]
  [(into [] (take n) coll) (drop n coll)])

(defn partition-by
  "A lazy seq of runs of items for which f gives the same value. Without a collection, a transducer."
  {:added "1.2"}
  ([f]
   (fn [rf]
     (let [buffer (volatile! [])
           pv (volatile! ::none)]
       (fn
         ([] (rf))
         ([result]
          (let [result (if (empty? @buffer)
                         result
                         (let [v @buffer]
                           (vreset! buffer [])
                           (unreduced (rf result v))))]
            (rf result)))
         ([result input]
          (let [pval @pv
                val (f input)]
            (vreset! pv val)
            (if (or (identical? pval ::none) (= val pval))
              (do (vswap! buffer conj input)
                  result)
              (let [v @buffer
                    _ (vreset! buffer [])
                    ret (rf result v)]
                (when-not (reduced? ret)
                  (vswap! buffer conj input))
                ret))))))))
  ([f coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (let [fst (first s)
             fv (f fst)
             run (cons fst (take-while (fn [x] (= fv (f x))) (next s)))]
         (cons run (partition-by f (lazy-seq (drop (count run) s)))))))))

(defn distinct
  "A lazy seq of the items without repetitions. Without a collection, a transducer."
  {:added "1.0"}
  ([]
   (fn [rf]
     (let [seen (volatile! #{})]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (if (contains? @seen input)
            result
            (do (vswap! seen conj input)
                (rf result input))))))))
  ([coll]
   (let [step (fn step [xs seen]
                (lazy-seq
                  ;; the first look is nth's, which unlike seq takes no map or set
                  (when-not (seq? xs) (nth xs 0 nil))
                  (loop [xs xs]
                    (when-let [s (seq xs)]
                      (let [f (first s)]
                        (if (contains? seen f)
                          (recur (rest s))
                          (cons f (step (rest s) (conj seen f)))))))))]
     (step coll #{}))))

(defn dedupe
  "The items without those that equal the one before. Without a collection, a transducer."
  {:added "1.7"}
  ([]
   (fn [rf]
     (let [pv (volatile! ::none)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (let [prior @pv]
            (vreset! pv input)
            (if (= prior input)
              result
              (rf result input))))))))
  ([coll] (sequence (dedupe) coll)))

(defn random-sample
  "The items, each with the given probability. Without a collection, a transducer."
  {:added "1.7"}
  ([prob] (filter (fn [_] (< (rand) prob))))
  ([prob coll] (filter (fn [_] (< (rand) prob)) coll)))

(defn halt-when
  "A transducer that ends when pred is true of an input, with that input or what retf makes of the result so far and it."
  {:added "1.9"}
  ([pred] (halt-when pred nil))
  ([pred retf]
   (fn [rf]
     (fn
       ([] (rf))
       ([result]
        (if (and (map? result) (contains? result ::halt))
          (::halt result)
          (rf result)))
       ([result input]
        (if (pred input)
          (reduced {::halt (if retf (retf (rf result) input) input)})
          (rf result input)))))))

(defn replace
  "The items with those that are keys of smap replaced by its values. Without a collection, a transducer."
  {:added "1.0"}
  ([smap]
   (map (fn [x] (if-let [e (find smap x)] (val e) x))))
  ([smap coll]
   (if (vector? coll)
     (reduce (fn [v i]
               (if-let [e (find smap (nth v i))]
                 (assoc v i (val e))
                 v))
             coll (range (count coll)))
     (map (fn [x] (if-let [e (find smap x)] (val e) x)) coll))))

(defn reductions
  "A lazy seq of the intermediate values of reduce."
  {:added "1.2"}
  ([f coll]
   (lazy-seq
     (if-let [s (seq coll)]
       (reductions f (first s) (rest s))
       (list (f)))))
  ([f init coll]
   (if (reduced? init)
     (list @init)
     (cons init
           (lazy-seq
             (when-let [s (seq coll)]
               (reductions f (f init (first s)) (rest s))))))))

(defn dorun
  "Walks a lazy seq (at most n items) for its side effects and gives nil."
  {:added "1.0"}
  ([coll]
   (when-let [s (seq coll)]
     (recur (next s))))
  ([n coll]
   (when (and (seq coll) (pos? n))
     (recur (dec n) (next coll)))))

(defn doall
  "Walks a lazy seq (at most n items) and gives it."
  {:added "1.0"}
  ([coll] (dorun coll) coll)
  ([n coll] (dorun n coll) coll))

(defn run!
  "Calls proc with each item, for its side effects."
  {:added "1.7"}
  [proc coll]
  (reduce (fn [_ x] (proc x)) nil coll)
  nil)

(defn reverse "A list of the items in reverse order." {:added "1.0"} [coll] (reduce conj () coll))

(defn flatten
  "A flat lazy seq of what is in nested sequential things. Gives () for anything else."
  {:added "1.2"}
  [x]
  (filter (complement sequential?)
          (rest (tree-seq sequential? seq x))))

(defn tree-seq
  "A lazy depth-first seq of the nodes of a tree: branch? tells whether a node may have children, children gives them."
  {:added "1.0"}
  [branch? children root]
  (let [walk (fn walk [node]
               (lazy-seq
                 (cons node
                       (when (branch? node)
                         (mapcat walk (children node))))))]
    (walk root)))

(defn mapv
  "The vector of f applied to the items of the collections."
  {:added "1.4"}
  ([f coll]
   (persistent! (reduce (fn [v o] (conj! v (f o))) (transient []) coll)))
  ([f c1 c2] (into [] (map f c1 c2)))
  ([f c1 c2 c3] (into [] (map f c1 c2 c3)))
  ([f c1 c2 c3 & colls] (into [] (apply map f c1 c2 c3 colls))))

(defn filterv
  "The vector of the items for which (pred item) is true."
  {:added "1.4"}
  [pred coll]
  (persistent! (reduce (fn [v o] (if (pred o) (conj! v o) v)) (transient []) coll)))

(defn bounded-count
  "The count of coll if that takes constant time, else counts at most n items."
  {:added "1.9"}
  [n coll]
  (if (counted? coll)
    (count coll)
    (loop [i 0 s (seq coll)]
      (if (and s (< i n))
        (recur (inc i) (next s))
        i))))

;; sequence: a transducer pulled by its consumer, item by item; items are handed on 32 at once

(defn- pull
  ;; true once there is output: a vector in `out`, of which `at` items are used
  [xf step done out at]
  (loop []
    (if (< @at (count @out))
      true
      (do
        (vreset! out [])
        (vreset! at 0)
        (if @done
          false
          (let [result (step)]
            (when (or (nil? result) (reduced? result))
              (xf nil)
              (vreset! done true))
            (recur)))))))

(defn- transformed-chunks
  [xf step done out at]
  (when (pull xf step done out at)
    (lazy-seq
      (let [b (chunk-buffer 32)]
        (loop [n 0]
          (when (and (pull xf step done out at) (< n 32))
            (chunk-append b (nth @out @at))
            (vreset! at (inc @at))
            (recur (inc n))))
        (chunk-cons (chunk b) (transformed-chunks xf step done out at))))))

(defn- transformed
  ;; next-args gives the arguments of the next step as a seq, nil at the end
  [xform next-args]
  (let [out (volatile! [])
        xf (xform (fn ([] nil) ([acc] acc) ([acc x] (vreset! out (conj @out x)) acc)))
        step (fn []
               (when-let [args (next-args)]
                 (let [r (apply xf nil args)]
                   (if (reduced? r) r true))))]
    (or (transformed-chunks xf step (volatile! false) out (volatile! 0)) ())))

(defn sequence
  "A seq of coll's items, () for none; with a transducer, lazily of what it makes of them. Of several
  collections the transducer gets the first items together, then the second ones, and so on."
  {:added "1.0"}
  ([coll]
   (if (seq? coll) coll (or (seq coll) ())))
  ([xform coll]
   (let [source (volatile! coll)]
     (transformed xform
                  (fn []
                    (when-let [s (seq @source)]
                      (vreset! source (rest s))
                      (list (first s)))))))
  ([xform coll & colls]
   (let [sources (volatile! (cons coll colls))]
     (transformed xform
                  (fn []
                    (let [ss (doall (map seq @sources))]
                      (when (every? identity ss)
                        (vreset! sources (doall (map rest ss)))
                        (doall (map first ss)))))))))

(defmacro doseq
  "Evaluates the body for each combination of items, for its side effects. Takes the modifiers :let, :when and :while."
  {:added "1.0"}
  [seq-exprs & body]
  (assert-args
    (vector? seq-exprs) "a vector for its binding"
    (even? (count seq-exprs)) "an even number of forms in binding vector")
  (let [step (fn step [recform exprs]
               (if-not exprs
                 [true `(do ~@body nil)]
                 (let [k (first exprs)
                       v (second exprs)]
                   (if (keyword? k)
                     (let [steppair (step recform (nnext exprs))
                           needrec (steppair 0)
                           subform (steppair 1)]
                       (cond
                         (= k :let) [needrec `(let ~v ~subform)]
                         (= k :while) [false `(when ~v
                                                ~subform
                                                ~@(when needrec [recform]))]
                         (= k :when) [false `(if ~v
                                               (do
                                                 ~subform
                                                 ~@(when needrec [recform]))
                                               ~recform)]
                         :else (throw (IllegalArgumentException. (str "Unsupported doseq keyword " k)))))
                     (let [seq- (gensym "seq_")
                           chunk- (gensym "chunk_")
                           count- (gensym "count_")
                           i- (gensym "i_")
                           recform `(recur (next ~seq-) nil 0 0)
                           steppair (step recform (nnext exprs))
                           needrec (steppair 0)
                           subform (steppair 1)
                           recform-chunk `(recur ~seq- ~chunk- ~count- (unchecked-inc ~i-))
                           steppair-chunk (step recform-chunk (nnext exprs))
                           subform-chunk (steppair-chunk 1)]
                       [true
                        `(loop [~seq- (seq ~v) ~chunk- nil ~count- 0 ~i- 0]
                           (if (< ~i- ~count-)
                             (let [~k (nth ~chunk- ~i-)]
                               ~subform-chunk
                               ~@(when needrec [recform-chunk]))
                             (when-let [~seq- (seq ~seq-)]
                               (if (chunked-seq? ~seq-)
                                 (let [c# (chunk-first ~seq-)]
                                   (recur (chunk-rest ~seq-) c# (int (count c#)) (int 0)))
                                 (let [~k (first ~seq-)]
                                   ~subform
                                   ~@(when needrec [recform]))))))])))))]
    (nth (step nil (seq seq-exprs)) 1)))

(defmacro for
  "A lazy seq of the values of body-expr for each combination of items. Takes the modifiers :let, :when and :while."
  {:added "1.0"}
  [seq-exprs body-expr]
  (assert-args
    (vector? seq-exprs) "a vector for its binding"
    (even? (count seq-exprs)) "an even number of forms in binding vector")
  (let [;; groups: [binding expr modifier-pairs…] for each binding
        groups (loop [groups [] exprs (seq seq-exprs)]
                 (if exprs
                   (let [k (first exprs) v (second exprs)]
                     (if (keyword? k)
                       (recur (conj (pop groups) (conj (peek groups) [k v])) (nnext exprs))
                       (recur (conj groups [k v]) (nnext exprs))))
                   (seq groups)))
        emit (fn emit [groups]
               (let [group (first groups)
                     bind (nth group 0)
                     expr (nth group 1)
                     mods (seq (subvec group 2))
                     inner (next groups)
                     giter (gensym "iter__")
                     gxs (gensym "s__")
                     gi (gensym "i__")
                     gb (gensym "b__")
                     ;; wraps what is done with one item into its modifiers
                     wrap (fn wrap [mods skip body]
                            (if mods
                              (let [m (first mods) k (nth m 0) v (nth m 1)]
                                (cond
                                  (= k :let) `(let ~v ~(wrap (next mods) skip body))
                                  (= k :while) `(when ~v ~(wrap (next mods) skip body))
                                  (= k :when) `(if ~v ~(wrap (next mods) skip body) ~skip)
                                  :else (throw (IllegalArgumentException. (str "Invalid 'for' keyword " k)))))
                              body))]
                 (if inner
                   `(fn ~giter [~gxs]
                      (lazy-seq
                        (loop [~gxs ~gxs]
                          (when-first [~bind ~gxs]
                            ~(wrap mods `(recur (rest ~gxs))
                               `(let [iterys# ~(emit inner)
                                      fs# (seq (iterys# ~(nth (first inner) 1)))]
                                  (if fs#
                                    (concat fs# (~giter (rest ~gxs)))
                                    (recur (rest ~gxs)))))))))
                   `(fn ~giter [~gxs]
                      (lazy-seq
                        (loop [~gxs ~gxs]
                          (when-let [~gxs (seq ~gxs)]
                            (if (chunked-seq? ~gxs)
                              (let [c# (chunk-first ~gxs)
                                    size# (int (count c#))
                                    ~gb (chunk-buffer size#)]
                                (if (loop [~gi (int 0)]
                                      (if (< ~gi size#)
                                        (let [~bind (nth c# ~gi)]
                                          ~(wrap mods `(recur (unchecked-inc ~gi))
                                             `(do (chunk-append ~gb ~body-expr)
                                                  (recur (unchecked-inc ~gi)))))
                                        true))
                                  (chunk-cons (chunk ~gb) (~giter (chunk-rest ~gxs)))
                                  (chunk-cons (chunk ~gb) nil)))
                              (let [~bind (first ~gxs)]
                                ~(wrap mods `(recur (rest ~gxs))
                                   `(cons ~body-expr (~giter (rest ~gxs))))))))))))) ]
    `(let [iter# ~(emit groups)]
       (iter# ~(nth (first groups) 1)))))
