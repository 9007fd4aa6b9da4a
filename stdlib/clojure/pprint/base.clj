;; Logical blocks and breaks as forms, and the entry points: write, write-out, pprint, pp.

(in-ns 'clojure.pprint)

(def ^{:dynamic true :added "1.2" :doc "When false, write prints without layout."}
  *print-pretty* true)

(def ^{:dynamic true :added "1.2" :doc "The function that prints an object with layout: a multimethod of one argument."}
  *print-pprint-dispatch* nil)

(def ^{:dynamic true :added "1.2" :doc "The width of lines, or nil for no limit."}
  *print-right-margin* 72)

(def ^{:dynamic true :added "1.2"
       :doc "Blocks that begin fewer columns than this before the right margin are laid out narrowly; nil for never."}
  *print-miser-width* 40)

(def ^{:dynamic true :private true} *print-lines* nil)
(def ^{:dynamic true :private true} *print-circle* nil)
(def ^{:dynamic true :private true} *print-shared* nil)

(def ^{:dynamic true :added "1.2" :doc "When true, symbols are printed without their namespaces."}
  *print-suppress-namespaces* nil)

(def ^{:dynamic true :added "1.2" :doc "When true, integers and ratios are printed with a mark of their base."}
  *print-radix* nil)

(def ^{:dynamic true :added "1.2" :doc "The base in which integers and ratios are printed."}
  *print-base* 10)

(def ^{:dynamic true :private true :doc "How many blocks are around what is printed."} *current-level* 0)
(def ^{:dynamic true :private true :doc "How many items of the present block have been printed, or nil outside of blocks."}
  *current-length* nil)

(declare cl-format)

(defn get-pretty-writer
  "A pretty writer that prints to the writer; the writer itself if it is one."
  {:added "1.2"}
  [writer]
  (if (pretty-writer? writer)
    writer
    (make-pretty-writer writer *print-right-margin* *print-miser-width*)))

(defn fresh-line
  "Begins a new line, unless *out* is a pretty writer at the beginning of a line."
  {:added "1.2"}
  []
  (if (pretty-writer? *out*)
    (when-not (zero? (get-column @*out*))
      (prn))
    (prn)))

(defmacro ^:private with-pretty-writer
  [writer & body]
  `(let [base# ~writer]
     (binding [*out* (get-pretty-writer base#)]
       ~@body
       (flush-tokens @*out*))))

(defn- radix-prefix
  []
  (case (int *print-base*) 2 "#b" 8 "#o" 16 "#x" (str "#" *print-base* "r")))

(defn- number-text
  ;; the text of an integer or a ratio under *print-base* and *print-radix*, or nil for other objects
  [x]
  (cond
    (integer? x)
    (if (= 10 *print-base*)
      (str x (when *print-radix* "."))
      (let [digits (cl-format nil "~vr" *print-base* x)]
        (if *print-radix*
          (str (radix-prefix) digits)
          digits)))

    (ratio? x)
    (str (when *print-radix* (radix-prefix))
         (cl-format nil "~vr/~vr" *print-base* (numerator x) *print-base* (denominator x)))))

(defn- pr-object
  ;; pr, in the base asked for
  [x]
  (if-let [text (when (or *print-radix* (not= 10 *print-base*)) (number-text x))]
    (print text)
    (pr x)))

(defn write-out
  "Prints the object to *out*, a pretty writer, as an item of the present block. Custom dispatch functions call this for
  the parts of an object."
  {:added "1.2"}
  [object]
  (let [length-reached (and *current-length* *print-length* (>= *current-length* *print-length*))]
    (cond
      (not *print-pretty*) (pr-object object)
      length-reached (print "...")
      :else (do
              (when *current-length*
                (set! *current-length* (inc *current-length*)))
              (*print-pprint-dispatch* object)))
    length-reached))

(def ^:private option-vars
  ;; the options of write that bind vars
  {:base #'*print-base*
   :circle #'*print-circle*
   :dispatch #'*print-pprint-dispatch*
   :length #'*print-length*
   :level #'*print-level*
   :lines #'*print-lines*
   :miser-width #'*print-miser-width*
   :pretty #'*print-pretty*
   :radix #'*print-radix*
   :readably #'*print-readably*
   :right-margin #'*print-right-margin*
   :suppress-namespaces #'*print-suppress-namespaces*})

(defn write
  "Prints the object with layout. The options :base, :circle, :dispatch, :length, :level, :lines, :miser-width, :pretty,
  :radix, :readably, :right-margin and :suppress-namespaces bind the vars of their names; :stream is a writer, true
  for *out*, or nil: then the text is given as a string."
  {:added "1.2"}
  [object & kw-args]
  (let [options (merge {:stream true} (apply hash-map kw-args))]
    (with-bindings (into {} (keep (fn [[k v]] (when-let [option-var (option-vars k)] [option-var v]))) options)
      (let [stream (:stream options)
            writer (cond
                     (nil? stream) (java.io.StringWriter.)
                     (true? stream) *out*
                     :else stream)]
        (if *print-pretty*
          (with-pretty-writer writer (write-out object))
          (binding [*out* writer] (pr-object object)))
        (when (nil? stream)
          (str writer))))))

(defn pprint
  "Prints the object with layout, and a newline, to the writer or *out*."
  {:added "1.2"}
  ([object] (pprint object *out*))
  ([object writer]
   (with-pretty-writer writer
     (binding [*print-pretty* true]
       (write-out object))
     (when-not (zero? (get-column @*out*))
       (prn)))))

(defmacro pp
  "Prints *1, the value that a REPL printed last, with layout."
  {:added "1.2"}
  []
  `(pprint *1))

(defn set-pprint-dispatch
  "Makes the function the root value of *print-pprint-dispatch*, or its thread binding if there is one."
  {:added "1.2"}
  [function]
  (if (thread-bound? #'*print-pprint-dispatch*)
    (set! *print-pprint-dispatch* function)
    (alter-var-root #'*print-pprint-dispatch* (constantly function)))
  nil)

(defmacro with-pprint-dispatch
  "Evaluates the body with the function as *print-pprint-dispatch*."
  {:added "1.2"}
  [function & body]
  `(binding [*print-pprint-dispatch* ~function]
     ~@body))

;; blocks

(defn- block-options
  ;; [options body] of the arguments of pprint-logical-block
  [args]
  (loop [options {} args (seq args)]
    (if (contains? #{:prefix :per-line-prefix :suffix} (first args))
      (recur (assoc options (first args) (second args)) (nnext args))
      [options args])))

(defn- check-arg
  [arg allowed]
  (when-not (contains? allowed arg)
    (throw (IllegalArgumentException. (str "Bad argument: " arg ". It must be one of " allowed)))))

(defn- level-exceeded?
  []
  (and *print-level* (>= *current-level* *print-level*)))

(defn- call-in-block
  ;; calls f inside a logical block
  [prefix per-line-prefix suffix f]
  (if (level-exceeded?)
    (lisle.native/write-text *out* "#")
    (binding [*current-level* (inc *current-level*)
              *current-length* 0]
      (start-block @*out* prefix per-line-prefix suffix)
      (f)
      (end-block @*out*)))
  nil)

(defmacro pprint-logical-block
  "Evaluates the body, which prints to *out*, a pretty writer, as a logical block. Options before the body: :prefix, :suffix,
  and :per-line-prefix, which begins every line of the block."
  {:added "1.2" :arglists '[[options* body]]}
  [& args]
  (let [[{:keys [prefix per-line-prefix suffix]} body] (block-options args)]
    `(#'call-in-block ~prefix ~per-line-prefix ~suffix (fn [] ~@body nil))))

(defn pprint-newline
  "A place where the line may be broken: always (:mandatory), when the rest of the block does not fit (:linear), when what
  follows up to the next break does not fit (:fill), or as :linear but only in narrow layout (:miser)."
  {:added "1.2"}
  [kind]
  (check-arg kind #{:mandatory :miser :fill :linear})
  (line-break @*out* kind)
  nil)

(defn pprint-indent
  "Sets the indentation of the lines that follow in the block: n from its beginning (:block) or from here (:current)."
  {:added "1.2"}
  [relative-to n]
  (check-arg relative-to #{:block :current})
  (indent @*out* relative-to n)
  nil)

(defn pprint-tab
  "Tabulation in pretty printing, which Clojure does not have either: throws."
  {:added "1.2"}
  [kind colnum colinc]
  (check-arg kind #{:line :section :line-relative :section-relative})
  (throw (UnsupportedOperationException. "pprint-tab is not yet implemented")))

(defn- recur-counting
  ;; the form with count+1 as the first argument of its recurs; they stand in tail position of if, do, let and the like
  [counter form]
  (cond
    (and (seq? form) (= 'recur (first form)))
    (list* 'recur `(inc ~counter) (rest form))

    (and (seq? form) (contains? '#{quote fn fn* loop loop*} (first form)))
    form

    (seq? form)
    (with-meta (apply list (map (fn [part] (recur-counting counter part)) form)) (meta form))

    :else form))

(defmacro print-length-loop
  "Like loop, but prints ... and ends after *print-length* rounds."
  {:added "1.3"}
  [bindings & body]
  (let [counter (gensym "count__")]
    `(loop [~counter 0 ~@bindings]
       (if (or (not *print-length*) (< ~counter *print-length*))
         (do ~@(map (fn [form] (recur-counting counter form)) body))
         (do (lisle.native/write-text *out* "...") nil)))))
