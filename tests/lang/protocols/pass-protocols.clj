;; Protocols over types, records, built-in classes, nil, and by metadata.
(defprotocol Shape
  "Things with an area."
  (area [s] "Its area.")
  (scale [s k] [s k l]))
(defrecord Square [side]
  Shape
  (area [_] (* side side))
  (scale [s k] (update s :side * k))
  (scale [s k l] (assoc s :side [(* side k) (* side l)])))
(deftype Circle [r]
  Shape
  (area [_] (* 3 r r)))
(extend-protocol Shape
  nil
  (area [_] 0)
  String
  (area [s] (count s))
  java.util.List
  (area [xs] (reduce + (map area xs)))
  Object
  (area [_] :unknown))
(assert (= [4 12 0 3 16 :unknown] (map area [(->Square 2) (Circle. 2) nil "abc" [(->Square 2) (Circle. 2)] :k])))
(assert (= [(->Square 6) (->Square [4 6])] [(scale (->Square 2) 3) (scale (->Square 2) 2 3)]))
(assert (= "No implementation of method: :scale of protocol: #'user/Shape found for class: java.lang.String"
           (try (scale "s" 2) (catch IllegalArgumentException e (ex-message e)))))
(assert (= :abstract (try (scale (Circle. 1) 2) (catch AbstractMethodError _ :abstract))))
(assert (satisfies? Shape nil))
(assert (extends? Shape String))
(extend-type Long Shape (area [n] n))
(assert (= 5 (area 5)))
(extend-type Long Shape (area [n] (* 2 n)))
(assert (= 10 (area 5)))

(defprotocol Named :extend-via-metadata true (title [x]))
(assert (= "meta" (title (with-meta {} {`title (constantly "meta")}))))

(let [r (reify Shape (area [_] 1) Object (toString [_] "reified"))]
  (assert (= [1 "reified"] [(area r) (str r)])))
(assert (= [1 4] (map area [(reify Shape (area [_] 1)) (->Square 2)])))
(println "ok")
