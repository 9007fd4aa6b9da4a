;; Forms of macros that their specs refuse, with the explanation, and forms that the specs accept.
(require '[clojure.spec.alpha :as s] '[clojure.string :as str])

(defn problem [form]
  (try
    (macroexpand form)
    :fine
    (catch Exception e
      (let [cause (ex-cause e)]
        (if-let [problems (::s/problems (ex-data cause))]
          [(ex-message cause) (first (str/split-lines (with-out-str (s/explain-out (ex-data cause)))))]
          (ex-message cause))))))

(doseq [[form expected]
        '[[(let [x]) ["Call to clojure.core/let did not conform to spec."
                      "[x] - failed: even-number-of-forms? in: [0] at: [:bindings] spec: :clojure.core.specs.alpha/bindings"]]
          [(let) ["Call to clojure.core/let did not conform to spec."
                  "() - failed: Insufficient input at: [:bindings] spec: :clojure.core.specs.alpha/bindings"]]
          [(let [x 1] x) :fine]
          [(let [{:keys [a :b c/d] :or {a 1} :as m} {} [x & y :as z] []] 1) :fine]
          [(let [{:x/keys [a]} {}] a) :fine]
          [(defn f [x] x) :fine]
          [(defn f "doc" {:a 1} ([x] x) ([x & y] x) {:b 2}) :fine]
          [(fn [x] {:pre [x]} x) :fine]
          [(ns a "doc" {:m 1} (:require b [c :as d :refer [e]] (f g [h :as i]) :reload) (:import (j K) l.M) (:refer-clojure :exclude [n])) :fine]
          [(ns 1) ["Call to clojure.core/ns did not conform to spec."
                   "1 - failed: simple-symbol? in: [0] at: [:ns-name] spec: :clojure.core.specs.alpha/ns-form"]]
          [(ns a (:require 1)) ["Call to clojure.core/ns did not conform to spec."
                                "((:require 1)) - failed: Extra input in: [1] spec: :clojure.core.specs.alpha/ns-form"]]
          [(if-let [a 1] 1 2) :fine]
          [(import (java.util List)) :fine]
          [(refer-clojure :only '[map]) :fine]]]
  (assert (= expected (problem form)) (pr-str form (problem form))))

(println "ok")
