;; clojure.test.junit: reports as JUnit's XML.

(ns clojure.test.junit
  "Reports of clojure.test as JUnit's XML: wrap calls that run tests in with-junit-output."
  (:require [clojure.stacktrace :as stack]
            [clojure.string :as str]
            [clojure.test :as t]))

(def ^{:dynamic true :doc "The vars of the test cases that are open."} *var-context* (list))
(def ^{:dynamic true :doc "How deep the next element stands."} *depth* 0)

(defn- escaped
  [text]
  (str/escape text {\' "&apos;", \" "&quot;", \& "&amp;", \< "&lt;", \> "&gt;"}))

(defn indent
  "Prints the spaces before an element."
  []
  (dotimes [_ (* 4 *depth*)]
    (print " ")))

(defn start-element
  "Prints the start tag of an element, indented and on a line of its own if pretty."
  [tag pretty & [attrs]]
  (when pretty (indent))
  (print (str "<" tag
              (when attrs
                (apply str (map (fn [[k v]] (str " " (name k) "=\"" (escaped (str v)) "\"")) attrs)))
              ">"))
  (when pretty (println))
  (set! *depth* (inc *depth*)))

(defn element-content
  "Prints text."
  [content]
  (print (escaped content)))

(defn finish-element
  "Prints the end tag of an element."
  [tag pretty]
  (set! *depth* (dec *depth*))
  (when pretty (indent))
  (print (str "</" tag ">"))
  (when pretty (println)))

(defn test-name
  "The names of the vars, the outermost first, joined by dots."
  [vars]
  (apply str (interpose "." (reverse (map (fn [v] (:name (meta v))) vars)))))

(defn package-class
  "The package and the class of a dotted name."
  [name]
  (let [i (.lastIndexOf ^String name ".")]
    (if (< i 0)
      [nil name]
      [(subs name 0 i) (subs name (inc i))])))

(defn start-case
  "Begins the element of a test."
  [name classname]
  (start-element 'testcase true {:name name :classname classname}))

(defn finish-case
  "Ends the element of a test."
  []
  (finish-element 'testcase true))

(defn suite-attrs
  "The attributes of the element of a namespace."
  [package classname]
  (let [attrs {:name classname}]
    (if package
      (assoc attrs :package package)
      attrs)))

(defn start-suite
  "Begins the element of a namespace."
  [name]
  (let [[package classname] (package-class name)]
    (start-element 'testsuite true (suite-attrs package classname))))

(defn finish-suite
  "Ends the element of a namespace."
  []
  (finish-element 'testsuite true))

(def ^{:private true :dynamic true} *position*
  ;; [file line] of the assertion that is reported
  nil)

(defn message-el
  "Prints the element of an assertion that failed."
  [tag message expected-str actual-str]
  (indent)
  (start-element tag false (when message {:message message}))
  (element-content
    (let [[file line] (or *position* (t/file-position 4))
          at (str file ":" line)
          detail (apply str (interpose "\n" [(str "expected: " expected-str)
                                             (str "  actual: " actual-str)
                                             (str "      at: " at)]))]
      (if message (str message "\n" detail) detail)))
  (finish-element tag false)
  (println))

(defn failure-el
  "Prints the element of an assertion that did not hold."
  [message expected actual]
  (message-el 'failure message (pr-str expected) (pr-str actual)))

(defn error-el
  "Prints the element of an assertion that threw."
  [message expected actual]
  (message-el 'error
              message
              (pr-str expected)
              (if (instance? Throwable actual)
                (with-out-str (stack/print-cause-trace actual t/*stack-trace-depth*))
                (prn actual))))

(defmulti ^:dynamic junit-report
  "The report of with-junit-output, by the :type of the map."
  :type)

(defmethod junit-report :begin-test-ns [m]
  (t/with-test-out
    (start-suite (name (ns-name (:ns m))))))

(defmethod junit-report :end-test-ns [_]
  (t/with-test-out
    (finish-suite)))

(defmethod junit-report :begin-test-var [m]
  (t/with-test-out
    (let [v (:var m)]
      (binding [*var-context* (conj *var-context* v)]
        (start-case (test-name *var-context*) (name (ns-name (:ns (meta v)))))))))

(defmethod junit-report :end-test-var [m]
  (t/with-test-out
    (finish-case)))

(defmethod junit-report :pass [m]
  (t/with-test-out
    (t/inc-report-counter :pass)))

(defmethod junit-report :fail [m]
  (t/with-test-out
    (t/inc-report-counter :fail)
    (binding [*position* [(:file m) (:line m)]]
      (failure-el (:message m) (:expected m) (:actual m)))))

(defmethod junit-report :error [m]
  (t/with-test-out
    (t/inc-report-counter :error)
    (binding [*position* [(:file m) (:line m)]]
      (error-el (:message m) (:expected m) (:actual m)))))

(defmethod junit-report :default [_])

(defmacro with-junit-output
  "Evaluates the body, which runs tests, with reports as XML on *test-out*."
  {:added "1.1"}
  [& body]
  `(binding [t/report junit-report
             *var-context* (list)
             *depth* 1]
     (t/with-test-out
       (println "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
       (println "<testsuites>"))
     (let [result# ~@body]
       (t/with-test-out (println "</testsuites>"))
       result#)))
