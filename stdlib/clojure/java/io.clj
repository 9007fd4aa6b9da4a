;; clojure.java.io: files, readers, writers and streams from whatever names them. Two protocols do the work; the
;; functions that programs call are at the end.

(ns clojure.java.io
  "Files, readers, writers and streams."
  (:require [clojure.string :as str])
  (:import (java.io BufferedInputStream BufferedOutputStream BufferedReader BufferedWriter ByteArrayInputStream
                    CharArrayReader File FileInputStream FileOutputStream InputStream InputStreamReader
                    OutputStream OutputStreamWriter Reader StringReader Writer)
           (java.net MalformedURLException Socket URI URL)))

;; coercions

(defprotocol ^{:added "1.2"} Coercions
  "What can be taken as a file or a URL."
  (^{:added "1.2" :tag java.io.File} as-file [x] "x as a file.")
  (^{:added "1.2" :tag java.net.URL} as-url [x] "x as a URL."))

(defn- decode-path
  ;; the path of a file URL, whose special characters are written as %XX
  [path]
  (str/replace path #"(?:%[0-9a-fA-F]{2})+"
               (fn [escaped]
                 (String. (byte-array (map (fn [[_ a b]] (unchecked-byte (Long/parseLong (str a b) 16)))
                                           (partition 3 escaped)))
                          "UTF-8"))))

(extend-protocol Coercions
  nil
  (as-file [_] nil)
  (as-url [_] nil)

  String
  (as-file [s] (File. s))
  (as-url [s] (URL. s))

  File
  (as-file [f] f)
  (as-url [f] (.toURL (.toURI f)))

  URL
  (as-url [u] u)
  (as-file [u]
    (if (= "file" (.getProtocol u))
      (File. (decode-path (str/replace (.getFile u) "/" File/separator)))
      (throw (IllegalArgumentException. (str "Not a file: " u)))))

  URI
  (as-url [u] (.toURL u))
  (as-file [u] (as-file (as-url u))))

;; streams

(defprotocol ^{:added "1.2"} IOFactory
  "What can be opened for reading or writing. opts is a map: :append, :encoding, :buffer-size."
  (^{:added "1.2"} make-reader [x opts] "A BufferedReader of x.")
  (^{:added "1.2"} make-writer [x opts] "A BufferedWriter to x.")
  (^{:added "1.2"} make-input-stream [x opts] "A BufferedInputStream of x.")
  (^{:added "1.2"} make-output-stream [x opts] "A BufferedOutputStream to x."))

(defn- cannot-open
  [x what]
  (throw (IllegalArgumentException. (str "Cannot open <" (pr-str x) "> as " what "."))))

(defn- encoding
  [opts]
  (or (:encoding opts) "UTF-8"))

(def default-streams-impl
  {:make-reader (fn [x opts] (make-reader (make-input-stream x opts) opts))
   :make-writer (fn [x opts] (make-writer (make-output-stream x opts) opts))
   :make-input-stream (fn [x opts] (cannot-open x "an InputStream"))
   :make-output-stream (fn [x opts] (cannot-open x "an OutputStream"))})

(defn- with-defaults
  [& methods]
  (merge default-streams-impl (apply hash-map methods)))

(extend nil
  IOFactory
  {:make-reader (fn [x _] (throw (IllegalArgumentException. "Cannot open <nil> as a Reader.")))
   :make-writer (fn [x _] (throw (IllegalArgumentException. "Cannot open <nil> as a Writer.")))
   :make-input-stream (fn [x _] (cannot-open x "an InputStream"))
   :make-output-stream (fn [x _] (cannot-open x "an OutputStream"))})

(extend Object
  IOFactory default-streams-impl)

(extend InputStream
  IOFactory
  (with-defaults
    :make-input-stream (fn [x _] (BufferedInputStream. x))
    :make-reader (fn [x opts] (BufferedReader. (InputStreamReader. x (encoding opts))))))

(extend BufferedInputStream
  IOFactory
  (with-defaults
    :make-input-stream (fn [x _] x)
    :make-reader (fn [x opts] (BufferedReader. (InputStreamReader. x (encoding opts))))))

