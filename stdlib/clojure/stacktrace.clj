;; clojure.stacktrace: exceptions and their stack traces as text on *out*.

(ns clojure.stacktrace
  "Prints exceptions and stack traces.")

(defn root-cause
  "The last cause of the chain of causes."
  {:added "1.1"}
  [tr]
  (if-let [cause (ex-cause tr)]
    (recur cause)
    tr))

(defn print-trace-element
  "Prints a frame of a stack trace: the function or method, and the file and line."
  {:added "1.1"}
  [e]
  (let [class (.getClassName ^StackTraceElement e)
        method (.getMethodName ^StackTraceElement e)
        [_ ns-name fn-name] (re-matches #"([A-Za-z0-9_.-]+)\$(\w+)__\d+" (str class))]
    (if (and ns-name (= "invoke" method))
      (print (str ns-name "/" fn-name))
      (print (str class "." method))))
  (print (str " (" (or (.getFileName ^StackTraceElement e) "") ":" (.getLineNumber ^StackTraceElement e) ")")))

(defn print-throwable
  "Prints the class and message of an exception, and its data if it has any."
  {:added "1.1"}
  [tr]
  (print (str (.getName (class tr)) ": " (ex-message tr)))
  (when-let [info (ex-data tr)]
    (newline)
    (pr info)))

(defn print-stack-trace
  "Prints the exception and its stack trace, n frames at most if n is given. Causes are not printed."
  {:added "1.1"}
  ([tr] (print-stack-trace tr nil))
  ([tr n]
   (let [frames (.getStackTrace ^Throwable tr)]
     (print-throwable tr)
     (newline)
     (print " at ")
     (if-let [e (first frames)]
       (print-trace-element e)
       (print "[empty stack trace]"))
     (newline)
     (doseq [e (if (nil? n) (rest frames) (take (dec n) (rest frames)))]
       (print "    ")
       (print-trace-element e)
       (newline)))))

(defn print-cause-trace
  "Like print-stack-trace, and prints the causes too."
  {:added "1.1"}
  ([tr] (print-cause-trace tr nil))
  ([tr n]
   (print-stack-trace tr n)
   (when-let [cause (ex-cause tr)]
     (print "Caused by: ")
     (recur cause n))))

(defn e
  "Prints a short stack trace of the root cause of *e."
  {:added "1.1"}
  []
  (print-stack-trace (root-cause *e) 8))
