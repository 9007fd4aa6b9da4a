;; throws: Divide by zero
(def xs (map #(/ 10 %) [5 2 0]))
(println "not realized yet")
(println (reduce + xs))
