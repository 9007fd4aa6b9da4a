;; Records are maps with a type; deftype has fields and nothing else.
(defrecord Person [name age])
(let [p (->Person "Ada" 36)]
  (assert (= p (map->Person {:name "Ada" :age 36}) #user.Person{:name "Ada" :age 36}))
  (assert (= ["Ada" 36 nil :d] [(:name p) (.age p) (:none p) (get p :none :d)]))
  (assert (not= p {:name "Ada" :age 36}))
  (assert (not= {:name "Ada" :age 36} p))
  (assert (= {:name "Ada" :age 36} (into {} p)))
  (assert (= [:name :age :extra] (keys (assoc p :extra 1))))
  (assert (instance? Person (assoc p :extra 1)))
  (assert (instance? Person (dissoc (assoc p :extra 1) :extra)))
  (assert (not (instance? Person (dissoc p :age))))
  (assert (= 37 (:age (update p :age inc))))
  (assert (= "#user.Person{:name \"Ada\", :age 36}" (pr-str p)))
  (assert (= [true true] [(record? p) (map? p)]))
  (assert (= 2 (count p)))
  (assert (= {:m 1} (meta (with-meta p {:m 1}))))
  (assert (= (hash p) (hash (->Person "Ada" 36))))
  (assert (= {p 1} {(->Person "Ada" 36) 1})))

(deftype Pair [a b]
  Object
  (equals [_ o] (and (instance? Pair o) (= a (.-a o)) (= b (.-b o))))
  (hashCode [_] (+ (hash a) (hash b)))
  (toString [_] (str "<" a " " b ">"))
  clojure.lang.Indexed
  (nth [_ i] (case i 0 a 1 b))
  (nth [_ i default] (case i 0 a 1 b default))
  clojure.lang.Counted
  (count [_] 2))
(let [p (Pair. 1 2)]
  (assert (= p (->Pair 1 2)))
  (assert (= ["<1 2>" 1 2 2] [(str p) (nth p 0) (second (let [[a b] p] [a b])) (count p)]))
  (assert (= 1 (.-a p) (.a p))))

(defprotocol Stack (push [s x]) (top [s]))
(defrecord ListStack [items]
  Stack
  (push [s x] (ListStack. (cons x items)))
  (top [_] (first items)))
(assert (= 3 (top (reduce push (->ListStack nil) [1 2 3]))))
(println "ok")
