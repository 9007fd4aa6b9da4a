;; A tokenizer, a parser by precedence and an evaluator by multimethods.
(ns calc.parser
  (:require [clojure.string :as str]))

(def token-spec
  [[:ws #"^\s+"] [:num #"^\d+(\.\d+)?([eE][+-]?\d+)?"] [:ident #"^[A-Za-z_]\w*"] [:op #"^(\*\*|[-+*/()=,<>!])"]])

(defn tokenize [s]
  (loop [s s pos 0 out []]
    (if (empty? s)
      (conj out {:type :eof :pos pos})
      (let [[type text] (or (some (fn [[t re]] (when-let [m (re-find re s)] [t (if (vector? m) (first m) m)])) token-spec)
                            (throw (ex-info (str "Unexpected character '" (first s) "' at " pos) {:pos pos :char (first s)})))]
        (recur (subs s (count text)) (+ pos (count text))
               (if (= type :ws) out (conj out {:type type :text text :pos pos})))))))

(def prec {"+" 1 "-" 1 "*" 2 "/" 2 "**" 3})
(declare parse-expr)

(defn expect [[t & more] text]
  (if (= (:text t) text) more (throw (ex-info (format "Expected %s but got %s" (pr-str text) (pr-str (:text t))) {:token t}))))

(defn parse-primary [[{:keys [type text] :as t} & more]]
  (case type
    :num [(if (re-find #"[.eE]" text) (Double/parseDouble text) (Long/parseLong text)) more]
    :ident (if (= "(" (:text (first more)))
             (loop [args [] ts (rest more)]
               (if (= ")" (:text (first ts)))
                 [(list* 'call (symbol text) args) (rest ts)]
                 (let [[a ts] (parse-expr ts 0)]
                   (recur (conj args a) (if (= "," (:text (first ts))) (rest ts) ts)))))
             [(symbol text) more])
    :op (case text
          "(" (let [[e ts] (parse-expr more 0)] [e (expect ts ")")])
          "-" (let [[e ts] (parse-expr more 3)] [(list '- e) ts])
          (throw (ex-info (str "Unexpected operator " text) {:token t})))
    :eof (throw (ex-info "Unexpected end of input" {:token t}))))

(defn parse-expr [tokens min-prec]
  (let [[lhs ts] (parse-primary tokens)]
    (loop [lhs lhs ts ts]
      (let [op (:text (first ts)) p (prec op)]
        (if (and p (>= p min-prec))
          (let [[rhs ts'] (parse-expr (rest ts) (if (= op "**") p (inc p)))]
            (recur (list (symbol op) lhs rhs) ts'))
          [lhs ts])))))

(defn parse [s]
  (let [[e ts] (parse-expr (tokenize s) 0)]
    (if (= :eof (:type (first ts))) e (throw (ex-info (str "Trailing input at " (:pos (first ts))) {})))))

(def env {'pi Math/PI 'e Math/E 'sqrt #(Math/sqrt %) 'max max 'abs abs})

(defmulti evaluate (fn [e] (cond (number? e) :num (symbol? e) :sym :else (first e))))
(defmethod evaluate :num [n] n)
(defmethod evaluate :sym [s] (or (env s) (throw (ex-info (str "Unbound: " s) {:sym s}))))
(defmethod evaluate '+ [[_ a b]] (+ (evaluate a) (evaluate b)))
(defmethod evaluate '- [[_ a b]] (if b (- (evaluate a) (evaluate b)) (- (evaluate a))))
(defmethod evaluate '* [[_ a b]] (* (evaluate a) (evaluate b)))
(defmethod evaluate '/ [[_ a b]] (/ (evaluate a) (evaluate b)))
(defmethod evaluate '** [[_ a b]] (Math/pow (evaluate a) (evaluate b)))
(defmethod evaluate 'call [[_ f & args]] (apply (evaluate f) (map evaluate args)))

(doseq [src ["1 + 2 * 3" "(1 + 2) * 3" "2 ** 3 ** 2" "-2 ** 2" "7 / 2" "1.5e3 + sqrt(16)" "max(1, 2 + 5, 3)" "abs(-3)" "1 +" "2 $ 3" "foo + 1" "(1 + 2" "1 2" "1 / 0" "pi * 2"]]
  (println (format "%-20s" src)
           (try (let [ast (parse src)] (str (pr-str ast) " => " (evaluate ast)))
                (catch clojure.lang.ExceptionInfo e (str "error: " (ex-message e) " " (ex-data e)))
                (catch ArithmeticException e (str "arith: " (.getMessage e))))))
(println (map (juxt :type :text) (tokenize "a1+(b_2 * 3.0)")))
(println (str/join " " (sort (map name (keys env)))))
(println (get-method evaluate 'zork) (count (methods evaluate)))
(try (evaluate '(zork 1)) (catch IllegalArgumentException e (println (.getMessage e))))
