;; throws: No method in multimethod 'price' for dispatch value: :boat
(defmulti price :kind)
(defmethod price :car [_] 100)
(println (price {:kind :car}))
(println (price {:kind :boat}))
