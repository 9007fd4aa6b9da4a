//! The hash table under `HashMap`, `LinkedHashMap` and the sets, with the walk order of Java's.
//!
//! Knows no equality: the caller computes the hash and says which candidate is the key. Entries stand in slots in
//! the order of insertion; buckets hold slot numbers, in the order that Java's chains have.

use runtime::Value;

/// A key with its value.
pub struct Entry {
    /// Java's hash, spread.
    pub hash: u32,
    pub key: Value,
    pub val: Value,
}

/// The table.
#[derive(Default)]
pub struct Table {
    slots: Vec<Option<Entry>>,
    live: usize,
    /// A power of two of them, or none before the first entry.
    buckets: Vec<Vec<u32>>,
    /// How many buckets the first entry makes, 0 for the default.
    wanted: usize,
    /// Walk in the order of insertion.
    pub linked: bool,
    /// What is looked up goes to the end of that order.
    pub by_access: bool,
}

/// Spreads the higher bits of a hash code, as `HashMap.hash`.
pub fn spread(hash: i32) -> u32 {
    let h = hash as u32;
    h ^ h >> 16
}

const MAX_BUCKETS: usize = 1 << 30;

impl Table {
    /// An empty table for this many buckets at least (`HashMap(int)`).
    pub fn with_buckets(wanted: usize, linked: bool) -> Table {
        Table { wanted: wanted.clamp(1, MAX_BUCKETS).next_power_of_two(), linked, ..Table::default() }
    }

    /// Prepares an empty table for this many entries, as `HashMap(Map)` does.
    pub fn expect(&mut self, entries: usize) {
        if self.buckets.is_empty() && entries > 0 {
            let wanted = (entries as f32 / 0.75 + 1.0) as usize;
            self.wanted = self.wanted.max(wanted.clamp(1, MAX_BUCKETS).next_power_of_two());
            return;
        }
        while entries > self.threshold() && self.buckets.len() < MAX_BUCKETS && !self.buckets.is_empty() {
            self.grow();
        }
    }

    pub fn len(&self) -> usize {
        self.live
    }

    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    fn threshold(&self) -> usize {
        self.buckets.len() * 3 / 4
    }

    fn bucket(&self, hash: u32) -> usize {
        hash as usize & (self.buckets.len() - 1)
    }

    /// The slots whose entries have this hash.
    pub fn candidates(&self, hash: u32) -> impl Iterator<Item = (u32, &Entry)> {
        let chain = if self.buckets.is_empty() { &[][..] } else { &self.buckets[self.bucket(hash)][..] };
        chain.iter().filter_map(move |slot| {
            let entry = self.slots.get(*slot as usize)?.as_ref()?;
            (entry.hash == hash).then_some((*slot, entry))
        })
    }

    pub fn get(&self, slot: u32) -> Option<&Entry> {
        self.slots.get(slot as usize)?.as_ref()
    }

    pub fn get_mut(&mut self, slot: u32) -> Option<&mut Entry> {
        self.slots.get_mut(slot as usize)?.as_mut()
    }

    /// Adds a key that is not there.
    pub fn insert(&mut self, hash: u32, key: Value, val: Value) {
        if self.buckets.is_empty() {
            let n = if self.wanted == 0 { 16 } else { self.wanted };
            self.buckets = vec![Vec::new(); n];
        }
        let slot = self.slots.len() as u32;
        self.slots.push(Some(Entry { hash, key, val }));
        self.live += 1;
        let b = self.bucket(hash);
        let long_chain = self.buckets[b].len() >= 8;
        self.buckets[b].push(slot);
        // Java grows a small table rather than turn a chain into a tree.
        if long_chain && self.buckets.len() < 64 {
            self.grow();
        }
        if self.live > self.threshold() && self.buckets.len() < MAX_BUCKETS {
            self.grow();
        }
    }

