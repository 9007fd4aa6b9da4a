;; What only the JVM gives a meaning: classes of primitives, stack trace elements, class loaders, structs, and
;; a queue in front of a seq. Proxies are in 07_types.

;; struct maps: maps that always have the keys of their basis, in its order

(deftype* StructBasis clojure.lang.PersistentStructMap$Def [struct-keys] :implements [])

(defn- basis-keys
  [basis]
  (cond
    (instance? clojure.lang.PersistentStructMap$Def basis) (.-struct-keys basis)
    (nil? basis) (throw (NullPointerException. nil))
    :else (throw (ClassCastException.
                   (str "class " (.getName (class basis))
                        " cannot be cast to class clojure.lang.PersistentStructMap$Def")))))

;; all is an array map of the basis's keys and then the others
(deftype* StructMap clojure.lang.PersistentStructMap [basis all]
  :implements [clojure.lang.IPersistentMap clojure.lang.MapEquivalence clojure.lang.IObj clojure.lang.IHashEq clojure.lang.IFn java.util.Map]
  (toString [_] (str all))
  (valAt [_ k] (get all k))
  (valAt [_ k not-found] (get all k not-found))
  (assoc [_ k v] (new clojure.lang.PersistentStructMap basis (assoc all k v)))
  (assocEx [this k v]
    (if (contains? all k)
      (throw (RuntimeException. "Key already present"))
      (assoc this k v)))
  (without [this k]
    (if (some (fn [struct-key] (= struct-key k)) (basis-keys basis))
      (throw (RuntimeException. "Can't remove struct key"))
      (new clojure.lang.PersistentStructMap basis (dissoc all k))))
  (cons [_ entry] (new clojure.lang.PersistentStructMap basis (conj all entry)))
  (empty [_]
    (new clojure.lang.PersistentStructMap basis
         (apply array-map (interleave (basis-keys basis) (repeat nil)))))
  (containsKey [_ k] (contains? all k))
  (entryAt [_ k] (find all k))
  (get [_ k] (get all k))
  (count [_] (count all))
  (size [_] (count all))
  (seq [_] (seq all))
  (iterator [_] (.iterator all))
  (entrySet [_] (set all))
  (keySet [_] (set (keys all)))
  (values [_] (vals all))
  (equiv [_ other] (= all other))
  (equals [_ other] (.equals all other))
  (hasheq [_] (hash all))
  (hashCode [_] (.hashCode all))
  (meta [_] (meta all))
  (withMeta [_ m] (new clojure.lang.PersistentStructMap basis (with-meta all m)))
  (invoke [_ k] (get all k))
  (invoke [_ k not-found] (get all k not-found)))

(defn create-struct
  "A structure basis of the keys."
  {:added "1.0"}
  [& keys]
  (when-not (seq keys) (throw (IllegalArgumentException. "Must supply keys")))
  (new clojure.lang.PersistentStructMap$Def (vec keys)))

