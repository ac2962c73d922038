//! Where the scratch database lies, and whether what lies there is this tool's.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{Error, IoContext, Kind, Result};
use crate::journal::{lock_within, stable_hash};
use crate::migration::clock;
use crate::project::{DatabaseUrl, Project};
use crate::workflow::command::nonce;
use crate::workflow::context::Context;

/// What SQLite puts beside a database, <https://sqlite.org/tempfiles.html>.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

const MADE_BY: &str = "cargo-migrate";

/// How long a run waits for another one that builds the same scratch database.
const LOCK_WAIT: Duration = Duration::from_secs(120);

/// The files of a scratch database.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) folder: PathBuf,
    pub(super) database: PathBuf,
    pub(super) mark: PathBuf,
    /// What it was built from.
    pub(super) inputs: PathBuf,
    /// Which command is running.
    pub(super) run: PathBuf,
}

/// What the mark says.
#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    made_by: String,
    version: String,
    nonce: String,
    created: String,
}

impl Place {
    pub(super) fn of(context: &Context) -> Result<Self> {
        let target = context.project.target_directory()?;
        let folder = target.join("migrate").join(folder_name(&context.project));
        let file = |name: &str| folder.join(name);
        Ok(Self {
            database: file("scratch.db"),
            mark: file("scratch.db.mark"),
            inputs: file("scratch.db.inputs"),
            run: file("scratch.db.run"),
            folder,
        })
    }

    pub(super) fn url(&self) -> Result<DatabaseUrl> {
        let url = DatabaseUrl::of_sqlite_file(&self.database);
        DatabaseUrl::parse(&format!("{}?mode=rwc", url.expose()))
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

    /// Refuses a database that this tool has not made, and one that is the development database.
    pub(super) fn refuse_foreign(&self, context: &Context) -> Result<()> {
        let shared = self.folder.parent().unwrap_or(&self.folder);
        for path in [shared, &self.folder, &self.database, &self.mark] {
            if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.file_type().is_symlink()) {
                return Err(refused(format!("{} is a symbolic link", path.display()))
                    .note("the scratch database is deleted and made again: a link could make it another file")
                    .hint(format!("rm {}", path.display())));
            }
        }
        self.refuse_development(context)?;
        if fs::symlink_metadata(&self.database).is_ok() && !self.is_marked() {
            let path = self.database.display();
            return Err(refused(format!("{path} is there without this tool's mark"))
                .note(format!(
                    "only what cargo migrate has made is deleted; its mark would be {}",
                    self.mark.display()
                ))
                .hint(format!("mv {path} ELSEWHERE     if somebody needs it"))
                .hint(format!("rm {path}     if not")));
        }
        Ok(())
    }

    fn refuse_development(&self, context: &Context) -> Result<()> {
        let Some((url, source)) = context.project.database_url_if_set()? else {
            return Ok(());
        };
        let Some(path) = url.sqlite_path_in(&context.project.root) else {
            return Ok(());
        };
        if !is_same_file(&path, &self.database) {
            return Ok(());
        }
        Err(refused(format!(
            "{source} names the scratch database, {}",
            self.database.display()
        ))
        .note(
            "the scratch database is deleted and made again, and the development database never is",
        )
        .hint(format!("export {}=sqlite:dev.db", context.project.url_env)))
    }

    fn is_marked(&self) -> bool {
        fs::read(&self.mark)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Mark>(&bytes).ok())
            .is_some_and(|mark| mark.made_by == MADE_BY)
    }

    /// Marks the database that is about to be made. It must not be there yet.
    pub(super) fn write_mark(&self) -> Result<()> {
        let mark = Mark {
            made_by: MADE_BY.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            nonce: nonce(),
            created: clock::now()?.to_string(),
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

    /// Deletes the database, its companions, what is known of its inputs and, last, its mark.
    pub(super) fn delete(&self) -> Result<()> {
        let companions = COMPANIONS.map(|suffix| with_suffix(&self.database, suffix));
        let files = [&self.inputs, &self.database]
            .into_iter()
            .chain(&companions)
            .chain([&self.mark]);
        for path in files {
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

fn refused(message: String) -> Error {
    Error::refused(message)
}

/// The path with these characters after its file name.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
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

/// Whether two paths lead to one file, also by links, and also where it is not there yet.
fn is_same_file(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    if let (Ok(one), Ok(other)) = (fs::metadata(one), fs::metadata(other)) {
        use std::os::unix::fs::MetadataExt;
        return (one.dev(), one.ino()) == (other.dev(), other.ino());
    }
    resolved(one) == resolved(other)
}

fn resolved(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if let Ok(path) = absolute.canonicalize() {
        return path;
    }
    match (
        absolute
            .parent()
            .and_then(|folder| folder.canonicalize().ok()),
        absolute.file_name(),
    ) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => absolute,
    }
}
