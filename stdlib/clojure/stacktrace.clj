;; clojure.stacktrace: exceptions as text, for reading.
(ns clojure.stacktrace
  "Printing of stack traces."
  {:author "The Lisle authors"})

(defn root-cause
  "The innermost cause of an exception."
  {:added "1.1"}
  [tr]
  (if-let [cause (.getCause tr)]
    (recur cause)
    tr))

(defn print-trace-element
  "Prints an element of a stack trace: function or method, file and line."
  {:added "1.1"}
  [e]
  (let [class (.getClassName e)
        method (.getMethodName e)
        [_ ns-name fn-name] (re-matches #"([A-Za-z0-9_.-]+)\$(\w+)__\d+" (str class))]
    (if (and ns-name (= "invoke" method))
      (printf "%s/%s" ns-name fn-name)
      (printf "%s.%s" class method))
    (printf " (%s:%d)" (or (.getFileName e) "") (.getLineNumber e))))

(defn print-throwable
  "Prints the class and message of an exception, and its data if it has any."
  {:added "1.1"}
  [tr]
  (printf "%s: %s" (.getName (class tr)) (.getMessage tr))
  (when-let [data (ex-data tr)]
    (newline)
    (pr data)))

(defn print-stack-trace
  "Prints an exception and its stack, at most n elements; not its causes."
  {:added "1.1"}
  ([tr] (print-stack-trace tr nil))
  ([tr n]
   (let [elements (seq (.getStackTrace tr))]
     (print-throwable tr)
     (newline)
     (print " at ")
     (if elements
       (print-trace-element (first elements))
       (print "[empty stack trace]"))
     (newline)
     (doseq [e (if n (take (dec n) (rest elements)) (rest elements))]
       (print "    ")
       (print-trace-element e)
       (newline)))))

(defn print-cause-trace
  "Prints an exception like print-stack-trace, and then its causes."
  {:added "1.1"}
  ([tr] (print-cause-trace tr nil))
  ([tr n]
   (print-stack-trace tr n)
   (when-let [cause (.getCause tr)]
     (print "Caused by: ")
     (recur cause n))))

(defn e
  "At the REPL: prints a short stack trace of the root cause of the latest exception."
  {:added "1.1"}
  []
  (print-stack-trace (root-cause *e) 8))
