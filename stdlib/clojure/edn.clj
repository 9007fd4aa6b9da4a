;; clojure.edn: reading data. The reader is native; nothing that is read is ever evaluated.
(ns clojure.edn
  "Reading edn, the part of Clojure's syntax that is data."
  {:author "The Lisle authors"}
  (:refer-clojure :exclude [read read-string]))

(defn read
  "Reads one form from a reader, by default *in*. Options: :eof is what the end of the text gives (without
  it, the end is an error), :readers is a map from tag to function, :default is a function of a tag and a
  form for all other tags."
  {:added "1.5"}
  ([] (read *in*))
  ([stream] (read {} stream))
  ([opts stream] (lisle.native/edn-read opts stream)))

(defn read-string
  "Reads one form from a string; nil for nil and for an empty text. Takes the options of read."
  {:added "1.5"}
  ([s] (read-string {:eof nil} s))
  ([opts s] (when s (lisle.native/edn-read-string (lisle.native/check-cast clojure.lang.IPersistentMap opts) s))))
