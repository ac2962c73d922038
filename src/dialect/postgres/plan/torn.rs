//! What holds a partition, and what it hangs on, when one of them changes.
//!
//! An index of a partition that is attached to one of the parent cannot be dropped or changed by
//! itself, nor be detached (documentation of ALTER INDEX … ATTACH PARTITION): the parent's goes,
//! and both are made anew. A partition whose parent a foreign key refers to cannot be dropped
//! either, only detached, which looks for rows that would refer to nothing.

use super::alterable::has_index;
use super::decide::{Action, Actions};
use super::partition::origin;
use super::side::{Node, Side, list, parents, written};
use crate::schema::{ConstraintKind, Id, Index, Name, Table};
use std::collections::BTreeSet;

/// The index or key of the parent that an index or key of a partition is attached to.
pub(super) fn attached_to(side: &Side, id: &Id) -> Option<Id> {
    let is_index = match side.node(id)? {
        Node::Index(..) => true,
        Node::Constraint(_, constraint) => has_index(constraint.kind),
        _ => false,
    };
    if is_index { origin(side, id) } else { None }
}

/// Whether an index of a table that becomes a partition must not be there when it does: another
/// one, which is new, is to be attached to the parent's, and of several that are alike the server
/// takes the first.
pub(super) fn comes_behind_its_twin(from: &Side, to: &Side, actions: &Actions, id: &Id) -> bool {
    let Some(Node::Index(table, index)) = to.node(id) else {
        return false;
    };
    let shape = |index: &Index| {
        let (_, rest) = index.definition.as_str().split_once(" ON ")?;
        Some((index.unique, rest.to_owned()))
    };
    let is_twin = |other: &Index| {
        let twin = Id::Index(other.name.clone());
        attached_to(to, &twin).is_some()
            && actions.get(&twin).is_some_and(|action| action.creates())
            && shape(other) == shape(index)
    };
    becomes_partition(from, to, &table.name)
        && attached_to(to, id).is_none()
        && table.indexes.iter().any(is_twin)
}

/// The indexes and keys that are attached to one of a parent.
pub(super) fn attached<'a>(side: &'a Side, parent: &'a Id) -> impl Iterator<Item = &'a Id> {
    side.ids()
        .filter(move |id| attached_to(side, id).as_ref() == Some(parent))
}

/// What must be made anew since this, which hangs on it, does not stay as it is.
pub(super) fn torn_from(from: &Side, to: &Side, actions: &Actions, id: &Id) -> Option<Id> {
    let parent = attached_to(from, id)?;
    let goes = actions.get(id).is_some_and(|action| action.drops());
    if !goes && attached_to(to, id).as_ref() == Some(&parent) {
        return None;
    }
    let (Node::Index(table, _) | Node::Constraint(table, _)) = from.node(id)? else {
        return None;
    };
    let leaves = actions
        .get(&Id::Table(table.name.clone()))
        .is_some_and(|action| action.drops())
        || is_moved(from, to, &table.name);
    let stays = !leaves && !actions.get(&parent).is_some_and(|action| action.drops());
    stays.then_some(parent)
}

/// Whether an index of a partitioned table, or one behind a key, becomes valid since the last
/// partition that lacks one gets it.
pub(super) fn becomes_valid(from: &Side, to: &Side, id: &Id) -> bool {
    attached(to, id).any(|child| attached_to(from, child).as_ref() != Some(id))
}

/// What a partition is a partition of, with its bound.
fn place(table: &Table) -> Option<(&String, &String)> {
    let parent = table.attributes.get("partition of")?;
    Some((parent, table.attributes.get("bound")?))
}

/// Whether a table that is a partition becomes another one's, or one with another bound, or none.
pub(super) fn is_moved(from: &Side, to: &Side, name: &Name) -> bool {
    match (from.table(name), to.table(name)) {
        (Some(before), Some(after)) => place(before).is_some() && place(before) != place(after),
        _ => false,
    }
}

/// Whether a table that is there is attached to one of which it is no partition yet.
pub(super) fn becomes_partition(from: &Side, to: &Side, name: &Name) -> bool {
    match (from.table(name), to.table(name)) {
        (Some(before), Some(after)) => {
            let of = |table: &Table| table.attributes.get("partition of").cloned();
            of(after).is_some() && of(before) != of(after)
        }
        _ => false,
    }
}

/// The tables above a partition.
fn ancestors(side: &Side, name: &Name) -> BTreeSet<Name> {
    let mut above = BTreeSet::new();
    let mut next = name.clone();
    while let Some(table) = side.table(&next)
        && place(table).is_some()
        && let Some(parent) = parents(table).pop()
        && above.insert(parent.clone())
    {
        next = parent;
    }
    above
}

/// The foreign keys that refer to what a partition is part of.
pub(super) fn keys_above(side: &Side, name: &Name) -> Vec<Id> {
    let above: BTreeSet<String> = ancestors(side, name)
        .iter()
        .map(ToString::to_string)
        .collect();
    if above.is_empty() {
        return Vec::new();
    }
    let mut keys = Vec::new();
    for table in &side.schema.tables {
        for constraint in written(table) {
            let refers = constraint.kind == ConstraintKind::ForeignKey
                && !constraint.attributes.contains_key("inherited")
                && constraint
                    .attributes
                    .get("~references")
                    .is_some_and(|referred| above.contains(referred));
            if refers {
                keys.push(Id::Constraint(table.name.clone(), constraint.name.clone()));
            }
        }
    }
    keys
}

