;; clojure.tools.cli: options of command lines. parse-opts turns the arguments into tokens, gives each the value that its
;; specification asks for, and lists what is wrong instead of throwing.

(ns clojure.tools.cli
  "Parsing command lines: parse-opts."
  (:require [clojure.string :as str]))

;; tokens

(defn- tokenize-args
  ;; tokens, [:long-opt or :short-opt, the option, its value if any], and the arguments that are no options.
  ;; required-set has the options that take an argument.
  [required-set args & options]
  (let [{:keys [in-order]} (apply hash-map options)]
    (loop [opts [], argv [], [car & cdr :as args] args]
      (if (seq args)
        (condp re-seq car
          ;; a double dash ends the options
          #"^--$" [opts (into argv cdr)]
          ;; long options, perhaps with =value
          #"^--\S+=" (recur (conj opts (into [:long-opt] (str/split car #"=" 2))) argv cdr)
          #"^--" (if (contains? required-set car)
                   (recur (conj opts [:long-opt car (first cdr)]) argv (rest cdr))
                   (recur (conj opts [:long-opt car]) argv cdr))
          ;; short options, perhaps several in one, or with a value
          #"^-." (let [[os cdr] (loop [os [], [c & more] (rest car)]
                                  (let [o (str \- c)]
                                    (if (contains? required-set o)
                                      (if (seq more)
                                        [(conj os [:short-opt o (apply str more)]) cdr]
                                        [(conj os [:short-opt o (first cdr)]) (rest cdr)])
                                      (if (seq more)
                                        (recur (conj os [:short-opt o]) more)
                                        [(conj os [:short-opt o]) cdr]))))]
                   (recur (into opts os) argv cdr))
          (if in-order
            [opts (into argv (cons car cdr))]
            (recur opts (conj argv car) cdr)))
        [opts argv]))))

;; specifications

(def ^:private spec-keys
  [:id :short-opt :long-opt :required :desc :default :default-desc :default-fn :parse-fn :assoc-fn :update-fn :multi
   :post-validation :validate-fn :validate-msg :missing])

(defn- select-spec-keys
  [m]
  (select-keys m spec-keys))

