//! A data folder that is ready to be copied, kept in the user's cache: to make one takes seconds.

use super::Software;
use super::account::Account;
use super::folder::Folder;
use crate::Kind;
use crate::error::{Error, IoContext as _, Result};
use sha2::{Digest as _, Sha256};
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Part of a template's name: another number where templates are made in another way.
const FORM: &str = "1";

/// The file that says of which version a template is, and how many bytes it has.
const FACTS: &str = "facts";

/// How many threads copy. The files are small and many, so the system's calls are what takes time.
const THREADS: usize = 4;

/// A data folder, in the cache or beside it.
pub(in crate::dialect) struct Template {
    folder: PathBuf,
    version: String,
    bytes: u64,
    /// Where there is no cache: the folder that goes with this value.
    loose: Option<Folder>,
}

impl Template {
    /// The one of these programs, made where there is none yet.
    pub(in crate::dialect) fn of(
        software: &dyn Software,
        account: Option<&Account>,
    ) -> Result<Self> {
        let cache = cache_folder(|name| std::env::var_os(name));
        Self::in_cache(cache.as_deref(), software, account)
    }

    /// The same, in this cache.
    pub(in crate::dialect) fn in_cache(
        cache: Option<&Path>,
        software: &dyn Software,
        account: Option<&Account>,
    ) -> Result<Self> {
        let Some(cache) = cache.filter(|cache| create_private(cache).is_ok()) else {
            return Self::loose(software, account);
        };
        let name = name(software)?;
        let folder = cache.join(&name);
        if let Some(template) = Self::read(&folder) {
            return Ok(template);
        }
        let Ok(lock) = File::create(cache.join("lock")) else {
            return Self::loose(software, account);
        };
        // A file system without locks makes the work done twice, no more.
        let _ = lock.lock();
        if let Some(template) = Self::read(&folder) {
            return Ok(template);
        }
        let loose = Self::loose(software, account)?;
        Ok(loose.keep(cache, &name).unwrap_or(loose))
    }

    fn read(folder: &Path) -> Option<Self> {
        let facts = fs::read_to_string(folder.join(FACTS)).ok()?;
        let (version, bytes) = facts.trim_end().split_once('\n')?;
        Some(Self {
            folder: folder.to_owned(),
            version: version.to_owned(),
            bytes: bytes.parse().ok()?,
            loose: None,
        })
    }

    /// One that is not kept.
    pub(in crate::dialect) fn loose(
        software: &dyn Software,
        account: Option<&Account>,
    ) -> Result<Self> {
        let version = software.version()?;
        let folder = Folder::new(software.traits(), account)?;
        software.initialise(&folder, &version, account)?;
        let bytes = size(&folder.data()).doing(Kind::Failed, "read", &folder.data())?;
        Ok(Self {
            folder: folder.path().to_owned(),
            version,
            bytes,
            loose: Some(folder),
        })
    }

    /// Copies it into the cache. A name that is there is whole.
    fn keep(&self, cache: &Path, name: &str) -> Option<Self> {
        let scratch = tempfile::Builder::new()
            .prefix("new-")
            .tempdir_in(cache)
            .ok()?;
        copy_tree(&self.data(), &scratch.path().join("data"), None).ok()?;
        let facts = format!("{}\n{}\n", self.version, self.bytes);
        fs::write(scratch.path().join(FACTS), facts).ok()?;
        let folder = cache.join(name);
        // What is there under this name could not be read.
        let _ = fs::remove_dir_all(&folder);
        fs::rename(scratch.path(), &folder).ok()?;
        Self::read(&folder)
    }

    /// Where its data are.
    pub(in crate::dialect) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Whether it lies in the cache.
    pub(in crate::dialect) fn is_kept(&self) -> bool {
        self.loose.is_none()
    }

    /// Deletes it from the cache.
    pub(in crate::dialect) fn forget(&self) {
        if self.is_kept() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }

    /// The version of its programs.
    pub(in crate::dialect) fn version(&self) -> &str {
        &self.version
    }

    /// Copies it to a new folder.
    pub(in crate::dialect) fn copy_to(&self, to: &Path, account: Option<&Account>) -> Result<()> {
        let copied =
            copy_tree(&self.data(), to, account).doing(Kind::Failed, "copy", &self.folder)?;
        if copied != self.bytes {
            // It was not written to the disk in full before the machine went down.
            return Err(Error::failed(format!(
                "the template {} is not whole",
                self.folder.display()
            )));
        }
        Ok(())
    }
}

