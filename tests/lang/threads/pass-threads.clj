;; Threads as objects: names, states, interrupts, handlers, locals.
(defmacro thrown [& body]
  `(try (do ~@body) :nothing (catch Throwable e# [(class e#) (ex-message e#)])))
(defn until [f] (loop [n 0] (when (and (< n 400) (not (f))) (Thread/sleep 5) (recur (inc n)))))

(assert (= "main" (.getName (Thread/currentThread))))
(assert (.startsWith (.getName (Thread. (fn []))) "Thread-"))

(let [t (Thread. (fn [] (try (Thread/sleep 10000) (catch InterruptedException _ nil))) "sleeper")]
  (assert (= ["sleeper" "NEW" false false] [(.getName t) (str (.getState t)) (.isAlive t) (.isDaemon t)]))
  (.setDaemon t true)
  (.start t)
  (until #(= "TIMED_WAITING" (str (.getState t))))
  (assert (= ["TIMED_WAITING" true true] [(str (.getState t)) (.isAlive t) (.isDaemon t)]))
  (.interrupt t)
  (.join t)
  (assert (= ["TERMINATED" false] [(str (.getState t)) (.isAlive t)]))
  (assert (= IllegalThreadStateException (first (thrown (.start t))))))

;; Interrupts end waits, and stay until somebody looks.
(let [thread (promise) result (promise)
      t (Thread. (fn [] (deliver thread (Thread/currentThread)) (deliver result (thrown @(promise)))))]
  (.start t)
  (until #(= "WAITING" (str (.getState t))))
  (.interrupt @thread)
  (assert (= [InterruptedException nil] @result)))
(.interrupt (Thread/currentThread))
(assert (.isInterrupted (Thread/currentThread)))
(assert (= [InterruptedException "sleep interrupted"] (thrown (Thread/sleep 1))))
(assert (= [false false] [(.isInterrupted (Thread/currentThread)) (Thread/interrupted)]))

;; Exceptions that nobody catches.
(let [seen (promise)
      t (Thread. (fn [] (throw (ex-info "lost" {}))))]
  (.setUncaughtExceptionHandler t (reify Thread$UncaughtExceptionHandler
                                    (uncaughtException [_ t e] (deliver seen [(.getName t) (ex-message e)]))))
  (.setName t "loser")
  (.start t)
  (assert (= ["loser" "lost"] @seen)))

;; Every thread has its own value.
(let [local (ThreadLocal/withInitial (reify java.util.function.Supplier (get [_] :initial)))
      p (promise)]
  (.set local :mine)
  (.start (Thread. (fn [] (deliver p (.get local)))))
  (assert (= [:initial :mine] [@p (.get local)]))
  (.remove local)
  (assert (= :initial (.get local))))
(let [local (InheritableThreadLocal.) p (promise)]
  (.set local :inherited)
  (.start (Thread. (fn [] (deliver p (.get local)))))
  (assert (= :inherited @p)))

;; Monitors: one at a time, again by the same thread, waiting and notifying.
(let [lock (Object.) n (volatile! 0)
      threads (doall (for [_ (range 4)] (Thread. (fn [] (dotimes [_ 500] (locking lock (locking lock (vreset! n (inc @n)))))))))]
  (run! #(.start %) threads)
  (run! #(.join %) threads)
  (assert (= 2000 @n))
  (assert (not (Thread/holdsLock lock)))
  (assert (locking lock (Thread/holdsLock lock)))
  (assert (= IllegalMonitorStateException (first (thrown (.notify lock))))))
(let [lock (Object.) box (volatile! nil) got (promise)
      t (Thread. (fn [] (locking lock (while (nil? @box) (.wait lock)) (deliver got @box))))]
  (.start t)
  (until #(= "WAITING" (str (.getState t))))
  (locking lock (vreset! box :here) (.notifyAll lock))
  (assert (= :here @got)))
(let [lock (Object.) t (locking lock (let [t (Thread. (fn [] (locking lock 1)))]
                                       (.start t)
                                       (until #(= "BLOCKED" (str (.getState t))))
                                       (assert (= "BLOCKED" (str (.getState t))))
                                       t))]
  (.join t))

;; Futures are Java's, too.
(let [f (future 1)]
  (assert (= [1 1 true false] [(.get f) (.get f 1 java.util.concurrent.TimeUnit/SECONDS) (.isDone f) (.isCancelled f)])))
(let [interrupted (promise) started (promise)
      f (future (deliver started true) (try (Thread/sleep 10000) (catch InterruptedException e (deliver interrupted (ex-message e)))))]
  @started
  (assert (future-cancel f))
  (assert (= "sleep interrupted" @interrupted))
  (assert (not (future-cancel f)))
  (assert (= [true true] [(future-cancelled? f) (future-done? f)]))
  (assert (= [java.util.concurrent.CancellationException nil] (thrown @f))))
(shutdown-agents)
(println "ok")
