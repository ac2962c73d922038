//! What an engine provides to the workflows: an open database, and what is made without one.

use super::contents::Contents;
use super::steps::{Conduct, Steps};
use crate::diff::Rename;
use crate::draft::Draft;
use crate::error::Result;
use crate::project::DatabaseUrl;
use crate::schema::Schema;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The migration's version.
    pub version: i64,
    /// Its description, with spaces.
    pub description: String,
    /// When it was applied, as the database keeps it (UTC).
    pub installed_on: String,
    /// False where a run broke off; sqlx refuses to start on such a database.
    pub success: bool,
    /// SHA-384 of the up script.
    pub checksum: Vec<u8>,
    /// In nanoseconds; -1 where sqlx did not come to write it.
    pub execution_time: i64,
}

/// A script with what the ledger is told of it.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    /// Where the script comes from, for messages; may be no file at all.
    pub path: &'a Path,
    /// The script.
    pub sql: &'a str,
    /// Whether it must run outside a transaction.
    pub no_transaction: bool,
    /// What happens to the ledger.
    pub note: Note<'a>,
}

/// What the ledger is told when a script has run.
#[derive(Debug, Clone)]
pub enum Note<'a> {
    /// Nothing.
    None,
    /// The migration is applied.
    Applied {
        /// Its version.
        version: i64,
        /// Its description, with spaces.
        description: &'a str,
        /// Its checksum.
        checksum: &'a [u8],
    },
    /// The migration is taken back.
    Reverted {
        /// Its version.
        version: i64,
    },
}

/// How a database is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It must be there; nothing is written.
    Read,
    /// It must be there.
    Write,
    /// It is made where it is not there.
    Create,
}

/// Told of each statement that was run, with its time.
pub type Trace<'a> = &'a mut dyn FnMut(&str, Duration);

/// A statement of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes, from its first token to before its semicolon.
    pub range: Range<usize>,
    /// Its first words, upper-case: `CREATE TABLE`, `PRAGMA foreign_keys`.
    pub head: Vec<String>,
}

impl Piece {
    /// Whether its first words are these (upper-case).
    pub fn is(&self, words: &[&str]) -> bool {
        self.head.len() >= words.len() && self.head.iter().zip(words).all(|(a, b)| a == b)
    }
}

/// Rows that a statement would take along, run inside a transaction with foreign keys on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cascade {
    /// The table that is dropped.
    pub parent: String,
    /// The table whose rows are deleted or changed.
    pub child: String,
    /// ON DELETE's action, such as `CASCADE`.
    pub action: String,
}

/// What a statement did to tables while it was rehearsed, as the engine itself says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// The statement.
    pub sql: String,
    /// Tables and indexes of which every row was written anew, the new ones left out.
    pub rewritten: Vec<String>,
    /// Tables that were there before, each with the strongest lock that the statement took on it,
    /// by the engine's name of it (`ACCESS EXCLUSIVE`).
    pub locked: Vec<(String, String)>,
}

/// In which form drafts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// The plain one.
    #[default]
    Fast,
    /// The one that lets others work on the tables meanwhile.
    Online,
    /// All in one file, even where another form would be faster.
    Single,
}

/// Tables in which other migration tools keep their books: none of ours to change.
pub(super) const LEDGERS: [&str; 11] = [
    "_sqlx_migrations",
    "__diesel_schema_migrations",
    "refinery_schema_history",
    "seaql_migrations",
    "alembic_version",
    "goose_db_version",
    "flyway_schema_history",
    "databasechangelog",
    "databasechangeloglock",
    super::throwaway::MARK_TABLE,
    super::steps::RECORD,
];

/// What is left out of every look at schema and rows.
#[derive(Debug, Clone, Default)]
pub struct Ignore {
    /// Whether owners of objects are compared, where the engine has them.
    pub owners_count: bool,
    /// The ledger of this project, where it has another name than sqlx's.
    pub ledger: Option<String>,
    /// Glob patterns over the names of tables, views and triggers.
    pub patterns: Vec<glob::Pattern>,
}

