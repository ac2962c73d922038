//! What had better come before what: what reads better, and what only the texts of functions say.
//! Wishes give way where they contradict each other.

use super::alterable::labels;
use super::decide::{Action, Actions};
use super::order::{Step, Vertex};
use super::reference::parts;
use super::side::Side;
use crate::dialect::graph::Graph;
use crate::dialect::postgres::lexer;
use crate::schema::{Id, Name, ObjectKind};
use std::collections::{BTreeMap, BTreeSet};

/// How little it matters that a function's body finds what it mentions; it is not looked at until
/// the function runs.
const BODY: u8 = 1;
/// Parts of a table had better be written with the table.
const TOGETHER: u8 = 2;
/// Bodies in SQL are looked at when the function is made.
const SQL_BODY: u8 = 4;

/// Adds them to the order.
pub(super) fn add(graph: &mut Graph<Vertex>, from: &Side, to: &Side, actions: &Actions) {
    let vertices: Vec<Vertex> = graph.vertices().cloned().collect();
    for vertex in &vertices {
        let (step, id) = vertex;
        match (step, id) {
            (
                Step::Create,
                Id::Default(table, _) | Id::Constraint(table, _) | Id::Column(table, _),
            ) => {
                let domain = Id::Object(ObjectKind::Domain, table.clone());
                let whole = match actions.get(&domain) {
                    Some(Action::Swap) => (Step::Alter, domain),
                    Some(_) => (Step::Create, domain),
                    None => (Step::Create, Id::Table(table.clone())),
                };
                let before: Vec<Vertex> = graph.before(vertex).cloned().collect();
                for earlier in before {
                    let own = matches!(&earlier.1, Id::Column(on, _) | Id::Default(on, _) | Id::Constraint(on, _) if on == table);
                    if !own && earlier.1 != whole.1 {
                        graph.wish(&earlier, &whole, TOGETHER);
                    }
                }
            }
            (Step::Drop, Id::Constraint(table, _)) => {
                // A child goes before its parent, so that its keys need not be dropped one by one.
                for other in from.needs(id) {
                    if let Id::Table(parent) | Id::Column(parent, _) | Id::Constraint(parent, _) =
                        other
                        && parent != table
                    {
                        let child = (Step::Drop, Id::Table(table.clone()));
                        let parent = (Step::Drop, Id::Table(parent.clone()));
                        graph.wish(&child, &parent, TOGETHER);
                    }
                }
            }
            _ => {}
        }
    }
    bodies(graph, to, actions);
    enums_first(graph, to, actions);
}

/// What the bodies of functions mention had better be there when the function is made.
fn bodies(graph: &mut Graph<Vertex>, to: &Side, actions: &Actions) {
    let mut named: BTreeMap<String, Vec<Id>> = BTreeMap::new();
    for (id, action) in actions {
        let name = match id {
            Id::Table(name) | Id::Object(_, name) => name,
            _ => continue,
        };
        if !matches!(action, Action::Drop) && to.has(id) {
            let text = name.as_str().split('(').next().unwrap_or_default();
            named.entry(parts(text).1).or_default().push(id.clone());
        }
    }
    for id in actions.keys() {
        let Some(object) = to.object(id) else {
            continue;
        };
        if !matches!(object.kind, ObjectKind::Function | ObjectKind::Procedure) {
            continue;
        }
        let text = object.definition.as_str();
        let weight = if text.contains("LANGUAGE sql") {
            SQL_BODY
        } else {
            BODY
        };
        let words: BTreeSet<String> = lexer::words(text).collect();
        for word in words {
            for other in named
                .get(&word)
                .into_iter()
                .flatten()
                .filter(|other| *other != id)
            {
                for made in [Step::Create, Step::Alter] {
                    for own in [Step::Create, Step::Alter] {
                        graph.wish(&(made, other.clone()), &(own, id.clone()), weight);
                    }
                    if weight == SQL_BODY
                        && let Id::Table(table) = other
                    {
                        column_wishes(graph, table, id, actions);
                    }
                }
            }
        }
    }
}

fn column_wishes(graph: &mut Graph<Vertex>, table: &Name, function: &Id, actions: &Actions) {
    for id in actions.keys() {
        if matches!(id, Id::Column(on, _) if on == table) {
            for made in [Step::Create, Step::Alter] {
                for own in [Step::Create, Step::Alter] {
                    graph.wish(&(made, id.clone()), &(own, function.clone()), SQL_BODY);
                }
            }
        }
    }
}

/// Labels that are added come before whatever may use them.
fn enums_first(graph: &mut Graph<Vertex>, to: &Side, actions: &Actions) {
    let adds = |id: &&Id| {
        matches!(id, Id::Object(ObjectKind::Enum, _))
            && actions.get(*id) == Some(&Action::Alter)
            && to
                .object(id)
                .is_some_and(|object| !labels(object).is_empty())
    };
    let enums: Vec<Id> = actions.keys().filter(adds).cloned().collect();
    let vertices: Vec<Vertex> = graph.vertices().cloned().collect();
    for id in enums {
        for vertex in &vertices {
            if vertex.0 != Step::Drop && vertex.1 != id {
                graph.wish(&(Step::Alter, id.clone()), vertex, BODY);
            }
        }
    }
}
