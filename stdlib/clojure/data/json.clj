;; clojure.data.json: reading (native, see native/json.rs) and writing. What is written of a type is the implementation of
;; JSONWriter for it.

(ns clojure.data.json
  "JSON: read, read-str, write, write-str, pprint."
  (:require [clojure.pprint :as pp])
  (:import (java.io EOFException PrintWriter PushbackReader Reader StringReader StringWriter Writer)))

;; reading

(defn- default-value-fn [k v] v)

(def ^:private default-read-options
  {:bigdec false
   :key-fn nil
   :value-fn nil
   :eof-error? true})

(defn- build
  ;; x, which the native read with its objects as lists, with maps
  [x key-fn value-fn]
  (cond
    (vector? x) (mapv (fn [item] (build item key-fn value-fn)) x)
    (list? x) (loop [m (transient {}), [k v :as items] (seq x)]
                (if items
                  (let [k (key-fn k)
                        v (build v key-fn value-fn)
                        out (if value-fn (value-fn k v) v)]
                    (recur (if (and value-fn (identical? out value-fn)) m (assoc! m k out))
                           (nnext items)))
                  (persistent! m)))
    :else x))

(defn- read-from
  [source {:keys [eof-error? eof-value bigdec key-fn value-fn]}]
  (let [value-fn (when-not (identical? value-fn default-value-fn) value-fn)
        keywords? (identical? key-fn keyword)
        lists? (or value-fn (and key-fn (not keywords?) (not (identical? key-fn identity))))
        flags (+ (if bigdec 1 0) (if (and keywords? (not lists?)) 2 0) (if lists? 4 0))
        eof (Object.)
        value (lisle.native/json-read source flags eof)]
    (cond
      (identical? eof value) (if eof-error?
                               (throw (EOFException. "JSON error (end-of-file)"))
                               eof-value)
      lists? (build value (or key-fn identity) value-fn)
      :else value)))

(defn- pushback-reader
  [reader]
  (if (instance? PushbackReader reader)
    reader
    (PushbackReader. reader 64)))

(defn on-extra-throw
  "For :extra-data-fn: throws if anything follows the value."
  [val rdr]
  (throw (ex-info "Found extra data after json object" {:val val})))

(defn on-extra-throw-remaining
  "For :extra-data-fn: throws if anything follows the value, with what follows as :remaining."
  [val rdr]
  (throw (ex-info (str "Found extra data after json object: " (slurp rdr)) {:val val, :remaining (slurp rdr)})))

