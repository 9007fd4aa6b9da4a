;; Fields from outside: those that may change are private, the others final.
(deftype T [^:unsynchronized-mutable a b])
(def x (T. 1 2))
(defn message [f] (try (f) (catch Exception e [(class e) (ex-message e)])))
(assert (= [IllegalArgumentException "No matching field found: a for class user.T"] (message #(set! (.-a x) 5))))
(assert (= [IllegalAccessException "Can not set final java.lang.Object field user.T.b to java.lang.Long"] (message #(set! (.-b x) 5))))
(assert (= [IllegalArgumentException "No matching field found: x for class java.lang.String"] (message #(set! (.-x "s") 1))))
(assert (= NullPointerException (first (message #(set! (.-x nil) 1)))))
(println "ok")
