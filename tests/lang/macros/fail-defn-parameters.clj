;; Every way in which the form could have been right is named.
(defn f [1] 1)
