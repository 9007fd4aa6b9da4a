;; throws: Don't know how to create ISeq from: clojure.lang.Keyword
(defn f [& {:keys [a b]}] [a b])
(println (f :a 1))
(println (f :a 1 :b))
