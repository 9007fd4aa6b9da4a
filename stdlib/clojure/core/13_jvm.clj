;; What only the JVM gives a meaning: classes of primitives, stack trace elements, class loaders, and
;; a queue in front of a seq. Proxies are in 07_types.

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

(def ^{:dynamic true :added "1.0" :doc "The namespace that is current while code is read and evaluated."} *ns*)
(def ^{:dynamic true :added "1.0" :doc "The reader that read-line and read take from: standard input at the start."} *in*)
(def ^{:dynamic true :added "1.0" :doc "The writer that print and its like write to: standard output at the start."} *out*)
(def ^{:dynamic true :added "1.0" :doc "The writer for error messages: standard error at the start."} *err*)
(def ^{:dynamic true :added "1.0" :doc "The path of the file that is being evaluated, or nil."} *file*)

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
