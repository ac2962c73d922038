//! What becomes of each object: kept, made, dropped, altered in place, or dropped and made again
//! since something that it needs goes or changes.

use super::alterable;
use super::not_null::{must_be_anew, refuse_names};
use super::object::TARGET;
use super::side::{Node, Side, parents};
use super::torn::{
    comes_behind_its_twin, keys_above, keys_around_moves, keys_over, left_for_a_moment, torn_from,
};
use crate::dialect::postgres::lexer;
use crate::schema::{ConstraintKind, Id, Name, ObjectKind, Table};
use std::collections::BTreeMap;

/// What becomes of an object that is not kept as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// It is dropped.
    Drop,
    /// It is made.
    Create,
    /// It is altered in place.
    Alter,
    /// It is dropped and made again; it holds no rows.
    Recreate,
    /// A type that columns have: the old one is set aside, the new one made, the columns go over,
    /// the old one is dropped.
    Swap,
    /// A table that can't be altered: set aside, made anew, its rows copied, dropped.
    Rebuild,
    /// It is a part of a table that is rebuilt, or a partition below one.
    Rebuilt,
}

impl Action {
    /// Whether what there was goes.
    pub(super) fn drops(self) -> bool {
        matches!(
            self,
            Self::Drop | Self::Recreate | Self::Rebuild | Self::Rebuilt
        )
    }

    /// Whether something is made.
    pub(super) fn creates(self) -> bool {
        matches!(
            self,
            Self::Create | Self::Recreate | Self::Rebuild | Self::Rebuilt
        )
    }
}

/// By identity; what is not in it is kept.
pub(super) type Actions = BTreeMap<Id, Action>;

/// Decides.
///
/// # Errors
/// A reason, where something would have to go that can't be made again.
pub(super) fn decide(from: &Side, to: &Side) -> Result<Actions, String> {
    let mut actions = Actions::new();
    for id in from.ids() {
        let action = match (from.node(id), to.node(id)) {
            (Some(_), None) => Some(Action::Drop),
            (Some(before), Some(after)) => alterable::action(id, before, after, from, to),
            (None, _) => None,
        };
        if let Some(action) = action {
            actions.insert(id.clone(), action);
        }
    }
    for id in to.ids().filter(|id| !from.has(id)) {
        actions.insert(id.clone(), Action::Create);
    }
    for domain in alterable::domains_within_values(from, to, &actions) {
        actions.insert(domain, Action::Swap);
    }
    refuse_row_types(from, to, &actions)?;
    refuse_names(from, to)?;
    for table in heirs_of_own_columns(from, to) {
        actions.insert(table, Action::Rebuild);
    }
    for table in &from.schema.tables {
        let id = Id::Table(table.name.clone());
        if !left_for_a_moment(from, to, &table.name).is_empty() {
            actions.entry(id).or_insert(Action::Alter);
        }
    }
    for key in keys_around_moves(from, to) {
        actions.insert(key, Action::Recreate);
    }
    spread(from, to, &mut actions)?;
    Ok(actions)
}

/// A column keeps its type while another one has the rows of its table as values.
fn refuse_row_types(from: &Side, to: &Side, actions: &Actions) -> Result<(), String> {
    for id in actions.keys().filter(|id| is_retyped(from, to, id)) {
        let Id::Column(table, _) = id else { continue };
        let whole = Id::Table(table.clone());
        let holder = from.ids().find(|other| {
            matches!(other, Id::Column(on, _) if on != table)
                && from.need(other, &whole)
                && !actions.get(other).is_some_and(|action| action.drops())
        });
        if let Some(holder) = holder {
            return Err(format!(
                "{id} gets another type, and {holder} has rows of {table} as values, which the server cannot change"
            ));
        }
    }
    Ok(())
}

