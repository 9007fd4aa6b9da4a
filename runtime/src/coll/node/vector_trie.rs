//! The trie of a vector: full leaves of [`WIDTH`] values under inner nodes of up to [`WIDTH`] children.
//!
//! The vector keeps its last values itself (its tail), so the trie grows and shrinks by whole leaves.
//! Leaves and inner nodes are one kind; the height (`shift`) tells them apart. But a leaf that holds only `Long`s, or only
//! `Double`s, is of another kind, [`Numbers`], and half as large; which of its children are such leaves says the node above, so that
//! a look-up need not read the head of the leaf. (A leaf without a node above is never one.) Every operation that
//! changes takes `&mut Link`: nodes with one owner are overwritten, others replaced by a copy.

use crate::object::{Object, Ref};
use crate::value::{Borrowed, Mark, Tag, Value};
use std::slice;

/// Bits of an index that one level consumes.
pub const BITS: u32 = if cfg!(feature = "tiny-nodes") { 2 } else { 5 };
/// Children of an inner node and values of a leaf.
pub const WIDTH: usize = 1 << BITS;
const MASK: usize = WIDTH - 1;

/// A node. `used` slots of the tail hold children or values, the others nil.
pub struct Node {
    slots: u16,
    used: u16,
    /// Which children are leaves of longs, and which of doubles: a bit for each, by its digit.
    longs: u32,
    doubles: u32,
}

crate::heap!(Node: VectorNode {} tail Value, slots);

const _: () = assert!(WIDTH <= u32::BITS as usize);

/// A leaf of [`WIDTH`] longs, or of as many doubles: their bits.
pub struct Numbers {
    slots: u32,
    doubles: bool,
}

crate::heap!(Numbers: VectorNumbers {} tail u64, slots);

/// The root of a trie; `None` while all values fit into the vector's own tail.
pub type Link = Option<Ref<Node>>;

