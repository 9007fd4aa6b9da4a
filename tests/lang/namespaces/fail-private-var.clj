(ns hidden)
(defn- inner [] 1)
(ns outside)
(println (hidden/inner))
