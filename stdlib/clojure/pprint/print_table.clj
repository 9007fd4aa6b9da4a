;; Tables of maps.

(in-ns 'clojure.pprint)

(defn print-table
  "Prints the maps in rows as a table with a column for each of the keys ks, or for those of the first map."
  {:added "1.3"}
  ([ks rows]
   (when (seq rows)
     (let [cell (fn [row k] (str (get row k)))
           widths (map (fn [k] (reduce max (count (str k)) (map (fn [row] (count (cell row k))) rows))) ks)
           line (fn [left separator right texts]
                  (println (str left (str/join separator texts) right)))
           padded (fn [width text] (str (spaces (- width (count text)) \space) text))]
       (println)
       (line "| " " | " " |" (map padded widths (map str ks)))
       (line "|-" "-+-" "-|" (map (fn [width] (spaces width \-)) widths))
       (doseq [row rows]
         (line "| " " | " " |" (map padded widths (map (fn [k] (cell row k)) ks)))))))
  ([rows] (print-table (keys (first rows)) rows)))
