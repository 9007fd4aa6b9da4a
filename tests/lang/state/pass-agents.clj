;; Agents: order, held sends, errors, executors.
(defmacro thrown [& body]
  `(try (do ~@body) :nothing (catch Throwable e# [(class e#) (ex-message e#)])))
(defn settle [a] (dotimes [_ 200] (when-not (agent-error a) (Thread/sleep 5))))

(let [a (agent [])]
  (dotimes [i 100] (send a conj i))
  (await a)
  (assert (= (range 100) @a)))

;; The thread pools have Clojure's names, *agent* and the sender's bindings are in force.
(def ^:dynamic *who* :root)
(let [a (agent nil)
      p (promise)]
  (binding [*who* :sender]
    (send a (fn [_] (deliver p [*who* (identical? a *agent*) (.getName (Thread/currentThread))]))))
  (let [[who self name] @p]
    (assert (= [:sender true] [who self]))
    (assert (.startsWith name "clojure-agent-send-pool-")))
  (assert (nil? *agent*)))
(let [p (promise)]
  (send-off (agent nil) (fn [_] (deliver p (.getName (Thread/currentThread)))))
  (assert (.startsWith @p "clojure-agent-send-off-pool-")))

;; What an action sends waits until its state is set; what a transaction sends, for the commit.
(let [a (agent 0) log (atom [])]
  (send a (fn [s] (send a (fn [s] (swap! log conj [:inner s]) (inc s))) (swap! log conj [:outer s]) 10))
  (await a)
  (await a)
  (assert (= [[:outer 0] [:inner 10]] @log))
  (assert (= 11 @a)))
(let [a (agent 0) early (promise)]
  (send a (fn [s] (send a inc) (deliver early (release-pending-sends)) (inc s)))
  (assert (= 1 @early))
  (await a)
  (assert (= 2 @a)))
(let [a (agent 0) r (ref 0)]
  (assert (= [Exception "no"] (thrown (dosync (send a inc) (throw (Exception. "no"))))))
  (dosync (send a inc) (alter r inc) (assert (= 0 @a)))
  (await a)
  (assert (= 1 @a)))
(assert (= [IllegalStateException "await in transaction"] (thrown (dosync (await (agent 0))))))
(let [p (promise)]
  (send (agent 0) (fn [_] (deliver p (thrown (await (agent 1))))))
  (assert (= [Exception "Can't await in agent action"] @p)))

;; Failing.
(let [a (agent 0)]
  (assert (= :fail (error-mode a)))
  (send a (fn [_] (throw (ArithmeticException. "boom"))))
  (settle a)
  (assert (= "boom" (ex-message (agent-error a))))
  (assert (= 1 (count (agent-errors a))))
  (assert (.contains (pr-str a) ":status :failed"))
  (assert (= [RuntimeException "Agent is failed, needs restart"] (thrown (send a inc))))
  (assert (= 7 (restart-agent a 7)))
  (assert (nil? (agent-error a)))
  (send a inc)
  (await a)
  (assert (= 8 @a))
  (assert (= [RuntimeException "Agent does not need a restart"] (thrown (restart-agent a 1)))))

;; Actions that wait behind a failure run after a restart, unless they are cleared.
(doseq [[clear expected] [[false 101] [true 100]]]
  (let [a (agent 0) gate (promise)]
    (send-off a (fn [_] @gate (throw (Exception. "stop"))))
    (send-off a inc)
    (deliver gate true)
    (settle a)
    (restart-agent a 100 :clear-actions clear)
    (await a)
    (assert (= expected @a))))

;; Going on, with a handler.
(let [seen (promise)
      a (agent 1 :error-handler (fn [a e] (deliver seen [@a (ex-message e)])))]
  (assert (= :continue (error-mode a)))
  (send a (fn [_] (throw (Exception. "x"))))
  (assert (= [1 "x"] @seen))
  (send a inc)
  (await a)
  (assert (= 2 @a))
  (set-error-mode! a :fail)
  (assert (= :fail (error-mode a))))

;; Validators and watches.
(let [a (agent 0 :validator number? :meta {:m 1}) seen (atom [])]
  (assert (= {:m 1} (meta a)))
  (add-watch a :w (fn [_ _ old new] (swap! seen conj [old new])))
  (send a inc)
  (await a)
  (send a (constantly :x))
  (settle a)
  (assert (= "Invalid reference state" (ex-message (agent-error a))))
  ;; The action by which await waits sets the state, too.
  (assert (= [[0 1] [1 1]] @seen))
  (assert (= 1 @a)))

;; Any executor will do.
(let [pool (java.util.concurrent.Executors/newSingleThreadExecutor)
      a (agent 0)]
  (dotimes [_ 10] (send-via pool a inc))
  (await a)
  (assert (= 10 @a))
  (.shutdown pool))
(assert (= [true false] [(await-for 1000 (agent 0))
                         (let [a (agent 0)] (send-off a (fn [_] (Thread/sleep 300))) (await-for 10 a))]))
(shutdown-agents)
(println "ok")
