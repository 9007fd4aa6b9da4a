;; The vars of clojure.core are made when they are named, and their values when they are read: that must not be noticed.

(ns core-library
  (:refer-clojure :exclude [map filter]))

;; all names are referred to, but for some
(defn map [x] [:mine x])
(assert (= [:mine 1] (map 1)))
(assert (nil? (resolve 'filter)))
(assert (= #'clojure.core/reduce (resolve 'reduce)))
(ns-unmap *ns* 'reduce)
(assert (nil? (resolve 'reduce)))
(assert (not (contains? (ns-map *ns*) 'reduce)))
(refer 'clojure.core :only '[reduce])
(assert (= 3 (reduce + [1 2])))

;; what the core gets later is not known where it was referred to before
(intern 'clojure.core 'core-library-late 5)
(assert (nil? (resolve 'core-library-late)))
(ns core-library.other)
(assert (= 5 @(resolve 'core-library-late)))
(assert (= #'clojure.core/map (resolve 'map)))
(assert (= 'core-library.other (ns-name *ns*)))

;; a namespace that refers to nothing, then to a part, then to the rest
(in-ns 'core-library.bare)
(clojure.core/assert (clojure.core/empty? (clojure.core/ns-refers clojure.core/*ns*)))
(clojure.core/refer 'clojure.core :exclude '[inc])
(assert (nil? (resolve 'inc)))
(assert (= #'clojure.core/dec (resolve 'dec)))
(refer 'clojure.core)
(assert (= #'clojure.core/dec (resolve 'dec)))
(assert (contains? (ns-refers *ns*) 'dec))
(assert (not (contains? (ns-refers *ns*) 'global-hierarchy)))

;; types and methods that are defined when something of theirs is named
(assert (not (instance? clojure.core.Inst 1)))
(assert (isa? clojure.core.Vec clojure.lang.IPersistentVector))
(assert (= 1577836800000 (inst-ms #inst "2020-01-01")))
(assert (inst? #inst "2020-01-01"))
(extend-protocol Inst String (inst-ms* [s] (count s)))
(assert (= 3 (inst-ms "abc")))
(assert (= "(2 3)" (pr-str (eduction (map inc) [1 2]))))
(assert (instance? clojure.core.Eduction (eduction [1])))
(assert (= [1 2 3] (conj (vector-of :int 1 2) 3)))
(assert (= {:a 1 :b nil} (struct-map (create-struct :a :b) :a 1)))
(assert (= "class clojure.lang.PersistentStructMap" (str (class (struct (create-struct :a) 1)))))

;; the printer asks for methods once there is one
(defrecord Point [x y])
(assert (= "#core_library.bare.Point{:x 1, :y 2}" (pr-str (->Point 1 2))))
(defmethod print-method Point [p ^java.io.Writer w] (.write w (str "<" (:x p) " " (:y p) ">")))
(assert (= "[<1 2> (2)]" (pr-str [(->Point 1 2) (eduction (map inc) [1])])))

;; values that are computed are computed once, and metadata stays what the program makes it
(alter-meta! #'*clojure-version* assoc ::mark 1)
(assert (= 1 (:major *clojure-version*)))
(assert (= 1 (::mark (meta #'*clojure-version*))))
(assert (true? (:dynamic (meta #'*clojure-version*))))
(assert (apply identical? (pmap (fn [_] @#'clojure.core/global-hierarchy) (range 2))))
(with-redefs [clojure.core/char-escape-string {}] (assert (= {} char-escape-string)))
(assert (= "\\n" (char-escape-string \newline)))
(binding [*print-length* 2] (assert (= "(0 1 ...)" (pr-str (range 5)))))
(alter-var-root #'*print-namespace-maps* not)
(assert (true? (.getRawRoot #'*print-namespace-maps*)))

;; every public var but two has a value, and knows its documentation or arguments
(let [vars (vals (ns-publics 'clojure.core))
      unbound (remove bound? vars)]
  (assert (= '#{unquote unquote-splicing} (set (clojure.core/map (fn [v] (.sym ^clojure.lang.Var v)) unbound))))
  (assert (every? (comp :name meta) vars)))

(println "ok")
