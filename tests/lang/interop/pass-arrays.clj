;; Java arrays: the instructions and the functions agree.
(def longs-1 (long-array [1 2 3]))
(assert (= [1 2 3] (map #(aget longs-1 %) (range 3)) (map (fn [i] (apply aget [longs-1 i])) (range 3))))
(assert (= 9 (aset longs-1 1 9)))
(assert (= [1 9 3] (vec longs-1)))
(defn sum ^long [^longs a] (loop [i 0 s 0] (if (< i (alength a)) (recur (inc i) (+ s (aget a i))) s)))
(defn fill! [a x] (dotimes [i (alength a)] (aset a i x)) a)
(assert (= 13 (sum longs-1)))
(assert (= [[7 7] [1.5 1.5] [:k :k] ["s" "s"]]
           (map (fn [a x] (vec (fill! a x))) [(long-array 2) (double-array 2) (object-array 2) (make-array String 2)]
                [7 1.5 :k "s"])))
(assert (= [Integer Character Boolean Byte]
           (map class [(aget (int-array 1) 0) (aget (char-array 1) 0) (aget (boolean-array 1) 0) (aget (byte-array 1) 0)])))
(assert (= "Index 3 out of bounds for length 3"
           (try (aget longs-1 3) (catch ArrayIndexOutOfBoundsException e (ex-message e)))
           (try (do (aset longs-1 3 1) nil) (catch ArrayIndexOutOfBoundsException e (ex-message e)))))
(assert (= "Index -1 out of bounds for length 3"
           (try (aget longs-1 -1) (catch ArrayIndexOutOfBoundsException e (ex-message e)))))
(assert (= :null (try (aget (identity nil) 0) (catch NullPointerException _ :null))))
(assert (= :store (try (do (aset (make-array String 1) 0 :k) nil) (catch ArrayStoreException _ :store) (catch IllegalArgumentException _ :store))))
(assert (= [[1 2] [3 4]] (let [a (make-array Long/TYPE 2 2)]
                           (aset a 0 0 1) (aset a 0 1 2) (aset a 1 0 3) (aset a 1 1 4)
                           (mapv vec a))))
;; An object is kept by the array alone, and let go when it is overwritten.
(let [a (object-array 1)]
  (dotimes [i 1000] (aset a 0 (vec (range 10))))
  (assert (= (range 10) (aget a 0))))
(println "ok")
