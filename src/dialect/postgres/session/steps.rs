//! Runs in steps: the record in the database, and each step with its mark.

use super::Session;
use super::copy::Rows;
use super::errors::{code, plain};
use super::ledger::bytes;
use super::neighbours::NOT_INSIDE;
use crate::dialect::Trace;
use crate::dialect::postgres::quote::literal;
use crate::dialect::steps::{Entry, Line, Manner, Phase, RECORD, Ran, Ruin, StepRun, Steps};
use crate::error::{Error, Result};
use std::time::Duration;

/// From this version on a partition can be detached in two steps.
const DETACHES_CONCURRENTLY: u32 = 140_000;

/// Indexes that a killed `CREATE`, `DROP` or `REINDEX INDEX CONCURRENTLY` left
/// (<https://www.postgresql.org/docs/current/sql-createindex.html>, "Building Indexes
/// Concurrently"): those of partitioned tables are not valid until all parts have theirs.
const INVALID_INDEXES: &str = "
SELECT 'the invalid index ' || c.oid::regclass::text,
    'DROP INDEX CONCURRENTLY IF EXISTS ' || c.oid::regclass::text
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname !~ '^pg_'";

/// Partitions that a killed `DETACH PARTITION … CONCURRENTLY` left half detached.
const HALF_DETACHED: &str = "
SELECT 'the half detached partition ' || inhrelid::regclass::text,
    format('ALTER TABLE %s DETACH PARTITION %s FINALIZE', inhparent::regclass, inhrelid::regclass)
FROM pg_inherits WHERE inhdetachpending";

/// The columns of the record.
const COLUMNS: [&str; 5] = ["step", "phase", "sql", "facts", "at"];

/// Where the ledger and the record lie, whatever `search_path` will say.
#[derive(Debug, Clone)]
pub(super) struct Books {
    ledger: String,
    pub(super) record: String,
}

impl Books {
    /// Makes the record's table.
    pub(super) fn definition(&self) -> String {
        format!(
            "CREATE TABLE {} (
    step integer PRIMARY KEY, phase text NOT NULL, sql text NOT NULL, facts text NOT NULL,
    at timestamptz
);
",
            self.record
        )
    }
}

impl Session {
    /// Finds the ledger; none where there is none.
    pub(super) fn books(&self) -> Result<Option<Books>> {
        let sql = format!(
            "SELECT quote_ident(n.nspname), quote_ident(c.relname) FROM pg_class c
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass({})",
            literal(&self.ledger)
        );
        let rows = self
            .talk(|connection| connection.simple_query(&sql))
            .map_err(|cause| plain(&cause))?;
        Ok(rows.first().map(|row| Books {
            ledger: format!("{}.{}", row.text(0), row.text(1)),
            record: format!("{}.{RECORD}", row.text(0)),
        }))
    }

    /// The record of a run that broke off, for a copy: what makes its table, and its rows.
    pub(super) fn record_to_copy(&self) -> Result<Option<(String, Rows)>> {
        let Some(books) = self.books()? else {
            return Ok(None);
        };
        let rows = Rows::of(&books.record, &COLUMNS.map(str::to_owned));
        let there = self.is_there(&books.record)?;
        Ok(there.then(|| (books.definition(), rows)))
    }

    fn is_there(&self, table: &str) -> Result<bool> {
        let sql = format!("SELECT to_regclass({})::text", literal(table));
        let found = self.one_text(&sql).map_err(|cause| plain(&cause))?;
        Ok(!found.is_empty())
    }

    /// The same in a run: found once, before the script says where names are looked up.
    fn known_books(&self) -> Result<Books> {
        if let Some(books) = self.books.borrow().as_ref() {
            return Ok(books.clone());
        }
        let books = self.books()?.ok_or_else(|| {
            Error::failed(format!("the ledger {} is not there any more", self.ledger))
        })?;
        *self.books.borrow_mut() = Some(books.clone());
        Ok(books)
    }

    /// Runs statements in one transaction.
    fn at_once(&self, sql: &str) -> Result<()> {
        self.execute(&format!("BEGIN;\n{sql};\nCOMMIT"))
            .map_err(|cause| {
                // Its own error would hide the first one.
                let _ = self.execute("ROLLBACK");
                plain(&cause).context("failed to write the record of the run")
            })
    }

