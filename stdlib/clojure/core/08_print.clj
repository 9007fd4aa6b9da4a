;; Printing, reading, strings and regular expressions. The printer is native and streams into a writer;
;; methods that programs add to print-method and print-dup are called back by it.

(def ^{:dynamic true :added "1.0" :doc "When a number, sequences are printed up to that many items."} *print-length* nil)
(def ^{:dynamic true :added "1.0" :doc "When a number, collections nested deeper are printed as #."} *print-level* nil)
(def ^{:dynamic true :added "1.0" :doc "When true, metadata is printed too, readably."} *print-meta* false)
(def ^{:dynamic true :added "1.0" :doc "When true, objects are printed so that their types are kept when read."} *print-dup* false)
(def ^{:dynamic true :added "1.0" :doc "When false, strings and characters are printed as they are."} *print-readably* true)
(def ^{:dynamic true :added "1.9" :doc "When true, maps whose keys share a namespace are printed as #:ns{…}."} *print-namespace-maps* false)
(def ^{:dynamic true :added "1.0" :doc "When true, output is flushed after every newline that prn and println print."} *flush-on-newline* true)
(def ^{:dynamic true :added "1.9" :doc "When true, records are printed with their full class name by print-dup."} *verbose-defrecords* false)

(defnative flush "Flushes *out*." {:added "1.0"} [])

(defn newline "Writes a line separator to *out*." {:added "1.0"} []
  (lisle.native/write-text *out* "\n")
  nil)

(defn print-simple "Prints the string form of o, after its metadata." [o w]
  (lisle.native/write-text w (str o)))

(defn print-ctor
  "Prints o as a constructor call; print-args prints its arguments."
  [o print-args w]
  (lisle.native/write-text w "#=(")
  (lisle.native/write-text w (.getName (class o)))
  (lisle.native/write-text w ". ")
  (print-args o w)
  (lisle.native/write-text w ")"))

(defn pr
  "Prints the objects to *out*, separated by spaces, in a form that the reader understands."
  {:added "1.0" :dynamic true}
  ([] nil)
  ([x] (lisle.native/print-one *out* x true))
  ([x & more]
   (lisle.native/print-one *out* x true)
   (lisle.native/write-text *out* " ")
   (if-let [nmore (next more)]
     (recur (first more) nmore)
     (pr (first more)))))

(defn- newline-and-flush
  []
  (newline)
  (when *flush-on-newline* (flush))
  nil)

(defn prn "Like pr, followed by a newline." {:added "1.0"} [& more]
  (apply pr more)
  (newline-and-flush))

