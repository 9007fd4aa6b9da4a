;; Channels whose buffer is of a program's own making, under the same protocols as the native ones. All state is under the channel's
;; lock, and so is the buffer; handlers are called when the lock is given back.

(ns clojure.core.async.impl.custom
  "Channels with buffers that implement the protocol themselves."
  (:require [clojure.core.async.impl.protocols :as impl])
  (:import [java.util LinkedList]
           [java.util.concurrent.locks ReentrantLock]))

(defprotocol ^:private Steps
  (serve [ch] "Gives buffered values to takers that wait; nil, at the end. A vector of functions to be called later.")
  (admit [ch] "Lets in puts that wait, as long as there is room; the same.")
  (finish [ch] "Ends the transducer when nothing more can come."))

(defmacro ^:private locked
  ;; The body gives a result and functions to call after the lock is given back.
  [lock & body]
  `(let [l# ^ReentrantLock ~lock
         [result# later#] (do (.lock l#)
                              (try ~@body (finally (.unlock l#))))]
     (run! (fn [f#] (f#)) later#)
     result#))

;; add! is the reducing function that adds to the buffer. over? is true when the transducer has ended.
(deftype CustomChannel [buf add! ^ReentrantLock lock ^LinkedList takes ^LinkedList puts
                        ^:unsynchronized-mutable shut?
                        ^:unsynchronized-mutable over?]
  Steps
  (serve [_]
    (loop [later []]
      (cond
        (.isEmpty takes) later
        (pos? (count buf)) (if-let [f (impl/commit (.removeFirst takes))]
                             (let [v (impl/remove! buf)]
                               (recur (conj later (fn [] (f v)))))
                             (recur later))
        over? (if-let [f (impl/commit (.removeFirst takes))]
                (recur (conj later (fn [] (f nil))))
                (recur later))
        :else later)))
  (admit [this]
    (loop [later []]
      (if (or over? (.isEmpty puts) (impl/full? buf))
        (do (finish this)
            later)
        (let [[handler v] (.removeFirst puts)]
          (if-let [f (impl/commit handler)]
            (let [enough? (reduced? (add! buf v))
                  ;; who still waits is told that the put was taken, as by the transducer
                  dropped (when enough? (vec puts))]
              (when enough?
                (set! shut? true)
                (.clear puts))
              (recur (into (conj later (fn [] (f true)))
                           (keep (fn [[h _]] (when-let [f (impl/commit h)] (fn [] (f true)))) dropped))))
            (recur later))))))
  (finish [_]
    (when (and shut? (not over?) (.isEmpty puts))
      (set! over? true)
      (add! buf)
      (impl/close-buf! buf)))

  impl/ReadPort
  (take! [this handler]
    (locked lock
      (cond
        (not (impl/active? handler)) nil
        (pos? (count buf)) (if (impl/commit handler)
                             (let [v (impl/remove! buf)
                                   later (admit this)]
                               [(reduced v) (into later (serve this))])
                             nil)
        over? (when (impl/commit handler)
                [(reduced nil) nil])
        :else (do (when (impl/blockable? handler)
                    (assert (< (.size takes) impl/MAX-QUEUE-SIZE)
                            (str "No more than " impl/MAX-QUEUE-SIZE " pending takes are allowed on a single channel."))
                    (.addLast takes handler))
                  nil))))

  impl/WritePort
  (put! [this v handler]
    (when (nil? v)
      (throw (IllegalArgumentException. "Can't put nil on channel")))
    (locked lock
      (cond
        (not (impl/active? handler)) nil
        shut? (when (impl/commit handler)
                [(reduced false) nil])
        (not (impl/full? buf)) (when (impl/commit handler)
                                 (when (reduced? (add! buf v))
                                   (set! shut? true)
                                   (finish this))
                                 [(reduced true) (serve this)])
        :else (do (when (impl/blockable? handler)
                    (assert (< (.size puts) impl/MAX-QUEUE-SIZE)
                            (str "No more than " impl/MAX-QUEUE-SIZE " pending puts are allowed on a single channel."
                                 " Consider using a windowed buffer."))
                    (.addLast puts [handler v]))
                  nil))))

  impl/Channel
  (close! [this]
    (locked lock
      (set! shut? true)
      (finish this)
      [nil (serve this)]))
  (closed? [_]
    (locked lock [shut? nil])))

(defn chan
  "A channel with a buffer of any making, and perhaps a transducer and what handles its exceptions."
  [buf xform handle]
  (let [add! (fn
               ([b] b)
               ([b x] (impl/add! b x) b))
        rf (if xform (xform add!) add!)
        guarded (fn [b f]
                  (try
                    (f)
                    (catch Throwable ex
                      (let [instead (handle ex)]
                        (when-not (nil? instead)
                          (impl/add! b instead))
                        b))))]
    (CustomChannel. buf
                    (if xform
                      (fn
                        ([b] (guarded b (fn [] (rf b))))
                        ([b x] (guarded b (fn [] (rf b x)))))
                      rf)
                    (ReentrantLock.) (LinkedList.) (LinkedList.) false false)))
