;; Division by a constant power of two rounds to zero, whatever the sign.
(defmacro agree [divisor]
  `(doseq [x# [0 1 -1 2 -2 3 -3 7 -7 8 -8 1023 -1023 1024 -1024 1025 -1025 Long/MAX_VALUE Long/MIN_VALUE
              (inc Long/MIN_VALUE) (dec Long/MAX_VALUE)]]
     (let [n# (long x#) d# (long ~divisor)]
       (assert (= (quot n# ~divisor) (quot x# (identity d#))) (str "quot " n# " " ~divisor))
       (assert (= (rem n# ~divisor) (rem x# (identity d#))) (str "rem " n# " " ~divisor))
       (assert (= n# (+ (* ~divisor (quot n# ~divisor)) (rem n# ~divisor)))))))

(agree 1)
(agree 2)
(agree 4)
(agree 8)
(agree 1024)
(agree 16384)
(agree 3)
(agree 32767)

(defn halves ^long [^long n] (loop [n n steps 0] (if (zero? n) steps (recur (quot n 2) (inc steps)))))
(assert (= 63 (halves Long/MAX_VALUE)))
(assert (= 64 (halves Long/MIN_VALUE)))
(assert (= 0 (halves 0)))
(assert (= "-3" (str (quot -7 2))))
(assert (= -3.0 (quot -7.0 2)))
(assert (= 3N (quot 7N 2)))
(assert (= 1N (rem 7N 2)))
(println "ok")
