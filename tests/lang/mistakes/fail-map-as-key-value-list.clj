(println (hash-map :a))
