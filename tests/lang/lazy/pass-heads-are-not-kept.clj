;; Walks of ten million items whose heads nobody needs: memory stays bounded, so a leak ends the program.
(defn used-megabytes []
  (let [r (Runtime/getRuntime)]
    (quot (- (.totalMemory r) (.freeMemory r)) 1000000)))

(def n 10000000)

(assert (= n (count (map inc (range n)))))
(assert (= (* n 2) (reduce + (map (constantly 2) (range n)))))
(assert (= n (nth (iterate inc 0) n)))
(assert (= (dec n) (last (range n))))
(assert (= (dec n) (last (map identity (range n)))))
(assert (= n (loop [s (range n) c 0] (if s (recur (next s) (inc c)) c))))
(assert (= 1 (first (drop n (repeat 1)))))
(assert (nil? (dorun (map inc (range n)))))
(assert (nil? (some neg? (filter even? (range n)))))
(assert (= n (let [s (map identity (range n))] (reduce (fn [c _] (inc c)) 0 s))))
(defn walk [s] (loop [s (seq s) c 0] (if s (recur (rest s) (inc c)) c)))
(assert (= 100 (walk (take 100 (cycle [1 2 3])))))
(defn length [coll] (reduce (fn [c _] (inc c)) 0 coll))
(assert (= n (length (lazy-seq (range n)))))
(assert (= n (apply (fn [& xs] (reduce (fn [c _] (inc c)) 0 xs)) (range n))))
(let [[a & more] (range n)]
  (assert (= (dec n) (length more))))
(doseq [_ (range n)])
(println "ok")
