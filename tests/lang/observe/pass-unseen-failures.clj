;; Failures in the background that nobody notices reach the uncaught-exception handler; those that somebody does notice do not.

(ns unseen-failures
  (:import [java.util.concurrent Callable Executors ExecutionException]))

(def seen (atom []))
(Thread/setDefaultUncaughtExceptionHandler
  (reify Thread$UncaughtExceptionHandler
    (uncaughtException [_ thread e] (swap! seen conj [(.getName thread) (ex-message e) (pos? (count (.getStackTrace e)))]))))

(defn eventually [f] (loop [] (or (f) (do (Thread/sleep 1) (recur)))))
(defn reported? [message] (some #(= message (second %)) @seen))
(defn fails [message] (throw (ex-info message {})))

;; futures that nobody keeps
(future (fails "future"))
(eventually #(reported? "future"))
(let [[name _ stack?] (first @seen)]
  (assert (re-matches #"clojure-agent-send-off-pool-\d+" name))
  (assert stack?))

;; tasks of executors
(let [pool (Executors/newFixedThreadPool 1)]
  (.submit pool ^Callable (fn [] (fails "task")))
  (.submit pool ^Callable (fn [] 1))
  (eventually #(reported? "task"))
  (.shutdown pool))

;; agents
((fn []
   (let [a (agent 0)]
     (send a (fn [_] (fails "agent")))
     nil)))
(eventually #(do @(future 1) (reported? "agent")))

;; what somebody has noticed is not reported
(let [f (future (fails "derefed"))]
  (try @f (catch ExecutionException _)))
(let [a (agent 0)]
  (send a (fn [_] (fails "asked")))
  (eventually #(agent-error a)))
(send (agent 0 :error-handler (fn [_ _])) (fn [_] (fails "handled")))
(try (doall (pmap (fn [_] (fails "pmap")) [1])) (catch Throwable _))
(dotimes [_ 50] @(future 1))
(assert (not-any? reported? ["derefed" "asked" "handled" "pmap"]))
(assert (= 1 (count (filter #(= "future" (second %)) @seen))))

;; what could still be noticed when the process ends is reported then: nobody does here
(def kept (future (fails "kept")))
(eventually #(future-done? kept))
(assert (not (reported? "kept")))
(Thread/setDefaultUncaughtExceptionHandler nil)

(println "ok")
