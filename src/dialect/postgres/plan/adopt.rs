//! A unique index that is there becomes the one behind a new key (`ADD CONSTRAINT … USING INDEX`),
//! which looks at no rows again.

use super::decide::{Action, Actions};
use super::reference::beside;
use super::side::{Node, Side};
use crate::dialect::postgres::quote::ident;
use crate::schema::{Attributes, ConstraintKind, Id, Index, Name, Sql, Table, Written};
use std::collections::{BTreeMap, BTreeSet};

/// New keys, each with the index that goes and that it takes over. The server takes none over for
/// those that come with their parent.
pub(super) fn adopted(
    from: &Side,
    to: &Side,
    actions: &Actions,
    comes_with_parent: impl Fn(&Id) -> bool,
) -> BTreeMap<Id, Id> {
    let mut taken: BTreeMap<Id, Id> = BTreeMap::new();
    for (id, action) in actions {
        let (Action::Create, Some(Node::Constraint(on, key))) = (action, to.node(id)) else {
            continue;
        };
        if comes_with_parent(id) {
            continue;
        }
        let Some(table) = from.table(&on.name).filter(|table| keeps(actions, table)) else {
            continue;
        };
        let index = table.indexes.iter().find(|index| {
            let own = Id::Index(index.name.clone());
            let name_is_free = match to.index_or_key(&index.name) {
                other if other == *id => true,
                other => !to.has(&other),
            };
            actions.get(&own) == Some(&Action::Drop)
                && name_is_free
                && !taken.values().any(|other| *other == own)
                && index.columns.iter().all(|column| {
                    let column = Id::Column(table.name.clone(), column.clone());
                    !actions.get(&column).is_some_and(|action| action.drops())
                })
                && fits(index, key)
        });
        if let Some(index) = index {
            taken.insert(id.clone(), Id::Index(index.name.clone()));
        }
    }
    taken
}

/// Whether the table stays where it is. Partitioned tables don't know this form.
fn keeps(actions: &Actions, table: &Table) -> bool {
    let id = Id::Table(table.name.clone());
    !actions.get(&id).is_some_and(|action| action.drops())
        && !table.attributes.contains_key("partition by")
}

/// Whether the server would make just this index for the key.
fn fits(index: &Index, key: &Written) -> bool {
    let usable = index.unique
        && !["invalid", "parent"]
            .iter()
            .any(|name| index.attributes.contains_key(*name));
    let Some((_, columns)) = index.definition.as_str().split_once(" USING btree ") else {
        return false;
    };
    usable && covered(key) == Some(columns)
}

/// The columns of a key as an index has them: `(a, b) INCLUDE (c)`.
fn covered(key: &Written) -> Option<&str> {
    let clause = key.clause.as_str();
    let clause = clause.strip_suffix(" INITIALLY DEFERRED").unwrap_or(clause);
    let clause = clause.strip_suffix(" DEFERRABLE").unwrap_or(clause);
    clause.strip_prefix(word(key)?).map(str::trim_start)
}

/// An index that the key can take over, so that it is built first; none where there is no such
/// index, or where more is said of it than its columns.
pub(in crate::dialect::postgres) fn index_for(table: &Table, key: &Written) -> Option<Index> {
    let columns = covered(key).filter(|columns| columns.starts_with('('))?;
    let says_more = |name: &String| name.starts_with("index ") || name == "clustered";
    if columns.contains(" WITHOUT OVERLAPS") || key.attributes.keys().any(says_more) {
        return None;
    }
    let name = key.name.as_str();
    let definition = format!(
        "CREATE UNIQUE INDEX {} ON {} USING btree {columns}",
        ident(name),
        table.name
    );
    Some(Index {
        name: Name::exact(beside(&table.name, name)),
        unique: true,
        columns: key.columns.clone(),
        definition: Sql::new(definition.clone(), definition),
        attributes: Attributes::new(),
        mentions: BTreeSet::new(),
    })
}

fn word(key: &Written) -> Option<&'static str> {
    match key.kind {
        ConstraintKind::PrimaryKey => Some("PRIMARY KEY"),
        ConstraintKind::Unique => Some("UNIQUE"),
        _ => None,
    }
}

/// The clause of a key that takes over an index of this reference.
pub(super) fn clause(key: &Written, index: &str) -> String {
    let word = word(key).unwrap_or_default();
    let text = key.clause.as_str();
    let when = text.find(" DEFERRABLE").map_or("", |at| &text[at..]);
    format!("{word} USING INDEX {index}{when}")
}

/// What is said of the index, as the key will have it.
pub(super) fn said(index: &Index) -> Attributes {
    let attributes = index.attributes.iter();
    attributes
        .map(|(name, value)| match name.as_str() {
            "clustered" => (name.clone(), value.clone()),
            _ => (format!("index {name}"), value.clone()),
        })
        .collect()
}
