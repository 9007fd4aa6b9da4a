(defn call [f] (f 1))
(call nil)
