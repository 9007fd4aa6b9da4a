;; Two threads doing independent work, and one doing its half: how much longer both take than the one. 1.0 is ideal; above 1.15
;; they share something that they should not (a counter, a line of the cache, a lock). The kinds of work are timed apart, since
;; what they could share differs. Takes the minimum of several rounds, in turn, because noise only adds.
;; Usage: lisle benches/scale/two_threads.clj [SIZE [ROUNDS]]

(def work
  {:longs    (fn [n] (loop [i 0 s 0] (if (< i (* 20 n)) (recur (inc i) (bit-xor s i)) s)))
   :calls    (fn [n] (let [f (fn [x y] (+ x y))] (loop [i 0 s 0] (if (< i (* 5 n)) (recur (inc i) (f s i)) s))))
   :maps     (fn [n] (loop [i 0 m {}] (if (< i n) (recur (inc i) (assoc m (rem i 1000) (str i))) (count m))))
   :seqs     (fn [n] (reduce + (map inc (filter odd? (range n)))))
   :keywords (fn [n] (let [m {:a 1 :b 2}] (loop [i 0 s 0] (if (< i (* 5 n)) (recur (inc i) (+ s (:a m) (:b m))) s))))
   :atoms    (fn [n] (let [a (atom 0)] (dotimes [_ n] (swap! a inc)) @a))})

(defn seconds [f]
  (let [began (System/nanoTime)]
    (f)
    (/ (- (System/nanoTime) began) 1e9)))

;; Both ways on threads of the pool, so that only their number differs.
(defn on-threads [k f]
  (let [running (doall (repeatedly k (fn [] (future (f)))))]
    (run! deref running)))

(let [[size rounds] (map parse-long *command-line-args*)
      n (or size 300000)
      rounds (or rounds 5)
      ratios (for [[kind f] (sort work)]
               (let [task (fn [] (f n))
                     timed (fn [] [(seconds (fn [] (on-threads 1 task))) (seconds (fn [] (on-threads 2 task)))])
                     times (doall (repeatedly rounds timed))
                     one (apply min (map first times))
                     two (apply min (map second times))]
                 (println (format "%-9s one %6.1f ms  two %6.1f ms  ratio %.2f" (name kind) (* 1e3 one) (* 1e3 two) (/ two one)))
                 (/ two one)))
      product (reduce * ratios)]
  (println (format "geometric mean %.2f" (Math/pow product (/ 1.0 (count work))))))
(shutdown-agents)
