(defn f [n] (inc (f n)))
(f 1)
