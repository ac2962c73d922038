//! A scratch database in a file below the target folder, which the commands make themselves.

use std::fs;
use std::path::{Path, PathBuf};

use super::home::Home;
use super::place::Place;
use crate::error::{Error, IoContext, Kind, Result};
use crate::project::DatabaseUrl;
use crate::workflow::context::{Context, Progress};

/// What SQLite puts beside a database, <https://sqlite.org/tempfiles.html>.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A scratch database in a file.
pub(super) struct InFile<'a> {
    context: &'a Context,
    place: Place,
    pub(super) database: PathBuf,
}

impl<'a> InFile<'a> {
    pub(super) fn new(context: &'a Context) -> Result<Self> {
        let place = Place::of(context, "scratch.db")?;
        let database = place.folder.join("scratch.db");
        Ok(Self {
            context,
            place,
            database,
        })
    }

    /// With `mode=rwc`, so that one who opens it makes it.
    fn url(&self) -> Result<DatabaseUrl> {
        let url = DatabaseUrl::of_sqlite_file(&self.database);
        DatabaseUrl::parse(&format!("{}?mode=rwc", url.expose()))
    }

    fn refuse_development(&self) -> Result<()> {
        let Some((url, source)) = self.context.project.database_url_if_set()? else {
            return Ok(());
        };
        let Some(path) = url.sqlite_path_in(&self.context.project.root) else {
            return Ok(());
        };
        if !is_same_file(&path, &self.database) {
            return Ok(());
        }
        Err(Error::refused(format!(
            "{source} names the scratch database, {}",
            self.database.display()
        ))
        .note(
            "the scratch database is deleted and made again, and the development database never is",
        )
        .hint(format!(
            "export {}=sqlite:dev.db",
            self.context.project.url_env
        )))
    }
}

impl Home for InFile<'_> {
    fn place(&self) -> &Place {
        &self.place
    }

    fn refuse_foreign(&self) -> Result<()> {
        self.place.refuse_links(Some(&self.database))?;
        self.refuse_development()?;
        if fs::symlink_metadata(&self.database).is_ok() && !self.place.is_marked() {
            let path = self.database.display();
            return Err(
                Error::refused(format!("{path} is there without this tool's mark"))
                    .note(format!(
                        "only what cargo migrate has made is deleted; its mark would be {}",
                        self.place.mark.display()
                    ))
                    .hint(format!("mv {path} ELSEWHERE     if somebody needs it"))
                    .hint(format!("rm {path}     if not")),
            );
        }
        Ok(())
    }

    fn known(&self) -> Result<Option<DatabaseUrl>> {
        Ok(Some(self.url()?))
    }

    fn described(&self) -> Result<String> {
        let there = if self.database.exists() {
            ""
        } else {
            ", not built yet"
        };
        Ok(format!("{}{there}", self.database.display()))
    }

    fn begin(&self, _: &mut dyn Progress) -> Result<(DatabaseUrl, bool)> {
        self.delete()?;
        // Before the database is there: what is there without a mark is somebody's own.
        self.place.write_mark(None)?;
        Ok((self.url()?, true))
    }

    fn fill(&self, _: &DatabaseUrl, progress: &mut dyn Progress) -> Result<()> {
        let built = super::from_files(self.context, self.context.empty()?, progress)?;
        built.back_up_to(&self.database)
    }

    fn refuse_unmade(&self, url: &DatabaseUrl) -> Result<()> {
        let path = self.database.display();
        match fs::metadata(&self.database) {
            Ok(metadata) if metadata.len() > 0 => Ok(()),
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                Err(cause).doing(Kind::Failed, "look at", &self.database)
            }
            _ => Err(super::made_nothing(
                self.context,
                &format!("the set-up commands made no database {path}"),
                url,
            )),
        }
    }

    fn development(&self) -> String {
        let project = &self.context.project;
        let Ok(Some((url, _))) = project.database_url_if_set() else {
            return String::new();
        };
        let Some(path) = url.sqlite_path_in(&project.root) else {
            return String::new();
        };
        // Sizes and times of its files.
        let stamps = [path.clone(), with_suffix(&path, "-wal")].map(|path| {
            let metadata = fs::metadata(path).ok()?;
            Some((metadata.len(), metadata.modified().ok()))
        });
        format!("{stamps:?}")
    }

    fn delete(&self) -> Result<bool> {
        let there = self.database.exists();
        let mut files = vec![self.database.clone()];
        files.extend(COMPANIONS.map(|suffix| with_suffix(&self.database, suffix)));
        self.place.delete(&files)?;
        Ok(there)
    }
}

/// The path with these characters after its file name.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
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
