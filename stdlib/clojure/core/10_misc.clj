;; Arrays, exceptions, precision, taps, and what is left.

;; exceptions

(defnative ex-info "An exception with a message, a map of data and perhaps a cause." {:added "1.4"} [msg map] [msg map cause])
(defnative ex-data "The data map of an exception made by ex-info, or nil." {:added "1.4"} [ex])
(defnative ex-message "The message of an exception, or nil." {:added "1.10"} [ex])
(defnative ex-cause "The cause of an exception, or nil." {:added "1.10"} [ex])

(defn Throwable->map
  "An exception as data: a map of :via, :trace, :cause and perhaps :data and :phase."
  {:added "1.7"}
  [o]
  (let [base (fn [t]
               (merge {:type (symbol (.getName (class t)))}
                      (when-let [msg (ex-message t)] {:message msg})
                      (when-let [ed (ex-data t)] {:data ed})
                      (let [st (lisle.native/stack-trace t)]
                        (when (pos? (count st))
                          {:at (nth st 0)}))))
        via (loop [via [] t o]
              (if t
                (recur (conj via t) (ex-cause t))
                via))
        root (peek via)]
    (merge {:via (vec (map base via))
            :trace (lisle.native/stack-trace (or root o))}
           (when-let [root-msg (ex-message root)] {:cause root-msg})
           (when-let [data (ex-data root)] {:data data})
           (when-let [phase (-> o ex-data :clojure.error/phase)] {:phase phase}))))

;; numbers