/// Consecutive values of a vector: a leaf or a part of it, or the tail.
#[derive(Clone, Copy)]
pub enum Leaf<'a> {
    Values(&'a [Value]),
    Longs(&'a [u64]),
    Doubles(&'a [u64]),
}

impl<'a> Leaf<'a> {
    #[inline(always)]
    pub fn len(self) -> usize {
        match self {
            Leaf::Values(values) => values.len(),
            Leaf::Longs(bits) | Leaf::Doubles(bits) => bits.len(),
        }
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    #[inline(always)]
    pub fn get(self, i: usize) -> Option<Borrowed<'a>> {
        match self {
            Leaf::Values(values) => values.get(i).map(Borrowed::from),
            Leaf::Longs(bits) => bits.get(i).map(|&n| (n as i64).into()),
            Leaf::Doubles(bits) => bits.get(i).map(|&x| f64::from_bits(x).into()),
        }
    }
}

/// The leaf of exactly [`WIDTH`] values, which are taken out of the slice.
fn leaf(values: &mut [Value]) -> Value {
    debug_assert_eq!(values.len(), WIDTH);
    let all = |tag| values.iter().all(|v| v.tag() == tag && v.mark() == Mark::None);
    let doubles = all(Tag::Double);
    if doubles || all(Tag::Long) {
        let bits = values.iter_mut().map(|v| v.take().bits());
        return Ref::with_tail(Numbers { slots: WIDTH as u32, doubles }, bits).into();
    }
    wide(values.iter_mut().map(Value::take)).into()
}

/// A leaf of exactly [`WIDTH`] values of any kind.
fn wide(values: impl IntoIterator<Item = Value>) -> Ref<Node> {
    Ref::with_tail(Node { slots: WIDTH as u16, used: WIDTH as u16, longs: 0, doubles: 0 }, values)
}

impl Ref<Numbers> {
    fn get(&self, i: usize) -> Value {
        let bits = self.tail()[i];
        if self.doubles { Value::double(f64::from_bits(bits)) } else { Value::long(bits as i64) }
    }

    fn iter(&self) -> impl Iterator<Item = Value> {
        (0..WIDTH).map(|i| self.get(i))
    }
}

/// The same leaf as a [`Node`].
fn widened(leaf: Value) -> Option<Ref<Node>> {
    match leaf.downcast::<Numbers>() {
        Ok(numbers) => Some(wide(numbers.iter())),
        Err(leaf) => leaf.downcast().ok(),
    }
}

/// Writes a leaf's values over others, and takes them out of the leaf if nobody else holds it.
pub fn unpack(leaf: Value, to: &mut [Value]) {
    match leaf.downcast::<Numbers>() {
        Ok(numbers) => to.iter_mut().zip(numbers.iter()).for_each(|(to, value)| *to = value),
        Err(leaf) => {
            let Ok(mut node) = leaf.downcast::<Node>() else { return };
            match node.get_mut() {
                Some((_, values)) => to.iter_mut().zip(values).for_each(|(to, from)| *to = from.take()),
                None => to.iter_mut().zip(node.tail()).for_each(|(to, from)| *to = from.clone()),
            }
        }
    }
}

impl Node {
    /// Notes what kind of a leaf, if any, the child with a digit is.
    fn note(&mut self, digit: usize, child: &Value) {
        let numbers = child.get::<Numbers>();
        for (bits, doubles) in [(&mut self.longs, false), (&mut self.doubles, true)] {
            *bits &= !(1 << digit);
            *bits |= u32::from(numbers.is_some_and(|n| n.doubles == doubles)) << digit;
        }
    }
}

/// The object that a child is.
#[inline(always)]
fn object_of(child: &Value) -> *const Object<Node> {
    debug_assert!(child.is::<Node>());
    child.bits() as *const Object<Node>
}

/// The leaf that holds index `i`. O(height), which is at most 7.
///
/// `i` must be below the number of values in the trie.
#[inline]
pub fn leaf_of(root: &Ref<Node>, shift: u32, i: usize) -> Leaf<'_> {
    let mut slots = root.tail().as_ptr();
    let mut level = shift;
    // SAFETY: `i` is in the trie, so each inner node on its way has the child of that digit; the root borrow keeps all of them
    // alive. The tail follows the body, see `Object`. Lengths are not read: that would cost a cache miss a level. Leaves have
    // exactly `WIDTH` values, and those that a node's bits name are `Numbers`.
    unsafe {
        while level > BITS {
            slots = object_of(&*slots.add((i >> level) & MASK)).add(1).cast();
            level -= BITS;
        }
        if level == 0 {
            return Leaf::Values(slice::from_raw_parts(slots, WIDTH));
        }
        let digit = (i >> BITS) & MASK;
        let node = &(*slots.cast::<Object<Node>>().sub(1)).body;
        let child = &*slots.add(digit);
        if (node.longs | node.doubles) >> digit & 1 == 0 {
            return Leaf::Values(slice::from_raw_parts(object_of(child).add(1).cast(), WIDTH));
        }
        debug_assert!(child.is::<Numbers>());
        let bits = slice::from_raw_parts((child.bits() as *const Object<Numbers>).add(1).cast(), WIDTH);
        if node.longs >> digit & 1 != 0 { Leaf::Longs(bits) } else { Leaf::Doubles(bits) }
    }
}

/// The value at an index that is in the trie. O(height).
#[inline]
pub fn get(root: &Ref<Node>, shift: u32, i: usize) -> Borrowed<'_> {
    let at = i & MASK;
    match leaf_of(root, shift, i) {
        Leaf::Values(values) => Borrowed::from(&values[at]),
        Leaf::Longs(bits) => (bits[at] as i64).into(),
        Leaf::Doubles(bits) => f64::from_bits(bits[at]).into(),
    }
}

/// Replaces the value at an index that is in the trie. O(height), copying only shared nodes.
pub fn set(root: &mut Ref<Node>, shift: u32, i: usize, value: Value) {
    let (mut link, mut level) = (root, shift);
    while level > 0 {
        let (node, slots) = link.make_mut(copy);
        let digit = (i >> level) & MASK;
        let slot = &mut slots[digit];
        level -= BITS;
        if level == 0 && (node.longs | node.doubles) >> digit & 1 != 0 {
            let tag = if node.longs >> digit & 1 != 0 { Tag::Long } else { Tag::Double };
            if value.tag() == tag && value.mark() == Mark::None {
                let leaf = slot.as_mut::<Numbers>().expect("the bits name leaves of numbers");
                leaf.make_mut(copy_numbers).1[i & MASK] = value.bits();
                return;
            }
            *slot = widened(slot.take()).map_or(Value::NIL, Value::from);
            node.note(digit, slot);
        }
        link = child_mut(slot);
    }
    link.make_mut(copy).1[i & MASK] = value;
}

