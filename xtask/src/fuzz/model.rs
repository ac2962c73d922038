//! The random schema before it is SQL: objects with slots, which refer to each other by number.
//!
//! All kinds of objects are of one shape, so that changing and shrinking need to know none of
//! them: an object has a name, stands in a schema or on another object, and has slots with texts.
//! A text names other objects by their number. Who gets another name is called by it everywhere;
//! who goes takes along what cannot be without it. Which kinds and slots there are is an engine's
//! [`Vocabulary`].

use super::dice::Dice;
use super::maker::Maker;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::hash::Hash;

/// What kinds of objects an engine has, and what may be said of each.
pub(super) trait Vocabulary: Debug + Clone + Default + PartialEq + Eq + Sized {
    /// The kinds of objects.
    type Kind: Debug + Copy + Ord + Hash + 'static;
    /// What may be said of an object.
    type Slot: Debug + Copy + Ord + Hash + 'static;

    /// What may be said of objects of a kind: each slot with how often it is filled, in percent.
    /// 100 is for what must be said.
    fn slots(kind: Self::Kind) -> &'static [(Self::Slot, u32)];

    /// Slots without which an object of this kind is none.
    fn required(kind: Self::Kind) -> &'static [Self::Slot];

    /// Whether an object of this kind goes on with the rest where one of many goes.
    fn keeps_rest(kind: Self::Kind) -> bool;

    /// Whether an object of this kind makes sense with one less in a list of its own.
    fn may_lose_one(kind: Self::Kind) -> bool;

    /// Whether the slot is a statement of its own that comes when all objects are there.
    fn is_late(slot: Self::Slot) -> bool;

    /// Whether an object of this kind is made by the statement that makes what it stands on.
    fn is_within(kind: Self::Kind) -> bool;

    /// A name that no other object of its kind has, but for columns.
    fn fresh(schema: &Schema<Self>, kind: Self::Kind, dice: &mut Dice) -> String;

    /// What names only what is there, and makes no sense all the same.
    fn senseless(schema: &Schema<Self>) -> Vec<Id>;

    /// A value for a slot of an object; nothing where it makes no sense there.
    fn value(maker: &mut Maker<Self>, id: Id, slot: Self::Slot) -> Option<Vec<Text>>;

    /// Whether an object makes sense with the slots that it has.
    fn makes_sense(object: &Object<Self>) -> bool;

    /// Makes fit again what depends on a slot that changed.
    fn follow(maker: &mut Maker<Self>, id: Id, slot: Self::Slot) -> Option<()>;

    /// A piece of a text as SQL.
    fn part(schema: &Schema<Self>, part: &Part) -> String;

    /// The statements of a schema, in an order in which they can be run.
    fn statements(schema: &Schema<Self>) -> Vec<Statement<Self>>;
}

/// A statement, and whose fault it is where the server does not take it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement<V: Vocabulary> {
    /// The object.
    pub(super) id: Id,
    /// The slot that the statement is only for; none where the whole object depends on it.
    pub(super) slot: Option<V::Slot>,
    /// The SQL, without a semicolon.
    pub(super) sql: String,
}

/// The whole script of a schema.
pub(super) fn script<V: Vocabulary>(schema: &Schema<V>) -> String {
    let statements = V::statements(schema).into_iter();
    statements.map(|statement| statement.sql + ";\n").collect()
}

/// The number of an object; the same before and after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(pub(super) u32);

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// SQL as it stands.
    Raw(String),
    /// An object's name alone.
    Name(Id),
    /// A column's name behind the alias of its table.
    Of(&'static str, Id),
    /// An object's name with its schema.
    Full(Id),
    /// An object's name with its schema, as a literal.
    Quoted(Id),
    /// A function with the types of its arguments.
    Signature(Id),
    /// Nothing; but the object must be there before.
    After(Id),
}

/// A piece of SQL.
pub(super) type Text = Vec<Part>;

/// What values a type has, as far as expressions need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) enum Class {
    /// Whole numbers.
    Integer,
    /// Other numbers.
    Number,
    /// Character strings.
    Text,
    /// Truth values.
    Boolean,
    /// Days.
    Date,
    /// Points in time.
    Timestamp,
    /// UUIDs.
    Uuid,
    /// JSON that can be compared.
    Json,
    /// Ranges of numbers or times.
    Range,
    /// Arrays.
    Array,
    /// Enum types.
    Enum,
    /// Row types.
    Composite,
    /// What a trigger function returns.
    Trigger,
    /// What an event trigger's function returns.
    EventTrigger,
    /// Sets of rows.
    Rows,
    /// Anything else.
    #[default]
    Other,
}

