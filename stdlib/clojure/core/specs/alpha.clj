;; clojure.core.specs.alpha: the syntax of macros of clojure.core, as specs. Macroexpansion checks it without them, natively
;; (native/syntax.rs); they explain what is wrong with a form that fails there.

(ns clojure.core.specs.alpha
  "Specs of the macros of clojure.core."
  (:require [clojure.spec.alpha :as s]))

;; binding forms

(s/def ::local-name (s/and simple-symbol? #(not= '& %)))

(s/def ::binding-form
  (s/or :local-symbol ::local-name
        :seq-destructure ::seq-binding-form
        :map-destructure ::map-binding-form))

(s/def ::seq-binding-form
  (s/and vector?
         (s/cat :forms (s/* ::binding-form)
                :rest-forms (s/? (s/cat :ampersand #{'&} :form ::binding-form))
                :as-form (s/? (s/cat :as #{:as} :as-sym ::local-name)))))

(s/def ::keys (s/coll-of ident? :kind vector?))
(s/def ::syms (s/coll-of symbol? :kind vector?))
(s/def ::strs (s/coll-of simple-symbol? :kind vector?))
(s/def ::or (s/map-of simple-symbol? any?))
(s/def ::as ::local-name)

(s/def ::map-special-binding
  (s/keys :opt-un [::as ::or ::keys ::syms ::strs]))

(s/def ::map-binding (s/tuple ::binding-form any?))

(s/def ::ns-keys
  (s/tuple
    (s/and qualified-keyword? #(-> % name #{"keys" "syms"}))
    (s/coll-of simple-symbol? :kind vector?)))

(s/def ::map-bindings
  (s/every (s/or :map-binding ::map-binding
                 :qualified-keys-or-syms ::ns-keys
                 :special-binding (s/tuple #{:as :or :keys :syms :strs} any?))
           :kind map?))

(s/def ::map-binding-form (s/merge ::map-bindings ::map-special-binding))

(s/def ::binding (s/cat :form ::binding-form :init-expr any?))

(defn even-number-of-forms?
  "Is the number of forms even?"
  [forms]
  (even? (count forms)))

(s/def ::bindings (s/and vector? even-number-of-forms? (s/* ::binding)))

(s/fdef clojure.core/let
  :args (s/cat :bindings ::bindings
               :body (s/* any?))
  :ret any?)

(s/fdef clojure.core/if-let
  :args (s/cat :bindings (s/and vector? ::binding)
               :then any?
               :else (s/? any?))
  :ret any?)

(s/fdef clojure.core/when-let
  :args (s/cat :bindings (s/and vector? ::binding)
               :body (s/* any?))
  :ret any?)

;; functions

(s/def ::param-list
  (s/and vector?
         (s/cat :params (s/* ::binding-form)
                :var-params (s/? (s/cat :ampersand #{'&} :var-form ::binding-form)))))

(s/def ::params+body
  (s/cat :params ::param-list
         :body (s/alt :prepost+body (s/cat :prepost map? :body (s/+ any?))
                      :body (s/* any?))))

(s/def ::defn-args
  (s/cat :fn-name simple-symbol?
         :docstring (s/? string?)
         :meta (s/? map?)
         :fn-tail (s/alt :arity-1 ::params+body
                         :arity-n (s/cat :bodies (s/+ (s/spec ::params+body))
                                         :attr-map (s/? map?)))))

(s/fdef clojure.core/defn :args ::defn-args :ret any?)
(s/fdef clojure.core/defn- :args ::defn-args :ret any?)

(s/fdef clojure.core/fn
  :args (s/cat :fn-name (s/? simple-symbol?)
               :fn-tail (s/alt :arity-1 ::params+body
                               :arity-n (s/+ (s/spec ::params+body))))
  :ret any?)

;; namespaces

(s/def ::exclude (s/coll-of simple-symbol?))
(s/def ::only (s/coll-of simple-symbol?))
(s/def ::rename (s/map-of simple-symbol? simple-symbol?))
(s/def ::filters (s/keys* :opt-un [::exclude ::only ::rename]))

(s/def ::ns-refer-clojure
  (s/cat :clause #{:refer-clojure}
         :refer-filters ::filters))

(s/def ::refer (s/or :all #{:all}
                     :syms (s/coll-of simple-symbol?)))
(s/def ::as-alias simple-symbol?)

(s/def ::prefix-list
  (s/cat :prefix simple-symbol?
         :libspecs (s/+ ::libspec)))

(s/def ::libspec
  (s/alt :lib simple-symbol?
         :lib+opts (s/spec (s/cat :lib simple-symbol?
                                  :options (s/keys* :opt-un [::as ::refer ::as-alias])))))

(s/def ::ns-require
  (s/cat :clause #{:require}
         :body (s/+ (s/alt :libspec ::libspec
                           :prefix-list (s/spec ::prefix-list)
                           :flag #{:reload :reload-all :verbose}))))

(s/def ::package-list
  (s/cat :package simple-symbol?
         :classes (s/+ simple-symbol?)))

(s/def ::import-list
  (s/* (s/alt :class simple-symbol?
              :package-list (s/spec ::package-list))))

(s/def ::ns-import
  (s/cat :clause #{:import}
         :classes ::import-list))

(s/def ::ns-refer
  (s/cat :clause #{:refer}
         :lib simple-symbol?
         :refer-filters ::filters))

(s/def ::use-prefix-list
  (s/cat :prefix simple-symbol?
         :libspecs (s/+ ::use-libspec)))

(s/def ::use-libspec
  (s/alt :lib simple-symbol?
         :lib+opts (s/spec (s/cat :lib simple-symbol?
                                  :options (s/keys* :opt-un [::as ::refer ::exclude ::only ::rename])))))

(s/def ::ns-use
  (s/cat :clause #{:use}
         :libs (s/+ (s/alt :libspec ::use-libspec
                           :prefix-list (s/spec ::use-prefix-list)
                           :flag #{:reload :reload-all :verbose}))))

(s/def ::ns-load
  (s/cat :clause #{:load}
         :libs (s/* string?)))

(s/def ::name simple-symbol?)
(s/def ::extends simple-symbol?)
(s/def ::implements (s/coll-of simple-symbol? :kind vector?))
(s/def ::init symbol?)
(s/def ::class-ident (s/or :class simple-symbol? :class-name string?))
(s/def ::signature (s/coll-of ::class-ident :kind vector?))
(s/def ::constructors (s/map-of ::signature ::signature))
(s/def ::post-init symbol?)
(s/def ::method (s/and vector?
                       (s/cat :method-name simple-symbol?
                              :param-types ::signature
                              :return-type ::class-ident)))
(s/def ::methods (s/coll-of ::method :kind vector?))
(s/def ::main boolean?)
(s/def ::factory simple-symbol?)
(s/def ::state simple-symbol?)
(s/def ::get simple-symbol?)
(s/def ::set simple-symbol?)
(s/def ::expose (s/keys :opt-un [::get ::set]))
(s/def ::exposes (s/map-of simple-symbol? ::expose))
(s/def ::prefix string?)
(s/def ::impl-ns simple-symbol?)
(s/def ::load-impl-ns boolean?)

(s/def ::ns-gen-class
  (s/cat :clause #{:gen-class}
         :options (s/keys* :opt-un [::name ::extends ::implements ::init ::constructors ::post-init ::methods ::main
                                    ::factory ::state ::exposes ::prefix ::impl-ns ::load-impl-ns])))

(s/def ::ns-clauses
  (s/* (s/alt :refer-clojure (s/spec ::ns-refer-clojure)
              :require (s/spec ::ns-require)
              :import (s/spec ::ns-import)
              :use (s/spec ::ns-use)
              :refer (s/spec ::ns-refer)
              :load (s/spec ::ns-load)
              :gen-class (s/spec ::ns-gen-class))))

(s/def ::ns-form
  (s/cat :ns-name simple-symbol?
         :docstring (s/? string?)
         :attr-map (s/? map?)
         :ns-clauses ::ns-clauses))

(s/fdef clojure.core/ns :args ::ns-form)

(defmacro ^:private quotable
  ;; a spec, or a quoted form of it
  [spec]
  `(s/or :spec ~spec :quoted-spec (s/cat :quote #{'quote} :spec ~spec)))

(s/def ::quotable-import-list
  (s/* (s/alt :class (quotable simple-symbol?)
              :package-list (quotable ::package-list))))

(s/fdef clojure.core/import :args ::quotable-import-list)

(s/fdef clojure.core/refer-clojure
  :args (s/* (s/alt :exclude (s/cat :op (quotable #{:exclude}) :arg (quotable ::exclude))
                    :only (s/cat :op (quotable #{:only}) :arg (quotable ::only))
                    :rename (s/cat :op (quotable #{:rename}) :arg (quotable ::rename)))))
