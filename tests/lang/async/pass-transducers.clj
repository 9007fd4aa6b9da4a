;; Transducers on channels: expansion, early end, completion, exceptions.

(ns async-transducers
  (:require [clojure.core.async :as a :refer [<! <!! >! >!! chan close! go]]))

(defn all [c] (<!! (a/into [] c)))
(defn fed [xs c] (a/onto-chan! c xs) c)

(assert (= [2 4] (all (fed (range 5) (chan 1 (comp (filter odd?) (map inc)))))))
;; one value may become many, also beyond the buffer
(let [c (chan 1 (mapcat range))]
  (assert (true? (>!! c 4)))
  (close! c)
  (assert (= [0 1 2 3] (all c))))
;; state is flushed when the channel closes
(assert (= [[0 1] [2 3] [4]] (all (fed (range 5) (chan 1 (partition-all 2))))))
(let [c (chan 10 (partition-all 3))]
  (>!! c 1)
  (assert (nil? (a/poll! c)))
  (close! c)
  (assert (= [[1] nil] [(<!! c) (<!! c)])))
;; enough is enough: the channel closes and who waits to put is let go
(let [c (chan 1 (take 2))]
  (assert (= [true true false] [(>!! c 1) (do (<!! c) (>!! c 2)) (>!! c 3)]))
  (assert (= [2 nil] [(<!! c) (<!! c)])))
(let [c (chan 1 (take 2))
      puts (doall (for [i (range 4)] (go (>! c i))))]
  (assert (= 2 (count (all c))))
  (run! <!! puts))
;; exceptions: the handler's value goes in, nil does not
(let [c (chan 3 (map #(/ 12 %)) (fn [e] (ex-message e)))]
  (run! #(>!! c %) [3 0 4])
  (close! c)
  (assert (= [4 "Divide by zero" 3] (all c))))
(let [c (chan 3 (map #(/ 12 %)) (constantly nil))]
  (run! #(>!! c %) [3 0 4])
  (close! c)
  (assert (= [4 3] (all c))))
(let [seen (promise)]
  (Thread/setDefaultUncaughtExceptionHandler
    (reify Thread$UncaughtExceptionHandler (uncaughtException [_ _ e] (deliver seen (ex-message e)))))
  (let [c (chan 1 (map #(/ 12 %)))]
    (assert (true? (>!! c 0)))
    (assert (= "Divide by zero" @seen)))
  (Thread/setDefaultUncaughtExceptionHandler nil))
;; windowed buffers, offers and polls
(let [c (chan (a/sliding-buffer 2) (map inc))]
  (dotimes [i 5] (assert (true? (a/offer! c i))))
  (assert (= [4 5 nil] [(a/poll! c) (a/poll! c) (a/poll! c)])))
(let [c (chan 1 (filter even?))]
  (assert (= [true true nil] [(a/offer! c 1) (a/offer! c 2) (a/offer! c 4)]))
  (assert (= 2 (a/poll! c))))
;; choices
(let [c (chan 1 (map inc)) d (chan)]
  (assert (= [true c] (a/alts!! [[c 1] d])))
  (assert (= [2 c] (a/alts!! [c d])))
  (assert (= [:none :default] (a/alts!! [c d] :default :none)))
  (assert (= [true c] (a/alts!! [d [c 5]] :default :none)))
  (let [chosen (go (a/alts! [d [c 6]]))]
    (assert (= 6 (<!! c)))
    (assert (= [true c] (<!! chosen)))
    (assert (= 7 (<!! c)))))
;; what code of a transducer does may wait
(let [gate (chan)
      c (chan 1 (map (fn [x] (<! gate) x)))
      put (go (>! c 1))]
  (>!! gate :go)
  (assert (= [1 true] [(<!! c) (<!! put)])))

(println "ok")
