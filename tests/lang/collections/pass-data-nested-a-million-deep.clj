;; Data nested a million levels deep can be built, moved between threads and dropped; what would need as many
;; native frames throws a StackOverflowError that can be caught.
(def depth 1000000)
(def v (nth (iterate vector []) depth))
(def w (nth (iterate vector []) depth))
(def l (nth (iterate list ()) depth))
(def m (nth (iterate (fn [x] {:a x}) {}) depth))
(def s (nth (iterate hash-set 1) 1000))

(defmacro overflows [form]
  `(assert (= :overflow (try ~form (catch StackOverflowError _# :overflow)))))

(overflows (hash v))
(overflows (hash l))
(overflows (hash m))
(overflows (= v w))
(overflows (compare v w))
(overflows (pr-str v))
(overflows (pr-str m))
(overflows (str l))
(overflows (.hashCode v))
(overflows (.equals v w))
(overflows (read-string (str (apply str (repeat depth "[")) (apply str (repeat depth "]")))))
(assert (= v v))
(assert (= 0 (compare v v)))
(assert (= 1 (count @(future v))))
(assert (= depth (loop [x v n 0] (if (seq x) (recur (first x) (inc n)) n))))
(println "ok")
