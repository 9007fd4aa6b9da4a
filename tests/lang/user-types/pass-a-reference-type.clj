;; A reference type: a cell with a history, watches, a validator and metadata, and another that knows only deref.
(deftype History [^:unsynchronized-mutable values ^:unsynchronized-mutable watches
                  ^:unsynchronized-mutable validator ^:unsynchronized-mutable md]
  clojure.lang.IDeref
  (deref [_] (peek values))

  clojure.lang.IAtom
  (reset [this v]
    (locking this
      (when (and validator (not (validator v)))
        (throw (IllegalStateException. "Invalid reference state")))
      (let [old (peek values)]
        (set! values (conj values v))
        (doseq [[k f] watches] (f k this old v))
        v)))
  (swap [this f] (.reset this (f (peek values))))
  (swap [this f x] (.reset this (f (peek values) x)))
  (swap [this f x y] (.reset this (f (peek values) x y)))
  (swap [this f x y more] (.reset this (apply f (peek values) x y more)))
  (compareAndSet [this old v]
    (if (identical? old (peek values))
      (do (.reset this v) true)
      false))

  clojure.lang.IRef
  (setValidator [_ f] (set! validator f))
  (getValidator [_] validator)
  (getWatches [_] watches)
  (addWatch [this k f] (set! watches (assoc watches k f)) this)
  (removeWatch [this k] (set! watches (dissoc watches k)) this)

  clojure.lang.IReference
  (meta [_] md)
  (alterMeta [_ f args] (set! md (apply f md args)))
  (resetMeta [_ m] (set! md m))

  clojure.lang.Counted
  (count [_] (count values)))

(def h (History. [0] {} nil {:kind :history}))

(assert (= 0 @h))
(assert (= 0 (deref h)))
(assert (= 5 (reset! h 5)))
(assert (= 6 (swap! h inc)))
(assert (= 8 (swap! h + 2)))
(assert (= 11 (swap! h + 1 2)))
(assert (= 17 (swap! h + 1 2 3)))
(assert (= 6 (count h)))
(assert (= false (compare-and-set! h :other 1)))
(assert (= true (compare-and-set! h 17 18)))
(assert (= 18 @h))

(def seen (atom []))
(assert (identical? h (add-watch h :w (fn [k r old new] (swap! seen conj [k (identical? r h) old new])))))
(swap! h inc)
(assert (= [[:w true 18 19]] @seen))
(remove-watch h :w)
(swap! h inc)
(assert (= 1 (count @seen)))

(set-validator! h number?)
(assert (= number? (get-validator h)))
(assert (= "Invalid reference state" (try (reset! h :x) (catch IllegalStateException e (ex-message e)))))
(assert (= 20 @h))

(assert (= {:kind :history} (meta h)))
(assert (= {:kind :history :more 1} (alter-meta! h assoc :more 1)))
(assert (= {:only 1} (reset-meta! h {:only 1})))
(assert (= {:only 1} (meta h)))

;; only deref, with a time-out
(deftype Later [v]
  clojure.lang.IDeref
  (deref [_] v)
  clojure.lang.IBlockingDeref
  (deref [_ ms timeout-val] (if (= ms 0) timeout-val v))
  clojure.lang.IPending
  (isRealized [_] false))

(assert (= 1 @(Later. 1)))
(assert (= 1 (deref (Later. 1) 5 :late)))
(assert (= :late (deref (Later. 1) 0 :late)))
(assert (= false (realized? (Later. 1))))
(println "ok")
