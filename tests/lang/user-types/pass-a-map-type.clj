;; A map type: keys are compared without regard to case. It keeps the spelling that came first.
(ns user-types.map
  (:require [clojure.string :as str]))

(deftype CaseMap [m meta]                       ; lower-case key -> [key value]
  clojure.lang.IPersistentMap
  (assoc [_ k v]
    (let [lower (str/lower-case k)]
      (CaseMap. (assoc m lower [(first (get m lower [k])) v]) meta)))
  (assocEx [this k v]
    (if (.containsKey this k)
      (throw (RuntimeException. "Key already present"))
      (assoc this k v)))
  (without [_ k] (CaseMap. (dissoc m (str/lower-case k)) meta))

  clojure.lang.Associative
  (containsKey [_ k] (contains? m (str/lower-case k)))
  (entryAt [_ k]
    (when-let [[k v] (get m (str/lower-case k))]
      (clojure.lang.MapEntry/create k v)))

  clojure.lang.ILookup
  (valAt [this k] (.valAt this k nil))
  (valAt [_ k not-found]
    (if (string? k)
      (let [e (get m (str/lower-case k))]
        (if e (second e) not-found))
      not-found))

  clojure.lang.IPersistentCollection
  (count [_] (count m))
  (cons [this x]
    (if (map? x)
      (reduce (fn [acc [k v]] (assoc acc k v)) this x)
      (assoc this (first x) (second x))))
  (empty [_] (CaseMap. {} meta))
  (equiv [this other]
    (and (map? other)
         (= (count this) (count other))
         (every? (fn [[k v]] (= v (get this k ::none))) other)))

  clojure.lang.Seqable
  (seq [_]
    (seq (map (fn [[_ [k v]]] (clojure.lang.MapEntry/create k v)) m)))

  clojure.lang.IFn
  (invoke [this k] (get this k))
  (invoke [this k not-found] (get this k not-found))

  clojure.lang.IObj
  (meta [_] meta)
  (withMeta [_ new-meta] (CaseMap. m new-meta))

  clojure.lang.IHashEq
  (hasheq [_] (hash (into {} (map (fn [[k [_ v]]] [k v])) m)))

  java.lang.Iterable
  (iterator [this] (.iterator (seq this)))

  java.util.Map
  (size [this] (count this))
  (get [this k] (.valAt this k))

  Object
  (toString [this] (str (into {} this)))
  (hashCode [this] (.hashCode (into {} this)))
  (equals [this other] (.equiv this other)))

(defn case-map [& kvs]
  (reduce (fn [m [k v]] (assoc m k v)) (CaseMap. {} nil) (partition 2 kvs)))

(def m (case-map "Content-Type" "text/html" "Host" "here"))

(assert (map? m))
(assert (associative? m))
(assert (coll? m))
(assert (counted? m))
(assert (ifn? m))
(assert (seqable? m))
(assert (not (sequential? m)))
(assert (= 2 (count m)))
(assert (= "here" (get m "HOST")))
(assert (= "here" (m "host")))
(assert (= :none (get m "x" :none)))
(assert (= :none (m "x" :none)))
(assert (= nil (:host m)))
(assert (= :none (:host m :none)))
(assert (contains? m "CONTENT-type"))
(assert (not (contains? m "x")))
(assert (= "Host" (key (find m "hOST"))))
(assert (nil? (find m "x")))
(assert (= "there" (get (assoc m "HOST" "there") "host")))
(assert (= ["Content-Type" "Host"] (sort (keys (assoc m "HOST" "there")))))
(assert (= 3 (count (conj m ["X" 1]))))
(assert (= 3 (count (conj m {"X" 1}))))
(assert (= 1 (count (dissoc m "host"))))
(assert (= 3 (count (into m [["a" 1]]))))
(assert (= 3 (count (merge m {"a" 1}))))
(assert (= ["here" "text/html"] (sort (vals m))))
(assert (= #{["Host" "here"] ["Content-Type" "text/html"]} (set (seq m))))
(assert (= #{"Host" "Content-Type"} (set (map key m))))
(assert (= 4 (reduce (fn [n _] (+ n 2)) 0 m)))
(assert (= {"Host" "here"} (into {} (filter (fn [[k _]] (= k "Host"))) m)))
(assert (= "there" (get (update m "HOST" (fn [_] "there")) "host")))
(assert (= "x" (get-in (assoc m "In" {:a "x"}) ["in" :a])))
(assert (= {"Host" "here"} (select-keys m ["HOST"])))
(assert (empty? (empty m)))
(assert (instance? CaseMap (empty m)))
(assert (nil? (seq (empty m))))
(assert (= (case-map "a" 1) (case-map "A" 1)))
(assert (= (hash (case-map "a" 1)) (hash (case-map "A" 1))))
(assert (= (case-map "A" 1) {"a" 1}))
(assert (not= (case-map "A" 1) {"a" 2}))
(assert (= 1 (count (set [(case-map "a" 1) (case-map "A" 1)]))))
(assert (= :found (get {(case-map "a" 1) :found} (case-map "A" 1))))
(assert (= "{\"Host\" \"here\"}" (pr-str (case-map "Host" "here"))))
(assert (= "{\"Host\" \"here\"}" (str (case-map "Host" "here"))))
(assert (= {:from 1} (meta (with-meta m {:from 1}))))
(assert (instance? CaseMap (vary-meta m assoc :a 1)))
(let [{h "hoST" :strs [host] :or {host 1}} m]
  (assert (= ["here" "here"] [h host])))
(assert (= #{["Host" "here"] ["Content-Type" "text/html"]}
           (set (for [[k v] m] [k v]))))
(assert (= 2 (count (reduce-kv (fn [acc k v] (assoc acc k v)) {} m))))
(assert (= 2 (.size ^java.util.Map m)))
(assert (= "here" (.get ^java.util.Map m "host")))
(println "ok")