    fn statement(
        &self,
        step: &StepRun,
        position: usize,
        refused: Option<&dyn Fn(&sqlx::Error) -> bool>,
        trace: Trace,
    ) -> Result<bool> {
        let mut watch = self.watch()?;
        let range = step.statements[position].clone();
        let ran = match step.manner {
            Manner::Alone => self
                .run_outside(step.run, range.clone(), trace)
                .map(|()| true)?,
            _ => self.run_statement(step.run, range.clone(), refused, trace)?,
        };
        if let (true, Some(watch)) = (ran, &mut watch) {
            self.note_effect(watch, &step.run.sql[range])?;
        }
        Ok(ran)
    }

    fn run_step_inside(&self, step: &StepRun, trace: Trace) -> Result<Ran> {
        self.execute("BEGIN").map_err(|cause| plain(&cause))?;
        step.reach("before_statement");
        let refused = |cause: &sqlx::Error| NOT_INSIDE.contains(&code(cause));
        if !self.statement(step, 0, Some(&refused), trace)? {
            self.execute("ROLLBACK").map_err(|cause| plain(&cause))?;
            return Ok(Ran::NotInside);
        }
        step.reach("after_statement");
        self.refuse_wide_changes(step.run, step.statements)?;
        self.mark_done_before(step, "COMMIT")?;
        Ok(Ran::Done)
    }

    /// Marks a step as done in its own transaction, and ends that.
    fn mark_done_before(&self, step: &StepRun, end: &str) -> Result<()> {
        let mark = self.mark_of(step.number, Phase::Done)?;
        self.execute(&mark)
            .map_err(|cause| self.not_marked(&cause))?;
        step.reach("after_mark");
        self.execute(end)
            .map_err(|cause| plain(&cause).context("failed to commit"))
    }

    fn run_step_group(&self, step: &StepRun, trace: Trace) -> Result<()> {
        step.reach("before_statement");
        let last = step.statements.len() - 1;
        for position in 0..last {
            self.statement(step, position, None, trace)?;
        }
        step.reach("after_statement");
        self.refuse_wide_changes(step.run, &step.statements[1..last])?;
        self.mark_done_before(step, &step.run.sql[step.statements[last].clone()])
    }

    fn run_step_alone(&self, step: &StepRun, trace: Trace) -> Result<()> {
        let mark = |phase| {
            let mark = self.mark_of(step.number, phase)?;
            self.execute(&mark).map_err(|cause| self.not_marked(&cause))
        };
        step.reach("before_begun");
        mark(Phase::Begun)?;
        step.reach("after_begun");
        step.reach("before_statement");
        self.statement(step, 0, None, trace)?;
        step.reach("after_statement");
        mark(Phase::Done)
    }

    fn mark_of(&self, step: u32, phase: Phase) -> Result<String> {
        let record = self.known_books()?.record;
        Ok(format!(
            "UPDATE {record} SET phase = '{}', at = now() WHERE step = {step}",
            phase.word()
        ))
    }

    fn not_marked(&self, cause: &sqlx::Error) -> Error {
        let error = plain(cause).context("the step cannot be marked as done");
        match code(cause) {
            "42501" => error.hint("leave out SET ROLE: the role must be able to write the ledger"),
            _ => error,
        }
    }
}

fn entry_sql(ledger: &str, entry: &Entry) -> String {
    match entry {
        Entry::Add {
            version,
            description,
            checksum,
        } => format!(
            "DELETE FROM {ledger} WHERE version = {version};\nINSERT INTO {ledger} (version, description, success, checksum, execution_time) VALUES ({version}, {}, FALSE, {}, -1)",
            literal(description),
            bytes(checksum)
        ),
        Entry::Doubt { version } => {
            format!("UPDATE {ledger} SET success = FALSE WHERE version = {version}")
        }
        Entry::Trust { version, time } => {
            let nanoseconds = |time: &Duration| i64::try_from(time.as_nanos()).unwrap_or(-1);
            let time = time.as_ref().map(nanoseconds);
            let time = time.map_or(String::new(), |time| format!(", execution_time = {time}"));
            format!("UPDATE {ledger} SET success = TRUE{time} WHERE version = {version}")
        }
        Entry::Remove { version } => format!("DELETE FROM {ledger} WHERE version = {version}"),
    }
}

