//! Reads rows as sums that can be compared, see [`Contents`], and answers questions about them.
//!
//! The server adds the sums up itself, in one query for each table: a checksum of each value as
//! text, and one of each whole row; a hash such as MD5 would take ten times as long. A value is equal where its text is, so that a column that
//! went from `INT` to `BIGINT` keeps its sum. The history of a versioned table counts.

use super::Session;
use super::errors::plain;
use crate::dialect::contents::{Contents, Rows, Values};
use crate::dialect::mysql::connect::Answer;
use crate::dialect::mysql::quote::{ident, text};
use crate::error::{Error, Result};
use crate::schema::Name;
use std::collections::BTreeMap;

/// How many queries are sent in one message.
const BATCH: usize = 32;

/// One state is seen, from the first query on.
pub(super) const BEGIN: &str = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";

/// The tables, each with whether its history is kept, and the number that the next row gets.
const TABLES: &str = "
SELECT 'table', TABLE_NAME, TABLE_TYPE = 'SYSTEM VERSIONED', AUTO_INCREMENT
FROM information_schema.TABLES
WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')";

/// Their columns, those left out that are computed or that the server keeps itself.
const COLUMNS: &str = "
SELECT 'column', TABLE_NAME, COLUMN_NAME, DATA_TYPE, COALESCE(NUMERIC_SCALE, DATETIME_PRECISION, 0),
    CHARACTER_SET_NAME
FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = DATABASE() AND COALESCE(GENERATION_EXPRESSION, '') = ''
    AND EXTRA NOT LIKE '%GENERATED%'
ORDER BY TABLE_NAME, ORDINAL_POSITION";

/// A table, as the queries see it.
struct Source {
    name: String,
    key: String,
    versioned: bool,
    /// By the key of their names: the name, and the expression of the text of a value.
    columns: BTreeMap<String, (String, String)>,
    /// The last number that was given to a row.
    last: Option<i64>,
}

impl Session {
    /// Reads every row of every table that the schema shows, computed columns left out.
    pub(super) fn contents(&self) -> Result<Contents> {
        let outcome = self.read_contents();
        if outcome.is_err() {
            // Its own error would hide the first one; nothing was written.
            let _ = self.execute("ROLLBACK");
        }
        outcome
    }

    fn read_contents(&self) -> Result<Contents> {
        let failed = |cause: &sqlx::Error| plain(cause).context("failed to read the rows");
        let sources = self.sources(BEGIN).map_err(|cause| failed(&cause))?;
        let mut contents = Contents::default();
        let mut batches = sources.chunks(BATCH).peekable();
        if batches.peek().is_none() {
            self.execute("ROLLBACK").map_err(|cause| failed(&cause))?;
        }
        while let Some(batch) = batches.next() {
            let mut message: Vec<String> = batch.iter().map(Source::query).collect();
            if batches.peek().is_none() {
                message.push("ROLLBACK".to_owned());
            }
            let sums = self
                .query(&message.join(";\n"))
                .map_err(|cause| failed(&cause))?;
            for (source, sums) in batch.iter().zip(&sums) {
                let rows = source.read(sums).ok_or_else(|| {
                    Error::internal("the server wrote sums of rows in another form")
                })?;
                contents.tables.insert(source.key.clone(), rows);
                if let Some(last) = source.last.filter(|last| *last > 0) {
                    contents.sequences.insert(source.key.clone(), last);
                }
            }
        }
        Ok(contents)
    }

    /// The tables whose rows are read, asked for in one message with what is to happen before.
    fn sources(&self, before: &str) -> Result<Vec<Source>, sqlx::Error> {
        let folds = self.connection.borrow().folds_names();
        let fresh = self.flavour.fresh_statistics();
        let answers = self.query(&format!("{before};\n{fresh}{TABLES};\n{COLUMNS}"))?;
        let mut sources: BTreeMap<String, Source> = answers
            .iter()
            .filter(|answer| answer.text(0) == "table" && !self.leaves_out(answer.text(1)))
            .map(|answer| {
                let name = answer.text(1).to_owned();
                let key = match folds {
                    true => Name::folded(&name),
                    false => Name::exact(&name),
                };
                let source = Source {
                    key: key.key().to_owned(),
                    versioned: answer.text(2) == "1",
                    columns: BTreeMap::new(),
                    last: answer.number::<i64>(3).map(|next| next - 1),
                    name: name.clone(),
                };
                (name, source)
            })
            .collect();
        for answer in answers.iter().filter(|answer| answer.text(0) == "column") {
            if let Some(source) = sources.get_mut(answer.text(1)) {
                let name = answer.text(2).to_owned();
                let digits = answer.number(4).unwrap_or(0);
                let text = text_of(&name, answer.text(3), digits, answer.text(5));
                let key = Name::folded(&name).key().to_owned();
                source.columns.insert(key, (name, text));
            }
        }
        Ok(sources.into_values().collect())
    }