    /// Doubles the buckets; the two halves of a chain keep their order.
    fn grow(&mut self) {
        let old = std::mem::take(&mut self.buckets);
        self.buckets = vec![Vec::new(); old.len() * 2];
        for slot in old.into_iter().flatten() {
            if let Some(hash) = self.get(slot).map(|e| e.hash) {
                let b = self.bucket(hash);
                self.buckets[b].push(slot);
            }
        }
    }

    /// Takes an entry out.
    pub fn remove(&mut self, slot: u32) -> Option<Entry> {
        let entry = self.slots.get_mut(slot as usize)?.take()?;
        let b = self.bucket(entry.hash);
        self.buckets[b].retain(|s| *s != slot);
        self.live -= 1;
        if self.slots.len() > 32 && self.slots.len() > 2 * self.live {
            self.compact();
        }
        Some(entry)
    }

    /// Closes the gaps between the slots.
    fn compact(&mut self) {
        let mut moved = vec![u32::MAX; self.slots.len()];
        let mut kept = Vec::with_capacity(self.live);
        for (i, slot) in std::mem::take(&mut self.slots).into_iter().enumerate() {
            if slot.is_some() {
                moved[i] = kept.len() as u32;
                kept.push(slot);
            }
        }
        self.slots = kept;
        for slot in self.buckets.iter_mut().flatten() {
            *slot = moved[*slot as usize];
        }
    }

    /// Makes an entry the last one of the order of insertion.
    pub fn touch(&mut self, slot: u32) {
        let last = self.slots.len() as u32;
        if slot + 1 == last {
            return;
        }
        let Some(entry) = self.slots.get_mut(slot as usize).and_then(Option::take) else { return };
        let b = self.bucket(entry.hash);
        if let Some(place) = self.buckets[b].iter_mut().find(|place| **place == slot) {
            *place = last;
        }
        self.slots.push(Some(entry));
        if self.slots.len() > 32 && self.slots.len() > 2 * self.live {
            self.compact();
        }
    }

    /// Takes everything out; the buckets stay.
    pub fn clear(&mut self) -> Vec<Entry> {
        self.live = 0;
        self.buckets.iter_mut().for_each(Vec::clear);
        std::mem::take(&mut self.slots).into_iter().flatten().collect()
    }

    /// The entries in walk order.
    pub fn iter(&self) -> Box<dyn Iterator<Item = &Entry> + '_> {
        if self.linked {
            return Box::new(self.slots.iter().flatten());
        }
        Box::new(self.buckets.iter().flatten().filter_map(|slot| self.get(*slot)))
    }

    /// The slot that was filled first.
    pub fn eldest(&self) -> Option<u32> {
        self.slots.iter().position(Option::is_some).map(|slot| slot as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(table: &Table) -> Vec<i64> {
        table.iter().filter_map(|e| e.key.as_long()).collect()
    }

    #[test]
    fn walks_as_java_does() {
        let mut table = Table::default();
        for n in [17i64, 1, 33, 2, 16] {
            table.insert(spread(n as i32), Value::long(n), Value::NIL);
        }
        assert_eq!(keys(&table), [16, 17, 1, 33, 2]);
        let slot = table.candidates(spread(17)).next().map(|(slot, _)| slot).expect("it is there");
        assert!(table.remove(slot).is_some());
        assert_eq!(keys(&table), [16, 1, 33, 2]);
        table.linked = true;
        assert_eq!(keys(&table), [1, 33, 2, 16]);
    }

    #[test]
    fn keeps_entries_through_growth_and_removal() {
        let mut table = Table::default();
        for n in 0..1000i64 {
            table.insert(spread(n as i32), Value::long(n), Value::NIL);
        }
        assert_eq!(keys(&table), (0..1000).collect::<Vec<_>>());
        for n in (0..1000u32).filter(|n| n % 10 != 0) {
            let slot = table.candidates(n).next().map(|(slot, _)| slot).expect("it is there");
            table.remove(slot);
        }
        assert_eq!(table.len(), 100);
        assert_eq!(keys(&table), (0..100).map(|n| n * 10).collect::<Vec<_>>());
    }
}
