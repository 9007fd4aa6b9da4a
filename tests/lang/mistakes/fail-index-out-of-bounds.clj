(println (nth [1 2 3] 3))
