(println @5)
