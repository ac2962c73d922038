//! The steps of a plan, and which must come before which: by what each object needs on the side
//! where it is dropped, and on the side where it is made.

use super::alterable::has_index;
use super::decide::{Action, Actions, is_computed};
use super::parameters;
use super::partition::origin;
use super::reference::{beside, parts};
use super::side::{Node, Side, parents};
use super::torn::{
    attached_to, comes_behind_its_twin, heirs_keep, is_detached_first, keys_in_the_way,
    left_for_a_moment,
};
use super::waits;
use super::wishes;
use crate::dialect::graph::Graph;
use crate::schema::{ConstraintKind, Id, Name, ObjectKind};
use std::collections::BTreeMap;

/// When something is done with an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::dialect::postgres) enum Step {
    /// It is freed from another object that may go: detached, no longer owned.
    Begin,
    /// It is dropped, or set aside.
    Drop,
    /// It is altered, or swapped.
    Alter,
    /// It is made.
    Create,
    /// What needs its parts: attached, owned; what was set aside is dropped.
    Finish,
}

/// A step of a plan.
pub(in crate::dialect::postgres) type Vertex = (Step, Id);

/// All steps with their order.
pub(super) fn graph(from: &Side, to: &Side, actions: &Actions) -> Graph<Vertex> {
    let mut graph = Graph::new();
    for (id, action) in actions {
        for step in steps(*action) {
            graph.add((*step, id.clone()));
        }
        if begins(from, to, actions, id, *action) {
            graph.add((Step::Begin, id.clone()));
        }
        if finishes(from, to, id, *action) {
            graph.add((Step::Finish, id.clone()));
        }
    }
    for (id, action) in actions {
        own_steps(&mut graph, id);
        old_needs(&mut graph, from, to, actions, id, *action);
        new_needs(&mut graph, to, actions, id);
    }
    extras(&mut graph, from, to, actions);
    collisions(&mut graph, from, to);
    wishes::add(&mut graph, from, to, actions);
    graph
}

fn steps(action: Action) -> &'static [Step] {
    match action {
        Action::Drop => &[Step::Drop],
        Action::Create => &[Step::Create],
        Action::Alter => &[Step::Alter],
        Action::Recreate | Action::Rebuilt => &[Step::Drop, Step::Create],
        Action::Swap => &[Step::Alter, Step::Finish],
        Action::Rebuild => &[Step::Drop, Step::Create, Step::Finish],
    }
}

fn attribute<'a>(side: &Side<'a>, id: &Id, name: &str) -> Option<&'a String> {
    side.node(id)?.attributes()?.get(name)
}

/// What a partition is a partition of, with its bound, and what a table inherits from.
fn place<'a>(side: &Side<'a>, id: &Id) -> [Option<&'a String>; 3] {
    ["partition of", "bound", "inherits"].map(|name| attribute(side, id, name))
}

/// Whether it must be freed early.
fn begins(from: &Side, to: &Side, actions: &Actions, id: &Id, action: Action) -> bool {
    if let (Id::Table(name), Action::Drop) = (id, action) {
        return is_detached_first(from, to, actions, name);
    }
    if let (Id::Table(name), Action::Rebuild) = (id, action) {
        return is_out_of_parent(from, actions, name) || attribute(from, id, "inherits").is_some();
    }
    if action != Action::Alter {
        return false;
    }
    match id {
        Id::Table(name) => {
            place(from, id) != place(to, id) && place(from, id).iter().any(Option::is_some)
                || !left_for_a_moment(from, to, name).is_empty()
                || attribute(from, id, "replica identity") != attribute(to, id, "replica identity")
                    && attribute(from, id, "replica identity").is_some()
        }
        Id::Object(ObjectKind::Sequence, _) => {
            let owner = |side| attribute(side, id, "owned by");
            owner(from).is_some() && owner(from) != owner(to)
        }
        _ => false,
    }
}

