;; Programs that a program starts: ProcessBuilder, and clojure.java.shell over it.
(require '[clojure.java.shell :as shell] '[clojure.java.io :as io] '[clojure.string :as str])

(assert (= {:exit 0 :out "hi\n" :err ""} (shell/sh "echo" "hi")))
(assert (= "input text" (:out (shell/sh "cat" :in "input text"))))
(assert (= {:exit 3 :out "" :err "err\n"} (shell/sh "sh" "-c" "echo err >&2; exit 3")))
(assert (= "/\n" (:out (shell/sh "pwd" :dir "/"))))
(assert (= "v" (:out (shell/sh "sh" "-c" "printf $K" :env {"K" "v" "PATH" (System/getenv "PATH")}))))
(assert (= [104 105] (vec (:out (shell/sh "printf" "hi" :out-enc :bytes)))))

;; a conversation: the answer is read before the program has ended
(let [p (.start (ProcessBuilder. ["cat"]))
      out (io/writer (.getOutputStream p))
      in (io/reader (.getInputStream p))]
  (.write out "one\n")
  (.flush out)
  (assert (= "one" (.readLine in)))
  (assert (.isAlive p))
  (.close out)
  (assert (nil? (.readLine in)))
  (assert (zero? (.waitFor p))))

(let [p (-> (ProcessBuilder. (into-array String ["sh" "-c" "echo a; echo b >&2"]))
            (.redirectErrorStream true)
            .start)]
  (assert (= ["a" "b"] (line-seq (io/reader (.getInputStream p))))))

(let [message (try (.start (ProcessBuilder. ["no-such-program-here"])) (catch java.io.IOException e (ex-message e)))]
  (assert (str/starts-with? message "Cannot run program \"no-such-program-here\"") message))
(println "ok")
