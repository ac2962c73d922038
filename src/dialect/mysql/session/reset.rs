//! Takes back what a script has set for the session: sqlx would let it go on into the next script,
//! or not, as they happen to come in one run. A connection cannot be begun anew instead: the lock
//! of those who migrate goes with it.

use super::Session;
use super::errors::plain;
use crate::dialect::Piece;
use crate::dialect::mysql::quote::{ident, literal};
use crate::error::Result;
use std::collections::BTreeMap;

/// The session's variables by name.
pub(super) type Variables = BTreeMap<String, String>;

/// Variables that change by themselves, or whose setting does something.
const RESTLESS: [&str; 13] = [
    "timestamp",
    "rand_seed1",
    "rand_seed2",
    "last_insert_id",
    "insert_id",
    "identity",
    "warning_count",
    "error_count",
    "in_transaction",
    "last_gtid",
    "gtid_next",
    "pseudo_thread_id",
    "transaction_read_only",
];

/// Statements that may set something for the session.
pub(super) fn may_set(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| {
        ["SET", "CALL", "EXECUTE", "BEGIN", "IF", "LOCK"]
            .iter()
            .any(|word| piece.is(&[word]))
    })
}

impl Session {
    /// Remembers how scripts find the session.
    pub(super) fn remember(&self) -> Result<()> {
        if self.variables.borrow().is_none() {
            *self.variables.borrow_mut() = Some(self.read_variables()?);
        }
        Ok(())
    }

    /// Sets the session as scripts find it, where it was remembered.
    pub(super) fn reset(&self) -> Result<()> {
        let variables = self.variables.borrow();
        let Some(before) = variables.as_ref() else {
            return Ok(());
        };
        self.execute("UNLOCK TABLES")
            .map_err(|cause| plain(&cause))?;
        let now = self.read_variables()?;
        for (name, value) in before {
            if now.get(name) == Some(value) {
                continue;
            }
            let number = value.parse::<f64>().is_ok();
            let value = match number {
                true => value.clone(),
                false => literal(value),
            };
            // One that no session may set was set for the whole server, which is no setting of
            // this session's.
            let _ = self.execute(&format!("SET SESSION {} = {value}", ident(name)));
        }
        Ok(())
    }

    fn read_variables(&self) -> Result<Variables> {
        let rows = self
            .query("SHOW SESSION VARIABLES")
            .map_err(|cause| plain(&cause))?;
        Ok(rows
            .iter()
            .filter(|row| !RESTLESS.contains(&row.text(0)))
            .map(|row| (row.text(0).to_owned(), row.text(1).to_owned()))
            .collect())
    }
}
