;; Refs change together or not at all.
(def from (ref 100))
(def to (ref 0))
(defn transfer [n]
  (dosync
    (alter from - n)
    (alter to + n)
    (when (neg? @from) (throw (ex-info "overdrawn" {})))))
(transfer 30)
(assert (= [70 30] [@from @to]))
(assert (= :refused (try (transfer 1000) (catch Exception _ :refused))))
(assert (= [70 30] [@from @to]))
(assert (= "No transaction running" (try (alter from inc) (catch IllegalStateException e (ex-message e)))))
(dosync (ref-set from 1) (commute to inc) (assert (= 31 (ensure to))))
(assert (= [1 31] [@from @to]))
(assert (= 2 (dosync (dosync (alter from inc)))))

(let [counter (ref 0)
      workers (doall (for [_ (range 4)] (future (dotimes [_ 250] (dosync (alter counter inc))))))]
  (run! deref workers)
  (assert (= 1000 @counter)))

(let [a (agent 0)]
  (dotimes [_ 100] (send a inc))
  (await a)
  (assert (= 100 @a))
  (dosync (send a + 10))
  (await a)
  (assert (= 110 @a)))
(shutdown-agents)
(println "ok")
