//! [`Roster`]: those who live, so that they can be found and asked to end. What the scheduler keeps of its virtual threads.
//!
//! In parts with a lock each, since many come and go. Each part knows under its lock whether it is closed: so whoever comes is either refused, or is
//! among those that [`Roster::close`] gives.

use crate::sync::{AtomicUsize, Mutex, Ordering, lock};

/// Parts, which come in turn.
const PARTS: usize = 8;

/// See the module.
pub struct Roster<T> {
    parts: [Mutex<Part<T>>; PARTS],
    next: AtomicUsize,
}

struct Part<T> {
    /// Places that are free are used again.
    places: Vec<Option<T>>,
    free: Vec<u32>,
    closed: bool,
}

impl<T> Default for Roster<T> {
    fn default() -> Roster<T> {
        let part = |_| Mutex::new(Part { places: Vec::new(), free: Vec::new(), closed: false });
        Roster { parts: std::array::from_fn(part), next: AtomicUsize::new(0) }
    }
}

impl<T: Clone> Roster<T> {
    /// Takes somebody in, unless it is closed; `placed` is told the place first.
    pub fn enlist(&self, item: T, placed: impl FnOnce(&T, usize)) -> Result<(), T> {
        let number = self.next.fetch_add(1, Ordering::Relaxed) % PARTS;
        let mut part = lock(&self.parts[number]);
        if part.closed {
            return Err(item);
        }
        let place = match part.free.pop() {
            Some(place) => place as usize,
            None => {
                part.places.push(None);
                part.places.len() - 1
            }
        };
        placed(&item, place * PARTS + number);
        part.places[place] = Some(item);
        Ok(())
    }

    /// Lets somebody go.
    pub fn forget(&self, place: usize) -> Option<T> {
        let mut part = lock(&self.parts[place % PARTS]);
        let gone = part.places.get_mut(place / PARTS).and_then(Option::take);
        if gone.is_some() {
            part.free.push((place / PARTS) as u32);
        }
        gone
    }

    /// All who live at some moment of the call.
    pub fn all(&self) -> Vec<T> {
        self.parts.iter().flat_map(|part| lock(part).places.iter().flatten().cloned().collect::<Vec<T>>()).collect()
    }

    /// Refuses newcomers from now on, and gives those who are there.
    pub fn close(&self) -> Vec<T> {
        for part in &self.parts {
            lock(part).closed = true;
        }
        self.all()
    }

    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| lock(part).places.iter().all(Option::is_none))
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn places_are_used_again_and_a_closed_roster_refuses() {
        let roster = Roster::default();
        let place = std::cell::Cell::new(0);
        for round in 0..100 {
            assert!(roster.enlist(round, |_, at| place.set(at)).is_ok());
            assert!(place.get() < PARTS);
            assert_eq!(roster.forget(place.get()), Some(round));
            assert_eq!(roster.forget(place.get()), None);
        }
        assert!(roster.is_empty());
        assert!(roster.enlist(1, |_, _| ()).is_ok());
        assert_eq!(roster.close(), [1]);
        assert_eq!(roster.enlist(2, |_, _| ()), Err(2));
    }
}
