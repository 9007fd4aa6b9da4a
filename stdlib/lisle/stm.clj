;; How transactions go: counters.

(ns lisle.stm
  "Counters of transactions.")

(defn stats
  "A map of counts since the start: :commits of transactions; :retries, tries that ended because of another transaction; :barges,
  transactions that an older one has ended. With a ref: its :commits, the :conflicts that have ended a try because of
  it, and :history, how many former values it keeps."
  ([]
   (zipmap [:commits :retries :barges] (lisle.native/stm-stats)))
  ([ref]
   (let [[commits conflicts] (lisle.native/ref-stats ref)]
     {:commits commits :conflicts conflicts :history (ref-history-count ref)})))
