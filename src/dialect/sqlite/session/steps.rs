//! Runs in steps: the record in the database, and each step with its mark.

use super::Session;
use super::errors::plain;
use super::run::statement_error;
use crate::dialect::Trace;
use crate::dialect::sqlite::lexer::quote;
use crate::dialect::steps::{Entry, Line, Manner, Phase, RECORD, Ran, Ruin, StepRun, Steps};
use crate::error::{Error, Result};
use std::time::Instant;

/// This moment, as the record has it.
const NOW: &str = "strftime('%Y-%m-%d %H:%M:%S', 'now')";

impl Session {
    /// Does something in a transaction of its own. What it writes are no rows of a user.
    fn in_transaction(&self, work: impl FnOnce() -> rusqlite::Result<()>) -> Result<()> {
        let before = self.connection.total_changes();
        let outcome = self
            .execute("BEGIN IMMEDIATE")
            .and_then(|()| work())
            .and_then(|()| self.execute("COMMIT"));
        if outcome.is_err() && !self.connection.is_autocommit() {
            // Its own error would hide the first one.
            let _ = self.execute("ROLLBACK");
        }
        let written = self.connection.total_changes() - before;
        self.notes.set(self.notes.get() + written);
        outcome.map_err(|cause| plain(&cause).context("failed to write the record of the run"))
    }

    fn write_entry(&self, entry: &Entry) -> rusqlite::Result<()> {
        let ledger = quote(&self.ledger);
        match entry {
            Entry::Add { version, description, checksum } => self.connection.execute(
                &format!("INSERT OR REPLACE INTO {ledger} (version, description, success, checksum, execution_time) VALUES (?1, ?2, FALSE, ?3, -1)"),
                (version, description, checksum),
            ),
            Entry::Doubt { version } => self.connection.execute(
                &format!("UPDATE {ledger} SET success = FALSE WHERE version = ?1"),
                [version],
            ),
            Entry::Trust { version, time } => {
                let time = time.map(|time| i64::try_from(time.as_nanos()).unwrap_or(-1));
                self.connection.execute(
                    &format!("UPDATE {ledger} SET success = TRUE, execution_time = coalesce(?2, execution_time) WHERE version = ?1"),
                    (version, time),
                )
            }
            Entry::Remove { version } => self
                .connection
                .execute(&format!("DELETE FROM {ledger} WHERE version = ?1"), [version]),
        }
        .map(|_| ())
    }

    fn write_mark(&self, step: u32, phase: Phase) -> rusqlite::Result<()> {
        let written = self.connection.execute(
            &format!("UPDATE main.{RECORD} SET phase = ?2, at = {NOW} WHERE step = ?1"),
            (step, phase.word()),
        )?;
        self.notes.set(self.notes.get() + written as u64);
        Ok(())
    }

    fn statement(&self, step: &StepRun, position: usize, trace: Trace) -> Result<()> {
        let range = step.statements[position].clone();
        let sql = &step.run.sql[range.clone()];
        let began = Instant::now();
        self.execute(sql)
            .map_err(|cause| statement_error(&cause, step.run, range.start))?;
        trace(sql, began.elapsed());
        Ok(())
    }

    fn run_step_inside(&self, step: &StepRun, trace: Trace) -> Result<()> {
        self.execute("BEGIN IMMEDIATE")
            .map_err(|cause| plain(&cause))?;
        step.reach("before_statement");
        self.statement(step, 0, trace)?;
        step.reach("after_statement");
        self.write_mark(step.number, Phase::Done)
            .map_err(|cause| plain(&cause))?;
        step.reach("after_mark");
        self.execute("COMMIT")
            .map_err(|cause| plain(&cause).context("failed to commit"))
    }

    fn run_step_group(&self, step: &StepRun, trace: Trace) -> Result<()> {
        step.reach("before_statement");
        for position in 0..step.statements.len() {
            if position + 1 == step.statements.len() && !self.connection.is_autocommit() {
                step.reach("after_statement");
                self.write_mark(step.number, Phase::Done)
                    .map_err(|cause| plain(&cause))?;
                step.reach("after_mark");
            }
            self.statement(step, position, trace)?;
        }
        Ok(())
    }

