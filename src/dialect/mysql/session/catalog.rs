//! Looks at the schema, and when one is worth another.

use super::Session;
use super::errors::{VIEW_INVALID, plain};
use crate::dialect::mysql::conduct::is_opaque;
use crate::dialect::mysql::connect::failure::{number, said};
use crate::dialect::mysql::inspect::{Known, covers, inspect_again};
use crate::dialect::mysql::quote::ident;
use crate::dialect::{Piece, Run};
use crate::error::Result;
use crate::schema::Schema;

/// Everything that users made and that a first migration would have to make.
const THERE: &str = "
SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
UNION ALL
SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()
UNION ALL
SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()";

impl Session {
    /// Reads the schema.
    pub(super) fn inspect(&self) -> Result<Schema> {
        self.read_schema().map(|(schema, _)| schema)
    }

    fn read_schema(&self) -> Result<(Schema, String)> {
        let mut known = self.known.borrow_mut();
        let mut connection = self.connection.borrow_mut();
        let found = inspect_again(&mut connection, &self.ignore, &mut known)?;
        if cfg!(debug_assertions) && self.sibling.is_some() {
            let all = inspect_again(&mut connection, &self.ignore, &mut Known::default())?;
            assert_eq!(found.1, all.1, "a look leaves out only what is known");
        }
        if self.sibling.is_none() {
            // Others may be at work there.
            known.may_be_anything();
        }
        Ok(found)
    }

    /// To be called before anything is done to the database.
    pub(super) fn changed(&self) {
        self.changes.set(self.changes.get() + 1);
        self.known.borrow_mut().may_be_anything();
    }

    /// To be called before a script is run.
    pub(super) fn changed_by(&self, run: &Run, pieces: &[Piece]) {
        self.changes.set(self.changes.get() + 1);
        let mut known = self.known.borrow_mut();
        match pieces.iter().any(|piece| is_opaque(run.sql, piece)) {
            true => known.may_be_anything(),
            false => known.changed(run.sql),
        }
    }

    /// A text that is equal where the schema is equal to the letter. What nobody else changes is
    /// read once after each change; a server tells no cheaper whether somebody changed something.
    pub(super) fn catalog_text(&self) -> Result<String> {
        let alone = self.sibling.is_some();
        let moment = alone.then(|| self.changes.get().to_string());
        self.looks.text(moment, || self.read_schema())
    }

    /// Whether there is nothing at all, the ledger and what is ignored left out.
    pub(super) fn is_empty(&self) -> Result<bool> {
        let rows = self.query(THERE).map_err(|cause| plain(&cause))?;
        Ok(rows.iter().all(|row| self.leaves_out(row.text(0))))
    }

    /// Whether the object of this name is left out of every look.
    pub(super) fn leaves_out(&self, name: &str) -> bool {
        covers(&self.ignore, name)
    }

    /// Views that no longer compile: the server lets go what they need.
    pub(super) fn broken_objects(&self) -> Result<Vec<(String, String)>> {
        let views = self
            .query(
                "SELECT TABLE_NAME FROM information_schema.VIEWS
                 WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME",
            )
            .map_err(|cause| plain(&cause))?;
        let mut broken = Vec::new();
        for view in views.iter().map(|row| row.text(0)) {
            if self.leaves_out(view) {
                continue;
            }
            let sql = format!("SELECT 1 FROM {} LIMIT 0", ident(view));
            match self.execute(&sql) {
                Err(cause) if number(&cause) == VIEW_INVALID => {
                    broken.push((format!("view {view}"), self.why_broken(view, &said(&cause))));
                }
                // What keeps this user from looking is no reason to call it broken.
                _ => {}
            }
        }
        Ok(broken)
    }

    /// The server says of a view only that something is missing; its own text says what.
    fn why_broken(&self, view: &str, said: &str) -> String {
        let definition = self.query(&format!("SHOW CREATE VIEW {}", ident(view)));
        let text = definition.ok().and_then(|rows| {
            let text = rows.first()?.text(1).to_owned();
            text.split_once(" AS ").map(|(_, select)| select.to_owned())
        });
        let reason = text.and_then(|select| self.execute(&format!("EXPLAIN {select}")).err());
        reason.map_or(said.to_owned(), |cause| {
            crate::dialect::mysql::connect::said(&cause)
        })
    }
}
