;; Windows on lists, sets of constants, references, helpers of arrays and lists, atomics as numbers.
(import '(java.util ArrayList Arrays Collections EnumMap EnumSet)
        '(java.util.concurrent.atomic AtomicInteger AtomicLong))
(let [l (ArrayList. [1 2 3 4]) s (.subList l 1 3)]
  (.set s 0 9)
  (.add s 8)
  (assert (= [[1 9 3 8 4] [9 3 8]] [(vec l) (vec s)]))
  (.clear s)
  (assert (= [[1 4] []] [(vec l) (vec s)]))
  (.add l 5)
  (assert (= :changed (try (.size s) (catch java.util.ConcurrentModificationException _ :changed)))))
(let [l (ArrayList. [3 2 1 0])]
  (.sort (.subList l 0 3) compare)
  (assert (= [1 2 3 0] (vec l))))

(def days (EnumSet/of java.time.DayOfWeek/FRIDAY java.time.DayOfWeek/MONDAY))
(assert (= ["[MONDAY, FRIDAY]" 5 true] [(str days) (count (EnumSet/complementOf days)) (contains? days java.time.DayOfWeek/MONDAY)]))
(assert (= ["[]" "[MONDAY, TUESDAY, WEDNESDAY]"]
           [(str (EnumSet/noneOf java.time.DayOfWeek)) (str (EnumSet/range java.time.DayOfWeek/MONDAY java.time.DayOfWeek/WEDNESDAY))]))
(let [m (EnumMap. java.time.DayOfWeek)]
  (.put m java.time.DayOfWeek/SUNDAY 1)
  (.put m java.time.DayOfWeek/MONDAY 2)
  (assert (= "{MONDAY=2, SUNDAY=1}" (str m))))

;; references
(let [queue (java.lang.ref.ReferenceQueue.)
      soft (java.lang.ref.SoftReference. (Object.) queue)]
  (assert (= [true false nil true nil]
             [(.enqueue soft) (.enqueue soft) (.get soft) (identical? soft (.poll queue)) (.poll queue)])))
(let [kept (Object.)
      queue (java.lang.ref.ReferenceQueue.)
      weak (java.lang.ref.WeakReference. kept queue)
      alone (java.lang.ref.WeakReference. (Object.) queue)]
  (System/gc)
  (assert (identical? kept (.get weak)))
  (assert (identical? alone (.poll queue)))
  (assert (nil? (.get alone))))

;; arrays and lists
(assert (= [-1 1 -1 2 true false 3 -2]
           [(Arrays/compare (int-array [1 2]) (int-array [1 3])) (Arrays/compare (int-array [1 2]) (int-array [1]))
            (Arrays/mismatch (int-array [1 2]) (int-array [1 2])) (Arrays/mismatch (int-array [1 2]) (int-array [1 2 3]))
            (Arrays/equals (int-array [1 2 3]) 1 3 (int-array [2 3]) 0 2) (Arrays/equals (int-array [1]) 0 1 (int-array [2]) 0 1)
            (Arrays/binarySearch (int-array [1 2 3 4]) 1 4 4) (Arrays/binarySearch (int-array [1 3 4]) 1 3 2)]
           ) "arrays")
(assert (= [1 4 true [1 2 9] [7 8 3]]
           [(Collections/indexOfSubList (ArrayList. [0 1 2 0 1 2]) [1 2]) (Collections/lastIndexOfSubList (ArrayList. [0 1 2 0 1 2]) [1 2])
            (Collections/replaceAll (ArrayList. [1 2]) 1 5)
            (let [l (ArrayList. [1 2 5])] (Collections/replaceAll l 5 9) (vec l))
            (let [l (ArrayList. [1 2 3])] (Collections/copy l [7 8]) (vec l))]))
(assert (= [[1] [97] [1.5]] (map vec [(into-array Byte/TYPE [1]) (into-array Byte/TYPE [\a]) (into-array Float/TYPE [1.5])])))

;; atomics
(assert (= [true 4 true 3.0 false] [(number? (AtomicLong. 1)) (inc (AtomicInteger. 3)) (= 1 (AtomicLong. 1)) (double (AtomicInteger. 3))
                                    (integer? (AtomicLong. 1))]))
(let [n (AtomicLong. 5)]
  (assert (= [5 7 7] [(.compareAndExchange n 5 7) (.compareAndExchange n 5 8) (.get n)])))

;; vectors cut their index to an int
(assert (= [1 2 true] [([1 2] 4294967296) (get [1 2] 4294967297) (contains? [1 2] 4294967296)]))
(println "ok")
