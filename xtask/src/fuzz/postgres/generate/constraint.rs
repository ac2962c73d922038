//! Constraints of tables.

use super::super::model::{Class, Id, Part, Text, name, named, raw, sql};
use super::super::slot::{Kind, Slot};
use super::index::{INDEX_OPTIONS, SORTED};
use super::{By, Maker};

impl Maker<'_> {
    /// A constraint of some table.
    pub(super) fn constraint(&mut self, kind: Kind) -> Option<Id> {
        let table = match kind {
            Kind::Check | Kind::Foreign => self.some_table()?,
            _ => self.plain_table()?,
        };
        if kind == Kind::Primary && !self.schema.on(table, Kind::Primary).is_empty() {
            return None;
        }
        let id = self.bare(kind, None, Some(table));
        if self.dice.chance(35) {
            self.schema.get_mut(id)?.name.clear();
        }
        self.fill(id)
    }

    /// Slots of constraints.
    pub(super) fn constraint_slot(&mut self, id: Id, kind: Kind, slot: Slot) -> Option<Vec<Text>> {
        let constraint = self.schema.get(id)?;
        let table = constraint.on?;
        let keyed = matches!(kind, Kind::Primary | Kind::Unique);
        match slot {
            Slot::Keys if keyed => self.key_columns(table),
            Slot::Keys if kind == Kind::Foreign => self.reference(id, table),
            Slot::Keys => self.exclusion_keys(table),
            Slot::Refers | Slot::ReferredKeys => None,
            Slot::Method => Some(vec![raw("gist")]),
            Slot::Include => {
                let keys: Vec<Id> = constraint
                    .list(Slot::Keys)
                    .iter()
                    .flat_map(|key| named(key))
                    .collect();
                let mut columns = self.schema.columns(table);
                columns.retain(|column| !keys.contains(column));
                Some(vec![name(*self.dice.choose(&columns)?)])
            }
            Slot::Options => Some(self.word(&INDEX_OPTIONS)),
            Slot::NullsNotDistinct | Slot::NoInherit | Slot::Match => {
                let partitioned = self
                    .schema
                    .get(self.schema.root(table))?
                    .has(Slot::PartitionBy);
                (slot != Slot::NoInherit || !partitioned).then(|| vec![Text::new()])
            }
            Slot::NotValid => {
                let partitioned = self.schema.get(table)?.has(Slot::PartitionBy);
                (kind == Kind::Check || !partitioned).then(|| vec![Text::new()])
            }
            Slot::Deferrable => Some(self.word(&["DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED"])),
            Slot::Body => {
                let columns = self.schema.columns(table);
                Some(vec![self.condition(&columns, By::Name)?])
            }
            Slot::Where => {
                let columns = self.schema.columns(table);
                Some(vec![self.condition(&columns, By::Name)?])
            }
            Slot::OnDelete => Some(self.word(&[
                "CASCADE",
                "SET NULL",
                "RESTRICT",
                "SET DEFAULT",
                "NO ACTION",
            ])),
            Slot::OnUpdate => Some(self.word(&["CASCADE", "SET NULL", "RESTRICT", "NO ACTION"])),
            _ => None,
        }
    }

    pub(super) fn sorted_columns(&self, relation: Id) -> Vec<Id> {
        let mut columns = self.schema.columns(relation);
        columns.retain(|column| {
            self.schema
                .get(*column)
                .is_some_and(|column| SORTED.contains(&column.class))
        });
        columns
    }

    /// Columns that can be a key of a table: those that split it into partitions are part of it.
    fn key_columns(&mut self, table: Id) -> Option<Vec<Text>> {
        let mut keys = self.partition_columns(table)?;
        if keys.is_empty() || self.dice.chance(40) {
            let mut columns = self.sorted_columns(table);
            columns.retain(|column| !keys.contains(column));
            if !columns.is_empty() {
                keys.extend(self.some(columns, 2));
            }
        }
        Some(keys.into_iter().map(name).collect())
    }

    fn exclusion_keys(&mut self, table: Id) -> Option<Vec<Text>> {
        if self.schema.get(table)?.has(Slot::PartitionBy) {
            return None;
        }
        let ranges = self.schema.columns_of(table, Class::Range);
        let mut keys = vec![sql("{} WITH &&", &[name(*self.dice.choose(&ranges)?)])];
        let numbers = self.schema.columns_of(table, Class::Integer);
        if let Some(extension) = self.has_extension("btree_gist")
            && let Some(number) = self.dice.choose(&numbers)
        {
            keys.push(sql(
                "{}{} WITH =",
                &[name(*number), vec![Part::After(extension)]],
            ));
        }
        Some(keys)
    }

    /// The columns of a foreign key, with what they refer to. New ones are made where none fit.
    fn reference(&mut self, id: Id, table: Id) -> Option<Vec<Text>> {
        let logged = !self.schema.get(table)?.has(Slot::Unlogged);
        let mut keys = self.schema.of(&[Kind::Primary, Kind::Unique]);
        keys.retain(|key| {
            let key = self.schema.get(*key);
            let parent = key.and_then(|key| self.schema.get(key.on?));
            key.is_some_and(|key| !key.has(Slot::Deferrable))
                && parent.is_some_and(|parent| !(logged && parent.has(Slot::Unlogged)))
        });
        let key = *self.dice.choose(&keys)?;
        let parent = self.schema.get(key)?.on?;
        let referred: Vec<Id> = self
            .schema
            .get(key)?
            .list(Slot::Keys)
            .iter()
            .flat_map(|text| named(text))
            .collect();
        let mut columns: Vec<Id> = Vec::new();
        for column in &referred {
            let (class, text) = {
                let column = self.schema.get(*column)?;
                (column.class, column.text(Slot::Type).to_vec())
            };
            let mut fitting = self.schema.columns_of(table, class);
            fitting.retain(|other| {
                !columns.contains(other)
                    && self.schema.get(*other).is_some_and(|other| {
                        other.text(Slot::Type) == text && !other.has(Slot::Generated)
                    })
            });
            let found = match self.dice.choose(&fitting) {
                Some(found) => *found,
                None => self.twin(*column, self.schema.root(table))?,
            };
            columns.push(found);
        }
        let foreign = self.schema.get_mut(id)?;
        foreign.set(Slot::Refers, vec![Part::Full(parent), Part::After(key)]);
        foreign
            .slots
            .insert(Slot::ReferredKeys, referred.into_iter().map(name).collect());
        Some(columns.into_iter().map(name).collect())
    }

    /// A new column of a table with the type of another one.
    fn twin(&mut self, of: Id, table: Id) -> Option<Id> {
        let (class, mut text) = {
            let of = self.schema.get(of)?;
            (of.class, of.text(Slot::Type).to_vec())
        };
        if let Some(Part::Raw(word)) = text.first_mut() {
            match word.as_str() {
                "serial" => *word = "integer".to_owned(),
                "bigserial" => *word = "bigint".to_owned(),
                _ => {}
            }
        }
        let id = self.bare(Kind::Column, None, Some(table));
        self.name_apart(id, table);
        let column = self.schema.get_mut(id)?;
        column.class = class;
        column.set(Slot::Type, text);
        Some(id)
    }
}
