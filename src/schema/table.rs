//! Tables: columns, constraints, indexes.

use super::{Attributes, Name, Sql};
use std::collections::BTreeSet;

/// A table with everything that stands on it except triggers.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Whether that order is part of what the table is: the engine can put a column elsewhere.
    pub order_counts: bool,
    /// Keys and checks, wherever in the text they stand (at a column or behind all columns).
    pub constraints: Vec<Constraint>,
    /// Indexes that have a statement of their own.
    pub indexes: Vec<Index>,
    /// What holds for the whole table, such as SQLite's `strict`, `without rowid`, `autoincrement`.
    pub options: BTreeSet<String>,
    /// What else is said of it, compared one by one.
    pub attributes: Attributes,
    /// The statement that makes it, without its indexes, where the catalog keeps one; else empty.
    pub definition: Sql,
    /// Why its parts are not to be trusted: it is then compared and written as one text.
    pub opaque: Option<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: Name,
    /// Its declared type, lower-case; empty where it has none.
    pub type_name: String,
    /// Set where NULL is not allowed.
    pub not_null: Option<NotNull>,
    /// Its DEFAULT, without outer parentheses.
    pub default: Option<Sql>,
    /// Whether the default can be given to rows that are there already (a literal).
    pub default_is_constant: bool,
    /// Its collation; none where it is the engine's default.
    pub collation: Option<Name>,
    /// Set where its value is computed.
    pub generated: Option<Generated>,
    /// What else is said of it, compared one by one.
    pub attributes: Attributes,
    /// The column's own text in the table's definition, its constraints included, where the
    /// catalog keeps one; else empty.
    pub text: String,
}

/// A NOT NULL constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotNull {
    /// Its name, where it has one.
    pub name: Option<Name>,
    /// SQLite's ON CONFLICT clause.
    pub conflict: Option<String>,
}

/// How a generated column gets its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// The expression.
    pub expression: Sql,
    /// Whether the value is stored, or computed when it is read.
    pub stored: bool,
}

/// A constraint of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constraint {
    /// PRIMARY KEY
    PrimaryKey(PrimaryKey),
    /// UNIQUE
    Unique(Unique),
    /// FOREIGN KEY
    ForeignKey(ForeignKey),
    /// CHECK
    Check(Check),
    /// Any of them where the catalog writes the whole clause.
    Written(Written),
}

/// A column of a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyColumn {
    /// The column.
    pub name: Name,
    /// Its collation in this key, where the key names one.
    pub collation: Option<Name>,
    /// Whether it is sorted downwards.
    pub descending: bool,
}

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PrimaryKey {
    /// The constraint's name, where it has one.
    pub name: Option<Name>,
    /// Its columns, in order.
    pub columns: Vec<KeyColumn>,
    /// SQLite's ON CONFLICT clause.
    pub conflict: Option<String>,
    /// Whether it stands at a descending column: SQLite gives `INTEGER PRIMARY KEY DESC` there
    /// no rowid alias, for compatibility (<https://sqlite.org/lang_createtable.html#rowid>).
    pub descending_inline: bool,
}

/// A UNIQUE constraint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unique {
    /// The constraint's name, where it has one.
    pub name: Option<Name>,
    /// Its columns, in order.
    pub columns: Vec<KeyColumn>,
    /// SQLite's ON CONFLICT clause.
    pub conflict: Option<String>,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignKey {
    /// The constraint's name, where it has one.
    pub name: Option<Name>,
    /// The columns of the child.
    pub columns: Vec<Name>,
    /// The table that they refer to.
    pub parent: Name,
    /// The columns there; empty where the text leaves them to the parent's primary key.
    pub parent_columns: Vec<Name>,
    /// ON DELETE, upper-case; `NO ACTION` where nothing is said.
    pub on_delete: String,
    /// ON UPDATE, upper-case; `NO ACTION` where nothing is said.
    pub on_update: String,
    /// MATCH, where it is said.
    pub matching: Option<String>,
    /// The DEFERRABLE clause, upper-case, where there is one.
    pub deferrable: Option<String>,
}

