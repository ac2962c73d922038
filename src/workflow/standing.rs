//! Where a database stands: its ledger held against the history, and its schema against both.

use super::context::{Context, Progress, apply};
use super::lock::LOCK_WAIT;
use super::steps::Stranded;
use crate::dialect::{Access, Applied, Database};
use crate::diff::{Change, compare};
use crate::error::{Error, Kind, Result};
use crate::migration::{History, Migration};

/// How a migration of the folder or the ledger stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Applied, and the file is what it was then.
    Applied,
    /// Applied, but the up file has changed since.
    Changed,
    /// Applied, but the file is no longer there.
    Missing,
    /// Applied by a run that broke off.
    Failed,
    /// Not applied yet.
    Pending,
    /// Not applied, although a newer one is.
    OutOfOrder,
}

impl State {
    /// The word that people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Failed => "failed",
            Self::Pending => "pending",
            Self::OutOfOrder => "out of order",
        }
    }
}

/// One version of the folder, the ledger or both.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its version.
    pub version: i64,
    /// Its description, with spaces.
    pub title: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// How it stands.
    pub state: State,
    /// The ledger's row.
    pub applied: Option<Applied>,
}

/// A database held against a history.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Whether there is a ledger.
    pub under_control: bool,
    /// All versions, ascending.
    pub entries: Vec<Entry>,
    /// The newest applied version.
    pub current: Option<i64>,
    /// The newest version of the folder.
    pub head: Option<i64>,
    /// A run that broke off half-way in a migration.
    pub stranded: Option<Stranded>,
}

impl Standing {
    /// Reads where `database` stands.
    pub fn read(database: &dyn Database, history: &History) -> Result<Self> {
        let under_control = database.has_ledger()?;
        let applied = database.applied()?;
        let mut standing = Self::of(under_control, applied, history);
        standing.stranded = Stranded::read(database, history)?;
        Ok(standing)
    }

    /// What holds for these rows of a ledger.
    pub fn of(under_control: bool, applied: Vec<Applied>, history: &History) -> Self {
        let current = applied.last().map(|row| row.version);
        let mut entries: Vec<Entry> = history
            .migrations
            .iter()
            .map(|migration| {
                let row = applied
                    .iter()
                    .find(|row| row.version == migration.version)
                    .cloned();
                let state = match &row {
                    Some(row) if !row.success => State::Failed,
                    Some(row) if row.checksum != migration.checksum() => State::Changed,
                    Some(_) => State::Applied,
                    None if current.is_some_and(|current| migration.version < current) => {
                        State::OutOfOrder
                    }
                    None => State::Pending,
                };
                Entry {
                    version: migration.version,
                    title: migration.title(),
                    labels: migration.labels.clone(),
                    state,
                    applied: row,
                }
            })
            .collect();
        for row in applied {
            if history.find(row.version).is_none() {
                let state = if row.success {
                    State::Missing
                } else {
                    State::Failed
                };
                let (version, title) = (row.version, row.description.clone());
                entries.push(Entry {
                    version,
                    title,
                    labels: Vec::new(),
                    state,
                    applied: Some(row),
                });
            }
        }
        entries.sort_by_key(|entry| entry.version);
        Self {
            under_control,
            entries,
            current,
            head: history.head().map(|migration| migration.version),
            stranded: None,
        }
    }

    /// As [`read`](Self::read), once no run is at work: until it is done, that looks like one that
    /// broke off.
    pub fn at_rest(context: &Context, database: &dyn Database, history: &History) -> Result<Self> {
        let mut last = None;
        loop {
            let standing = Self::read(database, history)?;
            let midway = standing.midway();
            if midway.is_none() || midway == last {
                return Ok(standing);
            }
            last = midway;
            // Whoever is at work holds both, this one on this machine and that one anywhere.
            drop(context.lock()?);
            context.development(Access::Write)?.claim(LOCK_WAIT)?;
        }
    }

    /// The migration in which a run is, or broke off, and at which step.
    fn midway(&self) -> Option<(i64, usize)> {
        let stranded = self.stranded.as_ref();
        let failed = self.in_state(State::Failed).next();
        stranded
            .map(|stranded| (stranded.version, stranded.step))
            .or(failed.map(|entry| (entry.version, 0)))
    }

