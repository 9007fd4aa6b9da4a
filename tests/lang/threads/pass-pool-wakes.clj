;; A pool wakes its workers one after another: every task still finds one, though no task ends before all have begun.

(import '[java.util.concurrent Callable CountDownLatch CyclicBarrier ExecutorService Executors ThreadFactory TimeUnit])

(defn all-meet [^ExecutorService pool n]
  (dotimes [_ 200]
    (let [barrier (CyclicBarrier. n)
          tasks (mapv (fn [i] (.submit pool ^Callable (fn [] (.await barrier 20 TimeUnit/SECONDS) i))) (range n))]
      (assert (= (range n) (map deref tasks))))))

(doseq [n [1 2 3 7]]
  (with-open [pool (Executors/newFixedThreadPool n)]
    (all-meet pool n))
  (with-open [pool (Executors/newFixedThreadPool n (.factory (Thread/ofVirtual)))]
    (all-meet pool n))
  (with-open [pool (Executors/newCachedThreadPool)]
    (all-meet pool n)))

;; Workers that come and go: their time is over about when the next task comes.
(let [pool (java.util.concurrent.ThreadPoolExecutor. 0 4 1 TimeUnit/MILLISECONDS (java.util.concurrent.LinkedBlockingQueue.))]
  (dotimes [i 100]
    (assert (= i (deref (.submit pool ^Callable (fn [] i)) 20000 :lost)))
    (Thread/sleep 1))
  (.close pool))

;; Several threads send at once, to agents whose actions send to others.
(let [agents (mapv agent (repeat 6 0))
      sent (CountDownLatch. 4)]
  (dotimes [k 4]
    (.start (Thread. (fn []
                       (dotimes [i 2000]
                         (send (agents (mod (+ i k) 3)) (fn [n] (send (agents (+ 3 (mod i 3))) inc) (inc n))))
                       (.countDown sent)))))
  (.await sent)
  (apply await agents)
  (apply await agents)
  (assert (= 8000 (reduce + (map deref (take 3 agents))) (reduce + (map deref (drop 3 agents))))))

(shutdown-agents)
(println "ok")
