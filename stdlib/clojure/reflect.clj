;; clojure.reflect: what classes offer, as data.
;;
;; It tells what the tables of classes know: members by name and number of parameters. Parameters have no types here, so each is
;; of java.lang.Object; so is what a method gives. There are no class files to look into, so both reflectors ask the tables.
(ns clojure.reflect
  "The members of classes as data: constructors, methods and fields, each a record."
  {:author "The Lisle authors"}
  (:require [clojure.set :as set]))

(defprotocol Reflector
  "What finds out about classes."
  (do-reflect [reflector typeref]
    "A map of :bases, :flags and :members of the class that typeref names."))

(defprotocol TypeReference
  "What names a class."
  (typename [o]
    "The class's name as a string; of an array, that of its elements with <> behind."))

(defprotocol ClassResolver
  "What gives the bytes of a class file."
  (resolve-class [this name]
    "A stream of the class file, or nil."))

(extend-protocol TypeReference
  clojure.lang.Symbol
  (typename [s] (str s))

  java.lang.Class
  (typename [c]
    (if-let [component (.getComponentType c)]
      (str (typename component) "<>")
      (.getName c))))

(extend-protocol ClassResolver
  clojure.lang.Fn
  (resolve-class [f name] (f name))

  ClassLoader
  (resolve-class [loader name]
    (.getResourceAsStream loader (str (.replace (typename name) "." "/") ".class"))))

(defrecord Constructor [name declaring-class parameter-types exception-types flags])
(defrecord Method [name return-type declaring-class parameter-types exception-types flags])
(defrecord Field [name type declaring-class flags])

(def ^{:doc "The flags of classes and members: name, bit, and what may have them." :added "1.3"} flag-descriptors
  (let [all #{:class :field :method}]
    (mapv (fn [[name flag contexts]] {:name name :flag flag :contexts contexts})
          [[:public 0x1 all]
           [:private 0x2 all]
           [:protected 0x4 all]
           [:static 0x8 #{:field :method}]
           [:final 0x10 all]
           [:synchronized 0x20 #{:method}]
           [:volatile 0x40 #{:field}]
           [:bridge 0x40 #{:method}]
           [:varargs 0x80 #{:method}]
           [:transient 0x80 #{:field}]
           [:native 0x100 #{:method}]
           [:interface 0x200 #{:class}]
           [:abstract 0x400 #{:class :method}]
           [:strict 0x800 #{:method}]
           [:synthetic 0x1000 all]
           [:annotation 0x2000 #{:class}]
           [:enum 0x4000 #{:class :field :inner}]])))

(defn- flags-of
  [bits context]
  (set (for [{:keys [name flag contexts]} flag-descriptors
             :when (and (contexts context) (not (zero? (bit-and flag bits))))]
         name)))

(defn- class-symbol
  [c]
  (symbol (typename c)))

(defn- of-objects
  [member]
  (vec (repeat (.getParameterCount member) 'java.lang.Object)))

(defn- members-of
  [^Class c]
  (let [owner (class-symbol c)]
    (set (concat
          (for [m (.getDeclaredConstructors c)]
            (->Constructor owner owner (of-objects m) [] #{:public}))
          (for [m (.getDeclaredMethods c)]
            (->Method (symbol (.getName m)) 'java.lang.Object owner (of-objects m) [] (flags-of (.getModifiers m) :method)))
          (for [f (.getDeclaredFields c)]
            (->Field (symbol (.getName f)) 'java.lang.Object owner (flags-of (.getModifiers f) :field)))))))

(defn- known-class
  [typeref loader]
  (if (class? typeref)
    typeref
    (Class/forName (typename typeref) false loader)))

(defn- describe
  [^Class c]
  {:bases (not-empty (set (map class-symbol (bases c))))
   :flags (flags-of (.getModifiers c) :class)
   :members (members-of c)})

(deftype JavaReflector [classloader]
  Reflector
  (do-reflect [_ typeref] (describe (known-class typeref classloader))))

(deftype AsmReflector [class-resolver]
  Reflector
  (do-reflect [_ typeref] (describe (known-class typeref (ClassLoader/getSystemClassLoader)))))

(def ^:private default-reflector
  (->JavaReflector (ClassLoader/getSystemClassLoader)))

(defn type-reflect
  "What the class that typeref names offers: a map of :bases, :flags and :members. Options: :reflector, what to ask; :ancestors true,
  for the names of all :ancestors and their members too."
  {:added "1.3"}
  [typeref & {:keys [ancestors reflector] :or {reflector default-reflector}}]
  (let [own (do-reflect reflector typeref)]
    (if-not ancestors
      own
      (loop [result (assoc own :ancestors (set (:bases own)))
             left (seq (:bases own))
             seen #{}]
        (if-let [[base & others] (seq left)]
          (if (seen base)
            (recur result others seen)
            (let [above (do-reflect reflector base)]
              (recur (-> result
                         (update :members set/union (:members above))
                         (update :ancestors into (:bases above)))
                     (concat others (:bases above))
                     (conj seen base))))
          result)))))

(defn reflect
  "What the object's class offers, or obj itself if it is a class. Options: see type-reflect."
  {:added "1.3"}
  [obj & options]
  (apply type-reflect (if (class? obj) obj (class obj)) options))
