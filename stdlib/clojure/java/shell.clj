;; clojure.java.shell: running a program and waiting for what it prints.

(ns clojure.java.shell
  "Running programs: sh."
  (:require [clojure.java.io :as io])
  (:import (java.io ByteArrayOutputStream StringWriter)))

(def ^{:dynamic true :added "1.2" :doc "The directory in which sh runs programs, or nil for the current one."} *sh-dir* nil)
(def ^{:dynamic true :added "1.2" :doc "The environment with which sh runs programs, or nil for that of this process."} *sh-env* nil)

(defmacro with-sh-dir
  "Evaluates the forms with the directory for sh."
  {:added "1.2"}
  [dir & forms]
  `(binding [*sh-dir* ~dir]
     ~@forms))

(defmacro with-sh-env
  "Evaluates the forms with the environment for sh."
  {:added "1.2"}
  [env & forms]
  `(binding [*sh-env* ~env]
     ~@forms))

(defn- all-bytes
  [stream]
  (with-open [out (ByteArrayOutputStream.)]
    (io/copy stream out)
    (.toByteArray out)))

(defn- all-text
  [stream encoding]
  (with-open [out (StringWriter.)]
    (io/copy stream out :encoding encoding)
    (.toString out)))

(defn- output
  [stream encoding]
  (if (= encoding :bytes)
    (all-bytes stream)
    (all-text stream encoding)))

(defn- env-strings
  ;; name=value of a map; an array of such strings as it is
  [env]
  (if (or (nil? env) (not (map? env)))
    env
    (map (fn [[k v]] (str (if (keyword? k) (name k) k) "=" v)) env)))

(defn- set-environment
  [^ProcessBuilder builder env]
  (when-let [strings (env-strings env)]
    (let [environment (.environment builder)]
      (.clear environment)
      (doseq [^String s strings]
        (let [i (.indexOf s "=")]
          (when (pos? i)
            (.put environment (subs s 0 i) (subs s (inc i)))))))))

(defn- parse-args
  [args]
  (let [default-encoding "UTF-8"
        [command options] (split-with string? args)]
    [command (merge {:out-enc default-encoding, :in-enc default-encoding, :dir *sh-dir*, :env *sh-env*}
                    (apply hash-map options))]))

(defn sh
  "Runs a program and gives {:exit status, :out text, :err text}. The strings of the call are the program and its arguments;
  options after them: :in (stream, reader, file, string or bytes), :in-enc, :out-enc (or :bytes, for bytes as :out), :env (a map),
  :dir."
  {:added "1.2"}
  [& args]
  (let [[command {:keys [in in-enc out-enc env dir]}] (parse-args args)
        builder (ProcessBuilder. ^java.util.List (vec command))
        _ (set-environment builder env)
        _ (when dir (.directory builder (io/as-file dir)))
        process (.start builder)]
    (if in
      (future
        (with-open [out (.getOutputStream process)]
          (io/copy in out :encoding in-enc)))
      (.close (.getOutputStream process)))
    (with-open [stdout (.getInputStream process)
                stderr (.getErrorStream process)]
      (let [out (future (output stdout out-enc))
            err (future (all-text stderr (if (= out-enc :bytes) in-enc out-enc)))
            exit (.waitFor process)]
        {:exit exit, :out @out, :err @err}))))
