;; What the text on vars states: one assertion for each statement.

(ns vars-text)

(defmacro states [sentence & body]
  `(let [answer# (try (do ~@body) (catch Throwable e# e#))]
     (when-not (true? answer#)
       (println "not so:" ~sentence "-" (pr-str answer#))
       (System/exit 1))))

(defmacro thrown [& body] `(try ~@body nil (catch Throwable e# e#)))

(def ^:dynamic answer 42)
(defn print-answer [] (println answer))

;; The puzzle. What is printed elsewhere is printed to a writer of its own; the gate stands for the sleep, and opens when the form has ended.
(defn printed-later [f]
  (let [gate (promise)
        out (java.io.StringWriter.)
        printing (f (fn [] (binding [*out* out] @gate (print-answer))))]
    (deliver gate true)
    @printing
    (str out)))
(dotimes [_ 20]
  ;; vars-223
  (states "the plain call prints 42" (= "42\n" (with-out-str (print-answer))))
  ;; vars-223
  (states "in binding it prints 0" (= "0\n" (with-out-str (binding [answer 0] (print-answer)))))
  ;; vars-223
  (states "in with-redefs it prints 0" (= "0\n" (with-out-str (with-redefs [answer 0] (print-answer)))))
  ;; vars-223
  (states "a future begun in binding prints 0 whenever it gets there"
    (= "0\n" (printed-later (fn [later] (binding [answer 0] (future (later)))))))
  ;; vars-223, vars-239
  (states "a future begun in with-redefs that gets there after it prints 42"
    (= "42\n" (printed-later (fn [later] (with-redefs [answer 0] (future (later))))))))
;; vars-223
(states "with a sleep instead, too"
  (= "42\n0\n0\n0\n42\n"
     (with-out-str
       (print-answer)
       (binding [answer 0] (print-answer))
       (with-redefs [answer 0] (print-answer))
       @(binding [answer 0] (future (Thread/sleep 100) (print-answer)))
       @(with-redefs [answer 0] (future (Thread/sleep 400) (print-answer))))))

;; vars-224
(states "def makes a var of the namespace, with the root" (= [#'vars-text/answer 42] [(resolve 'answer) (var-get #'answer)]))
;; vars-225
(states "vars are found by name in their namespace" (identical? #'answer (get (ns-interns 'vars-text) 'answer)))
;; vars-226
(states "a var knows its namespace and name"
  (= ['vars-text 'answer] [(ns-name (:ns (meta #'answer))) (:name (meta #'answer))]))
;; vars-226, vars-234
(states "being dynamic does not mean being bound" (and (.isDynamic #'answer) (not (thread-bound? #'answer))))
;; vars-227
(states "a symbol in code means the var's value at that moment"
  (do (def changing 1) (let [f (fn [] changing)] (def changing 2) (= 2 (f)))))
;; vars-228
(states "deref gives the binding of the thread, else the root" (= [1 42] [(binding [answer 1] @#'answer) @#'answer]))
;; vars-229
(states "a thread without a binding has none" (binding [answer 1] (and (thread-bound? #'answer) (let [p (promise)] (.start (Thread. #(deliver p (thread-bound? #'answer)))) (not @p)))))
;; vars-230
(states "most vars give their root" (fn? println))
;; vars-231, vars-235
(states "bindings nest, and the old values come back"
  (= [1 2 1 42] [(binding [answer 1] answer) (binding [answer 1] (binding [answer 2] answer))
                 (binding [answer 1] (binding [answer 2]) answer) answer]))
;; vars-235
(states "bindings end when an exception leaves them" (do (thrown (binding [answer 1] (throw (ex-info "" {})))) (= 42 answer)))
(def ^:dynamic other 1)
;; vars-232
(states "a frame holds several vars, and nesting keeps those that are not rebound"
  (= [2 3] (binding [answer 2 other 0] (binding [other 3] [answer other]))))
;; vars-232
(states "binding evaluates all values before it binds" (= [1 42] (binding [answer 1 other answer] [answer other])))
;; vars-233
(states "set! changes the binding of this thread"
  (= [5 42] [(binding [answer 1] (set! answer 5) answer) answer]))
;; vars-233
(states "set! from a thread that did not bind is refused"
  (let [e (binding [answer 1] @(future (thrown (set! answer 2))))]
    (= [IllegalStateException "Can't set!: answer from non-binding thread"] [(class e) (ex-message e)])))
;; vars-233
(states "set! without a binding is refused"
  (let [e (thrown (set! answer 2))]
    (= [IllegalStateException "Can't change/establish root binding of: answer with set"] [(class e) (ex-message e)])))
(def fixed 1)
;; vars-226
(states "only dynamic vars can be bound"
  (let [e (thrown (binding [fixed 2]))]
    (= [IllegalStateException "Can't dynamically bind non-dynamic var: vars-text/fixed"] [(class e) (ex-message e)])))
;; vars-234
(states "marking a var dynamic does not touch frames: it gives its root"
  (binding [other 7] (let [v (intern 'vars-text 'late 1)] (.setDynamic v) (= [1 2] [@v (with-bindings {v 2} @v)]))))
(defn deep [n] (if (zero? n) answer (deep (dec n))))
;; vars-236
(states "a binding is seen by everything that is called" (= 9 (binding [answer 9] (deep 100))))
;; vars-236
(states "a lazy seq that leaves the binding does not see it" (= [42] (binding [answer 9] (map (fn [_] answer) [1])) ))
;; vars-237
(states "a future has the bindings of who made it, at that moment"
  (= [1 1] (binding [answer 1] (let [gate (promise) f (future @gate answer)] (binding [answer 2] (deliver gate true) [@f (do answer @f)])))))
;; vars-237
(states "an agent's action has the bindings of the sender"
  (let [a (agent nil)] (binding [answer 3] (send a (fn [_] answer))) (await a) (= 3 @a)))
;; vars-237
(states "bound-fn and pmap have them" (= [4 [4 4]] (let [[f s] (binding [answer 4] [(bound-fn [] answer) (doall (pmap (fn [_] answer) [1 2]))])] [(f) s])))
(require '[clojure.core.async :as a])
;; vars-238
(states "core.async's thread and go have them" (= [5 5] (binding [answer 5] [(a/<!! (a/thread answer)) (a/<!! (a/go answer))])))
;; vars-238
(states "a plain Thread has none" (let [p (promise)] (binding [answer 6] (.start (Thread. #(deliver p answer)))) (= 42 @p)))
;; vars-237
(states "changes in a future's own bindings stay there" (= 1 (binding [answer 1] @(future (binding [answer 2] answer)) answer)))
;; vars-239
(states "with-redefs changes the root for everyone, and puts it back"
  (= [8 42] [(with-redefs [answer 8] (let [p (promise)] (.start (Thread. #(deliver p answer))) @p)) answer]))
;; vars-239
(states "with-redefs puts roots back when an exception leaves it" (do (thrown (with-redefs [answer 8] (throw (ex-info "" {})))) (= 42 answer)))
;; vars-239
(states "with-redefs works on vars that are not dynamic" (= 3 (with-redefs [fixed 3] fixed)))
;; vars-241
(states "nil as a binding is not the same as none" (= [nil 44] (binding [answer nil] [answer (binding [answer 44] answer)])))

(println "ok")
