//! Models of `epoch.rs` with the protocol of `cell.rs`: load a pointer, then count it, while another thread
//! replaces the pointer and gives up the reference that the cell had.

use crate::epoch::Garbage;
use crate::sync::{Arc, Mutex, lock};
use crate::world::{World, model};
use loom::thread;

#[test]
fn a_replaced_object_outlives_the_reader_that_has_just_loaded_it() {
    model("load against swap", || {
        let world = World::new(2);
        let (writer, reader) = (world.epochs.register(), world.epochs.register());
        let (theirs, slot) = (world.clone(), reader.clone());
        let handle = thread::spawn(move || {
            theirs.read_box(1);
            theirs.epochs.pass(&slot);
            theirs.read_cell(1);
            theirs.epochs.unregister(&slot);
        });
        let mut garbage = Garbage::default();
        world.store(1, &mut garbage);
        world.epochs.pass(&writer);
        world.collect(&mut garbage);
        handle.join().unwrap();
        world.collect(&mut garbage);
        assert!(garbage.is_empty() && world.objects[0].is_freed() && !world.objects[1].is_freed());
    });
}

#[test]
fn a_reader_may_go_offline_and_come_back() {
    model("online and offline", || {
        let world = World::new(2);
        let (writer, reader) = (world.epochs.register(), world.epochs.register());
        let (theirs, slot) = (world.clone(), reader.clone());
        let handle = thread::spawn(move || {
            theirs.epochs.offline(&slot);
            theirs.epochs.online(&slot);
            theirs.read_box(1);
            theirs.epochs.offline(&slot);
            theirs.epochs.online(&slot);
            theirs.read_cell(1);
            theirs.epochs.offline(&slot);
        });
        let mut garbage = Garbage::default();
        world.store(1, &mut garbage);
        world.epochs.offline(&writer);
        world.collect(&mut garbage);
        handle.join().unwrap();
        world.collect(&mut garbage);
        assert!(garbage.is_empty() && world.objects[0].is_freed() && !world.objects[1].is_freed());
    });
}

#[test]
fn a_thread_may_begin_while_another_believes_to_be_alone() {
    model("register against store", || {
        let world = World::new(2);
        let writer = world.epochs.register();
        let theirs = world.clone();
        let handle = thread::spawn(move || {
            let slot = theirs.epochs.register();
            theirs.read_cell(1);
            theirs.read_box(1);
            theirs.epochs.unregister(&slot);
        });
        let mut garbage = Garbage::default();
        world.store(1, &mut garbage);
        world.epochs.pass(&writer);
        world.collect(&mut garbage);
        handle.join().unwrap();
        world.collect(&mut garbage);
        assert!(garbage.is_empty() && world.objects[0].is_freed() && !world.objects[1].is_freed());
    });
}

#[test]
fn what_a_thread_leaves_behind_waits_for_the_others() {
    model("orphaned garbage", || {
        let world = World::new(2);
        let (writer, reader) = (world.epochs.register(), world.epochs.register());
        let orphans = Arc::new(Mutex::new(Garbage::default()));
        let (theirs, slot, left) = (world.clone(), reader.clone(), orphans.clone());
        let handle = thread::spawn(move || {
            theirs.read_cell(1);
            theirs.epochs.pass(&slot);
            theirs.read_cell(1);
            theirs.epochs.unregister(&slot);
            theirs.collect(&mut lock(&left));
        });
        let mut garbage = Garbage::default();
        world.store(1, &mut garbage);
        world.epochs.unregister(&writer);
        {
            let mut orphans = lock(&orphans);
            garbage.hand_over(&mut orphans, &world.epochs);
            world.collect(&mut orphans);
        }
        handle.join().unwrap();
        world.collect(&mut lock(&orphans));
        assert!(garbage.is_empty() && lock(&orphans).is_empty());
        assert!(world.objects[0].is_freed() && !world.objects[1].is_freed());
    });
}

#[test]
fn one_of_two_compare_and_swaps_wins_and_the_counts_agree() {
    model("compare-and-swap", || {
        let world = World::new(3);
        let (first, second) = (world.epochs.register(), world.epochs.register());
        let replace = |world: &World, me: usize, garbage: &mut Garbage<usize>| {
            let seen = world.cell.load();
            world.objects[seen].count.retain();
            world.objects[seen].read(me);
            let new = me + 1;
            if world.cell.compare_exchange(seen, new) {
                garbage.retire(&world.epochs, seen);
            } else {
                // Nobody has seen the new object, so it is unique.
                assert!(world.objects[new].count.claim_unique());
                world.objects[new].release();
            }
            world.objects[seen].release();
        };
        let (theirs, slot) = (world.clone(), second.clone());
        let handle = thread::spawn(move || {
            let mut garbage = Garbage::default();
            replace(&theirs, 1, &mut garbage);
            theirs.epochs.pass(&slot);
            theirs.collect(&mut garbage);
            theirs.epochs.unregister(&slot);
            garbage
        });
        let mut garbage = Garbage::default();
        replace(&world, 0, &mut garbage);
        world.epochs.pass(&first);
        world.collect(&mut garbage);
        let mut left = handle.join().unwrap();
        world.epochs.unregister(&first);
        world.collect(&mut garbage);
        world.collect(&mut left);
        let last = world.cell.load();
        for (i, object) in world.objects.iter().enumerate() {
            assert_eq!(object.is_freed(), i != last);
        }
        assert!(world.objects[last].count.claim_unique());
    });
}