/// An open database.
pub trait Database: Steps {
    /// Reads the schema; refuses to where the engine keeps a part of it from this user.
    fn inspect(&self) -> Result<Schema>;
    /// A text that is equal where the schema is equal to the letter; cheaper than [`inspect`](Self::inspect).
    fn catalog_text(&self) -> Result<String>;
    /// The schema of which this was the [`catalog_text`](Self::catalog_text) at one of the last
    /// three looks, where the engine had to read it for that.
    fn remembered(&self, _catalog_text: &str) -> Option<Schema> {
        None
    }
    /// Reads every row of every table, as sums.
    fn contents(&self) -> Result<Contents>;
    /// The same, where nothing need be said of tables as long as there are no rows at all.
    fn contents_if_any(&self) -> Result<Contents> {
        match self.may_have_rows() {
            true => self.contents(),
            false => Ok(Contents::default()),
        }
    }
    /// Whether there can be rows: there were some, or this session wrote some.
    fn may_have_rows(&self) -> bool;
    /// Whether there is any table at all, the ledger and what is ignored left out.
    fn is_empty(&self) -> Result<bool>;
    /// Runs a script as sqlx would and notes it in the ledger; see [`Note`].
    ///
    /// # Errors
    /// Names the statement that failed. The kind is [`Kind::Failed`](crate::Kind::Failed) where
    /// nothing of the script was kept, [`Kind::Broken`](crate::Kind::Broken) where some was.
    fn run(&mut self, run: &Run, trace: Trace) -> Result<Duration>;
    /// Whether each statement of the scripts to come is to be timed on its own, as it is unless
    /// told otherwise. Who does not need that saves a server the waiting in between.
    fn time_statements(&mut self, _: bool) {}
    /// Whether scripts begin with foreign keys enforced, as sqlx has them; they do unless told
    /// otherwise. Says whether the engine has such a switch.
    fn set_foreign_keys(&mut self, on: bool) -> Result<bool>;
    /// Whether the database is under version control.
    fn has_ledger(&self) -> Result<bool>;
    /// The ledger's rows by version; none where there is no ledger.
    fn applied(&self) -> Result<Vec<Applied>>;
    /// Notes versions as applied, and others as not, without running anything; all or nothing.
    fn stamp(&mut self, applied: &[Applied], removed: &[i64]) -> Result<()>;
    /// How many rows a table has; 0 where there is no such table.
    fn row_count(&self, table: &str) -> Result<u64>;
    /// A private copy, rows and all, that is thrown away. Large ones go below `folder`.
    fn snapshot(&self, folder: &Path) -> Result<Box<dyn Database>>;
    /// Writes a copy to a new file, whole or not at all.
    fn back_up_to(&self, path: &Path) -> Result<()>;
    /// Takes the content of a backup in one transaction.
    fn restore_from(&mut self, backup: &Path) -> Result<()>;
    /// Views and triggers that no longer compile, each with its reason.
    fn broken_objects(&self) -> Result<Vec<(String, String)>>;
    /// What this script would do to rows of tables that are still there behind it, run inside a
    /// transaction with foreign keys on; each with the byte at which the statement begins.
    /// Nothing of the script is kept.
    fn cascades(&mut self, sql: &str) -> Result<Vec<(usize, Cascade)>>;
    /// Takes the sole right to migrate this database, where the engine has a lock that others
    /// who migrate it heed; it is given back when the session ends.
    ///
    /// # Errors
    /// Failed, where another session still holds it after `wait`, with what is known of that one.
    fn claim(&mut self, wait: Duration) -> Result<()>;
    /// From now on (or no longer) notes what each statement does to tables.
    fn observe(&mut self, on: bool) -> Result<()>;
    /// What was noted since the last call.
    fn effects(&mut self) -> Vec<Effect>;
    /// Some values of a column, as literals, for a person to recognise it by.
    fn sample(&self, table: &str, column: &str, most: usize) -> Result<Vec<String>>;
}

/// An engine, and where its throwaway databases are made.
pub trait Dialect {
    /// Opens the database of this URL.
    fn open(&self, url: &DatabaseUrl, access: Access, ignore: &Ignore)
    -> Result<Box<dyn Database>>;
    /// Whether there is a database of this URL.
    ///
    /// # Errors
    /// Where that cannot be found out: the server does not answer, or refuses the user.
    fn exists(&self, url: &DatabaseUrl) -> Result<bool>;
    /// Whether nothing answers where this URL leads, not even with a refusal: a server that is
    /// not running, or not here. Never so for an engine that keeps databases in files.
    fn is_out_of_reach(&self, _: &DatabaseUrl) -> bool {
        false
    }
    /// How the journal and the locks name the database of this URL: the same however the URL is
    /// written, and without a secret.
    fn key(&self, url: &DatabaseUrl) -> Result<String>;
    /// How the name of a backup's file ends, without the dot.
    fn backup_extension(&self) -> &'static str;
    /// Refuses a file that is no backup of a database of this engine.
    fn check_backup(&self, path: &Path) -> Result<()>;
    /// Makes an empty, marked database on the server that stays until it is dropped, for the
    /// scratch database; none where the engine keeps databases in files.
    ///
    /// # Errors
    /// Where the server refuses it.
    fn create_scratch(&self) -> Result<Option<DatabaseUrl>>;
    /// Drops such a database. Says whether it was there.
    ///
    /// # Errors
    /// Refused for a database without this tool's mark; failed where somebody is connected to it.
    fn drop_scratch(&self, url: &DatabaseUrl) -> Result<bool>;
    /// Where throwaway databases are made, in words, for `doctor`: on which server, of which
    /// version, found where.
    fn surroundings(&self) -> Result<Vec<String>>;
    /// An empty database that is thrown away.
    fn empty(&self, ignore: &Ignore) -> Result<Box<dyn Database>>;
    /// The drafts that turn `from` into `to` and back: none where they are equal, more than one
    /// where one file could not hold them.
    fn drafts(
        &self,
        from: &Schema,
        to: &Schema,
        renames: &[Rename],
        form: Form,
    ) -> Result<Vec<Draft>>;
    /// The schema after these renames, with everything that follows them.
    ///
    /// # Errors
    /// Where a rename names what is not there, or the engine refuses it.
    fn renamed(&self, schema: &Schema, renames: &[Rename]) -> Result<Schema>;
    /// Views of this schema that don't work, each with its reason.
    fn broken_objects(&self, schema: &Schema) -> Result<Vec<(String, String)>>;
    /// Cuts a script into statements.
    fn statements(&self, sql: &str) -> Vec<Piece>;
    /// Whether statements that define commit by themselves, so that no script with one can be one
    /// transaction.
    fn defines_outside_transactions(&self) -> bool;
    /// What a statement of a script means for a run in steps.
    fn conduct(&self, sql: &str, piece: &Piece) -> Conduct;
    /// What `-- renamed from: x` comments in a schema source say.
    fn renames_in(&self, sql: &str) -> Vec<Rename>;
    /// The renames that a script carries out, in order.
    fn renames_made_by(&self, sql: &str) -> Vec<Rename>;
    /// Reads the schema that these texts make where that is possible without building them as one
    /// database, which is quicker for large schemas; none where it is not.
    fn read_texts(&self, texts: &[&str], ignore: &Ignore) -> Option<Schema>;
    /// A number that stands for everything of the engine that a proof rests on: its version.
    fn version(&self) -> String;
}
