//! What waits for something that it does not need, since the server does more than it is told: it
//! looks at the values of a domain, makes keys of its own, grants and fires by itself.

use super::alterable::columns_around;
use super::order::{Step, Vertex, descendants};
use super::reference::bare;
use super::side::{Node, Side, list, parents};
use super::torn::{attached, keys_over};
use crate::dialect::graph::Graph;
use crate::dialect::postgres::naming::made_of;
use crate::dialect::postgres::quote::NOT_VALID;
use crate::schema::{ConstraintKind, Id, Name, ObjectKind, Table, Written};

/// Adds to the order what waits for this, and what this waits for.
pub(super) fn add(graph: &mut Graph<Vertex>, from: &Side, to: &Side, id: &Id) {
    match (id, to.node(id)) {
        (Id::Object(ObjectKind::EventTrigger | ObjectKind::DefaultPrivileges, _), _) => {
            last(graph, id);
        }
        (Id::Column(..), _) if graph.has(&(Step::Alter, id.clone())) => {
            for key in keys_over(from, id) {
                graph.must(&(Step::Drop, key.clone()), &(Step::Alter, id.clone()));
                graph.must(&(Step::Alter, id.clone()), &(Step::Create, key));
            }
        }
        (Id::Constraint(domain, _), Some(Node::DomainCheck(..))) => check(graph, to, id, domain),
        (Id::Constraint(..), Some(Node::Constraint(table, written))) => match written.kind {
            ConstraintKind::ForeignKey => {
                first_of_its_name(graph, id, table, written);
                whole_keys(graph, to, id);
                behind_parents(graph, to, id, table, written);
            }
            ConstraintKind::Check => open_checks(graph, to, id),
            _ => {}
        },
        (Id::Default(parent, column), Some(Node::Default(..))) => {
            handed_down(graph, to, id, (parent, column));
        }
        _ => {}
    }
}

/// The server takes a foreign key that a partition has for the parent's, where they are the same
/// (`tryAttachPartitionForeignKey`): one of its own comes behind that.
fn behind_parents(graph: &mut Graph<Vertex>, to: &Side, id: &Id, table: &Table, written: &Written) {
    if written.attributes.contains_key("inherited") {
        return;
    }
    let mut above = parents(table);
    while let Some(parent) = above.pop().and_then(|name| to.table(&name)) {
        for theirs in super::side::written(parent) {
            if theirs.kind == ConstraintKind::ForeignKey && theirs.columns == written.columns {
                let theirs = Id::Constraint(parent.name.clone(), theirs.name.clone());
                graph.must(&(Step::Create, theirs), &(Step::Create, id.clone()));
            }
        }
        above.extend(parents(parent));
    }
}

/// A new check of a domain is held against no values within others (see `domains_within_values`).
fn check(graph: &mut Graph<Vertex>, to: &Side, id: &Id, domain: &Name) {
    let check = (Step::Create, id.clone());
    let domain = Id::Object(ObjectKind::Domain, domain.clone());
    for column in columns_around(to, &domain) {
        for step in [Step::Alter, Step::Create] {
            graph.must(&check, &(step, column.clone()));
        }
    }
}

/// A default comes before the heirs that have it from there.
fn handed_down(graph: &mut Graph<Vertex>, to: &Side, id: &Id, (parent, name): (&Name, &Name)) {
    let own = to
        .column(parent, name)
        .and_then(|column| column.default.as_ref());
    for heir in to.children(parent) {
        let theirs = heir.column(name).and_then(|column| column.default.as_ref());
        if !list(heir.attributes.get("inherits")).is_empty() && theirs == own {
            let heir = (Step::Create, Id::Table(heir.name.clone()));
            graph.must(&(Step::Create, id.clone()), &heir);
        }
    }
}

/// A foreign key refers to a key of a partitioned table only when that is valid, which it is with
/// the last of its partitions' keys attached (documentation of ALTER INDEX … ATTACH PARTITION).
fn whole_keys(graph: &mut Graph<Vertex>, to: &Side, foreign_key: &Id) {
    let mut keys: Vec<Id> = to.needs(foreign_key).cloned().collect();
    while let Some(key) = keys.pop() {
        for child in attached(to, &key) {
            graph.must(
                &(Step::Finish, child.clone()),
                &(Step::Create, foreign_key.clone()),
            );
            keys.push(child.clone());
        }
    }
}

/// The server makes more foreign keys for one between partitions of one table, and names them as it
/// does those that have no name: one that is called so comes first (`addFkRecurseReferenced`).
fn first_of_its_name(graph: &mut Graph<Vertex>, id: &Id, table: &Table, written: &Written) {
    let is_usual = |other: &Written| {
        let columns: Vec<&str> = other.columns.iter().map(Name::as_str).collect();
        let usual = made_of(&bare(&table.name), &columns.join("_"), "fkey");
        other.name.as_str() == usual
    };
    let to_itself = written.attributes.get("~references") == Some(&table.name.to_string());
    if !to_itself || !table.attributes.contains_key("partition by") || !is_usual(written) {
        return;
    }
    for other in super::side::written(table) {
        if other.kind == ConstraintKind::ForeignKey && !is_usual(other) {
            let other = Id::Constraint(table.name.clone(), other.name.clone());
            graph.must(&(Step::Create, id.clone()), &(Step::Create, other));
        }
    }
}

/// Default privileges would grant on what is made behind them, event triggers would fire on it.
fn last(graph: &mut Graph<Vertex>, id: &Id) {
    let is_trigger = |id: &Id| matches!(id, Id::Object(ObjectKind::EventTrigger, _));
    let is_last =
        |id: &Id| is_trigger(id) || matches!(id, Id::Object(ObjectKind::DefaultPrivileges, _));
    let own = (Step::Create, id.clone());
    let vertices: Vec<Vertex> = graph.vertices().cloned().collect();
    for vertex in &vertices {
        if !is_last(&vertex.1) || is_trigger(id) && !is_trigger(&vertex.1) {
            graph.must(vertex, &own);
        }
    }
}

/// A check that is not valid comes before the children in which it is, and behind those in which
/// it is not: what a new child has from its parents is valid (`MergeAttributes`).
fn open_checks(graph: &mut Graph<Vertex>, to: &Side, id: &Id) {
    let check = |id: &Id| match to.node(id) {
        Some(Node::Constraint(_, written)) if written.kind == ConstraintKind::Check => {
            Some(written.clause.as_str().ends_with(NOT_VALID))
        }
        _ => None,
    };
    let (Id::Constraint(table, name), Some(true)) = (id, check(id)) else {
        return;
    };
    let own = (Step::Create, id.clone());
    for child in descendants(to, table) {
        let table = Id::Table(child.clone());
        match check(&Id::Constraint(child, name.clone())) {
            Some(true) => graph.must(&(Step::Create, table), &own),
            Some(false) => graph.must(&own, &(Step::Create, table)),
            None => {}
        }
    }
}
