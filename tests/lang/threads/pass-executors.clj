;; Executors: pools, schedules, shutting down, what they refuse.
(import '(java.util.concurrent Callable CountDownLatch Executors ExecutionException ExecutorService ForkJoinPool
                               FutureTask LinkedBlockingQueue ArrayBlockingQueue RejectedExecutionException
                               ScheduledExecutorService ThreadFactory ThreadPoolExecutor
                               ThreadPoolExecutor$CallerRunsPolicy ThreadPoolExecutor$DiscardPolicy
                               TimeUnit TimeoutException))
(defmacro thrown [& body]
  `(try (do ~@body) :nothing (catch Throwable e# (class e#))))
(defn until [f] (loop [n 0] (when (and (< n 400) (not (f))) (Thread/sleep 5) (recur (inc n)))))

(let [^ExecutorService pool (Executors/newFixedThreadPool 2)
      task (fn ^Callable [f] ^Callable (fn [] (f)))]
  (assert (= 3 (.get (.submit pool ^Callable (fn [] (+ 1 2))))))
  (assert (= :done (.get (.submit pool ^Runnable (fn [] 1) :done))))
  (assert (= [1 2 3] (map #(.get %) (.invokeAll pool [(fn [] 1) (fn [] 2) (fn [] 3)]))))
  (assert (= :one (.invokeAny pool [(fn [] :one) (fn [] (throw (Exception. "no")))])))
  (assert (= ExecutionException (thrown (.get (.submit pool ^Callable (fn [] (throw (Exception. "x"))))))))
  (assert (= :late (deref (.submit pool ^Callable (fn [] (Thread/sleep 200))) 1 :late)))
  (assert (= TimeoutException (thrown (.get (.submit pool ^Callable (fn [] (Thread/sleep 200))) 1 TimeUnit/MILLISECONDS))))
  (let [seen (promise)]
    (.execute pool (fn [] (deliver seen (.getName (Thread/currentThread)))))
    (assert (re-matches #"pool-\d+-thread-\d" @seen)))
  (.shutdown pool)
  (assert (.isShutdown pool))
  (assert (= RejectedExecutionException (thrown (.submit pool ^Callable (fn [] 1)))))
  (assert (.awaitTermination pool 5 TimeUnit/SECONDS))
  (assert (.isTerminated pool)))

;; What is queued is given back when all stops, and what runs is interrupted.
(let [pool (Executors/newSingleThreadExecutor)
      interrupted (promise) started (promise)]
  (.execute pool (fn [] (deliver started 1) (try (Thread/sleep 10000) (catch InterruptedException _ (deliver interrupted true)))))
  @started
  (.execute pool (fn [] nil))
  (assert (= 1 (count (.shutdownNow pool))))
  (assert (deref interrupted 5000 false))
  (assert (.awaitTermination pool 5 TimeUnit/SECONDS)))

;; A bounded pool says no, or does what it is told to do instead.
(let [gate (promise)
      small (fn [& handler]
              (let [p (if handler
                        (ThreadPoolExecutor. 1 1 0 TimeUnit/SECONDS (ArrayBlockingQueue. 1) (first handler))
                        (ThreadPoolExecutor. 1 1 0 TimeUnit/SECONDS (ArrayBlockingQueue. 1)))]
                (dotimes [_ 2] (.execute p (fn [] @gate)))
                p))
      strict (small) lenient (small (ThreadPoolExecutor$DiscardPolicy.)) helper (small (ThreadPoolExecutor$CallerRunsPolicy.))
      by (promise)]
  (assert (= RejectedExecutionException (thrown (.execute strict (fn [] 1)))))
  (.execute lenient (fn [] 1))
  (.execute helper (fn [] (deliver by (.getName (Thread/currentThread)))))
  (assert (= "main" @by))
  ;; The worker may not have begun yet.
  (while (not= 1 (.getActiveCount strict)) (Thread/yield))
  (assert (= 1 (.getPoolSize strict)))
  (deliver gate 1)
  (run! #(.shutdown %) [strict lenient helper])
  (assert (every? #(.awaitTermination % 5 TimeUnit/SECONDS) [strict lenient helper])))

;; Threads by a factory.
(let [made (atom 0)
      pool (Executors/newFixedThreadPool 1 (reify ThreadFactory
                                             (newThread [_ r] (doto (Thread. r (str "mine-" (swap! made inc))) (.setDaemon true)))))]
  (assert (= ["mine-1" true] (.get (.submit pool ^Callable (fn [] [(.getName (Thread/currentThread)) (.isDaemon (Thread/currentThread))])))))
  (.shutdown pool))

;; Later, and again and again.
(let [^ScheduledExecutorService pool (Executors/newScheduledThreadPool 2)
      n (atom 0) m (atom 0)
      start (System/nanoTime)]
  (assert (= 5 (.get (.schedule pool ^Callable (fn [] 5) 30 TimeUnit/MILLISECONDS))))
  (assert (>= (- (System/nanoTime) start) 30000000))
  (let [f (.scheduleAtFixedRate pool (fn [] (swap! n inc)) 0 2 TimeUnit/MILLISECONDS)
        g (.scheduleWithFixedDelay pool (fn [] (when (= 3 (swap! m inc)) (throw (Exception. "enough")))) 0 1 TimeUnit/MILLISECONDS)]
    (until #(and (> @n 5) (.isDone g)))
    (assert (> @n 5))
    (assert (= ExecutionException (thrown (.get g))))
    (assert (= 3 @m))
    (assert (.cancel f false))
    (assert (.isCancelled f)))
  (.shutdown pool)
  (assert (.awaitTermination pool 5 TimeUnit/SECONDS)))

;; A task by itself.
(let [t (FutureTask. ^Callable (fn [] 3))]
  (assert (re-find #"\[Not completed, task = " (str t)))
  (.run t)
  (assert (= [3 3] [(.get t) @t]))
  (assert (re-find #"\[Completed normally\]" (str t))))

;; Many tasks on few threads.
(let [pool (Executors/newWorkStealingPool)
      latch (CountDownLatch. 1000)]
  (dotimes [_ 1000] (.execute pool (fn [] (.countDown latch))))
  (assert (.await latch 10 TimeUnit/SECONDS))
  (.shutdown pool))
(shutdown-agents)
(println "ok")
