;; Tests for editors: those of a namespace, those that a query selects, all that are loaded, those that failed; and what failed as
;; data, which clients of cider-nrepl show.

(ns lisle.nrepl.test
  "Runs tests and answers with their results."
  (:require [clojure.pprint :as pprint]
            [clojure.string :as str]
            [clojure.test :as test]
            [lisle.tooling :as tooling]))

;; Results of the last run: by names of namespace and test a vector of maps, and the exceptions by [ns test index].
(def ^:private last-run (atom {:results {} :errors {}}))

(defn- shown
  [x]
  (binding [*print-length* 1000 *print-level* 20]
    (with-out-str (pprint/pprint x))))

(defn- names-of
  [v]
  [(str (ns-name (:ns (meta v)))) (str (:name (meta v)))])

(defn- add-result
  [run m]
  (let [v (or (last test/*testing-vars*) (:var m))
        [ns-name var-name] (if v (names-of v) [(str (ns-name *ns*)) ""])
        index (count (get-in run [:results ns-name var-name]))
        problem? (not= :pass (:type m))
        entry (cond-> {:ns ns-name :var var-name :index index :type (name (:type m))
                       :context (test/testing-contexts-str) :message (str (:message m))}
                (:file m) (assoc :file (str (:file m)))
                (:line m) (assoc :line (:line m))
                problem? (assoc :expected (shown (:expected m)))
                (= :fail (:type m)) (assoc :actual (shown (:actual m)))
                (instance? Throwable (:actual m)) (assoc :error (str (:actual m))))]
    (cond-> (update-in run [:results ns-name var-name] (fnil conj []) entry)
      true (update-in [:summary (:type m)] inc)
      true (update-in [:summary :test] inc)
      (instance? Throwable (:actual m)) (assoc-in [:errors [ns-name var-name index]] (:actual m)))))

(defn- run-vars
  [vars]
  (let [run (atom {:results {} :errors {} :summary {:ns 0 :var 0 :test 0 :pass 0 :fail 0 :error 0}})
        begin (System/nanoTime)]
    (binding [test/report (fn [m]
                            (when (contains? #{:pass :fail :error} (:type m))
                              (swap! run add-result m)))]
      (test/test-vars vars))
    (swap! run (fn [run]
                 (-> run
                     (assoc-in [:summary :var] (count vars))
                     (assoc-in [:summary :ns] (count (set (map (comp :ns meta) vars)))))))
    (let [ms (quot (- (System/nanoTime) begin) 1000000)
          {:keys [results summary] :as run} @run]
      (reset! last-run run)
      {:results results
       :summary summary
       :testing-ns (or (first (sort (keys results))) (some-> (first vars) names-of first) "")
       :elapsed-time {:ms ms :humanized (str "Completed in " ms " ms")}})))

(defn- tests-of
  [n]
  (->> (ns-interns n)
       vals
       (filter (comp :test meta))
       (sort-by (fn [v] [(or (:line (meta v)) 0) (str v)]))))

(defn- loaded
  ;; The namespace of this name, loaded if that is possible; nil if there is none.
  [ns-name]
  (let [sym (symbol (str ns-name))]
    (or (find-ns sym)
        (try
          (require sym)
          (find-ns sym)
          (catch java.io.FileNotFoundException _ nil)))))

(defn- as-list
  [x]
  (if (or (nil? x) (string? x)) (filter not-empty [x]) (seq x)))

(defn- true-text?
  [x]
  (not (contains? #{nil "" "false" "nil" []} x)))

(defn- matching?
  [patterns text]
  (some (fn [p] (re-find (re-pattern p) text)) patterns))

(defn- namespaces
  ;; What an ns-query selects; nil for a name that is none.
  [query]
  (if-let [exactly (seq (as-list (get query "exactly")))]
    (let [found (map loaded exactly)]
      (when (every? some? found)
        found))
    (let [include (as-list (get query "include-regexps"))
          exclude (as-list (get query "exclude-regexps"))]
      (->> (all-ns)
           (sort-by ns-name)
           (filter (fn [n] (or (empty? include) (matching? include (str (ns-name n))))))
           (remove (fn [n] (matching? exclude (str (ns-name n)))))))))

(defn- selected
  ;; The tests that a var-query selects; nil for names that are none.
  [query]
  (if-let [exactly (seq (as-list (get query "exactly")))]
    (let [found (map (fn [text]
                       (let [sym (symbol text)]
                         (when (loaded (namespace sym)) (find-var sym))))
                     exactly)]
      (when (every? some? found)
        (filter (comp :test meta) found)))
    (when-let [found (namespaces (get query "ns-query"))]
      (let [include (map keyword (as-list (get query "include-meta-key")))
            exclude (map keyword (as-list (get query "exclude-meta-key")))
            search (not-empty (get query "search"))]
        (->> (mapcat tests-of found)
             (filter (fn [v] (or (empty? include) (some (meta v) include))))
             (remove (fn [v] (some (meta v) exclude)))
             (filter (fn [v] (or (nil? search) (re-find (re-pattern search) (second (names-of v)))))))))))

(defn- failed-vars
  []
  (for [[ns-name by-var] (:results @last-run)
        [var-name results] by-var
        :when (some (fn [r] (not= "pass" (:type r))) results)
        :let [v (find-var (symbol ns-name var-name))]
        :when v]
    v))

(defn- test-stacktrace
  [msg]
  (let [index (get msg "index")
        index (if (string? index) (parse-long index) index)
        e (get-in @last-run [:errors [(str (get msg "ns")) (str (get msg "var")) index]])]
    (if e
      (concat (tooling/analyze e) [{:status ["done"]}])
      {:status ["no-stacktrace" "done"]})))

(defn- run-or-refuse
  [vars]
  (if vars
    (run-vars vars)
    {:status ["namespace-not-found" "error" "done"]}))

(defn handle
  "The reply to a message of one of the operations on tests."
  [op msg]
  (case op
    "test" (let [n (loaded (get msg "ns"))
                 wanted (set (as-list (get msg "tests")))]
             (run-or-refuse (when n (filter (fn [v] (or (empty? wanted) (wanted (second (names-of v))))) (tests-of n)))))
    "test-all" (run-vars (selected {"include-meta-key" (get msg "include") "exclude-meta-key" (get msg "exclude")}))
    "test-var-query" (run-or-refuse (selected (get msg "var-query")))
    "retest" (run-vars (failed-vars))
    "test-stacktrace" (test-stacktrace msg)))
