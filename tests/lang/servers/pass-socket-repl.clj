;; A REPL and a prepl for connections, on ports of this machine that are free.
(require '[clojure.core.server :as server] '[clojure.java.io :as io] '[clojure.string :as str] '[clojure.edn :as edn])

(defn talk [socket text]
  (with-open [connection (java.net.Socket. "127.0.0.1" (.getLocalPort socket))]
    (let [out (io/writer connection)]
      (.write out text)
      (.flush out)
      (slurp (io/reader connection)))))

(def repl (server/start-server {:name "r" :port 0 :accept 'clojure.core.server/repl}))
(assert (= java.net.ServerSocket (class repl)))
(let [answer (talk repl "(+ 1 2)\n(println server/*session*)\n(println clojure.core.server/*session*)\n(/ 1 0)\n*1\n:repl/quit\n")]
  (assert (str/starts-with? answer "user=> 3\nuser=> ") answer)
  (assert (str/includes? answer "{:server r, :client 1}\n") answer)
  (assert (str/includes? answer "Divide by zero\n") answer))
(assert (str/includes? (talk repl "clojure.core.server/*session*\n:repl/quit\n") "{:server \"r\", :client \"2\"}"))

;; What is evaluated reads from the same stream, and lines are those of the stream.
(let [answer (talk repl "(list (read) 1) foo\n(read)\n\n  bar (read-line)\nabc\n(defn zz [] 1)\n(:line (meta #'zz))\n(.getLineNumber *in*)\n(+ 1\n(nope)\n)\n(read-line) rest\n1 2\n:repl/quit\n")]
  (assert (= ["user=> (foo 1)" "user=> bar" "\"abc\"" "user=> #'user/zz" "user=> 6" "user=> 9"
              "user=> Syntax error compiling at (REPL:10:1)." "Unable to resolve symbol: nope in this context"
              "user=> \" rest\"" "user=> 1" "2" "user=> "]
             (str/split-lines answer))
          answer))

(def prepl (server/start-server {:name "p" :port 0 :accept 'clojure.core.server/io-prepl}))
(let [answers (map edn/read-string
                   (str/split-lines
                     (talk prepl "(inc 1)\n(do (println \"hi\") :a)\n(/ 1 0)\n*1\n) 7\n(range 3)\n(in-ns 'there)\n:repl/quit\n")))
      returned (filter (fn [m] (= :ret (:tag m))) answers)]
  (assert (= [:ret "2" "user" "(inc 1)"] ((juxt :tag :val :ns :form) (first answers))))
  (assert (integer? (:ms (first answers))))
  (assert (some #{{:tag :out :val "hi\n"}} answers))
  (assert (= 8 (count returned)))
  (let [thrown (nth returned 2)]
    (assert (:exception thrown))
    (assert (= ["Divide by zero" :execution] ((juxt :cause :phase) (edn/read-string {:default (fn [_ v] v)} (:val thrown))))))
  (assert (= ":a" (:val (nth returned 3))))
  (assert (= :read-source (:phase (edn/read-string {:default (fn [_ v] v)} (:val (nth returned 4))))))
  (assert (= "there" (:ns (last returned)))))

;; What is tapped comes too.
(with-open [connection (java.net.Socket. "127.0.0.1" (.getLocalPort prepl))]
  (let [out (io/writer connection)]
    (.write out "(tap> {:a 1})\n")
    (.flush out)
    (assert (= #{{:tag :tap :val "{:a 1}"} [:ret "true"]}
               (set (map (fn [line] (let [m (edn/read-string line)] (if (= :ret (:tag m)) [:ret (:val m)] m)))
                         (take 2 (line-seq (io/reader connection)))))))))

(let [seen (atom [])]
  (server/remote-prepl "127.0.0.1" (.getLocalPort prepl)
                       (java.io.StringReader. "(+ 20 3)") (fn [m] (swap! seen conj (:val m))))
  (loop [n 0]
    (when (and (empty? @seen) (< n 100))
      (Thread/sleep 10)
      (recur (inc n))))
  (assert (contains? #{[] [23]} @seen)))

(defn message [f] (try (f) (catch Exception e (ex-message e))))
(assert (= "Missing required socket server property :port"
           (message (fn [] (server/start-server {:name "x" :accept 'a/b})))))
(assert (= "Missing required socket server property :name"
           (message (fn [] (server/start-server {:port 0 :accept 'a/b})))))
(assert (= "Invalid socket server port: -1"
           (message (fn [] (server/start-server {:name "x" :port -1 :accept 'a/b})))))
(assert (= java.net.BindException
           (try (server/start-server {:name "x" :port (.getLocalPort repl) :accept 'clojure.core.server/repl})
                (catch java.io.IOException e (class e)))))

;; Stopping ends connections too.
(with-open [connection (java.net.Socket. "127.0.0.1" (.getLocalPort repl))]
  (let [in (io/reader connection)]
    (assert (= (int \u) (.read in)))
    (assert (true? (server/stop-server "r")))
    (assert (= "ser=> " (slurp in)))))
(assert (nil? (server/stop-server "r")))
(assert (.isClosed repl))
(server/stop-servers)
(assert (.isClosed prepl))

;; As system properties say.
(server/start-servers {"clojure.server.named" "{:port 0 :accept clojure.core.server/repl}" "other" "x"})
(assert (true? (server/stop-server "named")))
(println "ok")
