;; Agents, promises, delays and lazy seqs under schedules of a seed: order of sends, once-only bodies, no lost wake-up.
;; Usage: lisle --seed N tests/schedules/agents.clj ROUNDS
(def trace (atom []))

(defn orders []
  (let [a (agent [])
        senders (doall (for [k (range 3)] (future (dotimes [i 4] ((if (even? i) send send-off) a conj [k i])))))]
    (run! deref senders)
    (await a)
    (assert (= 12 (count @a)))
    (doseq [k (range 3)] (assert (= (range 4) (map second (filter #(= k (first %)) @a)))))
    (swap! trace conj @a)))

(defn nested []
  ;; Sends of an action happen after its state was set.
  (let [a (agent 0) b (agent nil) done (promise)]
    (send a (fn [n] (send b (fn [_] (deliver done @a))) (inc n)))
    (assert (= 1 @done))))

(defn failures []
  (let [a (agent 1) thrown (atom nil)]
    (set-error-handler! a (fn [_ e] (reset! thrown (ex-message e))))
    (send a (fn [_] (throw (ex-info "bad" {}))))
    (loop [] (when-not (agent-error a) (Thread/sleep 1) (recur)))
    (assert (= ["bad" "bad"] [(ex-message (agent-error a)) (loop [] (or @thrown (recur)))]))
    (restart-agent a 5)
    (send a inc)
    (await a)
    (assert (= 6 @a))))

(defn once []
  (let [runs (atom 0) elements (atom 0)
        d (delay (swap! runs inc) (Thread/sleep 1) :value)
        s (map (fn [x] (swap! elements inc) (Thread/yield) x) (vec (range 5)))
        p (promise)
        readers (doall (concat (for [_ (range 2)] (future [@d @p (vec s)]))
                               (for [_ (range 2)] (let [r (promise)] (Thread/startVirtualThread #(deliver r [@d @p (vec s)])) r))))]
    (deliver p 1)
    (assert (= #{[:value 1 [0 1 2 3 4]]} (set (map deref readers))))
    (assert (= [1 5] [@runs @elements]))))

(dotimes [_ (parse-long (first *command-line-args*))]
  (orders) (nested) (failures) (once))
(println (hash @trace))
(shutdown-agents)
(println "ok")
