;; Refs and transactions, agents, and what computes on several threads.

;; refs

(defmacro io!
  "Evaluates the body; throws IllegalStateException if a transaction is running. A string first is the message."
  {:added "1.1"}
  [& body]
  (let [message (when (string? (first body)) (first body))
        body (if message (next body) body)]
    `(if (lisle.native/in-transaction?)
       (throw (new IllegalStateException ~(or message "I/O in transaction")))
       (do ~@body))))

(defn ref
  "A ref holding x. Options: :meta, :validator, a predicate that every value must pass, and :min-history and
  :max-history, between which the number of former values kept for readers adapts itself (0 and 10)."
  {:added "1.0"}
  ([x] (lisle.native/ref x))
  ([x & options]
   (let [r (reference-options (lisle.native/ref x) options)
         opts (apply hash-map options)]
     (when (:max-history opts)
       (lisle.native/ref-max-history r (:max-history opts)))
     (when (:min-history opts)
       (lisle.native/ref-min-history r (:min-history opts)))
     r)))

(defn- run-in-transaction
  ;; Tries the body until its transaction commits; a transaction that is running is joined.
  [body]
  (if (lisle.native/in-transaction?)
    (body)
    (loop []
      (lisle.native/transaction-begin)
      (let [result (try
                     (let [result (body)]
                       (lisle.native/transaction-commit)
                       result)
                     (catch Throwable e (lisle.native/transaction-failed e)))]
        (if (lisle.native/in-transaction?)
          (recur)
          result)))))

(defmacro sync
  "Evaluates the body in a transaction, or in the one that is running. flags is ignored."
  {:added "1.0"}
  [flags-ignored-for-now & body]
  `(#'clojure.core/run-in-transaction (fn* [] ~@body)))

(defmacro dosync
  "Evaluates the body in a transaction: refs are read as of one moment and changed together or not at all. The body
  is evaluated again when another transaction was in its way, so it must have no other effects."
  {:added "1.0"}
  [& exprs]
  `(sync nil ~@exprs))

(defnative ref-set "In a transaction: sets the ref to val, and gives it." {:added "1.0"} [ref val])
(defnative ensure "In a transaction: gives the ref's value, and keeps others from changing it until the end." {:added "1.0"} [ref])

(defn alter
  "In a transaction: sets the ref to (fun value args…), and gives it."
  {:added "1.0" :arglists '([ref fun & args])}
  ([ref fun] (lisle.native/ref-set ref (fun (lisle.native/ref-get ref))))
  ([ref fun x] (lisle.native/ref-set ref (fun (lisle.native/ref-get ref) x)))
  ([ref fun x & args] (lisle.native/ref-set ref (apply fun (lisle.native/ref-get ref) x args))))

(defn commute
  "In a transaction: sets the ref to (fun value args…), and gives it. At the commit fun is called again with the value that
  the ref has then, so others may change it meanwhile; fun should commute."
  {:added "1.0"}
  [ref fun & args]
  (lisle.native/ref-commuted ref (apply fun (lisle.native/ref-commute ref fun args) args)))

(defnative ref-history-count "How many former values the ref keeps." {:added "1.1"} [ref])
(defnative ref-min-history "The least number of former values that the ref keeps, or sets it and gives the ref." {:added "1.1"} [ref] [ref n])
(defnative ref-max-history "The greatest number of former values that the ref keeps, or sets it and gives the ref." {:added "1.1"} [ref] [ref n])

;; agents

(defn set-error-mode!
  "Sets the agent's error mode: with :fail an exception stops it until restart-agent, with :continue it goes on."
  {:added "1.2"}
  [a mode-keyword]
  (lisle.native/agent-set-continues a (= mode-keyword :continue)))

(defn set-error-handler!
  "Sets the function that is called with the agent and the exception when an action throws, nil for none."
  {:added "1.2"}
  [a handler-fn]
  (lisle.native/agent-set-error-handler a handler-fn))

(defn error-handler "The error handler of an agent, or nil." {:added "1.2"} [a] (lisle.native/agent-error-handler a))

(defn error-mode "The error mode of an agent: :fail or :continue." {:added "1.2"} [a]
  (if (lisle.native/agent-continues? a) :continue :fail))

(defn agent
  "An agent holding state. Options: :meta, :validator, :error-handler, and :error-mode, which is :continue if there
  is a handler and :fail if not, unless given."
  {:added "1.0"}
  ([state & options]
   (let [a (reference-options (lisle.native/agent state) options)
         opts (apply hash-map options)]
     (when (:error-handler opts)
       (set-error-handler! a (:error-handler opts)))
     (set-error-mode! a (or (:error-mode opts) (if (:error-handler opts) :continue :fail)))
     a)))

(defn- run-action
  ;; Applies the action in front of the agent's queue, and has the next one run: here, if it would come to this pool anyway,
  ;; which spares the way through the pool's queue. After a few of them other agents have their turn.
  [a]
  (loop [n 16]
    (let [error (try
                  (let [f (lisle.native/agent-begin a)]
                    (lisle.native/agent-set a (apply f (deref a) (lisle.native/agent-args a)))
                    nil)
                  (catch Throwable e e))]
      (when (lisle.native/agent-end a error (pos? n))
        (recur (dec n))))))

(defn- action-runner [a] (fn [] (run-action a)))

(defn set-agent-send-executor! "Sets the executor that send uses." {:added "1.5"} [executor]
  (lisle.native/set-pooled-executor executor))

(defn set-agent-send-off-executor! "Sets the executor that send-off and future use." {:added "1.5"} [executor]
  (lisle.native/set-solo-executor executor))

(defn send-via
  "Like send, with the action run by the executor."
  {:added "1.5"}
  [executor a f & args]
  (lisle.native/agent-send a executor f args))

(defn send
  "Has the agent's state set to (f state args…) on a thread of a fixed pool, and gives the agent at once. In a
  transaction the action is sent when it commits, in an action when that has set the state."
  {:added "1.0"}
  [a f & args]
  (lisle.native/agent-send a (lisle.native/pooled-executor) f args))

(defn send-off
  "Like send, on a thread that the action may block."
  {:added "1.0"}
  [a f & args]
  (lisle.native/agent-send a (lisle.native/solo-executor) f args))

(defn release-pending-sends
  "In an action: sends at once what was sent so far and held. Gives how many that were."
  {:added "1.0"}
  [] (lisle.native/release-pending-sends))

(defn agent-error "The exception that has stopped the agent, or nil." {:added "1.2"} [a] (lisle.native/agent-error a))

(defn agent-errors
  "A list of the exception that has stopped the agent, or nil. agent-error tells the same."
  {:added "1.0" :deprecated "1.2"}
  [a]
  (when-let [e (agent-error a)]
    (list e)))

(defn restart-agent
  "Has an agent go on that an exception has stopped, with a new state. With :clear-actions true what was sent and has not
  run is forgotten. Gives the state."
  {:added "1.2"}
  [a new-state & options]
  (let [opts (apply hash-map options)]
    (lisle.native/agent-restart a new-state (if (:clear-actions opts) true false))))

(defn clear-agent-errors
  "Has the agent go on with the state it has. restart-agent can do more."
  {:added "1.0" :deprecated "1.2"}
  [a] (restart-agent a (deref a)))

(defn shutdown-agents "Ends the pools that run actions and futures: no more of them are taken." {:added "1.0"} []
  (lisle.native/shutdown-agents))

(defn- count-down-when-done
  ;; Sends every agent an action that counts the latch down.
  [latch agents]
  (let [count-down (fn [state] (.countDown latch) state)]
    (doseq [a agents]
      (send a count-down))))

(defn await
  "Waits until everything that this thread or action has sent to the agents so far has run. Never ends if an agent fails."
  {:added "1.0"}
  [& agents]
  (io! "await in transaction"
    (when *agent*
      (throw (new Exception "Can't await in agent action")))
    (let [latch (new java.util.concurrent.CountDownLatch (count agents))]
      (count-down-when-done latch agents)
      (.await latch))))

(defn ^{:static true} await1
  "Waits until the agent has nothing to do."
  {:added "1.0"}
  [a]
  (when (pos? (lisle.native/agent-queued a))
    (await a))
  a)

(defn await-for
  "Like await, for at most so many milliseconds: false if they were not enough, else true."
  {:added "1.0"}
  [timeout-ms & agents]
  (io! "await-for in transaction"
    (when *agent*
      (throw (new Exception "Can't await in agent action")))
    (let [latch (new java.util.concurrent.CountDownLatch (count agents))]
      (count-down-when-done latch agents)
      (.await latch timeout-ms java.util.concurrent.TimeUnit/MILLISECONDS))))

;; on several threads

(defn pmap
  "Like map, with f called on several threads, somewhat ahead of the consumer."
  {:added "1.0"}
  ([f coll]
   (let [n (+ 2 (lisle.native/processors))
         rets (map (fn [x] (future (f x))) coll)
         step (fn step [[x & xs :as vs] fs]
                (lazy-seq
                  (if-let [s (seq fs)]
                    (cons (deref x) (step xs (rest s)))
                    (map deref vs))))]
     (step rets (drop n rets))))
  ([f coll & colls]
   (let [step (fn step [cs]
                (lazy-seq
                  (let [ss (map seq cs)]
                    (when (every? identity ss)
                      (cons (map first ss) (step (map rest ss)))))))]
     (pmap (fn [args] (apply f args)) (step (cons coll colls))))))

(defn pcalls "A lazy seq of the results of the functions, called on several threads." {:added "1.0"} [& fns]
  (pmap (fn [f] (f)) fns))

(defmacro pvalues "A lazy seq of the values of the expressions, evaluated on several threads." {:added "1.0"} [& exprs]
  `(pcalls ~@(map (fn [e] (list `fn [] e)) exprs)))

(defn seque
  "A lazy seq of the items of s, which is realised ahead of the consumer on another thread: by so many items, 100 if n
  is not given, or as many as the BlockingQueue holds."
  {:added "1.0"}
  ([s] (seque 100 s))
  ([n-or-q s]
   (let [queue (if (instance? java.util.concurrent.BlockingQueue n-or-q)
                 n-or-q
                 (new java.util.concurrent.LinkedBlockingQueue (int n-or-q)))
         ;; An item in a vector, the end as an empty one. A failure is an end, as in Clojure.
         boxes (fn boxes [s]
                 (lazy-seq
                   (try
                     (if-let [s (seq s)]
                       (cons [(first s)] (boxes (rest s)))
                       [[]])
                     (catch Throwable _ [[]]))))
         ;; No action of the feeder waits, so an abandoned seq holds no thread.
         feed (fn [left]
                (loop [left (seq left)]
                  (if (and left (.offer queue (first left)))
                    (recur (next left))
                    left)))
         feeder (agent (boxes s))
         feed-on (fn []
                   (send-off feeder feed)
                   (release-pending-sends))
         items (fn items []
                 (lazy-seq
                   (let [box (.take queue)]
                     (feed-on)
                     (when (seq box)
                       (cons (box 0) (items))))))]
     (feed-on)
     (items))))
