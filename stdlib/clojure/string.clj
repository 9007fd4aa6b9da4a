(ns ^{:doc "Functions for strings. All take the string first. They accept any CharSequence where that makes sense,
  and never change what they are given. A nil string is an error unless said otherwise."
      :author "Lisle"}
  clojure.string
  (:refer-clojure :exclude [replace reverse]))

(defn ^String reverse
  "The string with its characters in reverse order."
  {:added "1.2"}
  [^CharSequence s]
  (lisle.native/string-reverse s))

(defn ^String re-quote-replacement
  "The text as a replacement for replace with a pattern, in which no character has a special meaning."
  {:added "1.5"}
  [^CharSequence replacement]
  (lisle.native/string-quote-replacement replacement))

(defn- replace-by
  ;; the matches replaced by what f gives for their groups
  [s re f all?]
  (let [m (re-matcher re s)]
    (if (lisle.native/matcher-find m)
      (loop [pieces (conj [] (lisle.native/matcher-replace m (f (re-groups m))))]
        (if (and all? (lisle.native/matcher-find m))
          (recur (conj pieces (lisle.native/matcher-replace m (f (re-groups m)))))
          (apply str (conj pieces (lisle.native/matcher-tail m)))))
      (lisle.native/char-sequence s))))

(defn- text?
  [x]
  (or (string? x) (instance? CharSequence x)))

(defn ^String replace
  "The string with every occurrence of match replaced. match and replacement are two strings, two characters, or
  a pattern and a string or function. In a replacement string for a pattern $1 stands for a group and \\ quotes;
  a function gets what re-groups gives."
  {:added "1.2"}
  [^CharSequence s match replacement]
  (let [s (lisle.native/to-text s)]
    (cond
      (char? match) (lisle.native/string-replace-chars s match replacement)
      (text? match) (lisle.native/string-replace s match replacement true)
      (instance? java.util.regex.Pattern match) (if (text? replacement)
                                                  (lisle.native/pattern-replace s match replacement true)
                                                  (replace-by s match replacement true))
      :else (throw (IllegalArgumentException. (str "Invalid match arg: " match))))))

(defn ^String replace-first
  "The string with the first occurrence of match replaced; match and replacement are as for replace."
  {:added "1.2"}
  [^CharSequence s match replacement]
  (let [s (lisle.native/to-text s)]
    (cond
      (char? match) (lisle.native/string-replace s (str match) (str replacement) false)
      (text? match) (lisle.native/string-replace s match (lisle.native/to-text replacement) false)
      (instance? java.util.regex.Pattern match) (if (text? replacement)
                                                  (lisle.native/pattern-replace s match replacement false)
                                                  (replace-by s match replacement false))
      :else (throw (IllegalArgumentException. (str "Invalid match arg: " match))))))

(defn ^String join
  "A string of the items of the collection, with the separator between them if one is given."
  {:added "1.2"}
  ([coll] (lisle.native/string-join "" coll))
  ([separator coll] (lisle.native/string-join separator coll)))

(defn ^String capitalize
  "The string with its first character in upper case and all others in lower case."
  {:added "1.2"}
  [^CharSequence s]
  (lisle.native/string-capitalize s))

(defn ^String upper-case
  "The string in upper case."
  {:added "1.2"}
  [^CharSequence s]
  (lisle.native/string-upper-case s))

(defn ^String lower-case
  "The string in lower case."
  {:added "1.2"}
  [^CharSequence s]
  (lisle.native/string-lower-case s))

(defn split
  "A vector of the parts of the string between matches of the pattern, at most limit if that is given and positive.
  Empty parts at the end are left out unless limit is negative."
  {:added "1.2"}
  ([^CharSequence s ^java.util.regex.Pattern re]
   (lisle.native/pattern-split re s 0))
  ([^CharSequence s ^java.util.regex.Pattern re limit]
   (lisle.native/pattern-split re s limit)))

(defn split-lines
  "A vector of the lines of the string, which end with \\n or \\r\\n. Empty lines at the end are left out."
  {:added "1.2"}
  [^CharSequence s]
  (split s #"\n|\r\n"))

(defn ^String trim
  "The string without white space at both ends."
  {:added "1.2"}
  [^CharSequence s]
  (lisle.native/string-trim s))

(defn ^String triml
  "The string without white space at the left."
  {:added "1.2"}
  [^CharSequence s]
  (lisle.native/string-triml s))

(defn ^String trimr
  "The string without white space at the right."
  {:added "1.2"}
  [^CharSequence s]
  (lisle.native/string-trimr s))

(defn ^String trim-newline
  "The string without newlines and carriage returns at its end."
  {:added "1.2"}
  [^CharSequence s]
  (lisle.native/string-trim-newline s))

(defn blank?
  "True if the string is nil, empty or only white space."
  {:added "1.2"}
  [^CharSequence s]
  (if s (lisle.native/string-blank? s) true))

(defn ^String escape
  "The string with each character ch for which (cmap ch) is neither nil nor false replaced by that."
  {:added "1.2"}
  [^CharSequence s cmap]
  (let [s (lisle.native/char-sequence s)]
    (apply str (map (fn [ch] (if-let [replacement (cmap ch)] replacement ch)) s))))

(defn index-of
  "The index of the first occurrence of the string or character, at or after from-index if that is given; or nil."
  {:added "1.8"}
  ([^CharSequence s value] (lisle.native/string-index-of s value nil))
  ([^CharSequence s value ^long from-index] (lisle.native/string-index-of s value from-index)))

(defn last-index-of
  "The index of the last occurrence of the string or character, at or before from-index if that is given; or nil."
  {:added "1.8"}
  ([^CharSequence s value] (lisle.native/string-last-index-of s value nil))
  ([^CharSequence s value ^long from-index] (lisle.native/string-last-index-of s value from-index)))

(defn starts-with?
  "True if s starts with substr."
  {:added "1.8"}
  [^CharSequence s ^String substr]
  (lisle.native/string-starts-with? s substr))

(defn ends-with?
  "True if s ends with substr."
  {:added "1.8"}
  [^CharSequence s ^String substr]
  (lisle.native/string-ends-with? s substr))

(defn includes?
  "True if s contains substr."
  {:added "1.8"}
  [^CharSequence s ^CharSequence substr]
  (lisle.native/string-includes? s substr))
