//! PostgreSQL's objects: which stand on which, and what the fuzzer's shared rooms ask of an engine.

use super::names::fresh;
use super::slot::{self, Kind, Slot};
use super::{generate, render};
use crate::fuzz::dice::Dice;
use crate::fuzz::model;

pub(super) use crate::fuzz::model::{
    Class, Id, Part, Text, Vocabulary, full, joined, name, named, raw, sql,
};

/// PostgreSQL's vocabulary.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Words;

/// Something that a statement makes.
pub(super) type Object = model::Object<Words>;

/// A schema.
pub(super) type Schema = model::Schema<Words>;

impl Vocabulary for Words {
    type Kind = Kind;
    type Slot = Slot;

    fn slots(kind: Kind) -> &'static [(Slot, u32)] {
        slot::slots(kind)
    }

    fn required(kind: Kind) -> &'static [Slot] {
        slot::required(kind)
    }

    fn keeps_rest(kind: Kind) -> bool {
        slot::keeps_rest(kind)
    }

    fn may_lose_one(kind: Kind) -> bool {
        kind != Kind::Foreign
    }

    fn is_late(slot: Slot) -> bool {
        slot::is_late(slot)
    }

    fn is_within(kind: Kind) -> bool {
        matches!(kind, Kind::Column | Kind::Output)
    }

    fn fresh(schema: &Schema, kind: Kind, dice: &mut Dice) -> String {
        let name = fresh(schema, kind, dice);
        match kind {
            Kind::Schema if name == "public" => format!("s{}", schema.next),
            _ => name,
        }
    }

    fn senseless(schema: &Schema) -> Vec<Id> {
        schema.senseless()
    }

    fn value(maker: &mut generate::Maker, id: Id, slot: Slot) -> Option<Vec<Text>> {
        maker.slot(id, slot)
    }

    fn makes_sense(object: &Object) -> bool {
        object.kind != Kind::Policy || object.has(Slot::Using) || object.has(Slot::WithCheck)
    }

    fn follow(maker: &mut generate::Maker, id: Id, slot: Slot) -> Option<()> {
        maker.follow(id, slot)
    }

    fn part(schema: &Schema, part: &Part) -> String {
        schema.part(part)
    }

    fn statements(schema: &Schema) -> Vec<model::Statement<Self>> {
        render::statements(schema)
    }
}

impl Schema {
    /// The table that a partition is part of.
    pub(super) fn parent(&self, table: Id) -> Option<Id> {
        let table = self.get(table)?;
        (table.kind == Kind::Table).then_some(table.on).flatten()
    }

    /// The table that is part of no other.
    pub(super) fn root(&self, table: Id) -> Id {
        let mut at = table;
        while let Some(parent) = self.parent(at) {
            at = parent;
        }
        at
    }

    /// The columns of a table, those of its parents too, or of a view.
    pub(super) fn columns(&self, relation: Id) -> Vec<Id> {
        let root = self.root(relation);
        let mut all = Vec::new();
        if let Some(object) = self.get(root) {
            for parent in object.list(Slot::Inherits) {
                all.extend(named(parent).flat_map(|parent| self.columns(parent)));
            }
        }
        all.extend(self.on(root, Kind::Column));
        all.extend(self.on(root, Kind::Output));
        all
    }

    /// The columns of a relation that have values of this class.
    pub(super) fn columns_of(&self, relation: Id, class: Class) -> Vec<Id> {
        let mut columns = self.columns(relation);
        columns.retain(|id| self.get(*id).is_some_and(|column| column.class == class));
        columns
    }

    /// The enum type that a type is, or is a domain over.
    pub(super) fn enum_of(&self, type_text: &[Part]) -> Option<Id> {
        let object = self.get(named(type_text).next()?)?;
        match object.kind {
            Kind::Enum => Some(object.id),
            Kind::Domain => self.enum_of(object.text(Slot::Type)),
            _ => None,
        }
    }

    /// What names only what is there, and makes no sense all the same.
    pub(super) fn senseless(&self) -> Vec<Id> {
        let objects = self.objects.iter();
        let senseless = objects.filter(|object| match object.kind {
            Kind::Table => self.parent(object.id).is_some_and(|parent| {
                self.get(parent)
                    .is_none_or(|parent| !parent.has(Slot::PartitionBy))
            }),
            Kind::Column => object.on.is_some_and(|table| self.parent(table).is_some()),
            Kind::View | Kind::MaterializedView => {
                !object.has(Slot::Star) && self.on(object.id, Kind::Output).is_empty()
            }
            _ => false,
        });
        senseless.map(|object| object.id).collect()
    }
}
