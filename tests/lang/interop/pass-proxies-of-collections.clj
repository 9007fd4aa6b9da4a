;; Proxies of Clojure's abstract collections have what those make of the methods that are given.
(defn countdown [n]
  (proxy [clojure.lang.ASeq] []
    (first [] n)
    (next [] (when (pos? n) (countdown (dec n))))
    (more [] (lazy-seq (next this)))))
(def s (countdown 3))
(assert (= '(3 2 1 0) s (seq s) (cons 3 (rest s))))
(assert (= [4 3 '(2 1 0) '(4 3 2 1) (hash '(3 2 1 0)) "(3 2 1 0)" true]
           [(count s) (first s) (next s) (map inc s) (hash s) (pr-str s) (seq? s)]))
(def base {:a 1})
(def m (proxy [clojure.lang.APersistentMap] []
         (valAt ([k] (get base k)) ([k default] (get base k default)))
         (entryAt [k] (find base k))
         (containsKey [k] (contains? base k))
         (assoc [k v] (assoc base k v))
         (without [k] (dissoc base k))
         (seq [] (seq base))
         (count [] (count base))
         (iterator [] (.iterator base))))
(assert (= [1 1 2 true [:a] [1] {:a 1 :b 2} {} {:a 1 :c 2} {:a 1} "{:a 1}" true [:a 1]]
           [(:a m) (m :a) (get m :b 2) (= m {:a 1}) (keys m) (vals m) (assoc m :b 2) (dissoc m :a) (conj m [:c 2]) (into {} m)
            (str m) (map? m) (find m :a)]))

;; a thread-local asks its proxy what it is at first
(def local (proxy [ThreadLocal] [] (initialValue [] [:first (.getName (class this))])))
(assert (= :first (first (.get local))))
(.set local 2)
(assert (= [2 :first] [(.get local) @(future (first (.get local)))]))

;; a constructor by an alias, and of a record by a map
(ns shapes)
(defrecord Point [x y])
(ns user.more (:require [shapes :as sh]) (:import shapes.Point))
(assert (= (sh/->Point 1 2) (sh/Point. 1 2) (Point/create {:x 1 :y 2})))
(assert (= {:x 1 :y nil :z 3} (into {} (Point/create {:x 1 :z 3}))))
(println "ok")
