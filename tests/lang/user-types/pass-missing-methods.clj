;; What an interface asks for and a type leaves out, what it declares void, and fields that nobody else sees.
(defmacro message [form] `(try ~form (catch Throwable e# [(symbol (.getSimpleName (class e#))) (ex-message e#)])))
(defn lacks [signature interface class]
  ['AbstractMethodError (str "Receiver class " class " does not define or inherit an implementation of the resolved method 'abstract "
                             signature "' of interface " interface ".")])
(deftype Bare []
  clojure.lang.Counted clojure.lang.Seqable clojure.lang.ILookup clojure.lang.IDeref Comparable java.io.Closeable
  clojure.lang.IReduceInit clojure.lang.IHashEq)
(def bare (Bare.))
(doseq [[signature interface got]
        [["int count()" "clojure.lang.Counted" (message (count bare))]
         ["clojure.lang.ISeq seq()" "clojure.lang.Seqable" (message (doall (map inc bare)))]
         ["java.lang.Object valAt(java.lang.Object)" "clojure.lang.ILookup" (message (:a bare))]
         ["java.lang.Object valAt(java.lang.Object, java.lang.Object)" "clojure.lang.ILookup" (message (get bare :a 1))]
         ["java.lang.Object deref()" "clojure.lang.IDeref" (message @bare)]
         ["int compareTo(java.lang.Object)" "java.lang.Comparable" (message (compare bare (Bare.)))]
         ["void close()" "java.io.Closeable" (message (.close bare))]
         ["java.lang.Object reduce(clojure.lang.IFn, java.lang.Object)" "clojure.lang.IReduceInit" (message (reduce + 0 bare))]
         ["int hasheq()" "clojure.lang.IHashEq" (message (hash bare))]]]
  (assert (= (lacks signature interface "user.Bare") got) (pr-str got)))

;; A type need not have both arities of `valAt`, as long as only one is called.
(deftype OneArity [] clojure.lang.ILookup (valAt [_ k] [:found k]))
(assert (= [:found 1] (get (OneArity.) 1)))
(assert (= 'AbstractMethodError (first (message (get (OneArity.) 1 2)))))
(assert (= ['UnsupportedOperationException "run"] (message (.run (proxy [Runnable] [])))))
(assert (= {:a 1} (meta (with-meta (reify clojure.lang.Counted) {:a 1}))))

;; What a void method's body gives is dropped.
(definterface Signals (^void fire []) (^long twice [^long n]) (plain [x y]))
(deftype Horn [^:unsynchronized-mutable n] Signals (fire [_] (set! n (inc n))) (twice [_ m] (* m n)))
(let [horn (Horn. 1)]
  (assert (nil? (.fire horn)))
  (assert (= 6 (.twice horn 3)))
  (assert (= (lacks "java.lang.Object plain(java.lang.Object, java.lang.Object)" "user.Signals" "user.Horn") (message (.plain horn 1 2))))
  (assert (= ['IllegalArgumentException "No matching field found: n for class user.Horn"] (message (.n horn)) (message (.-n horn)))))
(assert (= [nil nil 7]
           [(.run (reify Runnable (run [_] 5))) (.run (proxy [Runnable] [] (run [] 6))) (.call (reify Callable (call [_] 7)))]))
(println "ok")
