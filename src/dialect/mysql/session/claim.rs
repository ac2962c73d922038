//! The sole right to migrate a database: the lock that sqlx's own migrator takes.
//!
//! On MySQL, that is. MariaDB refuses the time for which sqlx 0.9 asks to wait (-1 seconds, warning
//! 1411), and sqlx goes on without a lock; there the ledger's row alone keeps it off.

use super::Session;
use super::errors::plain;
use crate::dialect::claim::{number, shown};
use crate::dialect::mysql::quote::literal;
use crate::error::{Error, Result};
use std::time::{Duration, Instant};

/// How long to wait between two tries.
const PAUSE: Duration = Duration::from_millis(100);

impl Session {
    /// Takes the lock; it is given back when the session ends. A killed process's session goes on
    /// until its statement has ended, and holds the lock as long.
    ///
    /// # Errors
    /// Failed, where another session still holds it after `wait`: with what that one does.
    pub(super) fn claim(&mut self, wait: Duration) -> Result<()> {
        if self.claimed {
            return Ok(());
        }
        let database = self
            .one_text("SELECT DATABASE()")
            .map_err(|cause| plain(&cause))?;
        // The name of the lock is sqlx's number in hexadecimal digits.
        let name = literal(&format!("{:x}", number(&database)));
        let start = Instant::now();
        loop {
            let taken = self
                .one_text(&format!("SELECT GET_LOCK({name}, 0)"))
                .map_err(|cause| plain(&cause))?;
            if taken == "1" {
                self.claimed = true;
                return Ok(());
            }
            if start.elapsed() >= wait {
                return Err(self.held(&name));
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn held(&self, name: &str) -> Error {
        let error = Error::failed("another process is migrating this database")
            .hint("wait until it is done, and run the command again");
        let holder = self
            .one_text(&format!("SELECT IS_USED_LOCK({name})"))
            .unwrap_or_default();
        match self.sessions(&format!("ID = {holder}")) {
            Ok(sessions) if !sessions.is_empty() => sessions.into_iter().fold(error, Error::note),
            _ if holder.is_empty() => error,
            _ => error.note(format!("held by connection {holder}")),
        }
    }

    /// The sessions of others in this database for which the condition on the columns of
    /// `PROCESSLIST` is true, in words. Those of other users are seen only with PROCESS.
    pub(super) fn sessions(&self, condition: &str) -> Result<Vec<String>, sqlx::Error> {
        let rows = self.query(&format!(
            "SELECT ID, USER, HOST, COMMAND, TIME, INFO FROM information_schema.PROCESSLIST
             WHERE ID <> CONNECTION_ID() AND DB = DATABASE() AND {condition} ORDER BY ID"
        ))?;
        Ok(rows
            .iter()
            .map(|row| {
                let doing = match row.get(5) {
                    Some(statement) => shown(statement),
                    None => row.text(3).to_ascii_lowercase(),
                };
                format!(
                    "connection {} (user {} from {}) for {} s: {doing}",
                    row.text(0),
                    row.text(1),
                    row.text(2),
                    row.text(4),
                )
            })
            .collect())
    }
}
