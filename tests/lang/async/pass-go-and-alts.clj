;; go blocks and threads, choices, and ports of a program's own making.

(ns go-and-alts
  (:require [clojure.core.async :as a :refer [<! <!! >! >!! alt! alt!! alts! alts!! chan close! go go-loop]]
            [clojure.core.async.impl.protocols :as impl]))

;; the value of a go block
(assert (= 3 (<!! (go (+ 1 2)))))
(assert (= false (<!! (go false))))
(let [c (go nil)]
  (assert (nil? (<!! c)))
  (assert (impl/closed? c)))

;; anything may block in a go block, at any depth
(defn deep [c n] (if (zero? n) (<! c) (+ 1 (deep c (dec n)))))
(let [c (chan)
      result (go (deep c 100))
      through (go (reduce + (map (fn [_] (<! c)) (range 3))))]
  (dotimes [_ 4] (>!! c 1))
  (assert (= [101 3] [(<!! result) (<!! through)])))
(let [c (chan)]
  (go (doseq [x [1 2 3]] (>! c x)) (close! c))
  (assert (= [1 2 3] (<!! (go (loop [all []] (if-some [x (<! c)] (recur (conj all x)) all)))))))

;; bindings are conveyed
(def ^:dynamic *who* :nobody)
(binding [*who* :me]
  (assert (= [:me :me :me] [(<!! (go *who*)) (<!! (a/thread *who*)) (<!! (a/io-thread *who*))])))

;; an exception closes the channel and reaches the handler of uncaught ones
(let [seen (promise)]
  (Thread/setDefaultUncaughtExceptionHandler
    (reify Thread$UncaughtExceptionHandler (uncaughtException [_ _ e] (deliver seen (ex-message e)))))
  (assert (nil? (<!! (go (throw (ex-info "in go" {}))))))
  (assert (= "in go" @seen))
  (Thread/setDefaultUncaughtExceptionHandler nil))

;; go-loop, thread, thread-call
(let [c (chan)]
  (go-loop [i 0] (if (< i 3) (do (>! c i) (recur (inc i))) (close! c)))
  (assert (= [0 1 2] (<!! (a/into [] c)))))
(assert (= 1 (<!! (a/thread 1))))
(assert (= [2 2] [(<!! (a/thread-call (fn [] 2))) (<!! (a/thread-call (fn [] 2) :io))]))

;; alts: what is ready; :default; :priority
(let [c (chan 1) d (chan 1)]
  (assert (= [:none :default] (alts!! [c d] :default :none)))
  (assert (= [nil :default] (alts!! [c d] :default nil)))
  (>!! d 7)
  (assert (= [7 d] (alts!! [c d])))
  (assert (= [true c] (alts!! [[c 1] d])))
  (>!! d 2)
  (dotimes [_ 20]
    (assert (= [1 c] (alts!! [c d] :priority true)))
    (>!! c 1))
  (let [chosen (set (repeatedly 200 (fn [] (let [[v p] (alts!! [c d])] (>!! p v) v))))]
    (assert (= #{1 2} chosen)))
  (close! c)
  (<!! c)
  (assert (= [nil c] (alts!! [c] :priority true)))
  (assert (= [false c] (alts!! [[c 5]]))))

;; alts waits, and happens once
(let [c (chan) d (chan)
      chosen (go (alts! [c d [(chan) 1]]))]
  (>!! d :it)
  (assert (= [:it d] (<!! chosen)))
  (assert (nil? (a/offer! c :late))))

;; a choice does not meet itself
(let [c (chan)
      chosen (go (alts! [[c :mine] c]))]
  (>!! c :yours)
  (assert (= [:yours c] (<!! chosen))))

(assert (= "Assert failed: alts must have at least one channel operation\n(pos? (count ports))"
           (try (alts!! []) (catch AssertionError e (ex-message e)))))

;; a timeout in a choice
(let [t (a/timeout 10)]
  (assert (= [nil t] (alts!! [(chan) t]))))

;; alt
(let [c (chan 1) d (chan 1) log (atom [])
      port (fn [name p] (swap! log conj name) p)]
  (>!! c 5)
  (assert (= [:c 5] (alt!! c ([v] [:c v]) d :d)))
  (assert (= :wrote (alt!! [[c 9]] :wrote d ([v p] [v p]))))
  (assert (= [9 true] (alt!! [d c] ([v p] [v (identical? p c)]))))
  (assert (= :default (alt!! c :c d :d :default :default)))
  (assert (= [:x :put] (<!! (go (alt! [(port :a c) [(port :b d) :x]] ([v p] [:x :put]) :priority true)))))
  (assert (= [:a :b] @log))
  (assert (= :x (<!! d))))

;; do-alts and handlers
(let [c (chan 1) seen (promise)]
  (assert (nil? (a/do-alts #(deliver seen %) [c] {})))
  (>!! c 1)
  (assert (= [1 c] @seen))
  (>!! c 2)
  (assert (= [2 c] @(a/do-alts identity [c] {}))))

;; ports of a program's own making
(let [taken (atom 0)
      numbers (reify impl/ReadPort (take! [_ handler] (when-let [f (impl/commit handler)] (reduced (swap! taken inc)))))
      later (promise)
      slow (reify impl/ReadPort
             (take! [_ handler]
               (future (let [v @later] (when-let [f (impl/commit handler)] (f v))))
               nil))]
  (assert (= [1 2] [(<!! numbers) (<!! numbers)]))
  (assert (= [3 numbers] (alts!! [(chan) numbers])))
  (let [waiting (go (alts! [slow (chan)]))]
    (deliver later :now)
    (assert (= [:now slow] (<!! waiting)))
    (assert (= :now (<!! slow)))))

;; a handler of a program's own making on a channel
(let [c (chan) seen (promise)
      handler (reify impl/Handler
                (active? [_] true)
                (blockable? [_] true)
                (lock-id [_] 0)
                (commit [_] #(deliver seen %)))]
  (assert (nil? (impl/take! c handler)))
  (>!! c :value)
  (assert (= :value @seen)))

(println "ok")
