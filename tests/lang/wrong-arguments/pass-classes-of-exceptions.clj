;; What is thrown when arguments are of the wrong class, and which of two faults is told.

(defmacro thrown [class message form]
  `(try ~form
        (throw (Error. (str "no exception: " '~form)))
        (catch ~class e#
          (assert (.startsWith (str (.getMessage e#)) ~message) (.getMessage e#)))))

(thrown ClassCastException "class java.lang.Long cannot be cast to class clojure.lang.IFn" (apply 1 2))
(thrown ClassCastException "class clojure.lang.Keyword cannot be cast to class java.util.Comparator" (sort :k [1]))
(thrown ClassCastException "class clojure.lang.PersistentArrayMap cannot be cast to class java.util.Comparator"
        (sort {} [1 2]))
(thrown ClassCastException "class java.lang.Long cannot be cast to class java.util.Comparator" (sort-by inc 5 [1 2]))
(thrown ClassCastException "class clojure.lang.Var cannot be cast to class java.util.Comparator" (sort #'compare [2 1]))
(thrown ClassCastException "class java.lang.Object cannot be cast to class clojure.lang.IAtom" (swap! (Object.) inc))
(thrown ClassCastException "class java.util.ArrayList cannot be cast to class clojure.lang.IAtom2"
        (reset-vals! (java.util.ArrayList.) 1))
(thrown ClassCastException "class java.lang.Long cannot be cast to class clojure.lang.IReference" (alter-meta! 1 2))
(thrown ClassCastException "class java.lang.Long cannot be cast to class clojure.lang.IPersistentMap" (read-string 1 "2"))
(thrown ClassCastException "class clojure.lang.PersistentVector cannot be cast to class clojure.lang.Sorted"
        (subseq [1 2] > 1))
(thrown ClassCastException "class java.lang.String cannot be cast to class java.util.Collection" (to-array-2d "ab"))
(thrown ClassCastException "class java.lang.Character cannot be cast to class java.lang.Number" (unchecked-inc-int \a))
(thrown ClassCastException "Default comparator requires nil, Number, or Comparable: a.c" (sorted-set #"a.c"))
(thrown ClassCastException "Default comparator requires nil, Number, or Comparable: [1, 2]"
        (sorted-map (java.util.ArrayList. [1 2]) 1))
(thrown UnsupportedOperationException "count not supported on this type: core$inc" (count inc))
(thrown UnsupportedOperationException "nth not supported on this type: PersistentHashSet" (nth #{} 0))
(thrown IllegalArgumentException "Don't know how to create ISeq from: java.lang.Long" (short-array 2 5))
(thrown IllegalArgumentException "Argument is not an array" (apply aget [1] [0]))
(thrown ClassCastException "class java.lang.String cannot be cast to class java.lang.Number" (apply aget [1] ["a"]))
(thrown IllegalArgumentException "No value supplied for key: 1.5" (sorted-map 1.5M))
(thrown IllegalArgumentException "Argument must be an integer: 1.5" (even? 1.5M))
(thrown NegativeArraySizeException "-1" (int-array -1))
(thrown OutOfMemoryError "Requested array size exceeds VM limit" (int-array Integer/MAX_VALUE))
(thrown IllegalArgumentException "Don't know how to create ISeq from: java.lang.Double" (sequence (map inc) 3.5))

;; Sizes are any numbers, and what is no element fills nothing.
(assert (= [2 0 3] (map count [(int-array 2.9) (long-array 1/2) (object-array 3N)])))
(assert (= [[5 5] [\a \b] [true true] [0 0] [1 2]]
           (map vec [(int-array 2 5.7) (char-array 2 "abc") (boolean-array 2 true) (int-array 2 nil) (int-array 2 [1 2 3])])))

;; A key function is called to compare, so not for one item.
(assert (= [1] (sort-by 1 [1])))

;; Seqs of a part of a sorted collection: lazy where the end is sought.
(let [compared (atom 0)
      s (apply sorted-set-by (fn [a b] (swap! compared inc) (compare a b)) (range 1000))]
  (reset! compared 0)
  (assert (= 500 (first (subseq s >= 500))))
  (assert (= 0 (first (subseq s < 500))))
  (assert (< @compared 100)))
(assert (= [[2 3] [3 4] () nil [2] [4 3] [2 1] [3 2]]
           (let [s (sorted-set 1 2 3 4)]
             [(subseq s > 1 < 4) (subseq s >= 3) (subseq s < 1) (subseq s > 4) (subseq s > 1 <= 2)
              (rsubseq s > 2) (rsubseq s <= 2) (rsubseq s >= 2 < 4)])))
(assert (= [[:b 2] [:c 3]] (subseq (sorted-map :a 1 :b 2 :c 3) > :a)))

(assert (nil? (bases nil)))
(assert (= "#nil 1" (pr-str (tagged-literal nil 1))))
(assert (true? (clojure.string/blank? false)))
(assert (= #{1} (persistent! (disj! (transient #{1})))))
(println "ok")
