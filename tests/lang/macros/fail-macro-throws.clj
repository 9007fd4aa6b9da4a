(defmacro checked [x]
  (when-not (number? x)
    (throw (IllegalArgumentException. (str "not a number: " x))))
  x)
(println (checked 5))
(println (checked "five"))
