;; clojure.main: the read-eval-print loop and its parts, and exceptions explained to people. The command line of
;; the program is not here; `main` understands the options that programs pass to it.

(ns clojure.main
  "The read-eval-print loop, and messages for exceptions."
  (:refer-clojure :exclude [with-bindings])
  (:require [clojure.string :as str]))

;; names of compiled functions

(def ^:private munged-names
  {"_COLON_" ":" "_PLUS_" "+" "_GT_" ">" "_LT_" "<" "_EQ_" "=" "_TILDE_" "~" "_BANG_" "!" "_CIRCA_" "@"
   "_SHARP_" "#" "_SINGLEQUOTE_" "'" "_DOUBLEQUOTE_" "\"" "_PERCENT_" "%" "_CARET_" "^" "_AMPERSAND_" "&"
   "_STAR_" "*" "_BAR_" "|" "_LBRACE_" "{" "_RBRACE_" "}" "_LBRACK_" "[" "_RBRACK_" "]" "_SLASH_" "/"
   "_BSLASH_" "\\" "_QMARK_" "?" "_" "-" "$" "/"})

(def ^:private munged-pattern
  (re-pattern (str/join "|" (concat (sort-by (comp - count) (filter (fn [k] (< 1 (count k))) (keys munged-names)))
                                    ["_" "\\$"]))))

(defn demunge
  "The readable name of a function, from its class's name in a stack trace."
  {:added "1.3"}
  [fn-name]
  (str/replace fn-name munged-pattern (fn [part] (get munged-names part))))

(defn root-cause
  "The innermost cause of an exception."
  {:added "1.3"}
  [t]
  (if-let [cause (ex-cause t)]
    (recur cause)
    t))

(defn stack-element-str
  "A stack trace element as text: the function's name where it is Clojure code, else class and method."
  {:added "1.3"}
  [el]
  (let [file (.getFileName ^StackTraceElement el)
        class-name (.getClassName ^StackTraceElement el)
        clojure? (and file
                      (or (str/ends-with? file ".clj")
                          (str/ends-with? file ".cljc")
                          (= file "NO_SOURCE_FILE")))]
    (str (if clojure?
           (demunge class-name)
           (str class-name "." (.getMethodName ^StackTraceElement el)))
         " (" file ":" (.getLineNumber ^StackTraceElement el) ")")))

;; explaining exceptions