(extend OutputStream
  IOFactory
  (with-defaults
    :make-output-stream (fn [x _] (BufferedOutputStream. x))
    :make-writer (fn [x opts] (BufferedWriter. (OutputStreamWriter. x (encoding opts))))))

(extend BufferedOutputStream
  IOFactory
  (with-defaults
    :make-output-stream (fn [x _] x)
    :make-writer (fn [x opts] (BufferedWriter. (OutputStreamWriter. x (encoding opts))))))

(extend Reader
  IOFactory (with-defaults :make-reader (fn [x _] (BufferedReader. x))))

(extend BufferedReader
  IOFactory (with-defaults :make-reader (fn [x _] x)))

(extend Writer
  IOFactory (with-defaults :make-writer (fn [x _] (BufferedWriter. x))))

(extend BufferedWriter
  IOFactory (with-defaults :make-writer (fn [x _] x)))

(extend File
  IOFactory
  (with-defaults
    :make-input-stream (fn [x opts] (make-input-stream (FileInputStream. x) opts))
    :make-output-stream (fn [x opts] (make-output-stream (FileOutputStream. x (boolean (:append opts))) opts))))

(extend URL
  IOFactory
  (with-defaults
    :make-input-stream (fn [x opts]
                         (make-input-stream (if (= "file" (.getProtocol x))
                                              (FileInputStream. (as-file x))
                                              (.openStream x))
                                            opts))
    :make-output-stream (fn [x opts]
                          (if (= "file" (.getProtocol x))
                            (make-output-stream (as-file x) opts)
                            (throw (IllegalArgumentException. (str "Can not write to non-file URL <" x ">")))))))

(extend URI
  IOFactory
  (with-defaults
    :make-input-stream (fn [x opts] (make-input-stream (.toURL x) opts))
    :make-output-stream (fn [x opts] (make-output-stream (.toURL x) opts))))

