//! What tells one object of a schema from all others.

use super::{Name, ObjectKind};
use std::fmt;

/// An object, or a part of one, by kind and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Id {
    /// A table.
    Table(Name),
    /// A column, with its table.
    Column(Name, Name),
    /// A column's default, or what computes it.
    Default(Name, Name),
    /// A constraint, with the table or domain that it stands on.
    Constraint(Name, Name),
    /// An index that has a statement of its own.
    Index(Name),
    /// Anything else.
    Object(ObjectKind, Name),
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(name) => write!(f, "table {name}"),
            Self::Column(table, name) => write!(f, "column {table}.{name}"),
            Self::Default(table, name) => write!(f, "the default of {table}.{name}"),
            Self::Constraint(on, name) => write!(f, "constraint {name} on {on}"),
            Self::Index(name) => write!(f, "index {name}"),
            Self::Object(kind, name) => write!(f, "{kind} {name}"),
        }
    }
}
