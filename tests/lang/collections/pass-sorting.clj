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
;; Items of one plain kind are compared by keys of their own; the order, and who comes first of equals, is the same.
(let [random (iterate (fn [x] (bit-and (+ (* 1103515245 x) 12345) 2147483647)) 42)
      by-insertion (fn [xs] (reduce (fn [done x] (let [[a b] (split-with #(<= (compare % x) 0) done)] (concat a [x] b))) () xs))]
  (doseq [of [identity #(- % 1073741824) #(/ (double %) 1000.0) #(str (rem % 500)) #(str "a common beginning " (rem % 50))
              #(if (even? %) (int (rem % 50)) (rem % 50)) #(if (even? %) % (double %)) #(keyword (str (rem % 50)))]
          n [0 1 2 31 200]]
    (let [xs (map of (take n random)) sorted (sort xs)]
      (assert (= (by-insertion xs) sorted))
      (assert (= (map class (by-insertion xs)) (map class sorted))))))
(assert (= [Integer Long Long Integer Long] (map class (sort [(int 3) 3 (int 1) 2 1]))))
(assert (= "(-1.0 0.0 -0.0 -0.0 0.0 1.0)" (pr-str (sort [0.0 1.0 -0.0 -0.0 -1.0 0.0]))))
(assert (= "(##NaN 0.5 1.0)" (pr-str (sort [##NaN 1.0 0.5]))))
(assert (= ["" "a" "a\u0000" "abcdefgh" "abcdefgh1" "abcdefgi" "\u00e9" "\ud83d\ude00" "\ufffd"]
           (sort ["\ufffd" "abcdefgi" "a\u0000" "\ud83d\ude00" "abcdefgh1" "a" "abcdefgh" "" "\u00e9"])))
(assert (= [Long/MIN_VALUE -1 0 Long/MAX_VALUE] (sort [0 Long/MAX_VALUE -1 Long/MIN_VALUE])))
(println "ok")
