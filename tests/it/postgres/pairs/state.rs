//! The rows of a PostgreSQL database at one moment.

use super::plain;
use crate::case::{Outcome, Rows, State};
use crate::postgres::server::Client;
use std::collections::BTreeMap;

/// Tables and materialized views, but partitions: their rows are those of their parents.
const TABLES: &str = "
    SELECT c.oid::regclass::text, a.attname
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition
       AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
       AND a.attgenerated = '' AND c.relispopulated
     ORDER BY 1, 2";

const SEQUENCES: &str = "
    SELECT c.oid::regclass::text, s.last_value
      FROM pg_sequences s
      JOIN pg_class c ON c.oid = format('%I.%I', s.schemaname, s.sequencename)::regclass
     ORDER BY 1";

/// Looks at a database.
pub(super) fn of(client: &mut Client) -> Outcome<State> {
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in ask(client, TABLES)? {
        let (table, column) = line.split_once('|').ok_or("no column")?;
        let known = columns.entry(table.to_owned()).or_default();
        known.push(column.to_owned());
    }
    let mut tables = BTreeMap::new();
    for (table, columns) in columns {
        let rows = rows(client, &table, &columns)?;
        tables.insert(table, Rows { columns, rows });
    }
    let sequences = ask(client, SEQUENCES)?;
    let sequences = sequences
        .iter()
        .filter_map(|line| line.split_once('|'))
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(State {
        tables,
        sequences: sequences.collect(),
    })
}

fn ask(client: &mut Client, query: &str) -> Outcome<Vec<String>> {
    client.try_rows(query).map_err(|cause| plain(&cause))
}

fn rows(client: &mut Client, table: &str, columns: &[String]) -> Outcome<Vec<Vec<String>>> {
    // A character that is in no value parts them, also where a value holds a `|`.
    let values: Vec<String> = columns
        .iter()
        .map(|column| format!("quote_nullable(\"{}\"::text)", column.replace('"', "\"\"")))
        .collect();
    let only = if table_is_inherited(client, table)? {
        "ONLY "
    } else {
        ""
    };
    let query = format!(
        "SELECT concat_ws(E'\\x01', {}) FROM {only}{table} ORDER BY 1",
        values.join(", ")
    );
    let lines = ask(client, &query)?;
    Ok(lines
        .iter()
        .map(|line| line.split('\u{1}').map(str::to_owned).collect())
        .collect())
}

fn table_is_inherited(client: &mut Client, table: &str) -> Outcome<bool> {
    let query = format!(
        "SELECT 1 FROM pg_class WHERE oid = $name${table}$name$::regclass AND relkind = 'r' AND relhassubclass"
    );
    Ok(!ask(client, &query)?.is_empty())
}
