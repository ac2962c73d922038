//! The statements of tables, their constraints and indexes.

use super::Writer;
use super::common::{given, said};
use super::constraint::{clause, said_by_clause};
use super::decide::Action;
use super::order::{Step, is_out_of_parent};
use super::parameters;
use super::side::{Node, list, parents, written};
use super::torn::{keys_above, left_for_a_moment};
use crate::dialect::postgres::quote::ident;
use crate::draft::Statement;
use crate::schema::{Attributes, Id, Name, ObjectKind, Table};
use std::collections::BTreeMap;

impl Writer<'_> {
    pub(super) fn create_table(&mut self, id: &Id, name: &Name) {
        let Some(table) = self.to.table(name) else {
            return;
        };
        if self.is_short_partition(id) {
            self.create_partition(id, table);
        } else {
            let sql = self.create_text(table);
            self.emit(sql);
            self.own_not_nulls(table);
        }
        self.new_table_said(id, table);
    }

    fn create_text(&self, table: &Table) -> String {
        let folded = |step, id: Id| self.folded.contains(&(step, id));
        let mut lines = Vec::new();
        for column in &table.columns {
            let id = Id::Column(table.name.clone(), column.name.clone());
            if self.is_inherited_column(table, &id) {
                lines.extend(Self::own_not_null(column));
                continue;
            }
            if !folded(Step::Create, id.clone()) {
                continue;
            }
            let default = folded(
                Step::Create,
                Id::Default(table.name.clone(), column.name.clone()),
            );
            lines.push(self.column_text(table, column, default));
        }
        for constraint in written(table) {
            let id = Id::Constraint(table.name.clone(), constraint.name.clone());
            if folded(Step::Create, id) {
                lines.push(format!(
                    "CONSTRAINT {} {}",
                    ident(constraint.name.as_str()),
                    clause(constraint)
                ));
            }
        }
        let body = if lines.is_empty() {
            "()".to_owned()
        } else {
            format!("(\n    {}\n)", lines.join(",\n    "))
        };
        let unlogged = if table.attributes.contains_key("unlogged") {
            "UNLOGGED "
        } else {
            ""
        };
        format!(
            "CREATE {unlogged}TABLE {} {body}{}",
            table.name,
            self.table_clauses(table)
        )
    }

    /// Columns of an inheriting table that only its parents have; a partition that is attached
    /// has them as its own first.
    pub(super) fn is_inherited_column(&self, table: &Table, id: &Id) -> bool {
        table.attributes.contains_key("inherits")
            && self.to.node(id).is_some_and(Node::is_inherited)
    }

    /// What stands behind the columns.
    pub(super) fn table_clauses(&self, table: &Table) -> String {
        let value = |name: &str| table.attributes.get(name);
        let mut text = String::new();
        let heirs = list(value("inherits"));
        if !heirs.is_empty() {
            text.push_str(&format!(" INHERITS ({})", heirs.join(", ")));
        }
        if let Some(key) = value("partition by") {
            text.push_str(&format!(" PARTITION BY {key}"));
        }
        if let Some(method) = value("access method") {
            text.push_str(&format!(" USING {method}"));
        }
        if let Some(parameters) = parameters::list(&table.attributes, "storage parameters") {
            text.push_str(&format!(" WITH ({parameters})"));
        }
        if let Some(space) = value("tablespace") {
            text.push_str(&format!(" TABLESPACE {space}"));
        }
        text
    }

    fn new_table_said(&mut self, id: &Id, table: &Table) {
        let before = given(self.from.schema, self.to.schema, id);
        self.emit_all(row_security(&table.name, &before, &table.attributes));
        self.emit_all(said(id, self.to, &before, &table.attributes));
        for column in &table.columns {
            let column_id = Id::Column(table.name.clone(), column.name.clone());
            let whole = self.folded.contains(&(Step::Create, column_id.clone()))
                || self.is_short_partition(id);
            if whole {
                self.new_column_said(table, column);
            }
        }
        for sequence in self.sequences_in(table) {
            let Some(object) = self.to.object(&sequence) else {
                continue;
            };
            let before = given(self.from.schema, self.to.schema, &sequence);
            let statements = said(&sequence, self.to, &before, &object.attributes);
            self.emit_all(statements);
        }
        for constraint in written(table) {
            let constraint_id = Id::Constraint(table.name.clone(), constraint.name.clone());
            if self.folded.contains(&(Step::Create, constraint_id.clone())) {
                self.constraint_said(&constraint_id, &said_by_clause(constraint), constraint);
            }
        }
    }

    /// The sequences of `serial` columns that are made by the table's statement.
    fn sequences_in(&self, table: &Table) -> Vec<Id> {
        let columns = table.columns.iter();
        columns
            .filter_map(|column| {
                let key = (table.name.clone(), column.name.clone());
                self.serials.get(&key).cloned()
            })
            .collect()
    }

    pub(super) fn drop_table(&mut self, id: &Id, name: &Name) {
        match self.action(id) {
            Some(Action::Rebuild | Action::Rebuilt) => {
                for sequence in self.kept_sequences(name) {
                    self.emit(format!("ALTER SEQUENCE {sequence} OWNED BY NONE"));
                }
                self.set_identities_aside(name);
                let aside = ident(&self.aside(name));
                self.emit(format!("ALTER TABLE {name} RENAME TO {aside}"));
            }
            _ => {
                let parents = self.from.table(name).map(parents).unwrap_or_default();
                let with_parent = parents.iter().any(|parent| {
                    let parent = Id::Table(parent.clone());
                    matches!(self.action(&parent), Some(Action::Drop))
                        && self
                            .from
                            .table(name)
                            .is_some_and(|t| t.attributes.contains_key("partition of"))
                        && self.is_before((Step::Drop, &parent), (Step::Drop, id))
                });
                // The rows of a partition are copied with its parent, which is dropped with it.
                let below_rebuilt = self.is_below_rebuilt(name);
                if !with_parent && !below_rebuilt {
                    self.emit(format!("DROP TABLE {name}"));
                } else if below_rebuilt {
                    let aside = ident(&self.aside(name));
                    self.emit(format!("ALTER TABLE {name} RENAME TO {aside}"));
                }
            }
        }
    }

    /// Whether it is a partition of a table that is set aside.
    pub(super) fn is_below_rebuilt(&self, name: &Name) -> bool {
        let said = self.from.table(name).map(|table| &table.attributes);
        let parent = said.and_then(|said| said.get("partition of"));
        parent.is_some_and(|parent| {
            matches!(
                self.action(&Id::Table(Name::exact(parent))),
                Some(Action::Rebuild | Action::Rebuilt)
            )
        })
    }

    /// Takes a partition that is dropped out of a parent that stays.
    pub(super) fn detach(&mut self, name: &Name) {
        for parent in self.from.table(name).map(parents).unwrap_or_default() {
            let sql = format!("ALTER TABLE {parent} DETACH PARTITION {name}");
            let mut statement = Statement::new(sql);
            let stays = |key: &Id| !self.action(key).is_some_and(Action::drops);
            if keys_above(self.from, name).iter().any(stays) {
                statement =
                    statement.comment("Stops where rows of other tables refer to its rows.");
            }
            self.push(statement);
        }
    }

    /// Takes a table out of where it is attached, and off the index that identifies its rows.
    pub(super) fn free_table(&mut self, id: &Id, name: &Name) {
        let (Some(before), Some(after)) = (self.from.table(name), self.to.table(name)) else {
            return;
        };
        let value = |table: &Table, key: &str| table.attributes.get(key).cloned();
        let was = value(before, "partition of");
        if let Some(parent) = &was
            && (was != value(after, "partition of")
                || value(before, "bound") != value(after, "bound")
                || is_out_of_parent(self.from, self.actions, name))
        {
            self.emit(format!("ALTER TABLE {parent} DETACH PARTITION {name}"));
        }
        let back = left_for_a_moment(self.from, self.to, name);
        let all = self.action(id) == Some(Action::Rebuild);
        for parent in list(before.attributes.get("inherits")) {
            let stays = list(after.attributes.get("inherits")).contains(&parent);
            if all || !stays || back.contains(&parent) {
                self.emit(format!("ALTER TABLE {name} NO INHERIT {parent}"));
            }
        }
        let identity = |table: &Table| value(table, "replica identity");
        if let Some(text) = identity(before)
            && identity(before) != identity(after)
            && self.action(id).is_some()
            && text.starts_with("USING INDEX")
        {
            self.emit(format!("ALTER TABLE {name} REPLICA IDENTITY DEFAULT"));
        }
    }

    pub(super) fn alter_table(&mut self, id: &Id, name: &Name) {
        let (Some(before), Some(after)) = (self.from.table(name), self.to.table(name)) else {
            return;
        };
        let changed = |key: &str| before.attributes.get(key) != after.attributes.get(key);
        let value = |key: &str| after.attributes.get(key);
        if changed("unlogged") {
            let word = if value("unlogged").is_some() {
                "UNLOGGED"
            } else {
                "LOGGED"
            };
            self.emit(format!("ALTER TABLE {name} SET {word}"));
        }
        if changed("access method") {
            let method = value("access method").map_or("heap", String::as_str);
            self.emit(format!("ALTER TABLE {name} SET ACCESS METHOD {method}"));
        }
        if changed("tablespace") {
            let space = value("tablespace").map_or("pg_default", String::as_str);
            self.emit(format!("ALTER TABLE {name} SET TABLESPACE {space}"));
        }
        if changed("of type") {
            self.emit(match value("of type") {
                Some(of) => format!("ALTER TABLE {name} OF {of}"),
                None => format!("ALTER TABLE {name} NOT OF"),
            });
        }
        self.emit_all(parameters::options(
            &format!("ALTER TABLE {name}"),
            "storage parameters",
            &parameters::of_table(&before.attributes),
            &parameters::of_table(&after.attributes),
        ));
        self.emit_all(row_security(name, &before.attributes, &after.attributes));
        self.emit_all(said(id, self.to, &before.attributes, &after.attributes));
    }

    /// Attaches a table where it belongs, names what identifies its rows, fetches the rows of one
    /// that was rebuilt.
    pub(super) fn finish_table(&mut self, id: &Id, name: &Name) {
        let Some(after) = self.to.table(name) else {
            return;
        };
        let before = self
            .from
            .table(name)
            .filter(|_| !self.action(id).is_some_and(Action::creates));
        let was = |key: &str| before.and_then(|table| table.attributes.get(key));
        let value = |key: &str| after.attributes.get(key);
        if let (Some(parent), Some(bound)) = (value("partition of"), value("bound"))
            && (was("partition of") != Some(parent) || was("bound") != Some(bound))
            && !self.is_short_partition(id)
        {
            self.emit(format!(
                "ALTER TABLE {parent} ATTACH PARTITION {name} {bound}"
            ));
        }
        if let Some(before) = before {
            self.emit_all(parameters::options(
                &format!("ALTER TABLE {name}"),
                "storage parameters",
                &parameters::of_toast(&before.attributes),
                &parameters::of_toast(&after.attributes),
            ));
        }
        for parent in list(value("inherits")) {
            let is_back = left_for_a_moment(self.from, self.to, name).contains(&parent);
            if before.is_some() && (!list(was("inherits")).contains(&parent) || is_back) {
                self.emit(format!("ALTER TABLE {name} INHERIT {parent}"));
            }
        }
        let is_off = self.has(Step::Begin, id)
            && was("replica identity").is_some_and(|text| text.starts_with("USING INDEX"))
            && value("replica identity").is_none();
        if was("replica identity") != value("replica identity") && !is_off {
            let identity = value("replica identity").map_or("DEFAULT", String::as_str);
            self.emit(format!("ALTER TABLE {name} REPLICA IDENTITY {identity}"));
        }
        if was("trigger states") != value("trigger states") {
            let before = was("trigger states").cloned();
            self.set_triggers(name, before.as_ref(), after);
        }
        if self.action(id) == Some(Action::Rebuild) {
            self.copy_rows(name, after);
        }
    }

    /// Enables and disables triggers of a partition, which come from its parent.
    fn set_triggers(&mut self, name: &Name, before: Option<&String>, after: &Table) {
        let read = |text: Option<&String>| -> BTreeMap<String, String> {
            text.and_then(|text| serde_json::from_str(text).ok())
                .unwrap_or_default()
        };
        let (before, wanted) = (read(before), read(after.attributes.get("trigger states")));
        for (trigger, state) in &wanted {
            if before.get(trigger) != Some(state) {
                let word = match state.as_str() {
                    "D" => "DISABLE",
                    "R" => "ENABLE REPLICA",
                    "A" => "ENABLE ALWAYS",
                    _ => "ENABLE",
                };
                self.emit(format!(
                    "ALTER TABLE {name} {word} TRIGGER {}",
                    ident(trigger)
                ));
            }
        }
        for trigger in before
            .keys()
            .filter(|trigger| !wanted.contains_key(*trigger))
        {
            let own = ident(trigger);
            let as_above = parents(after).into_iter().find_map(|parent| {
                let id = Name::exact(format!("{own} ON {parent}"));
                let object = self.to.object(&Id::Object(ObjectKind::Trigger, id))?;
                let state = object.attributes.get("enabled").cloned();
                Some(state.unwrap_or_else(|| "ENABLE".to_owned()))
            });
            if let Some(word) = as_above {
                self.emit(format!("ALTER TABLE {name} {word} TRIGGER {own}"));
            }
        }
    }
}

fn row_security(name: &Name, before: &Attributes, after: &Attributes) -> Vec<String> {
    let mut statements = Vec::new();
    let words = [
        ("row security", "ENABLE", "DISABLE"),
        ("row security forced", "FORCE", "NO FORCE"),
    ];
    for (key, on, off) in words {
        if before.get(key) != after.get(key) {
            let word = if after.contains_key(key) { on } else { off };
            statements.push(format!("ALTER TABLE {name} {word} ROW LEVEL SECURITY"));
        }
    }
    statements
}
