//! The tree as EDN text: what `--stage tree` prints and snapshots hold.
