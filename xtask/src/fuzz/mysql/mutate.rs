//! Random changes of a schema.

use super::generate::RELATED;
use super::model::{Class, Id, Maker, Schema, Vocabulary as _, Words, raw};
use super::slot::{Kind, Slot, slots};
use crate::fuzz::dice::Dice;

/// Kinds of objects that are added to a schema.
const ADDED: [Kind; 19] = [
    Kind::Sequence,
    Kind::Table,
    Kind::Table,
    Kind::Column,
    Kind::Column,
    Kind::Column,
    Kind::Primary,
    Kind::Unique,
    Kind::Index,
    Kind::Index,
    Kind::Check,
    Kind::Foreign,
    Kind::Foreign,
    Kind::View,
    Kind::Output,
    Kind::Function,
    Kind::Procedure,
    Kind::Trigger,
    Kind::Event,
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
            0..26 => {
                let id = self.any()?;
                let (slot, _) = *self.dice.choose(slots(self.schema.get(id)?.kind))?;
                self.change_slot(id, slot)
            }
            26..42 => {
                let id = self.any()?;
                self.schema.remove(id);
                Some(())
            }
            42..64 => {
                let kind = *self.dice.pick(&ADDED);
                self.one(kind).map(|_| ())
            }
            64..75 => self.change_type(),
            75..80 => self.change_list(),
            80..86 => {
                let id = self.any()?;
                self.rename(id)
            }
            86..91 => self.move_column(),
            91..94 => {
                let id = self.any()?;
                self.swap_names(id)
            }
            94..97 => self.replace(),
            _ => {
                let id = self.any()?;
                let slot = Slot::Comment;
                let may = slots(self.schema.get(id)?.kind)
                    .iter()
                    .any(|(other, _)| *other == slot);
                let comment = Words::value(self, id, slot).filter(|_| may)?;
                self.put(id, slot, Some(comment))
            }
        }
    }

    /// Makes fit again what depends on a slot that changed.
    pub(super) fn follow(&mut self, id: Id, slot: Slot) -> Option<()> {
        let kind = self.schema.get(id)?.kind;
        let others: &[Slot] = match (kind, slot) {
            (Kind::Column, Slot::Type) => &[
                Slot::Default,
                Slot::OnUpdate,
                Slot::Collate,
                Slot::AutoIncrement,
                Slot::Check,
            ],
            (Kind::Table, Slot::PartitionBy) => {
                let parts = Words::value(self, id, Slot::Parts);
                return self.put(id, Slot::Parts, parts);
            }
            (Kind::Index, Slot::Method) => &[Slot::Using, Slot::Keys],
            (Kind::Function, Slot::Returns) | (Kind::Trigger, Slot::Events | Slot::Time) => {
                &[Slot::Order, Slot::Body]
            }
            (Kind::View, Slot::From | Slot::Tail) => {
                for output in self.schema.on(id, Kind::Output) {
                    self.schema.remove(output);
                }
                for _ in 0..1 + self.dice.below(3) {
                    self.output(id);
                }
                &[Slot::Where]
            }
            _ => &[],
        };
        for other in others {
            self.renew(id, *other);
        }
        Some(())
    }

    /// Another type for a column; mostly one that takes the same values.
    fn change_type(&mut self) -> Option<()> {
        let id = *self.dice.choose(&self.schema.of(&[Kind::Column]))?;
        let word = self.schema.get(id)?.word(Slot::Type).to_owned();
        let mut families = RELATED.iter();
        let family = families.find(|family| family.iter().any(|(name, _)| *name == word));
        let (text, class) = match family {
            Some(family) if self.dice.chance(80) => {
                let (name, class) = *self.dice.pick(family);
                (raw(name), class)
            }
            _ => self.any_type(),
        };
        let column = self.schema.get_mut(id)?;
        let same = column.class == class;
        column.class = class;
        column.set(Slot::Type, text);
        if !matches!(class, Class::Text | Class::Enum) {
            column.slots.remove(&Slot::Collate);
        }
        if same && self.dice.chance(60) {
            return Some(());
        }
        self.follow(id, Slot::Type)
    }

    /// One item less in a list, or the same in another order.
    fn change_list(&mut self) -> Option<()> {
        let objects = self.schema.objects.iter();
        let lists: Vec<(Id, Slot)> = objects
            .flat_map(|object| object.slots.iter().map(move |slot| (object, slot)))
            .filter(|(object, (_, texts))| texts.len() > 1 && object.kind != Kind::Foreign)
            .map(|(object, (slot, _))| (object.id, *slot))
            .collect();
        let (id, slot) = *self.dice.choose(&lists)?;
        let mut texts = self.schema.get(id)?.list(slot).to_vec();
        if self.dice.chance(50) {
            texts.remove(self.dice.below(texts.len()));
        } else {
            self.dice.shuffle(&mut texts);
        }
        self.put(id, slot, Some(texts))
    }

    fn rename(&mut self, id: Id) -> Option<()> {
        let object = self.schema.get(id)?;
        let (kind, on) = (object.kind, object.on);
        let name = Words::fresh(self.schema, kind, self.dice);
        self.schema.get_mut(id)?.name = name;
        if matches!(kind, Kind::Column | Kind::Output) {
            self.name_apart(id, on?);
        }
        Some(())
    }

    /// A column at another place of its table or view.
    fn move_column(&mut self) -> Option<()> {
        let columns = self.schema.of(&[Kind::Column, Kind::Output]);
        let id = *self.dice.choose(&columns)?;
        let at = self
            .schema
            .objects
            .iter()
            .position(|object| object.id == id)?;
        let on = self.schema.get(id)?.on?;
        let siblings = self.schema.columns(on);
        let other = *self.dice.choose(&siblings)?;
        let object = self.schema.objects.remove(at);
        let place = self
            .schema
            .objects
            .iter()
            .position(|object| object.id == other);
        let place = place.map_or(at, |place| place + usize::from(place >= at));
        self.schema.objects.insert(place, object);
        Some(())
    }

    /// Something else by the same name.
    fn replace(&mut self) -> Option<()> {
        let id = self.any()?;
        let (name, kind) = {
            let object = self.schema.get(id)?;
            (object.name.clone(), object.kind)
        };
        let others: &[Kind] = match kind {
            Kind::Table | Kind::View | Kind::Sequence => &[Kind::Table, Kind::View, Kind::Sequence],
            Kind::Unique | Kind::Index => &[Kind::Unique, Kind::Index],
            Kind::Check | Kind::Foreign => &[Kind::Check, Kind::Foreign, Kind::Unique],
            _ => return None,
        };
        self.schema.remove(id);
        let other = *self.dice.pick(others);
        let new = self.one(other)?;
        self.schema.get_mut(new)?.name = name;
        Some(())
    }
}
