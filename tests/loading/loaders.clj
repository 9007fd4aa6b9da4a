;; Which loader loads what, and what is found by name. Run from source by tests/loading.rs: compiled ahead, code is the application's.
(import 'clojure.lang.DynamicClassLoader)

;; loading-49, loading-93
(defn loader-of [x] (.getClassLoader (class x)))
(defn context [] (.. Thread currentThread getContextClassLoader))
(defn chain [l] (take-while some? (iterate #(.getParent %) l)))

;; loading-50, loading-51, loading-52, loading-53, loading-54, loading-55
;; built-in classes have no loader; the library and what it depends on have the application's
(assert (nil? (.getClassLoader java.lang.Class)))
(assert (every? nil? (map loader-of [4 "hello" (Object.) (java.util.Collections/EMPTY_LIST) \a 1.5 true])))
(assert (= "platform" (.getName (.getClassLoader java.sql.Time))))
(assert (= "app" (.getName (loader-of {}))))
(assert (= "app" (.getName (loader-of inc))))
(assert (identical? (loader-of {}) (ClassLoader/getSystemClassLoader)))
(assert (identical? (.getParent (ClassLoader/getSystemClassLoader)) (ClassLoader/getPlatformClassLoader)))
(assert (nil? (.getParent (ClassLoader/getPlatformClassLoader))))
(assert (= "clojure.lang.PersistentArrayMap" (.getName (class {}))))

;; loading-56, loading-57, loading-60, loading-64, loading-71, loading-72
;; every top-level form has a loader of its own, functions of one form share it
(defn foo [] 1)
(defn bar [] 2)
(assert (= "user$foo" (.getName (class foo))))
(assert (= DynamicClassLoader (class (loader-of foo))))
(assert (not (identical? (loader-of foo) (loader-of bar))))
(let [f (fn [] 1) g (fn [] 2)] (assert (identical? (loader-of f) (loader-of g))))
;; loading-63
(let [f (fn twice [] 1) g (fn twice [] 2)]
  (assert (= [1 2] [(f) (g)]))
  (assert (not (identical? (class f) (class g))))
  (assert (identical? (loader-of f) (loader-of g))))
(assert (= ["clojure.lang.AFunction" "clojure.lang.AFn" "java.lang.Object"]
           (map #(.getName %) (take 3 (rest (iterate #(.getSuperclass %) (class foo)))))))
(assert (nil? (.getName (loader-of foo))))
(assert (instance? ClassLoader (loader-of foo)))
(assert (re-matches #"#object\[clojure.lang.DynamicClassLoader 0x[0-9a-f]+ \"clojure.lang.DynamicClassLoader@[0-9a-f]+\"\]"
                    (pr-str (loader-of foo))))

;; loading-49, loading-76
;; the chain: form, file, application, platform
(assert (= ["DynamicClassLoader" "DynamicClassLoader" "ClassLoaders$AppClassLoader" "ClassLoaders$PlatformClassLoader"]
           (map #(last (.split (.getName (class %)) "\\.")) (chain (loader-of foo)))))
(assert (identical? (.getParent (loader-of foo)) (.getParent (loader-of bar))))
(assert (= "app" (.getName (context))))
(assert (= (hash (context)) (hash (context))))

;; loading-65
;; what runs is loaded by clojure.lang.Compiler/LOADER; an evaluation inside has one below
(assert (= "#<Var: --unnamed-->" (str clojure.lang.Compiler/LOADER)))
(assert (bound? clojure.lang.Compiler/LOADER))
(assert (identical? @clojure.lang.Compiler/LOADER (clojure.lang.RT/baseLoader)))
(let [l @clojure.lang.Compiler/LOADER]
  (assert (identical? l (eval '(.getParent @clojure.lang.Compiler/LOADER))))
  (assert (identical? l (loader-of (fn []))))
  (assert (identical? l (.getParent (clojure.lang.RT/makeClassLoader)))))

;; loading-66, loading-75, loading-76
;; look-up by name: own memory first, then upwards
(assert (identical? (class foo) (Class/forName "user$foo")))
(assert (identical? (class foo) (.loadClass (loader-of bar) "user$foo")))
(assert (identical? (class foo) (DynamicClassLoader/findInMemoryClass "user$foo")))
(assert (nil? (DynamicClassLoader/findInMemoryClass "java.lang.String")))
(assert (identical? String (.loadClass (loader-of foo) "java.lang.String")))
(assert (= "clojure.core$inc" (.getName (Class/forName "clojure.core$inc"))))
(doseq [f [#(Class/forName "no.such.C") #(.loadClass (loader-of foo) "no.such.C") #(Class/forName "user$none")]]
  (assert (instance? ClassNotFoundException (try (f) (catch Throwable e e)))))
(assert (= "no.such.C" (try (Class/forName "no.such.C") (catch ClassNotFoundException e (.getMessage e)))))

;; loading-70
;; redefinition replaces the entry; the old class stays with the old function
(let [old foo old-class (class foo)]
  (eval '(defn foo [] 3))
  (assert (= [1 3] [(old) (foo)]))
  (assert (not (identical? old-class (class foo))))
  (assert (identical? old-class (class old)))
  (assert (identical? (class foo) (Class/forName "user$foo")))
  (assert (= (.getName old-class) (.getName (class foo)))))

;; types
(deftype Point [x y])
(assert (= DynamicClassLoader (class (.getClassLoader Point))))
(assert (identical? Point (Class/forName "user.Point")))
(assert (identical? (.getClassLoader Point) (loader-of (->Point 1 2))))
(let [old Point]
  (eval '(deftype Point [x]))
  (assert (not (identical? old (Class/forName "user.Point")))))

;; context loaders: of each thread, inherited, and the parent of loaders made by hand
(let [t (Thread/currentThread)
      l (DynamicClassLoader.)]
  (assert (identical? (context) (.getParent l)))
  (assert (identical? l (.getParent (DynamicClassLoader. l))))
  (.setContextClassLoader t l)
  (assert (identical? l (context)))
  (assert (identical? l @(future-call #(.getContextClassLoader (Thread/currentThread)))))
  (assert (identical? l (.getContextClassLoader (Thread. (fn [])))))
  (.setContextClassLoader t nil)
  (assert (= "app" (.getName (context)))))

(println "ok")
