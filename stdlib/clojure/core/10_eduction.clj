;; Eductions: a type with a print method, so a part of its own; see stdlib/src/library.rs.

(deftype Eduction [xform coll]
  Iterable
  (iterator [_] (.iterator (sequence xform coll)))
  clojure.lang.Seqable
  (seq [_] (seq (sequence xform coll)))
  clojure.lang.IReduceInit
  (reduce [_ f init] (transduce xform (completing f) init coll))
  clojure.lang.Sequential)

(defmethod print-method Eduction [c w]
  (if *print-readably*
    (print-method (sequence c) w)
    ((get-method print-method Object) c w)))

(defn eduction
  "A reducible and iterable application of the transducers to coll, done anew each time."
  {:added "1.7" :arglists '([xform* coll])}
  [& xforms]
  (Eduction. (apply comp (butlast xforms)) (last xforms)))
