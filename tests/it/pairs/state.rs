//! Schema and rows of a database at one moment, and what of them is not in another one.

use super::{Way, read};
use crate::case::{Outcome, while_};
use cargo_migrate::dialect::sqlite::lexer::quote;
use cargo_migrate::diff::Rename;
use cargo_migrate::schema::{Name, ObjectKind, Schema, Table};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Schema and rows at one moment.
pub(super) struct State {
    pub(super) schema: Schema,
    catalog: Vec<String>,
    tables: BTreeMap<String, Rows>,
    marks: BTreeMap<String, String>,
}

/// The rows of a table: a value by the column's folded name, each as an SQL literal.
type Rows = Vec<BTreeMap<String, String>>;

impl State {
    /// Looks at a database.
    pub(super) fn of(connection: &Connection) -> Outcome<Self> {
        let schema = read(connection)?;
        let mut tables = BTreeMap::new();
        for table in &schema.tables {
            let rows = rows(connection, table).map_err(while_(table.name.as_str()))?;
            tables.insert(table.name.key().to_owned(), rows);
        }
        for object in &schema.objects {
            if object.kind == ObjectKind::VirtualTable {
                let rows =
                    virtual_rows(connection, &object.name).map_err(while_(object.name.as_str()))?;
                tables.insert(object.name.key().to_owned(), rows);
            }
        }
        let catalog = "SELECT concat_ws(' ', type, name, sql) FROM sqlite_schema ORDER BY 1";
        let catalog = texts(connection, catalog).map_err(while_("the catalog"))?;
        Ok(Self {
            schema,
            catalog,
            tables,
            marks: marks(connection).map_err(while_("AUTOINCREMENT"))?,
        })
    }

    /// Whether catalog and rows are the same.
    pub(super) fn equals(&self, other: &Self) -> bool {
        self.catalog == other.catalog && self.tables == other.tables && self.marks == other.marks
    }

    /// The rows of what both states have that are not in `after`, and those there that were not
    /// here, a line each.
    pub(super) fn lost_in(&self, after: &Self, way: &Way) -> Vec<String> {
        let mut lines = Vec::new();
        for (table, rows) in &self.tables {
            let new_name = table_after(table, &way.renames);
            let Some(others) = after.tables.get(&new_name) else {
                continue;
            };
            let rows: Rows = rows
                .iter()
                .map(|row| renamed(row, &new_name, &way.renames))
                .collect();
            let shared = |column: &String| {
                has_column(&rows, column) && has_column(others, column) || rows.is_empty()
            };
            let mut gone = shown(&rows, &shared);
            let mut new = shown(others, &shared);
            gone.retain(|row| match new.iter().position(|other| other == row) {
                Some(position) => {
                    new.remove(position);
                    false
                }
                None => true,
            });
            let word = way.word;
            lines.extend(gone.iter().map(|row| format!("{word}: - {new_name} {row}")));
            lines.extend(new.iter().map(|row| format!("{word}: + {new_name} {row}")));
        }
        for (table, mark) in &self.marks {
            let new_name = table_after(table, &way.renames);
            let counts = |table: &Table| table.name.key() == new_name && table.has("autoincrement");
            let now = after.marks.get(&new_name);
            if after.schema.tables.iter().any(counts) && now != Some(mark) {
                let word = way.word;
                lines.push(format!("{word}: {new_name} AUTOINCREMENT {mark}"));
            }
        }
        lines
    }
}

fn table_after(table: &str, renames: &[Rename]) -> String {
    let found = renames.iter().find_map(|rename| match rename {
        Rename::Table { from, to } if from.key() == table => Some(to.key()),
        _ => None,
    });
    found.unwrap_or(table).to_owned()
}

/// The row under the names of after.
fn renamed(
    row: &BTreeMap<String, String>,
    table: &str,
    renames: &[Rename],
) -> BTreeMap<String, String> {
    let column_after = |column: &String| {
        let found = renames.iter().find_map(|rename| match rename {
            Rename::Column {
                table: of,
                from,
                to,
            } if of.key() == table && from.key() == column => Some(to.key()),
            _ => None,
        });
        found.unwrap_or(column).to_owned()
    };
    row.iter()
        .map(|(column, value)| (column_after(column), value.clone()))
        .collect()
}

fn has_column(rows: &Rows, column: &str) -> bool {
    rows.first().is_none_or(|row| row.contains_key(column))
}

fn shown(rows: &Rows, shared: &impl Fn(&String) -> bool) -> Vec<String> {
    let line = |row: &BTreeMap<String, String>| {
        let cells: Vec<String> = row
            .iter()
            .filter(|(column, _)| shared(column))
            .map(|(column, value)| format!("{column}={value}"))
            .collect();
        format!("({})", cells.join(", "))
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.sort();
    lines
}

/// The rows of a table, the hidden rowid among them, computed columns left out.
fn rows(connection: &Connection, table: &Table) -> rusqlite::Result<Rows> {
    let mut columns: Vec<(String, String)> = table
        .columns
        .iter()
        .filter(|column| column.generated.is_none())
        .map(|column| (column.name.key().to_owned(), quote(column.name.as_str())))
        .collect();
    let hidden = ["rowid", "_rowid_", "oid"]
        .into_iter()
        .find(|name| table.column(&Name::folded(*name)).is_none());
    if let Some(hidden) = hidden
        && !table.has("without rowid")
    {
        columns.push(("(rowid)".to_owned(), hidden.to_owned()));
    }
    select(connection, &table.name, &columns)
}

/// The rows of a virtual table.
fn virtual_rows(connection: &Connection, table: &Name) -> rusqlite::Result<Rows> {
    let names = "SELECT name FROM pragma_table_info(?1)";
    let mut query = connection.prepare(names)?;
    let names = query.query_map([table.as_str()], |row| row.get::<_, String>(0))?;
    let mut columns = vec![("(rowid)".to_owned(), "rowid".to_owned())];
    for name in names {
        let name = name?;
        columns.push((name.to_ascii_lowercase(), quote(&name)));
    }
    select(connection, table, &columns)
}

fn select(
    connection: &Connection,
    table: &Name,
    columns: &[(String, String)],
) -> rusqlite::Result<Rows> {
    let values: Vec<String> = columns
        .iter()
        .map(|(_, expression)| format!("quote({expression})"))
        .collect();
    let sql = format!(
        "SELECT {} FROM {}",
        values.join(", "),
        quote(table.as_str())
    );
    let mut query = connection.prepare(&sql)?;
    let found = query.query_map([], |row| {
        columns
            .iter()
            .enumerate()
            .map(|(place, (column, _))| Ok((column.clone(), row.get(place)?)))
            .collect()
    })?;
    let mut rows: Rows = found.collect::<rusqlite::Result<_>>()?;
    rows.sort();
    Ok(rows)
}

fn texts(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    let mut query = connection.prepare(sql)?;
    let rows = query.query_map([], |row| row.get(0))?;
    rows.collect()
}

/// AUTOINCREMENT's high-water marks, by the table's folded name.
fn marks(connection: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    let exists = "SELECT name FROM sqlite_schema WHERE name = 'sqlite_sequence'";
    if texts(connection, exists)?.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut query = connection.prepare("SELECT lower(name), quote(seq) FROM sqlite_sequence")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}
