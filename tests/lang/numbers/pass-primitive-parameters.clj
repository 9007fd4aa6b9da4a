;; Parameters that are hinted to be primitives take any number and are primitives in the body.
(defn two [^long a ^long b] [a b (+ a b)])
(assert (= [1 2 3] (two 1 2)))
(assert (= [1 2 3] (two 1.9 2.2)))
(assert (= [1 2 3] (two 1N 5/2)))
(assert (= [Long Long Long] (map class (two (int 1) (byte 2)))))
(assert (= :cast (try (two 1 "2") (catch ClassCastException _ :cast))))
(assert (= :null (try (two nil 2) (catch NullPointerException _ :null))))
(assert (= :range (try (two 1e30 2) (catch IllegalArgumentException _ :range))))

(defn halves [^double a ^double b] (/ (+ a b) 2))
(assert (= 1.5 (halves 1 2)))
(assert (= 1.5 (halves 1N (float 2))))
(assert (= Double (class (halves (float 1) (float 2)))))

(defn mixed [^long a ^double b ^long c ^double d] [a b c d])
(assert (= [1 2.0 3 4.0] (mixed 1.5 2 3.5 4)))
(defn between [^long a x ^long b] [a x b])
(assert (= [1 [:x] 2] (between 1.5 [:x] 2.5)))
(defn last-two [x ^long a ^long b] [b a x])
(assert (= [2 1 "x"] (last-two "x" 1.9 2.9)))

;; The value that was given is let go of when it becomes a number, and what a parameter is assigned later is counted as before.
(defn sum-to ^long [^long n ^long sum] (if (zero? n) sum (recur (dec n) (+ sum n))))
(assert (= 5050 (sum-to 100N 0N)))
(defn closes-over [^long a ^long b] (fn [] (+ a b)))
(assert (= 3 ((closes-over 1.5 2.5))))
(defn shadows [^long a ^long b] (let [a (str a)] (loop [b b text a] (if (pos? b) (recur (dec b) (str text b)) text))))
(assert (= "7321" (shadows 7 3)))
(defn unused [^long a ^long b] :nothing)
(assert (= :nothing (unused 1N 2N)))
(defn caught [^long a ^long b] (try (quot a b) (catch ArithmeticException _ [a b])))
(assert (= [1 0] (caught 1.5 0.5)))
(assert (= [[0 1] [1 2] [2 3]] (mapv (fn [^long i ^long j] [i j]) (range 3) (map float [1 2 3]))))

(deftype Sums [^long base]
  clojure.lang.IFn
  (invoke [_ a] (+ base (long a))))
(assert (= 12 ((->Sums 5) 7.5)))
(println "ok")
