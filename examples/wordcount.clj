;; Counts the words of a text: of the file named on the command line, or of a verse. Run it with
;;   lisle examples/wordcount.clj [FILE]
(ns wordcount
  (:require [clojure.string :as str]))

(def verse
  "The rain in Spain stays mainly in the plain;
   the plain, in Spain, is where the rain remains.
   A train in the rain is a stain on the plain.")

(defn words
  "The words of a text, in lower case, without punctuation."
  [text]
  (re-seq #"[a-z']+" (str/lower-case text)))

(defn ranking
  "Pairs of word and count: the most frequent first, words of equal count by the alphabet."
  [text]
  (->> (words text)
       frequencies
       (sort-by (juxt (comp - val) key))))

(defn histogram
  "One line of the table, with a bar."
  [width [word n]]
  (format (str "%-" width "s %3d  %s") word n (str/join (repeat n "#"))))

(defn report [text]
  (let [all   (ranking text)
        top   (take 6 all)
        width (apply max 1 (map (comp count key) top))]
    (run! println (map (partial histogram width) top))
    (println)
    (println (reduce + (vals all)) "words," (count all) "of them different")
    (let [by-length (group-by count (map key all))]
      (doseq [n (take 3 (sort > (keys by-length)))]
        (println n "letters:" (str/join " " (sort (by-length n))))))))

(report (if-let [file (first *command-line-args*)]
          (slurp file)
          verse))

;; Prints:
;; the     6  ######
;; in      4  ####
;; plain   3  ###
;; rain    3  ###
;; a       2  ##
;; is      2  ##
;;
;; 29 words, 14 of them different
;; 7 letters: remains
;; 6 letters: mainly
;; 5 letters: plain spain stain stays train where
