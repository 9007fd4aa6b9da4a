;; Characters by code points and categories, text that changes, numbers by patterns, properties.
(def pair "a\uD83D\uDE00b")
(assert (= [97 128512 56832 98] (map #(Character/codePointAt pair (int %)) (range 4))))
(assert (= [3 2 3] [(Character/codePointCount pair 0 4) (.codePointCount pair 0 3) (.offsetByCodePoints pair 0 2)]))
(assert (= [128512 1 55357 56832 true]
           [(Character/codePointBefore pair 3) (Character/offsetByCodePoints pair 3 -1) (int (Character/highSurrogate 128512))
            (int (Character/lowSurrogate 128512)) (Character/isSurrogatePair (.charAt pair 1) (.charAt pair 2))]))
(assert (= "String index out of range: 9"
           (try (Character/codePointAt "abc" 9) (catch StringIndexOutOfBoundsException e (ex-message e)))))
(assert (= [1 2 5 6 9 10 12 15 20 26 28 0]
           (map #(Character/getType (int %)) [65 97 0x4E2D 0x301 0x663 0x2167 32 10 0x2014 0x20AC 0xA9 0x378])))
(assert (= [Character/UPPERCASE_LETTER Character/MATH_SYMBOL] [(Character/getType \A) (Character/getType \+)]))
(assert (= ["  a\n  b\n" " a\nb\n" " a\nb" "a\nb\tA "]
           [(.indent "a\nb" 2) (.indent "  a\n b" -1) (.stripIndent "   a\n  b") (.translateEscapes "a\\nb\\t\\101\\s")]))
(let [chars (char-array 3)]
  (.getChars (StringBuilder. "abcd") 1 3 chars 0)
  (assert (= "bc" (String. chars 0 2))))
(assert (= [12 16 3 nil "ffffffff" 254]
           [(Integer/parseInt "a12b" 1 3 10) (Short/decode "0x10") (Long/getLong "no.such.property" 3)
            (Integer/getInteger "no.such.property") (Integer/toUnsignedString -1 16)
            (Byte/compareUnsigned (byte -1) (byte 1))]))

;; numbers
(import '(java.text DecimalFormat NumberFormat))
(assert (= ["1.23E4" "1.23E-4" "12.345E3" "12.3E-4" "1.234E03" "0.00E0" "-5.50E100"]
           (map (fn [[p n]] (.format (DecimalFormat. p) n))
                [["0.00E0" 12345] ["0.00E0" 0.00012345] ["##0.###E0" 12345] ["00.###E0" 0.00123] ["0.###E00" 1234.5]
                 ["0.00E0" 0] ["0.00E0" -5.5e100]])))
(assert (= ["1,234,567.891" "2" "26%" "(1,234.50)" "#5" "-$5.00" "007" "3.1416" "1234567"]
           [(.format (NumberFormat/getInstance) 1234567.891) (.format (NumberFormat/getIntegerInstance) 2.5)
            (.format (NumberFormat/getPercentInstance) 0.256) (.format (DecimalFormat. "#,##0.00;(#,##0.00)") -1234.5)
            (.format (DecimalFormat. "'#'0") 5) (.format (DecimalFormat. "$#,##0.00") -5) (.format (DecimalFormat. "000") 7)
            (.format (doto (DecimalFormat. "0.00") (.setMaximumFractionDigits 4)) 3.14159)
            (.format (doto (NumberFormat/getInstance) (.setGroupingUsed false)) 1234567)]))
(assert (= [1234.5 12 12.50M "Unparseable number: \"x\""]
           [(.parse (NumberFormat/getInstance) "1,234.5abc") (.parse (NumberFormat/getInstance) "12")
            (.parse (doto (DecimalFormat. "0.00") (.setParseBigDecimal true)) "12.50")
            (try (.parse (NumberFormat/getInstance) "x") (catch java.text.ParseException e (ex-message e)))]))

;; properties
(let [p (doto (java.util.Properties.)
          (.load (java.io.StringReader. "x=1\n# c\ny : 2\nz 3\nlong=a\\\n   b\nu=\\u0041\\t\\n\nempty\n!bang\nk\\=k=v")))]
  (assert (= {"empty" "" "k=k" "v" "long" "ab" "u" "A\t\n" "x" "1" "y" "2" "z" "3"} (into {} p)))
  (assert (= ["1" nil "d"] [(.getProperty p "x") (.getProperty p "no") (.getProperty p "no" "d")])))
(let [out (java.io.StringWriter.)]
  (.store (doto (java.util.Properties.) (.setProperty "a b" "c=d:e#\n")) out "hello")
  (assert (= ["#hello" "a\\ b=c\\=d\\:e\\#\\n"] (let [[a _ b] (.split (str out) "\n")] [a b]))))
(assert (= ["v" 0] (let [d (doto (java.util.Properties.) (.setProperty "k" "v"))
                         p (java.util.Properties. d)]
                     [(.getProperty p "k") (count p)])))
(assert (string? (.getProperty (System/getProperties) "java.version")))
(assert (= ["foo%FE%FF%00%2Fbar" "foo/bar" "%E9%2F"]
           [(java.net.URLEncoder/encode "foo/bar" "UTF-16") (java.net.URLDecoder/decode "foo%FE%FF%00%2Fbar" "UTF-16")
            (java.net.URLEncoder/encode "é/" "ISO-8859-1")]))
(println "ok")
