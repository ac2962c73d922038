//! Reads rows as sums that can be compared, see [`Contents`], and answers questions about them.
//!
//! The server adds the sums up itself, in one query for each table that holds anything: a hash of
//! each value as text, and one of each whole row. A value is equal where its text is, so that a
//! column that went from `integer` to `bigint` keeps its sum. The rows of a partitioned table count
//! as its own, wherever the partitions lie.

use super::Session;
use super::errors::plain;
use crate::dialect::contents::{Contents, Rows, Values};
use crate::dialect::postgres::connect::{Answer, is_forgotten};
use crate::dialect::postgres::quote::{ident, literal};
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// How many queries are sent in one message.
const BATCH: usize = 32;

/// One state is seen, from the first query on.
pub(super) const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n";

/// Names are written as the model has them, and values the same whatever the database's settings
/// are. Rows that a policy would hide are an error, not silently left out.
pub(super) const READING: &str =
    "SELECT set_config('search_path', coalesce(quote_ident(current_schema()), ''), true),
    set_config('quote_all_identifiers', 'off', true),
    set_config('row_security', 'off', true),
    set_config('extra_float_digits', '1', true),
    set_config('bytea_output', 'hex', true),
    set_config('DateStyle', 'ISO, MDY', true),
    set_config('IntervalStyle', 'postgres', true),
    set_config('TimeZone', 'UTC', true),
    set_config('lc_monetary', 'C', true),
    set_config('jit', 'off', true);\n";

/// Tables that users made, those of extensions left out, and whether there may be rows in them: a
/// table without any never had a page. A partition belongs to the table at the top.
const TABLES: &str = "
SELECT 'table', n.nspname::text, c.relname::text, c.oid::regclass::text, c.relkind::text,
    CASE c.relkind
        WHEN 'r' THEN pg_relation_size(c.oid) > 0
        ELSE EXISTS (SELECT FROM pg_partition_tree(c.oid) t
            WHERE t.isleaf AND pg_relation_size(t.relid) > 0)
    END::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')";

/// Their columns, those left out that are computed. A cast that somebody made says little of a
/// value; such a type is written by its own output function.
const COLUMNS: &str = "
SELECT 'column', c.oid::regclass::text, a.attname::text, EXISTS (SELECT FROM pg_cast k
    WHERE k.castsource = a.atttypid AND k.casttarget = 'text'::regtype AND k.oid >= 16384)::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''";

/// The last number that was given out by the sequences of each table's columns, added up.
const SEQUENCES: &str = "
SELECT 'sequence', coalesce(pg_partition_root(d.refobjid), d.refobjid)::regclass::text,
    sum(pg_sequence_last_value(s.seqrelid) * sign(s.seqincrement))::text
FROM pg_sequence s JOIN pg_depend d
    ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid
    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
GROUP BY 2";

/// A table, as the queries see it.
struct Source {
    /// As it is written in SQL, which is its key.
    name: String,
    partitioned: bool,
    may_have_rows: bool,
    /// By name; true where the text of a value must be made by its type's output function.
    columns: BTreeMap<String, bool>,
}

impl Session {
    /// Reads every row of every table that the schema shows, computed columns left out.
    pub(super) fn contents(&self) -> Result<Contents> {
        let outcome = self.read_contents();
        if outcome.is_err() {
            // Its own error would hide the first one.
            let _ = self.execute("ROLLBACK");
        }
        outcome
    }

    fn read_contents(&self) -> Result<Contents> {
        let failed = |cause: &sqlx::Error| plain(cause).context("failed to read the rows");
        let answers = self
            .ask_again(&[BEGIN, READING], &[TABLES, COLUMNS, SEQUENCES])
            .map_err(|cause| failed(&cause))?;
        let sources = self.sources(&answers);
        let mut contents = Contents::default();
        for source in &sources {
            contents.tables.insert(source.name.clone(), source.empty());
        }
        let filled: Vec<&Source> = sources
            .iter()
            .filter(|source| source.may_have_rows)
            .collect();
        let last = filled.len().saturating_sub(1) / BATCH;
        for (number, batch) in filled.chunks(BATCH).enumerate() {
            let mut queries: Vec<String> = batch.iter().map(|source| source.query()).collect();
            queries.extend((number == last).then(|| "COMMIT".to_owned()));
            let sums = self
                .talk(|connection| connection.simple_query(&queries.join(";\n")))
                .map_err(|cause| failed(&cause))?;
            for (source, sums) in batch.iter().zip(&sums) {
                let rows = source.read(sums.text(0)).ok_or_else(|| {
                    Error::internal("the server wrote sums of rows in another form")
                })?;
                contents.tables.insert(source.name.clone(), rows);
            }
        }
        if filled.is_empty() {
            self.execute("COMMIT").map_err(|cause| failed(&cause))?;
        }
        for answer in answers.iter().filter(|answer| answer.text(0) == "sequence") {
            if contents.tables.contains_key(answer.text(1))
                && let Ok(last) = answer.text(2).parse()
            {
                contents.sequences.insert(answer.text(1).to_owned(), last);
            }
        }
        Ok(contents)
    }

    /// The rows of all of these queries, whose plans are kept, inside what `before` begins.
    fn ask_again(&self, before: &[&str], queries: &[&str]) -> Result<Vec<Answer>, sqlx::Error> {
        let ask = || self.talk(|connection| connection.prepared(before, queries, &[]));
        let answers = match ask() {
            Err(cause) if is_forgotten(&cause) => {
                self.execute("ROLLBACK")?;
                ask()?
            }
            outcome => outcome?,
        };
        Ok(answers.into_iter().flatten().collect())
    }

