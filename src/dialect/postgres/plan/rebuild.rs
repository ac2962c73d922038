//! Tables that cannot be altered: set aside, made anew, their rows copied, dropped.

use super::Writer;
use super::casts::{Cast, cast};
use super::decide::Action;
use super::identity::sequence_of;
use super::order::owner;
use super::reference::{bare, beside};
use crate::dialect::postgres::quote::ident;
use crate::draft::Statement;
use crate::schema::{Column, Id, Name, ObjectKind, Table};

impl Writer<'_> {
    /// The name under which something is set aside: one that nothing beside it has.
    pub(super) fn aside(&self, name: &Name) -> String {
        let mut aside = format!("{}_old", bare(name));
        while aside.len() > 60 {
            aside.remove(0);
        }
        let taken = |text: &str| {
            let reference = Name::exact(beside(name, text));
            [self.from, self.to].iter().any(|side| {
                side.has(&Id::Table(reference.clone()))
                    || side.has(&side.index_or_key(&reference))
                    || side
                        .schema
                        .objects
                        .iter()
                        .any(|object| object.name == reference)
            })
        };
        while taken(&aside) {
            aside.push('_');
        }
        aside
    }

    /// The sequences that belong to a table and stay when it is rebuilt.
    pub(super) fn kept_sequences(&self, table: &Name) -> Vec<Name> {
        let owned = |id: &&Id| {
            matches!(id, Id::Object(ObjectKind::Sequence, _))
                && owner(self.from, id).contains(&Id::Table(table.clone()))
                && !self.action(id).is_some_and(Action::drops)
        };
        self.from
            .ids()
            .filter(owned)
            .filter_map(|id| match id {
                Id::Object(_, name) => Some(name.clone()),
                _ => None,
            })
            .collect()
    }

    /// Sets the sequences of a table's identities aside with it.
    pub(super) fn set_identities_aside(&mut self, name: &Name) {
        let Some(table) = self.from.table(name) else {
            return;
        };
        let of_parent = table.attributes.contains_key("partition of");
        for column in &table.columns {
            if column.attributes.contains_key("identity") && !of_parent {
                let sequence = Name::exact(sequence_of(table, column));
                let aside = ident(&self.aside(&sequence));
                self.emit(format!("ALTER SEQUENCE {sequence} RENAME TO {aside}"));
            }
        }
    }

    pub(super) fn copy_rows(&mut self, name: &Name, after: &Table) {
        let Some(before) = self.from.table(name) else {
            return;
        };
        let aside = beside(name, &self.aside(name));
        let mut targets = Vec::new();
        let mut values = Vec::new();
        let mut review = None;
        for column in after
            .columns
            .iter()
            .filter(|column| column.generated.is_none())
        {
            let Some(old) = before.column(&column.name) else {
                continue;
            };
            let own = ident(column.name.as_str());
            let id = Id::Column(name.clone(), column.name.clone());
            let swapped = self.type_is_swapped(&id);
            let value = match cast(&old.type_name, &column.type_name) {
                _ if swapped => format!("{own}::text::{}", column.type_name),
                Cast::Assignment => own.clone(),
                Cast::Explicit => format!("{own}::{}", column.type_name),
                Cast::ByText => format!("{own}::text::{}", column.type_name),
            };
            if value != own && !swapped {
                review = Some(format!(
                    "is this how the values of {} go over?",
                    column.name
                ));
            }
            targets.push(own);
            values.push(value);
        }
        if targets.is_empty() {
            // Rows without values that stay are rows all the same.
            self.emit(format!("INSERT INTO {name}\nSELECT FROM {aside}"));
        } else {
            let has_identity = after
                .columns
                .iter()
                .any(|column| column.attributes.contains_key("identity"));
            let overriding = if has_identity {
                "OVERRIDING SYSTEM VALUE\n"
            } else {
                ""
            };
            let mut statement = Statement::new(format!(
                "INSERT INTO {name} ({})\n{overriding}SELECT {} FROM {aside}",
                targets.join(", "),
                values.join(", ")
            ))
            .comment(format!(
                "{name} cannot be altered to this: its rows go over to a new table."
            ));
            statement.review = review;
            self.push(statement);
        }
        for column in &after.columns {
            let identity = |column: &Column| column.attributes.contains_key("identity");
            let Some(old) = before.column(&column.name).filter(|_| identity(column)) else {
                continue;
            };
            let new = sequence_of(after, column);
            if identity(old) {
                let old = Name::exact(sequence_of(before, old));
                let aside = beside(&old, &self.aside(&old));
                self.go_on_from(&aside, &new);
            } else {
                self.count_on(&new, after, column, Some(1), None);
            }
        }
        for sequence in self.kept_sequences(name) {
            let id = Id::Object(ObjectKind::Sequence, sequence.clone());
            if let Some(owned) = self
                .to
                .object(&id)
                .and_then(|object| object.attributes.get("owned by"))
            {
                self.emit(format!("ALTER SEQUENCE {sequence} OWNED BY {owned}"));
            }
        }
        self.emit(format!("DROP TABLE {aside}"));
    }
}
