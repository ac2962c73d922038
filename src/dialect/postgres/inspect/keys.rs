//! Constraints and indexes, put onto what they stand on.

use super::catalog;
use super::ignored::Ignored;
use super::needs::Ids;
use super::relations::{Kind, Relation, Relations};
use super::said::Said;
use super::text;
use crate::dialect::postgres::connect::Answer;
use crate::dialect::postgres::quote;
use crate::schema::{Attributes, ConstraintKind, Id, Index, Name, ObjectKind, Sql, Written};
use std::collections::{BTreeSet, HashMap};

/// The constraints of domains, by the domain's number.
pub(super) type Domains = HashMap<u32, Vec<(u32, Written)>>;

/// Gives tables their constraints. Returns those of domains.
pub(super) fn constraints(
    answers: &[Answer],
    relations: &mut Relations,
    said: &Said,
    ids: &mut Ids,
) -> Domains {
    let mut domains = Domains::new();
    for answer in answers {
        let (number, on) = (text::number(answer, 0), text::number(answer, 2));
        let mut attributes = Attributes::new();
        said.write(catalog::CONSTRAINT, number, 0, &mut attributes);
        if answer.get(7).is_some() {
            attributes.insert("inherited".to_owned(), "yes".to_owned());
        }
        let mut written = Written {
            name: Name::exact(answer.text(3)),
            kind: kind(answer.text(4)),
            clause: Sql::new(answer.text(5), answer.text(5)),
            columns: Vec::new(),
            attributes,
        };
        if answer.text(1) == "type" {
            domains.entry(on).or_default().push((number, written));
            continue;
        }
        let target = match written.kind {
            ConstraintKind::ForeignKey => {
                relations.referenced(text::number(answer, 8), answer.text(9))
            }
            _ => None,
        };
        if let Some(table) = relations.get(text::number(answer, 8)) {
            let name = table.name.to_string();
            written.attributes.insert("~references".to_owned(), name);
        }
        if let Some(relation) = relations.get_mut(on) {
            written.columns = relation.columns_of(answer.text(6)).collect();
            if answer.get(5).is_none() {
                let clause = clause(&written, target.as_deref().unwrap_or_default(), answer);
                written.clause = Sql::new(clause.clone(), clause);
            }
            // Whether an heir's rows were looked at is no part of its definition: what it inherits
            // when it is made is valid, what it gets later is as with the parent.
            let is_heir = relation.attributes.contains_key("inherits");
            if is_heir && written.attributes.contains_key("inherited") {
                let clause = written.clause.as_str();
                if let Some(clause) = clause.strip_suffix(quote::NOT_VALID) {
                    written.clause = Sql::new(clause, clause);
                }
            }
            let id = match relation.kind {
                Kind::Table => Some(Id::Constraint(relation.name.clone(), written.name.clone())),
                _ => relation.id(),
            };
            if let Some(id) = id {
                ids.add((catalog::CONSTRAINT, number), id);
            }
            relation.constraints.push(written);
        }
    }
    domains
}

fn kind(letter: &str) -> ConstraintKind {
    match letter {
        "p" => ConstraintKind::PrimaryKey,
        "u" => ConstraintKind::Unique,
        "x" => ConstraintKind::Exclusion,
        "f" => ConstraintKind::ForeignKey,
        _ => ConstraintKind::Check,
    }
}

/// A key as the server writes it.
fn clause(constraint: &Written, target: &str, answer: &Answer) -> String {
    let columns = text::names(constraint.columns.iter().cloned());
    let mut clause = match constraint.kind {
        ConstraintKind::PrimaryKey => format!("PRIMARY KEY ({columns})"),
        ConstraintKind::Unique => format!("UNIQUE ({columns})"),
        _ => format!("FOREIGN KEY ({columns}) REFERENCES {target}"),
    };
    let mut letters = answer.text(10).chars();
    if letters.next() == Some('f') {
        clause.push_str(" MATCH FULL");
    }
    for (event, letter) in ["UPDATE", "DELETE"].iter().zip(letters) {
        let action = match letter {
            'r' => "RESTRICT",
            'c' => "CASCADE",
            'n' => "SET NULL",
            'd' => "SET DEFAULT",
            _ => continue,
        };
        clause.push_str(&format!(" ON {event} {action}"));
    }
    clause.push_str(answer.text(11));
    clause
}

/// Gives tables and materialized views their indexes, and constraints what is said of theirs.
pub(super) fn indexes(
    answers: &[Answer],
    relations: &mut Relations,
    said: &Said,
    ignored: &Ignored,
    ids: &mut Ids,
) {
    for answer in answers {
        let number = text::number(answer, 0);
        let Some(relation) = relations.get_mut(text::number(answer, 1)) else {
            continue;
        };
        let mut attributes = text::attributes(answer.get(10));
        said.write(catalog::CLASS, number, 0, &mut attributes);
        if answer.get(7).is_some() {
            let name = Name::exact(answer.text(2));
            let mut constraints = relation.constraints.iter_mut();
            // A constraint and its index have one name.
            if let Some(constraint) = constraints.find(|constraint| constraint.name == name) {
                say(&mut constraint.attributes, attributes, answer);
            }
            continue;
        }
        if ignored.covers(&relation.schema, answer.text(2)) {
            continue;
        }
        let name = Name::exact(answer.text(3));
        ids.add(
            (catalog::CLASS, number),
            match relation.kind {
                Kind::Table => Id::Index(name.clone()),
                _ => Id::Object(ObjectKind::Index, name.clone()),
            },
        );
        let keys: usize = text::number(answer, 6);
        let columns = relation.columns_of(answer.text(5)).take(keys).collect();
        let definition = match answer.get(8) {
            Some(text) => text::bare(text, &relation.qualified, relation.name.as_str()),
            None => statement(relation, answer),
        };
        relation.indexes.push(Index {
            name,
            unique: answer.get(4).is_some(),
            columns,
            definition: Sql::new(definition.clone(), definition),
            attributes,
            mentions: BTreeSet::new(),
        });
    }
}

/// The statement of an index over plain columns, as the server writes it.
fn statement(on: &Relation, answer: &Answer) -> String {
    let orders = answer.text(12).split(' ').map(|bits| match bits {
        "1" => " DESC NULLS LAST",
        "2" => " NULLS FIRST",
        "3" => " DESC",
        _ => "",
    });
    let columns: Vec<String> = on
        .columns_of(answer.text(5))
        .zip(orders)
        .map(|(column, order)| format!("{}{order}", quote::ident(column.as_str())))
        .collect();
    format!(
        "CREATE {}INDEX {} ON {}{} USING btree ({})",
        if answer.get(4).is_some() {
            "UNIQUE "
        } else {
            ""
        },
        quote::ident(answer.text(2)),
        answer.text(11),
        on.name,
        columns.join(", ")
    )
}

/// What is said of the index behind a constraint, as attributes of the constraint.
fn say(to: &mut Attributes, index: Attributes, answer: &Answer) {
    let inherited = to.contains_key("inherited");
    let named = index.into_iter().map(|(name, value)| match name.as_str() {
        "clustered" | "invalid" => (name, value),
        // The constraint's own parent says it; of which one of several equal ones, this.
        "parent" if inherited => ("~index parent".to_owned(), value),
        _ => (format!("index {name}"), value),
    });
    to.extend(named);
    text::say_parameters("index storage parameters", answer.get(9), to);
}
