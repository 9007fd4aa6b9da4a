;; Phaser, ExecutorCompletionService, stamped and markable references, maps under contention.

(ns phasers-and-others
  (:import [java.util.concurrent Callable ConcurrentHashMap ExecutorCompletionService Executors Phaser TimeUnit TimeoutException]
           [java.util.concurrent.atomic AtomicMarkableReference AtomicStampedReference]))

(defmacro thrown [& body] `(try ~@body nil (catch Throwable e# [(class e#) (ex-message e#)])))
(defn counts [p] [(.getPhase p) (.getRegisteredParties p) (.getArrivedParties p) (.getUnarrivedParties p)])

(let [p (Phaser. 2)]
  (assert (re-matches #"java\.util\.concurrent\.Phaser@[0-9a-f]+\[phase = 0 parties = 2 arrived = 0\]" (str p)))
  (assert (= [0 [0 2 1 1] 0 0 0 [1 3 0 3] 1]
             [(.arrive p) (counts p) (.register p) (.arrive p) (.arrive p) (counts p) (.awaitAdvance p 0)]))
  (assert (= [1 1 [1 1 0 1] 1 -2147483646 true]
             [(.arriveAndDeregister p) (.arriveAndDeregister p) (counts p) (.arriveAndDeregister p) (.getPhase p) (.isTerminated p)]))
  (assert (= [-2147483646 -2147483646 -2147483646] [(.register p) (.arrive p) (.awaitAdvance p 5)])))
(let [p (Phaser.)]
  (assert (= IllegalStateException (first (thrown (.arrive p)))))
  (assert (.startsWith (second (thrown (.arriveAndDeregister p))) "Attempted arrival of unregistered party for java.util.concurrent.Phaser@"))
  (assert (= [0 1 2] [(.register p) (.arriveAndAwaitAdvance p) (.arriveAndAwaitAdvance p)]))
  (assert (= [TimeoutException nil] (thrown (.awaitAdvanceInterruptibly p 2 1 TimeUnit/MILLISECONDS))))
  (assert (= [IllegalArgumentException nil] (thrown (.bulkRegister p -1))))
  (assert (= [IllegalArgumentException "Illegal number of parties"] (thrown (Phaser. -1))))
  (.forceTermination p)
  (assert (= [-2147483646 -2147483646 -1] [(.getPhase p) (.arriveAndAwaitAdvance p) (.awaitAdvance p -1)])))
;; threads in step, one of which leaves
(let [p (Phaser. 3) log (atom [])
      run (fn [k n] (future (dotimes [i n] (swap! log conj i) (.arriveAndAwaitAdvance p)) (.arriveAndDeregister p)))]
  (run! deref [(run :a 20) (run :b 20) (run :c 10)])
  (assert (.isTerminated p))
  (assert (apply <= @log))
  (assert (= 50 (count @log))))

(let [pool (Executors/newFixedThreadPool 2)
      service (ExecutorCompletionService. pool)
      gate (promise)]
  (assert (nil? (.poll service)))
  (let [slow (.submit service ^Callable (fn [] @gate :slow))
        quick (.submit service ^Callable (fn [] :quick))]
    (assert (identical? quick (.take service)))
    (deliver gate true)
    (assert (= :slow (.get (.take service)))))
  (.submit service (fn []) :given)
  (assert (= :given (.get (.poll service 10 TimeUnit/SECONDS))))
  (.submit service ^Callable (fn [] (throw (ex-info "failed" {}))))
  (assert (= "failed" (ex-message (ex-cause (try (.get (.take service)) (catch Exception e e))))))
  (.shutdown pool))

(let [r (AtomicStampedReference. :a 1) stamp (int-array 1)]
  (assert (= [:a 1] [(.get r stamp) (aget stamp 0)]))
  (assert (= [false false true] [(.compareAndSet r :b :c 1 2) (.compareAndSet r :a :c 7 2) (.compareAndSet r :a :b 1 2)]))
  (assert (= [true false] [(.attemptStamp r :b 9) (.attemptStamp r :a 1)]))
  (assert (= [:b 9] [(.getReference r) (.getStamp r)]))
  (.set r nil 0)
  (assert (= [nil 0] [(.getReference r) (.getStamp r)])))
(let [r (AtomicMarkableReference. :a false) mark (boolean-array 1)]
  (assert (= [true true] [(.compareAndSet r :a :b false true) (.isMarked r)]))
  (assert (= [:b true] [(.get r mark) (aget mark 0)]))
  (assert (true? (.attemptMark r :b false)))
  (assert (false? (.isMarked r))))
;; no update is lost to another that comes back to the same value
(let [r (AtomicStampedReference. 0 0)
      step (fn [] (loop [] (let [s (.getStamp r) v (.getReference r)] (when-not (.compareAndSet r v (inc v) s (inc s)) (recur)))))]
  (run! deref (mapv (fn [_] (future (dotimes [_ 200] (step)))) (range 4)))
  (assert (= [800 800] [(.getReference r) (.getStamp r)])))

(let [m (ConcurrentHashMap.) calls (atom 0)
      count-up (reify java.util.function.BiFunction (apply [_ _ v] (inc (or v 0))))
      sum (reify java.util.function.BiFunction (apply [_ a b] (+ a b)))
      once (reify java.util.function.Function (apply [_ _] (swap! calls inc) :made))
      firsts (mapv (fn [i] (future (dotimes [_ 300] (.compute m :count count-up) (.merge m :sum 2 sum) (.computeIfAbsent m :once once))
                                   (.putIfAbsent m :first i)))
                   (range 8))]
  (assert (= 1 (count (filter nil? (map deref firsts)))))
  (assert (= [2400 4800 :made 1] [(get m :count) (get m :sum) (get m :once) @calls]))
  (assert (= 4 (.mappingCount m))))

(println "ok")