/// Whether a table that is made anew is a partition of one that is not.
pub(super) fn is_out_of_parent(from: &Side, actions: &Actions, name: &Name) -> bool {
    let said = from.table(name).map(|table| &table.attributes);
    let parent = said.and_then(|said| said.get("partition of"));
    actions.get(&Id::Table(name.clone())) == Some(&Action::Rebuild)
        && parent.is_some_and(|parent| {
            let action = actions.get(&Id::Table(Name::exact(parent)));
            !action.is_some_and(|action| action.drops())
        })
}

/// The parameters of where the long values of a table are kept.
fn toast(side: &Side, id: &Id) -> Option<String> {
    let parameters = parameters::of_toast(side.node(id)?.attributes()?);
    parameters.get("storage parameters").cloned()
}

/// Whether something is left to do when all its parts are there.
fn finishes(from: &Side, to: &Side, id: &Id, action: Action) -> bool {
    if action == Action::Drop {
        return false;
    }
    let differs = |name| {
        action.creates() && attribute(to, id, name).is_some()
            || attribute(from, id, name) != attribute(to, id, name)
    };
    match id {
        Id::Table(name) => {
            !action.creates()
                && place(from, id) != place(to, id)
                && place(to, id).iter().any(Option::is_some)
                || !action.creates() && !left_for_a_moment(from, to, name).is_empty()
                || action.creates() && place(to, id).iter().any(Option::is_some)
                || differs("replica identity")
                || differs("trigger states")
                || !action.creates() && toast(from, id) != toast(to, id)
        }
        Id::Object(ObjectKind::Sequence, _) => {
            differs("owned by") && attribute(to, id, "owned by").is_some()
        }
        Id::Index(_) | Id::Constraint(..) => {
            let parent = attached_to(to, id);
            parent.is_some() && (action.creates() || parent != attached_to(from, id))
        }
        _ => false,
    }
}

fn own_steps(graph: &mut Graph<Vertex>, id: &Id) {
    let at = |step| (step, id.clone());
    let all = [
        Step::Begin,
        Step::Drop,
        Step::Alter,
        Step::Create,
        Step::Finish,
    ];
    for pair in all.windows(2) {
        graph.must(&at(pair[0]), &at(pair[1]));
    }
    graph.must(&at(Step::Alter), &at(Step::Finish));
    graph.must(&at(Step::Drop), &at(Step::Create));
    graph.must(&at(Step::Begin), &at(Step::Alter));
}

fn old_needs(
    graph: &mut Graph<Vertex>,
    from: &Side,
    to: &Side,
    actions: &Actions,
    id: &Id,
    action: Action,
) {
    for other in from.needs(id) {
        let Some(theirs) = actions.get(other) else {
            continue;
        };
        if matches!(id, Id::Column(..)) && heirs_keep(from, to, actions, other) {
            graph.must(&(Step::Drop, other.clone()), &(Step::Drop, id.clone()));
            continue;
        }
        let gone = match theirs {
            Action::Swap => Step::Finish,
            _ => Step::Drop,
        };
        if action.drops() {
            let own = (Step::Drop, id.clone());
            graph.must(&own, &(gone, other.clone()));
            graph.must(&own, &(Step::Alter, other.clone()));
        }
        let own = (Step::Alter, id.clone());
        // What no longer needs it afterwards lets go of it before it is altered.
        let lets_go = matches!(
            id,
            Id::Object(
                ObjectKind::View | ObjectKind::Function | ObjectKind::Procedure,
                _
            )
        ) || is_computed(from, id);
        if lets_go && action == Action::Alter && !to.need(id, other) {
            // A column that is inherited is altered with its parent's.
            let mut altered = Some(other.clone());
            while let Some(column) = altered {
                graph.must(&own, &(Step::Alter, column.clone()));
                altered = origin(from, &column);
            }
        }
        let swapped = action == Action::Swap;
        if !swapped || gone == Step::Finish {
            graph.must(&own, &(gone, other.clone()));
        }
        if swapped {
            graph.must(&(Step::Finish, id.clone()), &(gone, other.clone()));
        }
        if matches!(id, Id::Table(_) | Id::Object(ObjectKind::Sequence, _)) {
            graph.must(&(Step::Begin, id.clone()), &(gone, other.clone()));
        }
    }
}

