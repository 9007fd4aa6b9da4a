;; Futures, promises, locking, and bindings that travel with them.
(assert (= 45 @(future (reduce + (range 10)))))
(assert (= (range 20) (map deref (doall (map #(future %) (range 20))))))
(let [p (promise)]
  (future (deliver p :delivered))
  (assert (= :delivered @p))
  (deliver p :again)
  (assert (= :delivered @p)))
(assert (= :timeout (deref (promise) 10 :timeout)))
(let [f (future (throw (ex-info "inside" {:a 1})))]
  (assert (= ["inside" {:a 1}] (try @f (catch java.util.concurrent.ExecutionException e
                                         [(ex-message (ex-cause e)) (ex-data (ex-cause e))])))))
(def ^:dynamic *who* :root)
(assert (= [:bound :root] (binding [*who* :bound] [@(future *who*) (with-redefs [] :root)])))
(let [n (atom 0)
      fs (doall (repeatedly 4 (fn [] (future (dotimes [_ 1000] (swap! n inc))))))]
  (run! deref fs)
  (assert (= 4000 @n)))
(let [lock (Object.)
      box (volatile! 0)
      fs (doall (repeatedly 4 (fn [] (future (dotimes [_ 500] (locking lock (vswap! box inc)))))))]
  (run! deref fs)
  (assert (= 2000 @box)))
(assert (= [1 4 9] (pmap #(* % %) [1 2 3])))
(let [d (delay (Thread/sleep 5) (rand))]
  (assert (= 1 (count (set (map deref (doall (repeatedly 4 #(future @d)))))))))
(let [f (future (Thread/sleep 10000))]
  (assert (future-cancel f))
  (assert (future-cancelled? f)))
(shutdown-agents)
(println "ok")
