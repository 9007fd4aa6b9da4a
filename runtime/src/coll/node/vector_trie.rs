//! The trie of a vector: full leaves of [`WIDTH`] values under inner nodes of up to [`WIDTH`] children.
//!
//! The vector keeps its last values itself (its tail), so the trie grows and shrinks by whole leaves.
//! Leaves and inner nodes are one kind; the height (`shift`) tells them apart. Every operation that
//! changes takes `&mut Link`: nodes with one owner are overwritten, others replaced by a copy.

use crate::object::{Object, Ref};
use crate::value::Value;

/// Bits of an index that one level consumes.
pub const BITS: u32 = if cfg!(feature = "tiny-nodes") { 2 } else { 5 };
/// Children of an inner node and values of a leaf.
pub const WIDTH: usize = 1 << BITS;
const MASK: usize = WIDTH - 1;

/// A node. `used` slots of the tail hold children or values, the others nil.
pub struct Node {
    slots: u32,
    used: u32,
}

crate::heap!(Node: VectorNode {} tail Value, slots);

/// The root of a trie; `None` while all values fit into the vector's own tail.
pub type Link = Option<Ref<Node>>;

/// A leaf of exactly [`WIDTH`] values.
pub fn leaf(values: impl IntoIterator<Item = Value>) -> Ref<Node> {
    Ref::with_tail(Node { slots: WIDTH as u32, used: WIDTH as u32 }, values)
}

/// The tail's first slot of a node held as a value.
#[inline(always)]
fn slots_of(node: &Value) -> *const Value {
    debug_assert!(node.is::<Node>());
    // The tail follows the body; see `Object`.
    (node.bits() as *const Object<Node>).wrapping_add(1).cast()
}

/// The leaf that holds index `i`. O(height), which is at most 7.
///
/// `i` must be below the number of values in the trie.
#[inline]
pub fn leaf_of(root: &Ref<Node>, shift: u32, i: usize) -> &[Value] {
    let mut slots = root.tail().as_ptr();
    let mut level = shift;
    while level > 0 {
        // SAFETY: `i` is in the trie, so each inner node on its way has the child of that digit; the root
        // borrow keeps all of them alive. The length is not read: it would cost a cache miss a level.
        slots = slots_of(unsafe { &*slots.add((i >> level) & MASK) });
        level -= BITS;
    }
    // SAFETY: leaves have exactly `WIDTH` values.
    unsafe { std::slice::from_raw_parts(slots, WIDTH) }
}

/// The value at an index that is in the trie. O(height).
#[inline]
pub fn get(root: &Ref<Node>, shift: u32, i: usize) -> &Value {
    &leaf_of(root, shift, i)[i & MASK]
}

/// Replaces the value at an index that is in the trie. O(height), copying only shared nodes.
pub fn set(root: &mut Ref<Node>, shift: u32, i: usize, value: Value) {
    let (mut link, mut level) = (root, shift);
    while level > 0 {
        let (_, slots) = link.make_mut(copy);
        link = child_mut(&mut slots[(i >> level) & MASK]);
        level -= BITS;
    }
    link.make_mut(copy).1[i & MASK] = value;
}

/// Appends a leaf to a trie of `count` values. O(height).
pub fn push_leaf(root: &mut Link, shift: &mut u32, count: usize, leaf: Ref<Node>) {
    let Some(node) = root else {
        *shift = 0;
        *root = Some(leaf);
        return;
    };
    // A full trie gets a new level, whose second child begins with this leaf.
    if count == WIDTH << *shift {
        let old = node.to_value();
        *root = None;
        *shift += BITS;
        let second = chain(leaf, *shift - BITS);
        *root = Some(Ref::with_tail(Node { slots: 4.min(WIDTH as u32), used: 2 }, {
            [old, second.into()].into_iter().chain(std::iter::repeat(Value::NIL))
        }));
        return;
    }
    let (mut link, mut level) = (node, *shift);
    loop {
        let digit = (count >> level) & MASK;
        if digit == link.used as usize {
            let child = chain(leaf, level - BITS);
            let (node, slots) = with_room(link);
            slots[digit] = child.into();
            node.used += 1;
            return;
        }
        let (_, slots) = link.make_mut(copy);
        link = child_mut(&mut slots[digit]);
        level -= BITS;
    }
}

