;; Tasks that split themselves, timers, lists and arrays that several threads change.

(import '[java.util Timer TimerTask]
        '[java.util.concurrent Callable CopyOnWriteArrayList CountDownLatch ForkJoinPool ForkJoinTask RecursiveAction
          RecursiveTask]
        '[java.util.concurrent.atomic AtomicIntegerArray AtomicLongArray AtomicReferenceArray]
        '[java.util.function IntUnaryOperator LongBinaryOperator UnaryOperator])

;; tasks that fork
(defn fib-task ^RecursiveTask [n]
  (proxy [RecursiveTask] []
    (compute []
      (if (< n 2)
        n
        (let [^RecursiveTask left (fib-task (- n 1))]
          (.fork left)
          (+ (.invoke (fib-task (- n 2))) (.join left)))))))
(assert (= 610 (.invoke (ForkJoinPool/commonPool) (fib-task 15)) (.invoke (fib-task 15))))
(with-open [pool (ForkJoinPool. 2)]
  (assert (= [2 55 55 55 7]
             [(.getParallelism pool) (.invoke pool (fib-task 10)) (.get (.submit pool (fib-task 10)))
              @(.submit pool (fib-task 10)) @(.submit pool ^Callable (fn [] 7))])))

(defn doubled! [^longs xs from to]
  (proxy [RecursiveAction] []
    (compute []
      (if (< (- to from) 100)
        (loop [i (long from)] (when (< i (long to)) (aset xs i (* 2 (aget xs i))) (recur (inc i))))
        (let [middle (quot (+ from to) 2)]
          (ForkJoinTask/invokeAll (doubled! xs from middle) (doubled! xs middle to)))))))
(let [xs (long-array (range 5000))]
  (assert (nil? (.invoke (ForkJoinPool/commonPool) (doubled! xs 0 5000))))
  (assert (= (range 0 10000 2) (seq xs))))

(let [where (promise)
      task (proxy [RecursiveTask] [] (compute [] (deliver where (ForkJoinTask/inForkJoinPool)) :done))]
  (assert (= [false false nil] [(.isDone task) (ForkJoinTask/inForkJoinPool) (.getRawResult task)]))
  (assert (= :done (.join (.fork task))))
  (assert (= [true true true false false nil :done]
             [@where (.isDone task) (.isCompletedNormally task) (.isCompletedAbnormally task) (.isCancelled task)
              (.getException task) (.getRawResult task)])))
(let [failing (fn [] (proxy [RecursiveTask] [] (compute [] (throw (ex-info "no" {:a 1})))))
      task (failing)]
  (assert (= {:a 1} (try (.invoke task) (catch clojure.lang.ExceptionInfo e (ex-data e)))))
  (assert (= [true "no"] [(.isCompletedAbnormally task) (ex-message (.getException task))]))
  (assert (= "no" (try (.invoke (ForkJoinPool/commonPool) (failing)) (catch clojure.lang.ExceptionInfo e (ex-message e)))))
  (assert (= "no" (try (.get (.submit (ForkJoinPool/commonPool) (failing)))
                       (catch java.util.concurrent.ExecutionException e (ex-message (ex-cause e)))))))
(let [task (fib-task 5)]
  (assert (= [true true true] [(.cancel task true) (.isCancelled task) (.isDone task)]))
  (assert (= :cancelled (try (.join task) (catch java.util.concurrent.CancellationException _ :cancelled)))))
(assert (= [3 :r] [(.invoke (ForkJoinTask/adapt ^Callable (fn [] 3))) (.invoke (ForkJoinTask/adapt ^Runnable (fn [] 3) :r))]))
(let [tasks (mapv fib-task (range 8))]
  (assert (= tasks (ForkJoinTask/invokeAll tasks)))
  (assert (= [0 1 1 2 3 5 8 13] (map (fn [^RecursiveTask task] (.getRawResult task)) tasks))))

;; timers
(defn timer-task [f] (proxy [TimerTask] [] (run [] (f))))
(let [timer (Timer. "ticker" true)
      ran (promise), three (CountDownLatch. 3), rated (CountDownLatch. 2)
      once (timer-task (fn [] (deliver ran (.getName (Thread/currentThread)))))
      periodic (timer-task (fn [] (.countDown three)))
      never (timer-task (fn [] (println "never")))
      unwanted (timer-task (fn [] (println "not this either")))]
  (.schedule timer once 1)
  (assert (= "ticker" @ran))
  (assert (pos? (.scheduledExecutionTime once)))
  (assert (= "Task already scheduled or cancelled"
             (try (.schedule timer once 1) (catch IllegalStateException e (ex-message e)))))
  (.schedule timer periodic 0 1)
  (.await three)
  (assert (= [true false] [(.cancel periodic) (.cancel periodic)]))
  (.scheduleAtFixedRate timer (timer-task (fn [] (.countDown rated))) (java.util.Date.) 1)
  (.await rated)
  (.schedule timer never 100000)
  (.purge timer)
  (.schedule timer unwanted 200000)
  (assert (= [true 1 0] [(.cancel unwanted) (.purge timer) (.purge timer)]))
  (assert (= "Negative delay." (try (.schedule timer never -1) (catch IllegalArgumentException e (ex-message e)))))
  (assert (= "Non-positive period." (try (.schedule timer never 1 0) (catch IllegalArgumentException e (ex-message e)))))
  (.cancel timer)
  (assert (= "Timer already cancelled."
             (try (.schedule timer (timer-task (fn [])) 1) (catch IllegalStateException e (ex-message e))))))
;; One that has been cancelled keeps no process waiting for what it was to do.
(doto (Timer.)
  (.schedule (timer-task (fn [] (println "never"))) 1000000)
  (.cancel))

;; lists and arrays
(let [xs (CopyOnWriteArrayList. [1 2])]
  (assert (= [false true 1 [1 2 3 4]] [(.addIfAbsent xs 2) (.addIfAbsent xs 3) (.addAllAbsent xs [4 1 4]) (vec xs)]))
  (run! deref (mapv (fn [_] (future (dotimes [i 50] (.addIfAbsent xs i)))) (range 4)))
  (assert (= (range 50) (sort xs))))
(let [longs (AtomicLongArray. 2), ints (AtomicIntegerArray. (int-array [1 2])), objects (AtomicReferenceArray. 2)
      plus (reify LongBinaryOperator (applyAsLong [_ a b] (+ a b)))]
  (assert (= [5 5 12 12 "[0, 12]"]
             [(.accumulateAndGet longs 1 5 plus) (.getAndAccumulate longs 1 7 plus) (.get longs 1)
              (.compareAndExchange longs 1 3 4) (str longs)]))
  (assert (= [4 4 3 Integer "[1, 3]"]
             [(.updateAndGet ints 1 (reify IntUnaryOperator (applyAsInt [_ x] (* 2 x)))) (.getAndDecrement ints 1)
              (.getPlain ints 1) (class (.incrementAndGet ints 0)) (do (.lazySet ints 0 1) (str ints))]))
  (assert (= [nil [:a] true]
             [(.getAndUpdate objects 0 (reify UnaryOperator (apply [_ x] [:a]))) (.get objects 0)
              (.compareAndSet objects 1 nil :b)])))

(shutdown-agents)
(println "ok")
