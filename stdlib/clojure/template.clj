;; clojure.template: expressions with holes.
(ns clojure.template
  "Macros that repeat an expression for groups of values."
  {:author "The Lisle authors"}
  (:require [clojure.walk :as walk]))

(defn apply-template
  "The expression with every symbol of argv replaced by the value at its place in values."
  [argv expr values]
  (assert (vector? argv))
  (assert (every? symbol? argv))
  (walk/postwalk-replace (zipmap argv values) expr))

(defmacro do-template
  "A do of copies of expr, one for each group of values that fills argv."
  [argv expr & values]
  (let [size (count argv)]
    `(do ~@(map (fn [group] (apply-template argv expr group)) (partition size values)))))
