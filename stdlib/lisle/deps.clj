;; lisle.deps: projects described by deps.edn. From the files and the options of the command line to a basis: the class
;; path, main options and what aliases say of a function to run. Libraries are local folders and jars, and what other
;; tools have fetched into ~/.m2 and ~/.gitlibs; nothing is fetched from anywhere.

(ns lisle.deps
  "Projects and their class paths, as deps.edn describes them."
  (:require [clojure.edn :as edn]
            [clojure.string :as str])
  (:import [java.io File]))

(def ^:private provided
  ;; what every class path has: the language itself and the libraries that are built in
  '#{org.clojure/clojure org.clojure/spec.alpha org.clojure/core.specs.alpha org.clojure/data.json
     org.clojure/data.csv org.clojure/tools.cli})

(defn- fail
  [message data]
  (throw (ex-info message data)))

;; files

(defn- read-edn
  [^File file]
  (let [text (slurp file)
        found (try
                (edn/read-string {:eof nil} text)
                (catch Exception e
                  (fail (str "Error reading edn " file ". " (ex-message e)) {:file (str file)})))]
    (when-not (or (nil? found) (map? found))
      (fail (str "Expected a map in " file) {:file (str file)}))
    found))

(defn- read-if-there
  [file]
  (let [file (File. (str file))]
    (when (.isFile file)
      (read-edn file))))

(defn- home
  [& parts]
  (str/join "/" (cons (or (System/getenv "HOME") (System/getProperty "user.home")) parts)))

(defn- user-config-dir
  []
  (or (not-empty (System/getenv "CLJ_CONFIG"))
      (some-> (not-empty (System/getenv "XDG_CONFIG_HOME")) (str "/clojure"))
      (home ".clojure")))

(defn- in-dir
  [dir path]
  (if (or (= dir ".") (.isAbsolute (File. (str path))))
    (str path)
    (str dir "/" path)))

