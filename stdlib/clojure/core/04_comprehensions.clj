;; sequence, doseq and for.

;; sequence: a transducer pulled by its consumer, item by item; items are handed on 32 at once

(defn- pull
  ;; true once there is output: a vector in `out`, of which `at` items are used
  [xf step done out at]
  (loop []
    (if (< @at (count @out))
      true
      (do
        (vreset! out [])
        (vreset! at 0)
        (if @done
          false
          (let [result (step)]
            (when (or (nil? result) (reduced? result))
              (xf nil)
              (vreset! done true))
            (recur)))))))

(defn- transformed-chunks
  [xf step done out at]
  (when (pull xf step done out at)
    (lazy-seq
      (let [b (chunk-buffer 32)]
        (loop [n 0]
          (when (and (pull xf step done out at) (< n 32))
            (chunk-append b (nth @out @at))
            (vreset! at (inc @at))
            (recur (inc n))))
        (chunk-cons (chunk b) (transformed-chunks xf step done out at))))))

(defn- transformed
  ;; next-args gives the arguments of the next step as a seq, nil at the end
  [xform next-args]
  (let [out (volatile! [])
        xf (xform (fn ([] nil) ([acc] acc) ([acc x] (vreset! out (conj @out x)) acc)))
        step (fn []
               (when-let [args (next-args)]
                 (let [r (apply xf nil args)]
                   (if (reduced? r) r true))))]
    (or (transformed-chunks xf step (volatile! false) out (volatile! 0)) ())))

(defn sequence
  "A seq of coll's items, () for none; with a transducer, lazily of what it makes of them. Of several
  collections the transducer gets the first items together, then the second ones, and so on."
  {:added "1.0"}
  ([coll]
   (if (seq? coll) coll (or (seq coll) ())))
  ([xform coll]
   (let [source (volatile! (if (seqable? coll) coll (seq coll)))]
     (transformed xform
                  (fn []
                    (when-let [s (seq @source)]
                      (vreset! source (rest s))
                      (list (first s)))))))
  ([xform coll & colls]
   (let [sources (volatile! (cons coll colls))]
     (transformed xform
                  (fn []
                    (let [ss (doall (map seq @sources))]
                      (when (every? identity ss)
                        (vreset! sources (doall (map rest ss)))
                        (doall (map first ss)))))))))

