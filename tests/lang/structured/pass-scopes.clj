;; Scopes: fork, join, failing together, deadlines, nesting, futures that were begun elsewhere.

(ns scopes
  (:require [lisle.thread :as thread :refer [adopt fork join scope]])
  (:import [java.util.concurrent CountDownLatch TimeoutException]))

(defmacro thrown [& body] `(try ~@body nil (catch Throwable e# e#)))

;; virtual-213, virtual-215
;; the value of the body, when everything has ended
(assert (= 3 (scope [s] (let [a (fork s 1) b (fork s 2)] (+ @a @b)))))
(let [done (atom 0)]
  (assert (= :body (scope [s] (dotimes [_ 10] (fork s (Thread/sleep 5) (swap! done inc))) :body)))
  (assert (= 10 @done)))
(assert (nil? (scope [s])))

;; forks may fork in the same scope; join waits for all so far
(let [done (atom [])]
  (scope [s]
    (fork s (fork s (Thread/sleep 5) (swap! done conj :inner)) (swap! done conj :outer))
    (join s)
    (assert (= #{:inner :outer} (set @done)))))

;; bindings are conveyed
(def ^:dynamic *x* 1)
(binding [*x* 2]
  (assert (= 2 (scope [s] @(fork s *x*)))))

;; the first failure cancels the others, and is thrown itself
(let [interrupted (atom 0)
      ready (CountDownLatch. 3)
      e (thrown (scope [s]
                  (dotimes [_ 3]
                    (fork s (try (.countDown ready) (Thread/sleep 60000)
                                 (catch InterruptedException e (swap! interrupted inc) (throw e)))))
                  (fork s (.await ready) (throw (ex-info "first" {})))
                  (Thread/sleep 60000)))]
  (assert (= "first" (ex-message e)))
  (assert (= 3 @interrupted))
  (assert (empty? (.getSuppressed e))))
(assert (not (Thread/interrupted)))

;; what fails because of it is suppressed
(let [ready (CountDownLatch. 1)
      e (thrown (scope [s]
                  (fork s (try (.countDown ready) (Thread/sleep 60000)
                               (catch InterruptedException _ (throw (ex-info "second" {})))))
                  (fork s (.await ready) (throw (ex-info "first" {})))))]
  (assert (= ["first" ["second"]] [(ex-message e) (map ex-message (.getSuppressed e))])))

;; a failure of the body cancels the forks; a deref of what failed is no second failure
(let [ended (atom false)
      e (thrown (scope [s]
                  (fork s (try (Thread/sleep 60000) (finally (reset! ended true))))
                  (Thread/sleep 2)
                  (throw (ex-info "body" {}))))]
  (assert (= "body" (ex-message e))))
(let [e (thrown (scope [s] @(fork s (throw (ex-info "one" {})))))]
  (assert (= ["one" 0] [(ex-message e) (count (.getSuppressed e))])))

;; cancelling one fork is not a failure
(assert (= :done (scope [s] (let [f (fork s (Thread/sleep 60000))] (future-cancel f) :done))))

;; deadlines
(assert (instance? TimeoutException (thrown (scope [s :timeout 20] (fork s (Thread/sleep 60000)) :body))))
(assert (instance? TimeoutException (thrown (scope [s :timeout 20] (Thread/sleep 60000)))))
(assert (instance? TimeoutException
          (thrown (scope [s :deadline (+ 20 (System/currentTimeMillis))] (fork s (Thread/sleep 60000))))))
(assert (instance? TimeoutException
          (thrown (scope [s :deadline (java.util.Date. 0)] (fork s (Thread/sleep 60000))))))
(assert (= 1 (scope [s :timeout 60000] @(fork s 1))))
(assert (not (Thread/interrupted)))

;; nesting: a scope in a fork and one in a body end with what is around them
(let [ended (atom #{})
      ready (CountDownLatch. 2)
      wait (fn [k] (try (.countDown ready) (Thread/sleep 60000) (finally (swap! ended conj k))))
      e (thrown (scope [outer]
                  (fork outer (scope [inner] (fork inner (wait :in-fork))))
                  (fork outer (.await ready) (throw (ex-info "outer" {})))
                  (scope [inner] (fork inner (wait :in-body)))))]
  (assert (= "outer" (ex-message e)))
  (assert (= #{:in-fork :in-body} @ended)))
(assert (= [1 2] (scope [a] (let [x (fork a (scope [b] @(fork b 1)))] [@x (scope [c] @(fork c 2))]))))

;; nothing is forked after the end
(let [kept (atom nil)]
  (scope [s] (reset! kept s))
  (assert (= "The scope has ended" (ex-message (thrown (fork @kept 1))))))

;; an interrupt from outside ends the scope
(let [ended (promise) inside (promise) outcome (promise)
      owner (Thread. (fn [] (deliver outcome (thrown (scope [s] (fork s (try (deliver inside 1) (Thread/sleep 60000)
                                                                               (finally (deliver ended true)))))))))]
  (.start owner)
  @inside
  (.interrupt owner)
  (assert (instance? InterruptedException @outcome))
  (assert (true? @ended)))

;; futures that were begun elsewhere
(assert (= 5 (scope [s] (let [f (adopt s (future (Thread/sleep 5) 5))] (join s) (assert (future-done? f)) @f))))
(let [slow (future (Thread/sleep 60000))
      e (thrown (scope [s] (adopt s slow) (adopt s (future (throw (ex-info "future" {}))))))]
  (assert (= "future" (ex-message e)))
  (assert (future-cancelled? slow)))

;; closing an executor joins its threads
(let [done (atom 0)]
  (with-open [executor (java.util.concurrent.Executors/newVirtualThreadPerTaskExecutor)]
    (dotimes [_ 4] (.submit executor ^Callable (fn [] (Thread/sleep 5) (swap! done inc)))))
  (assert (= 4 @done)))

(println "ok")
