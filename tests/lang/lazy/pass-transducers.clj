;; Transducers: composition, early end, state, completion.
(def xf (comp (map inc) (filter even?) (take 3)))
(assert (= [2 4 6] (into [] xf (range)) (sequence xf (range)) (eduction xf (range 100))))
(assert (= 12 (transduce xf + (range))))
(assert (= [[1 1] [2] [3 3]] (into [] (partition-by identity) [1 1 2 3 3])))
(assert (= [[0 1] [2 3] [4]] (into [] (partition-all 2) (range 5))))
(assert (= [1 2 3] (into [] (dedupe) [1 1 2 3 3]) (into [] (distinct) [1 2 1 3 2])))
(assert (= [[0 :a] [1 :b]] (into [] (map-indexed vector) [:a :b])))
(assert (= [1 :x 2 :x 3] (into [] (interpose :x) [1 2 3])))
(assert (= [0 1 2 0 1] (into [] (comp (mapcat range) (take 5)) [3 9 9])))
(defn summing [rf]
  (let [sum (volatile! 0)]
    (fn
      ([] (rf))
      ([result] (rf (rf result @sum)))
      ([result x] (vswap! sum + x) result))))
(assert (= [6] (into [] summing [1 2 3])))
(assert (= 3 (reduce (fn [acc x] (if (= x 3) (reduced acc) (+ acc x))) 0 (range))))
(assert (= [:done 2] [(unreduced (reduced :done)) (transduce (halt-when #{2}) + [1 2 3])]))
(assert (= {:a 2 :b 3} (into {} (map (fn [[k v]] [k (inc v)])) {:a 1 :b 2})))
(println "ok")
