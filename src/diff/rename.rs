//! Renames: what a person said was renamed, and what looks as if it had been.
//!
//! A rename is never guessed: [`candidates`] only finds what to ask about.

use super::said::spelt;
use super::{Change, TableChange};
use crate::schema::{Name, Schema, Table};
use std::fmt;

/// Something that has another name on the other side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rename {
    /// A table.
    Table {
        /// Its name before.
        from: Name,
        /// Its name after.
        to: Name,
    },
    /// A column; the table has its name of after.
    Column {
        /// The table, by its name after all renames of tables.
        table: Name,
        /// The column's name before.
        from: Name,
        /// The column's name after.
        to: Name,
    },
}

impl Rename {
    /// The same, read from after to before.
    #[must_use]
    pub fn reversed(&self, renames: &[Self]) -> Self {
        match self {
            Self::Table { from, to } => Self::Table {
                from: to.clone(),
                to: from.clone(),
            },
            Self::Column { table, from, to } => {
                let before = renames.iter().find_map(|rename| match rename {
                    Self::Table { from, to } if to == table => Some(from.clone()),
                    _ => None,
                });
                Self::Column {
                    table: before.unwrap_or_else(|| table.clone()),
                    from: to.clone(),
                    to: from.clone(),
                }
            }
        }
    }
}

impl Rename {
    /// Tables first, since columns are named by their tables' new names; and each name only once the
    /// one that has it so far has given it up.
    pub fn in_order(renames: &[Self]) -> Vec<&Self> {
        let takes_from = |one: &Self, other: &Self| match (one, other) {
            (Self::Table { to, .. }, Self::Table { from, .. }) => to == from,
            (
                Self::Column { table, to, .. },
                Self::Column {
                    table: of, from, ..
                },
            ) => table == of && to == from,
            _ => false,
        };
        let mut left: Vec<&Self> = renames.iter().collect();
        left.sort_by_key(|rename| matches!(rename, Self::Column { .. }));
        let mut sorted = Vec::new();
        while !left.is_empty() {
            let free = left
                .iter()
                .position(|one| !left.iter().any(|other| takes_from(one, other)))
                .unwrap_or(0);
            sorted.push(left.remove(free));
        }
        sorted
    }

    /// The rename as a person would say it.
    pub fn in_words(&self) -> String {
        match self {
            Self::Table { from, to } => format!("rename table {from} to {to}"),
            Self::Column { table, from, to } => format!("{table}: rename column {from} to {to}"),
        }
    }
}

/// As [`said`](super::said()) reads it.
impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table { from, to } => write!(f, "{from}={to}"),
            Self::Column { table, from, to } => {
                write!(f, "{table}.{}={table}.{}", spelt(from), spelt(to))
            }
        }
    }
}

/// A drop and an add that may be one rename.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The rename that it would be.
    pub rename: Rename,
    /// What speaks for it, in words.
    pub evidence: Vec<String>,
}

/// Drops and adds among `changes` that look like renames, the likeliest first: a column of the
/// same type in the same table, a table with the same columns.
pub fn candidates(from: &Schema, to: &Schema, changes: &[Change]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for change in changes {
        let Change::AlterTable { table, changes } = change else {
            continue;
        };
        if let (Some(before), Some(after)) = (from.table(table), to.table(table)) {
            columns(before, after, changes, &mut found);
        }
    }
    let dropped = changes.iter().filter_map(|change| match change {
        Change::DropTable(name) => from.table(name),
        _ => None,
    });
    for before in dropped {
        let added = changes.iter().filter_map(|change| match change {
            Change::AddTable(name) => to.table(name),
            _ => None,
        });
        for after in added {
            if let Some(evidence) = likeness(before, after) {
                let rename = Rename::Table {
                    from: before.name.clone(),
                    to: after.name.clone(),
                };
                found.push(Candidate {
                    rename,
                    evidence: vec![evidence],
                });
            }
        }
    }
    found
}

fn columns(before: &Table, after: &Table, changes: &[TableChange], found: &mut Vec<Candidate>) {
    for change in changes {
        let TableChange::DropColumn(dropped) = change else {
            continue;
        };
        for other in changes {
            let TableChange::AddColumn(added) = other else {
                continue;
            };
            let (Some(old), Some(new)) = (before.column(dropped), after.column(added)) else {
                continue;
            };
            if old.type_name != new.type_name || old.generated.is_some() != new.generated.is_some()
            {
                continue;
            }
            let mut evidence = vec![format!("both are {}", shown_type(&old.type_name))];
            let place =
                |table: &Table, name: &Name| table.columns.iter().position(|c| c.name == *name);
            if place(before, dropped) == place(after, added) {
                evidence.push("at the same place".to_owned());
            }
            let rename = Rename::Column {
                table: after.name.clone(),
                from: dropped.clone(),
                to: added.clone(),
            };
            found.push(Candidate { rename, evidence });
        }
    }
}

fn shown_type(type_name: &str) -> String {
    if type_name.is_empty() {
        "without a type".to_owned()
    } else {
        type_name.to_ascii_uppercase()
    }
}

/// Why two tables may be one, where at least half of their columns have the same name and type.
fn likeness(before: &Table, after: &Table) -> Option<String> {
    let shared = before
        .columns
        .iter()
        .filter(|old| {
            after
                .column(&old.name)
                .is_some_and(|new| new.type_name == old.type_name)
        })
        .count();
    let most = before.columns.len().max(after.columns.len());
    (shared > 0 && shared * 2 >= most).then(|| format!("{shared} of {most} columns are the same"))
}
