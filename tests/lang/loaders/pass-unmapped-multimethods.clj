;; A multimethod that is unmapped goes with its methods, of which each was code of its own.
(require '[lisle.loader :as loader])

(defn redefine [n]
  (dotimes [i n]
    (eval '(defmulti area :shape))
    (eval '(defmethod area :square [{a :side}] (* a a)))
    (eval '(defmethod area :circle [{r :radius}] (* 3 r r)))
    (assert (= 4 (eval '(area {:shape :square :side 2}))))
    (ns-unmap 'user 'area)))

(redefine 3)
(let [before (count (loader/units))]
  (redefine 20)
  (assert (<= (count (loader/units)) before)
          [before (count (loader/units)) (map :names (loader/units))]))

;; A function of the same form still finds what the form named.
(def f (eval '(do (def x 41) (fn [] (inc x)))))
(assert (= 42 (f)))
(eval '(let [k 'late] (defn g [] [k 'late (identical? k 'late)])))
(assert (= ['late 'late] (take 2 ((eval 'g)))))
(println "ok")
