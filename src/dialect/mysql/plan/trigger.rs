//! Triggers: those of one table that act at the same moment do so in an order.

use super::Writer;
use super::object::{create, drop_statement};
use crate::dialect::mysql::quote::ident;
use crate::dialect::mysql::text::Text;
use crate::diff::Change;
use crate::schema::{Name, Object, ObjectKind, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// The triggers that are dropped before the tables change: those that go, and those that come back
/// on a table that changes, which they might no longer fit. What stands on a table that goes is
/// gone with it.
pub(super) fn dropped_first(writer: &Writer) -> Vec<Name> {
    let first = |name: &Name| {
        let on = writer
            .from
            .object(ObjectKind::Trigger, name)
            .and_then(|trigger| trigger.on.as_ref());
        let stays = on.is_some_and(|on| writer.to.table(on).is_some());
        let goes = writer.to.object(ObjectKind::Trigger, name).is_none();
        stays && (goes || on.is_some_and(|on| writer.is_touched(on)))
    };
    dropped(writer).into_iter().filter(first).collect()
}

/// All triggers of before that don't stay as they are.
fn dropped(writer: &Writer) -> BTreeSet<Name> {
    let mut names: BTreeSet<Name> = BTreeSet::new();
    for change in writer.changes {
        match change {
            Change::DropObject(ObjectKind::Trigger, name)
            | Change::ReplaceObject(ObjectKind::Trigger, name) => {
                names.insert(name.clone());
            }
            Change::AlterObject {
                kind: ObjectKind::Trigger,
                name,
                changes,
            } if changes.iter().any(|change| change.attribute != "follows") => {
                names.insert(name.clone());
            }
            _ => {}
        }
    }
    names.extend(out_of_order(writer, &names));
    names
}

/// The groups of a schema's triggers, each in the order in which it acts.
fn groups(schema: &Schema) -> Vec<Vec<&Object>> {
    let triggers = schema
        .objects
        .iter()
        .filter(|object| object.kind == ObjectKind::Trigger);
    let mut next: BTreeMap<&str, &Object> = BTreeMap::new();
    let mut groups = Vec::new();
    for trigger in triggers {
        match trigger.attributes.get("follows") {
            Some(before) => {
                next.insert(before, trigger);
            }
            None => groups.push(vec![trigger]),
        }
    }
    for group in &mut groups {
        while let Some(follower) = group
            .last()
            .and_then(|last| next.remove(last.name.as_str()))
        {
            group.push(follower);
        }
    }
    groups
}

/// Triggers that must be made again to act in another order, as few as can be.
fn out_of_order(writer: &Writer, gone: &BTreeSet<Name>) -> Vec<Name> {
    let mut moved = Vec::new();
    let before: Vec<&Name> = groups(writer.from)
        .into_iter()
        .flatten()
        .map(|trigger| &trigger.name)
        .collect();
    for group in groups(writer.to) {
        let place = |trigger: &Object| before.iter().position(|name| **name == trigger.name);
        let staying = group.iter().filter(|trigger| !gone.contains(&trigger.name));
        let places: Vec<usize> = staying.filter_map(|trigger| place(trigger)).collect();
        let run = crate::diff::longest_run(&places);
        moved.extend(
            places
                .iter()
                .filter(|at| !run.contains(at))
                .map(|at| before[*at].clone()),
        );
    }
    moved
}

/// The statements that make what is new or comes back, in an order in which each can say where it
/// belongs; each with what it makes.
pub(super) fn made<'a>(writer: &Writer<'a>) -> Vec<(Option<&'a Object>, String)> {
    let dropped = dropped(writer);
    let first: BTreeSet<Name> = dropped_first(writer).into_iter().collect();
    let mut statements = Vec::new();
    let with_table = |before: &Object| {
        before
            .on
            .as_ref()
            .is_some_and(|on| writer.to.table(on).is_none())
    };
    for name in dropped.iter().filter(|name| !first.contains(name)) {
        let before = writer.from.object(ObjectKind::Trigger, name);
        if before.is_some_and(|before| !with_table(before)) {
            statements.push((None, drop_statement(ObjectKind::Trigger, name)));
        }
    }
    for group in groups(writer.to) {
        let is_there = |trigger: &&Object| {
            writer
                .from
                .object(ObjectKind::Trigger, &trigger.name)
                .is_some()
                && !dropped.contains(&trigger.name)
        };
        for (at, trigger) in group.iter().enumerate() {
            if is_there(trigger) {
                continue;
            }
            // All before it are there by now; only those behind it may be, or not.
            let next = group[at + 1..].iter().find(|trigger| is_there(trigger));
            let text = trigger.definition.as_str();
            let text = match next {
                Some(next) => placed(text, &format!("PRECEDES {}", ident(next.name.as_str()))),
                None => text.to_owned(),
            };
            let before = writer.from.object(ObjectKind::Trigger, &trigger.name);
            statements.push((Some(*trigger), create(before, trigger, &text)));
        }
    }
    statements
}

/// The definition with the trigger's place among the others behind FOR EACH ROW.
fn placed(definition: &str, place: &str) -> String {
    let text = Text::new(definition);
    let row = (0..text.tokens.len()).find(|at| text.words(*at, &["for", "each", "row"]));
    match row.and_then(|at| text.token(at + 2)) {
        Some(row) => format!(
            "{} {place}{}",
            &definition[..row.range.end],
            &definition[row.range.end..]
        ),
        None => definition.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_says_its_place_behind_its_head() {
        assert_eq!(
            placed(
                "CREATE trigger a before insert on t for each row\nset @x = 'for each row'",
                "PRECEDES `b`"
            ),
            "CREATE trigger a before insert on t for each row PRECEDES `b`\nset @x = 'for each row'"
        );
    }
}
