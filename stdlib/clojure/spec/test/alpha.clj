;; clojure.spec.test.alpha: functions whose calls are checked against their specs (instrument), and functions tried with
;; generated arguments (check).

(ns clojure.spec.test.alpha
  "Instrumenting functions with their specs, and checking them with generated arguments."
  (:require [clojure.pprint :as pp]
            [clojure.spec.alpha :as s]
            [clojure.spec.gen.alpha :as gen]
            [clojure.string :as str]))

(defn ->sym
  "The symbol of a var; x otherwise."
  [x]
  (if (var? x) (symbol x) x))

(defn- ->var
  [s-or-v]
  (if (var? s-or-v)
    s-or-v
    (let [v (and (symbol? s-or-v) (resolve s-or-v))]
      (if (var? v)
        v
        (throw (IllegalArgumentException. (str (pr-str s-or-v) " does not name a var")))))))

(defn- collectionize
  [x]
  (if (symbol? x) (list x) x))

(defn enumerate-namespace
  "The qualified symbols of all functions and macros that the namespaces define publicly."
  [ns-sym-or-syms]
  (into #{}
        (mapcat (fn [ns-sym]
                  (map (fn [name-sym] (symbol (name ns-sym) (name name-sym)))
                       (keys (ns-publics ns-sym)))))
        (collectionize ns-sym-or-syms)))

(defn- fn-spec-name?
  [s]
  (and (symbol? s)
       (not (some-> (resolve s) meta :macro))))

