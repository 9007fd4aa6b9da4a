;; Optionals of primitives, numbers in the manner of a locale, parts of the day, files with random access.
(import '(java.io File RandomAccessFile)
        '(java.util Locale OptionalDouble OptionalInt OptionalLong)
        '(java.util.stream DoubleStream IntStream LongStream)
        '(java.time LocalTime)
        '(java.time.format DateTimeFormatter))

(defn message [f] (try (f) (catch Throwable e (ex-message e))))

(assert (= ["OptionalInt[5]" "OptionalInt.empty" "OptionalLong[3]" "OptionalDouble[2.0]"]
           (map str [(.max (IntStream/of (int-array [1 5 3]))) (.min (IntStream/empty)) (.findFirst (LongStream/range 3 6))
                     (.average (IntStream/range 0 5))])))
(assert (= [5 7 2.5 3] [(.getAsInt (OptionalInt/of 5)) (.getAsLong (OptionalLong/of 7)) (.orElse (OptionalDouble/empty) 2.5)
                        (.orElseGet (OptionalInt/empty) (fn [] 3))]))
(assert (= "No value present" (message #(.getAsInt (OptionalInt/empty))) (message #(.orElseThrow (OptionalLong/empty)))))
(assert (= [true false] [(= (OptionalInt/of 5) (OptionalInt/of 5)) (= (OptionalInt/of 5) (OptionalLong/of 5))]))
(assert (= 4 (.sum (.stream (OptionalInt/of 4)))))
(assert (= Integer (class (.getAsInt (OptionalInt/of 4)))))

(defn shown [locale] (String/format locale "%,.2f|%,d|%012.3f|%e|%x" (to-array [1234567.891 -1234567 3.14159 12345.678 255])))
(assert (= "1,234,567.89|-1,234,567|00000003.142|1.234568e+04|ff" (shown Locale/ROOT) (shown Locale/US) (shown nil)))
(assert (= "1.234.567,89|-1.234.567|00000003,142|1,234568e+04|ff" (shown Locale/GERMANY)))
(assert (= "1\u202f234\u202f567,89|-1\u202f234\u202f567|00000003,142|1,234568e+04|ff" (shown Locale/FRANCE)))

(let [by (fn [pattern h m] (.format (DateTimeFormatter/ofPattern pattern Locale/US) (LocalTime/of h m)))]
  (assert (= ["midnight" "at night" "in the morning" "noon" "in the afternoon" "in the evening" "at night" "n"]
             [(by "B" 0 0) (by "B" 0 1) (by "B" 6 0) (by "B" 12 0) (by "B" 12 1) (by "BBBB" 18 0) (by "B" 21 0) (by "BBBBB" 12 0)])))
(assert (= ["15:00" "03:00" "12:00" "22:00"]
           (map #(str (LocalTime/parse % (DateTimeFormatter/ofPattern "h B" Locale/US)))
                ["3 in the afternoon" "3 at night" "12 noon" "10 at night"])))

(let [file (File/createTempFile "random" "access")]
  (with-open [f (RandomAccessFile. file "rw")]
    (.writeInt f 258)
    (.writeUTF f "héllo")
    (.writeBytes f "line1\nline2\r\nrest")
    (assert (= [29 29] [(.getFilePointer f) (.length f)]))
    (.seek f 0)
    (assert (= [258 "héllo" "line1" "line2" "rest" nil]
               [(.readInt f) (.readUTF f) (.readLine f) (.readLine f) (.readLine f) (.readLine f)]))
    (assert (= [-1 "Negative seek offset"] [(.read f) (message #(.seek f -1))]))
    (.seek f 4)
    (.write f (byte-array [1 2 3]))
    (.write f 200)
    (.write f (byte-array [9 8 7 6]) 1 2)
    (.seek f 4)
    (assert (= [1 2 3 200 2055 3 16 29]
               [(.read f) (.readUnsignedByte f) (.readByte f) (.readUnsignedByte f) (.readShort f) (.skipBytes f 3)
                (.skipBytes f 1000) (.getFilePointer f)]))
    (.seek f 40)
    (.writeLong f -2)
    (assert (= 48 (.length f) (.length file)))
    (.setLength f 10)
    (assert (= [10 10] [(.length f) (.getFilePointer f)])))
  (let [f (RandomAccessFile. file "r")]
    (assert (= "Bad file descriptor" (message #(.write f 1))))
    (.close f)
    (assert (= "Stream Closed" (message #(.read f)))))
  (.delete file))
(println "ok")
