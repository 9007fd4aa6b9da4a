;; throws: Wrong number of args (3) passed to: user/area
(defn area [width height] (* width height))
(println (area 2 3))
(println (apply area [1 2 3]))
