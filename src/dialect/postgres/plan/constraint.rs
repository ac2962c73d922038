//! The statements of constraints.

use super::Writer;
use super::adopt;
use super::alterable::has_index;
use super::common::{comment, commented};
use super::decide::Action;
use super::index::clustered;
use super::parameters;
use super::partition::origin;
use super::reference::{bare, beside};
use super::side::{Node, Side, written};
use crate::dialect::postgres::quote::{NOT_VALID, ident};
use crate::draft::Statement;
use crate::schema::{Attributes, ConstraintKind, Id, Index, Name, Table, Written};
use std::collections::BTreeMap;

impl Writer<'_> {
    pub(super) fn add_constraint(&mut self, id: &Id, on: &Name, name: &Name) {
        match self.to.node(id) {
            Some(Node::Constraint(table, constraint)) => {
                if self.comes_with_parent(id) {
                    // The server gives it the parameters of the parent's.
                    let parent = origin(self.to, id).and_then(|parent| self.to.node(&parent));
                    let is_open = |it: &Written| it.clause.as_str().ends_with(NOT_VALID);
                    let before = match parent {
                        Some(Node::Constraint(_, parent)) => {
                            // A partition that was made when the check was there has only rows
                            // that satisfy it.
                            if is_open(parent) && !is_open(constraint) && self.is_old(table) {
                                let name = ident(name.as_str());
                                self.emit(format!("ALTER TABLE {on} VALIDATE CONSTRAINT {name}"));
                            }
                            said_by_clause(parent)
                        }
                        _ => Attributes::new(),
                    };
                    self.constraint_said(id, &before, constraint);
                    return;
                }
                let only = if self.piecewise.contains(id) {
                    "ONLY "
                } else {
                    ""
                };
                let adopted = adopted_index(self.from, &self.adopted, id);
                let clause = match adopted {
                    Some(index) => adopt::clause(constraint, &ident(&bare(&index.name))),
                    None => clause(constraint),
                };
                let mut statement = Statement::new(format!(
                    "ALTER TABLE {only}{on} ADD CONSTRAINT {} {clause}",
                    ident(name.as_str()),
                ));
                let is_old = self.is_old(table);
                let checks = !constraint.clause.as_str().ends_with(NOT_VALID)
                    && (adopted.is_none() || constraint.kind == ConstraintKind::PrimaryKey);
                if is_old && checks && !self.from.has(id) {
                    statement = statement.comment("Stops at a row that does not satisfy it.");
                }
                self.push(statement);
                let before = match adopted {
                    Some(index) => adopt::said(index),
                    None => said_by_clause(constraint),
                };
                self.constraint_said(id, &before, constraint);
            }
            Some(Node::DomainCheck(domain, clause)) => {
                let sql = format!(
                    "ALTER DOMAIN {} ADD CONSTRAINT {} {clause}",
                    domain.name,
                    ident(name.as_str())
                );
                self.emit(sql);
                self.check_said(domain, name.as_str(), None);
            }
            _ => {}
        }
    }

    /// Whether a table is there before the script, and stays.
    fn is_old(&self, table: &Table) -> bool {
        let action = self.action(&Id::Table(table.name.clone()));
        !action.is_some_and(Action::creates)
    }

    pub(super) fn drop_constraint(&mut self, id: &Id, on: &Name, name: &Name) {
        let name = ident(name.as_str());
        match self.from.node(id) {
            Some(Node::Constraint(..)) if self.goes_with_parent(id) => {}
            Some(Node::Constraint(..)) => {
                self.emit(format!("ALTER TABLE {on} DROP CONSTRAINT {name}"));
            }
            Some(Node::DomainCheck(..)) => {
                self.emit(format!("ALTER DOMAIN {on} DROP CONSTRAINT {name}"));
            }
            _ => {}
        }
    }

    pub(super) fn alter_constraint(&mut self, id: &Id, on: &Name, name: &Name) {
        let name = ident(name.as_str());
        match (self.from.node(id), self.to.node(id)) {
            (Some(Node::Constraint(_, before)), Some(Node::Constraint(_, after))) => {
                if before.clause != after.clause {
                    self.emit(format!("ALTER TABLE {on} VALIDATE CONSTRAINT {name}"));
                }
                self.constraint_said(id, &before.attributes, after);
            }
            (Some(Node::DomainCheck(..)), Some(Node::DomainCheck(..))) => {
                self.emit(format!("ALTER DOMAIN {on} VALIDATE CONSTRAINT {name}"));
            }
            _ => {}
        }
    }

    /// Whether another index of the table is the one that it is clustered by.
    pub(super) fn is_clustered_otherwise(&self, table: &Name) -> bool {
        let is_on = |attributes: &Attributes| attributes.contains_key("clustered");
        self.to.table(table).is_some_and(|table| {
            table.indexes.iter().any(|index| is_on(&index.attributes))
                || written(table).any(|key| is_on(&key.attributes))
        })
    }

    pub(super) fn constraint_said(&mut self, id: &Id, before: &Attributes, after: &Written) {
        let Id::Constraint(on, name) = id else { return };
        let changed = |key: &str| before.get(key) != after.attributes.get(key);
        let value = |key: &str| after.attributes.get(key);
        if has_index(after.kind) {
            let index = beside(on, name.as_str());
            if changed("index tablespace") {
                let space = value("index tablespace").map_or("pg_default", String::as_str);
                self.emit(format!("ALTER INDEX {index} SET TABLESPACE {space}"));
            }
            let alter = format!("ALTER INDEX {index}");
            let statements = parameters::options(&alter, PARAMETERS, before, &after.attributes);
            self.emit_all(statements);
            if changed("index comment") {
                self.emit(comment(&format!("INDEX {index}"), value("index comment")));
            }
            if changed("clustered")
                && (value("clustered").is_some() || !self.is_clustered_otherwise(on))
            {
                self.emit(clustered(
                    on,
                    &ident(name.as_str()),
                    value("clustered").is_some(),
                ));
            }
        }
        if changed("comment") {
            self.emit(comment(&commented(id, self.to), value("comment")));
        }
    }
}

