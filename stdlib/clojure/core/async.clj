;; Channels and go blocks.
;;
;; The channels are native (clojure.core.async.impl.channels). A go block is a thread of its own, so anything may block in it, at any depth
;; of calls: <! and <!!, go and io-thread differ in name only. What combines channels is in clojure/core/async/combine.clj.

(ns clojure.core.async
  "Communication over channels.

  A channel hands values from those who put to those who take, in order; nil is not a value, and taking nil says that the
  channel is closed and empty. A go block runs on a thread of its own that costs little, and may block anywhere."
  (:refer-clojure :exclude [reduce transduce into merge map take partition partition-by])
  (:require [clojure.core :as core]
            [clojure.core.async.impl.buffers :as buffers]
            [clojure.core.async.impl.channels :as channels]
            [clojure.core.async.impl.protocols :as impl]))

;; channels

(defn fn-handler
  "A handler that calls f with the value; if blockable is false, it does not wait."
  ([f] (fn-handler f true))
  ([f blockable]
   (lisle.native/channel-op-at (lisle.native/channel-op (fn [v _] (f v))) 0 blockable)))

(defn buffer "A buffer of n values; puts wait while it is full." [n] (buffers/fixed-buffer n))
(defn dropping-buffer "A buffer of n values. A put never waits: what is put while it is full is dropped." [n] (buffers/dropping-buffer n))
(defn sliding-buffer "A buffer of n values. A put never waits: the oldest value makes room." [n] (buffers/sliding-buffer n))

(defn unblocking-buffer? "True if a put to a channel with this buffer never waits." [buff]
  (satisfies? impl/UnblockingBuffer buff))

(defn chan
  "A channel. buf-or-n is a buffer, or the size of a fixed one; without it put and take wait for each other. xform is a
  transducer that values go through before they are buffered. ex-handler is called with an exception of the transducer, and
  what it returns, unless nil, is put instead; without it the exception goes to the uncaught-exception handler."
  ([] (chan nil))
  ([buf-or-n] (chan buf-or-n nil))
  ([buf-or-n xform] (chan buf-or-n xform nil))
  ([buf-or-n xform ex-handler]
   (let [buf-or-n (if (= buf-or-n 0) nil buf-or-n)]
     (when xform
       (assert buf-or-n "buffer must be supplied when transducer is"))
     (channels/chan (if (number? buf-or-n) (buffer buf-or-n) buf-or-n) xform ex-handler))))

(defn promise-chan
  "A channel that takes one value and gives it to everyone, ever after; nil once it was closed without a value. Further puts do
  nothing. xform and ex-handler are as for chan."
  ([] (promise-chan nil))
  ([xform] (promise-chan xform nil))
  ([xform ex-handler] (chan (buffers/promise-buffer) xform ex-handler)))

(defn timeout
  "A channel that closes after so many milliseconds. Timeouts that end within 10 ms may be the same channel."
  [msecs]
  (lisle.native/channel-timeout msecs (fn [] (lisle.native/channel-close-due))))

(defn <!!
  "Takes a value from the port, and waits if there is none; nil if it is closed."
  [port]
  (let [v (lisle.native/channel-take port)]
    (if (lisle.native/channel-op? v)
      (channels/finish-take port v)
      v)))

(defn >!!
  "Puts a value, which must not be nil, and waits if there is no room. True unless the port is closed."
  [port val]
  (let [v (lisle.native/channel-put port val)]
    (if (lisle.native/channel-op? v)
      (channels/finish-put port val v)
      v)))

(defn <!
  "Takes a value from the port, and waits if there is none; nil if it is closed."
  [port]
  (let [v (lisle.native/channel-take port)]
    (if (lisle.native/channel-op? v)
      (channels/finish-take port v)
      v)))

(defn >!
  "Puts a value, which must not be nil, and waits if there is no room. True unless the port is closed."
  [port val]
  (let [v (lisle.native/channel-put port val)]
    (if (lisle.native/channel-op? v)
      (channels/finish-put port val v)
      v)))

