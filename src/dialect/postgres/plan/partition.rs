//! What comes with a parent, and goes with it: partitions, and the columns, keys and indexes that
//! the server makes for each of them.
//!
//! The server names what it makes by its own rule. Where the names that are wanted are those, a
//! statement on the parent is all that is needed; else each is made by itself and attached.

use super::Writer;
use super::alterable::has_index;
use super::decide::{Action, Actions};
use super::not_null::name_changes;
use super::order::{Step, Vertex, is_out_of_parent};
use super::reference::bare;
use super::side::{Node, Side, parents, written};
use super::torn::{attached, heirs_keep, is_moved};
use crate::dialect::graph::Graph;
use crate::dialect::postgres::naming::made_of;
use crate::dialect::postgres::quote::ident;
use crate::schema::{ConstraintKind, Id, Name, Table};
use std::collections::BTreeSet;

/// The indexes and keys of partitioned tables that are made for each partition by themselves, and
/// the new partitions that are made as tables and then attached.
pub(super) fn by_themselves(
    from: &Side,
    to: &Side,
    actions: &Actions,
    graph: &mut Graph<Vertex>,
) -> (BTreeSet<Id>, BTreeSet<Id>) {
    let mut piecewise = BTreeSet::new();
    let mut attached = BTreeSet::new();
    if to
        .schema
        .tables
        .iter()
        .all(|table| parents(table).is_empty())
    {
        // Nothing has an origin; a large schema is not looked through for that.
        return (piecewise, attached);
    }
    for id in to.ids() {
        let (Some(table), true) = (table_of(to, id), is_of_parent(to, id)) else {
            continue;
        };
        if !table.attributes.contains_key("partition of") {
            continue;
        }
        let usual = usual_name(to, id).is_some_and(|name| name == own_name(id));
        let Some(parent) = origin(to, id) else {
            continue;
        };
        let parent_is_made = actions.get(&parent).is_some_and(|action| action.creates());
        let own_is_made = actions.get(id).is_some_and(|action| action.creates());
        let is_made = actions
            .get(&Id::Table(table.name.clone()))
            .is_some_and(|action| action.creates());
        let joins = joins(from, to, actions, &table.name);
        if parent_is_made {
            // One that is there already is attached, not made.
            if !usual || !own_is_made || joins {
                piecewise.insert(parent);
            }
        } else if own_is_made && !usual {
            if is_made || joins {
                attached.insert(Id::Table(table.name.clone()));
            }
        } else if joins && !is_made {
            attached.insert(Id::Table(table.name.clone()));
        }
    }
    for id in to.ids() {
        let Id::Table(name) = id else { continue };
        let Some(table) = to.table(name) else {
            continue;
        };
        if !table.attributes.contains_key("partition of") {
            continue;
        }
        if joins(from, to, actions, name) || !fits_parent(to, table) {
            attached.insert(id.clone());
        }
    }
    piecewise.extend(incomplete(to, actions));
    spread(to, actions, &mut piecewise);
    for id in to.ids() {
        let Some(parent) = origin(to, id) else {
            continue;
        };
        let Some(table) = table_of(to, id) else {
            continue;
        };
        let table_id = Id::Table(table.name.clone());
        if piecewise.contains(&parent) {
            graph.must(&(Step::Create, parent.clone()), &(Step::Finish, id.clone()));
        } else if attached.contains(&table_id) {
            graph.must(&(Step::Create, id.clone()), &(Step::Finish, table_id));
        }
    }
    // What the parent had before would be made for a partition at once.
    for parent in &piecewise {
        let on = table_of(to, parent);
        for child in on.into_iter().flat_map(|table| to.children(&table.name)) {
            for step in [Step::Create, Step::Finish] {
                let child = (step, Id::Table(child.name.clone()));
                graph.must(&child, &(Step::Create, parent.clone()));
            }
        }
    }
    locals_last(to, &piecewise, graph);
    (piecewise, attached)
}

