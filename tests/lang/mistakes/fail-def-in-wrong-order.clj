(defn a [] (b))
(defn b [] 1)
