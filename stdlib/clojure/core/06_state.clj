;; Vars and their bindings, atoms, delays, promises, futures, threads.

;; vars

(defn var-set "Sets the thread binding of the var." {:added "1.0"} [x val] (lisle.native/var-set x val))

(defn alter-var-root
  "Sets the root of the var to (f root args…), atomically."
  {:added "1.0"}
  [v f & args]
  (lisle.native/alter-var-root v (fn [root] (apply f root args))))

(defnative thread-bound? "True if every var has a thread binding." {:added "1.2"} [& vars])
(defnative push-thread-bindings "Pushes a frame of bindings, a map from var to value. pop-thread-bindings must follow." {:added "1.1"} [bindings])
(defnative pop-thread-bindings "Pops the frame that push-thread-bindings pushed last." {:added "1.1"} [])
(defnative get-thread-bindings "A map from var to value of the thread's present bindings." {:added "1.1"} [])

(defn- var-pairs
  [var-ize? bindings]
  (loop [ret [] vvs (seq bindings)]
    (if vvs
      (recur (conj ret (if var-ize? `(var ~(first vvs)) (first vvs)) (second vvs)) (nnext vvs))
      (seq ret))))

(defmacro binding
  "Evaluates the body with new thread bindings of the vars, whose values are evaluated in parallel before."
  {:added "1.0"}
  [bindings & body]
  (assert-args
    (vector? bindings) "a vector for its binding"
    (even? (count bindings)) "an even number of forms in binding vector")
  `(let []
     (push-thread-bindings (hash-map ~@(var-pairs true bindings)))
     (try
       ~@body
       (finally (pop-thread-bindings)))))

(defn with-bindings*
  "Calls f with the arguments under the bindings, a map from var to value."
  {:added "1.1"}
  [binding-map f & args]
  (push-thread-bindings binding-map)
  (try
    (apply f args)
    (finally (pop-thread-bindings))))

(defmacro with-bindings
  "Evaluates the body under the bindings, a map from var to value."
  {:added "1.1"}
  [binding-map & body]
  `(with-bindings* ~binding-map (fn [] ~@body)))

(defn bound-fn*
  "A function that calls f under the thread bindings present now."
  {:added "1.1"}
  [f]
  (let [bindings (get-thread-bindings)]
    (fn [& args]
      (apply with-bindings* bindings f args))))

(defmacro bound-fn
  "A function that runs under the thread bindings present where it is made."
  {:added "1.1"}
  [& fntail]
  `(bound-fn* (fn ~@fntail)))

(defn binding-conveyor-fn
  {:private true}
  [f]
  (let [frame (lisle.native/binding-frame)]
    (fn [& args]
      (lisle.native/reset-binding-frame frame)
      (apply f args))))

(defmacro with-local-vars
  "Evaluates the body with the names bound to new vars that have thread bindings of the values."
  {:added "1.0"}
  [name-vals-vec & body]
  (assert-args
    (vector? name-vals-vec) "a vector for its binding"
    (even? (count name-vals-vec)) "an even number of forms in binding vector")
  `(let [~@(interleave (take-nth 2 name-vals-vec) (repeat '(lisle.native/local-var)))]
     (push-thread-bindings (hash-map ~@name-vals-vec))
     (try
       ~@body
       (finally (pop-thread-bindings)))))

(defn with-redefs-fn
  "Calls func with the roots of the vars (keys of the map) set to the values, and restores them after."
  {:added "1.3"}
  [binding-map func]
  (let [root-bind (fn [m]
                    (doseq [[a-var a-val] m]
                      (lisle.native/bind-root a-var a-val)))
        old-vals (zipmap (keys binding-map)
                         (map lisle.native/raw-root (keys binding-map)))]
    (try
      (root-bind binding-map)
      (func)
      (finally (root-bind old-vals)))))

(defmacro with-redefs
  "Evaluates the body with the roots of the vars set to the values, for all threads, and restores them after."
  {:added "1.3"}
  [bindings & body]
  `(with-redefs-fn ~(zipmap (map (fn [n] (list `var n)) (take-nth 2 bindings))
                            (take-nth 2 (next bindings)))
     (fn [] ~@body)))

(defmacro defonce
  "Defines the var unless it has a root already."
  {:added "1.0"}
  [name expr]
  `(let [v# (def ~name)]
     (when-not (lisle.native/has-root? v#)
       (def ~name ~expr))))

;; atoms

(declare set-validator!)

(defn- reference-options
  ;; applies :meta and :validator to a new reference
  [r options]
  (let [opts (apply hash-map options)]
    (when (:meta opts)
      (reset-meta! r (:meta opts)))
    (when (:validator opts)
      (set-validator! r (:validator opts)))
    r))

(defn atom
  "An atom holding x. Options: :meta, and :validator, a predicate that every value must pass."
  {:added "1.0"}
  ([x] (lisle.native/atom x))
  ([x & options] (reference-options (lisle.native/atom x) options)))

(defnative set-validator! "Sets the validator of a reference, nil for none. The present value must pass it." {:added "1.0"} [iref validator-fn])
(defnative get-validator "The validator of a reference, or nil." {:added "1.0"} [iref])
(defnative add-watch "Adds a watch: (f key reference old new) is called after each change." {:added "1.0"} [reference key fn])
(defnative remove-watch "Removes the watch with the key." {:added "1.0"} [reference key])
(defnative compare-and-set! "Sets the atom to newval if it holds exactly oldval; true if it did." {:added "1.0"} [atom oldval newval])

(defn alter-meta!
  "Sets the metadata of a namespace, var or reference to (f meta args…)."
  {:added "1.0"}
  [iref f & args]
  (reset-meta! iref (apply f (meta (lisle.native/check-cast clojure.lang.IReference iref)) args)))

(defn swap!
  "Sets the atom to (f value args…), as often as it takes while other threads change it, and gives the new value."
  {:added "1.0"}
  ([atom f]
   (if (lisle.native/atom? atom)
     (loop []
       (let [old (lisle.native/atom-value atom) new (f old)]
         (if (lisle.native/compare-and-swap atom old new) new (recur))))
     (.swap (lisle.native/check-cast clojure.lang.IAtom atom) f)))
  ([atom f x]
   (if (lisle.native/atom? atom)
     (loop []
       (let [old (lisle.native/atom-value atom) new (f old x)]
         (if (lisle.native/compare-and-swap atom old new) new (recur))))
     (.swap (lisle.native/check-cast clojure.lang.IAtom atom) f x)))
  ([atom f x y]
   (if (lisle.native/atom? atom)
     (loop []
       (let [old (lisle.native/atom-value atom) new (f old x y)]
         (if (lisle.native/compare-and-swap atom old new) new (recur))))
     (.swap (lisle.native/check-cast clojure.lang.IAtom atom) f x y)))
  ([atom f x y & args]
   (if (lisle.native/atom? atom)
     (loop []
       (let [old (lisle.native/atom-value atom) new (apply f old x y args)]
         (if (lisle.native/compare-and-swap atom old new) new (recur))))
     (.swap (lisle.native/check-cast clojure.lang.IAtom atom) f x y args))))

(defn swap-vals!
  "Like swap!, and gives the vector of the old and the new value."
  {:added "1.9"}
  ([atom f]
   (if (lisle.native/atom? atom)
     (swap-vals! atom (fn [v _] (f v)) nil)
     (.swapVals (lisle.native/check-cast clojure.lang.IAtom2 atom) f)))
  ([atom f x]
   (if (lisle.native/atom? atom)
     (loop []
       (let [old (lisle.native/atom-value atom) new (f old x)]
         (if (lisle.native/compare-and-swap atom old new) [old new] (recur))))
     (.swapVals (lisle.native/check-cast clojure.lang.IAtom2 atom) f x)))
  ([atom f x y]
   (if (lisle.native/atom? atom)
     (swap-vals! atom (fn [v _] (f v x y)) nil)
     (.swapVals (lisle.native/check-cast clojure.lang.IAtom2 atom) f x y)))
  ([atom f x y & args]
   (if (lisle.native/atom? atom)
     (swap-vals! atom (fn [v _] (apply f v x y args)) nil)
     (.swapVals (lisle.native/check-cast clojure.lang.IAtom2 atom) f x y args))))

(defn reset!
  "Sets the atom to newval and gives it."
  {:added "1.0"}
  [atom newval]
  (if (lisle.native/atom? atom)
    (lisle.native/atom-reset atom newval)
    (.reset (lisle.native/check-cast clojure.lang.IAtom atom) newval)))

(defn reset-vals!
  "Sets the atom to newval and gives the vector of the old value and it."
  {:added "1.9"}
  [atom newval]
  (if (lisle.native/atom? atom)
    (loop []
      (let [old (lisle.native/atom-value atom)]
        (if (lisle.native/compare-and-swap atom old newval) [old newval] (recur))))
    (.resetVals (lisle.native/check-cast clojure.lang.IAtom2 atom) newval)))

;; delays, promises, futures

(defn force
  "The value of a delay; anything else is given as it is."
  {:added "1.0"}
  [x] (lisle.native/force x))

(defn promise
  "A promise: deref waits until deliver gives it a value."
  {:added "1.1"}
  [] (lisle.native/promise))

(defn deliver
  "Gives a promise its value, once; later calls give nil."
  {:added "1.1"}
  [promise val]
  (lisle.native/deliver promise val))

(defn- run-task
  ;; Calls f and tells the task, a future, how it ended.
  [task f]
  (when (lisle.native/task-start task)
    (try
      (lisle.native/task-done task (f))
      (catch Throwable e (lisle.native/task-failed task e)))))

(defn- callable-fn
  ;; A function that calls a Callable or Runnable.
  [f]
  (if (ifn? f) f (fn [] (lisle.native/call-callable f))))

(defn- runnable-fn
  ;; A function that runs a Runnable, nil included.
  [f]
  (fn [] (when f (.run ^Runnable f))))

(defn- worker-fn
  ;; The loop of a pool's worker on a virtual thread, which parks in between.
  [worker]
  (fn []
    (when-let [task (lisle.native/worker-begin worker)]
      (try
        (task)
        (catch Throwable e (lisle.native/thread-uncaught e))
        (finally (lisle.native/worker-end worker)))
      (recur))))

(defn- task-runner
  ;; What an executor is given to run a task.
  [task f]
  (let [f (callable-fn f)]
    (fn [] (run-task task f))))

(defn- run-and-then
  ;; A function that tells when run has ended.
  [run end]
  (fn [] (try (run) (finally (lisle.native/task-told end)))))

(defn- run-and-add
  ;; A function that adds the task to the queue when run has ended.
  [run task queue]
  (fn [] (try (run) (finally (.add queue task)))))

(defn- periodic-runner
  ;; Calls f and puts the task back, until it throws.
  [task f executor rate? nanos]
  (let [f (callable-fn f)]
    (fn []
      (when (lisle.native/task-start task)
        (try
          (f)
          (lisle.native/task-again task executor rate? nanos)
          (catch Throwable e (lisle.native/task-failed task e)))))))

(defn future-call
  "Calls f on another thread, under the present bindings, and gives a future of its result."
  {:added "1.1"}
  [f]
  (let [f (binding-conveyor-fn f)
        task (lisle.native/future)]
    (lisle.native/execute (lisle.native/solo-executor) (fn [] (run-task task f)))
    task))

(defmacro future
  "Evaluates the body on another thread and gives a future, which deref waits for."
  {:added "1.1"}
  [& body] `(future-call (^{:once true} fn* [] ~@body)))

(defnative future-cancel "Cancels a future if it has not ended; true if that worked." {:added "1.1"} [f])
(defnative future-cancelled? "True if the future was cancelled." {:added "1.1"} [f])
(defnative future-done? "True if the future has ended." {:added "1.1"} [f])
