;; clojure.java.shell: running programs. What starts them is java.lang.ProcessBuilder; see also clojure.java.process.

(ns clojure.java.shell
  "Runs programs and gives what they wrote."
  (:require [clojure.java.io :as io])
  (:import (java.io ByteArrayOutputStream StringWriter)))

(def ^:dynamic *sh-dir* "The directory in which sh runs programs; nil for the current one." nil)
(def ^:dynamic *sh-env* "The environment with which sh runs programs, as a map or as strings; nil for that of this process." nil)

(defmacro with-sh-dir
  "Runs forms with *sh-dir* bound."
  {:added "1.2"}
  [dir & forms]
  `(binding [*sh-dir* ~dir]
     ~@forms))

(defmacro with-sh-env
  "Runs forms with *sh-env* bound."
  {:added "1.2"}
  [env & forms]
  `(binding [*sh-env* ~env]
     ~@forms))

(defn- parse-args
  ;; the words of the command, and the options after them
  [args]
  (let [[command options] (split-with string? args)]
    [command (merge {:out-enc "UTF-8" :in-enc "UTF-8" :dir *sh-dir* :env *sh-env*} (apply hash-map options))]))

(defn- env-pairs
  [env]
  (if (map? env)
    (map (fn [[k v]] [(if (keyword? k) (name k) (str k)) (str v)]) env)
    (map #(let [[_ k v] (re-matches #"(?s)([^=]*)=(.*)" %)] [k v]) env)))

(defn- builder
  [command {:keys [dir env]}]
  (let [builder (ProcessBuilder. (vec command))]
    (when dir
      (.directory builder (io/as-file dir)))
    (when env
      (let [environment (.environment builder)]
        (.clear environment)
        (doseq [[k v] (env-pairs env)]
          (.put environment k v))))
    builder))

(defn- all-bytes
  [stream]
  (let [bytes (ByteArrayOutputStream.)]
    (io/copy stream bytes)
    (.toByteArray bytes)))

(defn- all-text
  [stream encoding]
  (let [text (StringWriter.)]
    (io/copy stream text :encoding encoding)
    (str text)))

(defn sh
  "Runs a program with arguments and waits for its end. Gives a map with :exit, its status, and :out and :err, what it wrote.
  Options after the arguments: :in (something that clojure.java.io/copy can read, for its standard input), :in-enc, :out-enc (an
  encoding, or :bytes for a byte array), :env (a map, or strings like \"NAME=value\"), :dir."
  {:added "1.2"}
  [& args]
  (let [[command {:keys [in in-enc out-enc] :as options}] (parse-args args)
        process (.start (builder command options))]
    (with-open [stdout (.getInputStream process)
                stderr (.getErrorStream process)]
      (if in
        (future
          (with-open [stdin (.getOutputStream process)]
            (io/copy in stdin :encoding in-enc)))
        (.close (.getOutputStream process)))
      (let [out (future (if (= out-enc :bytes) (all-bytes stdout) (all-text stdout out-enc)))
            err (future (all-text stderr "UTF-8"))
            out @out
            err @err]
        {:exit (.waitFor process) :out out :err err}))))
