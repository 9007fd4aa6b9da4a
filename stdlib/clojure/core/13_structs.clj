;; Struct maps: maps that always have the keys of their basis, in its order. Types, so a part of its own; see stdlib/src/library.rs.

(deftype* StructBasis clojure.lang.PersistentStructMap$Def [struct-keys] :implements [])

(defn- basis-keys
  [basis]
  (cond
    (instance? clojure.lang.PersistentStructMap$Def basis) (.-struct-keys basis)
    (nil? basis) (throw (NullPointerException. nil))
    :else (throw (ClassCastException.
                   (str "class " (.getName (class basis))
                        " cannot be cast to class clojure.lang.PersistentStructMap$Def")))))

;; all is an array map of the basis's keys and then the others
(deftype* StructMap clojure.lang.PersistentStructMap [basis all]
  :implements [clojure.lang.IPersistentMap clojure.lang.MapEquivalence clojure.lang.IObj clojure.lang.IHashEq clojure.lang.IFn java.util.Map]
  (toString [_] (str all))
  (valAt [_ k] (get all k))
  (valAt [_ k not-found] (get all k not-found))
  (assoc [_ k v] (new clojure.lang.PersistentStructMap basis (assoc all k v)))
  (assocEx [this k v]
    (if (contains? all k)
      (throw (RuntimeException. "Key already present"))
      (assoc this k v)))
  (without [this k]
    (if (some (fn [struct-key] (= struct-key k)) (basis-keys basis))
      (throw (RuntimeException. "Can't remove struct key"))
      (new clojure.lang.PersistentStructMap basis (dissoc all k))))
  (cons [_ entry] (new clojure.lang.PersistentStructMap basis (conj all entry)))
  (empty [_]
    (new clojure.lang.PersistentStructMap basis
         (apply array-map (interleave (basis-keys basis) (repeat nil)))))
  (containsKey [_ k] (contains? all k))
  (entryAt [_ k] (find all k))
  (get [_ k] (get all k))
  (count [_] (count all))
  (size [_] (count all))
  (seq [_] (seq all))
  (iterator [_] (.iterator all))
  (entrySet [_] (set all))
  (keySet [_] (set (keys all)))
  (values [_] (vals all))
  (equiv [_ other] (= all other))
  (equals [_ other] (.equals all other))
  (hasheq [_] (hash all))
  (hashCode [_] (.hashCode all))
  (meta [_] (meta all))
  (withMeta [_ m] (new clojure.lang.PersistentStructMap basis (with-meta all m)))
  (invoke [_ k] (get all k))
  (invoke [_ k not-found] (get all k not-found)))

(defn create-struct
  "A structure basis of the keys."
  {:added "1.0"}
  [& keys]
  (when-not (seq keys) (throw (IllegalArgumentException. "Must supply keys")))
  (new clojure.lang.PersistentStructMap$Def (vec keys)))

(defmacro defstruct "Defines a structure basis." {:added "1.0"} [name & keys]
  `(def ~name (create-struct ~@keys)))

(defn struct-map
  "A map with the basis's keys (nil) and the given keys and values."
  {:added "1.0"}
  [s & inits]
  (let [none (apply array-map (interleave (basis-keys s) (repeat nil)))]
    (new clojure.lang.PersistentStructMap s (if inits (apply assoc none inits) none))))

(defn struct
  "A map with the basis's keys and the values in their order."
  {:added "1.0"}
  [s & vals]
  (let [ks (basis-keys s)]
    (when (> (count vals) (count ks))
      (throw (IllegalArgumentException. "Too many arguments to struct constructor")))
    (new clojure.lang.PersistentStructMap s (apply array-map (interleave ks (concat vals (repeat nil)))))))

(defn accessor
  "A function that gives the field of a struct map."
  {:added "1.0"}
  [s key]
  (when-not (some (fn [k] (= k key)) (basis-keys s))
    (throw (IllegalArgumentException. "Not a key of struct")))
  (fn [m] (get m key)))
