;; Long walks of seqs whose heads nobody needs. What the process held at its peak tells whether one was kept:
;; a million items take at least thirty megabytes.
(def n 1000000)

(assert (= n (count (map inc (range n)))))
(assert (= (* n 2) (reduce + (map (constantly 2) (range n)))))
(assert (= n (nth (iterate inc 0) n)))
(assert (= n (nth (map identity (iterate inc 0)) n)))
(assert (= (dec n) (last (map identity (range n)))))
(assert (= 1 (first (drop n (repeat 1)))))
(assert (nil? (dorun (map inc (range n)))))
(assert (nil? (some neg? (filter even? (range n)))))
(assert (= n (let [s (map identity (range n))] (reduce (fn [c _] (inc c)) 0 s))))
(assert (= n (apply (fn [& xs] (reduce (fn [c _] (inc c)) 0 xs)) (map identity (range n)))))
(defn length [coll] (reduce (fn [c _] (inc c)) 0 coll))
(let [[a & more] (map identity (range n))]
  (assert (= (dec n) (length more))))
(doseq [_ (map inc (range n))])
(assert (= 3000000 (loop [s (range 3000000) c 0] (if s (recur (next s) (inc c)) c))))

;; where the system tells
(when (.exists (java.io.File. "/proc/self/status"))
  (let [[_ peak] (re-find #"VmHWM:\s+(\d+) kB" (slurp "/proc/self/status"))]
    (assert (< (parse-long peak) 50000) (str peak " kB"))))
(println "ok")
