//! Everything that is no relation: types, functions, operators, triggers, policies and what else
//! the catalog holds, each with the statement that makes it.

use super::catalog;
use super::ignored::Ignored;
use super::keys::Domains;
use super::needs::Ids;
use super::relations::{Relation, Relations};
use super::said::Said;
use super::text;
use super::views::names_and_types;
use crate::dialect::postgres::connect::Answer;
use crate::schema::{Attributes, Id, Name, Object, ObjectKind, Sql};
use serde_json::json;
use std::collections::BTreeSet;

/// Reads the answers. What stands on a relation that is not there is left out.
pub(super) fn read(
    answers: &[Answer],
    relations: &Relations,
    domains: &mut Domains,
    said: &Said,
    ignored: &Ignored,
    ids: &mut Ids,
) -> Vec<Object> {
    let mut objects = Vec::new();
    for answer in answers {
        if ignored.covers(answer.text(3), answer.text(4)) {
            continue;
        }
        let relation = match answer.get(6) {
            Some(number) => {
                let found = number.parse().ok().and_then(|number| relations.get(number));
                let Some(relation) = found else { continue };
                Some((text::number(answer, 6), relation))
            }
            None => None,
        };
        let mut object = object(answer, relation.map(|(_, relation)| relation));
        let (class, number) = (text::number(answer, 0), text::number(answer, 1));
        ids.add(
            (class, number),
            Id::Object(object.kind, object.name.clone()),
        );
        said.write(class, number, 0, &mut object.attributes);
        // An extension brings a comment with it.
        let attributes = &mut object.attributes;
        if attributes.contains_key("~comment")
            && attributes.get("comment") == attributes.get("~comment")
        {
            attributes.remove("comment");
        }
        if let Some(owner) = answer.get(8) {
            ignored.note_owner(owner, &mut object.attributes);
        }
        match (object.kind, relation) {
            (ObjectKind::Composite, Some((number, relation))) => {
                compose(&mut object, number, relation, said);
                ids.part_of(
                    (catalog::CLASS, number),
                    (class, text::number(answer, 1), 0),
                );
            }
            (ObjectKind::Domain, _) => {
                for (constraint, written) in domains.remove(&number).unwrap_or_default() {
                    let name = &written.name;
                    let id = Id::Constraint(object.name.clone(), name.clone());
                    ids.add((catalog::CONSTRAINT, constraint), id);
                    let to = &mut object.attributes;
                    if let Some(comment) = written.attributes.get("comment") {
                        to.insert(format!("comment {name}"), comment.clone());
                    }
                    to.insert(format!("check {name}"), written.clause.to_string());
                }
            }
            _ => {}
        }
        objects.push(object);
    }
    objects
}

fn object(answer: &Answer, relation: Option<&Relation>) -> Object {
    let kind = kind(answer.text(2));
    let text = answer.text(7).trim_end();
    let definition = match (kind, relation) {
        (ObjectKind::Trigger, Some(on)) => text::bare(text, &on.qualified, on.name.as_str()),
        (ObjectKind::Rule, Some(on)) => {
            let text = text.strip_suffix(';').unwrap_or(text);
            text::bare(text, &on.qualified, on.name.as_str())
        }
        _ => text.to_owned(),
    };
    let on = match kind {
        ObjectKind::Composite => None,
        _ => relation.map(|relation| relation.name.clone()),
    };
    Object {
        kind,
        name: Name::exact(answer.text(5)),
        on,
        definition: match kind {
            ObjectKind::Statistics => Sql::new(&*definition, text::in_one_order(&definition)),
            ObjectKind::Function | ObjectKind::Procedure => {
                Sql::new(&*definition, text::without_own_names(&definition))
            }
            _ => Sql::new(definition.clone(), definition),
        },
        attributes: text::attributes(answer.get(9)),
        columns: Vec::new(),
        mentions: BTreeSet::new(),
    }
}

fn kind(word: &str) -> ObjectKind {
    match word {
        "schema" => ObjectKind::Schema,
        "extension" => ObjectKind::Extension,
        "collation" => ObjectKind::Collation,
        "enum" => ObjectKind::Enum,
        "composite" => ObjectKind::Composite,
        "domain" => ObjectKind::Domain,
        "range" => ObjectKind::Range,
        "function" => ObjectKind::Function,
        "procedure" => ObjectKind::Procedure,
        "aggregate" => ObjectKind::Aggregate,
        "operator" => ObjectKind::Operator,
        "operator family" => ObjectKind::OperatorFamily,
        "operator class" => ObjectKind::OperatorClass,
        "cast" => ObjectKind::Cast,
        "rule" => ObjectKind::Rule,
        "trigger" => ObjectKind::Trigger,
        "event trigger" => ObjectKind::EventTrigger,
        "policy" => ObjectKind::Policy,
        "statistics" => ObjectKind::Statistics,
        "publication" => ObjectKind::Publication,
        "default privileges" => ObjectKind::DefaultPrivileges,
        "text search" => ObjectKind::TextSearch,
        "foreign" => ObjectKind::Foreign,
        _ => ObjectKind::Other,
    }
}

/// Gives a composite type its columns.
fn compose(object: &mut Object, number: u32, relation: &Relation, said: &Said) {
    let mut columns = Vec::new();
    for part in &relation.columns {
        let column = &part.column;
        let collation = column.collation.as_ref().map(Name::as_str);
        columns.push(json!([column.name.as_str(), column.type_name, collation]));
        let mut own = Attributes::new();
        said.write(catalog::CLASS, number, part.number, &mut own);
        for (name, value) in own {
            object
                .attributes
                .insert(format!("{name} {}", column.name), value);
        }
    }
    let columns = serde_json::Value::Array(columns).to_string();
    object.attributes.insert("columns".to_owned(), columns);
    object.columns = names_and_types(&relation.columns);
}
