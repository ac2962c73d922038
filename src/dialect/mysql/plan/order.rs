//! In which order tables and sequences are dealt with, and which statement a foreign key is part
//! of.
//!
//! A foreign key goes with the ALTER TABLE or DROP TABLE of its table, and comes with its ALTER
//! TABLE or CREATE TABLE. Where tables would wait for each other, or it must be gone before and
//! come back, it gets a statement of its own.

use super::define::written;
use super::keys::{Key, Keys};
use crate::dialect::graph::Graph;
use crate::diff::Change;
use crate::schema::{ConstraintKind, Id, Name, ObjectKind, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// A statement on a table or a sequence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Foreign keys that must be gone before anything else happens.
    DropKeys(Name),
    DropTable(Name),
    CreateSequence(Name),
    AlterSequence(Name),
    CreateTable(Name),
    AlterTable(Name),
    /// Foreign keys for which something else must be there first.
    AddKeys(Name),
    DropSequence(Name),
}

impl Step {
    /// The table that it is about.
    pub(super) fn table(&self) -> Option<&Name> {
        match self {
            Self::DropKeys(name)
            | Self::DropTable(name)
            | Self::CreateTable(name)
            | Self::AlterTable(name)
            | Self::AddKeys(name) => Some(name),
            _ => None,
        }
    }

    fn name(&self) -> &Name {
        match self {
            Self::DropKeys(name)
            | Self::DropTable(name)
            | Self::CreateTable(name)
            | Self::AlterTable(name)
            | Self::AddKeys(name)
            | Self::CreateSequence(name)
            | Self::AlterSequence(name)
            | Self::DropSequence(name) => name,
        }
    }
}

/// The steps in order, and the foreign keys of each.
#[derive(Debug, Default)]
pub(super) struct Order<'a> {
    pub(super) steps: Vec<Step>,
    dropped: BTreeMap<Step, Vec<Key<'a>>>,
    added: BTreeMap<Step, Vec<Key<'a>>>,
}

impl<'a> Order<'a> {
    /// # Errors
    /// The names of what waits for each other.
    pub(super) fn find(
        from: &'a Schema,
        to: &'a Schema,
        changes: &[Change],
        keys: &Keys<'a>,
    ) -> Result<Self, Vec<String>> {
        let mut apart = Apart::of(from, to, changes, keys);
        loop {
            match apart.order(from, to, changes, keys) {
                Ok(order) => return Ok(order),
                Err(circle) if !apart.break_up(&circle, keys) => {
                    return Err(circle.iter().map(|step| step.name().to_string()).collect());
                }
                Err(_) => {}
            }
        }
    }

    pub(super) fn dropped(&self, step: &Step) -> Vec<&Key<'a>> {
        self.dropped.get(step).into_iter().flatten().collect()
    }

    pub(super) fn added(&self, step: &Step) -> Vec<&Key<'a>> {
        self.added.get(step).into_iter().flatten().collect()
    }
}

/// The foreign keys that get a statement of their own, by their place in the lists.
struct Apart {
    dropped: BTreeSet<usize>,
    added: BTreeSet<usize>,
}

