//! MySQL's and MariaDB's objects: which stand on which, and what the fuzzer's shared rooms ask of
//! an engine.

use super::names::{ODD, quoted};
use super::slot::{self, Kind, Slot};
use super::{generate, render};
use crate::fuzz::dice::Dice;
use crate::fuzz::maker::{self, fresh_name};
use crate::fuzz::model;

pub(super) use crate::fuzz::model::{
    Class, Id, Part, Text, Vocabulary, full, joined, name, named, raw, sql,
};

/// The vocabulary of MySQL and MariaDB.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Words;

/// Something that a statement makes.
pub(super) type Object = model::Object<Words>;

/// A schema.
pub(super) type Schema = model::Schema<Words>;

/// Makes objects and values of slots.
pub(super) type Maker<'a> = maker::Maker<'a, Words>;

/// What stands in CREATE TABLE.
const IN_TABLE: [Kind; 5] = [
    Kind::Column,
    Kind::Primary,
    Kind::Unique,
    Kind::Index,
    Kind::Check,
];

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
        matches!(kind, Kind::Index | Kind::Unique)
    }

    fn may_lose_one(kind: Kind) -> bool {
        kind != Kind::Foreign
    }

    fn is_late(_: Slot) -> bool {
        false
    }

    fn is_within(kind: Kind) -> bool {
        IN_TABLE.contains(&kind) || kind == Kind::Output
    }

    fn fresh(schema: &Schema, kind: Kind, dice: &mut Dice) -> String {
        let is_column = matches!(kind, Kind::Column | Kind::Output);
        fresh_name(schema, is_column, stem(kind), &ODD, dice)
    }

    fn senseless(schema: &Schema) -> Vec<Id> {
        let objects = schema.objects.iter();
        let senseless = objects.filter(|object| match object.kind {
            Kind::Table => schema.on(object.id, Kind::Column).is_empty(),
            Kind::View => schema.on(object.id, Kind::Output).is_empty(),
            _ => false,
        });
        senseless.map(|object| object.id).collect()
    }

    fn value(maker: &mut Maker, id: Id, slot: Slot) -> Option<Vec<Text>> {
        generate::value(maker, id, slot)
    }

    fn makes_sense(_: &Object) -> bool {
        true
    }

    fn follow(maker: &mut Maker, id: Id, slot: Slot) -> Option<()> {
        maker.follow(id, slot)
    }

    fn part(schema: &Schema, part: &Part) -> String {
        match part {
            Part::Raw(sql) => sql.clone(),
            Part::Name(id) | Part::Full(id) | Part::Signature(id) | Part::Quoted(id) => {
                schema.name(*id)
            }
            Part::Of(alias, id) => format!("{alias}.{}", schema.name(*id)),
            Part::After(_) => String::new(),
        }
    }

    fn statements(schema: &Schema) -> Vec<model::Statement<Self>> {
        render::statements(schema)
    }
}

fn stem(kind: Kind) -> &'static str {
    match kind {
        Kind::Sequence => "seq",
        Kind::Table => "t",
        Kind::Column | Kind::Output => "c",
        Kind::Primary => "pk",
        Kind::Unique => "uq",
        Kind::Index => "ix",
        Kind::Check => "ck",
        Kind::Foreign => "fk",
        Kind::View => "v",
        Kind::Function => "f",
        Kind::Procedure => "proc",
        Kind::Trigger => "trg",
        Kind::Event => "evt",
    }
}

impl Schema {
    /// The name of an object as SQL.
    pub(super) fn name(&self, id: Id) -> String {
        let object = self.get(id);
        object.map_or_else(String::new, |object| quoted(&object.name))
    }

    /// The columns of a table or view.
    pub(super) fn columns(&self, relation: Id) -> Vec<Id> {
        let mut all = self.on(relation, Kind::Column);
        all.extend(self.on(relation, Kind::Output));
        all
    }

    /// The columns that are not computed.
    pub(super) fn plain_columns(&self, relation: Id) -> Vec<Id> {
        let mut columns = self.columns(relation);
        columns.retain(|id| {
            self.get(*id)
                .is_some_and(|column| !column.has(Slot::Generated))
        });
        columns
    }
}
