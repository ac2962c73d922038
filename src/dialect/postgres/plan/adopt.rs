//! A unique index that is there becomes the one behind a new key (`ADD CONSTRAINT … USING INDEX`),
//! which looks at no rows again.

use super::decide::{Action, Actions};
use super::side::{Node, Side};
use crate::schema::{Attributes, ConstraintKind, Id, Index, Table, Written};
use std::collections::BTreeMap;

/// New keys, each with the index that goes and that it takes over.
pub(super) fn adopted(from: &Side, to: &Side, actions: &Actions) -> BTreeMap<Id, Id> {
    let mut taken: BTreeMap<Id, Id> = BTreeMap::new();
    for (id, action) in actions {
        let (Action::Create, Some(Node::Constraint(on, key))) = (action, to.node(id)) else {
            continue;
        };
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
    let Some(word) = word(key) else { return false };
    let usable = index.unique
        && !["invalid", "parent"]
            .iter()
            .any(|name| index.attributes.contains_key(*name));
    let Some((_, columns)) = index.definition.as_str().split_once(" USING btree ") else {
        return false;
    };
    let clause = key.clause.as_str();
    let clause = clause.strip_suffix(" INITIALLY DEFERRED").unwrap_or(clause);
    let clause = clause.strip_suffix(" DEFERRABLE").unwrap_or(clause);
    usable && clause.strip_prefix(word).map(str::trim_start) == Some(columns)
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