fn new_needs(graph: &mut Graph<Vertex>, to: &Side, actions: &Actions, id: &Id) {
    for other in to.needs(id) {
        if !actions.contains_key(other) {
            continue;
        }
        for made in [Step::Create, Step::Alter] {
            for own in [Step::Create, Step::Alter, Step::Finish] {
                graph.must(&(made, other.clone()), &(own, id.clone()));
            }
        }
    }
}

/// What the needs don't say: what is attached and owned, what stands on a table that is rebuilt.
fn extras(graph: &mut Graph<Vertex>, from: &Side, to: &Side, actions: &Actions) {
    for id in actions.keys() {
        waits::add(graph, from, to, id);
        match id {
            Id::Object(ObjectKind::Sequence, _) => {
                for owner in owner(from, id) {
                    // A column that becomes an identity takes the values of its sequence over.
                    graph.must(&(Step::Drop, id.clone()), &(Step::Alter, owner.clone()));
                    graph.must(&(Step::Begin, id.clone()), &(Step::Drop, owner));
                }
                for owner in owner(to, id) {
                    graph.must(&(Step::Alter, owner.clone()), &(Step::Create, id.clone()));
                    graph.must(&(Step::Create, owner), &(Step::Finish, id.clone()));
                }
            }
            Id::Table(name) => table_extras(graph, from, to, actions, id, name),
            Id::Index(_) | Id::Constraint(..) => {
                if let Some(Node::Index(table, _) | Node::Constraint(table, _)) = to.node(id) {
                    let table = Id::Table(table.name.clone());
                    if comes_behind_its_twin(from, to, actions, id) {
                        graph.must(&(Step::Drop, id.clone()), &(Step::Finish, table.clone()));
                        graph.must(&(Step::Finish, table.clone()), &(Step::Create, id.clone()));
                    }
                    graph.must(&(Step::Finish, table), &(Step::Finish, id.clone()));
                }
                if let Some(parent) = attached_to(to, id) {
                    graph.must(&(Step::Create, parent), &(Step::Finish, id.clone()));
                }
            }
            _ => {}
        }
    }
}

fn table_extras(
    graph: &mut Graph<Vertex>,
    from: &Side,
    to: &Side,
    actions: &Actions,
    id: &Id,
    name: &Name,
) {
    let finish = (Step::Finish, id.clone());
    let begin = (Step::Begin, id.clone());
    for (part, action) in actions {
        let column = matches!(part, Id::Column(on, _) | Id::Default(on, _) if on == name);
        if column {
            for step in [Step::Alter, Step::Create] {
                // Parts that come from a parent come when the table is attached.
                graph.must(&(step, part.clone()), &finish);
            }
            for step in [Step::Drop, Step::Alter] {
                graph.must(&begin, &(step, part.clone()));
            }
        }
        let is_key = match from.node(part) {
            Some(Node::Constraint(on, _) | Node::Index(on, _)) => on.name == *name,
            _ => false,
        };
        if action.drops() && is_key {
            graph.must(&begin, &(Step::Drop, part.clone()));
        }
    }
    if attribute(to, id, "trigger states").is_some() {
        let triggers = actions
            .keys()
            .filter(|id| matches!(id, Id::Object(ObjectKind::Trigger, _)));
        for trigger in triggers {
            for step in [Step::Create, Step::Alter] {
                graph.must(&(step, trigger.clone()), &finish);
            }
        }
    }
    let identity = |side: &Side| {
        let text = attribute(side, id, "replica identity")?;
        let index = text.strip_prefix("USING INDEX ")?;
        Some(side.index_or_key(&Name::exact(index)))
    };
    if let Some(index) = identity(to) {
        graph.must(&(Step::Create, index), &finish);
    }
    if let Some(index) = identity(from) {
        graph.must(&begin, &(Step::Drop, index));
    }
    for parent in to.table(name).into_iter().flat_map(parents) {
        let parent = Id::Table(parent);
        for step in [Step::Create, Step::Alter] {
            graph.must(&(step, parent.clone()), &finish);
        }
    }
    for key in keys_in_the_way(from, actions, name) {
        graph.must(&(Step::Drop, key.clone()), &begin);
        graph.must(&finish, &(Step::Create, key.clone()));
        graph.must(&(Step::Drop, key), &(Step::Drop, id.clone()));
    }
    if actions.get(id) == Some(&Action::Rebuild) {
        rebuilt_extras(graph, to, actions, name, &finish);
        let tables = descendants(from, name).into_iter().chain([name.clone()]);
        for table in tables.filter_map(|name| from.table(&name)) {
            for column in &table.columns {
                let column = Id::Column(table.name.clone(), column.name.clone());
                let swapped = |needed: &&Id| actions.get(*needed) == Some(&Action::Swap);
                for needed in from.needs(&column).filter(swapped) {
                    graph.must(&finish, &(Step::Finish, needed.clone()));
                }
                // What is set aside still has the types that go.
                let goes = |needed: &&Id| {
                    matches!(needed, Id::Object(..)) && actions.get(*needed) == Some(&Action::Drop)
                };
                for needed in from.needs(&column).filter(goes) {
                    graph.must(&finish, &(Step::Drop, needed.clone()));
                }
            }
        }
    }
}

