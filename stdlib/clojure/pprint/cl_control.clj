;; Directives that run others: conditions, iteration, case conversion, justification, logical blocks. At the end
;; the choice of directive, and cl-format.

(in-ns 'clojure.pprint)

(defn- run-condition
  [{:keys [selector]} node args]
  (let [clauses (:clauses node)]
    (cond
      (:colon node)
      (when-let [clause (nth clauses (if (next-arg args) 1 0) nil)]
        (run-nodes clause args))

      (:at node)
      (let [taken @(.-taken args)]
        (when (next-arg args)
          (move-args args taken)
          (run-nodes (first clauses) args)))

      :else
      (let [n (if (nil? selector) (next-arg args) selector)
            else (when (:colon (peek (:separators node))) (peek clauses))
            clauses (if else (pop clauses) clauses)
            clause (if (or (neg? n) (>= n (count clauses))) else (nth clauses n))]
        (when clause
          (run-nodes clause args))))))

(defn- iteration-nodes
  ;; the nodes that an iteration repeats: those between its brackets or, if there are none, of the next argument
  [node args]
  (let [nodes (first (:clauses node))]
    (if (seq nodes)
      nodes
      (let [arg (next-arg args)]
        (if (string? arg) (parse-format arg) arg)))))

(defn- iterate-args
  ;; runs the nodes again and again on the arguments
  [nodes args limit at-least-once?]
  (loop [n 0 taken-before -1]
    (let [taken @(.-taken args)]
      (when (and (= taken taken-before) (> n 1))
        (throw (RuntimeException. "%{ construct not consuming any arguments: Infinite loop!")))
      (when-not (or (and (no-more-args? args) (or (not at-least-once?) (pos? n)))
                    (and limit (>= n limit)))
        (when-not (run-nodes nodes args)
          (recur (inc n) taken))))))

(defn- iterate-sublists
  ;; runs the nodes on each argument as a list of arguments
  [nodes args limit at-least-once?]
  (loop [n 0]
    (when-not (or (and (no-more-args? args) (or (not at-least-once?) (pos? n)))
                  (and limit (>= n limit)))
      (let [sublist (when-not (no-more-args? args) (next-arg args))]
        (when-not (identical? :colon-up (run-nodes nodes (make-args sublist args)))
          (recur (inc n)))))))

(defn- run-iteration
  [{:keys [max-iterations]} node args]
  (let [nodes (iteration-nodes node args)
        args (if (:at node) args (make-args (next-arg args)))
        at-least-once? (:colon (:end node))]
    (if (:colon node)
      (iterate-sublists nodes args max-iterations at-least-once?)
      (iterate-args nodes args max-iterations at-least-once?))
    nil))

(defn- run-recursive
  [node args]
  (let [arg (next-arg args)
        nodes (if (string? arg) (parse-format arg) arg)]
    (run-nodes nodes (if (:at node) args (make-args (next-arg args))))
    nil))

(defn- escape
  [{:keys [arg1 arg2 arg3]} node args]
  (let [end? (cond
               arg3 (<= arg1 arg2 arg3)
               arg2 (= arg1 arg2)
               arg1 (zero? arg1)
               (:colon node) (no-more-args? (.-outer args))
               :else (no-more-args? args))]
    (when end?
      (if (:colon node) :colon-up :up))))

(defn- convert-case
  [node text]
  (cond
    (and (:colon node) (:at node)) (str/upper-case text)
    (:colon node) (str/replace (str/lower-case text) #"(^|\W)(\w)" (fn [[_ before c]] (str before (str/upper-case c))))
    (:at node) (str/replace-first (str/lower-case text) #"\S" str/upper-case)
    :else (str/lower-case text)))

(defn- run-case
  [node args]
  (let [[text escape] (run-to-string (first (:clauses node)) args)]
    (print (convert-case node text))
    escape))

;; justification

(defn- clause-texts
  ;; the texts of clauses, up to one that ~^ ended
  [clauses args]
  (loop [clauses (seq clauses) texts []]
    (if clauses
      (let [[text escape] (run-to-string (first clauses) args)]
        (if escape
          texts
          (recur (next clauses) (conj texts text))))
      texts)))

(defn- run-justify
  [{:keys [mincol colinc minpad padchar]} node args]
  (let [{:keys [colon at clauses separators]} node
        overflow (when (:colon (first separators)) (first separators))
        {:keys [min-remaining max-columns]} (when overflow (param-values overflow args))
        overflow-text (when overflow (first (run-to-string (first clauses) args)))
        texts (clause-texts (if overflow (rest clauses) clauses) args)
        slots (max 1 (+ (dec (count texts)) (if colon 1 0) (if at 1 0)))
        width (reduce + (map count texts))
        least (+ width (* slots minpad))
        columns (if (<= least mincol)
                  mincol
                  (+ mincol (* colinc (inc (quot (- least mincol 1) colinc)))))
        padding (- columns width)
        each (max minpad (quot padding slots))
        padding-text (spaces each padchar)]
    (when (and overflow-text (pretty-writer? *out*)
               (> (+ (get-column @*out*) (or min-remaining 0) columns)
                  (or max-columns (.-margin @*out*) 72)))
      (print overflow-text))
    (loop [extra (- padding (* each slots))
           texts (seq texts)
           padding-only? (or colon (and (= 1 (count texts)) (not at)))]
      (when texts
        (print (str (when-not padding-only? (first texts))
                    (when (or padding-only? (next texts) at) padding-text)
                    (when (pos? extra) padchar)))
        (recur (dec extra) (if padding-only? texts (next texts)) false)))))

;; logical blocks

(defn- run-block
  [node args]
  (let [clauses (:clauses node)
        n (count clauses)
        text (fn [i] (first (run-to-string (nth clauses i) args)))
        [prefix body suffix] (case n
                               1 [(when (:colon node) "(") (nth clauses 0) (when (:colon node) ")")]
                               2 [(text 0) (nth clauses 1) nil]
                               [(text 0) (nth clauses 1) (text 2)])
        arg (next-arg args)]
    (pprint-logical-block :prefix prefix :suffix suffix
      (run-nodes body (make-args arg)))
    nil))

(defn- run-write
  [node args]
  (let [arg (next-arg args)]
    (if (or (:colon node) (:at node))
      (do (apply write arg (concat (when (:at node) [:level nil :length nil])
                                   (when (:colon node) [:pretty true])))
          nil)
      (when (write-out arg) :up))))

(defn- run-break
  [node]
  (pprint-newline (cond
                    (and (:colon node) (:at node)) :mandatory
                    (:colon node) :fill
                    (:at node) :miser
                    :else :linear)))

(defn- put-times
  [n text]
  (print (apply str (repeat n text))))

(defn- run-directive
  ;; nil, or what run-nodes gives for an escape
  [op params node args]
  (case op
    \a (put-object params node print-str (next-arg args))
    \s (put-object params node pr-str (next-arg args))
    \d (put-integer 10 params node (next-arg args))
    \b (put-integer 2 params node (next-arg args))
    \o (put-integer 8 params node (next-arg args))
    \x (put-integer 16 params node (next-arg args))
    \r (run-radix params node args)
    \p (run-plural node args)
    \c (run-character node args)
    \f (put-fixed params node (next-arg args))
    \e (put-exponential params node (next-arg args))
    \g (put-general params node (next-arg args))
    \$ (put-money params node (next-arg args))
    \% (dotimes [_ (:count params)] (prn))
    \& (when (pos? (:count params))
         (fresh-line)
         (dotimes [_ (dec (:count params))] (prn)))
    \| (put-times (:count params) \formfeed)
    \~ (put-times (:n params) \~)
    \newline (run-newline node)
    \t (run-tabulate params node)
    \* (do (run-goto params node args) nil)
    \? (run-recursive node args)
    \( (run-case node args)
    \[ (run-condition params node args)
    \{ (run-iteration params node args)
    \< (if (:colon (:end node))
         (run-block node args)
         (run-justify params node args))
    \^ (escape params node args)
    \w (run-write node args)
    \_ (run-break node)
    \i (pprint-indent (if (:colon node) :current :block) (:n params))))

;; entry points

(defn- format-nodes
  [format-in]
  (cond
    (string? format-in) (parse-format format-in)
    (vector? format-in) format-in
    :else (seq format-in)))

(defn- format-to
  ;; runs a format to a stream: a writer, true for *out*, or nil for a string
  [stream nodes arguments]
  (let [writer (cond
                 (nil? stream) (java.io.StringWriter.)
                 (true? stream) *out*
                 :else stream)
        target (if (and *print-pretty* (needs-pretty? nodes))
                 (get-pretty-writer writer)
                 writer)]
    (binding [*out* target]
      (try
        (run-nodes nodes (make-args arguments))
        (finally
          (when-not (identical? writer target)
            (flush)))))
    (when (nil? stream)
      (str writer))))

(defn cl-format
  "Prints the arguments as the format string says, as Common Lisp's FORMAT does. The writer is true for *out*, or nil: then the
  text is given as a string."
  {:added "1.2"}
  [writer format-in & args]
  (format-to writer (format-nodes format-in) args))

(defmacro formatter
  "A function of a writer and arguments that prints them as the format string says."
  {:added "1.2"}
  [format-in]
  `(let [nodes# (#'format-nodes ~format-in)]
     (fn [stream# & args#]
       (#'format-to stream# nodes# args#))))

(defmacro formatter-out
  "A function of arguments that prints them to *out* as the format string says; for use in dispatch functions."
  {:added "1.2"}
  [format-in]
  `(let [nodes# (#'format-nodes ~format-in)]
     (fn [& args#]
       (#'run-nodes nodes# (#'make-args args#))
       nil)))