/// Whether a constraint is made by the server for each partition of what it refers to.
pub(super) fn is_servers_own(constraint: &Written) -> bool {
    constraint.attributes.contains_key("inherited")
        && matches!(
            constraint.kind,
            ConstraintKind::ForeignKey | ConstraintKind::Check
        )
}

/// The index that a new key takes over.
fn adopted_index<'a>(from: &Side<'a>, adopted: &BTreeMap<Id, Id>, key: &Id) -> Option<&'a Index> {
    match from.node(adopted.get(key)?) {
        Some(Node::Index(_, index)) => Some(index),
        _ => None,
    }
}

/// A constraint as it is made: a key with the parameters of its index, which cannot be set behind
/// it on a partitioned table.
pub(super) fn clause(constraint: &Written) -> String {
    let text = constraint.clause.as_str();
    let parameters = parameters::list(&constraint.attributes, PARAMETERS);
    match parameters.filter(|_| is_plain_key(constraint)) {
        Some(parameters) => {
            let end = text.find(" DEFERRABLE").unwrap_or(text.len());
            format!("{} WITH ({parameters}){}", &text[..end], &text[end..])
        }
        None => text.to_owned(),
    }
}

/// What is said of an index by the clause that makes it.
pub(super) fn said_by_clause(constraint: &Written) -> Attributes {
    let own = |name: &str| name.strip_prefix('~').unwrap_or(name) == PARAMETERS;
    let attributes = constraint.attributes.iter();
    attributes
        .filter(|(name, _)| is_plain_key(constraint) && own(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn is_plain_key(constraint: &Written) -> bool {
    matches!(
        constraint.kind,
        ConstraintKind::PrimaryKey | ConstraintKind::Unique
    )
}

/// The attribute with the parameters of the index behind a key.
const PARAMETERS: &str = "index storage parameters";
