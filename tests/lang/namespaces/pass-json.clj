;; clojure.data.json: text to data and back, options, several values in one reader.
(require '[clojure.data.json :as json])

(def text "{\"name\":\"Ann\",\"tags\":[\"a\",\"b\"],\"n\":-1.5e2,\"big\":12345678901234567890,\"none\":null,\"u\":\"\\u00e9\\ud83d\\ude00\"}")
(assert (= {"name" "Ann" "tags" ["a" "b"] "n" -150.0 "big" 12345678901234567890N "none" nil "u" "é😀"}
           (json/read-str text)))
(assert (= ["name" "tags" "n" "big" "none" "u"] (keys (json/read-str text))))
(assert (= {:a {:b [1 {:c 2}]}} (json/read-str "{\"a\":{\"b\":[1,{\"c\":2}]}}" :key-fn keyword)))
(assert (= {:a 2} (json/read-str "{\"a\":1,\"b\":2}" :key-fn keyword
                                 :value-fn (fn f [k v] (if (= k :b) f (inc v))))))
(assert (= 1.10M (json/read-str "1.10" :bigdec true)))
(assert (= :none (json/read-str " " :eof-error? false :eof-value :none)))

(defn failure [text]
  (try (json/read-str text) (catch Exception e (ex-message e))))
(assert (= "JSON error (end-of-file)" (failure "")))
(assert (= "JSON error (missing entry in array)" (failure "[1,]")))
(assert (= "JSON error (missing `:` in object)" (failure "{\"a\" 1}")))
(assert (= "JSON error (unexpected character): x" (failure "x")))
(assert (= "JSON error (invalid number literal)" (failure "1.")))

;; nesting costs no stack
(let [deep (str (apply str (repeat 200000 "[")) (apply str (repeat 200000 "]")))]
  (assert (= 1 (count (json/read-str deep)))))

(let [reader (java.io.PushbackReader. (java.io.StringReader. "1 [2]\n{\"a\":3} "))]
  (assert (= [1 [2] {"a" 3} :end]
             (vec (repeatedly 4 #(json/read reader :eof-error? false :eof-value :end))))))

(assert (= "{\"a\":[1,2.5,null,true,\"x\\\"\\/\"],\"b\":{},\"c\":[]}"
           (json/write-str (array-map :a [1 2.5 nil true "x\"/"] 'b {} "c" #{}))))
(assert (= "\"\\u00e9\\u2028\"" (json/write-str "é\u2028")))
(assert (= "\"é/\"" (json/write-str "é/" :escape-unicode false :escape-slash false)))
(assert (= "{\"A\":1}" (json/write-str {:a 1 :b 2} :key-fn #(.toUpperCase (name %))
                                       :value-fn (fn f [k v] (if (= k :b) f v)))))
(assert (= "{\n  \"a\": [\n    1\n  ]\n}" (json/write-str {:a [1]} :indent true)))
(assert (= "[1]" (let [w (java.io.StringWriter.)] (json/write [1] w) (str w))))
(assert (= "{\"a\": 1}\n" (with-out-str (json/pprint {:a 1}))))

;; types of the program
(defrecord Point [x y])
(assert (= "{\"x\":1,\"y\":2}" (json/write-str (->Point 1 2))))
(deftype Money [cents])
(extend-type Money
  json/JSONWriter
  (-write [m out options] (json/-write (/ (.cents m) 100.0) out options)))
(assert (= "[1.25]" (json/write-str [(Money. 125)])))
(assert (= "Don't know how to write JSON of class java.lang.Object"
           (try (json/write-str (Object.)) (catch Exception e (ex-message e)))))

(let [data {"a" (vec (range 100)) "b" {"c" [nil true "s" 1.5]}}]
  (assert (= data (json/read-str (json/write-str data)))))

(println "ok")
