;; clojure.repl: documentation with specs, names of a namespace, demunging.
(ns tools.doc (:require [clojure.repl :as repl :refer [doc]] [clojure.spec.alpha :as s] [clojure.string :as str]))
(defn documented "Says so." ([a] a) ([a & more] more))
(s/fdef documented :args (s/+ any?) :ret some?)
(def plain 1)
(s/def ::size pos-int?)

(assert (= ["-------------------------" "tools.doc/documented" "([a] [a & more])" "  Says so." "Spec" "  args: (+ any?)" "  ret: some?"]
           (str/split-lines (with-out-str (doc documented)))))
(assert (= ["-------------------------" "tools.doc/plain"] (str/split-lines (with-out-str (doc plain)))))
(assert (= ["-------------------------" ":tools.doc/size" "Spec" "  pos-int?"]
           (str/split-lines (with-out-str (doc ::size)))))
(assert (str/includes? (with-out-str (doc when-let)) "  args: (cat :bindings (and vector? :clojure.core.specs.alpha/binding) :body (* any?))")
        (with-out-str (doc when-let)))
(assert (= '[documented plain] (repl/dir-fn 'tools.doc)))
(assert (some #{'clojure.string/split-lines} (repl/apropos "split-l")))
(assert (= "tools.doc/valid?" (repl/demunge "tools.doc$valid_QMARK_")))

(println "ok")
