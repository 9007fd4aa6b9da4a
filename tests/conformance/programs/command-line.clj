;; A main function with options, state with watches, and predicates.
(ns tool.main (:require [clojure.string :as str] [clojure.set :as set]) (:gen-class))
(def options [["-v" "--verbose" :flag] ["-n" "--name" :value] ["-c" "--count" :int]])
(defn parse [args]
  (loop [[a & more :as args] args opts {} rest-args []]
    (if (empty? args) {:options opts :arguments rest-args :errors (:errors opts)}
      (if-let [[_ long kind] (some (fn [[s l k :as o]] (when (#{s l} a) o)) options)]
        (let [k (keyword (subs long 2))]
          (case kind :flag (recur more (assoc opts k true) rest-args)
            :value (recur (rest more) (assoc opts k (first more)) rest-args)
            :int (recur (rest more) (try (assoc opts k (Integer/parseInt (first more))) (catch NumberFormatException e (update opts :errors (fnil conj []) (.getMessage e)))) rest-args)))
        (recur more opts (conj rest-args a))))))
(defn -main [& args] (let [{:keys [options arguments errors]} (parse args)] (println "options" options) (println "args" arguments) (when errors (println "errors" errors)) (count arguments)))
(println (-main "-v" "--name" "x" "a" "b" "-c" "5")) (println (-main "-c" "z"))
(def inventory (atom (sorted-map)))
(defn add! [sku n] (swap! inventory update sku (fnil + 0) n))
(add-watch inventory :log (fn [_ _ old new] (let [d (set/difference (set new) (set old))] (println "changed" d))))
(set-validator! inventory #(every? nat-int? (vals %)))
(add! "a" 5) (add! "b" 2) (println (try (add! "a" -10) (catch IllegalStateException e (.getMessage e))) @inventory)
(println (swap-vals! inventory assoc "z" 1) (reset-vals! inventory (sorted-map)))
(defmulti handle (fn [{:keys [op]} _] op)) (defmethod handle :push [{:keys [v]} st] (conj st v)) (defmethod handle :add [_ st] (conj (pop (pop st)) (+ (peek st) (peek (pop st))))) (defmethod handle :default [{:keys [op]} _] (throw (ex-info "bad op" {:op op})))
(println (reduce #(handle %2 %1) [] [{:op :push :v 1} {:op :push :v 2} {:op :add}]) (try (handle {:op :zork} []) (catch Exception e (ex-data e))))
(println (let [[x & {:keys [a b] :or {b :dflt}}] [1 :a 2]] [x a b]) (let [{:keys [a/b c/d]} {:a/b 1 :c/d 2}] [b d]) (let [{:a/keys [b]} {:a/b 3}] b) (let [[[a] {:keys [b]}] [[1] {:b 2}]] [a b]) (let [{a 0 b 2} [:x :y :z]] [a b]) (let [{:syms [s]} {'s 9}] s))
(println (ns-name *ns*) (count (ns-publics 'tool.main)) (sort (keys (ns-interns 'tool.main))) (sort (keys (ns-aliases 'tool.main))))
(println (var? #'add!) (fn? add!) (ifn? :a) (coll? {}) (seq? '(1)) (sequential? [1]) (associative? {}) (counted? [1]) (reversible? [1]) (sorted? (sorted-map)) (map? (->> {} )) (string? "") (char? \a) (boolean? true) (int? 1) (double? 1.0) (ratio? 1/2) (decimal? 1M) (integer? 1N) (rational? 1/2) (float? 1.0) (number? 1) (nat-int? 0) (pos-int? 1) (neg-int? -1) (keyword? :a) (simple-keyword? :a) (qualified-keyword? :a/b) (symbol? 'a) (ident? :a) (uuid? 1) (inst? #inst "2020") (uri? 1) (bytes? (byte-array 1)) (any? nil) (some? nil) (true? true) (indexed? [1]) (seqable? "") (vector? [1]) (list? '(1)) (set? #{}) (record? 1) (delay? (delay 1)) (future? 1) (volatile? (volatile! 1)) (reduced? (reduced 1)) (tagged-literal? 1) (reader-conditional? 1) (class? String) (var? 1) (special-symbol? 'if) (NaN? ##NaN) (infinite? ##Inf) (identical? nil nil) (distinct? 1 2) (empty? "") (every? pos? []) (bound? #'add!) (thread-bound? #'add!))
(println (tagged-literal 'foo 1) (class (tagged-literal 'foo 1)) (pr-str (read-string {:read-cond :preserve} "#?(:clj 1 :cljs [2])")))
