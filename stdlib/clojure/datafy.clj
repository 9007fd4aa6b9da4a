;; clojure.datafy: objects as data, and the way from data back to objects.

(ns clojure.datafy
  "Functions to turn objects into data and to navigate from there."
  (:require [clojure.core.protocols :as protocols]))

(defn datafy
  "The object as data, by clojure.core.protocols/datafy. If that is another object that takes metadata, its metadata tell
  of the first one: :clojure.datafy/obj and :clojure.datafy/class."
  [x]
  (let [data (protocols/datafy x)]
    (if (and (not (identical? data x)) (instance? clojure.lang.IObj data))
      (vary-meta data assoc ::obj x ::class (symbol (.getName (class x))))
      data)))

(defn nav
  "What the value v at the key k (nil for a sequence) of coll leads to, by clojure.core.protocols/nav."
  [coll k v]
  (protocols/nav coll k v))

(defn- sorted
  [m]
  (into (sorted-map) m))

(extend-protocol protocols/Datafiable
  Throwable
  (datafy [x] (Throwable->map x))

  clojure.lang.IRef
  (datafy [r] (with-meta [(deref r)] (meta r)))

  clojure.lang.Namespace
  (datafy [n]
    (with-meta {:name (ns-name n)
                :publics (sorted (ns-publics n))
                :imports (sorted (ns-imports n))
                :interns (sorted (ns-interns n))}
      (meta n)))

  java.lang.Class
  (datafy [c]
    {:name (symbol (.getName c))
     :bases (not-empty (set (map (fn [b] (symbol (.getName b))) (bases c))))}))
