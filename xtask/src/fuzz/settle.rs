//! Building a schema on the server, and taking out of a random one what the server does not take.

use super::model::{Id, Object, Schema, Statement, Vocabulary, script};
use super::refusal::Refusal;
use std::collections::{BTreeMap, BTreeSet};

/// A database that schemas are built in.
pub(super) trait Site {
    /// Makes it anew, empty.
    fn reset(&mut self) -> Result<(), Refusal>;

    /// Runs statements in one message.
    fn execute(&mut self, sql: &str) -> Result<(), Refusal>;
}

/// How often a schema is built at most until all of it is taken.
const ROUNDS: usize = 12;

/// What was taken out, with the server's reason.
pub(super) type Losses<V> = Vec<(
    <V as Vocabulary>::Kind,
    Option<<V as Vocabulary>::Slot>,
    String,
)>;

/// Builds the schema in the database, which is made anew.
pub(super) fn build<V: Vocabulary>(
    database: &mut dyn Site,
    schema: &Schema<V>,
) -> Result<(), Refusal> {
    database.reset()?;
    database.execute(&script(schema))
}

/// Builds the schema in the database, after taking out what the server does not take.
///
/// # Errors
/// Where the server fails, or the schema does not come to rest.
pub(super) fn settle<V: Vocabulary>(
    database: &mut dyn Site,
    schema: &mut Schema<V>,
) -> Result<Losses<V>, Refusal> {
    let mut losses = Losses::<V>::new();
    let mut last = Ok(());
    for _ in 0..ROUNDS {
        schema.prune();
        last = build(database, schema);
        if last.is_ok() {
            return Ok(losses);
        }
        database.reset()?;
        take_out(database, schema, &mut losses)?;
    }
    last.map(|()| losses)
}

/// Runs statement by statement and takes out what fails.
fn take_out<V: Vocabulary>(
    database: &mut dyn Site,
    schema: &mut Schema<V>,
    losses: &mut Losses<V>,
) -> Result<(), Refusal> {
    let mut gone: BTreeSet<Id> = BTreeSet::new();
    let mut bare: BTreeMap<Id, BTreeSet<V::Slot>> = BTreeMap::new();
    let before = schema.clone();
    for statement in V::statements(&before) {
        if is_without(&before, &statement, &gone) {
            continue;
        }
        let Err(refusal) = database.execute(&statement.sql) else {
            continue;
        };
        let Some(kind) = before.get(statement.id).map(|object| object.kind) else {
            continue;
        };
        let mut lose = |kind: V::Kind, slot: Option<V::Slot>| {
            losses.push((
                kind,
                slot,
                format!("{}: {}", refusal.message, statement.sql),
            ));
        };
        if let Some(slot) = statement.slot {
            lose(kind, Some(slot));
            bare.entry(statement.id).or_default().insert(slot);
        } else if let Some((id, slot)) = repair(database, &before, statement.id) {
            let kind = before.get(id).map_or(kind, |object| object.kind);
            lose(kind, slot);
            match slot {
                Some(slot) => {
                    bare.entry(id).or_default().insert(slot);
                }
                None => {
                    gone.insert(id);
                }
            }
        } else {
            lose(kind, None);
            gone.insert(statement.id);
        }
    }
    schema.objects.retain(|object| !gone.contains(&object.id));
    for object in &mut schema.objects {
        if let Some(slots) = bare.get(&object.id) {
            object.slots.retain(|slot, _| !slots.contains(slot));
        }
    }
    Ok(())
}

/// Whether the statement fails only because another one did.
fn is_without<V: Vocabulary>(
    schema: &Schema<V>,
    statement: &Statement<V>,
    gone: &BTreeSet<Id>,
) -> bool {
    if gone.contains(&statement.id) {
        return true;
    }
    let members = schema
        .objects
        .iter()
        .filter(|object| schema.unit(object).id == statement.id);
    members
        .chain(schema.get(statement.id))
        .any(|object| object.needs().iter().any(|need| gone.contains(need)))
}

/// Tries the object without one slot or one part of it. Gives the one without which it can be made.
fn repair<V: Vocabulary>(
    database: &mut dyn Site,
    schema: &Schema<V>,
    id: Id,
) -> Option<(Id, Option<V::Slot>)> {
    let members: Vec<&Object<V>> = schema
        .objects
        .iter()
        .filter(|object| object.id == id || schema.unit(object).id == id)
        .collect();
    for member in &members {
        for slot in member.slots.keys() {
            if V::required(member.kind).contains(slot) {
                continue;
            }
            let mut smaller = schema.clone();
            smaller.get_mut(member.id)?.slots.remove(slot);
            if is_taken(database, &smaller, id) {
                return Some((member.id, Some(*slot)));
            }
        }
    }
    for member in members.iter().filter(|member| member.id != id) {
        let mut smaller = schema.clone();
        smaller.objects.retain(|object| object.id != member.id);
        if is_taken(database, &smaller, id) {
            return Some((member.id, None));
        }
    }
    None
}

fn is_taken<V: Vocabulary>(database: &mut dyn Site, schema: &Schema<V>, id: Id) -> bool {
    V::statements(schema)
        .iter()
        .find(|statement| statement.id == id && statement.slot.is_none())
        .is_some_and(|statement| database.execute(&statement.sql).is_ok())
}
