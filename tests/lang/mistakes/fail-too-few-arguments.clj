(defn area [w h] (* w h))
(println (area 3))