/// What a template is called: another one for other programs, be they in the same place.
fn name(software: &dyn Software) -> Result<String> {
    let program = software.server();
    let metadata = fs::metadata(&program).doing(Kind::Failed, "read", &program)?;
    let modified = metadata.modified().ok();
    let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let program = fs::canonicalize(&program).unwrap_or(program);
    let identity = format!(
        "{FORM}\n{}\n{}\n{modified:?}",
        program.display(),
        metadata.len()
    );
    let hash = Sha256::digest(identity.as_bytes());
    let digits: String = hash
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(format!("{}-{digits}", software.traits().template))
}

/// The folder for what can be made again: `$CARGO_MIGRATE_CACHE`, else `$XDG_CACHE_HOME` or
/// `$CARGO_MIGRATE_HOME` or `$HOME`.
fn cache_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name: &str| {
        variable(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    folder("CARGO_MIGRATE_CACHE")
        .or_else(|| Some(folder("XDG_CACHE_HOME")?.join("cargo-migrate")))
        .or_else(|| Some(folder("CARGO_MIGRATE_HOME")?.join("cache")))
        .or_else(|| Some(folder("HOME")?.join(".cache").join("cargo-migrate")))
}

fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The bytes of all files below a folder.
fn size(folder: &Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in walkdir::WalkDir::new(folder) {
        let metadata = entry?.metadata()?;
        if metadata.is_file() {
            bytes += metadata.len();
        }
    }
    Ok(bytes)
}

/// Copies folders and files to a new folder, for this user only. Says how many bytes that were.
fn copy_tree(from: &Path, to: &Path, account: Option<&Account>) -> std::io::Result<u64> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry?;
        let relative = entry
            .path()
            .strip_prefix(from)
            .map_err(std::io::Error::other)?;
        let target = to.join(relative);
        if entry.file_type().is_dir() {
            create_private(&target)?;
            give(&target, account)?;
        } else if entry.file_type().is_file() {
            files.push((entry.into_path(), target));
        }
    }
    let share = files.len().div_ceil(THREADS).max(1);
    std::thread::scope(|scope| {
        let copy = |files: &[(PathBuf, PathBuf)]| {
            files.iter().try_fold(0, |bytes, (from, to)| {
                let copied = fs::copy(from, to)?;
                give(to, account)?;
                Ok(bytes + copied)
            })
        };
        let shares: Vec<_> = files
            .chunks(share)
            .map(|files| scope.spawn(move || copy(files)))
            .collect();
        shares.into_iter().try_fold(0, |bytes, share| {
            let outcome = share
                .join()
                .unwrap_or_else(|_| Err(std::io::Error::other("a thread ended")));
            outcome.map(|copied| bytes + copied)
        })
    })
}

fn give(path: &Path, account: Option<&Account>) -> std::io::Result<()> {
    account.map_or(Ok(()), |account| account.give(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_the_first_that_the_environment_names() {
        type Case = (
            &'static [(&'static str, &'static str)],
            Option<&'static str>,
        );
        let cases: [Case; 6] = [
            (
                &[("CARGO_MIGRATE_CACHE", "/own"), ("XDG_CACHE_HOME", "/xdg")],
                Some("/own"),
            ),
            (
                &[("XDG_CACHE_HOME", "/xdg"), ("HOME", "/home/doe")],
                Some("/xdg/cargo-migrate"),
            ),
            (
                &[("CARGO_MIGRATE_HOME", "/state"), ("HOME", "/home/doe")],
                Some("/state/cache"),
            ),
            (
                &[("XDG_CACHE_HOME", "relative"), ("HOME", "/home/doe")],
                Some("/home/doe/.cache/cargo-migrate"),
            ),
            (&[("CARGO_MIGRATE_CACHE", "")], None),
            (&[], None),
        ];
        for (variables, expected) in cases {
            let variable = |name: &str| {
                let found = variables.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| OsString::from(value))
            };
            assert_eq!(
                cache_folder(variable),
                expected.map(PathBuf::from),
                "{variables:?}"
            );
        }
    }
}
