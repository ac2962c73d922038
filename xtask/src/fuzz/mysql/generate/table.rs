//! Tables and columns.

use super::super::model::{Class, Id, Maker, Object, Text, full, raw, sql};
use super::super::slot::{Kind, Slot};
use super::expression::now;
use super::types::TYPES;
use crate::fuzz::maker::By;

const COLLATIONS: [&str; 6] = [
    "utf8mb4 COLLATE utf8mb4_bin",
    "utf8mb4 COLLATE utf8mb4_unicode_ci",
    "latin1 COLLATE latin1_swedish_ci",
    "ascii COLLATE ascii_bin",
    "utf8mb3 COLLATE utf8mb3_general_ci",
    "utf8mb4 COLLATE utf8mb4_general_ci",
];

impl Maker<'_> {
    /// A table, with what it holds.
    pub(super) fn table(&mut self) -> Option<Id> {
        let table = self.bare(Kind::Table, None, None);
        for _ in 0..*self.dice.pick(&[1, 2, 3, 4, 4, 5, 6, 8]) {
            self.column(table);
        }
        let table = self.fill(table)?;
        self.key_for_counter(table);
        Some(table)
    }

    /// A column that counts by itself must be the first of a key.
    fn key_for_counter(&mut self, table: Id) -> Option<()> {
        let mut columns = self.schema.on(table, Kind::Column).into_iter();
        let counter = columns.find(|id| {
            let column = self.schema.get(*id);
            column.is_some_and(|column| column.has(Slot::AutoIncrement))
        })?;
        let has_primary = !self.schema.on(table, Kind::Primary).is_empty();
        let kind = match has_primary || self.dice.chance(20) {
            true => Kind::Unique,
            false => Kind::Primary,
        };
        let key = self.bare(kind, None, Some(table));
        self.schema.get_mut(key)?.set(Slot::Keys, full(counter));
        Some(())
    }

    /// A column of a table, by a name that no other column there has.
    pub(super) fn column(&mut self, table: Id) -> Option<Id> {
        let id = self.bare(Kind::Column, None, Some(table));
        self.name_apart(id, table);
        self.fill(id)?;
        if self.schema.get(id)?.has(Slot::AutoIncrement) && self.is_filled(table) {
            self.key_for_counter(table);
        }
        Some(id)
    }

    /// Whether a table is there with all that it had at first.
    fn is_filled(&self, table: Id) -> bool {
        let later = |object: &Object| object.id > table && object.kind != Kind::Column;
        self.schema.objects.iter().any(later)
    }

    /// Gives a column a name that no other column of the relation has; case does not count.
    pub(in crate::fuzz::mysql) fn name_apart(&mut self, id: Id, relation: Id) {
        let others = self.schema.columns(relation).into_iter();
        let taken: Vec<String> = others
            .filter(|other| *other != id)
            .filter_map(|other| self.schema.get(other))
            .map(|other| other.name.to_lowercase())
            .collect();
        if let Some(column) = self.schema.get_mut(id)
            && taken.contains(&column.name.to_lowercase())
        {
            column.name = format!("c{}", id.0);
        }
    }

    /// Slots of tables.
    pub(super) fn table_slot(&mut self, id: Id, slot: Slot) -> Option<Vec<Text>> {
        let table = self.schema.get(id)?;
        match slot {
            Slot::Engine => Some(self.word(&["MyISAM", "Aria", "MEMORY", "InnoDB"])),
            Slot::Collate => Some(self.word(&COLLATIONS)),
            Slot::Options if !table.has(Slot::Engine) => Some(self.words(
                &[
                    "ROW_FORMAT=COMPRESSED",
                    "ROW_FORMAT=DYNAMIC",
                    "STATS_PERSISTENT=1",
                    "STATS_AUTO_RECALC=0",
                    "CHECKSUM=1",
                    "MAX_ROWS=1000",
                    "AVG_ROW_LENGTH=100",
                ],
                2,
            )),
            Slot::AutoIncrement => Some(self.word(&["100", "7"])),
            Slot::Versioned if !table.has(Slot::PartitionBy) => Self::flag(),
            Slot::PartitionBy if !table.has(Slot::Versioned) => self.partition_by(id),
            Slot::Parts => self.parts(id),
            _ => None,
        }
    }

    fn partition_by(&mut self, table: Id) -> Option<Vec<Text>> {
        let mut columns = self.schema.plain_columns(table);
        columns.retain(|column| {
            let class = self.schema.get(*column).map(|column| column.class);
            class == Some(Class::Integer)
        });
        let column = full(*self.dice.choose(&columns)?);
        let template = *self.dice.pick(&[
            "RANGE ({})",
            "RANGE ({})",
            "LIST ({})",
            "HASH ({})",
            "LINEAR HASH ({})",
            "KEY ({})",
            "RANGE COLUMNS ({})",
        ]);
        Some(vec![sql(template, &[column])])
    }

    fn parts(&mut self, table: Id) -> Option<Vec<Text>> {
        let by = self.schema.get(table)?.word(Slot::PartitionBy).to_owned();
        let mut parts = Vec::new();
        if by.starts_with("RANGE") {
            for (at, bound) in [10, 100, 1000, 10000].iter().enumerate() {
                if self.dice.chance(60) {
                    parts.push(raw(format!("PARTITION p{at} VALUES LESS THAN ({bound})")));
                }
            }
            if parts.is_empty() || self.dice.chance(60) {
                let bound = if by.contains("COLUMNS") {
                    "(MAXVALUE)"
                } else {
                    "MAXVALUE"
                };
                parts.push(raw(format!("PARTITION pmax VALUES LESS THAN {bound}")));
            }
        } else if by.starts_with("LIST") {
            for at in 0..2 + self.dice.below(3) {
                let (one, other) = (at * 2, at * 2 + 1);
                let comment = if self.dice.chance(20) {
                    " COMMENT = 'it''s'"
                } else {
                    ""
                };
                parts.push(raw(format!(
                    "PARTITION p{at} VALUES IN ({one}, {other}){comment}"
                )));
            }
        } else if by.is_empty() {
            return None;
        } else {
            parts.push(raw(format!("PARTITIONS {}", 2 + self.dice.below(4))));
        }
        Some(parts)
    }

    /// Any type.
    pub(in crate::fuzz::mysql) fn any_type(&mut self) -> (Text, Class) {
        let (name, class) = *self.dice.pick(&TYPES);
        (raw(name), class)
    }

    /// Slots of columns.
    pub(super) fn column_slot(&mut self, id: Id, slot: Slot) -> Option<Vec<Text>> {
        if slot == Slot::Type {
            let (text, class) = self.any_type();
            self.schema.get_mut(id)?.class = class;
            return Some(vec![text]);
        }
        let type_name = self.type_of(id);
        let column = self.schema.get(id)?;
        let (class, table) = (column.class, column.on?);
        let computed = column.has(Slot::Generated);
        match slot {
            Slot::Collate if matches!(class, Class::Text | Class::Enum) => {
                Some(self.word(&COLLATIONS))
            }
            Slot::AutoIncrement if class == Class::Integer && type_name != "year" => {
                let others = self.schema.on(table, Kind::Column);
                let is_one = |id: &Id| {
                    self.schema
                        .get(*id)
                        .is_some_and(|column| column.has(Slot::AutoIncrement))
                };
                if others.iter().any(is_one) {
                    return None;
                }
                self.schema.get_mut(id)?.slots.remove(&Slot::Default);
                Self::flag()
            }
            Slot::Generated => {
                let mut columns = self.schema.plain_columns(table);
                columns.retain(|other| *other < id);
                let (text, class) = self.computed(&columns, By::Name)?;
                let type_name = match class {
                    Class::Integer => "bigint",
                    Class::Number => "double",
                    _ => "varchar(300)",
                };
                let column = self.schema.get_mut(id)?;
                column.class = class;
                column.set(Slot::Type, raw(type_name));
                for other in [
                    Slot::Default,
                    Slot::AutoIncrement,
                    Slot::OnUpdate,
                    Slot::NotNull,
                ] {
                    column.slots.remove(&other);
                }
                Some(vec![text])
            }
            Slot::Stored if computed => Self::flag(),
            Slot::Invisible | Slot::NotNull if !computed => Self::flag(),
            Slot::Default if !computed && !column.has(Slot::AutoIncrement) => {
                if class == Class::Integer && type_name != "year" && self.dice.chance(12) {
                    let sequences = self.schema.of(&[Kind::Sequence]);
                    if let Some(sequence) = self.dice.choose(&sequences) {
                        return Some(vec![sql("nextval({})", &[full(*sequence)])]);
                    }
                }
                Some(vec![self.constant(class, &type_name)?])
            }
            Slot::OnUpdate if class == Class::Timestamp && !computed => {
                Some(vec![raw(now(&type_name))])
            }
            Slot::Unversioned if self.schema.get(table)?.has(Slot::Versioned) => Self::flag(),
            Slot::Check => Some(vec![self.condition(&[id], By::Name)?]),
            _ => None,
        }
    }
}
