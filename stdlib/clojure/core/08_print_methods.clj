;; The multimethods with which programs teach the printer about their types. A part of its own, because what adds methods is run
;; only when one of them is named: see stdlib/src/library.rs.

(defmulti print-method
  "Prints x to the writer for people and readers; programs add methods for their types."
  (fn [x writer]
    (let [t (get (meta x) :type)]
      (if (keyword? t) t (class x)))))

(defmulti print-dup
  "Prints x to the writer so that reading it gives the same type; used when *print-dup* is true."
  (fn [x writer] (class x)))

(defmethod print-method :default [o w] (lisle.native/print-builtin o w))
(defmethod print-dup :default [o w] (lisle.native/print-builtin o w))
(lisle.native/install-print-methods print-method print-dup)
