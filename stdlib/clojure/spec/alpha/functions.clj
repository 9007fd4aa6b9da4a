;; Part of clojure.spec.alpha: specs of functions, assertions, ranges, examples.

(in-ns 'clojure.spec.alpha)

(defn- call-valid?
  ;; do the arguments, the value that f gives for them, and the two together conform?
  [f {:keys [args ret fn]} given]
  (let [cargs (conform args given)]
    (when-not (invalid? cargs)
      (let [value (apply f given)
            cret (if ret (conform ret value) value)]
        (c/and (not (invalid? cret))
               (if fn
                 (valid? fn {:args cargs, :ret cret})
                 true))))))

(defn- failing-call
  ;; arguments for which f breaks the specs, among those generated, or nil
  [f specs iterations]
  (let [g (gen (:args specs))
        prop (gen/for-all* [g] (fn [args] (call-valid? f specs args)))
        result (gen/quick-check iterations prop)]
    (when-let [[smallest] (-> result :shrunk :smallest)]
      [smallest])))

(defn ^:skip-wiki fspec-impl
  [argspec aform retspec rform fnspec fform gfn]
  (let [specs {:args argspec, :ret retspec, :fn fnspec}]
    (reify
      clojure.lang.ILookup
      (valAt [_ k] (get specs k))
      (valAt [_ k not-found] (get specs k not-found))

      Specize
      (specize* [s] s)
      (specize* [s _] s)

      Spec
      (conform* [this f]
        (if argspec
          (if (c/and (ifn? f) (not (failing-call f specs *fspec-iterations*)))
            f
            ::invalid)
          (throw (Exception. (str "Can't conform fspec without args spec: " (pr-str (describe this)))))))
      (unform* [_ f] f)
      (explain* [_ path via in f]
        (if (ifn? f)
          (when-let [[args] (failing-call f specs 100)]
            (let [ret (try (apply f args) (catch Throwable t t))]
              (if (instance? Throwable ret)
                [{:path path, :pred '(apply fn), :val args, :reason (.getMessage ^Throwable ret), :via via, :in in}]
                (let [cret (dt retspec ret rform)]
                  (if (invalid? cret)
                    (explain-1 rform retspec (conj path :ret) via in ret)
                    (when fnspec
                      (explain-1 fform fnspec (conj path :fn) via in {:args (conform argspec args), :ret cret})))))))
          [(problem path 'ifn? f via in)]))
      (gen* [_ overrides _ _]
        (if gfn
          (gfn)
          (gen/return
            (fn [& args]
              (c/assert (pvalid? argspec args nil) (with-out-str (explain argspec args)))
              (gen/generate (gen retspec overrides))))))
      (with-gen* [_ gfn] (fspec-impl argspec aform retspec rform fnspec fform gfn))
      (describe* [_] `(fspec :args ~aform :ret ~rform :fn ~fform)))))

(defmacro fspec
  "A spec of functions: :args, a spec of the seq of arguments, :ret, of the value, and :fn, of {:args … :ret …}. A function
  conforms if it passes generated calls."
  [& {:keys [args ret fn gen] :or {ret `any?}}]
  `(fspec-impl (spec ~args) '~(res args) (spec ~ret) '~(res ret) (spec ~fn) '~(res fn) ~gen))

(defmacro fdef
  "Registers the fspec of a function or macro under its symbol."
  [fn-sym & specs]
  `(clojure.spec.alpha/def ~fn-sym (clojure.spec.alpha/fspec ~@specs)))

;; macros

(defn- macroexpand-check
  ;; throws if the arguments of a macro do not conform to its spec; macroexpansion calls it
  [v args]
  (when-let [arg-spec (:args (get-spec v))]
    (when (invalid? (conform arg-spec args))
      (let [via (if-let [name (spec-name arg-spec)] [name] [])
            ed (assoc (explain-data* arg-spec [] via [] args) ::args args)]
        (throw (ex-info (str "Call to " (->sym v) " did not conform to spec.") ed))))))

(defn- macro-explanation
  ;; the text of what macroexpand-check threw, as a report shows it
  [ed]
  (with-out-str
    (explain-out
      (if (= *explain-out* explain-printer)
        (update ed ::problems (fn [probs] (map (fn [prob] (dissoc prob :in)) probs)))
        ed))))

;; examples

(defn exercise
  "n pairs of a generated value of the spec and what it conforms to."
  ([spec] (exercise spec 10))
  ([spec n] (exercise spec n nil))
  ([spec n overrides]
   (map (fn [x] [x (conform spec x)])
        (gen/sample (gen spec overrides) n))))

(defn exercise-fn
  "n pairs of generated arguments for the function and the value it gives."
  ([sym] (exercise-fn sym 10))
  ([sym n] (exercise-fn sym n (get-spec sym)))
  ([sym-or-f n fspec]
   (let [f (if (symbol? sym-or-f) @(resolve sym-or-f) sym-or-f)]
     (if-let [arg-spec (c/and fspec (:args fspec))]
       (for [args (gen/sample (gen arg-spec) n)]
         [args (apply f args)])
       (throw (Exception. "No :args spec found, can't generate"))))))

;; assertions

(defonce ^:private checking-asserts
  (atom (= "true" (System/getProperty "clojure.spec.check-asserts"))))

(defn check-asserts?
  "Do assertions check?"
  []
  @checking-asserts)

(defn check-asserts
  "Makes assertions check, or not."
  [flag]
  (reset! checking-asserts (boolean flag)))

(defn assert*
  "x, or an exception if it does not conform."
  [spec x]
  (if (valid? spec x)
    x
    (let [ed (assoc (explain-data* spec [] [] [] x) ::failure :assertion-failed)]
      (throw (ex-info (str "Spec assertion failed\n" (with-out-str (explain-out ed))) ed)))))

(defmacro assert
  "x; if assertions check (see check-asserts), an exception if it does not conform."
  [spec x]
  (if *compile-asserts*
    `(if (check-asserts?)
       (assert* ~spec ~x)
       ~x)
    x))

;; ranges

(defn inst-in-range?
  "Is inst at or after start and before end?"
  [start end inst]
  (c/and (inst? inst)
         (let [t (inst-ms inst)]
           (c/and (<= (inst-ms start) t) (< t (inst-ms end))))))

(defmacro inst-in
  "A spec of instants at or after start and before end."
  [start end]
  `(let [st# (inst-ms ~start)
         et# (inst-ms ~end)]
     (spec (and inst? #(inst-in-range? ~start ~end %))
           :gen #(gen/fmap (fn [ms#] (java.util.Date. ^{:tag ~'long} ms#))
                           (gen/large-integer* {:min st# :max et#})))))

(defn int-in-range?
  "Is val an integer at or above start and below end?"
  [start end val]
  (c/and (int? val) (<= start val) (< val end)))

(defmacro int-in
  "A spec of integers at or above start and below end."
  [start end]
  `(spec (and int? #(int-in-range? ~start ~end %))
         :gen #(gen/large-integer* {:min ~start :max (dec ~end)})))

(defmacro double-in
  "A spec of doubles. Options: :min and :max, inclusive; :infinite? and :NaN?, true unless given."
  [& {:keys [infinite? NaN? min max]
      :or {infinite? true NaN? true}
      :as m}]
  `(spec (and c/double?
              ~@(when-not infinite? '[#(not (Double/isInfinite %))])
              ~@(when-not NaN? '[#(not (Double/isNaN %))])
              ~@(when max `[#(<= % ~max)])
              ~@(when min `[#(<= ~min %)]))
         :gen #(gen/double* ~m)))
