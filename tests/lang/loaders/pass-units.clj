;; Units come and go: what is alive, why, and that nothing else is.
(require '[lisle.loader :as loader])

(defn numbers [] (set (map :number (loader/units))))
(defn unit-of [name] (last (filter #(some #{name} (:names %)) (loader/units))))

(def before (numbers))
(defn new-units [] (remove #(before (:number %)) (loader/units)))

;; loading-66, loading-69
;; a definition is alive by its var, an evaluation that leaves nothing is gone
(eval '(+ 1 2))
(assert (empty? (new-units)))
(eval '(defn kept [] 1))
(let [u (unit-of "user$kept")]
  (assert (= [#'user/kept] (:vars u)))
  (assert (pos? (:bytes u)))
  (assert (= [] (:replaced u)))
  (assert (identical? (:loader u) (loader/loader-of kept)))
  (assert (some #{"user$kept"} (loader/cached-names)))
  (assert (some #{"user$kept"} (loader/cached-names (:loader u)))))

;; loading-67, loading-68, loading-70
;; redefined, the old unit goes at once
(let [old (:number (unit-of "user$kept"))]
  (eval '(defn kept [] 2))
  (assert (= 1 (count (filter #(some #{"user$kept"} (:names %)) (loader/units)))))
  (assert (not (contains? (numbers) old))))

;; unless something holds it: a closure, or a call that runs
(eval '(defn maker [n] (fn [] n)))
(def closure (maker 5))
(eval '(defn maker [n] (fn [] (- n))))
(assert (= 5 (closure)))
(assert (= 1 (count (filter #(some #{"user$maker"} (:replaced %)) (loader/old-code)))))
(def closure nil)
(assert (empty? (filter #(some #{"user$maker"} (:names %)) (loader/old-code))))

(eval '(defn running [] (eval '(defn running [] :new)) [:old (count (lisle.loader/old-code))]))
(assert (= [:old 1] (running)))
(assert (= :new (running)))
(assert (empty? (loader/old-code)))

;; isolation-37
;; ns-unmap and remove-ns let go
(eval '(defn unmapped [] 1))
nil ; a file holds the value of its last form
(ns-unmap 'user 'unmapped)
(assert (nil? (unit-of "user$unmapped")))
(eval '(do (ns gone.ns) (defn f [] 1) (defn g [] (f))))
(in-ns 'user)
(assert (= 'user (ns-name *ns*)))

;; what a function calls stays for it, although it was not called before and its namespace is gone
(eval '(do (ns gone.too) (declare b) (defn a [n] (if (zero? n) :a (b (dec n)))) (defn b [n] (if (zero? n) :b (a (dec n))))))
(in-ns 'user)
(def held @(resolve 'gone.too/a))
(remove-ns 'gone.too)
(assert (= [:b :a] [(held 3) (held 4)]))
;; functions that call each other hold each other, and it is told by which vars
(assert (= #{["gone.too/a"] ["gone.too/b"]}
           (set (for [unit (loader/units) :when (re-find #"gone.too" (str (:names unit)))]
                  (filterv (fn [v] (re-find #"gone.too" v))
                           (map (fn [v] (str (:ns (meta v)) "/" (:name (meta v)))) (:vars unit)))))))
(eval '(do (declare called) (defn caller [] (called))))
(eval '(defn called [] :called))
(ns-unmap 'user 'called)
(assert (= :called (eval '(caller))))

;; ten thousand evaluations that define and redefine leave what one leaves
(defn round [n]
  (eval (list 'do
              (list 'defn 'again '[x] (list '+ 'x n))
              (list 'let '[k 1] (list 'defn 'again-2 '[] '(fn [] k)))
              '(defprotocol Again (act [x]))
              '(deftype Thing [a] Again (act [_] a))
              '(extend-protocol Again Long (act [x] (inc x)))
              '(defmulti kind class)
              '(defmethod kind Long [_] :long)
              '(def kind nil))))
(round 0)
(def steady (count (loader/units)))
(def names (count (loader/cached-names)))
(def depth (count (loader/chain)))
(dotimes [n 300] (round n))
(assert (= 304 ((resolve 'again) 5)))
(assert (<= (count (loader/units)) (+ steady 4)) [steady (count (loader/units))])
(assert (<= (count (loader/cached-names)) (+ names 8)))
(assert (= depth (count (loader/chain))))

(println "ok")
