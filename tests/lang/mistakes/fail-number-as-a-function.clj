(defn total [xs] (reduce + xs))
((total [1 2 3]) 4)