/// The server attaches an index that a partition has already instead of making one: those that
/// are to stay the partition's own come after those of its parents.
fn locals_last(to: &Side, piecewise: &BTreeSet<Id>, graph: &mut Graph<Vertex>) {
    let is_index = |id: &Id| match to.node(id) {
        Some(Node::Index(..)) => true,
        Some(Node::Constraint(_, written)) => has_index(written.kind),
        _ => false,
    };
    let own: Vec<Id> = to
        .ids()
        .filter(|id| is_index(id) && !is_of_parent(to, id))
        .cloned()
        .collect();
    for id in &own {
        let Some(table) = table_of(to, id) else {
            continue;
        };
        let mut above = parents(table);
        while let Some(parent) = above.pop() {
            let Some(parent) = to.table(&parent) else {
                continue;
            };
            above.extend(parents(parent));
            for theirs in &own {
                let on = table_of(to, theirs).is_some_and(|on| on.name == parent.name);
                if on && !piecewise.contains(theirs) {
                    graph.must(&(Step::Create, theirs.clone()), &(Step::Create, id.clone()));
                }
            }
        }
    }
}

/// Indexes and keys of partitioned tables, newly made, that some partition is to have none of.
fn incomplete(to: &Side, actions: &Actions) -> Vec<Id> {
    let mut found = Vec::new();
    let made = actions.iter().filter(|(_, action)| action.creates());
    for (id, _) in made {
        let on = match to.node(id) {
            Some(Node::Index(table, _)) => table,
            Some(Node::Constraint(table, constraint)) if has_index(constraint.kind) => table,
            _ => continue,
        };
        if !on.attributes.contains_key("partition by") {
            continue;
        }
        let have: BTreeSet<&Name> = attached(to, id)
            .filter_map(|child| table_of(to, child))
            .map(|table| &table.name)
            .collect();
        if to
            .children(&on.name)
            .any(|child| !have.contains(&child.name))
        {
            found.push(id.clone());
        }
    }
    found
}

/// Below and above a key that is made piece by piece, all are.
fn spread(to: &Side, actions: &Actions, piecewise: &mut BTreeSet<Id>) {
    let mut above: Vec<Id> = piecewise.iter().cloned().collect();
    while let Some(id) = above.pop() {
        let parent = origin(to, &id);
        let is_made = |id: &Id| actions.get(id).is_some_and(|action| action.creates());
        if let Some(parent) = parent.filter(is_made)
            && piecewise.insert(parent.clone())
        {
            above.push(parent);
        }
    }
    loop {
        let more: Vec<Id> = to
            .ids()
            .filter(|id| !piecewise.contains(*id))
            .filter(|id| origin(to, id).is_some_and(|parent| piecewise.contains(&parent)))
            .filter(|id| {
                to.ids()
                    .any(|other| origin(to, other).as_ref() == Some(*id))
            })
            .cloned()
            .collect();
        if more.is_empty() {
            return;
        }
        piecewise.extend(more);
    }
}

/// Whether a table that is there becomes a partition, of another parent or with another bound.
fn joins(from: &Side, to: &Side, actions: &Actions, name: &Name) -> bool {
    let (Some(before), Some(after)) = (from.table(name), to.table(name)) else {
        return false;
    };
    let place =
        |table: &Table| ["partition of", "bound"].map(|key| table.attributes.get(key).cloned());
    !actions
        .get(&Id::Table(name.clone()))
        .is_some_and(|action| action.creates())
        && place(before) != place(after)
}

/// Whether a partition has just what it takes over from its parent, so that CREATE TABLE …
/// PARTITION OF makes it; defaults, NOT NULL and the like can be set on top.
fn fits_parent(to: &Side, table: &Table) -> bool {
    parents(table).iter().all(|parent| {
        to.table(parent).is_some_and(|parent| {
            table.columns.iter().all(|column| {
                let theirs = parent.column(&column.name);
                column.attributes.contains_key("inherited")
                    && theirs.is_some_and(|theirs| {
                        theirs.generated == column.generated
                            && theirs.not_null.is_some() <= column.not_null.is_some()
                            && !name_changes(theirs, column)
                    })
            })
        })
    })
}

/// The table on which a column, constraint or index stands.
pub(super) fn table_of<'a>(side: &Side<'a>, id: &Id) -> Option<&'a Table> {
    match side.node(id)? {
        Node::Column(table, _)
        | Node::Default(table, _)
        | Node::Constraint(table, _)
        | Node::Index(table, _) => Some(table),
        _ => None,
    }
}

