;; ByteBuffer, message digests, message authentication, checksums, reflection.
(import '(java.nio ByteBuffer ByteOrder BufferUnderflowException BufferOverflowException)
        '(java.security MessageDigest NoSuchAlgorithmException)
        '(javax.crypto Mac) '(javax.crypto.spec SecretKeySpec)
        '(java.lang.reflect Modifier))

(let [b (ByteBuffer/allocate 8)]
  (doto b (.putInt 5) (.putShort -1) .flip)
  (assert (= "java.nio.HeapByteBuffer[pos=0 lim=6 cap=8]" (str b)))
  (assert (= [5 -1 0] [(.getInt b) (.getShort b) (.remaining b)]))
  (assert (= :under (try (.get b) (catch BufferUnderflowException _ :under))))
  (assert (= :over (try (.putLong (.clear b) 1) (.put b (byte 1)) (catch BufferOverflowException _ :over)))))
(assert (= [2 1 0 0] (vec (.array (.putInt (.order (ByteBuffer/allocate 4) ByteOrder/LITTLE_ENDIAN) 258)))))
(assert (= (ByteBuffer/wrap (.getBytes "bc")) (doto (ByteBuffer/wrap (.getBytes "abc")) .get)))
(assert (= [98 99] (let [out (byte-array 2)] (.get (.position (ByteBuffer/wrap (.getBytes "abc")) 1) out) (vec out))))
(assert (= 1.5 (.getDouble (.flip (.putDouble (ByteBuffer/allocate 8) 1.5)))))

(defn hex [bytes] (apply str (map #(format "%02x" %) bytes)))
(defn digest [name text] (hex (.digest (MessageDigest/getInstance name) (.getBytes text))))
(assert (= "900150983cd24fb0d6963f7d28e17f72" (digest "MD5" "abc")))
(assert (= "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7" (digest "SHA-384" "abc")))
(assert (= "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e" (digest "SHA-512" "")))
(assert (= "nope MessageDigest not available" (try (MessageDigest/getInstance "nope") (catch NoSuchAlgorithmException e (ex-message e)))))
(let [mac (doto (Mac/getInstance "HmacSHA256") (.init (SecretKeySpec. (.getBytes "key") "HmacSHA256")))]
  (assert (= "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
             (hex (.doFinal mac (.getBytes "The quick brown fox jumps over the lazy dog"))))))
(assert (= 907060870 (.getValue (doto (java.util.zip.CRC32.) (.update (.getBytes "hello"))))))
(assert (= 103547413 (.getValue (doto (java.util.zip.Adler32.) (.update (.getBytes "hello"))))))

(assert (= 3 (.invoke (.getMethod String "length" (into-array Class [])) "abc" (object-array 0))))
(assert (instance? NoSuchMethodException (try (.getMethod String "nope" (into-array Class [])) (catch Exception e e))))
(assert (some #(= "substring" (.getName %)) (.getMethods String)))
(assert (Modifier/isStatic (.getModifiers (first (filter #(= "parseLong" (.getName %)) (.getMethods Long))))))
(let [a (java.lang.reflect.Array/newInstance Long/TYPE 3)]
  (java.lang.reflect.Array/set a 1 5)
  (assert (= [0 5 0] (vec a)))
  (assert (= 3 (java.lang.reflect.Array/getLength a))))
(println "ok")
