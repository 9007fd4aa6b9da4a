(def prices {:apple 1})
(println (inc (:pear prices)))
