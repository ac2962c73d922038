//! Indexes and statistics.

use super::super::model::{Class, Id, Text, name, named, raw, sql};
use super::super::slot::{Kind, Slot};
use super::{By, Maker};

/// Classes that a B-tree can sort.
pub(super) const SORTED: [Class; 9] = [
    Class::Integer,
    Class::Number,
    Class::Text,
    Class::Boolean,
    Class::Date,
    Class::Timestamp,
    Class::Uuid,
    Class::Json,
    Class::Enum,
];

pub(super) const INDEX_OPTIONS: [&str; 2] = ["fillfactor = 70", "fillfactor = 90"];

impl Maker<'_> {
    /// An index of some table or materialized view.
    pub(super) fn any_index(&mut self) -> Option<Id> {
        let views = self.schema.of(&[Kind::MaterializedView]);
        let on = match self.dice.choose(&views) {
            Some(view) if self.dice.chance(20) => *view,
            _ => self.some_table()?,
        };
        let id = self.bare(Kind::Index, None, Some(on));
        if self.dice.chance(20) {
            self.schema.get_mut(id)?.name.clear();
        }
        self.fill(id)
    }

    /// Slots of indexes and statistics.
    pub(super) fn index_slot(&mut self, id: Id, kind: Kind, slot: Slot) -> Option<Vec<Text>> {
        let index = self.schema.get(id)?;
        let table = index.on?;
        let method = index.word(Slot::Method).to_owned();
        let sorted = method == "btree";
        let unique = index.has(Slot::Unique);
        match slot {
            Slot::Keys if kind == Kind::Statistics => self.statistics_keys(table),
            Slot::Options if kind == Kind::Statistics => {
                Some(self.words(&["ndistinct", "dependencies", "mcv"], 3))
            }
            Slot::Target => Some(self.word(&["0", "100"])),
            Slot::Method => Some(self.word(&[
                "btree", "btree", "btree", "btree", "btree", "hash", "gin", "gist", "brin",
            ])),
            Slot::Unique => {
                let root = self.schema.get(self.schema.root(table))?;
                (sorted && !root.has(Slot::PartitionBy)).then(|| vec![Text::new()])
            }
            Slot::Keys => self.index_keys(table, &method, unique),
            Slot::Include if sorted => {
                let columns = self.schema.columns(table);
                Some(vec![name(*self.dice.choose(&columns)?)])
            }
            Slot::NullsNotDistinct if unique => Some(vec![Text::new()]),
            Slot::Options => Some(match method.as_str() {
                "brin" => self.word(&["pages_per_range = 32", "autosummarize = true"]),
                "gin" => self.word(&["fastupdate = false"]),
                "gist" => self.word(&["buffering = off"]),
                _ => self.word(&INDEX_OPTIONS),
            }),
            Slot::Where => {
                let columns = self.schema.columns(table);
                Some(vec![self.condition(&columns, By::Name)?])
            }
            _ => None,
        }
    }

    fn statistics_keys(&mut self, table: Id) -> Option<Vec<Text>> {
        let mut columns = self.sorted_columns(table);
        columns.retain(|column| {
            self.schema
                .get(*column)
                .is_some_and(|column| column.class != Class::Json)
        });
        if columns.len() < 2 {
            return None;
        }
        self.dice.shuffle(&mut columns);
        columns.truncate(3);
        let mut keys: Vec<Text> = columns.iter().map(|column| name(*column)).collect();
        if self.dice.chance(25)
            && let Some((value, _)) = self.value(&columns, By::Name)
        {
            keys.push(sql("({})", &[value]));
        }
        Some(keys)
    }

    fn index_keys(&mut self, table: Id, method: &str, unique: bool) -> Option<Vec<Text>> {
        match method {
            "gin" => {
                let mut columns = self.schema.columns_of(table, Class::Array);
                columns.extend(self.schema.columns_of(table, Class::Json));
                let column = *self.dice.choose(&columns)?;
                let json = self.schema.get(column)?.class == Class::Json;
                let class = if json && self.dice.chance(40) {
                    " jsonb_path_ops"
                } else {
                    ""
                };
                Some(vec![sql("{}{}", &[name(column), raw(class)])])
            }
            "gist" => {
                let columns = self.schema.columns_of(table, Class::Range);
                Some(vec![name(*self.dice.choose(&columns)?)])
            }
            "hash" | "brin" => {
                let mut columns = self.sorted_columns(table);
                columns.retain(|column| {
                    self.schema.get(*column).is_some_and(|column| {
                        method == "hash"
                            || !matches!(column.class, Class::Json | Class::Enum | Class::Boolean)
                    })
                });
                Some(vec![name(*self.dice.choose(&columns)?)])
            }
            _ => {
                let columns = self.sorted_columns(table);
                if columns.is_empty() {
                    return None;
                }
                let columns = self.some(columns, 3);
                Some(
                    columns
                        .into_iter()
                        .map(|column| self.sorted_key(column, unique))
                        .collect(),
                )
            }
        }
    }

    /// A column as an element of a B-tree.
    fn sorted_key(&mut self, column: Id, unique: bool) -> Text {
        let class = self.schema.get(column).map(|column| column.class);
        let own = self
            .schema
            .get(column)
            .is_none_or(|column| named(column.text(Slot::Type)).next().is_some());
        let mut key = name(column);
        if !unique
            && self.dice.chance(25)
            && let Some((value, found)) = self.value(&[column], By::Name)
            && SORTED.contains(&found)
        {
            key = sql("({})", &[value]);
        } else if class == Some(Class::Text) && !own {
            if self.dice.chance(12) {
                key.extend(raw(*self
                    .dice
                    .pick(&[" COLLATE \"C\"", " COLLATE \"de-x-icu\""])));
            }
            let word = self
                .schema
                .get(column)
                .map_or("", |column| column.word(Slot::Type));
            if matches!(word, "text") && self.dice.chance(15) {
                key.extend(raw(" text_pattern_ops"));
            }
        }
        if self.dice.chance(25) {
            key.extend(raw(*self.dice.pick(&[
                " DESC",
                " NULLS FIRST",
                " DESC NULLS LAST",
            ])));
        }
        key
    }
}
