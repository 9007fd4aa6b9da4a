//! Red-black tree of keys and values.
//!
//! Looking up and changing are apart: [`find`] compares (which may fail, since comparators are user code) and gives a
//! [`Path`]; [`insert`], [`remove`] and [`set`] follow a path without comparing. Insertion is Okasaki's,
//! removal Kahrs's ("Red-black trees with types", 2001), both on owned nodes: a node with one owner is reused,
//! a shared one copied when it is touched.

use crate::object::Ref;
use crate::value::Value;
use std::cmp::Ordering;

/// A node: no red node has a red child, and all ways down pass the same number of black ones.
pub struct Node {
    pub key: Value,
    pub val: Value,
    left: Link,
    right: Link,
    red: bool,
}

crate::heap!(Node: TreeNode { key, val, left, right });

/// A subtree.
pub type Link = Option<Ref<Node>>;

/// The way from the root to a place: a one, then a bit for each turn (1: right). 0 is no place. The height is
/// at most 2·log2(n + 1), so a tree of less than 2^31 entries has no longer way than 62 turns.
pub type Path = u64;

/// The place of a key, and the node there if the key is in the tree. `order` compares the key with a stored one. O(log n).
pub fn find<E>(
    root: &Link,
    mut order: impl FnMut(&Value) -> Result<Ordering, E>,
) -> Result<(Path, Option<&Ref<Node>>), E> {
    let (mut path, mut link) = (1, root);
    while let Some(node) = link {
        let (turn, next) = match order(&node.key)? {
            Ordering::Equal => return Ok((path, Some(node))),
            Ordering::Less => (0, &node.left),
            Ordering::Greater => (1, &node.right),
        };
        path = path << 1 | turn;
        link = next;
    }
    Ok((path, None))
}

/// The node at a path.
pub fn at(root: &Link, path: Path) -> Option<&Ref<Node>> {
    let mut link = root;
    for i in (0..turns(path)?).rev() {
        let node = link.as_ref()?;
        link = if path >> i & 1 == 1 { &node.right } else { &node.left };
    }
    link.as_ref()
}

/// The number of turns of a path; `None` for no place.
fn turns(path: Path) -> Option<u32> {
    path.checked_ilog2()
}

/// Replaces the value of the node at a path. O(log n), copying only shared nodes.
pub fn set(root: &mut Link, path: Path, val: Value) {
    let mut link = root;
    for i in (0..turns(path).unwrap_or(0)).rev() {
        let Some(node) = link else { return };
        let node = body(node);
        link = if path >> i & 1 == 1 { &mut node.right } else { &mut node.left };
    }
    if let Some(node) = link {
        body(node).val = val;
    }
}

/// Inserts a node at the free place that [`find`] gave. O(log n).
pub fn insert(root: &mut Link, path: Path, key: Value, val: Value) {
    let mut top = insert_below(root.take(), path, turns(path).unwrap_or(0), key, val);
    body(&mut top).red = false;
    *root = Some(top);
}

fn insert_below(link: Link, path: Path, turns: u32, key: Value, val: Value) -> Ref<Node> {
    let Some(mut node) = link else {
        return Ref::new(Node { key, val, left: None, right: None, red: true });
    };
    let turns = turns.saturating_sub(1);
    let n = body(&mut node);
    let side = if path >> turns & 1 == 1 { &mut n.right } else { &mut n.left };
    *side = Some(insert_below(side.take(), path, turns, key, val));
    if n.red { node } else { balance(node) }
}

/// Removes the node at a path that [`find`] gave. O(log n).
pub fn remove(root: &mut Link, path: Path) {
    let (Some(top), Some(turns)) = (root.take(), turns(path)) else { return };
    *root = remove_below(top, path, turns);
    if let Some(top) = root {
        body(top).red = false;
    }
}

/// A black `node` comes back one black lower, and may then be a red node with a red child, which the caller mends.
fn remove_below(mut node: Ref<Node>, path: Path, turns: u32) -> Link {
    let n = body(&mut node);
    if turns == 0 {
        return append(n.left.take(), n.right.take());
    }
    let right = path >> (turns - 1) & 1 == 1;
    let side = if right { &mut n.right } else { &mut n.left };
    let Some(child) = side.take() else { return Some(node) };
    let was_black = !child.red;
    *side = remove_below(child, path, turns - 1);
    Some(match (was_black, right) {
        (true, false) => raise_left(node),
        (true, true) => raise_right(node),
        (false, _) => {
            n.red = true;
            node
        }
    })
}

