(defn f [x] (Math/noSuchFunction x))
(println (f 1))
