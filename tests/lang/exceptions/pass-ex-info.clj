;; ex-info, causes, data, and errors of the runtime as values.
(let [cause (IllegalStateException. "inner")
      e (ex-info "outer" {:code 7} cause)]
  (assert (= ["outer" {:code 7} cause] [(ex-message e) (ex-data e) (ex-cause e)]))
  (assert (identical? cause (.getCause e)))
  (assert (instance? clojure.lang.ExceptionInfo e))
  (assert (instance? RuntimeException e)))
(assert (nil? (ex-data (Exception. "x"))))
(assert (nil? (ex-message nil)))
(assert (= [:a 1] (try (throw (ex-info "m" {:a 1})) (catch clojure.lang.ExceptionInfo e (first (ex-data e))))))

(defn pair [a b] [a b])
(defn root [n] {:pre [(pos? n)]} n)
(defn message [f] (try (f) :no-error (catch Throwable e [(.getSimpleName (class e)) (ex-message e)])))
(assert (= ["ArithmeticException" "Divide by zero"] (message #(/ 1 0))))
(assert (= ["ArithmeticException" "long overflow"] (message #(apply * [Long/MAX_VALUE 2]))))
(assert (= ["ClassCastException" "class java.lang.String cannot be cast to class java.lang.Number"]
           (update (message #(+ 1 "2")) 1 #(first (re-find #"^(.*?)(?= \(|$)" %)))))
(assert (= ["IndexOutOfBoundsException" nil] (message #(nth [1 2] 5))))
(assert (= ["IllegalArgumentException" "Don't know how to create ISeq from: java.lang.Long"] (message #(seq 5))))
(assert (= ["ArityException" "Wrong number of args (1) passed to: user/pair"]
           (message #(apply pair [1]))))
(assert (= ["NullPointerException" nil] (update (message #(+ 1 nil)) 1 (constantly nil))))
(assert (= ["ExceptionInfo" "data"] (message #(throw (ex-info "data" {})))))
(assert (= ["ClassCastException"] (take 1 (message #(throw 5)))))
(assert (= ["AssertionError" "Assert failed: (pos? n)"]
           (message #(root -1))))
(assert (= ["AssertionError" "Assert failed: too small\n(> 1 2)"] (message #(assert (> 1 2) "too small"))))
(println "ok")
