;; Pretty-printed records, code and tables, a dispatch of one's own, and the directives of cl-format.
(ns pretty-printing (:require [clojure.pprint :as pp :refer [pprint cl-format print-table pprint-newline with-pprint-dispatch simple-dispatch code-dispatch]]))
(defrecord Point [x y]) (defrecord Wide [alpha beta gamma delta])
(pprint (->Point 1 2)) (pprint {:a (->Point 1 2) :b (vec (range 30))})
(pprint (->Wide (vec (range 20)) (apply str (repeat 40 "x")) {:k (zipmap (range 12) (range 12))} nil))
(defmulti disp class) (defmethod disp :default [x] (simple-dispatch x))
(defmethod disp Point [p] (pp/pprint-logical-block :prefix "<" :suffix ">" (print "pt") (pprint-newline :linear) (print (:x p)) (pprint-newline :linear) (print (:y p))))
(with-pprint-dispatch disp (pprint [(->Point 1 2) (->Point 30 40)]) (pprint (vec (repeat 12 (->Point 1000 2000)))))
(with-pprint-dispatch code-dispatch
 (pprint '(defn foo "doc string" [a b & {:keys [c d] :or {c 1}}] (let [x (+ a b) y (* c d)] (if (> x y) (do (println x) (recur y x)) (cond (= x 1) :one (= x 2) :two :else (throw (ex-info "bad thing happened" {:x x :y y})))))))
 (pprint '(ns foo.bar (:require [clojure.string :as str] [clojure.set :refer [union]]) (:import (java.util Date UUID))))
 (pprint '(-> x (foo 1) (bar 2 3) #(inc %) @y 'z #'w))
 (pprint '(loop [i 0 acc []] (when-let [z (get acc i)] (doseq [q z] (prn q)) (binding [*out* *err*] (case z 1 :a 2 :b nil)))))
 (pprint '(defmulti area :shape :default :none)) (pprint '(fn [x] (for [a x :when (odd? a) :let [b a]] [a b]))))
(binding [pp/*print-right-margin* 30 pp/*print-miser-width* 10] (pprint {:name "something long enough" :list (range 20) :set #{1} :nested {:deep {:deeper {:deepest [1 2 3]}}}}))
(binding [pp/*print-pprint-dispatch* code-dispatch pp/*print-right-margin* 20] (pprint '(if (test thing) (consequent a b c) (alternative d e f))))
(binding [*print-length* 3 *print-level* 2] (pprint [[1 [2 [3]]] 2 3 4 5]) (pprint {:a {:b {:c 1}} :d 1 :e 2 :f 3}))
(print-table [{:a 1 :b "xx"} {:a 22222 :c 3}]) (print-table [:b :a] [{:a 1 :b "xx"} {:a 22222 :b nil}]) (print-table [])
(doseq [[f & args] [["~5D|~-5D|~5,'0D|~:D|~@D|~:@D" 42 42 42 1234567 5 99999] ["~R ~:R ~@R ~:@R" 42 42 1999 1999] ["~B ~O ~X ~36R ~8,'0B" 10 10 255 1000 5]
  ["~F ~,2F ~8,3F ~E ~,3E ~G ~$ ~8,2,10,'*$" 3.14159 3.14159 3.14159 31415.9 31415.9 0.001 2.5 2.5]
  ["~A ~S ~10A|~10@A|~:A" "a" "b" "c" "d" nil] ["~{~A~^, ~}" [1 2 3]] ["~:{(~A ~A)~}" [[1 2] [3 4]]] ["~@{~A~^-~}" 1 2 3] ["~[zero~;one~;two~:;many~]" 1] ["~[zero~;one~:;many~]" 7] ["~:[false~;true~]" nil] ["~@[x=~A~]" 3]
  ["~(HELLO World~) ~:(hello world~) ~@(hello world~) ~:@(hello~)"] ["~P ~:*~D item~:P, ~D pupp~:@P" 1 2] ["a~5Tb~10Tc~2@Td"] ["~%~&x~~ ~|" ] ["~20<left~;right~>|" ] ["~20:<a~;b~>|~20@<a~;b~>|~20:@<a~;b~>|"] ["~C ~:C ~@C" \a \space \newline]
  ["~?~A" "~A+~A " [1 2] 3] ["~*~A ~:*~A ~0@*~A" 1 2] ["~V,'xD ~#[none~;one~:;more~]" 6 42 1] ["~{~{~A=~A~}~^; ~}" [[:a 1] [:b 2]]] ["~3{~A ~}" [1 2 3 4 5]] ["~I~W ~_ ~A" "q" 1] ["~,,' ,4:D" 12345678] ["~R ~R ~R" 0 -7 1234567890123] ["~:@R ~@R" 4 3999]]]
  (println (try (apply cl-format nil f args) (catch Exception e (str "ERR " (.getMessage e))))))
(println (with-out-str (pprint (range 100)))) (pprint #{}) (pprint nil) (pprint "s\n") (pprint (lazy-seq [1])) (pprint [#'inc 'a :b 1.0 1/2 1M \c #"re" (list) {}])
(pp/fresh-line)
