;; Many producers and consumers on several cores: nothing is lost, nothing comes twice, order is kept per producer.

(ns stress
  (:require [clojure.core.async :as a :refer [<! <!! >! >!! chan close! go go-loop]]))

(defn collect
  "n consumers that take by (take-one); their values, when all are done."
  [n take-one]
  (mapv (fn [_] (a/thread (loop [seen []] (if-some [v (take-one)] (recur (conj seen v)) seen)))) (range n)))

(defn produced [n per put-one]
  (mapv (fn [p] (a/thread (dotimes [i per] (put-one [p i])) :done)) (range n)))

(defn check [n per seen-by]
  (let [seen (mapv <!! seen-by)
        values (apply concat seen)]
    (assert (= (* n per) (count values)))
    (assert (= (* n per) (count (set values))))
    (doseq [s seen p (range n)]
      (let [mine (map second (filter #(= p (first %)) s))]
        (assert (or (empty? mine) (apply < mine)))))))

;; over one channel, of each kind of buffer
(doseq [c [(chan) (chan 1) (chan 10) (chan 3 (map identity))]]
  (let [seen (collect 4 #(<!! c))
        done (produced 4 500 #(>!! c %))]
    (run! <!! done)
    (close! c)
    (check 4 500 seen)))

;; choices on both sides, over several channels: each put and take happens once
(doseq [cs [(vec (repeatedly 3 chan)) [(chan) (chan 2) (chan)] [(chan) (chan 2 (map identity))]]]
  (let [stop (chan)
        seen (collect 3 #(let [[v p] (a/alts!! (conj cs stop))] v))
        done (produced 3 500 (fn [v] (a/alts!! (mapv (fn [c] [c v]) cs))))]
    (run! <!! done)
    (run! close! cs)
    (close! stop)
    (let [seen (mapv <!! seen)
          left (mapcat (fn [c] (<!! (a/into [] c))) cs)
          values (concat (apply concat seen) left)]
      (assert (= 1500 (count values) (count (set values)))))))

;; choices against choices that may also go the other way
(let [x (chan) y (chan) n 400
      results (mapv (fn [k]
                      (a/thread
                        (loop [i 0 put [] taken []]
                          (if (< i n)
                            (let [mine [k i]
                                  [v p] (a/alts!! [[x mine] y [y mine] x (a/timeout 200)])]
                              (cond
                                (true? v) (recur (inc i) (conj put mine) taken)
                                (nil? v) [put taken]
                                :else (recur (inc i) put (conj taken v))))
                            [put taken]))))
                    (range 4))
      all (mapv <!! results)
      put (mapcat first all)
      taken (mapcat second all)]
  (assert (= (frequencies put) (frequencies taken)))
  (assert (every? #(= 1 %) (vals (frequencies put)))))

;; a ring of go blocks
(let [n 300
      first-chan (chan)
      last-chan (reduce (fn [c _] (let [d (chan)] (go-loop [] (if-some [v (<! c)] (do (>! d (inc v)) (recur)) (close! d))) d))
                        first-chan (range n))]
  (go (dotimes [i 10] (>! first-chan i)) (close! first-chan))
  (assert (= (map #(+ n %) (range 10)) (<!! (a/into [] last-chan)))))

;; callbacks
(let [c (chan) n 1000 seen (atom []) done (promise)]
  (dotimes [_ n] (a/take! c (fn [v] (when (= n (count (swap! seen conj v))) (deliver done true)))))
  (dotimes [i n] (a/put! c i))
  (assert (true? (deref done 20000 :late)))
  (assert (= (set (range n)) (set @seen))))

(println "ok")
