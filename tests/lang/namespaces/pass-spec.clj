;; clojure.spec: values, maps, sequences and functions described, explained, generated and checked.
(ns specs
  (:require [clojure.spec.alpha :as s]
            [clojure.spec.gen.alpha :as gen]
            [clojure.spec.test.alpha :as st]
            [clojure.string :as str]))

(s/def ::id (s/and int? pos?))
(s/def ::name (s/and string? #(not (str/blank? %))))
(s/def ::tags (s/coll-of keyword? :kind set?))
(s/def ::person (s/keys :req-un [::id ::name] :opt-un [::tags]))

(assert (s/valid? ::person {:id 1 :name "A" :tags #{:x}}))
(assert (not (s/valid? ::person {:id 0 :name "A"})))
(assert (= (str "0 - failed: pos? in: [:id] at: [:id] spec: :specs/id\n")
           (s/explain-str ::person {:id 0 :name "A"})))
(assert (= "{:id 1} - failed: (contains? % :name) spec: :specs/person\n"
           (s/explain-str ::person {:id 1})))

;; sequences
(s/def ::config (s/* (s/cat :key keyword? :value (s/alt :text string? :flag boolean?))))
(let [data [:host "h" :debug true]
      conformed (s/conform ::config data)]
  (assert (= [{:key :host :value [:text "h"]} {:key :debug :value [:flag true]}] conformed))
  (assert (= data (s/unform ::config conformed))))
(assert (= {:even [2 4] :odd [1 3]}
           (s/conform (s/cat :even (s/* even?) :odd (s/* odd?)) [2 4 1 3])))
(assert (= "() - failed: Insufficient input at: [:value] spec: :specs/config\n"
           (s/explain-str ::config [:host])))
;; a repetition of what may be empty ends
(assert (= [[1 2]] (s/conform (s/* (s/* int?)) [1 2])))

;; open dispatch
(defmulti shape :kind)
(s/def ::radius number?)
(s/def ::side number?)
(defmethod shape :circle [_] (s/keys :req-un [::radius]))
(defmethod shape :square [_] (s/keys :req-un [::side]))
(s/def ::shape (s/multi-spec shape :kind))
(assert (s/valid? ::shape {:kind :circle :radius 1}))
(assert (= "{:kind :cube} - failed: no method at: [:cube] spec: :specs/shape\n"
           (s/explain-str ::shape {:kind :cube})))

;; generated values conform
(doseq [spec [::person ::config ::shape ::id int? string? keyword? (s/map-of keyword? int?) (s/tuple int? string?)
              (s/nilable boolean?) (s/int-in 0 10) (s/double-in :min 0 :max 1) (s/every int? :min-count 2 :max-count 4)
              (s/coll-of int? :kind vector? :count 3) (s/or :a int? :b string?) (s/keys* :req-un [::id])]
        [value conformed] (s/exercise spec 20)]
  (assert (s/valid? spec value))
  (assert (= conformed (s/conform spec value))))
(assert (every? #{:a :b} (gen/sample (s/gen #{:a :b}))))
(assert (= [7 7 7] (take 3 (gen/sample (s/gen (s/with-gen int? #(gen/return 7)))))))

;; functions
(defn clamp [x low high] (max low (min x high)))
(s/fdef clamp
  :args (s/and (s/cat :x int? :low int? :high int?) #(<= (:low %) (:high %)))
  :ret int?
  :fn #(<= (-> % :args :low) (:ret %) (-> % :args :high)))
(assert (= [`clamp] (st/instrument `clamp)))
(assert (= 3 (clamp 5 1 3)))
(let [e (try (clamp 5 :a 3) (catch Exception e e))]
  (assert (= "Call to specs/clamp did not conform to spec." (ex-message e)))
  (assert (= :instrument (::s/failure (ex-data e))))
  (assert (= '(5 :a 3) (::s/args (ex-data e)))))
(st/unstrument `clamp)
(defn wrong [x] (if (> x 3) :oops x))
(s/fdef wrong :args (s/cat :x nat-int?) :ret int?)
(let [[result] (st/check `wrong {:clojure.spec.test.check/opts {:num-tests 200}})]
  (assert (= :check-failed (::s/failure (ex-data (:failure result))))))

;; macros of the program
(defmacro twice [n & body] `(dotimes [_# ~n] ~@body))
(s/fdef twice :args (s/cat :n nat-int? :body (s/+ any?)))
(let [e (try (eval '(specs/twice :x 1)) (catch Exception e e))]
  (assert (= :macro-syntax-check (:clojure.error/phase (ex-data e))))
  (assert (= "Call to specs/twice did not conform to spec." (ex-message (ex-cause e)))))

(println "ok")