/// Something that a statement makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object<V: Vocabulary> {
    /// Its number.
    pub(super) id: Id,
    /// What it is.
    pub(super) kind: V::Kind,
    /// Its name; empty where PostgreSQL chooses.
    pub(super) name: String,
    /// The schema that it stands in, where that is not `public`.
    pub(super) home: Option<Id>,
    /// The object that it belongs to.
    pub(super) on: Option<Id>,
    /// What values it has, if it has any.
    pub(super) class: Class,
    /// What else is said of it; flags have a text without parts.
    pub(super) slots: BTreeMap<V::Slot, Vec<Text>>,
}

/// A schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Schema<V: Vocabulary> {
    /// The objects, in the order in which they were thought of.
    pub(super) objects: Vec<Object<V>>,
    /// The number for the next object.
    pub(super) next: u32,
}

/// A text from a template: `{}` for each of `holes` in turn.
pub(super) fn sql(template: &str, holes: &[Text]) -> Text {
    let mut text = Text::new();
    let mut holes = holes.iter();
    for (at, piece) in template.split("{}").enumerate() {
        if at > 0 {
            let hole = holes.next();
            text.extend_from_slice(hole.expect("a template has as many holes as texts for them"));
        }
        if !piece.is_empty() {
            text.push(Part::Raw(piece.to_owned()));
        }
    }
    text
}

/// A text of SQL as it stands.
pub(super) fn raw(text: impl Into<String>) -> Text {
    vec![Part::Raw(text.into())]
}

/// An object's name alone.
pub(super) fn name(id: Id) -> Text {
    vec![Part::Name(id)]
}

/// An object's name with its schema.
pub(super) fn full(id: Id) -> Text {
    vec![Part::Full(id)]
}

/// Texts with commas between them.
pub(super) fn joined(texts: &[Text]) -> Text {
    let mut all = Text::new();
    for (at, text) in texts.iter().enumerate() {
        if at > 0 {
            all.extend(raw(", "));
        }
        all.extend_from_slice(text);
    }
    all
}

/// The objects that a text names.
pub(super) fn named(text: &[Part]) -> impl Iterator<Item = Id> + '_ {
    text.iter().filter_map(|part| match part {
        Part::Raw(_) => None,
        Part::Name(id)
        | Part::Of(_, id)
        | Part::Full(id)
        | Part::Quoted(id)
        | Part::Signature(id)
        | Part::After(id) => Some(*id),
    })
}

impl<V: Vocabulary> Object<V> {
    /// Whether the slot is filled.
    pub(super) fn has(&self, slot: V::Slot) -> bool {
        self.slots.contains_key(&slot)
    }

    /// The texts of a slot; none where it is not filled.
    pub(super) fn list(&self, slot: V::Slot) -> &[Text] {
        self.slots.get(&slot).map_or(&[], Vec::as_slice)
    }

    /// The first text of a slot; empty where it is not filled.
    pub(super) fn text(&self, slot: V::Slot) -> &[Part] {
        self.list(slot).first().map_or(&[], Vec::as_slice)
    }

    /// The SQL that the slot begins with, where it begins with some.
    pub(super) fn word(&self, slot: V::Slot) -> &str {
        match self.text(slot).first() {
            Some(Part::Raw(text)) => text,
            _ => "",
        }
    }

    /// Fills a slot with one text.
    pub(super) fn set(&mut self, slot: V::Slot, text: Text) {
        self.slots.insert(slot, vec![text]);
    }

    /// Everything that must be there before this can be made.
    pub(super) fn needs(&self) -> BTreeSet<Id> {
        let slots = self.slots.iter().filter(|(slot, _)| !V::is_late(**slot));
        let texts = slots.flat_map(|(_, texts)| texts);
        self.home
            .into_iter()
            .chain(self.on)
            .chain(texts.flat_map(|text| named(text)))
            .filter(|id| *id != self.id)
            .collect()
    }
}

impl<V: Vocabulary> Schema<V> {
    /// A number that no object has.
    pub(super) fn fresh(&mut self) -> Id {
        self.next += 1;
        Id(self.next)
    }

