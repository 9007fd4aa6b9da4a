;; Hierarchies, multimethods, protocols, deftype, defrecord, reify.

;; hierarchies

(declare print-str)

(defn make-hierarchy
  "An empty hierarchy for derive and isa?."
  {:added "1.0"}
  [] {:parents {} :descendants {} :ancestors {}})

(def ^{:private true :doc "The hierarchy that derive, isa? and multimethods use unless given another."}
  global-hierarchy (make-hierarchy))

(defn bases
  "The immediate superclass and interfaces of a class."
  {:added "1.0"}
  [c]
  (when c (lisle.native/bases c)))

(defn supers
  "The superclasses and interfaces of a class, direct and indirect."
  {:added "1.0"}
  [class]
  (loop [ret (set (bases class)) cs ret]
    (if (seq cs)
      (let [c (first cs) bs (bases c)]
        (recur (into ret bs) (into (disj cs c) bs)))
      (not-empty ret))))

(defn isa?
  "True if child equals parent, derives from it, or is a class below it; vectors are compared item by item."
  {:added "1.0"}
  ([child parent] (isa? global-hierarchy child parent))
  ([h child parent]
   (or (= child parent)
       (and (class? parent) (class? child) (lisle.native/assignable? parent child))
       (contains? ((:ancestors h) child) parent)
       (and (class? child) (some (fn [c] (contains? ((:ancestors h) c) parent)) (supers child)))
       (and (vector? parent) (vector? child)
            (= (count parent) (count child))
            (loop [ret true i 0]
              (if (or (not ret) (= i (count parent)))
                ret
                (recur (isa? h (child i) (parent i)) (inc i))))))))

(defn parents
  "The immediate parents of a tag, from derive or as a class."
  {:added "1.0"}
  ([tag] (parents global-hierarchy tag))
  ([h tag]
   (not-empty
     (let [tp (get (:parents h) tag)]
       (if (class? tag)
         (into (set (bases tag)) tp)
         tp)))))

(defn ancestors
  "The parents of a tag, direct and indirect, from derive or as a class."
  {:added "1.0"}
  ([tag] (ancestors global-hierarchy tag))
  ([h tag]
   (not-empty
     (let [ta (get (:ancestors h) tag)]
       (if (class? tag)
         (let [superclasses (set (supers tag))]
           (reduce into superclasses
                   (cons ta (map (fn [c] (get (:ancestors h) c)) superclasses))))
         ta)))))

(defn descendants
  "The children of a tag by derive, direct and indirect. Not for classes."
  {:added "1.0"}
  ([tag] (descendants global-hierarchy tag))
  ([h tag]
   (if (class? tag)
     (throw (UnsupportedOperationException. "Can't get descendants of classes"))
     (not-empty (get (:descendants h) tag)))))

