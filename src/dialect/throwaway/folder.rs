//! The folder of a running server: its data, its socket, and whose it is.

use super::Traits;
use super::account::Account;
use super::owner::{Mark, Use};
use crate::Kind;
use crate::error::{Error, IoContext as _, Result};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The file that says whose a folder is.
pub(in crate::dialect) const OWNER: &str = "owner.json";

/// A folder in memory, as Linux has it. A server there does not wait for a disk that others keep
/// busy, which takes ten times as long.
const MEMORY: &str = "/dev/shm";

/// What must be free in memory, in bytes: a container often has little, and rows may be copied.
const ROOM: u64 = 4 * 1024 * 1024 * 1024;

/// The longest path of a socket on every system, in bytes (`sun_path` of macOS).
const LONGEST: usize = 103;

/// How many characters of a folder's name are chance.
const CHANCE: usize = 8;

/// The folder of a running server, deleted when it is dropped before a watchdog has it.
pub(in crate::dialect) struct Folder {
    folder: TempDir,
}

impl Folder {
    /// Makes one that only the server's user can enter.
    pub(in crate::dialect) fn new(traits: &Traits, account: Option<&Account>) -> Result<Self> {
        let places = places(traits, account);
        let place = places.first().ok_or_else(|| {
            Error::failed("there is no folder for the socket of a throwaway server")
                .hint("set TMPDIR to a folder with a short path, which every user may enter")
        })?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(traits.prefix).rand_bytes(CHANCE);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = builder
            .tempdir_in(place)
            .doing(Kind::Failed, "make a folder in", place)?;
        let mark = folder.path().join(OWNER);
        std::fs::write(&mark, Mark::new(Use::Throwaway).text()).doing(
            Kind::Failed,
            "write",
            &mark,
        )?;
        let this = Self { folder };
        if let Some(account) = account {
            account
                .give(this.path())
                .doing(Kind::Failed, "change the owner of", this.path())?;
        }
        Ok(this)
    }

    /// Its path.
    pub(in crate::dialect) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where the data go.
    pub(in crate::dialect) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Leaves it to somebody else to delete it.
    pub(in crate::dialect) fn leave(self) {
        let _ = self.folder.keep();
    }
}

/// Where a folder is made, the best place first: not too deep, and where the server's user can
/// enter.
fn places(traits: &Traits, account: Option<&Account>) -> Vec<PathBuf> {
    let own = "/".len() + traits.prefix.len() + CHANCE + "/".len() + traits.socket.len();
    let mut places = everywhere();
    places.retain(|place| {
        let plain = place.to_str().is_some_and(|text| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
            text.len() + own <= LONGEST && text.bytes().all(plain)
        });
        plain
            && place.is_absolute()
            && place.is_dir()
            && account.is_none_or(|account| account.may_enter(place))
            && (place != Path::new(MEMORY) || is_roomy(place))
    });
    places
}

/// Where a run of this tool may have made one.
pub(in crate::dialect) fn everywhere() -> Vec<PathBuf> {
    let mut places = vec![PathBuf::from(MEMORY), PathBuf::from("/tmp")];
    let temporary = std::env::temp_dir();
    if !places.contains(&temporary) {
        places.insert(1, temporary);
    }
    places
}

/// Whether much fits in there.
#[cfg(unix)]
fn is_roomy(place: &Path) -> bool {
    rustix::fs::statvfs(place).is_ok_and(|room| room.f_bavail.saturating_mul(room.f_frsize) >= ROOM)
}

#[cfg(not(unix))]
fn is_roomy(_: &Path) -> bool {
    false
}
