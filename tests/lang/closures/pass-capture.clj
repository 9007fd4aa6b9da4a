;; Closures capture values, keep them as long as needed, and are independent of each other.
(defn adder [n] (fn [x] (+ n x)))
(let [add1 (adder 1) add10 (adder 10)]
  (assert (= [2 11] [(add1 1) (add10 1)])))

(defn counter []
  (let [n (atom 0)]
    {:up #(swap! n inc) :read (fn [] @n)}))
(let [a (counter) b (counter)]
  (dotimes [_ 5] ((:up a)))
  ((:up b))
  (assert (= [5 1] [((:read a)) ((:read b))])))

(let [x 1]
  (let [f (fn [] x)
        x 2
        g (fn [] x)]
    (assert (= [1 2] [(f) (g)]))))

(defn deep [a] (fn [b] (fn [c] (fn [d] [a b c d]))))
(assert (= [1 2 3 4] ((((deep 1) 2) 3) 4)))

(assert (= 3628800 ((fn fact [n] (if (zero? n) 1 (* n (fact (dec n))))) 10)))
(assert (= [[1 2 3] nil] [(#(vec %&) 1 2 3) (#(first %&))]))
(assert (= [3 1] (#(vector %3 %1) 1 2 3)))

(def fs (for [i (range 3)] (fn [j] (* i j))))
(assert (= [0 10 20] (map #(% 10) fs)))

(defn memo [f]
  (let [cache (atom {})]
    (fn [& args]
      (if-let [hit (find @cache args)]
        (val hit)
        (let [v (apply f args)]
          (swap! cache assoc args v)
          v)))))
(def calls (atom 0))
(def slow-square (memo (fn [x] (swap! calls inc) (* x x))))
(assert (= [4 4 9] [(slow-square 2) (slow-square 2) (slow-square 3)]))
(assert (= 2 @calls))
(println "ok")
