//! Random schemas, and random values for their slots.
//!
//! What is made here need not be right in every detail: what the server does not take is taken
//! out by [`super::settle`]. But it should be seldom that there is something to take out.

mod constraint;
mod expression;
mod index;
mod logic;
mod partition;
mod privilege;
mod relation;
mod routine;
mod types;
mod view;

use super::model::{Class, Id, Schema, Text, Words, full, raw};
use super::names::literal;
use super::slot::{Kind, Slot};
use crate::fuzz::dice::Dice;
use crate::fuzz::maker::{self, By};

/// Roles that there are on the server.
pub(super) const ROLES: [&str; 4] = ["fuzz_reader", "fuzz_writer", "\"fuzz Odd\"", "PUBLIC"];

/// Which kinds of objects a schema has, in this order, and how many at most.
const PLAN: [(Kind, usize); 31] = [
    (Kind::Schema, 2),
    (Kind::Collation, 1),
    (Kind::Enum, 2),
    (Kind::Domain, 2),
    (Kind::Composite, 1),
    (Kind::Range, 1),
    (Kind::Sequence, 2),
    (Kind::Function, 2),
    (Kind::Operator, 1),
    (Kind::Table, 5),
    (Kind::Primary, 4),
    (Kind::Unique, 2),
    (Kind::Check, 3),
    (Kind::Foreign, 3),
    (Kind::Exclude, 1),
    (Kind::Index, 4),
    (Kind::View, 3),
    (Kind::MaterializedView, 2),
    (Kind::Index, 1),
    (Kind::Function, 2),
    (Kind::Procedure, 1),
    (Kind::Aggregate, 1),
    (Kind::Cast, 1),
    (Kind::View, 1),
    (Kind::Trigger, 3),
    (Kind::Rule, 1),
    (Kind::Policy, 2),
    (Kind::Statistics, 1),
    (Kind::Publication, 1),
    (Kind::Grant, 3),
    (Kind::DefaultPrivileges, 1),
];

/// Kinds that are seldom made, in percent.
const SELDOM: [(Kind, u32); 5] = [
    (Kind::Collation, 25),
    (Kind::Operator, 30),
    (Kind::Cast, 35),
    (Kind::DefaultPrivileges, 30),
    (Kind::Publication, 50),
];

/// Makes objects and values of slots.
pub(super) type Maker<'a> = maker::Maker<'a, Words>;

/// A schema.
pub(super) fn schema(dice: &mut Dice) -> Schema {
    let mut schema = Schema::default();
    let mut maker = Maker {
        schema: &mut schema,
        dice,
    };
    // Small ones are quicker, and two things that meet are as near to each other in them.
    let size = *maker.dice.pick(&[1, 1, 2, 2, 3]);
    if maker.dice.chance(5) {
        maker.one(Kind::Extension);
    }
    for (kind, most) in PLAN {
        let seldom = SELDOM.iter().find(|(other, _)| *other == kind);
        if seldom.is_some_and(|(_, percent)| !maker.dice.chance(*percent)) {
            continue;
        }
        let most = (most * size).div_ceil(2);
        let least = usize::from(kind == Kind::Table);
        for _ in 0..maker.dice.below(most + 1).max(least) {
            maker.one(kind);
        }
    }
    if maker.dice.chance(4) {
        maker.one(Kind::EventTrigger);
    }
    schema.prune();
    schema
}

