;; Directives for numbers: in a base, in English, in Roman numerals, and with a fraction or an exponent.

(in-ns 'clojure.pprint)

;; integers

(defn- base-digits
  [base n]
  (if (zero? n)
    "0"
    (loop [n n digits ()]
      (if (zero? n)
        (apply str digits)
        (recur (quot n base)
               (conj digits (nth "0123456789abcdefghijklmnopqrstuvwxyz" (int (rem n base)))))))))

(defn- grouped
  ;; digits with a separator between groups of n, counted from the right
  [digits separator n]
  (let [head (rem (count digits) n)
        groups (map (fn [group] (apply str group)) (partition n (drop head digits)))]
    (str/join separator (if (zero? head) groups (cons (subs digits 0 head) groups)))))

(defn- integral
  ;; a decimal, or a double without a fraction, as the integer it is printed as; anything else as it is
  [x]
  (if (or (decimal? x) (and (double? x) (not (infinite? x)) (== x (Math/floor x)))) (bigint x) x))

(defn- put-integer
  [base {:keys [mincol padchar commachar commainterval]} node arg]
  (let [arg (integral arg)]
    (if (integer? arg)
      (let [digits (base-digits base (if (neg? arg) (-' arg) arg))
            digits (if (:colon node) (grouped digits commachar commainterval) digits)
            text (str (cond (neg? arg) "-" (:at node) "+") digits)]
        (print (str (spaces (- mincol (count text)) padchar) text)))
      (put-padded {:mincol mincol :colinc 1 :minpad 0 :padchar padchar} true (print-str arg)))))

(def ^:private small-names
  ["zero" "one" "two" "three" "four" "five" "six" "seven" "eight" "nine" "ten" "eleven" "twelve" "thirteen"
   "fourteen" "fifteen" "sixteen" "seventeen" "eighteen" "nineteen"])

(def ^:private ten-names
  [nil nil "twenty" "thirty" "forty" "fifty" "sixty" "seventy" "eighty" "ninety"])

(def ^:private group-names
  ["" "thousand" "million" "billion" "trillion" "quadrillion" "quintillion" "sextillion" "septillion" "octillion"
   "nonillion" "decillion" "undecillion" "duodecillion" "tredecillion" "quattuordecillion" "quindecillion"
   "sexdecillion" "septendecillion" "octodecillion" "novemdecillion" "vigintillion"])

(def ^:private irregular-ordinals
  {"one" "first" "two" "second" "three" "third" "five" "fifth" "eight" "eighth" "nine" "ninth" "twelve" "twelfth"})

(defn- below-thousand
  [n]
  (let [hundreds (quot n 100)
        n (rem n 100)
        low (cond
              (zero? n) nil
              (< n 20) (nth small-names n)
              (zero? (rem n 10)) (nth ten-names (quot n 10))
              :else (str (nth ten-names (quot n 10)) "-" (nth small-names (rem n 10))))]
    (str/join " " (remove nil? [(when (pos? hundreds) (str (nth small-names hundreds) " hundred")) low]))))

(defn- cardinal
  ;; a non-negative integer in English, or nil if there are no names for it
  [n]
  (if (zero? n)
    "zero"
    (let [groups (loop [n n groups ()]
                   (if (zero? n)
                     groups
                     (recur (quot n 1000) (conj groups (int (rem n 1000))))))
          size (count groups)]
      (when (<= size (count group-names))
        (str/join ", "
                  (keep-indexed (fn [i group]
                                  (when (pos? group)
                                    (str/trim (str (below-thousand group) " " (nth group-names (- size i 1))))))
                                groups))))))

(defn- ordinal
  ;; the ordinal of a cardinal in English
  [text]
  (let [[_ head word] (re-matches #"(?s)(.*?)([a-z]+)" text)]
    (str head
         (cond
           (irregular-ordinals word) (irregular-ordinals word)
           (str/ends-with? word "y") (str (subs word 0 (dec (count word))) "ieth")
           :else (str word "th")))))

(def ^:private plain-integer {:mincol 0 :padchar \space :commachar \, :commainterval 3})

(defn- ordinal-suffix
  [n]
  (let [low (rem n 100)]
    (if (<= 11 low 19)
      "th"
      (case (int (rem low 10)) 1 "st" 2 "nd" 3 "rd" "th"))))

(defn- put-english
  [node arg]
  (let [n (if (integer? arg) arg (bigint (quot arg 1)))
        size (if (neg? n) (-' n) n)
        text (cardinal size)]
    (if text
      (print (str (when (neg? n) "minus ") (if (:colon node) (ordinal text) text)))
      (do
        (put-integer 10 plain-integer {:colon true} n)
        (when (:colon node)
          (print (ordinal-suffix size)))))))

(def ^:private roman-digits
  [[1000 "M"] [900 "CM"] [500 "D"] [400 "CD"] [100 "C"] [90 "XC"] [50 "L"] [40 "XL"]
   [10 "X"] [9 "IX"] [5 "V"] [4 "IV"] [1 "I"]])

(def ^:private old-roman-digits
  (filterv (fn [[_ text]] (= 1 (count text))) roman-digits))

(defn- put-roman
  [digits arg]
  (if (and (number? arg) (< 0 arg 4000))
    (print (loop [n (int arg) digits digits text ""]
             (if-let [[value letters] (first digits)]
               (if (>= n value)
                 (recur (- n value) digits (str text letters))
                 (recur n (next digits) text))
               text)))
    (put-integer 10 plain-integer {:colon true} arg)))

(defn- run-radix
  [params node args]
  (let [arg (next-arg args)]
    (cond
      (:base params) (put-integer (:base params) params node arg)
      (and (:at node) (:colon node)) (put-roman old-roman-digits arg)
      (:at node) (put-roman roman-digits arg)
      :else (put-english node arg))))

;; Numbers with a fraction are taken as their decimal digits and an exponent: d.ddd × 10^exponent.

(defn- decimal-parts
  ;; [digits exponent] of a non-negative number
  [x]
  (let [[mantissa exponent] (str/split (str/lower-case (str x)) #"e")
        [whole fraction] (str/split mantissa #"\.")
        digits (str whole fraction)
        significant (str/replace digits #"^0+|0+$" "")
        leading (count (re-find #"^0*" digits))]
    (if (= "" significant)
      ["0" 0]
      [significant (+ (- (count whole) leading 1) (if exponent (parse-long (str/replace exponent "+" "")) 0))])))

(defn- as-decimal
  [x]
  (if (ratio? x) (double x) x))

(defn- magnitude
  [x]
  (if (neg? x) (- x) x))

(defn- add-one
  ;; adds one at the last place of a string of digits
  [digits]
  (let [nines (count (re-find #"9*$" digits))
        head (subs digits 0 (- (count digits) nines))]
    (str (if (= "" head)
           "1"
           (str (subs head 0 (dec (count head))) (char (inc (int (nth head (dec (count head))))))))
         (spaces nines \0))))

(defn- rounded
  ;; [digits exponent carried?] with as many digits as d digits after the point need, or else as fit into width
  [digits exponent d width]
  (if (or d width)
    (let [width (when width (max 2 width))
          keep-n (cond
                   d (+ exponent d 1)
                   (neg? exponent) (+ width exponent)
                   :else (max (inc exponent) (dec width)))
          [digits exponent n] (if (zero? keep-n)
                                [(str "0" digits) (inc exponent) 1]
                                [digits exponent keep-n])]
      (cond
        (neg? n) ["0" 0 false]
        (<= (count digits) n) [digits exponent false]
        (<= (int \5) (int (nth digits n)))
        (let [kept (subs digits 0 n)
              up (add-one kept)
              carried? (> (count up) n)]
          [(if carried? (subs up 0 n) up) exponent carried?])
        :else [(subs digits 0 n) exponent false]))
    [digits exponent false]))

(defn- fixed-text
  ;; digits with a decimal point, and d digits after it if d is given; nothing before the point if that would be 0
  [digits exponent d]
  (let [n (inc exponent)
        digits (if (neg? exponent) (str (spaces (- n) \0) digits) digits)
        n (max 0 n)
        digits (str digits (spaces (- n (count digits)) \0))
        fraction (subs digits n)]
    (str (subs digits 0 n) "." fraction (when d (spaces (- d (count fraction)) \0)))))

(defn- put-fixed
  [{:keys [w d k overflowchar padchar]} node arg]
  (let [x (as-decimal arg)
        sign (cond (neg? x) "-" (:at node) "+" :else "")
        [digits exponent] (decimal-parts (magnitude x))
        exponent (+ exponent k)
        zero-after? (and (not d) (<= (dec (count digits)) exponent))
        room (when w (- w (count sign)))
        [digits exponent carried?] (rounded digits exponent d room)
        text (fixed-text digits (if carried? (inc exponent) exponent) d)
        text (if (and w d (pos? d) (str/starts-with? text "0.") (> (count text) room))
               (subs text 1)
               text)
        fits? (or (nil? w) (< (+ (count sign) (count text)) w))
        text (str (when (and fits? (str/starts-with? text ".")) "0")
                  text
                  (when (and fits? zero-after?) "0"))
        width (+ (count sign) (count text))]
    (if (and w overflowchar (> width w))
      (print (spaces w overflowchar))
      (print (str (when w (spaces (- w width) padchar)) sign text)))))

(defn- scaled-text
  ;; digits with the point after the first k of them
  [digits k]
  (if (neg? k)
    (str "." digits)
    (str (subs digits 0 k) "." (subs digits k))))

(defn- put-exponential
  [{:keys [w d e k overflowchar padchar exponentchar]} node arg]
  (let [x (as-decimal arg)
        sign (cond (neg? x) "-" (:at node) "+" :else "")
        [digits exponent] (decimal-parts (magnitude x))]
    (loop [digits digits exponent exponent]
      (let [scaled (- exponent (dec k))
            exponent-digits (str (magnitude scaled))
            exponent-text (str (or exponentchar \E)
                               (if (neg? scaled) "-" "+")
                               (when e (spaces (- e (count exponent-digits)) \0))
                               exponent-digits)
            mantissa (str (spaces (- k) \0)
                          digits
                          (when d (spaces (- d (dec (count digits)) (if (neg? k) (- k) 0)) \0)))
            [mantissa _ carried?] (rounded mantissa 0
                                           (when d (if (pos? k) d (dec d)))
                                           (when w (- w (count exponent-text) (count sign))))]
        (if carried?
          (recur mantissa (inc exponent))
          (let [text (scaled-text (str mantissa (spaces (- k (count mantissa)) \0)) k)
                width (+ (count sign) (count text) (count exponent-text))
                zero-before? (and (str/starts-with? text ".") (not= width w))
                width (if zero-before? (inc width) width)
                zero-after? (and (nil? d) (= k (count mantissa)) (or (nil? w) (< width w)))]
            (if (and w overflowchar
                     (or (> width w) (and e (> (- (count exponent-text) 2) e))))
              (print (spaces w overflowchar))
              (print (str (when w (spaces (- w width (if zero-after? 1 0)) padchar))
                          sign
                          (when zero-before? "0")
                          text
                          (when zero-after? "0")
                          exponent-text)))))))))

(defn- put-general
  ;; fixed where the digits say enough, else exponential
  [{:keys [w d e] :as params} node arg]
  (let [x (as-decimal arg)
        [digits exponent] (decimal-parts (magnitude x))
        n (if (= x 0.0) 0 (inc exponent))
        tail (if e (+ e 2) 4)
        d (or d (max (count digits) (min n 7)))
        dd (- d n)]
    (if (<= 0 dd d)
      (do
        (put-fixed (assoc params :w (when w (- w tail)) :d dd :k 0) node arg)
        (print (spaces tail \space)))
      (put-exponential params node arg))))

(defn- put-money
  [{:keys [d n w padchar]} node arg]
  (let [x (as-decimal arg)
        sign (cond (neg? x) "-" (:at node) "+" :else "")
        [digits exponent] (decimal-parts (magnitude x))
        [digits exponent carried?] (rounded digits exponent d nil)
        text (fixed-text digits (if carried? (inc exponent) exponent) d)
        text (str (spaces (- n (str/index-of text ".")) \0) text)
        padding (spaces (- w (count sign) (count text)) padchar)]
    (print (if (:colon node)
             (str sign padding text)
             (str padding sign text)))))
