;; clojure.zip: a place in a tree together with the way back, so that trees can be walked and edited.
;;
;; A loc is a vector of a node and a path. The path of the root is nil; below, it is a map of the siblings
;; to the left (:l, a vector) and right (:r, a seq or nil), the nodes from the root down (:pnodes), the
;; path of the parent (:ppath), and :changed? after an edit. A walk that has ended is [root :end]. The
;; functions that take the tree apart travel as metadata of the loc.
(ns clojure.zip
  "Functional zippers: walking and editing trees without mutation."
  {:author "The Lisle authors"}
  (:refer-clojure :exclude [next remove replace]))

(defn zipper
  "The loc of the root of a tree. Of a node, branch? tells whether it can have children; of a branch,
  children gives the seq of its children; make-node makes a branch of an old one and a seq of children."
  {:added "1.0"}
  [branch? children make-node root]
  (with-meta [root nil]
    {:zip/branch? branch? :zip/children children :zip/make-node make-node}))

(defn seq-zip
  "A zipper over nested seqs."
  {:added "1.0"}
  [root]
  (zipper seq? identity (fn [node children] (with-meta children (meta node))) root))

(defn vector-zip
  "A zipper over nested vectors."
  {:added "1.0"}
  [root]
  (zipper vector? seq (fn [node children] (with-meta (vec children) (meta node))) root))

(defn xml-zip
  "A zipper over elements as clojure.xml gives them: maps with :content, and strings."
  {:added "1.0"}
  [root]
  (zipper (complement string?)
          (comp seq :content)
          (fn [node children] (assoc node :content (when children (vec children))))
          root))

(defn- at
  "The loc of a node and a path in the tree of loc."
  [loc node path]
  (with-meta [node path] (meta loc)))

(defn node "The node at loc." {:added "1.0"} [loc] (loc 0))

(defn- path-of [loc] (nth loc 1 nil))

(defn branch?
  "True if the node at loc can have children."
  {:added "1.0"}
  [loc]
  ((:zip/branch? (meta loc)) (node loc)))

(defn children
  "The seq of the children of the node at loc, which must be a branch."
  {:added "1.0"}
  [loc]
  (when-not (branch? loc)
    (throw (Exception. "called children on a leaf node")))
  ((:zip/children (meta loc)) (node loc)))

(defn make-node
  "A branch like node with the given children; loc only says how such nodes are made."
  {:added "1.0"}
  [loc node children]
  ((:zip/make-node (meta loc)) node children))

(defn path "The nodes that lead from the root to loc." {:added "1.0"} [loc] (:pnodes (path-of loc)))

(defn lefts "The siblings to the left of loc." {:added "1.0"} [loc] (seq (:l (path-of loc))))

(defn rights "The siblings to the right of loc." {:added "1.0"} [loc] (:r (path-of loc)))

(defn down
  "The loc of the first child, or nil if there is none."
  {:added "1.0"}
  [loc]
  (when (branch? loc)
    ;; an empty seq that is not nil counts as children: its first is nil
    (when-let [items (children loc)]
      (let [above (path-of loc)]
        (at loc (first items)
            {:l []
             :pnodes (if above (conj (:pnodes above) (node loc)) [(node loc)])
             :ppath above
             :r (clojure.core/next items)})))))

(defn up
  "The loc of the parent, or nil at the root."
  {:added "1.0"}
  [loc]
  (let [{:keys [l pnodes ppath r changed?]} (path-of loc)]
    (when pnodes
      (let [parent (peek pnodes)]
        (if changed?
          (at loc
              (make-node loc parent (concat l (cons (node loc) r)))
              (when ppath (assoc ppath :changed? true)))
          (at loc parent ppath))))))

(defn end? "True if loc is where a depth-first walk ends." {:added "1.0"} [loc] (= :end (path-of loc)))

(defn root
  "The node at the root, with all edits made."
  {:added "1.0"}
  [loc]
  (if (end? loc)
    (node loc)
    (if-let [parent (up loc)]
      (recur parent)
      (node loc))))

