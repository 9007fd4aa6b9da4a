;; Latches, barriers, semaphores, locks and blocking queues.
(import '(java.util.concurrent ArrayBlockingQueue BrokenBarrierException CountDownLatch CyclicBarrier Delayed DelayQueue Exchanger
                               LinkedBlockingDeque LinkedBlockingQueue LinkedTransferQueue PriorityBlockingQueue
                               Semaphore SynchronousQueue TimeUnit TimeoutException)
        '(java.util.concurrent.locks ReentrantLock ReentrantReadWriteLock StampedLock LockSupport)
        '(java.util.concurrent.atomic AtomicLong LongAdder))
(defmacro thrown [& body]
  `(try (do ~@body) :nothing (catch Throwable e# (class e#))))
(defn until [f] (loop [n 0] (when (and (< n 400) (not (f))) (Thread/sleep 5) (recur (inc n)))))

(let [latch (CountDownLatch. 5) n (AtomicLong.)]
  (dotimes [_ 5] (.start (Thread. (fn [] (.incrementAndGet n) (.countDown latch)))))
  (.await latch)
  (assert (= [5 0] [(.get n) (.getCount latch)]))
  (assert (false? (.await (CountDownLatch. 1) 1 TimeUnit/MILLISECONDS))))

(let [s (Semaphore. 2) inside (atom 0) most (atom 0)
      fs (doall (for [_ (range 6)]
                  (future (.acquire s) (swap! most max (swap! inside inc)) (Thread/sleep 5) (swap! inside dec) (.release s))))]
  (run! deref fs)
  (assert (<= 1 @most 2))
  (assert (= [2 true false] [(.availablePermits s) (.tryAcquire s 2) (.tryAcquire s 1 TimeUnit/MILLISECONDS)])))

(let [met (atom 0) barrier (CyclicBarrier. 3 (fn [] (swap! met inc)))
      fs (doall (for [_ (range 3)] (future (dotimes [_ 4] (.await barrier)) :through)))]
  (assert (= [:through :through :through] (map deref fs)))
  (assert (= 4 @met)))
(let [barrier (CyclicBarrier. 2)
      f (future (thrown (.await barrier)))]
  (until #(= 1 (.getNumberWaiting barrier)))
  (assert (= TimeoutException (thrown (.await (CyclicBarrier. 2) 1 TimeUnit/MILLISECONDS))))
  (.reset barrier)
  (assert (= BrokenBarrierException @f)))
(let [x (Exchanger.) f (future (.exchange x :a))]
  (assert (= [:a :b] [(.exchange x :b) @f])))

(let [lock (ReentrantLock.) ready (.newCondition lock) box (volatile! nil)
      f (future (.lock lock) (try (while (nil? @box) (.await ready)) @box (finally (.unlock lock))))]
  (until #(.tryLock lock))
  (vreset! box :value)
  (.signalAll ready)
  (assert (= [true 1] [(.isHeldByCurrentThread lock) (.getHoldCount lock)]))
  (.unlock lock)
  (assert (= :value @f))
  (assert (= IllegalMonitorStateException (thrown (.unlock lock))))
  (assert (= IllegalMonitorStateException (thrown (.await ready))))
  (.lock lock)
  (assert (= [false false] @(future [(.tryLock lock) (.tryLock lock 1 TimeUnit/MILLISECONDS)])))
  (assert (false? (.await ready 1 TimeUnit/MILLISECONDS)))
  (.unlock lock))

(let [rw (ReentrantReadWriteLock.) r (.readLock rw) w (.writeLock rw)]
  (.lock r)
  (assert (true? @(future (let [got (.tryLock r)] (.unlock r) got))))
  (assert (false? @(future (.tryLock w))))
  (.unlock r)
  (.lock w)
  (.lock r)
  (.unlock w)
  (assert (false? @(future (.tryLock w))))
  (.unlock r)
  (assert (= IllegalMonitorStateException (thrown (.unlock r)))))
(let [s (StampedLock.) stamp (.tryOptimisticRead s)]
  (assert (.validate s stamp))
  (let [w (.writeLock s)]
    (assert (not (.validate s stamp)))
    (.unlockWrite s w)))
(let [t (Thread. (fn [] (LockSupport/park)))]
  (.start t)
  (LockSupport/unpark t)
  (.join t 5000)
  (assert (not (.isAlive t))))

;; Queues: room and elements are waited for.
(let [q (ArrayBlockingQueue. 2)
      producer (future (dotimes [i 100] (.put q i)) :produced)
      got (vec (repeatedly 100 #(.take q)))]
  (assert (= (range 100) got))
  (assert (= :produced @producer))
  (assert (= [true true false] [(.offer q 1) (.offer q 2) (.offer q 3)]))
  (assert (= IllegalStateException (thrown (.add q 4))))
  (assert (= [1 0 2] [(.peek q) (.remainingCapacity q) (.size q)]))
  (assert (= [1 2] (vec q)))
  (assert (= NullPointerException (thrown (.add q nil)))))
(let [q (LinkedBlockingQueue.) out (java.util.ArrayList.)]
  (run! #(.put q %) (range 5))
  (assert (= 3 (.drainTo q out 3)))
  (assert (= [[0 1 2] 2 nil] [(vec out) (count q) (.poll (LinkedBlockingQueue.) 1 TimeUnit/MILLISECONDS)]))
  (assert (= "[3, 4]" (str q))))
(let [q (PriorityBlockingQueue.)]
  (run! #(.put q %) [5 1 4 2 3])
  (assert (= [1 2 3 4 5] (vec (repeatedly 5 #(.take q))))))
(let [d (LinkedBlockingDeque.)]
  (.putFirst d 1) (.putLast d 2) (.putFirst d 0)
  (assert (= [0 2 1] [(.takeFirst d) (.takeLast d) (.take d)])))
(let [q (SynchronousQueue.) f (future (.take q))]
  (assert (false? (.offer (SynchronousQueue.) 1)))
  (.put q :handed)
  (assert (= :handed @f))
  (assert (nil? (.poll q))))
(let [q (LinkedTransferQueue.) f (future (.take q))]
  (.transfer q :x)
  (assert (= :x @f))
  (assert (false? (.tryTransfer q :y))))
(deftype Later [at v]
  Delayed
  (getDelay [_ unit] (.convert unit (- at (System/nanoTime)) TimeUnit/NANOSECONDS))
  Comparable
  (compareTo [_ other] (compare at (.at ^Later other))))
(let [q (DelayQueue.) now (System/nanoTime)]
  (.put q (Later. (+ now 60000000) :second))
  (.put q (Later. (+ now 20000000) :first))
  (assert (nil? (.poll q)))
  (assert (= [:first :second] [(.v ^Later (.take q)) (.v ^Later (.take q))]))
  (assert (>= (- (System/nanoTime) now) 60000000)))
(let [adder (LongAdder.)]
  (run! deref (doall (for [_ (range 4)] (future (dotimes [_ 100] (.increment adder))))))
  (assert (= 400 (.sum adder))))
(shutdown-agents)
(println "ok")
