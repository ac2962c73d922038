//! What a schema is made of. Values only: no engine, no SQL is run here and nothing is read.
//!
//! An engine's `inspect` fills this model from its catalog, `diff` compares two of them and an
//! engine's `plan` turns the difference into a script. Every object keeps the text that makes it,
//! as the database stored it, beside the parts that are compared: what is written again is that
//! text, so that nothing which the model does not know is lost on the way.

mod id;
mod name;
mod sql;
mod table;

pub use id::Id;
pub use name::Name;
pub use sql::Sql;
pub use table::{
    Check, Column, Constraint, ConstraintKind, ForeignKey, Generated, Index, KeyColumn, NotNull,
    PrimaryKey, Table, Unique, Written,
};

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What is said of an object beside its definition, by name: a comment, an owner, a storage
/// parameter. Each is compared and changed by itself. Which there are, the engine's `inspect` says.
pub type Attributes = BTreeMap<String, String>;

/// Everything that a database holds besides rows, without what belongs to others.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Ordinary tables, in the order in which the catalog lists them.
    pub tables: Vec<Table>,
    /// What is compared and written as a whole: views, triggers, virtual tables, functions, types.
    pub objects: Vec<Object>,
    /// What each object needs to be there, where the engine's catalog says so.
    pub needs: BTreeMap<Id, BTreeSet<Id>>,
}

/// The kinds of [`Object`], in the order in which they can mostly be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// A schema: a namespace.
    Schema,
    /// An extension; what it brings is its own.
    Extension,
    /// A collation.
    Collation,
    /// A type that is a list of labels.
    Enum,
    /// A type that is a row.
    Composite,
    /// A type with constraints of its own.
    Domain,
    /// A range type.
    Range,
    /// A sequence.
    Sequence,
    /// A function.
    Function,
    /// A procedure.
    Procedure,
    /// An aggregate function.
    Aggregate,
    /// An operator.
    Operator,
    /// An operator family.
    OperatorFamily,
    /// An operator class, for an index method.
    OperatorClass,
    /// A cast.
    Cast,
    /// A table whose rows a module keeps (SQLite's FTS5, R*Tree); never rebuilt.
    VirtualTable,
    /// A view.
    View,
    /// A view whose rows are kept.
    MaterializedView,
    /// An index of a materialized view; those of tables are theirs.
    Index,
    /// A rewrite rule.
    Rule,
    /// A trigger on a table or a view.
    Trigger,
    /// A statement that the server runs when its time has come.
    Event,
    /// A trigger on statements that define.
    EventTrigger,
    /// A policy of row-level security.
    Policy,
    /// An object of extended statistics.
    Statistics,
    /// A publication for logical replication.
    Publication,
    /// What is granted on objects to come.
    DefaultPrivileges,
    /// A text search configuration, dictionary, parser or template.
    TextSearch,
    /// A foreign-data wrapper, server, user mapping or table.
    Foreign,
    /// What this version knows of, but can't write again.
    Other,
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Collation => "collation",
            Self::Enum => "enum type",
            Self::Composite => "composite type",
            Self::Domain => "domain",
            Self::Range => "range type",
            Self::Sequence => "sequence",
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::Aggregate => "aggregate",
            Self::Operator => "operator",
            Self::OperatorFamily => "operator family",
            Self::OperatorClass => "operator class",
            Self::Cast => "cast",
            Self::VirtualTable => "virtual table",
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::Index => "index",
            Self::Rule => "rule",
            Self::Trigger => "trigger",
            Self::Event => "event",
            Self::EventTrigger => "event trigger",
            Self::Policy => "policy",
            Self::Statistics => "statistics",
            Self::Publication => "publication",
            Self::DefaultPrivileges => "default privileges",
            Self::TextSearch => "text search object",
            Self::Foreign => "foreign object",
            Self::Other => "object",
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
    /// What else is said of it, compared one by one.
    pub attributes: Attributes,
    /// The columns of a view or a composite type, each with its type; not compared.
    pub columns: Vec<(Name, String)>,
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
