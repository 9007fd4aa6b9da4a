;; ledger: n events of accounts, folded into a state with checks, a history, snapshots, and a replay from a snapshot that must agree
;; arguments: [n [repetitions]]

(def default-n 30000)

(defrecord Account [id owner balance version])

(defn event [i]
  (let [a (rem (* i 7) 500) b (rem (+ (* i 13) 5) 500)]
    (case (int (rem i 10))
      0 {:type :opened :id i :account a :owner (str "owner-" (rem a 50))}
      (1 2 3 4) {:type :deposited :id i :account a :amount (+ 10 (rem (* i 31) 990))}
      (5 6 7) {:type :transferred :id i :from a :to b :amount (rem (* i 17) 400)}
      (8 9) {:type :withdrawn :id i :account b :amount (rem (* i 19) 600)})))

(defn account [state id] (or (get-in state [:accounts id]) (->Account id "nobody" 0 0)))

(defn change [state id amount]
  (let [found (account state id)]
    (assoc-in state [:accounts id] (-> found (update :balance + amount) (update :version inc)))))

(defmulti apply-event (fn [_ event] (:type event)))
(defmethod apply-event :opened [state {:keys [account owner]}]
  (update-in state [:accounts account] (fn [found] (if found (assoc found :owner owner) (->Account account owner 0 1)))))
(defmethod apply-event :deposited [state {:keys [account amount]}] (change state account amount))
(defmethod apply-event :withdrawn [state {:keys [account amount]}]
  (if (< (:balance (user/account state account)) amount)
    (throw (ex-info "insufficient funds" {:account account :amount amount}))
    (change state account (- amount))))
(defmethod apply-event :transferred [state {:keys [from to amount]}]
  (if (< (:balance (account state from)) amount)
    (throw (ex-info "insufficient funds" {:account from :amount amount}))
    (-> state (change from (- amount)) (change to amount))))

(defn step [state event]
  (try
    (-> (apply-event state event)
        (update :log conj (:id event)))
    (catch clojure.lang.ExceptionInfo e
      (update state :refused conj [(:id event) (:account (ex-data e))]))))

(def start {:accounts {} :log [] :refused []})

(defn run [n]
  (let [events (mapv event (range n))
        half (quot n 2)
        snapshot (reduce step start (subvec events 0 half))
        state (reduce step snapshot (subvec events half))
        replayed (reduce step start events)]
    (assert (= state replayed))
    [(count (:log state)) (count (:refused state))
     (reduce + (map :balance (vals (:accounts state))))
     (->> (vals (:accounts state)) (group-by :owner) (map (fn [[owner as]] [(reduce + (map :balance as)) owner])) sort last second)]))

;; ---- harness (the same in every file): prints the checksum and one time a repetition ----
(defn now-ns [] (System/nanoTime)) ; the only clock

(let [args *command-line-args*
      n    (if (first args) (read-string (first args)) default-n)
      reps (if (second args) (read-string (second args)) 1)]
  (dotimes [i reps]
    (let [t0 (now-ns)
          r  (run n)
          t1 (now-ns)]
      (println "result" "ledger" n r)
      (println "time_us" i (quot (- t1 t0) 1000)))))
