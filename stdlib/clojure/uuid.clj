;; clojure.uuid: reading and printing of #uuid is native; the namespace is here for programs that require it.

(ns clojure.uuid
  "The tag #uuid.")

(defn- default-uuid-reader
  [form]
  (lisle.native/read-uuid form))
