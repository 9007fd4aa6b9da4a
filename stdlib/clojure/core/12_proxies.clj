;; Proxies: objects that implement interfaces and extend a class of Java with functions as methods. What the
;; abstract classes of Java make of the methods that a program gives stands here too.

;; the methods that abstract classes have, by class: functions over the others

(defn- items-of
  [coll]
  (iterator-seq (.iterator coll)))

(def ^{:private true} collection-methods
  {"isEmpty" (fn [this] (zero? (.size this)))
   "contains" (fn [this x] (boolean (some (fn [y] (= x y)) (items-of this))))
   "containsAll" (fn [this xs] (every? (fn [x] (.contains this x)) (seq xs)))
   "toArray" (fn ([this] (to-array (items-of this)))
               ([this _] (to-array (items-of this))))
   "add" (fn [this & _] (throw (UnsupportedOperationException. nil)))
   "remove" (fn [this _] (throw (UnsupportedOperationException. nil)))
   "addAll" (fn [this xs] (boolean (some true? (doall (map (fn [x] (.add this x)) xs)))))
   "clear" (fn [this] (throw (UnsupportedOperationException. nil)))
   "forEach" (fn [this f] (doseq [x (items-of this)] (.accept f x)))
   "toString" (fn [this] (str "[" (apply str (interpose ", " (items-of this))) "]"))})

(def ^{:private true} list-methods
  (merge collection-methods
         {"iterator" (fn [this] (.iterator (map (fn [i] (.get this (int i))) (range (.size this)))))
          "indexOf" (fn [this x] (or (first (keep-indexed (fn [i y] (when (= x y) i)) (items-of this))) -1))
          "lastIndexOf" (fn [this x] (or (last (keep-indexed (fn [i y] (when (= x y) i)) (items-of this))) -1))
          "subList" (fn [this from to] (subvec (vec (items-of this)) from to))
          "set" (fn [this _ _] (throw (UnsupportedOperationException. nil)))
          "hashCode" (fn [this] (.hashCode (vec (items-of this))))
          "equals" (fn [this other] (or (identical? this other) (.equals (vec (items-of this)) other)))}))

(def ^{:private true} set-methods
  (merge collection-methods
         {"hashCode" (fn [this] (.hashCode (set (items-of this))))
          "equals" (fn [this other] (or (identical? this other) (.equals (set (items-of this)) other)))}))

(defn- entry-of
  [m k]
  (first (filter (fn [e] (= k (.getKey e))) (seq (.entrySet m)))))

(def ^{:private true} map-methods
  {"size" (fn [this] (count (.entrySet this)))
   "isEmpty" (fn [this] (zero? (.size this)))
   "get" (fn [this k] (when-let [e (entry-of this k)] (.getValue e)))
   "getOrDefault" (fn [this k default] (if-let [e (entry-of this k)] (.getValue e) default))
   "containsKey" (fn [this k] (boolean (entry-of this k)))
   "containsValue" (fn [this v] (boolean (some (fn [e] (= v (.getValue e))) (seq (.entrySet this)))))
   "keySet" (fn [this] (set (map (fn [e] (.getKey e)) (seq (.entrySet this)))))
   "values" (fn [this] (map (fn [e] (.getValue e)) (seq (.entrySet this))))
   "put" (fn [this _ _] (throw (UnsupportedOperationException. nil)))
   "toString" (fn [this] (str "{" (apply str (interpose ", " (map (fn [e] (str (.getKey e) "=" (.getValue e)))
                                                                  (seq (.entrySet this))))) "}"))
   "hashCode" (fn [this] (reduce (fn [h e] (unchecked-add-int h (.hashCode e))) 0 (seq (.entrySet this))))
   "equals" (fn [this other]
              (or (identical? this other)
                  (.equals (into {} (map (fn [e] [(.getKey e) (.getValue e)])) (seq (.entrySet this))) other)))})

(def ^{:private true} seq-methods
  (let [items (fn [this] (cons (.first this) (lazy-seq (.next this))))
        as-list (fn [this] (apply list (items this)))]
    (merge (dissoc list-methods "toString")
           {"seq" (fn [this] this)
            "more" (fn [this] (or (.next this) ()))
            "cons" (fn [this x] (clojure.lang.Cons. x this))
            "count" (fn [this] (inc (count (.next this))))
            "empty" (fn [this] ())
            "equiv" (fn [this other] (= (as-list this) other))
            "equals" (fn [this other] (or (identical? this other) (.equals (as-list this) other)))
            "hashCode" (fn [this] (.hashCode (as-list this)))
            "hasheq" (fn [this] (hash (as-list this)))
            "size" (fn [this] (.count this))
            "isEmpty" (fn [this] (nil? (seq this)))
            "get" (fn [this i] (nth (as-list this) i))
            "iterator" (fn [this] (.iterator (items this)))
            "toString" (fn [this] (str (as-list this)))})))

