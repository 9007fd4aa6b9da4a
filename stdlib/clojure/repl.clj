;; clojure.repl: what one asks at a prompt: documentation, names, sources, stack traces.

(ns clojure.repl
  "Functions for use at the REPL."
  (:require [clojure.main :as main]
            [clojure.string :as str]))

(def ^:private special-doc-map
  '{. {:url "java_interop#dot"
       :forms [(.instanceMember instance args*)
               (.instanceMember Classname args*)
               (Classname/staticMethod args*)
               Classname/staticField]
       :doc "Access to the methods and fields of objects and classes. All of these expand into the dot
  form, (. target member args*)."}
    def {:forms [(def symbol doc-string? init?)]
         :doc "Makes a var of the name in the current namespace, unless there is one, and sets its root to the
  value of init if that is given."}
    do {:forms [(do exprs*)]
        :doc "Evaluates the expressions in order and gives the value of the last, or nil without any."}
    if {:forms [(if test then else?)]
        :doc "Evaluates test, and then else if that was nil or false, otherwise then. Without else gives nil."}
    monitor-enter {:forms [(monitor-enter x)]
                   :doc "Takes the monitor of x. Use locking instead."}
    monitor-exit {:forms [(monitor-exit x)]
                  :doc "Gives the monitor of x back. Use locking instead."}
    new {:forms [(Classname. args*) (new Classname args*)]
         :url "java_interop#new"
         :doc "Makes an object of the class, with the values of the arguments from left to right."}
    quote {:forms [(quote form)]
           :doc "Gives the form without evaluating it."}
    recur {:forms [(recur exprs*)]
           :doc "Evaluates the expressions in order and goes back to the recursion point, a loop or the start of a
  function, with their values as its bindings."}
    set! {:forms [(set! var-symbol expr)
                  (set! (. instance-expr instanceFieldName-symbol) expr)
                  (set! (. Classname-symbol staticFieldName-symbol) expr)]
          :url "vars#set"
          :doc "Sets the thread binding of a var, or a mutable field."}
    throw {:forms [(throw expr)]
           :doc "Evaluates the expression and throws the value, which must be a Throwable."}
    try {:forms [(try expr* catch-clause* finally-clause?)]
         :doc "Evaluates the expressions and gives the last value. An exception goes to the first catch-clause whose
  class it is an instance of: (catch classname name expr*). A finally-clause, (finally expr*), is evaluated
  last, however the others end."}
    var {:forms [(var symbol)]
         :doc "The var that the symbol names, and not its value. #'x stands for (var x)."}})

(defn- special-doc
  [name-symbol]
  (let [entry (or (special-doc-map name-symbol) (meta (resolve name-symbol)))]
    (assoc entry :name name-symbol :special-form true)))

(defn- namespace-doc
  [nspace]
  (assoc (meta nspace) :name (ns-name nspace)))

(defn- spec-fn
  ;; a function of clojure.spec.alpha
  [name]
  (requiring-resolve (symbol "clojure.spec.alpha" name)))

(defn- fn-spec-of
  ;; the spec of the function or macro whose metadata is given; those of the core are loaded for this
  [{n :ns nm :name :keys [macro]}]
  (when (and macro (= 'clojure.core (ns-name n)))
    (require 'clojure.core.specs.alpha))
  (when (find-ns 'clojure.spec.alpha)
    ((spec-fn "get-spec") (symbol (str (ns-name n)) (name nm)))))

(defn- print-fn-spec
  [fn-spec]
  (when fn-spec
    (println "Spec")
    (doseq [role [:args :ret :fn]]
      (when-let [spec (get fn-spec role)]
        (println " " (str (name role) ":") ((spec-fn "describe") spec))))))

(defn- print-spec-doc
  [k]
  (when (find-ns 'clojure.spec.alpha)
    (when-let [spec ((spec-fn "get-spec") k)]
      (println "-------------------------")
      (println k)
      (println "Spec")
      (println " " ((spec-fn "describe") spec)))))

(defn- print-doc
  [{n :ns nm :name :keys [forms arglists special-form doc url macro] :as m}]
  (println "-------------------------")
  (println (str (when n (str (ns-name n) "/")) nm))
  (doseq [form forms]
    (print "  ")
    (prn form))
  (when arglists
    (prn arglists))
  (cond
    special-form
    (do
      (println "Special Form")
      (println " " doc)
      (if (contains? m :url)
        (when url
          (println (str "\n  Please see http://clojure.org/" url)))
        (println (str "\n  Please see http://clojure.org/special_forms#" nm))))

    :else
    (do
      (when macro
        (println "Macro"))
      (when doc
        (println " " doc))))
  (when n
    (print-fn-spec (fn-spec-of m))))

(defn find-doc
  "Prints the documentation of every var and namespace whose name or documentation matches the regex or its text."
  {:added "1.0"}
  [re-string-or-pattern]
  (let [re (re-pattern re-string-or-pattern)
        ms (concat (mapcat (fn [ns] (sort-by :name (map meta (vals (ns-interns ns)))))
                           (sort-by ns-name (all-ns)))
                   (map namespace-doc (all-ns))
                   (map special-doc (keys special-doc-map)))]
    (doseq [m ms
            :when (and (:doc m)
                       (or (re-find re (:doc m))
                           (re-find re (str (:name m)))))]
      (print-doc m))))

(defmacro doc
  "Prints the documentation of a var, a special form or a namespace."
  {:added "1.0"}
  [name]
  (if-let [special-name ('{& fn, catch try, finally try} name)]
    `(#'print-doc (#'special-doc '~special-name))
    (cond
      (special-doc-map name) `(#'print-doc (#'special-doc '~name))
      (keyword? name) `(#'print-spec-doc '~name)
      (find-ns name) `(#'print-doc (#'namespace-doc (find-ns '~name)))
      (var? (resolve name)) `(#'print-doc (meta (var ~name))))))

;; names

(defn dir-fn
  "A sorted seq of the symbols of the public vars of a namespace or of the one with that alias."
  [ns]
  (sort (keys (ns-publics (the-ns (get (ns-aliases *ns*) ns ns))))))

(defmacro dir
  "Prints a sorted list of the public vars of a namespace or of the one with that alias."
  [nsname]
  `(doseq [v# (dir-fn '~nsname)]
     (println v#)))

(defn apropos
  "A sorted seq of the public vars, as symbols, whose names match the regex or contain the string or symbol."
  [str-or-pattern]
  (let [matches? (if (instance? java.util.regex.Pattern str-or-pattern)
                   (fn [sym] (re-find str-or-pattern (str sym)))
                   (fn [sym] (str/includes? (str sym) (str str-or-pattern))))]
    (sort (mapcat (fn [ns]
                    (let [ns-part (str (ns-name ns))]
                      (map (fn [sym] (symbol ns-part (str sym)))
                           (filter matches? (keys (ns-publics ns))))))
                  (all-ns)))))

;; sources

(defn source-fn
  "The source text of the definition of the var that the symbol names, or nil if it is not to be found."
  [x]
  (when-let [v (resolve x)]
    (when-let [{:keys [file line]} (meta v)]
      (when-let [text (and file line (lisle.native/source-text file))]
        (let [lines (drop (dec line) (str/split-lines text))
              reader (lisle.native/string-reader (str/join "\n" lines))]
          (str/trim (second (binding [*read-eval* false
                                      *ns* (or (:ns (meta v)) *ns*)]
                              (read+string {:read-cond :allow} reader)))))))))

(defmacro source
  "Prints the source text of the definition of the var that the symbol names."
  [n]
  `(println (or (source-fn '~n) (str "Source not found"))))

;; exceptions

(defn demunge
  "The readable name of a function, from its class's name in a stack trace."
  {:added "1.3"}
  [fn-name]
  (main/demunge fn-name))

(defn root-cause
  "The innermost cause of an exception."
  {:added "1.3"}
  [t]
  (main/root-cause t))

(defn stack-element-str
  "A stack trace element as text."
  {:added "1.3"}
  [el]
  (main/stack-element-str el))

(defn pst
  "Prints the exception e (the root cause of *e) and depth (12) frames of its stack trace to *err*, and its causes."
  {:added "1.3"}
  ([] (pst 12))
  ([e-or-depth]
   (if (instance? Throwable e-or-depth)
     (pst e-or-depth 12)
     (when-let [e *e]
       (pst (root-cause e) e-or-depth))))
  ([e depth]
   (binding [*out* *err*]
     (when (and (contains? #{:read-source :macro-syntax-check :macroexpansion :compile-syntax-check :compilation}
                           (:clojure.error/phase (ex-data e)))
                (ex-cause e))
       (println "Note: The following stack trace applies to the reader or compiler, your code was not executed."))
     (println (str (.getSimpleName (class e)) " " (ex-message e)
                   (when-let [info (ex-data e)] (str " " (pr-str info)))))
     (let [frames (.getStackTrace ^Throwable e)
           cause (ex-cause e)]
       (doseq [el (take depth (remove (fn [el] (contains? #{"clojure.lang.RestFn" "clojure.lang.AFn"}
                                                         (.getClassName ^StackTraceElement el)))
                                      frames))]
         (println (str \tab (stack-element-str el))))
       (when cause
         (println "Caused by:")
         (pst cause (min depth (+ 2 (- (count (.getStackTrace ^Throwable cause)) (count frames))))))))))

(defn thread-stopper
  "A function of one argument, a signal, that interrupts the thread (the current one)."
  ([] (thread-stopper (Thread/currentThread)))
  ([thread] (fn [_signal] (.interrupt ^Thread thread))))

(defn set-break-handler!
  "Calls f (which interrupts the current thread by default) when the user types Ctrl-C. Signals belong to the
  program that hosts the runtime here, so this only exists for programs that call it."
  ([] (set-break-handler! (thread-stopper)))
  ([f] nil))
