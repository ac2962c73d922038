//! Runs in steps: the record in the database, and each step with its mark.

use super::Session;
use super::errors::{NO_SUCH_TABLE, plain};
use super::variables::may_set;
use crate::dialect::mysql::connect::failure::number;
use crate::dialect::mysql::quote::text;
use crate::dialect::mysql::split::statements;
use crate::dialect::steps::{Entry, Line, Manner, Phase, RECORD, Ran, Ruin, StepRun, Steps};
use crate::dialect::{Piece, Trace};
use crate::error::Result;
use std::ops::Range;

/// "There is no such savepoint": something committed behind it.
const NO_SAVEPOINT: u16 = 1305;

/// Told apart from those of scripts by its name.
const SAVEPOINT: &str = "cargo_migrate_step";

impl Session {
    fn statement(&self, step: &StepRun, position: usize, trace: Trace) -> Result<()> {
        let range = step.statements[position].clone();
        let piece = piece_of(step.run.sql, range.clone());
        self.refuse_reaching_out(step.run, &piece)?;
        self.refuse_events_out_of_sight(step.run, &piece)?;
        if piece.is(&["LOCK"]) {
            // It would keep the runner from the record; the runner's own lock is enough.
            return Ok(());
        }
        let mut watch = match step.manner {
            Manner::Alone => self.watch()?,
            _ => None,
        };
        self.run_statement(step.run, range, watch.as_mut(), trace)
    }

    /// A statement in a transaction with its mark; a procedure may have committed on its own.
    fn run_step_inside(&self, step: &StepRun, trace: Trace) -> Result<Ran> {
        self.execute(&format!("START TRANSACTION;\nSAVEPOINT {SAVEPOINT}"))
            .map_err(|cause| plain(&cause))?;
        step.reach("before_statement");
        self.statement(step, 0, trace)?;
        step.reach("after_statement");
        let committed = match self.execute(&format!("RELEASE SAVEPOINT {SAVEPOINT}")) {
            Ok(()) => false,
            Err(cause) if number(&cause) == NO_SAVEPOINT => true,
            Err(cause) => return Err(plain(&cause)),
        };
        self.mark_done_before(step, "COMMIT")?;
        Ok(if committed { Ran::Committed } else { Ran::Done })
    }

    /// Marks a step as done in its own transaction, and ends that.
    fn mark_done_before(&self, step: &StepRun, end: &str) -> Result<()> {
        self.mark_done(step)?;
        step.reach("after_mark");
        self.execute(end)
            .map_err(|cause| plain(&cause).context("failed to commit"))
    }

    fn run_step_group(&self, step: &StepRun, trace: Trace) -> Result<()> {
        step.reach("before_statement");
        let last = step.statements.len() - 1;
        for position in 0..last {
            self.statement(step, position, trace)?;
        }
        step.reach("after_statement");
        self.mark_done_before(step, &step.run.sql[step.statements[last].clone()])
    }

    fn run_step_alone(&self, step: &StepRun, trace: Trace) -> Result<()> {
        step.reach("before_begun");
        self.write_mark(step.number, Phase::Begun)?;
        step.reach("after_begun");
        step.reach("before_statement");
        self.statement(step, 0, trace)?;
        step.reach("after_statement");
        self.mark_done(step)
    }

    /// Marks a step as done, with the script's own variables as it has left them.
    fn mark_done(&self, step: &StepRun) -> Result<()> {
        let mut texts = step
            .statements
            .iter()
            .map(|range| &step.run.sql[range.clone()]);
        let session = match texts.any(may_set) {
            true => self.own_variables()?,
            false => String::new(),
        };
        if session.is_empty() {
            return self.write_mark(step.number, Phase::Done);
        }
        self.execute(&format!(
            "UPDATE {RECORD} SET phase = 'done', at = UTC_TIMESTAMP(), session = {} WHERE step = {}",
            text(&session),
            step.number
        ))
        .map_err(|cause| plain(&cause).context("the step cannot be marked in the record"))
    }

    /// A setting, or a transaction that is rolled back.
    fn run_setting(&self, step: &StepRun, trace: Trace) -> Result<()> {
        (0..step.statements.len())
            .try_for_each(|position| self.statement(step, position, &mut *trace))
    }

    fn write_mark(&self, step: u32, phase: Phase) -> Result<()> {
        self.execute(&format!(
            "UPDATE {RECORD} SET phase = '{}', at = UTC_TIMESTAMP() WHERE step = {step}",
            phase.word()
        ))
        .map_err(|cause| plain(&cause).context("the step cannot be marked in the record"))
    }

    fn entry(&self, entry: &Entry) -> String {
        let ledger = &self.ledger;
        match entry {
            Entry::Add {
                version,
                description,
                checksum,
            } => format!(
                "DELETE FROM {ledger} WHERE version = {version};\n{}",
                self.insert(*version, description, checksum, false)
            ),
            Entry::Doubt { version } => {
                format!("UPDATE {ledger} SET success = FALSE WHERE version = {version}")
            }
            Entry::Trust { version, time } => {
                let time = time.map_or(String::new(), |time| {
                    let nanoseconds = i64::try_from(time.as_nanos()).unwrap_or(-1);
                    format!(", execution_time = {nanoseconds}")
                });
                format!("UPDATE {ledger} SET success = TRUE{time} WHERE version = {version}")
            }
            Entry::Remove { version } => format!("DELETE FROM {ledger} WHERE version = {version}"),
        }
    }

