//! Puts a backup in the place of what a database holds.
//!
//! It is one transaction: others see all of it or nothing. First everything that users made is
//! dropped, whatever it is; the server says what there is and what it is called. Extensions stay
//! that are as they were, since to make them again takes more rights than to own a database.

use super::Session;
use super::backup::{Backup, EXTENSION, LEDGER, Part};
use super::errors::plain;
use crate::dialect::postgres::plan::{Options, plan};
use crate::draft::Script;
use crate::error::Result;
use crate::schema::{ObjectKind, Schema};
use std::path::Path;

/// What users made, in the order in which it is dropped: where it is, what it is called, and the
/// statement that drops it with all that needs it.
const MADE: &str = "
WITH space AS (
    SELECT oid, nspname FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), made (step, class, oid, space, name) AS (
    SELECT 1, 'pg_event_trigger'::regclass, oid, NULL::oid, evtname FROM pg_event_trigger
    UNION ALL
    SELECT 2, 'pg_publication'::regclass, oid, NULL, pubname FROM pg_publication
    UNION ALL
    SELECT 4, 'pg_class'::regclass, oid, relnamespace, relname FROM pg_class
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND relpersistence <> 't'
    UNION ALL
    SELECT 5, 'pg_cast'::regclass, oid, NULL, '' FROM pg_cast WHERE oid >= 16384
    UNION ALL
    SELECT 5, 'pg_transform'::regclass, oid, NULL, '' FROM pg_transform WHERE oid >= 16384
    UNION ALL
    SELECT 6, 'pg_opclass'::regclass, oid, opcnamespace, opcname FROM pg_opclass
    UNION ALL
    SELECT 7, 'pg_opfamily'::regclass, oid, opfnamespace, opfname FROM pg_opfamily
    UNION ALL
    SELECT 8, 'pg_operator'::regclass, oid, oprnamespace, oprname FROM pg_operator
    UNION ALL
    SELECT 9, 'pg_proc'::regclass, oid, pronamespace, proname FROM pg_proc
    UNION ALL
    SELECT 10, 'pg_type'::regclass, oid, typnamespace, typname FROM pg_type t
    WHERE typtype <> 'm' AND typcategory <> 'A'
        AND (typrelid = 0 OR EXISTS (SELECT FROM pg_class WHERE oid = t.typrelid AND relkind = 'c'))
    UNION ALL
    SELECT 11, 'pg_collation'::regclass, oid, collnamespace, collname FROM pg_collation
    UNION ALL
    SELECT 11, 'pg_conversion'::regclass, oid, connamespace, conname FROM pg_conversion
    UNION ALL
    SELECT 11, 'pg_statistic_ext'::regclass, oid, stxnamespace, stxname FROM pg_statistic_ext
    UNION ALL
    SELECT 12, 'pg_ts_config'::regclass, oid, cfgnamespace, cfgname FROM pg_ts_config
    UNION ALL
    SELECT 13, 'pg_ts_dict'::regclass, oid, dictnamespace, dictname FROM pg_ts_dict
    UNION ALL
    SELECT 14, 'pg_ts_template'::regclass, oid, tmplnamespace, tmplname FROM pg_ts_template
    UNION ALL
    SELECT 14, 'pg_ts_parser'::regclass, oid, prsnamespace, prsname FROM pg_ts_parser
    UNION ALL
    SELECT 15, 'pg_foreign_server'::regclass, oid, NULL, srvname FROM pg_foreign_server
    UNION ALL
    SELECT 16, 'pg_foreign_data_wrapper'::regclass, oid, NULL, fdwname FROM pg_foreign_data_wrapper
    UNION ALL
    SELECT 17, 'pg_language'::regclass, oid, NULL, lanname FROM pg_language WHERE oid >= 16384
    UNION ALL
    SELECT 17, 'pg_am'::regclass, oid, NULL, amname FROM pg_am WHERE oid >= 16384
    UNION ALL
    SELECT 18, 'pg_namespace'::regclass, oid, NULL, nspname FROM space s
    WHERE nspname <> 'public'
        AND NOT EXISTS (SELECT FROM pg_extension e WHERE e.extnamespace = s.oid)
)
SELECT coalesce(space.nspname, '')::text, made.name::text,
    format('DROP %s IF EXISTS %s CASCADE', CASE (i).type
        WHEN 'statistics object' THEN 'STATISTICS'
        WHEN 'foreign-data wrapper' THEN 'FOREIGN DATA WRAPPER'
        ELSE upper((i).type) END, (i).identity)
