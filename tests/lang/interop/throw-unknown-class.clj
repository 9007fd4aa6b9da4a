;; throws: no.such.Klass
(defn f [x] (if x (no.such.Klass. 1) :not-needed))
(println (f false))
(println (f true))
