;; clojure.test.tap: reports in the Test Anything Protocol.

(ns clojure.test.tap
  "Reports of clojure.test in the Test Anything Protocol: wrap calls that run tests in with-tap-output."
  (:require [clojure.stacktrace :as stack]
            [clojure.string :as str]
            [clojure.test :as t]))

(defn print-tap-plan
  "Prints the line that says how many assertions there were."
  {:added "1.1"}
  [n]
  (println (str "1.." n)))

(defn print-tap-diagnostic
  "Prints the lines of a string as comments."
  {:added "1.1"}
  [data]
  (doseq [line (str/split data #"\n")]
    (println "#" line)))

(defn print-tap-pass
  "Prints the line of an assertion that held."
  {:added "1.1"}
  [msg]
  (println "ok" msg))

(defn print-tap-fail
  "Prints the line of an assertion that failed."
  {:added "1.1"}
  [msg]
  (println "not ok" msg))

(defn print-diagnostics
  "Prints the contexts, message, form and outcome of an assertion as comments."
  [data]
  (when (seq t/*testing-contexts*)
    (print-tap-diagnostic (t/testing-contexts-str)))
  (when (:message data)
    (print-tap-diagnostic (:message data)))
  (print-tap-diagnostic (str "expected:" (pr-str (:expected data))))
  (if (= :pass (:type data))
    (print-tap-diagnostic (str "  actual:" (pr-str (:actual data))))
    (print-tap-diagnostic
      (str "  actual:"
           (with-out-str
             (if (instance? Throwable (:actual data))
               (stack/print-cause-trace (:actual data) t/*stack-trace-depth*)
               (prn (:actual data))))))))

(defmulti ^:dynamic tap-report
  "The report of with-tap-output, by the :type of the map."
  :type)

(defmethod tap-report :default [data]
  (t/with-test-out
    (print-tap-diagnostic (pr-str data))))

(defmethod tap-report :pass [data]
  (t/with-test-out
    (t/inc-report-counter :pass)
    (print-tap-pass (t/testing-vars-str data))
    (print-diagnostics data)))

(defmethod tap-report :error [data]
  (t/with-test-out
    (t/inc-report-counter :error)
    (print-tap-fail (t/testing-vars-str data))
    (print-diagnostics data)))

(defmethod tap-report :fail [data]
  (t/with-test-out
    (t/inc-report-counter :fail)
    (print-tap-fail (t/testing-vars-str data))
    (print-diagnostics data)))

(defmethod tap-report :summary [data]
  (t/with-test-out
    (print-tap-plan (+ (:pass data) (:fail data) (:error data)))))

(defmacro with-tap-output
  "Evaluates the body, which runs tests, with reports in the protocol."
  {:added "1.1"}
  [& body]
  `(binding [t/report tap-report]
     ~@body))
