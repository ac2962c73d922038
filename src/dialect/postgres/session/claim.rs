//! The sole right to migrate a database: the lock that sqlx's own migrator takes.

use super::Session;
use super::errors::plain;
use crate::dialect::claim::{number, shown};
use crate::error::{Error, Result};
use std::time::{Duration, Instant};

/// How long to wait between two tries. Waiting on the server would deadlock with the holder's
/// `CREATE INDEX CONCURRENTLY`, which waits for every transaction, also one that waits for a lock.
const PAUSE: Duration = Duration::from_millis(100);

impl Session {
    /// Takes the lock; it is given back when the session ends.
    ///
    /// # Errors
    /// Failed, where another session still holds it after `wait`: with what that one does.
    pub(super) fn claim(&mut self, wait: Duration) -> Result<()> {
        if self.claimed {
            return Ok(());
        }
        let database = self
            .one_text("SELECT current_database()::text")
            .map_err(|cause| plain(&cause))?;
        let key = number(&database);
        let start = Instant::now();
        loop {
            let taken = self
                .one_text(&format!("SELECT pg_try_advisory_lock({key})::text"))
                .map_err(|cause| plain(&cause))?;
            if taken == "true" {
                self.claimed = true;
                return Ok(());
            }
            if start.elapsed() >= wait {
                return Err(self.held(key));
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn held(&self, key: i64) -> Error {
        let mut error = Error::failed("another process is migrating this database");
        let condition = format!(
            "l.locktype = 'advisory' AND l.objsubid = 1 AND ((l.classid::bigint << 32) | l.objid::bigint) = {key}"
        );
        let holders = self.holders(&condition).unwrap_or_default();
        for holder in &holders {
            error = error.note(holder.as_str());
        }
        error.hint("wait until it is done, and run the command again")
    }

    /// The sessions of others that hold a lock in this database for which the condition on
    /// `pg_locks l` is true, in words.
    pub(super) fn holders(&self, condition: &str) -> Result<Vec<String>, sqlx::Error> {
        let sql = format!(
            "SELECT a.pid::text, coalesce(a.application_name, ''), coalesce(a.state, ''),
                coalesce(a.query, ''),
                extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.state_change))::bigint::text,
                coalesce(string_agg(DISTINCT CASE WHEN l.locktype = 'relation' THEN l.relation::regclass::text END, ', '), '')
            FROM pg_locks l JOIN pg_stat_activity a USING (pid)
            WHERE l.granted AND l.pid <> pg_backend_pid()
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND {condition}
            GROUP BY a.pid, a.application_name, a.state, a.query, a.xact_start, a.state_change
            ORDER BY a.pid"
        );
        let rows = self.talk(|connection| connection.simple_query(&sql))?;
        Ok(rows
            .iter()
            .map(|row| {
                let on = match row.text(5) {
                    "" => String::new(),
                    tables => format!(" on {tables}"),
                };
                let name = match row.text(1) {
                    "" => String::new(),
                    name => format!(" ({name})"),
                };
                format!(
                    "held{on} by process {}{name}, {} for {} s: {}",
                    row.text(0),
                    if row.text(2).is_empty() {
                        "busy"
                    } else {
                        row.text(2)
                    },
                    row.text(4),
                    shown(row.text(3))
                )
            })
            .collect())
    }
}