/// The tree of all of `a`, then all of `b`; both have the same black height.
fn append(a: Link, b: Link) -> Link {
    let (mut a, mut b) = match (a, b) {
        (None, rest) | (rest, None) => return rest,
        (Some(a), Some(b)) => (a, b),
    };
    if a.red != b.red {
        // The black one goes below the red one.
        if b.red {
            let n = body(&mut b);
            n.left = append(Some(a), n.left.take());
            return Some(b);
        }
        let n = body(&mut a);
        n.right = append(n.right.take(), Some(b));
        return Some(a);
    }
    let middle = append(body(&mut a).right.take(), body(&mut b).left.take());
    match middle {
        Some(mut top) if top.red => {
            let m = body(&mut top);
            body(&mut a).right = m.left.take();
            body(&mut b).left = m.right.take();
            m.left = Some(a);
            m.right = Some(b);
            Some(top)
        }
        middle => {
            let black = !a.red;
            body(&mut b).left = middle;
            body(&mut a).right = Some(b);
            Some(if black { raise_left(a) } else { a })
        }
    }
}

/// Mends a node whose left side is one black too low.
fn raise_left(mut node: Ref<Node>) -> Ref<Node> {
    let n = body(&mut node);
    if let Some(left) = n.left.as_mut().filter(|l| l.red) {
        body(left).red = false;
        n.red = true;
        return node;
    }
    let Some(mut right) = n.right.take() else { return node };
    let r = body(&mut right);
    if !r.red {
        r.red = true;
        n.right = Some(right);
        return balance(node);
    }
    // A red sibling has a black left child, which becomes the top.
    let Some(mut top) = r.left.take() else {
        n.right = Some(right);
        return node;
    };
    let t = body(&mut top);
    n.right = t.left.take();
    n.red = false;
    r.left = t.right.take();
    if let Some(far) = &mut r.right {
        body(far).red = true;
    }
    t.right = Some(balance(right));
    t.left = Some(node);
    t.red = true;
    top
}

/// Mends a node whose right side is one black too low.
fn raise_right(mut node: Ref<Node>) -> Ref<Node> {
    let n = body(&mut node);
    if let Some(right) = n.right.as_mut().filter(|r| r.red) {
        body(right).red = false;
        n.red = true;
        return node;
    }
    let Some(mut left) = n.left.take() else { return node };
    let l = body(&mut left);
    if !l.red {
        l.red = true;
        n.left = Some(left);
        return balance(node);
    }
    let Some(mut top) = l.right.take() else {
        n.left = Some(left);
        return node;
    };
    let t = body(&mut top);
    n.left = t.right.take();
    n.red = false;
    l.right = t.left.take();
    if let Some(far) = &mut l.left {
        body(far).red = true;
    }
    t.left = Some(balance(left));
    t.right = Some(node);
    t.red = true;
    top
}

/// A black node, rotated if a red child has a red child.
fn balance(mut node: Ref<Node>) -> Ref<Node> {
    let n = body(&mut node);
    n.red = false;
    match (n.left.as_mut().filter(|l| l.red), n.right.as_mut().filter(|r| r.red)) {
        (Some(left), Some(right)) => {
            body(left).red = false;
            body(right).red = false;
            n.red = true;
            node
        }
        (Some(left), None) if is_red(&left.left) || is_red(&left.right) => rotate_right(node),
        (None, Some(right)) if is_red(&right.left) || is_red(&right.right) => rotate_left(node),
        _ => node,
    }
}

/// The red left child, or its red right child, becomes the red top of two black nodes.
fn rotate_right(mut node: Ref<Node>) -> Ref<Node> {
    let n = body(&mut node);
    let Some(mut left) = n.left.take() else { return node };
    let l = body(&mut left);
    if let Some(outer) = l.left.as_mut().filter(|o| o.red) {
        body(outer).red = false;
        n.left = l.right.take();
        l.right = Some(node);
        return left;
    }
    let Some(mut top) = l.right.take() else { return left };
    let t = body(&mut top);
    l.right = t.left.take();
    l.red = false;
    n.left = t.right.take();
    t.left = Some(left);
    t.right = Some(node);
    top
}

