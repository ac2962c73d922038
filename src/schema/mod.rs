//! What a schema is made of. Values only: no engine, no SQL is run here and nothing is read.
//!
//! An engine's `inspect` fills this model from its catalog, `diff` compares two of them and an
//! engine's `plan` turns the difference into a script. Every object keeps the text that makes it,
//! as the database stored it, beside the parts that are compared: what is written again is that
//! text, so that nothing which the model does not know is lost on the way.

mod name;
mod sql;
mod table;

pub use name::Name;
pub use sql::Sql;
pub use table::{
    Check, Column, Constraint, ForeignKey, Generated, Index, KeyColumn, NotNull, PrimaryKey, Table,
    Unique,
};

use std::collections::BTreeSet;
use std::fmt;

/// Everything that a database holds besides rows, without what belongs to others.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Ordinary tables, in the order in which the catalog lists them.
    pub tables: Vec<Table>,
    /// What is compared and written as a whole: views, triggers, virtual tables.
    pub objects: Vec<Object>,
}

/// The kinds of [`Object`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// A table whose rows a module keeps (SQLite's FTS5, R*Tree); never rebuilt.
    VirtualTable,
    /// A view.
    View,
    /// A trigger on a table or a view.
    Trigger,
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::VirtualTable => "virtual table",
            Self::View => "view",
            Self::Trigger => "trigger",
        })
    }
}

/// An object that is compared and written as one text.
#[derive(Debug, Clone)]
pub struct Object {
    /// What it is.
    pub kind: ObjectKind,
    /// Its name.
    pub name: Name,
    /// The table or view that a trigger stands on.
    pub on: Option<Name>,
    /// The statement that makes it.
    pub definition: Sql,
    /// Every name that its text mentions, folded.
    pub mentions: BTreeSet<String>,
}

impl Schema {
    /// The table of this name.
    pub fn table(&self, name: &Name) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == *name)
    }

    /// The object of this kind and name.
    pub fn object(&self, kind: ObjectKind, name: &Name) -> Option<&Object> {
        self.objects
            .iter()
            .find(|object| object.kind == kind && object.name == *name)
    }

    /// Whether it holds nothing at all.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.objects.is_empty()
    }
}
