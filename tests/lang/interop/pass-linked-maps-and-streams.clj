;; Linked maps by access, maps that drop their eldest entry, bit sets, streams without an end, formatters.
(import '(java.util BitSet Formatter LinkedHashMap LinkedList)
        '(java.util.function Function IntUnaryOperator Predicate Supplier UnaryOperator)
        '(java.util.stream IntStream Stream)
        '(java.time LocalDate LocalDateTime)
        '(java.time.format DateTimeFormatterBuilder DateTimeParseException)
        '(java.time.temporal ChronoField))

(let [m (LinkedHashMap. 16 0.75 true)]
  (doseq [k [:a :b :c]] (.put m k 1))
  (.get m :a)
  (.containsKey m :b)
  (assert (= [:b :c :a] (keys m)))
  (.put m :b 2)
  (assert (= [:c :a :b] (keys m))))

(let [lru (proxy [LinkedHashMap] [16 0.75 true]
            (removeEldestEntry [entry] (> (count this) 2)))]
  (.put lru :a 1)
  (.put lru :b 2)
  (.get lru :a)
  (.put lru :c 3)
  (assert (= {:a 1 :c 3} (into {} lru)))
  (.computeIfAbsent lru :d (reify Function (apply [_ k] (name k))))
  (assert (= [:c :d] (vec (.keySet lru))))
  (dotimes [i 1000] (.put lru i i))
  (assert (= [998 999] (keys lru))))

(let [l (LinkedList. [1 2 3])
      it (.listIterator l)]
  (.next it)
  (.add it :x)
  (.next it)
  (.set it :y)
  (assert (= [1 :x :y 3] (vec l)))
  (assert (= :y (.previous it))))

(let [b (doto (BitSet.) (.set 1) (.set 64 67))
      c (doto (BitSet.) (.set 66))]
  (assert (= [67 4 64 -1 1 67] [(.length b) (.cardinality b) (.nextSetBit b 2) (.nextSetBit b 70) (.previousSetBit b 63)
                                (.nextClearBit b 64)]))
  (assert (.intersects b c))
  (assert (= [2 7] (vec (.toLongArray b))))
  (assert (= [1 64 65 66] (vec (.toArray (.stream b)))))
  (assert (= b (BitSet/valueOf (long-array [2 7]))))
  (assert (= "{0, 1, 2}" (str (.get b 64 70)))))

(assert (= [1 2 4 8] (vec (.toArray (.limit (Stream/iterate 1 (reify UnaryOperator (apply [_ x] (* 2 x)))) 4)))))
(assert (= ["1" "9" "25"]
           (-> (IntStream/iterate 1 (reify IntUnaryOperator (applyAsInt [_ x] (inc x))))
               (.filter (reify java.util.function.IntPredicate (test [_ x] (odd? x))))
               (.map (reify IntUnaryOperator (applyAsInt [_ x] (* x x))))
               (.mapToObj (reify java.util.function.IntFunction (apply [_ x] (str x))))
               (.limit 3)
               (.toArray)
               vec)))
(assert (= [:x :x] (vec (.toArray (.limit (Stream/generate (reify Supplier (get [_] :x))) 2)))))
(assert (= 7 (.get (.findFirst (.skip (Stream/iterate 0 (reify UnaryOperator (apply [_ x] (inc x)))) 7)))))
(assert (= [0 1 2] (vec (.toArray (.takeWhile (Stream/iterate 0 (reify UnaryOperator (apply [_ x] (inc x))))
                                              (reify Predicate (test [_ x] (< x 3))))))))
(let [s (.summaryStatistics (IntStream/of (int-array [1 5 3])))]
  (assert (= [3 9 1 5 3.0] [(.getCount s) (.getSum s) (.getMin s) (.getMax s) (.getAverage s)]))
  (assert (= "IntSummaryStatistics{count=3, sum=9, min=1, average=3.000000, max=5}" (str s))))

(assert (= "1-a 02" (str (doto (Formatter.) (.format "%d-%s" (to-array [1 "a"])) (.format " %02d" (to-array [2]))))))
(assert (= "x owes 1,234.5, it's {2}" (java.text.MessageFormat/format "{0} owes {1}, it''s {2}" (to-array ["x" 1234.5]))))
(assert (= "MARCH 05 2024" (format "%TB %<td %<tY" (LocalDate/of 2024 3 5))))

(let [f (-> (DateTimeFormatterBuilder.)
            (.appendPattern "yyyy-MM-dd")
            .optionalStart (.appendLiteral " ") (.appendPattern "HH:mm") .optionalEnd
            (.parseDefaulting ChronoField/HOUR_OF_DAY 0)
            (.parseDefaulting ChronoField/MINUTE_OF_HOUR 0)
            .toFormatter)]
  (assert (= "2024-03-05T00:00" (str (LocalDateTime/parse "2024-03-05" f))))
  (assert (= "2024-03-05T10:20" (str (LocalDateTime/parse "2024-03-05 10:20" f))))
  (assert (= "2024-03-05 10:20" (.format (LocalDateTime/of 2024 3 5 10 20) f))))
(assert (= ["x" 0] (try (LocalDate/parse "x")
                        (catch DateTimeParseException e [(.getParsedString e) (.getErrorIndex e)]))))

;; A type may write applyTo with AFn's helper.
(deftype Adder [n]
  clojure.lang.IFn
  (invoke [_ x] (+ n x))
  (invoke [_ x y] (+ n x y))
  (applyTo [this args] (clojure.lang.AFn/applyToHelper this args)))
(assert (= [11 13] [(apply (->Adder 10) [1]) (apply (->Adder 10) 1 [2])]))

;; A character that was read may be put back as often as one likes.
(let [r (java.io.PushbackReader. (java.io.StringReader. (apply str (repeat 20000 "ab\n"))))]
  (loop [n 0]
    (let [c (.read r)]
      (if (neg? c)
        (assert (= 60000 n))
        (do (.unread r c)
            (.read r)
            (recur (inc n)))))))

(println "ok")
