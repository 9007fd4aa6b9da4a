;; Protocols, records, multimethods and a macro. Run it with
;;   lisle examples/shapes.clj
(ns shapes)

(defprotocol Shape
  (area [shape] "How much of the plane it covers.")
  (scale [shape factor] "The same shape, larger or smaller."))

(defrecord Rectangle [width height]
  Shape
  (area [_] (* width height))
  (scale [_ k] (->Rectangle (* k width) (* k height))))

(defrecord Triangle [base height]
  Shape
  (area [_] (/ (* base height) 2))
  (scale [_ k] (->Triangle (* k base) (* k height))))

;; A shape made of others is a vector of them.
(extend-protocol Shape
  clojure.lang.IPersistentVector
  (area [shapes] (reduce + (map area shapes)))
  (scale [shapes k] (mapv #(scale % k) shapes)))

(defmulti describe class)
(defmethod describe Rectangle [{:keys [width height]}]
  (str width " by " height " rectangle" (when (= width height) " (a square)")))
(defmethod describe Triangle [_] "triangle")
(defmethod describe :default [shape] (str "group of " (count shape)))

(defmacro show [form]
  `(println '~form "=>" ~form))

(def square (->Rectangle 3 3))
(def house [square (->Triangle 3 1)])

(show (area house))
(show (area (scale house 2)))
(show (describe square))
(show (map describe house))
(show (describe (map->Triangle {:base 1})))
(show (describe house))
(show (= square (->Rectangle 3 3) (assoc (->Rectangle 1 3) :width 3)))

;; Prints:
;; (area house) => 21/2
;; (area (scale house 2)) => 42
;; (describe square) => 3 by 3 rectangle (a square)
;; (map describe house) => (3 by 3 rectangle (a square) triangle)
;; (describe (map->Triangle {:base 1})) => triangle
;; (describe house) => group of 2
;; (= square (->Rectangle 3 3) (assoc (->Rectangle 1 3) :width 3)) => true