(defn- named-by
  ;; what a string names: a URL if it is written as one, else a file
  [s]
  (if (re-find #"^[a-zA-Z][a-zA-Z0-9+.-]*:" s)
    (try
      (URL. s)
      (catch MalformedURLException _ (File. s)))
    (File. s)))

(extend String
  IOFactory
  (with-defaults
    :make-input-stream (fn [x opts] (make-input-stream (named-by x) opts))
    :make-output-stream (fn [x opts] (make-output-stream (named-by x) opts))))

(extend Socket
  IOFactory
  (with-defaults
    :make-input-stream (fn [x opts] (make-input-stream (.getInputStream x) opts))
    :make-output-stream (fn [x opts] (make-output-stream (.getOutputStream x) opts))))

(extend (class (byte-array 0))
  IOFactory
  (with-defaults
    :make-input-stream (fn [x opts] (make-input-stream (ByteArrayInputStream. x) opts))))

(extend (class (char-array 0))
  IOFactory
  (with-defaults
    :make-reader (fn [x opts] (make-reader (CharArrayReader. x) opts))))

(defn- options
  [opts]
  (when opts (apply hash-map opts)))

(defn ^Reader reader
  "A BufferedReader of a file, URL, URI, socket, reader, stream, array of bytes or chars, or of what a string names: a URL or
  a file. To be closed, as by with-open. Option: :encoding."
  {:added "1.2"}
  [x & opts]
  (make-reader x (options opts)))

(defn ^Writer writer
  "A BufferedWriter to a file, URL, URI, socket, writer or stream, or to what a string names. To be closed, as by with-open.
  Options: :append, :encoding."
  {:added "1.2"}
  [x & opts]
  (make-writer x (options opts)))

(defn ^InputStream input-stream
  "A BufferedInputStream of a file, URL, URI, socket, stream or array of bytes, or of what a string names. To be closed, as by
  with-open."
  {:added "1.2"}
  [x & opts]
  (make-input-stream x (options opts)))

(defn ^OutputStream output-stream
  "A BufferedOutputStream to a file, URL, URI, socket or stream, or to what a string names. To be closed, as by with-open.
  Option: :append."
  {:added "1.2"}
  [x & opts]
  (make-output-stream x (options opts)))

;; copying

(defmulti ^{:private true :doc "Copies, by the classes of input and output."}
  do-copy
  (fn [input output opts] [(type input) (type output)]))

(defn- buffer-size
  [opts]
  (or (:buffer-size opts) 1024))

(defn- pump
  ;; moves everything from a stream or reader to a stream or writer of the same kind
  [input output buffer]
  (loop []
    (let [n (.read input buffer)]
      (when (pos? n)
        (.write output buffer 0 n)
        (recur)))))

(defmethod do-copy [InputStream OutputStream] [input output opts]
  (pump input output (byte-array (buffer-size opts))))

(defmethod do-copy [Reader Writer] [input output opts]
  (pump input output (char-array (buffer-size opts))))

(defmethod do-copy [InputStream Writer] [input output opts]
  (do-copy (InputStreamReader. input (encoding opts)) output opts))

(defmethod do-copy [Reader OutputStream] [input output opts]
  (let [out (OutputStreamWriter. output (encoding opts))]
    (do-copy input out opts)
    (.flush out)))

(defmethod do-copy [InputStream File] [input output opts]
  (with-open [out (FileOutputStream. output)]
    (do-copy input out opts)))

(defmethod do-copy [Reader File] [input output opts]
  (with-open [out (FileOutputStream. output)]
    (do-copy input out opts)))

(defmethod do-copy [File OutputStream] [input output opts]
  (with-open [in (FileInputStream. input)]
    (do-copy in output opts)))

(defmethod do-copy [File Writer] [input output opts]
  (with-open [in (FileInputStream. input)]
    (do-copy in output opts)))

(defmethod do-copy [File File] [input output opts]
  (with-open [in (FileInputStream. input)
              out (FileOutputStream. output)]
    (do-copy in out opts)))

(defn- copy-by
  ;; copies from a stream or reader made of the input
  [open]
  (fn [input output opts]
    (do-copy (open input) output opts)))

(doseq [[input-class open] [[String (fn [s] (StringReader. s))]
                            [(class (char-array 0)) (fn [chars] (CharArrayReader. chars))]
                            [(class (byte-array 0)) (fn [bytes] (ByteArrayInputStream. bytes))]]
        output-class [OutputStream Writer File]]
  (lisle.native/add-method do-copy [input-class output-class] (copy-by open)))

(defn copy
  "Copies from a stream, reader, file, string, or array of bytes or chars to a stream, writer or file. Closes nothing that it has not
  opened itself. Options: :buffer-size, :encoding (between bytes and characters)."
  {:added "1.2"}
  [input output & opts]
  (do-copy input output (options opts))
  nil)

;; files

(defn as-relative-path
  "The path of a file as a string. Throws if it is absolute."
  {:added "1.2"}
  [x]
  (let [f (as-file x)]
    (if (.isAbsolute f)
      (throw (IllegalArgumentException. (str f " is not a relative path")))
      (.getPath f))))

(defn ^File file
  "A java.io.File of the argument, or of a path of a parent and children, which must be relative."
  {:added "1.2"}
  ([arg] (as-file arg))
  ([parent child] (File. (as-file parent) (as-relative-path child)))
  ([parent child & more] (reduce file (file parent child) more)))

(defn delete-file
  "Deletes a file. Throws java.io.IOException if that fails, unless silently is true."
  {:added "1.2"}
  [f & [silently]]
  (or (.delete (file f))
      silently
      (throw (java.io.IOException. (str "Couldn't delete " f)))))

(defn make-parents
  "Makes the directories that a file with the path of the arguments is in. True if some were made."
  {:added "1.2"}
  [f & more]
  (when-let [parent (.getParentFile (apply file f more))]
    (.mkdirs parent)))

(defn ^URL resource
  "The URL of a resource on the class path, or nil if there is none of that name."
  {:added "1.2"}
  ([n] (resource n nil))
  ([n loader]
   (when-let [found (lisle.native/find-resource n)]
     (if (vector? found)
       (URL. (str "jar:" (as-url (File. ^String (nth found 0))) "!/" (nth found 1)))
       (as-url (File. ^String found))))))