/// Tables of which a column of their own, or one that they do not have, is to be nothing but a
/// parent's that they join, or some of their parent's are to be their own as well. The server keeps
/// for good which columns were written with the table, but for partitions, and makes those of tables
/// that leave their parents their own (documentation of ALTER TABLE … INHERIT).
fn heirs_of_own_columns(from: &Side, to: &Side) -> Vec<Id> {
    let is_own = |side: &Side, table: &Table, column: &Name| {
        let column = side.column(&table.name, column)?;
        Some(!column.attributes.contains_key("inherited"))
    };
    // Through a parent that stays, a column is inherited all along, or from when that gets it.
    let stays_inherited = |table: &Table, column: &Name| {
        let (Some(before), was) = (from.table(&table.name), from.column(&table.name, column))
        else {
            return true;
        };
        let there = parents(before);
        parents(table).iter().any(|parent| {
            there.contains(parent)
                && to.column(parent, column).is_some()
                && from.column(parent, column).is_some() == was.is_some()
        })
    };
    let heirs = to.schema.tables.iter().filter(|table| {
        table.attributes.contains_key("inherits")
            && table.columns.iter().any(|column| {
                if must_be_anew(from.column(&table.name, &column.name), column) {
                    return true;
                }
                match (
                    is_own(from, table, &column.name),
                    is_own(to, table, &column.name),
                ) {
                    (Some(true), Some(false)) => true,
                    (_, Some(false)) => !stays_inherited(table, &column.name),
                    (Some(false), Some(true)) => {
                        let stays = |parent: &Name| {
                            from.table(&table.name)
                                .is_some_and(|before| parents(before).contains(parent))
                                && to.column(parent, &column.name).is_some()
                        };
                        parents(table).iter().any(stays)
                            && left_for_a_moment(from, to, &table.name).is_empty()
                    }
                    _ => false,
                }
            })
    });
    heirs.map(|table| Id::Table(table.name.clone())).collect()
}

/// What needs something that goes goes with it, and comes back with it.
fn spread(from: &Side, to: &Side, actions: &mut Actions) -> Result<(), String> {
    let mut needed_by: BTreeMap<&Id, Vec<&Id>> = BTreeMap::new();
    for id in from.ids() {
        for other in from.needs(id) {
            needed_by.entry(other).or_default().push(id);
        }
    }
    let mut left: Vec<Id> = actions.keys().cloned().collect();
    while let Some(changed) = left.pop() {
        let Some(action) = actions.get(&changed).copied() else {
            continue;
        };
        let mut affected: Vec<(Id, Action)> = Vec::new();
        for dependent in needed_by.get(&changed).into_iter().flatten() {
            let current = actions.get(*dependent).copied();
            let retyped = is_swapped(from, actions, &changed);
            let consequence =
                consequence(from, to, (&changed, action, retyped), dependent, current)?;
            if let Some(wanted) = consequence {
                affected.push(((*dependent).clone(), wanted));
            }
        }
        if let Some(parent) = torn_from(from, to, actions, &changed) {
            affected.push((parent, Action::Recreate));
        }
        if action == Action::Alter
            && (is_retyped(from, to, &changed) || is_swapped(from, actions, &changed))
        {
            let stay = |key: &Id| !actions.get(key).is_some_and(|action| action.drops());
            let keys = keys_over(from, &changed).into_iter().filter(stay);
            affected.extend(keys.map(|key| (key, Action::Recreate)));
        }
        if let Some(table) = partitioned_by(from, &changed).filter(|_| {
            action == Action::Alter
                && (is_retyped(from, to, &changed)
                    || from
                        .needs(&changed)
                        .any(|needed| actions.get(needed) == Some(&Action::Swap)))
        }) {
            affected.push((table, Action::Rebuild));
        }
        if let (Id::Table(name), Action::Rebuild) = (&changed, action) {
            let keys = keys_above(from, name).into_iter();
            let keys = keys.filter(|key| to.has(key) && !actions.contains_key(key));
            affected.extend(keys.map(|key| (key, Action::Recreate)));
        }
        if action == Action::Rebuild || action == Action::Rebuilt {
            affected.extend(parts_of_rebuilt(from, to, &changed, actions));
        }
        for (id, wanted) in affected {
            if actions.get(&id) != Some(&wanted) {
                actions.insert(id.clone(), wanted);
                left.push(id);
            }
        }
    }
    targets(from, to, actions);
    let twins = from.ids().filter(|id| {
        matches!(actions.get(*id), None | Some(Action::Alter))
            && comes_behind_its_twin(from, to, actions, id)
    });
    for twin in twins.cloned().collect::<Vec<Id>>() {
        actions.insert(twin, Action::Recreate);
    }
    Ok(())
}

