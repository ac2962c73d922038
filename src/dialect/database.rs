//! What an engine provides to the workflows: an open database, and what is made without one.

use super::contents::Contents;
use crate::diff::Rename;
use crate::draft::Draft;
use crate::error::Result;
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

/// What is left out of every look at schema and rows.
#[derive(Debug, Clone, Default)]
pub struct Ignore {
    /// The ledger of this project, where it has another name than sqlx's.
    pub ledger: Option<String>,
    /// Glob patterns over the names of tables, views and triggers.
    pub patterns: Vec<glob::Pattern>,
}

/// An open database.
pub trait Database {
    /// Reads the schema.
    fn inspect(&self) -> Result<Schema>;
    /// A text that is equal where the schema is equal to the letter; cheaper than [`inspect`](Self::inspect).
    fn catalog_text(&self) -> Result<String>;
    /// Reads every row of every table, as sums.
    fn contents(&self) -> Result<Contents>;
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
    /// Whether scripts begin with foreign keys enforced, as sqlx has them; they do unless told
    /// otherwise.
    fn set_foreign_keys(&mut self, on: bool) -> Result<()>;
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
    /// Some values of a column, as literals, for a person to recognise it by.
    fn sample(&self, table: &str, column: &str, most: usize) -> Result<Vec<String>>;
}

/// An engine, as far as no database of it needs to be open.
pub trait Dialect {
    /// An empty database that is thrown away.
    fn empty(&self, ignore: &Ignore) -> Result<Box<dyn Database>>;
    /// The drafts that turn `from` into `to` and back: none where they are equal, more than one
    /// where one file could not hold them.
    fn drafts(&self, from: &Schema, to: &Schema, renames: &[Rename]) -> Result<Vec<Draft>>;
    /// The schema after these renames, with everything that follows them.
    ///
    /// # Errors
    /// Where a rename names what is not there, or the engine refuses it.
    fn renamed(&self, schema: &Schema, renames: &[Rename]) -> Result<Schema>;
    /// Views of this schema that don't work, each with its reason.
    fn broken_objects(&self, schema: &Schema) -> Result<Vec<(String, String)>>;
    /// Cuts a script into statements.
    fn statements(&self, sql: &str) -> Vec<Piece>;
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
