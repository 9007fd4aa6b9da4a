(defn sign [x] (case x -1 :neg 0 :zero 1 :pos))
(println (sign 5))