/// The targets of statistics objects on columns that get another type are said again.
fn targets(from: &Side, to: &Side, actions: &mut Actions) {
    let has_target = |side: &Side, id: &Id| {
        let object = side.object(id);
        object.is_some_and(|object| object.attributes.contains_key(TARGET))
    };
    let goes_over = |id: &Id| {
        actions.get(id) == Some(&Action::Alter)
            && (is_retyped(from, to, id) || is_swapped(from, actions, id))
    };
    let lost: Vec<Id> = from
        .ids()
        .filter(|id| matches!(id, Id::Object(ObjectKind::Statistics, _)) && has_target(to, id))
        .filter(|id| from.needs(id).any(goes_over))
        .cloned()
        .collect();
    for id in lost {
        actions.entry(id).or_insert(Action::Alter);
    }
}

/// Whether it is a column whose type is swapped for a new one of the same name.
fn is_swapped(from: &Side, actions: &Actions, id: &Id) -> bool {
    matches!(id, Id::Column(..))
        && from
            .needs(id)
            .any(|needed| actions.get(needed) == Some(&Action::Swap))
}

/// What must become of `dependent`, which needs what is changed (and is perhaps a column whose type
/// is swapped); none where nothing more than is decided.
fn consequence(
    from: &Side,
    to: &Side,
    (changed, action, retyped): (&Id, Action, bool),
    dependent: &Id,
    current: Option<Action>,
) -> Result<Option<Action>, String> {
    if matches!(
        current,
        Some(Action::Drop | Action::Recreate | Action::Swap | Action::Rebuild | Action::Rebuilt)
    ) {
        return Ok(None);
    }
    let goes = match action {
        Action::Drop | Action::Recreate | Action::Swap | Action::Rebuild | Action::Rebuilt => true,
        Action::Alter => is_in_the_way(from, to, changed, retyped, dependent),
        Action::Create => false,
    };
    if !goes {
        return Ok(None);
    }
    // What no longer needs it afterwards is altered first, where that can be.
    let freed = current == Some(Action::Alter)
        && !to.need(dependent, changed)
        && action != Action::Swap
        && !matches!(changed, Id::Constraint(..));
    if freed && can_let_go(from, to, dependent) {
        return Ok(None);
    }
    match dependent {
        Id::Column(table, _) => match action {
            Action::Swap => Ok((current != Some(Action::Alter)).then_some(Action::Alter)),
            _ if matches!(changed, Id::Table(other) if other == table) => Ok(None),
            // What an heir has from its parent goes with its own table, or becomes its own.
            Action::Rebuild | Action::Rebuilt | Action::Drop
                if matches!(changed, Id::Column(..)) =>
            {
                Ok(None)
            }
            _ if is_computed(from, dependent) => Ok(Some(Action::Recreate)),
            Action::Alter => Ok(None),
            Action::Recreate if matches!(changed, Id::Column(..)) => Ok(Some(Action::Recreate)),
            _ => Err(format!(
                "{dependent} needs {changed}, which cannot stay as it is"
            )),
        },
        Id::Table(name) => match changed {
            Id::Table(_) if matches!(action, Action::Drop) => {
                Ok((current != Some(Action::Alter)).then_some(Action::Alter))
            }
            Id::Table(parent) => {
                let stays = to.table(name).is_some_and(|table| {
                    table.attributes.get("partition of").map(String::as_str)
                        == Some(parent.as_str())
                });
                let was = from
                    .table(name)
                    .is_some_and(|table| table.attributes.contains_key("partition of"));
                Ok((stays && was).then_some(Action::Rebuilt))
            }
            Id::Object(ObjectKind::Schema, _) => {
                Err(format!("{dependent} stands in {changed}, which goes"))
            }
            _ => Ok(None),
        },
        Id::Object(
            ObjectKind::Domain | ObjectKind::Composite | ObjectKind::Enum | ObjectKind::Range,
            _,
        ) => match action {
            Action::Alter => Ok(None),
            _ if !is_type(changed) && !to.need(dependent, changed) => Ok(None),
            _ => Ok(Some(Action::Swap)),
        },
        Id::Object(ObjectKind::Sequence, _) => Ok(None),
        Id::Object(ObjectKind::Extension, _) => {
            if matches!(action, Action::Drop) && current.is_some() {
                Ok(None)
            } else {
                Err(format!(
                    "{dependent} needs {changed}, which cannot stay as it is"
                ))
            }
        }
        _ => Ok(Some(Action::Recreate)),
    }
}

