;; clojure.tools.cli: options, their values, errors and the summary.
(require '[clojure.string :as str] '[clojure.tools.cli :as cli])

(def specs
  [["-p" "--port PORT" "Port number"
    :default 80
    :parse-fn #(Integer/parseInt %)
    :validate [#(< 0 % 0x10000) "Must be a number between 0 and 65536"]]
   ["-v" nil "Verbosity level; may be given several times"
    :id :verbosity :default 0 :update-fn inc]
   [nil "--name NAME" "Name" :multi true :default [] :update-fn conj]
   [nil "--[no-]color" "Color" :default true]
   ["-h" "--help"]])

(defn parsed [& args] (cli/parse-opts args specs))

(let [{:keys [options arguments errors]} (parsed "-p" "8080" "-vv" "file" "--name=a" "--name" "b" "--no-color" "--" "-x")]
  (assert (= {:port 8080 :verbosity 2 :name ["a" "b"] :color false} options))
  (assert (= ["file" "-x"] arguments))
  (assert (nil? errors)))

(assert (= {:port 80 :verbosity 0 :name [] :color true :help true} (:options (parsed "--help"))))
(assert (= 9 (:port (:options (parsed "-p9")))))
(assert (= ["Unknown option: \"--bad\""] (:errors (parsed "--bad"))))
(assert (= ["Missing required argument for \"-p PORT\""] (:errors (parsed "-p"))))
(assert (= ["Failed to validate \"-p 70000\": Must be a number between 0 and 65536"] (:errors (parsed "-p" "70000"))))
(assert (str/starts-with? (first (:errors (parsed "-p" "x")))
                          "Error while parsing option \"-p x\": java.lang.NumberFormatException: "))

(assert (= ["sub" "-p" "1"] (:arguments (cli/parse-opts ["-v" "sub" "-p" "1"] specs :in-order true))))
(assert (= {} (:options (cli/parse-opts [] specs :no-defaults true))))
(assert (= ["Needed"] (:errors (cli/parse-opts [] [["-q" "--q Q" "Q" :missing "Needed"]]))))
(assert (= {:port 80 :next 81}
           (cli/get-default-options [["-p" "--port PORT" "Port" :default 80]
                                     [nil "--next N" "Next" :default-fn (fn [m] (inc (:port m)))]])))

(assert (= ["  -p, --port PORT   80  Port number"
            "  -v                    Verbosity level; may be given several times"
            "      --name NAME   []  Name"
            "      --[no-]color      Color"
            "  -h, --help"]
           (str/split-lines (:summary (parsed)))))

(println "ok")
