//! Reads rows as sums that can be compared, see [`Contents`], and answers questions about them.
//!
//! The server adds the sums up itself, in one query for each table that has rows: a checksum of
//! each value as text, and one of each whole row; a hash such as MD5 would take ten times as long.
//! A value is equal where its text is, so that a column that went from `INT` to `BIGINT` keeps its
//! sum. The history of a versioned table counts.

use super::Session;
use super::errors::plain;
use crate::dialect::contents::{Contents, Rows, Values};
use crate::dialect::mysql::connect::Answer;
use crate::dialect::mysql::quote::{ident, text};
use crate::error::{Error, Result};
use crate::schema::Name;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How many queries are sent in one message.
const BATCH: usize = 32;

/// Of how many tables one query asks whether they have rows.
const WIDTH: usize = 512;

/// One state is seen, from the first query on.
pub(super) const BEGIN: &str = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY;\n";

/// The tables, each with whether its history is kept, and the number that the next row gets.
const TABLES: &str = "
SELECT TABLE_NAME, TABLE_TYPE = 'SYSTEM VERSIONED', AUTO_INCREMENT
FROM information_schema.TABLES
WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')";

/// The columns of some, those left out that are computed or that the server keeps itself.
const COLUMNS: &str = "
SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, COALESCE(NUMERIC_SCALE, DATETIME_PRECISION, 0),
    CHARACTER_SET_NAME
FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = DATABASE() AND COALESCE(GENERATION_EXPRESSION, '') = ''
    AND EXTRA NOT LIKE '%GENERATED%' AND TABLE_NAME IN ";

/// Columns by the key of their names: the name, and the expression of the text of a value.
type Columns = BTreeMap<String, (String, String)>;

/// The columns of tables with rows, by table, each with the text of which table they are.
pub(super) type KnownColumns = BTreeMap<String, (String, Rc<Columns>)>;

