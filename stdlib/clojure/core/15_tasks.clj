;; Tasks that are classes to extend: those of fork and join, and those of timers. A proxy of one has methods of its own from here,
;; closed over its state (`abstract-methods` in 12_proxies asks for them); the classes are in src/host/concurrent/fork_join.rs and
;; src/host/util/timer.rs.

;; fork and join

(def ^{:dynamic true, :private true} *fork-join-pool*
  ;; The pool whose task the thread runs.
  nil)

(defn- rethrow-cause
  [^Throwable e]
  (throw (or (ex-cause e) e)))

(defn- fork-join-methods
  ;; A task is run by whoever comes first: a thread of the pool, or the one that joins it, which so never waits for what nobody has
  ;; begun. result? tells whether compute has one.
  [result?]
  (let [fresh (fn [] {:begun (atom false), :forked (atom false), :outcome (java.util.concurrent.CompletableFuture.)})
        state (atom (fresh))
        outcome (fn ^java.util.concurrent.CompletableFuture [] (:outcome @state))
        run (fn [this]
              (let [{:keys [begun ^java.util.concurrent.CompletableFuture outcome]} @state]
                (when (and (not (.isDone outcome)) (compare-and-set! begun false true))
                  (try
                    (let [result (.compute this)]
                      (.complete outcome (when result? result)))
                    (catch Throwable e (.completeExceptionally outcome e))))))
        help (fn [this] (when (or *fork-join-pool* (not @(:forked @state))) (run this)))
        join (fn [this]
               (help this)
               (try
                 (.get (outcome))
                 (catch java.util.concurrent.ExecutionException e (rethrow-cause e))))
        failure (fn []
                  (when (.isCompletedExceptionally (outcome))
                    (try
                      (.get (outcome))
                      nil
                      (catch java.util.concurrent.ExecutionException e (ex-cause e))
                      (catch Throwable e e))))]
    {"exec" (fn [this] (run this) true)
     "fork" (fn [this]
              (reset! (:forked @state) true)
              (.execute (or *fork-join-pool* (java.util.concurrent.ForkJoinPool/commonPool)) this)
              this)
     "invoke" (fn [this] (run this) (join this))
     "join" join
     "get" (fn ([this] (when *fork-join-pool* (run this)) (.get (outcome)))
             ([this n unit] (when *fork-join-pool* (run this)) (.get (outcome) n unit)))
     "quietlyJoin" (fn [this] (try (join this) (catch Throwable _)) nil)
     "quietlyInvoke" (fn [this] (run this) (try (join this) (catch Throwable _)) nil)
     "isDone" (fn [_] (.isDone (outcome)))
     "isCancelled" (fn [_] (.isCancelled (outcome)))
     "isCompletedNormally" (fn [_] (and (.isDone (outcome)) (not (.isCompletedExceptionally (outcome)))))
     "isCompletedAbnormally" (fn [_] (.isCompletedExceptionally (outcome)))
     "getException" (fn [_] (failure))
     "getRawResult" (fn [_] (when-not (.isCompletedExceptionally (outcome)) (.getNow (outcome) nil)))
     "cancel" (fn [_ _] (.cancel (outcome) false) (.isCancelled (outcome)))
     "complete" (fn [_ x] (.complete (outcome) x) nil)
     "quietlyComplete" (fn [_] (.complete (outcome) nil) nil)
     "completeExceptionally" (fn [_ e] (.completeExceptionally (outcome) e) nil)
     "tryUnfork" (fn [_] (let [{:keys [begun forked]} @state] (boolean (and @forked (not @begun) (reset! forked false) false))))
     "reinitialize" (fn [_] (reset! state (fresh)) nil)}))

(defn- fork-join-runner
  ;; What a pool calls to run the task.
  [pool task]
  (fn [] (binding [*fork-join-pool* pool] (.exec task))))

(defn- fork-join-invoke
  [pool task]
  (.execute pool task)
  (try
    (.get task)
    (catch java.util.concurrent.ExecutionException e (rethrow-cause e))))

(defn- fork-join-invoke-all
  ([a b] (.fork b) (.invoke a) (.join b) nil)
  ([tasks]
   (run! (fn [task] (.fork task)) (rest tasks))
   (when-first [task tasks] (.invoke task))
   (run! (fn [task] (.join task)) (rest tasks))
   tasks))

(defn- fork-join-adapt
  ([f] (let [f (callable-fn f)] (proxy [java.util.concurrent.RecursiveTask] [] (compute [] (f)))))
  ([f result] (let [f (callable-fn f)] (proxy [java.util.concurrent.RecursiveTask] [] (compute [] (f) result)))))

(defn- fork-join-pool [] *fork-join-pool*)

;; timers

(defn- timer-task-methods
  []
  (let [state (atom {:status :new, :time 0})]
    {"timer-state" (fn [_] state)
     "cancel" (fn [_]
                (let [[{:keys [status]} _] (swap-vals! state assoc :status :cancelled)]
                  (when-let [{:keys [^java.util.concurrent.Future future cancelled]} (when (= :scheduled status) (:place @state))]
                    (.cancel future false)
                    (swap! cancelled inc))
                  (= :scheduled status)))
     "scheduledExecutionTime" (fn [_] (:time @state))}))

(defn- timer-factory
  ;; The factory of a timer's one thread.
  [thread-name daemon?]
  (reify java.util.concurrent.ThreadFactory
    (newThread [_ runnable]
      (doto (Thread. runnable thread-name)
        (.setDaemon daemon?)))))

(defn- timer-schedule
  ;; cancelled counts the tasks that have been cancelled: they leave the queue at once, but purge is to tell how many.
  [^java.util.concurrent.ScheduledExecutorService executor cancelled task start period rate?]
  (let [delay (if (inst? start) (max 0 (- (inst-ms start) (System/currentTimeMillis))) start)
        _ (when (neg? delay) (throw (IllegalArgumentException. "Negative delay.")))
        _ (when (and period (not (pos? period))) (throw (IllegalArgumentException. "Non-positive period.")))
        _ (when (.isShutdown executor) (throw (IllegalStateException. "Timer already cancelled.")))
        state (clojure.lang.Reflector/invokeInstanceMethod task "timer-state" (object-array 0))
        run (fn []
              (let [now (System/currentTimeMillis)
                    ran (swap! state (fn [{:keys [status] :as s}]
                                       (if (= :scheduled status) (assoc s :time now :status (if period :scheduled :ran)) s)))]
                (when (not= :cancelled (:status ran))
                  (try
                    (.run ^Runnable task)
                    (catch Throwable e
                      ;; The thread of a timer ends with an exception, and with it the timer.
                      (.shutdownNow executor)
                      (lisle.native/thread-uncaught e))))))
        unit java.util.concurrent.TimeUnit/MILLISECONDS]
    (when-not (= :new (:status (first (swap-vals! state (fn [s] (if (= :new (:status s)) (assoc s :status :scheduled) s))))))
      (throw (IllegalStateException. "Task already scheduled or cancelled")))
    (swap! state assoc :place
           {:cancelled cancelled
            :future (cond
                      (nil? period) (.schedule executor ^Runnable run (long delay) unit)
                      rate? (.scheduleAtFixedRate executor run delay period unit)
                      :else (.scheduleWithFixedDelay executor run delay period unit))})
    nil))

(defn- timer-purge [cancelled] (int (first (reset-vals! cancelled 0))))
