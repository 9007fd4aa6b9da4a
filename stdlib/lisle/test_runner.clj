;; lisle.test-runner: what `lisle test` does. Finds namespaces of tests, chooses among their tests, runs them with
;; clojure.test and reports. How a single test runs and what it prints is the business of clojure.test.

(ns lisle.test-runner
  "Finds tests, runs them and reports."
  (:require [clojure.java.io :as io]
            [clojure.string :as str]
            [clojure.test :as test]
            [clojure.tools.cli :as cli])
  (:import [java.io File]))

(def ^:private options
  [["-d" "--dir DIR" "Folder with tests, may be repeated (default: test)" :multi true :default #{} :update-fn conj]
   ["-n" "--namespace NS" "Namespace to run, may be repeated" :multi true :default #{} :update-fn conj :parse-fn symbol]
   ["-r" "--namespace-regex REGEX" "Namespaces to run, may be repeated (default: .*-test$)" :multi true :default #{}
    :update-fn conj :parse-fn re-pattern]
   ["-v" "--var VAR" "Qualified name of a test to run, may be repeated" :multi true :default #{} :update-fn conj
    :parse-fn symbol]
   ["-i" "--include KEYWORD" "Only tests with this metadata, may be repeated" :multi true :default #{} :update-fn conj
    :parse-fn (fn [s] (keyword (str/replace s #"^:" "")))]
   ["-e" "--exclude KEYWORD" "No tests with this metadata, may be repeated" :multi true :default #{} :update-fn conj
    :parse-fn (fn [s] (keyword (str/replace s #"^:" "")))]
   [nil "--focus NAME" "Only this namespace or test, may be repeated" :multi true :default #{} :update-fn conj
    :parse-fn symbol]
   [nil "--skip NAME" "Not this namespace or test, may be repeated" :multi true :default #{} :update-fn conj
    :parse-fn symbol]
   [nil "--fail-fast" "Stop after the first test that fails"]
   [nil "--randomize" "Run namespaces and tests in a random order"]
   [nil "--seed N" "The same with the order that belongs to a seed" :parse-fn parse-long
    :validate [some? "a seed is an integer"]]
   [nil "--junit FILE" "Write a report in JUnit's XML too"]
   [nil "--slowest N" "Print the N slowest tests" :parse-fn parse-long :validate [some? "must be an integer"]]
   [nil "--print-plan" "Print which tests would run, and run none"]
   ["-H" "--test-help" "Print this help"]])

;; finding

(defn- source-files
  [dir]
  (sort (for [^File f (file-seq (File. ^String dir))
              :when (and (.isFile f) (re-find #"\.cljc?$" (.getName f)))]
          (str f))))

(defn- ns-of-file
  ;; the name in the ns form, if the file begins with one
  [path]
  (try
    (with-open [reader (clojure.lang.LineNumberingPushbackReader. (io/reader path))]
      (loop []
        (let [form (read {:eof nil :read-cond :allow :features #{:clj}} reader)]
          (cond
            (nil? form) nil
            (and (seq? form) (= 'ns (first form))) (first (filter symbol? (rest form)))
            :else (recur)))))
    (catch Exception _ nil)))

(defn- wanted-ns?
  [{:keys [namespace namespace-regex var focus]} ns-name]
  (let [named (into (set namespace) (map (fn [s] (if (clojure.core/namespace s) (symbol (clojure.core/namespace s)) s)))
                    (concat var focus))
        regexes (if (and (empty? named) (empty? namespace-regex)) [#".*-test$"] namespace-regex)]
    (or (contains? named ns-name)
        (some (fn [re] (re-matches re (str ns-name))) regexes))))

(defn- find-namespaces
  [opts]
  (distinct (for [dir (or (seq (sort (:dir opts))) ["test"])
                  file (source-files dir)
                  :let [n (ns-of-file file)]
                  :when (and n (wanted-ns? opts n) (not (contains? (:skip opts) n)))]
              n)))

(defn- var-symbol
  [v]
  (symbol (str (ns-name (:ns (meta v)))) (str (:name (meta v)))))

(defn- wanted-var?
  [{:keys [var include exclude focus skip]} v]
  (let [m (meta v)
        sym (var-symbol v)
        n (ns-name (:ns m))]
    (and (:test m)
         (or (empty? var) (contains? var sym))
         (or (empty? include) (some m include))
         (not-any? m exclude)
         (or (empty? focus) (contains? focus sym) (contains? focus n))
         (not (contains? skip sym)))))

(defn- shuffled
  [seed coll]
  (let [items (java.util.ArrayList. ^java.util.Collection (vec coll))]
    (java.util.Collections/shuffle items (java.util.Random. seed))
    (vec items)))

(defn- ns-tests
  ;; in the order of the source
  [opts n]
  (let [tests (sort-by (fn [v] [(or (:line (meta v)) 0) (str v)])
                       (filter (fn [v] (wanted-var? opts v)) (vals (ns-interns n))))]
    (if-let [seed (:seed opts)]
      (shuffled seed tests)
      tests)))

;; running

(def ^:private events (atom []))

(defn- failures
  []
  (+ (:fail @test/*report-counters* 0) (:error @test/*report-counters* 0)))

(defn- recorded
  ;; reports go to clojure.test, and are kept with their test for the reports at the end
  [report]
  (fn [m]
    (when (contains? #{:pass :fail :error} (:type m))
      (swap! events conj (assoc (select-keys m [:type :message :expected :actual :file :line])
                                :test (some-> (first test/*testing-vars*) var-symbol)
                                :context (test/testing-contexts-str))))
    (report m)))

(defn- run-test-var
  [v]
  (let [start (System/nanoTime)]
    (test/test-var v)
    {:test (var-symbol v) :seconds (/ (double (- (System/nanoTime) start)) 1e9)}))

(defn- fixtures
  [n k]
  (test/join-fixtures (get (meta n) k)))

(defn- run-ns
  ;; the times of the tests that ran
  [opts n tests]
  (let [times (atom [])
        each (fixtures n ::test/each-fixtures)]
    (test/do-report {:type :begin-test-ns :ns n})
    (if-let [hook (and (empty? (:var opts)) (find-var (symbol (str (ns-name n)) "test-ns-hook")))]
      ((var-get hook))
      ((fixtures n ::test/once-fixtures)
       (fn []
         (doseq [v tests
                 :when (not (and (:fail-fast opts) (pos? (failures))))]
           (each (fn [] (swap! times conj (run-test-var v))))))))
    (test/do-report {:type :end-test-ns :ns n})
    @times))

(defn- load-test-ns
  ;; the namespace, or nil after a report of why it could not be loaded
  [n]
  (try
    (require n)
    (the-ns n)
    (catch Throwable e
      (test/do-report {:type :error :message (str "Namespace " n " could not be loaded") :expected nil :actual e})
      nil)))

;; reports

(defn- xml-text
  [s]
  (-> (str s)
      (str/replace "&" "&amp;") (str/replace "<" "&lt;") (str/replace ">" "&gt;") (str/replace "\"" "&quot;")
      (str/replace #"[\x00-\x08\x0b\x0c\x0e-\x1f]" "?")))

(defn- problem-xml
  [{:keys [type message expected actual file line context]}]
  (let [tag (if (= type :fail) "failure" "error")
        actual (if (instance? Throwable actual) (str (.getName (class actual)) ": " (ex-message actual)) (pr-str actual))]
    (str "      <" tag " message=\"" (xml-text (or (not-empty (str context message)) (str expected))) "\">"
         (xml-text (str "expected: " (pr-str expected) "\n  actual: " actual "\n      at: " file ":" line))
         "</" tag ">\n")))

(defn- junit-xml
  [results]
  (let [by-test (group-by :test @events)
        lost (get by-test nil)
        suites (group-by (comp namespace :test) results)]
    (str "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
         (apply str
                (for [[n tests] (sort-by key suites)
                      :let [of-type (fn [type] (count (filter (fn [e] (= type (:type e)))
                                                              (mapcat (comp by-test :test) tests))))]]
                  (str "  <testsuite name=\"" (xml-text n) "\" tests=\"" (count tests)
                       "\" failures=\"" (of-type :fail) "\" errors=\"" (of-type :error)
                       "\" time=\"" (format "%.3f" (reduce + 0.0 (map :seconds tests))) "\">\n"
                       (apply str
                              (for [{:keys [test seconds]} tests
                                    :let [problems (remove (fn [e] (= :pass (:type e))) (by-test test))]]
                                (str "    <testcase classname=\"" (xml-text n) "\" name=\"" (xml-text (name test))
                                     "\" time=\"" (format "%.3f" seconds) "\""
                                     (if (seq problems)
                                       (str ">\n" (apply str (map problem-xml problems)) "    </testcase>\n")
                                       "/>\n"))))
                       "  </testsuite>\n")))
         (when (seq lost)
           (str "  <testsuite name=\"loading\" tests=\"" (count lost) "\" failures=\"0\" errors=\"" (count lost) "\">\n"
                (apply str (for [e lost]
                             (str "    <testcase classname=\"loading\" name=\"" (xml-text (:message e)) "\">\n"
                                  (problem-xml e) "    </testcase>\n")))
                "  </testsuite>\n"))
         "</testsuites>\n")))

(defn- print-slowest
  [n results]
  (println (str "\nSlowest tests:"))
  (doseq [{:keys [test seconds]} (take n (sort-by (comp - :seconds) results))]
    (println (format "  %.3f s  %s" seconds test))))

;; all of it

(defn- run-all
  [opts]
  (reset! events [])
  (binding [test/*report-counters* (ref test/*initial-report-counters*)
            test/report (recorded test/report)]
    (let [names (find-namespaces opts)
          names (if-let [seed (:seed opts)] (shuffled seed names) names)]
      (when (:seed opts)
        (println "Running tests in the order of --seed" (:seed opts)))
      (let [results (doall (mapcat (fn [n]
                                     (when-not (and (:fail-fast opts) (pos? (failures)))
                                       (when-let [found (load-test-ns n)]
                                         (let [tests (ns-tests opts found)]
                                           (cond
                                             (:print-plan opts) (doseq [v tests] (println (str (var-symbol v))))
                                             (or (seq tests) (find-var (symbol (str n) "test-ns-hook")))
                                             (run-ns opts found tests))))))
                                   names))
            summary (assoc @test/*report-counters* :type :summary)]
        (when-not (:print-plan opts)
          (test/do-report summary))
        (when (:slowest opts)
          (print-slowest (:slowest opts) results))
        (when (:junit opts)
          (spit (:junit opts) (junit-xml results)))
        (+ (:fail summary) (:error summary))))))

(defn run
  "Runs the tests that the words of a command line choose. Gives the exit status: the number of failures and errors, 250 at
  most."
  [args]
  (let [{opts :options :keys [errors summary arguments]} (cli/parse-opts args options)]
    (cond
      (:test-help opts) (do (println (str "Usage: lisle test [OPTION…]\n\n" summary)) 0)
      (seq errors) (do (binding [*out* *err*] (run! println errors)) 251)
      (seq arguments) (do (binding [*out* *err*] (println "Unknown argument:" (first arguments))) 251)
      :else
      (let [seed (or (:seed opts) (when (:randomize opts) (rand-int Integer/MAX_VALUE)))
            missing (remove (fn [d] (.isDirectory (File. ^String d))) (:dir opts))]
        (doseq [dir (or (seq (:dir opts)) ["test"])]
          (lisle.native/add-class-path dir))
        (if (seq missing)
          (do (binding [*out* *err*] (println "No such folder:" (first missing))) 251)
          (min 250 (run-all (assoc opts :seed seed))))))))