/// Takes the last leaf away from a trie of `count` values (a positive multiple of [`WIDTH`]). O(height).
pub fn pop_leaf(root: &mut Link, shift: &mut u32, count: usize) -> Option<Ref<Node>> {
    let node = root.as_mut()?;
    if *shift == 0 {
        return root.take();
    }
    let (leaf, _) = pop_below(node, *shift, count - WIDTH);
    // A root with one child is a level too many.
    if node.used == 1 {
        let (_, slots) = node.make_mut(copy);
        let child = slots[0].take().downcast::<Node>().ok();
        *root = child;
        *shift -= BITS;
    }
    leaf
}

/// Removes the leaf with index `i`, the last one below `link`; true when nothing is left there.
fn pop_below(link: &mut Ref<Node>, level: u32, i: usize) -> (Option<Ref<Node>>, bool) {
    let digit = (i >> level) & MASK;
    let (node, slots) = link.make_mut(copy);
    let (leaf, empty) = if level == BITS {
        (slots[digit].take().downcast().ok(), true)
    } else {
        pop_below(child_mut(&mut slots[digit]), level - BITS, i)
    };
    if empty {
        slots[digit] = Value::NIL;
        node.used -= 1;
    }
    (leaf, node.used == 0)
}

/// Inner nodes with a single child each, `level` high, over a leaf.
fn chain(leaf: Ref<Node>, level: u32) -> Ref<Node> {
    (0..level / BITS).fold(leaf, |child, _| {
        let slots = [child.into()].into_iter().chain(std::iter::repeat(Value::NIL));
        Ref::with_tail(Node { slots: 4.min(WIDTH as u32), used: 1 }, slots)
    })
}

/// A unique inner node that has a free slot.
fn with_room(link: &mut Ref<Node>) -> (&mut Node, &mut [Value]) {
    if !link.is_unique() {
        *link = copy(link);
    }
    if link.used == link.slots {
        let slots = (link.slots * 2).clamp(4.min(WIDTH as u32), WIDTH as u32);
        link.grow_tail(|n| n.slots = slots, || Value::NIL);
    }
    link.make_mut(copy)
}

fn copy(node: &Ref<Node>) -> Ref<Node> {
    Ref::with_tail(Node { slots: node.slots, used: node.used }, node.tail().iter().cloned())
}

#[inline(always)]
fn child_mut(slot: &mut Value) -> &mut Ref<Node> {
    slot.as_mut::<Node>().expect("inner nodes hold nodes")
}

/// Checks the shape of a trie of `count` values.
pub fn assert_invariants(root: &Link, shift: u32, count: usize) {
    assert_eq!(count % WIDTH, 0);
    match root {
        None => assert_eq!(count, 0),
        Some(root) => {
            assert!(shift == 0 || root.used >= 2, "a level too many");
            assert_eq!(check(root, shift), count);
        }
    }
}

fn check(node: &Ref<Node>, level: u32) -> usize {
    if level == 0 {
        assert_eq!((node.used as usize, node.slots as usize), (WIDTH, WIDTH));
        return WIDTH;
    }
    let (children, free) = node.tail().split_at(node.used as usize);
    assert!(!children.is_empty() && free.iter().all(Value::is_nil));
    let counts = children.iter().map(|c| check(c.as_ref().expect("a node"), level - BITS));
    let counts: Vec<usize> = counts.collect();
    let full = WIDTH << (level - BITS);
    assert!(counts[..counts.len() - 1].iter().all(|&n| n == full), "only the last child may be partly filled");
    counts.iter().sum()
}
