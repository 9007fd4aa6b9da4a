;; A collection that nothing else holds is changed in place: what an update gives is the same object. And one that something
;; else holds is not.

(defn id [x] (System/identityHashCode x))
(defmacro kept? [init f] `(let [c# ~init before# (id c#)] (= before# (id (~f c#)))))
(defmacro all-kept [& pairs]
  `(do ~@(for [[init f] (partition 2 pairs)] `(assert (kept? ~init ~f) (pr-str '~init '~f)))))

(defrecord P [x y])
(defn a-map [n] (into {} (map (fn [i] [i i])) (range n)))
(defn a-vector [n] (conj (vec (range n)) n))
(defn my-assoc [m k v] (assoc m k v))
(defn my-update [m k f] (update m k f))

(all-kept
  (a-vector 10) (fn [c] (assoc c 1 1))
  (a-vector 100) (fn [c] (assoc c 1 1 2 2))
  (a-vector 100) pop
  (a-vector 10) (fn [c] (mapv inc c))
  (a-vector 2000) (fn [c] (mapv (fn [x] (str x)) c))
  (a-vector 100) (fn [c] (->> c (mapv inc) (mapv dec)))
  (a-map 3) (fn [c] (assoc c 1 9))
  (a-map 100) (fn [c] (assoc c 1 9 2 3 4 5))
  (a-map 100) (fn [c] (assoc c 1000 9))
  (a-map 3) (fn [c] (dissoc c 1))
  (a-map 100) (fn [c] (dissoc c 1 2 3))
  (a-map 100) (fn [c] (update c 1 inc))
  (a-map 100) (fn [c] (update c 1 + 1 2 3 4))
  (hash-map :a (hash-map :b 1)) (fn [c] (update-in c [:a :b] inc))
  (hash-map :a (hash-map :b 1)) (fn [c] (assoc-in c [:a :b] 3))
  (a-map 100) (fn [c] (merge c {1 2}))
  (a-map 100) (fn [c] (merge c {1 2} {3 4}))
  (a-map 100) (fn [c] (merge-with + c {1 2}))
  (a-map 100) (fn [c] (merge-with + c {1 2} {3 4} {5 6}))
  (set (range 100)) (fn [c] (conj c 1000))
  (set (range 100)) (fn [c] (disj c 10))
  (->P 1 2) (fn [c] (assoc c :x 3))
  (->P 1 2) (fn [c] (update c :x inc))
  (assoc (->P 1 2) :z 1) (fn [c] (assoc c :z 2))
  (sorted-map 1 2 3 4) (fn [c] (assoc c 1 5 7 8))
  (sorted-map 1 2 3 4) (fn [c] (into c {5 6}))
  (sorted-set 1 2 3 4) (fn [c] (disj (conj c 9) 2))
  (a-map 100) (fn [c] (my-assoc c 1 9))
  (a-map 100) (fn [c] (my-update c 1 inc))
  (a-map 100) (fn [c] (reduce (fn [m k] (assoc m k 0)) c (range 10)))
  (a-map 100) (fn [c] (reduce (fn [m [k v]] (assoc m k v)) c {1 2 3 4}))
  (a-map 100) (fn [c] (reduce-kv (fn [m k v] (assoc m k v)) c (a-map 50)))
  (a-map 100) (fn [c] (loop [i 0 m c] (if (< i 10) (recur (inc i) (assoc m i 0)) m)))
  (a-map 100) (fn [c] (-> c (assoc 1 2) (dissoc 3) (update 5 inc) (cond-> true (assoc 7 8))))
  (a-map 100) (fn [c] (try (assoc c 1 2) (catch Exception e nil)))
  (a-vector 10) (fn [c] (with-meta c {:a 1}))
  (a-vector 10) (fn [c] (vary-meta c assoc :a 1)))

;; What is within is changed in place too.
(defmacro inner-kept? [init path f]
  `(let [c# ~init before# (id (get-in c# ~path)) c# (~f c#)] (= before# (id (get-in c# ~path)))))
(assert (inner-kept? (hash-map :a (a-map 20)) [:a] (fn [c] (update c :a assoc 1 2))))
(assert (inner-kept? (hash-map :a (hash-map :b 1 :c 2)) [:a] (fn [c] (update-in c [:a :b] inc))))
(assert (inner-kept? (hash-map :a (hash-map :b 1 :c 2)) [:a] (fn [c] (assoc-in c [:a :b] 7))))
(assert (inner-kept? (vector (a-map 20)) [0] (fn [c] (update c 0 assoc 1 2))))
(assert (inner-kept? (vector (a-map 20)) [0] (fn [c] (mapv (fn [m] (assoc m 1 2)) c))))
(assert (inner-kept? (->P (a-map 20) 2) [:x] (fn [c] (update-in c [:x 1] inc))))
(assert (inner-kept? (hash-map :a (a-map 20)) [:a] (fn [c] (merge-with merge c {:a {1 2}}))))

;; Whoever else holds the collection, or what is within, sees nothing of it.
(let [inner {:b 1 :d [1 2]} m {:a inner}]
  (assert (= {:a {:b 2 :d [1 2]}} (update-in m [:a :b] inc)))
  (assert (= {:a {:b 1 :d [1 2 3]}} (update-in m [:a :d] conj 3)))
  (assert (= {:a {:b 1 :d [1 2]}} m))
  (assert (= {:b 1 :d [1 2]} inner)))
(let [m (hash-map :a (vector 1 2))
      failed (try (update m :a (fn [v] (throw (ex-info "no" {:v v})))) (catch Exception e (:v (ex-data e))))]
  (assert (= [1 2] failed))
  (assert (= {:a [1 2]} m)))
(let [inner (vector 1 2) m (hash-map :a inner)]
  (assert (= {:a [1 2 3]} (update m :a conj 3)))
  (assert (= [1 2] inner)))
(let [p (->P (vector 1) 2) q (update p :x conj 5)]
  (assert (= [[1] [1 5]] [(:x p) (:x q)])))
(let [v (a-vector 100) w (mapv inc v) failed (try (mapv (fn [x] (if (= x 50) (throw (ex-info "no" {})) [x])) v) (catch Exception e :failed))]
  (assert (= :failed failed))
  (assert (= (range 1 101) (butlast w)))
  (assert (= (range 100) (butlast v))))
(let [v (atom (a-vector 10))]
  (assert (= (map str @v) (mapv str @v)))
  (assert (= 0 (first @v))))
(assert (= [nil {:a 1}] (let [v (with-meta (a-vector 10) {:a 1})] [(meta (mapv inc v)) (meta v)])))
(assert (nil? (meta (mapv inc (with-meta (a-vector 10) {:a 1})))))
(assert (= [[] [2] [1 [2 3]]] [(mapv inc []) (mapv inc (vector 1)) (mapv identity (vector 1 [2 3]))]))

;; merge and its kin as ever.
(assert (= [nil nil nil {} {:a 1} {:a 2}]
           [(merge) (merge nil) (merge nil nil) (merge {} nil) (merge nil {:a 1}) (merge {:a 1} nil {:a 2})]))
(assert (= nil (merge nil nil nil)))
(assert (= {:a 1} (merge nil nil {:a 1})))
(assert (= [nil nil {:a 3 :b 1} {:a 6}]
           [(merge-with +) (merge-with + nil nil) (merge-with + {:a 1} nil {:a 2 :b 1}) (merge-with + {:a 1} {:a 2} {:a 3})]))
(assert (= '([& maps]) (:arglists (meta #'merge))))
(assert (= {0 [0 3], 1 [1 4], 2 [2]} (group-by #(rem % 3) (range 5))))
(assert (= (vec (range 9)) (keys (sort (group-by identity (range 9))))))
(assert (= {nil [nil], false [false]} (group-by identity [nil false])))
(println "ok")
