;; What try gives, which clause catches, and when finally runs.
(def log (atom []))
(defn note [x] (swap! log conj x) x)
(defn noted [f] (reset! log []) (let [v (try (f) (catch Throwable e [:escaped (ex-message e)]))] [v @log]))

(assert (= [1 [:body :finally]] (noted #(try (note :body) 1 (finally (note :finally))))))
(assert (= [:caught [:finally]]
           (noted #(try (throw (Exception. "x")) (catch Exception _ :caught) (finally (note :finally))))))
(assert (= [[:escaped "x"] [:finally]] (noted #(try (throw (Exception. "x")) (finally (note :finally) 2)))))
(assert (= [[:escaped "second"] [:finally]]
           (noted #(try (throw (Exception. "first")) (catch Exception _ (throw (Exception. "second")))
                        (finally (note :finally))))))
(assert (= [[:escaped "from finally"] []]
           (noted #(try (throw (Exception. "lost")) (finally (throw (Exception. "from finally")))))))
(assert (= [[:inner-caught :outer] [:inner :outer]]
           (noted #(try [(try (throw (ArithmeticException. "a"))
                              (catch IllegalStateException _ :wrong)
                              (catch ArithmeticException _ :inner-caught)
                              (finally (note :inner)))
                         :outer]
                        (finally (note :outer))))))
;; the first clause that fits wins
(assert (= :runtime (try (throw (IllegalArgumentException. "")) (catch RuntimeException _ :runtime)
                         (catch IllegalArgumentException _ :illegal))))
;; errors are not exceptions
(assert (= :error (try (try (throw (AssertionError. "a")) (catch Exception _ :exception)) (catch Error _ :error))))
;; try in a loop, loop in a try
(assert (= [0 :odd 2 :odd] (loop [i 0 out []]
                             (if (= i 4)
                               out
                               (recur (inc i)
                                      (conj out (try (if (odd? i) (throw (Exception.)) i)
                                                     (catch Exception _ :odd))))))))
(assert (= 10 (try (loop [i 0] (if (< i 10) (recur (inc i)) i)) (finally nil))))
;; a local of the handler hides nothing after it
(let [e 1] (try (throw (Exception. "x")) (catch Exception e (ex-message e))) (assert (= 1 e)))
(println "ok")
