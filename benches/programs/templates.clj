;; templates: a small template language compiled to closures, rendered n times over nested data
;; arguments: [n [repetitions]]

(require '[clojure.string :as str])

(def default-n 4000)

(def page
  "<html><head><title>{{title}}</title></head><body><h1>{{title|upper}}</h1>{{#if user}}<p>Hello, {{user.name|escape}}!</p>{{/if}}<ul>{{#each items}}<li class=\"{{kind}}\">{{name|escape}}: {{price}}{{#if sale}} <b>sale</b>{{/if}}</li>{{/each}}</ul><p>{{footer}}</p></body></html>")

(defn lex [text]
  (map (fn [[_ literal tag]] (if tag [:tag (str/trim tag)] [:text literal]))
       (re-seq #"((?:(?!\{\{)[\s\S])+)|\{\{([^}]*)\}\}" text)))

(declare parse)

(defn path-of [text] (mapv keyword (str/split text #"\.")))

(defn parse-one [tokens]
  (let [[kind text] (first tokens) more (rest tokens)]
    (cond
      (= kind :text) [{:kind :text :text text} more]
      (str/starts-with? text "#if ") (let [[body more] (parse more)] [{:kind :if :path (path-of (subs text 4)) :body body} more])
      (str/starts-with? text "#each ") (let [[body more] (parse more)] [{:kind :each :path (path-of (subs text 6)) :body body} more])
      :else (let [[path & filters] (str/split text #"\|")] [{:kind :value :path (path-of path) :filters (mapv keyword filters)} more]))))

(defn parse [tokens]
  (loop [nodes [] tokens tokens]
    (if (or (empty? tokens) (let [[kind text] (first tokens)] (and (= kind :tag) (str/starts-with? text "/"))))
      [nodes (rest tokens)]
      (let [[node more] (parse-one tokens)]
        (recur (conj nodes node) more)))))

(defn escape [s] (str/escape (str s) {\< "&lt;" \> "&gt;" \& "&amp;" \" "&quot;"}))

(def filters {:upper str/upper-case :escape escape})

(defn compile-nodes [nodes]
  (let [fs (mapv (fn [{:keys [kind path body text] :as node}]
                   (case kind
                     :text (fn [^StringBuilder out _] (.append out ^String text))
                     :value (let [f (reduce (fn [f k] (comp (filters k) f)) identity (:filters node))]
                              (fn [^StringBuilder out data] (.append out (str (f (get-in data path))))))
                     :if (let [inner (compile-nodes body)] (fn [out data] (when (get-in data path) (inner out data))))
                     :each (let [inner (compile-nodes body)]
                             (fn [out data] (doseq [item (get-in data path)] (inner out (merge data item)))))))
                 nodes)]
    (fn [out data] (run! (fn [f] (f out data)) fs))))

(defn run [n]
  (let [render (compile-nodes (first (parse (lex page))))]
    (loop [i 0 check 0]
      (if (< i n)
        (let [out (StringBuilder.)
              items (mapv (fn [j] {:name (str "item <" j ">") :kind (if (even? j) "even" "odd") :price (* i j) :sale (zero? (rem (+ i j) 3))})
                          (range 10))]
          (render out {:title (str "Page " i) :user (when (odd? i) {:name "A & B"}) :items items :footer "the \"end\""})
          (recur (inc i) (rem (+ (* check 31) (hash (str out))) 1000003)))
        check))))

;; ---- harness (the same in every file): prints the checksum and one time a repetition ----
(defn now-ns [] (System/nanoTime)) ; the only clock

(let [args *command-line-args*
      n    (if (first args) (read-string (first args)) default-n)
      reps (if (second args) (read-string (second args)) 1)]
  (dotimes [i reps]
    (let [t0 (now-ns)
          r  (run n)
          t1 (now-ns)]
      (println "result" "templates" n r)
      (println "time_us" i (quot (- t1 t0) 1000)))))
