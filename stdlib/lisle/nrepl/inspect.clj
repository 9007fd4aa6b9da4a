;; The inspector of the nREPL server: a value, its parts with numbers, and the way down into them and back. The text is what clients
;; of cider-nrepl show: a list of strings, (:newline) and (:value text number).

(ns lisle.nrepl.inspect
  "Looks into values, part by part."
  (:import [java.util List Map]))

;; By session: :stack of maps of :value, :page and the :step that led there; :size of a page; :parts by number, as last shown.
(def ^:private inspected (atom {}))

(defn- brief
  [x]
  (binding [*print-length* 5 *print-level* 2]
    (let [text (pr-str x)]
      (if (< 150 (count text)) (str (subs text 0 150) "...") text))))

(defn- kind
  [x]
  (cond
    (or (map? x) (instance? Map x)) :entries
    (or (coll? x) (instance? List x) (some-> x class .isArray)) :items
    (var? x) :reference
    (instance? clojure.lang.IDeref x) :reference
    :else :single))

(defn- facts
  ;; lines of a name and a value, that stand above the contents
  [x]
  (concat [["Class" (class x)]]
          (when (or (counted? x) (string? x)) [["Count" (count x)]])
          (when-let [m (and (instance? clojure.lang.IObj x) (not-empty (meta x)))] [["Metadata" m]])
          (cond
            (var? x) [["Bound" (bound? x)]]
            (instance? Throwable x) [["Message" (ex-message x)] ["Data" (ex-data x)] ["Cause" (ex-cause x)]]
            (class? x) [["Superclass" (.getSuperclass ^Class x)]])))

(defn- render
  ;; the text and the parts by number
  [{:keys [value page]} size path]
  (let [parts (atom [])
        part (fn [x]
               (swap! parts conj x)
               (list :value (brief x) (dec (count @parts))))
        line (fn [& items] (concat items ['(:newline)]))
        kind (kind value)
        items (case kind
                :entries (seq value)
                :items (seq value)
                nil)
        shown (take size (drop (* page size) items))
        more? (seq (drop (* (inc page) size) items))
        lines (concat
                (mapcat (fn [[k v]] (line (str k ": ") (part v))) (facts value))
                (case kind
                  :entries (cons (first (line "--- Contents:"))
                                 (cons '(:newline)
                                       (mapcat (fn [e] (line "  " (part (key e)) " = " (part (val e)))) shown)))
                  :items (cons "--- Contents:"
                               (cons '(:newline)
                                     (mapcat (fn [i x] (line (str "  " i ". ") (part x))) (iterate inc (* page size)) shown)))
                  :reference (line "--- Deref: " (if (and (instance? clojure.lang.IPending value) (not (realized? value)))
                                                   "not realized"
                                                   (part (deref value))))
                  (line "Value: " (brief value)))
                (when more? (line "  ..."))
                (when (or more? (pos? page)) (line (str "--- Page " (inc page) " of " size " items each")))
                (line "--- Path: " (pr-str path)))]
    [(pr-str (apply list lines)) @parts]))

(defn- show
  [session]
  (let [{:keys [stack size]} (get @inspected session)]
    (if (empty? stack)
      {:value (pr-str '("nil" (:newline)))}
      (let [path (keep :step stack)
            [text parts] (render (peek stack) size path)]
        (swap! inspected assoc-in [session :parts] parts)
        {:value text :path (pr-str path)}))))

(defn- change
  [session f & args]
  (swap! inspected update session (fn [state] (apply f (merge {:stack [] :size 32} state) args)))
  (show session))

(defn start
  "Begins to inspect a value for a session. Gives the reply."
  [session value]
  (change session assoc :stack [{:value value :page 0}]))

(defn- turn-page
  [state by]
  (if (empty? (:stack state))
    state
    (update state :stack (fn [stack] (conj (pop stack) (update (peek stack) :page (fn [n] (max 0 (+ n by)))))))))

(defn handle
  "The reply to a message of one of the operations that inspect."
  [op msg]
  (let [session (str (get msg "session"))]
    (case op
      "inspect-clear" (do (swap! inspected dissoc session) (show session))
      "inspect-refresh" (show session)
      "inspect-get-path" (select-keys (show session) [:path])
      "inspect-last-exception" (if *e (start session *e) {:status ["no-error" "done"]})
      "inspect-push" (let [n (get msg "idx")
                           n (if (string? n) (parse-long n) n)
                           parts (get-in @inspected [session :parts])]
                       (if (and (int? n) (< -1 n (count parts)))
                         (change session update :stack conj {:value (nth parts n) :page 0 :step n})
                         {:status ["no-such-part" "error" "done"]}))
      "inspect-pop" (change session update :stack (fn [stack] (if (< 1 (count stack)) (pop stack) stack)))
      "inspect-next-page" (change session turn-page 1)
      "inspect-prev-page" (change session turn-page -1)
      "inspect-set-page-size" (let [n (get msg "page-size")
                                    n (if (string? n) (parse-long n) n)]
                                (if (and (int? n) (pos? n))
                                  (change session assoc :size n)
                                  {:status ["error" "done"] :err "page-size must be a positive number"}))
      "inspect-def-current-value" (let [n (find-ns (symbol (str (get msg "ns"))))
                                        state (get @inspected session)]
                                    (if (and n (seq (:stack state)))
                                      (do (intern n (symbol (str (get msg "var-name"))) (:value (peek (:stack state))))
                                          (show session))
                                      {:status ["error" "done"]})))))
