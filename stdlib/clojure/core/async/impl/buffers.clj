;; The buffers of clojure.core.async as values. A channel that is made with one takes its kind and size, and keeps its values
;; natively; the methods are for those who use a buffer by itself.

(ns clojure.core.async.impl.buffers
  "Fixed, dropping, sliding and promise buffers."
  (:require [clojure.core.async.impl.protocols :as impl])
  (:import [java.util LinkedList]))

(deftype FixedBuffer [^LinkedList buf n]
  impl/Buffer
  (full? [_] (>= (.size buf) n))
  (remove! [_] (.removeLast buf))
  (add!* [this itm] (.addFirst buf itm) this)
  (close-buf! [_])
  clojure.lang.Counted
  (count [_] (.size buf)))

(deftype DroppingBuffer [^LinkedList buf n]
  impl/UnblockingBuffer
  impl/Buffer
  (full? [_] false)
  (remove! [_] (.removeLast buf))
  (add!* [this itm]
    (when-not (>= (.size buf) n)
      (.addFirst buf itm))
    this)
  (close-buf! [_])
  clojure.lang.Counted
  (count [_] (.size buf)))

(deftype SlidingBuffer [^LinkedList buf n]
  impl/UnblockingBuffer
  impl/Buffer
  (full? [_] false)
  (remove! [_] (.removeLast buf))
  (add!* [this itm]
    (when (= (.size buf) n)
      (impl/remove! this))
    (.addFirst buf itm)
    this)
  (close-buf! [_])
  clojure.lang.Counted
  (count [_] (.size buf)))

(deftype PromiseBuffer [value]
  impl/UnblockingBuffer
  impl/Buffer
  (full? [_] false)
  (remove! [_] @value)
  (add!* [this itm]
    (compare-and-set! value nil itm)
    this)
  (close-buf! [_])
  clojure.lang.Counted
  (count [_] (if (nil? @value) 0 1)))

(defn fixed-buffer "A buffer of n values; puts wait while it is full." [n] (FixedBuffer. (LinkedList.) n))
(defn dropping-buffer "A buffer of n values; what is put while it is full is dropped." [n] (DroppingBuffer. (LinkedList.) n))
(defn sliding-buffer "A buffer of the n newest values." [n] (SlidingBuffer. (LinkedList.) n))
(defn promise-buffer "A buffer of the first value put, which is never used up." [] (PromiseBuffer. (atom nil)))

(defn native-kind
  "The number and size by which lisle.native/channel knows a buffer; nil for one of another making."
  [b]
  (cond
    (nil? b) [0 0]
    (instance? FixedBuffer b) [1 (.-n ^FixedBuffer b)]
    (instance? DroppingBuffer b) [2 (.-n ^DroppingBuffer b)]
    (instance? SlidingBuffer b) [3 (.-n ^SlidingBuffer b)]
    (instance? PromiseBuffer b) [4 0]))