(defn print
  "Prints the objects to *out*, separated by spaces, for people to read."
  {:added "1.0" :arglists '([& more])}
  ([] nil)
  ([x] (lisle.native/print-one *out* x nil))
  ([x & more]
   (lisle.native/print-one *out* x nil)
   (lisle.native/write-text *out* " ")
   (if-let [nmore (next more)]
     (recur (first more) nmore)
     (print (first more)))))

(defn println "Like print, followed by a newline." {:added "1.0"} [& more]
  (apply print more)
  (newline-and-flush))

(defnative pr-str "What pr prints, as a string." {:added "1.0"} [& xs])
(defnative print-str "What print prints, as a string." {:added "1.0"} [& xs])
(defn prn-str "What prn prints, as a string." {:added "1.0"} [& xs] (str (apply pr-str xs) "\n"))
(defn println-str "What println prints, as a string." {:added "1.0"} [& xs] (str (apply print-str xs) "\n"))
(defn printf "Prints what format gives for the arguments." {:added "1.0"} [fmt & args]
  (print (apply format fmt args)))

(defmacro with-out-str
  "Evaluates the body with *out* bound to a fresh string writer and gives what was printed."
  {:added "1.0"}
  [& body]
  `(let [s# (java.io.StringWriter.)]
     (binding [*out* s#]
       ~@body
       (str s#))))

(defmacro with-in-str
  "Evaluates the body with *in* bound to a reader of the string."
  {:added "1.0"}
  [s & body]
  `(with-open [s# (lisle.native/string-reader ~s)]
     (binding [*in* s#]
       ~@body)))

(defmacro with-open
  "Evaluates the body with the names bound to the values and closes them after, the last first."
  {:added "1.0"}
  [bindings & body]
  (assert-args
    (vector? bindings) "a vector for its binding"
    (even? (count bindings)) "an even number of forms in binding vector")
  (cond
    (= (count bindings) 0) `(do ~@body)
    (symbol? (bindings 0)) `(let ~(subvec bindings 0 2)
                              (try
                                (with-open ~(subvec bindings 2) ~@body)
                                (finally (. ~(bindings 0) close))))
    :else (throw (IllegalArgumentException. "with-open only allows Symbols in bindings"))))

;; reading

(def ^{:dynamic true :added "1.0" :doc "When false, the reader refuses #= and other evaluation at read time."} *read-eval* true)
(def ^{:dynamic true :added "1.4" :doc "A map from tag symbol to reader function, looked at before the default ones."} *data-readers* {})
(def ^{:dynamic true :added "1.5" :doc "A function of tag and value for tags without a reader, or nil."} *default-data-reader-fn* nil)
(def ^{:added "1.4" :doc "The data readers that Clojure itself gives: #inst and #uuid."}
  default-data-readers {'uuid lisle.native/read-uuid 'inst lisle.native/read-inst})

(def ^{:dynamic true :added "1.11" :doc "An object that resolves the symbols of auto-resolved keywords, or nil."} *reader-resolver* nil)
(def ^{:dynamic true :added "1.0" :doc "When true, symbols that name no var are left to run time. Not used here."} *allow-unresolved-vars* false)

(defn read-string
  "The first object in the string. With opts: :eof, :read-cond, :features."
  {:added "1.0"}
  ([s] (lisle.native/read-string s nil))
  ([opts s] (lisle.native/read-string s (lisle.native/check-cast clojure.lang.IPersistentMap opts))))

(defn read
  "The next object from the stream (*in*). At the end: throws, or gives eof-value if eof-error? is false."
  {:added "1.0"}
  ([] (read *in*))
  ([stream] (read stream true nil))
  ([stream eof-error? eof-value] (read stream eof-error? eof-value false))
  ([stream eof-error? eof-value recursive?]
   (lisle.native/read stream (if eof-error? nil {:eof eof-value})))
  ([opts stream] (lisle.native/read stream opts)))

(defn read+string
  "Like read, and gives a vector of the object and the text it was read from."
  {:added "1.10"}
  ([] (read+string *in*))
  ([stream] (read+string stream true nil))
  ([stream eof-error? eof-value] (read+string stream eof-error? eof-value false))
  ([stream eof-error? eof-value recursive?]
   (lisle.native/read-and-string stream (if eof-error? nil {:eof eof-value})))
  ([opts stream] (lisle.native/read-and-string stream opts)))

(defn read-line "The next line of *in*, or nil at its end." {:added "1.0"} [] (lisle.native/read-line *in*))

(defnative tagged-literal "A tagged literal of the tag symbol and the form." {:added "1.7"} [tag form])
(defnative reader-conditional "A reader conditional of the form." {:added "1.7"} [form splicing?])

(defn slurp
  "The whole text of a file, URL, reader or stream. Option :encoding."
  {:added "1.0"}
  [f & opts] (lisle.native/slurp f (apply hash-map opts)))

(defn spit
  "Writes the content to a file. Options :append and :encoding."
  {:added "1.2"}
  [f content & options] (lisle.native/spit f (str content) (apply hash-map options)))

(defn file-seq
  "A depth-first seq of the files below a directory."
  {:added "1.0"}
  [dir]
  (tree-seq (fn [f] (. f (isDirectory))) (fn [d] (seq (. d (listFiles)))) dir))

(defn load-string "Reads and evaluates the forms of the string one by one and gives the last value." {:added "1.0"} [s]
  (lisle.native/load-string s))

(defn load-reader "Reads and evaluates the forms of the reader one by one and gives the last value." {:added "1.0"} [rdr]
  (lisle.native/load-string (slurp rdr)))

(defn load-file "Reads and evaluates the forms of a file one by one and gives the last value." {:added "1.0"} [name]
  (lisle.native/load-file name))

(defnative eval "Evaluates the form and gives its value." {:added "1.0"} [form])

(defn macroexpand-1 "The form with its macro expanded once, or itself if it is no macro call." {:added "1.0"} [form]
  (lisle.native/macroexpand-1 form))

(defn macroexpand
  "The form expanded until it is no macro call any more. Forms inside are not expanded."
  {:added "1.0"}
  [form]
  (let [ex (macroexpand-1 form)]
    (if (identical? ex form)
      form
      (macroexpand ex))))

;; regular expressions

(defnative re-pattern "The pattern of a string, or the pattern itself." {:added "1.0"} [s])
(defnative re-matcher "A matcher of the pattern over the string." {:added "1.0"} [re s])
(defnative re-groups "The groups of the matcher's last match: a string, or a vector if there are groups." {:added "1.0"} [m])
(defnative re-find "The next match of the matcher, or the first of the pattern in the string, as re-groups; or nil." {:added "1.0"} [m] [re s])
(defnative re-matches "The groups if the whole string matches the pattern, or nil." {:added "1.0"} [re s])

(defn re-seq
  "A lazy seq of the matches of the pattern in the string."
  {:added "1.0"}
  [re s]
  (let [m (re-matcher re s)]
    ((fn step []
       (when (lisle.native/matcher-find m)
         (cons (re-groups m) (lazy-seq (step))))))))

;; strings as data

(def ^{:added "1.0" :doc "A map from character to the escape that prints it in a string, or nil."}
  char-escape-string {\newline "\\n" \tab "\\t" \return "\\r" \" "\\\"" \\ "\\\\" \formfeed "\\f" \backspace "\\b"})

(def ^{:added "1.0" :doc "A map from character to its name after a backslash, or nil."}
  char-name-string {\newline "newline" \tab "tab" \space "space" \backspace "backspace" \formfeed "formfeed" \return "return"})

(defnative parse-long "The long that the string writes, or nil." {:added "1.11"} [s])
(defnative parse-double "The double that the string writes, or nil." {:added "1.11"} [s])
(defnative parse-uuid "The UUID that the string writes, or nil." {:added "1.11"} [s])
(defn parse-boolean "The boolean that the string writes, or nil." {:added "1.11"} [s]
  (if (string? s)
    (case s "true" true "false" false nil)
    (throw (IllegalArgumentException.
             (str "Expected string, got " (if (nil? s) "nil" (.getName (class s))))))))
