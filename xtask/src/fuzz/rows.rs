//! Rows that must still be there after a script.

use std::collections::BTreeMap;

/// The rows of tables as text, by the table's name.
pub(super) type Rows = BTreeMap<String, Vec<String>>;

/// A table with columns that stand on both sides with one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Common {
    /// The table's name.
    pub(super) table: String,
    /// The columns' names.
    pub(super) columns: Vec<String>,
}

/// The tables and columns that two databases have in common, each a row: what must be the same of
/// its table, the table's name, its own, and its type.
pub(super) fn common_of(here: &[Vec<String>], there: &[Vec<String>]) -> Vec<Common> {
    let mut all: Vec<Common> = Vec::new();
    for row in here.iter().filter(|row| there.contains(row)) {
        match all.last_mut() {
            Some(last) if last.table == row[1] => last.columns.push(row[2].clone()),
            _ => all.push(Common {
                table: row[1].clone(),
                columns: vec![row[2].clone()],
            }),
        }
    }
    all
}

/// The first table whose rows are not what they were.
pub(super) fn loss(before: &Rows, after: &Rows) -> Option<String> {
    before.iter().find_map(|(table, rows)| {
        let now = after.get(table)?;
        (rows != now).then(|| {
            format!(
                "{table}: {} rows were {rows:?}, {} are {now:?}",
                rows.len(),
                now.len()
            )
        })
    })
}
