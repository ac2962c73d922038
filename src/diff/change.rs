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
    /// Something else than a table is new.
    AddObject(ObjectKind, Name),
    /// Something else than a table is gone.
    DropObject(ObjectKind, Name),
    /// Something else than a table has another definition.
    ReplaceObject(ObjectKind, Name),
    /// Something else than a table has the same definition, and differs in what else is said of it.
    AlterObject {
        /// What it is.
        kind: ObjectKind,
        /// Its name.
        name: Name,
        /// In what.
        changes: Vec<Difference>,
    },
}

impl Change {
    /// The table or other object that differs.
    pub fn name(&self) -> &Name {
        match self {
            Self::AddTable(name)
            | Self::DropTable(name)
            | Self::AlterTable { table: name, .. }
            | Self::AddObject(_, name)
            | Self::DropObject(_, name)
            | Self::ReplaceObject(_, name)
            | Self::AlterObject { name, .. } => name,
        }
    }
}

/// A difference in one of [`Attributes`](crate::schema::Attributes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub attribute: String,
    /// Its value before; none where there was none.
    pub from: Option<String>,
    /// Its value after; none where there is none.
    pub to: Option<String>,
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
    /// A column stands at another place: behind this one, or first.
    MoveColumn(Name, Option<Name>),
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
    /// An index differs in what else is said of it.
    AlterIndex(Name, Vec<Difference>),
    /// A constraint differs in what else is said of it.
    AlterConstraint(Name, Vec<Difference>),
    /// Something else is said of the table.
    Attribute(Difference),
}

impl TableChange {
    /// Whether only an index is concerned, so that the table itself stays as it is.
    pub fn is_index(&self) -> bool {
        matches!(
            self,
            Self::AddIndex(_) | Self::DropIndex(_) | Self::ReplaceIndex(_) | Self::AlterIndex(..)
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
    /// Something else that is said of it.
    Attribute(Difference),
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
            Self::AlterObject {
                kind,
                name,
                changes,
            } => write!(f, "change {kind} {name}: {}", listed(changes)),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from.as_deref(), self.to.as_deref());
        // A comment may have lines, too, but they are one text to its reader.
        let parts = |text: &str| match self.attribute.as_str() {
            "comment" => list(text),
            _ => list(text).or_else(|| lines(text)),
        };
        if let (Some(from), Some(to)) = (from.and_then(parts), to.and_then(parts)) {
            return write_lists(f, &self.attribute, &from, &to);
        }
        let shown = |text: Option<&str>| match text.and_then(parts) {
            Some(items) => items.join(", "),
            None => text.unwrap_or("none").to_owned(),
        };
        write!(f, "{} {} -> {}", self.attribute, shown(from), shown(to))
    }
}

/// What a list gains and loses; both lists where that is not all.
fn write_lists(
    f: &mut fmt::Formatter<'_>,
    attribute: &str,
    from: &[String],
    to: &[String],
) -> fmt::Result {
    let without = |one: &[String], other: &[String]| -> Vec<String> {
        let left = one.iter().filter(|item| !other.contains(item));
        left.cloned().collect()
    };
    let (gained, lost) = (without(to, from), without(from, to));
    if without(from, &lost) != without(to, &gained) {
        let (from, to) = (from.join(", "), to.join(", "));
        return write!(f, "{attribute} {from} -> {to}");
    }
    let mut parts = Vec::new();
    for (verb, items) in [("add", gained), ("drop", lost)] {
        if !items.is_empty() {
            parts.push(format!("{verb} {}", items.join(", ")));
        }
    }
    write!(f, "{attribute}: {}", parts.join(" and "))
}

/// The items of an attribute that is a list, such as an enum's labels or a composite type's fields
/// with their types.
fn list(text: &str) -> Option<Vec<String>> {
    let items: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
    let word = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    items
        .iter()
        .map(|item| match item.as_array() {
            Some(parts) => {
                let words: Vec<String> = parts.iter().filter_map(word).collect();
                Some(words.join(" "))
            }
            None => word(item),
        })
        .collect()
}

