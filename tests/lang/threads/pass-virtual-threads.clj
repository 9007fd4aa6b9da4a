;; Virtual threads: what parks them, what they are, and that none can starve the others.
(defn start [f] (Thread/startVirtualThread f))
(defn until [f] (loop [n 0] (when (and (< n 1000) (not (f))) (Thread/sleep 2) (recur (inc n)))))
(defn state [t] (str (.getState t)))
(defn join-all [ts] (run! #(.join %) ts))
(defn result [f] (let [p (promise)] (start (fn [] (deliver p (try (f) (catch Throwable e [(class e) (ex-message e)]))))) (deref p 20000 :hangs)))

;; What they are.
(assert (= [true true] (result (fn [] (let [t (Thread/currentThread)] [(.isVirtual t) (.isDaemon t)])))))
(assert (re-matches #"VirtualThread\[#\d+\]/runnable" (result #(str (Thread/currentThread)))))
(assert (re-matches #"VirtualThread\[#\d+,worker-7\]/runnable"
                    (let [p (promise)] (.start (.name (Thread/ofVirtual) "worker-7") #(deliver p (str (Thread/currentThread)))) @p)))
(assert (re-find #"^#object\[java.lang.VirtualThread 0x[0-9a-f]+ \"VirtualThread" (result #(pr-str (Thread/currentThread)))))
(let [t (.unstarted (Thread/ofVirtual) (reify Runnable (run [_] (Thread/sleep 1))))]
  (assert (= "NEW" (state t)))
  (.start t)
  (.join t)
  (assert (= ["TERMINATED" false] [(state t) (.isAlive t)])))

;; What parks: promises, sleeping, joining, futures, delays, queues, latches, monitors, agents, other threads' lazy seqs.
(let [p (promise) t (start (fn [] @p))]
  (until #(= "WAITING" (state t)))
  (assert (= "WAITING" (state t)))
  (deliver p 1)
  (.join t))
(assert (= :late (result #(deref (promise) 5 :late))))
(assert (= 3 (result #(deref (future (Thread/sleep 2) 3)))))
(assert (= 4 (result #(deref (delay (Thread/sleep 2) 4)))))
(assert (= 5 (result #(let [a (agent 4)] (send a inc) (await a) @a))))
(assert (= 6 (result #(let [r (ref 5)] (dosync (alter r inc)) @r))))
(assert (= (range 50) (let [q (java.util.concurrent.ArrayBlockingQueue. 3)]
                        (start #(dotimes [i 50] (.put q i)))
                        (result #(vec (repeatedly 50 (fn [] (.take q))))))))
(let [latch (java.util.concurrent.CountDownLatch. 40)]
  (dotimes [_ 40] (start #(do (Thread/sleep 1) (.countDown latch))))
  (assert (nil? (result #(.await latch)))))
(let [lock (Object.) n (volatile! 0)]
  (join-all (mapv (fn [_] (start (fn [] (dotimes [_ 50] (locking lock (let [x @n] (Thread/yield) (vreset! n (inc x))))))))
                  (range 30)))
  (assert (= 1500 @n)))
(let [lock (Object.) box (volatile! nil) t (start (fn [] (locking lock (while (nil? @box) (.wait lock)))))]
  (until #(= "WAITING" (state t)))
  (locking lock (vreset! box 1) (.notifyAll lock))
  (.join t))
(let [lock (java.util.concurrent.locks.ReentrantLock.) n (volatile! 0)]
  (join-all (mapv (fn [_] (start (fn [] (dotimes [_ 50] (.lock lock) (let [x @n] (Thread/yield) (vreset! n (inc x))) (.unlock lock)))))
                  (range 20)))
  (assert (= 1000 @n)))
(let [barrier (java.util.concurrent.CyclicBarrier. 10) met (atom 0)]
  (join-all (mapv (fn [_] (start (fn [] (.await barrier) (swap! met inc)))) (range 10)))
  (assert (= 10 @met)))

;; Interrupts end waits, and the thread lives on.
(let [p (promise)
      t (start (fn [] (deliver p (try (Thread/sleep 100000) (catch InterruptedException e (ex-message e))))))]
  (until #(= "TIMED_WAITING" (state t)))
  (.interrupt t)
  (assert (= "sleep interrupted" (deref p 20000 :hangs))))
(let [p (promise) t (start (fn [] (deliver p (try @(promise) (catch InterruptedException e :interrupted)))))]
  (.interrupt t)
  (assert (= :interrupted (deref p 20000 :hangs))))

;; No loop starves the others, whatever their number.
(let [stop (atom false)
      loops (doall (for [_ (range 12)] (start (fn [] (while (not @stop))))))]
  (.join (start #(reset! stop true)))
  (join-all loops))

;; A wait below native code blocks its carrier, and others run all the same.
(let [p (promise) ts (mapv (fn [_] (start (fn [] (sort-by (fn [x] @p x) [3 1 2])))) (range 20))]
  (start #(deliver p 1))
  (join-all ts))

;; A deep stack is left and taken up again like a shallow one, and values in its frames live on.
(defn deep [n p] (if (zero? n) @p (let [x (str n)] (+ (deep (dec n) p) (count x)))))
(let [p (promise) r (promise) t (start #(deliver r (deep 3000 p)))]
  (until #(= "WAITING" (state t)))
  (deliver p 0)
  (assert (= (reduce + (map (comp count str) (range 1 3001))) (deref r 20000 :hangs))))
(assert (= StackOverflowError (first (result #(letfn [(f [n] (inc (f n)))] (f 1))))))

;; Bindings stay with the thread that made them.
(def ^:dynamic *x* :root)
(let [ts (mapv (fn [i] (let [p (promise)] (start #(binding [*x* i] (Thread/sleep 1) (deliver p *x*))) p)) (range 50))]
  (assert (= (range 50) (map deref ts))))
(assert (= :root (binding [*x* 1] (result (fn [] *x*)))))
(assert (= 1 (binding [*x* 1] (result (bound-fn [] *x*)))))
(let [local (ThreadLocal.) ps (mapv (fn [i] (let [p (promise)] (start #(do (.set local i) (Thread/sleep 1) (deliver p (.get local)))) p)) (range 20))]
  (assert (= (range 20) (map deref ps))))

;; What nobody catches reaches the handler.
(let [p (promise)]
  (.start (.uncaughtExceptionHandler (.name (Thread/ofVirtual) "lost")
                                     (reify Thread$UncaughtExceptionHandler
                                       (uncaughtException [_ t e] (deliver p [(.getName t) (ex-message e)]))))
          #(throw (ex-info "gone" {})))
  (assert (= ["lost" "gone"] (deref p 20000 :hangs))))

;; Executors with a thread for each task.
(with-open [executor (java.util.concurrent.Executors/newVirtualThreadPerTaskExecutor)]
  (let [tasks (mapv (fn [i] (.submit executor ^Callable (fn [] (Thread/sleep 1) (* i i)))) (range 100))]
    (assert (= (map #(* % %) (range 100)) (map deref tasks)))))
(let [done (atom 0)]
  (with-open [executor (java.util.concurrent.Executors/newVirtualThreadPerTaskExecutor)]
    (dotimes [_ 50] (.execute executor (fn [] (Thread/sleep 2) (swap! done inc)))))
  (assert (= 50 @done)))
(let [pool (java.util.concurrent.Executors/newFixedThreadPool 2 (.factory (Thread/ofVirtual)))]
  (assert (= [0 1 2 3] (mapv deref (mapv (fn [i] (.submit pool ^Callable (fn [] i))) (range 4)))))
  (.shutdown pool))

;; Ten thousand at once.
(let [gate (promise) n (atom 0) ts (mapv (fn [_] (start (fn [] (swap! n + @gate)))) (range 10000))]
  (deliver gate 1)
  (join-all ts)
  (assert (= 10000 @n)))
(shutdown-agents)
(println "ok")