/// Appends the leaf of [`WIDTH`] values, which are taken out of the slice, to a trie of `count` values. O(height).
pub fn push_leaf(root: &mut Link, shift: &mut u32, count: usize, values: &mut [Value]) {
    let Some(node) = root else {
        *shift = 0;
        *root = Some(wide(values.iter_mut().map(Value::take)));
        return;
    };
    let leaf = leaf(values);
    // A full trie gets a new level, whose second child begins with this leaf.
    if count == WIDTH << *shift {
        let first = match node.get_mut() {
            Some((_, values)) if *shift == 0 => self::leaf(values),
            _ => node.to_value(),
        };
        *root = None;
        *shift += BITS;
        *root = Some(inner([first, chain(leaf, *shift - BITS)]));
        return;
    }
    let (mut link, mut level) = (node, *shift);
    loop {
        let digit = (count >> level) & MASK;
        if digit == link.used as usize {
            let child = chain(leaf, level - BITS);
            let (node, slots) = with_room(link);
            node.note(digit, &child);
            slots[digit] = child;
            node.used += 1;
            return;
        }
        let (_, slots) = link.make_mut(copy);
        link = child_mut(&mut slots[digit]);
        level -= BITS;
    }
}

/// Takes the last leaf away from a trie of `count` values (a positive multiple of [`WIDTH`]). O(height).
pub fn pop_leaf(root: &mut Link, shift: &mut u32, count: usize) -> Option<Value> {
    let node = root.as_mut()?;
    if *shift == 0 {
        return root.take().map(Value::from);
    }
    let (leaf, _) = pop_below(node, *shift, count - WIDTH);
    // A root with one child is a level too many.
    if node.used == 1 {
        let (_, slots) = node.make_mut(copy);
        let child = slots[0].take();
        *shift -= BITS;
        *root = widened(child);
    }
    Some(leaf)
}

/// Removes the leaf with index `i`, the last one below `link`; true when nothing is left there.
fn pop_below(link: &mut Ref<Node>, level: u32, i: usize) -> (Value, bool) {
    let digit = (i >> level) & MASK;
    let (node, slots) = link.make_mut(copy);
    let (leaf, empty) = if level == BITS {
        (slots[digit].take(), true)
    } else {
        pop_below(child_mut(&mut slots[digit]), level - BITS, i)
    };
    if empty {
        slots[digit] = Value::NIL;
        node.note(digit, &Value::NIL);
        node.used -= 1;
    }
    (leaf, node.used == 0)
}

/// Inner nodes with a single child each, `level` high, over a leaf.
fn chain(leaf: Value, level: u32) -> Value {
    (0..level / BITS).fold(leaf, |child, _| inner([child]).into())
}

/// An inner node with these children and a little room.
fn inner<const N: usize>(children: [Value; N]) -> Ref<Node> {
    let mut node = Node { slots: 4.min(WIDTH as u16), used: N as u16, longs: 0, doubles: 0 };
    children.iter().enumerate().for_each(|(digit, child)| node.note(digit, child));
    Ref::with_tail(node, children.into_iter().chain(std::iter::repeat(Value::NIL)))
}

/// A unique inner node that has a free slot.
fn with_room(link: &mut Ref<Node>) -> (&mut Node, &mut [Value]) {
    if !link.is_unique() {
        *link = copy(link);
    }
    if link.used == link.slots {
        let slots = (link.slots * 2).clamp(4.min(WIDTH as u16), WIDTH as u16);
        link.grow_tail(|n| n.slots = slots, || Value::NIL);
    }
    link.make_mut(copy)
}

fn copy(node: &Ref<Node>) -> Ref<Node> {
    Ref::with_tail(Node { ..**node }, node.tail().iter().cloned())
}

fn copy_numbers(leaf: &Ref<Numbers>) -> Ref<Numbers> {
    Ref::with_copied_tail(Numbers { ..**leaf }, leaf.tail())
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
    let count = |(digit, child): (usize, &Value)| {
        let numbers = child.get::<Numbers>();
        assert_eq!(node.longs >> digit & 1 != 0, numbers.is_some_and(|n| !n.doubles));
        assert_eq!(node.doubles >> digit & 1 != 0, numbers.is_some_and(|n| n.doubles));
        assert!(numbers.is_none() || level == BITS);
        if numbers.is_some() { WIDTH } else { check(child.as_ref().expect("a node"), level - BITS) }
    };
    let counts: Vec<usize> = children.iter().enumerate().map(count).collect();
    let full = WIDTH << (level - BITS);
    assert!(counts[..counts.len() - 1].iter().all(|&n| n == full), "only the last child may be partly filled");
    assert!(u64::from(node.longs | node.doubles) >> node.used == 0, "bits beyond the children");
    counts.iter().sum()
}
