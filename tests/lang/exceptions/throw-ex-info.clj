;; throws: Order failed
(defn submit [order]
  (when-not (:paid order)
    (throw (ex-info "Order failed" {:order (:id order)}))))
(submit {:id 1 :paid true})
(println "first submitted")
(submit {:id 2})
