;; A parser and writer of JSON by protocols, and what one does with nested data.
(ns data.json-mini (:require [clojure.string :as str] clojure.data clojure.pprint))
(declare parse-value)
(defn skip-ws [s i] (loop [i i] (if (and (< i (count s)) (Character/isWhitespace (.charAt ^String s i))) (recur (inc i)) i)))
(defn fail [msg i] (throw (ex-info (str msg " at " i) {:type :json/parse :index i})))
(defn parse-string* [^String s i]
  (loop [i (inc i) sb (StringBuilder.)]
    (if (>= i (.length s)) (fail "Unterminated string" i)
      (let [c (.charAt s i)]
        (case c
          \" [(.toString sb) (inc i)]
          \\ (let [e (.charAt s (inc i))]
               (case e
                 (\" \\ \/) (recur (+ i 2) (.append sb e))
                 \n (recur (+ i 2) (.append sb \newline))
                 \t (recur (+ i 2) (.append sb \tab))
                 \u (recur (+ i 6) (.append sb (char (Integer/parseInt (subs s (+ i 2) (+ i 6)) 16))))
                 (fail (str "Bad escape \\" e) i)))
          (recur (inc i) (.append sb c)))))))
(defn parse-number [s i]
  (let [m (re-matcher #"-?\d+(\.\d+)?([eE][-+]?\d+)?" s)]
    (.region m i (count s))
    (if (.lookingAt m)
      (let [t (.group m)] [(if (or (.group m 1) (.group m 2)) (Double/parseDouble t) (try (Long/parseLong t) (catch NumberFormatException _ (bigint t)))) (.end m)])
      (fail "Bad number" i))))
(defn parse-seq [s i close item]
  (loop [i (skip-ws s (inc i)) acc []]
    (cond (>= i (count s)) (fail "Unexpected end" i)
          (= close (nth s i)) [acc (inc i)]
          :else (let [[v i] (item s i) i (skip-ws s i)]
                  (case (get s i) \, (recur (skip-ws s (inc i)) (conj acc v)) (if (= close (get s i)) [(conj acc v) (inc i)] (fail "Expected , or close" i)))))))
(defn parse-value [s i]
  (let [i (skip-ws s i) c (get s i)]
    (cond (nil? c) (fail "Unexpected end" i)
          (= c \") (parse-string* s i)
          (= c \[) (parse-seq s i \] parse-value)
          (= c \{) (let [[kvs i] (parse-seq s i \} (fn [s i] (let [[k i] (parse-value s i) i (skip-ws s i)] (when-not (= \: (get s i)) (fail "Expected :" i)) (let [[v i] (parse-value s (inc i))] [[(keyword k) v] i]))))] [(into {} kvs) i])
          (.startsWith ^String s "true" i) [true (+ i 4)] (.startsWith ^String s "false" i) [false (+ i 5)] (.startsWith ^String s "null" i) [nil (+ i 4)]
          :else (parse-number s i))))
(defn parse [s] (let [[v i] (parse-value s 0)] (if (= (skip-ws s i) (count s)) v (fail "Trailing" i))))
(defprotocol ToJson (to-json [x]))
(extend-protocol ToJson
  nil (to-json [_] "null") String (to-json [s] (str \" (str/escape s {\" "\\\"" \\ "\\\\" \newline "\\n"}) \"))
  Number (to-json [n] (str n)) Boolean (to-json [b] (str b)) clojure.lang.Keyword (to-json [k] (to-json (name k)))
  clojure.lang.IPersistentMap (to-json [m] (str "{" (str/join "," (map (fn [[k v]] (str (to-json k) ":" (to-json v))) m)) "}"))
  clojure.lang.Sequential (to-json [xs] (str "[" (str/join "," (map to-json xs)) "]")) java.util.Set (to-json [xs] (str "[" (str/join "," (map to-json xs)) "]"))
  java.util.Date (to-json [d] (to-json (.toString (.toInstant d)))) clojure.lang.Ratio (to-json [r] (to-json (double r))))
(def doc "{\"name\": \"Zo\\u00eb\", \"n\": [1, -2.5, 1e3, 12345678901234567890], \"ok\": true, \"nil\": null, \"nested\": {\"a\": []}, \"esc\": \"a\\n\\\"b\\\"\"}")
(prn (parse doc)) (println (to-json (parse doc)))
(println (to-json {:a [1 2 #{3}] :b nil :c 1/3 :d #inst "2020-01-01"}) )
(doseq [bad ["" "[1," "{\"a\" 1}" "tru" "[1] x" "\"abc" "\"\\q\""]]
  (println (pr-str bad) (try (parse bad) (catch clojure.lang.ExceptionInfo e [(ex-message e) (ex-data e)]) (catch Exception e (str (class e) " " (.getMessage e))))))
(println (try (to-json (Object.)) (catch IllegalArgumentException e (str/replace (.getMessage e) #"@[0-9a-f]+" ""))))
(prn (sort-by (juxt :age :name) [{:name "b" :age 2} {:name "a" :age 2} {:name "c" :age 1}]))
(prn (update-vals (group-by :k [{:k 1 :v 1} {:k 1 :v 2} {:k 2 :v 3}]) #(reduce + (map :v %))))
(prn (reduce-kv (fn [m k v] (assoc m v k)) {} {:a 1 :b 2}) (zipmap [:a :b] (range)) (merge-with into {:a [1]} {:a [2] :b [3]}))
(prn (tree-seq map? vals {:a {:b 1} :c 2}) (flatten [1 [2 [3 nil]]]) (get-in {:a [{:b 1}]} [:a 0 :b]) (update-in {} [:a :b] (fnil inc 0)))
(prn (clojure.data/diff {:a 1 :b {:c 2 :d 3}} {:a 1 :b {:c 9} :e 5}) (clojure.data/diff [1 2 3] [1 9]) (clojure.data/diff #{1 2} #{2 3}))
(clojure.pprint/pprint {:users (vec (for [i (range 4)] {:id i :name (str "user-" i) :roles #{:admin :dev} :address {:street "Long Street Name" :zip (+ 10000 i)}}))})
(clojure.pprint/pprint '(defn foo [x] (let [y (inc x) z (* y 2)] (if (> z 10) (println "big" z) (recur (+ x 1))))))
(binding [clojure.pprint/*print-right-margin* 30] (clojure.pprint/pprint (range 40)))
(println (clojure.pprint/cl-format nil "~a ~5d|~5,'0d|~r|~:r|~@r|~{~a~^, ~}|~:d|~,2f|~e" "x" 42 42 42 3 14 [1 2 3] 1234567 3.14159 12345.678))
