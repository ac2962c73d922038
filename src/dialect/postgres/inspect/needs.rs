//! What needs what, from the catalog's dependencies.
//!
//! Many of the catalog's objects are parts of what the model has as one: the rule behind a view,
//! the index behind a key, the array type of a type. They stand for the whole.

use super::catalog;
use super::relations::Part;
use crate::dialect::postgres::connect::Answer;
use crate::schema::{Id, Name, ObjectKind};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Which object of the catalog is which of the model.
#[derive(Default)]
pub(super) struct Ids {
    whole: HashMap<Object, Id>,
    columns: HashMap<(u32, i32), Id>,
    parts: HashMap<Object, Place>,
}

/// A catalog and the number of an object in it.
pub(super) type Object = (u32, u32);

/// An object, and a column of it or 0.
pub(super) type Place = (u32, u32, i32);

/// A line of the catalog: who needs, what is needed, and how.
pub(super) struct Line<'a> {
    pub(super) from: Place,
    pub(super) to: Place,
    pub(super) how: &'a str,
}

/// How many parts of parts are followed: a row type's array type is the deepest.
const DEEPEST: usize = 8;

impl Ids {
    /// An object that the model has.
    pub(super) fn add(&mut self, object: Object, id: Id) {
        self.whole.insert(object, id);
    }

    /// An object that is part of another.
    pub(super) fn part_of(&mut self, object: Object, whole: Place) {
        self.parts.insert(object, whole);
    }

    /// A column of a table, with its default.
    pub(super) fn column(&mut self, table: u32, name: &Name, part: &Part) {
        let column = part.column.name.clone();
        if let Some(default) = part.default {
            let id = Id::Default(name.clone(), column.clone());
            self.whole.insert((catalog::DEFAULT, default), id);
        }
        let id = Id::Column(name.clone(), column);
        self.columns.insert((table, part.number), id);
    }

    /// What each object needs.
    pub(super) fn needs(mut self, lines: &[Line]) -> BTreeMap<Id, BTreeSet<Id>> {
        for line in lines {
            let object = (line.from.0, line.from.1);
            if line.from.2 == 0 && is_part(line) && !self.whole.contains_key(&object) {
                self.parts.entry(object).or_insert(line.to);
            }
        }
        let mut needs: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        for line in lines {
            let (Some(from), Some(to)) = (self.resolve(line.from), self.resolve(line.to)) else {
                continue;
            };
            if from != to && !goes_without_saying(from, to) {
                match needs.get_mut(from) {
                    Some(all) => {
                        all.insert(to.clone());
                    }
                    None => {
                        needs.insert(from.clone(), BTreeSet::from([to.clone()]));
                    }
                }
            }
        }
        needs
    }

    fn resolve(&self, mut place: Place) -> Option<&Id> {
        for _ in 0..DEEPEST {
            let (catalog, object, column) = place;
            if catalog == catalog::CLASS
                && column > 0
                && let Some(id) = self.columns.get(&(object, column))
            {
                return Some(id);
            }
            if let Some(id) = self.whole.get(&(catalog, object)) {
                return Some(id);
            }
            place = *self.parts.get(&(catalog, object))?;
        }
        None
    }
}

/// Reads the answers.
pub(super) fn lines(answers: &[Answer]) -> Vec<Line<'_>> {
    answers
        .iter()
        .filter_map(|answer| line(answer.text(0)))
        .collect()
}

fn line(text: &str) -> Option<Line<'_>> {
    let mut words = text.split(' ');
    let from = place(&mut words)?;
    let to = place(&mut words)?;
    let how = words.next()?;
    Some(Line { from, to, how })
}

fn place<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Place> {
    let catalog = words.next()?.parse().ok()?;
    let object = words.next()?.parse().ok()?;
    let column = words.next()?.parse().ok()?;
    Some((catalog, object, column))
}

/// Whether the first object of the line is part of the second one.
fn is_part(line: &Line) -> bool {
    match (line.from.0, line.to.0) {
        (catalog::PUBLISHED_TABLE | catalog::PUBLISHED_SCHEMA, to) => to == catalog::PUBLICATION,
        (catalog::FAMILY_OPERATOR | catalog::FAMILY_FUNCTION, to) => {
            to == catalog::OPERATOR_CLASS || to == catalog::OPERATOR_FAMILY
        }
        // What the server keeps of a foreign key for each partition of the table referred to.
        (catalog::CONSTRAINT, catalog::CONSTRAINT) => false,
        _ => matches!(line.how, "i" | "e"),
    }
}

/// A column is not without its table, and a sequence that belongs to a column does not need it.
fn goes_without_saying(from: &Id, to: &Id) -> bool {
    match (from, to) {
        (Id::Column(table, _), Id::Table(whole)) => table == whole,
        (Id::Object(ObjectKind::Sequence, _), Id::Column(..)) => true,
        _ => false,
    }
}
