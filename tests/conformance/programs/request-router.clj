;; A router with middleware: macros that define routes, handlers, errors as responses.
(ns web.router
  (:require [clojure.string :as str]
            [clojure.edn :as edn] clojure.pprint))

(defn compile-route [pattern]
  (let [parts (remove str/blank? (str/split pattern #"/"))]
    {:pattern pattern
     :matcher (fn [uri]
                (let [us (remove str/blank? (str/split uri #"/"))]
                  (when (= (count us) (count parts))
                    (reduce (fn [acc [p u]]
                              (cond
                                (str/starts-with? p ":") (assoc acc (keyword (subs p 1)) u)
                                (= p u) acc
                                :else (reduced nil)))
                            {} (map vector parts us)))))}))

(defmacro defroutes [name & routes]
  `(def ~name
     [~@(for [[method pattern bindings & body] routes]
          `(assoc (compile-route ~pattern)
                  :method ~(keyword (str/lower-case (str method)))
                  :handler (fn [{{:keys ~bindings} :params :as ~'request}] ~@body)))]))

(def db (atom {:users {1 {:id 1 :name "Ann"} 2 {:id 2 :name "Bob"}} :seq 2}))

(defroutes app-routes
  (GET "/users" [] {:status 200 :body (vals (:users @db))})
  (GET "/users/:id" [id]
    (if-let [u (get-in @db [:users (parse-long id)])]
      {:status 200 :body u}
      {:status 404 :body {:error (str "no user " id)}}))
  (POST "/users" [name]
    (let [{:keys [seq]} (swap! db (fn [{n :seq :as d}] (-> d (assoc :seq (inc n)) (assoc-in [:users (inc n)] {:id (inc n) :name name}))))]
      {:status 201 :body (get-in @db [:users seq])}))
  (DELETE "/users/:id" [id] (do (swap! db update :users dissoc (parse-long id)) {:status 204 :body nil}))
  (GET "/boom" [] (throw (ex-info "kaboom" {:why :test}))))

(defn handler [{:keys [uri request-method] :as req}]
  (or (some (fn [{:keys [method matcher handler]}]
              (when (= method request-method)
                (when-let [params (matcher uri)]
                  (handler (update req :params merge params)))))
            app-routes)
      {:status 404 :body {:error "not found"}}))

(defn wrap-log [h log]
  (fn [req]
    (let [res (h req)]
      (swap! log conj [(:request-method req) (:uri req) (:status res)])
      res)))

(defn wrap-errors [h]
  (fn [req]
    (try (h req)
         (catch clojure.lang.ExceptionInfo e {:status 500 :body {:error (ex-message e) :data (ex-data e)}})
         (catch Exception e {:status 500 :body {:error (str (class e))}}))))

(defn wrap-edn [h]
  (fn [{:keys [body] :as req}]
    (let [params (when body (edn/read-string body))
          res (h (assoc req :params params))]
      (-> res (update :body pr-str) (assoc-in [:headers "Content-Type"] "application/edn")))))

(defn parse-query [q]
  (when q (into (sorted-map) (map #(let [[k v] (str/split % #"=" 2)] [(keyword k) (java.net.URLDecoder/decode (or v "") "UTF-8")])) (str/split q #"&"))))

(def log (atom []))
(def app (-> handler wrap-errors wrap-edn (wrap-log log)))

(doseq [req [{:request-method :get :uri "/users"}
             {:request-method :get :uri "/users/2"}
             {:request-method :get :uri "/users/9"}
             {:request-method :post :uri "/users" :body "{:name \"Cy\"}"}
             {:request-method :delete :uri "/users/1"}
             {:request-method :get :uri "/boom"}
             {:request-method :put :uri "/users"}
             {:request-method :get :uri "/users/abc"}]]
  (println (app req)))
(clojure.pprint/print-table [:m :u :s] (map #(zipmap [:m :u :s] %) @log))
(prn (parse-query "a=1&b=hello+world&c=%C3%A9&d"))
(prn (macroexpand-1 '(defroutes r (GET "/x" [a] a))))
