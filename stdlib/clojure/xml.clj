;; clojure.xml: XML as maps of :tag, :attrs and :content, read and written. The reader knows elements, attributes, text,
;; CDATA, the five entities and character references; document types, comments and processing instructions
;; are passed over.

(ns clojure.xml
  "Reading and writing XML as nested maps."
  (:require [clojure.java.io :as io]
            [clojure.string :as str]))

(def ^{:doc "The tag of an element, a keyword."} tag :tag)
(def ^{:doc "The attributes of an element, a map from keyword to string, or nil."} attrs :attrs)
(def ^{:doc "The content of an element, a vector of strings and elements, or nil."} content :content)

(defn- element
  [tag attrs content]
  (array-map :tag tag :attrs attrs :content content))

(defn- fail
  [message]
  (throw (ex-info (str "Malformed XML: " message) {})))

(def ^:private entities {"amp" "&" "lt" "<" "gt" ">" "quot" "\"" "apos" "'"})

(defn- code-point
  [n]
  (if (< n 0x10000)
    (str (char n))
    (let [n (- n 0x10000)]
      (str (char (+ 0xD800 (bit-shift-right n 10)))
           (char (+ 0xDC00 (bit-and n 0x3FF)))))))

(defn- decoded
  ;; the text with its references replaced
  [text]
  (str/replace text #"&(#x[0-9a-fA-F]+|#[0-9]+|\w+);"
               (fn [[whole reference]]
                 (cond
                   (str/starts-with? reference "#x") (code-point (Long/parseLong (subs reference 2) 16))
                   (str/starts-with? reference "#") (code-point (parse-long (subs reference 1)))
                   :else (or (entities reference)
                             (fail (str "the entity " whole " is not known")))))))

(defn- parsed-attrs
  [text]
  (not-empty
    (into {}
          (map (fn [[_ k double-quoted single-quoted]]
                 [(keyword k) (decoded (or double-quoted single-quoted))]))
          (re-seq #"([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')" text))))

(defn- at?
  ;; does the text stand at the index?
  [s i text]
  (let [end (+ i (count text))]
    (and (<= end (count s))
         (= text (subs s i end)))))

(defn- skip-past
  ;; the index after the next occurrence of the end mark
  [s mark i]
  (if-let [j (str/index-of s mark i)]
    (+ j (count mark))
    (fail (str mark " is missing"))))

(defn- tag-end
  ;; the index of the > that ends the tag at i; those in quoted values do not count
  [s i]
  (loop [i i quoted nil]
    (let [c (get s i)]
      (cond
        (nil? c) (fail "> is missing")
        quoted (recur (inc i) (if (= c quoted) nil quoted))
        (contains? #{\" \'} c) (recur (inc i) c)
        (= c \>) i
        :else (recur (inc i) nil)))))

(defn- add
  ;; adds content to the innermost open element
  [open item]
  (if-let [parent (peek open)]
    (conj (pop open) (update parent :content (fnil conj []) item))
    open))

(defn- add-text
  [open text]
  (let [items (:content (peek open))]
    (cond
      (str/blank? text) open
      (string? (peek items)) (add (conj (pop open) (assoc (peek open) :content (pop items)))
                                  (str (peek items) text))
      :else (add open text))))

(defn- closed
  ;; the open elements without the innermost one, whose closing tag was read
  [open tag-text]
  (let [tag-name (str/trim (subs tag-text 1))]
    (when-not (and (seq open) (= tag-name (name (:tag (peek open)))))
      (fail (str "the closing tag " tag-name " does not match")))
    (add (pop open) (peek open))))

(defn- opened
  ;; the element that a tag begins
  [tag-text]
  (let [[_ tag-name more] (re-matches #"(?s)([^\s/]+)(.*)" tag-text)]
    (when-not tag-name
      (fail "a tag has no name"))
    (element (keyword tag-name) (parsed-attrs more) nil)))

(defn- parse-text
  [s]
  ;; open: the elements that have not been closed yet, the outermost first
  (loop [i 0 open [] root nil]
    (let [lt (str/index-of s "<" i)
          open (add-text open (decoded (subs s i (or lt (count s)))))]
      (cond
        (nil? lt)
        (if (seq open)
          (fail (str "the element " (name (:tag (peek open))) " is not closed"))
          root)

        (at? s lt "<!--") (recur (skip-past s "-->" lt) open root)
        (at? s lt "<![CDATA[") (let [end (skip-past s "]]>" lt)]
                                 (recur end (add-text open (subs s (+ lt 9) (- end 3))) root))
        (at? s lt "<?") (recur (skip-past s "?>" lt) open root)
        (at? s lt "<!") (recur (inc (tag-end s lt)) open root)

        :else
        (let [gt (tag-end s lt)
              tag-text (subs s (inc lt) gt)]
          (cond
            (str/starts-with? tag-text "/")
            (recur (inc gt) (closed open tag-text) (if (next open) root (peek open)))

            (str/ends-with? tag-text "/")
            (let [e (opened (subs tag-text 0 (dec (count tag-text))))]
              (recur (inc gt) (add open e) (if (seq open) root e)))

            :else
            (recur (inc gt) (conj open (opened tag-text)) root)))))))

(defn parse
  "Reads the XML of a file, stream or reader, or of what a string names (a URL or a file), as nested maps."
  {:added "1.0"}
  [s]
  (parse-text (slurp (if (instance? java.io.InputStream s) (io/reader s) s))))

(defn emit-element
  "Prints an element or a text as XML."
  [e]
  (if (string? e)
    (println e)
    (let [tag-name (name (:tag e))]
      (print (str "<" tag-name))
      (doseq [[k v] (:attrs e)]
        (print (str " " (name k) "='" v "'")))
      (if (:content e)
        (do
          (println ">")
          (doseq [item (:content e)]
            (emit-element item))
          (println (str "</" tag-name ">")))
        (println "/>")))))

(defn emit
  "Prints an element as an XML document."
  {:added "1.0"}
  [x]
  (println "<?xml version='1.0' encoding='UTF-8'?>")
  (emit-element x))
