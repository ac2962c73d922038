//! Runs that cannot be one transaction: what an engine provides for them.
//!
//! Where a script cannot be one transaction (every one on MySQL, those with `-- no-transaction`
//! elsewhere), it runs step by step, and a record of the run is kept in the database itself: in
//! the table [`RECORD`], with the SQL of every step, how far it has come, and what it changes. From
//! the first statement on the ledger's row is there with `success = false`, so that no application
//! starts on a database that is half-way. What the record means, and what to do with one that a
//! killed run left, is `workflow::steps`' affair; here are only the few things that are done with
//! the database.
//!
//! An engine keeps these promises:
//! - the record and the ledger's row appear in one transaction, and go in one. Where making or
//!   dropping a table commits by itself, an empty table counts as none: make it first, drop it last;
//! - nobody sees the table: not `inspect`, not `contents`, not the catalog's text. A backup and a
//!   snapshot have it, a restored backup puts away the one that was there;
//! - the table lies beside the ledger, and is found whatever a script sets for its session;
//! - each mark is committed when the call returns.

use super::{Run, Trace};
use crate::error::Result;
use crate::failpoint;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::time::Duration;

/// The table in which the record lies.
pub const RECORD: &str = "_cargo_migrate_steps";

/// Which way a migration goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// It applies.
    Up,
    /// It takes back.
    Down,
}

impl Way {
    /// `up` or `down`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// What a statement means for a run in steps, as far as its words tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conduct {
    /// It may be part of a transaction; the engine says so if not.
    Plain,
    /// It must not be part of a transaction, or commits by itself; a killed one has happened
    /// wholly or not at all, or leaves what [`Steps::ruins`] finds.
    Alone,
    /// It runs what its words don't tell, more than one thing perhaps, and may commit half-way:
    /// `CALL`, `DO`.
    Opaque,
    /// It runs one statement that its words don't tell, which may commit by itself: `EXECUTE`.
    Hidden,
    /// It begins a transaction.
    Begin,
    /// It commits one.
    Commit,
    /// It rolls one back.
    RollBack,
    /// It changes the session only, or what may be set twice: it is repeated by a run that goes on
    /// behind it.
    Setting,
    /// It makes something that ends with the session and cannot be made again, named in words.
    Holds(String),
    /// It ends such a thing.
    Releases(String),
    /// It says something only within a transaction that the script brings: `SAVEPOINT`.
    Within,
    /// It cannot be in such a run; says why.
    Refused(&'static str),
}

/// How a step is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Manner {
    /// For the session only; never marked.
    Setting,
    /// In a transaction with its mark.
    Inside,
    /// Statements that bring their own transaction, of which the mark is a part.
    Group,
    /// Between two marks.
    Alone,
}

/// How far a step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It was not begun.
    Pending,
    /// It was begun, outside of a transaction.
    Begun,
    /// It is done.
    Done,
}

impl Phase {
    /// The word that the table holds.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Begun => "begun",
            Self::Done => "done",
        }
    }

    /// The phase of this word.
    pub fn of(word: &str) -> Self {
        match word {
            "done" => Self::Done,
            "begun" => Self::Begun,
            _ => Self::Pending,
        }
    }
}

/// A row of the record. The one of number 0 is about the whole run and has the whole script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number.
    pub step: u32,
    /// How far it has come.
    pub phase: Phase,
    /// The step's SQL.
    pub sql: String,
    /// What else there is to know, as JSON; the engine does not read it.
    pub facts: String,
    /// When it got into this phase (UTC, `2026-11-26 10:15:00`), as the engine noted it; empty where
    /// it is pending.
    pub at: String,
    /// What gives the session what the step gave it, where its SQL would not do so once more:
    /// statements that the engine wrote with the mark. Mostly empty.
    pub session: String,
}

