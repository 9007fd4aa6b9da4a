;; clojure.pprint, in the order in which it is built.

(ns clojure.pprint
  "Pretty printing of data and code, and Common Lisp's format."
  (:require [clojure.string :as str]))

(load "pprint/writer")                 ; the writer that decides where lines break
(load "pprint/base")                   ; blocks, breaks, write, pprint
(load "pprint/cl_format")              ; parsing and running of format strings, the simple directives
(load "pprint/cl_number")              ; directives for numbers
(load "pprint/cl_control")             ; conditions, iteration, justification, logical blocks; cl-format itself
(load "pprint/dispatch")               ; how data and code are laid out
(load "pprint/print_table")            ; tables
