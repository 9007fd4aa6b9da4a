;; Redefinition for a thread and what it starts.

(ns local-redefs
  (:require [clojure.core.async :as a]
            [lisle.thread :as thread :refer [with-local-redefs]]))

(defn greet ([] "hello") ([x] (str "hello " x)) ([a b c & more] (apply str a b c more)))
(defn caller [] (greet))
(def ^:dynamic *level* 1)
(def number 1)

(assert (= "hello" (caller)))
;; vars-239
(assert (= "bye" (with-local-redefs [greet (constantly "bye")] (caller))))
(assert (= "hello" (caller)))
(assert (= ["hello x" "12345"] [(greet "x") (greet 1 2 3 4 5)]))
(assert (= ["bye x" "5"] (with-local-redefs [greet (fn ([x] (str "bye " x)) ([a b c & more] (str (count (list* a b c more)))))]
                          [(greet "x") (greet 1 2 3 4 5)])))

;; what is started has it, for as long as it lives; a plain thread and everybody else do not
(let [gate (promise)
      later (with-local-redefs [greet (constantly "bye")] (future @gate (caller)))]
  (deliver gate true)
  (assert (= ["bye" "hello"] [@later (caller)])))
(with-local-redefs [greet (constantly "bye")]
  (let [p (promise)]
    (.start (Thread. #(deliver p (caller))))
    (assert (= ["hello" "bye" "bye"] [@p (a/<!! (a/go (caller))) (thread/scope [s] @(thread/fork s (caller)))]))))

;; nesting, exceptions, dynamic vars
(assert (= ["inner" "outer"] (with-local-redefs [greet (constantly "outer")]
                              [(with-local-redefs [greet (constantly "inner")] (caller)) (caller)])))
(try (with-local-redefs [greet (constantly "bye")] (throw (ex-info "" {}))) (catch Exception _))
(assert (= "hello" (caller)))
(assert (= [2 1] [(with-local-redefs [*level* 2] @(future *level*)) *level*]))

;; two threads at once
(let [run (fn [text] (future (with-local-redefs [greet (constantly text)] (dotimes [_ 500] (assert (= text (caller)))) text)))]
  (assert (= ["a" "b"] (mapv deref [(run "a") (run "b")]))))

;; what cannot be
(assert (= "Only functions and dynamic vars can be redefined locally: #'local-redefs/number"
           (try (with-local-redefs [number 2] number) (catch IllegalArgumentException e (ex-message e)))))

;; a new definition takes effect, and can be redefined again
(defn greet [] "new")
(assert (= ["new" "bye"] [(caller) (with-local-redefs [greet (constantly "bye")] (caller))]))

(println "ok")
