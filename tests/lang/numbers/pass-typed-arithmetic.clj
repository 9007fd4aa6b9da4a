;; What the compiler infers to be a double, a long, a long[] or a double[] gets instructions of its own: they give what the
;; general ones give, for operands of every kind, mixed ones and wrong hints included.

(defn mixed [^long n ^double x] [(+ n x) (- n x) (* n x) (/ n x) (+ x n) (- x n) (* x n) (/ x n)])
(assert (= [5.5 0.5 7.5 1.2 5.5 -0.5 7.5 (/ 2.5 3)] (mixed 3 2.5)))

(defn consts [^double x] [(+ x 1) (+ 1 x) (- x 1) (- 1 x) (* x 2) (* 2 x) (/ x 2) (/ 2 x) (+ x 0.5) (- 0.5 x) (* 0.5 x)])
(assert (= [5.0 5.0 3.0 -3.0 8.0 8.0 2.0 0.5 4.5 -3.5 2.0] (consts 4.0)))
(assert (= "-0.0" (str (let [z 0.0] (* z -1)))))
(assert (= "0.0" (str (let [z -0.0] (+ z 0)))))

(defn compared [^double x] [(< x 1) (<= x 1) (> x 1) (>= x 1) (== x 1) (zero? x) (pos? x) (neg? x)])
(assert (= [true true false false false false true false] (compared 0.5)))
(assert (= [false true false true true false true false] (compared 1.0)))
(assert (every? false? (compared ##NaN)))

;; Dividing by a primitive double never throws, by a long it does.
(assert (= ##Inf (let [x 1.0] (/ x 0))))
(assert (= :thrown (try (let [n 1] (/ n 0)) (catch ArithmeticException _ :thrown))))

;; Longs are checked, unless told otherwise.
(assert (= "long overflow" (try (inc Long/MAX_VALUE) (catch ArithmeticException e (.getMessage e)))))
(assert (= Long/MIN_VALUE (unchecked-inc Long/MAX_VALUE)))
(assert (= Long/MAX_VALUE (unchecked-dec Long/MIN_VALUE)))
(assert (= -2 (unchecked-add Long/MAX_VALUE Long/MAX_VALUE)))
(assert (= 1 (unchecked-subtract Long/MIN_VALUE Long/MAX_VALUE)))
(assert (= 1 (unchecked-multiply Long/MAX_VALUE Long/MAX_VALUE)))
(assert (= [2.5 1.5] [(unchecked-inc 1.5) (unchecked-dec 2.5)]))
(assert (= 3/2 (unchecked-add 1 1/2)))
(assert (= [5 nil] (let [f unchecked-inc] [(f 4) (try (f nil) (catch NullPointerException _ nil))])))

(assert (= 3.0 (Math/sqrt 9)))
(assert (= 1.5 (let [x 2.25] (Math/sqrt x))))
(assert (Double/isNaN (let [x -1.0] (Math/sqrt x))))

;; Arrays.
(defn sum-longs [^longs a] (loop [i 0 s 0] (if (< i (alength a)) (recur (inc i) (+ s (aget a i))) s)))
(assert (= 6 (sum-longs (long-array [1 2 3]))))
(defn scale! [^doubles a ^double x] (dotimes [i (alength a)] (aset a i (* x (aget a i)))) (vec a))
(assert (= [2.0 5.0] (scale! (double-array [1 2.5]) 2.0)))
(assert (= 10 (areduce (long-array [1 2 3 4]) i s 0 (+ s (aget (long-array [1 2 3 4]) i)))))
(assert (every? #(= Long (class %)) (areduce (long-array 3) i seen [] (conj seen i))))
(defn at [^longs a i] (aget a i))
(assert (= "Index 3 out of bounds for length 3"
           (try (at (long-array 3) 3) (catch ArrayIndexOutOfBoundsException e (.getMessage e)))))
(assert (= "Index -1 out of bounds for length 3"
           (try (at (long-array 3) -1) (catch ArrayIndexOutOfBoundsException e (.getMessage e)))))
(defn put [^longs a i ^long v] (aset a i v) nil)
(assert (= :thrown (try (put (long-array 1) 1 5) (catch ArrayIndexOutOfBoundsException _ :thrown))))
(assert (= :thrown (try (put nil 1 5) (catch NullPointerException _ :thrown))))

;; A loop that begins with a comparison of what is no long.
(assert (= [0 1 2] (loop [i 0 seen []] (if (< i 2.5) (recur (inc i) (conj seen i)) seen))))
(assert (= 3 (loop [i 0N n 0] (if (< i 3N) (recur (inc i) (inc n)) n))))
;; A constant divided by a long or a double, primitive or not.
(let [of-long (fn [^long n] (/ 1.0 n)) of-double (fn [^double x] (/ 3 x)) of-any (fn [x] (/ 1.0 x))]
  (assert (= [##Inf 0.5 -0.25] (map of-long [0 2 -4])))
  (assert (= [##Inf ##-Inf 1.5] (map of-double [0.0 -0.0 2.0])))
  (assert (= [0.5 0.5 2.0 0.5] (map of-any [2 2.0 1/2 2N]))))
(println "ok")
