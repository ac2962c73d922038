//! The rows of a MariaDB database at one moment.

use crate::case::{Rows, State};
use crate::mysql::server::Client;
use std::collections::BTreeMap;

/// Tables with the columns that hold values of their own.
const COLUMNS: &str = "
    SELECT c.TABLE_NAME, c.COLUMN_NAME, c.DATA_TYPE
      FROM information_schema.COLUMNS c
      JOIN information_schema.TABLES t USING (TABLE_SCHEMA, TABLE_NAME)
     WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
       AND c.IS_GENERATED = 'NEVER'
     ORDER BY 1, 2";

const SEQUENCES: &str = "
    SELECT TABLE_NAME FROM information_schema.TABLES
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'SEQUENCE'";

/// Looks at a database.
pub(super) fn of(client: &mut Client) -> sqlx::Result<State> {
    let mut columns: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for cells in client.try_cells(COLUMNS)? {
        let known = columns.entry(cells[0].clone()).or_default();
        known.push((cells[1].clone(), value(&cells[1], &cells[2])));
    }
    let mut tables = BTreeMap::new();
    for (table, columns) in columns {
        let (columns, values): (Vec<String>, Vec<String>) = columns.into_iter().unzip();
        let query = format!("SELECT {} FROM {}", values.join(", "), quoted(&table));
        let mut rows = client.try_cells(&query)?;
        rows.sort();
        tables.insert(table, Rows { columns, rows });
    }
    let mut sequences = BTreeMap::new();
    for name in client.try_cells(SEQUENCES)?.concat() {
        let query = format!("SELECT next_not_cached_value FROM {}", quoted(&name));
        sequences.insert(name, client.try_cells(&query)?.concat().concat());
    }
    Ok(State { tables, sequences })
}

/// The value of a column as text.
fn value(column: &str, data_type: &str) -> String {
    const BYTES: [&str; 7] = [
        "bit", "binary", "blob", "point", "line", "polygon", "geometry",
    ];
    let column = quoted(column);
    match BYTES.iter().any(|word| data_type.contains(word)) {
        true => format!("QUOTE(HEX({column}))"),
        false => format!("QUOTE(CAST({column} AS CHAR))"),
    }
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}
