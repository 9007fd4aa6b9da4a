;; case dispatches on constants of every kind, without evaluating them.
(defn kind [x]
  (case x
    1 :one
    (2 3) :two-or-three
    "text" :string
    :key :keyword
    sym :symbol
    \c :char
    nil :nil
    true :true
    [1 2] :vector
    {:a 1} :map
    #{1} :set
    (list 4) :name-or-four
    1.5 :double
    :other))
(assert (= [:one :two-or-three :two-or-three :string :keyword :symbol :char :nil :true :vector :map :set :name-or-four
            :name-or-four :double :other :other]
           (map kind [1 2 3 "text" :key 'sym \c nil true [1 2] {:a 1} #{1} 'list 4 1.5 99 false])))
(assert (= :vector (kind '(1 2))))
(assert (= :hit (case (+ 1 1) 2 :hit)))
(assert (= "No matching clause: 5"
           (try (case 5 1 :one) (catch IllegalArgumentException e (ex-message e)))))
;; numbers that hash alike but differ
(assert (= [:small :large :none] (map #(case % 0 :small 4294967296 :large :none) [0 4294967296 1])))
(assert (= :none (case 1N 2 :two :none)))
(assert (= :one (case (int 1) 1 :one :none)))
;; strings with equal hashes
(assert (= [:a :b] (map #(case % "Aa" :a "BB" :b) ["Aa" "BB"])))
(println "ok")
