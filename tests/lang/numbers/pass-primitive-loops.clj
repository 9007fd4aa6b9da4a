;; Locals of let and loop that stay primitive, and those that a recur makes boxed.
(assert (= ##Inf (loop [x 1.0 y 0.0] (/ x y))))
(assert (= ##Inf (let [x 1.0 y 0] (/ x y))))
(assert (= ##Inf (loop [x 1.0 i 0] (if (< i 3) (recur (* x 2.0) (inc i)) (/ x 0)))))
(assert (= "Divide by zero"
           (try (loop [x 1.0 i 0] (if (< i 1) (recur (identity x) 1) (/ x 0))) (catch ArithmeticException e (ex-message e)))))
(assert (= "Divide by zero"
           (try (loop [x 1.0 i 0] (if (< i 1) (recur 1 1) (/ x 0))) (catch ArithmeticException e (ex-message e)))))
;; One primitive double makes a sum or product one; a boxed local makes boxed what has nothing but it.
(assert (= ##Inf (loop [x 1.0 y 2.0 i 0] (if (< i 2) (recur (identity x) (+ x 1.0) (inc i)) (/ y 0)))))
(assert (= "Divide by zero"
           (try (loop [x 1.0 y 2.0 i 0] (if (< i 2) (recur (identity x) (inc x) (inc i)) (/ y 0)))
                (catch ArithmeticException e (ex-message e)))))
(defn half ^double [^double x] (/ x 2))
(assert (= [##Inf ##Inf ##Inf ##Inf ##Inf]
           [(let [x (Math/sqrt 2.0)] (/ x (identity 0))) (let [x (half 3)] (/ x (identity 0)))
            (let [x (double (identity 2))] (/ x (identity 0))) (let [x (max 1.0 2.0)] (/ x (identity 0)))
            (let [x (aget (double-array 1 1.5) 0)] (/ x (identity 0)))]))
;; The value of a loop within an expression is an object; closures over primitive locals have primitives.
(assert (= "Divide by zero"
           (try (let [x (loop [y 1.0] y)] (/ x (identity 0))) (catch ArithmeticException e (ex-message e)))))
(assert (= [##Inf ##-Inf] (loop [i 0 x 1.0]
                            (if (< i 3)
                              (recur (inc i) (double (loop [j 0 y x] (if (< j 3) (recur (inc j) (+ y 1.0)) y))))
                              [(/ x 0) ((fn [] (/ (- x) 0)))]))))
(assert (= ##Inf (let [x (case (int 3) 3 1.5 2.5)] (/ x 0))))
(assert (= [Long Double Integer] [(loop [x (int 1)] (class x)) (loop [x (float 1)] (class x)) (let [x (int 1)] (class x))]))

(set! *unchecked-math* true)
(assert (= Long/MIN_VALUE (loop [x Long/MAX_VALUE i 0] (if (< i 1) (recur (inc x) (inc i)) x))))
(assert (= Long/MIN_VALUE (+ (identity Long/MAX_VALUE) (identity 1))))
(assert (= [2.5 4N -2] [(+ (identity 1.5) 1) (+ (identity 3N) 1) (* (identity Long/MAX_VALUE) (identity 2))]))
(set! *unchecked-math* false)
(assert (= "long overflow" (try (+ (identity Long/MAX_VALUE) 1) (catch ArithmeticException e (ex-message e)))))
(println "ok")
