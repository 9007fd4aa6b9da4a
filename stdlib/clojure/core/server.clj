;; clojure.core.server: read-eval-print loops for connections. `repl` is for people, `prepl` for programs: it answers
;; with data, one map an event. Connections are sockets of `java.net`; nREPL is another thing and not here.

(ns clojure.core.server
  "Socket servers whose connections are read-eval-print loops, for people or for programs."
  (:require [clojure.edn :as edn]
            [clojure.java.io :as io]
            [clojure.main :as main]
            [clojure.string :as str])
  (:import [clojure.lang LineNumberingPushbackReader]
           [java.net ServerSocket Socket]))

(def ^{:dynamic true :doc "In a connection of a server, a map of its :server and :client."} *session* nil)

;; running servers by name: the socket and the connections of each
(defonce ^:private servers (atom {}))

(defn- required
  [opts k]
  (if (some? (get opts k))
    (get opts k)
    (throw (ex-info (str "Missing required socket server property " k) opts))))

(defn- checked
  [opts]
  (let [port (required opts :port)]
    (when-not (and (integer? port) (<= 0 port 65535))
      (throw (ex-info (str "Invalid socket server port: " port) opts)))
    (required opts :name)
    (required opts :accept)
    opts))

(defn- thread
  [thread-name daemon f]
  (doto (Thread. ^Runnable f ^String thread-name)
    (.setDaemon daemon)
    (.start)))

(defn- serve
  ;; one connection, until what serves it returns
  [{server-name :name :keys [accept args bind-err]} ^Socket socket id]
  (let [out (io/writer socket)
        in (LineNumberingPushbackReader. (io/reader socket))]
    (try
      (binding [*in* in
                *out* out
                *err* (if bind-err out *err*)
                *session* {:server server-name :client id}]
        (swap! servers update server-name (fn [server] (some-> server (assoc-in [:sessions id] socket))))
        (apply (requiring-resolve accept) args))
      (catch java.io.IOException _
        ;; the other side has gone
        nil)
      (finally
        (swap! servers update server-name (fn [server] (some-> server (update :sessions dissoc id))))
        (.close socket)))))

(defn- accept-all
  [opts ^ServerSocket socket]
  (loop [id 1]
    (when-let [connection (try (.accept socket) (catch java.io.IOException _ nil))]
      (thread (str "Clojure Connection " (:name opts) " " id) (:client-daemon opts)
              (fn [] (serve opts connection (str id))))
      (recur (inc id)))))

(defn start-server
  "Starts a server that runs a function for each connection, with *in* and *out* bound to it. Options: :name, :port (0 is
  any that is free), :accept (the function's qualified symbol), and perhaps :address (the loopback one if nil), :args of
  the function, :bind-err (*err* is the connection too, by default), :server-daemon and :client-daemon (threads that do
  not keep the process, by default). Returns the server's socket."
  {:added "1.8"}
  [opts]
  (let [opts (merge {:bind-err true :server-daemon true :client-daemon true} (checked opts))
        address (:address opts)
        socket (ServerSocket. (:port opts) 0 (if (nil? address) "127.0.0.1" (str address)))]
    (swap! servers assoc (:name opts) {:name (:name opts) :socket socket :sessions {}})
    (thread (str "Clojure Server " (:name opts)) (:server-daemon opts) (fn [] (accept-all opts socket)))
    socket))

(defn stop-server
  "Stops a server by its name, or the one that serves this connection, and closes its connections. True if there was one."
  {:added "1.8"}
  ([] (stop-server (:server *session*)))
  ([name]
   (let [[before _] (swap-vals! servers dissoc name)]
     (when-let [server (get before name)]
       (.close ^ServerSocket (:socket server))
       (doseq [connection (vals (:sessions server))]
         (.close ^Socket connection))
       true))))

(defn stop-servers
  "Stops all servers."
  {:added "1.8"}
  []
  (doseq [server-name (keys @servers)]
    (stop-server server-name)))

(defn start-servers
  "Starts the servers that system properties ask for: clojure.server.NAME is the map of start-server as edn."
  {:added "1.8"}
  [system-props]
  (doseq [[k v] system-props
          :let [k (str k)]
          :when (str/starts-with? k "clojure.server.")]
    (start-server (assoc (edn/read-string (str v)) :name (subs k (count "clojure.server."))))))

;; for people

