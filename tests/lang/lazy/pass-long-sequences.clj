;; Sequences of any length cost no stack, built or walked or dropped.
(assert (= 1000000 (count (map inc (range 1000000)))))
(assert (= 499999500000 (reduce + (map identity (filter number? (concat (range 500000) (range 500000 1000000)))))))
(assert (= 99999 (last (take 100000 (iterate inc 0)))))
(defn chain [n] (if (zero? n) nil (lazy-seq (cons n (chain (dec n))))))
(assert (= 100000 (count (chain 100000))))
(let [nested (reduce (fn [acc x] (list x acc)) nil (range 100000))]
  (assert (= 99999 (first nested))))
(let [long-list (into () (range 300000))]
  (assert (= 299999 (first long-list)))
  (assert (= 300000 (count long-list))))
(assert (= 1000 (count (reduce (fn [s _] (rest s)) (range 2000) (range 1000)))))
(assert (= 100000 (count (apply str (repeat 100000 "x")))))
(println "ok")