/// The foreign keys that are dropped and made again around a partition that moves: rows that refer
/// to its rows would stop it.
pub(super) fn keys_around_moves(from: &Side, to: &Side) -> Vec<Id> {
    let moved = from.schema.tables.iter().map(|table| &table.name);
    let mut keys = Vec::new();
    for name in moved.filter(|name| is_moved(from, to, name)) {
        let stay: Vec<Id> = keys_above(to, name);
        let there = keys_above(from, name).into_iter();
        keys.extend(there.filter(|key| stay.contains(key)));
    }
    keys
}

/// The foreign keys that must be gone before a partition goes or moves.
pub(super) fn keys_in_the_way(from: &Side, actions: &Actions, name: &Name) -> Vec<Id> {
    let mut keys = keys_above(from, name);
    keys.retain(|key| actions.get(key).is_some_and(|action| action.drops()));
    keys
}

/// The foreign keys to keys that only include a column: ALTER COLUMN TYPE makes those keys anew,
/// and what refers to them only where it refers to the column (`RememberAllDependentForRebuilding`).
pub(super) fn keys_over(from: &Side, column: &Id) -> Vec<Id> {
    let is_key = |id: &Id| match from.node(id) {
        Some(Node::Index(..)) => true,
        Some(Node::Constraint(_, constraint)) => has_index(constraint.kind),
        _ => false,
    };
    let is_foreign_key = |id: &Id| matches!(from.node(id), Some(Node::Constraint(_, constraint)) if constraint.kind == ConstraintKind::ForeignKey);
    let keys: Vec<&Id> = from
        .ids()
        .filter(|id| is_key(id) && from.need(id, column))
        .collect();
    let foreign = from.ids().filter(|id| is_foreign_key(id));
    foreign
        .filter(|id| !from.need(id, column) && keys.iter().any(|key| from.need(id, key)))
        .cloned()
        .collect()
}

/// Whether a partition that is dropped must be detached first: under a foreign key that stays, or to
/// make room for a new one before what lets go of it.
pub(super) fn is_detached_first(from: &Side, to: &Side, actions: &Actions, name: &Name) -> bool {
    let stays = |id: &Id| !actions.get(id).is_some_and(|action| action.drops());
    actions.get(&Id::Table(name.clone())) == Some(&Action::Drop)
        && from.table(name).is_some_and(|table| {
            parents(table)
                .into_iter()
                .map(Id::Table)
                .all(|id| stays(&id))
        })
        && (keys_above(from, name).iter().any(stays) || makes_room(from, to, actions, name))
}

/// Whether a new partition of the same parent may be needed by what lets go of this one.
fn makes_room(from: &Side, to: &Side, actions: &Actions, name: &Name) -> bool {
    let parent = from.table(name).and_then(place).map(|(parent, _)| parent);
    let is_new = |table: &Table| {
        place(table).map(|(parent, _)| parent) == parent
            && actions.get(&Id::Table(table.name.clone())) == Some(&Action::Create)
    };
    let own = |id: &&Id| matches!(id, Id::Table(on) | Id::Column(on, _) if on == name);
    parent.is_some()
        && to.schema.tables.iter().any(is_new)
        && actions.iter().any(|(id, action)| {
            matches!(id, Id::Object(..))
                && *action == Action::Alter
                && from.needs(id).any(|n| own(&n))
        })
}

/// Whether a table that inherits a column keeps it as its own when the parent's goes.
pub(super) fn heirs_keep(from: &Side, to: &Side, actions: &Actions, column: &Id) -> bool {
    let Id::Column(table, name) = column else {
        return false;
    };
    from.children(table).any(|heir| {
        let kept = Id::Column(heir.name.clone(), name.clone());
        let stays = to
            .table(&heir.name)
            .is_some_and(|heir| parents(heir).contains(table));
        stays && to.has(&kept) && !actions.get(&kept).is_some_and(|action| action.drops())
    })
}

/// The parents that a table leaves and comes back to: by that all columns that it has from them
/// become its own as well.
pub(super) fn left_for_a_moment(from: &Side, to: &Side, name: &Name) -> Vec<String> {
    let (Some(before), Some(after)) = (from.table(name), to.table(name)) else {
        return Vec::new();
    };
    let stays = list(after.attributes.get("inherits"));
    let mut parents = list(before.attributes.get("inherits"));
    parents.retain(|parent| {
        let Some(parent) = to
            .table(&Name::exact(parent))
            .filter(|_| stays.contains(parent))
        else {
            return false;
        };
        let inherited = |table: &Table, column: &Name| {
            let own = table.column(column)?;
            Some(own.attributes.contains_key("inherited"))
        };
        let mut columns = parent.columns.iter().map(|column| &column.name);
        columns
            .clone()
            .all(|column| inherited(after, column) == Some(false))
            && columns.any(|column| inherited(before, column) == Some(true))
    });
    parents
}