(def ^{:private true} persistent-map-methods
  (let [as-map (fn [this] (into {} (.seq this)))]
    {"get" (fn [this k] (.valAt this k))
     "cons" (fn [this x]
              (cond
                (nil? x) this
                (map-entry? x) (.assoc this (key x) (val x))
                (vector? x) (if (= (count x) 2)
                              (.assoc this (nth x 0) (nth x 1))
                              (throw (IllegalArgumentException. "Vector arg to map conj must be a pair")))
                :else (reduce (fn [m e] (.assoc m (key e) (val e))) this (seq x))))
     "invoke" (fn ([this k] (.valAt this k))
                ([this k default] (.valAt this k default)))
     "applyTo" (fn [this args] (apply (fn ([k] (.valAt this k)) ([k default] (.valAt this k default))) args))
     "equiv" (fn [this other] (= (as-map this) other))
     "equals" (fn [this other] (or (identical? this other) (.equals (as-map this) other)))
     "hashCode" (fn [this] (.hashCode (as-map this)))
     "hasheq" (fn [this] (hash (as-map this)))
     "size" (fn [this] (.count this))
     "isEmpty" (fn [this] (zero? (.count this)))
     "containsValue" (fn [this v] (boolean (some (fn [x] (= x v)) (map val (.seq this)))))
     "keySet" (fn [this] (set (map key (.seq this))))
     "values" (fn [this] (map val (.seq this)))
     "entrySet" (fn [this] (set (.seq this)))
     "toString" (fn [this] (str (as-map this)))}))

(declare ^{:private true} fork-join-methods ^{:private true} timer-task-methods)

(def ^{:private true} abstract-methods
  {"java.util.AbstractCollection" collection-methods
   "java.util.AbstractList" list-methods
   "java.util.AbstractSequentialList" list-methods
   "java.util.AbstractSet" set-methods
   "java.util.AbstractQueue" collection-methods
   "java.util.AbstractMap" map-methods
   "clojure.lang.ASeq" seq-methods
   "clojure.lang.APersistentMap" persistent-map-methods
   "java.io.Writer" {"append" (fn ([this x] (.write this (str x)) this)
                                ([this x start end] (.write this (subs (str x) start end)) this))
                     "flush" (fn [this])
                     "close" (fn [this])}
   "java.io.OutputStream" {"flush" (fn [this])
                           "close" (fn [this])}
   "java.io.InputStream" {"available" (fn [this] 0)
                          "close" (fn [this])
                          "markSupported" (fn [this] false)}
   "java.io.Reader" {"close" (fn [this])
                     "ready" (fn [this] false)
                     "markSupported" (fn [this] false)}
   ;; These have state: each object gets functions of its own.
   "java.util.concurrent.RecursiveTask" (fn [] (fork-join-methods true))
   "java.util.concurrent.RecursiveAction" (fn [] (fork-join-methods false))
   "java.util.TimerTask" (fn [] (timer-task-methods))})

(defn- fallback-methods
  [c]
  (let [methods (get abstract-methods (.getName c) {})]
    (if (fn? methods) (methods) methods)))

;; proxies

(defn get-proxy-class
  "The class of proxies of the superclass, if one is given, and the interfaces."
  {:added "1.0"}
  [& bases]
  (lisle.native/proxy-class bases))

(defn proxy-name
  "The name of the class of proxies of the superclass and the interfaces."
  [super interfaces]
  (lisle.native/class-name (lisle.native/proxy-class (cons super interfaces))))

(defn construct-proxy
  "A proxy of the class that get-proxy-class gives, made with the superclass's constructor and without methods."
  {:added "1.0"}
  [c & ctor-args]
  (lisle.native/construct-proxy c ctor-args (fallback-methods (first (bases c)))))

(defn init-proxy
  "Makes the functions in the map, by method name, the proxy's methods. Gives the proxy."
  {:added "1.0"}
  [proxy mappings]
  (lisle.native/init-proxy proxy mappings))

(defn update-proxy
  "Adds the functions in the map, by method name, to the proxy's methods; nil takes one away. Gives the proxy."
  {:added "1.0"}
  [proxy mappings]
  (lisle.native/update-proxy proxy mappings))

(defn proxy-mappings
  "A map from method name to function of the proxy's methods."
  {:added "1.0"}
  [proxy]
  (lisle.native/proxy-mappings proxy))

(defn proxy-call-with-super
  "Calls the function while the proxy has no method of that name, so that the superclass's is called."
  [call this meth]
  (let [f (get (proxy-mappings this) meth)]
    (update-proxy this {meth nil})
    (try
      (call)
      (finally (update-proxy this {meth f})))))

(defmacro proxy-super
  "In a method of a proxy: calls the superclass's method on this."
  {:added "1.0"}
  [meth & args]
  `(proxy-call-with-super (fn [] (. ~'this ~meth ~@args)) ~'this ~(name meth)))

(defn- new-proxy
  [classes ctor-args mappings]
  (let [c (lisle.native/proxy-class classes)]
    (if (lisle.native/proxies-exception? c)
      (lisle.native/exception-proxy c ctor-args mappings)
      (init-proxy (apply construct-proxy c ctor-args) mappings))))

(defmacro proxy
  "An object that implements the interfaces and extends the class, made with the arguments, with the functions
  as methods: (name [args] body) or (name ([args] body) ([args …] body) …). `this` is the object."
  {:added "1.0"}
  [class-and-interfaces args & fs]
  (let [classes (filter class? (map resolve (filter symbol? class-and-interfaces)))
        arity (fn [n [params & body]]
                (let [void (lisle.native/void-method? classes n (count params))]
                  `([~'this ~@params] ~@body ~@(when void [nil]))))
        method-map (reduce (fn [m [n & body]]
                             (let [n (munge (str n))]
                               (assoc m n `(fn ~@(map (fn [b] (arity n b))
                                                      (if (vector? (first body)) [body] body))))))
                           {} fs)]
    `(#'new-proxy ~(vec class-and-interfaces) ~(vec args) ~method-map)))
