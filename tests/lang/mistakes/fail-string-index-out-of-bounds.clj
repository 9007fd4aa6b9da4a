(println (subs "abc" 2 9))
