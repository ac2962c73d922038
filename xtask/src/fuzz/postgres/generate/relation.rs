//! Tables and columns.

use super::super::model::{Class, Id, Part, Text, full, name, named, sql};
use super::super::slot::{Kind, Slot};
use super::{By, Maker};

impl Maker<'_> {
    /// A table or a partition, with what it holds.
    pub(super) fn any_table(&mut self) -> Option<Id> {
        if self.dice.chance(15)
            && let Some(partition) = self.any_partition()
        {
            return Some(partition);
        }
        let home = self.home();
        self.table(home)
    }

    /// A table that is no partition.
    pub(super) fn table(&mut self, home: Option<Id>) -> Option<Id> {
        let table = self.bare(Kind::Table, home, None);
        if self.dice.chance(12)
            && let Some(parents) = self.slot(table, Slot::Inherits)
        {
            self.schema
                .get_mut(table)?
                .slots
                .insert(Slot::Inherits, parents);
        }
        for _ in 0..*self.dice.pick(&[1, 2, 3, 4, 4, 5, 6]) {
            self.column(table);
        }
        self.fill(table)?;
        if self.schema.get(table)?.has(Slot::PartitionBy) {
            for _ in 0..1 + self.dice.below(3) {
                self.partition(table);
            }
        }
        Some(table)
    }

    /// A table that is no partition.
    pub(super) fn plain_table(&mut self) -> Option<Id> {
        let mut tables = self.schema.of(&[Kind::Table]);
        tables.retain(|table| self.schema.parent(*table).is_none());
        self.dice.choose(&tables).copied()
    }

    /// A table; seldom a partition.
    pub(super) fn some_table(&mut self) -> Option<Id> {
        if self.dice.chance(12) {
            return self.dice.choose(&self.schema.of(&[Kind::Table])).copied();
        }
        self.plain_table()
    }

    /// An object that stands on a table.
    pub(super) fn on_table(&mut self, kind: Kind) -> Option<Id> {
        let table = self.some_table()?;
        let home = (kind == Kind::Statistics).then(|| self.home()).flatten();
        self.add(kind, home, Some(table))
    }

    /// A column of a table, by a name that no other column there has.
    pub(super) fn column(&mut self, table: Id) -> Option<Id> {
        let id = self.bare(Kind::Column, None, Some(table));
        self.name_apart(id, table);
        self.fill(id)
    }

    /// Gives a column a name that no other column of the relation, or of what inherits from it,
    /// has.
    pub(in crate::fuzz::postgres) fn name_apart(&mut self, id: Id, relation: Id) {
        let mut others = self.schema.columns(relation);
        let heirs = self.schema.of(&[Kind::Table]);
        for heir in heirs {
            let columns = self.schema.columns(heir);
            if columns.contains(&id) {
                others.extend(columns);
            }
        }
        let taken: Vec<String> = others
            .into_iter()
            .filter(|other| *other != id)
            .filter_map(|other| self.schema.get(other))
            .map(|other| other.name.clone())
            .collect();
        if let Some(column) = self.schema.get_mut(id)
            && taken.contains(&column.name)
        {
            column.name = format!("c{}", id.0);
        }
    }

    /// Slots of tables.
    pub(super) fn table_slot(&mut self, id: Id, slot: Slot) -> Option<Vec<Text>> {
        let table = self.schema.get(id)?;
        let partitioned = table.has(Slot::PartitionBy);
        let is_part = table.on.is_some();
        match slot {
            Slot::Unlogged | Slot::RowSecurity | Slot::ForceRowSecurity => Some(vec![Text::new()]),
            Slot::PartitionBy if !table.has(Slot::Inherits) => self.partition_by(id),
            Slot::Inherits if !partitioned && !is_part => {
                let mut parents = self.schema.of(&[Kind::Table]);
                parents.retain(|parent| {
                    *parent < id
                        && self.schema.get(*parent).is_some_and(|table| {
                            table.on.is_none() && !table.has(Slot::PartitionBy)
                        })
                        && !self.share_names(*parent, id)
                });
                Some(vec![full(*self.dice.choose(&parents)?)])
            }
            Slot::Options if !partitioned => Some(self.words(
                &[
                    "fillfactor = 70",
                    "autovacuum_enabled = false",
                    "autovacuum_vacuum_scale_factor = 0.2",
                    "toast.autovacuum_enabled = false",
                    "parallel_workers = 3",
                ],
                2,
            )),
            Slot::ReplicaIdentity => {
                let keys = self.schema.on(id, Kind::Index);
                match self.dice.choose(&keys) {
                    Some(key) if self.dice.chance(60) => {
                        Some(vec![sql("USING INDEX {}", &[name(*key)])])
                    }
                    _ => Some(self.word(&["FULL", "NOTHING"])),
                }
            }
            Slot::ClusterOn if !partitioned => {
                let mut keys = self.schema.on(id, Kind::Index);
                keys.extend(self.schema.on(id, Kind::Primary));
                keys.retain(|key| {
                    self.schema
                        .get(*key)
                        .is_some_and(|key| !key.name.is_empty())
                });
                Some(vec![name(*self.dice.choose(&keys)?)])
            }
            _ => None,
        }
    }

    /// Slots of columns.
    pub(super) fn column_slot(&mut self, id: Id, slot: Slot) -> Option<Vec<Text>> {
        let column = self.schema.get(id)?;
        let (class, type_text) = (column.class, column.text(Slot::Type).to_vec());
        let serial = column.word(Slot::Type).ends_with("serial");
        let own = named(&type_text).next().is_some();
        let has = |slot| column.has(slot);
        let computed = has(Slot::Default) || has(Slot::Identity) || has(Slot::Generated);
        match slot {
            Slot::Type => {
                let (text, class) = if self.dice.chance(6) {
                    (
                        self.word(&["serial", "bigserial"]).remove(0),
                        Class::Integer,
                    )
                } else {
                    self.any_type()
                };
                self.schema.get_mut(id)?.class = class;
                Some(vec![text])
            }
            Slot::Collate if class == Class::Text => self.collation(&type_text),
            Slot::Identity if class == Class::Integer && !serial && !own && !computed => {
                Some(self.word(&[
                    "ALWAYS AS IDENTITY",
                    "BY DEFAULT AS IDENTITY",
                    "ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5)",
                    "BY DEFAULT AS IDENTITY (MINVALUE 1 MAXVALUE 30000 CYCLE CACHE 5)",
                ]))
            }
            Slot::Generated if !serial && !computed => self.generated(id),
            Slot::Default if !serial && !computed => Some(vec![self.default(class, &type_text)?]),
            Slot::NotNull => Some(vec![Text::new()]),
            Slot::Storage if !own && class == Class::Text => {
                Some(self.word(&["EXTERNAL", "MAIN", "PLAIN", "EXTENDED"]))
            }
            Slot::Compression if !own && matches!(class, Class::Text | Class::Json) => {
                Some(self.word(&["pglz"]))
            }
            Slot::Target => Some(self.word(&["0", "10", "500"])),
            Slot::Options => Some(self.word(&["n_distinct = 5", "n_distinct_inherited = -0.5"])),
            _ => None,
        }
    }

    fn share_names(&self, one: Id, other: Id) -> bool {
        let names = |table: Id| -> Vec<&str> {
            let columns = self.schema.columns(table).into_iter();
            columns
                .filter_map(|column| self.schema.get(column))
                .map(|column| column.name.as_str())
                .collect()
        };
        let others = names(other);
        names(one).iter().any(|name| others.contains(name))
    }

    fn generated(&mut self, id: Id) -> Option<Vec<Text>> {
        let column = self.schema.get(id)?;
        let class = column.class;
        let mut others = self.schema.columns(column.on?);
        others.retain(|other| {
            *other != id
                && self
                    .schema
                    .get(*other)
                    .is_some_and(|other| !other.has(Slot::Generated) && other.class != Class::Other)
        });
        for _ in 0..6 {
            let (value, found) = self.value(&others, By::Name)?;
            if found == class {
                return Some(vec![value]);
            }
        }
        None
    }

    /// A default for a value of this class.
    fn default(&mut self, class: Class, type_text: &[Part]) -> Option<Text> {
        if self.dice.chance(15)
            && let Some(call) = self.call(class, false)
        {
            return Some(call);
        }
        let sequences = self.schema.of(&[Kind::Sequence]);
        if class == Class::Integer
            && self.dice.chance(25)
            && let Some(sequence) = self.dice.choose(&sequences)
        {
            return Some(vec![
                Part::Raw("nextval(".to_owned()),
                Part::Quoted(*sequence),
                Part::Raw("::regclass)".to_owned()),
            ]);
        }
        if self.dice.chance(25) {
            let words: &[&str] = match class {
                Class::Integer => &["1 + 2", "abs(-4)", "-1"],
                Class::Number => &["0.5 * 3", "random()", "0"],
                Class::Text => &["upper('x')", "CURRENT_USER", "('a' || 'b')", "NULL"],
                Class::Boolean => &["1 > 2", "NOT true"],
                Class::Date => &["CURRENT_DATE", "now()"],
                Class::Timestamp => &["now()", "CURRENT_TIMESTAMP", "LOCALTIMESTAMP"],
                Class::Uuid => &["gen_random_uuid()"],
                Class::Json => &["'[]'::jsonb", "'[1, 2]'"],
                _ => &["NULL"],
            };
            return Some(self.word(words).remove(0));
        }
        self.literal(type_text, class)
    }
}
