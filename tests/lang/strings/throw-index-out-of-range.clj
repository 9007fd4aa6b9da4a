;; throws: begin 2, end 10, length 5
(println (subs "hello" 2))
(println (subs "hello" 2 10))
