(defn f [x]
  (let [y (inc x)]
    (* y y))
