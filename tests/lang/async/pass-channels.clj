;; Channels: buffers, order, closing, callbacks, promise channels, limits and what is refused.

(ns channels
  (:require [clojure.core.async :as a :refer [<! <!! >! >!! chan close! go put! take!]]
            [clojure.core.async.impl.protocols :as impl]))

(defn thrown [f] (try (f) nil (catch Throwable e [(class e) (ex-message e)])))

;; unbuffered: put and take meet
(let [c (chan)]
  (assert (nil? (a/poll! c)))
  (assert (nil? (a/offer! c 1)))
  (go (>! c :x))
  (assert (= :x (<!! c)))
  (let [taken (go (<! c))]
    (assert (true? (>!! c false)))
    (assert (= false (<!! taken)))))

;; a fixed buffer keeps order and fills up
(let [c (chan 2)]
  (assert (true? (a/offer! c 1)))
  (assert (true? (>!! c 2)))
  (assert (nil? (a/offer! c 3)))
  (assert (= [1 2 nil] [(a/poll! c) (a/poll! c) (a/poll! c)])))

;; dropping and sliding buffers never block
(let [d (chan (a/dropping-buffer 2))
      s (chan (a/sliding-buffer 2))]
  (doseq [i (range 5) c [d s]] (assert (true? (>!! c i))))
  (assert (= [0 1 nil] (repeatedly 3 #(a/poll! d))))
  (assert (= [3 4 nil] (repeatedly 3 #(a/poll! s))))
  (assert (= [false true true] (map a/unblocking-buffer? [(a/buffer 1) (a/dropping-buffer 1) (a/sliding-buffer 1)]))))

;; closing: what is in the channel can be taken, also what waits to be put
(let [c (chan 1)]
  (>!! c 1)
  (put! c 2)
  (assert (nil? (close! c)))
  (assert (nil? (close! c)))
  (assert (impl/closed? c))
  (assert (false? (>!! c 3)))
  (assert (false? (put! c 3)))
  (assert (false? (a/offer! c 3)))
  (assert (= [1 2 nil nil] [(<!! c) (<!! c) (<!! c) (<!! c)])))

;; closing lets takers go
(let [c (chan)
      takers (doall (repeatedly 3 #(go (<! c))))]
  (close! c)
  (assert (= [nil nil nil] (map <!! takers))))

;; callbacks: on the caller when the value is there
(let [c (chan 1)
      here (Thread/currentThread)
      seen (promise)]
  (put! c 1 (fn [open?] (deliver seen [open? (identical? here (Thread/currentThread))])))
  (assert (= [true true] @seen))
  (let [seen (promise)]
    (assert (nil? (take! c (fn [v] (deliver seen [v (identical? here (Thread/currentThread))])))))
    (assert (= [1 true] @seen)))
  (let [seen (promise)]
    (>!! c 2)
    (take! c (fn [v] (deliver seen [v (identical? here (Thread/currentThread))])) false)
    (assert (= [2 false] @seen)))
  (let [seen (promise)]
    (take! c (fn [v] (deliver seen [v (identical? here (Thread/currentThread))])))
    (>!! c 3)
    (assert (= [3 false] @seen)))
  (let [seen (promise)]
    (take! c #(deliver seen [:end %]))
    (close! c)
    (assert (= [:end nil] @seen)))
  (let [seen (promise)]
    (assert (false? (put! c 1 #(deliver seen %))))
    (assert (false? @seen))))

;; promise channels
(let [c (a/promise-chan)
      waiting (doall (repeatedly 3 #(go (<! c))))]
  (assert (nil? (a/poll! c)))
  (assert (true? (>!! c :first)))
  (assert (true? (>!! c :second)))
  (assert (= [:first :first :first] (map <!! waiting)))
  (close! c)
  (assert (= [:first :first] [(<!! c) (a/poll! c)]))
  (assert (false? (>!! c :third))))
(let [c (a/promise-chan)]
  (close! c)
  (assert (nil? (<!! c))))
(let [c (a/promise-chan (map inc))]
  (>!! c 1)
  (assert (= [2 2] [(<!! c) (<!! c)])))

;; what is refused
(assert (= [IllegalArgumentException "Can't put nil on channel"] (thrown #(>!! (chan 1) nil))))
(assert (= [IllegalArgumentException "Can't put nil on channel"] (thrown #(put! (chan 1) nil))))
(assert (= [IllegalArgumentException "Can't put nil on channel"] (thrown #(a/offer! (chan 1) nil))))
(assert (= [IllegalArgumentException "Can't put nil on channel"] (thrown #(a/alts!! [[(chan 1) nil]]))))
(let [c (chan)]
  (dotimes [_ 1024] (put! c :x))
  (let [[class message] (thrown #(put! c :x))]
    (assert (= AssertionError class))
    (assert (.startsWith message "Assert failed: No more than 1024 pending puts are allowed on a single channel. Consider using a windowed buffer."))))
(let [c (chan)]
  (dotimes [_ 1024] (take! c identity))
  (let [[class message] (thrown #(take! c identity))]
    (assert (= AssertionError class))
    (assert (.startsWith message "Assert failed: No more than 1024 pending takes are allowed on a single channel."))))
(assert (= "Assert failed: buffer must be supplied when transducer is\nbuf-or-n" (second (thrown #(chan nil (map inc))))))

;; timeouts
(let [start (System/nanoTime)]
  (assert (nil? (<!! (a/timeout 20))))
  (assert (<= 20e6 (- (System/nanoTime) start))))

;; an interrupt ends a wait, and nothing is lost
(let [c (chan)
      outcome (promise)
      thread (Thread. (fn [] (deliver outcome (try (<!! c) (catch InterruptedException _ :interrupted)))))]
  (.start thread)
  (while (not= "WAITING" (str (.getState thread))) (Thread/yield))
  (.interrupt thread)
  (assert (= :interrupted @outcome))
  (assert (nil? (a/offer! c 1))))

(println "ok")
