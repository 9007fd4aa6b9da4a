;; clojure.data: what two values have in common and what not.
(ns clojure.data
  "Recursive comparison of data."
  {:author "The Lisle authors"}
  (:require [clojure.set :as set]))

(declare diff)

(defn- atom-diff [a b]
  (if (= a b) [nil nil a] [a b nil]))

(defn- key-diff
  "The diff of what two associative things have at a key, as three maps of at most that key."
  [a b k]
  (let [in-a (contains? a k)
        in-b (contains? b k)
        va (get a k)
        vb (get b k)
        [only-a only-b both] (diff va vb)
        same (and in-a in-b (or (some? both) (and (nil? va) (nil? vb))))]
    [(when (and in-a (or (some? only-a) (not same))) {k only-a})
     (when (and in-b (or (some? only-b) (not same))) {k only-b})
     (when same {k both})]))

(defn- associative-diff [a b ks]
  (doall (reduce (fn [triple k] (map merge triple (key-diff a b k)))
                 [nil nil nil]
                 ks)))

(defn- vectorize
  "The vector with the values of a map from index to value, and nil elsewhere."
  [m]
  (when (seq m)
    (reduce (fn [v [i x]] (assoc v i x))
            (vec (repeat (inc (apply max (keys m))) nil))
            m)))

(defn- sequential-diff [a b]
  (let [a (vec a)
        b (vec b)]
    (mapv vectorize (associative-diff a b (range (max (count a) (count b)))))))

(defn- set-diff [a b]
  [(not-empty (set/difference a b))
   (not-empty (set/difference b a))
   (not-empty (set/intersection a b))])

(defprotocol ^{:added "1.3"} EqualityPartition
  "How a value takes part in diff."
  (^{:added "1.3"} equality-partition [x]
    "Which values x can be compared with in depth: :map, :set, :sequential or :atom."))

(defprotocol ^{:added "1.3"} Diff
  "How values of one partition are compared."
  (^{:added "1.3"} diff-similar [a b] "The diff of two values with the same equality-partition."))

(extend-protocol EqualityPartition
  nil
  (equality-partition [_] :atom)
  Object
  (equality-partition [x] (if (.isArray (class x)) :sequential :atom))
  java.util.Set
  (equality-partition [_] :set)
  java.util.List
  (equality-partition [_] :sequential)
  java.util.Map
  (equality-partition [_] :map))

(defn- as-set [s] (if (set? s) s (into #{} s)))

(extend-protocol Diff
  nil
  (diff-similar [a b] (atom-diff a b))
  Object
  (diff-similar [a b]
    (if (= :sequential (equality-partition a))
      (sequential-diff a b)
      (atom-diff a b)))
  java.util.Set
  (diff-similar [a b] (set-diff (as-set a) (as-set b)))
  java.util.List
  (diff-similar [a b] (sequential-diff a b))
  java.util.Map
  ;; the union of seqs: keys that both have come twice, which changes nothing but the order of the result
  (diff-similar [a b] (associative-diff a b (set/union (keys a) (keys b)))))

(defn diff
  "Compares two values in depth and gives a triple: what is only in a, what is only in b, and what is in
  both. Maps are compared key by key, sequential things index by index (and given as vectors, with nil
  where there is nothing to show), sets by their members; everything else is equal or not."
  {:added "1.3"}
  [a b]
  (cond
    (= a b) [nil nil a]
    (= (equality-partition a) (equality-partition b)) (diff-similar a b)
    :else (atom-diff a b)))