(defn- java-loc->source
  ;; the symbol of the function that a frame belongs to
  [class-sym method-sym]
  (if (contains? '#{invoke invokeStatic} method-sym)
    (let [[ns-part & fn-parts] (map (fn [part] (str/replace (demunge part) #"--.*$" ""))
                                    (str/split (str class-sym) #"\$"))]
      (symbol ns-part (str/join "$" fn-parts)))
    (symbol (name class-sym) (name method-sym))))

(defn- core-frame?
  [[class-sym]]
  (let [class-name (str class-sym)]
    (or (str/starts-with? class-name "clojure.core$")
        (str/starts-with? class-name "clojure.lang.")
        (str/starts-with? class-name "clojure.main$"))))

(defn- no-source?
  [source]
  (contains? #{"NO_SOURCE_FILE" "NO_SOURCE_PATH"} source))

(defn- file-name
  [path]
  (last (str/split path #"/")))

(defn- relative
  ;; the path from the current directory on, if it is below it
  [path]
  (let [directory (str (System/getProperty "user.dir") "/")]
    (if (str/starts-with? path directory)
      (subs path (count directory))
      path)))

(defn- with-source
  ;; the path and the name of the source instead of what stands at :clojure.error/source
  [data source]
  (cond
    (nil? source) data
    (no-source? source) (dissoc data :clojure.error/source :clojure.error/path)
    :else (assoc data :clojure.error/source (file-name source) :clojure.error/path (relative source))))

(defn ex-triage
  "What matters of an exception for a message: a map of :clojure.error/ keys (phase, source, path, line, column, symbol,
  class, cause, spec), from the result of Throwable->map."
  {:added "1.10"}
  [datafied-throwable]
  (let [{:keys [via trace phase] :or {phase :execution}} datafied-throwable
        {:keys [type message data]} (last via)
        problems (:clojure.spec.alpha/problems data)
        caller (:clojure.spec.test.alpha/caller data)
        spec-fn (:clojure.spec.alpha/fn data)
        top-data (:data (first via))
        source (:clojure.error/source top-data)]
    (assoc
      (case phase
        :read-source
        (cond-> (with-source (merge (:data (second via)) top-data) source)
          message (assoc :clojure.error/cause message))

        (:compile-syntax-check :compilation :macro-syntax-check :macroexpansion)
        (cond-> (with-source top-data source)
          type (assoc :clojure.error/class type)
          message (assoc :clojure.error/cause message)
          problems (assoc :clojure.error/spec data))

        (:read-eval-result :print-eval-result)
        (let [[class-sym method-sym file line] (first trace)]
          (cond-> top-data
            line (assoc :clojure.error/line line)
            file (assoc :clojure.error/source file)
            (and class-sym method-sym) (assoc :clojure.error/symbol (java-loc->source class-sym method-sym))
            type (assoc :clojure.error/class type)
            message (assoc :clojure.error/cause message)))

        :execution
        (let [[class-sym method-sym file line] (first (drop-while core-frame? trace))
              file (first (remove (fn [f] (or (nil? f) (no-source? f))) [(:file caller) file]))
              line (or (:line caller) line)]
          (cond-> {:clojure.error/class type}
            line (assoc :clojure.error/line line)
            message (assoc :clojure.error/cause message)
            (or spec-fn (and class-sym method-sym))
            (assoc :clojure.error/symbol (or spec-fn (java-loc->source class-sym method-sym)))
            file (assoc :clojure.error/source file)
            problems (assoc :clojure.error/spec data))))
      :clojure.error/phase phase)))

(defn- explain-spec
  ;; clojure.spec is loaded only here, where its problems are to be shown
  [spec]
  (@(requiring-resolve 'clojure.spec.alpha/macro-explanation) spec))

(defn ex-str
  "The message for people of what ex-triage gave."
  {:added "1.10"}
  [{:clojure.error/keys [phase source path line column symbol class cause spec] :as triage-data}]
  (let [loc (str (or path source "REPL") ":" (or line 1) (when column (str ":" column)))
        simple-class (when class (last (str/split (name class) #"\.")))
        kind (if (contains? #{"Exception" "RuntimeException"} simple-class)
               ""
               (str " (" simple-class ")"))
        name-part (if symbol (str symbol " ") "")
        reason (if spec (explain-spec spec) (str cause "\n"))]
    (case phase
      :read-source
      (str "Syntax error reading source at (" loc ").\n" cause "\n")
      :macro-syntax-check
      (str "Syntax error macroexpanding " name-part "at (" loc ").\n" reason)
      :macroexpansion
      (str "Unexpected error" kind " macroexpanding " name-part "at (" loc ").\n" cause "\n")
      :compile-syntax-check
      (str "Syntax error" kind " compiling " name-part "at (" loc ").\n" cause "\n")
      :compilation
      (str "Unexpected error" kind " compiling " name-part "at (" loc ").\n" cause "\n")
      :read-eval-result
      (str "Error reading eval result" kind " at " (or symbol "null") " (" loc ").\n" cause "\n")
      :print-eval-result
      (str "Error printing return value" kind " at " (or symbol "null") " (" loc ").\n" cause "\n")
      :execution
      (if spec
        (str "Execution error - invalid arguments to " (or symbol "null") " at (" loc ").\n" reason)
        (str "Execution error" kind " at " name-part "(" loc ").\n" cause "\n")))))

(defn err->msg
  "The message for people of an exception."
  [e]
  (ex-str (ex-triage (Throwable->map e))))

(defn report-error
  "Reports an exception: its message on *err*, and all of it where :target says: \"file\" (a temporary file),
  \"stderr\" or \"none\"."
  [t & {:keys [target] :or {target "file"} :as opts}]
  (when-not (= target "none")
    (let [trace (Throwable->map t)
          triage (ex-triage trace)
          report (with-out-str (prn (array-map :clojure.main/message (ex-str triage)
                                               :clojure.main/triage triage
                                               :clojure.main/trace trace)))]
      (binding [*out* *err*]
        (print (ex-str triage))
        (if (= target "stderr")
          (print (str "\nFull report at:\n" report))
          (let [file (java.io.File/createTempFile "clojure-" ".edn")]
            (spit file report)
            (println "\nFull report at:")
            (println (str file))))
        (flush)))))

;; the loop

(defmacro with-bindings
  "Evaluates the body with thread bindings of the vars that a REPL or a script sets."
  [& body]
  `(binding [*ns* *ns*
             *warn-on-reflection* *warn-on-reflection*
             *math-context* *math-context*
             *print-meta* *print-meta*
             *print-length* *print-length*
             *print-level* *print-level*
             *print-namespace-maps* true
             *data-readers* *data-readers*
             *default-data-reader-fn* *default-data-reader-fn*
             *compile-path* *compile-path*
             *command-line-args* *command-line-args*
             *unchecked-math* *unchecked-math*
             *assert* *assert*
             *repl* *repl*
             *1 nil
             *2 nil
             *3 nil
             *e nil]
     ~@body))

(defn repl-prompt
  "Prints the prompt of the REPL: the name of the current namespace."
  []
  (print (str (ns-name *ns*) "=> ")))

(defn skip-if-eol
  "Reads a newline from s if one is next. Gives :line-start if it was, :stream-end at the end, else :body."
  [s]
  (let [c (.read s)]
    (cond
      (= c 10) :line-start
      (= c -1) :stream-end
      :else (do (.unread s c) :body))))

(defn skip-whitespace
  "Reads whitespace and commas, up to the first newline, and a comment with its newline. Gives :line-start,
  :stream-end or :body."
  [s]
  (let [c (.read s)]
    (cond
      (= c 10) :line-start
      (= c -1) :stream-end
      (= c 59) (do (.readLine s) :line-start)
      (or (= c 44) (Character/isWhitespace (char c))) (recur s)
      :else (do (.unread s c) :body))))

(defn renumbering-read
  "Reads from a line-numbering reader as if its present line were line-number."
  {:added "1.10"}
  [opts reader line-number]
  (let [line-before (.getLineNumber reader)]
    (.setLineNumber reader line-number)
    (try
      (read opts reader)
      (finally
        (.setLineNumber reader (+ line-before (- (.getLineNumber reader) line-number)))))))

(defn repl-read
  "Reads what a REPL evaluates next from *in*: a form, request-prompt at a line's start, or request-exit at the end of
  the input. Lines are counted from the form's first on."
  [request-prompt request-exit]
  (case (skip-whitespace *in*)
    :line-start request-prompt
    :stream-end request-exit
    (let [input (renumbering-read {:read-cond :allow} *in* 1)]
      (skip-if-eol *in*)
      input)))

(defn repl-exception
  "The root cause of an exception."
  [throwable]
  (root-cause throwable))

(defn repl-caught
  "Prints the message of an exception to *err*."
  [e]
  (binding [*out* *err*]
    (print (err->msg e))
    (flush)))

(def ^{:doc "What a REPL's user namespace requires first."}
  repl-requires
  '[[clojure.repl :refer (source apropos dir pst doc find-doc)]
    [clojure.java.javadoc :refer (javadoc)]
    [clojure.pprint :refer (pp pprint)]
    [clojure.repl.deps :refer (add-libs add-lib sync-deps)]])

(defmacro with-read-known
  "Evaluates the body with *read-eval* true where it is :unknown."
  [& body]
  `(binding [*read-eval* (if (= :unknown *read-eval*) true *read-eval*)]
     ~@body))

(defn repl
  "A read-eval-print loop over *in* and *out*. Options, all functions: :init, :need-prompt, :prompt, :flush, :read (of the
  two values that ask for a prompt and for the end), :eval, :print, :caught (of an exception)."
  [& options]
  (let [{:keys [init need-prompt prompt flush read eval print caught]
         :or {init (fn [])
              need-prompt (if (instance? clojure.lang.LineNumberingPushbackReader *in*)
                            (fn [] (.atLineStart *in*))
                            (fn [] true))
              prompt repl-prompt
              flush flush
              read repl-read
              eval eval
              print prn
              caught repl-caught}}
        (apply hash-map options)
        request-prompt (Object.)
        request-exit (Object.)
        handle (fn [e]
                 (caught e)
                 (set! *e e))
        step (fn []
               (try
                 (let [input (try
                               (with-read-known (read request-prompt request-exit))
                               (catch clojure.lang.LispReader$ReaderException e
                                 (throw (ex-info nil {:clojure.error/phase :read-source} e))))]
                   (if (or (identical? input request-prompt) (identical? input request-exit))
                     input
                     (let [value (binding [*repl* true] (eval input))]
                       (set! *3 *2)
                       (set! *2 *1)
                       (set! *1 value)
                       (try
                         (print value)
                         (catch Throwable e
                           (throw (ex-info nil {:clojure.error/phase :print-eval-result} e)))))))
                 (catch Throwable e
                   (handle e))))]
    (with-bindings
      (try
        (init)
        (catch Throwable e
          (handle e)))
      (prompt)
      (flush)
      (loop []
        (when-not (identical? (step) request-exit)
          (when (need-prompt)
            (prompt)
            (flush))
          (recur))))))

(defn load-script
  "Loads a script: a file, or a resource on the class path if the path begins with @ or @/."
  [path]
  (if (str/starts-with? path "@")
    (load (str "/" (str/replace (str/replace path #"^@/?" "") #"\.cljc?$" "")))
    (load-file path)))

;; the options that programs pass to main

(defn- eval-string
  [text]
  (let [reader (lisle.native/string-reader text)
        end (Object.)]
    (loop []
      (let [input (with-read-known (read {:read-cond :allow :eof end} reader))]
        (when-not (identical? input end)
          (let [value (eval input)]
            (when-not (nil? value)
              (prn value))
            (recur)))))))

(defn- run-namespace
  [ns-name args]
  (binding [*command-line-args* args]
    (require (symbol ns-name))
    (apply (ns-resolve (symbol ns-name) '-main) args)))

(defn main
  "Does what the arguments say, as Clojure's command does: -i FILE loads a file, -e TEXT evaluates text; then -m NS calls
  its -main, a path runs a script, -r or nothing starts a REPL."
  [& args]
  (with-bindings
    (loop [args args did-init false]
      (let [[option value & more] args]
        (cond
          (contains? #{"-i" "--init"} option) (do (load-script value) (recur more true))
          (contains? #{"-e" "--eval"} option) (do (eval-string value) (recur more true))
          (contains? #{"-m" "--main"} option) (run-namespace value more)
          (contains? #{"-r" "--repl"} option) (repl)
          (= "-" option) (load-reader *in*)
          (some? option) (binding [*command-line-args* (next args)] (load-script option))
          did-init nil
          :else (repl))))
    (flush)))
