//! Rows for a random schema, and whether they are still there.

use super::model::{Class, Id, Schema};
use super::names::quoted;
use super::server::Database;
use super::slot::{Kind, Slot};
use crate::fuzz::dice::Dice;
use crate::fuzz::refusal::Refusal;
use crate::fuzz::rows::{Common, Rows, common_of};
use crate::fuzz::settle::Site as _;
use cargo_migrate::dialect::mysql::quote::ident;

/// How many rows are tried for each table.
const ROWS: usize = 4;

/// Fills the tables of the database with what fits; rows that do not fit are left out.
pub(super) fn fill(database: &mut Database, schema: &Schema, dice: &mut Dice) {
    for table in schema.of(&[Kind::Table]) {
        for number in 1..=ROWS {
            // A row that breaks a rule is no row.
            let _ = database.execute(&insert(schema, table, number, dice));
        }
    }
}

fn insert(schema: &Schema, table: Id, number: usize, dice: &mut Dice) -> String {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for column in schema.plain_columns(table) {
        let Some(column) = schema.get(column) else {
            continue;
        };
        if column.has(Slot::AutoIncrement)
            || dice.chance(if column.has(Slot::NotNull) { 3 } else { 15 })
        {
            continue;
        }
        if let Some(value) = value(column.word(Slot::Type), column.class, number) {
            names.push(quoted(&column.name));
            values.push(value);
        }
    }
    format!(
        "INSERT INTO {} ({}) VALUES ({})",
        schema.name(table),
        names.join(", "),
        values.join(", ")
    )
}

/// A value of a type as a literal; none where it is left to the default.
fn value(type_name: &str, class: Class, number: usize) -> Option<String> {
    Some(match class {
        Class::Integer if type_name == "year" => format!("{}", 2000 + number),
        Class::Integer | Class::Number => number.to_string(),
        Class::Text => format!("'v{number}'"),
        Class::Date => format!("'2020-01-0{number}'"),
        Class::Timestamp => format!("'2020-01-0{number} 10:00:00'"),
        Class::Uuid => format!("'00000000-0000-0000-0000-00000000000{number}'"),
        Class::Json => format!("'[{number}]'"),
        Class::Enum => number.min(3).to_string(),
        _ => match type_name {
            "point" => format!("point({number}, 0)"),
            "inet6" => format!("'::{number}'"),
            "time" | "time(3)" => format!("'0{number}:00:00'"),
            "bit(8)" | "bit(1)" => (number % 2).to_string(),
            "blob" | "mediumblob" | "binary(4)" | "varbinary(16)" => format!("x'ff0{number}'"),
            _ => return None,
        },
    })
}

/// Every column that is stored: its table with the kind of that, its name and type.
const COLUMNS: &str = "SELECT CONCAT_WS(' ', c.TABLE_NAME, t.TABLE_TYPE), c.TABLE_NAME, c.COLUMN_NAME,
    CONCAT_WS(' ', c.COLUMN_TYPE, c.COLLATION_NAME)
  FROM information_schema.COLUMNS c JOIN information_schema.TABLES t USING (TABLE_SCHEMA, TABLE_NAME)
  WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
    AND c.IS_GENERATED = 'NEVER'
  ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION";

/// The tables and columns that two databases have in common.
pub(super) fn common(one: &mut Database, other: &mut Database) -> Result<Vec<Common>, Refusal> {
    let there = other.rows(COLUMNS)?;
    Ok(common_of(&one.rows(COLUMNS)?, &there))
}

/// The rows of these tables, of these columns only.
pub(super) fn read(database: &mut Database, common: &[Common]) -> Result<Rows, Refusal> {
    let queries = common.iter().enumerate().map(|(at, one)| {
        let mut columns = one.columns.clone();
        columns.sort();
        let columns: Vec<String> = columns
            .iter()
            .map(|column| format!("COALESCE(HEX(CAST({} AS BINARY)), 'NULL')", ident(column)))
            .collect();
        format!(
            "SELECT '{at}', CONCAT_WS(' ', {}) FROM {};",
            columns.join(", "),
            ident(&one.table)
        )
    });
    let mut rows: Rows = common
        .iter()
        .map(|one| (one.table.clone(), Vec::new()))
        .collect();
    for row in database.rows(&queries.collect::<String>())? {
        let at: usize = row[0].parse().unwrap_or_default();
        if let Some(found) = rows.get_mut(&common[at].table) {
            found.push(row[1].clone());
        }
    }
    rows.values_mut().for_each(|rows| rows.sort());
    Ok(rows)
}
