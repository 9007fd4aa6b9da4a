(defprotocol Shape (area [this]))
(defrecord Square [side] Shape (area [_] (* side side)))
(println (area {:side 2}))
