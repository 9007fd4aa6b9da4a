;; Numbers of thousands of digits, for which arithmetic takes other ways than for short ones.

(def a (.pow (biginteger 7) 30000))
(def b (.pow (biginteger 11) 10000))
(def n (bigint a))

;; quotients and remainders
(assert (= n (+ (* (quot n b) b) (rem n b))))
(assert (= (- n) (+ (* (quot (- n) b) b) (rem (- n) b))))
(assert (< -1 (mod (- n) b) b))
(assert (= 0 (rem (* n b) n)))
(assert (= [(bigint b) 0N] (mapv bigint (.divideAndRemainder (.multiply a b) a))))

;; text in several bases
(doseq [base [2 3 10 16 36]]
  (assert (= a (BigInteger. (.toString a base) base)))
  (assert (= (.negate a) (BigInteger. (.toString (.negate a) base) base))))
(assert (= n (read-string (str n "N"))))
(assert (= (apply str "1" (repeat 20000 "0")) (str (.pow (biginteger 10) 20000))))
(assert (= (apply str (repeat 20000 "9")) (str (dec (bigint (.pow (biginteger 10) 20000))))))

;; divisors, roots, arithmetic modulo a number
(assert (= 6 (.gcd (.multiply a (biginteger 12)) (biginteger 18))))
(assert (= b (.gcd (.multiply a b) (.multiply b (biginteger 13)))))
(assert (= n (.sqrt (.multiply a a))))
(assert (= (dec n) (.sqrt (biginteger (dec (* n n))))))
(assert (= 1 (.mod (.multiply b (.modInverse b a)) a)))
(assert (= (.mod (.pow b 37) a) (.modPow b (biginteger 37) a)))
(assert (= 1 (.modPow (biginteger 3) (biginteger 1000002) (biginteger 1000003))))
(assert (.isProbablePrime (biginteger (dec (.shiftLeft (biginteger 1) 521))) 20))
(assert (not (.isProbablePrime (biginteger (dec (.shiftLeft (biginteger 1) 523))) 20)))
(assert (= n (* (/ n b) b)))

;; decimals
(def power (bigdec (.pow (biginteger 5) 3000)))
(assert (= 1M (* power (/ 1M power))))
(assert (= 3000 (.scale (/ 1M power))))
(assert (= :none (try (/ 1M (* 3 power)) (catch ArithmeticException _ :none))))
(assert (= (hash 1M) (hash (bigdec (str "1." (apply str (repeat 5000 "0")))))))
(assert (= 5001 (.precision (bigdec (.pow (biginteger 10) 5000)))))
(assert (= 5000 (.precision (bigdec (dec (bigint (.pow (biginteger 10) 5000)))))))
(assert (= 0.5 (double (/ n (* 2 n)))))
(assert (= 1.0E-300 (double (/ 1M (bigdec (.pow (biginteger 10) 300))))))
(println "ok")
