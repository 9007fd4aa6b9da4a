;; log_analyser: n lines of an access log: regular expression, fields, counts by path and status, slowest paths, bytes per hour
;; arguments: [n [repetitions]]

(require '[clojure.string :as str])

(def default-n 30000)

(def paths ["/" "/index.html" "/api/users" "/api/orders" "/static/app.js" "/login" "/search?q=clojure" "/admin"])

(defn line [i]
  (let [h (rem (quot i 100) 24)]
    (str "10.0." (rem i 7) "." (rem (* i 13) 251) " - - [12/Mar/2024:" (if (< h 10) "0" "") h ":15:32 +0000] \""
         (if (zero? (rem i 5)) "POST" "GET") " " (nth paths (rem (* i 7) 8)) " HTTP/1.1\" "
         (case (int (rem i 11)) 0 404 5 500 200) " " (+ 100 (rem (* i 37) 9000)) " " (rem (* i 53) 1500))))

(def pattern #"^(\S+) \S+ \S+ \[[^:]+:(\d\d):[^\]]+\] \"(\w+) (\S+) [^\"]+\" (\d{3}) (\d+) (\d+)$")

(defn parse [text]
  (when-let [[_ ip hour method path status bytes millis] (re-find pattern text)]
    {:ip ip :hour (Long/parseLong hour) :method (keyword (str/lower-case method))
     :path (first (str/split path #"\?")) :status (Long/parseLong status)
     :bytes (Long/parseLong bytes) :millis (Long/parseLong millis)}))

(defn analyse [lines]
  (let [entries (into [] (keep parse) lines)
        by-path (group-by :path entries)]
    {:statuses (into (sorted-map) (frequencies (map :status entries)))
     :hours (into (sorted-map) (reduce (fn [m e] (update m (:hour e) (fnil + 0) (:bytes e))) {} entries))
     :slowest (->> by-path
                   (map (fn [[path es]] [path (quot (reduce + (map :millis es)) (count es))]))
                   (sort-by (juxt (comp - second) first))
                   (take 3)
                   vec)
     :visitors (count (into #{} (map :ip) entries))
     :errors (->> entries (filter #(>= (:status %) 500)) (map :path) distinct sort vec)}))

(defn run [n]
  (let [report (analyse (map line (range n)))]
    (str/replace (pr-str report) " " "_")))

;; ---- harness (the same in every file): prints the checksum and one time a repetition ----
(defn now-ns [] (System/nanoTime)) ; the only clock

(let [args *command-line-args*
      n    (if (first args) (read-string (first args)) default-n)
      reps (if (second args) (read-string (second args)) 1)]
  (dotimes [i reps]
    (let [t0 (now-ns)
          r  (run n)
          t1 (now-ns)]
      (println "result" "log_analyser" n r)
      (println "time_us" i (quot (- t1 t0) 1000)))))
