//! How much memory the objects of a program may take if nobody says: half of what the machine has, or of what the control group
//! in which the process runs may use.
//!
//! So a program that wants more and more gets an `OutOfMemoryError`, as on the JVM, and the system need not end it or something else.

use std::fs;
use std::path::{Path, PathBuf};

/// Half of the memory there is; no limit where the system does not tell.
pub fn share() -> u64 {
    let table = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let limits = groups(&table).filter_map(|file| limit(&file));
    machine().into_iter().chain(limits).min().map_or(u64::MAX, |bytes| bytes / 2)
}

/// The machine's memory in bytes.
fn machine() -> Option<u64> {
    let table = fs::read_to_string("/proc/meminfo").ok()?;
    let line = table.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

/// The files that may hold a limit for the process: of each group that it is in and of those above, by either version of the
/// interface. `table` is a line `number:controllers:path` for each hierarchy.
fn groups(table: &str) -> impl Iterator<Item = PathBuf> {
    table.lines().flat_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        let (controllers, path) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let (root, file) = match controllers {
            "" => ("/sys/fs/cgroup", "memory.max"),
            _ => ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"),
        };
        let counts = controllers.is_empty() || controllers.split(',').any(|name| name == "memory");
        let path = if counts { path } else { "" };
        let above = Path::new(path.trim_start_matches('/')).ancestors().map(Path::to_owned).collect::<Vec<_>>();
        above.into_iter().filter(move |_| counts).map(move |group| Path::new(root).join(group).join(file))
    })
}

/// A limit in bytes, if the file has one.
fn limit(file: &Path) -> Option<u64> {
    fs::read_to_string(file).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_groups_above_count_too() {
        let files = |table| groups(table).map(|file| file.display().to_string()).collect::<Vec<_>>();
        let expected = ["/sys/fs/cgroup/a/b/memory.max", "/sys/fs/cgroup/a/memory.max", "/sys/fs/cgroup/memory.max"];
        assert_eq!(files("0::/a/b\n"), expected);
        assert_eq!(files("0::/\n"), ["/sys/fs/cgroup/memory.max"]);
        let old = "3:cpu,cpuacct:/x\n2:memory:/c\n";
        let expected = ["/sys/fs/cgroup/memory/c/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
        assert_eq!(files(old), expected);
        assert!(files("").is_empty());
    }

    #[test]
    fn a_share_is_found() {
        assert!(share() > 1 << 20);
    }
}
