;; clojure.data.csv: reading (native, record by record) and writing.

(ns clojure.data.csv
  "Comma-separated values: read-csv and write-csv."
  (:require [clojure.string :as str])
  (:import (java.io Reader StringReader Writer)))

(defn- records
  [reader separator quote]
  (lazy-seq
    (let [[record more] (lisle.native/csv-record reader separator quote)]
      (cond
        more (cons record (records reader separator quote))
        (not= record [""]) (list record)))))

(defn read-csv
  "A lazy seq of the records of a string or reader, vectors of strings. Options: :separator and :quote, characters."
  [input & options]
  (let [{:keys [separator quote] :or {separator \, quote \"}} options
        reader (if (string? input) (StringReader. input) input)]
    (records reader (char separator) (char quote))))

(defn- write-cell
  [^Writer writer x quote quote?]
  (let [text (str x)]
    (if (quote? text)
      (do
        (.write writer (str quote))
        (.write writer (str/replace text (str quote) (str quote quote)))
        (.write writer (str quote)))
      (.write writer text))))

(defn write-csv
  "Writes records, seqs of cells, to the writer. Options: :separator, :quote, :quote? (is the text of a cell quoted?) and
  :newline, :lf or :cr+lf."
  [^Writer writer data & options]
  (let [{:keys [separator quote newline] :or {separator \, quote \" newline :lf}} options
        special #{separator quote \return \newline}
        quote? (get (apply hash-map options) :quote? (fn [text] (some special text)))
        line-end ({:lf "\n" :cr+lf "\r\n"} newline)]
    (doseq [record data]
      (loop [cells (seq record)]
        (when cells
          (write-cell writer (first cells) quote quote?)
          (when-let [more (next cells)]
            (.write writer (str separator))
            (recur more))))
      (.write writer ^String line-end))))
