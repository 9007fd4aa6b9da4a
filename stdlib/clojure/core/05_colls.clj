;; Functions over maps, sets and vectors; sorting.

(declare atom swap!)

(defnative volatile! "A volatile: a mutable box without atomicity, for transducer state." {:added "1.7"} [val])
(defnative vreset! "Sets a volatile and gives the value." {:added "1.7"} [vol newval])
(defnative rand "A random double from 0 until 1, or until n." {:added "1.0"} [] [n])
(defnative shuffle "A random permutation of coll, as a vector." {:added "1.2"} [coll])
(defnative random-uuid "A random UUID." {:added "1.11"} [])

(defn rand-int "A random integer from 0 until n." {:added "1.0"} [n] (int (rand n)))
(defn rand-nth "A random item of a sequential collection." {:added "1.2"} [coll] (nth coll (rand-int (count coll))))

(defn not-empty "coll, or nil if it has no items." {:added "1.0"} [coll] (when (seq coll) coll))

(defn get-in
  "The value in nested associative structures at the path of keys, or not-found."
  {:added "1.2"}
  ([m ks] (reduce get m ks))
  ([m ks not-found]
   (loop [sentinel (lisle.native/sentinel)
          m m
          ks (seq ks)]
     (if ks
       (let [m (get m (first ks) sentinel)]
         (if (identical? sentinel m)
           not-found
           (recur sentinel m (next ks))))
       m))))

(defn assoc-in
  "The nested structure with v at the path of keys. Levels that do not exist become maps."
  {:added "1.0"}
  [m [k & ks] v]
  (if ks
    (let [inner (assoc-in (lisle.native/take-out m k) ks v)]
      (assoc m k inner))
    (assoc m k v)))

(defn update
  "The associative structure with the value at k replaced by f of it and the arguments."
  {:added "1.7"}
  ;; What is at k is taken out and not only looked up, so that f may change it in place. The new value comes first: in the
  ;; midst of the call of assoc its arguments would hold m.
  ([m k f] (let [v (f (lisle.native/take-out m k))] (assoc m k v)))
  ([m k f x] (let [v (f (lisle.native/take-out m k) x)] (assoc m k v)))
  ([m k f x y] (let [v (f (lisle.native/take-out m k) x y)] (assoc m k v)))
  ([m k f x y z] (let [v (f (lisle.native/take-out m k) x y z)] (assoc m k v)))
  ([m k f x y z & more] (let [v (apply f (lisle.native/take-out m k) x y z more)] (assoc m k v))))

(defn update-in
  "The nested structure with the value at the path of keys replaced by f of it and the arguments."
  {:added "1.0"}
  [m ks f & args]
  (let [up (fn up [m ks f args]
             (let [[k & ks] ks]
               (if ks
                 (let [inner (up (lisle.native/take-out m k) ks f args)]
                   (assoc m k inner))
                 (let [v (apply f (lisle.native/take-out m k) args)]
                   (assoc m k v)))))]
    (up m ks f args)))

