;; Virtual threads under schedules of a seed: join, interrupt, monitors, locks, queues, time.
;; Usage: lisle --seed N tests/schedules/virtual-threads.clj ROUNDS
(import '(java.util.concurrent ArrayBlockingQueue SynchronousQueue CountDownLatch CyclicBarrier Semaphore TimeUnit)
        '(java.util.concurrent.locks ReentrantLock))
(def trace (atom []))
(defn start [f] (Thread/startVirtualThread f))
(defn join-all [ts] (run! #(.join ^Thread %) ts))

(defn interrupts []
  (let [outcome (promise)
        t (start (fn [] (deliver outcome (try (Thread/sleep 1000000) :slept (catch InterruptedException _ :interrupted)))))]
    (dotimes [_ (rand-int 3)] (Thread/yield))
    (.interrupt t)
    (.join t)
    (assert (= :interrupted @outcome))))

(defn exclusion []
  (let [o (Object.) lock (ReentrantLock.) s (Semaphore. 1)
        inside (volatile! 0) sum (volatile! 0)
        body (fn [] (vswap! inside inc) (Thread/yield) (assert (= 1 @inside)) (vswap! sum inc) (vswap! inside dec))
        enter (fn [k f] (case k 0 (locking o (f))
                          1 (do (.lock lock) (try (f) (finally (.unlock lock))))
                          2 (do (.acquire s) (try (f) (finally (.release s))))))]
    (dotimes [k 3]
      (vreset! sum 0)
      (join-all (doall (concat (for [_ (range 3)] (start #(dotimes [_ 2] (enter k body))))
                               [(doto (Thread. (fn [] (enter k body))) .start)])))
      (assert (= 7 @sum)))))

(defn queues []
  (doseq [q [(ArrayBlockingQueue. 1) (SynchronousQueue.)]]
    (let [got (atom [])
          takers (doall (for [_ (range 2)] (start #(dotimes [_ 3] (let [x (.take q)] (swap! got conj x))))))
          givers (doall (for [k (range 2)] (start #(dotimes [i 3] (.put q [k i])))))]
      (join-all (concat takers givers))
      (assert (= (set (for [k (range 2) i (range 3)] [k i])) (set @got)))
      (swap! trace conj @got))))

(defn timed []
  (let [q (ArrayBlockingQueue. 1) before (System/nanoTime) r (promise)]
    (start #(deliver r [(.poll q 5 TimeUnit/MILLISECONDS) (deref (promise) 5 :late)]))
    (assert (= [nil :late] @r))
    (assert (<= 10e6 (- (System/nanoTime) before)))
    ;; The wake-up and the end of the time come together.
    (let [p (promise) t (start #(do (Thread/sleep 3) (deliver p :in-time)))]
      (assert (contains? #{:in-time :late} (deref p 3 :late)))
      (.join t)
      (assert (= :in-time @p)))))

(defn meetings []
  (let [barrier (CyclicBarrier. 3) latch (CountDownLatch. 3) order (atom [])]
    (dotimes [k 3] (start (fn [] (.await barrier) (swap! order conj k) (.countDown latch))))
    (.await latch)
    (assert (= #{0 1 2} (set @order)))
    (swap! trace conj @order)))

(defn notified []
  (let [o (Object.) box (volatile! nil) got (promise)]
    (start #(locking o (while (nil? @box) (.wait o)) (deliver got @box)))
    (start #(locking o (vreset! box 1) (.notifyAll o)))
    (assert (= 1 @got))))

(defn pinned []
  (let [p (promise) r (promise)]
    (start #(deliver r (sort-by (fn [x] (+ x @p)) [3 1 2])))
    (start #(deliver p 0))
    (assert (= [1 2 3] @r))))

(dotimes [_ (parse-long (first *command-line-args*))]
  (interrupts) (exclusion) (queues) (timed) (meetings) (notified) (pinned))
(println (hash @trace))
(println "ok")
