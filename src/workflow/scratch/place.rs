//! The files of this tool's own around a scratch database: its mark, what it was built from, which
//! command is running, and the lock of who builds it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{Error, IoContext, Kind, Result};
use crate::journal::{lock_within, stable_hash};
use crate::migration::clock;
use crate::project::Project;
use crate::workflow::command::nonce;
use crate::workflow::context::Context;

const MADE_BY: &str = "cargo-migrate";

/// How long a run waits for another one that builds the same scratch database.
const LOCK_WAIT: Duration = Duration::from_secs(120);

/// The files around a scratch database.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) folder: PathBuf,
    pub(super) mark: PathBuf,
    /// What it was built from.
    pub(super) inputs: PathBuf,
    /// Which command is running.
    pub(super) run: PathBuf,
}

/// A database on a server, as its mark names it: without user and password, which the URL of the
/// development database has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OnServer {
    pub(super) name: String,
    /// As [`Dialect::key`](crate::dialect::Dialect::key) says it: on which server it is.
    pub(super) key: String,
}

/// What the mark says.
#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    made_by: String,
    version: String,
    nonce: String,
    created: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    database: Option<OnServer>,
}

impl Place {
    /// The place of the scratch database that is kept under this name.
    pub(super) fn of(context: &Context, name: &str) -> Result<Self> {
        let target = context.project.target_directory()?;
        let folder = target.join("migrate").join(folder_name(&context.project));
        let file = |suffix: &str| folder.join(format!("{name}{suffix}"));
        Ok(Self {
            mark: file(".mark"),
            inputs: file(".inputs"),
            run: file(".run"),
            folder,
        })
    }

    /// Makes the folder. Outside of a Cargo project it lies among the project's own files, and is
    /// kept out of Git.
    pub(super) fn make_folder(&self, context: &Context) -> Result<()> {
        fs::create_dir_all(&self.folder).doing(Kind::Failed, "make the folder", &self.folder)?;
        if context.project.manifest.is_none() {
            let ignore = context.project.target_directory()?.join(".gitignore");
            if !ignore.exists() {
                fs::write(&ignore, "*\n").doing(Kind::Failed, "write", &ignore)?;
            }
        }
        Ok(())
    }

    /// Whether a run is building it.
    pub(super) fn is_locked(&self) -> bool {
        File::open(self.lock_file()).is_ok_and(|file| file.try_lock_shared().is_err())
    }

    fn lock_file(&self) -> PathBuf {
        self.folder.join("scratch.lock")
    }

    /// One run at a time builds it.
    pub(super) fn lock(&self) -> Result<File> {
        let path = self.lock_file();
        match lock_within(&path, LOCK_WAIT).doing(Kind::Failed, "lock", &path)? {
            (file, true) => Ok(file),
            (_, false) => Err(Error::failed(
                "another run of cargo migrate is building the scratch database",
            )
            .note(format!(
                "waited {} s for {}",
                LOCK_WAIT.as_secs(),
                path.display()
            ))
            .hint("wait until it has finished, or end it, and try again")),
        }
    }

    /// Refuses links, through which something else would be deleted. `database` is the file that it
    /// is in, where it is in one.
    pub(super) fn refuse_links(&self, database: Option<&Path>) -> Result<()> {
        let shared = self.folder.parent().unwrap_or(&self.folder);
        let paths = [shared, &self.folder, &self.mark];
        for path in paths.into_iter().chain(database) {
            if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.file_type().is_symlink()) {
                return Err(Error::refused(format!("{} is a symbolic link", path.display()))
                    .note("the scratch database is deleted and made again: a link could make it another file")
                    .hint(format!("rm {}", path.display())));
            }
        }
        Ok(())
    }

    /// Whether there is this tool's mark.
    pub(super) fn is_marked(&self) -> bool {
        self.read_mark().is_some()
    }

    /// The database on a server that the mark names.
    pub(super) fn marked_database(&self) -> Option<OnServer> {
        self.read_mark()?.database
    }

    fn read_mark(&self) -> Option<Mark> {
        let mark = serde_json::from_slice::<Mark>(&fs::read(&self.mark).ok()?).ok()?;
        (mark.made_by == MADE_BY).then_some(mark)
    }

    /// Marks the database. The mark must not be there yet.
    pub(super) fn write_mark(&self, database: Option<OnServer>) -> Result<()> {
        let mark = Mark {
            made_by: MADE_BY.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            nonce: nonce(),
            created: clock::now()?.to_string(),
            database,
        };
        let text = serde_json::to_string_pretty(&mark)
            .map_err(|cause| Error::internal(cause.to_string()))?;
        let write = || -> io::Result<()> {
            // Never through a link, and never over another file.
            let mut file = File::options()
                .write(true)
                .create_new(true)
                .open(&self.mark)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        write().doing(Kind::Failed, "write the mark", &self.mark)
    }

    /// Deletes what is known of its inputs, these files of its own and, last, its mark.
    pub(super) fn delete(&self, own: &[PathBuf]) -> Result<()> {
        for path in std::iter::once(&self.inputs).chain(own).chain([&self.mark]) {
            match fs::remove_file(path) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    return Err(cause).doing(Kind::Failed, "delete", path);
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The names of database and package, as far as they make a file name; a hash stands for the rest.
fn folder_name(project: &Project) -> String {
    let parts: Vec<&str> = [&project.name, &project.database]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let name = if parts.is_empty() {
        "database".to_owned()
    } else {
        parts.join("-")
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.chars().all(plain) && name.len() <= 80 {
        return name;
    }
    let slug: String = name
        .chars()
        .take(40)
        .map(|c| if plain(c) { c } else { '-' })
        .collect();
    format!("{slug}-{:016x}", stable_hash(name.as_bytes()))
}
