(println (Foo. 1))
