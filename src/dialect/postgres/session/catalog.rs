//! Looks at the schema, and when one is worth another.

use super::Session;
use super::errors::plain;
use crate::dialect::postgres::inspect::{Ignored, inspect};
use crate::error::Result;
use crate::schema::Schema;

/// Everything that users made and that a first migration would have to make, by schema and name.
const THERE: &str = "
WITH space AS (
    SELECT oid, nspname::text FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), made AS (
    SELECT 'pg_class'::regclass AS class, oid, relnamespace AS space, relname AS name
    FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND relpersistence <> 't'
    UNION ALL
    SELECT 'pg_proc'::regclass, oid, pronamespace, proname FROM pg_proc
    UNION ALL
    SELECT 'pg_type'::regclass, oid, typnamespace, typname FROM pg_type
    WHERE typrelid = 0 AND typcategory <> 'A' AND typtype <> 'm'
)
SELECT space.nspname, made.name::text
FROM made JOIN space ON space.oid = made.space
WHERE NOT EXISTS (SELECT FROM pg_depend d
    WHERE d.classid = made.class AND d.objid = made.oid AND d.deptype = 'e')";

impl Session {
    /// Reads the schema.
    pub(super) fn inspect(&self) -> Result<Schema> {
        match self.connection.borrow_mut().as_mut() {
            Some(connection) => inspect(connection, &self.ignore),
            None => Err(plain(&sqlx::Error::PoolClosed)),
        }
    }

    /// A text that is equal where the schema is equal to the letter.
    pub(super) fn catalog_text(&self) -> Result<String> {
        self.looks.text(self.moment()?, || {
            let schema = self.inspect()?;
            let text = format!("{:?}\n{:?}", schema.tables, schema.objects);
            Ok((schema, text))
        })
    }

    /// A text that is another one whenever the catalog may have changed; none where somebody is
    /// changing something right now. A throwaway database is changed by its session alone. On
    /// others, who changes anything gets a number from the server, and no number was given out.
    fn moment(&self) -> Result<Option<String>> {
        if self.sibling.is_some() {
            return Ok(Some(self.changes.get().to_string()));
        }
        let snapshot = self
            .one_text("SELECT pg_current_snapshot()::text")
            .map_err(|cause| plain(&cause))?;
        let mut parts = snapshot.split(':');
        let quiet = parts.next() == parts.next();
        Ok(quiet.then_some(snapshot))
    }

    /// Whether there is nothing at all, the ledger and what is ignored left out.
    pub(super) fn is_empty(&self) -> Result<bool> {
        let rows = self
            .talk(|connection| connection.simple_query(THERE))
            .map_err(|cause| plain(&cause))?;
        Ok(rows
            .iter()
            .all(|row| self.leaves_out(row.text(0), row.text(1))))
    }

    /// Whether the object of this schema and name is left out of every look.
    pub(super) fn leaves_out(&self, schema: &str, name: &str) -> bool {
        Ignored::new(&self.ignore).covers(schema, name)
    }
}
