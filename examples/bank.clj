;; Accounts in an atom, changed from several threads, with exceptions that carry data. Run it with
;;   lisle examples/bank.clj
(ns bank)

(def accounts (atom {:ada 100 :bob 50}))

(defn withdraw
  "Takes an amount from an account of `balances`, or throws."
  [balances who amount]
  (let [balance (get balances who)]
    (cond
      (nil? balance) (throw (ex-info "No such account" {:account who}))
      (< balance amount) (throw (ex-info "Not enough money" {:account who :short (- amount balance)}))
      :else (update balances who - amount))))

(defn transfer!
  "Moves money in one step, so that no other thread sees it in neither account or in both."
  [from to amount]
  (swap! accounts (fn [balances]
                    (-> balances (withdraw from amount) (update to + amount)))))

(defn attempt [from to amount]
  (try
    (transfer! from to amount)
    (println "moved" amount "from" (name from) "to" (name to))
    (catch clojure.lang.ExceptionInfo e
      (println (ex-message e) (ex-data e)))))

(attempt :ada :bob 30)
(attempt :ada :bob 300)
(attempt :eve :bob 1)

;; Eight threads pay in a thousand times and pass the money on at once: nothing gets lost.
(let [workers (doall (for [_ (range 8)]
                       (future
                         (dotimes [_ 125]
                           (swap! accounts update :ada inc)
                           (transfer! :ada :bob 1)))))]
  (run! deref workers))

(println @accounts "sum" (reduce + (vals @accounts)))

;; Prints:
;; moved 30 from ada to bob
;; Not enough money {:account :ada, :short 230}
;; No such account {:account :eve}
;; {:ada 70, :bob 1080} sum 1150
