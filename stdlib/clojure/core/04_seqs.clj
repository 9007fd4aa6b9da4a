;; Lazy functions over sequences, each with its transducer where Clojure has one.

(defmacro reducing-fn
  "A reducing function that begins and ends as rf does and takes its steps by the body."
  {:private true}
  [rf params & body]
  `(fn
     ([] (~rf))
     ([result#] (~rf result#))
     (~params ~@body)))

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
               size (count c)]
           (loop [i 0 b (chunk-buffer size)]
             (if (< i size)
               (recur (inc i) (lisle.native/chunk-add b (f (nth c i))))
               (chunk-cons (chunk b) (map f (chunk-rest s))))))
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
     (reducing-fn rf [result input]
       (if (pred input) (rf result input) result))))
  ([pred coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (if (chunked-seq? s)
         (let [c (chunk-first s)
               size (count c)]
           (loop [i 0 b (chunk-buffer size)]
             (if (< i size)
               (let [v (nth c i)]
                 (recur (inc i) (if (pred v) (lisle.native/chunk-add b v) b)))
               (chunk-cons (chunk b) (filter pred (chunk-rest s))))))
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
     (reducing-fn rf [result input]
       (let [v (f input)] (if (nil? v) result (rf result v))))))
  ([f coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (if (chunked-seq? s)
         (let [c (chunk-first s)
               size (count c)]
           (loop [i 0 b (chunk-buffer size)]
             (if (< i size)
               (let [x (f (nth c i))]
                 (recur (inc i) (if (nil? x) b (lisle.native/chunk-add b x))))
               (chunk-cons (chunk b) (keep f (chunk-rest s))))))
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
       (reducing-fn rf [result input]
         (rf result (f (vswap! i inc) input))))))
  ([f coll]
   (let [mapi (fn mapi [idx coll]
                (lazy-seq
                  (when-let [s (seq coll)]
                    (if (chunked-seq? s)
                      (let [c (chunk-first s)
                            size (count c)]
                        (loop [i 0 b (chunk-buffer size)]
                          (if (< i size)
                            (recur (inc i) (lisle.native/chunk-add b (f (+ idx i) (nth c i))))
                            (chunk-cons (chunk b) (mapi (+ idx size) (chunk-rest s))))))
                      (cons (f idx (first s)) (mapi (inc idx) (rest s)))))))]
     (mapi 0 coll))))

(defn keep-indexed
  "A lazy seq of the results of (f index item) that are not nil. Without a collection, a transducer."
  {:added "1.2"}
  ([f]
   (fn [rf]
     (let [iv (volatile! -1)]
       (reducing-fn rf [result input]
         (let [i (vswap! iv inc) v (f i input)]
           (if (nil? v) result (rf result v)))))))
  ([f coll]
   (let [keepi (fn keepi [idx coll]
                 (lazy-seq
                   (when-let [s (seq coll)]
                     (if (chunked-seq? s)
                       (let [c (chunk-first s)
                             size (count c)]
                         (loop [i 0 b (chunk-buffer size)]
                           (if (< i size)
                             (let [x (f (+ idx i) (nth c i))]
                               (recur (inc i) (if (nil? x) b (lisle.native/chunk-add b x))))
                             (chunk-cons (chunk b) (keepi (+ idx size) (chunk-rest s))))))
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
    (reducing-fn rf [result input]
      (reduce rrf result input))))

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
       (reducing-fn rf [result input]
         (let [n @nv
               nn (vswap! nv dec)
               result (if (pos? n) (rf result input) result)]
           (if (not (pos? nn))
             (ensure-reduced result)
             result))))))
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
     (reducing-fn rf [result input]
       (if (pred input) (rf result input) (reduced result)))))
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
       (reducing-fn rf [result input]
         (let [n @nv]
           (vswap! nv dec)
           (if (pos? n) result (rf result input)))))))
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
       (reducing-fn rf [result input]
         (let [drop? @dv]
           (if (and drop? (pred input))
             result
             (do
               (vreset! dv nil)
               (rf result input))))))))
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
       (reducing-fn rf [result input]
         (let [i (vswap! iv inc)]
           (if (zero? (rem i n))
             (rf result input)
             result))))))
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
       (reducing-fn rf [result input]
         (if @started
           (let [sepr (rf result sep)]
             (if (reduced? sepr) sepr (rf sepr input)))
           (do
             (vreset! started true)
             (rf result input)))))))
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
  ([^long n]
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
       (reducing-fn rf [result input]
         (if (contains? @seen input)
           result
           (do (vswap! seen conj input)
               (rf result input)))))))
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
       (reducing-fn rf [result input]
         (let [prior @pv]
           (vreset! pv input)
           (if (= prior input)
             result
             (rf result input)))))))
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
   (let [coll (lisle.native/reduced-if-sole coll)]
     (if (reduced? coll)
       ; A vector that nobody else holds becomes the result, item by item.
       (loop [i 0 v (unreduced coll)]
         (if (< i (count v))
           (let [x (f (lisle.native/take-out v i))]
             (recur (inc i) (assoc v i x)))
           v))
       (persistent! (reduce (fn [v o] (conj! v (f o))) (transient []) coll)))))
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
