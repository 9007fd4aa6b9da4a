(println (string/upper-case "a"))
