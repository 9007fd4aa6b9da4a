;; Part of clojure.spec.alpha: regex ops, specs of sequences. An op is a map; matching takes its derivative by one item
;; after the other. ::accept has matched; ::pcat is a concatenation whose first part may be under way and whose :ret has
;; what came before; ::rep repeats :p2, with :p1 under way; ::alt is a choice of :ps; ::amp filters what :p1 gives.
;; Everything else stands for one item: a predicate, or a spec. A nil op matches nothing.

(in-ns 'clojure.spec.alpha)

(defn- accept [x] {::op ::accept, :ret x})

(defn- accept?
  [op]
  (= ::accept (::op op)))

(defn- pcat*
  [{[p & more :as ps] :ps, [k & more-keys :as ks] :ks, [_ & more-forms :as forms] :forms, ret :ret, rep+ :rep+}]
  (when (every? identity ps)
    (if (accept? p)
      (let [item (:ret p)
            ret (conj ret (if ks {k item} item))]
        (if more
          (pcat* {:ps more, :ks more-keys, :forms more-forms, :ret ret})
          (accept ret)))
      {::op ::pcat, :ps ps, :ret ret, :ks ks, :forms forms, :rep+ rep+})))

(defn ^:skip-wiki cat-impl
  [ks ps forms]
  (pcat* {:ks ks, :ps ps, :forms forms, :ret {}}))

(defn- rep*
  [p1 p2 ret splice form]
  (when p1
    (let [op {::op ::rep, :p2 p2, :splice splice, :forms form, :id (random-uuid)}]
      (if (accept? p1)
        (assoc op :p1 p2, :ret (conj ret (:ret p1)))
        (assoc op :p1 p1, :ret ret)))))

(defn ^:skip-wiki rep-impl
  [form p]
  (rep* p p [] false form))

(defn ^:skip-wiki rep+impl
  [form p]
  (pcat* {:ps [p (rep* p p [] true form)], :forms `[~form (* ~form)], :ret [], :rep+ form}))

(defn ^:skip-wiki amp-impl
  [re re-form preds pred-forms]
  {::op ::amp, :p1 re, :amp re-form, :ps preds, :forms pred-forms})

(defn- live-branches
  ;; ps, ks and forms without those whose p is nil
  [ps ks forms]
  (let [live (filter first (map vector ps (c/or (seq ks) (repeat nil)) (c/or (seq forms) (repeat nil))))]
    [(map first live)
     (when (seq ks) (map second live))
     (when (seq forms) (map peek live))]))

(defn- alt*
  [ps ks forms]
  (let [[[p & more :as ps] [k :as ks] forms] (live-branches ps ks forms)]
    (when ps
      (let [op {::op ::alt, :ps ps, :ks ks, :forms forms, :id (random-uuid)}]
        (cond
          (nil? p) nil
          more op
          (nil? k) p
          (accept? p) (accept (tagged-ret k (:ret p)))
          :else op)))))

(defn- alt2
  [p1 p2]
  (if (c/and p1 p2)
    (alt* [p1 p2] nil nil)
    (c/or p1 p2)))

(defn ^:skip-wiki alt-impl
  [ks ps forms]
  (assoc (alt* ps ks forms) :id (random-uuid)))

(defn ^:skip-wiki maybe-impl
  [p form]
  (assoc (alt* [p (accept ::nil)] nil [form ::nil]) :maybe form))

;; results

(declare preturn)

(defn- nothing?
  ;; is it the result of an op that took no item?
  [op ret]
  (c/or (= ret ::nil)
        (c/and (contains? #{::rep ::pcat} (::op (reg-resolve! op)))
               (empty? ret))
        nil))

(defn- accept-nil?
  ;; may the op end here?
  [p]
  (let [{:keys [ps p1 p2 forms] op ::op :as p} (reg-resolve! p)]
    (case op
      ::accept true
      nil nil
      ::amp (c/and (accept-nil? p1)
                   (let [ret (preturn p1)]
                     (c/or (nothing? p1 ret)
                           (not (invalid? (and-preds ret ps forms))))))
      ::rep (c/or (identical? p1 p2) (accept-nil? p1))
      ::pcat (every? accept-nil? ps)
      ::alt (some accept-nil? ps))))

(defn- add-ret
  ;; r with the result of p added, under the key k if there is one
  [p r k]
  (let [{op ::op, splice :splice :as p} (reg-resolve! p)
        add (fn [ret] (conj r (if k {k ret} ret)))]
    (case op
      nil r
      (::alt ::accept ::amp)
      (let [ret (preturn p)]
        (if (= ret ::nil) r (add ret)))

      (::rep ::pcat)
      (let [ret (preturn p)]
        (cond
          (empty? ret) r
          splice (into r (if k {k ret} ret))
          :else (add ret))))))

(defn- preturn
  ;; the result of an op that ends here
  [p]
  (let [{[p0 & _ :as ps] :ps, [k :as ks] :ks, :keys [p1 ret forms], op ::op} (reg-resolve! p)]
    (case op
      ::accept ret
      nil nil
      ::amp (let [pret (preturn p1)]
              (if (nothing? p1 pret)
                ::nil
                (and-preds pret ps forms)))
      ::rep (add-ret p1 ret k)
      ::pcat (add-ret p0 ret k)
      ::alt (let [[ps ks] (live-branches (map (fn [p] (when (accept-nil? p) p)) ps) ks nil)
                  p (first ps)
                  r (if (nil? p) ::nil (preturn p))]
              (if-let [k (first ks)]
                (tagged-ret k r)
                r)))))

;; derivatives

(defn- deriv
  ;; what is left of the op after the item x, or nil if x does not fit
  [p x]
  (let [{[p0 & more :as ps] :ps, [k & more-keys :as ks] :ks, :keys [p1 p2 ret splice forms amp], op ::op :as p}
        (reg-resolve! p)]
    (when p
      (case op
        ::accept nil

        nil
        (let [ret (dt p x p)]
          (when-not (invalid? ret) (accept ret)))

        ::amp
        (when-let [p1 (deriv p1 x)]
          (if (accept? p1)
            (let [ret (and-preds (preturn p1) ps forms)]
              (when-not (invalid? ret)
                (accept ret)))
            (amp-impl p1 amp ps forms)))

        ::pcat
        (alt2 (pcat* {:ps (cons (deriv p0 x) more), :ks ks, :forms forms, :ret ret})
              (when (accept-nil? p0)
                (deriv (pcat* {:ps more, :ks more-keys, :forms (next forms), :ret (add-ret p0 ret k)}) x)))

        ::alt
        (alt* (map (fn [p] (deriv p x)) ps) ks forms)

        ::rep
        (alt2 (rep* (deriv p1 x) p2 ret splice forms)
              ;; a repetition that has not begun would only begin again
              (when (c/and (not (identical? p1 p2)) (accept-nil? p1))
                (deriv (rep* p2 p2 (add-ret p1 ret nil) splice forms) x)))))))

;; forms

(defn- re-describe
  [p]
  (let [{:keys [ps ks forms splice rep+ maybe amp], op ::op :as p} (reg-resolve! p)]
    (when p
      (case op
        ::accept nil
        nil p
        ::amp (list* 'clojure.spec.alpha/& amp forms)
        ::pcat (if rep+
                 (list `+ rep+)
                 (cons `cat (mapcat vector (c/or (seq ks) (repeat :_)) forms)))
        ::alt (if maybe
                (list `? maybe)
                (cons `alt (mapcat vector ks forms)))
        ::rep (list (if splice `+ `*) forms)))))

(defn- re-unform
  ;; the items that the op conforms to x
  [p x]
  (let [{[p0 :as ps] :ps, :keys [ks p1 ret rep+ maybe], op ::op :as p} (reg-resolve! p)
        kps (zipmap ks ps)]
    (case op
      ::accept [ret]
      nil [(unform p x)]
      ::amp (re-unform p1 (reduce (fn [x p] (unform p x)) x (reverse ps)))
      ::rep (mapcat (fn [x] (re-unform p1 x)) x)
      ::pcat (if rep+
               (mapcat (fn [x] (re-unform p0 x)) x)
               (mapcat (fn [k]
                         (when (contains? x k)
                           (re-unform (kps k) (get x k))))
                       ks))
      ::alt (if maybe
              [(unform p0 x)]
              (let [[k v] x]
                (re-unform (kps k) v))))))

;; explanations

(defn- op-explain
  [form p path via in input]
  (let [[x :as input] input
        {:keys [ps ks forms p1 p2], op ::op :as p} (reg-resolve! p)
        via (if-let [name (spec-name p)] (conj via name) via)
        insufficient (fn [path form]
                       [{:path path, :reason "Insufficient input", :pred form, :val (), :via via, :in in}])]
    (when p
      (case op
        ::accept nil

        nil
        (if (empty? input)
          (insufficient path form)
          (explain-1 form p path via in x))

        ::amp
        (if (empty? input)
          (if (accept-nil? p1)
            (explain-pred-list forms ps path via in (preturn p1))
            (insufficient path (:amp p)))
          (if-let [p1 (deriv p1 x)]
            (explain-pred-list forms ps path via in (preturn p1))
            (op-explain (:amp p) p1 path via in input)))

        ::pcat
        (let [parts (map vector ps (c/or (seq ks) (repeat nil)) (c/or (seq forms) (repeat nil)))
              [pred k form] (if (= 1 (count parts))
                              (first parts)
                              (first (remove (fn [[p]] (accept-nil? p)) parts)))
              path (if k (conj path k) path)
              form (c/or form (re-describe pred))]
          (if (c/and (empty? input) (not pred))
            (insufficient path form)
            (op-explain form pred path via in input)))

        ::alt
        (if (empty? input)
          (insufficient path (re-describe p))
          (apply concat
                 (map (fn [k form pred]
                        (op-explain (c/or form (re-describe pred)) pred (if k (conj path k) path) via in input))
                      (c/or (seq ks) (repeat nil))
                      (c/or (seq forms) (repeat nil))
                      ps)))

        ::rep
        (op-explain (if (identical? p1 p2) forms (re-describe p1)) p1 path via in input)))))

(defn- re-explain
  [path via in re input]
  (let [extra (fn [re i data]
                [{:path path, :reason "Extra input", :pred (re-describe re), :val data, :via via, :in (conj in i)}])]
    (loop [p re, [x & more :as data] input, i 0]
      (cond
        (empty? data)
        (when-not (accept-nil? p)
          (op-explain (re-describe p) p path via in nil))

        (nil? p) (extra re i data)

        :else
        (if-let [dp (deriv p x)]
          (recur dp more (inc i))
          (if (accept? p)
            (extra re i data)
            (c/or (op-explain (re-describe p) p path via (conj in i) (seq data))
                  (extra p i data))))))))

(defn- re-conform
  [p data]
  (loop [p p, data data]
    (if data
      (if-let [dp (deriv p (first data))]
        (recur dp (next data))
        ::invalid)
      (if (accept-nil? p)
        (let [ret (preturn p)]
          (if (= ret ::nil) nil ret))
        ::invalid))))

;; generators

(defn- re-gen
  ;; a generator of seqs that match the op
  [p overrides path rmap form]
  (let [origp p
        {:keys [ps ks p1 p2 forms splice ret id ::gfn], op ::op :as p} (reg-resolve! p)
        rmap (if id (inck rmap id) rmap)
        branches (fn [ps ks forms]
                   (let [branch (fn [p k f]
                                  (when-not (c/and rmap id k (recur-limit? rmap id path k))
                                    (if id
                                      (gen/delay (re-gen p overrides (if k (conj path k) path) rmap (c/or f p)))
                                      (re-gen p overrides (if k (conj path k) path) rmap (c/or f p)))))]
                     (map branch ps (c/or (seq ks) (repeat nil)) (c/or (seq forms) (repeat nil)))))]
    (c/or
      (when-let [override (c/or (get overrides (spec-name origp))
                                (get overrides (spec-name p))
                                (get overrides path))]
        (case op
          (::accept nil) (gen/fmap vector (override))
          (override)))
      (when gfn (gfn))
      (when p
        (case op
          ::accept (if (= ret ::nil) (gen/return []) (gen/return [ret]))
          nil (when-let [g (gensub p overrides path rmap form)]
                (gen/fmap vector g))
          ::amp (re-gen p1 overrides path rmap (re-describe p1))
          ::pcat (let [gens (branches ps ks forms)]
                   (when (every? identity gens)
                     (apply gen/cat gens)))
          ::alt (let [gens (remove nil? (branches ps ks forms))]
                  (when-not (empty? gens)
                    (gen/one-of gens)))
          ::rep (if (recur-limit? rmap id [id] id)
                  (gen/return [])
                  (when-let [g (re-gen p2 overrides path rmap forms)]
                    (gen/fmap (fn [items] (apply concat items))
                              (gen/vector g)))))))))

(defn ^:skip-wiki regex-spec-impl
  [re gfn]
  (let [sequence? (fn [x] (c/or (nil? x) (sequential? x)))]
    (reify
      Specize
      (specize* [s] s)
      (specize* [s _] s)

      Spec
      (conform* [_ x]
        (if (sequence? x)
          (re-conform re (seq x))
          ::invalid))
      (unform* [_ x] (re-unform re x))
      (explain* [_ path via in x]
        (if (sequence? x)
          (re-explain path via in re (seq x))
          [(problem path `(fn [~'%] (c/or (nil? ~'%) (sequential? ~'%))) x via in)]))
      (gen* [_ overrides path rmap]
        (if gfn
          (gfn)
          (re-gen re overrides path rmap (re-describe re))))
      (with-gen* [_ gfn] (regex-spec-impl re gfn))
      (describe* [_] (re-describe re)))))
