//! The statements of enum, composite and domain types, and swapping a type for a new one of the
//! same name, which the columns that have it go over to by way of their text.

use super::Writer;
use super::alterable::{fields, labels};
use super::common::{called, comment};
use super::decide::Action;
use super::order::Step;
use super::reference::beside;
use super::side::CHECK;
use crate::dialect::postgres::quote::{ident, literal};
use crate::draft::Statement;
use crate::schema::{Attributes, Id, Name, Object, ObjectKind};

pub(super) fn create_enum(object: &Object) -> String {
    let labels: Vec<String> = labels(object).iter().map(|label| literal(label)).collect();
    format!(
        "CREATE TYPE {} AS ENUM ({})",
        object.name,
        labels.join(", ")
    )
}

pub(super) fn create_composite(object: &Object) -> String {
    let fields: Vec<String> = fields(object).iter().map(field).collect();
    if fields.is_empty() {
        return format!("CREATE TYPE {} AS ()", object.name);
    }
    format!(
        "CREATE TYPE {} AS (\n    {}\n)",
        object.name,
        fields.join(",\n    ")
    )
}

fn field((name, type_name, collation): &(String, String, Option<String>)) -> String {
    let collation = match collation {
        Some(collation) => format!(" COLLATE {collation}"),
        None => String::new(),
    };
    format!("{} {type_name}{collation}", ident(name))
}

fn domain(object: &Object) -> String {
    let mut text = object.definition.as_str().to_owned();
    if let Some(default) = object.attributes.get("default") {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    if object.attributes.contains_key("not null") {
        text.push_str(" NOT NULL");
    }
    text
}

impl Writer<'_> {
    /// A new domain, with the checks that are part of its statement.
    pub(super) fn domain_text(&self, object: &Object) -> String {
        let mut sql = domain(object);
        for (key, clause) in &object.attributes {
            let Some(name) = key.strip_prefix(CHECK) else {
                continue;
            };
            let check = Id::Constraint(object.name.clone(), Name::exact(name));
            if self.is_in_domain_text(&check) {
                sql.push_str(&format!(" CONSTRAINT {} {clause}", ident(name)));
            }
        }
        sql
    }

    /// A check that goes, or waits for something else, has a step of its own.
    fn is_in_domain_text(&self, check: &Id) -> bool {
        self.action(check).is_none() || self.folded.contains(&(Step::Create, check.clone()))
    }

    pub(super) fn add_labels(&mut self, before: &Object, after: &Object) {
        let (mut there, wanted) = (labels(before), labels(after));
        for (position, label) in wanted.iter().enumerate() {
            if there.contains(label) {
                continue;
            }
            let next = wanted[position..]
                .iter()
                .find(|other| there.contains(other));
            let place = match next {
                Some(next) => format!(" BEFORE {}", literal(next)),
                None => String::new(),
            };
            self.emit(format!(
                "ALTER TYPE {} ADD VALUE {}{place}",
                after.name,
                literal(label)
            ));
            let at = next.and_then(|next| there.iter().position(|other| other == next));
            there.insert(at.unwrap_or(there.len()), label.clone());
        }
    }

    pub(super) fn alter_composite(&mut self, before: &Object, after: &Object) {
        let (old, new) = (fields(before), fields(after));
        let mut parts = Vec::new();
        for (name, ..) in &old {
            if !new.iter().any(|(other, ..)| other == name) {
                parts.push(format!("DROP ATTRIBUTE {}", ident(name)));
            }
        }
        for wanted in &new {
            match old.iter().find(|(name, ..)| *name == wanted.0) {
                None => parts.push(format!("ADD ATTRIBUTE {}", field(wanted))),
                Some(there) if there != wanted => {
                    let text = field(wanted);
                    let rest = text
                        .strip_prefix(&format!("{} ", ident(&wanted.0)))
                        .unwrap_or(&text);
                    parts.push(format!("ALTER ATTRIBUTE {} TYPE {rest}", ident(&wanted.0)));
                }
                Some(_) => {}
            }
        }
        if !parts.is_empty() {
            self.emit(format!("ALTER TYPE {} {}", after.name, parts.join(", ")));
        }
    }

    pub(super) fn alter_domain(&mut self, before: &Object, after: &Object) {
        let changed = |key: &str| before.attributes.get(key) != after.attributes.get(key);
        let alter = format!("ALTER DOMAIN {}", after.name);
        if changed("default") {
            self.emit(match after.attributes.get("default") {
                Some(default) => format!("{alter} SET DEFAULT {default}"),
                None => format!("{alter} DROP DEFAULT"),
            });
        }
        if changed("not null") {
            let word = if after.attributes.contains_key("not null") {
                "SET"
            } else {
                "DROP"
            };
            self.emit(format!("{alter} {word} NOT NULL"));
        }
        self.checks_said(after, Some(&before.attributes));
    }

    /// Comments on the checks of a domain that have no statements of their own.
    pub(super) fn checks_said(&mut self, domain: &Object, before: Option<&Attributes>) {
        let names: Vec<String> = domain
            .attributes
            .keys()
            .filter_map(|key| key.strip_prefix(CHECK).map(str::to_owned))
            .collect();
        for name in names {
            let check = Id::Constraint(domain.name.clone(), Name::exact(&name));
            if !self.action(&check).is_some_and(Action::creates) || self.is_in_domain_text(&check) {
                self.check_said(domain, &name, before);
            }
        }
    }

    /// The comment on a check of a domain.
    pub(super) fn check_said(&mut self, domain: &Object, name: &str, before: Option<&Attributes>) {
        let key = format!("comment {name}");
        let text = domain.attributes.get(&key);
        if before.and_then(|before| before.get(&key)) != text {
            let on = format!("CONSTRAINT {} ON DOMAIN {}", ident(name), domain.name);
            self.emit(comment(&on, text));
        }
    }

    /// Sets the old type aside and makes the new one; the columns follow.
    pub(super) fn swap_type(&mut self, id: &Id, after: &Object) {
        let aside = ident(&self.aside(&after.name));
        let old = called(after.kind, &after.name);
        let sql = format!("ALTER {old} RENAME TO {aside}");
        let mut statement = Statement::new(sql);
        if after.kind == ObjectKind::Enum {
            statement = statement.comment(format!(
                "{} cannot be altered to this: its columns go over to a new type. Stops at a row with a label that is gone.",
                after.name
            ));
        } else {
            statement = statement.comment(format!(
                "{} cannot be altered to this: its columns go over to a new one.",
                after.name
            ));
        }
        self.push(statement);
        let sql = match after.kind {
            ObjectKind::Enum => create_enum(after),
            ObjectKind::Composite => create_composite(after),
            ObjectKind::Domain => self.domain_text(after),
            _ => after.definition.as_str().to_owned(),
        };
        self.emit(sql);
        self.new_object_said(id, after);
        self.checks_said(after, None);
    }

    /// Drops the type that was set aside.
    pub(super) fn drop_set_aside(&mut self, id: &Id) {
        let Id::Object(kind, name) = id else { return };
        let aside = Name::exact(beside(name, &self.aside(name)));
        self.emit(format!("DROP {}", called(*kind, &aside)));
    }
}
