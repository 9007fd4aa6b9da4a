;; clojure.spec.alpha: predicates and structures as specifications of data and functions. This file has what all specs
;; share: the protocol, the registry, explanations. The parts after it: alpha/specs (the implementations that are not
;; regex ops), alpha/regex (sequences, by derivatives), alpha/forms (the macros), alpha/functions (fspec, assertions, ranges).

(ns clojure.spec.alpha
  "Specifications of data and functions: (s/def ::age nat-int?), s/valid?, s/conform, s/explain, s/fdef."
  (:refer-clojure :exclude [+ * and assert or cat def keys merge])
  (:require [clojure.spec.gen.alpha :as gen]
            [clojure.walk :as walk]))

(alias 'c 'clojure.core)

(def ^{:dynamic true :doc "How often a recursive spec is entered before a generator takes other branches."} *recursion-limit* 4)
(def ^{:dynamic true :doc "How many calls an anonymous function is tried with when it is conformed to an fspec."} *fspec-iterations* 21)
(def ^{:dynamic true :doc "How many items of a collection every and every-kv look at."} *coll-check-limit* 101)
(def ^{:dynamic true :doc "How many problems with items of a collection every and every-kv report."} *coll-error-limit* 20)
(def ^{:dynamic true :doc "When false, s/assert compiles to its argument."} *compile-asserts*
  (not= "false" (System/getProperty "clojure.spec.compile-asserts")))

(defprotocol Spec
  (conform* [spec x])
  (unform* [spec y])
  (explain* [spec path via in x])
  (gen* [spec overrides path rmap])
  (with-gen* [spec gfn])
  (describe* [spec]))

(defprotocol Specize
  (specize* [_] [_ form]))

;; the registry

(defonce ^:private registry-ref (atom {}))

(defn registry
  "The map of all registered names, and the specs, regex ops or other names that they stand for."
  []
  @registry-ref)

(defn spec?
  "x, if it is a spec object, else false-y."
  [x]
  (when (satisfies? Spec x) x))

(defn regex?
  "x, if it is a regex op, else false-y."
  [x]
  (c/and (map? x) (::op x) x))

(defn- reg-resolve
  ;; what a name finally stands for, or nil; everything else is itself
  [k]
  (if (ident? k)
    (let [reg @registry-ref]
      (loop [spec k]
        (if (ident? spec)
          (recur (get reg spec))
          (when spec spec))))
    k))

(defn- reg-resolve!
  [k]
  (if (ident? k)
    (c/or (reg-resolve k)
          (throw (Exception. (str "Unable to resolve spec: " k))))
    k))

(defn- with-name
  [spec name]
  (cond
    (ident? spec) spec
    (regex? spec) (assoc spec ::name name)
    (instance? clojure.lang.IObj spec) (with-meta spec (assoc (meta spec) ::name name))
    :else spec))

(defn- spec-name
  [spec]
  (cond
    (ident? spec) spec
    (regex? spec) (::name spec)
    (instance? clojure.lang.IObj spec) (::name (meta spec))))

(declare spec-impl regex-spec-impl re-conform re-explain re-unform re-describe)

(defn- maybe-spec
  ;; the spec object that x is or names, or nil
  [x]
  (let [s (c/or (c/and (ident? x) (reg-resolve x)) (spec? x) (regex? x) nil)]
    (if (regex? s)
      (with-name (regex-spec-impl s nil) (spec-name s))
      s)))

(defn- the-spec
  [x]
  (c/or (maybe-spec x)
        (when (ident? x)
          (throw (Exception. (str "Unable to resolve spec: " x))))))