(defn poll!
  "Takes a value if there is one now, else gives nil."
  [port]
  (let [v (lisle.native/channel-poll port)]
    (if (lisle.native/channel-op? v)
      (channels/finish-at-once port nil v)
      v)))

(defn offer!
  "Puts a value if that is possible now. True if it was."
  [port val]
  (let [v (lisle.native/channel-offer port val)]
    (if (lisle.native/channel-op? v)
      (channels/finish-at-once port val v)
      v)))

(defn close!
  "Closes the channel: no more values are accepted, and those in it can still be taken. Gives nil."
  [chan]
  (impl/close! chan)
  nil)

(defn- dispatch
  ;; Calls f soon, elsewhere.
  [f]
  (lisle.native/channel-spawn f false))

(defn take!
  "Takes a value and calls fn1 with it, nil if the port is closed. If there is one now and on-caller? is true, which it is
  unless given, fn1 is called here. Gives nil."
  ([port fn1] (take! port fn1 true))
  ([port fn1 on-caller?]
   (when-let [box (impl/take! port (fn-handler fn1))]
     (let [v @box]
       (if on-caller?
         (fn1 v)
         (dispatch (fn [] (fn1 v))))))
   nil))

(defn put!
  "Puts a value, which must not be nil, and calls fn1, if given, with true, or false if the port is closed; here, if that is
  known now and on-caller? is true, which it is unless given. False if the port is known to be closed, else true."
  ([port val]
   (if-let [box (impl/put! port val (lisle.native/channel-op nil))]
     @box
     true))
  ([port val fn1] (put! port val fn1 true))
  ([port val fn1 on-caller?]
   (if-let [box (impl/put! port val (fn-handler fn1))]
     (let [open? @box]
       (if on-caller?
         (fn1 open?)
         (dispatch (fn [] (fn1 open?))))
       open?)
     true)))

;; choices

(defn do-alts
  "Has fret called with [val port] when one of the ports has a value or room. Gives a box of [val port], and does not call fret,
  if one had at once or opts has a :default."
  [fret ports opts]
  (assert (pos? (count ports)) "alts must have at least one channel operation")
  (let [ports (vec ports)
        port-of (fn [i] (let [p (nth ports i)] (if (vector? p) (nth p 0) p)))
        op (lisle.native/channel-op (fn [v i] (fret [v (port-of i)])))]
    (or (channels/choose ports op (channels/order-of ports opts) (not (contains? opts :default)))
        (when (and (contains? opts :default) (lisle.native/channel-op-claim op))
          (reduced [(:default opts) :default])))))

(defn- choose-port [ports opts]
  (assert (pos? (count ports)) "alts must have at least one channel operation")
  (let [default? (contains? opts :default)
        v (lisle.native/channel-alts ports (not default?) (:priority opts))]
    (cond
      (nil? v) [(:default opts) :default]
      (lisle.native/channel-op? v) (channels/finish-alts ports opts v)
      :else v)))

(defn alts!!
  "Completes one of several operations: a port in ports stands for taking from it, [port val] for putting. Gives [val port],
  where val is what was taken or what the put gave. If several are possible one is chosen by chance, or the first, with
  :priority true. If none is, waits; or gives [val :default], with :default val."
  [ports & {:as opts}]
  (choose-port ports opts))

(defn alts!
  "Completes one of several operations: a port in ports stands for taking from it, [port val] for putting. Gives [val port],
  where val is what was taken or what the put gave. If several are possible one is chosen by chance, or the first, with
  :priority true. If none is, waits; or gives [val :default], with :default val."
  [ports & {:as opts}]
  (choose-port ports opts))

