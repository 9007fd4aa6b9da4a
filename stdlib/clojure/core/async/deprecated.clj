;; A part of clojure.core.async: what transducers, onto-chan! and to-chan! have replaced.

(in-ns 'clojure.core.async)

(defn- fed
  ;; A channel with the transducer, fed from ch.
  [ch buf-or-n xform]
  (pipe ch (chan (or buf-or-n 1) xform)))

(defn onto-chan
  "Use onto-chan! or onto-chan!!."
  {:deprecated "1.2"}
  ([ch coll] (onto-chan! ch coll true))
  ([ch coll close?] (onto-chan! ch coll close?)))

(defn to-chan "Use to-chan! or to-chan!!." {:deprecated "1.2"} [coll] (to-chan! coll))

(defn- reading
  ;; A port that gives (f value) for what ch gives.
  [ch f]
  (reify
    impl/Channel
    (close! [_] (impl/close! ch))
    (closed? [_] (impl/closed? ch))
    impl/ReadPort
    (take! [_ handler]
      (if-let [box (impl/take! ch
                     (reify impl/Handler
                       (active? [_] (impl/active? handler))
                       (blockable? [_] (impl/blockable? handler))
                       (lock-id [_] (impl/lock-id handler))
                       (commit [_]
                         (when-let [commit (impl/commit handler)]
                           (fn [v] (commit (if (nil? v) nil (f v))))))))]
        (let [v @box]
          (reduced (if (nil? v) nil (f v))))))
    impl/WritePort
    (put! [_ val handler] (impl/put! ch val handler))))

(defn map<
  "Use a transducer. A port that gives what f makes of the values of ch, and on which puts go to ch."
  {:deprecated "0.1.319.0-6b1aca-alpha"}
  [f ch]
  (reading ch f))

(defn- writing
  ;; A port on which (put-on ch val handler) puts.
  [ch put-on]
  (reify
    impl/Channel
    (close! [_] (impl/close! ch))
    (closed? [_] (impl/closed? ch))
    impl/ReadPort
    (take! [_ handler] (impl/take! ch handler))
    impl/WritePort
    (put! [_ val handler] (put-on ch val handler))))

(defn map>
  "Use a transducer. A port that puts on ch what f makes of values."
  {:deprecated "0.1.319.0-6b1aca-alpha"}
  [f ch]
  (writing ch (fn [ch val handler] (impl/put! ch (f val) handler))))

(defn filter>
  "Use a transducer. A port that puts on ch the values for which p is true, and drops the others."
  {:deprecated "0.1.319.0-6b1aca-alpha"}
  [p ch]
  (writing ch
    (fn [ch val handler]
      (if (p val)
        (impl/put! ch val handler)
        (when (impl/commit handler)
          (reduced (not (impl/closed? ch))))))))

(defn remove>
  "Use a transducer. A port that puts on ch the values for which p is false, and drops the others."
  {:deprecated "0.1.319.0-6b1aca-alpha"}
  [p ch]
  (filter> (complement p) ch))

(defn filter<
  "Use a transducer. A channel of the values of ch for which p is true."
  {:deprecated "0.1.319.0-6b1aca-alpha"}
  ([p ch] (filter< p ch nil))
  ([p ch buf-or-n] (fed ch buf-or-n (filter p))))

(defn remove<
  "Use a transducer. A channel of the values of ch for which p is false."
  {:deprecated "0.1.319.0-6b1aca-alpha"}
  ([p ch] (remove< p ch nil))
  ([p ch buf-or-n] (fed ch buf-or-n (remove p))))

(defn mapcat<
  "Use a transducer. A channel of the items of what f gives for the values of in."
  {:deprecated "0.1.319.0-6b1aca-alpha"}
  ([f in] (mapcat< f in nil))
  ([f in buf-or-n] (fed in buf-or-n (mapcat f))))

(defn mapcat>
  "Use a transducer. A channel on which values go to out as the items of what f gives for them."
  {:deprecated "0.1.319.0-6b1aca-alpha"}
  ([f out] (mapcat> f out nil))
  ([f out buf-or-n]
   (let [in (chan (or buf-or-n 1) (mapcat f))]
     (pipe in out)
     in)))

(defn unique
  "Use a transducer. A channel of the values of ch without those that equal the one before."
  {:deprecated "0.1.319.0-6b1aca-alpha"}
  ([ch] (unique ch nil))
  ([ch buf-or-n] (fed ch buf-or-n (dedupe))))

(defn partition
  "Use a transducer. A channel of vectors of n values of ch; the last may be shorter."
  {:deprecated "0.1.319.0-6b1aca-alpha"}
  ([n ch] (partition n ch nil))
  ([n ch buf-or-n] (fed ch buf-or-n (comp (partition-all n) (core/map vec)))))

(defn partition-by
  "Use a transducer. A channel of vectors of neighbouring values of ch for which f gives the same."
  {:deprecated "0.1.319.0-6b1aca-alpha"}
  ([f ch] (partition-by f ch nil))
  ([f ch buf-or-n] (fed ch buf-or-n (comp (core/partition-by f) (core/map vec)))))