(defn- skip-whitespace
  ;; the next character of the reader that is none, put back; nil at the end
  [^PushbackReader reader]
  (loop []
    (let [c (.read reader)]
      (cond
        (neg? c) nil
        (#{9 10 13 32} c) (recur)
        :else (do (.unread reader c) (char c))))))

(defn read
  "The next JSON value of the reader. Options: :eof-error? and :eof-value; :bigdec, decimals as BigDecimal; :key-fn, of keys;
  :value-fn, of a key and a value, which gives itself to leave the entry out; :extra-data-fn, of a value and the reader
  if more follows."
  [reader & {:as options}]
  (let [options (merge default-read-options options)
        reader (pushback-reader reader)
        value (read-from reader options)]
    (if-let [extra (:extra-data-fn options)]
      (if (skip-whitespace reader)
        (extra value reader)
        value)
      value)))

(defn read-str
  "The first JSON value in the string. Options: see read."
  [string & {:as options}]
  (if (:extra-data-fn options)
    (read (StringReader. string) options)
    (read-from string (merge default-read-options options))))

;; writing

(defprotocol JSONWriter
  (-write [object out options] "Writes object to the PrintWriter out as JSON."))

(defn- quoting-flags
  [{:keys [escape-unicode escape-js-separators escape-slash]}]
  (+ (if escape-unicode 1 0) (if escape-js-separators 2 0) (if escape-slash 4 0)))

(defn- write-string
  [s ^Appendable out options]
  (.append out ^CharSequence (lisle.native/json-quote (str s) (::quoting options))))

(defn- default-write-key-fn
  [x]
  (cond
    (instance? clojure.lang.Named x) (name x)
    (nil? x) (throw (Exception. "JSON object properties may not be nil"))
    :else (str x)))

(defn- write-indent
  [^Appendable out options]
  (.append out \newline)
  (dotimes [_ (:indent-depth options)]
    (.append out "  ")))

(defn- deeper
  [options]
  (if (:indent options) (update options :indent-depth inc) options))

(defn- write-items
  ;; the items with commas between them, each written by write-item, between two brackets
  [items ^Appendable out options open close write-item]
  (let [inner (deeper options)]
    (.append out ^CharSequence open)
    (when-let [items (seq items)]
      (loop [items items, first? true]
        (when items
          (when-not first? (.append out \,))
          (when (:indent options) (write-indent out inner))
          (write-item (first items) inner)
          (recur (next items) false)))
      (when (:indent options) (write-indent out options)))
    (.append out ^CharSequence close)))

(defn- write-object
  [m ^Appendable out options]
  (let [{:keys [key-fn value-fn]} options
        entries (if value-fn
                  (keep (fn [[k v]]
                          (let [v (value-fn k v)]
                            (when-not (identical? v value-fn) [k v])))
                        m)
                  m)]
    (write-items entries out options "{" "}"
                 (fn [[k v] options]
                   (let [k (key-fn k)]
                     (when-not (string? k)
                       (throw (Exception. "JSON object keys must be strings")))
                     (write-string k out options)
                     (.append out \:)
                     (when (:indent options) (.append out \space))
                     (-write v out options))))))

(defn- write-array
  [s ^Appendable out options]
  (write-items s out options "[" "]" (fn [item options] (-write item out options))))

(defn- write-plain
  [x ^Appendable out options]
  (.append out ^CharSequence (str x)))

(defn- write-double
  [^Double x ^Appendable out options]
  (cond
    (infinite? x) (throw (Exception. "JSON error: cannot write infinite Double"))
    (NaN? x) (throw (Exception. "JSON error: cannot write Double NaN"))
    :else (.append out ^CharSequence (str x))))

(defn- write-named
  [x out options]
  (write-string (name x) out options))

(defn- write-instant
  [x out options]
  (let [instant (if (instance? java.util.Date x) (.toInstant ^java.util.Date x) x)
        format (:date-formatter options)]
    (write-string (if format (.format format instant) (str instant)) out options)))

(defn- write-sql-date
  [^java.sql.Date x out options]
  (write-instant (.toInstant (.atStartOfDay (.toLocalDate x) (java.time.ZoneId/systemDefault))) out options))

(extend-protocol JSONWriter
  nil (-write [_ ^Appendable out _] (.append out "null"))
  Boolean (-write [x out options] (write-plain x out options))
  Long (-write [x out options] (write-plain x out options))
  Integer (-write [x out options] (write-plain x out options))
  Short (-write [x out options] (write-plain x out options))
  Byte (-write [x out options] (write-plain x out options))
  clojure.lang.BigInt (-write [x out options] (write-plain x out options))
  java.math.BigInteger (-write [x out options] (write-plain x out options))
  java.math.BigDecimal (-write [x out options] (write-plain x out options))
  Double (-write [x out options] (write-double x out options))
  Float (-write [x out options] (write-double (double x) out options))
  clojure.lang.Ratio (-write [x out options] (write-double (double x) out options))
  java.util.concurrent.atomic.AtomicInteger (-write [x out options] (write-plain x out options))
  java.util.concurrent.atomic.AtomicLong (-write [x out options] (write-plain x out options))
  clojure.lang.Named (-write [x out options] (write-named x out options))
  CharSequence (-write [x out options] (write-string x out options))
  java.util.UUID (-write [x out options] (write-string x out options))
  java.time.Instant (-write [x out options] (write-instant x out options))
  java.util.Date (-write [x out options] (write-instant x out options))
  java.sql.Date (-write [x out options] (write-sql-date x out options))
  java.util.Map (-write [x out options] (write-object x out options))
  java.util.Collection (-write [x out options] (write-array x out options))
  Object (-write [x out options]
           (if (.isArray (class x))
             (write-array x out options)
             ((:default-write-fn options) x out options))))

(defn- default-write-fn
  [x out options]
  (throw (Exception. (str "Don't know how to write JSON of " (class x)))))

(def ^:private default-write-options
  {:escape-unicode true
   :escape-js-separators true
   :escape-slash true
   :key-fn default-write-key-fn
   :value-fn nil
   :default-write-fn default-write-fn
   :indent false
   :indent-depth 0})

(defn- write-options
  [options]
  (let [options (merge default-write-options options)
        options (if (identical? (:value-fn options) default-value-fn) (assoc options :value-fn nil) options)]
    (assoc options ::quoting (quoting-flags options))))

(defn write
  "Writes x as JSON to the writer. Options: :escape-unicode, :escape-js-separators, :escape-slash, true unless given; :key-fn,
  which makes strings of keys; :value-fn, of a key and a value, which gives itself to leave the entry out;
  :default-write-fn, for values of other types; :indent, true for several lines."
  [x ^Writer writer & {:as options}]
  (-write x writer (write-options options))
  nil)

(defn write-str
  "x as JSON text. Options: see write."
  ^String [x & {:as options}]
  (let [out (StringBuilder.)]
    (-write x out (write-options options))
    (str out)))

;; pretty printing

(defn- pprint-array
  [s options]
  (pp/pprint-logical-block :prefix "[" :suffix "]"
    (loop [items (seq s)]
      (when items
        (pp/write-out (first items))
        (when-let [more (next items)]
          (print ", ")
          (pp/pprint-newline :linear)
          (recur more))))))

(defn- pprint-object
  [m {:keys [key-fn value-fn] :as options}]
  (let [entries (if value-fn
                  (keep (fn [[k v]]
                          (let [v (value-fn k v)]
                            (when-not (identical? v value-fn) [k v])))
                        m)
                  m)]
    (pp/pprint-logical-block :prefix "{" :suffix "}"
      (loop [entries (seq entries)]
        (when entries
          (let [[k v] (first entries)]
            (print (lisle.native/json-quote (key-fn k) (::quoting options)))
            (print ": ")
            (pp/write-out v))
          (when-let [more (next entries)]
            (print ", ")
            (pp/pprint-newline :linear)
            (recur more)))))))

(defn- pprint-dispatch
  [x options]
  (cond
    (nil? x) (print "null")
    (instance? java.util.Map x) (pprint-object x options)
    (instance? java.util.Collection x) (pprint-array x options)
    (and (some? x) (.isArray (class x))) (pprint-array x options)
    :else (let [out (StringBuilder.)]
            (-write x out options)
            (print (str out)))))

(defn pprint
  "Prints x as JSON to *out*, in lines that fit clojure.pprint/*print-right-margin*. Options: see write."
  [x & {:as options}]
  (let [options (write-options options)]
    (pp/with-pprint-dispatch (fn [x] (pprint-dispatch x options))
      (pp/pprint x))))

;; the former names

(defn read-json
  "read or read-str, by former names and defaults: keys become keywords."
  {:deprecated "0.2.0"}
  ([input] (read-json input true true nil))
  ([input keywordize?] (read-json input keywordize? true nil))
  ([input keywordize? eof-error? eof-value]
   ((if (string? input) read-str read)
    input :key-fn (if keywordize? keyword identity) :eof-error? eof-error? :eof-value eof-value)))

(defn write-json
  "write, by its former name."
  {:deprecated "0.2.0"}
  [x out escape-unicode?]
  (write x out :escape-unicode escape-unicode?))

(defn json-str
  "write-str, by its former name."
  {:deprecated "0.2.0"}
  [x & options]
  (apply write-str x options))

(defn print-json
  "write to *out*, by its former name."
  {:deprecated "0.2.0"}
  [x & options]
  (apply write x *out* options))

(defn pprint-json
  "pprint, by its former name."
  {:deprecated "0.2.0"}
  [x & options]
  (apply pprint x options))
