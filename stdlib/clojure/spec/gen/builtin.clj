;; clojure.spec.gen.builtin: the generators that specs use where test.check is not on the class path, under the same names.
;; A generator is a function of a java.util.Random and a size, which grows from sample to sample. Nothing shrinks.

(ns clojure.spec.gen.builtin
  "Generators without shrinking."
  (:refer-clojure :exclude [boolean byte bytes hash-map list map not-empty set vector char double int keyword symbol shuffle]))

(alias 'c 'clojure.core)

(defrecord Generator [gen])

(defn generator? [x] (instance? Generator x))

(defn- call
  [g rnd size]
  ((:gen g) rnd size))

(defmacro ^:private generator
  ;; a generator of the value of the body, in which rnd and size are bound
  [[rnd size] & body]
  `(->Generator (fn [~(with-meta rnd {:tag 'java.util.Random}) ~size] ~@body)))

(def ^:private max-size 200)

(defn sample
  ([g] (sample g 10))
  ([g n]
   (let [rnd (java.util.Random.)]
     (take n (c/map (fn [size] (call g rnd size)) (cycle (range 0 max-size)))))))

(defn generate
  ([g] (generate g 30))
  ([g size] (call g (java.util.Random.) size))
  ([g size seed] (call g (java.util.Random. seed) size)))

;; combinators

(defn return [x] (generator [_ _] x))

(defn fmap [f g] (generator [rnd size] (f (call g rnd size))))

(defn bind [g f] (generator [rnd size] (call (f (call g rnd size)) rnd size)))

(defn sized [f] (generator [rnd size] (call (f size) rnd size)))

(defn resize [n g] (generator [rnd _] (call g rnd n)))

(defn- rand-between
  ;; an integer from lower to upper, both included
  [^java.util.Random rnd lower upper]
  (let [width (inc' (-' upper lower))]
    (if (<= width 0x7fffffff)
      (+ lower (.nextInt rnd (c/int width)))
      (let [bits (java.math.BigInteger. 63 rnd)]
        (long (+' lower (mod (bigint bits) width)))))))

(defn choose [lower upper] (generator [rnd _] (rand-between rnd lower upper)))

(defn elements
  [coll]
  (assert (seq coll) "elements cannot be called with an empty collection")
  (let [v (vec coll)]
    (generator [rnd _] (nth v (.nextInt rnd (count v))))))

(defn one-of [gens] (bind (elements gens) identity))

(defn frequency
  [pairs]
  (let [pairs (filterv (fn [[n]] (pos? n)) pairs)
        total (reduce + (c/map first pairs))]
    (generator [rnd size]
      (loop [n (.nextInt rnd total), [[weight g] & more] pairs]
        (if (< n weight)
          (call g rnd size)
          (recur (- n weight) more))))))

(defn such-that
  ([pred g] (such-that pred g 10))
  ([pred g options]
   (let [{:keys [max-tries ex-fn]} (if (map? options) options {:max-tries options})
         max-tries (or max-tries 10)]
     (generator [rnd size]
       (loop [tries 0]
         (let [x (call g rnd (+ size tries))]
           (cond
             (pred x) x
             (< (inc tries) max-tries) (recur (inc tries))
             ex-fn (throw (ex-fn {:gen g :pred pred :max-tries max-tries}))
             :else (throw (ex-info (str "Couldn't satisfy such-that predicate after " max-tries " tries.")
                                   {:gen g :pred pred :max-tries max-tries})))))))))

(defn not-empty [g] (such-that seq g))

(defn tuple [& gens]
  (let [gens (vec gens)]
    (generator [rnd size] (mapv (fn [g] (call g rnd size)) gens))))

(defn hash-map [& kvs]
  (let [ks (take-nth 2 kvs)]
    (fmap (fn [vs] (zipmap ks vs))
          (apply tuple (take-nth 2 (rest kvs))))))

(defn- items
  [g rnd size n]
  (loop [v [], n n]
    (if (pos? n)
      (recur (conj v (call g rnd size)) (dec n))
      v)))

(defn vector
  ([g] (generator [rnd size] (items g rnd size (rand-between rnd 0 size))))
  ([g n] (generator [rnd size] (items g rnd size n)))
  ([g lower upper] (generator [rnd size] (items g rnd size (rand-between rnd lower upper)))))

(defn list [g] (fmap (fn [v] (apply c/list v)) (vector g)))

(defn shuffle
  [coll]
  (generator [rnd _]
    (let [items (java.util.ArrayList. ^java.util.Collection coll)]
      (java.util.Collections/shuffle items rnd)
      (vec items))))

(defn- distinct-items
  [key-of g rnd size n max-tries options]
  (loop [v [], seen #{}, tries 0, size size]
    (cond
      (>= (count v) n) v
      (>= tries max-tries)
      (if (>= (count v) (:at-least options 0))
        v
        (throw (ex-info "Couldn't generate enough distinct elements!"
                        {:gen g :max-tries max-tries :num-elements n})))
      :else
      (let [x (call g rnd size), k (key-of x)]
        (if (contains? seen k)
          (recur v seen (inc tries) (inc size))
          (recur (conj v x) (conj seen k) 0 size))))))

(defn vector-distinct-by
  ([key-of g] (vector-distinct-by key-of g {}))
  ([key-of g {:keys [num-elements min-elements max-elements max-tries] :or {min-elements 0 max-tries 10}}]
   (generator [rnd size]
     (if num-elements
       (distinct-items key-of g rnd size num-elements max-tries {:at-least num-elements})
       (let [n (rand-between rnd min-elements (or max-elements (+ min-elements size)))]
         (distinct-items key-of g rnd size n max-tries {:at-least min-elements}))))))

(defn vector-distinct
  ([g] (vector-distinct g {}))
  ([g options] (vector-distinct-by identity g options)))

(defn set
  ([g] (set g {}))
  ([g options] (fmap c/set (vector-distinct g options))))

(defn map
  ([kg vg] (map kg vg {}))
  ([kg vg options] (fmap (fn [pairs] (into {} pairs)) (vector-distinct-by first (tuple kg vg) options))))

;; numbers

(defn large-integer*
  [{:keys [min max]}]
  (let [lowest (or min Long/MIN_VALUE)
        highest (or max Long/MAX_VALUE)]
    (generator [rnd size]
      ;; a window of up to 2^size numbers beside the number of the range that is nearest to zero
      (let [reach (bit-shift-left 1 (c/min 62 (rand-between rnd 0 (c/max size 1))))
            lower (cond
                    (neg? highest) (c/max lowest (-' highest reach))
                    (pos? lowest) lowest
                    :else (c/max lowest (- reach)))
            upper (cond
                    (neg? highest) highest
                    (pos? lowest) (c/min highest (+' lowest reach))
                    :else (c/min highest reach))]
        (rand-between rnd lower upper)))))

(def large-integer (large-integer* {}))
(def int (sized (fn [size] (choose (- size) size))))
(def nat (sized (fn [size] (choose 0 size))))
(def size-bounded-bigint (fmap bigint large-integer))

(def ratio
  (fmap (fn [[a b]] (/ a b))
        (tuple int (fmap inc nat))))

(defn double*
  [{:keys [infinite? NaN? min max] :or {infinite? true NaN? true}}]
  (let [inside? (fn [x] (and (or (nil? min) (<= min x)) (or (nil? max) (<= x max))))
        special (concat (when (and infinite? (inside? ##Inf)) [##Inf])
                        (when (and infinite? (inside? ##-Inf)) [##-Inf])
                        (when (and NaN? (nil? min) (nil? max)) [##NaN]))
        finite (generator [rnd size]
                 (let [x (* (- (.nextDouble rnd) 0.5) (Math/pow 2.0 (rand-between rnd (- size) (inc size))))]
                   (cond
                     (inside? x) x
                     (and min max) (c/min (c/double max) (c/max (c/double min) (+ min (* (.nextDouble rnd) (- (c/double max) min)))))
                     min (+ min (Math/abs x))
                     :else (- max (Math/abs x)))))]
    (if (seq special)
      (frequency [[95 finite] [5 (elements special)]])
      finite)))

(def double (double* {}))

;; scalars

(def boolean (elements [false true]))
(def byte (fmap unchecked-byte (choose -128 127)))
(def bytes (fmap byte-array (vector byte)))
(def char (fmap c/char (choose 0 255)))
(def char-ascii (fmap c/char (choose 32 126)))
(def char-alpha (elements (c/map c/char (concat (range 65 91) (range 97 123)))))
(def char-alphanumeric (elements (c/map c/char (concat (range 48 58) (range 65 91) (range 97 123)))))
(def string (fmap (fn [cs] (apply str cs)) (vector char)))
(def string-ascii (fmap (fn [cs] (apply str cs)) (vector char-ascii)))
(def string-alphanumeric (fmap (fn [cs] (apply str cs)) (vector char-alphanumeric)))
(def uuid
  (generator [rnd _]
    (java.util.UUID. (bit-or (bit-and (.nextLong rnd) (bit-not 0xf000)) 0x4000)
                     (bit-or (bit-and (.nextLong rnd) 0x3fffffffffffffff) Long/MIN_VALUE))))

(def ^:private name-char (frequency [[14 char-alphanumeric] [1 (elements [\* \+ \! \- \_ \?])]]))

(def ^:private plain-name
  (generator [rnd size]
    (apply str (call char-alpha rnd size) (items name-char rnd size (rand-between rnd 0 (min size 20))))))

(def ^:private qualified-name
  (fmap (fn [[ns name]] [(apply str (interpose "." ns)) name])
        (tuple (vector plain-name 1 3) plain-name)))

(def keyword (fmap c/keyword plain-name))
(def symbol (fmap c/symbol plain-name))
(def keyword-ns (fmap (fn [[ns name]] (c/keyword ns name)) qualified-name))
(def symbol-ns (fmap (fn [[ns name]] (c/symbol ns name)) qualified-name))

(def simple-type (one-of [int large-integer double char string ratio boolean keyword keyword-ns symbol symbol-ns uuid]))
(def simple-type-printable
  (one-of [int large-integer double char-ascii string-ascii ratio boolean keyword keyword-ns symbol symbol-ns uuid]))

;; recursive data

(defn recursive-gen
  [container-gen scalar]
  (letfn [(level [depth]
            (if (zero? depth)
              scalar
              (frequency [[2 scalar] [1 (generator [rnd size]
                                          (call (container-gen (level (dec depth))) rnd (quot size 4)))]])))]
    (level 3)))

(defn container-type
  [g]
  (one-of [(vector g) (list g) (set g) (map g g)]))

(def any (recursive-gen container-type simple-type))
(def any-printable (recursive-gen container-type simple-type-printable))

;; properties

(defn- boolean-result
  [result]
  (and (not (instance? Throwable result)) (c/boolean result)))

(defn for-all*
  "The property that f is true of values of the generators."
  [gens f]
  (fmap (fn [args]
          (let [result (try (apply f args) (catch Throwable t t))]
            {:result result, :pass? (boolean-result result), :args args}))
        (apply tuple gens)))

(defn quick-check
  "Tests the property n times, and gives a map of how that went."
  [n property & {:keys [seed max-size] :or {max-size 200}}]
  (let [seed (or seed (System/currentTimeMillis))
        rnd (java.util.Random. seed)]
    (loop [trials 0]
      (if (= trials n)
        {:result true, :pass? true, :num-tests n, :seed seed}
        (let [size (mod trials max-size)
              {:keys [result pass? args]} (call property rnd size)]
          (if pass?
            (recur (inc trials))
            {:result result, :pass? false, :result-data nil, :failing-size size, :num-tests (inc trials), :seed seed, :fail args,
             :shrunk {:total-nodes-visited 0, :depth 0, :pass? false, :result result, :smallest args}}))))))
