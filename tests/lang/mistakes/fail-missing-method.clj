(println (.foo "abc"))
