(let [[a b] 5] (println a b))
