;; throws: Could not locate no/such/lib__init.class, no/such/lib.clj or no/such/lib.cljc on classpath.
(println "before")
(require 'no.such.lib)
