(def settings
  {:host "localhost"
   :port 80
   :host "example.com"})
