;; What refs and transactions promise, rule by rule.
(defmacro thrown [& body]
  `(try (do ~@body) :nothing (catch Throwable e# [(class e#) (ex-message e#)])))

;; Everything that writes needs a transaction.
(let [r (ref 1)]
  (doseq [f [#(alter r inc) #(ref-set r 2) #(commute r inc) #(ensure r)]]
    (assert (= [IllegalStateException "No transaction running"] (thrown (f)))))
  (assert (= [IllegalStateException "Can't set after commute"] (thrown (dosync (commute r inc) (ref-set r 3)))))
  (assert (= 1 @r)))

;; io! refuses, nested transactions join, exceptions abort.
(assert (= [IllegalStateException "I/O in transaction"] (thrown (dosync (io! 1)))))
(assert (= [IllegalStateException "not here"] (thrown (dosync (io! "not here" 1)))))
(assert (= :io (io! :io)))
(let [r (ref 0)]
  (assert (= [Exception "no"] (thrown (dosync (alter r inc) (dosync (alter r inc)) (throw (Exception. "no"))))))
  (assert (= 0 @r))
  (dosync (alter r inc) (dosync (alter r inc)) (assert (= 2 @r)))
  (assert (= 2 @r)))

;; Options, metadata, calling, comparing.
(let [r (ref 5 :meta {:a 1} :validator number? :min-history 2 :max-history 4)]
  (assert (= {:a 1} (meta r)))
  (assert (= [2 4 0] [(ref-min-history r) (ref-max-history r) (ref-history-count r)]))
  (assert (= [IllegalStateException "Invalid reference state"] (thrown (dosync (ref-set r :x)))))
  (assert (= 5 @r))
  (dotimes [i 5] (dosync (ref-set r i)))
  (assert (= 2 (ref-history-count r)))
  (assert (identical? r (ref-max-history r 9)))
  (assert (= 9 (ref-max-history r))))
(assert (= [IllegalStateException "Invalid reference state"] (thrown (ref nil :validator some?))))
(assert (= 3 ((ref +) 1 2)))
(assert (neg? (compare (ref 1) (ref 0))))

;; Watches see one change for each commit, outside of the transaction.
(let [r (ref 0) seen (atom [])]
  (add-watch r :k (fn [k _ old new] (swap! seen conj [k old new])))
  (dosync (alter r inc) (alter r inc) (commute r + 10))
  (assert (= [[:k 0 12]] @seen))
  (remove-watch r :k)
  (dosync (alter r inc))
  (assert (= 1 (count @seen))))

;; A transaction sees one moment.
(let [a (ref 0) b (ref 0)
      stop (atom false)
      writer (future (while (not @stop) (dosync (alter a inc) (alter b inc))))
      torn (reduce + (for [_ (range 3000)] (dosync (let [x @a y @b] (if (= x y) 0 1)))))]
  (reset! stop true)
  @writer
  (assert (zero? torn))
  (assert (= @a @b)))

;; Commutes do not collide, and are applied to what is there at the commit.
(let [r (ref 0)
      workers (doall (for [_ (range 4)] (future (dotimes [_ 500] (dosync (commute r inc))))))]
  (run! deref workers)
  (assert (= 2000 @r)))

;; Two transactions that read what the other writes: both may commit, unless the reads are ensured.
(defn skew [protect]
  (let [a (ref 1) b (ref 1)
        barrier (java.util.concurrent.CyclicBarrier. 2)
        tries (atom 0)
        leave (fn [mine other]
                (dosync
                  (protect other)
                  (when (= 2 (+ @mine @other))
                    (when (<= (swap! tries inc) 2)
                      (.await barrier 1 java.util.concurrent.TimeUnit/SECONDS))
                    (ref-set mine 0))))
        f (future (leave a b))
        g (future (leave b a))]
    (doseq [x [f g]] (try @x (catch Exception _ nil)))
    [@a @b]))
(assert (= [0 0] (skew identity)))
(assert (contains? #{[0 1] [1 0]} (skew ensure)))

;; A transaction that is never left alone gives up in the end.
(let [r (ref 0) n (atom 0)]
  (assert (= [RuntimeException "Transaction failed after reaching retry limit"]
             (thrown (dosync
                       (swap! n inc)
                       @(future (dosync (commute r inc)))
                       (alter r inc)))))
  (assert (= 10000 @n)))
(shutdown-agents)
(println "ok")
