//! In which order tables are dealt with, and whether that is safe while foreign keys are on.

use super::Step;
use crate::schema::{ForeignKey, Index, Name, Schema, Table};

/// Sorts the steps so that, where it can be, no table is dropped while another refers to it, and
/// a table is there before rows that refer to it are copied. Says why foreign keys must be off
/// where no order makes it safe.
pub(super) fn sort(steps: &mut Vec<(Name, Step)>, from: &Schema, to: &Schema) -> Option<String> {
    let mut left = std::mem::take(steps);
    while !left.is_empty() {
        let free = (0..left.len())
            .find(|&i| {
                !left
                    .iter()
                    .enumerate()
                    .any(|(j, other)| i != j && comes_before(other, &left[i], from, to))
            })
            .unwrap_or(0);
        steps.push(left.remove(free));
    }
    danger(steps, from, to)
}

/// Whether step `a` must be taken before step `b`.
fn comes_before(a: &(Name, Step), b: &(Name, Step), from: &Schema, to: &Schema) -> bool {
    let refers = |schema: &Schema, child: &Name, parent: &Name| {
        schema
            .table(child)
            .is_some_and(|table| table.foreign_keys().any(|key| key.parent == *parent))
    };
    let ((a_name, a_step), (b_name, b_step)) = (a, b);
    match (a_step, b_step) {
        // A table is there before rows that refer to it are copied …
        (Step::Create, Step::Rebuild | Step::Alter) => refers(to, b_name, a_name),
        // … but is made only once the table that it refers to needs no more dropping.
        (Step::Rebuild, Step::Create) => refers(to, b_name, a_name) && !refers(to, a_name, b_name),
        // What refers to a table lets go of it before it is dropped.
        (Step::Drop | Step::Rebuild, Step::Drop) => refers(from, a_name, b_name),
        (Step::Drop, Step::Rebuild) => refers(from, a_name, b_name),
        (Step::Alter, Step::Drop | Step::Rebuild) => {
            refers(from, a_name, b_name) && !refers(to, a_name, b_name)
        }
        (Step::Rebuild, Step::Rebuild) => {
            let lets_go = refers(from, a_name, b_name) && !refers(to, a_name, b_name);
            let begins = refers(to, b_name, a_name) && !refers(from, b_name, a_name);
            lets_go || begins
        }
        _ => false,
    }
}

/// Why the steps, in this order, would harm rows or fail while foreign keys are on.
fn danger(steps: &[(Name, Step)], from: &Schema, to: &Schema) -> Option<String> {
    // The tables as they stand while the script runs.
    let mut now: Vec<&Table> = from.tables.iter().collect();
    for (name, step) in steps {
        let before = from.table(name);
        let after = to.table(name);
        let children = match step {
            Step::Drop | Step::Rebuild => referring(&now, name, *step),
            _ => Vec::new(),
        };
        if !children.is_empty() {
            let doing = if *step == Step::Drop {
                "Dropping"
            } else {
                "Rebuilding"
            };
            return Some(format!(
                "{doing} {name} with foreign keys on would delete or change rows of\n{}, which refer to it.",
                listed(&children)
            ));
        }
        if *step == Step::Drop
            && let Some(before) = before
            && before.foreign_keys().any(|key| key.parent == *name)
            && let Some(key) = before
                .foreign_keys()
                .find(|key| !is_sound(key, &now, from, from))
        {
            return Some(format!(
                "Dropping {name} with foreign keys on fails, since its parent {} has no such key.",
                key.parent
            ));
        }
        if *step == Step::Rebuild
            && let Some(after) = after
            && after.foreign_keys().any(|key| key.parent == *name)
        {
            return Some(format!(
                "The copy of {name} refers to {name} itself: with foreign keys on, dropping the old table
would delete or change the rows of the new one."
            ));
        }
        if *step == Step::Rebuild
            && let Some(after) = after
            && let Some(key) = after
                .foreign_keys()
                .find(|key| !is_sound(key, &now, from, to))
        {
            return Some(format!(
                "Rows can be copied into {name} with foreign keys on only while its parent {} is\nthere with a unique key.",
                key.parent
            ));
        }
        match (step, before, after) {
            (Step::Drop, ..) => now.retain(|table| table.name != *name),
            (_, _, Some(after)) => {
                now.retain(|table| table.name != *name);
                now.push(after);
            }
            _ => {}
        }
    }
    None
}

/// A table that refers to `name` at this moment. A table that refers to itself counts when it is
/// rebuilt: its copy does, too. When it is dropped its rows go together, unless the key's action
/// forbids that or changes rows that may not be changed.
fn referring<'a>(now: &[&'a Table], name: &Name, step: Step) -> Vec<&'a Name> {
    now.iter()
        .filter(|table| {
            table.foreign_keys().any(|key| {
                key.parent == *name
                    && (table.name != *name
                        || step == Step::Rebuild
                        || !matches!(key.on_delete.as_str(), "CASCADE" | "NO ACTION"))
            })
        })
        .map(|table| &table.name)
        .collect()
}

/// `a, b, c and 2 more tables`
fn listed(names: &[&Name]) -> String {
    const MOST: usize = 3;
    let shown: Vec<&str> = names.iter().take(MOST).map(|name| name.as_str()).collect();
    match names.len().saturating_sub(MOST) {
        0 => match shown.as_slice() {
            [before @ .., last] if !before.is_empty() => {
                format!("{} and {last}", before.join(", "))
            }
            _ => shown.join(", "),
        },
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Whether rows can be inserted under this key: its parent is there and has the unique key, by a
/// constraint, or by an index that this script does not touch.
fn is_sound(key: &ForeignKey, now: &[&Table], from: &Schema, to: &Schema) -> bool {
    let parent = now.iter().copied().find(|table| table.name == key.parent);
    parent.is_some_and(|parent| {
        let untouched = |index: &Index| {
            [from, to].iter().all(|schema| {
                schema
                    .table(&parent.name)
                    .and_then(|table| table.index(&index.name))
                    .is_some_and(|other| other.definition == index.definition)
            })
        };
        refers_to_key(key, parent, untouched)
    })
}

fn refers_to_key(key: &ForeignKey, parent: &Table, counts: impl Fn(&Index) -> bool) -> bool {
    if parent.opaque.is_some() {
        return false;
    }
    if key.parent_columns.is_empty() {
        parent
            .primary_key()
            .is_some_and(|primary| primary.columns.len() == key.columns.len())
    } else {
        parent.is_parent_key(&key.parent_columns, counts)
    }
}

/// Whether `PRAGMA foreign_key_check` runs at all: it fails where a parent has no unique key.
pub(super) fn can_be_checked(schema: &Schema) -> bool {
    schema.tables.iter().all(|table| {
        table.opaque.is_none()
            && table
                .foreign_keys()
                .all(|key| match schema.table(&key.parent) {
                    Some(parent) => refers_to_key(key, parent, |_| true),
                    // Without its parent every row counts as broken, before and after.
                    None => false,
                })
    })
}
