;; Gzip, zlib and zip files, checksums.
(require '[clojure.java.io :as io])
(import '(java.io ByteArrayInputStream ByteArrayOutputStream EOFException)
        '(java.util.zip Adler32 CRC32 Deflater DeflaterOutputStream GZIPInputStream GZIPOutputStream Inflater
                        InflaterInputStream ZipEntry ZipException ZipFile ZipInputStream ZipOutputStream))

(defn packed [make text]
  (let [bytes (ByteArrayOutputStream.)]
    (with-open [out (make bytes)] (io/copy text out))
    (.toByteArray bytes)))
(defn input [bytes] (ByteArrayInputStream. bytes))
(def text (apply str (repeat 5000 "abc ")))

(assert (= text (slurp (GZIPInputStream. (input (packed #(GZIPOutputStream. %) text))))))
(assert (> 500 (count (packed #(GZIPOutputStream. %) text))))
(assert (= text (slurp (InflaterInputStream. (input (packed #(DeflaterOutputStream. %) text))))))
(assert (= "" (slurp (GZIPInputStream. (input (packed #(GZIPOutputStream. %) ""))))))
(assert (= [text text] (with-open [r (io/reader (GZIPInputStream. (input (packed #(GZIPOutputStream. %) (str text "\n" text)))))]
                         (doall (line-seq r)))))
;; Members one after the other are one stream.
(let [member (packed #(GZIPOutputStream. %) "ab")]
  (assert (= "abab" (slurp (GZIPInputStream. (input (byte-array (concat member member)))))))
  (assert (= EOFException (try (slurp (GZIPInputStream. (input (byte-array (drop-last 9 member)))))
                               (catch EOFException e (class e)))))
  (assert (= "Corrupt GZIP trailer" (try (slurp (GZIPInputStream. (input (byte-array (concat (drop-last member) [9])))))
                                         (catch ZipException e (ex-message e))))))
(assert (= "Not in GZIP format" (try (GZIPInputStream. (input (.getBytes "hello hello hello")))
                                     (catch ZipException e (ex-message e)))))

(def zipped
  (packed (fn [bytes]
            (let [zip (ZipOutputStream. bytes)]
              (doseq [[path content] [["a.txt" "AAA"] ["d/" ""] ["d/ü.txt" text]]]
                (.putNextEntry zip (ZipEntry. ^String path))
                (.write zip (.getBytes ^String content))
                (.closeEntry zip))
              (assert (= "duplicate entry: a.txt" (try (.putNextEntry zip (ZipEntry. "a.txt"))
                                                       (catch ZipException e (ex-message e)))))
              (.putNextEntry zip (ZipEntry. "last"))
              zip))
          "from copy"))

(with-open [zip (ZipInputStream. (input zipped))]
  (assert (= [["a.txt" false "AAA"] ["d/" true ""] ["d/ü.txt" false text] ["last" false "from copy"]]
             (loop [found []]
               (if-let [entry (.getNextEntry zip)]
                 (recur (conj found [(.getName entry) (.isDirectory entry) (String. (.readAllBytes zip) "UTF-8")]))
                 found)))))

(let [file (java.io.File/createTempFile "entries" ".zip")]
  (io/copy zipped file)
  (with-open [zip (ZipFile. file)]
    (assert (= 4 (.size zip)))
    (assert (= ["a.txt" "d/" "d/ü.txt" "last"] (map str (enumeration-seq (.entries zip)))))
    (assert (= "AAA" (slurp (.getInputStream zip (.getEntry zip "a.txt")))))
    (assert (= 20000 (.getSize (.getEntry zip "d/ü.txt"))))
    (assert (nil? (.getEntry zip "missing"))))
  (.delete file))

(assert (= 907060870 (.getValue (doto (CRC32.) (.update (.getBytes "hel")) (.update (.getBytes "lo"))))))
(assert (= 103547413 (.getValue (doto (Adler32.) (.update (.getBytes "hello"))))))

(let [deflater (doto (Deflater.) (.setInput (.getBytes text)) .finish)
      buffer (byte-array 30000)
      n (.deflate deflater buffer)
      inflater (doto (Inflater.) (.setInput buffer 0 n))
      back (byte-array 30000)]
  (assert (.finished deflater))
  (assert (= text (String. back 0 (.inflate inflater back))))
  (assert (.finished inflater)))

(println "ok")
