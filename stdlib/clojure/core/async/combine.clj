;; A part of clojure.core.async: from channel to channel, from collection to channel and back, and pipelines.

(in-ns 'clojure.core.async)

(defn pipe
  "Puts what it takes from one channel to another, and closes that when the first closes, unless close? is false. Stops when
  the second closes. Gives the second."
  ([from to] (pipe from to true))
  ([from to close?]
   (go-loop []
     (let [v (<! from)]
       (if (nil? v)
         (when close? (close! to))
         (when (>! to v)
           (recur)))))
   to))

(defn- run-pipeline
  ;; n workers, made by `worker` as calls of a function without arguments, run (work value result) on the values of from; result is a
  ;; channel made by `new-result`. The results go to `to` in the order of the values.
  [n to work from close? worker new-result]
  (assert (pos? n))
  (let [jobs (chan n)
        results (chan n)
        over (chan)]
    (dotimes [_ n]
      (worker (fn []
                (loop []
                  (when-let [[v result] (<!! jobs)]
                    (work v result)
                    (recur))))))
    (go
      (loop []
        (let [[v port] (alts! [over from] :priority true)]
          (when-not (nil? v)
            (let [result (new-result)]
              (>! jobs [v result])
              (when (= [true results] (alts! [over [results result]] :priority true))
                (recur))))))
      (close! jobs)
      (close! results))
    (go-loop []
      (let [result (<! results)]
        (if (nil? result)
          (when close? (close! to))
          (if (loop []
                (let [v (<! result)]
                  (cond
                    (nil? v) true
                    (>! to v) (recur)
                    :else false)))
            (recur)
            (close! over)))))))

(defn- through
  ;; Sends a value through a result channel with a transducer.
  [v result]
  (>!! result v)
  (close! result))

(defn pipeline
  "Sends the values of the channel from through the transducer to the channel to, on n threads, in order. Each value has a transducer of its
  own, so one with state does not make sense. to is closed when from closes, unless close? is false. Stops when to closes.
  ex-handler is as for chan. For computations."
  ([n to xf from] (pipeline n to xf from true))
  ([n to xf from close?] (pipeline n to xf from close? nil))
  ([n to xf from close? ex-handler]
   (run-pipeline n to through from close? thread-call (fn [] (chan 1 xf ex-handler)))))

(defn pipeline-blocking
  "Like pipeline, for work that blocks."
  ([n to xf from] (pipeline-blocking n to xf from true))
  ([n to xf from close?] (pipeline-blocking n to xf from close? nil))
  ([n to xf from close? ex-handler]
   (run-pipeline n to through from close? go-call (fn [] (chan 1 xf ex-handler)))))

(defn pipeline-async
  "Like pipeline, with work that (af value channel) begins and that puts its results on the channel and closes it."
  ([n to af from] (pipeline-async n to af from true))
  ([n to af from close?]
   (run-pipeline n to af from close? go-call (fn [] (chan 1)))))

(defn split
  "Two channels: of the values of ch for which p is true, and of the others; both close with ch. t-buf-or-n and f-buf-or-n
  are their buffers, or none."
  ([p ch] (split p ch nil nil))
  ([p ch t-buf-or-n f-buf-or-n]
   (let [yes (chan t-buf-or-n)
         no (chan f-buf-or-n)]
     (go-loop []
       (let [v (<! ch)]
         (if (nil? v)
           (do (close! yes)
               (close! no))
           (when (>! (if (p v) yes no) v)
             (recur)))))
     [yes no])))

(defn reduce
  "A channel of the result of reducing the values of ch by f, from init, when ch is closed or f gives a reduced."
  [f init ch]
  (go-loop [result init]
    (let [v (<! ch)]
      (if (nil? v)
        result
        (let [result (f result v)]
          (if (reduced? result)
            @result
            (recur result)))))))

(defn transduce
  "A channel of the result of reducing the values of ch by f with the transducer, from init."
  [xform f init ch]
  (let [f (xform f)]
    (go (f (<! (reduce f init ch))))))

(defn into
  "A channel of coll with the values of ch, which must close."
  [coll ch]
  (reduce conj coll ch))

(defn onto-chan!
  "Puts the items of coll on ch and closes it then, unless close? is false. Gives a channel that closes when that is done."
  ([ch coll] (onto-chan! ch coll true))
  ([ch coll close?]
   (go-loop [items (seq coll)]
     (if (and items (>! ch (first items)))
       (recur (next items))
       (when close? (close! ch))))))

(defn onto-chan!!
  "Like onto-chan!, for a coll whose items are long in coming."
  ([ch coll] (onto-chan!! ch coll true))
  ([ch coll close?]
   (thread
     (loop [items (seq coll)]
       (if (and items (>!! ch (first items)))
         (recur (next items))
         (when close? (close! ch)))))))

(defn to-chan!
  "A channel that gives the items of coll and closes."
  [coll]
  (let [c (bounded-count 100 coll)]
    (if (pos? c)
      (let [ch (chan c)]
        (onto-chan! ch coll)
        ch)
      (let [ch (chan)]
        (close! ch)
        ch))))

(defn to-chan!!
  "Like to-chan!, for a coll whose items are long in coming."
  [coll]
  (let [ch (chan 1)]
    (onto-chan!! ch coll)
    ch))

(defn map
  "A channel of what f gives for one value of each of the channels, until one of them closes."
  ([f chs] (map f chs nil))
  ([f chs buf-or-n]
   (let [out (chan buf-or-n)
         chs (vec chs)]
     (if (empty? chs)
       (close! out)
       (go-loop []
         (let [values (let [pending (mapv (fn [ch] (let [p (promise)] (take! ch (fn [v] (deliver p v))) p)) chs)]
                        (mapv deref pending))]
           (if (some nil? values)
             (close! out)
             (when (>! out (apply f values))
               (recur))))))
     out)))

(defn merge
  "A channel of the values of all the channels, as they come; it closes when all have."
  ([chs] (merge chs nil))
  ([chs buf-or-n]
   (let [out (chan buf-or-n)]
     (go-loop [chs (vec chs)]
       (if (pos? (count chs))
         (let [[v ch] (alts! chs)]
           (if (nil? v)
             (recur (filterv (fn [other] (not= other ch)) chs))
             (when (>! out v)
               (recur chs))))
         (close! out)))
     out)))

(defn take
  "A channel of the first n values of ch, which closes then or with ch."
  ([n ch] (take n ch nil))
  ([n ch buf-or-n]
   (let [out (chan buf-or-n)]
     (go-loop [left n]
       (let [v (when (pos? left) (<! ch))]
         (if (and (some? v) (>! out v))
           (recur (dec left))
           (close! out))))
     out)))
