;; What the text on virtual threads states: one assertion for each statement.

(ns virtual-threads
  (:import [java.util.concurrent Callable CountDownLatch Executors ExecutorService Semaphore CompletableFuture]
           [java.util.concurrent.locks ReentrantLock]))

(defmacro states [sentence & body]
  `(let [answer# (try (do ~@body) (catch Throwable e# e#))]
     (when-not (true? answer#)
       (println "not so:" ~sentence "-" (pr-str answer#))
       (System/exit 1))))

(defmacro thrown [& body] `(try ~@body nil (catch Throwable e# e#)))

;; virtual-188, virtual-192, virtual-195
(states "a platform thread and a virtual one are both Threads"
  (let [p (promise) v (Thread/startVirtualThread #(deliver p (Thread/currentThread)))]
    (and (instance? Thread v) (instance? Thread @p) (identical? v @p) (.isVirtual v) (not (.isVirtual (Thread. #()))))))
;; virtual-192
(states "the class of a virtual thread is VirtualThread"
  (= "java.lang.VirtualThread" (.getName (class (Thread/startVirtualThread #())))))
;; virtual-194
(states "a function is started as a thread" (let [p (promise)] (.start (Thread. #(deliver p 1))) (= 1 @p)))
;; virtual-189
(states "many blocked virtual threads are no concern"
  (let [gate (CountDownLatch. 1) n 200 done (CountDownLatch. n)]
    (dotimes [_ n] (Thread/startVirtualThread #(do (.await gate) (.countDown done))))
    (.countDown gate)
    (.await done)
    true))
;; guide-113
(states "thousands of tasks wait at once"
  (let [gate (promise) n 4000 executor (Executors/newVirtualThreadPerTaskExecutor)
        tasks (mapv (fn [i] (.submit executor ^Callable (fn [] (+ @gate i)))) (range n))]
    (deliver gate 1)
    (= (reduce + (range 1 (inc n))) (reduce + (map (fn [task] (.get task)) tasks)))))
;; guide-163
(states "threads that wait with monitors held keep nobody from running"
  (let [gate (promise) held (CountDownLatch. 200) done (CountDownLatch. 200)]
    (dotimes [_ 200]
      (let [o (Object.)]
        (Thread/startVirtualThread #(do (locking o (.countDown held) @gate) (.countDown done)))))
    (.await held)
    (Thread/startVirtualThread #(deliver gate true))
    (.await done)
    true))
;; virtual-190
(states "everything that blocks can block in a virtual thread"
  (let [p (promise) q (java.util.concurrent.LinkedBlockingQueue.) lock (ReentrantLock.) s (Semaphore. 0) d (delay 1) result (promise)]
    (.lock lock)
    (Thread/startVirtualThread
      #(deliver result [@p (.take q) (do (.lock lock) (.unlock lock) :lock) (do (.acquire s) :permit) @d (do (Thread/sleep 1) :slept)
                        @(future :future) (locking q :monitor) (let [a (agent 0)] (send a inc) (await a) @a)]))
    (deliver p :p) (.put q :q) (.unlock lock) (.release s)
    (= [:p :q :lock :permit 1 :slept :future :monitor 1] @result)))
;; virtual-190
(states "interrupting a virtual thread ends its wait"
  (let [p (promise) v (Thread/startVirtualThread #(try (Thread/sleep 60000) (catch InterruptedException _ (deliver p :interrupted))))]
    (.interrupt v)
    (= :interrupted @p)))
;; virtual-197
(states "an agent runs one action at a time, in the order of one sender"
  (let [a (agent [])] (dotimes [i 50] (send a conj i)) (await a) (= (range 50) @a)))
;; virtual-199
(states "await waits for what was sent" (let [a (agent 0)] (send-off a (fn [n] (Thread/sleep 5) (inc n))) (await a) (= 1 @a)))
;; virtual-199
(states "await in an action is refused"
  (let [a (agent 0) b (agent 0)]
    (send a (fn [_] (ex-message (thrown (await b)))))
    (await a)
    (= "Can't await in agent action" @a)))
;; virtual-200
(states "sends of an action are held until its state is set"
  (let [a (agent 0) seen (promise)]
    (send a (fn [_] (send a (fn [n] (deliver seen n) n)) 5))
    (await a)
    (= 5 @seen)))
;; virtual-200
(states "sends of an action that throws are dropped"
  (let [a (agent 0 :error-mode :continue) b (agent 0)]
    (send a (fn [_] (send b inc) (throw (ex-info "" {}))))
    (await a b)
    (= 0 @b)))
;; virtual-202
(states "the executors are static fields of Agent"
  (and (instance? ExecutorService clojure.lang.Agent/pooledExecutor) (instance? ExecutorService clojure.lang.Agent/soloExecutor)))

(defn factory [prefix] (-> (Thread/ofVirtual) (.name prefix 0) (.factory)))
(defn per-task ^ExecutorService [prefix] (Executors/newThreadPerTaskExecutor (factory prefix)))
(def thread-name (fn [& _] (.getName (Thread/currentThread))))

;; virtual-203
(states "a builder names its threads by a prefix and a counter"
  (let [f (factory "mine-")] (= ["mine-0" "mine-1"] [(.getName (.newThread f #())) (.getName (.newThread f #()))])))
;; virtual-193, virtual-204
(states "an executor of this class makes a thread for each task"
  (let [e (per-task "task-")]
    (= ["java.util.concurrent.ThreadPerTaskExecutor" ["task-0" "task-1"]]
       [(.getName (class e)) [(.get (.submit e ^Callable thread-name)) (.get (.submit e ^Callable thread-name))]])))
(let [unbounded (per-task "unbounded-pool-") counter (agent 10)]
  (send-via unbounded counter dec)
  (await counter)
  ;; virtual-207
  (states "send-via takes such an executor" (= 9 @counter))
  (send-via unbounded counter thread-name)
  (await counter)
  ;; virtual-206, virtual-207
  (states "and its threads have its names" (boolean (re-matches #"unbounded-pool-\d+" @counter))))
;; virtual-208
(states "a CompletableFuture is a future with continuations"
  (= 3 @(.thenApply (CompletableFuture/supplyAsync (reify java.util.function.Supplier (get [_] 2)))
                    (reify java.util.function.Function (apply [_ x] (inc x))))))
;; virtual-209
(states "a future does its work elsewhere and gives its value"
  (= [:before :slept] (let [seen (atom []) f (future (swap! seen conj :before) (Thread/sleep 5) (swap! seen conj :slept))] @f)))
;; virtual-210
(states "a dereferenced future parks a virtual thread"
  (let [p (promise) gate (promise)] (Thread/startVirtualThread #(deliver p @(future @gate))) (deliver gate 1) (= 1 @p)))

(defn run-concurrently [& fns]
  (let [executor (per-task "perfectly-scoped-pool-")]
    (try
      (mapv (fn [f] (.submit executor ^Callable f)) fns)
      (finally (.close executor)))))

;; virtual-214
(states "closing an executor joins all its tasks"
  (let [done (atom 0) task #(do (Thread/sleep 5) (swap! done inc))]
    (run-concurrently task task task task)
    (= 4 @done)))
;; virtual-215
(states "closed scopes nest, and no thread outlives its scope"
  (let [log (atom [])]
    (run-concurrently #(do (run-concurrently (fn [] (Thread/sleep 5) (swap! log conj :inner))) (swap! log conj :outer)))
    (swap! log conj :after)
    (= [:inner :outer :after] @log)))
;; virtual-214
(states "results can be had after the close" (= [1 2] (mapv #(.get %) (run-concurrently (constantly 1) (constantly 2)))))
;; virtual-216
(states "a thread-local belongs to its thread, virtual or not"
  (let [local (ThreadLocal/withInitial (reify java.util.function.Supplier (get [_] :initial))) seen (promise)]
    (.set local :mine)
    (Thread/startVirtualThread #(deliver seen (.get local)))
    (= [:initial :mine] [@seen (.get local)])))
;; virtual-217, guide-163
(states "a lock and a monitor both work in virtual threads"
  (let [lock (ReentrantLock.) n (atom 0) o (Object.) done (CountDownLatch. 10)]
    (dotimes [_ 10]
      (Thread/startVirtualThread #(do (locking o (.lock lock) (try (swap! n inc) (finally (.unlock lock)))) (.countDown done))))
    (.await done)
    (= 10 @n)))
;; virtual-218
(states "a semaphore limits how many are inside"
  (let [s (Semaphore. 2) inside (atom 0) most (atom 0) done (CountDownLatch. 10)]
    (dotimes [_ 10]
      (Thread/startVirtualThread
        #(do (.acquire s)
             (swap! most max (swap! inside inc))
             (Thread/sleep 1)
             (swap! inside dec)
             (.release s)
             (.countDown done))))
    (.await done)
    (<= 1 @most 2)))

;; for everyone, hence last
(set-agent-send-executor! (per-task "clojure-agent-send-pool-"))
(set-agent-send-off-executor! (per-task "clojure-agent-send-off-pool-"))
(let [a (agent nil) b (agent nil) describe (fn [_] [(.isVirtual (Thread/currentThread)) (thread-name)])]
  (send a describe)
  (send-off b describe)
  (await a b)
  ;; virtual-205, virtual-206, virtual-221
  (states "agents run on virtual threads without a change, under the usual names"
    (and (first @a) (first @b) (re-matches #"clojure-agent-send-pool-\d+" (second @a))
         (re-matches #"clojure-agent-send-off-pool-\d+" (second @b)) true))
  ;; virtual-205, virtual-211, virtual-221
  (states "and futures with them" @(future (.isVirtual (Thread/currentThread)))))

(println "ok")
