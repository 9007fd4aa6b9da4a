;; Directions of characters, and System.Logger.
(assert (= [0 13 1 6 3 12 18 14 20 10 6 -1]
           (mapv #(Character/getDirectionality (int %)) [65 40 1488 1632 48 32 8236 0x202a 0x2067 10 0x600 0x378])))
(assert (= [false true true false] (mapv #(Character/isMirrored (int %)) [65 40 0x2A79 0x2A7D0])))
(assert (true? (Character/isMirrored \()))
(assert (= 2 Character/DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC (Character/getDirectionality \ش)))

(import '(java.lang System$Logger System$Logger$Level))
(let [^System$Logger logger (System/getLogger "app")]
  (assert (instance? System$Logger logger))
  (assert (= ["app" true false]
             [(.getName logger) (.isLoggable logger System$Logger$Level/INFO) (.isLoggable logger System$Logger$Level/DEBUG)]))
  (assert (= [800 "ERROR"] [(.getSeverity System$Logger$Level/INFO) (.getName System$Logger$Level/ERROR)]))
  (.log logger System$Logger$Level/DEBUG "not written")
  (.log logger System$Logger$Level/INFO "hello {0}" (object-array [1]))
  (.log logger System$Logger$Level/WARNING "failed" (ex-info "why" {})))
(println "ok")
