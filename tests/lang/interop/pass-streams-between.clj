;; Pipes, data streams, writers with an encoding, resources by class and loader, and streams that System hands out.
(import '(java.io ByteArrayInputStream ByteArrayOutputStream CharArrayReader CharArrayWriter DataInputStream DataOutputStream
                  OutputStreamWriter PipedInputStream PipedOutputStream PrintStream))
(let [out (ByteArrayOutputStream.)]
  (doto (DataOutputStream. out)
    (.writeInt -2) (.writeLong 3) (.writeDouble 1.5) (.writeFloat 0.5) (.writeShort -7) (.writeByte 255) (.writeBoolean true)
    (.writeChar 65) (.writeUTF "aé\u0000") (.writeBytes "x\n"))
  (let [in (DataInputStream. (ByteArrayInputStream. (.toByteArray out)))]
    (assert (= [-2 3 1.5 0.5 -7 -1 true \A "aé\u0000" "x" nil]
               [(.readInt in) (.readLong in) (.readDouble in) (double (.readFloat in)) (.readShort in) (.readByte in)
                (.readBoolean in) (.readChar in) (.readUTF in) (.readLine in) (.readLine in)]))
    (assert (= :eof (try (.readInt in) (catch java.io.EOFException _ :eof))))))
(let [in (PipedInputStream.)
      out (PipedOutputStream. in)
      writer (future (with-open [out out] (doseq [n (range 1000)] (.write out (.getBytes (str n "\n"))))))]
  (assert (= (map str (range 1000)) (line-seq (clojure.java.io/reader in))))
  @writer)
(let [out (ByteArrayOutputStream.)]
  (with-open [w (OutputStreamWriter. out "UTF-16")] (.write w "He") (.write w "llo"))
  (assert (= ["Hello" 12] [(.toString out "UTF-16") (.size out)])))
(let [w (CharArrayWriter.)]
  (.write w "abc")
  (assert (= ["abc" 3 "bc"] [(str w) (.size w) (slurp (CharArrayReader. (.toCharArray w) 1 5))])))
(let [former System/out
      out (ByteArrayOutputStream.)]
  (System/setOut (PrintStream. out))
  (.println System/out "there")
  (System/setOut former)
  (assert (= "there\n" (str out))))
(assert (nil? (.getResource String "/no/such/thing")))
(assert (nil? (.getResourceAsStream (ClassLoader/getSystemClassLoader) "no/such/thing")))
(assert (instance? java.io.FileNotFoundException (try (slurp (apply str (repeat 300 "x"))) (catch java.io.IOException e e))))
(println "ok")
