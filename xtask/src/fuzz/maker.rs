//! Making and changing objects by chance, whatever an engine's vocabulary.

use super::dice::Dice;
use super::model::{Class, Id, Object, Part, Schema, Text, Vocabulary, raw};
use std::collections::BTreeMap;

/// Makes objects and values of slots.
pub(super) struct Maker<'a, V: Vocabulary> {
    /// What there is so far.
    pub(super) schema: &'a mut Schema<V>,
    /// Chance.
    pub(super) dice: &'a mut Dice,
}

/// How the columns of a relation are named.
#[derive(Debug, Clone, Copy)]
pub(super) enum By {
    /// By their names alone.
    Name,
    /// Behind an alias.
    Alias(&'static str),
}

impl By {
    /// The column so named.
    pub(super) fn column(self, id: Id) -> Text {
        match self {
            Self::Name => vec![Part::Name(id)],
            Self::Alias(alias) => vec![Part::Of(alias, id)],
        }
    }
}

impl<V: Vocabulary> Maker<'_, V> {
    /// Adds an object with a fresh name and fills its slots. Gives nothing where what must be said
    /// of it cannot be said.
    pub(super) fn add(&mut self, kind: V::Kind, home: Option<Id>, on: Option<Id>) -> Option<Id> {
        let id = self.bare(kind, home, on);
        self.fill(id)
    }

    /// Adds an object with a fresh name and without slots.
    pub(super) fn bare(&mut self, kind: V::Kind, home: Option<Id>, on: Option<Id>) -> Id {
        let name = V::fresh(self.schema, kind, self.dice);
        let id = self.schema.fresh();
        self.schema.objects.push(Object {
            id,
            kind,
            name,
            home,
            on,
            class: Class::Other,
            slots: BTreeMap::new(),
        });
        id
    }

    /// Fills the slots of an object that is there. Takes it out where one that must be filled
    /// cannot be.
    pub(super) fn fill(&mut self, id: Id) -> Option<Id> {
        let kind = self.schema.get(id)?.kind;
        for (slot, percent) in V::slots(kind) {
            if self.dice.chance(*percent)
                && !self.schema.get(id)?.has(*slot)
                && let Some(texts) = V::value(self, id, *slot)
            {
                self.schema.get_mut(id)?.slots.insert(*slot, texts);
            }
        }
        let object = self.schema.get(id)?;
        let whole = V::required(kind).iter().all(|slot| object.has(*slot));
        if whole && V::makes_sense(object) {
            Some(id)
        } else {
            self.schema.remove(id);
            None
        }
    }

    /// One of the words.
    pub(super) fn word(&mut self, words: &[&str]) -> Vec<Text> {
        vec![raw(*self.dice.pick(words))]
    }

    /// One to so many of the words, each at most once.
    pub(super) fn words(&mut self, words: &[&str], most: usize) -> Vec<Text> {
        let mut words: Vec<&str> = words.to_vec();
        self.dice.shuffle(&mut words);
        words.truncate(1 + self.dice.below(most));
        words.into_iter().map(raw).collect()
    }

    /// One to so many of the objects, each at most once.
    pub(super) fn some(&mut self, mut of: Vec<Id>, most: usize) -> Vec<Id> {
        self.dice.shuffle(&mut of);
        of.truncate(1 + self.dice.below(most));
        of
    }

    /// An object, each kind as likely as the others.
    pub(super) fn any(&mut self) -> Option<Id> {
        let mut kinds: Vec<V::Kind> = self
            .schema
            .objects
            .iter()
            .map(|object| object.kind)
            .collect();
        kinds.sort();
        kinds.dedup();
        let kind = *self.dice.choose(&kinds)?;
        self.dice.choose(&self.schema.of(&[kind])).copied()
    }

    /// Fills a slot, or empties it.
    pub(super) fn put(&mut self, id: Id, slot: V::Slot, texts: Option<Vec<Text>>) -> Option<()> {
        let object = self.schema.get_mut(id)?;
        match texts {
            Some(texts) => object.slots.insert(slot, texts),
            None => object.slots.remove(&slot),
        };
        Some(())
    }

    /// Something else, nothing or something for the first time in a slot.
    pub(super) fn change_slot(&mut self, id: Id, slot: V::Slot) -> Option<()> {
        let object = self.schema.get(id)?;
        let kind = object.kind;
        let must = V::required(kind).contains(&slot);
        let had = object.slots.get(&slot).cloned();
        if had.is_some() && !must && self.dice.chance(50) {
            return self.put(id, slot, None);
        }
        // What a slot may hold depends on what the others hold, itself left out.
        if !must {
            self.put(id, slot, None)?;
        }
        match V::value(self, id, slot) {
            Some(texts) => self.put(id, slot, Some(texts))?,
            None => return self.put(id, slot, had),
        }
        V::follow(self, id, slot)
    }

    /// Fills a slot anew, if it was filled.
    pub(super) fn renew(&mut self, id: Id, slot: V::Slot) {
        let Some(object) = self.schema.get_mut(id) else {
            return;
        };
        if object.slots.remove(&slot).is_some()
            && let Some(texts) = V::value(self, id, slot)
        {
            self.put(id, slot, Some(texts));
        }
    }

    /// Two of a kind on the same object change their names for each other's.
    pub(super) fn swap_names(&mut self, one: Id) -> Option<()> {
        let (kind, on, name) = {
            let object = self.schema.get(one)?;
            (object.kind, object.on, object.name.clone())
        };
        let mut others = self.schema.of(&[kind]);
        others.retain(|other| {
            *other != one && self.schema.get(*other).is_some_and(|other| other.on == on)
        });
        let other = *self.dice.choose(&others)?;
        let theirs = std::mem::replace(&mut self.schema.get_mut(other)?.name, name);
        self.schema.get_mut(one)?.name = theirs;
        Some(())
    }
}

/// A name that no other object has, but for columns, of which a table has few: an odd one, seldom;
/// else this stem with a number.
pub(super) fn fresh_name<V: Vocabulary>(
    schema: &Schema<V>,
    is_column: bool,
    stem: &str,
    odd: &[&str],
    dice: &mut Dice,
) -> String {
    let is_taken =
        |name: &str| !is_column && schema.objects.iter().any(|object| object.name == name);
    if dice.chance(if is_column { 10 } else { 14 }) {
        let name = *dice.pick(odd);
        if !is_taken(name) {
            return name.to_owned();
        }
    }
    if is_column && dice.chance(80) {
        return (*dice.pick(&COLUMNS)).to_owned();
    }
    (schema.next..)
        .map(|number| format!("{stem}{number}"))
        .find(|name| !is_taken(name))
        .unwrap_or_default()
}

const COLUMNS: [&str; 14] = [
    "id", "a", "b", "name", "state", "kind", "at", "note", "amount", "owner_id", "tags", "data",
    "code", "rank",
];
