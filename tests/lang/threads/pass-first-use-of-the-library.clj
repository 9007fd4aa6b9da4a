;; Parts of the library that several threads use first, at the same time: each finds them whole.
(let [go (java.util.concurrent.CountDownLatch. 1)
      run (fn [f] (future (.await go) (f)))
      fs (doall (concat
        (for [_ (range 3)] (run #(slurp (java.io.ByteArrayInputStream. (.getBytes "abc")))))
        (for [_ (range 2)] (run #(do (require 'clojure.set) ((resolve 'clojure.set/union) #{1} #{2}))))
        (for [_ (range 2)] (run #((requiring-resolve 'clojure.pprint/cl-format) nil "~r" 5)))
        (for [_ (range 2)] (run #(eval '(clojure.string/join "," [1 2]))))
        (for [_ (range 2)] (run #(do (require '[clojure.zip :as z]) (eval '(clojure.zip/node (clojure.zip/vector-zip [1]))))))
        (for [_ (range 2)] (run #(try (eval '(let [x] 1)) (catch Throwable e (ex-message (ex-cause e))))))))]
  (.countDown go)
  (assert (= ["abc" "abc" "abc" #{1 2} #{1 2} "five" "five" "1,2" "1,2" [1] [1]] (butlast (butlast (map deref fs)))))
  (assert (every? #(re-find #"did not conform" %) (take-last 2 (map deref fs)))))
(println "ok")