    /// A place between two commits of the record's table, at which a test can end the process.
    fn reach(&self, failpoint: &str) {
        if self.sibling.is_none() {
            crate::failpoint::reach(failpoint, 0, "");
        }
    }

    fn write_record(&self, sql: &str) -> Result<()> {
        self.at_once(sql)
            .map_err(|cause| plain(&cause).context("failed to write the record of the run"))
    }
}

/// A statement of a script with its first words.
fn piece_of(sql: &str, range: Range<usize>) -> Piece {
    let pieces = statements(&sql[range.clone()]);
    let head = pieces.into_iter().next().map(|piece| piece.head);
    Piece {
        range,
        head: head.unwrap_or_default(),
    }
}

impl Steps for Session {
    fn record(&self) -> Result<Vec<Line>> {
        let rows = match self.query(&format!(
            "SELECT step, phase, `sql`, facts,
                COALESCE(DATE_FORMAT(at, '%Y-%m-%d %H:%i:%s'), ''), COALESCE(session, '')
             FROM {RECORD} ORDER BY step"
        )) {
            Ok(rows) => rows,
            Err(cause) if number(&cause) == NO_SUCH_TABLE => return Ok(Vec::new()),
            Err(cause) => {
                return Err(plain(&cause).context("the record of a run cannot be read"));
            }
        };
        Ok(rows
            .iter()
            .map(|row| Line {
                step: row.number(0).unwrap_or_default(),
                phase: Phase::of(row.text(1)),
                sql: row.text(2).to_owned(),
                facts: row.text(3).to_owned(),
                at: row.text(4).to_owned(),
                session: row.text(5).to_owned(),
            })
            .collect())
    }

    fn begin_record(&mut self, lines: &[Line], entry: &Entry) -> Result<()> {
        self.ensure_ledger()?;
        self.changed();
        // An empty table counts as none.
        self.execute(&format!(
            "DROP TABLE IF EXISTS {RECORD};
             CREATE TABLE {RECORD} (
                step INT PRIMARY KEY, phase VARCHAR(10) NOT NULL, `sql` LONGTEXT NOT NULL,
                facts LONGTEXT NOT NULL, at DATETIME, session LONGTEXT
             ) ENGINE = InnoDB CHARACTER SET utf8mb4"
        ))
        .map_err(|cause| plain(&cause).context("failed to make the record of the run"))?;
        self.reach("after_table");
        let mut sql = String::new();
        for line in lines {
            sql.push_str(&format!(
                "INSERT INTO {RECORD} VALUES ({}, '{}', {}, {}, {}, NULL);\n",
                line.step,
                line.phase.word(),
                text(&line.sql),
                text(&line.facts),
                if line.step == 0 {
                    "UTC_TIMESTAMP()"
                } else {
                    "NULL"
                }
            ));
        }
        self.write_record(&format!("{sql}{}", self.entry(entry)))
    }

    fn mark(&mut self, step: u32, phase: Phase) -> Result<()> {
        self.write_mark(step, phase)
    }

    fn run_step(&mut self, step: &StepRun, trace: Trace) -> Result<Ran> {
        self.changed();
        if step.manner == Manner::Setting {
            self.remember()?;
        }
        let outcome = match step.manner {
            Manner::Setting => self.run_setting(step, trace).map(|()| Ran::Done),
            Manner::Inside => self.run_step_inside(step, trace),
            Manner::Group => self.run_step_group(step, trace).map(|()| Ran::Done),
            Manner::Alone => self.run_step_alone(step, trace).map(|()| Ran::Done),
        };
        match outcome {
            Ok(Ran::Done) => step.reach("after_done"),
            Ok(_) => {}
            Err(_) => {
                // Its own error would hide the first one.
                let _ = self.execute("ROLLBACK");
            }
        }
        outcome
    }

    fn end_record(&mut self, entry: &Entry) -> Result<()> {
        self.write_record(&format!("DELETE FROM {RECORD};\n{}", self.entry(entry)))?;
        self.reach("before_drop");
        // Empty it is of no meaning; the next run drops it where this one cannot.
        let _ = self.execute(&format!("DROP TABLE IF EXISTS {RECORD}"));
        Ok(())
    }

    fn set_session(&mut self, sql: &str) -> Result<()> {
        self.execute(sql).map_err(|cause| plain(&cause))
    }

    fn reset_session(&mut self) -> Result<()> {
        self.reset()
    }

    fn ruins(&self) -> Result<Vec<Ruin>> {
        // Each statement that defines is atomic
        // (<https://mariadb.com/kb/en/atomic-ddl/>, from MariaDB 10.6 on;
        // <https://dev.mysql.com/doc/refman/8.0/en/atomic-ddl.html>).
        Ok(Vec::new())
    }

    fn clear(&mut self, ruin: &Ruin) -> Result<()> {
        self.execute(&ruin.clear).map_err(|cause| plain(&cause))
    }

    fn running(&self, sql: &str) -> Result<Option<String>> {
        let sessions = self.query(&format!(
            "SELECT ID, TIME FROM information_schema.PROCESSLIST
             WHERE ID <> CONNECTION_ID() AND DB = DATABASE() AND INFO = {}",
            text(sql)
        ));
        let rows = sessions.map_err(|cause| plain(&cause))?;
        Ok(rows.first().map(|row| {
            format!(
                "connection {} on the server, for {} s",
                row.text(0),
                row.text(1)
            )
        }))
    }
}
