//! Rows for a random schema, and whether they are still there.

use super::model::{Class, Id, Part, Schema};
use super::names::quoted;
use super::server::Database;
use super::slot::{Kind, Slot};
use crate::fuzz::dice::Dice;
use crate::fuzz::refusal::Refusal;
use crate::fuzz::rows::{Common, Rows, common_of};
use crate::fuzz::settle::Site as _;

/// How many rows are tried for each table.
const ROWS: usize = 4;

/// Fills the tables of the database with what fits; rows that do not fit are left out.
pub(super) fn fill(
    database: &mut Database,
    schema: &Schema,
    dice: &mut Dice,
) -> Result<(), Refusal> {
    let mut inserts = String::new();
    for table in schema.of(&[Kind::Table]) {
        if schema.get(table).is_none_or(|table| table.on.is_some()) {
            continue;
        }
        for number in 1..=ROWS {
            let insert = insert(schema, table, number, dice);
            inserts.push_str(&format!(
                "BEGIN {insert}; SET CONSTRAINTS ALL IMMEDIATE; EXCEPTION WHEN OTHERS THEN NULL; END;\n"
            ));
        }
    }
    database.execute(&format!(
        "SET client_min_messages = error; SET search_path = public;
         DO $fill$ BEGIN\n{inserts} END $fill$;
         RESET client_min_messages; RESET search_path"
    ))
}

fn insert(schema: &Schema, table: Id, number: usize, dice: &mut Dice) -> String {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for column in schema.columns(table) {
        let Some(column) = schema.get(column) else {
            continue;
        };
        let serial = column.word(Slot::Type).ends_with("serial");
        if column.has(Slot::Generated) || column.has(Slot::Identity) || serial {
            continue;
        }
        if dice.chance(if column.has(Slot::NotNull) { 3 } else { 15 }) {
            continue;
        }
        if let Some(value) = value(schema, column.text(Slot::Type), column.class, number) {
            names.push(quoted(&column.name));
            values.push(value);
        }
    }
    let full = schema.full(table);
    if names.is_empty() {
        return format!("INSERT INTO {full} DEFAULT VALUES");
    }
    format!(
        "INSERT INTO {full} ({}) VALUES ({})",
        names.join(", "),
        values.join(", ")
    )
}

/// A value of a type as a literal; none where it is left to the default.
fn value(schema: &Schema, type_text: &[Part], class: Class, number: usize) -> Option<String> {
    let text = schema.write(type_text);
    Some(match class {
        Class::Integer | Class::Number => number.to_string(),
        Class::Text => format!("'v{number}'"),
        Class::Boolean => number.is_multiple_of(2).to_string(),
        Class::Date => format!("'2020-01-0{number}'"),
        Class::Timestamp => format!("'2020-01-0{number} 10:00:00'"),
        Class::Uuid => format!("'00000000-0000-0000-0000-00000000000{number}'"),
        Class::Json => format!("'[{number}]'"),
        Class::Array => "'{}'".to_owned(),
        Class::Range => match text.as_str() {
            "int4range" => format!("'[{number},{number}]'"),
            _ => "'empty'".to_owned(),
        },
        Class::Enum => {
            let id = schema.enum_of(type_text)?;
            let labels = schema.get(id)?.list(Slot::Items);
            schema.write(&labels[number % labels.len()])
        }
        Class::Other => match text.as_str() {
            "json" => "'{}'".to_owned(),
            "bytea" => format!("'\\x0{number}'"),
            "interval" => format!("'{number} days'"),
            "inet" | "cidr" => format!("'10.0.0.{number}'"),
            "bit(8)" => format!("B'0000000{}'", number % 2),
            "money" | "oid" | "name" | "\"char\"" => format!("'{number}'"),
            "point" => format!("'({number},0)'"),
            "tsvector" => "'some words'".to_owned(),
            _ => return None,
        },
        _ => return None,
    })
}

/// Every column of every table that holds rows itself: its table, name and type, and what says
/// which rows the table takes.
const COLUMNS: &str = "SELECT c.oid::regclass::text || ' ' || c.relkind::text || ' ' ||
    coalesce(pg_get_expr(c.relpartbound, c.oid), '') || ' ' ||
    coalesce((SELECT string_agg(i.inhparent::regclass::text || ' ' || coalesce(pg_get_partkeydef(i.inhparent), '')
              || CASE WHEN pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT' THEN
                   (SELECT string_agg(coalesce(pg_get_expr(p.relpartbound, p.oid), ''), ',' ORDER BY p.relname)
                    FROM pg_inherits s JOIN pg_class p ON p.oid = s.inhrelid
                    WHERE s.inhparent = i.inhparent) ELSE '' END,
              ' ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid), ''),
    c.oid::regclass::text, quote_ident(a.attname),
    format_type(a.atttypid, a.atttypmod) || ' ' || a.attcollation::regcollation::text
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relkind = 'r' AND c.relnamespace NOT IN ('pg_catalog'::regnamespace,
      'information_schema'::regnamespace, 'pg_toast'::regnamespace)
    AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  ORDER BY 1, a.attnum";

/// The tables and columns that two databases have in common.
pub(super) fn common(one: &mut Database, other: &mut Database) -> Result<Vec<Common>, Refusal> {
    let there = other.rows(COLUMNS, 4)?;
    Ok(common_of(&one.rows(COLUMNS, 4)?, &there))
}

/// The rows of these tables, of these columns only.
pub(super) fn read(database: &mut Database, common: &[Common]) -> Result<Rows, Refusal> {
    if common.is_empty() {
        return Ok(Rows::new());
    }
    let queries: Vec<String> = common
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let columns: Vec<String> = one
                .columns
                .iter()
                .map(|column| format!("{column}::text"))
                .collect();
            format!(
                "SELECT {at}::text, ROW({})::text FROM ONLY {}",
                columns.join(", "),
                one.table
            )
        })
        .collect();
    let mut rows: Rows = common
        .iter()
        .map(|one| (one.table.clone(), Vec::new()))
        .collect();
    for row in database.rows(&queries.join(" UNION ALL "), 2)? {
        let at: usize = row[0].parse().unwrap_or_default();
        if let Some(found) = rows.get_mut(&common[at].table) {
            found.push(row[1].clone());
        }
    }
    rows.values_mut().for_each(|rows| rows.sort());
    Ok(rows)
}

/// Empties every table.
pub(super) fn empty(database: &mut Database) -> Result<(), Refusal> {
    database.execute(
        "DO $empty$ DECLARE tables text; BEGIN
           SELECT string_agg(oid::regclass::text, ', ') INTO tables FROM pg_class
             WHERE relkind IN ('r', 'p') AND relnamespace NOT IN ('pg_catalog'::regnamespace,
               'information_schema'::regnamespace);
           IF tables IS NOT NULL THEN
             SET LOCAL session_replication_role = replica;
             EXECUTE 'TRUNCATE ' || tables;
           END IF;
         END $empty$",
    )
}
