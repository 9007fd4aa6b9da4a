;; Channels with buffers of a program's own making.

(ns custom-buffers
  (:require [clojure.core.async :as a :refer [<! <!! >! >!!]]
            [clojure.core.async.impl.protocols :as impl])
  (:import [java.util LinkedList PriorityQueue]))

(deftype Stack [^LinkedList items n closed]
  impl/Buffer
  (full? [_] (>= (.size items) n))
  (remove! [_] (.removeFirst items))
  (add!* [this x] (.addFirst items x) this)
  (close-buf! [_] (swap! closed inc))
  clojure.lang.Counted
  (count [_] (.size items)))
(defn stack ([n] (stack n (atom 0))) ([n closed] (Stack. (LinkedList.) n closed)))

;; keeps the newest value of each key, and never makes a put wait
(deftype Latest [^:unsynchronized-mutable values]
  impl/UnblockingBuffer
  impl/Buffer
  (full? [_] false)
  (remove! [_] (let [[k v] (first values)] (set! values (dissoc values k)) v))
  (add!* [this x] (set! values (assoc values (:key x) x)) this)
  (close-buf! [_])
  clojure.lang.Counted
  (count [_] (count values)))

(defn all [ch] (<!! (a/into [] ch)))

(let [closed (atom 0) ch (a/chan (stack 3 closed))]
  (dotimes [i 3] (>!! ch i))
  (assert (nil? (a/offer! ch 9)))
  (assert (= 2 (<!! ch)))
  (a/close! ch)
  (assert (= [[1 0] 1] [(all ch) @closed]))
  (assert (= [nil false] [(<!! ch) (>!! ch 1)])))

;; puts that wait, takes that wait
(let [ch (a/chan (stack 1))]
  (doseq [i [1 2 3]] (a/put! ch i))
  (assert (= [1 2 3] [(<!! ch) (<!! ch) (<!! ch)]))
  (let [taken (a/go [(<! ch) (<! ch)])]
    (>!! ch :x)
    (>!! ch :y)
    (assert (= [:x :y] (<!! taken))))
  (let [taken (a/go (<! ch))]
    (a/close! ch)
    (assert (nil? (<!! taken)))))

;; through a transducer, which may end, throw, and have something left at the end
(let [ch (a/chan (stack 2) (map inc))]
  (a/onto-chan! ch (range 5))
  (assert (= [1 2 3 4 5] (sort (all ch)))))
(let [ch (a/chan (stack 2) (take 2))]
  (assert (= [true true false] [(>!! ch 1) (>!! ch 2) (>!! ch 3)]))
  (assert (= [2 1] (all ch))))
(let [ch (a/chan (stack 1) (take 2)) puts (mapv (fn [i] (a/go (>! ch i))) (range 4))]
  (assert (= 2 (count (all ch))))
  (assert (every? boolean? (map <!! puts))))
(let [ch (a/chan (stack 9) (partition-all 2))]
  (a/onto-chan! ch (range 3))
  (assert (= #{[0 1] [2]} (set (all ch)))))
(let [ch (a/chan (stack 9) (map #(/ 6 %)) (fn [e] (ex-message e)))]
  (a/onto-chan! ch [1 0])
  (assert (= #{6 "Divide by zero"} (set (all ch)))))

;; a buffer that never makes a put wait
(let [ch (a/chan (Latest. (sorted-map)))]
  (assert (a/unblocking-buffer? (Latest. {})))
  (doseq [x [{:key :a :v 1} {:key :b :v 1} {:key :a :v 2}]] (>!! ch x))
  (a/close! ch)
  (assert (= [{:key :a :v 2} {:key :b :v 1}] (all ch))))

;; choices among them and native channels happen once
(let [custom (a/chan (stack 1)) native (a/chan)]
  (>!! custom :c)
  (assert (= [:c custom] (a/alts!! [native custom])))
  (assert (= [:none :default] (a/alts!! [native custom] :default :none)))
  (assert (= [true custom] (a/alts!! [[custom :d] native])))
  (let [choice (a/go (a/alts! [native [custom :e]]))]
    (assert (= :d (<!! custom)))
    (assert (= [true custom] (<!! choice)))
    (assert (= :e (<!! custom)))))
(let [custom (a/chan (stack 4)) done (a/go-loop [sum 0] (if-some [v (<! custom)] (recur (+ sum v)) sum))]
  (run! <!! (mapv (fn [i] (a/go (dotimes [_ 50] (>! custom i)))) (range 8)))
  (a/close! custom)
  (assert (= 1400 (<!! done))))

(let [ch (a/chan (stack 1))]
  (>!! ch 0)
  (dotimes [i 1024] (a/put! ch i))
  (assert (= :refused (try (a/put! ch 1) (catch AssertionError _ :refused)))))

(println "ok")
