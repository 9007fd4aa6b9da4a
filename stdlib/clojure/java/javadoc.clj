;; clojure.java.javadoc: where a class is documented. There is no JVM and perhaps no browser here, so the
;; address is printed and given back, not opened.

(ns clojure.java.javadoc
  "Finds the address of a Java class's documentation.")

(def ^:dynamic *core-java-api* "Where the documentation of Java's own classes is."
  "https://docs.oracle.com/en/java/javase/17/docs/api/java.base/")

(def ^:dynamic *feeling-lucky* "Whether classes that no address is known for are searched for." true)

(def ^:dynamic *feeling-lucky-url* "What such a search begins with." "https://www.google.com/search?q=javadoc+")

(def ^:dynamic *local-javadocs* "Folders with documentation." (atom ()))

(def ^:dynamic *remote-javadocs* "Addresses by the packages that they document."
  (atom (sorted-map "java." *core-java-api* "javax." *core-java-api*)))

(defn add-local-javadoc
  "Adds a folder to *local-javadocs*."
  [path]
  (swap! *local-javadocs* conj path))

(defn add-remote-javadoc
  "Says where the classes whose names begin with package-prefix are documented."
  [package-prefix url]
  (swap! *remote-javadocs* assoc package-prefix url))

(defn- url-of [^Class class]
  (let [class-name (.getName class)
        page (str (.. class-name (replace \. \/) (replace \$ \.)) ".html")
        local (first (filter #(.exists (java.io.File. ^String %)) (map #(str % "/" page) @*local-javadocs*)))
        remote (first (for [[prefix url] (reverse @*remote-javadocs*) :when (.startsWith class-name prefix)]
                        (str url page)))]
    (cond
      local (str (.toURI (java.io.File. ^String local)))
      remote remote
      *feeling-lucky* (str *feeling-lucky-url* class-name ".html"))))

(defn javadoc
  "Prints the address of the documentation of a class, or of the class of an object."
  {:added "1.2"}
  [class-or-object]
  (let [^Class c (if (instance? Class class-or-object) class-or-object (class class-or-object))]
    (if-let [url (url-of c)]
      (println url)
      (println "Could not find Javadoc for" c))))
