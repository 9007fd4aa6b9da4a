;; parser: a tokenizer and a precedence-climbing parser for a small language, then evaluation of the tree, over n programs
;; arguments: [n [repetitions]]

(def default-n 3000)

(defn digit? [^Character c] (and c (Character/isDigit c)))
(defn letter? [^Character c] (and c (Character/isLetter c)))

(defn tokenize [^String text]
  (let [n (count text)]
    (loop [i 0 tokens []]
      (if (>= i n)
        tokens
        (let [c (.charAt text i)
              span (fn [pred] (loop [j i] (if (and (< j n) (pred (.charAt text j))) (recur (inc j)) j)))]
          (cond
            (Character/isWhitespace c) (recur (inc i) tokens)
            (digit? c) (let [j (span digit?)] (recur (long j) (conj tokens {:kind :number :value (Long/parseLong (subs text i j))})))
            (letter? c) (let [j (span letter?)] (recur (long j) (conj tokens {:kind :name :value (subs text i j)})))
            :else (recur (inc i) (conj tokens {:kind :symbol :value c}))))))))

(def precedence {\+ 1 \- 1 \* 2 \/ 2})

(declare parse-expression)

(defn parse-primary [tokens at]
  (let [{:keys [kind value]} (nth tokens at nil)]
    (case kind
      :number [{:op :const :value value} (inc at)]
      :name [{:op :name :name value} (inc at)]
      :symbol (case value
                \( (let [[tree at] (parse-expression tokens (inc at) 1)] [tree (inc at)])
                \- (let [[tree at] (parse-primary tokens (inc at))] [{:op :negate :of tree} at])
                (throw (ex-info "unexpected" {:token value :at at})))
      (throw (ex-info "unexpected end" {:at at})))))

(defn parse-expression [tokens at least]
  (loop [[left at] (parse-primary tokens at)]
    (let [op (:value (nth tokens at nil))
          p (precedence op)]
      (if (and p (>= p least))
        (let [[right at] (parse-expression tokens (inc at) (inc p))]
          (recur [{:op :binary :operator op :left left :right right} at]))
        [left at]))))

(defmulti evaluate (fn [_ tree] (:op tree)))
(defmethod evaluate :const [_ {:keys [value]}] value)
(defmethod evaluate :name [env {:keys [name]}] (get env name 0))
(defmethod evaluate :negate [env {:keys [of]}] (- (evaluate env of)))
(defmethod evaluate :binary [env {:keys [operator left right]}]
  (let [a (evaluate env left) b (evaluate env right)]
    (case operator \+ (+ a b) \- (- a b) \* (rem (* a b) 1000003) \/ (if (zero? b) 0 (quot a b)))))

(defn program [i]
  (str "(alpha + " i ") * beta - " (rem i 17) " / (gamma + 1) * -delta + ((" (rem i 23) " - alpha) * (beta + 7) - gamma * " (rem i 5)
       ") / 3 + alpha * beta * gamma - (((delta)))"))

(defn run [n]
  (loop [i 0 check 0]
    (if (< i n)
      (let [[tree] (parse-expression (tokenize (program i)) 0 1)
            value (evaluate {"alpha" i "beta" (rem i 11) "gamma" (rem i 7) "delta" 3} tree)]
        (recur (inc i) (rem (+ (* check 31) value) 1000003)))
      (let [failed (try (parse-expression (tokenize "1 + * 2") 0 1) (catch clojure.lang.ExceptionInfo e (:at (ex-data e))))]
        [check failed]))))

;; ---- harness (the same in every file): prints the checksum and one time a repetition ----
(defn now-ns [] (System/nanoTime)) ; the only clock

(let [args *command-line-args*
      n    (if (first args) (read-string (first args)) default-n)
      reps (if (second args) (read-string (second args)) 1)]
  (dotimes [i reps]
    (let [t0 (now-ns)
          r  (run n)
          t1 (now-ns)]
      (println "result" "parser" n r)
      (println "time_us" i (quot (- t1 t0) 1000)))))
