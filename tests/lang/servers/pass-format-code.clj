;; Source laid out anew, as editors ask the server for.

(require '[lisle.nrepl.format :refer [format-code]])

(defn check [before after]
  (let [formatted (format-code before)]
    (assert (= after formatted) (pr-str before formatted))
    (assert (= after (format-code after)) "it is stable")))

(check "(defn f [x]\n(let [a 1\nb 2]\n(when a\nb))) ; hi   \n\n\n\n(def y\n1)\n"
       "(defn f [x]\n  (let [a 1\n        b 2]\n    (when a\n      b))) ; hi\n\n(def y\n  1)\n")
(check "( foo  )" "(foo)")
(check "(a(b)[c]d)" "(a (b) [c] d)")
(check "(foo a\nb\n   c)" "(foo a\n     b\n     c)")
(check "(foo\na\nb)" "(foo\n a\n b)")
(check "(if a\nb\nc)" "(if a\n  b\n  c)")
(check "(cond\na b\n:else c)" "(cond\n  a b\n  :else c)")
(check "(cond a b\n:else c)" "(cond a b\n      :else c)")
(check "(deftype T [x]\nP\n(foo [this]\nx))" "(deftype T [x]\n  P\n  (foo [this]\n    x))")
(check "(letfn [(f [x]\nx)]\n(f 1))" "(letfn [(f [x]\n          x)]\n  (f 1))")
(check "#(let [x 1]\nx)" "#(let [x 1]\n   x)")
(check "{:a 1,\n:b 2}" "{:a 1,\n :b 2}")
(check "(-> x\n(foo)\n #_(bar\n z)\n baz)" "(-> x\n    (foo)\n    #_(bar\n       z)\n    baz)")
(check "(try\n(a)\n(catch E e\nb))" "(try\n  (a)\n  (catch E e\n    b))")
(check "(a ; c\n)" "(a ; c\n )")
(check "(let [^String x\n y] \\( \"a\nb\" x)" "(let [^String x\n      y] \\( \"a\nb\" x)")
(check "(my.ns/with-x a\nb)" "(my.ns/with-x a\n  b)")
(check "#?(:clj 1\n:cljs 2)" "#?(:clj 1\n   :cljs 2)")
(check "#\"a(b\" #my/tag [1\n2]" "#\"a(b\" #my/tag [1\n                2]")
(check "" "")
(check "foo" "foo")
(assert (= "(my-let [a 1]\n  a)" (format-code "(my-let [a 1]\na)" {"my-let" [["block" 1]]})))
(assert (= "(my-let [a 1]\n        a)" (format-code "(my-let [a 1]\na)")))
(doseq [[text why] [["(a]" "Unmatched delimiter: ]"] [")" "Unmatched delimiter: )"] ["(a" "EOF while reading, ( is not closed"]]]
  (assert (= why (try (format-code text) (catch Exception e (ex-message e))))))
;; Nesting takes no stack.
(let [deep (str (apply str (repeat 20000 "(")) (apply str (repeat 20000 ")")))]
  (assert (= deep (format-code deep))))
(println "ok")
