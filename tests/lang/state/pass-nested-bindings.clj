;; Bindings of one var and of many, one in the other and side by side, and what is conveyed from each level.

(def ^:dynamic *a* :a)
(def ^:dynamic *b* :b)
(def ^:dynamic *c* :c)
(defn seen [] [*a* *b* *c*])
(defn conveyed [] (let [there (promise)] (send (agent nil) (fn [_] (deliver there (seen)))) @there))

(binding [*a* 1]
  (assert (= [1 :b :c] (seen) (conveyed) @(future (seen))))
  (binding [*b* 2]
    (assert (= [1 2 :c] (seen) (conveyed) (conveyed) @(future (seen))))
    (binding [*a* 3]
      (assert (= [3 2 :c] (seen) (conveyed)))
      (binding [*a* 4]
        (assert (= [4 2 :c] (seen) (conveyed)))
        (set! *a* 5)
        (assert (= [5 2 :c] (seen) (conveyed))))
      (assert (= [3 2 :c] (seen))))
    (binding [*c* 6, *b* 7]
      (set! *c* 8)
      (assert (= [1 7 8] (seen) (conveyed)))
      (binding [*c* 9]
        (assert (= [1 7 9] (seen) (conveyed) @(future (binding [*a* 10] (conveyed) (assoc (seen) 0 1))))))
      (assert (= [1 7 8] (seen))))
    (assert (= [1 2 :c] (seen))))
  (set! *a* 11)
  (assert (= [11 :b :c] (seen) (conveyed)))
  (assert (= {#'*a* 11} (select-keys (get-thread-bindings) [#'*a* #'*b* #'*c*]))))

;; A bound function has boxes of its own. What a send conveys it may not set.
(binding [*b* 1]
  (let [later (bound-fn [] (seen))
        refused (promise)]
    (binding [*c* 2]
      (send (agent nil) (fn [_] (deliver refused (try (set! *c* 3) (catch IllegalStateException e (ex-message e))))))
      (assert (= "Can't set!: *c* from non-binding thread" @refused)))
    (set! *b* 4)
    (assert (= [:a 1 :c] @(future (later)) (later)))))

;; An action that sends has its own agent bound, and the next one the other.
(let [first-agent (agent nil), second-agent (agent nil), agents (promise)]
  (send first-agent (fn [_] (let [outer *agent*] (send second-agent (fn [_] (deliver agents [outer *agent*]))))))
  (assert (= [first-agent second-agent] @agents)))

(defn nested [n] (if (zero? n) (seen) (binding [*a* n] (binding [*b* n] (nested (dec n))))))
(assert (= [1 1 :c] (nested 200)))
(assert (= [:a :b :c] (seen)))

(shutdown-agents)
(println "ok")
