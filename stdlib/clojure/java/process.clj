;; clojure.java.process: starting programs, with streams that are piped, inherited, discarded or files.

(ns clojure.java.process
  "Running programs: start, exec."
  (:require [clojure.java.io :as io]))

(defn ^java.lang.ProcessBuilder$Redirect to-file
  "A redirection to a file, for :out and :err. Option :append."
  {:added "1.12"}
  [f & {:keys [append]}]
  (let [f (io/file f)]
    (if append
      (java.lang.ProcessBuilder$Redirect/appendTo f)
      (java.lang.ProcessBuilder$Redirect/to f))))

(defn ^java.lang.ProcessBuilder$Redirect from-file
  "A redirection from a file, for :in."
  {:added "1.12"}
  [f]
  (java.lang.ProcessBuilder$Redirect/from (io/file f)))

(defn- redirect
  [x]
  (case x
    :pipe java.lang.ProcessBuilder$Redirect/PIPE
    :inherit java.lang.ProcessBuilder$Redirect/INHERIT
    :discard java.lang.ProcessBuilder$Redirect/DISCARD
    x))

(defn start
  "Starts a program and gives the Process. opts: :in, :out and :err, :pipe (the default), :inherit or a redirection (from-file,
  to-file), for the last two also :discard, and :stdout for :err; :dir; :env, a map; :clear-env, true to start without the
  environment of this process."
  {:added "1.12"}
  ^Process [& opts+args]
  (let [[opts command] (if (map? (first opts+args))
                         [(first opts+args) (rest opts+args)]
                         [{} opts+args])
        {:keys [in out err dir env clear-env] :or {in :pipe, out :pipe, err :pipe, dir "."}} opts
        builder (ProcessBuilder. ^java.util.List (mapv str command))
        environment (.environment builder)]
    (.directory builder (io/file dir))
    (.redirectInput builder ^java.lang.ProcessBuilder$Redirect (redirect in))
    (.redirectOutput builder ^java.lang.ProcessBuilder$Redirect (redirect out))
    (if (= err :stdout)
      (.redirectErrorStream builder true)
      (.redirectError builder ^java.lang.ProcessBuilder$Redirect (redirect err)))
    (when clear-env
      (.clear environment))
    (doseq [[k v] env]
      (.put environment (if (keyword? k) (name k) (str k)) (str v)))
    (.start builder)))

(defn stdin
  "The stream that the program reads."
  {:added "1.12"}
  ^java.io.OutputStream [^Process process]
  (.getOutputStream process))

(defn stdout
  "The stream that the program writes to."
  {:added "1.12"}
  ^java.io.InputStream [^Process process]
  (.getInputStream process))

(defn stderr
  "The stream that the program writes errors to."
  {:added "1.12"}
  ^java.io.InputStream [^Process process]
  (.getErrorStream process))

(defn exit-ref
  "A reference to the exit status; deref waits for the program to end."
  {:added "1.12"}
  [^Process process]
  (reify
    clojure.lang.IDeref
    (deref [_] (.waitFor process))

    clojure.lang.IBlockingDeref
    (deref [_ timeout timeout-value]
      (if (.waitFor process timeout java.util.concurrent.TimeUnit/MILLISECONDS)
        (.exitValue process)
        timeout-value))))

(defn io-task
  "A future of (f), for reading or writing a stream beside the program."
  {:added "1.12"}
  [^Runnable f]
  (future (f)))

(defn exec
  "Runs a program to its end and gives what it printed; throws RuntimeException if it failed. The arguments are those of start;
  errors go to those of this process unless :err says otherwise."
  {:added "1.12"}
  [& opts+args]
  (let [[opts command] (if (map? (first opts+args))
                         [(first opts+args) (rest opts+args)]
                         [{} opts+args])
        process (apply start (merge {:err :inherit} opts) command)
        captured (io-task (fn [] (slurp (io/reader (stdout process)))))
        exit @(exit-ref process)]
    (if (zero? exit)
      @captured
      (throw (RuntimeException. (str "Process failed with exit=" exit))))))
