(def add (fn [a b] (+ a b)))
(count (map add [1 2 3]))