(defmacro with-precision
  "Evaluates the body with the precision, and the rounding mode if :rounding MODE follows, for BigDecimal operations."
  {:added "1.0"}
  [precision & exprs]
  (let [[body rm] (if (= (first exprs) :rounding)
                    [(next (next exprs)) (second exprs)]
                    [exprs 'HALF_UP])]
    `(binding [*math-context* (lisle.native/math-context ~precision ~(name rm))]
       ~@body)))

;; arrays

(defnative make-array "An array of the type with the length, or of several dimensions." {:added "1.0"} [type len] [type dim & more-dims])
(defnative into-array "An array of the items, of the type or of the first item's class." {:added "1.0"} [aseq] [type aseq])
(defnative to-array-2d "An array of arrays of the items of the items." {:added "1.0"} [coll])
(defnative object-array "An array of objects from a size or a seq." {:added "1.2"} [size-or-seq])
(defnative boolean-array "An array of booleans from a size or a seq." {:added "1.1"} [size-or-seq] [size init-val-or-seq])
(defnative byte-array "An array of bytes from a size or a seq." {:added "1.1"} [size-or-seq] [size init-val-or-seq])
(defnative char-array "An array of chars from a size or a seq." {:added "1.1"} [size-or-seq] [size init-val-or-seq])
(defnative short-array "An array of shorts from a size or a seq." {:added "1.1"} [size-or-seq] [size init-val-or-seq])
(defnative int-array "An array of ints from a size or a seq." {:added "1.0"} [size-or-seq] [size init-val-or-seq])
(defnative long-array "An array of longs from a size or a seq." {:added "1.0"} [size-or-seq] [size init-val-or-seq])
(defnative float-array "An array of floats from a size or a seq." {:added "1.0"} [size-or-seq] [size init-val-or-seq])
(defnative double-array "An array of doubles from a size or a seq." {:added "1.0"} [size-or-seq] [size init-val-or-seq])
(defnative booleans "x as an array of booleans." {:added "1.1"} [xs])
(defnative bytes "x as an array of bytes." {:added "1.1"} [xs])
(defnative chars "x as an array of chars." {:added "1.1"} [xs])
(defnative shorts "x as an array of shorts." {:added "1.1"} [xs])
(defnative ints "x as an array of ints." {:added "1.0"} [xs])
(defnative longs "x as an array of longs." {:added "1.0"} [xs])
(defnative floats "x as an array of floats." {:added "1.0"} [xs])
(defnative doubles "x as an array of doubles." {:added "1.0"} [xs])
(defnative bytes? "True if x is an array of bytes." {:added "1.9"} [x])
(defnative aset-boolean "Sets a boolean in an array." {:added "1.0"} [array idx val] [array idx idx2 & idxv])
(defnative aset-byte "Sets a byte in an array." {:added "1.0"} [array idx val] [array idx idx2 & idxv])
(defnative aset-char "Sets a char in an array." {:added "1.0"} [array idx val] [array idx idx2 & idxv])
(defnative aset-short "Sets a short in an array." {:added "1.0"} [array idx val] [array idx idx2 & idxv])
(defnative aset-int "Sets an int in an array." {:added "1.0"} [array idx val] [array idx idx2 & idxv])
(defnative aset-long "Sets a long in an array." {:added "1.0"} [array idx val] [array idx idx2 & idxv])
(defnative aset-float "Sets a float in an array." {:added "1.0"} [array idx val] [array idx idx2 & idxv])
(defnative aset-double "Sets a double in an array." {:added "1.0"} [array idx val] [array idx idx2 & idxv])

(defmacro amap
  "A copy of the array with each item replaced by the value of expr, where idx and ret are bound."
  {:added "1.0"}
  [a idx ret expr]
  `(let [a# ~a
         l# (alength a#)
         ~ret (aclone a#)]
     (loop [~idx 0]
       (if (< ~idx l#)
         (do
           (aset ~ret ~idx ~expr)
           (recur (unchecked-inc ~idx)))
         ~ret))))

(defmacro areduce
  "Reduces the array: expr gives the next value of ret for the index idx."
  {:added "1.0"}
  [a idx ret init expr]
  `(let [a# ~a
         l# (alength a#)]
     (loop [~idx 0 ~ret ~init]
       (if (< ~idx l#)
         (recur (unchecked-inc ~idx) ~expr)
         ~ret))))

;; misc

(defmacro memfn
  "A function that calls the method on its first argument with the others."
  {:added "1.0"}
  [name & args]
  (let [t (with-meta (gensym "target") (meta name))]
    `(fn [~t ~@args] (. ~t (~name ~@args)))))

(defmacro definline
  "Like defn; the body is a form that gives the expansion."
  {:added "1.0"}
  [name & decl]
  (let [[pre-args [args expr]] (split-with (comp not vector?) decl)]
    `(let []
       (defn ~name ~@pre-args ~args ~(apply (eval (list `fn args expr)) args)))))

(defn bean
  "A read-only map of the properties of a Java object."
  {:added "1.0"}
  [x] (lisle.native/bean x))

(def ^{:dynamic true :added "1.0" :doc "The version of Clojure that this behaves like: a map of :major, :minor, :incremental and :qualifier."}
  *clojure-version* {:major 1 :minor 12 :incremental 0 :qualifier nil})

(defn clojure-version "The version of Clojure that this behaves like, as a string." {:added "1.0"} []
  (str (:major *clojure-version*) "." (:minor *clojure-version*) "." (:incremental *clojure-version*)))

(def ^{:private true} tap-set (atom #{}))

(defn add-tap "Adds a function that is called with everything passed to tap>." {:added "1.10"} [f] (swap! tap-set conj f) nil)
(defn remove-tap "Removes a function that add-tap added." {:added "1.10"} [f] (swap! tap-set disj f) nil)

(defn tap>
  "Sends x to the functions that add-tap added, on another thread. False if too much is waiting, else true."
  {:added "1.10"}
  [x]
  (lisle.native/tap (fn [x] (doseq [f @tap-set] (try (f x) (catch Throwable _ nil)))) x (fn [] (lisle.native/run-tap))))

(defn seq-to-map-for-destructuring
  "The map of keyword arguments: of a seq of keys and values, perhaps with a map at the end."
  {:added "1.11"}
  [s] (lisle.native/destructure-map (or (seq s) ())))

(defn uri? "True if x is a java.net.URI." {:added "1.9"} [x] (instance? java.net.URI x))
(defn special-symbol? "True if s names a special form." {:added "1.0"} [s]
  (contains? '#{def if do let* loop* recur fn* letfn* quote var set! try catch finally throw case* new . deftype* reify* monitor-enter monitor-exit & clojure.core/import*} s))

(defn test "Calls the function at key :test of the var's metadata; :ok, or :no-test without one." {:added "1.0"} [v]
  (let [f (:test (meta v))]
    (if f (do (f) :ok) :no-test)))


(def unquote)
(def unquote-splicing)

;; java.util.stream

(defn stream-reduce!
  "Reduces what a java.util.stream.BaseStream gives, and so consumes it."
  {:added "1.12"}
  ([f s] (reduce f (iterator-seq (.iterator s))))
  ([f init s] (reduce f init (iterator-seq (.iterator s)))))

(defn stream-seq!
  "A lazy seq of what a java.util.stream.BaseStream gives, which it consumes."
  {:added "1.12"}
  [stream]
  (iterator-seq (.iterator stream)))

(defn stream-transduce!
  "Reduces what a java.util.stream.BaseStream gives with the transducer applied to f, and so consumes it."
  {:added "1.12"}
  ([xform f stream] (stream-transduce! xform f (f) stream))
  ([xform f init stream]
   (let [f (xform f)]
     (f (stream-reduce! f init stream)))))

(defn stream-into!
  "The collection to with what a java.util.stream.BaseStream gives conjoined, through the transducer if given."
  {:added "1.12"}
  ([to stream] (into to (iterator-seq (.iterator stream))))
  ([to xform stream] (into to xform (iterator-seq (.iterator stream)))))

;; reducible things

(defn iteration
  "A seqable and reducible of values from calls (step! k) with successive continuation tokens k. Options:
  :somef (is there a value; some?), :vf (the value; identity), :kf (the next token; identity), :initk (the first; nil)."
  {:added "1.11"}
  [step & {:keys [somef vf kf initk] :or {vf identity kf identity somef some? initk nil}}]
  (reify
    clojure.lang.Seqable
    (seq [_]
      ((fn next [ret]
         (when (somef ret)
           (cons (vf ret)
                 (when-some [k (kf ret)]
                   (lazy-seq (next (step k)))))))
       (step initk)))
    clojure.lang.IReduceInit
    (reduce [_ rf init]
      (loop [acc init ret (step initk)]
        (if (somef ret)
          (let [acc (rf acc (vf ret))]
            (if (reduced? acc)
              @acc
              (if-some [k (kf ret)]
                (recur acc (step k))
                acc)))
          acc)))
    clojure.lang.Sequential))
