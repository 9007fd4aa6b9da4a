;; What threads do: dumps with stacks and waits, deadlocks as data and on standard error, counters of transactions.

(ns dump-and-deadlocks
  (:require [lisle.stm :as stm]
            [lisle.thread :as thread])
  (:import [java.util.concurrent CountDownLatch]
           [java.util.concurrent.locks ReentrantLock]))

(defn start [name f] (doto (Thread. f name) (.setDaemon true) (.start)))
(defn named [name threads] (first (filter #(= name (:name %)) threads)))
(defn eventually [f] (loop [] (or (f) (do (Thread/sleep 1) (recur)))))

;; a thread that waits, and one that runs
(def gate (promise))
(def going (atom true))
(defn waits-here [] @gate)
(defn runs-here [] (while @going))
(start "waiting" (fn [] (waits-here) nil))
(start "running" (fn [] (runs-here)))
(let [waiting (eventually #(let [t (named "waiting" (thread/dump))] (when (:waits-for t) t)))
      running (eventually #(let [t (named "running" (thread/dump))] (when (seq (:stack t)) t)))
      main (named "main" (thread/dump))]
  (assert (= ["promise" :waiting false true] ((juxt :waits-for :state :virtual :daemon) waiting)))
  (assert (= ["dump-and-deadlocks/waits-here" "pass-dump-and-deadlocks.clj"] (take 2 (first (filter #(= "dump-and-deadlocks/waits-here" (first %)) (:stack waiting))))))
  (assert (some #(= "dump-and-deadlocks/runs-here" (first %)) (:stack running)))
  (assert (= :runnable (:state running)))
  (assert (integer? (:id main)))
  (assert (.contains (with-out-str (thread/print-dump)) "\"waiting\" #"))
  (assert (= [] (thread/deadlocks))))
(reset! going false)

;; who holds what is waited for
(let [o (Object.)]
  (locking o
    (start "blocked" (fn [] (locking o 1)))
    (let [blocked (eventually #(let [t (named "blocked" (thread/dump))] (when (:held-by t) t)))]
      (assert (= ["monitor" "main" :blocked] ((juxt :waits-for :held-by :state) blocked))))))

;; deadlocks: two monitors; a lock and a monitor and a future; a future that waits for itself
(defn cycle-of [names]
  (eventually (fn [] (some (fn [cycle] (when (= names (set (map :name cycle))) cycle)) (thread/deadlocks)))))
(def err (java.io.StringWriter.))
(alter-var-root #'*err* (constantly err))
(let [a (Object.) b (Object.) both (CountDownLatch. 2)]
  (start "one" (fn [] (locking a (.countDown both) (.await both) (locking b 1))))
  (start "two" (fn [] (locking b (.countDown both) (.await both) (locking a 1))))
  (let [cycle (cycle-of #{"one" "two"})]
    (assert (= #{"monitor"} (set (map :waits-for cycle))))
    (assert (= [(:name (second cycle)) (:name (first cycle))] (map :held-by cycle)))))
(let [lock (ReentrantLock.) o (Object.) held (CountDownLatch. 2)]
  (start "three" (fn [] (.lock lock) (.countDown held) (.await held) (locking o 1)))
  (start "four" (fn [] (locking o (.countDown held) (.await held) (.lock lock))))
  (cycle-of #{"three" "four"}))
(let [p (promise)
      f (future (.setName (Thread/currentThread) "five") @@p)]
  (deliver p f)
  (cycle-of #{"five"})
  (eventually #(.contains (str err) "Deadlock: a thread waits for each other"))
  (future-cancel f))
(eventually #(and (.contains (str err) "Deadlock: 2 threads wait for each other")
                  (.contains (str err) "\"one\" waits for a monitor that needs \"two\"")
                  (.contains (str err) "(pass-dump-and-deadlocks.clj:")))

;; transactions
(let [r (ref 0) before (stm/stats) tries (atom 0)]
  (dosync (when (= 1 (swap! tries inc)) @(future (dosync (alter r + 10)))) (alter r inc))
  (let [after (stm/stats)]
    (assert (= 2 (- (:commits after) (:commits before))))
    (assert (= 1 (- (:retries after) (:retries before))))
    (assert (contains? after :barges)))
  (assert (= {:commits 2 :conflicts 1} (select-keys (stm/stats r) [:commits :conflicts]))))

(println "ok")
