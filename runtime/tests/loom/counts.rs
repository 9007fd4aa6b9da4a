//! Models of `object/count.rs`: publication, the last release, a unique owner, and counts that stick.

use crate::count::STICKY;
use crate::sync::{Arc, AtomicUsize, Ordering};
use crate::world::{MADE, Object, model};
use loom::thread;

#[test]
fn two_threads_retain_and_release_and_one_frees() {
    model("retain and release", || {
        let object = Arc::new(Object::new());
        object.count.retain();
        assert!(object.count.share());
        let other = object.clone();
        let handle = thread::spawn(move || use_and_release(&other, 1));
        use_and_release(&object, 0);
        handle.join().unwrap();
        assert!(object.is_freed());
    });
}

fn use_and_release(object: &Object, me: usize) {
    object.count.retain();
    object.read(me);
    object.release();
    object.read(me);
    object.release();
}

#[test]
fn a_published_object_is_complete_when_another_thread_finds_it() {
    model("publication", || {
        let object = Arc::new(Object::new());
        let mailbox = Arc::new(AtomicUsize::new(0));
        let (other, theirs) = (object.clone(), mailbox.clone());
        let handle = thread::spawn(move || {
            let found = theirs.load(Ordering::Acquire) == 1;
            if found {
                // Were the count still seen as local here, this would be plain arithmetic.
                assert!(other.count.is_shared());
                use_and_release(&other, 1);
            }
            found
        });
        object.count.retain();
        assert!(object.count.share());
        mailbox.store(1, Ordering::Release);
        object.read(0);
        object.release();
        if !handle.join().unwrap() {
            object.release();
        }
        assert!(object.is_freed());
    });
}

#[test]
fn a_unique_owner_comes_after_all_former_owners() {
    model("claim against release", || {
        let object = Arc::new(Object::new());
        object.count.retain();
        assert!(object.count.share());
        let other = object.clone();
        let handle = thread::spawn(move || {
            other.read(1);
            other.release();
        });
        if object.count.claim_unique() {
            object.write(MADE + 1);
            // Local again: counted without atomic arithmetic.
            object.count.retain();
            object.release();
            assert_eq!(object.read(0), MADE + 1);
        }
        object.release();
        handle.join().unwrap();
        assert!(object.is_freed());
    });
}

#[test]
fn of_two_owners_that_want_to_write_at_most_the_last_may() {
    model("claim against claim", || {
        let object = Arc::new(Object::new());
        object.count.retain();
        assert!(object.count.share());
        let claims = Arc::new(AtomicUsize::new(0));
        let update = |object: &Object, me: usize, claims: &AtomicUsize| {
            object.read(me);
            if object.count.claim_unique() {
                object.write(MADE + 1);
                assert_eq!(claims.fetch_add(1, Ordering::Relaxed), 0);
            }
            object.release();
        };
        let (other, theirs) = (object.clone(), claims.clone());
        let handle = thread::spawn(move || update(&other, 1, &theirs));
        update(&object, 0, &claims);
        handle.join().unwrap();
        assert!(object.is_freed());
    });
}

#[test]
fn an_object_made_permanent_while_others_count_it_stays() {
    model("permanence against counting", || {
        let object = Arc::new(Object::new());
        object.count.retain();
        object.count.retain();
        assert!(object.count.share());
        let other = object.clone();
        let handle = thread::spawn(move || {
            other.count.retain();
            other.release();
            other.release();
        });
        object.count.make_permanent();
        for _ in 0..2 {
            object.count.retain();
            object.release();
        }
        object.release();
        handle.join().unwrap();
        object.release();
        assert!(object.count.is_permanent() && !object.is_freed());
    });
}

#[test]
fn a_count_that_gets_too_high_sticks() {
    model("saturation", || {
        let object = Arc::new(Object::new());
        for _ in 2..STICKY {
            object.count.retain();
        }
        assert!(object.count.share());
        let other = object.clone();
        let handle = thread::spawn(move || {
            other.count.retain();
            other.count.retain();
            other.release();
            other.release();
        });
        object.count.retain();
        object.release();
        object.release();
        handle.join().unwrap();
        assert!(!object.is_freed());
    });
}
