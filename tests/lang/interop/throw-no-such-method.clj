;; throws: No matching method noSuch found taking 2 args for class java.lang.String
(println (.concat "a" "b"))
(println (.noSuch "a" 1 2))
