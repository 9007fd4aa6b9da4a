;; edn_service: n requests as EDN text: read, validate, route to a handler by multimethod, update state, answer as EDN text
;; arguments: [n [repetitions]]

(require '[clojure.edn :as edn] '[clojure.string :as str])

(def default-n 20000)

(defn request [i]
  (case (int (rem i 4))
    0 (str "{:op :put :id " i " :user {:name \"user-" (rem i 97) "\" :tags [:a :b " (rem i 5) "]} :amount " (rem (* i 31) 1000) "}")
    1 (str "{:op :get :id " (- i 1) "}")
    2 (str "{:op :sum :ids [" (str/join " " (range (max 0 (- i 12)) i 4)) "]}")
    3 (str "{:op :drop :id " (- i 3 (* 4 (rem i 3))) " :reason \"expired\"}")))

(defn valid? [{:keys [op id ids]}]
  (and (keyword? op)
       (or (and (integer? id) (<= 0 id)) (and (vector? ids) (every? integer? ids)))))

(defmulti handle (fn [_ request] (:op request)))
(defmethod handle :put [state {:keys [id user amount]}]
  [(assoc state id {:user user :amount amount :version (inc (get-in state [id :version] 0))}) {:status :created :id id}])
(defmethod handle :get [state {:keys [id]}]
  [state (if-let [found (get state id)] {:status :ok :body found} {:status :missing :id id})])
(defmethod handle :sum [state {:keys [ids]}]
  [state {:status :ok :sum (transduce (keep (fn [id] (get-in state [id :amount]))) + 0 ids)}])
(defmethod handle :drop [state {:keys [id reason]}]
  [(dissoc state id) {:status :gone :id id :reason reason}])
(defmethod handle :default [state request]
  [state {:status :bad :request request}])

(defn run [n]
  (loop [i 0 state {} check 0]
    (if (< i n)
      (let [request (edn/read-string (request i))
            [state answer] (if (valid? request) (handle state request) [state {:status :invalid}])
            text (pr-str answer)]
        (recur (inc i) state (rem (+ (* check 31) (count text)) 1000003)))
      [check (count state)])))

;; ---- harness (the same in every file): prints the checksum and one time a repetition ----
(defn now-ns [] (System/nanoTime)) ; the only clock

(let [args *command-line-args*
      n    (if (first args) (read-string (first args)) default-n)
      reps (if (second args) (read-string (second args)) 1)]
  (dotimes [i reps]
    (let [t0 (now-ns)
          r  (run n)
          t1 (now-ns)]
      (println "result" "edn_service" n r)
      (println "time_us" i (quot (- t1 t0) 1000)))))