/// The lines of a text of several, such as MariaDB's of a table's partitions, each without what
/// only holds them together.
fn lines(text: &str) -> Option<Vec<String>> {
    let count = |line: &str, bracket: char| line.matches(bracket).count();
    let bare = |line: &str| {
        let mut line = line.trim().trim_end_matches(',');
        let (opened, closed) = (count(line, '('), count(line, ')'));
        if opened > closed || opened == closed && line.ends_with(')') {
            line = line.strip_prefix('(').unwrap_or(line);
        }
        if closed > count(line, '(') {
            line = line.strip_suffix(')').unwrap_or(line);
        }
        line.to_owned()
    };
    text.contains('\n')
        .then(|| text.lines().map(bare).collect())
}

fn listed(changes: &[Difference]) -> String {
    let parts: Vec<String> = changes.iter().map(ToString::to_string).collect();
    parts.join(" and ")
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
            Self::MoveColumn(name, Some(before)) => {
                write!(f, "column {name} moves behind {before}")
            }
            Self::MoveColumn(name, None) => write!(f, "column {name} becomes the first"),
            Self::AddConstraint(constraint) => write!(f, "add {}", describe(constraint)),
            Self::DropConstraint(constraint) => write!(f, "drop {}", describe(constraint)),
            Self::AddOption(option) => write!(f, "becomes {}", option.to_ascii_uppercase()),
            Self::DropOption(option) => write!(f, "is no longer {}", option.to_ascii_uppercase()),
            Self::Text => f.write_str("another text (compared as a whole)"),
            Self::AddIndex(name) => write!(f, "add index {name}"),
            Self::DropIndex(name) => write!(f, "drop index {name}"),
            Self::ReplaceIndex(name) => write!(f, "change index {name}"),
            Self::AlterIndex(name, changes) => {
                write!(f, "change index {name}: {}", listed(changes))
            }
            Self::AlterConstraint(name, changes) => {
                write!(f, "change constraint {name}: {}", listed(changes))
            }
            Self::Attribute(change) => change.fmt(f),
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
            Self::Attribute(change) => change.fmt(f),
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
        Constraint::Written(written) if written.name.as_str().is_empty() => {
            written.clause.to_string()
        }
        Constraint::Written(written) => format!("constraint {} {}", written.name, written.clause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_what_it_gains_and_loses() {
        let cases = [
            (r#"["a","b"]"#, r#"["a","x","b"]"#, "labels: add x"),
            (
                r#"["a","b"]"#,
                r#"["b","c","d"]"#,
                "labels: add c, d and drop a",
            ),
            (r#"["a","b"]"#, r#"["b","a"]"#, "labels a, b -> b, a"),
            (
                r#"[["x","integer",null]]"#,
                r#"[["x","text","\"C\""]]"#,
                "labels: add x text \"C\" and drop x integer",
            ),
            ("70", "[80", "labels 70 -> [80"),
            (
                "BY RANGE (year(`at`))\n(PARTITION `a` VALUES LESS THAN (1) ENGINE = InnoDB)",
                "BY RANGE (year(`at`))\n(PARTITION `a` VALUES LESS THAN (1) ENGINE = InnoDB,\n \
                 PARTITION `b` VALUES LESS THAN (2) ENGINE = InnoDB)",
                "labels: add PARTITION `b` VALUES LESS THAN (2) ENGINE = InnoDB",
            ),
        ];
        for (from, to, words) in cases {
            let difference = Difference {
                attribute: "labels".to_owned(),
                from: Some(from.to_owned()),
                to: Some(to.to_owned()),
            };
            assert_eq!(difference.to_string(), words);
        }
        let new = Difference {
            attribute: "inherits".to_owned(),
            from: None,
            to: Some(r#"["a","b"]"#.to_owned()),
        };
        assert_eq!(new.to_string(), "inherits none -> a, b");
    }
}
