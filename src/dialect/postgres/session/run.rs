//! Scripts, run as sqlx would run them.

use super::Session;
use super::errors::{LOCK_NOT_AVAILABLE, UNDEFINED_TABLE, at_statement, at_text, code, plain};
use crate::dialect::postgres::lexer::{tokens, words};
use crate::dialect::postgres::quote::literal;
use crate::dialect::postgres::split::{Part, parts};
use crate::dialect::script::{just_changed, place, refuse_nul};
use crate::dialect::{Note, Piece, Run, Trace};
use crate::error::{Error, Kind, Result};
use std::ops::Range;
use std::time::{Duration, Instant};

/// Names the transaction that the runner began: the setting ends with it.
const MARK: &str = "cargo_migrate.run";

impl Session {
    /// Runs a script, inside one transaction or, where the script says so, without, and notes it
    /// in the ledger. Inside a transaction the note is part of it. Outside, the note joins the
    /// script's own last transaction where it ends with one.
    ///
    /// Inside a transaction the whole text goes in one message, as sqlx sends it, unless each
    /// statement is to be timed or watched: then they go one by one, which makes no difference
    /// there. Outside one they always do. The server would take one message for a transaction, so
    /// that with sqlx a file that must be outside holds one statement only.
    ///
    /// # Errors
    /// Names the statement that failed. The kind is [`Kind::Failed`] where nothing of the script
    /// was kept, [`Kind::Broken`] where some was.
    pub(super) fn run(&mut self, run: &Run, trace: Trace) -> Result<Duration> {
        let start = Instant::now();
        refuse_nul(run, "the server")?;
        let parts = parts(run.sql);
        refuse_open_end(run, &parts)?;
        refuse_rows(run, &parts)?;
        self.refuse_wide_words(run, &statements(&parts))?;
        self.changes.set(self.changes.get() + 1);
        if !matches!(run.note, Note::None) {
            self.ensure_ledger()?;
        }
        let outcome = if run.no_transaction {
            self.run_bare(run, &parts, start, trace)
        } else {
            self.run_inside(run, &parts, start, trace)
        };
        outcome.map_err(|error| self.after_failure(run, error))?;
        Ok(start.elapsed())
    }

    fn run_inside(&self, run: &Run, parts: &[Part], start: Instant, trace: Trace) -> Result<()> {
        let mut watch = self.watch()?;
        self.begin(run)?;
        if self.timing || watch.is_some() {
            for part in parts {
                self.run_part(run, part, trace)?;
                if let Some(watch) = &mut watch {
                    self.note_effect(watch, &run.sql[part.statement.clone()])?;
                }
            }
        } else if !parts.is_empty() {
            self.run_at_once(run, parts)?;
        }
        self.refuse_wide_changes(run, &statements(parts))?;
        let note = self
            .note(run, start)
            .map(|note| note + ";")
            .unwrap_or_default();
        let sql = format!(
            "SELECT current_setting('{MARK}', true); {note} COMMIT; {}",
            self.reset()
        );
        let mark = self
            .one_text(&sql)
            .map_err(|cause| self.not_noted(&cause, run))?;
        if mark != "on" {
            return Err(
                Error::broken("the script ended the transaction in which it ran")
                    .hint("leave out what ends it: the runner commits"),
            );
        }
        Ok(())
    }

    /// Begins the transaction and looks whether the ledger still stands where it should.
    fn begin(&self, run: &Run) -> Result<()> {
        let look = match run.note {
            Note::None => String::new(),
            Note::Applied { version, .. } => {
                format!(
                    "; SELECT version::text FROM {} WHERE version = {version}",
                    self.ledger
                )
            }
            // Whoever takes it back at the same time is waited for.
            Note::Reverted { version } => format!(
                "; SELECT version::text FROM {} WHERE version = {version} FOR UPDATE",
                self.ledger
            ),
        };
        let sql = format!("BEGIN; SELECT set_config('{MARK}', 'on', true){look}");
        let rows = self
            .talk(|connection| connection.simple_query(&sql))
            .map_err(|cause| plain(&cause))?;
        let noted = rows.len() > 1;
        match run.note {
            Note::Applied { version, .. } if noted => Err(just_changed(version)),
            Note::Reverted { version } if !noted => Err(just_changed(version)),
            _ => Ok(()),
        }
    }

