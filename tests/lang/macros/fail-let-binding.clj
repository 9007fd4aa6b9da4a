;; The report of a form that a spec of the core refuses names what failed.
(let [x 1
      y]
  x)
