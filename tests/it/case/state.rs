//! The rows of a database at one moment, and what of them is not in another one.

use super::Way;
use cargo_migrate::diff::Rename;
use std::collections::BTreeMap;

/// Tables with their rows, and sequences with their next values, by the names that SQL calls them.
#[derive(PartialEq)]
pub(crate) struct State {
    pub(crate) tables: BTreeMap<String, Rows>,
    pub(crate) sequences: BTreeMap<String, String>,
}

/// The columns of a table with a value for each row, as SQL literals. Rows are in no order.
#[derive(PartialEq)]
pub(crate) struct Rows {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl State {
    /// The rows of what both states have that are not in `after`, and those there that were not
    /// here, a line each.
    pub(super) fn lost_in(&self, after: &Self, way: &Way) -> Vec<String> {
        let mut lines = Vec::new();
        let word = way.word;
        for (table, rows) in &self.tables {
            let name = table_after(table, &way.renames);
            let Some(others) = after.tables.get(&name) else {
                continue;
            };
            let shared: Vec<(String, String)> = rows
                .columns
                .iter()
                .map(|column| (column.clone(), column_after(&name, column, &way.renames)))
                .filter(|(_, new)| others.columns.contains(new))
                .collect();
            let mut gone = rows.shown(&shared, |(old, _)| old);
            let mut new = others.shown(&shared, |(_, new)| new);
            gone.retain(|row| match new.iter().position(|other| other == row) {
                Some(position) => {
                    new.remove(position);
                    false
                }
                None => true,
            });
            lines.extend(gone.iter().map(|row| format!("{word}: - {name} {row}")));
            lines.extend(new.iter().map(|row| format!("{word}: + {name} {row}")));
        }
        for (sequence, value) in &self.sequences {
            match after.sequences.get(sequence) {
                Some(now) if now != value => {
                    lines.push(format!("{word}: {sequence} is at {now}, not {value}"));
                }
                _ => {}
            }
        }
        lines
    }
}

impl Rows {
    /// The rows under the names of after.
    fn shown(
        &self,
        shared: &[(String, String)],
        own: impl Fn(&(String, String)) -> &String,
    ) -> Vec<String> {
        let line = |row: &Vec<String>| {
            let cells: Vec<String> = shared
                .iter()
                .filter_map(|pair| {
                    let place = self.columns.iter().position(|column| column == own(pair))?;
                    Some(format!("{}={}", pair.1, row[place]))
                })
                .collect();
            format!("({})", cells.join(", "))
        };
        let mut lines: Vec<String> = self.rows.iter().map(line).collect();
        lines.sort();
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

fn column_after(table: &str, column: &str, renames: &[Rename]) -> String {
    let found = renames.iter().find_map(|rename| match rename {
        Rename::Column {
            table: of,
            from,
            to,
        } if of.key() == table && from.key() == column => Some(to.key()),
        _ => None,
    });
    found.unwrap_or(column).to_owned()
}
