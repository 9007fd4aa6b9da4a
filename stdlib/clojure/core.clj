;; clojure.core, in the order in which the language grows. Each part may use what the parts before it
;; define and nothing else; `load` is a native here.
;;
;; After each step the language has:
(lisle.native/load-part "01_base")          ; fn, let and loop without destructuring, defn, defmacro, and, or, when, cond
(lisle.native/load-part "02_natives")       ; the natives under their public names
(lisle.native/load-part "03_control")       ; syntax quote, lazy-seq, destructuring, threading, doseq-free control macros
(lisle.native/load-part "04_reduce")        ; predicates, combinators of functions, reduce
(lisle.native/load-part "04_seqs")          ; map, filter and the other lazy functions, transducers
(lisle.native/load-part "04_comprehensions") ; sequence, doseq, for
(lisle.native/load-part "05_colls")         ; functions over maps, sets and vectors, sorting, transients
(lisle.native/load-part "06_state")         ; vars, binding, atoms, delays, promises, futures
(lisle.native/load-part "07_types")         ; multimethods, hierarchies, protocols, records, types, reify
(lisle.native/load-part "08_print_methods") ; print-method and print-dup
(lisle.native/load-part "08_print")         ; printing, reading, strings, regular expressions
(lisle.native/load-part "09_ns")            ; namespaces, require, load
(lisle.native/load-part "10_misc")          ; arrays, numbers, parsing, exceptions, everything else
(lisle.native/load-part "10_inst")          ; instants
(lisle.native/load-part "10_eduction")      ; eductions
(lisle.native/load-part "11_vectors")       ; vectors of primitives
(lisle.native/load-part "12_proxies")       ; proxy
(lisle.native/load-part "13_structs")       ; struct maps
(lisle.native/load-part "13_jvm")           ; seque, and what the JVM is needed for elsewhere
(lisle.native/load-part "14_concurrency")   ; refs and transactions, agents, pmap, seque
(lisle.native/load-part "15_tasks")         ; tasks of fork and join, and of timers
