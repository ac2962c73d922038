//! Random schemas, and random values for their slots.
//!
//! What is made here need not be right in every detail: what the server does not take is taken
//! out by [`settle`](crate::fuzz::settle). But it should be seldom that there is something to take
//! out.

mod code;
mod expression;
mod key;
mod table;
mod types;
mod view;

use super::model::{Id, Maker, Schema, Text, raw};
use super::slot::{Kind, Slot};
use crate::fuzz::dice::Dice;
use cargo_migrate::dialect::mysql::quote::literal;

pub(super) use types::RELATED;

/// Which kinds of objects a schema has, in this order, and how many at most.
const PLAN: [(Kind, usize); 13] = [
    (Kind::Sequence, 1),
    (Kind::Function, 1),
    (Kind::Table, 5),
    (Kind::Primary, 4),
    (Kind::Unique, 3),
    (Kind::Index, 4),
    (Kind::Check, 3),
    (Kind::Foreign, 3),
    (Kind::View, 4),
    (Kind::Function, 2),
    (Kind::Procedure, 2),
    (Kind::Trigger, 4),
    (Kind::Event, 2),
];

/// A schema.
pub(super) fn schema(dice: &mut Dice) -> Schema {
    let mut schema = Schema::default();
    let mut maker = Maker {
        schema: &mut schema,
        dice,
    };
    // Small ones are quicker, and two things that meet are as near to each other in them.
    let size = *maker.dice.pick(&[1, 1, 2, 2, 3]);
    for (kind, most) in PLAN {
        let most = (most * size).div_ceil(2);
        let least = usize::from(kind == Kind::Table);
        for _ in 0..maker.dice.below(most + 1).max(least) {
            maker.one(kind);
        }
    }
    schema.prune();
    schema
}

/// A value for a slot of an object; nothing where it makes no sense there.
pub(super) fn value(maker: &mut Maker, id: Id, slot: Slot) -> Option<Vec<Text>> {
    if slot == Slot::Comment {
        return Some(vec![maker.comment()]);
    }
    let kind = maker.schema.get(id)?.kind;
    let texts = match kind {
        Kind::Sequence => maker.sequence_slot(slot)?,
        Kind::Table => maker.table_slot(id, slot)?,
        Kind::Column => maker.column_slot(id, slot)?,
        Kind::Primary | Kind::Unique | Kind::Index | Kind::Check | Kind::Foreign => {
            maker.key_slot(id, kind, slot)?
        }
        Kind::View | Kind::Output => maker.view_slot(id, kind, slot)?,
        Kind::Function | Kind::Procedure | Kind::Trigger | Kind::Event => {
            maker.code_slot(id, kind, slot)?
        }
    };
    (!texts.is_empty()).then_some(texts)
}

impl Maker<'_> {
    /// Adds an object of this kind somewhere, with what belongs to it. Gives nothing where there
    /// is no place for one.
    pub(super) fn one(&mut self, kind: Kind) -> Option<Id> {
        match kind {
            Kind::Table => self.table(),
            Kind::Column => {
                let table = self.some_table()?;
                self.column(table)
            }
            Kind::View => self.view(),
            Kind::Output => {
                let view = *self.dice.choose(&self.schema.of(&[Kind::View]))?;
                self.output(view)
            }
            Kind::Primary => {
                let mut tables = self.schema.of(&[Kind::Table]);
                tables.retain(|table| self.schema.on(*table, Kind::Primary).is_empty());
                let table = *self.dice.choose(&tables)?;
                self.add(kind, None, Some(table))
            }
            Kind::Unique | Kind::Index | Kind::Check | Kind::Foreign | Kind::Trigger => {
                let table = self.some_table()?;
                let id = self.add(kind, None, Some(table))?;
                // The server finds a name itself.
                if kind != Kind::Trigger && self.dice.chance(15) {
                    self.schema.get_mut(id)?.name.clear();
                }
                Some(id)
            }
            Kind::Sequence | Kind::Function | Kind::Procedure | Kind::Event => {
                self.add(kind, None, None)
            }
        }
    }

    fn comment(&mut self) -> Text {
        raw(literal(self.dice.pick::<&str>(&[
            "what it is for",
            "it's \"quoted\"",
            "two\nlines; and more",
            "Ünïcode 🦀",
            "back\\slash",
            "/* -- ' `",
        ])))
    }

    /// A table.
    pub(super) fn some_table(&mut self) -> Option<Id> {
        self.dice.choose(&self.schema.of(&[Kind::Table])).copied()
    }

    /// A flag.
    pub(super) fn flag() -> Option<Vec<Text>> {
        Some(vec![Text::new()])
    }

    fn sequence_slot(&mut self, slot: Slot) -> Option<Vec<Text>> {
        (slot == Slot::Options).then(|| {
            self.word(&[
                "START WITH 5",
                "INCREMENT BY 10",
                "MINVALUE -100 MAXVALUE 100 START WITH 7",
                "MAXVALUE 50000",
                "INCREMENT BY -1",
                "CACHE 10",
                "NOCACHE",
                "CYCLE",
                "START WITH 3 INCREMENT BY 2 CACHE 5 CYCLE",
            ])
        })
    }
}
