;; throws: no answer
(def answer (future (throw (IllegalStateException. "no answer"))))
(println "asked")
(println @answer)
