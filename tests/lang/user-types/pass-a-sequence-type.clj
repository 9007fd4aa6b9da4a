;; A sequence type: a countdown. It is a seq itself, so everything that walks seqs takes it.
(deftype Countdown [n]
  clojure.lang.ISeq
  (first [_] n)
  (next [_] (when (> n 1) (Countdown. (dec n))))
  (more [this] (or (.next this) ()))
  (cons [this x] (clojure.lang.Cons. x this))

  clojure.lang.IPersistentCollection
  (count [_] n)
  (empty [_] ())
  (equiv [this other]
    (and (sequential? other) (= (vec this) (vec other))))

  clojure.lang.Seqable
  (seq [this] this)

  clojure.lang.Sequential

  java.lang.Iterable
  (iterator [this] (.iterator ^Iterable (map identity this)))

  clojure.lang.IHashEq
  (hasheq [this] (hash (vec this)))

  Object
  (hashCode [this] (.hashCode (vec this)))
  (equals [this other] (.equiv this other)))

(def c (Countdown. 4))

(assert (seq? c))
(assert (sequential? c))
(assert (coll? c))
(assert (= [4 3 2 1] c))
(assert (= c [4 3 2 1]))
(assert (= c '(4 3 2 1)))
(assert (= (Countdown. 2) (Countdown. 2)))
(assert (not= c [4 3 2]))
(assert (not= c 4))
(assert (= (hash c) (hash [4 3 2 1])))
(assert (= 4 (first c)))
(assert (= 3 (second c)))
(assert (= [3 2 1] (rest c)))
(assert (= [3 2 1] (next c)))
(assert (nil? (next (Countdown. 1))))
(assert (= () (rest (Countdown. 1))))
(assert (= 4 (count c)))
(assert (= 1 (last c)))
(assert (= 2 (nth c 2)))
(assert (= :none (nth c 9 :none)))
(assert (= [5 4 3 2 1] (cons 5 c)))
(assert (= [5 4 3 2 1] (conj c 5)))
(assert (= 10 (reduce + c)))
(assert (= 11 (reduce + 1 c)))
(assert (= 10 (apply + c)))
(assert (= [5 4 3 2] (map inc c)))
(assert (= [4 2] (filter even? c)))
(assert (= [[4 3] [2 1]] (partition 2 c)))
(assert (= [4 3 2 1] (vec c)))
(assert (= [4 3 2 1] (into [] c)))
(assert (= #{1 2 3 4} (set c)))
(assert (= [1 2 3 4] (sort c)))
(assert (= [1 2 3 4] (reverse c)))
(assert (= [4 3 2 1 4 3 2 1] (concat c c)))
(assert (= [4 3] (take 2 c)))
(assert (= [2 1] (drop 2 c)))
(assert (= "(4 3 2 1)" (pr-str c)))
(assert (= "(4 3 2 1)" (print-str c)))
(assert (= "4,3,2,1" (apply str (interpose "," c))))
(assert (= {4 3 2 1} (apply hash-map c)))
(assert (= 1 (get {c 1} [4 3 2 1])))
(assert (= 1 (get {[4 3 2 1] 1} c)))
(let [[a b & more] c]
  (assert (= [4 3 [2 1]] [a b more])))
(assert (= [[4 1] [3 1]] (take 2 (for [x c y [1]] [x y]))))
(assert (= 10 (let [n (atom 0)] (doseq [x c] (swap! n + x)) @n)))
(assert (= [4 3 2 1] (mapcat list c)))
(assert (= [4 3 2] (into [] (filter (fn [x] (> x 1))) c)))
(assert (empty? (empty c)))
(assert (every? pos? c))
(assert (= 3 (some #{3} c)))
(println "ok")
