//! Random changes of a schema.

use super::generate::Maker;
use super::model::{Class, Id, Schema, named, raw};
use super::names::fresh;
use super::slot::{Kind, Slot, required, slots};
use crate::fuzz::dice::Dice;

/// Kinds of objects that are added to a schema.
const ADDED: [Kind; 32] = [
    Kind::Schema,
    Kind::Collation,
    Kind::Enum,
    Kind::Composite,
    Kind::Domain,
    Kind::Range,
    Kind::Sequence,
    Kind::Table,
    Kind::Table,
    Kind::Column,
    Kind::Column,
    Kind::Column,
    Kind::Primary,
    Kind::Unique,
    Kind::Check,
    Kind::Foreign,
    Kind::Exclude,
    Kind::Index,
    Kind::View,
    Kind::MaterializedView,
    Kind::Output,
    Kind::Function,
    Kind::Procedure,
    Kind::Aggregate,
    Kind::Trigger,
    Kind::Rule,
    Kind::Policy,
    Kind::Grant,
    Kind::DefaultPrivileges,
    Kind::Publication,
    Kind::Statistics,
    Kind::Operator,
];

/// Types that take each other's values, more or less.
const RELATED: &[&[(&str, Class)]] = &[
    &[
        ("integer", Class::Integer),
        ("bigint", Class::Integer),
        ("smallint", Class::Integer),
        ("numeric", Class::Number),
        ("numeric(10,2)", Class::Number),
        ("double precision", Class::Number),
        ("text", Class::Text),
    ],
    &[
        ("text", Class::Text),
        ("character varying", Class::Text),
        ("character varying(40)", Class::Text),
        ("varchar(80)", Class::Text),
        ("character(3)", Class::Text),
        ("integer", Class::Integer),
        ("jsonb", Class::Json),
    ],
    &[
        ("date", Class::Date),
        ("timestamp", Class::Timestamp),
        ("timestamp(3)", Class::Timestamp),
        ("timestamp with time zone", Class::Timestamp),
        ("timestamptz(0)", Class::Timestamp),
        ("text", Class::Text),
    ],
    &[
        ("json", Class::Other),
        ("jsonb", Class::Json),
        ("text", Class::Text),
    ],
    &[
        ("boolean", Class::Boolean),
        ("integer", Class::Integer),
        ("text", Class::Text),
    ],
    &[
        ("integer[]", Class::Array),
        ("text[]", Class::Array),
        ("varchar(10)[]", Class::Array),
        ("numeric(8,2)[]", Class::Array),
    ],
];

/// Changes something.
pub(super) fn change(schema: &mut Schema, dice: &mut Dice) {
    let mut maker = Maker { schema, dice };
    let _ = maker.change();
    maker.schema.prune();
}

