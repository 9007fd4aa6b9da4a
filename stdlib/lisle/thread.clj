;; Threads beyond what Clojure has: scopes that no thread outlives, and what threads do at the moment.

(ns lisle.thread
  "Structured concurrency, dumps of threads and deadlocks.

  A scope is a block of code and the threads that are forked in it. It ends when all of them have ended; the first failure among
  them cancels the others."
  (:import [java.util.concurrent ExecutionException TimeoutException]
           [java.util.concurrent.locks Condition ReentrantLock]))

(defprotocol ^:private Scoped
  (add-fork [scope f])
  (fail [scope e])
  (await-forks [scope])
  (body-over [scope interrupted?]))

(defmacro ^:private with-lock [lock & body]
  `(let [lock# ~lock]
     (.lock ^ReentrantLock lock#)
     (try ~@body (finally (.unlock ^ReentrantLock lock#)))))

(defn- cancellation?
  ;; Is the exception what an interrupt leads to?
  [e]
  (or (instance? InterruptedException e)
      (instance? java.util.concurrent.CancellationException e)))

(defn- same-failure?
  ;; Is e the failure, or what a deref made of it?
  [e failure]
  (or (identical? e failure)
      (and (instance? ExecutionException e) (identical? (.getCause ^Throwable e) failure))))

;; All fields below the lock. failure is the first exception, or nil; suppressed what came after it; running the futures whose threads
;; have not ended; body? says that the owner is still in its body, and interrupted? that it was interrupted there.
(deftype ^:private Scope [^ReentrantLock lock
                          ^Condition changed
                          ^Thread owner
                          ^:unsynchronized-mutable running
                          ^:unsynchronized-mutable failure
                          ^:unsynchronized-mutable suppressed
                          ^:unsynchronized-mutable body?
                          ^:unsynchronized-mutable interrupted?
                          ^:unsynchronized-mutable closed?]
  Scoped
  (add-fork [this f]
    (let [task (lisle.native/future)
          f (#'clojure.core/binding-conveyor-fn f)
          run (fn []
                (try
                  (#'clojure.core/run-task task
                    (fn []
                      (try
                        (f)
                        (catch Throwable e
                          (when-not (and (cancellation? e) (future-cancelled? task))
                            (fail this e))
                          (throw e)))))
                  (finally
                    ;; The scope tells of a failure, so nobody else needs to.
                    (lisle.native/failure-seen task)
                    (fail this task))))]
      (with-lock lock
        (when closed?
          (throw (IllegalStateException. "The scope has ended")))
        (if failure
          (future-cancel task)
          (do
            (set! running (conj running task))
            (lisle.native/channel-spawn run false))))
      task))
  (fail [_ e]
    ;; An exception is a failure; a future has ended.
    (with-lock lock
      (cond
        (not (instance? Throwable e)) (set! running (disj running e))
        failure (when-not (or (cancellation? e) (same-failure? e failure))
                  (set! suppressed (conj suppressed e)))
        :else
        (do
          (set! failure e)
          (run! future-cancel running)
          (when (and body? (not (identical? owner (Thread/currentThread))))
            (set! interrupted? true)
            (.interrupt owner))))
      (.signalAll changed)))
  (await-forks [_]
    (with-lock lock
      (while (and (seq running) (not failure))
        (.await changed))
      (when failure
        (throw failure))))
  (body-over [this interrupted]
    (let [flag? (with-lock lock
                  (set! body? false)
                  (and interrupted? (not interrupted)))]
      (when flag?
        (Thread/interrupted))
      (try
        (await-forks this)
        (catch Throwable e
          (fail this e)))
      (with-lock lock
        (while (seq running)
          (.awaitUninterruptibly changed))
        (set! closed? true)
        (when-let [^Throwable e failure]
          (doseq [other suppressed]
            (.addSuppressed e other))
          (throw e))))))

(defn- millis-left
  ;; How many milliseconds a scope has, by its options; nil if as many as it wants.
  [{:keys [timeout deadline]}]
  (when (or timeout deadline)
    (let [left (when deadline
                 (- (if (inst? deadline) (inst-ms deadline) deadline) (System/currentTimeMillis)))]
      (apply min (remove nil? [timeout left])))))

(defn call-in-scope
  "Calls f with a new scope, as scope does. options is a map."
  [options f]
  (let [lock (ReentrantLock.)
        s (Scope. lock (.newCondition lock) (Thread/currentThread) #{} nil [] true false false)
        millis (millis-left options)
        timer (when millis
                (lisle.native/timer-at millis
                  (fn [] (fail s (TimeoutException. "The scope took longer than it may")))))
        [value interrupted?] (try
                               [(f s) false]
                               (catch Throwable e
                                 (fail s e)
                                 [nil (instance? InterruptedException e)]))]
    (try
      (body-over s interrupted?)
      (finally
        (when timer
          (lisle.native/timer-cancel timer))))
    value))

(defmacro scope
  "Evaluates the body with name bound to a new scope, and gives its value when all that was forked in the scope has ended.

  When the body or a fork throws, all others are interrupted and waited for; then the exception is thrown, with those that
  came after it as suppressed ones. Options are :timeout, in milliseconds, and :deadline, an inst or milliseconds
  since 1970: when the time is over everything is interrupted, and a TimeoutException thrown.

    (scope [s :timeout 1000]
      (let [a (fork s (slow-a)) b (fork s (slow-b))]
        (+ @a @b)))"
  [[name & {:as options}] & body]
  `(call-in-scope ~options (fn [~name] ~@body)))