(defn- alt-form
  ;; The expansion of alt! and alt!!. Ports are evaluated once, in order.
  [alts clauses]
  (assert (even? (count clauses)) "unbalanced clauses")
  (let [pairs (core/partition 2 clauses)
        option? (fn [[k]] (keyword? k))
        options (filter option? pairs)
        named (fn [op]
                (let [port (gensym "port")]
                  (if (vector? op)
                    {:binds [port (first op)] :port port :op [port (second op)]}
                    {:binds [port op] :port port :op port})))
        choices (mapv (fn [[ops result]]
                        {:ops (mapv named (if (vector? ops) ops [ops])) :result result})
                      (remove option? pairs))
        ops (mapcat :ops choices)
        chosen (gensym "chosen")
        port (gensym "port")
        result-form (fn [result]
                      (if (and (seq? result) (vector? (first result)))
                        `(let [~(first result) ~chosen] ~@(rest result))
                        result))
        default (first (filter (fn [[k]] (= k :default)) options))]
    (assert (every? (fn [[k]] (#{:default :priority} k)) options) "unknown option")
    (assert (or (empty? options) (apply distinct? (core/map first options))) "an option may appear once")
    `(let [~@(mapcat :binds ops)
           ~chosen (~alts ~(mapv :op ops)
                          ~@(mapcat (fn [[k v]] (if (= k :default) [k nil] [k v])) options))
           ~port (nth ~chosen 1)]
       (cond
         ~@(mapcat (fn [{:keys [ops result]}]
                     [`(or ~@(core/map (fn [op] `(= ~port ~(:port op))) ops)) (result-form result)])
                   choices)
         ~@(when default [`(= ~port :default) (second default)])))))

(defmacro alt!!
  "Completes one of several operations and evaluates the expression that belongs to it. A clause is an operation and an
  expression; an operation is a port, to take from it, or a vector of ports and [port val], which puts. An expression
  that is a list with a vector first binds [val port] by it. :default expr and :priority true are as for alts!!."
  [& clauses]
  (alt-form `alts!! clauses))

(defmacro alt!
  "Completes one of several operations and evaluates the expression that belongs to it. A clause is an operation and an
  expression; an operation is a port, to take from it, or a vector of ports and [port val], which puts. An expression
  that is a list with a vector first binds [val port] by it. :default expr and :priority true are as for alts!."
  [& clauses]
  (alt-form `alts! clauses))

;; go blocks and threads

(defn- spawn
  ;; Calls f on a thread of its own, under the present bindings; a channel of its result.
  [f platform?]
  (let [result (chan 1)
        f (#'core/binding-conveyor-fn f)]
    (lisle.native/channel-spawn
      (fn []
        (try
          (let [v (f)]
            (when-not (nil? v)
              (>!! result v)))
          (finally
            (close! result))))
      platform?)
    result))

(defn go-call
  "Calls f as the body of a go block."
  [f] (spawn f false))

(defmacro go
  "Evaluates the body on a thread of its own, which may block anywhere, and gives at once a channel that will have the
  value of the body and close; only close, if that is nil or an exception is thrown."
  [& body]
  `(go-call (^{:once true} fn* [] ~@body)))

(defmacro go-loop
  "(go (loop bindings body…))"
  [bindings & body]
  `(go (loop ~bindings ~@body)))

(defn thread-call
  "Calls f on another thread and gives a channel that will have the value and close. workload is :compute or :mixed, for a
  thread of the system's, or :io, for one like a go block's; :mixed if not given."
  ([f] (thread-call f :mixed))
  ([f workload]
   (spawn f (case workload :io false (:compute :mixed) true))))

(defmacro thread
  "Evaluates the body on a thread of the system's and gives a channel that will have the value and close."
  [& body]
  `(thread-call (^{:once true} fn* [] ~@body) :mixed))

(defmacro io-thread
  "Evaluates the body, which may block, on a thread of its own and gives a channel that will have the value and close."
  [& body]
  `(thread-call (^{:once true} fn* [] ~@body) :io))

(load "async/combine")
(load "async/distribute")
(load "async/deprecated")