/// Whether it is an index or a key that belongs to one of the parent.
fn is_of_parent(side: &Side, id: &Id) -> bool {
    match side.node(id) {
        Some(Node::Index(_, index)) => index.attributes.contains_key("parent"),
        Some(Node::Constraint(_, written)) => {
            has_index(written.kind)
                && (written.attributes.contains_key("inherited")
                    || written.attributes.contains_key("index parent"))
        }
        _ => false,
    }
}

/// What an index, key or column of a child comes from.
pub(super) fn origin(side: &Side, id: &Id) -> Option<Id> {
    match side.node(id)? {
        Node::Index(_, index) => {
            let parent = index.attributes.get("parent")?;
            Some(side.index_or_key(&Name::exact(parent)))
        }
        Node::Constraint(table, constraint) => {
            if let Some(parent) = constraint.attributes.get("index parent") {
                return Some(side.index_or_key(&Name::exact(parent)));
            }
            if !constraint.attributes.contains_key("inherited") {
                return None;
            }
            if has_index(constraint.kind) {
                let parent = constraint.attributes.get("~index parent")?;
                return Some(side.index_or_key(&Name::exact(parent)));
            }
            parents(table).iter().find_map(|parent| {
                let parent = side.table(parent)?;
                let other = written(parent).find(|other| other.name == constraint.name)?;
                Some(Id::Constraint(parent.name.clone(), other.name.clone()))
            })
        }
        Node::Column(table, column) => {
            if !column.attributes.contains_key("inherited") {
                return None;
            }
            parents(table).iter().find_map(|parent| {
                side.column(parent, &column.name)
                    .map(|_| Id::Column(parent.clone(), column.name.clone()))
            })
        }
        _ => None,
    }
}

fn own_name(id: &Id) -> String {
    match id {
        Id::Constraint(_, name) => name.to_string(),
        Id::Index(name) => bare(name),
        _ => String::new(),
    }
}

/// The name that the server gives an index or a key of a partition (`ChooseIndexName`); none where
/// that depends on more than its columns.
fn usual_name(side: &Side, id: &Id) -> Option<String> {
    let joined = |columns: &[Name]| {
        let names: Vec<&str> = columns.iter().map(Name::as_str).collect();
        names.join("_")
    };
    match side.node(id)? {
        Node::Constraint(_, constraint) if constraint.attributes.contains_key("index parent") => {
            None
        }
        Node::Constraint(table, constraint) => {
            let table = bare(&table.name);
            match constraint.kind {
                ConstraintKind::PrimaryKey => Some(made_of(&table, "", "pkey")),
                ConstraintKind::Unique if !constraint.clause.as_str().contains(" INCLUDE ") => {
                    Some(made_of(&table, &joined(&constraint.columns), "key"))
                }
                _ => None,
            }
        }
        Node::Index(table, index) => {
            let columns = if index.columns.is_empty() {
                plain_columns(table, index.definition.as_str())?
            } else {
                index.columns.clone()
            };
            let plain = !index.definition.as_str().contains(" INCLUDE ");
            plain.then(|| made_of(&bare(&table.name), &joined(&columns), "idx"))
        }
        _ => None,
    }
}

/// The columns of a partial index, where it has no expressions.
fn plain_columns(table: &Table, definition: &str) -> Option<Vec<Name>> {
    let (_, rest) = definition.split_once(" USING ")?;
    let list = rest.split_once(" (")?.1.split(')').next()?;
    let key = |text: &str| {
        let own = table.columns.iter().find(|column| {
            let name = ident(column.name.as_str());
            text == name
                || text
                    .strip_prefix(&name)
                    .is_some_and(|rest| rest.starts_with(' '))
        });
        own.map(|column| column.name.clone())
    };
    list.split(", ").map(key).collect()
}