/// Rows are copied when the table and its partitions are there, and before anything looks at them.
fn rebuilt_extras(
    graph: &mut Graph<Vertex>,
    to: &Side,
    actions: &Actions,
    name: &Name,
    finish: &Vertex,
) {
    let below = descendants(to, name);
    for child in &below {
        let child = Id::Table(child.clone());
        graph.must(&(Step::Create, child.clone()), finish);
        graph.must(&(Step::Finish, child), finish);
    }
    let is_rebuilt = |table: &Name| table == name || below.contains(table);
    for part in actions.keys() {
        let waits = match to.node(part) {
            Some(Node::Constraint(table, written)) => {
                let references = written.attributes.get("~references");
                written.kind == ConstraintKind::ForeignKey
                    && (is_rebuilt(&table.name)
                        || references.is_some_and(|other| is_rebuilt(&Name::exact(other))))
            }
            Some(Node::Index(table, _)) => table.name == *name,
            Some(Node::Object(object)) => match object.kind {
                ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::Policy => {
                    object.on.as_ref().is_some_and(is_rebuilt)
                }
                ObjectKind::MaterializedView => true,
                _ => false,
            },
            _ => false,
        };
        if waits {
            graph.must(finish, &(Step::Create, part.clone()));
        }
        let column = matches!(part, Id::Column(on, _) | Id::Default(on, _) if on == name);
        if column {
            graph.must(&(Step::Create, part.clone()), finish);
        }
    }
}

/// All partitions and heirs below a table.
pub(super) fn descendants(side: &Side, table: &Name) -> Vec<Name> {
    let mut found: Vec<Name> = side
        .children(table)
        .map(|child| child.name.clone())
        .collect();
    let mut position = 0;
    while position < found.len() {
        let next: Vec<Name> = side
            .children(&found[position])
            .map(|child| child.name.clone())
            .filter(|child| !found.contains(child))
            .collect();
        found.extend(next);
        position += 1;
    }
    found
}

/// The column that a sequence belongs to, and its table.
pub(super) fn owner(side: &Side, id: &Id) -> Vec<Id> {
    let Some(owned) = attribute(side, id, "owned by") else {
        return Vec::new();
    };
    let Some((table, column)) = super::reference::table_and_column(owned) else {
        return Vec::new();
    };
    let table = Name::exact(table);
    vec![
        Id::Column(table.clone(), Name::exact(column)),
        Id::Table(table),
    ]
}

