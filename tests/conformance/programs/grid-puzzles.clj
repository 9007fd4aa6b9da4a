;; Numbers in a grid, a shortest path and small exercises with strings and collections.
(ns aoc.core
  (:require [clojure.string :as str] [clojure.set :as set]))

(def sample "467..114..\n...*......\n..35..633.\n......#...\n617*......\n.....+.58.\n..592.....\n......755.\n...$.*....\n.664.598..")

(defn parse-grid [s]
  (into {} (for [[y line] (map-indexed vector (str/split-lines s))
                 [x ch] (map-indexed vector line)]
             [[x y] ch])))

(defn numbers [s]
  (for [[y line] (map-indexed vector (str/split-lines s))
        :let [m (re-matcher #"\d+" line)]
        hit (loop [acc []]
              (if (.find m)
                (recur (conj acc {:n (parse-long (.group m)) :y y :x0 (.start m) :x1 (dec (.end m))}))
                acc))]
    hit))

(defn neighbours [{:keys [y x0 x1]}]
  (for [yy (range (dec y) (+ 2 y)) xx (range (dec x0) (+ 2 x1))
        :when (not (and (= y yy) (<= x0 xx x1)))]
    [xx yy]))

(defn symbol-char? [c] (and c (not= c \.) (not (Character/isDigit ^char c))))

(defn part-1 [s]
  (let [g (parse-grid s)]
    (->> (numbers s)
         (filter (fn [n] (some symbol-char? (map g (neighbours n)))))
         (map :n)
         (reduce +))))

(defn part-2 [s]
  (let [g (parse-grid s)
        by-gear (reduce (fn [m n]
                          (reduce (fn [m p] (if (= \* (g p)) (update m p (fnil conj []) (:n n)) m))
                                  m (neighbours n)))
                        {} (numbers s))]
    (transduce (comp (map val) (filter #(= 2 (count %))) (map #(apply * %))) + by-gear)))

(println "part 1:" (part-1 sample))
(println "part 2:" (part-2 sample))

;; shortest path on a weighted grid
(defn dijkstra [start goal cost-fn neighbours-fn]
  (loop [queue (sorted-set [0 start]) best {start 0} seen #{}]
    (when-let [[d node :as entry] (first queue)]
      (cond
        (= node goal) d
        (seen node) (recur (disj queue entry) best seen)
        :else
        (let [next-states (for [n (neighbours-fn node) :let [nd (+ d (cost-fn n))] :when (< nd (get best n Long/MAX_VALUE))] [nd n])]
          (recur (into (disj queue entry) next-states)
                 (into best (map (comp vec reverse)) next-states)
                 (conj seen node)))))))

(def risk ["1163751742" "1381373672" "2136511328" "3694931569" "7463417111" "1319128137" "1359912421" "3125421639" "1293138521" "2311944581"])
(let [h (count risk) w (count (first risk))
      cost (fn [[x y]] (Character/digit (char (get-in risk [y x])) 10))
      nbs (fn [[x y]] (for [[dx dy] [[0 1] [1 0] [0 -1] [-1 0]] :let [p [(+ x dx) (+ y dy)]] :when (get-in risk [(second p) (first p)])] p))]
  (println "dijkstra:" (dijkstra [0 0] [(dec w) (dec h)] cost nbs)))

(def rules {"se" [4 7] "fr" [1 3]})
(prn (frequencies "abracadabra"))
(prn (set/difference (set "hello") (set "world")))
(println (->> "mjqjpqmgbljsphdztnvjfqwrcgsmlb" (partition 14 1) (map-indexed vector) (some (fn [[i w]] (when (apply distinct? w) (+ 14 i))))))
(prn (group-by count (str/split "the quick brown fox jumps over the lazy dog" #" ")))
(println (format "%08.3f|%-10s|%+d|%x" 3.14159 "left" 42 255))
(println rules)
