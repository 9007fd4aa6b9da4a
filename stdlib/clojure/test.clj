;; clojure.test: assertions, tests, fixtures and reports. An assertion is a macro that expands into code which
;; evaluates the form and passes a map to do-report; report, a dynamic multimethod, decides what to show.

(ns clojure.test
  "A unit testing framework: (is (= 4 (+ 2 2))), deftest, fixtures and reports."
  (:require [clojure.stacktrace :as stack]
            [clojure.string :as str]
            [clojure.walk :as walk]))

(defonce ^{:dynamic true :added "1.1" :doc "When false while tests are loaded, deftest and its like define nothing."}
  *load-tests* true)

(def ^{:dynamic true :added "1.1" :doc "How many frames of a stack trace are printed for an error; nil for all."}
  *stack-trace-depth* nil)

(def ^{:dynamic true :doc "A ref to the map of counters while tests run, else nil."}
  *report-counters* nil)

(def ^{:dynamic true :doc "The counters with which a run begins."}
  *initial-report-counters* {:test 0 :pass 0 :fail 0 :error 0})

(def ^{:dynamic true :doc "The vars of the tests that are running, the innermost first."} *testing-vars* (list))
(def ^{:dynamic true :doc "The strings of the testing forms around, the innermost first."} *testing-contexts* (list))
(def ^{:dynamic true :doc "The writer that reports go to."} *test-out* *out*)

