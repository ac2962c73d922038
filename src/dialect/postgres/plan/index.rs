//! The statements of indexes.

use super::Writer;
use super::common::{comment, commented};
use super::partition::table_of;
use super::reference::{bare, beside};
use super::side::Node;
use super::torn::{attached, attached_to};
use crate::dialect::postgres::quote::ident;
use crate::draft::Statement;
use crate::schema::{Attributes, Id, Index, Name, Table};

impl Writer<'_> {
    pub(super) fn create_index(&mut self, id: &Id, _: &Name) {
        let Some(Node::Index(table, index)) = self.to.node(id) else {
            return;
        };
        if self.comes_with_parent(id) {
            self.index_said(id, table, &Attributes::new(), index);
            return;
        }
        let whole = table.attributes.contains_key("partition by") && !self.piecewise.contains(id);
        let sql = if whole {
            index.definition.as_str().replacen(" ON ONLY ", " ON ", 1)
        } else {
            index.definition.as_str().to_owned()
        };
        self.emit(sql);
        self.index_said(id, table, &Attributes::new(), index);
    }

    pub(super) fn drop_index(&mut self, id: &Id, name: &Name) {
        if self.goes_with_parent(id) {
            return;
        }
        let keys = self.keys_below(id);
        if keys.is_empty() {
            self.emit(format!("DROP INDEX {name}"));
            return;
        }
        // A key that is attached can't be dropped by itself.
        let statement = Statement::new(format!("DROP INDEX {name} CASCADE"));
        let go = if keys.len() == 1 { "goes" } else { "go" };
        self.push(statement.comment(format!("{} {go} with it.", keys.join(", "))));
    }

    pub(super) fn alter_index(&mut self, id: &Id) {
        if let (Some(Node::Index(_, before)), Some(Node::Index(table, after))) =
            (self.from.node(id), self.to.node(id))
        {
            self.index_said(id, table, &before.attributes, after);
        }
    }

    fn index_said(&mut self, id: &Id, table: &Table, before: &Attributes, after: &Index) {
        let name = &after.name;
        let changed = |key: &str| before.get(key) != after.attributes.get(key);
        let value = |key: &str| after.attributes.get(key);
        if changed("tablespace") {
            let space = value("tablespace").map_or("pg_default", String::as_str);
            self.emit(format!("ALTER INDEX {name} SET TABLESPACE {space}"));
        }
        if changed("statistics") {
            self.emit_all(index_statistics(
                name,
                before.get("statistics"),
                value("statistics"),
            ));
        }
        if changed("clustered")
            && (value("clustered").is_some() || !self.is_clustered_otherwise(&table.name))
        {
            let own = ident(&bare(name));
            self.emit(clustered(&table.name, &own, value("clustered").is_some()));
        }
        if changed("comment") {
            self.emit(comment(&commented(id, self.to), value("comment")));
        }
    }

    /// Attaches an index, or the one behind a key, to that of the parent.
    pub(super) fn attach_index(&mut self, id: &Id) {
        let Some(parent) = attached_to(self.to, id) else {
            return;
        };
        let Some(table) = table_of(self.to, id) else {
            return;
        };
        let table = Id::Table(table.name.clone());
        let with_table = self.attached.contains(&table) && !self.piecewise.contains(&parent);
        if self.comes_with_parent(id) || with_table {
            return;
        }
        if let (Some(parent), Some(own)) = (index_of(&parent), index_of(id)) {
            self.emit(format!("ALTER INDEX {parent} ATTACH PARTITION {own}"));
        }
    }

    /// The keys of partitions that stand behind an index of the parent, at any depth.
    pub(super) fn keys_below(&self, index: &Id) -> Vec<String> {
        let mut keys = Vec::new();
        for child in attached(self.from, index) {
            match child {
                Id::Constraint(table, name) => keys.push(format!("{name} on {table}")),
                _ => keys.extend(self.keys_below(child)),
            }
        }
        keys
    }
}

fn index_statistics(name: &Name, before: Option<&String>, after: Option<&String>) -> Vec<String> {
    let read = |text: Option<&String>| -> Vec<(i32, i32)> {
        text.and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    };
    let (before, after) = (read(before), read(after));
    let mut statements = Vec::new();
    for (column, _) in &before {
        if !after.iter().any(|(other, _)| other == column) {
            statements.push(format!(
                "ALTER INDEX {name} ALTER COLUMN {column} SET STATISTICS -1"
            ));
        }
    }
    for (column, target) in after {
        if !before.contains(&(column, target)) {
            statements.push(format!(
                "ALTER INDEX {name} ALTER COLUMN {column} SET STATISTICS {target}"
            ));
        }
    }
    statements
}

pub(super) fn clustered(table: &Name, index: &str, on: bool) -> String {
    if on {
        format!("ALTER TABLE {table} CLUSTER ON {index}")
    } else {
        format!("ALTER TABLE {table} SET WITHOUT CLUSTER")
    }
}

/// The reference of an index, or of the one behind a key.
fn index_of(id: &Id) -> Option<String> {
    match id {
        Id::Index(name) => Some(name.to_string()),
        Id::Constraint(table, name) => Some(beside(table, name.as_str())),
        _ => None,
    }
}
