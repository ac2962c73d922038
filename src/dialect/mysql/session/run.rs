//! Scripts, run as sqlx would run them.
//!
//! The ledger's row comes first, with `success = FALSE`, in a transaction that the first statement
//! which defines something commits, whatever becomes of it.

use super::Session;
use super::errors::{DUPLICATE, LOCK_WAIT_TIMEOUT, at_statement, plain};
use super::reset::may_set;
use crate::dialect::mysql::conduct::{DELIMITER, commits, conduct, is_opaque};
use crate::dialect::mysql::connect::failure::number;
use crate::dialect::mysql::split::{delimiter, statements};
use crate::dialect::script::{just_changed, place, refuse_nul};
use crate::dialect::{Conduct, Note, Piece, Run, Trace};
use crate::error::{Error, Kind, Result};
use std::borrow::Cow;
use std::ops::Range;
use std::time::{Duration, Instant};

/// What of a script is in the database for good.
#[derive(Debug, Default)]
struct Kept {
    /// Something is.
    sure: bool,
    /// Something may be: a procedure ran that may have committed.
    maybe: bool,
    /// Something is, as soon as anything commits.
    pending: bool,
}

impl Kept {
    /// Notes a statement that was run. It may have committed what was before it even where it
    /// failed.
    fn note(&mut self, run: &Run, piece: &Piece, ran: bool) {
        let commits = commits(run.sql, piece) || run.no_transaction;
        self.sure |= commits && self.pending;
        match conduct(run.sql, piece) {
            Conduct::Setting | Conduct::Within => {}
            Conduct::RollBack => self.pending = false,
            Conduct::Begin | Conduct::Commit => {}
            // A variable of the script's own is nothing that stays, unless a function that is
            // called for its value writes.
            Conduct::Plain if piece.is(&["SET"]) && !run.sql[piece.range.clone()].contains('(') => {
            }
            Conduct::Opaque | Conduct::Hidden => {
                self.maybe = true;
                self.pending = true;
            }
            _ if commits && (ran || is_torn(run, piece)) => self.sure = true,
            _ if !commits => self.pending |= ran && !piece.is(&["SET"]),
            _ => {}
        }
    }
}

impl Session {
    /// Runs a script and notes it in the ledger.
    ///
    /// The whole text goes in one message, as sqlx sends it, unless each statement is to be timed or
    /// watched, or is not run as it stands: then they go one by one, as the server runs them anyway.
    ///
    /// # Errors
    /// Names the statement that failed. The kind is [`Kind::Failed`] where nothing of the script
    /// was kept, [`Kind::Broken`] where some was.
    pub(super) fn run(&mut self, run: &Run, trace: Trace) -> Result<Duration> {
        let start = Instant::now();
        let pieces = self.prepare(run)?;
        if !matches!(run.note, Note::None) {
            self.ensure_ledger()?;
        }
        let mut kept = Kept::default();
        let outcome = self.run_pieces(run, &pieces, start, &mut kept, trace);
        let outcome = outcome.map_err(|error| self.after_failure(run, &kept, error));
        let reset = self.reset();
        outcome.and(reset)?;
        Ok(start.elapsed())
    }

    /// Cuts a script, refuses what must not run here, and remembers the session as it is.
    fn prepare(&self, run: &Run) -> Result<Vec<Piece>> {
        refuse_nul(run, "the server")?;
        refuse_delimiter(run)?;
        let pieces = statements(run.sql);
        for piece in &pieces {
            self.refuse_reaching_out(run, piece)?;
            self.refuse_events_out_of_sight(run, piece)?;
        }
        if may_set(&pieces) {
            self.remember()?;
        }
        self.changed_by(run, &pieces);
        Ok(pieces)
    }

    fn run_pieces(
        &self,
        run: &Run,
        pieces: &[Piece],
        start: Instant,
        kept: &mut Kept,
        trace: Trace,
    ) -> Result<()> {
        let mut watch = self.watch()?;
        self.begin(run)?;
        if watch.is_none() && self.goes_at_once(run, pieces) {
            self.run_at_once(run, pieces, kept)?;
        } else {
            for piece in pieces {
                let ran = self.run_statement(run, piece.range.clone(), watch.as_mut(), trace);
                kept.note(run, piece, ran.is_ok());
                ran?;
            }
        }
        self.finish(run, start)
            .map_err(|cause| plain(&cause).context("failed to commit"))
    }

    /// Whether the script can be sent as it stands, and each of its statements gives one answer.
    fn goes_at_once(&self, run: &Run, pieces: &[Piece]) -> bool {
        let as_it_stands = |piece: &Piece| {
            let here = self.as_run_here(&run.sql[piece.range.clone()]);
            matches!(here, Cow::Borrowed(_)) && !is_opaque(run.sql, piece)
        };
        !self.timing && pieces.iter().all(as_it_stands)
    }

