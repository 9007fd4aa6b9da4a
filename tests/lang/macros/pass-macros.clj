;; Macros: quoting, splicing, hygiene, &form and &env, macros that write macros.
(defmacro unless [test & body] `(if ~test nil (do ~@body)))
(assert (= [nil 3] [(unless true 1) (unless false 2 3)]))

(defmacro swap-values [a b] `(let [tmp# ~a] [~b tmp#]))
(let [tmp 1 other 2] (assert (= [2 1] (swap-values tmp other))))

(defmacro dbg [form] `{:form '~form :value ~form})
(assert (= {:form '(+ 1 2) :value 3} (dbg (+ 1 2))))

(defmacro my-and
  ([] true)
  ([x] x)
  ([x & more] `(let [v# ~x] (if v# (my-and ~@more) v#))))
(assert (= [true 3 nil] [(my-and) (my-and 1 2 3) (my-and 1 nil 3)]))

(defmacro line [] (:line (meta &form)))
(assert (= 18 (line)))
(defmacro locals [] `(hash-map ~@(mapcat (fn [s] [(list 'quote s) s]) (keys &env))))
(let [a 1 b 2] (assert (= {'a 1 'b 2} (locals))))

(defmacro def-getter [name key] `(defmacro ~name [m#] (list ~key m#)))
(def-getter get-x :x)
(assert (= 5 (get-x {:x 5})))

(assert (= '(if true nil (do 1)) (macroexpand-1 '(unless true 1))))
(assert (= '(user/f clojure.core/map x) `(f map ~'x)))
(assert (= [1 '(2 3) [2 3]] (let [xs [2 3]] [1 `(~@xs) `[~@xs]])))
(assert (= '(1 (2 3 4)) (let [x 1 ys [3 4]] `(~x (2 ~@ys)))))
(assert (= {:a 1 :k #{2}} (let [v 2] `{:a 1 :k #{~v}})))
(assert (not= (gensym) (gensym)))

(defmacro with-log [& body] `(let [out# (atom [])] (letfn [(~'log [x#] (swap! out# conj x#))] ~@body) @out#))
(assert (= [1 2] (with-log (log 1) (log 2))))

(assert (= 6 (-> 1 inc (+ 4))))
(assert (= [2 4] (->> [1 2] (map #(* 2 %)))))
(assert (= [6 nil :c] [(some-> {:a 5} :a inc) (some-> {:a 5} :b inc) (cond false :a nil :b :else :c)]))
(assert (= 8 (as-> 3 x (inc x) (* 2 x))))
(assert (= [1 3] (cond-> [1] false (conj 2) true (conj 3))))
(assert (= :big (condp < 10 20 :small 5 :big)))
(println "ok")
