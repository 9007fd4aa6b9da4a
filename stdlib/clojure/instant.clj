;; clojure.instant: reading timestamps, for the tag #inst. What reads #inst by default is native; these functions are for
;; programs that want another kind of object.

(ns clojure.instant
  "Reads timestamps like 2020-01-02T03:04:05.006-07:00, of which any part after the year may be missing.")

(defmacro ^:private verify
  [test]
  `(when-not ~test
     (throw (RuntimeException. ~(str "failed: " (pr-str test))))))

(defn- divisible?
  [n d]
  (zero? (mod n d)))

(defn- leap-year?
  [year]
  (and (divisible? year 4)
       (or (not (divisible? year 100))
           (divisible? year 400))))

(defn- days-in-month
  [month leap-year?]
  (case (int month)
    2 (if leap-year? 29 28)
    (4 6 9 11) 30
    31))

(def ^:private timestamp
  (let [optional (fn [& parts] (str "(?:" (apply str parts) ")?"))]
    (re-pattern
      (str "(\\d\\d\\d\\d)"
           (optional "-(\\d\\d)"
             (optional "-(\\d\\d)"
               (optional "T(\\d\\d)"
                 (optional ":(\\d\\d)"
                   (optional ":(\\d\\d)"
                     (optional "\\.(\\d+)"))))))
           "(?:Z|([-+])(\\d\\d):(\\d\\d))?"))))

(defn parse-timestamp
  "Takes a timestamp apart and calls new-instant with the years, months, days, hours, minutes, seconds, nanoseconds, and the
  offset's sign (-1, 0 or 1), hours and minutes. Says nothing of whether there is such a day and time."
  [new-instant cs]
  (if-let [[_ years months days hours minutes seconds fraction sign offset-hours offset-minutes]
           (re-matches timestamp cs)]
    (let [number (fn [digits default] (if digits (parse-long digits) default))]
      (new-instant (number years 0)
                   (number months 1)
                   (number days 1)
                   (number hours 0)
                   (number minutes 0)
                   (number seconds 0)
                   (if fraction (parse-long (subs (str fraction "000000000") 0 9)) 0)
                   (case sign "-" -1 "+" 1 0)
                   (number offset-hours 0)
                   (number offset-minutes 0)))
    (throw (RuntimeException. (str "Unrecognized date/time syntax: " cs)))))

(defn validated
  "A function that calls new-instance with the parts of a timestamp, after checking that there is such a day and time."
  [new-instance]
  (fn [years months days hours minutes seconds nanoseconds offset-sign offset-hours offset-minutes]
    (verify (<= 1 months 12))
    (verify (<= 1 days (days-in-month months (leap-year? years))))
    (verify (<= 0 hours 23))
    (verify (<= 0 minutes 59))
    (verify (<= 0 seconds (if (= minutes 59) 60 59)))
    (verify (<= 0 nanoseconds 999999999))
    (verify (<= -1 offset-sign 1))
    (verify (<= 0 offset-hours 23))
    (verify (<= 0 offset-minutes 59))
    (new-instance years months days hours minutes seconds nanoseconds offset-sign offset-hours offset-minutes)))

(defn read-instant-date
  "Reads a timestamp as a java.util.Date."
  [cs]
  (lisle.native/read-inst cs))

(defn read-instant-calendar
  "Reads a timestamp as a java.util.Calendar, which keeps the offset."
  [cs]
  (let [date (lisle.native/read-inst cs)
        zone (parse-timestamp (fn [_ _ _ _ _ _ _ sign hours minutes]
                                (format "GMT%s%02d:%02d" (if (neg? sign) "-" "+") hours minutes))
                              cs)]
    (doto (java.util.GregorianCalendar. (java.util.TimeZone/getTimeZone zone))
      (.setGregorianChange (java.util.Date. Long/MIN_VALUE))
      (.setTimeInMillis (inst-ms date)))))

(defn read-instant-timestamp
  "Reads a timestamp as a java.sql.Timestamp, which keeps nanoseconds."
  [cs]
  (let [date (lisle.native/read-inst cs)
        nanos (parse-timestamp (fn [_ _ _ _ _ _ nanos _ _ _] nanos) cs)]
    (doto (java.sql.Timestamp. (inst-ms date))
      (.setNanos nanos))))
