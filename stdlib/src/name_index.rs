//! Tables of names that can be searched at once: an index that the compiler makes, so that a program that starts need not.
//!
//! Open addressing over all rows of some tables. A row of a later table wins over one of the same name.

/// The hash of a name.
pub(crate) const fn hash(name: &[u8]) -> usize {
    let mut hash: u32 = 0x811C_9DC5;
    let mut i = 0;
    while i < name.len() {
        hash = (hash ^ name[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    (hash ^ (hash >> 15)) as usize
}

/// Are the two names the same?
pub(crate) const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// A function that finds the row of a name in tables (slices of slices of rows with a field `name`).
macro_rules! name_index {
    ($(#[$doc:meta])* $vis:vis fn $find:ident in $tables:expr, $row:ty) => {
        $(#[$doc])*
        $vis fn $find(name: &str) -> Option<&'static $row> {
            // A power of two, and more than twice as many as there are rows.
            const SIZE: usize = {
                let tables: &[&[$row]] = $tables;
                let (mut rows, mut i) = (0, 0);
                while i < tables.len() {
                    rows += tables[i].len();
                    i += 1;
                }
                (2 * rows + 2).next_power_of_two()
            };
            // Table and row plus one, or 0.
            #[allow(long_running_const_eval)]
            static INDEX: [(u16, u16); SIZE] = {
                let tables: &[&[$row]] = $tables;
                let mut index = [(0, 0); SIZE];
                let mut i = 0;
                while i < tables.len() {
                    let mut j = 0;
                    while j < tables[i].len() {
                        let name = tables[i][j].name.as_bytes();
                        let mut slot = $crate::name_index::hash(name) % SIZE;
                        loop {
                            let (table, row): (u16, u16) = index[slot];
                            if row == 0
                                || $crate::name_index::same(name, tables[table as usize][row as usize - 1].name.as_bytes())
                            {
                                break;
                            }
                            slot = (slot + 1) % SIZE;
                        }
                        index[slot] = (i as u16, j as u16 + 1);
                        j += 1;
                    }
                    i += 1;
                }
                index
            };
            let tables: &'static [&'static [$row]] = $tables;
            let mut slot = $crate::name_index::hash(name.as_bytes()) % SIZE;
            loop {
                let (table, row) = INDEX[slot];
                let found = tables.get(usize::from(table))?.get(usize::from(row).checked_sub(1)?)?;
                if found.name == name {
                    return Some(found);
                }
                slot = (slot + 1) % SIZE;
            }
        }
    };
}
pub(crate) use name_index;
