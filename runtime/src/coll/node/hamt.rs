//! Hash array mapped trie, whose walk is that of `clojure.lang.PersistentHashMap`.
//!
//! A branch consumes five bits of the hash, lowest first. Its tail holds, in the order of those bits,
//! entries of `S` values (2: key and value, 1: a set's element) and children of one value each, without
//! gaps, then nils as room to grow. Entries whose hashes are equal share a *collision* node, in the
//! order of their arrival. Clojure's nodes with 16 or more children are plain arrays; that changes
//! nothing about the order, so there is no such node here.
//!
//! A [`Position`] names a place in the walk, so that a seq can go on from it without a stack.

use crate::object::{Heap, Kind, Ref, Visitor, VisitorMut};
use crate::value::Value;
use std::convert::Infallible;

/// Bits of the hash that one level consumes. Observable in the walk, so not to be changed.
const BITS: u32 = 5;
const LEVELS: u32 = 7;

/// A branch or a collision node.
pub struct Node<const S: usize> {
    /// Branch: which digits have an entry. Collision: the hash of all entries.
    data: u32,
    /// Branch: which digits have an entry or a child. Collision: the number of entries.
    all: u32,
    /// Length of the tail.
    slots: u32,
    collision: bool,
}

impl<const S: usize> Heap for Node<S> {
    const KIND: Kind = if S == 2 { Kind::HashMapNode } else { Kind::HashSetNode };
    type Tail = Value;
    #[inline(always)]
    fn tail_len(&self) -> usize {
        self.slots as usize
    }
    fn visit_children(&self, _: &mut impl Visitor) {}
    fn visit_children_mut(&mut self, _: &mut impl VisitorMut) {}
}

/// How keys are compared and hashed. Both may fail; a trie is never changed by a call that fails.
pub trait Keys {
    type Error;
    /// Is the key looked for equal to a stored one?
    fn same(&mut self, key: &Value, stored: &Value) -> Result<bool, Self::Error>;
    /// The hash of a stored key, when its entry has to move down.
    fn hash(&mut self, stored: &Value) -> Result<i32, Self::Error>;
}

#[inline(always)]
fn digit(hash: i32, shift: u32) -> u32 {
    1 << ((hash as u32 >> shift) & 31)
}

impl<const S: usize> Node<S> {
    /// Where the entry or child of a digit is, or would be.
    #[inline(always)]
    fn index(&self, bit: u32) -> usize {
        let below = bit - 1;
        if S == 1 {
            (self.all & below).count_ones() as usize
        } else {
            // One count of 64 bits instead of two of 32.
            (((self.all & below) as u64) << 32 | (self.data & below) as u64).count_ones() as usize
        }
    }

    fn used(&self) -> usize {
        if self.collision {
            self.all as usize * S
        } else {
            (self.all.count_ones() + self.data.count_ones() * (S as u32 - 1)) as usize
        }
    }

    fn shape(&self) -> Node<S> {
        Node { ..*self }
    }

    fn copy(node: &Ref<Node<S>>) -> Ref<Node<S>> {
        Node::copy_with(node, node.used())
    }

    fn copy_with(node: &Ref<Node<S>>, slots: usize) -> Ref<Node<S>> {
        let values = node.tail()[..node.used()].iter().cloned().chain(std::iter::repeat(Value::NIL));
        Ref::with_tail(Node { slots: slots as u32, ..node.shape() }, values)
    }
}

#[inline(always)]
fn child<const S: usize>(slot: &Value) -> &Ref<Node<S>> {
    slot.as_ref().expect("the bitmap says that this is a node")
}

#[inline(always)]
fn child_mut<const S: usize>(slot: &mut Value) -> &mut Ref<Node<S>> {
    slot.as_mut().expect("the bitmap says that this is a node")
}

/// A trie of one entry.
pub fn single<const S: usize>(hash: i32, entry: [Value; S]) -> Ref<Node<S>> {
    let bit = digit(hash, 0);
    Ref::with_tail(Node { data: bit, all: bit, slots: S as u32, collision: false }, entry)
}