(defmacro defstruct "Defines a structure basis." {:added "1.0"} [name & keys]
  `(def ~name (create-struct ~@keys)))

(defn struct-map
  "A map with the basis's keys (nil) and the given keys and values."
  {:added "1.0"}
  [s & inits]
  (let [none (apply array-map (interleave (basis-keys s) (repeat nil)))]
    (new clojure.lang.PersistentStructMap s (if inits (apply assoc none inits) none))))

(defn struct
  "A map with the basis's keys and the values in their order."
  {:added "1.0"}
  [s & vals]
  (let [ks (basis-keys s)]
    (when (> (count vals) (count ks))
      (throw (IllegalArgumentException. "Too many arguments to struct constructor")))
    (new clojure.lang.PersistentStructMap s (apply array-map (interleave ks (concat vals (repeat nil)))))))

(defn accessor
  "A function that gives the field of a struct map."
  {:added "1.0"}
  [s key]
  (when-not (some (fn [k] (= k key)) (basis-keys s))
    (throw (IllegalArgumentException. "Not a key of struct")))
  (fn [m] (get m key)))

;; classes and stack traces

(def ^{:doc "How Java code writes the class objects of primitive types."}
  primitives-classnames
  {Float/TYPE "Float/TYPE"
   Integer/TYPE "Integer/TYPE"
   Long/TYPE "Long/TYPE"
   Boolean/TYPE "Boolean/TYPE"
   Character/TYPE "Character/TYPE"
   Double/TYPE "Double/TYPE"
   Byte/TYPE "Byte/TYPE"
   Short/TYPE "Short/TYPE"})

(defn StackTraceElement->vec
  "A stack trace element as a vector of class and method (symbols), file and line."
  {:added "1.7"}
  [o]
  [(symbol (.getClassName o)) (symbol (.getMethodName o)) (.getFileName o) (.getLineNumber o)])

(defn PrintWriter-on
  "A java.io.PrintWriter that hands what was written to flush-fn when it is flushed; close-fn (or nil) is
  called when it is closed."
  {:added "1.10"}
  [flush-fn close-fn]
  (let [sb (StringBuilder.)]
    (java.io.PrintWriter.
      (proxy [java.io.Writer] []
        (write
          ([x]
           (.append sb (cond (string? x) x
                             (int? x) (str (char x))
                             :else (apply str (seq x)))))
          ([x off len]
           (.append sb (if (string? x) (subs x off (+ off len)) (apply str (take len (drop off (seq x))))))))
        (flush []
          (when (pos? (.length sb))
            (flush-fn (str sb)))
          (.setLength sb 0))
        (close []
          (.flush this)
          (when close-fn (close-fn))
          nil)))))

(defn resultset-seq
  "A lazy seq of the rows of a java.sql.ResultSet, as maps from the lower case keywords of its columns."
  {:added "1.0"}
  [rs]
  (let [rsmeta (.getMetaData rs)
        indexes (range 1 (inc (.getColumnCount rsmeta)))
        keys (map (comp keyword (fn [i] (.toLowerCase (.getColumnLabel rsmeta i)))) indexes)
        row-values (fn [] (map (fn [i] (.getObject rs (int i))) indexes))
        rows (fn rows []
               (when (.next rs)
                 (cons (zipmap keys (row-values)) (lazy-seq (rows)))))]
    (when-not (or (empty? keys) (apply distinct? keys))
      (throw (Exception. "ResultSet must have unique column labels")))
    (rows)))

;; vars that exist before there is a file to define them in

(doseq [[v doc] {#'*ns* "The namespace that is current while code is read and evaluated."
                 #'*in* "The reader that read-line and read take from: standard input at the start."
                 #'*out* "The writer that print and its like write to: standard output at the start."
                 #'*err* "The writer for error messages: standard error at the start."
                 #'*file* "The path of the file that is being evaluated, or nil."}]
  (alter-meta! v assoc :doc doc :added "1.0" :dynamic true))

;; loading

(def ^{:dynamic true :doc "A class loader for functions; there are no class loaders here, so it stays nil."} *fn-loader* nil)
(def ^{:dynamic true :added "1.5" :doc "When true, forms of unselected reader conditional branches are read without evaluating anything."} *suppress-read* nil)

(defmacro with-loading-context
  "Evaluates the body. (On the JVM, with a class loader for what it loads.)"
  [& body]
  `(do ~@body))

(defn add-classpath
  "Adds a file: URL to the places that code is loaded from."
  {:added "1.0" :deprecated "1.1"}
  [url]
  (println "WARNING: add-classpath is deprecated")
  (lisle.native/add-class-path (str url)))

(defn compile
  "Loads the library of the symbol with *compile-files* true, and gives the symbol."
  {:added "1.0"}
  [lib]
  (binding [*compile-files* true]
    (load-one lib true true))
  lib)

;; seque

(defn seque
  "A seq of s's items, which another thread realises ahead of the consumer, at most n (100) items. n may also be
  a BlockingQueue to put them in."
  {:added "1.0"}
  ([s] (seque 100 s))
  ([n-or-q s]
   (let [q (if (instance? java.util.concurrent.BlockingQueue n-or-q)
             n-or-q
             (java.util.concurrent.LinkedBlockingQueue. (int n-or-q)))
         end (Object.)
         nothing (Object.)
         failed (Object.)
         producer (future
                    (try
                      (loop [s (seq s)]
                        (if s
                          (let [x (first s)]
                            (.put q (if (nil? x) nothing x))
                            (recur (next s)))
                          (.put q end)))
                      (catch Throwable e
                        (.put q [failed e]))))
         drain (fn drain []
                 (lazy-seq
                   (let [x (.take q)]
                     (cond
                       (identical? x end) (do @producer nil)
                       (identical? x nothing) (cons nil (drain))
                       (and (vector? x) (identical? failed (nth x 0 nil))) (throw (nth x 1))
                       :else (cons x (drain))))))]
     (drain))))
