//! What every workflow works on: the project, its databases, its history and this tool's journal.

use crate::dialect::sqlite::engine::Sqlite;
use crate::dialect::sqlite::session::Session;
use crate::dialect::{Access, Database, Dialect, Ignore, Note, Run};
use crate::error::{Error, Result};
use crate::journal::{DatabaseId, Journal};
use crate::migration::{Bearing, History, Migration, Revision, Standing, git};
use crate::project::{DatabaseUrl, Engine, Project, SqliteMode};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Told what happens while it happens. `report` shows it; tests collect it.
pub trait Progress {
    /// Something is being done: a verb in the present participle, and to what.
    fn status(&mut self, verb: &str, message: &str);
    /// Something was done, and took this long.
    fn timed(&mut self, verb: &str, message: &str, time: Duration);
    /// A statement has run.
    fn statement(&mut self, sql: &str, time: Duration);
    /// Something that a person should know before trusting the result.
    fn warn(&mut self, message: &str);
    /// Something that helps to understand the result.
    fn note(&mut self, message: &str);
}

/// A progress that nobody follows.
#[derive(Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn status(&mut self, _: &str, _: &str) {}
    fn timed(&mut self, _: &str, _: &str, _: Duration) {}
    fn statement(&mut self, _: &str, _: Duration) {}
    fn warn(&mut self, _: &str) {}
    fn note(&mut self, _: &str) {}
}

/// A project with what is opened of it on demand.
pub struct Context {
    /// The project.
    pub project: Project,
    /// Where the command was called: relative paths of the command line start here.
    pub directory: PathBuf,
    journal: OnceCell<Journal>,
}

/// `1 migration`, `3 migrations`
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// The dialect of an engine.
///
/// # Errors
/// A usage error for an engine that this version can't serve.
pub fn dialect(engine: Engine) -> Result<&'static dyn Dialect> {
    match engine {
        Engine::Sqlite => Ok(&Sqlite),
        other => Err(Error::usage(format!(
            "{} is not supported by this version",
            other.title()
        ))
        .hint("use a sqlite: URL")),
    }
}

/// Opens the database of this URL.
pub fn open(
    url: &DatabaseUrl,
    root: &Path,
    access: Access,
    ignore: &Ignore,
) -> Result<Box<dyn Database>> {
    dialect(url.engine())?;
    let Some(path) = url.sqlite_path_in(root) else {
        return Err(Error::usage(
            "a database in memory is empty whenever it is opened, so there is nothing to work on",
        )
        .hint("name a file, as in sqlite:dev.db"));
    };
    if access != Access::Read {
        refuse_read_only(url)?;
    }
    let mut session = Session::open(&path, access)?;
    if let Some(ledger) = &ignore.ledger {
        session.set_ledger(ledger);
    }
    session.set_ignore(ignore.clone());
    Ok(Box::new(session))
}

fn refuse_read_only(url: &DatabaseUrl) -> Result<()> {
    let immutable = ["immutable=1", "immutable=true"]
        .iter()
        .find(|text| url.expose().contains(**text));
    let said = match url.sqlite_mode() {
        Some(SqliteMode::ReadOnly) => Some(&"mode=ro"),
        _ => immutable,
    };
    match said {
        Some(said) => Err(Error::usage(format!(
            "the URL says {said}: the database may not be written"
        ))
        .hint(match said.starts_with("mode") {
            true => "write mode=rw in its place, or leave it out",
            false => "leave it out of the URL, as in sqlite:dev.db",
        })),
        None => Ok(()),
    }
}

impl Context {
    /// A context for this project.
    pub fn new(project: Project, directory: PathBuf) -> Self {
        Self {
            project,
            directory,
            journal: OnceCell::new(),
        }
    }

