(defn greet [name] (str "hello " nme))
