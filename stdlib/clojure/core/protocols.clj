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

(defn- seq-reduce
  [coll f start]
  (loop [acc start s (seq coll)]
    (if s
      (let [acc (f acc (first s))]
        (if (reduced? acc)
          @acc
          (recur acc (next s))))
      acc)))

(extend-protocol CollReduce
  nil
  (coll-reduce
    ([coll f] (f))
    ([coll f val] val))

  Object
  (coll-reduce
    ([coll f] (lisle.native/reduce-builtin f coll))
    ([coll f val] (lisle.native/reduce-builtin f val coll))))

(extend-protocol InternalReduce
  nil
  (internal-reduce [s f val] val)

  Object
  (internal-reduce [s f val] (seq-reduce s f val)))

(extend-protocol IKVReduce
  nil
  (kv-reduce [amap f init] init)

  Object
  (kv-reduce [amap f init] (reduce-kv f init amap)))

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
