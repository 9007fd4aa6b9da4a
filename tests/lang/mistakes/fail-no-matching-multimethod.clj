(defmulti speak :kind)
(defmethod speak :dog [_] "woof")
(println (speak {:kind :cat}))
