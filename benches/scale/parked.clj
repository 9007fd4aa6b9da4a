;; Many virtual threads parked at once, then all woken and joined. Prints how many, the resident memory while they are
;; parked, and the time from the first wake to the last join.
;; Usage: lisle benches/scale/parked.clj [COUNT]

(defn resident
  "Resident memory of this process in kilobytes, where the system tells."
  []
  (let [status (java.io.File. "/proc/self/status")]
    (if (.exists status)
      (parse-long (second (re-find #"VmRSS:\s+(\d+)" (slurp status))))
      0)))

(defn run [n]
  (let [before (resident)
        gate (promise)
        started (System/nanoTime)
        parked (java.util.concurrent.CountDownLatch. n)
        sum (atom 0)
        threads (mapv (fn [_] (Thread/startVirtualThread
                               (fn [] (.countDown parked) (swap! sum + @gate))))
                      (range n))
        _ (.await parked)
        _ (while (not= "WAITING" (str (.getState (peek threads)))) (Thread/sleep 1))
        spawned (System/nanoTime)
        during (resident)]
    (deliver gate 1)
    (run! #(.join %) threads)
    (let [ended (System/nanoTime)]
      (assert (= n @sum))
      {:threads n
       :resident-mb (quot during 1024)
       :bytes-each (quot (* 1024 (- during before)) n)
       :spawn-s (/ (- spawned started) 1e9)
       :wake-and-join-s (/ (- ended spawned) 1e9)})))

(println (run (if-let [[n] *command-line-args*] (parse-long n) 1000000)))