    fn run_at_once(&self, run: &Run, parts: &[Part]) -> Result<()> {
        let mut failed = None;
        let outcome = self.talk(|connection| {
            connection
                .execute_counted(run.sql)
                .map_err(|(done, cause)| {
                    failed = parts.get(done);
                    cause
                })
        });
        outcome.map_err(|cause| {
            let statement = failed.map_or(0..run.sql.len(), |part| part.statement.clone());
            let sql = &run.sql[statement.clone()];
            self.with_holders(at_text(&cause, run, statement), &cause, sql)
        })
    }

    fn run_part(&self, run: &Run, part: &Part, trace: Trace) -> Result<()> {
        self.run_statement(run, part.statement.clone(), None, trace)
            .map(|_| ())
    }

    /// Runs the statement of these bytes. False where it failed, and `refused` says of the cause
    /// that the caller knows another way.
    pub(super) fn run_statement(
        &self,
        run: &Run,
        statement: Range<usize>,
        refused: Option<&dyn Fn(&sqlx::Error) -> bool>,
        trace: Trace,
    ) -> Result<bool> {
        let began = Instant::now();
        let sql = &run.sql[statement.clone()];
        if let Err(cause) = self.execute(sql) {
            if refused.is_some_and(|refused| refused(&cause)) {
                return Ok(false);
            }
            let error = at_statement(&cause, run, statement);
            return Err(self.with_holders(error, &cause, sql));
        }
        trace(sql, began.elapsed());
        Ok(true)
    }

    /// Adds who holds the tables that a statement waited for in vain, where it was that.
    pub(super) fn with_holders(&self, error: Error, cause: &sqlx::Error, sql: &str) -> Error {
        if code(cause) != LOCK_NOT_AVAILABLE {
            return error;
        }
        // Nothing can be asked inside a transaction that has failed, and nothing of it will stay.
        let _ = self.execute("ROLLBACK");
        let names: Vec<String> = words(sql).map(|word| literal(&word)).collect();
        let tables = "l.locktype = 'relation' AND l.relation >= 16384";
        let mentioned = format!(
            "{tables} AND (SELECT relname FROM pg_class WHERE oid = l.relation) IN ({})",
            names.join(", ")
        );
        let mut holders = self.holders(&mentioned).unwrap_or_default();
        if holders.is_empty() {
            holders = self.holders(tables).unwrap_or_default();
        }
        holders.into_iter().fold(error, Error::note)
    }

    fn run_bare(&self, run: &Run, parts: &[Part], start: Instant, trace: Trace) -> Result<()> {
        let mut watch = self.watch()?;
        let mut inside = false;
        let mut kept = false;
        let mut noted = false;
        let mut group = 0;
        for (position, part) in parts.iter().enumerate() {
            let ends = ends_transaction(&part.piece);
            let begins = begins_transaction(&part.piece);
            let last = !parts[position + 1..]
                .iter()
                .any(|part| keeps_something(&part.piece));
            if ends && inside {
                self.refuse_wide_changes(run, &statements(&parts[group..position]))
                    .map_err(|error| blame(error, kept))?;
            }
            if ends && inside && commits(&part.piece) && last {
                self.tell(run, start).map_err(|error| blame(error, kept))?;
                noted = true;
            }
            if let Some(index) = built_index(&run.sql[part.statement.clone()]) {
                self.drop_invalid(&index)
                    .map_err(|error| blame(error, kept))?;
            }
            let outcome = match inside || begins || ends {
                true => self.run_part(run, part, trace),
                false => self.run_outside(run, part.statement.clone(), trace),
            };
            outcome.map_err(|error| blame(error, kept || noted || leaves_ruins(part, run)))?;
            if let Some(watch) = &mut watch {
                self.note_effect(watch, &run.sql[part.statement.clone()])?;
            }
            if begins && !inside {
                group = position + 1;
            }
            inside = !ends && (inside || begins);
            kept |= !inside && keeps_something(&part.piece);
        }
        if !noted {
            self.tell(run, start).map_err(|error| blame(error, kept))?;
        }
        self.execute(&self.reset()).map_err(|cause| plain(&cause))
    }

