;; Vectors of primitives. The items are coerced as they come in and then kept in a persistent vector: a
;; number takes no more room here as an object than as a primitive. `clojure.core.Vec`.

;; the type of the items: its keyword and what makes an item of any value
(deftype ArrayManager [type coerce])

(deftype VecNode [edit arr])

(def ^{:doc "The node of an empty vector of primitives."} EMPTY-NODE (VecNode. nil (object-array 32)))

(declare vec-items)

(deftype ArrayChunk [am arr off end]
  clojure.lang.Indexed
  (nth [_ i] (aget arr (+ off i)))
  (nth [this i not-found] (if (< -1 i (- end off)) (aget arr (+ off i)) not-found))
  (count [_] (int (- end off)))
  clojure.lang.IChunk
  (dropFirst [_]
    (if (= off end)
      (throw (IllegalStateException. "dropFirst of empty chunk"))
      (ArrayChunk. am arr (inc off) end)))
  (reduce [_ f init]
    (loop [ret init i off]
      (if (< i end)
        (let [ret (f ret (aget arr i))]
          (if (reduced? ret) ret (recur ret (inc i))))
        ret))))

;; items of vec from (+ i offset) on; anode is their node's array
(deftype VecSeq [am vec anode i offset]
  clojure.lang.ISeq
  (first [_] (nth vec (+ i offset)))
  (next [_]
    (when (< (inc (+ i offset)) (count vec))
      (VecSeq. am vec anode i (inc offset))))
  (more [this] (or (.next this) ()))
  (cons [this o] (clojure.core/cons o this))
  (count [_] (int (- (count vec) (+ i offset))))
  (equiv [this o]
    (cond
      (identical? this o) true
      (sequential? o) (= (subvec (vec-items vec) (+ i offset)) o)
      :else false))
  (empty [_] ())
  (seq [this] this)
  clojure.lang.Counted
  clojure.lang.Sequential
  clojure.lang.IHashEq
  (hasheq [_] (hash (subvec (vec-items vec) (+ i offset))))
  Object
  (hashCode [_] (.hashCode (subvec (vec-items vec) (+ i offset))))
  (equals [_ o] (.equals (subvec (vec-items vec) (+ i offset)) o)))

(defn- item-of
  [am x]
  ((.-coerce am) x))

;; root holds the items. shift and tail stay what they are for an empty vector
(deftype Vec [am cnt shift root tail _meta]
  Object
  (hashCode [_] (.hashCode root))
  (equals [this o] (or (identical? this o) (.equals root (if (instance? Vec o) (vec-items o) o))))
  clojure.lang.IHashEq
  (hasheq [_] (hash root))
  clojure.lang.Counted
  (count [_] cnt)
  clojure.lang.IObj
  (meta [_] _meta)
  (withMeta [_ m] (Vec. am cnt shift root tail m))
  clojure.lang.Indexed
  (nth [_ i] (nth root i))
  (nth [_ i not-found] (nth root i not-found))
  clojure.lang.IPersistentVector
  (length [_] cnt)
  (assocN [_ i val]
    (let [root (assoc root i (item-of am val))]
      (Vec. am (count root) shift root tail _meta)))
  (cons [_ val] (Vec. am (inc cnt) shift (conj root (item-of am val)) tail _meta))
  (empty [_] (Vec. am 0 5 [] nil nil))
  (equiv [this o] (or (identical? this o) (= root (if (instance? Vec o) (vec-items o) o))))
  (peek [_] (peek root))
  (pop [_]
    (if (zero? cnt)
      (throw (IllegalStateException. "Can't pop empty vector"))
      (Vec. am (dec cnt) shift (pop root) tail _meta)))
  (rseq [_] (rseq root))
  (seq [this] (when (pos? cnt) (VecSeq. am this nil 0 0)))
  (assoc [this k v]
    (if (int? k)
      (.assocN this k v)
      (throw (IllegalArgumentException. "Key must be integer"))))
  (containsKey [_ k] (contains? root k))
  (entryAt [_ k] (find root k))
  (valAt [_ k] (get root k))
  (valAt [_ k not-found] (get root k not-found))
  clojure.lang.IFn
  (invoke [_ k]
    (if (int? k)
      (nth root k)
      (throw (IllegalArgumentException. "Key must be integer"))))
  clojure.lang.IReduce
  (reduce [_ f] (reduce f root))
  (reduce [_ f init] (reduce f init root))
  clojure.lang.IKVReduce
  (kvreduce [_ f init] (reduce-kv f init root))
  Comparable
  (compareTo [_ o] (compare root (if (instance? Vec o) (vec-items o) o)))
  Iterable
  (iterator [_] (.iterator root))
  java.util.Collection
  (contains [_ o] (.contains root o))
  (containsAll [_ c] (.containsAll root c))
  (isEmpty [_] (zero? cnt))
  (toArray [_] (to-array root))
  (size [_] cnt)
  java.util.List
  (get [_ i] (nth root i))
  (indexOf [_ o] (.indexOf root o))
  (lastIndexOf [_ o] (.lastIndexOf root o))
  (subList [_ from to] (subvec root from to)))

(defn- vec-items [v] (.-root v))

(def ^{:private true} array-managers
  {:int (ArrayManager. :int int)
   :long (ArrayManager. :long long)
   :float (ArrayManager. :float float)
   :double (ArrayManager. :double double)
   :byte (ArrayManager. :byte byte)
   :short (ArrayManager. :short short)
   :char (ArrayManager. :char char)
   :boolean (ArrayManager. :boolean boolean)})

(defn vector-of
  "A vector of the primitive type: :int :long :float :double :byte :short :char or :boolean; the elements are coerced."
  {:added "1.2" :arglists '([t] [t & elements])}
  [t & elements]
  (let [am (or (get array-managers t)
               (throw (IllegalArgumentException. (str "Unrecognized type " t))))
        items (into [] (map (fn [x] (item-of am x))) elements)]
    (Vec. am (count items) 5 items nil nil)))
