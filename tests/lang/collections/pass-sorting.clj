;; Sorting is stable, takes comparators and predicates, and walks nested structures alike.
(assert (= [1 2 3] (sort [3 1 2])))
(assert (= [3 2 1] (sort > [3 1 2]) (sort-by - [3 1 2])))
(assert (= [[1 :a] [1 :b] [2 :a]] (sort-by first [[1 :a] [2 :a] [1 :b]])))
(assert (= ["a" "bb" "ccc"] (sort-by count ["ccc" "a" "bb"])))
(assert (= [nil 1 2] (sort [2 nil 1])))
(assert (= [[1] [2] [1 1]] (sort [[1 1] [2] [1]])))
(assert (= (range 1000) (sort (shuffle (range 1000)))))
(assert (= [:a :b "x"] (sort-by str [:b "x" :a])))
(assert (= 9 (apply max-key identity [3 9 2]) (apply max [3 9 2])))
(assert (= ['a :b] [(first (sort ['b 'a])) (last (sort [:b :a]))]))
(let [people [{:n "b" :a 2} {:n "a" :a 2} {:n "c" :a 1}]]
  (assert (= ["c" "a" "b"] (map :n (sort-by (juxt :a :n) people)))))
(println "ok")
