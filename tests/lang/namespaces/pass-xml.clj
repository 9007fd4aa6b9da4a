;; clojure.xml: text to nested maps and back.
(require '[clojure.xml :as xml])
(defn parsed [text] (xml/parse (java.io.ByteArrayInputStream. (.getBytes text "UTF-8"))))

(assert (= {:tag :a :attrs {:x "1" :y "<&>"} :content [{:tag :b :attrs nil :content ["t é"]} {:tag :c :attrs nil :content nil}]}
           (parsed "<?xml version='1.0'?><!DOCTYPE a><a x=\"1\" y='&lt;&amp;&gt;'>\n <b>t &#xe9;</b><!-- no --><c/></a>")))
(assert (= ["a<b>"] (:content (parsed "<x><![CDATA[a<b>]]></x>"))))
(assert (= "<?xml version='1.0' encoding='UTF-8'?>\n<a x='1'>\nt\n<b/>\n</a>\n"
           (with-out-str (xml/emit {:tag :a :attrs {:x "1"} :content ["t" {:tag :b}]}))))
(let [text "<r><i n='1'/><i n='2'><j/></i></r>"]
  (assert (= (parsed text) (parsed (with-out-str (xml/emit (parsed text)))))))
(assert (try (parsed "<a><b></a>") false (catch Exception _ true)))

(println "ok")
