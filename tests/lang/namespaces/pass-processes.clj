;; clojure.java.shell and clojure.java.process: what programs print, their status, environment and directory.
(require '[clojure.java.io :as io] '[clojure.java.process :as process] '[clojure.java.shell :as shell :refer [sh]])

(assert (= {:exit 0 :out "hi\n" :err ""} (sh "echo" "hi")))
(assert (= {:exit 3 :out "" :err "oops\n"} (sh "sh" "-c" "echo oops >&2; exit 3")))
(assert (= "input text" (:out (sh "cat" :in "input text"))))
(assert (= "é\n" (:out (sh "sh" "-c" "echo $A" :env {:A "é"}))))
(assert (= "/\n" (:out (sh "pwd" :dir "/")) (:out (shell/with-sh-dir "/" (sh "pwd")))))
(assert (= [97 10] (seq (:out (sh "echo" "a" :out-enc :bytes)))))

(assert (= "hi\n" (process/exec "echo" "hi")))
(assert (= "Process failed with exit=1" (try (process/exec "false") (catch RuntimeException e (ex-message e)))))
(let [p (process/start {:err :stdout :env {"X" "1"}} "sh" "-c" "echo $X >&2; cat")]
  (with-open [w (io/writer (process/stdin p))]
    (.write w "more"))
  (assert (= "1\nmore" (slurp (io/reader (process/stdout p)))))
  (assert (zero? @(process/exit-ref p))))

(println "ok")
