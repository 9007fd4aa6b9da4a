;; lisle.tooling: what editors and the line editor ask of a running program: completions, what is known of a name,
;; namespaces and their vars, how exceptions came about. Everything here answers with data; how it travels is
;; the business of lisle.nrepl and of the REPL.

(ns lisle.tooling
  "Completions and information about names, namespaces and exceptions, as data."
  (:require [clojure.main :as main]
            [clojure.repl :as repl]
            [clojure.string :as str]))

(def ^:private special-forms
  '[catch def deftype* do finally fn* if let* letfn* loop* monitor-enter monitor-exit new quote recur reify* set! throw
    try var &])

(defn as-ns
  "The namespace of this name, or else the current one."
  [ns-name]
  (or (when (seq (str ns-name)) (find-ns (symbol (str ns-name)))) *ns*))

(defn- var-type
  [v]
  (let [m (meta v)]
    (cond
      (:macro m) "macro"
      (or (:arglists m) (and (bound? v) (fn? (var-get v)))) "function"
      :else "var")))

;; completions

(defn- candidate
  [text type & {:as more}]
  (merge {:candidate text :type type} more))

(defn- var-candidate
  [text v]
  (let [m (meta v)]
    (cond-> (candidate text (var-type v) :ns (str (ns-name (:ns m))))
      (:arglists m) (assoc :arglists (map str (:arglists m)))
      (:doc m) (assoc :doc (:doc m)))))

