;; Channels: the native ones under the protocols, and transducers on them. Those with buffers of a program's own making are in
;; clojure.core.async.impl.custom.
;;
;; A native channel without a transducer does everything by itself. One with a transducer lets natives only queue puts: `pump`
;; lets them in one at a time, and runs on the thread that put, or that made room. What natives call an op is a handler.

(ns clojure.core.async.impl.channels
  "The channels of clojure.core.async."
  (:require [clojure.core.async.impl.buffers :as buffers]
            [clojure.core.async.impl.custom :as custom]
            [clojure.core.async.impl.protocols :as impl])
  (:import [clojure.core.async.impl.channels ManyToManyChannel]
           [lisle.lang ChannelOp]))

(defn- uncaught
  ;; Hands an exception to the thread's handler of uncaught ones.
  [ex]
  (lisle.native/thread-uncaught ex)
  nil)

(defn- guarded
  ;; The reducing function with exceptions turned into values by the handler. It is given the channel, and holds none.
  [rf ex-handler]
  (let [handle (fn [ch ex]
                 (let [instead ((or ex-handler uncaught) ex)]
                   (when-not (nil? instead)
                     (lisle.native/channel-add ch instead))
                   ch))]
    (fn
      ([ch] (try (rf ch) (catch Throwable ex (handle ch ex))))
      ([ch x] (try (rf ch x) (catch Throwable ex (handle ch ex)))))))

(defn pump
  "Lets puts into a channel with a transducer as long as there is room, and its end when it is closed."
  [ch]
  (loop []
    (when-let [input (lisle.native/channel-begin ch)]
      (let [rf (lisle.native/channel-transducer ch)
            enough? (volatile! false)]
        (try
          (if (= 0 (count input))
            (rf ch)
            (vreset! enough? (reduced? (rf ch (nth input 0)))))
          (finally
            (lisle.native/channel-end ch @enough?)))
        (recur)))))

(defn chan
  "A channel with a buffer, or nil for none, and perhaps a transducer and a handler of its exceptions."
  ([buf] (chan buf nil nil))
  ([buf xform] (chan buf xform nil))
  ([buf xform ex-handler]
   (if-let [[kind n] (buffers/native-kind buf)]
     (let [ch (lisle.native/channel kind n (some? xform))]
       (when xform
         (let [add! (fn ([ch] ch) ([ch x] (assert (not (nil? x))) (lisle.native/channel-add ch x) ch))]
           (lisle.native/channel-set-transducer ch (guarded (xform add!) ex-handler))))
       ch)
     (custom/chan buf xform (or ex-handler uncaught)))))

(defn- own-op
  ;; The op that stands for a handler of the program's making.
  [handler]
  (lisle.native/channel-op-at
    (lisle.native/channel-op (fn [v _] (when-let [f (impl/commit handler)] (f v))))
    0
    (impl/blockable? handler)))

(defn- pumped
  ;; Pumps the channel if it has a transducer, and gives x.
  [ch x]
  (when (lisle.native/channel-transforms? ch)
    (pump ch))
  x)

(extend-type ManyToManyChannel
  impl/ReadPort
  (take! [ch handler]
    (if (lisle.native/channel-op? handler)
      (pumped ch (lisle.native/channel-take-op ch handler))
      (when (impl/active? handler)
        (when-let [box (pumped ch (lisle.native/channel-take-op ch (own-op handler)))]
          (when (impl/commit handler)
            box)))))
  impl/WritePort
  (put! [ch val handler]
    (if (lisle.native/channel-op? handler)
      (pumped ch (lisle.native/channel-put-op ch val handler))
      (when (impl/active? handler)
        (when-let [box (pumped ch (lisle.native/channel-put-op ch val (own-op handler)))]
          (when (impl/commit handler)
            box)))))
  impl/Channel
  (close! [ch]
    (lisle.native/channel-close ch)
    (pumped ch nil))
  (closed? [ch] (lisle.native/channel-closed? ch)))

(extend-type ChannelOp
  impl/Handler
  (active? [op] (not (lisle.native/channel-op-claimed? op)))
  (blockable? [op] (lisle.native/channel-op-blockable? op))
  (lock-id [op] (System/identityHashCode op))
  (commit [op]
    (when (lisle.native/channel-op-claim op)
      (fn [v] (lisle.native/channel-op-complete op v)))))

;; Waiting on ports. Natives give an op when they cannot do it alone.

(defn finish-take
  "Goes on with a take that a native could not do alone."
  [port op]
  (if (lisle.native/channel? port)
    (do (pump port)
        (lisle.native/channel-await op))
    (if-let [box (impl/take! port op)]
      @box
      (lisle.native/channel-await op))))

(defn finish-put
  "Goes on with a put that a native could not do alone."
  [port val op]
  (if (lisle.native/channel? port)
    (do (pump port)
        (lisle.native/channel-await op))
    (if-let [box (impl/put! port val op)]
      @box
      (lisle.native/channel-await op))))

(defn finish-at-once
  "Goes on with a poll (nil for val) or an offer that a native could not do alone."
  [port val op]
  (if (lisle.native/channel? port)
    (do (pump port)
        (lisle.native/channel-await op))
    (let [op (lisle.native/channel-op-at op 0 false)]
      (when-let [box (if (nil? val) (impl/take! port op) (impl/put! port val op))]
        @box))))

(defn- port-of [p] (if (vector? p) (nth p 0) p))

(defn choose
  "Tries the ports of a choice in turn, with an op for all of them. Gives a box of [val port] if one of them was ready; else
  nil, and the op waits in all of them if it may."
  [ports op order wait?]
  (loop [order (seq order)]
    (when order
      (let [i (first order)
            p (nth ports i)
            handler (lisle.native/channel-op-at op i wait?)
            box (if (vector? p)
                  (impl/put! (nth p 0) (nth p 1) handler)
                  (impl/take! p handler))]
        (cond
          box (reduced [@box (port-of p)])
          (lisle.native/channel-op-claimed? op) nil
          :else (recur (next order)))))))

(defn order-of
  "The numbers of the ports in the order in which to try them."
  [ports opts]
  (let [numbers (range (count ports))]
    (if (:priority opts) numbers (shuffle numbers))))

(defn finish-alts
  "Goes on with a choice that a native could not do alone."
  [ports opts op]
  (let [ports (vec ports)
        order (order-of ports opts)
        await-choice (fn []
                       (let [[v i] (lisle.native/channel-await-alts op)]
                         [v (port-of (nth ports i))]))]
    (if (contains? opts :default)
      (if-let [box (choose ports op order false)]
        @box
        (if (lisle.native/channel-op-claim op)
          [(:default opts) :default]
          (await-choice)))
      (if-let [box (choose ports op order true)]
        @box
        (await-choice)))))

(lisle.native/channel-caller
  (fn []
    (when-let [[f v i] (lisle.native/channel-ready)]
      (f v i))))