    fn run_at_once(&self, run: &Run, pieces: &[Piece], kept: &mut Kept) -> Result<()> {
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
            return Ok(());
        };
        let text = &run.sql[first.range.start..last.range.end];
        let outcome = self.connection.borrow_mut().execute_counted(text);
        let done = outcome
            .as_ref()
            .map_or_else(|(done, _)| *done, |()| pieces.len());
        for (at, piece) in pieces.iter().enumerate().take(done + 1) {
            kept.note(run, piece, at < done);
        }
        outcome.map_err(|(_, cause)| {
            let failed = pieces.get(done).unwrap_or(last);
            let before = done.checked_sub(1).and_then(|at| pieces.get(at));
            let from = before.map_or(first.range.start, |before| before.range.end);
            let error = at_statement(&cause, run, from, failed.range.clone());
            self.with_waited_for(error, &cause)
        })
    }

    /// Begins a transaction with the ledger's row.
    fn begin(&self, run: &Run) -> Result<()> {
        let ledger = &self.ledger;
        match &run.note {
            Note::None if run.no_transaction => return Ok(()),
            Note::None => self.execute("START TRANSACTION"),
            Note::Applied {
                version,
                description,
                checksum,
            } => {
                let insert = self.insert(*version, description, checksum, false);
                match self.execute(&format!("START TRANSACTION;\n{insert}")) {
                    Err(cause) if number(&cause) == DUPLICATE => {
                        return Err(just_changed(*version));
                    }
                    outcome => outcome,
                }
            }
            Note::Reverted { version } => {
                // Whoever takes it back at the same time is waited for.
                let rows = self.query(&format!(
                    "START TRANSACTION;
                     SELECT version FROM {ledger} WHERE version = {version} FOR UPDATE;
                     UPDATE {ledger} SET success = FALSE WHERE version = {version}"
                ));
                match rows {
                    Ok(rows) if rows.is_empty() => return Err(just_changed(*version)),
                    outcome => outcome.map(|_| ()),
                }
            }
        }
        .map_err(|cause| plain(&cause))
    }

    /// Tells the ledger that the script has run, and commits.
    fn finish(&self, run: &Run, start: Instant) -> std::result::Result<(), sqlx::Error> {
        let ledger = &self.ledger;
        let nanoseconds = i64::try_from(start.elapsed().as_nanos()).unwrap_or(-1);
        match &run.note {
            Note::None => self.execute("COMMIT"),
            Note::Applied { version, .. } => self.execute(&format!(
                "UPDATE {ledger} SET success = TRUE, execution_time = {nanoseconds} WHERE version = {version};
                 COMMIT"
            )),
            Note::Reverted { version } => self.execute(&format!(
                "DELETE FROM {ledger} WHERE version = {version};\nCOMMIT"
            )),
        }
    }

    /// Runs one statement of a script.
    pub(super) fn run_statement(
        &self,
        run: &Run,
        range: Range<usize>,
        watch: Option<&mut super::observe::Watch>,
        trace: Trace,
    ) -> Result<()> {
        let began = Instant::now();
        let sql = &run.sql[range.clone()];
        let here = self.as_run_here(sql);
        let outcome = match watch {
            Some(watch) => self.execute_watched(watch, &here),
            None => self.execute(&here),
        };
        let outcome = outcome.and_then(|()| self.after_events_may_be_made(sql));
        outcome.map_err(|cause| {
            let error = at_statement(&cause, run, range.start, range);
            self.with_waited_for(error, &cause)
        })?;
        trace(sql, began.elapsed());
        Ok(())
    }

    /// Adds who else is there, where a statement waited in vain for a lock.
    fn with_waited_for(&self, error: Error, cause: &sqlx::Error) -> Error {
        if number(cause) != LOCK_WAIT_TIMEOUT {
            return error;
        }
        let others = self.sessions("COMMAND <> 'Binlog Dump'");
        others
            .unwrap_or_default()
            .into_iter()
            .fold(error, Error::note)
    }

    /// Takes back what can be taken back, and finds out whether something was kept: then the
    /// ledger's row stays as it is, so that no application starts on the database.
    fn after_failure(&self, run: &Run, kept: &Kept, error: Error) -> Error {
        // Its own error would hide the first one.
        let _ = self.execute("ROLLBACK");
        self.has_ledger.set(false);
        let (version, away) = match &run.note {
            Note::None => return blame(error, kept.sure || kept.maybe),
            Note::Applied { version, .. } => (version, format!("DELETE FROM {}", self.ledger)),
            Note::Reverted { version } => (
                version,
                format!("UPDATE {} SET success = TRUE", self.ledger),
            ),
        };
        let of_row = format!("WHERE version = {version} AND NOT success");
        let doubted = self
            .one_text(&format!("SELECT 1 FROM {} {of_row}", self.ledger))
            .unwrap_or_default();
        if doubted.is_empty() {
            // All of it was rolled back, or another process has done it.
            return blame(error, false);
        }
        if kept.sure || kept.maybe {
            return blame(error, true);
        }
        // The statement that failed has committed nothing but the row.
        let away = self.execute(&format!("{away} {of_row}"));
        blame(error, away.is_err())
    }
}

fn blame(error: Error, kept: bool) -> Error {
    error.with_kind(if kept { Kind::Broken } else { Kind::Failed })
}

/// Whether a statement that fails may have done a part of what it says: each object of a list is
/// dropped or changed by itself (MariaDB; MySQL 8 drops a list as one).
fn is_torn(run: &Run, piece: &Piece) -> bool {
    let statement = &run.sql[piece.range.clone()];
    piece.is(&["DROP"]) && statement.contains(',')
}

/// Refuses what the command-line clients keep for themselves.
fn refuse_delimiter(run: &Run) -> Result<()> {
    match delimiter(run.sql) {
        None => Ok(()),
        Some(at) => Err(Error::failed(DELIMITER)
        .at(place(run, at..at + "DELIMITER".len(), "here"))
        .hint("leave DELIMITER lines out, and end each body with END; as any statement: the server finds its end")),
    }
}
