;; Maps, keys of namespaces, defaults, keyword arguments, and records.
(let [{a :a {b :b} :inner :keys [c d] :strs [e] :syms [f] :or {d :none} :as m}
      {:a 1 :inner {:b 2} :c 3 "e" 5 'f 6}]
  (assert (= [1 2 3 :none 5 6] [a b c d e f]))
  (assert (= 5 (count m))))
(let [{:keys [x/a y/b] :x/keys [c]} {:x/a 1 :y/b 2 :x/c 3}] (assert (= [1 2 3] [a b c])))
(let [{:keys [:p :q/r]} {:p 1 :q/r 2}] (assert (= [1 2] [p r])))
(let [{a 0 z 2} [:first :second :third]] (assert (= [:first :third] [a z])))
(let [{:keys [a]} nil] (assert (nil? a)))
(let [{:keys [a] :or {a 5}} {:a nil}] (assert (nil? a)))
(let [{:keys [a] :or {a 5}} {:a false}] (assert (false? a)))

(defn connect [host & {:keys [port timeout] :or {port 80} :as options}] [host port timeout options])
(assert (= ["h" 80 nil nil] (connect "h")))
(assert (= ["h" 81 9 {:port 81 :timeout 9}] (connect "h" :port 81 :timeout 9)))
(assert (= ["h" 82 nil {:port 82}] (connect "h" {:port 82})))
(assert (= ["h" 83 1 {:timeout 1 :port 83}] (connect "h" :timeout 1 {:port 83})))

(defrecord Point [x y])
(let [{:keys [x y z]} (map->Point {:x 1 :y 2 :z 3})] (assert (= [1 2 3] [x y z])))
(defn sum [[{:keys [n]} & more]] (if n (+ n (sum more)) 0))
(assert (= 6 (sum [{:n 1} {:n 2} {:n 3}])))
(println "ok")
