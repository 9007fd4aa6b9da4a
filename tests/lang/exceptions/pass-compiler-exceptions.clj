;; What loading and evaluating throw: where, in which phase, and as which text.
(defn thrown [f]
  (try (f) nil (catch Throwable e e)))

(defn place [e]
  (let [{:clojure.error/keys [phase line column source]} (ex-data e)]
    [phase line column (some? source)]))

;; What a loaded text throws is the cause of an exception that tells the form.
(let [e (thrown #(load-string "(+ 1 2)\n (/ 1 0)"))]
  (assert (instance? clojure.lang.Compiler$CompilerException e))
  (assert (= [:execution 2 2 false] (place e)))
  (assert (instance? ArithmeticException (ex-cause e)))
  (assert (= "Syntax error macroexpanding at (2:2)." (ex-message e) (str e))))

;; It is wrapped once, however deep the loads are.
(let [e (thrown #(load-string "(load-string \"(throw (ex-info \\\"x\\\" {:a 1}))\")"))]
  (assert (= {:a 1} (ex-data (ex-cause e))))
  (assert (= "Syntax error macroexpanding at (1:1).\nx" (str e))))

(let [e (thrown #(load-reader (java.io.StringReader. "(zork)")))]
  (assert (= [:compile-syntax-check 1 1 false] (place e)))
  (assert (= "Syntax error compiling at (1:1)." (str e))))

;; A form without a place of its own stands where the form stands that evaluates it.
(let [e (thrown #(load-string "\n\n(eval (list 'zork))"))]
  (assert (= [:compile-syntax-check 3 1 false] (place e))))

(let [e (thrown #(load-string "(do)\n (macroexpand (list 'let ['x]))"))]
  (assert (= [:macro-syntax-check 2 2 false] (place e)))
  (assert (.endsWith (str e) "\nCall to clojure.core/let did not conform to spec.")))

;; Text that is evaluated has no file.
(assert (= [nil "NO_SOURCE_FILE"] (load-string "[*file* *source-path*]")))
(load-string "(defn of-text [] (throw (Exception. \"q\")))")
(assert (= "NO_SOURCE_FILE" (:file (meta (resolve 'of-text)))))

;; An element of a trace prints as its parts.
(let [element (first (.getStackTrace (thrown (resolve 'of-text))))]
  (assert (vector? (read-string (pr-str element))))
  (assert (= 'user$of_text (first (read-string (pr-str element))))))

(let [e (clojure.lang.Compiler$CompilerException. "f.clj" 1 2 'foo (Exception. "x"))]
  (assert (= "Syntax error compiling foo at (f.clj:1:2)." (str e))))

(println "ok")