(defn derive
  "Makes parent a parent of tag, in the global hierarchy or in h, which is then given changed."
  {:added "1.0"}
  ([tag parent]
   (assert (namespace parent))
   (assert (or (class? tag) (and (instance? clojure.lang.Named tag) (namespace tag))))
   (alter-var-root #'global-hierarchy derive tag parent)
   nil)
  ([h tag parent]
   (assert (not= tag parent))
   (assert (or (class? tag) (instance? clojure.lang.Named tag)))
   (assert (instance? clojure.lang.Named parent))
   (let [tp (:parents h)
         td (:descendants h)
         ta (:ancestors h)
         tf (fn [m source sources target targets]
              (reduce (fn [ret k]
                        (assoc ret k
                               (reduce conj (get targets k #{}) (cons target (targets target)))))
                      m (cons source (sources source))))]
     (or
       (when-not (contains? (tp tag) parent)
         (when (contains? (ta tag) parent)
           (throw (Exception. (print-str tag "already has" parent "as ancestor"))))
         (when (contains? (ta parent) tag)
           (throw (Exception. (print-str "Cyclic derivation:" parent "has" tag "as ancestor"))))
         {:parents (assoc (:parents h) tag (conj (get tp tag #{}) parent))
          :ancestors (tf (:ancestors h) tag td parent ta)
          :descendants (tf (:descendants h) parent ta tag td)})
       h))))

(defn underive
  "Takes parent away from the parents of tag, in the global hierarchy or in h, which is then given changed."
  {:added "1.0"}
  ([tag parent]
   (alter-var-root #'global-hierarchy underive tag parent)
   nil)
  ([h tag parent]
   (let [parent-map (:parents h)
         childs-parents (if (parent-map tag) (disj (parent-map tag) parent) #{})
         new-parents (if (not-empty childs-parents)
                       (assoc parent-map tag childs-parents)
                       (dissoc parent-map tag))
         deriv-seq (mapcat (fn [e] (map (fn [p] [(key e) p]) (val e))) (seq new-parents))]
     (if (contains? (parent-map tag) parent)
       (reduce (fn [h [t p]] (derive h t p)) (make-hierarchy) deriv-seq)
       h))))

;; multimethods

(defn- check-valid-options
  [options & valid-keys]
  (when (seq (apply disj (apply hash-set (keys options)) valid-keys))
    (throw (IllegalArgumentException.
             (apply str "Only these options are valid: "
                    (first valid-keys)
                    (map (fn [k] (str ", " k)) (rest valid-keys)))))))

(defmacro defmulti
  "Defines a multimethod with the dispatch function. Options: :default, the dispatch value of the method for all
  others (:default), and :hierarchy, a var holding the hierarchy to use. Does nothing if the var holds a multimethod already."
  {:added "1.0" :arglists '([name docstring? attr-map? dispatch-fn & options])}
  [mm-name & options]
  (let [docstring (when (string? (first options)) (first options))
        options (if (string? (first options)) (next options) options)
        m (if (map? (first options)) (first options) {})
        options (if (map? (first options)) (next options) options)
        dispatch-fn (first options)
        options (next options)
        m (if docstring (assoc m :doc docstring) m)
        m (if (meta mm-name) (conj (meta mm-name) m) m)
        mm-name (with-meta mm-name m)]
    (when (= (count options) 1)
      (throw (Exception. "The syntax for defmulti has changed. Example: (defmulti name dispatch-fn :default dispatch-value)")))
    (let [options (apply hash-map options)
          default (get options :default :default)
          hierarchy (get options :hierarchy `#'global-hierarchy)]
      (check-valid-options options :default :hierarchy)
      `(let [v# (def ~mm-name)]
         (when-not (and (lisle.native/has-root? v#) (lisle.native/multi-fn? (deref v#)))
           (def ~mm-name
             (lisle.native/multi-fn ~(name mm-name) ~dispatch-fn ~default ~hierarchy)))))))

(defmacro defmethod
  "Adds a method for the dispatch value to a multimethod."
  {:added "1.0"}
  [multifn dispatch-val & fn-tail]
  `(lisle.native/add-method ~multifn ~dispatch-val (fn ~@fn-tail)))

(defnative remove-all-methods "Removes every method of a multimethod." {:added "1.2"} [multifn])
(defnative remove-method "Removes the method for the dispatch value." {:added "1.0"} [multifn dispatch-val])
(defnative prefer-method "Makes the multimethod prefer matches of the first dispatch value over the second." {:added "1.0"} [multifn dispatch-val-x dispatch-val-y])
(defnative methods "A map from dispatch value to method." {:added "1.0"} [multifn])
(defnative get-method "The method that would be called for the dispatch value, or nil." {:added "1.0"} [multifn dispatch-val])
(defnative prefers "A map from preferred dispatch values to sets of the others." {:added "1.0"} [multifn])

;; protocols

(defn- parse-impls
  ;; {Protocol [methods…]} of symbols each followed by lists
  [specs]
  (loop [ret (array-map) s (seq specs)]
    (if s
      (recur (assoc ret (first s) (take-while seq? (next s)))
             (seq (drop-while seq? (next s))))
      ret)))

(defn- parse-opts
  [s]
  (loop [opts {} s (seq s)]
    (if (and s (keyword? (first s)))
      (recur (assoc opts (first s) (second s)) (nnext s))
      [opts s])))

(defn- emit-hinted-impl
  [c [p fs]]
  (let [hint (fn [specs]
               (let [specs (if (vector? (first specs)) (list specs) specs)]
                 (map (fn [[[target & args] & body]]
                        (cons (apply vector (vary-meta target assoc :tag c) args) body))
                      specs)))]
    [p (zipmap (map (fn [f] (keyword (name (first f)))) fs)
               (map (fn [f] (cons `fn (hint (drop 1 f)))) fs))]))

(defn- emit-extend-type
  [c specs]
  (let [impls (parse-impls specs)]
    `(extend ~c
       ~@(mapcat (fn [impl] (emit-hinted-impl c impl)) impls))))

(defn- emit-extend-protocol
  [p specs]
  (let [impls (parse-impls specs)]
    `(do
       ~@(map (fn [[t fs]] `(extend-type ~t ~p ~@fs)) impls))))

;; a function that is told of protocols that were extended, or nil
(def ^{:private true} extension-hook nil)

(defn extend
  "Adds implementations of protocols to a type: pairs of a protocol and a map from method keyword to function."
  {:added "1.2"}
  [atype & proto+mmaps]
  (doseq [[proto mmap] (partition 2 proto+mmaps)]
    (when-not (lisle.native/protocol? proto)
      (throw (IllegalArgumentException. (str proto " is not a protocol"))))
    (when (lisle.native/implements-directly? proto atype)
      (throw (IllegalArgumentException.
               (str atype " already directly implements " (lisle.native/protocol-interface proto) " for protocol:" (:var proto)))))
    (lisle.native/extend-protocol-map proto atype mmap)
    (when extension-hook (extension-hook proto))))

(defmacro extend-type
  "Adds implementations of protocols to a type, with their methods written out."
  {:added "1.2"}
  [t & specs]
  (emit-extend-type t specs))

(defmacro extend-protocol
  "Adds implementations of one protocol to several types, with the methods written out."
  {:added "1.2"}
  [p & specs]
  (emit-extend-protocol p specs))

(defn satisfies?
  "True if x has an implementation of the protocol."
  {:added "1.2"}
  [protocol x]
  (lisle.native/satisfies? protocol x))

(defn extends?
  "True if the type has an implementation of the protocol."
  {:added "1.2"}
  [protocol atype]
  (lisle.native/extends? protocol atype))

(defn extenders
  "The types that extend was called with for the protocol."
  {:added "1.2"}
  [protocol]
  (keys (:impls protocol)))

(defnative find-protocol-impl "The implementation of the protocol for x: a method map or x itself." {} [protocol x])
(defnative find-protocol-method "The function that implements a method of the protocol for x." {} [protocol methodk x])

(defn -reset-methods "Forgets cached look-ups of the protocol's methods." [protocol]
  (lisle.native/reset-protocol-caches protocol))

(defn -cache-protocol-fn
  "The function that implements a protocol's method for x: what a method cache would remember."
  [pf x c interf]
  (or (find-protocol-method (:protocol (meta pf)) (keyword (:name (meta pf))) x)
      (throw (IllegalArgumentException.
               (str "No implementation of method: " (keyword (:name (meta pf)))
                    " of protocol: " (:var (:protocol (meta pf)))
                    " found for class: " (if (nil? x) "nil" (.getName (class x))))))))

(defn method-sig
  "The name, the parameter types and the return type of a java.lang.reflect.Method."
  [meth]
  [(.getName meth) (seq (.getParameterTypes meth)) (.getReturnType meth)])

(defn- protocol-signature
  ;; [method {:name :arglists :doc}] of one signature of defprotocol
  [proto-name s]
  (let [mname (with-meta (first s) nil)
        tail (next s)
        arglists (take-while vector? tail)
        doc (first (drop-while vector? tail))]
    (when (some (fn [a] (= 0 (count a))) arglists)
      (throw (IllegalArgumentException. (str "Definition of function " mname " in protocol " proto-name " must take at least one arg."))))
    (when (some (fn [a] (some (fn [p] (= '& p)) a)) arglists)
      nil)
    [mname (merge (meta (first s)) {:tag (:tag (meta (first s))) :name (vary-meta mname assoc :doc doc :arglists arglists) :arglists arglists :doc doc})]))

(defmacro defprotocol
  "Defines a protocol: a set of named methods that types implement by deftype, defrecord, reify or extend.
  Option: :extend-via-metadata true."
  {:added "1.2"}
  [name & opts+sigs]
  (let [docstring (when (string? (first opts+sigs)) (first opts+sigs))
        opts+sigs (if docstring (next opts+sigs) opts+sigs)
        [opts sigs] (parse-opts opts+sigs)
        ;; a second docstring position after the options is allowed
        sigs (if (string? (first sigs)) (next sigs) sigs)
        parsed (map (fn [s] (protocol-signature name s)) sigs)
        _ (reduce (fn [seen [m _]]
                    (if (contains? seen m)
                      (throw (IllegalArgumentException. (str "Function " m " in protocol " name " was redefined. Specify all arities in single definition.")))
                      (conj seen m)))
                  #{} parsed)
        sig-map (reduce (fn [m [mname sig]]
                          (assoc m (keyword mname) (assoc sig :name (lisle.native/plain-symbol mname))))
                        {} parsed)
        full (symbol (str (lisle.native/current-ns-name)) (clojure.core/name name))]
    `(do
       (def ~(with-meta name (merge (meta name) (when docstring {:doc docstring})))
         (lisle.native/protocol '~full '~opts '~sig-map ~docstring))
       ~@(map (fn [[mname sig]]
                `(def ~(with-meta mname (merge (dissoc (meta (:name sig)) :tag)
                                               {:doc (:doc sig)
                                                :arglists (list 'quote (:arglists sig))
                                                :protocol (list 'var name)}))
                   (lisle.native/protocol-fn ~name '~mname)))
              parsed)
       '~name)))

;; deftype, defrecord, reify

(defn namespace-munge
  "The namespace's name as a legal Java package name."
  {:added "1.2"}
  [ns]
  (lisle.native/string-replace-char (str ns) \- \_))

(defn- interface-name
  ;; the class that a protocol or interface symbol of a type definition stands for, as a symbol
  [sym]
  (lisle.native/interface-symbol sym))

(defn- parse-opts+specs
  [opts+specs]
  (let [[opts specs] (parse-opts opts+specs)
        impls (parse-impls specs)
        interfaces (vec (distinct (map interface-name (keys impls))))
        methods (map (fn [[name params & body]]
                       (cons name (maybe-destructured params body)))
                     (apply concat (vals impls)))]
    (when-let [bad-opts (seq (remove #{:no-print :load-ns} (keys opts)))]
      (throw (IllegalArgumentException. (apply print-str "Unsupported option(s) -" bad-opts))))
    [interfaces methods opts]))

(defmacro reify
  "An object that implements the protocols and interfaces with the methods, which may use the locals around it."
  {:added "1.2"}
  [& opts+specs]
  (let [[interfaces methods] (parse-opts+specs opts+specs)]
    (with-meta `(reify* ~interfaces ~@methods) (meta &form))))

(defn- validate-fields
  [fields name]
  (when-not (vector? fields)
    (throw (AssertionError. "No fields vector given.")))
  (let [specials '#{__meta __hash __hasheq __extmap}]
    (when (some specials fields)
      (throw (AssertionError. (str "The names in " specials " are reserved."))))
    (let [non-syms (remove symbol? fields)]
      (when (seq non-syms)
        (throw (clojure.lang.Compiler$CompilerException.
                 (str "defrecord and deftype fields must be symbols, " *ns* "." name " had: "
                      (apply str (interpose ", " non-syms)))))))))

(defn- class-symbol
  [name]
  (symbol (str (namespace-munge (lisle.native/current-ns-name)) "." name)))

(defn- positional-factory
  ;; ->Name: parameters beyond the twentieth come as rest arguments
  [factory doc classname fields]
  (let [n (count fields)
        [direct more] (split-at 20 fields)]
    (if (seq more)
      `(defn ~factory ~doc
         [~@direct ~'& more#]
         (if (= (count more#) ~(count more))
           (let [[~@more] more#]
             (new ~classname ~@fields))
           (throw (clojure.lang.ArityException. (+ 20 (count more#)) ~(str factory)))))
      `(defn ~factory ~doc [~@fields] (new ~classname ~@fields)))))

(defmacro deftype
  "Defines a type with the fields, and methods of protocols and interfaces. Fields may be ^:unsynchronized-mutable or
  ^:volatile-mutable: then set! changes them inside the methods. Also defines the factory ->Name."
  {:added "1.2" :arglists '([name [& fields] & opts+specs])}
  [name fields & opts+specs]
  (validate-fields fields name)
  (let [classname (class-symbol name)
        [interfaces methods opts] (parse-opts+specs opts+specs)
        plain (vec (map (fn [f] (with-meta f nil)) fields))
        factory (symbol (str "->" name))]
    `(do
       (declare ~factory)
       (deftype* ~name ~classname ~fields :implements ~interfaces ~@methods)
       (import* ~(str classname))
       (let [] ~(positional-factory factory (str "Positional factory function for class " classname ".") classname plain))
       ~classname)))

(defmacro defrecord
  "Defines a type like deftype that is also a map from the fields' keywords to their values, with equality by type
  and value, metadata and room for further keys. Also defines the factories ->Name and map->Name."
  {:added "1.2" :arglists '([name [& fields] & opts+specs])}
  [name fields & opts+specs]
  (validate-fields fields name)
  (let [classname (class-symbol name)
        [interfaces methods opts] (parse-opts+specs opts+specs)
        plain (vec (map (fn [f] (with-meta f nil)) fields))
        factory (symbol (str "->" name))
        map-factory (symbol (str "map->" name))]
    `(do
       (declare ~factory)
       (declare ~map-factory)
       (deftype* ~name ~classname ~fields :record true :implements ~interfaces ~@methods)
       (import* ~(str classname))
       (let [] ~(positional-factory factory (str "Positional factory function for class " classname ".") classname plain))
       (let []
         (defn ~map-factory
           ~(str "Factory function for class " classname ", taking a map of keywords to field values.")
           [m#]
           (lisle.native/record-from-map ~classname m#)))
       ~classname)))

(defn- type-text
  "How Java writes the type that a tag names."
  [tag]
  (cond
    (nil? tag) "java.lang.Object"
    (contains? '#{void boolean byte char short int long float double} tag) (name tag)
    (symbol? tag) (get '{booleans "boolean[]" bytes "byte[]" chars "char[]" shorts "short[]" ints "int[]" longs "long[]"
                         floats "float[]" doubles "double[]" objects "java.lang.Object[]"}
                       tag
                       (str (lisle.native/interface-symbol tag)))
    :else (str tag)))

(defn- signature
  "The name of a method, the number of its arguments with the object, and its signature in Java."
  [name args result]
  [name (inc (count args))
   (str (type-text result) " " (munge name) "("
        (reduce (fn [a b] (if a (str a ", " b) b)) nil (map type-text args)) ")")])

(defmacro definterface
  "Defines an interface with the method signatures."
  {:added "1.2"}
  [name & sigs]
  (let [cname (class-symbol name)]
    `(do
       (lisle.native/define-interface ~(str cname)
         '~(vec (map (fn [[m args]] (signature (clojure.core/name m) (map (comp :tag meta) args) (:tag (meta m)))) sigs)))
       (import* ~(str cname)))))

(defmacro gen-interface
  "Defines an interface at run time; of the options only :name and :methods are used."
  {:added "1.0"}
  [& options]
  (let [{:keys [name methods]} (apply hash-map options)]
    `(lisle.native/define-interface ~(str name)
       '~(vec (map (fn [[m args result]] (signature (str m) args result)) methods)))))
