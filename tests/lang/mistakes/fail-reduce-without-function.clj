(println (reduce [1 2 3] +))