    /// Drops what a run left behind that broke off while it built this index: `IF NOT EXISTS`
    /// would take the invalid one for the index, and say that all is well.
    fn drop_invalid(&self, index: &BuiltIndex) -> Result<()> {
        let sql = format!(
            "SELECT i.indexrelid::regclass::text
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE i.indrelid = to_regclass({}) AND c.relname = {} AND NOT i.indisvalid",
            literal(&index.on),
            literal(&index.name)
        );
        let invalid = self.one_text(&sql).map_err(|cause| plain(&cause))?;
        if invalid.is_empty() {
            return Ok(());
        }
        let drop = format!("DROP INDEX CONCURRENTLY {invalid}");
        self.execute(&drop)
            .map_err(|cause| self.with_holders(plain(&cause), &cause, &drop))
    }

    /// Tells the ledger.
    fn tell(&self, run: &Run, start: Instant) -> Result<()> {
        match self.note(run, start) {
            Some(note) => self
                .execute(&note)
                .map_err(|cause| self.not_noted(&cause, run)),
            None => Ok(()),
        }
    }

    /// The error of what follows a script that has run to its end.
    fn not_noted(&self, cause: &sqlx::Error, run: &Run) -> Error {
        let ledger = &self.ledger;
        let error = plain(cause);
        if code(cause) == UNDEFINED_TABLE {
            return error
                .note(format!("the script leaves search_path so that {ledger} is not found, and sqlx would not find it either"))
                .hint("leave out what sets search_path, or write SET LOCAL and set it back at the end");
        }
        let error = error.context("failed to commit");
        // Class 23: what is deferred is looked at now.
        if code(cause).starts_with("23") {
            let path = run.path.display();
            return error
                .note(format!("{path} ran to its end; what is deferred, such as this constraint, is checked behind it"))
                .hint("SET CONSTRAINTS ALL IMMEDIATE in the script checks it there, which finds the statement");
        }
        error
    }

    /// Leaves the session as a script should find it, and finds out whether another process was
    /// the cause.
    fn after_failure(&self, run: &Run, error: Error) -> Error {
        // Their own errors would hide the first one.
        let _ = self.execute("ROLLBACK");
        let _ = self.execute(&self.reset());
        self.has_ledger.set(false);
        let Note::Applied { version, .. } = run.note else {
            return error;
        };
        if error.kind() == Kind::Broken {
            return error;
        }
        let sql = format!(
            "SELECT version::text FROM {} WHERE version = {version}",
            self.ledger
        );
        match self.one_text(&sql) {
            Ok(found) if !found.is_empty() => just_changed(version),
            _ => error,
        }
    }
}

/// Where the statements are.
fn statements(parts: &[Part]) -> Vec<Range<usize>> {
    parts.iter().map(|part| part.statement.clone()).collect()
}

fn blame(error: Error, kept: bool) -> Error {
    error.with_kind(if kept { Kind::Broken } else { Kind::Failed })
}

fn begins_transaction(piece: &Piece) -> bool {
    piece.is(&["BEGIN"]) || piece.is(&["START", "TRANSACTION"])
}

fn commits(piece: &Piece) -> bool {
    piece.is(&["COMMIT"]) && !piece.is(&["COMMIT", "PREPARED"]) || piece.is(&["END"])
}

fn ends_transaction(piece: &Piece) -> bool {
    let rolls_back = piece.is(&["ROLLBACK"]) || piece.is(&["ABORT"]);
    let back_to = piece
        .head
        .iter()
        .any(|word| word == "TO" || word == "PREPARED");
    commits(piece) || rolls_back && !back_to || piece.is(&["PREPARE", "TRANSACTION"])
}

/// Whether something of the statement stays when it has run outside a transaction.
fn keeps_something(piece: &Piece) -> bool {
    !["SET", "RESET", "SHOW", "ROLLBACK", "ABORT", "CHECKPOINT"]
        .iter()
        .any(|word| piece.is(&[word]))
}

