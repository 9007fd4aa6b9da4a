;; recur reuses its frame: loops of any length, in loop, in fn, in several arities, with swapped bindings.
(assert (= 500000500000 (loop [i 0 sum 0] (if (> i 1000000) sum (recur (inc i) (+ sum i))))))
(assert (= [2 1] (loop [a 1 b 2 n 3] (if (zero? n) [a b] (recur b a (dec n))))))

(defn count-down [n] (if (pos? n) (recur (dec n)) :done))
(assert (= :done (count-down 1000000)))

(defn gather
  ([n] (gather n []))
  ([n acc] (if (zero? n) acc (recur (dec n) (conj acc n)))))
(assert (= [3 2 1] (gather 3)))

(defn all-args [& xs] (if (next xs) (recur (next xs)) (first xs)))
(assert (= 9 (all-args 1 5 9)))

(assert (= [[0 0] [0 1] [1 0] [1 1]]
           (loop [i 0 out []]
             (if (= i 2)
               out
               (recur (inc i)
                      (loop [j 0 out out]
                        (if (= j 2) out (recur (inc j) (conj out [i j])))))))))

;; each turn of a loop has bindings of its own
(assert (= [0 1 2] (map #(%) (loop [i 0 fs []] (if (= i 3) fs (recur (inc i) (conj fs (fn [] i))))))))
(println "ok")