impl Apart {
    fn of(from: &Schema, to: &Schema, changes: &[Change], keys: &Keys) -> Self {
        let both = |name: &Name| from.table(name).is_some() && to.table(name).is_some();
        let same = |one: &Key, other: &Key| {
            one.table.name == other.table.name && one.written.name == other.written.name
        };
        let comes_back = |key: &Key| keys.added.iter().any(|added| same(key, added));
        let goes_elsewhere = |key: &Key| {
            let taken = |added: &Key| {
                added.written.name == key.written.name && added.table.name != key.table.name
            };
            keys.added.iter().any(taken)
        };
        // `Duplicate CHECK constraint name`, although the foreign key goes in the same statement.
        let is_checked = |key: &Key| {
            let table = to.table(&key.table.name);
            table.is_some_and(|table| {
                written(table).any(|written| {
                    written.kind == ConstraintKind::Check && written.name == key.written.name
                })
            })
        };
        // What keeps the table may bear none before the statement, or only after it.
        let loses_keys = |key: &Key| {
            let of = |schema: &Schema, attribute: &str| {
                schema
                    .table(&key.table.name)
                    .and_then(|table| table.attributes.get(attribute).cloned())
            };
            ["engine", "partitions"]
                .iter()
                .any(|attribute| of(from, attribute) != of(to, attribute))
        };
        // A foreign key to its own table needs what the same statement would change, and where the
        // server copies the table, also what it would drop.
        let changes_itself = |key: &Key| {
            key.parent.as_ref() == Some(&key.table.name)
                && changes.iter().any(|change| matches!(change, Change::AlterTable { table, .. } if *table == key.table.name))
        };
        let places = |list: &[Key], wanted: &dyn Fn(&Key) -> bool| {
            let chosen = list
                .iter()
                .enumerate()
                .filter(|(_, key)| both(&key.table.name) && wanted(key));
            chosen.map(|(at, _)| at).collect()
        };
        Self {
            dropped: places(&keys.dropped, &|key| {
                let gives_its_name = is_checked(key) || goes_elsewhere(key);
                comes_back(key) || loses_keys(key) || changes_itself(key) || gives_its_name
            }),
            added: places(&keys.added, &|key| changes_itself(key) || loses_keys(key)),
        }
    }

    /// Takes foreign keys between the steps of a circle apart. Says whether there were any.
    fn break_up(&mut self, circle: &[Step], keys: &Keys) -> bool {
        let within = |name: &Name| circle.iter().any(|step| step.table() == Some(name));
        let between =
            |key: &Key| within(&key.table.name) && key.parent.as_ref().is_some_and(within);
        let before = self.dropped.len() + self.added.len();
        let of = |list: &[Key]| -> Vec<usize> {
            list.iter()
                .enumerate()
                .filter(|(_, key)| between(key))
                .map(|(at, _)| at)
                .collect()
        };
        self.dropped.extend(of(&keys.dropped));
        self.added.extend(of(&keys.added));
        self.dropped.len() + self.added.len() > before
    }

    fn order<'a>(
        &self,
        from: &'a Schema,
        to: &'a Schema,
        changes: &[Change],
        keys: &Keys<'a>,
    ) -> Result<Order<'a>, Vec<Step>> {
        let mut order = Order::default();
        for (at, key) in keys.dropped.iter().enumerate() {
            let name = key.table.name.clone();
            let step = match to.table(&name) {
                _ if self.dropped.contains(&at) => Step::DropKeys(name),
                None => Step::DropTable(name),
                Some(_) => Step::AlterTable(name),
            };
            order.dropped.entry(step).or_default().push(key.clone());
        }
        for (at, key) in keys.added.iter().enumerate() {
            let name = key.table.name.clone();
            let step = match from.table(&name) {
                _ if self.added.contains(&at) => Step::AddKeys(name),
                None => Step::CreateTable(name),
                Some(_) => Step::AlterTable(name),
            };
            order.added.entry(step).or_default().push(key.clone());
        }
        let graph = graph(from, to, changes, &order);
        order.steps = graph.sorted(Clone::clone)?;
        Ok(order)
    }
}

