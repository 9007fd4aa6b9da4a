;; What combines channels: pipes, pipelines, mult, pub, mix, and the functions that transducers replaced.

(ns combining
  (:require [clojure.core.async :as a :refer [<! <!! >! >!! chan close! go]]))

(defn all [c] (<!! (a/into [] c)))

(assert (= [1 2 3] (all (a/to-chan! [1 2 3]))))
(assert (= [1 2 3] (all (a/to-chan!! [1 2 3]))))
(assert (= [] (all (a/to-chan! []))))
(let [c (chan 5)]
  (<!! (a/onto-chan! c [1 2] false))
  (>!! c 3)
  (close! c)
  (assert (= [1 2 3] (all c))))
(let [to (chan)]
  (assert (identical? to (a/pipe (a/to-chan! (range 3)) to)))
  (assert (= [0 1 2] (all to))))
(assert (= 10 (<!! (a/reduce + 0 (a/to-chan! (range 5))))))
(assert (= 3 (<!! (a/reduce (fn [n x] (if (= n 3) (reduced n) (inc n))) 0 (a/to-chan! (range 9))))))
(assert (= [1 2] (<!! (a/transduce (map inc) conj [] (a/to-chan! [0 1])))))
(assert (= 5 (<!! (a/transduce (map inc) (completing + dec) 0 (a/to-chan! [1 2 0])))))
(assert (= #{1 2} (<!! (a/into #{} (a/to-chan! [1 2 1])))))
(assert (= [11 22] (all (a/map + [(a/to-chan! [1 2 3]) (a/to-chan! [10 20])]))))
(assert (= [0 1 2] (all (a/take 3 (a/to-chan! (range 10))))))
(assert (= [0 1] (all (a/take 3 (a/to-chan! (range 2))))))
(assert (= (range 30) (sort (all (a/merge [(a/to-chan! (range 10)) (a/to-chan! (range 10 20)) (a/to-chan! (range 20 30))])))))
(assert (= [] (all (a/merge []))))
(let [[evens odds] (a/split even? (a/to-chan! (range 6)) 5 5)]
  (assert (= [[0 2 4] [1 3 5]] [(all evens) (all odds)])))

;; pipelines keep the order
(doseq [pipeline [a/pipeline a/pipeline-blocking]]
  (let [to (chan)]
    (pipeline 4 to (map #(do (Thread/sleep 0 (* 1000 (mod % 7))) (* 2 %))) (a/to-chan! (range 50)))
    (assert (= (map #(* 2 %) (range 50)) (all to)))))
(let [to (chan)]
  (a/pipeline 2 to (mapcat #(repeat % %)) (a/to-chan! (range 5)))
  (assert (= [1 2 2 3 3 3 4 4 4 4] (all to))))
(let [to (chan)]
  (a/pipeline 2 to (map #(/ 6 %)) (a/to-chan! [1 0 2]) true (constantly :error))
  (assert (= [6 :error 3] (all to))))
(let [to (chan)]
  (a/pipeline-async 3 to (fn [x out] (go (>! out x) (>! out (- x)) (close! out))) (a/to-chan! [1 2 3]))
  (assert (= [1 -1 2 -2 3 -3] (all to))))
(let [to (chan 10)]
  (<!! (a/pipeline 2 to (map inc) (a/to-chan! [1 2]) false))
  (assert (>!! to :open))
  (close! to)
  (assert (= [2 3 :open] (all to))))

;; mult
(let [source (chan)
      m (a/mult source)
      x (a/tap m (chan 10)) y (a/tap m (chan 10)) z (a/tap m (chan 10) false)]
  (assert (identical? source (a/muxch* m)))
  (>!! source 1)
  (>!! source 2)
  (a/untap m y)
  (>!! source 3)
  (close! source)
  (assert (= [1 2 3] (all x)))
  (assert (>!! z :open))
  (close! z)
  (assert (= [1 2 3 :open] (all z)))
  (close! y)
  (let [seen (all y)]
    (assert (or (= [1 2] seen) (= [1] seen) (= [1 2 3] seen)))))
(let [source (chan) m (a/mult source) closed (chan)]
  (close! closed)
  (a/tap m closed)
  (>!! source 1)
  (>!! source 2)
  (close! source))

;; pub
(let [source (chan)
      p (a/pub source :kind)
      cats (a/sub p :cat (chan 10)) dogs (a/sub p :dog (chan 10))]
  (run! #(>!! source %) [{:kind :cat :n 1} {:kind :dog :n 2} {:kind :cow :n 3} {:kind :cat :n 4}])
  (close! source)
  (assert (= [1 4] (map :n (all cats))))
  (assert (= [2] (map :n (all dogs)))))
(let [source (chan)
      p (a/pub source even? (fn [_] (a/sliding-buffer 5)))
      c (a/sub p true (chan 10) false)]
  (>!! source 2)
  (assert (= 2 (<!! c)))
  (a/unsub p true c)
  (a/unsub-all p)
  (a/unsub-all p true)
  (>!! source 4)
  (close! source)
  (assert (nil? (a/poll! c))))

;; mix
(let [out (chan) m (a/mix out) x (chan) y (chan)
      ;; Puts on an input until the mix, which may not know yet, drops what comes.
      until-muted (fn [c]
                    (loop [quiet 0]
                      (when (< quiet 20)
                        (let [[_ p] (a/alts!! [out [c :probe]])]
                          (recur (if (= p out) 0 (inc quiet)))))))
      until-heard (fn [c]
                    (loop []
                      (let [[_ p] (a/alts!! [out [c :probe]])]
                        (when-not (= p out)
                          (recur)))))]
  (a/admix m x)
  (a/admix m y)
  (go (>! x 1))
  (assert (= 1 (<!! out)))
  (a/toggle m {x {:mute true}})
  (until-muted x)
  (go (>! y 2))
  (assert (= 2 (<!! out)))
  (a/toggle m {x {:mute false} y {:solo true}})
  (until-muted x)
  (a/toggle m {y {:solo false}})
  (until-heard x)
  (a/unmix-all m)
  (a/solo-mode m :pause)
  (assert (.startsWith (try (a/solo-mode m :loud) (catch AssertionError e (ex-message e)))
                       "Assert failed: mode must be one of: #{:pause :mute}")))

;; what transducers replaced
(assert (= [1 2] (all (a/filter< pos? (a/to-chan! [1 -1 2])))))
(assert (= [-1] (all (a/remove< pos? (a/to-chan! [1 -1 2])))))
(assert (= [0 0 1] (all (a/mapcat< range (a/to-chan! [1 2])))))
(assert (= [1 2 1] (all (a/unique (a/to-chan! [1 1 2 2 1])))))
(assert (= [[1 2] [3]] (all (a/partition 2 (a/to-chan! [1 2 3])))))
(assert (= [[1 3] [2]] (all (a/partition-by odd? (a/to-chan! [1 3 2])))))
(assert (= 2 (<!! (a/map< inc (a/to-chan! [1])))))
(let [c (chan 5)]
  (>!! (a/map> inc c) 1)
  (let [f (a/filter> odd? c)] (>!! f 3) (>!! f 4))
  (>!! (a/remove> odd? c) 6)
  (assert (= [2 3 6] (repeatedly 3 #(<!! c)))))

(println "ok")
