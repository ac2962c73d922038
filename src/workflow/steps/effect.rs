//! What a step changes: the objects of the schema that were otherwise before it, in words that are
//! equal where the objects are. Rows are never looked at.

use crate::schema::{
    Attributes, Column, Constraint, Index, KeyColumn, Name, Object, Schema, Table,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Every object of a schema by its kind and name, each with its parts in words.
pub(super) type Prints = BTreeMap<String, Vec<String>>;

/// What a step does to an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Effect {
    /// Its kind and name.
    pub object: String,
    /// Its parts before the step; none where it was not there.
    pub before: Option<Vec<String>>,
    /// Its parts after it.
    pub after: Option<Vec<String>>,
}

/// What is otherwise in `after`.
pub(super) fn effects(before: &Prints, after: &Prints) -> Vec<Effect> {
    let mut objects: Vec<&String> = before.keys().chain(after.keys()).collect();
    objects.sort();
    objects.dedup();
    objects
        .into_iter()
        .filter(|object| before.get(*object) != after.get(*object))
        .map(|object| Effect {
            object: object.clone(),
            before: before.get(object).cloned(),
            after: after.get(object).cloned(),
        })
        .collect()
}

/// The objects of a schema in words.
pub(super) fn prints(schema: &Schema) -> Prints {
    let tables = schema
        .tables
        .iter()
        .map(|table| (format!("table {}", table.name.key()), parts(table)));
    let objects = schema.objects.iter().map(|object| {
        let on = object
            .on
            .as_ref()
            .map(|on| format!(" on {}", on.key()))
            .unwrap_or_default();
        let name = format!("{} {}{on}", object.kind, object.name.key());
        (name, definition(object))
    });
    tables.chain(objects).collect()
}

fn definition(object: &Object) -> Vec<String> {
    let mut lines = vec![object.definition.normal().to_owned()];
    lines.extend(said(&object.attributes));
    lines
}

fn parts(table: &Table) -> Vec<String> {
    if table.opaque.is_some() {
        let mut lines = vec![table.definition.normal().to_owned()];
        lines.extend(sorted(table.indexes.iter().map(index)));
        return lines;
    }
    let mut lines: Vec<String> = table.columns.iter().map(column).collect();
    lines.extend(sorted(table.constraints.iter().map(constraint)));
    lines.extend(sorted(table.indexes.iter().map(index)));
    lines.extend(
        table
            .options
            .iter()
            .map(|option| format!("option {option}")),
    );
    lines.extend(said(&table.attributes));
    lines
}

/// The order of what has none is not told.
fn sorted(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

/// What is said of an object beside its definition. What begins with `~` is not compared.
fn said(attributes: &Attributes) -> impl Iterator<Item = String> {
    attributes
        .iter()
        .filter(|(name, _)| !name.starts_with('~'))
        .map(|(name, value)| format!("{name}: {value}"))
}

fn with_said(mut line: String, attributes: &Attributes) -> String {
    for said in said(attributes) {
        line.push_str(", ");
        line.push_str(&said);
    }
    line
}

fn column(column: &Column) -> String {
    let mut line = format!("column {}", column.name.key());
    if !column.type_name.is_empty() {
        line.push(' ');
        line.push_str(&column.type_name);
    }
    if let Some(not_null) = &column.not_null {
        line.push_str(" not null");
        if let Some(name) = key(not_null.name.as_ref()) {
            line.push_str(&format!(" {name}"));
        }
        line.push_str(&clause(" on conflict", not_null.conflict.as_deref()));
    }
    let default = column.default.as_ref().map(crate::schema::Sql::normal);
    line.push_str(&clause(" default", default));
    line.push_str(&clause(" collate", key(column.collation.as_ref())));
    if let Some(generated) = &column.generated {
        let kept = if generated.stored {
            "stored"
        } else {
            "virtual"
        };
        line.push_str(&format!(" as ({}) {kept}", generated.expression.normal()));
    }
    with_said(line, &column.attributes)
}

fn clause(word: &str, value: Option<&str>) -> String {
    value.map_or(String::new(), |value| format!("{word} {value}"))
}

/// None for a name that means nothing to the engine.
fn key(name: Option<&Name>) -> Option<&str> {
    name.map(Name::key).filter(|key| !key.is_empty())
}

fn names(names: &[Name]) -> String {
    let keys: Vec<&str> = names.iter().map(Name::key).collect();
    keys.join(", ")
}

fn key_columns(columns: &[KeyColumn]) -> String {
    let columns: Vec<String> = columns
        .iter()
        .map(|column| {
            let order = if column.descending { " desc" } else { "" };
            let collation = clause(" collate", key(column.collation.as_ref()));
            format!("{}{collation}{order}", column.name.key())
        })
        .collect();
    columns.join(", ")
}

fn constraint(constraint: &Constraint) -> String {
    let named = |kind: &str, name: Option<&Name>| format!("{kind}{}", clause("", key(name)));
    match constraint {
        Constraint::PrimaryKey(it) => format!(
            "{} ({}){}{}",
            named("primary key", it.name.as_ref()),
            key_columns(&it.columns),
            clause(" on conflict", it.conflict.as_deref()),
            if it.descending_inline { " inline" } else { "" }
        ),
        Constraint::Unique(it) => format!(
            "{} ({}){}",
            named("unique", it.name.as_ref()),
            key_columns(&it.columns),
            clause(" on conflict", it.conflict.as_deref())
        ),
        Constraint::ForeignKey(it) => format!(
            "{} ({}) references {} ({}) on delete {} on update {}{}{}",
            named("foreign key", it.name.as_ref()),
            names(&it.columns),
            it.parent.key(),
            names(&it.parent_columns),
            it.on_delete,
            it.on_update,
            clause(" match", it.matching.as_deref()),
            clause("", it.deferrable.as_deref())
        ),
        Constraint::Check(it) => format!(
            "{} ({})",
            named("check", it.name.as_ref()),
            it.expression.normal()
        ),
        Constraint::Written(it) => with_said(
            format!("constraint {} {}", it.name.key(), it.clause.normal()),
            &it.attributes,
        ),
    }
}

fn index(index: &Index) -> String {
    let line = format!("index {}: {}", index.name.key(), index.definition.normal());
    with_said(line, &index.attributes)
}
