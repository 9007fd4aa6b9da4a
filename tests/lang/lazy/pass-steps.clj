;; The steps of a walk: seq, first, next, rest and count of every kind of collection, with lazy seqs that are run in
;; between, fail, or are asked for by several threads.

(defn down [n] (lazy-seq (when (pos? n) (cons n (down (dec n))))))
(defn walk [s] (loop [s (seq s) out []] (if s (recur (next s) (conj out (first s))) out)))
(defn walk-by-rest [s] (loop [s s out []] (if (seq s) (recur (rest s) (conj out (first s))) out)))

(doseq [[coll items]
        [[nil []] [() []] ['(1 2) [1 2]] [[1 2 3] [1 2 3]] [{:a 1} [[:a 1]]] [#{7} [7]] ["ab" [\a \b]]
         [(int-array [1 2]) [1 2]] [(range 3) [0 1 2]] [(down 3) [3 2 1]] [(cons 0 (down 2)) [0 2 1]]
         [(cons 0 nil) [0]] [(cons 0 [1]) [0 1]] [(lazy-seq [1 2]) [1 2]] [(lazy-seq nil) []]
         [(lazy-seq (lazy-seq (lazy-seq '(1)))) [1]] [(map inc (range 40)) (vec (range 1 41))]
         [(concat [1] nil (down 2) "a") [1 2 1 \a]] [(sorted-map 1 2) [[1 2]]] [(subvec [1 2 3] 1) [2 3]]]]
  (assert (= items (walk coll) (walk-by-rest coll) (vec coll)))
  (assert (= (count items) (count coll))))

;; No stack is needed for many, whatever walks.
(assert (= 100000 (count (down 100000)) (count (filter pos? (down 100000))) (count (take-while pos? (down 100000)))))
(assert (= 100000 (count (cons 1 (cons 2 (remove neg? (down 99998)))))))
(assert (= 1 (last (down 100000)) (nth (down 100000) 99999)))
(assert (= () (rest (nth (iterate (fn [s] (lazy-seq s)) (lazy-seq '(1))) 10000))))
(assert (nil? (next (drop-while pos? (concat (down 100000) [0])))))

;; What fails is asked again from where it failed; what was counted before stays.
(let [calls (atom 0)
      s (cons 1 (cons 2 (lazy-seq (if (= 1 (swap! calls inc)) (throw (ex-info "first" {})) [3]))))]
  (assert (= "first" (try (count s) (catch Exception e (ex-message e)))))
  (assert (= :gone (try (count s) (catch NullPointerException e :gone))))
  (assert (= 1 @calls))
  (assert (= [1 2] (take 2 s))))
(let [fail? (atom true) fails (fn [] (if @fail? (throw (ex-info "not yet" {})) [3])) s (cons 1 (lazy-seq (fails)))]
  (assert (= "not yet" (try (next s) (catch Exception e (ex-message e)))))
  (assert (= [1] (take 1 s))))
(assert (= "Don't know how to create ISeq from: java.lang.Long"
           (try (count (cons 1 (lazy-seq 2))) (catch IllegalArgumentException e (ex-message e)))
           (try (cons 1 2) (catch IllegalArgumentException e (ex-message e)))
           (try (first 1) (catch IllegalArgumentException e (ex-message e)))
           (try (next 1) (catch IllegalArgumentException e (ex-message e)))))

;; Each thunk runs once, also for several threads, and a thread may wait in it.
(let [runs (atom 0)
      p (promise)
      s (take 20 (map (fn [i] (swap! runs inc) (when (= i 10) @p) i) (iterate inc 0)))
      counts (doall (repeatedly 3 #(future (count s))))]
  (deliver p true)
  (assert (= [20 20 20] (map deref counts)))
  (assert (= 20 @runs)))

;; What a thunk captured is let go when it has run.
(let [seen (volatile! nil) s (lazy-seq (vreset! seen (count [1 2 3])) (list @seen))]
  (assert (= '(3) s))
  (assert (realized? s)))
(println "ok")
