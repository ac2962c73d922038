//! The statements of columns.

use super::Writer;
use super::alterable::changes_type;
use super::common::{comment, commented, grants};
use super::decide::Action;
use super::fold::{address, serial_type};
use super::identity::identity_options;
use super::not_null::{OWN, name_changes};
use super::order::Step;
use super::parameters::options;
use super::side::{Node, list, parents};
use super::torn::{heirs_keep, is_moved};
use crate::dialect::postgres::quote::{ident, literal};
use crate::draft::Statement;
use crate::schema::{Attributes, Column, Id, Name, Table};
use std::borrow::Cow;

impl Writer<'_> {
    /// The text of a column in CREATE TABLE or ADD COLUMN.
    pub(super) fn column_text(&self, table: &Table, column: &Column, with_default: bool) -> String {
        let mut text = ident(column.name.as_str());
        let serial = with_default && self.serial_of(table, column);
        text.push(' ');
        if serial {
            text.push_str(serial_type(&column.type_name));
        } else {
            text.push_str(&column.type_name);
        }
        if let Some(collation) = &column.collation {
            text.push_str(&format!(" COLLATE {collation}"));
        }
        if let Some(generated) = &column.generated {
            let kept = if generated.stored {
                "STORED"
            } else {
                "VIRTUAL"
            };
            text.push_str(&format!(
                " GENERATED ALWAYS AS ({}) {kept}",
                generated.expression
            ));
        }
        if let Some(default) = column.default.as_ref().filter(|_| with_default && !serial) {
            text.push_str(&format!(" DEFAULT {default}"));
        }
        if let Some(identity) = column.attributes.get("identity") {
            text.push_str(&format!(
                " GENERATED {identity} AS IDENTITY{}",
                identity_options(table, column)
            ));
        }
        if column.not_null.is_some() {
            match self.name_to_say(table, column) {
                Some(name) => text.push_str(&format!(" CONSTRAINT {} NOT NULL", ident(name))),
                None if serial => {}
                None => text.push_str(" NOT NULL"),
            }
        }
        text
    }

    /// Whether the sequence of a `serial` column is part of the statement.
    fn serial_of(&self, table: &Table, column: &Column) -> bool {
        self.serials
            .contains_key(&(table.name.clone(), column.name.clone()))
    }

    pub(super) fn add_column(&mut self, id: &Id, table: &Name, _: &Name) {
        let Some(Node::Column(on, column)) = self.to.node(id) else {
            return;
        };
        if self.comes_with_parent(id) {
            self.column_said(
                id,
                &inherited_attributes(self.to, on, column),
                &column.attributes,
            );
            return;
        }
        if self.add_identity_over_children(on, column) {
            self.column_said(id, &Attributes::new(), &column.attributes);
            return;
        }
        let default = (
            Step::Create,
            Id::Default(table.clone(), column.name.clone()),
        );
        let with_default = self.position.contains_key(&default)
            && self.graph.before(&default).all(|earlier| {
                earlier.1 == *id || self.is_before((earlier.0, &earlier.1), (Step::Create, id))
            });
        if with_default {
            self.folded.insert(default);
        }
        let mut statement = Statement::new(format!(
            "ALTER TABLE {table} ADD COLUMN {}",
            self.column_text(on, column, with_default)
        ));
        let has_value = column.generated.is_some()
            || column.attributes.contains_key("identity")
            || with_default && column.default.is_some();
        let is_new = self
            .action(&Id::Table(table.clone()))
            .is_some_and(Action::creates);
        if column.not_null.is_some() && !has_value && !is_new {
            statement = statement.review(format!(
                "{} is NOT NULL and new: rows that are there need a value, by a DEFAULT or an UPDATE before SET NOT NULL",
                column.name
            ));
        }
        self.push(statement);
        self.column_said(id, &Attributes::new(), &column.attributes);
    }

    pub(super) fn drop_column(&mut self, id: &Id, table: &Name, name: &Name) {
        if self.goes_with_parent(id) {
            return;
        }
        self.keep_values(id, table, name);
        let only = if heirs_keep(self.from, self.to, self.actions, id) {
            "ONLY "
        } else {
            ""
        };
        self.emit(format!(
            "ALTER TABLE {only}{table} DROP COLUMN {}",
            ident(name.as_str())
        ));
    }

    /// Before a column with values of its own becomes a computed one: nobody has said that the
    /// values may go.
    fn keep_values(&mut self, id: &Id, table: &Name, name: &Name) {
        let (Some(Node::Column(_, before)), Some(Node::Column(_, after))) =
            (self.from.node(id), self.to.node(id))
        else {
            return;
        };
        let (None, Some(generated)) = (&before.generated, &after.generated) else {
            return;
        };
        let own = ident(name.as_str());
        let is_there = |other: &Id| match other {
            Id::Column(..) => self.action(other).is_none(),
            _ => !self.action(other).is_some_and(Action::creates),
        };
        let differs = if self.to.needs(id).all(is_there) {
            format!(
                " AND {own}::text IS DISTINCT FROM ({})::text",
                generated.expression
            )
        } else {
            String::new()
        };
        let message = format!(
            "{} has values that would be replaced by computed ones",
            address(table, name)
        );
        let sql = format!(
            "DO $check$\nBEGIN\n    IF EXISTS (SELECT FROM ONLY {table} WHERE {own} IS NOT NULL{differs}) THEN\n        RAISE EXCEPTION {};\n    END IF;\nEND\n$check$",
            literal(&message.replace('%', "%%"))
        );
        self.push(Statement::new(sql).review(format!(
            "{} becomes a computed column: its own values are lost. Take this check out if they may be",
            address(table, name)
        )));
    }

    pub(super) fn alter_column(&mut self, id: &Id, table: &Name, name: &Name) {
        let (Some(Node::Column(on, before)), Some(Node::Column(after_on, after))) =
            (self.from.node(id), self.to.node(id))
        else {
            return;
        };
        let shared = self.shared_with_parent(on, before, after_on, after);
        let alter = format!("ALTER TABLE {table} ALTER COLUMN {}", ident(name.as_str()));
        let identity = |column: &Column| column.attributes.get("identity").cloned();
        if identity(before).is_some() && identity(after).is_none() {
            self.end_identity(&alter, on, before);
        }
        if before.generated.is_some() && after.generated.is_none() && !shared.generated {
            self.emit(format!("{alter} DROP EXPRESSION"));
        }
        if before.not_null.is_some() && after.not_null.is_none() && !shared.not_null {
            self.emit(format!("{alter} DROP NOT NULL"));
        }
        if !shared.type_name {
            self.alter_type(id, &alter, before, after);
        }
        if before.not_null.is_none() && after.not_null.is_some() && !shared.not_null {
            self.set_not_null(after_on, after);
        }
        let is_own = |column: &Column| column.attributes.contains_key(OWN);
        if before.not_null.is_some() && !is_own(before) && is_own(after) {
            self.emit(format!("{alter} SET NOT NULL"));
        }
        if !shared.not_null_name {
            self.rename_not_null(table, before, after);
        }
        self.alter_identity(&alter, after_on, before, after);
        let mut there = Cow::Borrowed(&before.attributes);
        if self.is_retyped(id) {
            // How values are kept is the new type's own way then (`ATExecAlterColumnType`).
            there
                .to_mut()
                .retain(|name, _| name != "storage" && name != "compression");
        }
        self.column_said(id, &there, &after.attributes);
    }

    /// Storage, compression, statistics, comment and grants of a column.
    fn column_said(&mut self, id: &Id, before: &Attributes, after: &Attributes) {
        let Id::Column(table, name) = id else { return };
        let alter = format!(
            "ALTER TABLE ONLY {table} ALTER COLUMN {}",
            ident(name.as_str())
        );
        let changed = |name: &str| before.get(name) != after.get(name);
        if changed("storage") {
            let storage = after
                .get("storage")
                .cloned()
                .unwrap_or_else(|| self.usual_storage(id));
            self.emit(format!("{alter} SET STORAGE {storage}"));
        }
        if changed("compression") {
            let method = after.get("compression").map_or("default", String::as_str);
            self.emit(format!("{alter} SET COMPRESSION {method}"));
        }
        if changed("statistics") {
            let target = after.get("statistics").map_or("-1", String::as_str);
            self.emit(format!("{alter} SET STATISTICS {target}"));
        }
        self.emit_all(options(&alter, "options", before, after));
        self.identity_said(id, before, after);
        if changed("grants") {
            let part = format!(" ({})", ident(name.as_str()));
            let lines = |attributes: &Attributes| list(attributes.get("grants"));
            self.emit_all(grants(
                &lines(before),
                &lines(after),
                &format!("TABLE {table}"),
                &part,
                "",
            ));
        }
        if changed("comment") {
            self.emit(comment(&commented(id, self.to), after.get("comment")));
        }
    }

    pub(super) fn new_column_said(&mut self, table: &Table, column: &Column) {
        let id = Id::Column(table.name.clone(), column.name.clone());
        let before = inherited_attributes(self.to, table, column);
        self.column_said(&id, &before, &column.attributes);
    }

    /// What the table's parent does to the same column is done to this one by the server.
    fn shared_with_parent(
        &self,
        before_on: &Table,
        before: &Column,
        after_on: &Table,
        after: &Column,
    ) -> Shared {
        let mut shared = Shared::default();
        let is_off = is_moved(self.from, self.to, &after_on.name);
        for parent in parents(after_on) {
            if is_off || !parents(before_on).contains(&parent) {
                continue;
            }
            let (Some(old), Some(new)) = (
                self.from.column(&parent, &before.name),
                self.to.column(&parent, &after.name),
            ) else {
                continue;
            };
            let id = Id::Column(parent.clone(), before.name.clone());
            if self.action(&id) != Some(Action::Alter) {
                continue;
            }
            shared.type_name |= changes_type(old, new) || self.type_is_swapped(&id);
            shared.not_null |= old.not_null.is_some() != new.not_null.is_some();
            shared.not_null_name |= name_changes(old, new);
            shared.generated |= old.generated != new.generated;
        }
        shared
    }
}

/// What a parent's change does to a column of its child.
#[derive(Debug, Default)]
struct Shared {
    type_name: bool,
    not_null: bool,
    not_null_name: bool,
    generated: bool,
}

/// What a new child's column takes over from its parent.
fn inherited_attributes(side: &super::side::Side, table: &Table, column: &Column) -> Attributes {
    let mut taken = Attributes::new();
    for parent in parents(table) {
        if let Some(theirs) = side.column(&parent, &column.name) {
            for name in ["storage", "compression"] {
                if let Some(value) = theirs.attributes.get(name) {
                    taken.insert(name.to_owned(), value.clone());
                }
            }
        }
    }
    taken
}