/// A table, as the queries see it.
struct Source {
    name: String,
    key: String,
    versioned: bool,
    columns: Rc<Columns>,
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
        let known = self.known_sources();
        // Where that is so, nobody else is at work, and there is no need for a snapshot.
        let is_alone = known.is_some();
        let sources = match known {
            Some(sources) => {
                if cfg!(debug_assertions) {
                    let asked = self.sources("").map_err(|cause| failed(&cause))?;
                    assert_eq!(facts(&sources), facts(&asked), "what is known is so");
                }
                sources
            }
            None => self.sources(BEGIN).map_err(|cause| failed(&cause))?,
        };
        let mut contents = Contents::default();
        for source in &sources {
            contents.tables.insert(source.key.clone(), source.empty());
            if let Some(last) = source.last.filter(|last| *last > 0) {
                contents.sequences.insert(source.key.clone(), last);
            }
        }
        let filled = self.filled(sources).map_err(|cause| failed(&cause))?;
        for batch in filled.chunks(BATCH) {
            let message: Vec<String> = batch.iter().map(Source::query).collect();
            let sums = self
                .query(&message.join(";\n"))
                .map_err(|cause| failed(&cause))?;
            for (source, sums) in batch.iter().zip(&sums) {
                let rows = source.read(sums).ok_or_else(|| {
                    Error::internal("the server wrote sums of rows in another form")
                })?;
                contents.tables.insert(source.key.clone(), rows);
            }
        }
        if !is_alone {
            self.execute("ROLLBACK").map_err(|cause| failed(&cause))?;
        }
        Ok(contents)
    }

    /// The tables whose rows are read, asked for in one message with what is to happen before.
    fn sources(&self, before: &str) -> Result<Vec<Source>, sqlx::Error> {
        let folds = self.connection.borrow().folds_names();
        let fresh = self.flavour.fresh_statistics();
        let answers = self.query(&format!("{before}{fresh}{TABLES}"))?;
        let shown = answers
            .iter()
            .filter(|answer| !self.leaves_out(answer.text(0)));
        let sources = shown.map(|answer| {
            let name = answer.text(0).to_owned();
            let key = match folds {
                true => Name::folded(&name),
                false => Name::exact(&name),
            };
            Source {
                key: key.key().to_owned(),
                versioned: answer.text(1) == "1",
                columns: Rc::default(),
                last: answer.number::<i64>(2).map(|next| next - 1),
                name,
            }
        });
        Ok(sources.collect())
    }

    /// The same from the last look at the schema, where nothing has changed since.
    fn known_sources(&self) -> Option<Vec<Source>> {
        let known = self.known.borrow();
        let columns = self.columns.borrow();
        let sources = known.tables()?.into_iter().map(|(name, known)| {
            let said = |what: &str| known.table.attributes.get(what);
            let columns = columns.get(name).filter(|(of, _)| *of == known.spelled);
            Source {
                key: known.table.name.key().to_owned(),
                versioned: said("system versioning").is_some(),
                columns: columns.map_or_else(Rc::default, |(_, columns)| Rc::clone(columns)),
                last: said("~auto_increment")
                    .and_then(|next| next.parse::<i64>().ok())
                    .map(|next| next - 1),
                name: name.to_owned(),
            }
        });
        Some(sources.collect())
    }

    /// Those that have rows, with their columns.
    fn filled(&self, sources: Vec<Source>) -> Result<Vec<Source>, sqlx::Error> {
        let mut filled: BTreeMap<String, Source> = BTreeMap::new();
        let mut left = sources.into_iter().peekable();
        while left.peek().is_some() {
            let some: Vec<Source> = left.by_ref().take(WIDTH).collect();
            let questions: Vec<String> = some.iter().map(Source::has_rows).collect();
            let answers = self.query(&format!("SELECT {}", questions.join(", ")))?;
            let has = |at: usize| answers.first().is_some_and(|row| row.text(at) == "1");
            let some = some.into_iter().enumerate().filter(|(at, _)| has(*at));
            filled.extend(some.map(|(_, source)| (source.name.clone(), source)));
        }
        let open = filled.values().filter(|source| source.columns.is_empty());
        let names: Vec<String> = open.map(|source| text(&source.name)).collect();
        let mut columns: BTreeMap<String, Columns> = BTreeMap::new();
        if !names.is_empty() {
            for answer in &self.query(&format!("{COLUMNS} ({})", names.join(", ")))? {
                let name = answer.text(1).to_owned();
                let digits = answer.number(3).unwrap_or(0);
                let text = text_of(&name, answer.text(2), digits, answer.text(4));
                let key = Name::folded(&name).key().to_owned();
                let of_table = columns.entry(answer.text(0).to_owned()).or_default();
                of_table.insert(key, (name, text));
            }
        }
        for (table, columns) in columns {
            if let Some(source) = filled.get_mut(&table) {
                source.columns = Rc::new(columns);
                self.remember_columns(source);
            }
        }
        Ok(filled.into_values().collect())
    }

    fn remember_columns(&self, source: &Source) {
        let known = self.known.borrow();
        let tables = known.tables().unwrap_or_default();
        if let Some((_, known)) = tables.iter().find(|(name, _)| *name == source.name) {
            let columns = (known.spelled.clone(), Rc::clone(&source.columns));
            self.columns
                .borrow_mut()
                .insert(source.name.clone(), columns);
        }
    }

    /// Whether there can be rows. Where that cannot be found out, there can be.
    pub(super) fn may_have_rows(&self) -> bool {
        let filled = self.sources("").and_then(|sources| self.filled(sources));
        filled.map_or(true, |filled| !filled.is_empty())
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

/// What is said of tables without looking at their rows, in an order of its own.
fn facts(sources: &[Source]) -> BTreeMap<&str, (bool, Option<i64>)> {
    let fact = |source: &Source| (source.versioned, source.last.filter(|last| *last > 0));
    let facts = sources
        .iter()
        .map(|source| (source.key.as_str(), fact(source)));
    facts.collect()
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
        format!("SELECT COUNT(*), {whole}{sums} FROM {}", self.rows())
    }

    fn has_rows(&self) -> String {
        format!("EXISTS (SELECT 1 FROM {})", self.rows())
    }

    /// What FROM takes them from.
    fn rows(&self) -> String {
        let history = if self.versioned {
            " FOR SYSTEM_TIME ALL"
        } else {
            ""
        };
        format!("{}{history}", ident(&self.name))
    }

    /// What it holds as long as it has no rows.
    fn empty(&self) -> Rows {
        Rows {
            name: self.name.clone(),
            ..Rows::default()
        }
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