(defmacro with-test-out
  "Evaluates the body with *out* bound to *test-out*."
  {:added "1.1"}
  [& body]
  `(binding [*out* *test-out*] ~@body))

;; reports

(defn- own-frame?
  ;; is it a frame of this namespace, or of the functions that make exceptions?
  [^StackTraceElement frame]
  (let [class-name (.getClassName frame)]
    (or (str/starts-with? class-name "java.lang.")
        (str/starts-with? class-name "clojure.test$")
        (str/starts-with? class-name "clojure.core$ex_info"))))

(defn- frame-position
  [^StackTraceElement frame]
  (if frame
    {:file (.getFileName frame) :line (.getLineNumber frame)}
    {:file nil :line nil}))

(defn- present-frames
  ;; the frames of the stack from here on: an exception gets them when it is thrown
  []
  (.getStackTrace ^Throwable (try (throw (Exception.)) (catch Exception e e))))

(defn file-position
  "A vector of the file and the line n frames up the stack."
  {:added "1.1" :deprecated "1.2"}
  [n]
  (let [{:keys [file line]} (frame-position (nth (present-frames) (inc n) nil))]
    [file line]))

(defn testing-vars-str
  "The names of the tests that are running and the position in m, as text."
  {:added "1.1"}
  [m]
  (str (reverse (map (fn [v] (:name (meta v))) *testing-vars*))
       " (" (:file m) ":" (:line m) ")"))

(defn testing-contexts-str
  "The strings of the testing forms around, joined."
  {:added "1.1"}
  []
  (str/join " " (reverse *testing-contexts*)))

(defn inc-report-counter
  "Adds one to the counter of the name, if tests are running."
  {:added "1.1"}
  [name]
  (when *report-counters*
    (dosync (commute *report-counters* update name (fnil inc 0)))))

(defmulti ^{:dynamic true :added "1.1"}
  report
  "Shows the map m, by its :type: :pass, :fail, :error, :summary, :begin-test-ns and so on. Bind or extend it to report
  in another way."
  :type)

(defn do-report
  "Passes m to report, with the file and line of the assertion in failures and errors."
  {:added "1.2"}
  [m]
  (report
    (case (:type m)
      :fail (merge (frame-position (first (drop-while own-frame? (present-frames)))) m)
      :error (let [thrown (:actual m)
                   frames (when (instance? Throwable thrown) (.getStackTrace ^Throwable thrown))]
               (merge (frame-position (or (first (drop-while own-frame? frames)) (first frames))) m))
      m)))

(defmethod report :default [m]
  (with-test-out (prn m)))

(defmethod report :pass [m]
  (with-test-out (inc-report-counter :pass)))

(defn- print-headline
  [kind m]
  (println (str "\n" kind " in") (testing-vars-str m))
  (when (seq *testing-contexts*) (println (testing-contexts-str)))
  (when-let [message (:message m)] (println message))
  (println "expected:" (pr-str (:expected m))))

(defmethod report :fail [m]
  (with-test-out
    (inc-report-counter :fail)
    (print-headline "FAIL" m)
    (println "  actual:" (pr-str (:actual m)))))

(defmethod report :error [m]
  (with-test-out
    (inc-report-counter :error)
    (print-headline "ERROR" m)
    (print "  actual: ")
    (let [actual (:actual m)]
      (if (instance? Throwable actual)
        (stack/print-cause-trace actual *stack-trace-depth*)
        (prn actual)))))

(defmethod report :summary [m]
  (with-test-out
    (println "\nRan" (:test m) "tests containing" (+ (:pass m) (:fail m) (:error m)) "assertions.")
    (println (str (:fail m) " failures, " (:error m) " errors."))))

(defmethod report :begin-test-ns [m]
  (with-test-out
    (println "\nTesting" (ns-name (:ns m)))))

(defmethod report :end-test-ns [m])
(defmethod report :begin-test-var [m])
(defmethod report :end-test-var [m])

;; assertions

(defn get-possibly-unbound-var
  "The value of the var, or nil if it has none."
  {:added "1.1"}
  [v]
  (try
    (var-get v)
    (catch IllegalStateException _ nil)))

(defn function?
  "Is x a function, or a symbol that names one (and no macro)?"
  {:added "1.1"}
  [x]
  (if (symbol? x)
    (when-let [v (resolve x)]
      (when-let [value (get-possibly-unbound-var v)]
        (and (fn? value)
             (not (:macro (meta v))))))
    (fn? x)))

(defn assert-predicate
  "The code that asserts a call of a function and reports the values of the arguments."
  {:added "1.1"}
  [msg form]
  (let [pred (first form)
        args (rest form)]
    `(let [values# (list ~@args)
           result# (apply ~pred values#)]
       (if result#
         (do-report {:type :pass, :message ~msg, :expected '~form, :actual (cons '~pred values#)})
         (do-report {:type :fail, :message ~msg, :expected '~form, :actual (list '~'not (cons '~pred values#))}))
       result#)))

(defn assert-any
  "The code that asserts that the value of any form is true."
  {:added "1.1"}
  [msg form]
  `(let [value# ~form]
     (if value#
       (do-report {:type :pass, :message ~msg, :expected '~form, :actual value#})
       (do-report {:type :fail, :message ~msg, :expected '~form, :actual value#}))
     value#))

(defmulti assert-expr
  "The code for the assertion of a form, chosen by the form's first symbol."
  (fn [msg form]
    (cond
      (nil? form) :always-fail
      (seq? form) (first form)
      :else :default)))

(defmethod assert-expr :always-fail [msg form]
  `(do-report {:type :fail, :message ~msg}))

(defmethod assert-expr :default [msg form]
  (if (and (sequential? form) (function? (first form)))
    (assert-predicate msg form)
    (assert-any msg form)))

(defmethod assert-expr 'instance? [msg form]
  (let [[_ class-form object-form] form]
    `(let [class# ~class-form
           object# ~object-form
           result# (instance? class# object#)]
       (if result#
         (do-report {:type :pass, :message ~msg, :expected '~form, :actual (class object#)})
         (do-report {:type :fail, :message ~msg, :expected '~form, :actual (class object#)}))
       result#)))

(defmethod assert-expr 'thrown? [msg form]
  (let [[_ class-form & body] form]
    `(try
       ~@body
       (do-report {:type :fail, :message ~msg, :expected '~form, :actual nil})
       (catch ~class-form e#
         (do-report {:type :pass, :message ~msg, :expected '~form, :actual e#})
         e#))))

(defmethod assert-expr 'thrown-with-msg? [msg form]
  (let [[_ class-form pattern & body] form]
    `(try
       ~@body
       (do-report {:type :fail, :message ~msg, :expected '~form, :actual nil})
       (catch ~class-form e#
         (if (re-find ~pattern (ex-message e#))
           (do-report {:type :pass, :message ~msg, :expected '~form, :actual e#})
           (do-report {:type :fail, :message ~msg, :expected '~form, :actual e#}))
         e#))))

(defmacro try-expr
  "The code that an is form stands for: an assertion whose exceptions are reported as errors."
  {:added "1.1"}
  [msg form]
  `(try
     ~(assert-expr msg form)
     (catch Throwable t#
       (do-report {:type :error, :message ~msg, :expected '~form, :actual t#}))))

(defmacro is
  "Asserts that the form is true and reports what came out. Special forms: (is (thrown? Class body…)) and
  (is (thrown-with-msg? Class regex body…)), which give the exception."
  {:added "1.1"}
  ([form] `(is ~form nil))
  ([form msg] `(try-expr ~msg ~form)))

(defmacro are
  "Asserts the expression several times, with the names in argv replaced by as many of the arguments at a time."
  {:added "1.1"}
  [argv expr & args]
  (let [width (count argv)]
    (cond
      (and (zero? width) (empty? args))
      nil

      (and (pos? width) (seq args) (zero? (mod (count args) width)))
      `(do
         ~@(map (fn [values] `(is ~(walk/postwalk-replace (zipmap argv values) expr)))
                (partition width args)))

      :else
      (throw (IllegalArgumentException. "The number of args doesn't match are's argv.")))))

(defmacro testing
  "Evaluates the body with the string added to the contexts that reports show."
  {:added "1.1"}
  [string & body]
  `(binding [*testing-contexts* (conj *testing-contexts* ~string)]
     ~@body))

;; definitions of tests

(defmacro with-test
  "Evaluates the definition and makes the body the test of its var."
  {:added "1.1"}
  [definition & body]
  (if *load-tests*
    `(doto ~definition (alter-meta! assoc :test (fn [] ~@body)))
    definition))

(defmacro deftest
  "Defines a test: a function of no arguments whose body makes assertions. Calling it runs it."
  {:added "1.1"}
  [name & body]
  (when *load-tests*
    `(def ~(vary-meta name assoc :test `(fn [] ~@body))
       (fn [] (test-var (var ~name))))))

(defmacro deftest-
  "Like deftest, and the var is private."
  {:added "1.1"}
  [name & body]
  (when *load-tests*
    `(def ~(vary-meta name assoc :test `(fn [] ~@body) :private true)
       (fn [] (test-var (var ~name))))))

(defmacro set-test
  "Makes the body the test of an existing var."
  {:added "1.1"}
  [name & body]
  (when *load-tests*
    `(alter-meta! (var ~name) assoc :test (fn [] ~@body))))

;; fixtures

(defmulti use-fixtures
  "Makes the functions fixtures of the current namespace: :each test is run inside them, or all its tests :once.
  A fixture takes a function of no arguments and calls it."
  (fn [fixture-type & args] fixture-type))

(defmethod use-fixtures :each [_ & fixtures]
  (alter-meta! *ns* assoc ::each-fixtures fixtures))

(defmethod use-fixtures :once [_ & fixtures]
  (alter-meta! *ns* assoc ::once-fixtures fixtures))

(defn- no-fixture [f] (f))

(defn compose-fixtures
  "A fixture that runs f2 inside f1."
  {:added "1.1"}
  [f1 f2]
  (fn [g] (f1 (fn [] (f2 g)))))

(defn join-fixtures
  "A fixture that runs all the fixtures, each inside the one before."
  {:added "1.1"}
  [fixtures]
  (reduce compose-fixtures no-fixture fixtures))

;; running

(defn test-var
  "Runs the test of the var, without fixtures."
  {:added "1.1" :dynamic true}
  [v]
  (when-let [t (:test (meta v))]
    (binding [*testing-vars* (conj *testing-vars* v)]
      (do-report {:type :begin-test-var, :var v})
      (inc-report-counter :test)
      (try
        (t)
        (catch Throwable e
          (do-report {:type :error, :message "Uncaught exception, not in assertion.", :expected nil, :actual e})))
      (do-report {:type :end-test-var, :var v}))))

(defn test-vars
  "Runs the tests of the vars, inside the fixtures of their namespaces."
  {:added "1.6"}
  [vars]
  (doseq [[ns vars] (group-by (fn [v] (:ns (meta v))) vars)]
    (let [once (join-fixtures (::once-fixtures (meta ns)))
          each (join-fixtures (::each-fixtures (meta ns)))]
      (once
        (fn []
          (doseq [v vars]
            (when (:test (meta v))
              (each (fn [] (test-var v))))))))))

(defn test-all-vars
  "Runs the tests of all vars of the namespace, inside its fixtures."
  {:added "1.1"}
  [ns]
  (test-vars (vals (ns-interns ns))))

(defn test-ns
  "Runs the tests of the namespace, or its function test-ns-hook if it has one, and gives the counters."
  {:added "1.1"}
  [ns]
  (binding [*report-counters* (ref *initial-report-counters*)]
    (let [ns-obj (the-ns ns)]
      (do-report {:type :begin-test-ns, :ns ns-obj})
      (if-let [hook (find-var (symbol (str (ns-name ns-obj)) "test-ns-hook"))]
        ((var-get hook))
        (test-all-vars ns-obj))
      (do-report {:type :end-test-ns, :ns ns-obj}))
    @*report-counters*))

(defn run-tests
  "Runs the tests of the namespaces, of the current one by default, and prints and gives a summary."
  {:added "1.1"}
  ([] (run-tests *ns*))
  ([& namespaces]
   (let [summary (assoc (apply merge-with + (map test-ns namespaces))
                        :type :summary)]
     (do-report summary)
     summary)))

(defn run-all-tests
  "Runs the tests of all namespaces, or of those whose whole name matches re, and prints and gives a summary."
  {:added "1.1"}
  ([] (apply run-tests (all-ns)))
  ([re] (apply run-tests (filter (fn [ns] (re-matches re (name (ns-name ns)))) (all-ns)))))

(defn successful?
  "Is it the summary of a run without failures and errors?"
  {:added "1.1"}
  [summary]
  (and (zero? (:fail summary 0))
       (zero? (:error summary 0))))

(defn run-test-var
  "Runs the test of the var inside the fixtures of its namespace, and prints and gives a summary."
  {:added "1.11"}
  [v]
  (binding [*report-counters* (ref *initial-report-counters*)]
    (let [ns-obj (:ns (meta v))]
      (do-report {:type :begin-test-ns, :ns ns-obj})
      (test-vars [v])
      (do-report {:type :end-test-ns, :ns ns-obj})
      (let [summary (assoc @*report-counters* :type :summary)]
        (do-report summary)
        summary))))

(defmacro run-test
  "Runs the test of the name inside the fixtures of its namespace, and prints and gives a summary."
  {:added "1.11"}
  [test-symbol]
  (let [v (resolve test-symbol)
        complain (fn [& words]
                   (binding [*out* *err*]
                     (apply println words)))]
    (cond
      (nil? v) (complain "Unable to resolve" test-symbol "to a test function.")
      (not (:test (meta v))) (complain test-symbol "is not a test.")
      :else `(run-test-var (var ~test-symbol)))))