    /// The engine's dialect.
    pub fn dialect(&self) -> Result<&'static dyn Dialect> {
        dialect(self.project.engine()?)
    }

    /// What every look at a database leaves out.
    ///
    /// # Errors
    /// A usage error for a pattern of `ignore` that is none.
    pub fn ignore(&self) -> Result<Ignore> {
        let patterns = self.project.ignore.iter().map(|text| {
            glob::Pattern::new(text).map_err(|cause| {
                Error::usage(format!("`{text}` in `ignore` is no pattern: {cause}"))
                    .hint("a pattern is a name with * and ?, as in cache_*")
            })
        });
        Ok(Ignore {
            ledger: Some(self.project.table.clone()),
            patterns: patterns.collect::<Result<_>>()?,
        })
    }

    /// Opens the development database.
    pub fn development(&self, access: Access) -> Result<Box<dyn Database>> {
        open(
            &self.project.database_url()?,
            &self.project.root,
            access,
            &self.ignore()?,
        )
    }

    /// The development database for reading, or none where there is no such database yet.
    pub fn development_if_there(&self) -> Result<Option<Box<dyn Database>>> {
        match self.project.database_url_if_set()? {
            Some((url, _)) => match url.sqlite_path_in(&self.project.root) {
                Some(path) if path.exists() => Ok(Some(self.development(Access::Read)?)),
                _ => Ok(None),
            },
            None => Ok(None),
        }
    }

    /// The file of the development database.
    pub fn development_path(&self) -> Result<PathBuf> {
        let url = self.project.database_url()?;
        dialect(url.engine())?;
        url.sqlite_path_in(&self.project.root).ok_or_else(|| {
            Error::usage("the development database is in memory, so nothing of it would stay")
                .hint("name a file, as in sqlite:dev.db")
        })
    }

    /// An empty database that is thrown away.
    pub fn empty(&self) -> Result<Box<dyn Database>> {
        self.dialect()?.empty(&self.ignore()?)
    }

    /// Reads the migrations folder.
    pub fn history(&self) -> Result<History> {
        Ok(History::read(&self.project.migrations)?.ignoring(&self.project.ignored_chars))
    }

    /// Reads the migrations folder and refuses one that can't be relied on.
    pub fn sound_history(&self) -> Result<History> {
        let history = self.history()?;
        refuse_unsound(&history)?;
        Ok(history)
    }

    /// This tool's journal.
    pub fn journal(&self) -> Result<&Journal> {
        if let Some(journal) = self.journal.get() {
            return Ok(journal);
        }
        let journal = Journal::open()?;
        Ok(self.journal.get_or_init(|| journal))
    }

    /// The development database in the journal.
    pub fn journal_entry(&self) -> Result<(&Journal, DatabaseId)> {
        let journal = self.journal()?;
        let id = journal.database(&self.database_key()?)?;
        Ok((journal, id))
    }

    /// Where large snapshots go.
    pub fn temporary_folder(&self) -> PathBuf {
        std::env::temp_dir()
    }

    /// How the journal names the development database; holds no secret.
    pub fn database_key(&self) -> Result<String> {
        let path = self.development_path()?;
        // The folder is there before the file is: the key must be the same before and after.
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        let canonical = match (path.canonicalize(), folder, path.file_name()) {
            (Ok(canonical), ..) => canonical,
            (Err(_), Some(folder), Some(name)) => folder.join(name),
            _ => std::path::absolute(&path).unwrap_or(path),
        };
        Ok(format!("sqlite:{}", canonical.display()))
    }

    /// Resolves what a person wrote for a version; `None` is the base.
    pub fn resolve(
        &self,
        text: &str,
        history: &History,
        applied: &[i64],
        bearing: Bearing,
    ) -> Result<Option<i64>> {
        let folder = &self.project.migrations;
        let tag = |name: &str| match git::repository_root(&self.project.root)? {
            Some(root) => git::newest_migration_in_tag(&root, name, folder),
            None => Ok(None),
        };
        Revision::parse(text)?.resolve(&Standing {
            history,
            applied,
            current: applied.last().copied(),
            bearing,
            tag: &tag,
        })
    }

    /// An empty database with these migrations applied, as sqlx would.
    pub fn replay(
        &self,
        migrations: &[Migration],
        progress: &mut dyn Progress,
    ) -> Result<Box<dyn Database>> {
        let mut database = self.empty()?;
        for migration in migrations {
            apply(&mut *database, migration, progress)?;
        }
        Ok(database)
    }
}

/// The history, also where there is no folder: a database can then still be taken back.
pub fn empty_or_history(context: &Context) -> Result<History> {
    if context.project.migrations.is_dir() {
        context.history()
    } else {
        Ok(History::from_files(&context.project.migrations, Vec::new()))
    }
}

/// Applies one migration, noting it in the ledger.
pub fn apply(
    database: &mut dyn Database,
    migration: &Migration,
    progress: &mut dyn Progress,
) -> Result<Duration> {
    let title = migration.title();
    let checksum = migration.checksum();
    let run = Run {
        path: &migration.up.path,
        sql: &migration.up.sql,
        no_transaction: migration.up.no_transaction,
        note: Note::Applied {
            version: migration.version,
            description: &title,
            checksum: &checksum,
        },
    };
    database
        .run(&run, &mut |sql, time| progress.statement(sql, time))
        .map_err(|error| {
            error.context(format!(
                "migration {} {title} cannot be applied",
                migration.version
            ))
        })
}

/// Takes one migration back by this script, and out of the ledger.
pub fn take_back(
    database: &mut dyn Database,
    migration: &Migration,
    progress: &mut dyn Progress,
) -> Result<Duration> {
    let title = migration.title();
    let Some(down) = &migration.down else {
        return Err(Error::refused(format!(
            "migration {} {title} has no down script, so it cannot be taken back",
            migration.version
        ))
        .hint(format!(
            "write {}_{}.down.sql",
            migration.prefix(),
            migration.description
        )));
    };
    let run = Run {
        path: &down.path,
        sql: &down.sql,
        no_transaction: down.no_transaction,
        note: Note::Reverted {
            version: migration.version,
        },
    };
    database
        .run(&run, &mut |sql, time| progress.statement(sql, time))
        .map_err(|error| {
            error.context(format!(
                "migration {} {title} cannot be taken back",
                migration.version
            ))
        })
}

/// Refuses a history of which sqlx would run something else than a person expects.
pub fn refuse_unsound(history: &History) -> Result<()> {
    use crate::migration::FindingKind;
    let stops = |kind: FindingKind| {
        !matches!(
            kind,
            FindingKind::TodoReview
                | FindingKind::CarriageReturn
                | FindingKind::MissingDown
                | FindingKind::IgnoredFile
                | FindingKind::OrphanDown
        )
    };
    let Some(first) = history.errors().find(|finding| stops(finding.kind)) else {
        return Ok(());
    };
    let more = history
        .errors()
        .filter(|finding| stops(finding.kind))
        .count()
        - 1;
    let mut error = Error::usage(first.message.clone());
    error = error.note(match first.line {
        Some(line) => format!("in {}:{line}", first.path.display()),
        None => format!("in {}", first.path.display()),
    });
    if more > 0 {
        error = error.note(format!("and {more} more: cargo migrate check lists them"));
    }
    if let Some(hint) = &first.hint {
        error = error.hint(hint.clone());
    }
    Err(error)
}
