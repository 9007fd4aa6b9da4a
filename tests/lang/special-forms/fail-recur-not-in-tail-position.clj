(defn spin [n]
  (recur (dec n))
  :done)
