//! Makes objects of the relations that are no tables: views, sequences, foreign tables.

use super::catalog;
use super::ignored::Ignored;
use super::needs::Ids;
use super::relations::{Kind, Part, Relation};
use super::said::Said;
use super::text;
use crate::dialect::postgres::quote;
use crate::schema::{Attributes, Column, Index, Name, Object, ObjectKind, Sql};
use std::collections::BTreeSet;

/// The objects that this relation is: itself, and its indexes.
pub(super) fn objects(
    number: u32,
    mut relation: Relation,
    said: &Said,
    ignored: &Ignored,
    ids: &mut Ids,
    to: &mut Vec<Object>,
) {
    let mut attributes = std::mem::take(&mut relation.attributes);
    said.write(catalog::CLASS, number, 0, &mut attributes);
    ignored.note_owner(&relation.owner, &mut attributes);
    let name = match relation.kind {
        Kind::View => "options",
        _ => "storage parameters",
    };
    let parameters = relation.parameters.take();
    text::say_parameters(name, parameters.as_deref(), &mut attributes);
    if let Some(id) = relation.id() {
        ids.add((catalog::CLASS, number), id.clone());
        for default in relation.columns.iter().filter_map(|part| part.default) {
            ids.add((catalog::DEFAULT, default), id.clone());
        }
    }
    let (kind, definition) = match relation.kind {
        Kind::View => (ObjectKind::View, view("VIEW", &relation)),
        Kind::MaterializedView => {
            let definition = view("MATERIALIZED VIEW", &relation);
            (ObjectKind::MaterializedView, definition)
        }
        Kind::Sequence => {
            let definition = format!("CREATE SEQUENCE {}", relation.name);
            (ObjectKind::Sequence, definition)
        }
        Kind::Foreign => (
            ObjectKind::Foreign,
            foreign_table(&relation, &mut attributes),
        ),
        Kind::Table | Kind::Composite | Kind::Identity => return,
    };
    for part in &relation.columns {
        let own = column_attributes(number, relation.kind, part, said);
        attributes.extend(
            own.into_iter()
                .map(|(name, value)| (format!("{name} {}", part.column.name), value)),
        );
    }
    to.extend(
        relation
            .indexes
            .iter()
            .map(|index| index_object(&relation.name, index)),
    );
    to.push(Object {
        kind,
        name: relation.object_name(),
        on: None,
        definition: Sql::new(definition.clone(), definition),
        attributes,
        columns: names_and_types(&relation.columns),
        mentions: BTreeSet::new(),
    });
}

/// Columns with their types.
pub(super) fn names_and_types(columns: &[Part]) -> Vec<(Name, String)> {
    let columns = columns.iter().map(|part| &part.column);
    columns
        .map(|column| (column.name.clone(), column.type_name.clone()))
        .collect()
}

fn view(what: &str, relation: &Relation) -> String {
    let query = relation.query.as_deref().unwrap_or_default();
    let query = query.trim_end().trim_end_matches(';');
    format!("CREATE {what} {} AS\n{query}", relation.name)
}

/// What is said of a column beside what the definition holds.
fn column_attributes(relation: u32, kind: Kind, part: &Part, said: &Said) -> Attributes {
    let mut attributes = part.column.attributes.clone();
    if kind == Kind::Foreign {
        // The statement that makes it holds all but this.
        attributes.retain(|name, _| name == "statistics");
    }
    if let (Kind::View, Some(default)) = (kind, &part.column.default) {
        attributes.insert("default".to_owned(), default.to_string());
    }
    said.write(catalog::CLASS, relation, part.number, &mut attributes);
    attributes
}

fn index_object(on: &Name, index: &Index) -> Object {
    Object {
        kind: ObjectKind::Index,
        name: index.name.clone(),
        on: Some(on.clone()),
        definition: index.definition.clone(),
        attributes: index.attributes.clone(),
        columns: Vec::new(),
        mentions: BTreeSet::new(),
    }
}

/// The whole statement, from which the attributes that it holds are taken.
fn foreign_table(relation: &Relation, attributes: &mut Attributes) -> String {
    let mut lines: Vec<String> = Vec::new();
    let partition = attributes
        .remove("partition of")
        .zip(attributes.remove("bound"));
    if partition.is_none() {
        let columns = relation.columns.iter().map(|part| &part.column);
        let own = columns.filter(|column| !column.attributes.contains_key("inherited"));
        lines.extend(own.map(foreign_column));
    }
    let own = relation.constraints.iter();
    let own = own.filter(|constraint| !constraint.attributes.contains_key("inherited"));
    lines.extend(own.map(|constraint| {
        let name = quote::ident(constraint.name.as_str());
        format!("    CONSTRAINT {name} {}", constraint.clause)
    }));
    let body = match lines.is_empty() {
        true if partition.is_some() => String::new(),
        true => " ()".to_owned(),
        false => format!(" (\n{}\n)", lines.join(",\n")),
    };
    let name = &relation.name;
    let mut statement = match partition {
        Some((parent, bound)) => {
            format!("CREATE FOREIGN TABLE {name} PARTITION OF {parent}{body} {bound}")
        }
        None => format!("CREATE FOREIGN TABLE {name}{body}"),
    };
    let parents = attributes.remove("inherits");
    let parents: Option<Vec<String>> =
        parents.and_then(|parents| serde_json::from_str(&parents).ok());
    if let Some(parents) = parents {
        statement.push_str(&format!(" INHERITS ({})", parents.join(", ")));
    }
    statement.push_str(&format!(" SERVER {}", relation.server));
    if let Some(options) = &relation.options {
        statement.push_str(&format!(" OPTIONS ({options})"));
    }
    statement
}

fn foreign_column(column: &Column) -> String {
    let mut text = format!(
        "    {} {}",
        quote::ident(column.name.as_str()),
        column.type_name
    );
    if let Some(options) = column.attributes.get("foreign options") {
        text.push_str(&format!(" OPTIONS ({options})"));
    }
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(not_null) = &column.not_null {
        if let Some(name) = &not_null.name {
            text.push_str(&format!(" CONSTRAINT {}", quote::ident(name.as_str())));
        }
        text.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        text.push_str(&format!(" DEFAULT {default}"));
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
    text
}
