(require '[clojure.string :as str])
(println (str/no-such-function "x"))
