(defn mean [xs] (/ (reduce + xs) (count xs)))
(println (mean []))
