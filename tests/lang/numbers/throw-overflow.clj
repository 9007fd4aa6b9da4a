;; throws: long overflow
(println (+ 9223372036854775806 1))
(println (+ 9223372036854775807 1))
