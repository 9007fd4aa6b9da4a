;; What the concurrency guide states about vars, atoms, agents, refs, delays, futures, promises and java.util.concurrent: one
;; assertion for each statement.

(ns concurrency-guide
  (:import [java.util.concurrent Callable CountDownLatch ConcurrentHashMap ConcurrentLinkedQueue CyclicBarrier ExecutorService
            Executors ExecutionException ForkJoinPool Future FutureTask LinkedBlockingQueue Semaphore TimeUnit]
           [java.util.concurrent.atomic AtomicBoolean AtomicLong AtomicReference]
           [java.util.concurrent.locks ReentrantLock]))

(defmacro states [sentence & body]
  `(let [answer# (try (do ~@body) (catch Throwable e# e#))]
     (when-not (true? answer#)
       (println "not so:" ~sentence "-" (pr-str answer#))
       (System/exit 1))))

(defmacro thrown [& body] `(try ~@body nil (catch Throwable e# e#)))
(defn on-threads [n f] (run! deref (mapv (fn [i] (future (f i))) (range n))))

;; hazards
;; guide-95, guide-96
(states "a race on plain state loses updates, and an atom does not"
  (let [a (atom 0)] (on-threads 4 (fn [_] (dotimes [_ 500] (swap! a inc)))) (= 2000 @a)))
;; guide-95
(states "locks taken in one order do not deadlock"
  (let [x (Object.) y (Object.) n (atom 0)]
    (on-threads 4 (fn [_] (dotimes [_ 100] (locking x (locking y (swap! n inc))))))
    (= 400 @n)))
;; guide-95, guide-127
(states "transactions that want the same refs in different orders neither deadlock nor live-lock"
  (let [x (ref 0) y (ref 0)]
    (on-threads 4 (fn [i] (dotimes [_ 100] (dosync (doseq [r (if (even? i) [x y] [y x])] (alter r inc))))))
    (= [400 400] [@x @y])))
;; guide-95
(states "a long transaction is not starved by short ones"
  (let [r (ref 0) stop (atom false)
        shorts (mapv (fn [_] (future (while (not @stop) (dosync (alter r inc))))) (range 2))
        long (future (dosync (alter r inc) (Thread/sleep 15) :done))]
    (let [answer (deref long 30000 :starved)]
      (reset! stop true)
      (run! deref shorts)
      (= :done answer))))

;; values and identities
;; guide-97
(states "values do not change when an identity does"
  (let [a (atom [1]) before @a] (swap! a conj 2) (= [[1] [1 2]] [before @a])))

;; atoms
;; guide-100, guide-103
(states "an atom has a start value, and changes are visible to every thread at once"
  (let [a (atom 1)] (reset! a 2) (= [2 2] [@a @(future @a)])))
;; guide-101
(states "deref and @ are the same" (let [a (atom 1)] (= (deref a) @a)))
;; guide-102
(states "an atom prints with its status and value"
  (boolean (re-matches #"#object\[clojure\.lang\.Atom 0x[0-9a-f]+ \{:status :ready, :val \[\]\}\]" (pr-str (atom [])))))
;; guide-104
(states "swap! takes more arguments and gives the new value" (= 10 (swap! (atom 1) + 2 3 4)))
;; guide-105
(states "swap! calls its function again when another thread was faster; every result is there once"
  (let [a (atom 0) results (atom [])]
    (on-threads 10 (fn [_] (let [v (swap! a (fn [n] (inc n)))] (swap! results conj v))))
    (= (range 1 11) (sort @results))))
;; guide-105
(states "swap! really does call it again"
  (let [a (atom 0) calls (atom 0)]
    (swap! a (fn [n] (when (= 1 (swap! calls inc)) @(future (reset! a 10))) (inc n)))
    (= [11 2] [@a @calls])))
;; guide-106
(states "reset! sets a value and gives it" (let [a (atom 1)] (= [5 5] [(reset! a 5) @a])))

;; agents
;; guide-108, virtual-198
(states "deref of an agent never blocks"
  (let [a (agent 0) gate (promise)]
    (send-off a (fn [n] @gate (inc n)))
    (let [before @a] (deliver gate true) (await a) (= [0 1] [before @a]))))
;; guide-108
(states "an agent prints with its status"
  (boolean (re-matches #"#object\[clojure\.lang\.Agent 0x[0-9a-f]+ \{:status :ready, :val 0\}\]" (pr-str (agent 0)))))
;; guide-109
(states "send and send-off give the agent"
  (let [a (agent 0)] (and (identical? a (send a inc)) (identical? a (send-off a inc)))))
;; guide-110
(states "arguments of send come after the state" (let [a (agent 1)] (send a - 10) (await a) (= -9 @a)))
;; guide-111, guide-115
(states "the pool of send has as many threads as there are processors and two more"
  (let [n (+ 2 (.availableProcessors (Runtime/getRuntime)))
        gate (promise) names (atom #{})
        agents (repeatedly (* 2 n) #(agent nil))
        started (CountDownLatch. n)]
    (doseq [a agents] (send a (fn [_] (swap! names conj (.getName (Thread/currentThread))) (.countDown started) @gate)))
    (.await started)
    (let [busy (count @names)] (deliver gate true) (apply await agents) (and (= n busy) (<= (count @names) n)))))
;; guide-112
(states "the pool of send-off grows"
  (let [gate (CountDownLatch. 30) agents (repeatedly 30 #(agent 0))]
    (doseq [a agents] (send-off a (fn [_] (.countDown gate) (.await gate) 1)))
    (apply await agents)
    (= 30 (reduce + (map deref agents)))))
;; guide-111, guide-112, virtual-206
(states "threads of the pools are named as Clojure names them"
  (let [a (agent nil) b (agent nil) name (fn [_] (.getName (Thread/currentThread)))]
    (send a name) (send-off b name) (await a b)
    (boolean (and (re-matches #"clojure-agent-send-pool-\d+" @a) (re-matches #"clojure-agent-send-off-pool-\d+" @b)))))
;; guide-117
(states "send-via runs the action on the executor it is given"
  (let [executor (Executors/newSingleThreadExecutor (reify java.util.concurrent.ThreadFactory (newThread [_ r] (Thread. r "mine"))))
        a (agent nil)]
    (send-via executor a (fn [_] (.getName (Thread/currentThread))))
    (await a)
    (.shutdown executor)
    (= "mine" @a)))
;; guide-118, virtual-201
(states "sends in a transaction happen once, when it commits"
  (let [r (ref 0) a (agent 0) tries (atom 0)]
    (dosync (send a inc) (when (= 1 (swap! tries inc)) @(future (dosync (alter r inc)))) (alter r inc))
    (await a)
    (= [2 1] [@tries @a])))
;; guide-118
(states "sends in a transaction that throws do not happen"
  (let [a (agent 0)] (thrown (dosync (send a inc) (throw (ex-info "" {})))) (await a) (= 0 @a)))

(let [failed (agent 1)]
  (send failed / 0)
  (while (not (agent-error failed)) (Thread/yield))
  ;; guide-119
  (states "an agent whose action throws fails, and prints so"
    (boolean (re-find #":status :failed, :val 1" (pr-str failed))))
  ;; guide-120
  (states "agent-error gives the exception" (instance? ArithmeticException (agent-error failed)))
  ;; guide-119
  (states "a send to a failed agent throws, with the exception as its cause"
    (let [e (thrown (send failed inc))]
      (= [RuntimeException "Agent is failed, needs restart" "Divide by zero"] [(class e) (ex-message e) (ex-message (ex-cause e))])))
  ;; guide-120
  (states "an exception prints as #error data"
    (let [{:keys [cause via]} (Throwable->map (agent-error failed))]
      (= ["Divide by zero" 'java.lang.ArithmeticException] [cause (:type (first via))])))
  ;; guide-121
  (states "a place in a trace is class, method, file and line"
    (let [[class method file line] (first (:trace (Throwable->map (agent-error failed))))]
      (and (symbol? class) (symbol? method) (string? file) (integer? line))))
  ;; guide-122
  (states "restart-agent gives it a new state and lets it go on"
    (let [state (restart-agent failed 5)] (send failed inc) (await failed) (= [5 6] [state @failed]))))
;; guide-122
(states "restart-agent can forget what was sent"
  (let [a (agent 0) gate (promise)]
    (send-off a (fn [_] @gate (throw (ex-info "" {}))))
    (send-off a (fn [_] :ran))
    (deliver gate true)
    (while (not (agent-error a)) (Thread/yield))
    (restart-agent a :new :clear-actions true)
    (await a)
    (= :new @a)))
;; guide-123
(states "with :continue the value is kept and the handler is told"
  (let [told (promise)
        a (agent 1 :error-mode :continue :error-handler (fn [a e] (deliver told [(ex-message e) @a])))]
    (send a / 0) (send a inc) (await a)
    (= [["Divide by zero" 1] 2] [@told @a])))
;; guide-124
(states "a handler is optional, and having one means :continue"
  (= [:continue :continue :fail]
     (map error-mode [(agent 0 :error-mode :continue) (agent 0 :error-handler (fn [_ _])) (agent 0)])))
;; guide-125
(states "error mode and handler can be set and read"
  (let [a (agent 0) h (fn [_ _])] (set-error-mode! a :continue) (set-error-handler! a h) (= [:continue h] [(error-mode a) (error-handler a)])))

;; refs
;; guide-127
(states "a transaction changes all of its refs or none"
  (let [x (ref 1) y (ref 1)]
    (thrown (dosync (alter x inc) (alter y / 0)))
    (= [1 1] [@x @y])))
;; guide-128
(states "a ref takes metadata, a validator and history bounds"
  (let [r (ref 1 :meta {:a 1} :validator pos? :min-history 2 :max-history 20)]
    (and (= [{:a 1} 2 20] [(meta r) (ref-min-history r) (ref-max-history r)])
         (= "Invalid reference state" (ex-message (thrown (dosync (ref-set r 0))))))))
;; guide-129
(states "a transaction whose refs were changed meanwhile is tried again"
  (let [r (ref 0) tries (atom 0)]
    (dosync (when (= 1 (swap! tries inc)) @(future (dosync (alter r + 10)))) (alter r inc))
    (= [11 2] [@r @tries])))
;; guide-130
(states "alter outside of a transaction is refused"
  (let [e (thrown (alter (ref 1) inc))] (= [IllegalStateException "No transaction running"] [(class e) (ex-message e)])))
(let [a (ref 1000) b (ref 1000)]
  (dosync (alter a - 100) (alter b + 100))
  ;; guide-131
  (states "100 go from one account to the other" (= [900 1100] [@a @b]))
  (dosync (commute a + 500) (commute b + 100))
  ;; guide-131
  (states "commutes add up" (= [1400 1200] [@a @b])))
;; guide-132
(states "a commute does not make its transaction be tried again"
  (let [r (ref 0) tries (atom 0)]
    (dosync (commute r inc) (when (= 1 (swap! tries inc)) @(future (dosync (commute r + 10)))))
    (= [11 1] [@r @tries])))
;; guide-132
(states "a ref cannot be set after it was commuted"
  (= "Can't set after commute" (ex-message (thrown (let [r (ref 0)] (dosync (commute r inc) (ref-set r 1)))))))
;; guide-135
(states "io! throws in a transaction"
  (let [e (thrown (dosync (io! (reduce + (range 100)))))] (= [IllegalStateException "I/O in transaction"] [(class e) (ex-message e)])))
;; guide-135
(states "io! says what it is told to" (= "mine" (ex-message (thrown (dosync (io! "mine" 1))))))
;; guide-135
(states "io! is nothing outside of one" (= 4950 (io! (reduce + (range 100)))))
;; virtual-199
(states "await in a transaction is refused" (= "await in transaction" (ex-message (thrown (dosync (await (agent 0)))))))

;; guide-134
(states "nothing keeps a transaction from printing" (= "in it" (with-out-str (dosync (print "in it")))))

;; vars
(def seen-by-all 1)
;; guide-137
(states "the root of a var is seen by every thread" (= 1 @(future seen-by-all)))
;; guide-138, guide-139
(states "a Thread is made of a function and started"
  (let [p (promise) t (Thread. #(deliver p (format "from %s" "a thread")))] (.start t) (.join t) (= "from a thread" @p)))
(def ^:dynamic *url* "root")
;; guide-140, guide-141
(states "three threads have three values of a dynamic var, and the root stays"
  (let [values (atom #{}) ready (CountDownLatch. 3)
        threads (mapv (fn [v] (Thread. (fn [] (binding [*url* v] (.countDown ready) (.await ready) (swap! values conj *url*)))))
                      ["a" "b" "protéritif"])]
    (run! #(.start %) threads)
    (run! #(.join %) threads)
    (= [#{"a" "b" "protéritif"} "root"] [@values *url*])))
;; guide-140
(states "a plain Thread does not have the bindings of who made it"
  (let [p (promise)] (binding [*url* "mine"] (.start (Thread. #(deliver p *url*)))) (= "root" @p)))
;; guide-142, guide-144
(states "alter-var-root changes what other threads see"
  (do (alter-var-root #'seen-by-all (constantly 2)) (= 2 @(future seen-by-all))))
;; guide-145
(def system nil)
(defn main [] (alter-var-root #'system (constantly {:started true})))
(states "a main function sets the state of a system, and the REPL's thread sees it"
  (do (.join (doto (Thread. ^Runnable main) .start)) (= {:started true} system)))
;; guide-143
(states "var and #' find the var itself" (and (identical? (var seen-by-all) #'seen-by-all) (var? #'seen-by-all) (= 2 @#'seen-by-all)))

;; deref, delays, futures, promises
;; guide-147, guide-148
(states "deref takes what implements IDeref" (= 7 @(reify clojure.lang.IDeref (deref [_] 7))))
;; guide-146, guide-172
(states "deref takes any java.util.concurrent.Future"
  (let [task (FutureTask. ^Callable (fn [] 8))] (.run task) (= [8 8] [@task (.get task)])))
;; guide-146
(states "deref of anything else is refused" (instance? ClassCastException (thrown @1)))
(let [runs (atom 0) d (delay (swap! runs inc) :value)]
  ;; guide-149
  (states "a delay prints as pending" (boolean (re-find #"clojure\.lang\.Delay 0x[0-9a-f]+ \{:status :pending, :val nil\}" (pr-str d))))
  ;; guide-149, guide-151
  (states "a delay is not realized before it is asked for" (not (realized? d)))
  (on-threads 8 (fn [_] @d))
  ;; guide-149, guide-151
  (states "a delay is computed once, whoever asks" (= [1 :value true] [@runs @d (realized? d)]))
  ;; guide-149
  (states "a delay prints as ready" (boolean (re-find #"\{:status :ready, :val :value\}" (pr-str d)))))
;; guide-149
(states "a delay throws the same exception again"
  (let [runs (atom 0) d (delay (swap! runs inc) (throw (ex-info "no" {})))]
    (and (identical? (thrown @d) (thrown @d)) (= 1 @runs))))
;; guide-150
(states "the clock goes on" (<= 1500000000000 (System/currentTimeMillis)))
(let [gate (promise) f (future @gate :done)]
  ;; guide-151, guide-152
  (states "a future is not realized while it runs" (not (realized? f)))
  ;; guide-152
  (states "a future prints with its class and status"
    (boolean (re-find #"#object\[clojure\.core\$future_call\$reify__\d+ 0x[0-9a-f]+ \{:status :pending, :val nil\}\]" (pr-str f))))
  ;; guide-153
  (states "a timed deref gives up" (= :timed-out (deref f 5 :timed-out)))
  (deliver gate true)
  ;; guide-152, guide-155
  (states "deref of a future waits, and again gives the value" (= [:done :done true] [@f @f (realized? f)])))
;; guide-154
(states "Thread/sleep is ended by an interrupt"
  (let [p (promise) ready (promise)
        t (Thread. (fn [] (deliver ready true) (try (Thread/sleep 60000) (catch InterruptedException e (deliver p (ex-message e))))))]
    (.start t) @ready (.interrupt t)
    (= "sleep interrupted" @p)))
;; guide-156
(states "a hundred futures wait at once"
  (let [gate (CountDownLatch. 100)] (= 100 (reduce + (map deref (mapv (fn [_] (future (.countDown gate) (.await gate) 1)) (range 100)))))))
(let [f (future 1)]
  ;; guide-158
  (states "a future is a java.util.concurrent.Future"
    (and (instance? Future f) (= [1 1] [(.get f) (.get f 1 TimeUnit/SECONDS)]) (.isDone f) (not (.isCancelled f)) (not (.cancel f true)))))
;; guide-158
(states "a future can be cancelled"
  (let [f (future (Thread/sleep 60000))]
    (and (future-cancel f) (future-cancelled? f) (future-done? f) (instance? java.util.concurrent.CancellationException (thrown @f)))))
;; guide-158
(states "a future's exception comes wrapped, each time"
  (let [f (future (throw (ex-info "inside" {})))]
    (and (= ExecutionException (class (thrown @f))) (= "inside" (ex-message (ex-cause (thrown @f)))))))
(let [p (promise)]
  ;; guide-151, guide-159
  (states "a promise is pending at first" (and (not (realized? p)) (re-find #":status :pending, :val nil" (pr-str p)) true))
  ;; guide-159
  (states "a timed deref of a promise gives up" (= :late (deref p 5 :late)))
  ;; guide-159
  (states "deliver gives the promise, and nil from then on" (= [true nil] [(identical? p (deliver p 1)) (deliver p 2)]))
  ;; guide-159
  (states "the first value stays" (= [1 true] [@p (realized? p)])))

;; watches and validators
;; guide-160
(doseq [[kind r change] [["atom" (atom 0) #(reset! % %2)] ["ref" (ref 0) #(dosync (ref-set % %2))]
                         ["agent" (agent 0) (fn [a v]
                                               (send a (constantly v))
                                               ;; An await of an agent that fails meanwhile does not end.
                                               (if (= v 3) (while (not (agent-error a)) (Thread/yield)) (await a)))]
                         ["var" (intern *ns* 'watched 0) #(alter-var-root % (constantly %2))]]]
  (let [seen (atom [])]
    (add-watch r :k (fn [k r old new] (when (not= old new) (swap! seen conj [k old new]))))
    (change r 1)
    (remove-watch r :k)
    (change r 2)
    (states (str "a watch on a reference of this kind sees changes until it is removed: " kind) (= [[:k 0 1]] @seen))
    (set-validator! r even?)
    (states (str "a validator on a reference of this kind can be read: " kind) (= even? (get-validator r)))
    (thrown (change r 3))
    (states (str "a validator keeps what it does not like out: " kind) (= 2 @r))))

;; locking
;; guide-161
(states "locking works on any object, here a list, and gives the body's value"
  (let [l (java.util.ArrayList.)] (= [true "[10]"] [(locking l (.add l 10)) (str l)])))
;; guide-162
(states "a monitor can be entered again by who holds it" (let [o (Object.)] (= 1 (locking o (locking o 1)))))
;; guide-162
(states "a monitor is given up when an exception leaves it"
  (let [o (Object.)] (thrown (locking o (throw (ex-info "" {})))) (= 1 @(future (locking o 1)))))
;; guide-161
(states "one thread at a time is in a monitor"
  (let [l (java.util.ArrayList.)] (on-threads 4 (fn [_] (dotimes [_ 200] (locking l (.add l 1))))) (= 800 (.size l))))
(deftype Counter [^:unsynchronized-mutable n]
  clojure.lang.IDeref
  (deref [this] (locking this n))
  clojure.lang.IFn
  (invoke [this] (locking this (set! n (inc n)))))
;; guide-164
(states "mutable fields change under a lock"
  (let [c (Counter. 0)] (on-threads 4 (fn [_] (dotimes [_ 200] (c)))) (= 800 @c)))

;; java.util.concurrent
(require '[clojure.core.reducers :as r])
;; guide-165
(states "reducers fold in parallel" (= 49995000 (r/fold + (vec (range 10000)))))
(let [^ExecutorService pool (Executors/newFixedThreadPool 16)]
  ;; guide-168, guide-173
  (states "a pool runs a Callable and gives its value" (= 49995000 (.get (.submit pool ^Callable (fn [] (reduce + (range 10000)))))))
  ;; guide-169
  (states "cast makes a Callable of a function" (= 3 (.get (.submit pool (cast Callable (fn [] 3))))))
  ;; guide-171
  (states "a function is Runnable and Callable" (and (instance? Runnable inc) (instance? Callable inc)))
  (let [gate (promise)
        task (.submit pool ^Callable (fn [] @gate))
        before (str task)]
    (deliver gate 1)
    (.get task)
    ;; guide-170
    (states "a task's text says that it has not ended, and what it runs" (boolean (re-find #"FutureTask@[0-9a-f]+\[Not completed, task = .*concurrency_guide.*\]" before)))
    ;; guide-170
    (states "a task's text says that it has ended" (boolean (re-find #"\[Completed normally\]" (str task)))))
  (.shutdown pool)
  ;; guide-167
  (states "a pool that was shut down ends" (.awaitTermination pool 10 TimeUnit/SECONDS)))
(let [s (Executors/newScheduledThreadPool 1) runs (CountDownLatch. 3)]
  ;; guide-174
  (states "a task runs after a delay" (= :ran (.get (.schedule s ^Callable (fn [] :ran) 5 TimeUnit/MILLISECONDS))))
  (let [task (.scheduleAtFixedRate s #(.countDown runs) 0 1 TimeUnit/MILLISECONDS)]
    (.await runs)
    ;; guide-174
    (states "a task runs at a fixed rate until it is cancelled" (.cancel task true)))
  (let [runs (CountDownLatch. 3) task (.scheduleWithFixedDelay s #(.countDown runs) 0 1 TimeUnit/MILLISECONDS)]
    (.await runs)
    ;; guide-174
    (states "a task runs with a fixed delay until it is cancelled" (.cancel task false)))
  (.shutdownNow s))
;; guide-175
(states "a latch opens when it was counted down by five threads"
  (let [latch (CountDownLatch. 5) order (atom [])]
    (dotimes [i 5] (.start (Thread. (fn [] (swap! order conj i) (.countDown latch)))))
    (.await latch)
    (= [0 1 2 3 4] (sort @order))))
;; guide-176
(states "a latch of one opens at once" (let [l (CountDownLatch. 1)] (.countDown l) (.await l 1 TimeUnit/SECONDS)))
;; guide-177
(states "concurrent collections hand data over"
  (let [q (LinkedBlockingQueue.) m (ConcurrentHashMap.) c (ConcurrentLinkedQueue.)]
    (on-threads 4 (fn [i] (.put q i) (.put m i i) (.add c i)))
    (= [6 6 6] [(reduce + (repeatedly 4 #(.take q))) (reduce + (vals m)) (reduce + (seq c))])))
;; guide-178
(states "atomic variables compare and set"
  (let [b (AtomicBoolean.) r (AtomicReference. :a) n (AtomicLong. 1)]
    (and (.compareAndSet b false true) (.compareAndSet r :a :b) (not (.compareAndSet n 5 6)) (= [true :b 1] [(.get b) (.get r) (.get n)]))))
;; guide-179
(states "fifty threads increment to fifty"
  (let [n (AtomicLong.) threads (mapv (fn [_] (Thread. #(.incrementAndGet n))) (range 50))]
    (run! #(.start %) threads) (run! #(.join %) threads)
    (= 50 (.get n))))
;; guide-180
(states "there is a fork-join pool" (let [p (ForkJoinPool. 2)] (= 1 (.get (.submit p ^Callable (fn [] 1))))))
;; guide-165
(states "pmap, pcalls and pvalues compute on several threads"
  (= [[1 2 3] [1 2] [3 4]] [(pmap inc [0 1 2]) (pcalls (constantly 1) (constantly 2)) (pvalues 3 4)]))

;; replacing the executors, last because it is for everyone
(let [mine (fn [name] (Executors/newFixedThreadPool 32 (reify java.util.concurrent.ThreadFactory
                                                        (newThread [_ r] (doto (Thread. r name) (.setDaemon true))))))
      a (agent nil) b (agent nil)]
  (set-agent-send-executor! (mine "send"))
  (set-agent-send-off-executor! (mine "off"))
  (send a (fn [_] (.getName (Thread/currentThread))))
  (send-off b (fn [_] (.getName (Thread/currentThread))))
  (await a b)
  ;; guide-114, guide-116, virtual-211
  (states "set-agent-send-executor! and -off- replace the pools, and futures move too"
    (= ["send" "off" "off"] [@a @b @(future (.getName (Thread/currentThread)))])))

(println "ok")
