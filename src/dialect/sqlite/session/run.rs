//! Scripts, run as sqlx would run them.

use super::Session;
use super::errors::plain;
use crate::dialect::script::{blamed, just_changed, place, refuse_nul};
use crate::dialect::sqlite::lexer::quote;
use crate::dialect::sqlite::split;
use crate::dialect::{Note, Piece, Run, Trace};
use crate::error::{Error, Kind, Result};
use std::time::{Duration, Instant};

impl Session {
    /// Runs a script as sqlx would, inside one transaction or, where the script says so, without,
    /// and notes it in the ledger. Inside a transaction the note is part of it. Outside, the note
    /// joins the script's own last transaction, so that no crash can part the two.
    ///
    /// # Errors
    /// Names the statement that failed. The kind is [`Kind::Failed`] where nothing of the script
    /// was kept, [`Kind::Broken`] where some was.
    pub fn run(&mut self, run: &Run, trace: Trace) -> Result<Duration> {
        let start = Instant::now();
        refuse_nul(run, "SQLite")?;
        if !matches!(run.note, Note::None) {
            self.ensure_ledger()?;
        }
        let pieces = split::statements(run.sql);
        refuse_open_end(run, &pieces)?;
        let last_commit = pieces
            .iter()
            .rposition(|piece| piece.is(&["COMMIT"]) || piece.is(&["END"]));
        let before = self.changes();
        let mut noted = false;
        let mut kept = false;
        let outcome: Result<()> = (|| {
            if !run.no_transaction {
                self.execute("BEGIN IMMEDIATE")
                    .map_err(|cause| plain(&cause))?;
                self.refuse_if_noted(run)?;
            }
            for (position, piece) in pieces.iter().enumerate() {
                let last = run.no_transaction && Some(position) == last_commit;
                if last && !self.connection.is_autocommit() {
                    self.note(run, start)?;
                    noted = true;
                }
                let began = Instant::now();
                let sql = &run.sql[piece.range.clone()];
                self.execute(sql)
                    .map_err(|cause| statement_error(&cause, run, piece.range.start))?;
                trace(sql, began.elapsed());
                kept |= self.connection.is_autocommit() && !piece.is(&["PRAGMA"]);
            }
            if !noted {
                self.note(run, start)?;
            }
            if !self.connection.is_autocommit() {
                self.execute("COMMIT")
                    .map_err(|cause| plain(&cause).context("failed to commit"))?;
            }
            Ok(())
        })();
        if outcome.is_err() && !self.connection.is_autocommit() {
            // Its own error would hide the first one, and SQLite may have rolled back already.
            let _ = self.execute("ROLLBACK");
        }
        let settings = self.execute(&self.settings());
        outcome.map_err(|error| {
            let changed = kept && self.changes() != before;
            error.with_kind(if changed { Kind::Broken } else { Kind::Failed })
        })?;
        settings.map_err(|cause| plain(&cause))?;
        Ok(start.elapsed())
    }

    /// What every script finds.
    pub(super) fn settings(&self) -> String {
        let foreign_keys = if self.foreign_keys { "ON" } else { "OFF" };
        format!("PRAGMA foreign_keys = {foreign_keys}; PRAGMA legacy_alter_table = OFF")
    }

    /// Grows with every change of rows or schema by this session.
    fn changes(&self) -> (u64, i64) {
        let schema = self
            .connection
            .query_row("PRAGMA schema_version", [], |row| row.get(0));
        (self.connection.total_changes(), schema.unwrap_or(-1))
    }

    /// Another process may have applied it while this one waited for the lock.
    fn refuse_if_noted(&self, run: &Run) -> Result<()> {
        let (version, wanted) = match run.note {
            Note::None => return Ok(()),
            Note::Applied { version, .. } => (version, false),
            Note::Reverted { version } => (version, true),
        };
        let sql = format!(
            "SELECT count(*) FROM {} WHERE version = ?1",
            quote(&self.ledger)
        );
        let found: i64 = self
            .connection
            .query_row(&sql, [version], |row| row.get(0))
            .map_err(|cause| plain(&cause))?;
        if (found > 0) == wanted {
            Ok(())
        } else {
            Err(just_changed(version))
        }
    }
}

/// Refuses a script that leaves the transaction that its runner opened, or one of its own open:
/// what is then kept depends on the runner. Leaving it and opening another one is how scripts get
/// outside it, and is let be.
fn refuse_open_end(run: &Run, pieces: &[Piece]) -> Result<()> {
    let mut inside = !run.no_transaction;
    let mut last = None;
    for piece in pieces {
        let ends = piece.is(&["COMMIT"])
            || piece.is(&["END"])
            || piece.is(&["ROLLBACK"]) && !piece.head.iter().any(|word| word == "TO");
        if ends || piece.is(&["BEGIN"]) {
            inside = !ends;
            last = Some(piece);
        }
    }
    let Some(piece) = last else { return Ok(()) };
    if inside != run.no_transaction {
        return Ok(());
    }
    let label = if inside { "never ended" } else { "ends it" };
    let location = place(run, piece.range.clone(), label);
    Err(if inside {
        Error::failed("the script begins a transaction and does not end it")
            .at(location)
            .hint("end it with COMMIT, or leave BEGIN and the first line `-- no-transaction` out")
    } else {
        Error::failed(
            "the script ends the transaction in which it runs, so that it could stop half-way",
        )
        .at(location)
        .hint("leave the statement out: the runner commits")
        .hint("or begin the file with `-- no-transaction`, and bring BEGIN and COMMIT")
    })
}

/// Blames a statement of a script: the byte that SQLite points to, or the statement's beginning.
pub(super) fn statement_error(cause: &rusqlite::Error, run: &Run, start: usize) -> Error {
    let offset = match cause {
        rusqlite::Error::SqlInputError { offset, .. } => usize::try_from(*offset).unwrap_or(0),
        _ => 0,
    };
    let mut at = (start + offset).min(run.sql.len());
    while !run.sql.is_char_boundary(at) {
        at -= 1;
    }
    let mut error = plain(cause).at(blamed(run, at));
    let message = error.message().to_owned();
    if message.contains("no such function") {
        error = error.hint("the function may be one that only your application registers; this tool cannot run such a script");
    }
    if message.contains("not authorized") {
        error = error.note("scripts may not open other files: ATTACH and VACUUM INTO are denied");
    }
    if message.contains("cannot VACUUM from within a transaction") {
        error = error.hint("begin the file with `-- no-transaction`");
    }
    if message.contains("cannot start a transaction within a transaction") {
        error = error.hint("the script runs inside a transaction already: remove its BEGIN, or begin the file with `-- no-transaction`");
    }
    error
}
