(ns ^{:doc "Operations on sets, and on relations: sets of maps." :author "Lisle"}
  clojure.set)

(defn- largest-first
  [sets]
  (let [largest (reduce (fn [a b] (if (< (count a) (count b)) b a)) sets)]
    (loop [before [] sets sets]
      (if (identical? (first sets) largest)
        (cons largest (concat before (rest sets)))
        (recur (conj before (first sets)) (rest sets))))))

(defn union
  "The set of what is in any of the sets."
  {:added "1.0"}
  ([] #{})
  ([s1] s1)
  ([s1 s2]
   (if (< (count s1) (count s2))
     (reduce conj s2 s1)
     (reduce conj s1 s2)))
  ([s1 s2 & sets]
   (let [[largest & others] (largest-first (conj sets s2 s1))]
     (reduce into largest others))))

(defn intersection
  "The set of what is in all of the sets."
  {:added "1.0"}
  ([s1] s1)
  ([s1 s2]
   (if (< (count s2) (count s1))
     (recur s2 s1)
     (reduce (fn [result item] (if (contains? s2 item) result (disj result item))) s1 s1)))
  ([s1 s2 & sets]
   (let [smallest-first (sort-by count (conj sets s2 s1))]
     (reduce intersection (first smallest-first) (rest smallest-first)))))

(defn difference
  "The set s1 without what is in the other sets."
  {:added "1.0"}
  ([s1] s1)
  ([s1 s2]
   (if (< (count s1) (count s2))
     (reduce (fn [result item] (if (contains? s2 item) (disj result item) result)) s1 s1)
     (reduce disj s1 s2)))
  ([s1 s2 & sets]
   (reduce difference s1 (conj sets s2))))

(defn select
  "The set of the items for which pred is true."
  {:added "1.0"}
  [pred xset]
  (reduce (fn [s k] (if (pred k) s (disj s k))) xset xset))

(defn project
  "The relation with only the keys ks in its maps."
  {:added "1.0"}
  [xrel ks]
  (with-meta (set (map (fn [m] (select-keys m ks)) xrel)) (meta xrel)))

(defn rename-keys
  "The map with keys renamed as kmap, from old to new, says."
  {:added "1.0"}
  [map kmap]
  (reduce
    (fn [m [old new]]
      (if (contains? map old)
        (assoc m new (get map old))
        m))
    (apply dissoc map (keys kmap)) kmap))

(defn rename
  "The relation with the keys of its maps renamed as kmap, from old to new, says."
  {:added "1.0"}
  [xrel kmap]
  (with-meta (set (map (fn [m] (rename-keys m kmap)) xrel)) (meta xrel)))

(defn index
  "A map from each distinct map of the values at the keys ks to the set of the relation's maps that have them."
  {:added "1.0"}
  [xrel ks]
  (reduce
    (fn [m x]
      (let [ik (select-keys x ks)]
        (assoc m ik (conj (get m ik #{}) x))))
    {} xrel))

(defn map-invert
  "The map with its values as keys and its keys as values."
  {:added "1.0"}
  [m]
  (persistent! (reduce-kv (fn [m k v] (assoc! m v k)) (transient {}) m)))

(defn join
  "The natural join of two relations, or their join by km, a map from keys of the first to keys of the second."
  {:added "1.0"}
  ([xrel yrel]
   (if (and (seq xrel) (seq yrel))
     (let [ks (intersection (set (keys (first xrel))) (set (keys (first yrel))))
           [r s] (if (<= (count xrel) (count yrel)) [xrel yrel] [yrel xrel])
           idx (index r ks)]
       (reduce (fn [ret x]
                 (let [found (idx (select-keys x ks))]
                   (if found
                     (reduce (fn [ret y] (conj ret (merge y x))) ret found)
                     ret)))
               #{} s))
     #{}))
  ([xrel yrel km]
   (let [[r s k] (if (<= (count xrel) (count yrel))
                   [xrel yrel (map-invert km)]
                   [yrel xrel km])
         idx (index r (vals k))]
     (reduce (fn [ret x]
               (let [found (idx (rename-keys (select-keys x (keys k)) k))]
                 (if found
                   (reduce (fn [ret y] (conj ret (merge y x))) ret found)
                   ret)))
             #{} s))))

(defn ^{:added "1.2"} subset?
  "True if everything in set1 is in set2."
  [set1 set2]
  (and (<= (count set1) (count set2))
       (every? (fn [item] (contains? set2 item)) set1)))

(defn ^{:added "1.2"} superset?
  "True if everything in set2 is in set1."
  [set1 set2]
  (and (>= (count set1) (count set2))
       (every? (fn [item] (contains? set1 item)) set2)))