/// The entry of a key (`S` values). O(height), at most 7 and about log32 of the size.
#[inline]
pub fn find<'a, const S: usize, K: Keys>(
    root: &'a Ref<Node<S>>,
    hash: i32,
    key: &Value,
    keys: &mut K,
) -> Result<Option<&'a [Value]>, K::Error> {
    let (mut node, mut shift) = (root, 0);
    loop {
        if node.collision {
            let found = find_colliding(node, hash, key, keys)?;
            return Ok(found.map(|at| &node.tail()[at..at + S]));
        }
        let bit = digit(hash, shift);
        if node.all & bit == 0 {
            return Ok(None);
        }
        let at = node.index(bit);
        if node.data & bit != 0 {
            let entry = &node.tail()[at..at + S];
            return Ok(if keys.same(key, &entry[0])? { Some(entry) } else { None });
        }
        node = child(&node.tail()[at]);
        shift += BITS;
    }
}

/// The index of a key in a collision node. Linear in the entries.
#[cold]
fn find_colliding<const S: usize, K: Keys>(
    node: &Ref<Node<S>>,
    hash: i32,
    key: &Value,
    keys: &mut K,
) -> Result<Option<usize>, K::Error> {
    if node.data != hash as u32 {
        return Ok(None);
    }
    for at in (0..node.used()).step_by(S) {
        if keys.same(key, &node.tail()[at])? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

/// Puts an entry in, its first value being the key: true when there was none of that key before. Otherwise the stored
/// key stays and the rest of the entry is replaced. O(height), copying only shared nodes.
pub fn insert<const S: usize, K: Keys>(
    root: &mut Ref<Node<S>>,
    hash: i32,
    entry: [Value; S],
    keys: &mut K,
) -> Result<bool, K::Error> {
    let (mut link, mut shift) = (root, 0);
    loop {
        if link.collision {
            if link.data == hash as u32 {
                return insert_colliding(link, hash, entry, keys);
            }
            // Another hash with the same digits so far: a branch comes between.
            let bit = digit(link.data as i32, shift);
            let inner = std::mem::replace(
                link,
                Ref::with_tail(Node { data: 0, all: bit, slots: 1, collision: false }, [Value::NIL]),
            );
            link.make_mut(Node::copy).1[0] = inner.into();
        }
        let bit = digit(hash, shift);
        let at = link.index(bit);
        if link.data & bit != 0 {
            let stored = &link.tail()[at];
            if keys.same(&entry[0], stored)? {
                replace(link, at, entry);
                return Ok(false);
            }
            let stored_hash = keys.hash(stored)?;
            let (node, slots) = link.make_mut(Node::copy);
            let old: [Value; S] = std::array::from_fn(|k| slots[at + k].take());
            slots[at] = pair(shift + BITS, stored_hash, old, hash, entry).into();
            slots[at + 1..node.used()].rotate_left(S - 1);
            node.data ^= bit;
            return Ok(true);
        }
        if link.all & bit == 0 {
            let (node, slots) = open(link, at, S);
            slots[at..].iter_mut().zip(entry).for_each(|(slot, value)| *slot = value);
            node.data |= bit;
            node.all |= bit;
            return Ok(true);
        }
        link = child_mut(&mut link.make_mut(Node::copy).1[at]);
        shift += BITS;
    }
}

#[cold]
fn insert_colliding<const S: usize, K: Keys>(
    link: &mut Ref<Node<S>>,
    hash: i32,
    entry: [Value; S],
    keys: &mut K,
) -> Result<bool, K::Error> {
    if let Some(at) = find_colliding(link, hash, &entry[0], keys)? {
        replace(link, at, entry);
        return Ok(false);
    }
    let at = link.used();
    let (node, slots) = open(link, at, S);
    slots[at..].iter_mut().zip(entry).for_each(|(slot, value)| *slot = value);
    node.all += 1;
    Ok(true)
}

fn replace<const S: usize>(link: &mut Ref<Node<S>>, at: usize, entry: [Value; S]) {
    if S > 1 {
        let (_, slots) = link.make_mut(Node::copy);
        slots[at + 1..].iter_mut().zip(entry.into_iter().skip(1)).for_each(|(slot, value)| *slot = value);
    }
}

/// A node of two entries whose hashes have the same digits below `shift`.
fn pair<const S: usize>(shift: u32, h1: i32, e1: [Value; S], h2: i32, e2: [Value; S]) -> Ref<Node<S>> {
    let slots = 2 * S as u32;
    if h1 == h2 {
        return Ref::with_tail(Node { data: h1 as u32, all: 2, slots, collision: true }, e1.into_iter().chain(e2));
    }
    let (b1, b2) = (digit(h1, shift), digit(h2, shift));
    if b1 == b2 {
        let inner = pair(shift + BITS, h1, e1, h2, e2);
        return Ref::with_tail(Node { data: 0, all: b1, slots: 1, collision: false }, [inner.into()]);
    }
    let (low, high) = if b1 < b2 { (e1, e2) } else { (e2, e1) };
    Ref::with_tail(Node { data: b1 | b2, all: b1 | b2, slots, collision: false }, low.into_iter().chain(high))
}

/// Makes the node unique and moves what is from `at` on up by `n`; the slots between are nil.
fn open<const S: usize>(link: &mut Ref<Node<S>>, at: usize, n: usize) -> (&mut Node<S>, &mut [Value]) {
    let used = link.used();
    let need = used + n;
    if !link.is_unique() {
        *link = Node::copy_with(link, need);
    } else if need > link.slots as usize {
        let most = if link.collision { usize::MAX } else { 32 * S };
        let slots = (need + need / 2).min(most) as u32;
        link.grow_tail(|node| node.slots = slots, || Value::NIL);
    }
    let (node, slots) = link.make_mut(Node::copy);
    slots[at..need].rotate_right(n);
    (node, slots)
}

/// What [`remove`] leaves of a node.
enum Left<const S: usize> {
    /// Nothing: only the root can come to that.
    Nothing,
    /// One entry, taken out, which the parent holds itself from now on.
    One([Value; S]),
    More,
}

/// Removes an entry that [`find`] has found. `key` is the *stored* key: identity tells colliding entries apart, so nothing
/// can fail here. `swap` says how a collision node closes the gap: by its last entry (as Clojure's transients do) or by
/// moving up. O(height).
pub fn remove<const S: usize>(root: &mut Option<Ref<Node<S>>>, hash: i32, key: &Value, swap: bool) {
    if let Some(link) = root
        && let Left::Nothing = remove_below(link, 0, hash, key, swap)
    {
        *root = None;
    }
}

fn remove_below<const S: usize>(link: &mut Ref<Node<S>>, shift: u32, hash: i32, key: &Value, swap: bool) -> Left<S> {
    if link.collision {
        return remove_colliding(link, key, swap);
    }
    let bit = digit(hash, shift);
    let at = link.index(bit);
    let used = link.used();
    let (node, slots) = link.make_mut(Node::copy);
    if node.data & bit != 0 {
        slots[at..at + S].fill(Value::NIL);
        slots[at..used].rotate_left(S);
        node.data ^= bit;
        node.all ^= bit;
    } else {
        match remove_below(child_mut::<S>(&mut slots[at]), shift + BITS, hash, key, swap) {
            Left::One(entry) => {
                slots[at] = Value::NIL;
                let (node, slots) = open(link, at, S - 1);
                slots[at..].iter_mut().zip(entry).for_each(|(slot, value)| *slot = value);
                node.data |= bit;
            }
            _ => return Left::More,
        }
    }
    let (node, slots) = link.make_mut(Node::copy);
    match node.all.count_ones() {
        0 => Left::Nothing,
        1 if node.data == node.all && shift > 0 => Left::One(std::array::from_fn(|k| slots[k].take())),
        _ => Left::More,
    }
}

#[cold]
fn remove_colliding<const S: usize>(link: &mut Ref<Node<S>>, key: &Value, swap: bool) -> Left<S> {
    let used = link.used();
    let found = (0..used).step_by(S).find(|&at| link.tail()[at].identical(key));
    let Some(at) = found else { return Left::More };
    let (node, slots) = link.make_mut(Node::copy);
    slots[at..at + S].fill(Value::NIL);
    if swap {
        (0..S).for_each(|k| slots.swap(at + k, used - S + k));
    } else {
        slots[at..used].rotate_left(S);
    }
    node.all -= 1;
    if node.all == 1 { Left::One(std::array::from_fn(|k| slots[k].take())) } else { Left::More }
}

/// Calls `f` on every entry, in order. Linear; recursion is at most 7 deep.
pub fn for_each<const S: usize, E>(
    node: &Ref<Node<S>>,
    f: &mut impl FnMut(&[Value]) -> Result<(), E>,
) -> Result<(), E> {
    let slots = node.tail();
    if node.collision {
        return slots[..node.used()].chunks_exact(S).try_for_each(f);
    }
    let (mut bits, mut at) = (node.all, 0);
    while bits != 0 {
        let bit = bits & bits.wrapping_neg();
        bits ^= bit;
        if node.data & bit != 0 {
            f(&slots[at..at + S])?;
            at += S;
        } else {
            for_each(child::<S>(&slots[at]), f)?;
            at += 1;
        }
    }
    Ok(())
}

/// A place in the walk: the digits of the hash, the first one highest, then an index within a collision node.
/// Numbers grow along the walk; 0 is its begin and any number may be asked for.
pub type Position = u64;

const COLLISION_BITS: u32 = 28;
/// Beyond every entry.
pub const END: Position = 1 << (COLLISION_BITS + BITS * LEVELS);

/// The first entry at a position or after it, and the position to go on from. O(height).
pub fn step<const S: usize>(root: &Ref<Node<S>>, mut from: Position) -> Option<(&[Value], Position)> {
    'root: while from < END {
        let mut node = root;
        // Lowest bit of the present level's digit.
        let mut field = COLLISION_BITS + BITS * (LEVELS - 1);
        loop {
            if node.collision {
                let at = (from & ((1 << (field + BITS)) - 1)) as usize * S;
                if at < node.used() {
                    return Some((&node.tail()[at..at + S], from + 1));
                }
                from = ((from >> (field + BITS)) + 1) << (field + BITS);
                continue 'root;
            }
            let wanted = (from >> field) as u32 & 31;
            let rest = node.all & (u32::MAX << wanted);
            if rest == 0 {
                from = ((from >> (field + BITS)) + 1) << (field + BITS);
                continue 'root;
            }
            let found = rest.trailing_zeros();
            if found != wanted {
                from = (from >> (field + BITS) << BITS | found as u64) << field;
            }
            let bit = 1 << found;
            let at = node.index(bit);
            if node.data & bit != 0 {
                return Some((&node.tail()[at..at + S], ((from >> field) + 1) << field));
            }
            node = child(&node.tail()[at]);
            field -= BITS;
        }
    }
    None
}

/// Checks shape and places of all entries, given how to hash a key; gives their number.
pub fn assert_invariants<const S: usize>(root: &Ref<Node<S>>, hash: &mut impl FnMut(&Value) -> i32) -> usize {
    assert!(!root.collision && root.all != 0);
    check(root, 0, 0, hash)
}

fn check<const S: usize>(node: &Ref<Node<S>>, shift: u32, prefix: u32, hash: &mut impl FnMut(&Value) -> i32) -> usize {
    let slots = node.tail();
    let used = node.used();
    assert!(slots[used..].iter().all(Value::is_nil), "free slots are nil");
    if node.collision {
        assert!(node.all >= 2);
        assert!(slots[..used].chunks_exact(S).all(|e| hash(&e[0]) as u32 == node.data));
        return node.all as usize;
    }
    assert_eq!(node.data & !node.all, 0);
    assert!(
        shift == 0 || node.data != node.all || node.all.count_ones() >= 2,
        "a single entry belongs into the parent"
    );
    let (mut count, mut at) = (0, 0);
    for d in (0..32u32).filter(|d| node.all & (1 << d) != 0) {
        let below = prefix | d << shift;
        if node.data & (1 << d) != 0 {
            let low = u32::MAX.checked_shr(32u32.saturating_sub(shift + BITS)).unwrap_or(0);
            assert_eq!(hash(&slots[at]) as u32 & low, below & low, "an entry in the wrong place");
            count += 1;
            at += S;
        } else {
            count += check(child::<S>(&slots[at]), shift + BITS, below, hash);
            at += 1;
        }
    }
    count
}

/// The number of entries by walking, for tests.
pub fn count_entries<const S: usize>(root: &Ref<Node<S>>) -> usize {
    let mut n = 0;
    let Ok(()) = for_each(root, &mut |_: &[Value]| {
        n += 1;
        Ok::<(), Infallible>(())
    });
    n
}
