(println (assoc '(1 2) 0 :x))