impl Maker<'_> {
    /// Adds an object of this kind somewhere, with what belongs to it. Gives nothing where there
    /// is no place for one.
    pub(super) fn one(&mut self, kind: Kind) -> Option<Id> {
        match kind {
            Kind::Table => self.any_table(),
            Kind::Column => {
                let table = self.plain_table()?;
                self.column(table)
            }
            Kind::View | Kind::MaterializedView => self.view(kind),
            Kind::Output => {
                let view = *self
                    .dice
                    .choose(&self.schema.of(&[Kind::View, Kind::MaterializedView]))?;
                self.output(view)
            }
            Kind::Primary | Kind::Unique | Kind::Check | Kind::Foreign | Kind::Exclude => {
                self.constraint(kind)
            }
            Kind::Index => self.any_index(),
            Kind::Function => self.function(),
            Kind::Aggregate => self.aggregate(),
            Kind::Operator => self.operator(),
            Kind::Cast => self.cast(),
            Kind::Trigger => self.any_trigger(),
            Kind::Rule | Kind::Policy | Kind::Statistics => self.on_table(kind),
            Kind::Grant => self.grant(),
            Kind::Extension => self.extension(),
            Kind::Schema | Kind::EventTrigger | Kind::Publication => self.add(kind, None, None),
            Kind::DefaultPrivileges => {
                let home = self.home();
                self.add(kind, home, None)
            }
            _ => {
                let home = self.home();
                self.add(kind, home, None)
            }
        }
    }

    /// A value for a slot of an object; nothing where it makes no sense there.
    pub(super) fn slot(&mut self, id: Id, slot: Slot) -> Option<Vec<Text>> {
        if slot == Slot::Comment {
            return Some(vec![self.comment()]);
        }
        let kind = self.schema.get(id)?.kind;
        let texts = match kind {
            Kind::Collation
            | Kind::Enum
            | Kind::Composite
            | Kind::Domain
            | Kind::Range
            | Kind::Sequence => self.type_slot(id, kind, slot)?,
            Kind::Table => self.table_slot(id, slot)?,
            Kind::Column => self.column_slot(id, slot)?,
            Kind::Primary | Kind::Unique | Kind::Check | Kind::Foreign | Kind::Exclude => {
                self.constraint_slot(id, kind, slot)?
            }
            Kind::Index | Kind::Statistics => self.index_slot(id, kind, slot)?,
            Kind::View | Kind::MaterializedView | Kind::Output => self.view_slot(id, kind, slot)?,
            Kind::Function | Kind::Procedure | Kind::Aggregate | Kind::Operator | Kind::Cast => {
                self.routine_slot(id, kind, slot)?
            }
            Kind::Trigger | Kind::EventTrigger | Kind::Rule | Kind::Policy => {
                self.logic_slot(id, kind, slot)?
            }
            Kind::Grant | Kind::DefaultPrivileges | Kind::Publication => {
                self.privilege_slot(id, kind, slot)?
            }
            Kind::Schema | Kind::Extension => return None,
        };
        (!texts.is_empty()).then_some(texts)
    }

    fn comment(&mut self) -> Text {
        raw(*self.dice.pick(&[
            "what it is for",
            "it's \"quoted\"",
            "two\nlines; and more",
            "Ünïcode 🦀",
            "back\\slash",
            "$$ -- ' /*",
        ]))
    }

    /// A schema for something new; mostly `public`.
    pub(super) fn home(&mut self) -> Option<Id> {
        if self.dice.chance(60) {
            return None;
        }
        self.dice.choose(&self.schema.of(&[Kind::Schema])).copied()
    }

    fn extension(&mut self) -> Option<Id> {
        let id = self.bare(Kind::Extension, None, None);
        let name = *self
            .dice
            .pick(&["citext", "hstore", "pg_trgm", "btree_gist", "ltree"]);
        let object = self.schema.get_mut(id)?;
        name.clone_into(&mut object.name);
        Some(id)
    }

    /// Whether there is an extension of this name.
    pub(super) fn has_extension(&self, name: &str) -> Option<Id> {
        let mut objects = self.schema.objects.iter();
        objects
            .find(|object| object.kind == Kind::Extension && object.name == name)
            .map(|object| object.id)
    }

    /// A text as a literal, short enough for every type of texts: a default that is too long is
    /// taken, and stops ADD COLUMN.
    pub(super) fn string(&mut self) -> Text {
        raw(literal(self.dice.pick::<&str>(&[
            "", "x", "no", "i's", "a b", "ÄÖ", "10%", "{}", "\\n",
        ])))
    }

    /// Some user's function that gives values of this class and looks at no table, called with
    /// whatever it takes.
    pub(super) fn call(&mut self, class: Class, immutable: bool) -> Option<Text> {
        let relations = [Kind::Table, Kind::View, Kind::MaterializedView];
        let functions: Vec<Id> = self
            .schema
            .objects
            .iter()
            .filter(|object| object.kind == Kind::Function && object.class == class)
            .filter(|object| !immutable || object.word(Slot::Volatility) == "IMMUTABLE")
            .filter(|object| {
                object.needs().iter().all(|need| {
                    self.schema
                        .get(*need)
                        .is_some_and(|need| !relations.contains(&need.kind))
                })
            })
            .map(|object| object.id)
            .collect();
        let function = *self.dice.choose(&functions)?;
        let mut call = full(function);
        call.extend(raw("("));
        let arguments = routine::argument_types(self.schema.get(function)?);
        for (at, argument) in arguments.into_iter().enumerate() {
            call.extend(raw(if at > 0 { ", NULL::" } else { "NULL::" }));
            call.extend(argument);
        }
        call.extend(raw(")"));
        Some(call)
    }
}
