;; CompletableFuture: stages, failures, both and either.
(import '(java.util.concurrent CancellationException CompletableFuture CompletionException ExecutionException TimeUnit TimeoutException)
        '(java.util.function BiFunction Function Supplier Consumer BiConsumer))
(defmacro thrown [& body]
  `(try (do ~@body) :nothing (catch Throwable e# [(class e#) (class (ex-cause e#))])))
(defn function [f] (reify Function (apply [_ x] (f x))))
(defn function2 [f] (reify BiFunction (apply [_ x y] (f x y))))
(defn supplier [f] (reify Supplier (get [_] (f))))

(let [cf (CompletableFuture.)]
  (assert (= [false :absent] [(.isDone cf) (.getNow cf :absent)]))
  (assert (= [true false 3 3] [(.complete cf 3) (.complete cf 4) @cf (.join cf)]))
  (assert (re-find #"Completed normally" (str cf))))
(assert (= 5 (-> (CompletableFuture/supplyAsync (supplier (fn [] 3)))
                 (.thenApply (function inc))
                 (.thenApplyAsync (function inc))
                 .get)))
(assert (= 12 (-> (CompletableFuture/completedFuture 3)
                  (.thenCompose (function (fn [x] (CompletableFuture/supplyAsync (supplier (fn [] (* x 2)))))))
                  (.thenCombine (CompletableFuture/completedFuture 6) (function2 +))
                  .join)))
(let [seen (atom [])]
  (-> (CompletableFuture/completedFuture 1)
      (.thenAccept (reify Consumer (accept [_ x] (swap! seen conj x))))
      (.thenRun (fn [] (swap! seen conj :run)))
      .join)
  (assert (= [1 :run] @seen)))

;; Failures pass through the stages until somebody sees to them.
(let [cf (CompletableFuture.)]
  (.completeExceptionally cf (ex-info "boo" {}))
  (assert (= [ExecutionException clojure.lang.ExceptionInfo] (thrown (.get cf))))
  (assert (= [CompletionException clojure.lang.ExceptionInfo] (thrown (.join cf))))
  (assert (= [CompletionException clojure.lang.ExceptionInfo] (thrown (.join (.thenApply cf (function inc))))))
  (assert (= [true true] [(.isCompletedExceptionally cf) (.isDone cf)]))
  (assert (= "boo" (.join (.exceptionally cf (function ex-message)))))
  (assert (= [nil "boo"] (.join (.handle cf (function2 (fn [v e] [v (ex-message e)]))))))
  (assert (= [1 nil] (.join (.handle (CompletableFuture/completedFuture 1) (function2 vector))))))
(let [seen (promise)]
  (-> (CompletableFuture/supplyAsync (supplier (fn [] (throw (IllegalStateException. "x")))))
      (.whenComplete (reify BiConsumer (accept [_ v e] (deliver seen [v (class e) (class (ex-cause e))])))))
  (assert (= [nil CompletionException IllegalStateException] @seen)))

;; All, any, cancelled, too late.
(let [a (CompletableFuture.) b (CompletableFuture.)
      all (CompletableFuture/allOf (into-array CompletableFuture [a b]))
      any (CompletableFuture/anyOf (into-array CompletableFuture [a b]))]
  (.complete b :b)
  (assert (= [false :b] [(.isDone all) (.join any)]))
  (.complete a :a)
  (assert (nil? (.join all))))
(let [cf (CompletableFuture.)]
  (assert (.cancel cf true))
  (assert (= [CancellationException nil] (thrown (.get cf))))
  (assert (.isCancelled cf)))
(assert (= [ExecutionException TimeoutException] (thrown (.get (.orTimeout (CompletableFuture.) 5 TimeUnit/MILLISECONDS)))))
(assert (= :default (.join (.completeOnTimeout (CompletableFuture.) :default 5 TimeUnit/MILLISECONDS))))
(assert (= [TimeoutException nil] (thrown (.get (CompletableFuture.) 1 TimeUnit/MILLISECONDS))))
(assert (= :late (deref (CompletableFuture.) 1 :late)))
(shutdown-agents)
(println "ok")
