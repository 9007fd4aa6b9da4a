;; rules_engine: forward chaining over facts: rules with variables are matched against a set of triples until nothing new follows; n people
;; arguments: [n [repetitions]]

(def default-n 120)

(defn variable? [x] (and (symbol? x) (= \? (first (name x)))))

(defn unify [bindings pattern fact]
  (loop [b bindings i 0]
    (if (= i 3)
      b
      (let [p (nth pattern i) f (nth fact i)]
        (cond
          (not (variable? p)) (if (= p f) (recur b (inc i)) nil)
          (contains? b p) (if (= (get b p) f) (recur b (inc i)) nil)
          :else (recur (assoc b p f) (inc i)))))))

(def rules
  [{:when '[[?a :parent ?b]] :then '[?a :ancestor ?b]}
   {:when '[[?a :parent ?b] [?b :ancestor ?c]] :then '[?a :ancestor ?c]}
   {:when '[[?a :parent ?b] [?a :parent ?c]] :then '[?b :sibling ?c]}
   {:when '[[?a :sibling ?b] [?b :parent ?c]] :then '[?a :uncle ?c]}])

(defn candidates [index pattern bindings]
  (let [[s p _] pattern
        s (if (variable? s) (get bindings s) s)]
    (if s (get-in index [:by-subject [s p]]) (get-in index [:by-relation p]))))

(defn matches [index patterns]
  (reduce (fn [found pattern]
            (for [b found
                  fact (candidates index pattern b)
                  :let [b (unify b pattern fact)]
                  :when b]
              b))
          [{}] patterns))

(defn add-fact [index [s p _ :as fact]]
  (-> index
      (update :facts conj fact)
      (update-in [:by-relation p] (fnil conj []) fact)
      (update-in [:by-subject [s p]] (fnil conj []) fact)))

(defn infer [index]
  (loop [index index rounds 0]
    (let [new (into #{}
                    (comp (mapcat (fn [{:keys [when then]}]
                                    (map (fn [b] (mapv #(get b % %) then)) (matches index when))))
                          (remove (:facts index)))
                    rules)]
      (if (empty? new)
        [index rounds]
        (recur (reduce add-fact index new) (inc rounds))))))

(defn run [n]
  (let [facts (for [i (range 1 n)] [(quot (dec i) 3) :parent i])
        [index rounds] (infer (reduce add-fact {:facts #{} :by-relation {} :by-subject {}} facts))
        counted (frequencies (map second (:facts index)))]
    [rounds (:ancestor counted) (:sibling counted) (:uncle counted)]))

;; ---- harness (the same in every file): prints the checksum and one time a repetition ----
(defn now-ns [] (System/nanoTime)) ; the only clock

(let [args *command-line-args*
      n    (if (first args) (read-string (first args)) default-n)
      reps (if (second args) (read-string (second args)) 1)]
  (dotimes [i reps]
    (let [t0 (now-ns)
          r  (run n)
          t1 (now-ns)]
      (println "result" "rules_engine" n r)
      (println "time_us" i (quot (- t1 t0) 1000)))))
