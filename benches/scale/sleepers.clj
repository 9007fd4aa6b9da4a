;; Ten thousand sleeping virtual threads cost no processor time. Prints the ticks (of 10 ms) that the process used in five seconds.

(require '[clojure.string :as str])

(defn ticks []
  (let [fields (str/split (slurp "/proc/self/stat") #" ")]
    (+ (parse-long (fields 13)) (parse-long (fields 14)))))

(dotimes [_ 10000] (Thread/startVirtualThread #(Thread/sleep 8000)))
(Thread/sleep 500)
(let [before (ticks)]
  (Thread/sleep 5000)
  (println {:sleepers 10000 :ticks (- (ticks) before)}))
