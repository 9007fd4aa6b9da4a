(println (Integer/parseInt "12x"))