FROM made LEFT JOIN space ON space.oid = made.space
    CROSS JOIN LATERAL pg_identify_object(made.class, made.oid, 0) AS i
WHERE (made.space IS NULL OR space.oid IS NOT NULL)
    AND NOT EXISTS (SELECT FROM pg_depend d
        -- A column of a partition key needs its own table so, which keeps nobody from dropping it.
        WHERE d.classid = made.class AND d.objid = made.oid AND d.objsubid = 0
            AND d.deptype IN ('e', 'i'))
ORDER BY step, 3";

impl Session {
    /// Puts the content of a backup in the place of this database's, in one transaction.
    pub(super) fn restore_from(&mut self, path: &Path) -> Result<()> {
        let mut backup = Backup::open(path)?;
        self.changes.set(self.changes.get() + 1);
        self.has_ledger.set(false);
        let leftovers = self.leftovers()?;
        let outcome = self.refill(&mut backup, &leftovers);
        if outcome.is_err() {
            // Its own error would hide the first one.
            let _ = self.execute("ROLLBACK");
        }
        let reset = self.execute(&self.reset()).map_err(|cause| plain(&cause));
        outcome.and(reset)
    }

    fn refill(&self, backup: &mut Backup, leftovers: &str) -> Result<()> {
        self.step("BEGIN; SET LOCAL client_min_messages = warning")?;
        let kept: Vec<String> = backup.said(EXTENSION).map(str::to_owned).collect();
        let mut drops = String::new();
        for extension in self.extensions()? {
            let name = extension.split(' ').next().unwrap_or_default();
            if !kept.contains(&extension) && name != "plpgsql" {
                drops.push_str(&format!("DROP EXTENSION IF EXISTS {name} CASCADE;\n"));
            }
        }
        if !drops.is_empty() {
            self.step(&drops)?;
        }
        let mut drops = self.drops()?;
        if let Some(books) = self.books()? {
            drops.push_str(&format!("DROP TABLE IF EXISTS {};\n", books.record));
        }
        let has_ledger = backup.said(LEDGER).any(|said| said == "yes");
        drops.push_str(&match (self.has_ledger()?, has_ledger) {
            (false, _) => String::new(),
            (true, false) => format!("DROP TABLE {} CASCADE;\n", self.ledger),
            (true, true) => format!("DELETE FROM {};\n", self.ledger),
        });
        self.step(&drops)?;
        self.step(leftovers)?;
        loop {
            match backup.next() {
                Part::Statements => {
                    let sql = backup.statements()?;
                    self.step(&sql)?;
                }
                Part::Rows => {
                    let copy = backup.copy()?;
                    self.talk(|connection| connection.copy_in(&copy, &mut backup.rows()))
                        .map_err(|cause| plain(&cause))?;
                    backup.skip_to_part()?;
                }
                Part::End => break,
            }
        }
        self.has_ledger.set(false);
        self.step("COMMIT")
    }

    /// Runs statements; where they wait for somebody in vain, the error says for whom.
    fn step(&self, sql: &str) -> Result<()> {
        self.execute(sql)
            .map_err(|cause| self.with_holders(plain(&cause), &cause, sql))
    }

    /// Drops everything that users made, the ledgers and what is ignored left out.
    fn drops(&self) -> Result<String> {
        let rows = self
            .talk(|connection| connection.simple_query(MADE))
            .map_err(|cause| plain(&cause))?;
        Ok(rows
            .iter()
            .filter(|row| !self.leaves_out(row.text(0), row.text(1)))
            .map(|row| format!("{};\n", row.text(2)))
            .collect())
    }

    /// What makes the schema `public`, and the privileges of what is to come, as they are in an
    /// empty database: these are never dropped.
    fn leftovers(&self) -> Result<String> {
        let stays = |schema: Schema| Schema {
            objects: schema
                .objects
                .into_iter()
                .filter(|object| match object.kind {
                    ObjectKind::Schema => object.name.key() == "public",
                    kind => kind == ObjectKind::DefaultPrivileges,
                })
                .collect(),
            ..Schema::default()
        };
        let empty = {
            let sibling = self.server.create()?;
            Self::throwaway(&self.server, sibling, &self.ignore)?.inspect()?
        };
        let written = plan(&stays(self.inspect()?), &stays(empty), Options::default())
            .map_err(|error| error.context("the schema public cannot be emptied"))?;
        let script = Script {
            statements: written
                .into_iter()
                .map(|written| written.statement)
                .collect(),
            ..Script::default()
        };
        Ok(script.render())
    }
}