/// The parts of a table that is rebuilt, and its partitions.
fn parts_of_rebuilt(from: &Side, to: &Side, table: &Id, actions: &Actions) -> Vec<(Id, Action)> {
    let Id::Table(name) = table else {
        return Vec::new();
    };
    let mut parts = Vec::new();
    let own = |id: &Id| match id {
        Id::Column(on, _) | Id::Default(on, _) | Id::Constraint(on, _) => on == name,
        _ => false,
    };
    for id in from.ids().filter(|id| own(id)) {
        let action = match (to.has(id), actions.get(id)) {
            (_, Some(Action::Rebuilt)) => continue,
            (true, _) => Action::Rebuilt,
            (false, _) => Action::Drop,
        };
        parts.push((id.clone(), action));
    }
    for child in from.children(name) {
        let id = Id::Table(child.name.clone());
        let stays_below = to
            .table(&child.name)
            .is_some_and(|after| parents(after).contains(name));
        // The rows of a partition are those of its parent; an heir has its own.
        let wanted = match child.attributes.contains_key("partition of") {
            true => Action::Rebuilt,
            false => Action::Rebuild,
        };
        if stays_below && actions.get(&id) != Some(&wanted) {
            parts.push((id, wanted));
        }
    }
    parts
}

/// Whether a column gets another type.
fn is_retyped(from: &Side, to: &Side, id: &Id) -> bool {
    matches!(
        (from.node(id), to.node(id)),
        (Some(Node::Column(_, before)), Some(Node::Column(_, after)))
            if alterable::changes_type(before, after)
    )
}

/// The table at the head of the partitions that a column of its decides over: such a column keeps
/// its type.
fn partitioned_by(from: &Side, column: &Id) -> Option<Id> {
    let Id::Column(name, column) = column else {
        return None;
    };
    let key = from.table(name)?.attributes.get("partition by")?;
    if !lexer::words(key).any(|word| word == column.as_str()) {
        return None;
    }
    let mut head = name.clone();
    while let Some(parent) = from.table(&head)?.attributes.get("partition of") {
        head = Name::exact(parent);
    }
    Some(Id::Table(head))
}

fn is_type(id: &Id) -> bool {
    matches!(
        id,
        Id::Object(
            ObjectKind::Enum
                | ObjectKind::Domain
                | ObjectKind::Composite
                | ObjectKind::Range
                | ObjectKind::Collation,
            _
        )
    )
}

/// Whether it is a computed column.
pub(super) fn is_computed(side: &Side, id: &Id) -> bool {
    matches!(side.node(id), Some(Node::Column(_, column)) if column.generated.is_some())
}

/// Whether what is altered can be altered while this stands on it.
fn is_in_the_way(from: &Side, to: &Side, changed: &Id, retyped: bool, dependent: &Id) -> bool {
    let Id::Column(table, name) = changed else {
        return false;
    };
    let (Some(before), Some(after)) = (from.column(table, name), to.column(table, name)) else {
        return false;
    };
    if !retyped && !alterable::changes_type(before, after) {
        return false;
    }
    let other_base = retyped
        || alterable::base(&before.type_name) != alterable::base(&after.type_name)
        || before.collation != after.collation;
    match dependent {
        Id::Object(
            ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Rule
            | ObjectKind::Policy
            | ObjectKind::Trigger
            | ObjectKind::Function
            | ObjectKind::Procedure
            | ObjectKind::Publication,
            _,
        ) => true,
        Id::Column(..) => is_computed(from, dependent),
        Id::Default(..) => other_base,
        Id::Constraint(..) => {
            other_base
                && matches!(from.node(dependent), Some(Node::Constraint(_, written)) if written.kind == ConstraintKind::ForeignKey)
        }
        _ => false,
    }
}

/// Whether altering it in place makes it let go of what it no longer needs.
fn can_let_go(from: &Side, to: &Side, id: &Id) -> bool {
    match id {
        Id::Object(ObjectKind::View | ObjectKind::Function | ObjectKind::Procedure, _) => {
            match (from.object(id), to.object(id)) {
                (Some(before), Some(after)) => before.definition != after.definition,
                _ => false,
            }
        }
        Id::Column(..) | Id::Table(..) => true,
        Id::Object(ObjectKind::Sequence | ObjectKind::Schema, _) => true,
        _ => false,
    }
}

/// Swaps these types for new ones, with all that follows.
pub(super) fn swap(
    from: &Side,
    to: &Side,
    actions: &mut Actions,
    types: &[Id],
) -> Result<(), String> {
    for id in types {
        actions.insert(id.clone(), Action::Swap);
    }
    spread(from, to, actions)
}
