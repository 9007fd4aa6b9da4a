;; Functions with several arities and rest arguments; apply, partial, comp, juxt and friends.
(defn f
  ([] :none)
  ([a] [a])
  ([a b] [a b])
  ([a b & more] [a b more]))
(assert (= [:none [1] [1 2] [1 2 '(3)] [1 2 '(3 4)]] [(f) (f 1) (f 1 2) (f 1 2 3) (f 1 2 3 4)]))
(assert (= [1 2 (range 3 30)] (apply f (range 1 30))))
(assert (= [1 2 '(3 4)] (apply f 1 2 [3 4])))
(assert (= :none (apply f nil)))
(assert (= 500 (first (apply (fn [& xs] (reverse xs)) (range 501)))))
(defn twenty-one [a b c d e f g h i j k l m n o p q r s t & more] [t more])
(assert (= [20 '(21 22)] (apply twenty-one (range 1 23))))
(assert (= 10 ((partial + 1 2) 3 4)))
(assert (= "-3" ((comp str - +) 1 2)))
(assert (= [3 -1] ((juxt + -) 1 2)))
(assert (= [:default 1] [((fnil identity :default) nil) ((fnil identity :default) 1)]))
(assert (= [true false] [((complement nil?) 1) ((complement nil?) nil)]))
(assert (= [1 1] [((constantly 1)) ((constantly 1) 2 3)]))
(assert (= [true nil] [((every-pred pos? even?) 2 4) ((some-fn :a :b) {})]))
(assert (= 1 ({:a 1} :a) (:a {:a 1}) ('a {'a 1}) ([0 1] 1) (get #{1} 1) (#{1} 1)))
(assert (= :d (:x {} :d) ({} :x :d)))
;; What apply leaves of a vector is its seq, unspread.
(let [rest-of (fn [& xs] xs) after-one (fn [a & xs] xs) after-two (fn [a b & xs] [a b xs])]
  (assert (= [clojure.lang.PersistentVector$ChunkedSeq clojure.lang.PersistentVector$ChunkedSeq clojure.lang.Cons]
             (map class [(apply rest-of [1 2 3]) (apply after-one 0 [1 2 3]) (apply after-one 0 1 [2 3])])))
  (assert (= [[2 3] nil [0 1 nil] [0 1 [2 3]] [1 2 [3]]]
             [(apply after-one [1 2 3]) (apply after-one [1]) (apply after-two 0 [1]) (apply after-two 0 [1 2 3])
              (apply after-two 1 2 [3])]))
  (assert (= (range 2 100) (last (apply after-two (vec (range 100))))))
  (assert (= :refused (try (apply after-two [1]) (catch clojure.lang.ArityException e :refused)))))
(assert (= [6 10 [1 2 3] [3 2 1]] [(apply + 1 [2 3]) (apply + [1 2 3 4]) (apply vector 1 [2 3]) (apply (fn [a b c] [c b a]) [1 2 3])]))
(println "ok")