fn graph(from: &Schema, to: &Schema, changes: &[Change], order: &Order) -> Graph<Step> {
    let mut graph = Graph::new();
    for step in changes.iter().filter_map(of_change) {
        graph.add(step);
    }
    for step in order.dropped.keys().chain(order.added.keys()) {
        graph.add(step.clone());
    }
    for (step, keys) in &order.dropped {
        for parent in keys.iter().filter_map(|key| key.parent.as_ref()) {
            // What it refers to changes or goes when nothing refers to it any more.
            for later in [
                Step::DropTable(parent.clone()),
                Step::AlterTable(parent.clone()),
            ] {
                graph.must(step, &later);
            }
        }
        let own = step.table().cloned().into_iter();
        for name in own.filter(|_| matches!(step, Step::DropKeys(_))) {
            for later in [
                Step::DropTable(name.clone()),
                Step::AlterTable(name.clone()),
                Step::AddKeys(name),
            ] {
                graph.must(step, &later);
            }
        }
    }
    for (step, keys) in &order.added {
        for parent in keys.iter().filter_map(|key| key.parent.as_ref()) {
            for earlier in [
                Step::CreateTable(parent.clone()),
                Step::AlterTable(parent.clone()),
            ] {
                graph.must(&earlier, step);
            }
        }
        let own = step.table().cloned().into_iter();
        for name in own.filter(|_| matches!(step, Step::AddKeys(_))) {
            for earlier in [Step::CreateTable(name.clone()), Step::AlterTable(name)] {
                graph.must(&earlier, step);
            }
        }
    }
    sequences(from, to, &mut graph);
    names(&mut graph);
    names_of_keys(order, &mut graph);
    graph
}

/// All foreign keys of a database share their names
/// (<https://mariadb.com/kb/en/foreign-keys/>): one is free before it is taken.
fn names_of_keys(order: &Order, graph: &mut Graph<Step>) {
    let share = |gone: &[Key], new: &[Key]| {
        gone.iter()
            .any(|gone| new.iter().any(|new| new.written.name == gone.written.name))
    };
    for (earlier, gone) in &order.dropped {
        for (later, new) in &order.added {
            if earlier != later && share(gone, new) {
                graph.must(earlier, later);
            }
        }
    }
}

fn of_change(change: &Change) -> Option<Step> {
    const SEQUENCE: ObjectKind = ObjectKind::Sequence;
    Some(match change {
        Change::AddTable(name) => Step::CreateTable(name.clone()),
        Change::DropTable(name) => Step::DropTable(name.clone()),
        Change::AlterTable { table, .. } => Step::AlterTable(table.clone()),
        Change::AddObject(SEQUENCE, name) => Step::CreateSequence(name.clone()),
        Change::DropObject(SEQUENCE, name) => Step::DropSequence(name.clone()),
        Change::ReplaceObject(SEQUENCE, name) => Step::AlterSequence(name.clone()),
        _ => return None,
    })
}

/// A sequence is there as long as a default calls it.
fn sequences(from: &Schema, to: &Schema, graph: &mut Graph<Step>) {
    let calls = |schema: &Schema| -> Vec<(Name, Name)> {
        let needs = schema
            .needs
            .iter()
            .flat_map(|(id, needs)| needs.iter().map(move |need| (id, need)));
        needs
            .filter_map(|pair| match pair {
                (Id::Table(table), Id::Object(ObjectKind::Sequence, sequence)) => {
                    Some((table.clone(), sequence.clone()))
                }
                _ => None,
            })
            .collect()
    };
    for (table, sequence) in calls(to) {
        for later in [Step::CreateTable(table.clone()), Step::AlterTable(table)] {
            graph.must(&Step::CreateSequence(sequence.clone()), &later);
        }
    }
    for (table, sequence) in calls(from) {
        for earlier in [Step::DropTable(table.clone()), Step::AlterTable(table)] {
            graph.must(&earlier, &Step::DropSequence(sequence.clone()));
        }
    }
}

/// Tables and sequences share their names: one is free before it is taken.
fn names(graph: &mut Graph<Step>) {
    let steps: Vec<Step> = graph.vertices().cloned().collect();
    for dropped in steps
        .iter()
        .filter(|step| matches!(step, Step::DropTable(_) | Step::DropSequence(_)))
    {
        for made in steps
            .iter()
            .filter(|step| matches!(step, Step::CreateTable(_) | Step::CreateSequence(_)))
        {
            if dropped.name() == made.name() {
                graph.must(dropped, made);
            }
        }
    }
}
