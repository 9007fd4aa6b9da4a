(defn f [n] (if (pos? n) (+ 1 (recur (dec n))) 0))
