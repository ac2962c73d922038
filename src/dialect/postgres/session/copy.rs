//! Copies of a database that the server cannot make by itself, because somebody is connected to
//! it or it is on another server: the schema is planned anew, the rows are sent over.
//!
//! A backup is such a copy too, written to a file; both see one state of the database.

use super::Session;
use super::errors::{lacked_membership, plain};
use super::rows::{BEGIN, READING};
use crate::dialect::postgres::connect::{Answer, Connection, copy_between};
use crate::dialect::postgres::inspect::inspect;
use crate::dialect::postgres::plan::{CopyPlan, plan_copy};
use crate::dialect::postgres::quote::{ident, literal};
use crate::draft::Script;
use crate::error::{Error, Result};
use crate::schema::{Name, ObjectKind, Schema};

/// How often the schema may change while it is read.
const TRIES: usize = 5;

/// Tables that hold rows themselves, with their columns as a JSON array, those left out that are
/// computed. A table of an extension is the extension's.
const TABLES: &str = "
SELECT 'table', c.oid::regclass::text,
    coalesce((SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
        '[]')::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence <> 't'
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 2";

/// Sequences, with the table whose column they belong to.
const SEQUENCES: &str = "
SELECT 'sequence', c.oid::regclass::text, coalesce(d.refobjid::regclass::text, ''),
    s.seqstart::text
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
        AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
WHERE c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 2";

/// Settings under which a copy is built: no body of a function is checked before what it names
/// is there, and values are read as they were written.
pub(super) const BUILDING: &str = "SET check_function_bodies = off;
SET client_min_messages = warning;
SET row_security = off;
SET lc_monetary = 'C';
SET IntervalStyle = 'postgres';
SET DateStyle = 'ISO, MDY';
SET TimeZone = 'UTC';
";

/// A state of the database that stays as it is until the transaction ends.
pub(super) struct Frozen {
    /// The schema in which names are written bare.
    pub(super) search_path: String,
    /// Makes the ledger, and the record of a run that broke off; none where there is no ledger.
    pub(super) ledger: Option<String>,
    /// What comes before the rows.
    pub(super) before: String,
    /// The tables with rows of their own, the ledger included.
    pub(super) tables: Vec<Rows>,
    /// Sets sequences to where they stand.
    pub(super) sequences: String,
    /// What comes after the rows.
    pub(super) after: String,
    /// Each extension with its schema and version.
    pub(super) extensions: Vec<String>,
}

/// The rows of a table, as `COPY` writes and reads them.
pub(super) struct Rows {
    pub(super) out: String,
    pub(super) into: String,
}

impl Session {
    /// Begins a transaction that sees one state, and plans how that is made in a database that is
    /// as `empty` says. The caller ends the transaction.
    pub(super) fn freeze(&self, empty: &Schema) -> Result<Frozen> {
        let schema = self.hold()?;
        let plan = plan_copy(empty, &schema)
            .map_err(|error| error.context("the schema cannot be copied"))?;
        let answers = self
            .talk(|connection| connection.simple_query(&format!("{TABLES};{SEQUENCES}")))
            .map_err(|cause| plain(&cause))?;
        let has_ledger = self.has_ledger()?;
        let mut tables = tables(&schema, &answers)?;
        if has_ledger {
            tables.insert(0, self.ledger_rows());
        }
        let mut ledger = has_ledger.then(|| self.ledger_definition());
        if let (Some(ledger), Some((definition, rows))) = (&mut ledger, self.record_to_copy()?) {
            ledger.push_str(&definition);
            tables.insert(0, rows);
        }
        let search_path = self
            .one_text("SELECT coalesce(quote_ident(current_schema()), '')")
            .map_err(|cause| plain(&cause))?;
        Ok(Frozen {
            search_path,
            ledger,
            tables,
            sequences: self.sequences(&schema, &answers)?,
            extensions: self.extensions()?,
            before: rendered(&plan, true),
            after: rendered(&plan, false),
        })
    }

    /// Begins the transaction and locks every table against changes of its schema, as `pg_dump`
    /// does. Gives the schema that is then there.
    fn hold(&self) -> Result<Schema> {
        // A transaction cannot be interrupted to read the schema once more.
        let mut second = Connection::open(&self.url)?;
        for _ in 0..TRIES {
            let schema = inspect(&mut second, &self.ignore)?;
            let names: Vec<&str> = schema
                .tables
                .iter()
                .map(|table| table.name.as_str())
                .collect();
            let lock = match names.is_empty() {
                true => String::new(),
                false => format!("LOCK TABLE {} IN ACCESS SHARE MODE;", names.join(", ")),
            };
            // The locks first: a look that was taken before somebody emptied a table would still
            // find it full, or a new one empty.
            let held = self.execute(&format!("{BEGIN}{lock}{READING}"));
            if held.is_ok() {
                let again = inspect(&mut second, &self.ignore)?;
                if text(&again) == text(&schema) {
                    return Ok(schema);
                }
            }
            self.execute("ROLLBACK").map_err(|cause| plain(&cause))?;
            // A table that went away is looked for no more; anything else stays in the way.
            if let Err(cause) = held
                && super::errors::code(&cause) != super::errors::UNDEFINED_TABLE
            {
                return Err(plain(&cause).context("failed to lock the tables for a copy"));
            }
        }
        Err(
            Error::failed("somebody goes on changing the schema, so that no copy can be made")
                .hint("wait until they are done, and run the command again"),
        )
    }

    fn ledger_rows(&self) -> Rows {
        let columns = [
            "version",
            "description",
            "installed_on",
            "success",
            "checksum",
            "execution_time",
        ];
        Rows::of(&self.ledger, &columns.map(str::to_owned))
    }

    /// The statements that set sequences to where they stand. Those that were never asked for a
    /// number stand where they begin.
    fn sequences(&self, schema: &Schema, answers: &[Answer]) -> Result<String> {
        let sequences: Vec<&Answer> = answers
            .iter()
            .filter(|answer| answer.text(0) == "sequence")
            .filter(|answer| {
                let sequence = Name::exact(answer.text(1));
                schema.table(&Name::exact(answer.text(2))).is_some()
                    || schema.object(ObjectKind::Sequence, &sequence).is_some()
            })
            .collect();
        let mut sql = String::new();
        for batch in sequences.chunks(64) {
            let queries: Vec<String> = batch
                .iter()
                .map(|answer| {
                    format!(
                        "SELECT last_value::text, is_called::text FROM {}",
                        answer.text(1)
                    )
                })
                .collect();
            let standing = self
                .talk(|connection| connection.simple_query(&queries.join(";")))
                .map_err(|cause| plain(&cause).context("failed to read the sequences"))?;
            for (sequence, stands) in batch.iter().zip(&standing) {
                let called = stands.text(1);
                if called == "true" || stands.text(0) != sequence.text(3) {
                    sql.push_str(&format!(
                        "SELECT pg_catalog.setval({}, {}, {called});\n",
                        literal(sequence.text(1)),
                        stands.text(0)
                    ));
                }
            }
        }
        Ok(sql)
    }

    pub(super) fn extensions(&self) -> Result<Vec<String>> {
        let rows = self
            .talk(|connection| {
                connection.simple_query(
                    "SELECT quote_ident(e.extname) || ' ' || quote_ident(n.nspname) || ' ' || e.extversion
                    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace ORDER BY 1",
                )
            })
            .map_err(|cause| plain(&cause))?;
        Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
    }

    /// A copy in a sibling, made row by row.
    pub(super) fn copy_by_rows(&self) -> Result<Self> {
        let sibling = self.server.create()?;
        if sibling.is_alone() {
            self.talk(|connection| self.server.copy_roles(connection))
                .map_err(|cause| plain(&cause))?;
        }
        let copy = Self::throwaway(&self.server, sibling, &self.ignore)?;
        self.give_to_owner(&copy);
        let empty = copy.inspect()?;
        let frozen = self.freeze(&empty)?;
        let outcome = self.send(&frozen, &copy);
        let ended = self.execute("ROLLBACK").map_err(|cause| plain(&cause));
        outcome.and(ended)?;
        Ok(copy)
    }

    /// Gives a copy to the owner of the original, who may make things in its schemas for that. Where
    /// this role may not do so, it will be told what it lacks if that matters.
    fn give_to_owner(&self, copy: &Self) {
        let owner = self.one_text(
            "SELECT quote_ident(pg_get_userbyid(datdba)) FROM pg_database
             WHERE datname = current_database()",
        );
        if let Ok(owner) = owner {
            let name = ident(&copy.url.database_name());
            let _ = copy.execute(&format!("ALTER DATABASE {name} OWNER TO {owner}"));
        }
    }

    fn send(&self, frozen: &Frozen, copy: &Self) -> Result<()> {
        let failed = |cause: sqlx::Error| {
            let error = plain(&cause).context("failed to copy the database");
            match lacked_membership(&cause) {
                Some(owner) => {
                    let own = self.one_text("SELECT quote_ident(current_user)");
                    let own = own.unwrap_or_else(|_| "YOUR_ROLE".to_owned());
                    error
                        .note(format!("the copy has the owners of what is copied, and only a member of {owner} makes something theirs"))
                        .hint(format!("GRANT {owner} TO {own}"))
                        .hint("or copy to a server of its own: scratch-server = \"throwaway\" in [package.metadata.migrate]")
                }
                None => error,
            }
        };
        let ledger = frozen.ledger.as_deref().unwrap_or_default();
        copy.execute(&format!("BEGIN;\n{}{BUILDING}{ledger}", frozen.path()))
            .map_err(failed)?;
        copy.execute(&frozen.before).map_err(failed)?;
        for rows in &frozen.tables {
            let mut from = self.connection.borrow_mut();
            let mut to = copy.connection.borrow_mut();
            if let (Some(from), Some(to)) = (from.as_mut(), to.as_mut()) {
                copy_between(from, &rows.out, to, &rows.into).map_err(failed)?;
            }
        }
        let end = format!("COMMIT;\n{}", copy.reset());
        for sql in [&frozen.sequences, &frozen.after, &end] {
            copy.execute(sql).map_err(failed)?;
        }
        Ok(())
    }
}

impl Frozen {
    /// The statement by which names are read as they are written.
    pub(super) fn path(&self) -> String {
        let path = match self.search_path.as_str() {
            "" => "''",
            path => path,
        };
        format!("SET search_path = {path};\n")
    }
}

impl Rows {
    pub(super) fn of(table: &str, columns: &[String]) -> Self {
        let names: Vec<String> = columns.iter().map(|column| ident(column)).collect();
        let target = format!("{table} ({})", names.join(", "));
        Self {
            out: format!("COPY {target} TO STDOUT"),
            into: format!("COPY {target} FROM stdin"),
        }
    }
}

/// The tables of the schema that hold rows themselves.
fn tables(schema: &Schema, answers: &[Answer]) -> Result<Vec<Rows>> {
    let mut tables = Vec::new();
    for answer in answers.iter().filter(|answer| answer.text(0) == "table") {
        if schema.table(&Name::exact(answer.text(1))).is_none() {
            continue;
        }
        let columns: Vec<String> = serde_json::from_str(answer.text(2))
            .map_err(|cause| Error::internal(format!("columns in another form: {cause}")))?;
        if !columns.is_empty() {
            tables.push(Rows::of(answer.text(1), &columns));
        }
    }
    Ok(tables)
}

/// What is compared of two looks at one schema.
fn text(schema: &Schema) -> String {
    format!("{:?}{:?}", schema.tables, schema.objects)
}

/// One of the scripts of a plan. What may be there already, because it belongs to all databases or
/// had to stay, is made only where it is not.
fn rendered(plan: &CopyPlan, before: bool) -> String {
    let script: &Script = if before { &plan.before } else { &plan.after };
    let mut script = script.clone();
    for statement in &mut script.statements {
        for kind in ["CREATE SCHEMA ", "CREATE EXTENSION "] {
            if let Some(rest) = statement.sql.strip_prefix(kind)
                && !rest.starts_with("IF NOT EXISTS ")
            {
                statement.sql = format!("{kind}IF NOT EXISTS {rest}");
            }
        }
    }
    script.render()
}
