;; What ports, buffers and handlers of clojure.core.async do: for those who make their own.
;; The channels are native: see clojure.core.async.impl.channels.

(ns clojure.core.async.impl.protocols
  "The protocols of clojure.core.async.")

(def ^:const MAX-QUEUE-SIZE
  "How many puts, and how many takes, may wait on a channel."
  1024)

(defprotocol ReadPort
  (take! [port fn1-handler]
    "Gives what can be taken now in something to deref, having committed the handler; or nil, and the handler is
    committed and called when there is a value."))

(defprotocol WritePort
  (put! [port val fn1-handler]
    "Gives whether the port is open in something to deref, if val could be put now and the handler was committed; or
    nil, and the handler is committed and called when that is known."))

(defprotocol Channel
  (close! [chan] "Closes the channel.")
  (closed? [chan] "True if the channel is closed."))

(defprotocol Handler
  (active? [h] "True if the handler can still be committed.")
  (blockable? [h] "True if the handler may wait.")
  (lock-id [h] "A number by which handlers are ordered, 0 for one that needs no lock.")
  (commit [h] "Commits the handler and gives the function to be called with the value; nil if it was committed before."))

(defprotocol Buffer
  (full? [b] "True if puts have to wait.")
  (remove! [b] "Takes the next value.")
  (add!* [b itm] "Adds a value. Gives the buffer.")
  (close-buf! [b] "Called when the channel is closed."))

(defn add!
  "Adds a value to a buffer; with the buffer alone, gives it."
  ([b] b)
  ([b itm]
   (assert (not (nil? itm)))
   (add!* b itm)))

(defprotocol UnblockingBuffer
  "Marks the buffers to which a put never waits.")
