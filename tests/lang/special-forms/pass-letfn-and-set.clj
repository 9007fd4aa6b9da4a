;; letfn binds functions that know each other; set! of dynamic vars and mutable fields.
(assert (= [true false]
           (letfn [(ev? [n] (if (zero? n) true (od? (dec n))))
                   (od? [n] (if (zero? n) false (ev? (dec n))))]
             [(ev? 100) (ev? 101)])))
(assert (= 120 (letfn [(fact [n] (if (< n 2) 1 (* n (fact (dec n)))))] (fact 5))))

(def ^:dynamic *level* 0)
(assert (= [1 5 1 0]
           (binding [*level* 1]
             (let [before *level*]
               (set! *level* 5)
               (let [after *level*
                     fresh (binding [*level* 1] *level*)]
                 (conj [before after fresh] 0))))))
(assert (= 0 *level*))
(assert (= "Can't change/establish root binding of: *level* with set"
           (try (set! *level* 9) (catch IllegalStateException e (ex-message e)))))

(definterface Counter (tick []) (total []))
(deftype Ticks [^:unsynchronized-mutable n]
  Counter
  (tick [this] (set! n (inc n)) this)
  (total [_] n))
(assert (= 3 (.total (.tick (.tick (.tick (Ticks. 0)))))))
(println "ok")
