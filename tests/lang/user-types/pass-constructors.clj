;; How many arguments the constructors of a program's types take, and what records are made of.
(defrecord Square [side])
(deftype Point [x y])

(defn refused [form]
  (try (eval form) nil (catch Exception e (ex-message (ex-cause e)))))

(assert (= "No matching ctor found for class user.Point" (refused '(Point. 1)) (refused '(fn [] (Point. 1 2 3)))))
(assert (= "No matching ctor found for class user.Square" (refused '(Square. 1 2)) (refused '(new Square))))
(assert (= 1 (.x (Point. 1 2))))
(assert (= {:unit :cm} (meta (Square. 1 {:unit :cm} nil))))
(assert (= #user.Square{:side 1, :name "s"} (Square. 1 nil {:name "s"})))

(assert (= (->Square 2) (Square/create {:side 2}) (map->Square {:side 2})))
(assert (= {:side nil :a 1} (into {} (Square/create {:a 1}))))

;; A proxy does not support what it does not define.
(assert (= "size" (try (.size (proxy [java.util.AbstractList] [])) (catch UnsupportedOperationException e (ex-message e)))))

(println "ok")
