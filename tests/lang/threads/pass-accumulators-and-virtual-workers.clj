;; Accumulators, trees of phasers and phasers that are told when to end, pools whose factory makes virtual threads.

(ns accumulators-and-virtual-workers
  (:import [java.util.concurrent Callable CountDownLatch Executors Phaser TimeUnit]
           [java.util.concurrent.atomic DoubleAccumulator DoubleAdder LongAccumulator LongAdder]))

;; accumulators
(let [greatest (LongAccumulator. (reify java.util.function.LongBinaryOperator (applyAsLong [_ x y] (max x y))) Long/MIN_VALUE)]
  (run! deref (mapv (fn [i] (future (dotimes [k 100] (.accumulate greatest (* i k))))) (range 8)))
  (assert (= [693 693 693.0 "693" 693 Long/MIN_VALUE]
             [(.get greatest) (.intValue greatest) (.doubleValue greatest) (str greatest) (.getThenReset greatest)
              (.get greatest)])))
(let [sum (DoubleAccumulator. (reify java.util.function.DoubleBinaryOperator (applyAsDouble [_ x y] (+ x y))) 0.5)]
  (.accumulate sum 1)
  (.accumulate sum 2.25)
  (assert (= [3.75 "3.75" 3] [(.get sum) (str sum) (.longValue sum)]))
  (.reset sum)
  (assert (= 0.5 (.get sum))))
(let [sum (DoubleAdder.)]
  (run! deref (mapv (fn [_] (future (dotimes [_ 1000] (.add sum 0.5)))) (range 4)))
  (assert (= [2000.0 "2000.0" 2000 2000.0 0.0] [(.sum sum) (str sum) (.intValue sum) (.sumThenReset sum) (.sum sum)])))
(assert (every? (partial instance? Number) [(LongAdder.) (DoubleAdder.)]))

;; a phaser that is told when to end
(let [log (atom [])
      p (proxy [Phaser] [2]
          (onAdvance [phase parties]
            (swap! log conj [phase parties])
            (>= phase 1)))]
  (assert (= [0 0 1 1 true -2147483646 -2147483646] [(.arrive p) (.arrive p) (.arrive p) (.arrive p) (.isTerminated p)
                                                    (.getPhase p) (.arrive p)]))
  (assert (= [[0 2] [1 2]] @log))
  (assert (identical? p (.getRoot p))))

;; trees: a phaser with parties is one party of the one above
(let [root (Phaser. 1) a (Phaser. root 2) b (Phaser. root)]
  (assert (= [2 0 3] [(.getRegisteredParties root) (.register b) (.getRegisteredParties root)]))
  (assert (= [0 0 1 0] [(.arrive a) (.arrive a) (.getArrivedParties root) (.getPhase a)]))
  (assert (= [0 2 0] [(.arrive b) (.getArrivedParties root) (.arrive root)]))
  (assert (= [1 1 1] (map #(.getPhase %) [root a b])))
  (assert (= [root root nil] [(.getParent a) (.getRoot b) (.getParent root)]))
  (assert (= [1 2] [(.arriveAndDeregister b) (.getRegisteredParties root)])))
(let [root (Phaser.) a (Phaser. root 1)]
  (assert (= [0 true true -2147483647 -2147483647 -2147483647]
             [(.arriveAndDeregister a) (.isTerminated a) (.isTerminated root) (.getPhase root) (.getPhase a) (.register a)])))
(let [root (Phaser.) rounds (atom 0)
      leaves (mapv (fn [_] (Phaser. root 3)) (range 3))
      threads (doall (for [leaf leaves _ (range 3)]
                       (Thread/startVirtualThread #(dotimes [_ 10] (.arriveAndAwaitAdvance ^Phaser leaf) (swap! rounds inc)))))]
  (run! #(.join ^Thread %) threads)
  (assert (= [90 10] [@rounds (.getPhase root)])))

;; workers are what the factory makes
(defn factory [prefix] (-> (Thread/ofVirtual) (.name prefix 0) (.factory)))
(let [pool (Executors/newFixedThreadPool 3 (factory "v"))
      seen (atom #{})
      tasks (mapv (fn [i]
                    (.submit pool ^Callable (fn []
                                              (let [t (Thread/currentThread)]
                                                (swap! seen conj [(.isVirtual t) (.getName t)]))
                                              (Thread/sleep 1)
                                              i)))
                  (range 20))]
  (assert (= 190 (reduce + (map #(.get %) tasks))))
  (assert (= [[true "v0"] [true "v1"] [true "v2"]] (sort @seen)))
  ;; all of them may wait, and at the same time
  (let [gate (CountDownLatch. 3)]
    (run! #(.get %) (mapv (fn [_] (.submit pool ^Runnable (fn [] (.countDown gate) (.await gate)))) (range 3))))
  (assert (= 3 (.getPoolSize pool)))
  (.shutdown pool)
  (assert (.awaitTermination pool 10 TimeUnit/SECONDS))
  (assert (= 23 (.getCompletedTaskCount pool))))
(let [timer (Executors/newScheduledThreadPool 1 (factory "s")) runs (CountDownLatch. 3)]
  (.scheduleAtFixedRate timer (fn [] (.countDown runs)) 1 1 TimeUnit/MILLISECONDS)
  (assert (.get (.schedule timer ^Callable (fn [] (.isVirtual (Thread/currentThread))) 3 TimeUnit/MILLISECONDS)))
  (.await runs)
  (.shutdownNow timer)
  (assert (.awaitTermination timer 10 TimeUnit/SECONDS)))
(let [pool (Executors/newCachedThreadPool (factory "c"))]
  (assert (every? true? (map #(.get %) (mapv (fn [_] (.submit pool ^Callable (fn [] (Thread/sleep 1) (.isVirtual (Thread/currentThread)))))
                                             (range 5)))))
  (.shutdown pool)
  (assert (.awaitTermination pool 10 TimeUnit/SECONDS)))

(println "ok")
