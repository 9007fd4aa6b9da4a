;; Endless recursion is an error that can be caught, and the program goes on.
(defn endless [n] (inc (endless (inc n))))
(assert (= :caught (try (endless 0) (catch StackOverflowError _ :caught))))
(assert (= :again (try (endless 0) (catch Throwable e (when (instance? StackOverflowError e) :again)))))
(defn deep [n] (if (zero? n) 0 (inc (deep (dec n)))))
(assert (= 1000 (deep 1000)))
(assert (= 3 (+ 1 2)))
(println "ok")