(defn repl-init
  "What a connection's loop begins with: namespace user, with what a REPL refers to."
  {:added "1.8"}
  []
  (in-ns 'user)
  (apply require main/repl-requires))

(defn repl-read
  "As clojure.main/repl-read, but :repl/quit ends the connection, and lines are counted from its first on."
  {:added "1.8"}
  [request-prompt request-exit]
  (case (main/skip-whitespace *in*)
    :line-start request-prompt
    :stream-end request-exit
    (let [input (read {:read-cond :allow} *in*)]
      (main/skip-if-eol *in*)
      (if (= input :repl/quit)
        request-exit
        input))))

(defn repl
  "The loop of clojure.main, for a connection."
  {:added "1.8"}
  []
  (main/repl :init repl-init :read repl-read))

;; for programs

(defn- thrown-map
  [^Throwable e phase]
  (let [data (Throwable->map e)]
    (assoc data :phase (or (:clojure.error/phase (ex-data e)) phase))))

(defn- message-writer
  ;; a writer whose text goes out as messages with this tag, whenever it is flushed
  [out-fn tag]
  (lisle.native/message-writer (fn [text] (out-fn {:tag tag :val text}))))

(defn prepl
  "Reads forms of in-reader and calls out-fn with a map for everything that happens: :tag is :ret (with :val, :ns, :ms and
  :form, and :exception true if :val is the data of an exception), :out or :err (:val is text), or :tap. Ends at the end of
  the input or at :repl/quit. :stdin is what *in* is while forms are evaluated."
  {:added "1.10"}
  [in-reader out-fn & {:keys [stdin]}]
  (let [end (Object.)
        tapped (fn [x] (out-fn {:tag :tap :val x}))
        failed (fn [e phase form]
                 (set! *e e)
                 (out-fn (cond-> (array-map :tag :ret :val (thrown-map e phase) :ns (str (ns-name *ns*)))
                           form (assoc :form form)
                           true (assoc :exception true))))
        step (fn []
               (let [[form text :as input] (try
                                             (main/with-read-known
                                               (read+string {:eof end :read-cond :allow} in-reader))
                                             (catch java.io.IOException _
                                               ;; the other side has gone
                                               [end])
                                             (catch Throwable e
                                               (failed e :read-source nil)
                                               nil))]
                 (cond
                   (nil? input) true
                   (or (identical? form end) (= form :repl/quit)) false
                   :else
                   (do
                     (try
                       (let [start (System/nanoTime)
                             value (eval form)
                             ms (quot (- (System/nanoTime) start) 1000000)]
                         (set! *3 *2)
                         (set! *2 *1)
                         (set! *1 value)
                         (flush)
                         (.flush *err*)
                         (out-fn (array-map :tag :ret
                                            :val (if (instance? Throwable value) (Throwable->map value) value)
                                            :ns (str (ns-name *ns*))
                                            :ms ms
                                            :form text)))
                       (catch Throwable e
                         (flush)
                         (.flush *err*)
                         (failed e :execution text)))
                     true))))]
    (main/with-bindings
      (binding [*in* (or stdin in-reader)
                *out* (message-writer out-fn :out)
                *err* (message-writer out-fn :err)]
        (in-ns 'user)
        (add-tap tapped)
        (try
          (loop []
            (when (step)
              (recur)))
          (finally
            (remove-tap tapped)))))))

(defn- locked-out
  ;; writes maps as lines to a writer, one at a time; values go through valf
  [writer valf]
  (let [lock (Object.)]
    (fn [m]
      (let [m (if (contains? #{:ret :tap} (:tag m))
                (try
                  (assoc m :val (valf (:val m)))
                  (catch Throwable e
                    (assoc m :val (valf (thrown-map e :print-eval-result)) :exception true)))
                m)]
        (binding [*out* writer
                  *flush-on-newline* true
                  *print-readably* true
                  *print-length* nil
                  *print-level* nil]
          (locking lock
            (prn m)))))))

(defn io-prepl
  "prepl over *in* and *out*: each map is a line, and values are text made by valf."
  {:added "1.10"}
  [& {:keys [valf] :or {valf pr-str}}]
  (prepl *in* (locked-out *out* valf)))

(defn remote-prepl
  "Sends the forms of in-reader to a prepl that serves at host and port, and calls out-fn with its maps. readf reads a form
  of in-reader; valf makes values of the texts in :ret and :tap."
  {:added "1.10"}
  [^String host port in-reader out-fn & {:keys [valf readf] :or {valf read-string readf (fn [in eof] (read in false eof))}}]
  (let [socket (Socket. host (int port))
        in (LineNumberingPushbackReader. (io/reader socket))
        out (io/writer socket)
        end (Object.)]
    (thread "clojure.core.server/remote-prepl" true
            (fn []
              (try
                (loop []
                  (let [m (read {:eof end :read-cond :allow} in)]
                    (when-not (identical? m end)
                      (out-fn (if (contains? #{:ret :tap} (:tag m))
                                (try
                                  (assoc m :val (valf (:val m)))
                                  (catch Throwable e
                                    (assoc m :val (thrown-map e :read-eval-result) :exception true)))
                                m))
                      (recur))))
                (finally
                  (.close socket)))))
    (try
      (loop []
        (let [form (readf in-reader end)]
          (if (identical? form end)
            (.close socket)
            (do
              (binding [*out* out
                        *flush-on-newline* true]
                (prn form))
              (recur)))))
      (finally
        (.close socket)))))
