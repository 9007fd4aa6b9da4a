;; clojure.core.protocols: the protocols under reduce, datafy and nav. `reduce` and `reduce-kv` know the
;; collections of the language themselves and ask these protocols for what programs extended them to.

(ns clojure.core.protocols
  "Protocols for reduction, and for data behind objects.")

(defprotocol CollReduce
  "Collections that reduce themselves. Called by reduce with two arguments for no initial value."
  (coll-reduce [coll f] [coll f val]))

(defprotocol InternalReduce
  "Seqs that reduce themselves faster than by first and next."
  (internal-reduce [seq f start]))

(defprotocol IKVReduce
  "Maps and vectors that reduce over keys and values without making entries. Called by reduce-kv."
  (kv-reduce [amap f init]))

(defn- reduce-seq
  [f init coll]
  (#'clojure.core/reduce-seq f init coll))

(extend-protocol CollReduce
  nil
  (coll-reduce
    ([coll f] (f))
    ([coll f val] val))

  Object
  (coll-reduce
    ([coll f]
     (if (lisle.native/reduces-itself? coll)
       (lisle.native/reduce-itself coll f)
       (if-let [s (seq coll)]
         (reduce-seq f (first s) (next s))
         (f))))
    ([coll f val]
     (if (identical? 0 (lisle.native/reduce-kind coll))
       (reduce-seq f val coll)
       (reduce f val coll)))))

(extend-protocol InternalReduce
  nil
  (internal-reduce [s f start] start)

  Object
  (internal-reduce [s f start] (reduce-seq f start s)))

(extend-protocol IKVReduce
  nil
  (kv-reduce [amap f init] init)

  Object
  (kv-reduce [amap f init]
    (if (or (vector? amap) (lisle.native/kv-reduces-itself? amap))
      (reduce-kv f init amap)
      (reduce-seq (fn [acc [k v]] (f acc k v)) init amap))))

;; From here on `reduce` and `reduce-kv` ask the protocols, if a program extends them.
(alter-var-root #'clojure.core/extension-hook
                (constantly
                  (fn [protocol]
                    (cond
                      (identical? protocol CollReduce)
                      (alter-var-root #'clojure.core/coll-reducer (constantly coll-reduce))
                      (identical? protocol IKVReduce)
                      (alter-var-root #'clojure.core/kv-reducer (constantly kv-reduce))))))

(defprotocol Datafiable
  "Objects that have a form as data."
  :extend-via-metadata true
  (datafy [o] "The object as data: itself, unless the protocol is extended to it."))

(extend-protocol Datafiable
  nil
  (datafy [_] nil)

  Object
  (datafy [x] x))

(defprotocol Navigable
  "Collections of data that lead from their values to other objects."
  :extend-via-metadata true
  (nav [coll k v] "What the value v at the key k (or nil) of the collection stands for: itself by default."))

(extend-protocol Navigable
  Object
  (nav [_ _ x] x))
