;; clojure.core.reducers: transformations of collections that are only done when they are reduced, and fold, a
;; reduction that may take a collection apart and combine the results of the parts.

(ns clojure.core.reducers
  "Reducers: collections that are transformed while they are reduced, and fold."
  (:refer-clojure :exclude [reduce map mapcat filter remove take take-while drop flatten cat])
  (:require [clojure.core.protocols :as protocols]))

(defn fjtask
  "A task that calls f, for fjfork and fjjoin."
  [f]
  (java.util.concurrent.FutureTask. f))

(defn- fjinvoke [f] (f))

(defn- fjfork
  ;; Has the task run by the pool that everybody shares.
  [task]
  (lisle.native/execute (lisle.native/common-pool) (fn [] (.run task)))
  task)

(defn- fjjoin
  ;; The task's result. A task that nobody has begun is run here, so tasks that wait for others never starve them.
  [task]
  (.run task)
  (try
    (.get task)
    (catch java.util.concurrent.ExecutionException e (throw (or (ex-cause e) e)))))

(defn reduce
  "Like clojure.core/reduce, but begins with (f) without an initial value, and gives f keys and values for maps."
  ([f coll] (reduce f (f) coll))
  ([f init coll]
   (if (map? coll)
     (reduce-kv f init coll)
     (protocols/coll-reduce coll f init))))

(defprotocol CollFold
  "Collections that can be folded in parts."
  (coll-fold [coll n combinef reducef]))

(defn fold
  "Reduces the collection in parts of about n (512) items with reducef, and combines the results with combinef (reducef), which
  without arguments gives the initial value. For maps reducef gets a key and a value."
  {:added "1.5"}
  ([reducef coll] (fold reducef reducef coll))
  ([combinef reducef coll] (fold 512 combinef reducef coll))
  ([n combinef reducef coll] (coll-fold coll n combinef reducef)))

(defn reducer
  "A collection that is reduced as coll is, with the reducing function transformed by xf."
  {:added "1.5"}
  [coll xf]
  (reify
    protocols/CollReduce
    (coll-reduce [this f1] (protocols/coll-reduce this f1 (f1)))
    (coll-reduce [_ f1 init] (protocols/coll-reduce coll (xf f1) init))))

(defn folder
  "Like reducer, for transformations under which the collection can also be folded."
  {:added "1.5"}
  [coll xf]
  (reify
    protocols/CollReduce
    (coll-reduce [_ f1] (protocols/coll-reduce coll (xf f1) (f1)))
    (coll-reduce [_ f1 init] (protocols/coll-reduce coll (xf f1) init))

    CollFold
    (coll-fold [_ n combinef reducef] (coll-fold coll n combinef (xf reducef)))))

(defn- step
  ;; a reducing function on f1 with arities for an item and for a key and a value; f gets the accumulator and these
  [f1 f]
  (fn
    ([] (f1))
    ([ret v] (f ret v))
    ([ret k v] (f ret k v))))

(defn map
  "The collection with f applied to each item."
  {:added "1.5"}
  ([f] (fn [coll] (map f coll)))
  ([f coll]
   (folder coll
           (fn [f1]
             (step f1 (fn
                        ([ret v] (f1 ret (f v)))
                        ([ret k v] (f1 ret (f k v)))))))))

(defn mapcat
  "The items of the collections that f gives for each item."
  {:added "1.5"}
  ([f] (fn [coll] (mapcat f coll)))
  ([f coll]
   (folder coll
           (fn [f1]
             ;; a reduced value must end both reductions
             (let [f1 (fn
                        ([ret v] (let [x (f1 ret v)] (if (reduced? x) (reduced x) x)))
                        ([ret k v] (let [x (f1 ret k v)] (if (reduced? x) (reduced x) x))))]
               (step f1 (fn
                          ([ret v] (reduce f1 ret (f v)))
                          ([ret k v] (reduce f1 ret (f k v))))))))))

(defn filter
  "The items for which pred is true."
  {:added "1.5"}
  ([pred] (fn [coll] (filter pred coll)))
  ([pred coll]
   (folder coll
           (fn [f1]
             (step f1 (fn
                        ([ret v] (if (pred v) (f1 ret v) ret))
                        ([ret k v] (if (pred k v) (f1 ret k v) ret))))))))

(defn remove
  "The items for which pred is false."
  {:added "1.5"}
  ([pred] (fn [coll] (remove pred coll)))
  ([pred coll] (filter (complement pred) coll)))

