(println (.length nil))
