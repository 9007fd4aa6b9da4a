;; The first program: text in, a table out. Run it with
;;   lisle examples/hello.clj [NAME…]
(ns hello
  (:require [clojure.string :as str]))

(defn greeting
  "What to say to somebody, by the length of the name."
  [who]
  (str "Hello, " who (when (> (count who) 6) ", you of the long name") "!"))

(def names (or *command-line-args* ["world" "Clojure" "Rust"]))

(doseq [line (map greeting names)]
  (println line))

(println (str/join ", " (sort-by count (map str/upper-case names))))

;; Prints:
;; Hello, world!
;; Hello, Clojure, you of the long name!
;; Hello, Rust!
;; RUST, WORLD, CLOJURE