(defn- absolute
  [path]
  (let [parts (str/split (.getAbsolutePath (File. (str path))) #"/")]
    (str/join "/" (reduce (fn [done part]
                            (case part
                              "." done
                              ".." (if (seq (next done)) (pop done) done)
                              (conj done part)))
                          [] parts))))

;; merging

(defn- merge-edns
  [a b]
  (merge-with (fn [x y] (if (and (map? x) (map? y)) (merge x y) y)) a b))

(def ^:private alias-rules
  ;; how what several aliases say of a key goes together; of other keys the last one wins
  {:extra-deps merge :override-deps merge :default-deps merge :classpath-overrides merge :ns-aliases merge
   :replace-deps merge :deps merge
   :extra-paths (comp vec distinct concat) :replace-paths (comp vec distinct concat) :paths (comp vec distinct concat)
   :jvm-opts (comp vec concat)
   :exec-args (fn [a b] (if (and (map? a) (map? b)) (merge a b) b))})

(defn combine-aliases
  "What several aliases of a project say together."
  [edn aliases]
  (reduce (fn [all [k v]]
            (let [rule (get alias-rules k)]
              (if (and rule (contains? all k))
                (assoc all k (rule (get all k) v))
                (assoc all k v))))
          {}
          (for [a aliases
                entry (let [found (get-in edn [:aliases a])]
                        (when (map? found) found))]
            entry)))

;; libraries

(defn- version-parts
  [version]
  (map (fn [part] (or (parse-long part) part)) (re-seq #"\d+|[A-Za-z]+" (str version))))

(defn- newer?
  ;; a word after a number (rc, beta) is older than nothing
  [a b]
  (loop [[x & xs :as a] (version-parts a) [y & ys :as b] (version-parts b)]
    (cond
      (and (empty? a) (empty? b)) false
      (empty? a) (string? y)
      (empty? b) (number? x)
      (= x y) (recur xs ys)
      (and (number? x) (number? y)) (> x y)
      (and (string? x) (string? y)) (pos? (compare x y))
      :else (number? x))))

(defn- maven-dir
  [lib version]
  (str (or (not-empty (System/getenv "LISLE_M2")) (home ".m2/repository"))
       "/" (str/replace (namespace lib) "." "/") "/" (name lib) "/" version))

(defn- tags
  ;; the children of an XML element with a tag
  [element tag]
  (filter (fn [child] (= tag (:tag child))) (:content element)))

(defn- text-of
  [element tag]
  (some-> (first (tags element tag)) :content first str str/trim))

(defn- pom-deps
  ;; the libraries that a Maven description asks for, as far as they are needed to run
  [dir lib version]
  (let [file (File. (str dir "/" (name lib) "-" version ".pom"))]
    (when (.isFile file)
      (let [pom ((requiring-resolve 'clojure.xml/parse) file)
            parent (first (tags pom :parent))
            properties (into {"project.version" version
                              "project.groupId" (or (text-of pom :groupId) (some-> parent (text-of :groupId)))}
                             (for [p (:content (first (tags pom :properties)))
                                   :when (map? p)]
                               [(name (:tag p)) (str/trim (str (first (:content p))))]))
            filled (fn [text]
                     (when text
                       (str/replace text #"\$\{([^}]*)\}" (fn [[whole k]] (or (get properties k) whole)))))]
        (for [d (tags (first (tags pom :dependencies)) :dependency)
              :let [group (filled (text-of d :groupId))
                    artifact (filled (text-of d :artifactId))
                    dep-version (filled (text-of d :version))]
              :when (and (contains? #{nil "compile" "runtime"} (text-of d :scope))
                         (not= "true" (text-of d :optional))
                         dep-version)]
          [(symbol group artifact) {:mvn/version dep-version}])))))

(defn- described
  ;; what coordinates of different kinds share: a text for messages
  [lib coord]
  (str lib " " (pr-str coord)))

(defn- project-parts
  ;; paths and dependencies of a folder
  [dir]
  (let [edn (read-if-there (str dir "/deps.edn"))]
    {:paths (mapv (fn [path] (in-dir dir path))
                  (mapcat (fn [path] (if (keyword? path) (get-in edn [:aliases path]) [path])) (:paths edn ["src"])))
     :deps (:deps edn)
     :dir dir}))

(defn- git-dir
  [lib coord]
  (let [sha (or (:git/sha coord) (:sha coord))
        libs (str (or (not-empty (System/getenv "GITLIBS")) (home ".gitlibs")) "/libs/" lib)
        found (when sha
                (first (filter (fn [n] (str/starts-with? n sha)) (sort (seq (.list (File. libs)))))))]
    (when-not found
      (fail (str "Library " (described lib coord) " is not in " libs
                 ", and Lisle does not fetch from git. Fetch it with another tool (clojure -P), or use :local/root.")
            {:lib lib :coord coord}))
    (str libs "/" found)))

(defn- located
  ;; where a library is: {:paths …, :deps …, :dir …}; from is the folder of the deps.edn that names it
  [from lib coord]
  (cond
    (:local/root coord)
    (let [root (absolute (in-dir from (:local/root coord)))
          file (File. ^String root)]
      (cond
        (.isDirectory file) (project-parts (if-let [below (:deps/root coord)] (str root "/" below) root))
        (and (.isFile file) (str/ends-with? root ".jar")) {:paths [root] :deps nil :dir from}
        :else (fail (str "Local lib " lib " not found: " root) {:lib lib :coord coord})))

    (or (:git/sha coord) (:sha coord) (:git/tag coord) (:git/url coord))
    (let [dir (git-dir lib coord)]
      (project-parts (if-let [below (:deps/root coord)] (str dir "/" below) dir)))

    (:mvn/version coord)
    (let [version (:mvn/version coord)
          dir (maven-dir lib version)
          jar (str dir "/" (name lib) "-" version ".jar")]
      (when-not (.isFile (File. jar))
        (fail (str "Library " (described lib coord) " is not in " dir
                   ", and Lisle does not fetch from Maven repositories. Fetch it with another tool (clojure -P), "
                   "or use :local/root.")
              {:lib lib :coord coord}))
      {:paths [jar] :deps (pom-deps dir lib version) :dir from})

    :else (fail (str "Library " (described lib coord) " has no coordinate that is known: :local/root, :mvn/version, :git/sha")
                {:lib lib :coord coord})))

(defn- qualified
  [lib]
  (if (namespace lib) lib (symbol (name lib) (name lib))))

(defn resolve-deps
  "The libraries that dependencies ask for, directly and indirectly: a vector of maps with :lib, :coord, :paths and
  :parents, nearest first. Of two versions the project's own wins, then the newer one."
  [dir deps {:keys [override-deps default-deps classpath-overrides]}]
  (loop [todo (into clojure.lang.PersistentQueue/EMPTY
                    (for [[lib coord] deps] {:lib lib :coord coord :from dir :parents [] :exclusions #{}}))
         order []
         found {}]
    (if-let [{:keys [lib coord from parents exclusions]} (peek todo)]
      (let [lib (qualified lib)
            coord (get override-deps lib (or (not-empty coord) (get default-deps lib)))
            known (get found lib)
            better (and known (seq (:parents known)) (:mvn/version coord) (:mvn/version (:coord known))
                        (newer? (:mvn/version coord) (:mvn/version (:coord known))))]
        (if (or (contains? provided lib) (contains? exclusions lib) (and known (not better)))
          (recur (pop todo) order found)
          (let [{:keys [paths deps] own-dir :dir} (located from lib coord)
                paths (if-let [path (get classpath-overrides lib)] [path] paths)
                exclusions (into exclusions (map qualified) (:exclusions coord))]
            (recur (into (pop todo)
                         (for [[l c] deps]
                           {:lib l :coord c :from own-dir :parents (conj parents lib) :exclusions exclusions}))
                   (if known order (conj order lib))
                   (assoc found lib {:lib lib :coord coord :paths paths :parents parents})))))
      (mapv found order))))

;; the basis

(defn- expand-paths
  [edn paths]
  (mapcat (fn [path] (if (keyword? path) (expand-paths edn (get-in edn [:aliases path])) [path])) paths))

(defn- keyword-list
  [text]
  (map keyword (remove str/blank? (str/split (str text) #":"))))

(defn basis
  "What a project in the current folder comes to. Options: :mode (\"M\", \"X\", \"T\", \"A\" or nil), :aliases (text such as
  :a:b), :deps (edn text of -Sdeps), :class-path (text that replaces the computed one), :repro (without the user's own
  deps.edn). The result has :class-path, :libs, :alias-map and :edn."
  [{:keys [mode aliases deps class-path repro]}]
  (let [user (when-not repro (read-if-there (str (user-config-dir) "/deps.edn")))
        tool (= mode "T")
        project (cond-> (read-if-there "deps.edn")
                  tool (dissoc :paths :deps))
        extra (when deps
                (try (edn/read-string deps)
                     (catch Exception e (fail (str "Error reading edn of -Sdeps. " (ex-message e)) {:deps deps}))))
        edn (reduce merge-edns {:paths [(if tool "." "src")]} (remove nil? [user project extra]))
        wanted (keyword-list aliases)
        unknown (remove (fn [a] (contains? (:aliases edn) a)) wanted)
        said (combine-aliases edn wanted)
        replaced (merge (:replace-deps said) (when tool (:deps said)) (when-not tool (:deps said)))
        all-deps (merge (if (or (contains? said :replace-deps) (contains? said :deps)) replaced (:deps edn))
                        (:extra-deps said))
        paths (expand-paths edn (concat (:extra-paths said)
                                        (or (not-empty (concat (:replace-paths said) (:paths said))) (:paths edn))))]
    (when (seq unknown)
      (binding [*out* *err*]
        (println "WARNING: Specified aliases are undeclared and are not being used:" (vec unknown))))
    (if class-path
      {:class-path (vec (remove str/blank? (str/split class-path #":"))) :libs [] :alias-map said :edn edn}
      (let [libs (resolve-deps "." all-deps said)]
        {:class-path (vec (distinct (concat paths (mapcat :paths libs)))) :libs libs :alias-map said :edn edn}))))

(defn set-up
  "Makes the class path of a project that of the running program; entries of first come before it. Gives the basis."
  [options first]
  (let [found (basis options)]
    (lisle.native/set-class-path (vec (distinct (concat first (:class-path found)))))
    found))

(defn print-tree
  "Prints the libraries of a basis, each below what asks for it."
  [{:keys [libs]}]
  (doseq [{:keys [lib coord parents]} libs]
    (println (str (apply str (repeat (count parents) "  ")) (when (seq parents) ". ") lib " "
                  (or (:mvn/version coord) (:git/tag coord) (:git/sha coord) (:sha coord) (:local/root coord))))))

(defn describe
  "Prints what this tool is and which files it reads, as edn."
  [version]
  (let [user (str (user-config-dir) "/deps.edn")]
    (prn (array-map :version version
                    :config-files (vec (filter (fn [f] (.isFile (File. ^String f))) [user "deps.edn"]))
                    :config-user user
                    :config-project "deps.edn"
                    :config-dir (user-config-dir)))))

;; functions by name: -X and -T

(defn- read-arg
  [text]
  (try
    (edn/read-string {:default tagged-literal} text)
    (catch Exception e
      (fail (str "Unreadable arg: " (pr-str text)) {:arg text}))))

(defn- exec-call
  ;; [function-symbol arguments]
  [args {:keys [exec-fn exec-args]}]
  (let [args (map read-arg args)
        [f args] (if (symbol? (first args)) [(first args) (rest args)] [exec-fn args])
        [pairs more] (if (odd? (count args)) [(butlast args) (last args)] [args nil])]
    (when (and (some? more) (not (map? more)))
      (fail (str "Key is missing value: " (pr-str more)) {:args args}))
    (when-not f
      (fail "No function found on command line or in :exec-fn" {}))
    [f (merge (reduce (fn [m [k v]]
                        (cond
                          (vector? k) (assoc-in m k v)
                          :else (assoc m k v)))
                      exec-args
                      (partition 2 pairs))
              more)]))

(defn exec
  "Calls the function that -X or -T names, with a map of what follows it."
  [basis args]
  (let [{:keys [ns-default ns-aliases] :as said} (:alias-map basis)
        [f arguments] (exec-call args said)
        ns-part (some-> (namespace f) symbol)
        qualified (cond
                    ns-part (symbol (str (get ns-aliases ns-part ns-part)) (name f))
                    ns-default (symbol (str ns-default) (name f))
                    :else (fail (str "Unqualified function can't be resolved: " f) {:function f}))]
    (let [v (try (requiring-resolve qualified)
                 (catch java.io.FileNotFoundException _
                     (fail (str "Namespace could not be loaded: " (namespace qualified)) {:function qualified})))]
      (when-not v
        (fail (str "Function not found: " qualified) {:function qualified}))
      (v arguments))))
