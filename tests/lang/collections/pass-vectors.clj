;; Vectors: growing over the levels of the tree, updating, persistence, subvectors, transients.
(let [v (vec (range 2000))]
  (assert (= 1999 (peek v)))
  (assert (= (range 2000) v))
  (assert (= [0 :x 2] (take 3 (assoc v 1 :x))))
  (assert (= 1 (v 1)))
  (assert (= 1999 (count (pop v))))
  (assert (= (range 1056) (loop [v v] (if (> (count v) 1056) (recur (pop v)) v)))))
(let [a [1 2 3] b (conj a 4) c (assoc a 0 :z)]
  (assert (= [[1 2 3] [1 2 3 4] [:z 2 3]] [a b c])))
(let [versions (reductions conj [] (range 100))]
  (assert (every? (fn [[n v]] (= (range n) v)) (map-indexed vector versions))))
(let [s (subvec (vec (range 100)) 10 20)]
  (assert (= (range 10 20) s))
  (assert (= [10 19 10] [(first s) (peek s) (count s)]))
  (assert (= :x (get (assoc s 0 :x) 0)))
  (assert (= [12 13] (subvec s 2 4)))
  (assert (= 20 (peek (conj s 20)))))
(assert (= [2 1 0] (rseq [0 1 2]) (reverse [0 1 2])))
(let [t (transient [])]
  (assert (= 1000 (count (persistent! (reduce conj! t (range 1000)))))))
(let [base (vec (range 40))
      changed (persistent! (reduce (fn [t i] (assoc! t i :t)) (transient base) (range 40)))]
  (assert (= (range 40) base))
  (assert (every? #{:t} changed)))
(assert (= [[1 2] [1 2 3]] (let [v [1 2]] [v (into v [3])])))
(assert (= {:a [1 {:b 3}]} (update-in {:a [1 {:b 2}]} [:a 1 :b] inc)))
(assert (= {:a {:b {:c 1}}} (assoc-in {} [:a :b :c] 1)))
(assert (= -1 (compare [1 2] [1 3]) (compare [9] [1 1])))
(assert (= [nil nil :d] [(get [1] 5) (get [1] -1) (get [1] 5 :d)]))
(println "ok")