    fn sources(&self, answers: &[Answer]) -> Vec<Source> {
        let mut sources: BTreeMap<String, Source> = answers
            .iter()
            .filter(|answer| answer.text(0) == "table")
            .filter(|answer| !self.leaves_out(answer.text(1), answer.text(2)))
            .map(|answer| {
                let source = Source {
                    name: answer.text(3).to_owned(),
                    partitioned: answer.text(4) == "p",
                    may_have_rows: answer.text(5) == "true",
                    columns: BTreeMap::new(),
                };
                (source.name.clone(), source)
            })
            .collect();
        for answer in answers.iter().filter(|answer| answer.text(0) == "column") {
            if let Some(source) = sources.get_mut(answer.text(1)) {
                source
                    .columns
                    .insert(answer.text(2).to_owned(), answer.text(3) == "true");
            }
        }
        sources.into_values().collect()
    }

    /// Whether there can be rows. Where that cannot be found out, there can be.
    pub(super) fn may_have_rows(&self) -> bool {
        match self.ask_again(&[], &[TABLES]) {
            Ok(answers) => self
                .sources(&answers)
                .iter()
                .any(|source| source.may_have_rows),
            Err(_) => true,
        }
    }

    /// How many rows a table has; 0 where there is no such table.
    pub(super) fn row_count(&self, table: &str) -> Result<u64> {
        let sql = format!(
            "SELECT CASE relkind WHEN 'r' THEN 'ONLY ' ELSE '' END || oid::regclass::text FROM pg_class WHERE oid = to_regclass({}) AND relkind IN ('r', 'p')",
            literal(table)
        );
        let count = self.one_text(&sql).and_then(|found| {
            if found.is_empty() {
                return Ok(String::new());
            }
            self.one_text(&format!("SELECT count(*)::text FROM {found}"))
        });
        let count = count.map_err(|cause| {
            plain(&cause).context(format!("failed to count the rows of {table}"))
        })?;
        Ok(count.parse().unwrap_or(0))
    }

    /// Some values of a column, as literals.
    pub(super) fn sample(&self, table: &str, column: &str, most: usize) -> Result<Vec<String>> {
        let column = ident(column);
        let sql = format!(
            "SELECT CASE WHEN (SELECT typcategory FROM pg_type WHERE oid = pg_typeof(c)) IN ('N', 'B') THEN coalesce(c::text, 'NULL') ELSE quote_nullable(c::text) END FROM (SELECT {column} AS c FROM {table} LIMIT {most}) x"
        );
        let rows = self
            .talk(|connection| connection.simple_query(&sql))
            .map_err(|cause| plain(&cause))?;
        Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
    }
}

impl Source {
    /// What it holds where it holds nothing.
    fn empty(&self) -> Rows {
        Rows {
            name: self.name.clone(),
            columns: self
                .columns
                .keys()
                .map(|column| (column.clone(), Values::default()))
                .collect(),
            ..Rows::default()
        }
    }

    /// The query whose one row is an array: how many rows, the sum over whole rows, and for each
    /// column its sum and how many values are not NULL.
    fn query(&self) -> String {
        let only = if self.partitioned { "" } else { "ONLY " };
        if self.columns.is_empty() {
            return format!("SELECT ARRAY[count(*), 0]::text FROM {only}{}", self.name);
        }
        let mut hashes = Vec::new();
        let mut sums = String::new();
        let mut names = Vec::new();
        for (position, (column, odd)) in self.columns.iter().enumerate() {
            let column = ident(column);
            let text = if *odd {
                format!("CASE WHEN num_nulls({column}) = 0 THEN concat({column}) END")
            } else {
                format!("{column}::text")
            };
            hashes.push(format!(
                "hashtextextended(({text}) COLLATE \"C\", 0) AS h{position}"
            ));
            names.push(format!("h{position}"));
            sums.push_str(&format!(", sum(h{position}), count(h{position})"));
        }
        // The array's hash is linear in those of its elements, so that a sum of it would not tell
        // apart who stands beside whom; its text's is not. OFFSET keeps the planner from computing
        // each hash twice.
        format!(
            "SELECT ARRAY[count(*), sum(hashtextextended(hash_array_extended(ARRAY[{}], 0)::text, 0)){sums}]::text FROM (SELECT {} FROM {only}{} OFFSET 0) x",
            names.join(", "),
            hashes.join(", "),
            self.name
        )
    }

    /// Reads the array that [`query`](Self::query) gives.
    fn read(&self, array: &str) -> Option<Rows> {
        let numbers: Vec<&str> = array
            .strip_prefix('{')?
            .strip_suffix('}')?
            .split(',')
            .collect();
        let mut rows = self.empty();
        rows.count = numbers.first()?.parse().ok()?;
        rows.whole = sum(numbers.get(1)?)?;
        for (values, pair) in rows.columns.values_mut().zip(numbers[2..].chunks(2)) {
            values.sum = sum(pair.first()?)?;
            values.present = pair.get(1)?.parse().ok()?;
        }
        Some(rows)
    }
}

/// A sum of 64-bit numbers with signs; NULL where there was nothing to add.
fn sum(text: &str) -> Option<u128> {
    if text == "NULL" {
        return Some(0);
    }
    text.parse().ok().map(i128::cast_unsigned)
}
