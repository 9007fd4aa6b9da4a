(defn area [width height]
  (* width heigth))
