;; throws: No value supplied for key: :c
(println (hash-map :a 1))
(println (apply hash-map [:a 1 :c]))
