(defmacro pair [a b] [a b])
(println (pair 1))