    /// Whether there can be rows. Where that cannot be found out, there can be.
    pub(super) fn may_have_rows(&self) -> bool {
        let found = self.query(TABLES).and_then(|tables| {
            let some: Vec<String> = tables
                .iter()
                .map(|table| table.text(1))
                .filter(|table| !self.leaves_out(table))
                .map(|table| format!("EXISTS (SELECT 1 FROM {})", ident(table)))
                .collect();
            match some.is_empty() {
                true => Ok("0".to_owned()),
                false => self.one_text(&format!("SELECT {}", some.join(" OR "))),
            }
        });
        found.map_or(true, |found| found != "0")
    }

    /// How many rows a table has; 0 where there is no such table.
    pub(super) fn row_count(&self, table: &str) -> Result<u64> {
        let failed = |cause: &sqlx::Error| {
            plain(cause).context(format!("failed to count the rows of {table}"))
        };
        let there = self
            .one_text(&format!(
                "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
                 AND TABLE_NAME = {} AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')",
                text(table)
            ))
            .map_err(|cause| failed(&cause))?;
        if there.is_empty() {
            return Ok(0);
        }
        let count = self
            .one_text(&format!("SELECT COUNT(*) FROM {}", ident(table)))
            .map_err(|cause| failed(&cause))?;
        Ok(count.parse().unwrap_or(0))
    }

    /// Some values of a column, as literals.
    pub(super) fn sample(&self, table: &str, column: &str, most: usize) -> Result<Vec<String>> {
        let rows = self
            .query(&format!(
                "SELECT {0} FROM {1} LIMIT {most};
                 SELECT DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()
                 AND TABLE_NAME = {2} AND COLUMN_NAME = {3}",
                ident(column),
                ident(table),
                text(table),
                text(column)
            ))
            .map_err(|cause| plain(&cause))?;
        let Some((kind, values)) = rows.split_last() else {
            return Ok(Vec::new());
        };
        let kind = super::literals::Kind::of(kind.text(0));
        Ok(values
            .iter()
            .map(|value| kind.literal(value.bytes(0)))
            .collect())
    }
}

/// The expression of the text of a value: the same where the value is, whatever the column's width
/// and character set.
fn text_of(column: &str, data_type: &str, digits: u32, charset: &str) -> String {
    let column = ident(column);
    match data_type {
        // Not as ZEROFILL shows it, and a FLOAT with all of its digits.
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "year" | "bit" => {
            format!("({column} + 0)")
        }
        "float" | "double" => format!("({column} + 0e0)"),
        "decimal" | "datetime" | "timestamp" | "time" if digits > 0 => {
            format!("TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM {column}))")
        }
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "enum" | "set" => {
            // Of these the bytes are the same.
            match charset {
                "utf8mb4" | "utf8mb3" | "utf8" | "ascii" => column,
                _ => format!("CONVERT({column} USING utf8mb4)"),
            }
        }
        "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" | "vector" => {
            column
        }
        "geometry" | "point" | "linestring" | "polygon" | "multipoint" | "multilinestring"
        | "multipolygon" | "geometrycollection" | "geomcollection" => {
            format!("CONCAT(ST_SRID({column}), ' ', ST_AsBinary({column}))")
        }
        _ => format!("CAST({column} AS CHAR)"),
    }
}

impl Source {
    /// The query whose one row is: how many rows, the sum over whole rows, and for each column its
    /// sum and how many values are not NULL.
    fn query(&self) -> String {
        let mut sums = String::new();
        let mut row = Vec::new();
        for (_, text) in self.columns.values() {
            sums.push_str(&format!(", SUM(CRC32({text})), COUNT({text})"));
            row.push(format!("IFNULL(CRC32({text}), 'N')"));
        }
        // Checksums are linear: a sum of them would hardly tell apart who stands beside whom. One of
        // the digits of another one is not.
        let whole = match row.is_empty() {
            true => "0".to_owned(),
            false => format!("SUM(CRC32(CRC32(CONCAT_WS(',', {}))))", row.join(", ")),
        };
        let history = if self.versioned {
            " FOR SYSTEM_TIME ALL"
        } else {
            ""
        };
        format!(
            "SELECT COUNT(*), {whole}{sums} FROM {}{history}",
            ident(&self.name)
        )
    }

    /// Reads the row that [`query`](Self::query) gives.
    fn read(&self, answer: &Answer) -> Option<Rows> {
        let sum = |column: usize| match answer.get(column) {
            Some(text) => text.parse().ok(),
            // There was nothing to add.
            None => Some(0),
        };
        let mut rows = Rows {
            name: self.name.clone(),
            count: answer.number(0)?,
            whole: sum(1)?,
            columns: BTreeMap::new(),
        };
        for (at, key) in self.columns.keys().enumerate() {
            let values = Values {
                sum: sum(2 + 2 * at)?,
                present: answer.number(3 + 2 * at)?,
            };
            rows.columns.insert(key.clone(), values);
        }
        Some(rows)
    }
}
