;; Format strings as in Common Lisp: parsing, running, and the directives for text. A format is a vector of nodes: strings,
;; and maps for directives with :op, :params, :colon, :at, :offset, :spec and, for brackets, :clauses.

(in-ns 'clojure.pprint)

(def ^:private ^:dynamic *format-string* nil)

(defn- format-error
  [message offset]
  (throw (RuntimeException. (str message "\n" *format-string* "\n" (apply str (repeat offset \space)) "^\n"))))

;; Names, defaults and types of parameters, allowed flags, whether a pretty writer is needed. A default of
;; :long or :char stands for a parameter of that type without a default.
(def ^:private specs
  (let [any #{:colon :at :both}
        padded [:mincol 0 :colinc 1 :minpad 0 :padchar \space]
        integer [:mincol 0 :padchar \space :commachar \, :commainterval 3]]
    {\a {:params padded :flags any}
     \s {:params padded :flags any}
     \d {:params integer :flags any}
     \b {:params integer :flags any}
     \o {:params integer :flags any}
     \x {:params integer :flags any}
     \r {:params (into [:base :long] integer) :flags any}
     \p {:params [] :flags any}
     \c {:params [:char-format :char] :flags any}
     \f {:params [:w :long :d :long :k 0 :overflowchar :char :padchar \space] :flags #{:at}}
     \e {:params [:w :long :d :long :e :long :k 1 :overflowchar :char :padchar \space :exponentchar :char] :flags #{:at}}
     \g {:params [:w :long :d :long :e :long :k 1 :overflowchar :char :padchar \space :exponentchar :char] :flags #{:at}}
     \$ {:params [:d 2 :n 1 :w 0 :padchar \space] :flags any}
     \% {:params [:count 1] :flags #{}}
     \& {:params [:count 1] :flags #{} :pretty true}
     \| {:params [:count 1] :flags #{}}
     \~ {:params [:n 1] :flags #{}}
     \newline {:params [] :flags #{:colon :at}}
     \t {:params [:colnum 1 :colinc 1] :flags #{:at} :pretty true}
     \* {:params [:n :long] :flags #{:colon :at}}
     \? {:params [] :flags #{:at}}
     \( {:params [] :flags any :close \)}
     \) {:params [] :flags #{}}
     \[ {:params [:selector :long] :flags #{:colon :at} :close \]}
     \; {:params [:min-remaining :long :max-columns :long] :flags #{:colon}}
     \] {:params [] :flags #{}}
     \{ {:params [:max-iterations :long] :flags any :close \}}
     \} {:params [] :flags #{:colon}}
     \< {:params padded :flags any :close \> :pretty true}
     \> {:params [] :flags #{:colon}}
     \^ {:params [:arg1 :long :arg2 :long :arg3 :long] :flags #{:colon}}
     \w {:params [] :flags any :pretty true}
     \_ {:params [] :flags any}
     \i {:params [:n 0] :flags #{:colon}}}))

;; parsing

(defn- parse-param
  ;; [value next-index] of a parameter at i; no index if there is none
  [s i]
  (let [c (get s i)]
    (cond
      (nil? c) nil
      (= c \') (when (< (inc i) (count s)) [(nth s (inc i)) (+ i 2)])
      (contains? #{\v \V} c) [:next-arg (inc i)]
      (= c \#) [:remaining (inc i)]
      :else (when-let [digits (re-find #"^[+-]?\d+" (subs s i))]
              [(parse-long (if (str/starts-with? digits "+") (subs digits 1) digits)) (+ i (count digits))]))))

(defn- parse-params
  ;; [[[value offset]…] next-index]; a missing parameter has the value nil
  [s i]
  (loop [params [] i i]
    (let [[value j] (parse-param s i)
          end (or j i)]
      (if (= \, (get s end))
        (if (= (inc end) (count s))
          (format-error "Badly formed parameters in format directive" (inc end))
          (recur (conj params [value i]) (inc end)))
        [(if j (conj params [value i]) params) end]))))

(defn- parse-flags
  ;; [{flag offset} next-index]
  [s i]
  (loop [flags {} i i]
    (if-let [flag ({\: :colon \@ :at} (get s i))]
      (if (contains? flags flag)
        (format-error (str "Flag \"" (get s i) "\" appears more than once in a directive") i)
        (recur (assoc flags flag i) (inc i)))
      [flags i])))

(defn- check-flags
  [op spec flags]
  (let [op (if (= op \newline) op (str/upper-case (str op))) allowed (:flags spec)]
    (cond
      (and (:colon flags) (not (:colon allowed)))
      (format-error (str "\":\" is an illegal flag for format directive \"" op "\"") (:colon flags))
      (and (:at flags) (not (:at allowed)))
      (format-error (str "\"@\" is an illegal flag for format directive \"" op "\"") (:at flags))
      (and (:colon flags) (:at flags) (not (:both allowed)))
      (format-error (str "Cannot combine \"@\" and \":\" flags for format directive \"" op "\"")
                    (min (:colon flags) (:at flags))))))

(defn- param-map
  ;; parameters by name, as [value offset]
  [op spec params offset]
  (let [op (str/upper-case (str op))
        names (partition 2 (:params spec))]
    (when (> (count params) (count names))
      (format-error (str "Too many parameters for directive \"" op "\": " (count params)
                         (if (= 1 (count params)) " was" " were") " specified but only " (count names)
                         (if (= 1 (count names)) " is" " are") " allowed")
                    offset))
    (into {}
          (map (fn [[name default] [value at]]
                 (let [type (cond (keyword? default) default (char? default) :char :else :long)]
                   (when (or (and (char? value) (= type :long)) (and (integer? value) (= type :char)))
                     (format-error (str "Parameter " (clojure.core/name name) " has bad type in directive \"" op "\": "
                                        (class value))
                                   at))
                   [name (if (nil? value) (when-not (keyword? default) default) value)]))
               names
               (concat params (repeat [nil offset]))))))

(defn- parse-directive
  ;; [node next-index] of the directive whose tilde is at i
  [s i]
  (let [start (inc i)
        [params i] (parse-params s start)
        [flags i] (parse-flags s i)
        op (get s i)
        _ (when (nil? op) (format-error "Directive missing" i))
        op (first (str/lower-case (str op)))
        spec (specs op)]
    (when-not spec
      (format-error (str "Directive \"" (get s i) "\" is undefined") i))
    (check-flags op spec flags)
    (let [node {:op op :spec spec :offset start
                :params (param-map op spec params start)
                :colon (contains? flags :colon) :at (contains? flags :at)}
          i (inc i)]
      (if (= op \newline)
        ;; the whitespace after the newline belongs to the directive
        (let [n (count (re-find #"^\s*" (subs s i)))]
          [(assoc node :spaces (subs s i (+ i n))) (+ i n)])
        [node i]))))

(declare parse-nodes)

(defn- parse-clauses
  ;; [node next-index] of a bracket whose clauses begin at i
  [s i node]
  (loop [i i clauses [] separators []]
    (let [[nodes stop i] (parse-nodes s i (get-in node [:spec :close]))]
      (cond
        (nil? stop)
        (format-error "No closing bracket found." (:offset node))

        (= \; (:op stop))
        (do
          (when (and (some :colon separators) (= \[ (:op node)))
            (format-error "A plain clause (with \"~;\") follows an else clause (\"~:;\") inside bracket construction."
                          (:offset node)))
          (recur i (conj clauses nodes) (conj separators stop)))

        :else
        [(assoc node :clauses (conj clauses nodes) :separators separators :end stop) i]))))

(defn- parse-nodes
  ;; [nodes stop next-index] from i on; stop is the directive that ends them: the closing bracket or a separator
  [s i close]
  (let [n (count s)]
    (loop [nodes [] i i]
      (let [tilde (or (str/index-of s "~" i) n)
            nodes (if (< i tilde) (conj nodes (subs s i tilde)) nodes)]
        (if (= tilde n)
          [nodes nil n]
          (let [[node i] (parse-directive s tilde)
                op (:op node)]
            (cond
              (and close (or (= op close) (= op \;))) [nodes node i]
              (contains? #{\; \) \] \} \>} op) (format-error "There is no open bracket for this" (:offset node))
              (:close (:spec node)) (let [[node i] (parse-clauses s i node)]
                                      (recur (conj nodes node) i))
              :else (recur (conj nodes node) i))))))))

(defn- parse-format
  [s]
  (binding [*format-string* s]
    (first (parse-nodes s 0 nil))))

(defn- needs-pretty?
  [nodes]
  (some (fn [node]
          (and (map? node)
               (or (:pretty (:spec node))
                   (some needs-pretty? (:clauses node)))))
        nodes))

;; running

;; The arguments of a format: all of them, those that are left and how many were taken. outer are the arguments
;; around an iteration over sublists.
(deftype Args [all left taken outer])

(ns-unmap *ns* '->Args)

(defn- make-args
  ([items] (make-args items nil))
  ([items outer]
   (let [s (seq items)]
     (Args. s (volatile! s) (volatile! 0) outer))))

(defn- next-arg
  [args]
  (let [left @(.-left args)]
    (when (nil? left)
      (throw (Exception. "Not enough arguments for format definition")))
    (vreset! (.-left args) (next left))
    (vreset! (.-taken args) (inc @(.-taken args)))
    (first left)))

(defn- no-more-args?
  [args]
  (or (nil? args) (empty? @(.-left args))))

(defn- move-args
  ;; goes to the argument at the index
  [args index]
  (let [index (max 0 index)]
    (vreset! (.-left args) (if (zero? index) (.-all args) (drop index (.-all args))))
    (vreset! (.-taken args) index)))

(defn- param-values
  ;; the parameters, with those taken that come from arguments
  [node args]
  (let [params (:params node)]
    (reduce-kv (fn [m k v]
                 (case v
                   :next-arg (let [arg (next-arg args)]
                               (assoc m k (if (nil? arg)
                                            (let [default (second (drop-while (fn [x] (not= x k)) (:params (:spec node))))]
                                              (when-not (keyword? default) default))
                                            arg)))
                   :remaining (assoc m k (count @(.-left args)))
                   m))
               params params)))

(declare run-directive)

(defn- run-nodes
  ;; Runs nodes; nil, or :up or :colon-up if ~^ or ~:^ ended them.
  [nodes args]
  (reduce (fn [_ node]
            (if (string? node)
              (do (lisle.native/write-text *out* node) nil)
              (let [escape (run-directive (:op node) (param-values node args) node args)]
                (when (or (identical? escape :up) (identical? escape :colon-up))
                  (reduced escape)))))
          nil nodes))

(defn- run-to-string
  ;; [text escape]
  [nodes args]
  (let [writer (java.io.StringWriter.)
        escape (binding [*out* writer] (run-nodes nodes args))]
    [(str writer) escape]))

;; directives for text

(defn- spaces
  [n c]
  (apply str (repeat n c)))

(defn- put-padded
  [{:keys [mincol colinc minpad padchar]} left? text]
  (let [width (+ (count text) minpad)
        width (if (< width mincol)
                (+ width (* colinc (quot (+ (- mincol width) (dec colinc)) colinc)))
                width)
        padding (spaces (- width (count text)) padchar)]
    (print (if left? (str padding text) (str text padding)))))

(defn- put-object
  [params node to-string arg]
  (put-padded params (:at node) (or (number-text arg) (to-string arg))))

(defn- run-newline
  ;; a tilde at the end of a line
  [node]
  (when (:at node) (prn))
  (when (:colon node) (print (:spaces node))))

(defn- run-plural
  [node args]
  (when (:colon node)
    (move-args args (dec @(.-taken args))))
  (let [one? (= 1 (next-arg args))]
    (print (if (:at node)
             (if one? "y" "ies")
             (if one? "" "s")))))

(defn- character-name
  ;; the name that Common Lisp gives a character
  [c]
  (let [code (int c)
        low (bit-and code 127)]
    (str (when (pos? (bit-and code 128)) "Meta-")
         (cond
           (contains? {8 "Backspace" 9 "Tab" 10 "Newline" 13 "Return" 32 "Space"} low)
           ({8 "Backspace" 9 "Tab" 10 "Newline" 13 "Return" 32 "Space"} low)
           (< low 32) (str "Control-" (char (+ low 64)))
           (= low 127) "Control-?"
           :else (char low)))))

(defn- run-character
  [node args]
  (let [c (next-arg args)]
    (cond
      (:colon node) (print (character-name c))
      (:at node) (pr c)
      :else (print c))))

(defn- run-tabulate
  [{:keys [colnum colinc]} node]
  (let [column (if (pretty-writer? *out*) (get-column @*out*) 0)
        n (if (:at node)
            (let [over (if (pos? colinc) (rem (+ colnum column) colinc) 0)]
              (+ colnum (if (zero? over) 0 (- colinc over))))
            (cond
              (< column colnum) (- colnum column)
              (zero? colinc) 0
              :else (- colinc (rem (- column colnum) colinc))))]
    (print (spaces n \space))))

(defn- run-goto
  [{:keys [n]} node args]
  (let [taken @(.-taken args)]
    (cond
      (:at node) (move-args args (or n 0))
      (:colon node) (move-args args (- taken (or n 1)))
      :else (move-args args (+ taken (or n 1))))))