/// [`rotate_right`] mirrored.
fn rotate_left(mut node: Ref<Node>) -> Ref<Node> {
    let n = body(&mut node);
    let Some(mut right) = n.right.take() else { return node };
    let r = body(&mut right);
    if let Some(outer) = r.right.as_mut().filter(|o| o.red) {
        body(outer).red = false;
        n.right = r.left.take();
        r.left = Some(node);
        return right;
    }
    let Some(mut top) = r.left.take() else { return right };
    let t = body(&mut top);
    r.left = t.right.take();
    r.red = false;
    n.right = t.left.take();
    t.right = Some(right);
    t.left = Some(node);
    top
}

fn is_red(link: &Link) -> bool {
    link.as_ref().is_some_and(|n| n.red)
}

/// The node's body for writing, after a copy if the node is shared.
fn body(node: &mut Ref<Node>) -> &mut Node {
    let copy = |n: &Ref<Node>| {
        let (key, val, left, right) = (n.key.clone(), n.val.clone(), n.left.clone(), n.right.clone());
        Ref::new(Node { key, val, left, right, red: n.red })
    };
    node.make_mut(copy).0
}

/// The place of the first (or last) entry.
pub fn end(root: &Link, forward: bool) -> Path {
    match root {
        Some(node) => extreme(node, 1, forward),
        None => 0,
    }
}

/// The place of the first (or last) entry below the node at `path`.
fn extreme(node: &Ref<Node>, mut path: Path, forward: bool) -> Path {
    let mut node = node;
    while let Some(next) = if forward { &node.left } else { &node.right } {
        path = path << 1 | !forward as u64;
        node = next;
    }
    path
}

/// The node at a path, and the path of the next one. O(log n).
pub fn step(root: &Link, path: Path, forward: bool) -> Option<(&Ref<Node>, Path)> {
    let node = at(root, path)?;
    let next = match if forward { &node.right } else { &node.left } {
        Some(child) => extreme(child, path << 1 | forward as u64, forward),
        None => {
            // Up over all turns in the direction of the walk, and one more.
            let over = if forward { path.trailing_ones() } else { path.trailing_zeros() };
            if over >= path.ilog2() { 0 } else { path >> over >> 1 }
        }
    };
    Some((node, next))
}

/// The place of the first entry not before (walking backward: not behind) a key, 0 if there is none. O(log n).
pub fn seek<E>(root: &Link, forward: bool, mut order: impl FnMut(&Value) -> Result<Ordering, E>) -> Result<Path, E> {
    let (mut best, mut path, mut link) = (0, 1, root);
    while let Some(node) = link {
        let order = order(&node.key)?;
        if order == Ordering::Equal {
            return Ok(path);
        }
        let less = order == Ordering::Less;
        if less == forward {
            best = path;
        }
        path = path << 1 | !less as u64;
        link = if less { &node.left } else { &node.right };
    }
    Ok(best)
}

/// Calls `f` on every entry, in order, until it fails. Recursion is as deep as the tree.
pub fn for_each<E>(link: &Link, f: &mut impl FnMut(&Value, &Value) -> Result<(), E>) -> Result<(), E> {
    let Some(node) = link else { return Ok(()) };
    for_each(&node.left, f)?;
    f(&node.key, &node.val)?;
    for_each(&node.right, f)
}

/// Checks colours; gives the number of entries.
pub fn assert_invariants(root: &Link) -> usize {
    assert!(!is_red(root));
    check(root).1
}

/// Black height and number of entries.
fn check(link: &Link) -> (usize, usize) {
    let Some(node) = link else { return (0, 0) };
    assert!(!node.red || !is_red(&node.left) && !is_red(&node.right), "red below red");
    let (left, right) = (check(&node.left), check(&node.right));
    assert_eq!(left.0, right.0, "black heights differ");
    (left.0 + !node.red as usize, left.1 + right.1 + 1)
}
