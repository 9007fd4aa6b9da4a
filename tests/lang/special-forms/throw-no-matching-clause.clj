;; throws: No matching clause: :three
(defn pick [x] (case x :one 1 :two 2))
(println (pick :one))
(println (pick :three))
