;; Members of java.util.concurrent beyond the everyday ones, and thread groups.
(import '(java.util.concurrent CompletableFuture ConcurrentHashMap ForkJoinPool LinkedBlockingQueue ScheduledThreadPoolExecutor
                               ThreadPoolExecutor TimeUnit)
        '(java.util.concurrent.locks LockSupport ReentrantLock ReentrantReadWriteLock StampedLock)
        '(java.util.function BiConsumer BiFunction Function LongBinaryOperator Supplier ToLongFunction))

(let [m (ConcurrentHashMap. {1 10 2 20 3 30})
      seen (atom [])
      plus (reify BiFunction (apply [_ a b] (+ a b)))]
  (.forEach m 1 (reify BiConsumer (accept [_ k v] (swap! seen conj [k v]))))
  (assert (= [[1 10] [2 20] [3 30]] @seen))
  (assert (= 2 (.search m 1 (reify BiFunction (apply [_ k v] (when (= v 20) k))))))
  (assert (= 66 (.reduce m 1 plus plus)))
  (assert (= 6 (.reduceKeys m 1 plus)))
  (assert (= 60 (.reduceValuesToLong m 1 (reify ToLongFunction (applyAsLong [_ x] x)) 0
                                     (reify LongBinaryOperator (applyAsLong [_ a b] (+ a b))))))
  (assert (= 6 (.reduceEntries m 1 (reify Function (apply [_ e] (key e))) plus)))
  (assert (= [1 2 3] (enumeration-seq (.keys m))))
  (assert (= [10 20 30] (enumeration-seq (.elements m))))
  (assert (.contains m 20)))

(let [s (StampedLock.)
      seen (.tryOptimisticRead s)
      w (.writeLock s)]
  (assert (= [256 384] [seen w]))
  (assert (not (.validate s seen)))
  (assert (StampedLock/isWriteLockStamp w))
  (let [r (.tryConvertToReadLock s w)]
    (assert (= 1 (.getReadLockCount s)))
    (assert (zero? (.tryWriteLock s 1 TimeUnit/MILLISECONDS)))
    (assert (StampedLock/isWriteLockStamp (.tryConvertToWriteLock s r))))
  (assert (.tryUnlockWrite s))
  (assert (not (.tryUnlockWrite s)))
  (assert (.tryLock (.writeLock (.asReadWriteLock s))))
  (assert (not (.tryLock (.asReadLock s))))
  (.unlock (.asWriteLock s))
  (assert (= IllegalMonitorStateException
             (try (.unlock (.asWriteLock s)) (catch IllegalMonitorStateException e (class e))))))

(assert (= "x" (.get (.exceptionallyCompose (CompletableFuture/failedFuture (Exception. "x"))
                                            (reify Function
                                              (apply [_ e] (CompletableFuture/completedFuture (ex-message e))))))))
(assert (= 7 (.get (CompletableFuture/supplyAsync (reify Supplier (get [_] 7))
                                                  (CompletableFuture/delayedExecutor 1 TimeUnit/MILLISECONDS)))))

(let [pool (ThreadPoolExecutor. 2 4 1 TimeUnit/SECONDS (LinkedBlockingQueue.))]
  (assert (= [true 1 1 false] [(.prestartCoreThread pool) (.getPoolSize pool) (.prestartAllCoreThreads pool)
                               (.prestartCoreThread pool)]))
  (.shutdown pool))

(let [pool (ScheduledThreadPoolExecutor. 1)
      ran (atom 0)]
  (.setExecuteExistingDelayedTasksAfterShutdownPolicy pool false)
  (.schedule pool ^Callable (fn [] (swap! ran inc)) 1 TimeUnit/HOURS)
  (.shutdown pool)
  (assert (.awaitTermination pool 10 TimeUnit/SECONDS))
  (assert (zero? @ran)))

(let [pool (ForkJoinPool. 2)]
  (.execute pool ^Runnable (fn []))
  (assert (.awaitQuiescence pool 10 TimeUnit/SECONDS))
  (.shutdown pool))

(let [lock (ReentrantLock.)
      condition (.newCondition lock)]
  (.lock lock)
  (assert (= [false 0] [(.hasWaiters lock condition) (.getWaitQueueLength lock condition)]))
  (.unlock lock))
(assert (.isFair (ReentrantReadWriteLock. true)))
(LockSupport/parkUntil (System/currentTimeMillis))

(let [main (.getThreadGroup (Thread/currentThread))
      own (ThreadGroup. "own")
      thread (Thread. own (fn []) "t")]
  (assert (= ["main" "system"] [(.getName main) (.getName (.getParent main))]))
  (assert (= "Thread[t,5,own]" (str thread)))
  (assert (= own (.getThreadGroup thread)))
  (assert (.parentOf main own)))

(assert (= java.time.temporal.ChronoUnit/MILLIS (.toChronoUnit TimeUnit/MILLISECONDS)))
(assert (= TimeUnit/DAYS (TimeUnit/of java.time.temporal.ChronoUnit/DAYS)))
(assert (= 120 (.convert TimeUnit/SECONDS (java.time.Duration/ofMinutes 2))))

(println "ok")
