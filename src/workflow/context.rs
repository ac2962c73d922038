//! What every workflow works on: the project, its databases, its history and this tool's journal.

use crate::dialect::mysql::engine::Mysql;
use crate::dialect::postgres::engine::Postgres;
use crate::dialect::sqlite::engine::Sqlite;
use crate::dialect::{Access, Applied, Database, Dialect, Ignore, Note, Run};
use crate::error::{Error, Result};
use crate::journal::{DatabaseId, Journal};
use crate::migration::{Bearing, History, Migration, Revision, Standing, git};
use crate::project::{DatabaseUrl, Engine, Project, ScratchServer};
use crate::workflow::lock::{LOCK_WAIT, MigrationLock};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

/// Told what happens while it happens. `report` shows it; tests collect it.
pub trait Progress {
    /// Something is being done: a verb in the present participle, and to what.
    fn status(&mut self, verb: &str, message: &str);
    /// Something was done, and took this long.
    fn timed(&mut self, verb: &str, message: &str, time: Duration);
    /// A statement has run.
    fn statement(&mut self, sql: &str, time: Duration);
    /// Whether anybody wants to hear of statements.
    fn follows_statements(&self) -> bool {
        true
    }
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
    fn follows_statements(&self) -> bool {
        false
    }
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
    dialect: OnceCell<Rc<dyn Dialect>>,
}

/// `1 migration`, `3 migrations`
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// The dialect of an engine. `url` is that of the development database, whose server the engine's
/// throwaway databases are made on, and relative paths begin in `root`.
///
/// # Errors
/// A usage error for an engine that this version can't serve.
pub fn dialect(
    engine: Engine,
    root: &Path,
    url: Option<&DatabaseUrl>,
    server: ScratchServer,
) -> Result<Rc<dyn Dialect>> {
    match engine {
        Engine::Sqlite => Ok(Rc::new(Sqlite::new(root))),
        Engine::Postgres => Ok(Rc::new(Postgres::new(url.cloned(), server))),
        Engine::Mysql => Ok(Rc::new(Mysql::new(url.cloned(), server))),
    }
}

impl Context {
    /// A context for this project.
    pub fn new(project: Project, directory: PathBuf) -> Self {
        Self {
            project,
            directory,
            journal: OnceCell::new(),
            dialect: OnceCell::new(),
        }
    }

    /// The engine's dialect.
    pub fn dialect(&self) -> Result<&dyn Dialect> {
        if let Some(dialect) = self.dialect.get() {
            return Ok(&**dialect);
        }
        let project = &self.project;
        let url = project.database_url_if_set()?.map(|(url, _)| url);
        let dialect = dialect(
            project.engine()?,
            &project.root,
            url.as_ref(),
            project.scratch_server,
        )?;
        Ok(&**self.dialect.get_or_init(|| dialect))
    }

    /// The same, to be kept.
    pub fn shared_dialect(&self) -> Result<Rc<dyn Dialect>> {
        self.dialect()?;
        let dialect = self.dialect.get().cloned();
        dialect.ok_or_else(|| Error::internal("a dialect that was just made is not there"))
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
            owners_count: self.project.owners,
            patterns: patterns.collect::<Result<_>>()?,
        })
    }

    /// Opens the database of this URL, which is one of the project's engine.
    pub fn open(&self, url: &DatabaseUrl, access: Access) -> Result<Box<dyn Database>> {
        self.dialect()?.open(url, access, &self.ignore()?)
    }

    /// Opens the development database.
    pub fn development(&self, access: Access) -> Result<Box<dyn Database>> {
        self.open(&self.project.database_url()?, access)
    }

    /// Whether the development database is on a server that may be out of reach.
    pub fn is_on_a_server(&self) -> bool {
        let url = self.project.database_url_if_set().ok().flatten();
        url.is_some_and(|(url, _)| url.server_shown().is_some())
    }

    /// Whether nothing answers where the development database should be.
    pub fn development_is_out_of_reach(&self) -> bool {
        let url = self.project.database_url_if_set().ok().flatten();
        let dialect = self.dialect().ok();
        url.zip(dialect)
            .is_some_and(|((url, _), dialect)| dialect.is_out_of_reach(&url))
    }

    /// Whether there is a development database.
    pub fn development_is_there(&self) -> Result<bool> {
        match self.project.database_url_if_set()? {
            Some((url, _)) => self.dialect()?.exists(&url),
            None => Ok(false),
        }
    }

    /// The development database for reading, or none where there is no such database yet.
    pub fn development_if_there(&self) -> Result<Option<Box<dyn Database>>> {
        match self.project.database_url_if_set()? {
            Some(_) => self.open_if_there(Access::Read),
            None => Ok(None),
        }
    }

    /// The development database, or none where there is no such database yet.
    ///
    /// # Errors
    /// As [`Dialect::open`], and where no URL is set.
    pub fn open_if_there(&self, access: Access) -> Result<Option<Box<dyn Database>>> {
        let url = self.project.database_url()?;
        match self.open(&url, access) {
            Ok(database) => Ok(Some(database)),
            // Asked only now: on a server that is a connection of its own.
            Err(error) => match self.dialect()?.exists(&url) {
                Ok(false) => Ok(None),
                // Another run may have made it since.
                Ok(true) => self.open(&url, access).map(Some),
                Err(_) => Err(error),
            },
        }
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

    /// How the journal and the locks name the development database; holds no secret.
    pub fn database_key(&self) -> Result<String> {
        self.dialect()?.key(&self.project.database_url()?)
    }

    /// The sole right to change the development database with this tool on this machine, waited
    /// for.
    ///
    /// # Errors
    /// As [`MigrationLock::acquire`].
    pub fn lock(&self) -> Result<MigrationLock> {
        let url = self.project.database_url()?;
        let shown = match url.sqlite_path_in(&self.project.root) {
            Some(path) => path.display().to_string(),
            None => url.to_string(),
        };
        MigrationLock::acquire(&self.database_key()?, &shown, LOCK_WAIT)
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
    database.time_statements(progress.follows_statements());
    database
        .run(&run, &mut |sql, time| progress.statement(sql, time))
        .map_err(|error| {
            error.context(format!(
                "migration {} {title} cannot be applied",
                migration.version
            ))
        })
}

/// What the ledger says of a migration that it was told of without running it.
pub fn noted(migration: &Migration) -> Applied {
    Applied {
        version: migration.version,
        description: migration.title(),
        installed_on: String::new(),
        success: true,
        checksum: migration.checksum(),
        execution_time: -1,
    }
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
    database.time_statements(progress.follows_statements());
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