impl Maker<'_> {
    /// One random change. Gives nothing where it came to nothing.
    fn change(&mut self) -> Option<()> {
        match self.dice.below(100) {
            0..24 => {
                let id = self.any()?;
                let kind = self.schema.get(id)?.kind;
                let (slot, _) = *self.dice.choose(slots(kind))?;
                let fixed = matches!(kind, Kind::Aggregate | Kind::Operator | Kind::Cast);
                if fixed && required(kind).contains(&slot) {
                    return None;
                }
                self.change_slot(id, slot)
            }
            24..40 => {
                let id = self.any()?;
                self.schema.remove(id);
                Some(())
            }
            40..62 => {
                let kind = *self.dice.pick(&ADDED);
                self.one(kind).map(|_| ())
            }
            62..72 => self.change_type(),
            72..80 => self.change_list(),
            80..84 => {
                let id = self.any()?;
                self.rename(id)
            }
            84..88 => self.move_home(),
            88..91 => self.replace(),
            91..94 => {
                let id = self.any()?;
                let kind = self.schema.get(id)?.kind;
                if matches!(kind, Kind::Extension | Kind::Operator) {
                    return None;
                }
                self.swap_names(id)
            }
            94..98 => self.change_partition(),
            _ => {
                let id = self.any()?;
                let comment = self.slot(id, Slot::Comment)?;
                self.put(id, Slot::Comment, Some(comment))
            }
        }
    }

    /// Makes fit again what depends on a slot that changed.
    pub(super) fn follow(&mut self, id: Id, slot: Slot) -> Option<()> {
        let kind = self.schema.get(id)?.kind;
        match (kind, slot) {
            (Kind::Column, Slot::Type) => {
                for other in [
                    Slot::Default,
                    Slot::Generated,
                    Slot::Identity,
                    Slot::Collate,
                    Slot::Storage,
                    Slot::Compression,
                ] {
                    self.renew(id, other);
                }
            }
            (Kind::Domain, Slot::Type) => {
                for other in [Slot::Default, Slot::Items, Slot::Collate] {
                    self.renew(id, other);
                }
            }
            (Kind::Function | Kind::Procedure, Slot::Returns | Slot::Items) => {
                self.renew(id, Slot::Body);
            }
            (Kind::View | Kind::MaterializedView, Slot::From) => {
                for output in self.schema.on(id, Kind::Output) {
                    self.schema.remove(output);
                }
                self.renew(id, Slot::Where);
                self.renew(id, Slot::Tail);
                for _ in 0..1 + self.dice.below(3) {
                    self.output(id);
                }
            }
            (Kind::View | Kind::MaterializedView, Slot::Tail) => {
                for output in self.schema.on(id, Kind::Output) {
                    self.renew(output, Slot::Body);
                }
            }
            (Kind::Trigger, Slot::Events | Slot::Time | Slot::Level) => {
                for other in [Slot::Referencing, Slot::Where, Slot::Deferrable] {
                    self.renew(id, other);
                }
            }
            (Kind::Index, Slot::Method) => {
                for other in [Slot::Unique, Slot::Include, Slot::Options, Slot::Keys] {
                    self.renew(id, other);
                }
            }
            (Kind::Policy, Slot::Command) => {
                self.renew(id, Slot::Using);
                self.renew(id, Slot::WithCheck);
            }
            (Kind::Table, Slot::PartitionBy) => {
                for part in self.schema.on(id, Kind::Table) {
                    self.put(part, Slot::Bound, None);
                    if let Some(bound) = self.bound(id) {
                        self.put(part, Slot::Bound, Some(vec![bound]));
                    } else {
                        self.schema.remove(part);
                    }
                }
            }
            _ => {}
        }
        Some(())
    }

    /// Another type for a column; mostly one that takes the same values.
    fn change_type(&mut self) -> Option<()> {
        let id = *self.dice.choose(&self.schema.of(&[Kind::Column]))?;
        let column = self.schema.get(id)?;
        let word = column.word(Slot::Type).to_owned();
        let family = RELATED
            .iter()
            .find(|family| family.iter().any(|(name, _)| *name == word));
        let (text, class) = match family {
            Some(family) if self.dice.chance(70) => {
                let (name, class) = *self.dice.pick(family);
                (raw(name), class)
            }
            _ => self.any_type(),
        };
        if named(&text).any(|other| other > id) {
            return None;
        }
        let column = self.schema.get_mut(id)?;
        let same = column.class == class;
        column.class = class;
        column.set(Slot::Type, text);
        if same && self.dice.chance(60) {
            return Some(());
        }
        self.follow(id, Slot::Type)
    }

    /// Another item in a list, one less, or the same in another order.
    fn change_list(&mut self) -> Option<()> {
        let lists: Vec<(Id, Slot)> = self
            .schema
            .objects
            .iter()
            .flat_map(|object| {
                let slots = object.slots.iter();
                slots
                    .filter(|(_, texts)| texts.len() > 1 || object.kind == Kind::Enum)
                    .map(|(slot, _)| (object.id, *slot))
            })
            .filter(|(_, slot)| !matches!(slot, Slot::ReferredKeys | Slot::Comment))
            .collect();
        let (id, slot) = *self.dice.choose(&lists)?;
        let kind = self.schema.get(id)?.kind;
        let mut texts = self.schema.get(id)?.list(slot).to_vec();
        match self.dice.below(3) {
            0 if texts.len() > 1 => {
                let at = self.dice.below(texts.len());
                texts.remove(at);
                if kind == Kind::Foreign {
                    let referred = &mut self.schema.get_mut(id)?.slots;
                    referred.get_mut(&Slot::ReferredKeys)?.remove(at);
                }
            }
            1 if kind != Kind::Foreign => {
                let more = self.slot(id, slot)?;
                for text in more {
                    let start = text.first().cloned();
                    if !texts.iter().any(|other| other.first() == start.as_ref()) {
                        let at = self.dice.below(texts.len() + 1);
                        texts.insert(at, text);
                    }
                }
            }
            _ if kind != Kind::Foreign => self.dice.shuffle(&mut texts),
            _ => return None,
        }
        self.put(id, slot, Some(texts))?;
        self.follow(id, slot)
    }

    fn rename(&mut self, id: Id) -> Option<()> {
        let object = self.schema.get(id)?;
        let kind = object.kind;
        if matches!(
            kind,
            Kind::Extension | Kind::Operator | Kind::Grant | Kind::DefaultPrivileges | Kind::Cast
        ) {
            return None;
        }
        let on = object.on;
        let name = fresh(self.schema, kind, self.dice);
        if kind == Kind::Schema && name == "public" {
            return None;
        }
        self.schema.get_mut(id)?.name = name;
        if matches!(kind, Kind::Column | Kind::Output) {
            self.name_apart(id, on?);
        }
        Some(())
    }

    /// The same in another schema.
    fn move_home(&mut self) -> Option<()> {
        let id = self.any()?;
        let home = self.home();
        let object = self.schema.get_mut(id)?;
        let has_home = object.on.is_none()
            && !matches!(
                object.kind,
                Kind::Schema
                    | Kind::Extension
                    | Kind::Cast
                    | Kind::Publication
                    | Kind::EventTrigger
            )
            || object.kind == Kind::Statistics;
        if !has_home || home == Some(id) {
            return None;
        }
        object.home = home;
        Some(())
    }

    /// Something else by the same name.
    fn replace(&mut self) -> Option<()> {
        let id = self.any()?;
        let (name, kind, home) = {
            let object = self.schema.get(id)?;
            (object.name.clone(), object.kind, object.home)
        };
        let others: &[Kind] = match kind {
            Kind::Table | Kind::View | Kind::MaterializedView | Kind::Sequence => &[
                Kind::Table,
                Kind::View,
                Kind::MaterializedView,
                Kind::Sequence,
            ],
            Kind::Enum | Kind::Composite | Kind::Domain | Kind::Range => {
                &[Kind::Enum, Kind::Composite, Kind::Domain, Kind::Range]
            }
            Kind::Function | Kind::Procedure | Kind::Aggregate => {
                &[Kind::Function, Kind::Procedure]
            }
            Kind::Primary | Kind::Unique | Kind::Check | Kind::Index => {
                &[Kind::Primary, Kind::Unique, Kind::Check, Kind::Index]
            }
            Kind::Rule | Kind::Policy | Kind::Trigger => &[Kind::Rule, Kind::Policy, Kind::Trigger],
            _ => return None,
        };
        self.schema.remove(id);
        let other = *self.dice.pick(others);
        let new = self.one(other)?;
        let object = self.schema.get_mut(new)?;
        if object.kind == other {
            object.name = name;
            if object.on.is_none() {
                object.home = home;
            }
        }
        Some(())
    }

    /// Another bound, a part that becomes a table of its own, or one that was.
    fn change_partition(&mut self) -> Option<()> {
        let mut parts = self.schema.of(&[Kind::Table]);
        parts.retain(|part| self.schema.parent(*part).is_some());
        let Some(part) = self.dice.choose(&parts).copied() else {
            return self.any_partition().map(|_| ());
        };
        let parent = self.schema.parent(part)?;
        match self.dice.below(4) {
            0 => self.any_partition().map(|_| ()),
            1 => {
                let columns = self.schema.columns(part);
                for column in columns {
                    let mut copy = self.schema.get(column)?.clone();
                    copy.id = self.schema.fresh();
                    copy.on = Some(part);
                    copy.slots.remove(&Slot::Generated);
                    self.schema.objects.push(copy);
                }
                let part = self.schema.get_mut(part)?;
                part.on = None;
                part.slots.remove(&Slot::Bound);
                part.slots.remove(&Slot::PartitionBy);
                Some(())
            }
            _ => {
                let bound = self.bound(parent)?;
                self.put(part, Slot::Bound, Some(vec![bound]))
            }
        }
    }
}