/// What happens to the ledger's row when a record is begun or ended.
#[derive(Debug, Clone)]
pub enum Entry<'a> {
    /// It is added, with `success = false`.
    Add {
        /// Its version.
        version: i64,
        /// Its description, with spaces.
        description: &'a str,
        /// Its checksum.
        checksum: &'a [u8],
    },
    /// It gets `success = false`.
    Doubt {
        /// Its version.
        version: i64,
    },
    /// It gets `success = true`, and the time that it took where one is given.
    Trust {
        /// Its version.
        version: i64,
        /// How long it took.
        time: Option<Duration>,
    },
    /// It is deleted.
    Remove {
        /// Its version.
        version: i64,
    },
}

/// A step to be run.
#[derive(Debug, Clone)]
pub struct StepRun<'a> {
    /// The whole script, for messages; the note is not for the engine here.
    pub run: &'a Run<'a>,
    /// The step's number, from 1.
    pub number: u32,
    /// Which way the run goes.
    pub way: Way,
    /// The bytes of its statements in the script, `BEGIN` and `COMMIT` of a group included.
    pub statements: &'a [Range<usize>],
    /// How it is run.
    pub manner: Manner,
    /// Whether it runs on a snapshot only.
    pub rehearsed: bool,
}

impl StepRun<'_> {
    /// A place at which a test can end the process.
    pub fn reach(&self, failpoint: &str) {
        let run = match self.rehearsed {
            true => failpoint::REHEARSAL,
            false => self.way.word(),
        };
        failpoint::reach(failpoint, self.number, run);
    }
}

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ran {
    /// It has run, and is marked as done.
    Done,
    /// It was to run in a transaction, where the engine refuses it; nothing was done.
    NotInside,
    /// It was to run in a transaction and committed by itself; it is marked as done.
    Committed,
}

/// Something that a killed statement left half-made, such as an index that is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruin {
    /// What it is, in words: `the invalid index orders_by_day`.
    pub name: String,
    /// The statement that puts it away, run outside of a transaction.
    pub clear: String,
}

impl fmt::Display for Ruin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// What is done with a database in a run in steps.
pub trait Steps {
    /// The record's rows by number; none where there is no record.
    fn record(&self) -> Result<Vec<Line>>;

    /// Writes the record and the ledger's row (the ledger is made where there is none), all or
    /// nothing. A record that is there is replaced: its run is over.
    fn begin_record(&mut self, lines: &[Line], entry: &Entry) -> Result<()>;

    /// Marks a step.
    fn mark(&mut self, step: u32, phase: Phase) -> Result<()>;

    /// Runs a step and marks it:
    /// - [`Manner::Setting`]: its statements, no mark;
    /// - [`Manner::Inside`]: a transaction of the statement and its mark as done;
    /// - [`Manner::Group`]: the statements, the mark as done before the last of them;
    /// - [`Manner::Alone`]: the mark as begun, the statement, the mark as done.
    ///
    /// It passes the failpoints `before_begun` and `after_begun` around the first mark,
    /// `before_statement`, `after_statement`, `after_mark` and `after_done` (committed).
    ///
    /// # Errors
    /// Names the statement that failed. No transaction is left open.
    fn run_step(&mut self, step: &StepRun, trace: Trace) -> Result<Ran>;

    /// Changes the ledger's row and removes the record, all or nothing.
    fn end_record(&mut self, entry: &Entry) -> Result<()>;

    /// Gives the session what a step had given the one of a run that broke off; `sql` is a
    /// [`Line::session`].
    fn set_session(&mut self, sql: &str) -> Result<()>;

    /// Takes back what a script has set for the session, so that the schema is read as always.
    /// What does not stand in the way of that (what was prepared, variables of a script's own)
    /// may stay.
    fn reset_session(&mut self) -> Result<()>;

    /// What killed statements left half-made in this database.
    fn ruins(&self) -> Result<Vec<Ruin>>;

    /// Puts such a thing away.
    fn clear(&mut self, ruin: &Ruin) -> Result<()>;

    /// Another session that runs this statement at this moment, in words: its number, and since
    /// when.
    fn running(&self, sql: &str) -> Result<Option<String>>;
}