    fn run_step_alone(&self, step: &StepRun, trace: Trace) -> Result<()> {
        let mark = |phase| {
            self.write_mark(step.number, phase)
                .map_err(|cause| plain(&cause))
        };
        step.reach("before_begun");
        mark(Phase::Begun)?;
        step.reach("after_begun");
        step.reach("before_statement");
        self.statement(step, 0, trace)?;
        step.reach("after_statement");
        mark(Phase::Done)
    }
}

impl Steps for Session {
    fn record(&self) -> Result<Vec<Line>> {
        let read = || -> rusqlite::Result<Vec<Line>> {
            let there: i64 = self.connection.query_row(
                "SELECT count(*) FROM main.sqlite_schema WHERE type = 'table' AND name = ?1",
                [RECORD],
                |row| row.get(0),
            )?;
            if there == 0 {
                return Ok(Vec::new());
            }
            let mut query = self.connection.prepare(&format!(
                "SELECT step, phase, sql, facts, at FROM main.{RECORD} ORDER BY step"
            ))?;
            let lines = query.query_map([], |row| {
                Ok(Line {
                    step: row.get(0)?,
                    phase: Phase::of(&row.get::<_, String>(1)?),
                    sql: row.get(2)?,
                    facts: row.get(3)?,
                    at: row.get(4)?,
                    session: String::new(),
                })
            })?;
            lines.collect()
        };
        read().map_err(|cause| plain(&cause).context("the record of a run cannot be read"))
    }

    fn begin_record(&mut self, lines: &[Line], entry: &Entry) -> Result<()> {
        self.ensure_ledger()?;
        self.in_transaction(|| {
            self.execute(&format!(
                "DROP TABLE IF EXISTS main.{RECORD};
                 CREATE TABLE main.{RECORD} (
                    step INTEGER PRIMARY KEY, phase TEXT NOT NULL, sql TEXT NOT NULL,
                    facts TEXT NOT NULL, at TEXT NOT NULL
                 )"
            ))?;
            let mut insert = self.connection.prepare(&format!(
                "INSERT INTO main.{RECORD} (step, phase, sql, facts, at)
                 VALUES (?1, ?2, ?3, ?4, iif(?1 = 0, {NOW}, ''))"
            ))?;
            for line in lines {
                insert.execute((line.step, line.phase.word(), &line.sql, &line.facts))?;
            }
            self.write_entry(entry)
        })
    }

    fn mark(&mut self, step: u32, phase: Phase) -> Result<()> {
        self.write_mark(step, phase)
            .map_err(|cause| plain(&cause).context("failed to write the record of the run"))
    }

    fn run_step(&mut self, step: &StepRun, trace: Trace) -> Result<Ran> {
        let outcome = match step.manner {
            Manner::Setting => (0..step.statements.len())
                .try_for_each(|position| self.statement(step, position, &mut *trace)),
            Manner::Inside => self.run_step_inside(step, trace),
            Manner::Group => self.run_step_group(step, trace),
            Manner::Alone => self.run_step_alone(step, trace),
        };
        if !self.connection.is_autocommit() {
            // Its own error would hide the first one, and SQLite may have rolled back already.
            let _ = self.execute("ROLLBACK");
            outcome?;
            return Err(Error::failed("the step left a transaction open"));
        }
        outcome?;
        step.reach("after_done");
        Ok(Ran::Done)
    }

    fn end_record(&mut self, entry: &Entry) -> Result<()> {
        self.in_transaction(|| {
            self.write_entry(entry)?;
            self.execute(&format!("DROP TABLE IF EXISTS main.{RECORD}"))
        })
    }

    fn set_session(&mut self, sql: &str) -> Result<()> {
        self.execute(sql).map_err(|cause| plain(&cause))
    }

    fn reset_session(&mut self) -> Result<()> {
        self.execute(&self.settings())
            .map_err(|cause| plain(&cause))
    }

    fn ruins(&self) -> Result<Vec<Ruin>> {
        // Each statement is atomic, whatever it is (<https://sqlite.org/atomiccommit.html>).
        Ok(Vec::new())
    }

    fn clear(&mut self, ruin: &Ruin) -> Result<()> {
        self.execute(&ruin.clear).map_err(|cause| plain(&cause))
    }

    fn running(&self, _: &str) -> Result<Option<String>> {
        // A statement ends with the process that runs it.
        Ok(None)
    }
}
