;; Vars: roots, thread bindings, conveyance, redefinition.
(defmacro thrown [& body]
  `(try (do ~@body) :nothing (catch Throwable e# [(class e#) (ex-message e#)])))
(def ^:dynamic *x* 42)
(def answer 42)

;; The puzzle: who sees what.
(assert (= 42 *x*))
(assert (= 0 (binding [*x* 0] *x*)))
(assert (= 0 (with-redefs [answer 0] answer)))
(assert (= 0 @(binding [*x* 0] (future (Thread/sleep 30) *x*))))
(assert (= 42 @(with-redefs [answer 0] (future (Thread/sleep 100) answer))))

;; A bare thread gets nothing, unless a bound function brings it.
(let [p (promise) q (promise)]
  (binding [*x* 1]
    (.start (Thread. (fn [] (deliver p *x*))))
    (.start (Thread. (bound-fn [] (deliver q *x*)))))
  (assert (= [42 1] [@p @q])))
(assert (= [1 2 3] (binding [*x* 1] (doall (pmap (fn [n] (+ *x* n)) (range 3))))))

;; Nesting, nil, frames by hand.
(assert (= [nil 44 nil 42] [(binding [*x* nil] *x*) (binding [*x* nil] (binding [*x* 44] *x*))
                            (binding [*x* 1] (binding [*x* nil] *x*)) *x*]))
(assert (= [7 true] (with-bindings {#'*x* 7} [*x* (thread-bound? #'*x*)])))
(assert (not (thread-bound? #'*x*)))
(let [_ (push-thread-bindings {#'*x* 3})
      seen (select-keys (get-thread-bindings) [#'*x*])]
  (pop-thread-bindings)
  (assert (= {#'*x* 3} seen)))
(assert (= 42 *x*))

;; set! is for the thread that has bound.
(assert (= 5 (binding [*x* 1] (set! *x* 5) *x*)))
(assert (= [IllegalStateException "Can't change/establish root binding of: *x* with set"] (thrown (set! *x* 1))))
(assert (= [IllegalStateException "Can't set!: *x* from non-binding thread"]
           (binding [*x* 1] @(future (thrown (set! *x* 2))))))
(assert (= [IllegalStateException "Can't dynamically bind non-dynamic var: user/answer"]
           (thrown (with-bindings {#'answer 1} answer))))

;; Local vars.
(assert (= [1 6] (with-local-vars [a 1 b 2] (var-set b 6) [(var-get a) @b])))

;; Roots: changed for everyone, watched and validated.
(def counter 0)
(run! deref (doall (for [_ (range 4)] (future (dotimes [_ 250] (alter-var-root #'counter inc))))))
(assert (= 1000 counter))
(let [seen (atom [])]
  (add-watch #'counter :w (fn [k r o n] (swap! seen conj [k o n])))
  (alter-var-root #'counter inc)
  (def counter 5)
  (assert (= [[:w 1000 1001] [:w 1001 5]] @seen))
  (remove-watch #'counter :w)
  (set-validator! #'counter number?)
  (assert (= [IllegalStateException "Invalid reference state"] (thrown (alter-var-root #'counter str))))
  (assert (= 5 counter)))

;; Unbound.
(declare nothing)
(assert (not (bound? #'nothing)))
(assert (= "Unbound: #'user/nothing" (str nothing)))
(assert (= [IllegalStateException "Attempting to call unbound fn: #'user/nothing"] (thrown (nothing 1))))
(shutdown-agents)
(println "ok")
