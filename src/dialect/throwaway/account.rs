//! Whom a server runs as: it refuses to run as root, so another user is found then.

use super::Traits;
use crate::error::{Error, Result};
use std::path::Path;
use std::process::Command;

/// A user who is not root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::dialect) struct Account {
    user: u32,
    group: u32,
}

impl Account {
    /// The user whom a server is run as where this process is root's; none where it is not.
    pub(in crate::dialect) fn unprivileged(traits: &Traits) -> Result<Option<Self>> {
        if !is_root() {
            return Ok(None);
        }
        let text = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let mut names = traits.users.iter();
        match names.find_map(|name| Self::named(&text, name)) {
            Some(account) => Ok(Some(account)),
            None => Err(Error::usage(format!(
                "a {} server does not run as root, and there is no other user for it",
                traits.title
            ))
            .hint("run this command as another user")
            .hint(format!(
                "or make one for it: useradd --system {}",
                traits.users[0]
            ))),
        }
    }

    /// A user of `/etc/passwd`.
    fn named(text: &str, name: &str) -> Option<Self> {
        let line = text
            .lines()
            .find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        let user = fields.next()?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        (user != 0).then_some(Self { user, group })
    }

    /// Runs a command as this user.
    #[cfg(unix)]
    pub(in crate::dialect) fn run(&self, command: &mut Command) {
        use std::os::unix::process::CommandExt as _;
        command.uid(self.user).gid(self.group);
    }

    /// Gives a file or folder to this user.
    #[cfg(unix)]
    pub(in crate::dialect) fn give(&self, path: &Path) -> std::io::Result<()> {
        std::os::unix::fs::lchown(path, Some(self.user), Some(self.group))
    }

    /// Whether this user comes through to what is in this folder.
    #[cfg(unix)]
    pub(in crate::dialect) fn may_enter(&self, folder: &Path) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        folder.ancestors().all(|one| {
            std::fs::metadata(one).is_ok_and(|metadata| {
                let mode = metadata.mode();
                mode & 0o001 != 0 || (metadata.uid() == self.user && mode & 0o100 != 0)
            })
        })
    }

    /// Whether a file is this user's.
    #[cfg(unix)]
    pub(in crate::dialect) fn owns(&self, metadata: &std::fs::Metadata) -> bool {
        std::os::unix::fs::MetadataExt::uid(metadata) == self.user
    }

    #[cfg(not(unix))]
    pub(in crate::dialect) fn run(&self, _: &mut Command) {}

    #[cfg(not(unix))]
    pub(in crate::dialect) fn give(&self, _: &Path) -> std::io::Result<()> {
        Ok(())
    }

    #[cfg(not(unix))]
    pub(in crate::dialect) fn may_enter(&self, _: &Path) -> bool {
        true
    }

    #[cfg(not(unix))]
    pub(in crate::dialect) fn owns(&self, _: &std::fs::Metadata) -> bool {
        true
    }
}

/// Whether this process is root's.
#[cfg(unix)]
pub(in crate::dialect) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Whether this process is root's.
#[cfg(not(unix))]
pub(in crate::dialect) fn is_root() -> bool {
    false
}

/// Whether a file is this process's user's.
#[cfg(unix)]
pub(in crate::dialect) fn is_own(metadata: &std::fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(metadata) == rustix::process::geteuid().as_raw()
}

/// Whether a file is this process's user's.
#[cfg(not(unix))]
pub(in crate::dialect) fn is_own(_: &std::fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_the_whole_name_and_is_never_root() {
        let text = "root:x:0:0::/root:/bin/sh\npostgresql:x:9:9::/:/bin/sh\nnobody:x:65534:65533:nobody:/:/bin/sh\npostgres:x:0:0\nbroken:x\n";
        let nobody = Account {
            user: 65534,
            group: 65533,
        };
        assert_eq!(Account::named(text, "nobody"), Some(nobody));
        for name in ["root", "postgres", "broken", "absent"] {
            assert_eq!(Account::named(text, name), None, "{name}");
        }
    }
}
