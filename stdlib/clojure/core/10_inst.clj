;; Instants in time: a protocol with methods for host classes, so a part of its own; see stdlib/src/library.rs.

(defprotocol Inst
  "Instants in time."
  (inst-ms* [inst] "The milliseconds since 1970-01-01T00:00Z."))

(extend-protocol Inst
  java.util.Date
  (inst-ms* [inst] (lisle.native/inst-ms inst))
  java.time.Instant
  (inst-ms* [inst] (.toEpochMilli inst)))

(defn inst-ms "The milliseconds since 1970-01-01T00:00Z of an instant." {:added "1.9"} [inst] (inst-ms* inst))
(defn inst? "True if x is an instant in time." {:added "1.9"} [x] (satisfies? Inst x))
