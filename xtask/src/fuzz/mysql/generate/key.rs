//! Keys, checks and foreign keys.

use super::super::model::{Class, Id, Maker, Text, full, name, named, raw, sql};
use super::super::slot::{Kind, Slot};
use super::types::needs_prefix;
use crate::fuzz::maker::By;

impl Maker<'_> {
    /// Slots of keys and constraints.
    pub(super) fn key_slot(&mut self, id: Id, kind: Kind, slot: Slot) -> Option<Vec<Text>> {
        let key = self.schema.get(id)?;
        let table = key.on?;
        let special = key.has(Slot::Method);
        match (kind, slot) {
            (Kind::Foreign, Slot::Keys | Slot::Refers | Slot::ReferredKeys) => {
                self.refer(id, table, slot)
            }
            (Kind::Foreign, Slot::OnDelete | Slot::OnUpdate) => {
                Some(self.word(&["CASCADE", "SET NULL", "RESTRICT", "NO ACTION"]))
            }
            (Kind::Check, Slot::Body) => {
                let columns = self.schema.columns(table);
                Some(vec![self.condition(&columns, By::Name)?])
            }
            (_, Slot::Method) => Some(self.word(&["FULLTEXT", "FULLTEXT", "SPATIAL"])),
            (_, Slot::Keys) => self.parts_of_key(id, kind, table),
            (_, Slot::Using) if !special => Some(self.word(&["BTREE", "HASH"])),
            (_, Slot::Ignored) => Self::flag(),
            _ => None,
        }
    }

    fn parts_of_key(&mut self, id: Id, kind: Kind, table: Id) -> Option<Vec<Text>> {
        let method = self.schema.get(id)?.word(Slot::Method).to_owned();
        let mut columns = self.schema.columns(table);
        columns.retain(|column| {
            let class = self.schema.get(*column).map(|column| column.class);
            let type_name = self.type_of(*column);
            match method.as_str() {
                "FULLTEXT" => class == Some(Class::Text),
                "SPATIAL" => type_name == "point",
                _ => type_name != "point",
            }
        });
        let computed = |id: &Id| {
            let column = self.schema.get(*id);
            column.is_some_and(|column| column.has(Slot::Generated))
        };
        if kind == Kind::Primary {
            columns.retain(|column| !computed(column));
        }
        if columns.is_empty() {
            return None;
        }
        let most = if method == "SPATIAL" { 1 } else { 3 };
        let columns = self.some(columns, most);
        let mut parts = Vec::new();
        for column in columns {
            let type_name = self.type_of(column);
            let class = self.schema.get(column)?.class;
            let mut part = name(column);
            if method.is_empty() {
                if needs_prefix(&type_name) || class == Class::Text && self.dice.chance(12) {
                    part.extend(raw(*self.dice.pick(&["(3)", "(2)"])));
                }
                if self.dice.chance(15) {
                    part.extend(raw(" DESC"));
                }
            }
            parts.push(part);
        }
        Some(parts)
    }

    /// Fills all slots of a foreign key that must be filled, and gives the one that was asked for.
    fn refer(&mut self, id: Id, table: Id, slot: Slot) -> Option<Vec<Text>> {
        let mut keys = self.schema.of(&[Kind::Primary, Kind::Unique]);
        // Whole columns, and not so many bytes that no key takes them.
        keys.retain(|key| {
            let key = self.schema.get(*key);
            let parts = key.map_or(&[][..], |key| key.list(Slot::Keys));
            parts.iter().all(|part| {
                let column = named(part).next().map(|id| self.type_of(id));
                part.len() == 1 && column.is_some_and(|column| column != "varchar(300)")
            })
        });
        if self.dice.chance(20) {
            keys.retain(|key| {
                self.schema
                    .get(*key)
                    .is_some_and(|key| key.on == Some(table))
            });
        }
        let key = self.schema.get(*self.dice.choose(&keys)?)?;
        let (parent, parts) = (key.on?, key.list(Slot::Keys).to_vec());
        let referred: Vec<Id> = parts
            .iter()
            .flat_map(|part| named(part).collect::<Vec<_>>())
            .collect();
        let mut own = Vec::new();
        for column in &referred {
            own.push(self.match_for(*column, table, &own)?);
        }
        let object = self.schema.get_mut(id)?;
        object.set(Slot::Refers, full(parent));
        let names = |ids: &[Id]| -> Vec<Text> { ids.iter().map(|id| name(*id)).collect() };
        object.slots.insert(Slot::Keys, names(&own));
        object.slots.insert(Slot::ReferredKeys, names(&referred));
        Some(object.list(slot).to_vec())
    }

    /// A column of the table that may refer to this one; a new one where there is none.
    fn match_for(&mut self, wanted: Id, table: Id, taken: &[Id]) -> Option<Id> {
        let like = self.schema.get(wanted)?.clone();
        let mut columns = self.schema.plain_columns(table);
        columns.retain(|column| {
            *column != wanted
                && !taken.contains(column)
                && self.schema.get(*column).is_some_and(|column| {
                    column.text(Slot::Type) == like.text(Slot::Type)
                        && column.text(Slot::Collate) == like.text(Slot::Collate)
                })
        });
        if let Some(column) = self.dice.choose(&columns) {
            return Some(*column);
        }
        let column = self.bare(Kind::Column, None, Some(table));
        self.name_apart(column, table);
        let object = self.schema.get_mut(column)?;
        object.class = like.class;
        for slot in [Slot::Type, Slot::Collate] {
            if let Some(texts) = like.slots.get(&slot) {
                object.slots.insert(slot, texts.clone());
            }
        }
        Some(column)
    }

    /// A condition that names a column of the table.
    pub(super) fn assignment(&mut self, table: Id) -> Option<Text> {
        let columns = self.schema.plain_columns(table);
        let column = *self.dice.choose(&columns)?;
        let class = self.schema.get(column)?.class;
        let type_name = self.type_of(column);
        let value = self.constant(class, &type_name)?;
        Some(sql("{} = {}", &[name(column), value]))
    }
}
