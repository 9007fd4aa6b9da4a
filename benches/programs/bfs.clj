;; bfs: breadth-first search over a persistent graph of n nodes: adjacency maps, a queue, distances, a path back
;; arguments: [n [repetitions]]

(def default-n 30000)

(defn graph [n]
  (reduce (fn [g i]
            (reduce (fn [g j]
                      (-> g (update i (fnil conj []) j) (update j (fnil conj []) i)))
                    g [(rem (+ (* i 7) 3) n) (rem (+ i 1) n) (rem (* i i) n)]))
          {} (range n)))

(defn search [g start]
  (loop [queue (conj clojure.lang.PersistentQueue/EMPTY start) distance {start 0} before {}]
    (if-let [node (peek queue)]
      (let [d (inc (distance node))
            new (distinct (remove distance (g node)))]
        (recur (into (pop queue) new)
               (reduce (fn [m x] (assoc m x d)) distance new)
               (reduce (fn [m x] (assoc m x node)) before new)))
      [distance before])))

(defn path [before to]
  (vec (reverse (take-while some? (iterate before to)))))

(defn run [n]
  (let [g (graph n)
        [distance before] (search g 0)
        far (reduce (fn [a b] (if (> (distance b) (distance a)) b a)) (range n))]
    [(count distance) (distance far) (count (path before far)) (rem (reduce + (map (fn [[k v]] (* k v)) distance)) 1000003)]))

;; ---- harness (the same in every file): prints the checksum and one time a repetition ----
(defn now-ns [] (System/nanoTime)) ; the only clock

(let [args *command-line-args*
      n    (if (first args) (read-string (first args)) default-n)
      reps (if (second args) (read-string (second args)) 1)]
  (dotimes [i reps]
    (let [t0 (now-ns)
          r  (run n)
          t1 (now-ns)]
      (println "result" "bfs" n r)
      (println "time_us" i (quot (- t1 t0) 1000)))))
