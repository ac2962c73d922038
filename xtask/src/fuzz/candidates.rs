//! Two schemas that are held against the laws, and cases that are one step smaller.

use super::model::{Id, Object, Schema, Vocabulary};
use cargo_migrate::dialect::Form;
use std::collections::BTreeSet;

/// Two schemas and how they are held against the laws.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Case<V: Vocabulary> {
    pub(super) seed: u64,
    pub(super) from: Schema<V>,
    pub(super) to: Schema<V>,
    /// Whether there are rows.
    pub(super) rows: bool,
    /// In which form the drafts are written.
    pub(super) form: Form,
}

/// Adds cases that are the same in plainer words.
pub(super) type Plainer<'a, V> = dyn Fn(&Case<V>, &mut Vec<Case<V>>) + 'a;

/// Which of the two schemas: before and after, before, after.
pub(super) const SIDES: [(bool, bool); 3] = [(true, true), (true, false), (false, true)];

/// All cases that are one step smaller, the boldest steps first.
pub(super) fn candidates<V: Vocabulary>(case: &Case<V>, plainer: &Plainer<V>) -> Vec<Case<V>> {
    let mut all = Vec::new();
    simpler_case(case, &mut all);
    around_changes(case, &mut all);
    without_many(case, &mut all);
    reverted(case, &mut all);
    without_kinds(case, &mut all);
    without_objects(case, &mut all);
    without_slots(case, &mut all);
    plainer(case, &mut all);
    all.retain(|smaller| smaller != case);
    all
}

/// The case with one or both of its schemas changed.
pub(super) fn with<V: Vocabulary>(
    case: &Case<V>,
    (from, to): (bool, bool),
    change: &dyn Fn(&mut Schema<V>),
) -> Case<V> {
    let mut smaller = case.clone();
    if from {
        change(&mut smaller.from);
        smaller.from.prune();
    }
    if to {
        change(&mut smaller.to);
        smaller.to.prune();
    }
    smaller
}

fn simpler_case<V: Vocabulary>(case: &Case<V>, all: &mut Vec<Case<V>>) {
    let mut smaller = case.clone();
    smaller.rows = false;
    all.push(smaller);
    let mut smaller = case.clone();
    smaller.form = Form::Fast;
    all.push(smaller);
}

/// The numbers of all objects of the case.
pub(super) fn ids<V: Vocabulary>(case: &Case<V>) -> BTreeSet<Id> {
    let objects = case.from.objects.iter().chain(&case.to.objects);
    objects.map(|object| object.id).collect()
}

fn changed<V: Vocabulary>(case: &Case<V>) -> BTreeSet<Id> {
    ids(case)
        .into_iter()
        .filter(|id| case.from.get(*id) != case.to.get(*id))
        .collect()
}

/// Only what changed and what that needs; and with what stands on it.
fn around_changes<V: Vocabulary>(case: &Case<V>, all: &mut Vec<Case<V>>) {
    let changed = changed(case);
    let mut wide = changed.clone();
    for schema in [&case.from, &case.to] {
        for object in &schema.objects {
            if object.needs().iter().any(|need| changed.contains(need)) {
                wide.insert(object.id);
            }
        }
    }
    for mut kept in [changed, wide] {
        loop {
            let before = kept.len();
            for schema in [&case.from, &case.to] {
                let needs: Vec<Id> = schema
                    .objects
                    .iter()
                    .filter(|object| kept.contains(&object.id))
                    .flat_map(Object::needs)
                    .collect();
                kept.extend(needs);
            }
            if kept.len() == before {
                break;
            }
        }
        all.push(with(case, (true, true), &|schema| {
            schema.objects.retain(|object| kept.contains(&object.id));
        }));
    }
}

/// Without a half, a quarter, an eighth of the objects.
fn without_many<V: Vocabulary>(case: &Case<V>, all: &mut Vec<Case<V>>) {
    let ids: Vec<Id> = ids(case).into_iter().collect();
    for parts in [2, 4, 8] {
        if ids.len() < parts * 2 {
            return;
        }
        for gone in ids.chunks(ids.len().div_ceil(parts)) {
            all.push(with(case, (true, true), &|schema| {
                schema.objects.retain(|object| !gone.contains(&object.id));
            }));
        }
    }
}

/// An object as it is on the other side.
fn reverted<V: Vocabulary>(case: &Case<V>, all: &mut Vec<Case<V>>) {
    for id in changed(case) {
        for (from, to) in [(false, true), (true, false)] {
            let source = if to { &case.from } else { &case.to };
            let object = source.get(id).cloned();
            all.push(with(case, (from, to), &|schema| match &object {
                Some(object) => match schema.get_mut(id) {
                    Some(place) => place.clone_from(object),
                    None => schema.objects.push(object.clone()),
                },
                None => schema.objects.retain(|object| object.id != id),
            }));
        }
    }
}

fn without_kinds<V: Vocabulary>(case: &Case<V>, all: &mut Vec<Case<V>>) {
    let mut kinds: Vec<V::Kind> = case
        .from
        .objects
        .iter()
        .chain(&case.to.objects)
        .map(|object| object.kind)
        .collect();
    kinds.sort();
    kinds.dedup();
    for kind in kinds {
        all.push(with(case, (true, true), &|schema| {
            schema.objects.retain(|object| object.kind != kind);
        }));
    }
}

fn without_objects<V: Vocabulary>(case: &Case<V>, all: &mut Vec<Case<V>>) {
    for sides in SIDES {
        for id in ids(case) {
            all.push(with(case, sides, &|schema| {
                schema.objects.retain(|object| object.id != id);
            }));
        }
    }
}

fn without_slots<V: Vocabulary>(case: &Case<V>, all: &mut Vec<Case<V>>) {
    let mut places: BTreeSet<(Id, V::Kind, V::Slot, usize)> = BTreeSet::new();
    for object in case.from.objects.iter().chain(&case.to.objects) {
        for (slot, texts) in &object.slots {
            places.insert((object.id, object.kind, *slot, texts.len()));
        }
    }
    for sides in SIDES {
        for (id, kind, slot, count) in &places {
            if !V::required(*kind).contains(slot) {
                all.push(with(case, sides, &|schema| {
                    if let Some(object) = schema.get_mut(*id) {
                        object.slots.remove(slot);
                    }
                }));
            }
            for at in 0..*count {
                if *count < 2 || !V::may_lose_one(*kind) {
                    break;
                }
                all.push(with(case, sides, &|schema| {
                    let texts = schema
                        .get_mut(*id)
                        .and_then(|object| object.slots.get_mut(slot));
                    if let Some(texts) = texts.filter(|texts| texts.len() > at) {
                        texts.remove(at);
                    }
                }));
            }
        }
    }
}
