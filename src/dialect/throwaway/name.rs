//! The names of databases that are thrown away.
//!
//! A name tells which process made it, and carries a sum over that: between the making of a
//! database and its mark a process may be killed, and the name is then all there is.

use super::owner::Owner;
use sha2::{Digest as _, Sha256};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::SystemTime;

/// How all of them begin.
pub(in crate::dialect) const PREFIX: &str = "cargo_migrate_";

/// A name that nobody has.
pub(in crate::dialect) fn new() -> String {
    of_process(std::process::id())
}

/// A name that nobody has, of a process on this machine.
pub(in crate::dialect) fn of_process(pid: u32) -> String {
    let mut hasher = RandomState::new().build_hasher();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    hasher.write_u128(now.map(|time| time.as_nanos()).unwrap_or_default());
    named(hasher.finish(), pid, &Owner::this().machine())
}

fn named(chance: u64, pid: u32, machine: &str) -> String {
    let sum = Sha256::digest(format!("{chance:016x} {pid:08x} {machine}"));
    let sum: String = sum
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{PREFIX}{chance:016x}{pid:08x}{sum}")
}

/// The process on this machine that made up a name; none where it is another machine's, or not
/// such a name.
pub(in crate::dialect) fn owner(name: &str) -> Option<Owner> {
    let digits = name.strip_prefix(PREFIX)?;
    let chance = u64::from_str_radix(digits.get(..16)?, 16).ok()?;
    let pid = u32::from_str_radix(digits.get(16..24)?, 16).ok()?;
    let owner = Owner::numbered(pid);
    (named(chance, pid, &owner.machine()) == name).then_some(owner)
}

/// Whether a name is one that is made up here, by whatever process.
pub(in crate::dialect) fn is_made_up(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(|digits| {
        digits.len() == 32 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_its_process_and_no_other_name_does() {
        let name = new();
        assert_ne!(name, new());
        assert_eq!(name.len(), PREFIX.len() + 32);
        assert!(is_made_up(&name));
        assert!(!is_made_up("cargo_migrate_demo"));
        assert_eq!(owner(&name), Some(Owner::numbered(std::process::id())));
        let elsewhere = named(1, std::process::id(), "another machine");
        let other = format!("{PREFIX}{}", "0".repeat(32));
        for name in [
            elsewhere.as_str(),
            &other,
            "cargo_migrate_",
            "cargo_migrate_é",
            "shop",
            "",
        ] {
            assert_eq!(owner(name), None, "{name}");
        }
    }
}
