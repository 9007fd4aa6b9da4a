;; Transactions under schedules of a seed: sums stay, commutes all count, ensure keeps invariants, nothing is seen half done.
;; Usage: lisle --seed N tests/schedules/stm.clj ROUNDS
(def trace (atom []))
(defn start [f] (Thread/startVirtualThread f))
(defn join-all [ts] (run! #(.join ^Thread %) ts))

(defn transfers []
  (let [accounts (mapv ref [10 10 10])
        torn (atom 0)
        movers (doall (for [k (range 3)]
                        (start (fn [] (dotimes [j 3]
                                        (let [from (accounts (mod (+ k j) 3)) to (accounts (mod (+ k j 1) 3))]
                                          (dosync (alter from dec) (alter to inc))
                                          (swap! trace conj k)))))))
        reader (future (dotimes [_ 4] (when (not= 30 (dosync (reduce + (map deref accounts)))) (swap! torn inc))))]
    (join-all movers)
    @reader
    (assert (= 0 @torn))
    (assert (= 30 (reduce + (map deref accounts))))))

(defn commutes []
  (let [n (ref 0) log (ref [])
        ts (doall (for [k (range 3)] (start (fn [] (dotimes [_ 3] (dosync (commute n inc) (commute log conj k)))))))]
    (join-all ts)
    (assert (= 9 @n))
    (assert (= {0 3 1 3 2 3} (frequencies @log)))
    (swap! trace conj @log)))

(defn ensured []
  ;; Each may go off duty only while the other is on.
  (let [a (ref true) b (ref true)
        off (fn [mine other] (start (fn [] (dosync (when (ensure other) (ref-set mine false))))))
        ts [(off a b) (off b a)]]
    (join-all ts)
    (assert (or @a @b))
    (swap! trace conj [@a @b])))

(defn sends []
  ;; What a transaction sends is sent once, however often it is tried.
  (let [r (ref 0) a (agent 0)
        ts (doall (for [_ (range 3)] (future (dosync (alter r inc) (send a inc)))))]
    (run! deref ts)
    (await a)
    (assert (= [3 3] [@r @a]))))

(dotimes [_ (parse-long (first *command-line-args*))]
  (transfers) (commutes) (ensured) (sends))
(println (hash @trace))
(shutdown-agents)
(println "ok")
