;; throws: Invalid reference state
(def balance (atom 10 :validator (complement neg?)))
(swap! balance - 5)
(println @balance)
(swap! balance - 50)
