;; Part of clojure.spec.alpha: the specs that are not regex ops. Each function ending in -impl takes the predicates, their
;; forms for explanations, and gfn, a function that gives a generator, or nil.

(in-ns 'clojure.spec.alpha)

(defn- tagged-ret
  [tag ret]
  (clojure.lang.MapEntry/create tag ret))

(defn ^:skip-wiki spec-impl
  "A spec of a predicate; of a conforming function if cpred?."
  ([form pred gfn cpred?] (spec-impl form pred gfn cpred? nil))
  ([form pred gfn cpred? unc]
   (cond
     (spec? pred) (cond-> pred gfn (with-gen gfn))
     (regex? pred) (regex-spec-impl pred gfn)
     (ident? pred) (cond-> (the-spec pred) gfn (with-gen gfn))
     :else
     (reify
       Specize
       (specize* [s] s)
       (specize* [s _] s)

       Spec
       (conform* [_ x]
         (let [ret (pred x)]
           (if cpred?
             ret
             (if ret x ::invalid))))
       (unform* [_ x]
         (cond
           (not cpred?) x
           unc (unc x)
           :else (throw (IllegalStateException. "no unform fn for conformer"))))
       (explain* [_ path via in x]
         (when (invalid? (dt pred x form cpred?))
           [(problem path form x via in)]))
       (gen* [_ _ _ _] (if gfn (gfn) (gen/gen-for-pred pred)))
       (with-gen* [_ gfn] (spec-impl form pred gfn cpred? unc))
       (describe* [_] form)))))

(declare or-k-gen)

(defn- and-k-gen
  ;; a generator of all of the keys in ks, which may nest (or …) and (and …)
  [ks]
  (apply gen/tuple
         (map (fn [k]
                (cond
                  (keyword? k) (gen/return k)
                  (= 'or (first k)) (or-k-gen 1 (rest k))
                  (= 'and (first k)) (and-k-gen (rest k))))
              ks)))

(defn- or-k-gen
  ;; a generator of some of the keys in ks, at least min-count
  ([ks] (or-k-gen 0 ks))
  ([min-count ks]
   (if (empty? ks)
     (gen/return [])
     (gen/bind
       (gen/tuple (gen/choose min-count (count ks)) (gen/shuffle (vec ks)))
       (fn [[n ks]]
         (and-k-gen (take n ks)))))))

(defn ^:skip-wiki map-spec-impl
  "The spec of s/keys."
  [{:keys [req-un opt-un keys-pred pred-exprs opt-keys req-specs req req-keys opt-specs pred-forms opt gfn] :as argm}]
  (let [k->s (zipmap (concat req-keys opt-keys) (concat req-specs opt-specs))
        spec-of (fn [k] (c/or (k->s k) k))
        id (random-uuid)]
    (reify
      Specize
      (specize* [s] s)
      (specize* [s _] s)

      Spec
      (conform* [_ m]
        (if (keys-pred m)
          (let [reg (registry)]
            (loop [ret m, entries (seq m)]
              (if entries
                (let [[k v] (first entries)
                      spec (get reg (spec-of k))]
                  (if spec
                    (let [cv (conform spec v)]
                      (if (invalid? cv)
                        ::invalid
                        (recur (if (identical? cv v) ret (assoc ret k cv)) (next entries))))
                    (recur ret (next entries))))
                ret)))
          ::invalid))
      (unform* [_ m]
        (let [reg (registry)]
          (reduce-kv (fn [ret k v]
                       (if (contains? reg (spec-of k))
                         (let [uv (unform (spec-of k) v)]
                           (if (identical? uv v) ret (assoc ret k uv)))
                         ret))
                     m m)))
      (explain* [_ path via in x]
        (if-not (map? x)
          [(problem path `map? x via in)]
          (let [reg (registry)]
            (apply concat
                   (keep (fn [[pred form]]
                           (when-not (pred x)
                             (problem path form x via in)))
                         (map vector pred-exprs pred-forms))
                   (map (fn [[k v]]
                          (let [spec (spec-of k)]
                            (when-not (c/or (not (contains? reg spec)) (pvalid? spec v k))
                              (explain-1 spec spec (conj path k) via (conj in k) v))))
                        (seq x))))))
      (gen* [_ overrides path rmap]
        (if gfn
          (gfn)
          (let [rmap (inck rmap id)
                rgen (fn [k s] [k (gensub s overrides (conj path k) rmap k)])
                ogen (fn [k s]
                       (when-not (recur-limit? rmap id path k)
                         [k (gen/delay (gensub s overrides (conj path k) rmap k))]))
                reqs (map rgen req-keys req-specs)
                opts (remove nil? (map ogen opt-keys opt-specs))]
            (when (every? identity (concat (map second reqs) (map second opts)))
              (gen/bind
                (gen/tuple (and-k-gen req) (or-k-gen opt) (and-k-gen req-un) (or-k-gen opt-un))
                (fn [[req-ks opt-ks req-un-ks opt-un-ks]]
                  (let [qks (flatten (concat req-ks opt-ks))
                        unqks (map (comp keyword name) (flatten (concat req-un-ks opt-un-ks)))]
                    (->> (into reqs opts)
                         (filter (fn [e] ((set (concat qks unqks)) (first e))))
                         (apply concat)
                         (apply gen/hash-map)))))))))
      (with-gen* [_ gfn] (map-spec-impl (assoc argm :gfn gfn)))
      (describe* [_]
        (cons `keys
              (cond-> []
                req (conj :req req)
                opt (conj :opt opt)
                req-un (conj :req-un req-un)
                opt-un (conj :opt-un opt-un)))))))

(defn ^:skip-wiki tuple-impl
  ([forms preds] (tuple-impl forms preds nil))
  ([forms preds gfn]
   (let [specs (delay (mapv specize preds forms))
         cnt (count preds)]
     (reify
       Specize
       (specize* [s] s)
       (specize* [s _] s)

       Spec
       (conform* [_ x]
         (if-not (c/and (vector? x) (= (count x) cnt))
           ::invalid
           (loop [ret x, i 0]
             (if (= i cnt)
               ret
               (let [v (x i)
                     cv (conform* (@specs i) v)]
                 (if (invalid? cv)
                   ::invalid
                   (recur (if (identical? cv v) ret (assoc ret i cv)) (inc i))))))))
       (unform* [_ x]
         (c/assert (c/and (vector? x) (= (count x) (count preds))))
         (loop [ret x, i 0]
           (if (= i cnt)
             ret
             (let [cv (x i)
                   v (unform (preds i) cv)]
               (recur (if (identical? cv v) ret (assoc ret i v)) (inc i))))))
       (explain* [_ path via in x]
         (cond
           (not (vector? x))
           [(problem path `vector? x via in)]

           (not= (count x) (count preds))
           [(problem path `(= (count ~'%) ~(count preds)) x via in)]

           :else
           (apply concat
                  (map (fn [i form pred]
                         (let [v (x i)]
                           (when-not (pvalid? pred v form)
                             (explain-1 form pred (conj path i) via (conj in i) v))))
                       (range) forms preds))))
       (gen* [_ overrides path rmap]
         (if gfn
           (gfn)
           (let [gens (map (fn [i p f] (gensub p overrides (conj path i) rmap f)) (range) preds forms)]
             (when (every? identity gens)
               (apply gen/tuple gens)))))
       (with-gen* [_ gfn] (tuple-impl forms preds gfn))
       (describe* [_] `(tuple ~@forms))))))

(defn ^:skip-wiki or-spec-impl
  [keys forms preds gfn]
  (let [id (random-uuid)
        kps (zipmap keys preds)
        specs (delay (mapv specize preds forms))
        cnt (count preds)]
    (reify
      Specize
      (specize* [s] s)
      (specize* [s _] s)

      Spec
      (conform* [_ x]
        (let [specs @specs]
          (loop [i 0]
            (if (< i cnt)
              (let [ret (conform* (nth specs i) x)]
                (if (invalid? ret)
                  (recur (inc i))
                  (tagged-ret (nth keys i) ret)))
              ::invalid))))
      (unform* [_ [k x]] (unform (kps k) x))
      (explain* [this path via in x]
        (when-not (pvalid? this x nil)
          (apply concat
                 (map (fn [k form pred]
                        (when-not (pvalid? pred x form)
                          (explain-1 form pred (conj path k) via in x)))
                      keys forms preds))))
      (gen* [_ overrides path rmap]
        (if gfn
          (gfn)
          (let [rmap (inck rmap id)
                branch (fn [k p f]
                         (when-not (recur-limit? rmap id path k)
                           (gen/delay (gensub p overrides (conj path k) rmap f))))
                gens (remove nil? (map branch keys preds forms))]
            (when-not (empty? gens)
              (gen/one-of gens)))))
      (with-gen* [_ gfn] (or-spec-impl keys forms preds gfn))
      (describe* [_] `(or ~@(mapcat vector keys forms))))))

(defn ^:skip-wiki and-spec-impl
  [forms preds gfn]
  (let [specs (delay (mapv specize preds forms))]
    (reify
      Specize
      (specize* [s] s)
      (specize* [s _] s)

      Spec
      (conform* [_ x]
        (reduce (fn [ret spec]
                  (let [nret (conform* spec ret)]
                    (if (invalid? nret) (reduced ::invalid) nret)))
                x @specs))
      (unform* [_ x] (reduce (fn [x p] (unform p x)) x (reverse preds)))
      (explain* [_ path via in x] (explain-pred-list forms preds path via in x))
      (gen* [_ overrides path rmap]
        (if gfn (gfn) (gensub (first preds) overrides path rmap (first forms))))
      (with-gen* [_ gfn] (and-spec-impl forms preds gfn))
      (describe* [_] `(and ~@forms)))))

(defn ^:skip-wiki merge-spec-impl
  [forms preds gfn]
  (reify
    Specize
    (specize* [s] s)
    (specize* [s _] s)

    Spec
    (conform* [_ x]
      (let [ms (map (fn [pred form] (dt pred x form)) preds forms)]
        (if (some invalid? ms)
          ::invalid
          (apply c/merge ms))))
    (unform* [_ x] (apply c/merge (map (fn [pred] (unform pred x)) (reverse preds))))
    (explain* [_ path via in x]
      (apply concat
             (map (fn [form pred] (explain-1 form pred path via in x)) forms preds)))
    (gen* [_ overrides path rmap]
      (if gfn
        (gfn)
        (gen/fmap (fn [maps] (apply c/merge maps))
                  (apply gen/tuple
                         (map (fn [pred form] (gensub pred overrides path rmap form)) preds forms)))))
    (with-gen* [_ gfn] (merge-spec-impl forms preds gfn))
    (describe* [_] `(merge ~@forms))))

(defn ^:skip-wiki multi-spec-impl
  ([form mmvar retag] (multi-spec-impl form mmvar retag nil))
  ([form mmvar retag gfn]
   (let [id (random-uuid)
         dispatch (fn [x] ((.dispatchFn ^clojure.lang.MultiFn @mmvar) x))
         pred-of (fn [x]
                   (let [mm @mmvar]
                     (c/and (get-method mm (dispatch x)) (mm x))))
         tag (if (keyword? retag)
               (fn [x k] (assoc x retag k))
               retag)]
     (reify
       Specize
       (specize* [s] s)
       (specize* [s _] s)

       Spec
       (conform* [_ x]
         (if-let [pred (pred-of x)]
           (dt pred x form)
           ::invalid))
       (unform* [_ x]
         (if-let [pred (pred-of x)]
           (unform pred x)
           (throw (IllegalArgumentException.
                    (str "No method of: " form " for dispatch value: " (dispatch x))))))
       (explain* [_ path via in x]
         (let [path (conj path (dispatch x))]
           (if-let [pred (pred-of x)]
             (explain-1 form pred path via in x)
             [{:path path, :pred form, :val x, :reason "no method", :via via, :in in}])))
       (gen* [_ overrides path rmap]
         (if gfn
           (gfn)
           (let [rmap (inck rmap id)
                 branch (fn [[k f]]
                          (let [p (f nil)]
                            (when-not (recur-limit? rmap id path k)
                              (gen/delay
                                (gen/fmap (fn [x] (tag x k))
                                          (gensub p overrides (conj path k) rmap (list 'method form k)))))))
                 gens (->> (methods @mmvar)
                           (remove (fn [[k]] (invalid? k)))
                           (map branch)
                           (remove nil?))]
             (when (every? identity gens)
               (gen/one-of gens)))))
       (with-gen* [_ gfn] (multi-spec-impl form mmvar retag gfn))
       (describe* [_] `(multi-spec ~form ~retag))))))

;; collections

(defn- coll-prob
  ;; the problem with a collection as a whole
  [x kind kform distinct count min-count max-count path via in]
  (let [pred (c/or kind coll?)
        kform (c/or kform `coll?)]
    (cond
      (not (pvalid? pred x kform))
      (explain-1 kform pred path via in x)

      (c/and count (not= count (bounded-count count x)))
      [(problem path `(= ~count (c/count ~'%)) x via in)]

      (c/and (c/or min-count max-count)
             (not (<= (c/or min-count 0)
                      (bounded-count (if max-count (inc max-count) min-count) x)
                      (c/or max-count Integer/MAX_VALUE))))
      [(problem path `(<= ~(c/or min-count 0) (c/count ~'%) ~(c/or max-count 'Integer/MAX_VALUE)) x via in)]

      (c/and distinct (not (empty? x)) (not (apply distinct? x)))
      [(problem path 'distinct? x via in)])))

(defn- collecting
  ;; how the conformed items of x become a collection: [init add complete]
  [x kind conform-into conform-keys]
  (cond
    (c/and (vector? x) (c/or (not conform-into) (vector? conform-into)))
    [identity
     (fn [ret i v cv] (if (identical? v cv) ret (assoc ret i cv)))
     identity]

    (c/and (map? x) (c/or (c/and kind (not conform-into)) (map? conform-into)))
    [(if conform-keys empty identity)
     (fn [ret i v cv]
       (if (c/and (identical? v cv) (not conform-keys))
         ret
         (assoc ret (nth (if conform-keys cv v) 0) (nth cv 1))))
     identity]

    (c/or (list? conform-into) (seq? conform-into)
          (c/and (not conform-into) (c/or (list? x) (seq? x))))
    [(constantly ()) (fn [ret i v cv] (conj ret cv)) reverse]

    :else
    [(fn [x] (empty (c/or conform-into x))) (fn [ret i v cv] (conj ret cv)) identity]))

(defn ^:skip-wiki every-impl
  "The spec of every and the macros that expand to it."
  ([form pred opts] (every-impl form pred opts nil))
  ([form pred {conform-into :into
               describe-form ::describe
               :keys [kind ::kind-form count max-count min-count distinct gen-max ::kfn ::cpred conform-keys ::conform-all]
               :or {gen-max 20}
               :as opts}
    gfn]
   (let [gen-into (if conform-into
                    (empty conform-into)
                    (get {`vector? [] `list? () `set? #{} `map? {}} kind-form))
         spec (delay (specize pred))
         check? (fn [v] (valid? @spec v))
         kfn (c/or kfn (fn [i v] i))]
     (reify
       Specize
       (specize* [s] s)
       (specize* [s _] s)

       Spec
       (conform* [_ x]
         (let [spec @spec]
           (cond
             (not (cpred x)) ::invalid

             conform-all
             (let [[init add complete] (collecting x kind conform-into conform-keys)]
               (loop [ret (init x), i 0, vs (seq x)]
                 (if vs
                   (let [v (first vs)
                         cv (conform* spec v)]
                     (if (invalid? cv)
                       ::invalid
                       (recur (add ret i v cv) (inc i) (next vs))))
                   (complete ret))))

             (indexed? x)
             (let [step (max 1 (long (/ (c/count x) *coll-check-limit*)))]
               (loop [i 0]
                 (cond
                   (>= i (c/count x)) x
                   (check? (nth x i)) (recur (c/+ i step))
                   :else ::invalid)))

             :else
             (if (every? check? (take *coll-check-limit* x)) x ::invalid))))
       (unform* [_ x]
         (if conform-all
           (let [spec @spec
                 [init add complete] (collecting x kind conform-into conform-keys)]
             (loop [ret (init x), i 0, vs (seq x)]
               (if vs
                 (recur (add ret i (first vs) (unform* spec (first vs))) (inc i) (next vs))
                 (complete ret))))
           x))
       (explain* [_ path via in x]
         (c/or (coll-prob x kind kind-form distinct count min-count max-count path via in)
               (apply concat
                      ((if conform-all identity (fn [probs] (take *coll-error-limit* probs)))
                       (keep identity
                             (map (fn [i v]
                                    (when-not (check? v)
                                      (explain-1 form pred path via (conj in (kfn i v)) v)))
                                  (range) x))))))
       (gen* [_ overrides path rmap]
         (if gfn
           (gfn)
           (let [pgen (gensub pred overrides path rmap form)]
             (gen/bind
               (cond
                 gen-into (gen/return gen-into)
                 kind (gen/fmap (fn [x] (if (empty? x) x (empty x)))
                                (gensub kind overrides path rmap form))
                 :else (gen/return []))
               (fn [init]
                 (gen/fmap
                   (fn [items] (if (vector? init) items (into init items)))
                   (cond
                     distinct
                     (if count
                       (gen/vector-distinct pgen {:num-elements count :max-tries 100})
                       (gen/vector-distinct pgen {:min-elements (c/or min-count 0)
                                                  :max-elements (c/or max-count (max gen-max (c/* 2 (c/or min-count 0))))
                                                  :max-tries 100}))

                     count (gen/vector pgen count)

                     (c/or min-count max-count)
                     (gen/vector pgen (c/or min-count 0)
                                 (c/or max-count (max gen-max (c/* 2 (c/or min-count 0)))))

                     :else (gen/vector pgen 0 gen-max))))))))
       (with-gen* [_ gfn] (every-impl form pred opts gfn))
       (describe* [_] (c/or describe-form `(every ~form)))))))

(defn ^:skip-wiki nilable-impl
  [form pred gfn]
  (let [spec (delay (specize pred form))]
    (reify
      Specize
      (specize* [s] s)
      (specize* [s _] s)

      Spec
      (conform* [_ x] (if (nil? x) nil (conform* @spec x)))
      (unform* [_ x] (if (nil? x) nil (unform* @spec x)))
      (explain* [_ path via in x]
        (when-not (c/or (nil? x) (pvalid? @spec x form))
          (conj (vec (explain-1 form pred (conj path ::pred) via in x))
                (problem (conj path ::nil) 'nil? x via in))))
      (gen* [_ overrides path rmap]
        (if gfn
          (gfn)
          (gen/frequency
            [[1 (gen/delay (gen/return nil))]
             [9 (gen/delay (gensub pred overrides (conj path ::pred) rmap form))]])))
      (with-gen* [_ gfn] (nilable-impl form pred gfn))
      (describe* [_] `(nilable ~form)))))

(defn nonconforming
  "A spec that accepts what the given one accepts, and conforms it to itself."
  [spec]
  (let [spec (specize spec)]
    (reify
      Specize
      (specize* [s] s)
      (specize* [s _] s)

      Spec
      (conform* [_ x]
        (if (invalid? (conform* spec x)) ::invalid x))
      (unform* [_ x] x)
      (explain* [_ path via in x] (explain* spec path via in x))
      (gen* [_ overrides path rmap] (gen* spec overrides path rmap))
      (with-gen* [_ gfn] (nonconforming (with-gen* spec gfn)))
      (describe* [_] `(nonconforming ~(describe* spec))))))
