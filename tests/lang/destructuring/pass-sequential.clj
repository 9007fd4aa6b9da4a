;; Sequential destructuring over vectors, lists, strings, lazy seqs and nil, in let, fn, loop, for and doseq.
(let [[a b & more :as all] [1 2 3 4]]
  (assert (= [1 2 '(3 4) [1 2 3 4]] [a b more all])))
(let [[a [b [c]] d] [1 [2 [3]]]] (assert (= [1 2 3 nil] [a b c d])))
(let [[a & [b & [c]]] '(1 2 3)] (assert (= [1 2 3] [a b c])))
(let [[x y & z] "abc"] (assert (= [\a \b [\c]] [x y z])))
(let [[a & r] nil] (assert (= [nil nil] [a r])))
(let [[a & r] [1]] (assert (= [1 nil] [a r])))
(let [[_ second _ fourth] (iterate inc 10)] (assert (= [11 13] [second fourth])))
(let [[[k v] & others] (sorted-map :a 1 :b 2)] (assert (= [:a 1 [[:b 2]]] [k v others])))
(defn f [[a b] & [c & d]] [a b c d])
(assert (= [1 2 3 '(4 5)] (f [1 2] 3 4 5)))
(assert (= [nil nil nil nil] (f nil)))
(assert (= 6 (loop [[x & xs] [1 2 3] sum 0] (if x (recur xs (+ sum x)) sum))))
(assert (= [[:a 1] [:b 2]] (for [[k v] {:a 1 :b 2}] [k v])))
(let [out (atom [])]
  (doseq [[a [b]] [[1 [2]] [3 [4]]]] (swap! out conj [b a]))
  (assert (= [[2 1] [4 3]] @out)))
(let [[a b :as v] (int-array [7 8])] (assert (= [7 8] [a b])))
(assert (= "nth not supported on this type: PersistentHashSet"
           (try (let [[a] #{1}] a) (catch UnsupportedOperationException e (ex-message e)))))
(println "ok")
