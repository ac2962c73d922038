//! How tables are split, and their parts.

use super::super::model::{Class, Id, Text, name, named, raw, sql};
use super::super::slot::{Kind, Slot};
use super::Maker;

impl Maker<'_> {
    /// A way to split a table.
    pub(super) fn partition_by(&mut self, table: Id) -> Option<Vec<Text>> {
        let heirs = self.schema.of(&[Kind::Table]);
        let inherited = heirs.iter().any(|heir| {
            self.schema.get(*heir).is_some_and(|heir| {
                heir.list(Slot::Inherits)
                    .iter()
                    .any(|text| named(text).any(|id| id == table))
            })
        });
        if inherited {
            return None;
        }
        let mut columns = self.schema.columns(table);
        columns.retain(|column| {
            self.schema.get(*column).is_some_and(|column| {
                matches!(
                    column.class,
                    Class::Integer | Class::Text | Class::Date | Class::Timestamp
                ) && !column.has(Slot::Generated)
                    && !column.has(Slot::Identity)
                    && named(column.text(Slot::Type)).next().is_none()
            })
        });
        let column = *self.dice.choose(&columns)?;
        let class = self.schema.get(column)?.class;
        self.schema.get_mut(table)?.class = class;
        let key = match class {
            Class::Integer if self.dice.chance(8) => sql("(({} % 100))", &[name(column)]),
            Class::Text if self.dice.chance(8) => sql("(lower({}))", &[name(column)]),
            _ => sql("({})", &[name(column)]),
        };
        let method = *self
            .dice
            .pick(&["LIST {}", "LIST {}", "RANGE {}", "RANGE {}", "HASH {}"]);
        Some(vec![sql(method, &[key])])
    }

    /// The columns that split the table and its parts; nothing where expressions do.
    pub(super) fn partition_columns(&self, table: Id) -> Option<Vec<Id>> {
        let root = self.schema.root(table);
        let mut columns = Vec::new();
        for part in self.schema.of(&[Kind::Table]) {
            if self.schema.root(part) != root {
                continue;
            }
            let text = self.schema.get(part)?.text(Slot::PartitionBy);
            let expression = self.schema.write(text).matches('(').count() > 1;
            if expression {
                return None;
            }
            for column in named(text) {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
        Some(columns)
    }

    /// A part of some table.
    pub(in crate::fuzz::postgres) fn any_partition(&mut self) -> Option<Id> {
        let mut tables = self.schema.of(&[Kind::Table]);
        tables.retain(|table| {
            self.schema
                .get(*table)
                .is_some_and(|table| table.has(Slot::PartitionBy))
        });
        let table = *self.dice.choose(&tables)?;
        self.partition(table)
    }

    /// A part of this table; nothing where chance finds no bound that is free.
    pub(super) fn partition(&mut self, parent: Id) -> Option<Id> {
        let bound = self.bound(parent)?;
        let home = self.home();
        let id = self.bare(Kind::Table, home, Some(parent));
        self.schema.get_mut(id)?.set(Slot::Bound, bound);
        // What is unlogged, secured and so on is said of a part by itself.
        self.fill(id)?;
        if self.schema.get(id)?.has(Slot::PartitionBy) {
            for _ in 0..self.dice.below(3) {
                self.partition(id);
            }
        }
        Some(id)
    }

    /// A bound that no other part of the table has.
    pub(in crate::fuzz::postgres) fn bound(&mut self, parent: Id) -> Option<Text> {
        let table = self.schema.get(parent)?;
        let (class, method) = (table.class, table.word(Slot::PartitionBy).to_owned());
        let siblings: Vec<String> = self
            .schema
            .on(parent, Kind::Table)
            .into_iter()
            .filter_map(|sibling| self.schema.get(sibling))
            .map(|sibling| self.schema.write(sibling.text(Slot::Bound)))
            .collect();
        if !method.starts_with("HASH") && self.dice.chance(20) {
            return (!siblings.iter().any(|bound| bound == "DEFAULT")).then(|| raw("DEFAULT"));
        }
        let number = self.dice.below(4);
        let bound = if method.starts_with("HASH") {
            format!("FOR VALUES WITH (MODULUS 4, REMAINDER {number})")
        } else if method.starts_with("LIST") {
            list_bound(class, number)
        } else {
            range_bound(class, number)
        };
        (!siblings.contains(&bound)).then(|| raw(bound))
    }
}

fn list_bound(class: Class, number: usize) -> String {
    let (one, two) = (2 * number, 2 * number + 1);
    match class {
        Class::Integer if number == 3 => "FOR VALUES IN (6, 7, NULL)".to_owned(),
        Class::Integer => format!("FOR VALUES IN ({one}, {two})"),
        Class::Text => format!("FOR VALUES IN ('v{one}', 'v{two}')"),
        Class::Date => format!(
            "FOR VALUES IN ('2020-01-{:02}', '2020-01-{:02}')",
            one + 1,
            two + 1
        ),
        _ => format!("FOR VALUES IN ('2020-01-{:02} 10:00:00')", number + 1),
    }
}

fn range_bound(class: Class, number: usize) -> String {
    let (one, two) = (number, number + 1);
    match class {
        Class::Integer if number == 0 => "FOR VALUES FROM (MINVALUE) TO (2)".to_owned(),
        Class::Integer => format!("FOR VALUES FROM ({}) TO ({})", 2 * one, 2 * two),
        Class::Text => format!("FOR VALUES FROM ('v{one}') TO ('v{two}')"),
        _ => format!(
            "FOR VALUES FROM ('2020-01-{:02}') TO ('2020-01-{:02}')",
            one + 1,
            two + 1
        ),
    }
}