(defn- keyword-candidates
  [ns prefix]
  (let [[prefix expand] (if (str/starts-with? prefix "::")
                          (let [[alias-name slash] [(str/replace (subs prefix 2) #"/.*$" "") (str/includes? prefix "/")]
                                aliased (get (ns-aliases ns) (symbol alias-name))]
                            (if (and slash aliased)
                              [(str ":" (ns-name aliased) "/" (str/replace prefix #"^[^/]*/" ""))
                               (fn [text] (str "::" alias-name "/" (str/replace text #"^[^/]*/" "")))]
                              [(str ":" (ns-name ns) "/" (subs prefix 2))
                               (fn [text] (str "::" (str/replace text #"^[^/]*/" "")))]))
                          [prefix identity])]
    (map (fn [text] (candidate (expand (str ":" text)) "keyword"))
         (lisle.native/known-keywords (subs prefix 1)))))

(defn- method-candidates
  [prefix]
  (map (fn [[method class-name]] (candidate (str "." method) "method" :ns class-name))
       (lisle.native/known-methods (subs prefix 1))))

(defn- qualified-candidates
  [ns qualifier prefix]
  (let [in-ns (or (get (ns-aliases ns) (symbol qualifier)) (find-ns (symbol qualifier)))
        named-class (when-not in-ns
                      (try (ns-resolve ns (symbol qualifier)) (catch Throwable _ nil)))]
    (cond
      in-ns (for [[sym v] ((if (identical? in-ns ns) ns-interns ns-publics) in-ns)
                  :when (str/starts-with? (str sym) prefix)]
              (var-candidate (str qualifier "/" sym) v))
      (class? named-class) (for [member (lisle.native/known-statics (.getName ^Class named-class))
                                 :when (str/starts-with? member prefix)]
                             (candidate (str qualifier "/" member) "static-method")))))

(defn- plain-candidates
  [ns prefix]
  (concat
    (for [[sym mapped] (ns-map ns)
          :when (str/starts-with? (str sym) prefix)]
      (if (var? mapped)
        (var-candidate (str sym) mapped)
        (candidate (str sym) "class")))
    (for [[sym aliased] (ns-aliases ns)
          :when (str/starts-with? (str sym) prefix)]
      (candidate (str sym) "namespace" :ns (str (ns-name aliased))))
    (for [sym special-forms
          :when (str/starts-with? (str sym) prefix)]
      (candidate (str sym) "special-form"))
    (for [known (lisle.native/known-namespaces)
          :when (and (seq prefix) (str/starts-with? known prefix))]
      (candidate known "namespace"))))

(defn completions
  "What a symbol or keyword that begins with prefix may be in a namespace: a sorted seq of maps with :candidate and :type."
  [ns prefix]
  (let [prefix (str prefix)
        slash (str/index-of prefix "/")
        found (cond
                (str/starts-with? prefix ":") (keyword-candidates ns prefix)
                (and (str/starts-with? prefix ".") (not (str/starts-with? prefix ".."))) (method-candidates prefix)
                (and slash (pos? slash)) (qualified-candidates ns (subs prefix 0 slash) (subs prefix (inc slash)))
                :else (plain-candidates ns prefix))]
    (->> found
         (reduce (fn [by-name c] (update by-name (:candidate c) (fn [known] (or known c)))) (sorted-map))
         vals)))

;; what is known of a name

(defn- documented
  [m]
  (cond-> {:name (str (:name m))
           :file (str (:file m))
           :line (or (:line m) 1)
           :column (or (:column m) 1)}
    (:ns m) (assoc :ns (str (ns-name (:ns m))))
    (:doc m) (assoc :doc (:doc m))
    (:arglists m) (assoc :arglists-str (str/join "\n" (map pr-str (:arglists m)))
                         :arglists (pr-str (:arglists m)))
    (:added m) (assoc :added (:added m))
    (:deprecated m) (assoc :deprecated (str (:deprecated m)))
    (:macro m) (assoc :macro "true")
    (:static m) (assoc :static "true")))

(defn- special-info
  [sym]
  (when-let [m (get @#'repl/special-doc-map (get '{& fn, catch try, finally try} sym sym))]
    {:name (str sym)
     :special-form "true"
     :doc (:doc m)
     :forms-str (str/join "\n" (map pr-str (:forms m)))
     :arglists-str (str/join "\n" (map pr-str (:forms m)))
     :file ""
     :line 1
     :column 1}))

(defn- resolved
  [ns sym]
  (try (ns-resolve ns sym) (catch Throwable _ nil)))

(defn info
  "What is known of a symbol in a namespace, as a map, or nil."
  [ns sym]
  (let [found (resolved ns sym)
        in-ns (or (get (ns-aliases ns) sym) (find-ns sym))]
    (cond
      (var? found) (cond-> (documented (meta found))
                     (instance? clojure.lang.MultiFn (when (bound? found) (var-get found))) (assoc :multimethod "true"))
      (special-info sym) (special-info sym)
      (class? found) {:name (str sym) :class (.getName ^Class found) :type "class" :file "" :line 1 :column 1}
      in-ns (merge {:file "" :line 1 :column 1}
                   (documented (assoc (meta in-ns) :name (ns-name in-ns)))
                   {:ns (str (ns-name in-ns))}))))

(defn eldoc
  "The argument lists and the documentation of a symbol, for a line below the text; or nil."
  [ns sym]
  (let [found (resolved ns sym)
        m (when (var? found) (meta found))
        special (when-not m (special-info sym))]
    (cond
      special {:name (str sym) :type "special-form" :docstring (:doc special)
               :eldoc (map (fn [form] (map str (rest form)))
                           (filter seq? (:forms (get @#'repl/special-doc-map sym))))}
      (:arglists m) {:name (str (:name m)) :ns (str (ns-name (:ns m))) :type (if (:macro m) "macro" "function")
                     :docstring (str (:doc m))
                     :eldoc (map (fn [args] (map str args)) (:arglists m))}
      m {:name (str (:name m)) :ns (str (ns-name (:ns m))) :type "variable" :docstring (str (:doc m)) :eldoc []})))

(defn doc-text
  "What clojure.repl/doc prints of a symbol in a namespace; empty if nothing is known."
  [ns sym]
  (with-out-str
    (binding [*ns* ns]
      (when (or (find-ns sym) (special-info sym) (var? (resolved ns sym)))
        (eval (list 'clojure.repl/doc sym))))))

(defn apropos-list
  "The public vars whose names or, if docs? is true, documentation contain the text; private ones too if privates? is."
  [query ns docs? privates?]
  (let [pattern (try (re-pattern (str "(?i)" query)) (catch Throwable _ (re-pattern (java.util.regex.Pattern/quote query))))]
    (for [n (sort-by ns-name (if ns [ns] (all-ns)))
          [sym v] (sort-by key (if privates? (ns-interns n) (ns-publics n)))
          :let [m (meta v)]
          :when (or (re-find pattern (str (ns-name n) "/" sym))
                    (and docs? (:doc m) (re-find pattern (:doc m))))]
      {:name (str (ns-name n) "/" sym)
       :type (if (= "var" (var-type v)) "variable" (var-type v))
       :doc (or (first (str/split-lines (or (:doc m) "(not documented)"))) "")})))

;; exceptions

(defn- frame-data
  [[class-name method file line]]
  (let [class-name (str class-name)
        readable (str/replace (main/demunge class-name) #"--\d+" "")
        clojure? (and file (re-find #"\.cljc?$|^NO_SOURCE" (str file)))
        [ns-part fn-part] (when clojure? (str/split readable #"/" 2))]
    (cond-> {:class class-name
             :method (str method)
             :name (str class-name "/" method)
             :file (str file)
             :line (or line 0)
             :type (if clojure? "clj" "java")
             :flags (cond-> [(if clojure? "clj" "java")]
                      (re-find #"^(clojure\.|lisle\.)" class-name) (conj "tooling"))}
      clojure? (assoc :ns ns-part :fn (str fn-part) :var readable))))

(defn- place
  [data]
  (into {} (for [[k v] data
                 :when (= "clojure.error" (namespace k))]
             [(str "clojure.error/" (name k)) (if (number? v) v (str v))])))

(defn analyze
  "The causes of an exception, outermost first, each a map with :class, :message, :stacktrace and more."
  [^Throwable e]
  (for [^Throwable cause (take-while some? (iterate ex-cause e))
        :let [data (ex-data cause)]]
    (cond-> {:class (.getName (class cause))
             :message (str (ex-message cause))
             :stacktrace (map frame-data (:trace (Throwable->map cause)))}
      (:clojure.error/phase data) (assoc :phase (name (:clojure.error/phase data)) :location (place data))
      data (assoc :data (binding [*print-length* 50 *print-level* 10] (pr-str data))))))
