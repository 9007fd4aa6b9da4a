;; Null pointers say what was called on nil, and where the nil came from.
(defmacro text [form] `(try ~form (catch NullPointerException e# (ex-message e#))))
(defn because [call reason] (str "Cannot invoke \"" call "\"" (when reason (str " because " reason))))
(defn is-null [name] (str "\"" name "\" is null"))
(def nothing nil)
(defn call-it [f x] (f x))
(defn closed-over [f] (fn [x y] (f x y)))
(doseq [[want got]
        [[(because "clojure.lang.IFn.invoke(Object)" (is-null "f")) (text (call-it nil 1))]
         [(because "clojure.lang.IFn.invoke(Object, Object)" (is-null "this.f")) (text ((closed-over nil) 1 2))]
         [(because "clojure.lang.IFn.invoke()" "the return value of \"clojure.lang.Var.getRawRoot()\" is null") (text (nothing))]
         [(because "clojure.lang.IFn.invoke(Object)" "the return value of \"clojure.lang.IFn.invoke(Object)\" is null") (text ((first []) 1))]
         [(because "clojure.lang.IFn.invoke(Object)" nil) (text ((:k {}) 1))]
         [(because "clojure.lang.IFn.invoke(Object)" nil) (text ((or nothing nothing) 1))]
         [(because "clojure.lang.IFn.invoke(Object)" (is-null "this.pred")) (text (doall (filter nil [1])))]
         [(because "clojure.lang.IFn.invoke(Object)" (is-null "f")) (text (update {} :a nil))]
         [(because "clojure.lang.IAtom.swap(clojure.lang.IFn)" (is-null "atom")) (text (swap! nil inc))]
         [(because "clojure.lang.IAtom.reset(Object)" (is-null "atom")) (text (reset! nil 1))]
         [(because "clojure.lang.IAtom.compareAndSet(Object, Object)" (is-null "atom")) (text (compare-and-set! nil 1 2))]
         [(because "java.util.concurrent.Future.get()" (is-null "fut")) (text @nil)]
         [(because "clojure.lang.Ref.alter(clojure.lang.IFn, clojure.lang.ISeq)" (is-null "ref")) (text (dosync (alter nil inc)))]
         [(because "java.util.regex.Pattern.matcher(java.lang.CharSequence)" (is-null "re")) (text (re-find nil "x"))]
         [(because "String.length()" (is-null "s")) (text ((fn [^String s] (.length s)) nil))]
         [(because "Object.getClass()" (is-null "target")) (text ((fn [s] (.length s)) nil))]]]
  (assert (= want got) (str want "\n" got)))
(println "ok")
