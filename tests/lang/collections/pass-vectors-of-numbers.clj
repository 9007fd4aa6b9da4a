;; Vectors whose values are all ls or all ds for a while are kept in another form than those of other values; nobody can
;; tell. Each vector is compared with a list of the same values, whose form never changes.

(defn check [what v expected]
  (assert (= (count v) (count expected)) what)
  (assert (= v expected) what)
  (assert (= (hash v) (hash expected)) what)
  (assert (= (map class v) (map class expected)) what)
  (assert (= (reduce conj [] v) expected) what)
  (assert (= (rseq v) (reverse expected)) what)
  (assert (= (map #(nth v %) (range (count v))) expected) what)
  (assert (= (reduce-kv (fn [seen i x] (conj seen [i x])) [] v) (map-indexed vector expected)) what)
  (assert (= (seq (to-array v)) (seq expected)) what)
  (assert (= (pr-str v) (str "[" (apply str (interpose " " (map pr-str expected))) "]")) what))

(def ls (apply list (range 1100)))
(def ds (map double ls))

(check :longs (vec ls) ls)
(check :doubles (into [] ds) ds)
(check :doubles-after-longs (into (vec ls) ds) (concat ls ds))
(check :conj (reduce conj [] ls) ls)
(check :transient (persistent! (reduce conj! (transient []) ds)) ds)
(check :subvec (subvec (vec ls) 30 70) (range 30 70))
(check :mapv (mapv inc (vec ls)) (map inc ls))
(check :mapv-to-doubles (mapv double (vec ls)) ds)
(check :mapv-to-strings (mapv str (vec ls)) (map str ls))
(check :concat (into (vec ds) (map str ls)) (concat ds (map str ls)))
(check :popped (nth (iterate pop (vec ls)) 1060) (range 40))
(check :popped-to-a-tail (nth (iterate pop (vec ls)) 1090) (range 10))
(check :read (read-string (pr-str (vec ds))) ds)

;; One value of another class, at each kind of place, and back again.
(doseq [x [nil true :k "text" 1.5 3/4 12345678901234567890 (int 7) (short 7) (byte 7) (float 0.5) \a ##NaN]
        i [0 31 32 500 1055 1056 1099]]
  (let [v (vec ls)
        changed (assoc v i x)
        expected (map-indexed (fn [j y] (if (= i j) x y)) ls)]
    (when (= x x)
      (check [x i] changed expected))
    (assert (= (class (nth changed i)) (class x)))
    (assert (identical? (class (peek (conj (pop v) x))) (class x)))
    (check [:back x i] (assoc changed i i) ls)
    (check [:kept x i] v ls)))

;; Doubles that are equal and not the same.
(let [v (assoc (vec ds) 40 -0.0 41 ##NaN 42 ##Inf)]
  (assert (= ["-0.0" "##NaN" "##Inf"] (map pr-str (subvec v 40 43)))))

;; What is seen on other threads.
(let [v (vec ls)
      sums (map deref (doall (for [i (range 4)] (future (reduce + (assoc v (* i 100) 0.5))))))]
  (assert (= (for [i (range 4)] (- (+ (reduce + ls) 0.5) (* i 100))) sums))
  (check :shared v ls))

(println "ok")