(defn right
  "The loc of the sibling to the right, or nil."
  {:added "1.0"}
  [loc]
  (let [{:keys [l r] :as path} (path-of loc)]
    (when (and path r)
      (at loc (first r) (assoc path :l (conj l (node loc)) :r (clojure.core/next r))))))

(defn rightmost
  "The loc of the last sibling, or loc itself."
  {:added "1.0"}
  [loc]
  (let [{:keys [l r] :as path} (path-of loc)]
    (if (and path r)
      (at loc (last r) (assoc path :l (into (conj l (node loc)) (butlast r)) :r nil))
      loc)))

(defn left
  "The loc of the sibling to the left, or nil."
  {:added "1.0"}
  [loc]
  (let [{:keys [l r] :as path} (path-of loc)]
    (when (and path (seq l))
      (at loc (peek l) (assoc path :l (pop l) :r (cons (node loc) r))))))

(defn leftmost
  "The loc of the first sibling, or loc itself."
  {:added "1.0"}
  [loc]
  (let [{:keys [l r] :as path} (path-of loc)]
    (if (and path (seq l))
      (at loc (first l) (assoc path :l [] :r (concat (rest l) [(node loc)] r)))
      loc)))

(defn insert-left
  "Inserts an item to the left of loc, which stays where it is."
  {:added "1.0"}
  [loc item]
  (let [path (path-of loc)]
    (when (nil? path) (throw (Exception. "Insert at top")))
    (at loc (node loc) (assoc path :l (conj (:l path) item) :changed? true))))

(defn insert-right
  "Inserts an item to the right of loc, which stays where it is."
  {:added "1.0"}
  [loc item]
  (let [path (path-of loc)]
    (when (nil? path) (throw (Exception. "Insert at top")))
    (at loc (node loc) (assoc path :r (cons item (:r path)) :changed? true))))

(defn replace
  "Puts another node in the place of the one at loc."
  {:added "1.0"}
  [loc node]
  (at loc node (assoc (path-of loc) :changed? true)))

(defn edit
  "Puts (f node args…) in the place of the node at loc."
  {:added "1.0"}
  [loc f & args]
  (replace loc (apply f (node loc) args)))

(defn insert-child
  "Inserts an item as the first child of the node at loc."
  {:added "1.0"}
  [loc item]
  (replace loc (make-node loc (node loc) (cons item (children loc)))))

(defn append-child
  "Inserts an item as the last child of the node at loc."
  {:added "1.0"}
  [loc item]
  (replace loc (make-node loc (node loc) (concat (children loc) [item]))))

(defn next
  "The next loc of a depth-first walk; at its end a loc for which end? is true."
  {:added "1.0"}
  [loc]
  (cond
    (end? loc) loc
    (and (branch? loc) (down loc)) (down loc)
    (right loc) (right loc)
    :else (loop [loc loc]
            (if-let [parent (up loc)]
              (or (right parent) (recur parent))
              [(node loc) :end]))))

(defn- last-below
  "The last loc of a depth-first walk of the tree at loc."
  [loc]
  (if-let [child (and (branch? loc) (down loc))]
    (recur (rightmost child))
    loc))

(defn prev
  "The loc before this one in a depth-first walk, or nil at the root."
  {:added "1.0"}
  [loc]
  (if-let [sibling (left loc)]
    (last-below sibling)
    (up loc)))

(defn remove
  "Removes the node at loc; gives the loc that came before it in a depth-first walk."
  {:added "1.0"}
  [loc]
  (let [{:keys [l ppath pnodes r] :as path} (path-of loc)]
    (when (nil? path) (throw (Exception. "Remove at top")))
    (if (seq l)
      (last-below (at loc (peek l) (assoc path :l (pop l) :changed? true)))
      (at loc
          (make-node loc (peek pnodes) r)
          (when ppath (assoc ppath :changed? true))))))
