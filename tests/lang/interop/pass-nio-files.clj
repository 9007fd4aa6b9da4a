;; java.nio.file: paths, files, attributes, visitors, globs.
(import '(java.nio.file Files Path Paths FileSystems LinkOption StandardCopyOption StandardOpenOption NoSuchFileException
                        FileAlreadyExistsException DirectoryNotEmptyException FileVisitor FileVisitResult)
        '(java.nio.file.attribute FileAttribute FileTime PosixFilePermissions BasicFileAttributes)
        '(java.nio.charset StandardCharsets))

(defn path [& parts] (Paths/get (first parts) (into-array String (rest parts))))
(def no-attributes (make-array FileAttribute 0))
(def no-options (make-array LinkOption 0))

(assert (= "a/b/c" (str (path "a" "b/" "c"))))
(assert (= "/a/c" (str (.normalize (path "/a/./b/../c")))))
(assert (= "../../x" (str (.relativize (path "/a/b") (path "/x")))))
(assert (= ["a" "b"] (map str (path "a/b"))))
(assert (= ["/a/b" "/c" "/a/x" "/a" "b" nil]
           (let [p (path "/a")]
             [(str (.resolve p "b")) (str (.resolve p "/c")) (str (.resolveSibling (path "/a/b") "x"))
              (str (.getParent (path "/a/b"))) (str (.getFileName (path "/a/b"))) (.getParent (path "b"))])))
(assert (and (.startsWith (path "/a/b") "/a") (.endsWith (path "/a/b") "b") (not (.startsWith (path "/ab") "/a"))))
(assert (= (path "a/b") (path "a//b/")))
(assert (neg? (compare (path "a") (path "b"))))

(let [dir (Files/createTempDirectory "nio" no-attributes)
      f (.resolve dir "f.txt")
      f2 (.resolve dir "g.txt")]
  (Files/writeString f2 "g" (make-array StandardOpenOption 0))
  (assert (Files/isDirectory dir no-options))
  (Files/write f (.getBytes "one\ntwo\n") (make-array StandardOpenOption 0))
  (Files/write f (.getBytes "three\n") (into-array [StandardOpenOption/APPEND]))
  (assert (= ["one" "two" "three"] (Files/readAllLines f)))
  (assert (= 14 (Files/size f)))
  (assert (= "one\ntwo\nthree\n" (Files/readString f) (slurp (.toFile f))))
  (let [message (fn [class f] (try (f) nil (catch java.io.IOException e (when (instance? class e) (ex-message e)))))
        none (.resolve dir "none")]
    (assert (= (str none) (message NoSuchFileException #(Files/readAllBytes none))))
    (assert (= (str f) (message FileAlreadyExistsException #(Files/createFile f no-attributes))))
    (assert (= (str dir) (message DirectoryNotEmptyException #(Files/delete dir))))
    (assert (= (str f2) (message FileAlreadyExistsException #(Files/copy f f2 (make-array StandardCopyOption 0))))))
  (let [sub (.resolve dir "sub/deep")
        seen (atom [])]
    (Files/createDirectories sub no-attributes)
    (Files/move f2 (.resolve sub "g.clj") (make-array StandardCopyOption 0))
    (Files/walkFileTree dir
      (reify FileVisitor
        (preVisitDirectory [_ d attributes] (swap! seen conj [:in (str (.relativize dir d))]) FileVisitResult/CONTINUE)
        (postVisitDirectory [_ d error] (swap! seen conj [:out (str (.relativize dir d))]) FileVisitResult/CONTINUE)
        (visitFile [_ p attributes] (swap! seen conj [(.size ^BasicFileAttributes attributes) (str (.relativize dir p))]) FileVisitResult/CONTINUE)
        (visitFileFailed [_ p error] FileVisitResult/TERMINATE)))
    (assert (= #{[:in ""] [14 "f.txt"] [:in "sub"] [:in "sub/deep"] [1 "sub/deep/g.clj"] [:out "sub/deep"] [:out "sub"] [:out ""]}
               (set @seen)))
    (assert (= [:out ""] (last @seen)))
    (let [matcher (.getPathMatcher (FileSystems/getDefault) "glob:**.{clj,cljc}")]
      (assert (= ["g.clj"] (map #(str (.getFileName %)) (filter #(.matches matcher %) (iterator-seq (.iterator (Files/walk dir (make-array java.nio.file.FileVisitOption 0)))))))))
    (with-open [entries (Files/newDirectoryStream dir "*.txt")]
      (assert (= ["f.txt"] (map #(str (.getFileName %)) entries))))
    (Files/setPosixFilePermissions f (PosixFilePermissions/fromString "rw-r-----"))
    (assert (= "rw-r-----" (PosixFilePermissions/toString (Files/getPosixFilePermissions f no-options))))
    (Files/setLastModifiedTime f (FileTime/fromMillis 1000000))
    (assert (= 1000000 (.toMillis (Files/getLastModifiedTime f no-options)) (.lastModified (.toFile f))))
    (assert (= "1970-01-01T00:16:40Z" (str (Files/getLastModifiedTime f no-options))))
    (let [link (.resolve dir "link")]
      (Files/createSymbolicLink link f no-attributes)
      (assert (Files/isSymbolicLink link))
      (assert (= f (Files/readSymbolicLink link)))
      (assert (Files/isRegularFile link no-options))
      (assert (not (Files/isRegularFile link (into-array [LinkOption/NOFOLLOW_LINKS]))))
      (Files/delete link)
      (assert (Files/exists f no-options)))
    (run! #(Files/delete %) [(.resolve sub "g.clj") sub (.getParent sub)]))
  (Files/delete f)
  (Files/delete dir))
(println "ok")