/// Whether the statement leaves something behind also where it fails: an invalid index, or a
/// partition that is half detached.
fn leaves_ruins(part: &Part, run: &Run) -> bool {
    let sql = &run.sql[part.statement.clone()];
    tokens(sql)
        .iter()
        .any(|token| token.is_word(sql, "concurrently"))
}

/// An index that a statement builds concurrently, and the table, as the statement has it.
#[derive(Debug, PartialEq, Eq)]
struct BuiltIndex {
    name: String,
    on: String,
}

/// The index that `CREATE [UNIQUE] INDEX CONCURRENTLY [IF NOT EXISTS] name ON [ONLY] table` builds;
/// none for other statements, and where the server chooses the name.
fn built_index(sql: &str) -> Option<BuiltIndex> {
    let tokens = tokens(sql);
    let mut rest = tokens.iter().peekable();
    let mut next_is = |words: &[&str]| {
        words
            .iter()
            .all(|word| rest.next_if(|token| token.is_word(sql, word)).is_some())
    };
    if !next_is(&["create"]) {
        return None;
    }
    next_is(&["unique"]);
    if !next_is(&["index", "concurrently"]) {
        return None;
    }
    next_is(&["if", "not", "exists"]);
    let name = rest.next_if(|token| !token.is_word(sql, "on"))?.name(sql)?;
    rest.next_if(|token| token.is_word(sql, "on"))?;
    rest.next_if(|token| token.is_word(sql, "only"));
    let first = rest.next()?;
    let mut end = first.range.end;
    while rest.next_if(|token| token.is_symbol(sql, ".")).is_some() {
        end = rest.next()?.range.end;
    }
    Some(BuiltIndex {
        name,
        on: sql[first.range.start..end].to_owned(),
    })
}

/// Refuses a script that ends the transaction that its runner opened, or leaves one of its own
/// open: what is then kept depends on the runner.
fn refuse_open_end(run: &Run, parts: &[Part]) -> Result<()> {
    let mut open = None;
    for Part { piece, .. } in parts {
        if ends_transaction(piece) {
            if !run.no_transaction {
                return Err(Error::failed(format!(
                    "`{}` ends the transaction in which the script runs, so that it could stop half-way",
                    piece.head.first().map_or("it", String::as_str)
                ))
                .at(place(run, piece.range.clone(), "ends it"))
                .hint("leave the statement out: the runner commits")
                .hint("or begin the file with `-- no-transaction`, and bring BEGIN and COMMIT"));
            }
            open = None;
        } else if begins_transaction(piece) {
            open = Some(piece);
        }
    }
    match open {
        Some(piece) if run.no_transaction => Err(Error::failed(
            "the script begins a transaction and does not end it",
        )
        .at(place(run, piece.range.clone(), "never ended"))
        .hint("end it with COMMIT, or leave BEGIN and the first line `-- no-transaction` out")),
        _ => Ok(()),
    }
}

/// Refuses rows in a migration: sqlx sends the text as it is, and the server would wait for them.
fn refuse_rows(run: &Run, parts: &[Part]) -> Result<()> {
    match parts.iter().find(|part| part.rows.is_some()) {
        Some(part) => Err(Error::failed(
            "the script has rows behind COPY … FROM stdin, which only psql can send",
        )
        .at(place(run, part.piece.range.clone(), "here"))
        .hint("write the rows as INSERT, as pg_dump --inserts does")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_that_is_built_concurrently_is_known_by_its_name_and_table() {
        for (sql, found) in [
            ("CREATE INDEX CONCURRENTLY i ON t (a)", Some(("i", "t"))),
            (
                "create unique index concurrently if not exists \"I i\" on only app.\"T\" using btree (a)",
                Some(("I i", "app.\"T\"")),
            ),
            ("CREATE INDEX CONCURRENTLY ON t (a)", None),
            ("CREATE INDEX i ON t (a)", None),
            ("DROP INDEX CONCURRENTLY i", None),
            ("CREATE INDEX CONCURRENTLY", None),
        ] {
            let found = found.map(|(name, on)| BuiltIndex {
                name: name.to_owned(),
                on: on.to_owned(),
            });
            assert_eq!(built_index(sql), found, "{sql}");
        }
    }
}