impl Writer<'_> {
    /// Whether it is made by the statement that makes what it comes from, or by the one that
    /// attaches its table.
    pub(super) fn comes_with_parent(&self, id: &Id) -> bool {
        match self.to.node(id) {
            Some(Node::Column(table, _)) => {
                // A partition that is attached has its columns before.
                let table = Id::Table(table.name.clone());
                origin(self.to, id).is_some() && !self.attached.contains(&table)
            }
            Some(Node::Constraint(table, constraint)) => {
                let table = Id::Table(table.name.clone());
                if !constraint.attributes.contains_key("inherited") {
                    return false;
                }
                if super::constraint::is_servers_own(constraint) {
                    // A table is attached only where it has the checks of its parent.
                    return constraint.kind != ConstraintKind::Check
                        || !self.attached.contains(&table);
                }
                self.is_made_with(id, &table)
            }
            Some(Node::Index(table, _)) => self.is_made_with(id, &Id::Table(table.name.clone())),
            _ => false,
        }
    }

    /// Whether an index or key of a partition is made with the partition or with the parent's.
    fn is_made_with(&self, id: &Id, table: &Id) -> bool {
        let is_made = |id: &Id| self.action(id).is_some_and(Action::creates);
        origin(self.to, id).is_some_and(|parent| {
            !self.piecewise.contains(&parent)
                && !self.attached.contains(table)
                && (is_made(&parent) || is_made(table))
        })
    }

    /// Whether it is dropped by the statement that drops what it comes from.
    pub(super) fn goes_with_parent(&self, id: &Id) -> bool {
        let table = match id {
            Id::Column(table, _) | Id::Default(table, _) | Id::Constraint(table, _) => {
                Some(Id::Table(table.clone()))
            }
            _ => None,
        };
        let set_aside = table
            .and_then(|table| self.action(&table))
            .is_some_and(|action| matches!(action, Action::Rebuild | Action::Rebuilt));
        if set_aside && matches!(id, Id::Column(..) | Id::Default(..)) {
            return true;
        }
        if let Some(Node::Constraint(on, constraint)) = self.from.node(id)
            && super::constraint::is_servers_own(constraint)
        {
            // A check or key of a table that is detached has become its own.
            let table = Id::Table(on.name.clone());
            let goes_with_table = constraint.kind == ConstraintKind::Check && set_aside;
            return goes_with_table || !self.has(Step::Begin, &table);
        }
        origin(self.from, id).is_some_and(|parent| {
            !self.leaves(id, &parent)
                && !heirs_keep(self.from, self.to, self.actions, &parent)
                && self.action(&parent).is_some_and(Action::drops)
        })
    }

    /// Whether the table that a part is of leaves the parent from which the part comes, for a moment
    /// at least: by that it has become the table's own.
    fn leaves(&self, part: &Id, origin: &Id) -> bool {
        let (Some(table), Some(parent)) = (table_of(self.from, part), table_of(self.from, origin))
        else {
            return false;
        };
        let stays_below = |table: &Table| parents(table).contains(&parent.name);
        self.has(Step::Begin, &Id::Table(table.name.clone()))
            && (is_moved(self.from, self.to, &table.name)
                || is_out_of_parent(self.from, self.actions, &table.name)
                || !self.to.table(&table.name).is_some_and(stays_below))
    }

    /// Whether a new partition is made by CREATE TABLE … PARTITION OF.
    pub(super) fn is_short_partition(&self, id: &Id) -> bool {
        let Id::Table(name) = id else { return false };
        self.action(id).is_some_and(Action::creates)
            && !self.attached.contains(id)
            && self
                .to
                .table(name)
                .is_some_and(|table| table.attributes.contains_key("partition of"))
    }

    pub(super) fn create_partition(&mut self, id: &Id, table: &Table) {
        let value = |key: &str| table.attributes.get(key).cloned().unwrap_or_default();
        let unlogged = if table.attributes.contains_key("unlogged") {
            "UNLOGGED "
        } else {
            ""
        };
        self.emit(format!(
            "CREATE {unlogged}TABLE {} PARTITION OF {} {}{}",
            table.name,
            value("partition of"),
            value("bound"),
            self.table_clauses(table)
        ));
        let parent = Name::exact(value("partition of"));
        for column in &table.columns {
            let Some(theirs) = self.to.column(&parent, &column.name) else {
                continue;
            };
            let alter = format!(
                "ALTER TABLE ONLY {} ALTER COLUMN {}",
                table.name,
                ident(column.name.as_str())
            );
            let vertex = Id::Default(parent.clone(), column.name.clone());
            let is_set = theirs.default.is_some()
                && (self.folded.contains(&(Step::Create, vertex.clone()))
                    || self.is_before((Step::Create, &vertex), (Step::Create, id)));
            if column.default.is_none() && is_set {
                self.emit(format!("{alter} DROP DEFAULT"));
            }
            if column.not_null.is_some() && theirs.not_null.is_none() {
                let sql = self.not_null_statement("ONLY ", table, column);
                self.emit(sql);
            }
        }
    }
}
