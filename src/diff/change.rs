//! The vocabulary of differences, and how a person reads them.

use crate::schema::{Constraint, KeyColumn, Name, ObjectKind};
use std::fmt;

/// One difference between two schemas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A table is new.
    AddTable(Name),
    /// A table is gone.
    DropTable(Name),
    /// A table stands on both sides and differs.
    AlterTable {
        /// Which.
        table: Name,
        /// In what.
        changes: Vec<TableChange>,
    },
    /// A view, trigger or virtual table is new.
    AddObject(ObjectKind, Name),
    /// A view, trigger or virtual table is gone.
    DropObject(ObjectKind, Name),
    /// A view, trigger or virtual table has another text.
    ReplaceObject(ObjectKind, Name),
}

/// One difference within a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableChange {
    /// A column is new.
    AddColumn(Name),
    /// A column is gone.
    DropColumn(Name),
    /// A column differs in these aspects.
    AlterColumn(Name, Vec<Aspect>),
    /// A constraint is new.
    AddConstraint(Constraint),
    /// A constraint is gone.
    DropConstraint(Constraint),
    /// An option of the table is new.
    AddOption(String),
    /// An option of the table is gone.
    DropOption(String),
    /// An opaque table has another text.
    Text,
    /// An index is new.
    AddIndex(Name),
    /// An index is gone.
    DropIndex(Name),
    /// An index has another definition.
    ReplaceIndex(Name),
}

impl TableChange {
    /// Whether only an index is concerned, so that the table itself stays as it is.
    pub fn is_index(&self) -> bool {
        matches!(
            self,
            Self::AddIndex(_) | Self::DropIndex(_) | Self::ReplaceIndex(_)
        )
    }
}

/// In what a column differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aspect {
    /// Its type, before and after.
    Type(String, String),
    /// Whether it becomes NOT NULL, or no longer is.
    NotNull(bool),
    /// The name or conflict clause of its NOT NULL.
    NotNullClause,
    /// Its default, before and after.
    Default(Option<String>, Option<String>),
    /// Its collation.
    Collation,
    /// How it is computed.
    Generated,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddTable(name) => write!(f, "add table {name}"),
            Self::DropTable(name) => write!(f, "drop table {name}"),
            Self::AlterTable { table, changes } => {
                let parts: Vec<String> = changes.iter().map(ToString::to_string).collect();
                write!(f, "alter table {table}: {}", parts.join(", "))
            }
            Self::AddObject(kind, name) => write!(f, "add {kind} {name}"),
            Self::DropObject(kind, name) => write!(f, "drop {kind} {name}"),
            Self::ReplaceObject(kind, name) => write!(f, "change {kind} {name}"),
        }
    }
}

impl fmt::Display for TableChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddColumn(name) => write!(f, "add column {name}"),
            Self::DropColumn(name) => write!(f, "drop column {name}"),
            Self::AlterColumn(name, aspects) => {
                let parts: Vec<String> = aspects.iter().map(ToString::to_string).collect();
                write!(f, "column {name} {}", parts.join(" and "))
            }
            Self::AddConstraint(constraint) => write!(f, "add {}", describe(constraint)),
            Self::DropConstraint(constraint) => write!(f, "drop {}", describe(constraint)),
            Self::AddOption(option) => write!(f, "becomes {}", option.to_ascii_uppercase()),
            Self::DropOption(option) => write!(f, "is no longer {}", option.to_ascii_uppercase()),
            Self::Text => f.write_str("another text (compared as a whole)"),
            Self::AddIndex(name) => write!(f, "add index {name}"),
            Self::DropIndex(name) => write!(f, "drop index {name}"),
            Self::ReplaceIndex(name) => write!(f, "change index {name}"),
        }
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| {
            if text.is_empty() {
                "none".to_owned()
            } else {
                text.to_owned()
            }
        };
        match self {
            Self::Type(from, to) => write!(f, "type {} -> {}", shown(from), shown(to)),
            Self::NotNull(true) => f.write_str("becomes NOT NULL"),
            Self::NotNull(false) => f.write_str("may be NULL"),
            Self::NotNullClause => f.write_str("other NOT NULL clause"),
            Self::Default(from, to) => write!(
                f,
                "default {} -> {}",
                shown(from.as_deref().unwrap_or_default()),
                shown(to.as_deref().unwrap_or_default())
            ),
            Self::Collation => f.write_str("other collation"),
            Self::Generated => f.write_str("computed in another way"),
        }
    }
}

/// A constraint in a few words: `foreign key (owner_id) to users`.
fn describe(constraint: &Constraint) -> String {
    let names = |columns: &[KeyColumn]| {
        columns
            .iter()
            .map(|column| column.name.to_string())
            .collect::<Vec<_>>()
            .join(", ")
    };
    match constraint {
        Constraint::PrimaryKey(key) => format!("primary key ({})", names(&key.columns)),
        Constraint::Unique(key) => format!("unique ({})", names(&key.columns)),
        Constraint::ForeignKey(key) => {
            let columns: Vec<String> = key.columns.iter().map(ToString::to_string).collect();
            format!("foreign key ({}) to {}", columns.join(", "), key.parent)
        }
        Constraint::Check(check) => match &check.name {
            Some(name) => format!("check {name}"),
            None => format!("check ({})", check.expression),
        },
    }
}
