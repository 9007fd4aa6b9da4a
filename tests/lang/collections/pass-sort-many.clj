;; Many numbers are sorted by their digits: the order must be that of comparisons, whatever their range.

(defn in-order? [xs] (every? (fn [[a b]] (<= (compare a b) 0)) (map vector xs (rest xs))))

(def random (java.util.Random. 42))

(doseq [[what next-number] {:longs #(.nextLong random)
                            :ints #(long (.nextInt random))
                            :small #(long (.nextInt random 10))
                            :one (constantly 5)
                            :negative #(- (.nextInt random 100000))
                            :extremes #(rand-nth [Long/MIN_VALUE Long/MAX_VALUE 0 -1 1])
                            :doubles #(.nextGaussian random)
                            :zeros #(rand-nth [0.0 -0.0 1.0])
                            :mixed #(if (.nextBoolean random) (.nextInt random 1000) (.nextDouble random))
                            :strings #(str (.nextInt random 100000))}
        n [2 100 4095 4096 5000 20000]]
  (let [xs (vec (repeatedly n next-number))
        sorted (sort xs)
        by-calls (sort (fn [a b] (compare a b)) xs)]
    (assert (= n (count sorted)) [what n])
    (assert (in-order? sorted) [what n])
    (assert (= (map pr-str sorted) (map pr-str by-calls)) [what n])
    (assert (= (frequencies xs) (frequencies sorted)) [what n])))

(assert (= (range 10000) (sort (reverse (range 10000)))))
(assert (= (range 10000) (seq (doto (long-array (reverse (range 10000))) java.util.Arrays/sort))))
(println "ok")
