//! What rows a database holds, as sums by table and column that can be compared.
//!
//! Each sum adds a hash of every value, so that the order of rows does not count and equal rows
//! do not cancel each other out (as they would with XOR). The sums are compared within one run
//! of this tool and never kept.

use crate::diff::Rename;
use std::collections::BTreeMap;

/// The rows of every ordinary table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// By the table's name, in the form that is compared.
    pub tables: BTreeMap<String, Rows>,
    /// The last numbers that were given to new rows, by the table's name.
    pub sequences: BTreeMap<String, i64>,
}

/// The rows of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// The table's name as it is written.
    pub name: String,
    /// How many there are.
    pub count: u64,
    /// By the column's name, in the form that is compared.
    pub columns: BTreeMap<String, Values>,
    /// A sum over whole rows: two columns that changed places row by row keep their own sums.
    pub whole: u128,
}

/// The values of one column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values {
    /// A sum over all values.
    pub sum: u128,
    /// How many are not NULL.
    pub present: u64,
}

/// What became of the rows of one table between two looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loss {
    /// The table is gone, with its rows.
    Table {
        /// Which.
        table: String,
        /// How many rows it had.
        rows: u64,
    },
    /// There are fewer or more rows.
    Rows {
        /// Of which table.
        table: String,
        /// How many before.
        before: u64,
        /// How many after.
        after: u64,
    },
    /// A column is gone, with its values.
    Column {
        /// Of which table.
        table: String,
        /// Which.
        column: String,
        /// How many values that were not NULL it had.
        values: u64,
    },
    /// Values of a column changed.
    Values {
        /// Of which table.
        table: String,
        /// Which column.
        column: String,
        /// How many rows the table has.
        rows: u64,
        /// How many values were not NULL before.
        before: u64,
        /// How many values are not NULL after.
        after: u64,
    },
    /// Each column has its values, but not in the same rows.
    Pairing {
        /// Of which table.
        table: String,
    },
    /// Numbers would be given to new rows again.
    Sequence {
        /// Of which table.
        table: String,
        /// The high-water mark before.
        before: i64,
        /// The high-water mark after; 0 where it is gone.
        after: i64,
    },
}

impl Loss {
    /// What is done there, as far as counts and sums can tell: `loses`, or, where there are as
    /// many rows or values as before, or more, `changes`.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Rows { before, after, .. } | Self::Values { before, after, .. }
                if after >= before =>
            {
                "changes"
            }
            Self::Pairing { .. } => "changes",
            _ => "loses",
        }
    }
}

impl std::fmt::Display for Loss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plural = |count: u64| if count == 1 { "" } else { "s" };
        match self {
            Self::Table { table, rows } => {
                write!(f, "{table}: dropped with {rows} row{}", plural(*rows))
            }
            Self::Rows {
                table,
                before,
                after,
            } => write!(
                f,
                "{table}: {before} row{} before, {after} after",
                plural(*before)
            ),
            Self::Column {
                table,
                column,
                values,
            } => {
                write!(
                    f,
                    "{table}.{column}: dropped with {values} value{}",
                    plural(*values)
                )
            }
            Self::Values {
                table,
                column,
                rows,
                before,
                after,
            } if before == after => {
                write!(
                    f,
                    "{table}.{column}: values differ among {rows} row{}",
                    plural(*rows)
                )
            }
            Self::Values {
                table,
                column,
                before,
                after,
                ..
            } => {
                write!(
                    f,
                    "{table}.{column}: {before} value{} before, {after} after",
                    plural(*before)
                )
            }
            Self::Pairing { table } => write!(f, "{table}: values stand in other rows than before"),
            Self::Sequence {
                table,
                before,
                after,
            } => {
                write!(
                    f,
                    "{table}: the number for new rows stood at {before}, now at {after}"
                )
            }
        }
    }
}

impl Contents {
    /// How many rows there are in all.
    pub fn total(&self) -> u64 {
        self.tables.values().map(|rows| rows.count).sum()
    }

    /// What of these rows and values is not in `after`. What stands there under another name, as
    /// `renames` has it, is not lost; nor are new tables and columns a loss.
    pub fn lost_in(&self, after: &Self, renames: &[Rename]) -> Vec<Loss> {
        let mut losses = Vec::new();
        for (key, rows) in &self.tables {
            let table = rows.name.clone();
            let new_key = moved_table(key, after, renames);
            let Some(other) = after.tables.get(&new_key) else {
                if rows.count > 0 {
                    losses.push(Loss::Table {
                        table,
                        rows: rows.count,
                    });
                }
                continue;
            };
            if rows.count != other.count {
                losses.push(Loss::Rows {
                    table,
                    before: rows.count,
                    after: other.count,
                });
                continue;
            }
            let found = losses.len();
            for (column, values) in &rows.columns {
                let renamed = moved_column(column, &new_key, other, renames);
                let column = column.clone();
                let table = table.clone();
                match other.columns.get(&renamed) {
                    None if values.present > 0 => losses.push(Loss::Column {
                        table,
                        column,
                        values: values.present,
                    }),
                    Some(now) if now.sum != values.sum => losses.push(Loss::Values {
                        table,
                        column,
                        rows: rows.count,
                        before: values.present,
                        after: now.present,
                    }),
                    _ => {}
                }
            }
            let same_columns = rows.columns.keys().eq(other.columns.keys());
            if found == losses.len() && same_columns && rows.whole != other.whole {
                losses.push(Loss::Pairing { table });
            }
        }
        for (table, before) in &self.sequences {
            let new_key = moved_table(table, after, renames);
            let now = after.sequences.get(&new_key).copied().unwrap_or(0);
            if now < *before && after.tables.contains_key(&new_key) {
                losses.push(Loss::Sequence {
                    table: table.clone(),
                    before: *before,
                    after: now,
                });
            }
        }
        losses
    }
}

/// The name that a table has afterwards. A rebuild renames tables too: what has its old
/// name still, or again, was not renamed.
fn moved_table(key: &str, after: &Contents, renames: &[Rename]) -> String {
    let mut name = key.to_owned();
    for rename in renames {
        if let Rename::Table { from, to } = rename
            && from.key() == name
        {
            to.key().clone_into(&mut name);
        }
    }
    if after.tables.contains_key(key) || !after.tables.contains_key(&name) {
        key.to_owned()
    } else {
        name
    }
}

fn moved_column(column: &str, table: &str, after: &Rows, renames: &[Rename]) -> String {
    if after.columns.contains_key(column) {
        return column.to_owned();
    }
    let mut name = column.to_owned();
    for rename in renames {
        if let Rename::Column {
            table: of,
            from,
            to,
        } = rename
            && of.key() == table
            && from.key() == name
        {
            to.key().clone_into(&mut name);
        }
    }
    name
}
