(defn doubled [xs] (map #(* 2 %) xs))
(count (doubled 5))
