//! The sides of a comparison: `dev`, `scratch`, `replay`, `replay@REV`, `file:PATH`, `git:REV`, a
//! database URL.

use super::context::{Context, Progress, Silent, dialect};
use super::source;
use crate::dialect::{Access, Dialect, Ignore};
use crate::error::{Error, Result};
use crate::migration::{Bearing, git};
use crate::project::{DatabaseUrl, Engine, ScratchServer};
use crate::schema::Schema;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// The development database.
    Development,
    /// The schema source: the scratch database, or the files that would make it.
    Scratch,
    /// The history, applied to an empty database, up to a revision.
    Replay(Option<String>),
    /// A file or folder of SQL.
    File(PathBuf),
    /// The schema source as a Git revision has it.
    Git(String),
    /// A database.
    Url(DatabaseUrl),
}

impl FromStr for Side {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "dev" => return Ok(Self::Development),
            "scratch" => return Ok(Self::Scratch),
            "replay" => return Ok(Self::Replay(None)),
            _ => {}
        }
        if let Some(revision) = text.strip_prefix("replay@") {
            return Ok(Self::Replay(Some(revision.to_owned())));
        }
        if let Some(path) = text.strip_prefix("file:") {
            return Ok(Self::File(PathBuf::from(path)));
        }
        if let Some(revision) = text.strip_prefix("git:") {
            return Ok(Self::Git(revision.to_owned()));
        }
        DatabaseUrl::parse(text).map(Self::Url).map_err(|error| {
            error.note(
                "a side is dev, scratch, replay, replay@REV, file:PATH, git:REV or a database URL",
            )
        })
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Development => f.write_str("dev"),
            Self::Scratch => f.write_str("scratch"),
            Self::Replay(None) => f.write_str("replay"),
            Self::Replay(Some(revision)) => write!(f, "replay@{revision}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Git(revision) => write!(f, "git:{revision}"),
            Self::Url(url) => write!(f, "{url:?}"),
        }
    }
}

impl Side {
    /// Whether it can be opened without a Cargo project.
    pub fn stands_alone(&self) -> bool {
        matches!(self, Self::File(_) | Self::Url(_))
    }

    /// The engine that it names.
    pub fn engine(&self) -> Option<Engine> {
        match self {
            Self::Url(url) => Some(url.engine()),
            _ => None,
        }
    }
}

/// The schema of a side that needs no project.
pub fn schema_alone(
    side: &Side,
    dialect: &dyn Dialect,
    directory: &Path,
    progress: &mut dyn Progress,
) -> Result<Schema> {
    match side {
        Side::Url(url) => dialect
            .open(url, Access::Read, &Ignore::default())?
            .inspect(),
        Side::File(path) => {
            let files = sql_files(&directory.join(path))?;
            source::schema(dialect, &Ignore::default(), &files, progress)
        }
        other => Err(Error::internal(format!("{other} needs a project"))),
    }
}

/// The schemas of two sides that need no project. Two databases on servers are read at the same
/// time: most of it is waiting for the servers.
pub fn schemas_alone(
    sides: [&Side; 2],
    engine: Engine,
    chosen: &dyn Dialect,
    directory: &Path,
    progress: &mut dyn Progress,
) -> Result<(Schema, Schema)> {
    let [from, to] = sides;
    let on_server = |side: &Side| matches!(side, Side::Url(url) if url.server_shown().is_some());
    if !(on_server(from) && on_server(to)) {
        let from = schema_alone(from, chosen, directory, progress)?;
        return Ok((from, schema_alone(to, chosen, directory, progress)?));
    }
    std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            // What the sessions of a dialect share stays in one thread.
            let own = dialect(engine, directory, None, ScratchServer::default())?;
            schema_alone(to, &*own, directory, &mut Silent)
        });
        let from = schema_alone(from, chosen, directory, progress);
        let to = other
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok((from?, to?))
    })
}

fn sql_files(path: &Path) -> Result<Vec<source::SourceFile>> {
    if !path.is_dir() {
        return Ok(vec![source::read(path.to_owned())?]);
    }
    let mut paths: Vec<PathBuf> = walkdir::WalkDir::new(path)
        .into_iter()
        .filter_map(std::result::Result::ok)
        .filter(|file| {
            file.file_type().is_file() && file.path().extension().is_some_and(|e| e == "sql")
        })
        .map(walkdir::DirEntry::into_path)
        .collect();
    paths.sort();
    paths.into_iter().map(source::read).collect()
}

