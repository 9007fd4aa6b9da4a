;; Virtual threads spawned and joined in a row: memory must stay flat. Prints the resident memory after each tenth.
;; Usage: lisle benches/scale/spawned.clj [COUNT]

(defn resident []
  (let [status (java.io.File. "/proc/self/status")]
    (if (.exists status)
      (parse-long (second (re-find #"VmRSS:\s+(\d+)" (slurp status))))
      0)))

(let [n (if-let [[n] *command-line-args*] (parse-long n) 10000000)
      started (System/nanoTime)
      ran (java.util.concurrent.atomic.AtomicLong.)
      sizes (vec (for [_ (range 10)]
                   (do (dotimes [_ (quot n 10)]
                         (.join (Thread/startVirtualThread (fn [] (.incrementAndGet ran)))))
                       (resident))))]
  (assert (= (.get ran) (* 10 (quot n 10))))
  (println {:threads (.get ran)
            :resident-kb sizes
            :seconds (/ (- (System/nanoTime) started) 1e9)}))