(defn- compile-spec
  [spec]
  (let [sopt-lopt-desc (take-while (fn [x] (or (string? x) (nil? x))) spec)
        spec-map (apply hash-map (drop (count sopt-lopt-desc) spec))
        [short-opt long-opt desc] sopt-lopt-desc
        long-opt (or long-opt (:long-opt spec-map))
        [long-opt req] (when long-opt
                         (rest (re-find #"^(--[^ =]+)(?:[ =](.*))?" long-opt)))
        id (when long-opt
             (keyword (nth (re-find #"^--(\[no-\])?(.*)" long-opt) 2)))
        validate (:validate spec-map)
        [validate-fn validate-msg] (when (seq validate)
                                     (->> (partition 2 2 (repeat nil) validate)
                                          (apply map vector)))]
    (merge {:id id
            :short-opt short-opt
            :long-opt long-opt
            :required req
            :desc desc
            :validate-fn validate-fn
            :validate-msg validate-msg}
           (select-spec-keys (dissoc spec-map :validate)))))

(defn- distinct?*
  [coll]
  (if (seq coll) (apply distinct? coll) true))

(defn- wrap-val
  [m k]
  (if (or (nil? (m k)) (coll? (m k)))
    m
    (update m k list)))

(defn ^{:added "0.3.0"} compile-option-specs
  "Maps of vectors or maps that specify options."
  [option-specs]
  {:post [(every? :id %)
          (distinct?* (map :id (filter :default %)))
          (distinct?* (map :id (filter :default-fn %)))
          (distinct?* (remove nil? (map :short-opt %)))
          (distinct?* (remove nil? (map :long-opt %)))
          (every? (comp not (partial every? identity)) (map (juxt :assoc-fn :update-fn) %))]}
  (map (fn [spec]
         (-> (if (map? spec)
               (select-spec-keys spec)
               (compile-spec spec))
             (wrap-val :validate-fn)
             (wrap-val :validate-msg)))
       option-specs))

(defn- default-option-map
  [specs k]
  (reduce (fn [m spec]
            (if (contains? spec k)
              (assoc m (:id spec) (get spec k))
              m))
          {} specs))

(defn- missing-errors
  [specs]
  (reduce (fn [m spec]
            (if (:missing spec)
              (assoc m (:id spec) (:missing spec))
              m))
          {} specs))

(defn- find-spec
  [specs opt-type opt]
  (first
    (filter (fn [spec]
              (let [opts (if (and (= opt-type :long-opt) (:long-opt spec))
                           (if-let [[_ _ name] (re-find #"^(--\[no-\])(.*)" (:long-opt spec))]
                             #{(str "--" name) (str "--no-" name)}
                             #{(:long-opt spec)})
                           #{(get spec opt-type)})]
                (contains? opts opt)))
            specs)))

;; values

(defn- pr-join
  [& xs]
  (pr-str (str/join \space xs)))

(defn- missing-required-error
  [opt example-required]
  (str "Missing required argument for " (pr-join opt example-required)))

(defn- parse-error
  [opt optarg msg]
  (str "Error while parsing option " (pr-join opt optarg) ": " msg))

(defn- validation-error
  [value opt optarg msg]
  (str "Failed to validate " (if optarg (pr-join opt optarg) opt)
       (if msg
         (str ": " (if (string? msg) msg (msg value)))
         "")))

(defn- neg-opt?
  [spec opt]
  (let [[_ neg] (re-find #"^--\[(no-)\]" (or (:long-opt spec) ""))]
    (and neg (str/starts-with? opt (str "--" neg)))))

(defn- parse-optarg
  ;; [value nil] or [::error message]
  [spec opt optarg]
  (let [{:keys [required parse-fn]} spec]
    (if (and required (nil? optarg))
      [::error (missing-required-error opt required)]
      (let [value (if required
                    optarg
                    (not (neg-opt? spec opt)))]
        (if parse-fn
          (try
            [(parse-fn value) nil]
            (catch Throwable e
              [::error (parse-error opt optarg (str e))]))
          [value nil])))))

(defn- validate
  [value spec opt optarg]
  (let [{:keys [validate-fn validate-msg]} spec
        failed (first (keep (fn [[f msg]]
                              (when-not (try (f value) (catch Throwable _ nil))
                                [msg]))
                            (map vector validate-fn (concat validate-msg (repeat nil)))))]
    (if failed
      [::error (validation-error value opt optarg (first failed))]
      [value nil])))

(defn- parse-value
  [spec opt optarg]
  (let [[value error] (parse-optarg spec opt optarg)]
    (if (or error (:post-validation spec))
      [value error]
      (validate value spec opt optarg))))

(defn- with-value
  ;; the options with a parsed value, and an error of validation after that
  [options {:keys [id assoc-fn update-fn multi post-validation] :as spec} value opt optarg]
  (let [new-options (cond
                      assoc-fn (assoc-fn options id value)
                      update-fn (if multi
                                  (update options id update-fn value)
                                  (update options id update-fn))
                      :else (assoc options id value))]
    (if post-validation
      (let [[_ error] (validate (get new-options id) spec opt optarg)]
        [(if error options new-options) error])
      [new-options nil])))

(defn- parse-option-tokens
  [specs tokens & options]
  (let [{:keys [no-defaults strict]} (apply hash-map options)
        defaults (default-option-map specs :default)
        default-fns (default-option-map specs :default-fn)
        requireds (missing-errors specs)]
    (loop [m (if no-defaults {} defaults), ids [], errors [], tokens (seq tokens)]
      (if-let [[opt-type opt optarg] (first tokens)]
        (if-let [spec (find-spec specs opt-type opt)]
          (let [[value error] (parse-value spec opt optarg)
                id (:id spec)
                ;; with :strict an option is no argument
                error (or error
                          (when (and strict optarg (str/starts-with? (str optarg) "-")
                                     (or (find-spec specs :short-opt optarg) (find-spec specs :long-opt optarg)))
                            (missing-required-error opt (:required spec))))]
            (if error
              (recur m ids (conj errors error) (next tokens))
              (let [[m error] (with-value m spec value opt optarg)]
                (recur m (conj ids id) (if error (conj errors error) errors) (next tokens)))))
          (recur m ids (conj errors (str "Unknown option: " (pr-str opt))) (next tokens)))
        [(reduce (fn [m [id f]]
                   (if (contains? (set ids) id)
                     m
                     (assoc m id (f m))))
                 m
                 (if no-defaults {} default-fns))
         (into errors
               (keep (fn [[id msg]] (when-not (contains? (set ids) id) msg))
                     requireds))]))))

;; summaries

(defn ^{:added "0.3.0"} make-summary-part
  "The columns of the summary of one option: the option, its default, its description."
  [show-defaults? spec]
  (let [{:keys [short-opt long-opt required desc default default-desc default-fn]} spec
        opt (cond
              (and short-opt long-opt) (str short-opt ", " long-opt)
              long-opt (str "    " long-opt)
              short-opt short-opt)
        [opt dd] (if required
                   [(str opt \space required)
                    (or default-desc
                        (when (contains? spec :default)
                          (if (some? default) (str default) "nil"))
                        (when default-fn "<computed>")
                        "")]
                   [opt (or default-desc "")])]
    (if show-defaults?
      [opt dd (or desc "")]
      [opt (or desc "")])))

(defn ^{:added "0.3.0"} format-lines
  "The lines of a summary, with columns of the given widths."
  [lens parts]
  (let [pad (fn [s n] (let [s (str s)] (apply str s (repeat (- n (count s)) \space))))]
    (map (fn [part]
           (str/trimr (str "  " (str/join "  " (map pad part lens)))))
         parts)))

(defn- required-arguments
  [specs]
  (reduce (fn [s {:keys [required short-opt long-opt]}]
            (if required
              (into s (remove nil?) [short-opt long-opt])
              s))
          #{} specs))

(defn ^{:added "0.3.0"} summarize
  "The text that describes the options, one a line."
  [specs]
  (if (seq specs)
    (let [show-defaults? (some (fn [spec] (and (:required spec)
                                               (or (contains? spec :default) (contains? spec :default-fn))))
                               specs)
          parts (map (partial make-summary-part show-defaults?) specs)
          lens (apply map (fn [& cols] (apply max (map count cols))) parts)]
      (str/join \newline (format-lines lens parts)))
    ""))

(defn ^{:added "0.4.0"} get-default-options
  "The map of the default values of the options."
  [option-specs]
  (let [specs (compile-option-specs option-specs)
        values (default-option-map specs :default)]
    (reduce (fn [m [id f]]
              (if (contains? m id)
                m
                (assoc m id (f values))))
            values
            (default-option-map specs :default-fn))))

(defn ^{:added "0.3.0"} parse-opts
  "Parses the arguments by the option specifications, vectors like [\"-p\" \"--port PORT\" \"Port\" :default 80 :parse-fn f
  :validate [pred msg]]. Gives a map of :options, :arguments (which are no options), :summary and :errors, nil or a vector of
  messages. options: :in-order true, to stop at the first argument that is no option; :no-defaults true; :strict true;
  :summary-fn f."
  [args option-specs & options]
  (let [{:keys [in-order no-defaults strict summary-fn]} (apply hash-map options)
        specs (compile-option-specs option-specs)
        req (required-arguments specs)
        [tokens rest-args] (tokenize-args req args :in-order in-order)
        [opts errors] (parse-option-tokens specs tokens :no-defaults no-defaults :strict strict)]
    {:options opts
     :arguments rest-args
     :summary ((or summary-fn summarize) specs)
     :errors (when (seq errors) errors)}))