    /// The object of this number.
    pub(super) fn get(&self, id: Id) -> Option<&Object<V>> {
        self.objects.iter().find(|object| object.id == id)
    }

    /// The object of this number.
    pub(super) fn get_mut(&mut self, id: Id) -> Option<&mut Object<V>> {
        self.objects.iter_mut().find(|object| object.id == id)
    }

    /// The numbers of all objects of these kinds.
    pub(super) fn of(&self, kinds: &[V::Kind]) -> Vec<Id> {
        let objects = self.objects.iter();
        objects
            .filter(|object| kinds.contains(&object.kind))
            .map(|object| object.id)
            .collect()
    }

    /// What of this kind belongs to an object.
    pub(super) fn on(&self, id: Id, kind: V::Kind) -> Vec<Id> {
        let objects = self.objects.iter();
        objects
            .filter(|object| object.on == Some(id) && object.kind == kind)
            .map(|object| object.id)
            .collect()
    }

    /// The object whose statement makes this one, too.
    pub(super) fn unit<'a>(&'a self, object: &'a Object<V>) -> &'a Object<V> {
        let within = V::is_within(object.kind);
        object
            .on
            .filter(|_| within)
            .and_then(|on| self.get(on))
            .unwrap_or(object)
    }

    /// A text as SQL.
    pub(super) fn write(&self, text: &[Part]) -> String {
        text.iter().map(|part| V::part(self, part)).collect()
    }

    /// Texts as SQL, with commas between them.
    pub(super) fn write_list(&self, texts: &[Text]) -> String {
        let texts: Vec<String> = texts.iter().map(|text| self.write(text)).collect();
        texts.join(", ")
    }

    /// ` WORD text` where the slot is filled.
    pub(super) fn clause(&self, object: &Object<V>, word: &str, slot: V::Slot) -> String {
        if object.has(slot) {
            let text = self.write_list(object.list(slot));
            let gap = if word.is_empty() || text.is_empty() {
                ""
            } else {
                " "
            };
            format!(" {word}{gap}{text}")
        } else {
            String::new()
        }
    }

    /// ` WORD (text)` where the slot is filled.
    pub(super) fn bracketed(&self, object: &Object<V>, word: &str, slot: V::Slot) -> String {
        if object.has(slot) {
            format!(" {word} ({})", self.write_list(object.list(slot)))
        } else {
            String::new()
        }
    }

    /// Takes an object out, with everything that cannot be without it.
    pub(super) fn remove(&mut self, id: Id) {
        self.objects.retain(|object| object.id != id);
        self.prune();
    }

    /// Takes out what names something that is not there.
    pub(super) fn prune(&mut self) {
        loop {
            let there: BTreeSet<Id> = self.objects.iter().map(|object| object.id).collect();
            let mut changed = false;
            let mut gone = Vec::new();
            for object in &mut self.objects {
                changed |= prune_slots(object, &there);
                if !is_whole(object, &there) {
                    gone.push(object.id);
                }
            }
            gone.extend(V::senseless(self));
            changed |= !gone.is_empty();
            self.objects.retain(|object| !gone.contains(&object.id));
            if !changed {
                return;
            }
        }
    }
}

/// Takes out of the slots what names something that is not there. Says whether there was any.
fn prune_slots<V: Vocabulary>(object: &mut Object<V>, there: &BTreeSet<Id>) -> bool {
    let must = V::required(object.kind);
    let rest = V::keeps_rest(object.kind);
    let mut changed = false;
    for (slot, texts) in &mut object.slots {
        if must.contains(slot) && !(rest && texts.len() > 1) {
            continue;
        }
        let before = texts.len();
        texts.retain(|text| named(text).all(|id| there.contains(&id)));
        changed |= texts.len() != before;
    }
    object.slots.retain(|_, texts| !texts.is_empty());
    changed
}

fn is_whole<V: Vocabulary>(object: &Object<V>, there: &BTreeSet<Id>) -> bool {
    let is_there = |id: &Id| there.contains(id);
    object.home.iter().all(is_there)
        && object.on.iter().all(is_there)
        && V::required(object.kind).iter().all(|slot| {
            let texts = object.list(*slot);
            !texts.is_empty()
                && texts
                    .iter()
                    .all(|text| named(text).all(|id| there.contains(&id)))
        })
}
