;; A part of clojure.core.async: one channel to many (mult, pub) and many to one (mix).

(in-ns 'clojure.core.async)

(defprotocol Mux
  (muxch* [_] "The channel on the one side."))

(defprotocol Mult
  (tap* [m ch close?] "Adds a channel.")
  (untap* [m ch] "Removes a channel.")
  (untap-all* [m] "Removes all channels."))

(defn- put-to-all
  ;; Puts v on all channels, waits until all have it, and gives those that are closed.
  [chs v]
  (let [n (count chs)
        left (atom n)
        done (chan 1)
        accepted (fn [_] (when (zero? (swap! left dec)) (>!! done true)))
        closed (filterv (fn [ch] (not (put! ch v accepted))) chs)]
    (when (pos? n)
      (<! done))
    closed))

(defn mult
  "What gives each value of ch to every channel that is tapped into it. A value goes to all before the next is taken, so a slow tap
  holds up the others; a buffer helps. Values that come while there are no taps are dropped."
  [ch]
  (let [taps (atom {})
        m (reify
            Mux
            (muxch* [_] ch)
            Mult
            (tap* [_ ch close?] (swap! taps assoc ch close?) nil)
            (untap* [_ ch] (swap! taps dissoc ch) nil)
            (untap-all* [_] (reset! taps {}) nil))]
    (go-loop []
      (let [v (<! ch)]
        (if (nil? v)
          (doseq [[tapped close?] @taps :when close?]
            (close! tapped))
          (do
            (doseq [closed (put-to-all (keys @taps) v)]
              (untap* m closed))
            (recur)))))
    m))

(defn tap
  "Has the mult put its values on ch too, and close it with its source, unless close? is false. Gives ch."
  ([mult ch] (tap mult ch true))
  ([mult ch close?] (tap* mult ch close?) ch))

(defn untap "Ends a tap." [mult ch] (untap* mult ch))
(defn untap-all "Ends all taps of a mult." [mult] (untap-all* mult))

(defprotocol Mix
  (admix* [m ch] "Adds an input.")
  (unmix* [m ch] "Removes an input.")
  (unmix-all* [m] "Removes all inputs.")
  (toggle* [m state-map] "Changes the modes of inputs.")
  (solo-mode* [m mode] "Says what becomes of inputs that are not soloed."))

(defn- mix-plan
  ;; From which inputs to read, and of which the values count, by the modes of the inputs.
  [{:keys [inputs solo-mode]}]
  (let [with (fn [mode] (core/into #{} (comp (filter (fn [[_ modes]] (get modes mode))) (core/map key)) inputs))
        solos (with :solo)
        heard? (if (seq solos)
                 solos
                 (complement (with :mute)))
        read? (if (and (seq solos) (= solo-mode :pause))
                solos
                (complement (with :pause)))]
    {:reads (filterv read? (keys inputs)) :heard? heard?}))

(defn mix
  "What puts the values of its inputs on out. toggle sets modes of an input: :mute true takes its values and drops them, :pause
  true takes none, and :solo true mutes all that are not soloed; or pauses them, by solo-mode."
  [out]
  (let [state (atom {:inputs {} :solo-mode :mute})
        change (chan (sliding-buffer 1))
        changed (fn [f & args]
                  (apply swap! state f args)
                  (put! change true)
                  nil)
        m (reify
            Mux
            (muxch* [_] out)
            Mix
            (admix* [_ ch] (changed update :inputs (fn [inputs] (assoc inputs ch (get inputs ch {})))))
            (unmix* [_ ch] (changed update :inputs dissoc ch))
            (unmix-all* [_] (changed assoc :inputs {}))
            (toggle* [_ state-map] (changed update :inputs (fn [inputs] (merge-with core/merge inputs state-map))))
            (solo-mode* [_ mode]
              (assert (#{:mute :pause} mode) "mode must be one of: #{:pause :mute}")
              (changed assoc :solo-mode mode)))]
    (go-loop [{:keys [reads heard?] :as plan} (mix-plan @state)]
      (let [[v ch] (alts! (conj reads change))]
        (cond
          (= ch change) (recur (mix-plan @state))
          (nil? v) (do (swap! state update :inputs dissoc ch)
                       (recur (mix-plan @state)))
          (heard? ch) (when (>! out v)
                        (recur plan))
          :else (recur plan))))
    m))

(defn admix "Adds ch to the inputs of the mix." [mix ch] (admix* mix ch))
(defn unmix "Removes ch from the inputs of the mix." [mix ch] (unmix* mix ch))
(defn unmix-all "Removes all inputs of the mix." [mix] (unmix-all* mix))

(defn toggle
  "Changes modes of inputs of the mix: state-map is from channel to a map of :mute, :pause and :solo to true or false. Channels that
  are not inputs are added."
  [mix state-map]
  (toggle* mix state-map))

(defn solo-mode "Has the mix mute, :mute, or pause, :pause, what is not soloed." [mix mode] (solo-mode* mix mode))

(defprotocol Pub
  (sub* [p v ch close?] "Adds a channel to a topic.")
  (unsub* [p v ch] "Removes a channel from a topic.")
  (unsub-all* [p] [p v] "Removes all channels, or those of a topic."))

(defn pub
  "What gives each value of ch to the channels that have subscribed to (topic-fn value). (buf-fn topic) is the buffer of a
  topic, or none: a topic goes on when all its channels have the value. Values of topics without channels are dropped."
  ([ch topic-fn] (pub ch topic-fn (constantly nil)))
  ([ch topic-fn buf-fn]
   (let [mults (atom {})
         ensure-mult (fn [topic]
                       (or (get @mults topic)
                           (get (swap! mults
                                  (fn [all] (if (get all topic) all (assoc all topic (mult (chan (buf-fn topic)))))))
                                topic)))
         p (reify
             Mux
             (muxch* [_] ch)
             Pub
             (sub* [_ topic ch close?] (tap (ensure-mult topic) ch close?))
             (unsub* [_ topic ch]
               (when-let [m (get @mults topic)]
                 (untap m ch)))
             (unsub-all* [_] (reset! mults {}) nil)
             (unsub-all* [_ topic] (swap! mults dissoc topic) nil))]
     (go-loop []
       (let [v (<! ch)]
         (if (nil? v)
           (doseq [m (vals @mults)]
             (close! (muxch* m)))
           (let [topic (topic-fn v)
                 m (get @mults topic)]
             (when m
               (when-not (>! (muxch* m) v)
                 (swap! mults dissoc topic)))
             (recur)))))
     p)))

(defn sub
  "Subscribes ch to a topic of the pub; it is closed with the source, unless close? is false."
  ([p topic ch] (sub p topic ch true))
  ([p topic ch close?] (sub* p topic ch close?)))

(defn unsub "Ends a subscription." [p topic ch] (unsub* p topic ch))

(defn unsub-all
  "Ends all subscriptions, or those to a topic."
  ([p] (unsub-all* p))
  ([p topic] (unsub-all* p topic)))
