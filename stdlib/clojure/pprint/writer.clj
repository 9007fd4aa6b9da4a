;; The pretty writer, after Waters' XP. Text goes straight through until the first possible line break; from
;; then on it is gathered in a buffer of tokens. When the buffer is wider than the line, breaks are decided
;; from the left until the rest fits. Widths are known without printing, for every token knows its range of
;; positions in the text as it would be on one line.

(in-ns 'clojure.pprint)

;; A logical block. start and indent are columns, known once the block's beginning has been written; broken says
;; that a line break has been written in the block or inside it, inner-broken that one has been written inside since the
;; last one of the block's own.
(deftype Block [parent prefix per-line-prefix suffix start indent broken inner-broken])

(defn- new-block
  [parent prefix per-line-prefix suffix]
  (Block. parent prefix per-line-prefix suffix
          (volatile! 0) (volatile! 0) (volatile! false) (volatile! false)))

(defn- inside?
  ;; is the block somewhere inside outer, and not outer itself?
  [outer block]
  (loop [b (.-parent block)]
    (cond
      (nil? b) false
      (identical? b outer) true
      :else (recur (.-parent b)))))

;; Kinds: :text (a the text, b the spaces at its end), :break (a the kind of break), :open and :close (of the block),
;; :indent (a :block or :current, b the offset). from and to are positions.
(deftype Token [kind block a b from to])

(defn- break?
  [token]
  (identical? :break (.-kind token)))

;; column: where the next character goes. spaces: spaces not written yet, because a line break would drop them.
;; buffer: a vector of tokens. position: of the next token. buffering: has there been a possible break?
(deftype State [out margin miser-width column block buffer position spaces buffering])

(ns-unmap *ns* '->Block)
(ns-unmap *ns* '->Token)
(ns-unmap *ns* '->State)

(declare write-text flush-tokens)

(defn- pretty-writer?
  [x]
  (and (instance? clojure.lang.IDeref x)
       (instance? State @x)))

(defn- make-pretty-writer
  ;; a writer whose deref gives its state
  [out margin miser-width]
  (let [w (State. out margin miser-width (volatile! 0)
                  (volatile! (new-block nil nil nil nil))
                  (volatile! []) (volatile! 0) (volatile! nil) (volatile! false))]
    (proxy [java.io.Writer clojure.lang.IDeref] []
      (deref [] w)
      (write
        ([x] (write-text w x))
        ([x off len]
         (write-text w (if (string? x) (subs x off (+ off len)) (take len (drop off x))))))
      (append [x]
        (write-text w (if (nil? x) "null" x))
        this)
      (flush []
        (flush-tokens w)
        (binding [*out* out] (flush)))
      (close []
        (.flush this)))))

(defn- get-column
  ;; the column of a pretty writer's state
  [w]
  @(.-column w))

;; output

(defn- put
  ;; writes text at the present column
  [w s]
  (when (pos? (count s))
    (lisle.native/write-text (.-out w) s)
    (let [i (str/last-index-of s "\n")
          column (.-column w)]
      (vreset! column (if i
                        (- (count s) i 1)
                        (+ @column (count s)))))))

(defn- put-spaces
  [w]
  (when-let [s @(.-spaces w)]
    (put w s)
    (vreset! (.-spaces w) nil)))

(defn- fits?
  [w tokens]
  (let [margin (.-margin w)]
    (or (nil? margin)
        (< (+ @(.-column w)
              (if (zero? (count tokens)) 0 (- (.-to (peek tokens)) (.-from (nth tokens 0)))))
           margin))))

(defn- put-newline
  [w block]
  (put w "\n")
  (vreset! (.-spaces w) nil)
  (let [prefix (.-per-line-prefix block)]
    (when prefix (put w prefix))
    (put w (apply str (repeat (- @(.-indent block) (count prefix)) \space))))
  (loop [b (.-parent block)]
    (when b
      (vreset! (.-broken b) true)
      (vreset! (.-inner-broken b) true)
      (recur (.-parent b))))
  (vreset! (.-broken block) true)
  (vreset! (.-inner-broken block) false))

(defn- open-block
  [w block]
  (when-let [prefix (.-prefix block)]
    (put w prefix))
  (let [column @(.-column w)]
    (vreset! (.-start block) column)
    (vreset! (.-indent block) column)))

(defn- set-indent
  [w block relative-to offset]
  (vreset! (.-indent block)
           (+ offset (if (identical? :block relative-to)
                       @(.-start block)
                       @(.-column w)))))

(defn- put-token
  [w token]
  (let [block (.-block token)]
    (case (.-kind token)
      :text (put w (.-a token))
      :break (if (or (identical? :mandatory (.-a token))
                     (and (not (identical? :fill (.-a token))) @(.-broken block)))
               (put-newline w block)
               (put-spaces w))
      :open (open-block w block)
      :close (when-let [suffix (.-suffix block)] (put w suffix))
      :indent (set-indent w block (.-a token) (.-b token)))))

(defn- put-tokens
  ;; writes tokens on the present line; only breaks that cannot be avoided become newlines
  [w tokens]
  (reduce (fn [_ token]
            (when-not (break? token)
              (put-spaces w))
            (put-token w token)
            (vreset! (.-spaces w) (when (identical? :text (.-kind token)) (.-b token)))
            nil)
          nil tokens))

;; decisions

(defn- find-index
  ;; the index of the first token from i on for which pred holds, or the end
  [pred tokens i]
  (let [n (count tokens)]
    (loop [i i]
      (if (or (>= i n) (pred (nth tokens i)))
        i
        (recur (inc i))))))

(defn- section
  ;; what follows the break at index 0: up to the next break of a block around its block
  [tokens]
  (let [block (.-block (nth tokens 0))]
    (subvec tokens 1 (find-index (fn [t] (and (break? t) (inside? (.-block t) block))) tokens 1))))

(defn- subsection
  ;; what follows the break at index 0: up to the next break of its block or one around it
  [tokens]
  (let [block (.-block (nth tokens 0))]
    (subvec tokens 1 (find-index (fn [t]
                                   (and (break? t)
                                        (or (identical? (.-block t) block) (inside? (.-block t) block))))
                                 tokens 1))))

(defn- linear-break?
  [w block section]
  (or @(.-broken block)
      (not (fits? w section))))

(defn- miser-break?
  [w block section]
  (let [margin (.-margin w) miser-width (.-miser-width w)]
    (and miser-width margin
         (>= @(.-start block) (- margin miser-width))
         (linear-break? w block section))))

(defn- newline-here?
  ;; does the break at index 0 become a newline?
  [w tokens section]
  (let [token (nth tokens 0) block (.-block token)]
    (case (.-a token)
      :mandatory true
      :linear (linear-break? w block section)
      :miser (miser-break? w block section)
      :fill (or @(.-inner-broken block)
                (not (fits? w (subsection tokens)))
                (miser-break? w block section)))))

(defn- put-some
  ;; writes as much of the tokens as the decision about the first break among them allows, and gives the rest
  [w tokens]
  (let [i (find-index break? tokens 0)]
    (put-tokens w (subvec tokens 0 i))
    (if (= i (count tokens))
      []
      (let [tokens (subvec tokens i)
            sect (section tokens)
            after (subvec tokens (inc (count sect)))
            tokens (if (newline-here? w tokens sect)
                     (do (put-newline w (.-block (nth tokens 0)))
                         (subvec tokens 1))
                     tokens)]
        (if (fits? w tokens)
          tokens
          (let [left (put-some w sect)]
            (if (= (count left) (count sect))
              (do (put-tokens w sect) after)
              (into left after))))))))

(defn- put-lines
  ;; writes lines until what is left fits on the present one
  [w]
  (loop []
    (let [tokens @(.-buffer w)]
      (when-not (fits? w tokens)
        (let [left (put-some w tokens)]
          (vreset! (.-buffer w) left)
          (when-not (= (count left) (count tokens))
            (recur)))))))

(defn- add-token
  [w kind block a b width]
  (let [from @(.-position w) to (+ from width)]
    (vreset! (.-position w) to)
    (vreset! (.-buffer w) (conj @(.-buffer w) (Token. kind block a b from to)))
    (when-not (fits? w @(.-buffer w))
      (put-lines w))))

(defn- flush-tokens
  [w]
  (put-lines w)
  (let [tokens @(.-buffer w)]
    (vreset! (.-buffer w) [])
    (put-tokens w tokens)
    (put-spaces w)))

;; input

(defn- write-line
  ;; text without newlines
  [w s]
  (let [text (str/trimr s)
        spaces (subs s (count text))
        spaces (when (pos? (count spaces)) spaces)]
    (if @(.-buffering w)
      (add-token w :text nil text spaces (count s))
      (do
        (put-spaces w)
        (put w text)
        (vreset! (.-spaces w) spaces)))))

(defn- write-text
  [w x]
  (cond
    (string? x)
    (if (str/includes? x "\n")
      (let [lines (str/split x #"\n" -1)
            prefix (.-per-line-prefix @(.-block w))]
        (if @(.-buffering w)
          (do (add-token w :text nil (first lines) nil (count (first lines)))
              (flush-tokens w))
          (do (put-spaces w)
              (put w (first lines))))
        (vreset! (.-buffering w) false)
        (put w "\n")
        (doseq [line (butlast (rest lines))]
          (put w line)
          (put w "\n")
          (when prefix (put w prefix)))
        (write-line w (last lines)))
      (write-line w x))

    ;; a single character is never dropped at the end of a line
    (or (char? x) (integer? x))
    (let [s (str (char x))]
      (cond
        (= s "\n") (write-text w s)
        @(.-buffering w) (add-token w :text nil s nil 1)
        :else (do (put-spaces w) (put w s))))

    (nil? x) (throw (NullPointerException.))
    :else (write-text w (apply str (seq x)))))

(defn- start-block
  [w prefix per-line-prefix suffix]
  (let [block (new-block @(.-block w) prefix per-line-prefix suffix)]
    (vreset! (.-block w) block)
    (if @(.-buffering w)
      (add-token w :open block nil nil (count prefix))
      (do (put-spaces w)
          (open-block w block)))))

(defn- end-block
  [w]
  (let [block @(.-block w) suffix (.-suffix block)]
    (if @(.-buffering w)
      (add-token w :close block nil nil (count suffix))
      (do (put-spaces w)
          (when suffix (put w suffix))))
    (vreset! (.-block w) (.-parent block))))

(defn- line-break
  [w kind]
  (vreset! (.-buffering w) true)
  (add-token w :break @(.-block w) kind nil 0))

(defn- indent
  [w relative-to offset]
  (let [block @(.-block w)]
    (if @(.-buffering w)
      (add-token w :indent block relative-to offset 0)
      (do (put-spaces w)
          (set-indent w block relative-to offset)))))
