;; A type may be defined twice in one file: what comes after the second definition means the new class.

(deftype T [a])
(def x (T. 1))
(defn make [a] (T. a))
(assert (= 1 (.a x) (.a (make 1))))
(deftype T [a b])
(def y (T. 1 2))
(assert (= 2 (.b y)))
(assert (instance? T y))
(assert (not (instance? T x)))

(defrecord R [a])
(def old (->R 1))
(assert (instance? R old))
(defrecord R [a b])
(def new-one (->R 1 2))
(assert (= "#user.R{:a 1, :b 2}" (pr-str new-one)))
(assert (instance? R new-one))
(assert (not (instance? R old)))
(assert (not= old (R. 1 nil)))

(defprotocol P (p [x]))
(extend-type R P (p [_] :new))
(assert (= :new (p new-one)))
(assert (= :none (try (p old) (catch IllegalArgumentException _ :none))))

(println "ok")
