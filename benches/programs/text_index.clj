;; text_index: an inverted index over n documents, then queries with scores
;; arguments: [n [repetitions]]

(require '[clojure.string :as str] '[clojure.set :as set])

(def default-n 1500)

(def words ["apple" "river" "Stone" "cloud" "engine" "paper" "Night" "garden" "winter" "signal" "copper" "forest" "market"
            "window" "silver" "Bridge" "letter" "shadow" "planet" "thread"])

(defn document [i]
  (str/join " " (for [j (range 40)]
                  (let [k (rem (+ (* i 17) (* j j 7) (* i j)) 260)]
                    (str (nth words (rem k 20)) (if (< k 200) (quot k 20) "") (if (zero? (rem k 9)) "," ""))))))

(defn tokens [text]
  (map str/lower-case (re-seq #"[A-Za-z0-9]+" text)))

(defn index [documents]
  (reduce-kv (fn [idx id text]
               (reduce-kv (fn [idx word n] (assoc-in idx [word id] n)) idx (frequencies (tokens text))))
             {} documents))

(defn query [idx total text]
  (let [found (map idx (tokens text))
        ids (when (every? some? found) (apply set/intersection (map (comp set keys) found)))]
    (->> ids
         (map (fn [id] [(reduce + (map (fn [postings] (quot (* 1000 (get postings id) total) (count postings))) found)) id]))
         (sort (fn [[s1 i1] [s2 i2]] (compare [(- s1) i1] [(- s2) i2])))
         (take 5))))

(defn run [n]
  (let [documents (mapv document (range n))
        idx (index documents)
        queries (for [i (range 200)] (str (nth words (rem i 20)) (rem i 10) " " (nth words (rem (* i 3) 20)) (rem (* i 7) 10)))
        hits (mapcat #(query idx n %) queries)]
    [(count idx) (count hits) (reduce (fn [h [s id]] (rem (+ (* h 31) s id) 1000003)) 0 hits)]))

;; ---- harness (the same in every file): prints the checksum and one time a repetition ----
(defn now-ns [] (System/nanoTime)) ; the only clock

(let [args *command-line-args*
      n    (if (first args) (read-string (first args)) default-n)
      reps (if (second args) (read-string (second args)) 1)]
  (dotimes [i reps]
    (let [t0 (now-ns)
          r  (run n)
          t1 (now-ns)]
      (println "result" "text_index" n r)
      (println "time_us" i (quot (- t1 t0) 1000)))))
