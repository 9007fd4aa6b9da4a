;; clojure.data.csv: quotes, line ends, separators, laziness, writing.
(require '[clojure.data.csv :as csv])

(assert (= [["a" "b"] ["c\"d" "e\nf"] ["1" "" "3"]]
           (csv/read-csv "a,b\n\"c\"\"d\",\"e\nf\"\r\n1,,3\n")))
(assert (= [["a" "b"]] (csv/read-csv "a;b" :separator \;)))
(assert (= [["it's" "x,y"]] (csv/read-csv "it's,'x,y'" :quote \')))
(assert (= [["a"] [""] ["b"]] (csv/read-csv "a\n\nb")))
(assert (empty? (csv/read-csv "")))
(assert (= "CSV error (unexpected end of file)"
           (try (doall (csv/read-csv "\"a")) (catch java.io.EOFException e (ex-message e)))))
(assert (= "CSV error (unexpected character: b)"
           (try (doall (csv/read-csv "\"a\"b")) (catch Exception e (ex-message e)))))

;; a reader is read as far as it is needed
(let [reader (java.io.StringReader. "1\n2\n3\n")]
  (assert (= ["1"] (first (csv/read-csv reader))))
  (assert (= "2\n3\n" (slurp reader))))

(defn written [data & options]
  (let [w (java.io.StringWriter.)]
    (apply csv/write-csv w data options)
    (str w)))
(assert (= "a,1,\n\"x,y\",\"q\"\"\",\"l\n\"\n" (written [["a" 1 nil] ["x,y" "q\"" "l\n"]])))
(assert (= "\"a\"\r\n" (written [["a"]] :newline :cr+lf :quote? (constantly true))))
(assert (= "a;b\n" (written [["a" "b"]] :separator \;)))
(let [data [["a,b" "c\"d"] ["e\r\nf" ""]]]
  (assert (= data (csv/read-csv (written data)))))

(println "ok")