    /// The entries of this state.
    pub fn in_state(&self, state: State) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.state == state)
    }

    /// The applied versions, ascending.
    pub fn applied_versions(&self) -> Vec<i64> {
        self.entries
            .iter()
            .filter(|entry| entry.applied.is_some())
            .map(|entry| entry.version)
            .collect()
    }

    /// Whether everything of the folder is applied and nothing is amiss.
    pub fn is_at_head(&self) -> bool {
        self.under_control
            && self
                .entries
                .iter()
                .all(|entry| entry.state == State::Applied)
    }

    /// How many migrations are still to be applied.
    pub fn behind(&self) -> usize {
        self.in_state(State::Pending).count() + self.in_state(State::OutOfOrder).count()
    }

    /// The entry that the database stands at.
    pub fn current_entry(&self) -> Option<&Entry> {
        let current = self.current?;
        self.entries.iter().find(|entry| entry.version == current)
    }

    /// Refuses what sqlx would refuse too, and says what to do about it.
    pub fn refuse_unsound(&self, history: &History) -> Result<()> {
        if let Some(stranded) = &self.stranded {
            return Err(stranded.error());
        }
        if let Some(entry) = self.in_state(State::Failed).next() {
            return Err(Error::failed(format!(
                "migration {} {} is marked as failed in the ledger",
                entry.version, entry.title
            ))
            .note("another tool's run broke off in it, and left no record of how far it came; sqlx refuses to start on such a database")
            .hint("look at what it did, mend it by hand, then: cargo migrate stamp REV"));
        }
        if let Some(entry) = self.in_state(State::Changed).next() {
            let path = history
                .find(entry.version)
                .map(|migration| migration.up.path.display().to_string());
            return Err(self.changed(entry, history, &path.unwrap_or_default()));
        }
        Ok(())
    }

    fn changed(&self, entry: &Entry, history: &History, path: &str) -> Error {
        let mut error = Error::refused(format!(
            "migration {} {} was changed after it was applied",
            entry.version, entry.title
        ))
        .note(format!("{path} has another checksum than the ledger"));
        if let (Some(migration), Some(row)) = (history.find(entry.version), &entry.applied)
            && only_line_ends_differ(migration, &row.checksum)
        {
            return error
                .note("only the line ends differ: a checkout turned LF into CRLF, or the other way round")
                .hint("echo '*.sql text eol=lf' >> .gitattributes && git add --renormalize .")
                .hint(format!("then: git checkout -- {path}"));
        }
        error = error
            .hint(format!(
                "git checkout -- {path}     puts back what was applied"
            ))
            .hint("put the change into a new migration: cargo migrate new MESSAGE");
        if entry.version == self.current.unwrap_or_default() {
            error = error.hint(format!(
                "cargo migrate downgrade {}-1 && cargo migrate upgrade     applies the new text",
                entry.version
            ));
        }
        error
    }
}

fn only_line_ends_differ(migration: &Migration, stored: &[u8]) -> bool {
    let with = |sql: String| {
        let mut other = migration.clone();
        other.up.sql = sql;
        other.checksum() == stored
    };
    let unix = migration.up.sql.replace("\r\n", "\n");
    let plain = unix.trim_start_matches('\u{feff}').to_owned();
    with(unix.replace('\n', "\r\n")) || with(unix) || with(plain)
}

/// How the schema of a database differs from what its ledger says.
#[derive(Debug)]
pub enum Drift {
    /// So; not at all where this is empty.
    Known(Vec<Change>),
    /// The ledger holds versions whose files are gone.
    FilesMissing,
    /// There is no database to replay the history in, or this user may not see the whole schema.
    NotKnown(Error),
}

impl Drift {
    /// What differs; none where that is not known.
    pub fn changes(&self) -> Option<&[Change]> {
        match self {
            Self::Known(changes) => Some(changes),
            Self::FilesMissing | Self::NotKnown(_) => None,
        }
    }
}

impl Context {
    /// How the schema of `database` differs from what its ledger says. Who may only read it can
    /// ask this, too: that no throwaway database can be made, or that the engine keeps something
    /// from this user, is no error.
    pub fn drift(
        &self,
        database: &dyn Database,
        history: &History,
        progress: &mut dyn Progress,
    ) -> Result<Drift> {
        let applied: Vec<i64> = database.applied()?.iter().map(|row| row.version).collect();
        let migrations: Vec<Migration> = history
            .migrations
            .iter()
            .filter(|migration| applied.contains(&migration.version))
            .cloned()
            .collect();
        if migrations.len() != applied.len() {
            return Ok(Drift::FilesMissing);
        }
        let catalog_text = match database.catalog_text() {
            Err(error) if error.kind() == Kind::Refused => return Ok(Drift::NotKnown(error)),
            catalog_text => catalog_text?,
        };
        let mut replay = match self.empty() {
            Ok(empty) => empty,
            Err(error) => return Ok(Drift::NotKnown(error)),
        };
        for migration in &migrations {
            apply(&mut *replay, migration, progress)?;
        }
        if replay.catalog_text()? == catalog_text {
            return Ok(Drift::Known(Vec::new()));
        }
        let changes = compare(&replay.inspect()?, &database.inspect()?);
        Ok(Drift::Known(changes))
    }
}