(defn- keep-fn-specs
  [names]
  (into #{} (filter fn-spec-name?) names))

;; instrumentation

(defonce ^:private instrumented-vars (atom {}))

(def ^:private ^:dynamic *instrument-enabled* true)

(defmacro with-instrument-disabled
  "Evaluates the body without checks in instrumented functions."
  [& body]
  `(binding [*instrument-enabled* nil]
     ~@body))

(defn- fn-scope
  ;; the name of a function's class as a symbol
  [class-name]
  (let [[_ ns-part fn-part] (re-matches #"([^$]+)\$([^$]+).*" class-name)]
    (when fn-part
      (symbol (clojure.lang.Compiler/demunge ns-part)
              (clojure.lang.Compiler/demunge (str/replace fn-part #"__\d+$" ""))))))

(defn- caller
  ;; where the instrumented function was called: {:file … :line … :var-scope …}
  []
  (let [own? (fn [^StackTraceElement frame]
               (re-find #"^(clojure\.spec\.test\.alpha|clojure\.spec\.alpha|clojure\.lang|clojure\.core\$apply|clojure\.core\$ex_info|java\.)"
                        (.getClassName frame)))
        trace (.getStackTrace (try (throw (Exception.)) (catch Exception e e)))]
    (when-let [^StackTraceElement frame (first (remove own? trace))]
      (let [scope (fn-scope (.getClassName frame))]
        (cond-> {:file (.getFileName frame), :line (.getLineNumber frame)}
          scope (assoc :var-scope scope))))))

(defn- conform-args!
  [spec-name spec args]
  (let [conformed (s/conform (:args spec) args)]
    (if (s/invalid? conformed)
      (let [caller (caller)
            ed (cond-> (assoc (s/explain-data* (:args spec) [] [] [] args)
                              ::s/fn spec-name
                              ::s/args args
                              ::s/failure :instrument)
                 caller (assoc ::caller caller))]
        (throw (ex-info (str "Call to " spec-name " did not conform to spec.") ed)))
      conformed)))

(defn- keyword-arguments?
  ;; does an argument list of the var end in & {…}?
  [v]
  (boolean
    (some (fn [arglist] (and (some #{'&} arglist) (map? (last arglist))))
          (:arglists (meta v)))))

(defn- with-trailing-map
  ;; keyword arguments whose last one is a map, as keys and values alone
  [v args]
  (let [more (drop (count (take-while (complement #{'&})
                                      (first (filter (fn [arglist] (map? (last arglist))) (:arglists (meta v))))))
                   args)]
    (if (and (odd? (count more)) (map? (last more)))
      (concat (butlast args) (mapcat identity (last args)))
      args)))

(defn- spec-checking-fn
  [v f fn-spec]
  (let [spec (@#'s/maybe-spec fn-spec)
        spec-name (->sym v)
        given (if (keyword-arguments? v) (partial with-trailing-map v) identity)]
    (fn [& args]
      (when (and *instrument-enabled* (:args spec))
        (with-instrument-disabled
          (conform-args! spec-name spec (given args))))
      (apply f args))))

(defn- no-fspec
  [v spec]
  (ex-info (str "Fn at " v " is not spec'ed.")
           {:var v, :spec spec, ::s/failure :no-fspec}))

(defn- with-overrides
  ;; a function in place of f: a stub that generates its values, a replacement, or f
  [spec sym f {:keys [stub replace gen]}]
  (if (some #{sym} stub)
    (gen/generate (s/gen spec gen))
    (get replace sym f)))

(defn- instrument-1
  [sym opts]
  (when-let [v (resolve sym)]
    (when-not (:macro (meta v))
      (let [spec (s/get-spec v)
            {:keys [raw wrapped]} (get @instrumented-vars v)
            current @v
            to-wrap (if (= wrapped current) raw current)
            ospec (or (get (:spec opts) sym)
                      spec
                      (throw (no-fspec v spec)))
            ofn (with-overrides ospec sym to-wrap opts)
            checked (spec-checking-fn v ofn ospec)]
        (alter-var-root v (constantly checked))
        (swap! instrumented-vars assoc v {:raw to-wrap, :wrapped checked})
        (->sym v)))))

(defn- unstrument-1
  [sym]
  (when-let [v (resolve sym)]
    (when-let [{:keys [raw wrapped]} (get @instrumented-vars v)]
      (swap! instrumented-vars dissoc v)
      (when (= wrapped @v)
        (alter-var-root v (constantly raw))
        (->sym v)))))

(defn instrumentable-syms
  "The symbols that instrument takes: those with function specs, and those of opts."
  ([] (instrumentable-syms nil))
  ([opts]
   (assert (every? ident? (keys (:gen opts))) "instrument :gen expects ident keys")
   (reduce into #{}
           [(keep-fn-specs (keys (s/registry)))
            (keys (:spec opts))
            (:stub opts)
            (keys (:replace opts))])))

(defn instrument
  "Makes the functions check their arguments, and gives the symbols of those that do now. opts: :spec, specs in place of
  the registered ones; :stub, symbols whose functions are replaced by generated values; :gen, overrides for these;
  :replace, functions in place of others."
  ([] (instrument (instrumentable-syms)))
  ([sym-or-syms] (instrument sym-or-syms nil))
  ([sym-or-syms opts]
   (let [syms (collectionize sym-or-syms)
         instrumentable (instrumentable-syms opts)]
     (into []
           (comp (filter instrumentable)
                 (distinct)
                 (map (fn [sym] (instrument-1 sym opts)))
                 (remove nil?))
           syms))))

(defn unstrument
  "Undoes instrument, for all functions or those of the symbols, and gives the symbols of those it was undone for."
  ([] (unstrument (map ->sym (keys @instrumented-vars))))
  ([sym-or-syms]
   (into []
         (comp (map unstrument-1)
               (remove nil?))
         (collectionize sym-or-syms))))

;; checking

(defn- explain-check
  [args spec v role]
  (ex-info
    "Specification-based check failed"
    (when-not (s/valid? spec v nil)
      (assoc (s/explain-data* spec [role] [] [] v)
             ::args args
             ::val v
             ::s/failure :check-failed))))

(defn- check-call
  ;; true, or an exception that tells why the call breaks the specs
  [f {:keys [args ret fn]} given]
  (let [cargs (when args (s/conform args given))]
    (if (= cargs ::s/invalid)
      (explain-check given args given :args)
      (let [value (apply f given)
            cret (when ret (s/conform ret value))]
        (cond
          (= cret ::s/invalid) (explain-check given ret value :ret)
          (and args ret fn (not (s/valid? fn {:args cargs, :ret cret})))
          (explain-check given fn {:args cargs, :ret cret} :fn)
          :else true)))))

(defn- quick-check
  [f spec {gen :gen opts :clojure.spec.test.check/opts}]
  (let [{:keys [num-tests] :or {num-tests 1000}} opts
        g (try (s/gen (:args spec) gen) (catch Throwable t t))]
    (if (instance? Throwable g)
      {:result g}
      (let [prop (gen/for-all* [g] (fn [args] (check-call f spec args)))]
        (apply gen/quick-check num-tests prop (mapcat identity (dissoc opts :num-tests)))))))

(defn- failure-type
  [x]
  (::s/failure (ex-data x)))

(defn- make-check-result
  [check-sym spec test-check-ret]
  (let [result (:result test-check-ret)
        data (:result-data test-check-ret)
        failure (cond
                  (instance? Throwable result) result
                  (not (true? result)) (or (:clojure.test.check.properties/error data) result)
                  :else nil)]
    (cond-> {:spec spec, :clojure.spec.test.check/ret test-check-ret}
      check-sym (assoc :sym check-sym)
      (not (true? result)) (assoc :failure failure))))

(defn- check-1
  [{:keys [s f v spec]} opts]
  (let [re-instrument? (and v (seq (unstrument [s])))
        f (or f (when v @v))
        specd (@#'s/maybe-spec spec)]
    (try
      (cond
        (nil? f)
        {:failure (ex-info "No fn to spec" {::s/failure :no-fn}), :sym s, :spec spec}

        (:args specd)
        (make-check-result s spec (quick-check f specd opts))

        :else
        {:failure (ex-info "No :args spec" {::s/failure :no-args-spec}), :sym s, :spec spec})
      (finally
        (when re-instrument? (instrument s))))))

(defn- sym->check-map
  [s]
  (let [v (resolve s)]
    {:s s, :v v, :spec (when v (s/get-spec v))}))

(defn- validate-check-opts
  [opts]
  (assert (every? ident? (keys (:gen opts))) "check :gen expects ident keys"))

(defn check-fn
  "Checks a function against a spec, as check does."
  ([f spec] (check-fn f spec nil))
  ([f spec opts]
   (validate-check-opts opts)
   (check-1 {:f f, :spec spec} opts)))

(defn checkable-syms
  "The symbols of the functions that check takes."
  ([] (checkable-syms nil))
  ([opts]
   (validate-check-opts opts)
   (reduce into #{} [(keep-fn-specs (keys (s/registry)))
                     (keys (:spec opts))])))

(defn check
  "Calls the functions with generated arguments, and gives a lazy seq of maps: :spec, :sym, :clojure.spec.test.check/ret and, if
  a call broke the specs, :failure. opts: :gen, overrides of generators; :clojure.spec.test.check/opts, {:num-tests n}."
  ([] (check (checkable-syms)))
  ([sym-or-syms] (check sym-or-syms nil))
  ([sym-or-syms opts]
   (->> (collectionize sym-or-syms)
        (filter (checkable-syms opts))
        (pmap (fn [sym] (check-1 (sym->check-map sym) opts))))))

(defn- unwrap-failure
  [x]
  (if (failure-type x) (ex-data x) x))

(defn- result-type
  ;; a keyword for the outcome of a check
  [ret]
  (let [failure (:failure ret)]
    (cond
      (nil? failure) :check-passed
      (failure-type failure) (failure-type failure)
      :else :check-threw)))

(defn abbrev-result
  "The result of a check, shortened for printing."
  [x]
  (if (:failure x)
    (-> (dissoc x :clojure.spec.test.check/ret)
        (update :spec s/describe)
        (update :failure unwrap-failure))
    (dissoc x :spec :clojure.spec.test.check/ret)))

(defn summarize-results
  "Prints the results of checks, shortened by summary-result, and gives the number of outcomes of each kind."
  ([check-results] (summarize-results check-results abbrev-result))
  ([check-results summary-result]
   (reduce (fn [summary result]
             (pp/pprint (summary-result result))
             (-> summary
                 (update :total inc)
                 (update (result-type result) (fnil inc 0))))
           {:total 0}
           check-results)))