(defn flatten
  "The items of nested sequential collections that are not sequential themselves."
  {:added "1.5"}
  ([] (fn [coll] (flatten coll)))
  ([coll]
   (folder coll
           (fn [f1]
             (fn
               ([] (f1))
               ([ret v]
                (if (sequential? v)
                  (protocols/coll-reduce (flatten v)
                                         (fn [ret v] (let [x (f1 ret v)] (if (reduced? x) (reduced x) x)))
                                         ret)
                  (f1 ret v))))))))

(defn take-while
  "The items before the first for which pred is false."
  {:added "1.5"}
  ([pred] (fn [coll] (take-while pred coll)))
  ([pred coll]
   (reducer coll
            (fn [f1]
              (step f1 (fn
                         ([ret v] (if (pred v) (f1 ret v) (reduced ret)))
                         ([ret k v] (if (pred k v) (f1 ret k v) (reduced ret)))))))))

(defn take
  "The first n items."
  {:added "1.5"}
  ([n] (fn [coll] (take n coll)))
  ([n coll]
   (reducer coll
            (fn [f1]
              (let [left (volatile! n)
                    taking (fn [ret f]
                             (if (neg? (vswap! left dec))
                               (reduced ret)
                               (f)))]
                (step f1 (fn
                           ([ret v] (taking ret (fn [] (f1 ret v))))
                           ([ret k v] (taking ret (fn [] (f1 ret k v)))))))))))

(defn drop
  "The items after the first n."
  {:added "1.5"}
  ([n] (fn [coll] (drop n coll)))
  ([n coll]
   (reducer coll
            (fn [f1]
              (let [left (volatile! n)
                    dropping (fn [ret f]
                               (if (neg? (vswap! left dec))
                                 (f)
                                 ret))]
                (step f1 (fn
                           ([ret v] (dropping ret (fn [] (f1 ret v))))
                           ([ret k v] (dropping ret (fn [] (f1 ret k v)))))))))))

;; catenation

(deftype Cat [cnt left right]
  clojure.lang.Counted
  (count [_] cnt)

  clojure.lang.Seqable
  (seq [_] (concat (seq left) (seq right)))

  protocols/CollReduce
  (coll-reduce [this f1] (protocols/coll-reduce this f1 (f1)))
  (coll-reduce [_ f1 init]
    (let [ret (protocols/coll-reduce left (fn [acc x] (let [r (f1 acc x)] (if (reduced? r) (reduced r) r))) init)]
      (if (reduced? ret)
        @ret
        (protocols/coll-reduce right f1 ret))))

  CollFold
  (coll-fold [_ n combinef reducef]
    (combinef (coll-fold left n combinef reducef)
              (coll-fold right n combinef reducef))))

(defn cat
  "The catenation of two collections, reducible, foldable, seqable and counted. With one argument, a constructor, gives a
  combining function for fold; without arguments an ArrayList."
  {:added "1.5"}
  ([] (java.util.ArrayList.))
  ([ctor]
   (fn
     ([] (ctor))
     ([left right] (cat left right))))
  ([left right]
   (cond
     (zero? (count left)) right
     (zero? (count right)) left
     :else (Cat. (+ (count left) (count right)) left right))))

(defn append!
  "Adds x to the collection acc with its method add, and gives acc."
  {:added "1.5"}
  [acc x]
  (doto acc (.add x)))

(defn foldcat
  "The items of the collection as a catenation made by fold."
  {:added "1.5"}
  [coll]
  (fold cat append! coll))

(defn monoid
  "A combining function for fold: op for two arguments, ctor without any."
  {:added "1.5"}
  [op ctor]
  (fn m
    ([] (ctor))
    ([a b] (op a b))))

;; folding

(defn- fold-vector
  [v n combinef reducef]
  (let [size (count v)]
    (cond
      (zero? size) (combinef)
      (<= size n) (reduce reducef (combinef) v)
      :else (let [half (quot size 2)
                  right (subvec v half size)]
              (fjinvoke
                (fn []
                  (let [task (fjfork (fjtask (fn [] (fold-vector right n combinef reducef))))]
                    (combinef (fold-vector (subvec v 0 half) n combinef reducef) (fjjoin task)))))))))

(extend-protocol CollFold
  nil
  (coll-fold [coll n combinef reducef] (combinef))

  Object
  (coll-fold [coll n combinef reducef] (reduce reducef (combinef) coll))

  clojure.lang.IPersistentVector
  (coll-fold [v n combinef reducef] (fold-vector v n combinef reducef)))