(defn merge
  "The first map with the entries of the others conjoined; later ones win."
  {:added "1.0" :arglists '([& maps])}
  ;; The maps are arguments of their own and in no seq, which would hold the first one while it is changed.
  ([] nil)
  ([m] (if m m nil))
  ([m n] (if (or m n) (conj (or m {}) n) nil))
  ([m n & maps]
   (loop [m (merge m n) maps maps]
     (if maps
       (recur (merge m (first maps)) (next maps))
       m))))

(defn merge-with
  "Like merge, and where a key is there already its value becomes (f old new)."
  {:added "1.0" :arglists '([f & maps])}
  ([f] nil)
  ([f m] (if m m nil))
  ([f m n]
   (if (or m n)
     (let [merge-entry (fn [m e]
                         (let [k (key e) v (val e)]
                           (if (contains? m k)
                             (let [both (f (lisle.native/take-out m k) v)]
                               (assoc m k both))
                             (assoc m k v))))]
       (reduce merge-entry (or m {}) (seq n)))
     nil))
  ([f m n & maps]
   (loop [m (merge-with f m n) maps maps]
     (if maps
       (recur (merge-with f m (first maps)) (next maps))
       m))))

(defn select-keys
  "A map of the entries whose keys are in the seq."
  {:added "1.0"}
  [map keyseq]
  (loop [ret {} keys (seq keyseq)]
    (if keys
      (let [entry (find map (first keys))]
        (recur (if entry (conj ret entry) ret) (next keys)))
      (with-meta ret (meta map)))))

(defn zipmap
  "A map of the keys to the values, in pairs."
  {:added "1.0"}
  [keys vals]
  (loop [map (transient {}) ks (seq keys) vs (seq vals)]
    (if (and ks vs)
      (recur (assoc! map (first ks) (first vs)) (next ks) (next vs))
      (persistent! map))))

(defn update-vals
  "A map with f applied to every value."
  {:added "1.11"}
  [m f]
  (with-meta
    (persistent!
      (reduce-kv (fn [acc k v] (assoc! acc k (f v)))
                 (if (lisle.native/editable? m) (transient m) (transient {}))
                 m))
    (meta m)))

(defn update-keys
  "A map with f applied to every key."
  {:added "1.11"}
  [m f]
  (let [ret (persistent!
              (reduce-kv (fn [acc k v] (assoc! acc (f k) v)) (transient {}) m))]
    (with-meta ret (meta m))))

(defn group-by
  "A map from what f gives for the items to the vectors of those items."
  {:added "1.2"}
  [f coll]
  (reduce (fn [ret x]
            (let [k (f x)
                  group (conj (or (lisle.native/take-out ret k) []) x)]
              (assoc ret k group)))
          {} coll))

(defn frequencies
  "A map from the distinct items to how often they occur."
  {:added "1.2"}
  [coll]
  (persistent!
    (reduce (fn [counts x] (assoc! counts x (inc (get counts x 0)))) (transient {}) coll)))

(defn max-key
  "The x for which (k x) is greatest; the last of several."
  {:added "1.0"}
  ([k x] x)
  ([k x y] (if (> (k x) (k y)) x y))
  ([k x y & more]
   (let [kx (k x) ky (k y)
         [v kv] (if (> kx ky) [x kx] [y ky])]
     (loop [v v kv kv more more]
       (if more
         (let [w (first more) kw (k w)]
           (if (>= kw kv)
             (recur w kw (next more))
             (recur v kv (next more))))
         v)))))

(defn min-key
  "The x for which (k x) is least; the last of several."
  {:added "1.0"}
  ([k x] x)
  ([k x y] (if (< (k x) (k y)) x y))
  ([k x y & more]
   (let [kx (k x) ky (k y)
         [v kv] (if (< kx ky) [x kx] [y ky])]
     (loop [v v kv kv more more]
       (if more
         (let [w (first more) kw (k w)]
           (if (<= kw kv)
             (recur w kw (next more))
             (recur v kv (next more))))
         v)))))

(defn comparator
  "A comparator made of a predicate that tells whether x comes before y."
  {:added "1.0"}
  [pred]
  (fn [x y]
    (cond (pred x y) -1 (pred y x) 1 :else 0)))

(defn sort
  "A sorted seq of the items, by compare or the given comparator. Stable. An array is sorted in place."
  {:added "1.0"}
  ([coll] (sort compare coll))
  ([comp coll]
   (if (seq coll)
     (lisle.native/sort comp coll)
     ())))

(defn sort-by
  "A seq of the items sorted by what keyfn gives for them."
  {:added "1.0"}
  ([keyfn coll] (sort-by keyfn compare coll))
  ([keyfn comp coll]
   (if (and (lisle.native/default-compare? comp) (next coll))
     (lisle.native/keep-meta (lisle.native/sort-by-keys (mapv keyfn coll) coll) coll)
     (sort (fn [x y] (lisle.native/compare-with (lisle.native/check-cast java.util.Comparator comp) (keyfn x) (keyfn y)))
           coll))))

(defn- within
  "A predicate for the entries of a sorted collection whose keys pass the test against the bound."
  [sc test bound]
  (fn [entry] (test (lisle.native/compare-to-bound sc entry bound) 0)))

(defn- seq-within
  "The seq of a sorted collection, ascending or descending. It begins with what the start test admits, if that is one of
  the starts, whose keys need no search; otherwise with all that comes first. Then the entries for which keep? is true."
  [sc ascending? test key starts keep?]
  (let [sc (lisle.native/check-cast clojure.lang.Sorted sc)]
    (if (contains? starts test)
      (when-let [s (lisle.native/seq-from sc key ascending?)]
        (let [s (if ((within sc test key) (first s)) s (next s))]
          (if keep? (take-while keep? s) s)))
      (take-while (within sc test key) (lisle.native/sorted-seq sc ascending?)))))

(defn subseq
  "A seq of the entries of a sorted collection whose keys pass the tests (one of <, <=, >, >=)."
  {:added "1.0"}
  ([sc test key] (seq-within sc true test key #{> >=} nil))
  ([sc start-test start-key end-test end-key]
   (seq-within sc true start-test start-key #{start-test} (within sc end-test end-key))))

(defn rsubseq
  "Like subseq, in reverse order."
  {:added "1.0"}
  ([sc test key] (seq-within sc false test key #{< <=} nil))
  ([sc start-test start-key end-test end-key]
   (seq-within sc false end-test end-key #{end-test} (within sc start-test start-key))))

(defn vary-meta
  "obj with (f (meta obj) args…) as its metadata."
  {:added "1.0"}
  [obj f & args]
  (with-meta obj (apply f (meta obj) args)))

(defn memoize
  "A function that remembers the results of f for the arguments it was called with."
  {:added "1.0"}
  [f]
  (let [mem (atom {})]
    (fn [& args]
      (if-let [e (find @mem args)]
        (val e)
        (let [ret (apply f args)]
          (swap! mem assoc args ret)
          ret)))))

(defn trampoline
  "Calls f, then calls its result without arguments as long as that is a function, and gives the last result."
  {:added "1.0"}
  ([f]
   (let [ret (f)]
     (if (fn? ret) (recur ret) ret)))
  ([f & args] (trampoline (fn [] (apply f args)))))

(defn xml-seq
  "A depth-first seq of the elements of a clojure.xml tree."
  {:added "1.0"}
  [root]
  (tree-seq (complement string?) (comp seq :content) root))

(defn line-seq
  "A lazy seq of the lines of a java.io.BufferedReader."
  {:added "1.0"}
  [^java.io.BufferedReader rdr]
  (when-let [line (.readLine rdr)]
    (cons line (lazy-seq (line-seq rdr)))))

(defn enumeration-seq "A lazy seq over a java.util.Enumeration." {:added "1.0"} [e]
  (lazy-seq (when (.hasMoreElements e) (cons (.nextElement e) (enumeration-seq e)))))

(defn iterator-seq "A lazy seq over a java.util.Iterator." {:added "1.0"} [iter]
  (when (.hasNext iter)
    ((fn step []
       (cons (.next iter) (lazy-seq (when (.hasNext iter) (step))))))))
