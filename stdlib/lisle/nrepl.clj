;; lisle.nrepl: the operations of the nREPL protocol that need no thread of their own, by name, as functions from a message
;; (a map with string keys) to a map, which is sent with the status done, or to a seq of maps, after which a message with
;; that status follows. The wire, sessions,
;; evaluation and interruption are Rust code of the server.

(ns lisle.nrepl
  "Operations of the nREPL server that answer with data."
  (:require [clojure.edn :as edn]
            [clojure.pprint :as pprint]
            [clojure.string :as str]
            [clojure.walk :as walk]
            [lisle.tooling :as tooling]))

(defn- message-ns
  [msg]
  (tooling/as-ns (get msg "ns")))

(defn- message-symbol
  [msg]
  (let [text (some (fn [k] (not-empty (get msg k))) ["sym" "symbol"])]
    (when text
      (symbol (str/replace text #"^#?'" "")))))

(defn- prefix
  [msg]
  (str (or (get msg "prefix") (get msg "symbol") "")))

(defn- true-text?
  ;; booleans arrive as text, false as an empty list
  [x]
  (not (contains? #{nil "" "false" "nil" []} x)))

(defn- completions
  [msg]
  (let [wanted (set (get-in msg ["options" "extra-metadata"] (get msg "extra-metadata")))]
    {:completions (map (fn [c] (cond-> c
                                 (not (wanted "arglists")) (dissoc :arglists)
                                 (not (wanted "doc")) (dissoc :doc)))
                       (tooling/completions (message-ns msg) (prefix msg)))}))

(defn- lookup
  [msg]
  (let [sym (message-symbol msg)]
    {:info (or (when sym (tooling/info (message-ns msg) sym)) {})}))

(defn- info
  [msg]
  (let [sym (message-symbol msg)]
    (or (when sym (tooling/info (message-ns msg) sym))
        {:status ["no-info" "done"]})))

(defn- eldoc
  [msg]
  (let [sym (message-symbol msg)]
    (or (when sym (tooling/eldoc (message-ns msg) sym))
        {:status ["no-eldoc" "done"]})))

(defn- expand-all
  [form]
  (walk/prewalk (fn [x] (if (seq? x) (macroexpand x) x)) form))

(defn- macroexpand-op
  [msg]
  (let [form (read-string {:read-cond :allow} (str (get msg "code")))
        expander (case (get msg "expander" "macroexpand")
                   ("macroexpand-1" "macroexpand-step") macroexpand-1
                   ("macroexpand-all" "walk") expand-all
                   macroexpand)]
    (binding [*ns* (message-ns msg)]
      {:expansion (str/trim-newline (with-out-str (pprint/with-pprint-dispatch pprint/code-dispatch
                                                    (pprint/pprint (expander form)))))})))

(defn- ns-names
  []
  (sort (map (comp str ns-name) (all-ns))))

(defn- ns-filtered
  [msg]
  (let [patterns (map re-pattern (get msg "filter-regexps" (get msg "exclude-regexps")))]
    {:ns-list (remove (fn [n] (some (fn [p] (re-find p n)) patterns)) (ns-names))}))

(defn- ns-vars
  [msg]
  {:ns-vars (sort (map str (keys (ns-publics (message-ns msg)))))})

(defn- ns-vars-with-meta
  [msg]
  {:ns-vars-with-meta
   (into {} (for [[sym v] (ns-interns (message-ns msg))]
              [(str sym) (into {} (for [[k x] (select-keys (meta v) [:arglists :macro :test :doc :private :name :ns])
                                        :when (some? x)]
                                    [(name k) (if (= k :ns) (str (ns-name x)) (pr-str x))]))]))})

(defn- ns-path
  [msg]
  (let [n (find-ns (symbol (str (get msg "ns"))))
        file (some (fn [v] (:file (meta v))) (vals (when n (ns-interns n))))]
    {:path (str file) :url (str file)}))

(defn- ns-aliases-op
  [msg]
  {:ns-aliases (into {} (for [[a n] (ns-aliases (message-ns msg))] [(str a) (str (ns-name n))]))})

(defn- apropos
  [msg]
  (let [query (str (get msg "query"))
        only (not-empty (get msg "ns" (get msg "search-ns")))]
    {:apropos-matches (tooling/apropos-list query (when only (find-ns (symbol only)))
                                            (true-text? (get msg "docs?"))
                                            (true-text? (get msg "privates?")))}))

(defn- undef
  [msg]
  (let [n (message-ns msg)
        sym (message-symbol msg)
        aliased (get (ns-aliases n) sym)]
    (if aliased
      (ns-unalias n sym)
      (ns-unmap n sym))
    {}))

(defn- stacktrace
  [_]
  (if-let [e *e]
    (concat (tooling/analyze e) [{:status ["done"]}])
    {:status ["no-error" "done"]}))

(defn- classpath
  [_]
  {:classpath (lisle.native/class-path)})

(defn- format-edn
  [msg]
  {:formatted-edn (str/trim-newline
                    (with-out-str
                      (binding [pprint/*print-right-margin* (or (get-in msg ["options" "right-margin"]) 72)]
                        (pprint/pprint (edn/read-string {:default tagged-literal} (str (get msg "edn")))))))})

(defn- format-code
  [msg]
  (try
    {:formatted-code ((requiring-resolve 'lisle.nrepl.format/format-code)
                      (str (get msg "code"))
                      (get-in msg ["options" "indents"]))}
    (catch Exception e
      {:err (ex-message e) :status ["format-code-error" "error" "done"]})))

(defn- by-name
  ;; Handlers of a namespace that is loaded when one of them is needed.
  [handle & ops]
  (into {} (for [op ops] [op (fn [msg] ((requiring-resolve handle) op msg))])))

(defn inspect
  "Begins to inspect a value for a session. Gives the text to show."
  [session value]
  (:value ((requiring-resolve 'lisle.nrepl.inspect/start) session value)))

(def ^:private operations
  (merge
    (by-name 'lisle.nrepl.inspect/handle
             "inspect-clear" "inspect-def-current-value" "inspect-get-path" "inspect-last-exception" "inspect-next-page"
             "inspect-pop" "inspect-prev-page" "inspect-push" "inspect-refresh" "inspect-set-page-size")
    (by-name 'lisle.nrepl.test/handle "retest" "test" "test-all" "test-stacktrace" "test-var-query")
    {"completions" completions
     "complete" completions
     "lookup" lookup
     "info" info
     "eldoc" eldoc
     "macroexpand" macroexpand-op
     "ns-list" ns-filtered
     "ns-vars" ns-vars
     "ns-vars-with-meta" ns-vars-with-meta
     "ns-path" ns-path
     "ns-aliases" ns-aliases-op
     "apropos" apropos
     "undef" undef
     "stacktrace" stacktrace
     "analyze-last-stacktrace" stacktrace
     "classpath" classpath
     "format-code" format-code
     "format-edn" format-edn}))

(defn handle
  "The reply to a message of one of the operations here, a map, or a vector of replies."
  [op msg]
  (let [reply ((get operations op) msg)]
    (cond
      (not (map? reply)) (vec reply)
      ; as clients know it, a report is a message of its own
      (:results reply) [reply]
      :else reply)))

;; printing

(defn- pprint-to
  ;; without the newline at the end
  [value writer options]
  (binding [pprint/*print-right-margin* (get options "right-margin" pprint/*print-right-margin*)
            *print-length* (get options "length" *print-length*)
            *print-level* (get options "level" *print-level*)]
    (pprint/write value :stream writer :pretty true)
    (.flush writer)))

(defn- pr-to
  [value writer options]
  (binding [*out* writer
            *print-length* (get options "length" *print-length*)
            *print-level* (get options "level" *print-level*)]
    (pr value)))

(defn printer
  "The function that a client names to print values, of a value, a writer and a map of options. The pretty printers
  of known clients stand for ours; nil if there is no such function."
  [qualified]
  (let [sym (symbol (str/replace (str qualified) #"^#?'" ""))]
    (case sym
      (clojure.core/pr clojure.core/prn cider.nrepl.pprint/pr nrepl.util.print/pr) pr-to
      (clojure.pprint/pprint) pprint-to
      (or (try (requiring-resolve sym) (catch Throwable _ nil))
          (when (str/ends-with? (name sym) "pprint")
            pprint-to)))))
