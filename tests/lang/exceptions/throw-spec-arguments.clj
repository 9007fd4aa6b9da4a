;; throws: Execution error - invalid arguments to user/half at (throw-spec-arguments.clj:6).
(require '[clojure.spec.alpha :as s] '[clojure.spec.test.alpha :as st])
(defn half [x] (/ x 2))
(s/fdef half :args (s/cat :x even?))
(st/instrument `half)
(println (half 3))
