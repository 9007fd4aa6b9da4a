;; throws: No matching method noSuchFunction found taking 1 args for class java.lang.Math
(defn f [x] (Math/noSuchFunction x))
(println (f 1))