/// The names that an object takes, each in its space: what takes a name waits until it is free.
fn names(id: &Id, side: &Side) -> Vec<(u8, String)> {
    const RELATION: u8 = 0;
    const TYPE: u8 = 1;
    const ROUTINE: u8 = 2;
    const OTHER: u8 = 3;
    let full = |name: &str| {
        let (schema, bare) = parts(name);
        format!("{}.{bare}", schema.unwrap_or_default())
    };
    match id {
        Id::Table(name) => vec![(RELATION, full(name.as_str())), (TYPE, full(name.as_str()))],
        Id::Index(name) => vec![(RELATION, full(name.as_str()))],
        Id::Constraint(table, name) => match side.node(id) {
            Some(Node::Constraint(_, written)) if has_index(written.kind) => {
                vec![(RELATION, full(&beside(table, name.as_str())))]
            }
            _ => Vec::new(),
        },
        Id::Object(kind, name) => {
            let text = full(name.as_str());
            match kind {
                ObjectKind::View | ObjectKind::MaterializedView => {
                    vec![(RELATION, text.clone()), (TYPE, text)]
                }
                ObjectKind::Sequence | ObjectKind::Index => vec![(RELATION, text)],
                ObjectKind::Composite => vec![(RELATION, text.clone()), (TYPE, text)],
                ObjectKind::Enum | ObjectKind::Domain | ObjectKind::Range => vec![(TYPE, text)],
                ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => {
                    vec![(ROUTINE, text)]
                }
                ObjectKind::Rule | ObjectKind::Trigger | ObjectKind::Policy => Vec::new(),
                _ => vec![(OTHER, format!("{kind} {text}"))],
            }
        }
        Id::Column(..) | Id::Default(..) => Vec::new(),
    }
}

fn collisions(graph: &mut Graph<Vertex>, from: &Side, to: &Side) {
    let mut dropped: BTreeMap<(u8, String), Vec<Vertex>> = BTreeMap::new();
    let mut created = Vec::new();
    for vertex in graph.vertices() {
        match vertex.0 {
            Step::Drop => {
                for name in names(&vertex.1, from) {
                    dropped.entry(name).or_default().push(vertex.clone());
                }
            }
            Step::Create => created.push(vertex.clone()),
            _ => {}
        }
    }
    for vertex in created {
        for name in names(&vertex.1, to) {
            for earlier in dropped.get(&name).into_iter().flatten() {
                graph.must(earlier, &vertex);
            }
        }
    }
}

/// A key by which steps that may come in any order are put: what is dropped first, then what is
/// altered, then what is made, each in the order of kinds.
pub(super) fn rank(vertex: &Vertex) -> (u8, u8, Id) {
    let (step, id) = vertex;
    let kind = match id {
        Id::Object(ObjectKind::EventTrigger, _) => 200,
        Id::Object(ObjectKind::DefaultPrivileges, _) => 190,
        Id::Object(ObjectKind::Publication, _) => 180,
        Id::Object(kind, _) if *kind <= ObjectKind::Sequence => *kind as u8,
        Id::Table(_) => 40,
        Id::Column(..) => 41,
        Id::Default(..) => 42,
        Id::Object(
            ObjectKind::Function
            | ObjectKind::Procedure
            | ObjectKind::Aggregate
            | ObjectKind::Operator
            | ObjectKind::OperatorFamily
            | ObjectKind::OperatorClass,
            _,
        ) => 50,
        // With a cast, an operator in a check may be another one.
        Id::Object(ObjectKind::Cast, _) => 75,
        Id::Constraint(..) => 60,
        Id::Index(_) => 70,
        Id::Object(kind, _) => 80 + *kind as u8,
    };
    let (phase, kind) = match step {
        Step::Begin => (1, kind),
        Step::Drop => (2, 255 - kind),
        Step::Alter => (3, kind),
        Step::Create => (4, kind),
        Step::Finish => (5, kind),
    };
    // Event triggers would fire on what the script does.
    let phase = match (id, step) {
        (Id::Object(ObjectKind::EventTrigger, _), Step::Drop) => 0,
        (Id::Object(ObjectKind::EventTrigger, _), _) => 7,
        // They would grant on what is made behind them.
        (Id::Object(ObjectKind::DefaultPrivileges, _), Step::Create) => 6,
        _ => phase,
    };
    (phase, kind, id.clone())
}