(defn fork-call
  "Calls f on a thread of its own in the scope, under the present bindings, and gives a future of its value. After a failure
  the future is cancelled at once."
  [scope f]
  (add-fork scope f))

(defmacro fork
  "Evaluates the body on a thread of its own in the scope, and gives a future of its value."
  [scope & body]
  `(fork-call ~scope (^{:once true} fn* [] ~@body)))

(defn join
  "Waits until everything has ended that was forked in the scope so far; throws when one has failed."
  [scope]
  (await-forks scope))

(defn adopt
  "Makes a future that was begun elsewhere part of the scope: it is waited for, its failure is the scope's, and it is cancelled
  with the others. Gives the future."
  [scope fut]
  (add-fork scope
    (fn []
      (try
        (deref fut)
        (catch InterruptedException e
          (future-cancel fut)
          (throw e))
        (catch ExecutionException e
          (throw (or (.getCause e) e))))))
  fut)

;; what threads do

(defn- thread-map
  ;; What natives tell of a thread, as a map.
  [[name id state virtual? daemon? waits-for held-by held-by-id stack]]
  (cond-> {:name name :id id :state (keyword (.toLowerCase ^String state)) :virtual virtual? :daemon daemon?}
    waits-for (assoc :waits-for waits-for)
    held-by (assoc :held-by held-by :held-by-id held-by-id)
    stack (assoc :stack stack)))

(defn dump
  "A vector of maps of all threads that run: :name, :id, :state as Thread.getState tells it, :virtual, :daemon; for one that
  waits what it :waits-for, and if that is known the thread that must do something first, :held-by and :held-by-id; and
  the :stack, a vector of [function file line], innermost first, unless the thread is busy in a native."
  []
  (mapv thread-map (lisle.native/thread-dump)))

(defn deadlocks
  "The deadlocks there are: a vector of vectors of threads as dump describes them, each of which waits for the next, and
  the last for the first. Monitors, locks, refs, delays, futures and threads to join know who holds them. Deadlocks are also
  reported on standard error when they come about."
  []
  (mapv (fn [cycle] (mapv thread-map cycle)) (lisle.native/deadlocks)))

(defn print-dump
  "Prints what dump tells."
  []
  (doseq [{:keys [name id state virtual daemon waits-for held-by held-by-id stack]} (dump)]
    (println (str "\"" name "\" #" id " " (clojure.core/name state)
                  (when virtual " virtual")
                  (when daemon " daemon")
                  (when waits-for (str ", waits for a " waits-for))
                  (when held-by (str " that needs \"" held-by "\" #" held-by-id))))
    (doseq [[f file line] stack]
      (println (str "    at " f " (" file ":" line ")")))))

;; redefinition for this thread and what it starts

(def ^:private ^:dynamic *redefs*
  ;; From var to what it is for this thread.
  {})

(def ^:private dispatchers
  ;; From var to the function that its root was replaced by.
  (atom {}))

(defn- dispatcher
  ;; A function that calls what the var is for this thread: the original, unless redefined.
  [v original]
  (let [now (fn [] (get *redefs* v original))]
    (fn
      ([] ((now)))
      ([a] ((now) a))
      ([a b] ((now) a b))
      ([a b c] ((now) a b c))
      ([a b c & more] (apply (now) a b c more)))))

(defn- make-redefinable [v]
  (when (:macro (meta v))
    (throw (IllegalArgumentException. (str "A macro cannot be redefined locally: " v))))
  (when-not (fn? (.getRawRoot ^clojure.lang.Var v))
    (throw (IllegalArgumentException. (str "Only functions and dynamic vars can be redefined locally: " v))))
  (locking v
    (let [root (.getRawRoot ^clojure.lang.Var v)]
      (when-not (identical? root (get @dispatchers v))
        (let [d (dispatcher v root)]
          (swap! dispatchers assoc v d)
          (alter-var-root v (constantly d)))))))

(defn with-local-redefs-fn
  "Calls f with vars redefined, as with-local-redefs does; redefs is a map from var to value."
  [redefs f]
  (let [dynamic? (fn [[v _]] (.isDynamic ^clojure.lang.Var v))
        bindings (into {} (filter dynamic?) redefs)
        functions (into {} (remove dynamic?) redefs)]
    (run! make-redefinable (keys functions))
    (with-bindings (assoc bindings #'*redefs* (merge *redefs* functions))
      (f))))

(defmacro with-local-redefs
  "Like with-redefs, for this thread and what it starts: futures, agents, go blocks and forks have the redefinition as long as they
  live, and nobody else ever sees it. For vars that hold functions; dynamic vars are bound. The first time, a var's root
  becomes a function that finds out what to call; other vars cost nothing."
  [bindings & body]
  `(with-local-redefs-fn
     ~(zipmap (map (fn [name] (list 'var name)) (take-nth 2 bindings)) (take-nth 2 (next bindings)))
     (fn [] ~@body)))
