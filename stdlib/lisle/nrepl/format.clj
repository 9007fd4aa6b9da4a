;; lisle.nrepl.format: source text laid out anew, by the rules that Clojure's usual formatter has. Lines stay lines: what changes is
;; how they are indented, and white space that is missing, trailing or inside of brackets. Text is taken apart into tokens and
;; never read, so comments and what no reader here knows stay as they are. Begin with `format-code`.

(ns lisle.nrepl.format
  "Indents and spaces Clojure source."
  (:require [clojure.string :as str]))

(def ^:private token-pattern
  #"(?sx)
    (?<newline> \r?\n)
  | (?<space> [\s&&[^\n]]+)
  | (?<comma> ,)
  | (?<comment> (?:;|\#!)[^\n]*)
  | (?<text> \#?\"(?:[^\"\\]|\\.)*\" | \\(?:[\p{L}\p{N}]+|.))
  | (?<open> \#\?@?\( | \#::?[^\s\[\](){}\",;]*\{ | \#[({] | [(\[{])
  | (?<close> [)\]}])
  | (?<prefix> ~@ | \#' | \#_ | \#\^ | \#= | ['`~@^])
  | (?<atom> [^\s\[\](){}\",;]+)
  | (?<bad> .)")

(def ^:private kinds
  ["newline" "space" "comma" "comment" "text" "open" "close" "prefix" "atom" "bad"])

(defn- tokens
  "The tokens of a text, each a kind and its text."
  [text]
  (let [m (re-matcher token-pattern text)]
    (loop [found []]
      (if (.find m)
        (recur (conj found (some (fn [kind] (when-let [s (.group m ^String kind)] [(keyword kind) s])) kinds)))
        found))))

;; How the arguments of a head are indented where a line begins with one. [:inner d]: by two, d levels below the head's form
;; (and only in its argument i, if that is given). [:block n]: by two behind the first n arguments, if the one after these begins
;; a line. Otherwise, and without a rule, they stand below the first argument, or below the head if that is alone in its line.
(def ^:private default-rules
  (merge
    (zipmap '[alt! alt!! comment cond delay do finally future go thread try with-out-str] (repeat [[:block 0]]))
    (zipmap '[binding case cond-> cond->> doseq dotimes doto extend for go-loop if if-let if-not if-some let locking
              loop match ns struct-map testing when when-first when-let when-not when-some while with-local-vars
              with-open with-precision with-redefs]
            (repeat [[:block 1]]))
    (zipmap '[are as-> catch condp] (repeat [[:block 2]]))
    (zipmap '[bound-fn fn use-fixtures] (repeat [[:inner 0]]))
    (zipmap '[defprotocol extend-protocol extend-type] (repeat [[:block 1] [:inner 1]]))
    (zipmap '[defrecord deftype proxy] (repeat [[:block 2] [:inner 1]]))
    '{letfn [[:block 1] [:inner 2 0]]
      reify [[:inner 0] [:inner 1]]}))

(defn- rules-of
  "The rules of a head, a name with or without a namespace."
  [rules head]
  (when head
    (let [simple (symbol (str/replace head #"^.+/" ""))]
      (or (get rules (symbol head))
          (get rules simple)
          (when (re-find #"^(?:def(?!ault|late|er)|with-)" (str simple))
            [[:inner 0]])))))

;; A frame is an open bracket: :at is its column, :inside the column behind it, :done the number of forms in it that are complete,
;; :begun the column of the one that is not (nil between forms), :starts which of the forms begin a line, :second the column of
;; the second one. :more is how many forms are still part of the present one (behind a ^), :drop how many do not count (behind #_).

(defn- frame
  [open at]
  {:open open :at at :inside (+ at (count open)) :done 0 :begun nil :starts #{} :second nil :more 0 :drop 0 :head nil})

(defn- list-column
  "Where the next form of a frame stands that begins a line and has no rule."
  [{:keys [open inside done second]}]
  (if (and (str/ends-with? open "(") (not (str/starts-with? open "#?")) (> done 1))
    second
    inside))

(defn- ruled-column
  "Where it stands by a rule, nil without one. `frames` are the open ones, innermost last."
  [rules frames]
  (let [innermost (peek frames)
        by-two (+ (:inside innermost) 1)
        applies (fn [depth [kind n index] {:keys [done starts]}]
                  (case kind
                    :inner (and (= n depth) (or (nil? index) (= index (dec done))))
                    :block (and (zero? depth)
                                (< n done)
                                (or (= done (inc n)) (contains? starts (inc n))))
                    false))]
    (when (= "(" (subs (:open innermost) (dec (count (:open innermost)))))
      (first
        (for [depth (range (min 3 (count frames)))
              :let [outer (nth frames (- (count frames) 1 depth))
                    all (rules-of rules (:head outer))
                    hit (some (fn [rule] (applies depth rule outer)) all)
                    own (and (zero? depth) (seq all))]
              :when (or hit own)]
          (if hit
            by-two
            (list-column innermost)))))))

(defn- indentation
  [rules frames]
  (cond
    (empty? frames) 0
    (zero? (:done (peek frames))) (:inside (peek frames))
    :else (or (ruled-column rules frames) (list-column (peek frames)))))

(defn- begin-form
  "A form, or a prefix of one, begins in the innermost frame."
  [{:keys [frames column] :as state} line-start]
  (if (or (empty? frames) (:begun (peek frames)))
    state
    (let [{:keys [done] :as innermost} (peek frames)]
      (assoc state :frames
             (conj (pop frames)
                   (cond-> (assoc innermost :begun column)
                     line-start (update :starts conj done)
                     (= done 1) (assoc :second column)))))))

(defn- end-form
  "A form is complete; `text` is it, if it is an atom."
  [{:keys [frames] :as state} text]
  (if (empty? frames)
    state
    (let [{:keys [more drop done] :as innermost} (peek frames)]
      (assoc state :frames
             (conj (pop frames)
                   (cond
                     (pos? more) (update innermost :more dec)
                     (pos? drop) (-> innermost (update :drop dec) (assoc :begun nil))
                     :else (cond-> (assoc innermost :begun nil :done (inc done))
                             (zero? done) (assoc :head text))))))))

(defn- put
  [{:keys [^StringBuilder out] :as state} ^String text]
  (.append out text)
  (let [newline (str/last-index-of text "\n")]
    (if newline
      (assoc state :column (- (count text) newline 1))
      (update state :column + (count text)))))

(defn- separate
  "Puts what goes between the last token and one of this kind. Says whether a line begins."
  [rules {:keys [frames last lines spaces] :as state} kind]
  (let [break (fn [n] [(put state (str (apply str (repeat n "\n")) (apply str (repeat (indentation rules frames) " ")))) true])]
    (cond
      (nil? last) [state (empty? frames)]
      (= kind :comma) [state false]
      (= last :comment) (break (if (= kind :close) 1 (min 2 (max 1 lines))))
      (or (= last :open) (= kind :close)) [state false]
      (and (= last :prefix) (zero? lines)) [(put state spaces) false]
      (pos? lines) (break (min 2 lines))
      (and (= spaces "") (not= last :prefix)) [(put state " ") false]
      :else [(put state spaces) false])))

(defn- step
  [rules state [kind text]]
  (case kind
    :newline (-> state (update :lines inc) (assoc :spaces ""))
    :space (assoc state :spaces (if (zero? (:lines state)) (str/replace text #"\t" " ") ""))
    :bad (throw (ex-info (str "Unexpected text: " text) {}))
    (let [[state line-start] (separate rules state kind)
          state (assoc state :lines 0 :spaces "" :last kind)]
      (case kind
        :comment (put state (str/trimr text))
        :comma (put state text)
        :prefix (let [state (put (begin-form state line-start) text)]
                  (if (empty? (:frames state))
                    state
                    (case text
                      ("^" "#^") (update-in state [:frames (dec (count (:frames state))) :more] inc)
                      "#_" (update-in state [:frames (dec (count (:frames state))) :drop] inc)
                      state)))
        :open (let [state (begin-form state line-start)
                    opened (frame text (:column state))]
                (put (update state :frames conj opened) text))
        :close (let [open (:open (peek (:frames state)))]
                 (when-not (contains? #{"()" "[]" "{}"} (str (when open (subs open (dec (count open)))) text))
                   (throw (ex-info (str "Unmatched delimiter: " text) {})))
                 (end-form (put (update state :frames pop) text) nil))
        (:text :atom) (let [state (put (begin-form state line-start) text)]
                        (if (and (= kind :atom) (str/starts-with? text "#") (not (str/starts-with? text "##")))
                          ;; a tag belongs to the form behind it
                          state
                          (end-form state (when (= kind :atom) text))))))))

(defn- given-rules
  "Rules as a client says them: names to lists of a kind and numbers."
  [indents]
  (into {} (for [[head rules] indents]
             [(symbol (name head)) (mapv (fn [[kind & numbers]] (into [(keyword kind)] numbers)) rules)])))

(defn format-code
  "Source text laid out anew. `indents` are rules in addition to those that are known, by name: {\"my-let\" [[\"block\" 1]]}."
  ([text] (format-code text nil))
  ([text indents]
   (let [rules (merge default-rules (given-rules indents))
         start {:out (StringBuilder.) :column 0 :frames [] :last nil :lines 0 :spaces ""}
         {:keys [frames out lines]} (reduce (fn [state token] (step rules state token)) start (tokens text))]
     (when (seq frames)
       (throw (ex-info (str "EOF while reading, " (:open (peek frames)) " is not closed") {})))
     (str out (when (and (pos? lines) (pos? (.length ^StringBuilder out))) "\n")))))