impl Context {
    /// The schema of a side.
    pub fn schema_of(&self, side: &Side, progress: &mut dyn Progress) -> Result<Schema> {
        match side {
            Side::Development => self.development(Access::Read)?.inspect(),
            Side::Scratch => self.wanted(progress),
            Side::Replay(revision) => {
                let history = self.sound_history()?;
                let versions: Vec<i64> = history.versions().collect();
                let to = match revision {
                    None => history.head().map(|migration| migration.version),
                    Some(revision) => self.resolve(revision, &history, &versions, Bearing::Any)?,
                };
                self.replay(history.up_to(to), progress)?.inspect()
            }
            Side::Git(revision) => self.at_revision(revision, progress),
            Side::File(_) => schema_alone(side, self.dialect()?, &self.directory, progress),
            Side::Url(url) => {
                let dialect = dialect(
                    url.engine(),
                    &self.directory,
                    Some(url),
                    self.project.scratch_server,
                )?;
                dialect.open(url, Access::Read, &self.ignore()?)?.inspect()
            }
        }
    }

    /// The schema as its source says it: that of its files, or, where only set-up commands say
    /// it, of the scratch database that they made.
    pub fn wanted(&self, progress: &mut dyn Progress) -> Result<Schema> {
        if source::has_files(self) || self.project.setup.is_empty() {
            let files = source::files(self)?;
            return source::schema(self.dialect()?, &self.ignore()?, &files, progress);
        }
        let scratch = super::scratch::ensure(self, progress)?;
        self.open(&scratch.url, Access::Read)?.inspect()
    }

    fn at_revision(&self, revision: &str, progress: &mut dyn Progress) -> Result<Schema> {
        let Some(root) = git::repository_root(&self.project.root)? else {
            return Err(Error::usage(format!(
                "{} is not in a Git repository",
                self.project.root.display()
            ))
            .hint("git init"));
        };
        let files = source_at(self, &root, git::Tree::Revision(revision))?;
        source::schema(self.dialect()?, &self.ignore()?, &files, progress)
    }
}

/// The schema source as a Git tree has it.
pub fn source_at(
    context: &Context,
    root: &Path,
    tree: git::Tree<'_>,
) -> Result<Vec<source::SourceFile>> {
    let mut files = Vec::new();
    for entry in &context.project.schema {
        let path = context.project.root.join(entry);
        let found = matching(root, tree, &path)?;
        for (path, bytes) in found {
            let sql = String::from_utf8(bytes)
                .map_err(|_| Error::usage(format!("{} is not UTF-8", path.display())))?;
            files.push(source::SourceFile { path, sql });
        }
    }
    Ok(files)
}

/// The files of a Git tree that an entry of `schema` names: a file, a folder or a glob.
fn matching(root: &Path, tree: git::Tree<'_>, path: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let is_glob = |text: &str| text.contains(['*', '?', '[']);
    if is_glob(&path.to_string_lossy()) {
        let base: PathBuf = path
            .components()
            .take_while(|part| !is_glob(&part.as_os_str().to_string_lossy()))
            .collect();
        let pattern = glob::Pattern::new(&path.to_string_lossy())
            .map_err(|cause| Error::usage(format!("{} is no pattern: {cause}", path.display())))?;
        let found = git::show_folder(root, tree, &base)?.into_iter();
        let found = found.map(|(name, bytes)| (base.join(name), bytes));
        return Ok(found
            .filter(|(path, _)| pattern.matches_path(path))
            .collect());
    }
    if let Some(bytes) = git::show_file(root, tree, path)? {
        return Ok(vec![(path.to_owned(), bytes)]);
    }
    let found = git::show_folder(root, tree, path)?.into_iter();
    let found = found.map(|(name, bytes)| (path.join(name), bytes));
    Ok(found
        .filter(|(path, _)| path.extension().is_some_and(|extension| extension == "sql"))
        .collect())
}
