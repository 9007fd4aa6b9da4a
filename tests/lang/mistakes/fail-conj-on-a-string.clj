(println (conj "abc" \d))