(defmacro doseq
  "Evaluates the body for each combination of items, for its side effects. Takes the modifiers :let, :when and :while."
  {:added "1.0"}
  [seq-exprs & body]
  (assert-args
    (vector? seq-exprs) "a vector for its binding"
    (even? (count seq-exprs)) "an even number of forms in binding vector")
  (let [step (fn step [recform exprs]
               (if-not exprs
                 [true `(do ~@body nil)]
                 (let [k (first exprs)
                       v (second exprs)]
                   (if (keyword? k)
                     (let [steppair (step recform (nnext exprs))
                           needrec (steppair 0)
                           subform (steppair 1)]
                       (cond
                         (= k :let) [needrec `(let ~v ~subform)]
                         (= k :while) [false `(when ~v
                                                ~subform
                                                ~@(when needrec [recform]))]
                         (= k :when) [false `(if ~v
                                               (do
                                                 ~subform
                                                 ~@(when needrec [recform]))
                                               ~recform)]
                         :else (throw (IllegalArgumentException. (str "Unsupported doseq keyword " k)))))
                     (let [seq- (gensym "seq_")
                           chunk- (gensym "chunk_")
                           count- (gensym "count_")
                           i- (gensym "i_")
                           recform `(recur (next ~seq-) nil 0 0)
                           steppair (step recform (nnext exprs))
                           needrec (steppair 0)
                           subform (steppair 1)
                           recform-chunk `(recur ~seq- ~chunk- ~count- (unchecked-inc ~i-))
                           steppair-chunk (step recform-chunk (nnext exprs))
                           subform-chunk (steppair-chunk 1)]
                       [true
                        `(loop [~seq- (seq ~v) ~chunk- nil ~count- 0 ~i- 0]
                           (if (< ~i- ~count-)
                             (let [~k (nth ~chunk- ~i-)]
                               ~subform-chunk
                               ~@(when needrec [recform-chunk]))
                             (when-let [~seq- (seq ~seq-)]
                               (if (chunked-seq? ~seq-)
                                 (let [c# (chunk-first ~seq-)]
                                   (recur (chunk-rest ~seq-) c# (int (count c#)) (int 0)))
                                 (let [~k (first ~seq-)]
                                   ~subform
                                   ~@(when needrec [recform]))))))])))))]
    (nth (step nil (seq seq-exprs)) 1)))

(defn- for-form
  ;; the expansion of for, which has a binding
  [seq-exprs body-expr]
  (let [;; groups: [binding expr modifier-pairs…] for each binding
        groups (loop [groups [] exprs (seq seq-exprs)]
                 (if exprs
                   (let [k (first exprs) v (second exprs)]
                     (if (keyword? k)
                       (recur (conj (pop groups) (conj (peek groups) [k v])) (nnext exprs))
                       (recur (conj groups [k v]) (nnext exprs))))
                   (seq groups)))
        emit (fn emit [groups]
               (let [group (first groups)
                     bind (nth group 0)
                     expr (nth group 1)
                     mods (seq (subvec group 2))
                     inner (next groups)
                     giter (gensym "iter__")
                     gxs (gensym "s__")
                     gi (gensym "i__")
                     gb (gensym "b__")
                     ;; wraps what is done with one item into its modifiers
                     wrap (fn wrap [mods skip body]
                            (if mods
                              (let [m (first mods) k (nth m 0) v (nth m 1)]
                                (cond
                                  (= k :let) `(let ~v ~(wrap (next mods) skip body))
                                  (= k :while) `(when ~v ~(wrap (next mods) skip body))
                                  (= k :when) `(if ~v ~(wrap (next mods) skip body) ~skip)
                                  :else (throw (IllegalArgumentException. (str "Invalid 'for' keyword " k)))))
                              body))]
                 (if inner
                   `(fn ~giter [~gxs]
                      (lazy-seq
                        (loop [~gxs ~gxs]
                          (when-first [~bind ~gxs]
                            ~(wrap mods `(recur (rest ~gxs))
                               `(let [iterys# ~(emit inner)
                                      fs# (seq (iterys# ~(nth (first inner) 1)))]
                                  (if fs#
                                    (concat fs# (~giter (rest ~gxs)))
                                    (recur (rest ~gxs)))))))))
                   `(fn ~giter [~gxs]
                      (lazy-seq
                        (loop [~gxs ~gxs]
                          (when-let [~gxs (seq ~gxs)]
                            (if (chunked-seq? ~gxs)
                              (let [c# (chunk-first ~gxs)
                                    size# (int (count c#))
                                    ~gb (chunk-buffer size#)]
                                (if (loop [~gi (int 0)]
                                      (if (< ~gi size#)
                                        (let [~bind (nth c# ~gi)]
                                          ~(wrap mods `(recur (unchecked-inc ~gi))
                                             `(do (chunk-append ~gb ~body-expr)
                                                  (recur (unchecked-inc ~gi)))))
                                        true))
                                  (chunk-cons (chunk ~gb) (~giter (chunk-rest ~gxs)))
                                  (chunk-cons (chunk ~gb) nil)))
                              (let [~bind (first ~gxs)]
                                ~(wrap mods `(recur (rest ~gxs))
                                   `(cons ~body-expr (~giter (rest ~gxs))))))))))))) ]
    `(let [iter# ~(emit groups)]
       (iter# ~(nth (first groups) 1)))))

(defmacro for
  "A lazy seq of the values of body-expr for each combination of items. Takes the modifiers :let, :when and :while."
  {:added "1.0"}
  [seq-exprs body-expr]
  (assert-args
    (vector? seq-exprs) "a vector for its binding"
    (even? (count seq-exprs)) "an even number of forms in binding vector")
  (if (seq seq-exprs)
    (for-form seq-exprs body-expr)
    ;; what let says of it
    `(let [nil nil] ~body-expr)))
