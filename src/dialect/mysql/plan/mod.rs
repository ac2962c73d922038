//! From a difference to an ordered script.
//!
//! `keys` says which foreign keys must go and come, `order` in which order the statements on
//! tables and sequences can run, `alter` writes what changes on a table as one statement (`column`
//! its columns, `partition` its partitions, `define` the clauses), `object` everything else: views, routines, triggers, events.
//!
//! Each statement commits by itself, so none concerns more than one object: what was done when a
//! script broke off can be told.

mod alter;
mod column;
mod define;
mod event;
mod history;
mod index;
mod keys;
mod object;
mod order;
mod partition;
mod trigger;

use super::quote::ident;
use crate::diff::{Change, TableChange, compare};
use crate::draft::Statement;
use crate::error::{Error, Result};
use crate::schema::{Name, ObjectKind, Schema};
use keys::Key;
use order::{Order, Step};

pub(super) use alter::alter_table;

/// The statements that turn `from` into `to`, in order. Renames must have been carried out on
/// `from` already.
///
/// # Errors
/// Refused, where objects need each other in a circle.
pub(super) fn plan(from: &Schema, to: &Schema) -> Result<Vec<Statement>> {
    let changes = compare(from, to);
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let keys = keys::decide(from, to);
    let order = Order::find(from, to, &changes, &keys).map_err(|circle| {
        let mut error = Error::refused("these objects need each other in a circle");
        for name in circle.iter().take(8) {
            error = error.note(name.clone());
        }
        error.hint("make the change in two migrations")
    })?;
    let mut writer = Writer {
        from,
        to,
        changes: &changes,
        order: &order,
        out: Vec::new(),
    };
    writer.objects_first();
    for step in &order.steps {
        writer.step(step);
    }
    writer.objects_last();
    Ok(writer.out)
}

/// Writes the statements of a plan.
struct Writer<'a> {
    from: &'a Schema,
    to: &'a Schema,
    changes: &'a [Change],
    order: &'a Order<'a>,
    out: Vec<Statement>,
}

impl Writer<'_> {
    fn emit(&mut self, sql: impl Into<String>) {
        self.out.push(Statement::new(sql));
    }

    fn changes_of(&self, name: &Name) -> &[TableChange] {
        let of_table = self.changes.iter().find_map(|change| match change {
            Change::AlterTable { table, changes } if table == name => Some(changes.as_slice()),
            _ => None,
        });
        of_table.unwrap_or_default()
    }

    /// Whether a table is dropped or made, changed or not at all.
    fn is_touched(&self, name: &Name) -> bool {
        self.order
            .steps
            .iter()
            .any(|step| step.table() == Some(name))
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::DropKeys(name) => {
                let keys = self.order.dropped(step);
                let clauses: Vec<String> = keys
                    .iter()
                    .map(|key| alter::drop_foreign_key(key))
                    .collect();
                self.alter_keys(name, &clauses);
            }
            Step::AddKeys(name) => {
                let keys = self.order.added(step);
                let is_new = self.from.table(name).is_none();
                let table = self.to.table(name);
                let (mut clauses, kept) = table
                    .map(|table| index::kept_beside(table, is_new, &keys))
                    .unwrap_or_default();
                clauses.extend(kept);
                let clause = |key: &&Key| format!("ADD {}", define::constraint(key.written));
                clauses.extend(keys.iter().map(clause));
                self.alter_keys(name, &clauses);
            }
            Step::DropTable(name) => self.emit(format!("DROP TABLE {}", ident(name.as_str()))),
            Step::CreateTable(name) => {
                if let Some(table) = self.to.table(name) {
                    let keys = self.order.added(step);
                    let with = |written: &crate::schema::Written| {
                        keys.iter().any(|key| key.written == written)
                    };
                    self.emit(define::table(table, with));
                }
            }
            Step::AlterTable(name) => {
                let (Some(before), Some(after)) = (self.from.table(name), self.to.table(name))
                else {
                    return;
                };
                let (dropped, added) = (self.order.dropped(step), self.order.added(step));
                let statements =
                    alter::statements(before, after, self.changes_of(name), &dropped, &added);
                self.out.extend(statements);
            }
            Step::DropSequence(name) => {
                self.emit(format!("DROP SEQUENCE {}", ident(name.as_str())));
            }
            Step::CreateSequence(name) => {
                if let Some(sequence) = self.to.object(ObjectKind::Sequence, name) {
                    self.emit(sequence.definition.as_str());
                }
            }
            Step::AlterSequence(name) => {
                let of = |schema: &Schema| {
                    schema
                        .object(ObjectKind::Sequence, name)
                        .map(|object| object.definition.to_string())
                };
                if let (Some(before), Some(after)) = (of(self.from), of(self.to)) {
                    self.out
                        .extend(object::alter_sequence(name, &before, &after));
                }
            }
        }
    }

    fn alter_keys(&mut self, table: &Name, clauses: &[String]) {
        if !clauses.is_empty() {
            self.emit(alter_table(table, clauses));
        }
    }
}
