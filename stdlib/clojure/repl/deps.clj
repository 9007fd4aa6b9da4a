;; clojure.repl.deps: libraries added to a running program. Coordinates are local folders (:local/root): their paths
;; and those of what they depend on go to the end of the class path. Nothing is fetched from anywhere.

(ns clojure.repl.deps
  "Adds libraries to the class path of a running REPL."
  (:require [clojure.edn :as edn]))

(defn- deps-of
  ;; the project's deps.edn, or what stands for one
  [root]
  (let [file (java.io.File. ^String root "deps.edn")]
    (if (.exists file) (edn/read-string (slurp file)) {})))

(defn- below
  ;; a path as a deps.edn has it, from where the file is
  [root path]
  (if (.isAbsolute (java.io.File. ^String path)) path (str root "/" path)))

(defn- folder [from lib coord]
  (let [root (:local/root coord)]
    (when-not root
      (throw (ex-info (str "Only :local/root coordinates can be added: " lib " " (pr-str coord))
                      {:lib lib :coord coord})))
    (let [root (below from root)]
      (when-not (.isDirectory (java.io.File. ^String root))
        (throw (ex-info (str "Local lib " lib " not found: " root) {:lib lib :coord coord})))
      root)))

(defn- resolve-libs
  ;; [lib folder] of everything needed, nearest first; a library is taken once
  [lib-coords]
  (loop [todo (mapv (fn [[lib coord]] [lib (folder "." lib coord)]) lib-coords), found [], seen #{}]
    (if-let [[lib root] (first todo)]
      (if (seen lib)
        (recur (subvec todo 1) found seen)
        (let [more (mapv (fn [[lib coord]] [lib (folder root lib coord)]) (:deps (deps-of root)))]
          (recur (into (subvec todo 1) more) (conj found [lib root]) (conj seen lib))))
      found)))

(defn- check-repl []
  (when-not *repl*
    (throw (IllegalStateException. "Libraries can be added at a REPL only: *repl* is false"))))

(defn add-libs
  "Adds libraries and what they depend on: a map from symbol to coordinate. Gives the symbols that were added, or nil."
  {:added "1.12"}
  [lib-coords]
  (check-repl)
  (let [added (filterv (fn [[_ root]]
                         (let [paths (map #(below root %) (:paths (deps-of root) ["src"]))]
                           (some true? (mapv #(lisle.native/add-class-path %) paths))))
                       (resolve-libs lib-coords))]
    (seq (map first added))))

(defn add-lib
  "Adds one library; see add-libs."
  {:added "1.12"}
  ([lib coord] (add-libs {lib coord}))
  ([lib] (throw (ex-info (str "Only :local/root coordinates can be added, and " lib " has none") {:lib lib}))))

(defn sync-deps
  "Adds what the project's deps.edn, and its aliases named by :aliases, ask for."
  {:added "1.12"}
  [& {:keys [aliases]}]
  (let [{:keys [deps] :as project} (deps-of ".")]
    (add-libs (apply merge deps (map #(get-in project [:aliases % :extra-deps]) aliases)))))
