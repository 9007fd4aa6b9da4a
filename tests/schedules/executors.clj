;; Executors under schedules of a seed: what was accepted is run, shutting down loses nothing, cancelling ends waits.
;; Usage: lisle --seed N tests/schedules/executors.clj ROUNDS
(import '(java.util.concurrent Executors ExecutorService TimeUnit RejectedExecutionException Callable CancellationException))
(def trace (atom []))

(defn shutting-down []
  (let [pool (Executors/newFixedThreadPool 2)
        accepted (atom 0) ran (atom 0)
        submitters (doall (for [_ (range 3)]
                            (future (dotimes [_ 4]
                                      (try (.execute pool (fn [] (swap! ran inc))) (swap! accepted inc)
                                           (catch RejectedExecutionException _ nil))))))]
    (Thread/sleep 0 (rand-int 90000))
    (.shutdown pool)
    (run! deref submitters)
    (assert (.awaitTermination pool 1 TimeUnit/HOURS))
    (assert (= @accepted @ran))
    (swap! trace conj @ran)))

(defn per-task []
  (let [done (atom #{})]
    (with-open [executor (Executors/newVirtualThreadPerTaskExecutor)]
      (dotimes [k 5] (.submit executor ^Callable (fn [] (Thread/sleep (rand-int 3)) (swap! done conj k)))))
    (assert (= (set (range 5)) @done))))

(defn cancelled []
  (let [started (promise) ended (promise)
        f (future (deliver started true) (try (Thread/sleep 1000000) (deliver ended :slept) (catch InterruptedException _ (deliver ended :interrupted))))]
    (when (zero? (rand-int 2)) @started)
    (assert (future-cancel f))
    (assert (= CancellationException (try @f (catch Throwable e (class e)))))
    (when (realized? started) (assert (= :interrupted @ended)))
    (swap! trace conj (realized? started))))

(defn scheduled []
  (let [pool (Executors/newScheduledThreadPool 1) order (atom []) started (System/nanoTime)]
    (doseq [ms [30 10 20]] (.schedule pool ^Callable (fn [] (swap! order conj ms)) (long ms) TimeUnit/MILLISECONDS))
    (.shutdown pool)
    (assert (.awaitTermination pool 1 TimeUnit/HOURS))
    (assert (= [10 20 30] @order))
    (assert (<= 30e6 (- (System/nanoTime) started) 60e6))))

(dotimes [_ (parse-long (first *command-line-args*))]
  (shutting-down) (per-task) (cancelled) (scheduled))
(println (hash @trace))
(shutdown-agents)
(println "ok")
