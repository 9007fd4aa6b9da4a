;; Spliterators: of arrays, collections and iterators, and streams of them.
(import '(java.util Arrays ArrayList HashSet Spliterator Spliterators TreeSet)
        'java.util.function.Consumer
        'java.util.stream.StreamSupport)

(defn consumer [f] (reify Consumer (accept [_ x] (f x))))

(defn facts [^Spliterator s] [(.characteristics s) (.estimateSize s) (.getExactSizeIfKnown s)])

(assert (= [17488 3 3] (facts (Arrays/spliterator (object-array [1 2 3])))))
(assert (= [17488 2 2] (facts (Arrays/spliterator (long-array [1 2 3]) 1 3))))
(assert (= [16464 2 2] (facts (.spliterator (ArrayList. [1 2])))))
(assert (= [65 2 2] (facts (.spliterator (HashSet. [1 2])))))
(assert (= [16 Long/MAX_VALUE -1] (facts (Spliterators/spliteratorUnknownSize (.iterator [1 2]) Spliterator/ORDERED))))

(let [s (Arrays/spliterator (object-array [1 2 3])) seen (atom [])]
  (assert (true? (.tryAdvance s (consumer #(swap! seen conj %)))))
  (assert (= [[1] 2] [@seen (.estimateSize s)]))
  (.forEachRemaining s (consumer #(swap! seen conj (- %))))
  (assert (= [[1 -2 -3] 0] [@seen (.estimateSize s)]))
  (assert (false? (.tryAdvance s (consumer #(swap! seen conj %)))))
  (assert (.hasCharacteristics s Spliterator/SIZED))
  (assert (= :none (try (.getComparator s) (catch IllegalStateException _ :none)))))

(assert (= [1 2 3] (vec (.toArray (StreamSupport/stream (.spliterator (ArrayList. [1 2 3])) false)))))
(assert (= 6 (reduce + (iterator-seq (.iterator (StreamSupport/stream (Spliterators/spliteratorUnknownSize (.iterator [1 2 3]) 0) false))))))

;; One direction of a connection ends while the other goes on.
(with-open [server (java.net.ServerSocket. 0)]
  (let [echo (future (with-open [s (.accept server)]
                       (spit (.getOutputStream s) (apply str (reverse (slurp (.getInputStream s)))))))]
    (with-open [s (java.net.Socket. "127.0.0.1" (.getLocalPort server))]
      (let [out (.getOutputStream s)]
        (.write out (.getBytes "hello"))
        (.flush out)
        (.shutdownOutput s)
        (assert (= [true false] [(.isOutputShutdown s) (.isInputShutdown s)]))
        (assert (= "olleh" (slurp (.getInputStream s))))))
    @echo))
(println "ok")
