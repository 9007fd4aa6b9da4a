;; throws: No implementation of method: :speak of protocol: #'user/Speaker found for class: java.lang.Long
(defprotocol Speaker (speak [x]))
(extend-protocol Speaker String (speak [s] (println "I say" s)))
(speak "hello")
(speak 5)