impl Steps for Session {
    fn record(&self) -> Result<Vec<Line>> {
        let Some(books) = self.books()? else {
            return Ok(Vec::new());
        };
        if !self.is_there(&books.record)? {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT step::text, phase, sql, facts, coalesce(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), '') FROM {} r ORDER BY r.step",
            books.record
        );
        let rows = self
            .talk(|connection| connection.simple_query(&sql))
            .map_err(|cause| plain(&cause).context("the record of a run cannot be read"))?;
        Ok(rows
            .iter()
            .map(|row| Line {
                step: row.text(0).parse().unwrap_or_default(),
                phase: Phase::of(row.text(1)),
                sql: row.text(2).to_owned(),
                facts: row.text(3).to_owned(),
                at: row.text(4).to_owned(),
                session: String::new(),
            })
            .collect())
    }

    fn begin_record(&mut self, lines: &[Line], entry: &Entry) -> Result<()> {
        self.ensure_ledger()?;
        *self.books.borrow_mut() = None;
        let books = self.known_books()?;
        let Books { ledger, record } = &books;
        let mut sql = format!("DROP TABLE IF EXISTS {record};\n{}", books.definition());
        for line in lines {
            sql.push_str(&format!(
                "INSERT INTO {record} VALUES ({}, '{}', {}, {}, {});\n",
                line.step,
                line.phase.word(),
                literal(&line.sql),
                literal(&line.facts),
                if line.step == 0 { "now()" } else { "NULL" }
            ));
        }
        self.changes.set(self.changes.get() + 1);
        self.at_once(&format!(
            "SET LOCAL client_min_messages = warning;\n{sql}{}",
            entry_sql(ledger, entry)
        ))
    }

    fn mark(&mut self, step: u32, phase: Phase) -> Result<()> {
        let mark = self.mark_of(step, phase)?;
        self.execute(&mark).map_err(|cause| self.not_marked(&cause))
    }

    fn run_step(&mut self, step: &StepRun, trace: Trace) -> Result<Ran> {
        self.refuse_wide_words(step.run, step.statements)?;
        self.changes.set(self.changes.get() + 1);
        let outcome = match step.manner {
            Manner::Setting => (0..step.statements.len())
                .try_for_each(|position| {
                    self.statement(step, position, None, &mut *trace)
                        .map(|_| ())
                })
                .map(|()| Ran::Done),
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
        let Books { ledger, record } = self.known_books()?;
        self.at_once(&format!(
            "{};\nDROP TABLE IF EXISTS {record}",
            entry_sql(&ledger, entry)
        ))
    }

    fn set_session(&mut self, sql: &str) -> Result<()> {
        self.execute(sql).map_err(|cause| plain(&cause))
    }

    fn reset_session(&mut self) -> Result<()> {
        self.execute(&self.reset()).map_err(|cause| plain(&cause))
    }

    fn ruins(&self) -> Result<Vec<Ruin>> {
        let version = self
            .one_text("SHOW server_version_num")
            .map_err(|cause| plain(&cause))?;
        let mut sql = INVALID_INDEXES.to_owned();
        if version.parse::<u32>().unwrap_or_default() >= DETACHES_CONCURRENTLY {
            sql.push_str(" UNION ALL ");
            sql.push_str(HALF_DETACHED);
        }
        let rows = self
            .talk(|connection| connection.simple_query(&sql))
            .map_err(|cause| plain(&cause))?;
        Ok(rows
            .iter()
            .map(|row| Ruin {
                name: row.text(0).to_owned(),
                clear: row.text(1).to_owned(),
            })
            .collect())
    }

    fn clear(&mut self, ruin: &Ruin) -> Result<()> {
        self.changes.set(self.changes.get() + 1);
        self.execute(&ruin.clear)
            .map_err(|cause| plain(&cause).context(format!("{ruin} cannot be put away")))
    }

    fn running(&self, sql: &str) -> Result<Option<String>> {
        // The server keeps the beginning of a statement only.
        let query = format!(
            "SELECT pid::text, extract(epoch FROM clock_timestamp() - query_start)::bigint::text
             FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active'
                AND query <> '' AND starts_with({}, query)
                AND octet_length(query) >= least({}, pg_size_bytes(current_setting('track_activity_query_size')) / 2)",
            literal(sql),
            sql.len()
        );
        let rows = self
            .talk(|connection| connection.simple_query(&query))
            .map_err(|cause| plain(&cause))?;
        Ok(rows.first().map(|row| {
            format!(
                "process {} on the server, for {} s",
                row.text(0),
                row.text(1)
            )
        }))
    }
}