(defn- fn-sym
  ;; the name of the var whose function f is, as far as the name of its class tells
  [f]
  (when (fn? f)
    (let [[_ ns-part name-part] (re-matches #"([^$]+)\$([^$]+?)(?:__\d+)?" (.getName (class f)))]
      (when (c/and name-part (not (re-matches #"fn|eval\d*" name-part)))
        (symbol (clojure.lang.Compiler/demunge ns-part) (clojure.lang.Compiler/demunge name-part))))))

(extend-protocol Specize
  clojure.lang.Keyword
  (specize* ([k] (specize* (reg-resolve! k)))
            ([k _] (specize* (reg-resolve! k))))
  clojure.lang.Symbol
  (specize* ([s] (specize* (reg-resolve! s)))
            ([s _] (specize* (reg-resolve! s))))
  clojure.lang.IPersistentSet
  (specize* ([s] (spec-impl s s nil nil))
            ([s form] (spec-impl form s nil nil)))
  Object
  (specize* ([o] (if (c/and (not (map? o)) (ifn? o))
                   (spec-impl (c/or (fn-sym o) ::unknown) o nil nil)
                   (spec-impl ::unknown o nil nil)))
            ([o form] (spec-impl form o nil nil))))

(defn- specize
  ([s] (c/or (spec? s) (specize* s)))
  ([s form] (c/or (spec? s) (specize* s form))))

;; conforming

(defn invalid?
  "Is it what conform gives for a value that does not conform?"
  [ret]
  (identical? ::invalid ret))

(defn conform
  "The value as the spec sees it, or :clojure.spec.alpha/invalid."
  [spec x]
  (conform* (specize spec) x))

(defn unform
  "The value that the spec conforms to x."
  [spec x]
  (unform* (specize spec) x))

(defn valid?
  "Does the value conform to the spec?"
  ([spec x]
   (not (invalid? (conform* (specize spec) x))))
  ([spec x form]
   (not (invalid? (conform* (specize spec form) x)))))

(defn- dt
  ;; x as the predicate or spec conforms it
  ([pred x form] (dt pred x form nil))
  ([pred x form cpred?]
   (if pred
     (if-let [spec (the-spec pred)]
       (conform spec x)
       (if (ifn? pred)
         (if cpred?
           (pred x)
           (if (pred x) x ::invalid))
         (throw (Exception. (str (pr-str form) " is not a fn, expected predicate fn")))))
     x)))

(defn- pvalid?
  [pred x form]
  (not (invalid? (dt pred x form))))

(defn- and-preds
  ;; x passed through the predicates in turn
  [x preds forms]
  (loop [ret x, [pred & preds] preds, [form & forms] forms]
    (if pred
      (let [nret (dt pred ret form)]
        (if (invalid? nret)
          ::invalid
          (recur nret preds forms)))
      ret)))

;; explaining

(defn- problem
  [path form x via in]
  {:path path, :pred form, :val x, :via via, :in in})

(defn- explain-1
  [form pred path via in v]
  (let [pred (maybe-spec pred)]
    (if (spec? pred)
      (explain* pred path (if-let [name (spec-name pred)] (conj via name) via) in v)
      [(problem path form v via in)])))

(defn- explain-pred-list
  ;; the problems of the first predicate that refuses what those before it made of x
  [forms preds path via in x]
  (loop [ret x, [form & forms] forms, [pred & preds] preds]
    (when pred
      (let [nret (dt pred ret form)]
        (if (invalid? nret)
          (explain-1 form pred path via in ret)
          (recur nret forms preds))))))

(defn explain-data*
  [spec path via in x]
  (let [probs (explain* (specize spec) path via in x)]
    (when-not (empty? probs)
      {::problems probs, ::spec spec, ::value x})))

(defn explain-data
  "Nil, or a map of why the value does not conform: ::problems has maps of :path, :pred, :val, :via and :in."
  [spec x]
  (explain-data* spec [] (if-let [name (spec-name spec)] [name] []) [] x))

(defn abbrev
  "The form without namespaces, and a fn of % as its body."
  [form]
  (cond
    (seq? form)
    (walk/postwalk
      (fn [form]
        (cond
          (c/and (symbol? form) (namespace form))
          (symbol (name form))

          (c/and (seq? form) (= 'fn (first form)) (= '[%] (second form)))
          (last form)

          :else form))
      form)

    (c/and (symbol? form) (namespace form))
    (symbol (name form))

    :else form))

(defn explain-printer
  "Prints what explain-data found. The initial *explain-out*."
  [ed]
  (if ed
    (let [depth (fn [k] (fn [prob] (- (count (k prob)))))
          problems (sort-by (depth :path) (sort-by (depth :in) (::problems ed)))]
      (doseq [{:keys [path pred val reason via in] :as prob} problems]
        (pr val)
        (print " - failed: ")
        (if reason (print reason) (pr (abbrev pred)))
        (when-not (empty? in)
          (print (str " in: " (pr-str in))))
        (when-not (empty? path)
          (print (str " at: " (pr-str path))))
        (when-not (empty? via)
          (print (str " spec: " (pr-str (last via)))))
        (doseq [[k v] (dissoc prob :path :pred :val :reason :via :in)]
          (print "\n\t" (pr-str k) " ")
          (pr v))
        (newline)))
    (println "Success!")))

(def ^{:dynamic true :doc "The function of explain-data that explain and its like print with."} *explain-out* explain-printer)

(defn explain-out
  "Prints explanation data (of explain-data) to *out*, with *explain-out*."
  [ed]
  (*explain-out* ed))

(defn explain
  "Prints why the value does not conform to the spec, or Success!"
  [spec x]
  (explain-out (explain-data spec x)))

(defn explain-str
  "What explain prints, as a string."
  [spec x]
  (with-out-str (explain spec x)))

;; descriptions and generators

(defn form
  "The spec as data, with resolved names."
  [spec]
  (describe* (specize spec)))

(defn describe
  "The spec as data, abbreviated."
  [spec]
  (abbrev (form spec)))

(defn with-gen
  "The spec, with the function gen-fn giving its generator."
  [spec gen-fn]
  (let [spec (reg-resolve spec)]
    (if (regex? spec)
      (assoc spec ::gfn gen-fn)
      (with-gen* (specize spec) gen-fn))))

(defn- gensub
  ;; the generator of a spec, overridden or its own, of values that conform
  [spec overrides path rmap form]
  (let [spec (specize spec)
        override (c/or (get overrides (c/or (spec-name spec) spec))
                       (get overrides path))]
    (if-let [g (if override (override) (gen* spec overrides path rmap))]
      (gen/such-that (fn [x] (valid? spec x)) g 100)
      (let [abbr (abbrev form)]
        (throw (ex-info (str "Unable to construct gen at: " path " for: " abbr)
                        {::path path, ::form form, ::failure :no-gen}))))))

(defn gen
  "A generator of values that conform to the spec. overrides: a map of spec names or paths to functions that give generators."
  ([spec] (gen spec nil))
  ([spec overrides] (gensub spec overrides [] {::recursion-limit *recursion-limit*} spec)))

(defn- recur-limit?
  ;; was the spec of the id, below this path, entered too often?
  [rmap id path k]
  (c/and (> (get rmap id) (::recursion-limit rmap))
         (contains? (set path) k)))

(defn- inck
  [m k]
  (assoc m k (inc (c/or (get m k) 0))))

(load "alpha/specs")
(load "alpha/regex")
(load "alpha/forms")
(load "alpha/functions")
