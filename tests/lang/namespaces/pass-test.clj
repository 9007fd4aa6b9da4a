;; clojure.test: assertions, fixtures, reports as text, TAP and JUnit's XML.
(ns suite
  (:require [clojure.string :as str]
            [clojure.test :as t :refer [are deftest is testing use-fixtures]]
            [clojure.test.junit :as junit]
            [clojure.test.tap :as tap]))

(def events (atom []))
(use-fixtures :once (fn [f] (swap! events conj :begin) (f) (swap! events conj :end)))
(use-fixtures :each (fn [f] (swap! events conj :before) (f) (swap! events conj :after)))

(deftest passes
  (is (= 4 (+ 2 2)))
  (is (thrown? ArithmeticException (/ 1 0)))
  (is (thrown-with-msg? Exception #"bo+m" (throw (Exception. "boom"))))
  (is (instance? String "s"))
  (are [x y] (= x (inc y))
    1 0
    2 1))

(deftest fails
  (testing "outer"
    (testing "inner"
      (is (= 1 2) "a message"))))

(deftest errs
  (is (= 1 (throw (ex-info "boom" {})))))

(deftest stops (throw (Exception. "uncaught")))

(defn report-of [f]
  (let [out (java.io.StringWriter.)]
    (binding [t/*test-out* out
              t/*stack-trace-depth* 1]
      [(f) (str out)])))

(let [[summary text] (report-of #(t/run-tests 'suite))]
  (assert (= {:test 4 :pass 6 :fail 1 :error 2 :type :summary} summary))
  (assert (not (t/successful? summary)))
  (assert (str/includes? text "FAIL in (fails) (pass-test.clj:24)\nouter inner\na message\nexpected: (= 1 2)\n  actual: (not (= 1 2))\n") text)
  (assert (str/includes? text "ERROR in (errs) (pass-test.clj:27)\nexpected: (= 1 (throw (ex-info \"boom\" {})))\n  actual: clojure.lang.ExceptionInfo: boom") text)
  (assert (str/includes? text "ERROR in (stops) (pass-test.clj:29)\nUncaught exception, not in assertion.\nexpected: nil\n") text)
  (assert (str/ends-with? text "\nRan 4 tests containing 9 assertions.\n1 failures, 2 errors.\n")))

(assert (= [:begin :before :after :end] (let [es @events] [(first es) (second es) (last (butlast es)) (last es)])))
(assert (= 10 (count @events)))

(assert (= {:test 1 :pass 6 :fail 0 :error 0 :type :summary} (first (report-of #(t/run-test passes)))))

(let [[_ text] (report-of #(tap/with-tap-output (t/run-test fails)))]
  (assert (str/includes? text "not ok (fails) (pass-test.clj:24)\n# outer inner\n# a message\n# expected:(= 1 2)\n#   actual:(not (= 1 2))\n") text)
  (assert (str/ends-with? text "1..1\n")))

(let [[_ text] (report-of #(junit/with-junit-output (t/run-test fails)))]
  (assert (str/includes? text "<testcase name=\"fails\" classname=\"suite\">\n            <failure message=\"a message\">a message\nexpected: (= 1 2)\n  actual: (not (= 1 2))\n") text))

;; other reports and assertions
(defmethod t/assert-expr 'near? [msg form]
  (let [[_ a b] form]
    `(let [d# (abs (- ~a ~b))]
       (t/do-report {:type (if (< d# 0.1) :pass :fail) :message ~msg :expected '~form :actual d#}))))
(let [seen (atom [])]
  (binding [t/report (fn [m] (swap! seen conj (select-keys m [:type :expected])))]
    (is (near? 1.0 1.05))
    (is (near? 1 2)))
  (assert (= '[{:type :pass :expected (near? 1.0 1.05)} {:type :fail :expected (near? 1 2)}] @seen)))

(ns hooked)
(def ran (atom 0))
(defn test-ns-hook [] (swap! ran inc))
(binding [clojure.test/*test-out* (java.io.StringWriter.)]
  (clojure.test/run-tests 'hooked))
(assert (= 1 @ran))

(println "ok")