/// A CHECK constraint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Check {
    /// The constraint's name, where it has one.
    pub name: Option<Name>,
    /// The condition, without its parentheses.
    pub expression: Sql,
    /// Every name that the condition mentions, folded.
    pub mentions: BTreeSet<String>,
}

/// A constraint of which the catalog writes the whole clause.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Written {
    /// Its name.
    pub name: Name,
    /// What it is.
    pub kind: ConstraintKind,
    /// The clause behind `CONSTRAINT name`, such as `CHECK ((a > 0)) NOT VALID`.
    pub clause: Sql,
    /// The columns that it is about, as far as the catalog says.
    pub columns: Vec<Name>,
    /// What else is said of it, compared one by one.
    pub attributes: Attributes,
}

/// The kinds of [`Written`] constraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConstraintKind {
    /// PRIMARY KEY
    PrimaryKey,
    /// UNIQUE
    Unique,
    /// CHECK
    Check,
    /// EXCLUDE
    Exclusion,
    /// FOREIGN KEY
    ForeignKey,
}

/// An index that has a statement of its own.
#[derive(Debug, Clone)]
pub struct Index {
    /// Its name.
    pub name: Name,
    /// Whether it forbids equal keys.
    pub unique: bool,
    /// Its columns where it is over plain columns and all rows, else empty.
    pub columns: Vec<Name>,
    /// The statement that makes it.
    pub definition: Sql,
    /// What else is said of it, compared one by one.
    pub attributes: Attributes,
    /// Every name that its text mentions, folded.
    pub mentions: BTreeSet<String>,
}

impl Table {
    /// The column of this name.
    pub fn column(&self, name: &Name) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == *name)
    }

    /// The index of this name.
    pub fn index(&self, name: &Name) -> Option<&Index> {
        self.indexes.iter().find(|index| index.name == *name)
    }

    /// Its primary key.
    pub fn primary_key(&self) -> Option<&PrimaryKey> {
        self.constraints
            .iter()
            .find_map(|constraint| match constraint {
                Constraint::PrimaryKey(key) => Some(key),
                _ => None,
            })
    }

    /// Its foreign keys.
    pub fn foreign_keys(&self) -> impl Iterator<Item = &ForeignKey> {
        self.constraints
            .iter()
            .filter_map(|constraint| match constraint {
                Constraint::ForeignKey(key) => Some(key),
                _ => None,
            })
    }

    /// Whether a key compares its columns by their own collations.
    pub fn has_own_collations(&self, key: &[KeyColumn]) -> bool {
        key.iter().all(|part| {
            let own = self
                .column(&part.name)
                .and_then(|column| column.collation.as_ref());
            match (&part.collation, own) {
                (None, _) => true,
                (Some(said), Some(own)) => said == own,
                (Some(said), None) => said.key() == "binary",
            }
        })
    }

    /// Whether it has the option, such as `strict`.
    pub fn has(&self, option: &str) -> bool {
        self.options.contains(option)
    }

    /// Whether a foreign key may refer to these columns: they are, in any order, the primary key
    /// or a UNIQUE constraint, or those of a unique index over plain columns for which `counts`
    /// holds (<https://sqlite.org/foreignkeys.html#fk_indexes>).
    pub fn is_parent_key(&self, columns: &[Name], counts: impl Fn(&Index) -> bool) -> bool {
        let wanted: BTreeSet<&Name> = columns.iter().collect();
        let same = |names: BTreeSet<&Name>| names == wanted;
        self.constraints.iter().any(|constraint| match constraint {
            Constraint::PrimaryKey(PrimaryKey { columns: key, .. })
            | Constraint::Unique(Unique { columns: key, .. }) => {
                self.has_own_collations(key)
                    && same(key.iter().map(|column| &column.name).collect())
            }
            _ => false,
        }) || self.indexes.iter().any(|index| {
            index.unique
                && !index.columns.is_empty()
                && counts(index)
                && same(index.columns.iter().collect())
        })
    }
}
