//! The statements of everything that is no table: views, functions, sequences, triggers.

use super::Writer;
use super::alterable::fields;
use super::common::{called, comment, given, grants, relation, said, word};
use super::decide::Action;
use super::parameters;
use super::side::list;
use crate::dialect::postgres::quote::{ident, literal};
use crate::schema::{Attributes, Id, Object, ObjectKind};
use std::borrow::Cow;

impl Writer<'_> {
    pub(super) fn create_object(&mut self, id: &Id) {
        let Some(object) = self.to.object(id) else {
            return;
        };
        if object.kind == ObjectKind::DefaultPrivileges {
            self.default_privileges(object, &Attributes::new(), &object.attributes);
            return;
        }
        let sql =
            match object.kind {
                ObjectKind::Enum => super::types::create_enum(object),
                ObjectKind::Composite => super::types::create_composite(object),
                ObjectKind::Domain => self.domain_text(object),
                ObjectKind::Sequence => create_sequence(object),
                ObjectKind::Extension => create_extension(object),
                ObjectKind::View => view(object, "CREATE VIEW"),
                ObjectKind::MaterializedView => materialized_view(object),
                ObjectKind::Function | ObjectKind::Procedure => object
                    .definition
                    .as_str()
                    .replacen("CREATE OR REPLACE ", "CREATE ", 1),
                _ => object.definition.as_str().to_owned(),
            };
        self.emit(sql);
        self.new_object_said(id, object);
        if object.kind == ObjectKind::Domain {
            self.checks_said(object, None);
        }
    }

    pub(super) fn new_object_said(&mut self, id: &Id, object: &Object) {
        let before = given(self.from.schema, self.to.schema, id);
        let mut after = object.attributes.clone();
        // What is made anew stays with whom it belonged to.
        let owner = self
            .from
            .object(id)
            .and_then(|old| old.attributes.get("~owner"));
        if let (Some(owner), None) = (owner, after.get("owner")) {
            after.insert("~owner".to_owned(), owner.clone());
        }
        self.emit_all(own_settings(object, None, &after));
        self.emit_all(columns_said(object, &Attributes::new(), &after));
        self.emit_all(said(id, self.to, &before, &after));
    }

    pub(super) fn drop_object(&mut self, id: &Id) {
        let Some(object) = self.from.object(id) else {
            return;
        };
        match object.kind {
            ObjectKind::DefaultPrivileges => {
                self.default_privileges(object, &object.attributes, &Attributes::new());
            }
            ObjectKind::Other | ObjectKind::VirtualTable => {}
            _ => self.emit(format!("DROP {}", called(object.kind, &object.name))),
        }
    }

    pub(super) fn alter_object(&mut self, id: &Id) {
        let (Some(before), Some(after)) = (self.from.object(id), self.to.object(id)) else {
            return;
        };
        if self.action(id) == Some(Action::Swap) {
            self.swap_type(id, after);
            return;
        }
        let mut there = Cow::Borrowed(&before.attributes);
        if self.loses_target(id) {
            there.to_mut().remove(TARGET);
        }
        let (old, new) = (&*there, &after.attributes);
        match after.kind {
            ObjectKind::DefaultPrivileges => {
                self.default_privileges(after, old, new);
                return;
            }
            ObjectKind::Enum => self.add_labels(before, after),
            ObjectKind::Composite => self.alter_composite(before, after),
            ObjectKind::Domain => self.alter_domain(before, after),
            ObjectKind::Sequence => {
                let limits = |attributes: &Attributes| {
                    ["start", "minvalue", "maxvalue"]
                        .map(|key| attributes.get(key).and_then(|text| text.parse().ok()))
                };
                let name = after.name.as_str();
                self.emit_all(super::identity::within_limits(
                    name,
                    &limits(old),
                    &limits(new),
                ));
                let clauses = changed_clauses(old, new);
                if !clauses.is_empty() {
                    let restart = super::identity::restart(&limits(old), &limits(new));
                    self.emit(format!(
                        "ALTER SEQUENCE {} {}{restart}",
                        after.name,
                        clauses.join(" ")
                    ));
                }
                if old.get("unlogged") != new.get("unlogged") {
                    let word = if new.contains_key("unlogged") {
                        "UNLOGGED"
                    } else {
                        "LOGGED"
                    };
                    self.emit(format!("ALTER SEQUENCE {} SET {word}", after.name));
                }
            }
            ObjectKind::View => self.alter_view(before, after),
            ObjectKind::Function | ObjectKind::Procedure
                if before.definition != after.definition =>
            {
                self.emit(after.definition.as_str());
            }
            ObjectKind::Extension if before.definition != after.definition => {
                if let Some((_, schema)) = after.definition.as_str().split_once(" WITH SCHEMA ") {
                    self.emit(format!(
                        "ALTER EXTENSION {} SET SCHEMA {schema}",
                        after.name
                    ));
                }
            }
            ObjectKind::Extension if old.get("version") != new.get("version") => {
                if let Some(version) = new.get("version") {
                    self.emit(format!(
                        "ALTER EXTENSION {} UPDATE TO {}",
                        after.name,
                        literal(version)
                    ));
                }
            }
            _ => {}
        }
        self.emit_all(own_settings(after, Some(old), new));
        self.emit_all(columns_said(after, old, new));
        self.emit_all(said(id, self.to, old, new));
    }

    /// ALTER COLUMN TYPE makes statistics objects on the column anew, without their targets
    /// (`ATPostAlterTypeCleanup`).
    fn loses_target(&self, id: &Id) -> bool {
        matches!(id, Id::Object(ObjectKind::Statistics, _))
            && self.from.needs(id).any(|column| self.is_retyped(column))
    }

    fn alter_view(&mut self, before: &Object, after: &Object) {
        if before.definition != after.definition {
            self.emit(view(after, "CREATE OR REPLACE VIEW"));
            return;
        }
        let alter = format!("ALTER VIEW {}", after.name);
        self.emit_all(parameters::options(
            &alter,
            "options",
            &before.attributes,
            &after.attributes,
        ));
    }

    fn default_privileges(&mut self, object: &Object, before: &Attributes, after: &Attributes) {
        let class = object
            .attributes
            .get("objects")
            .cloned()
            .unwrap_or_default();
        let name = object.name.as_str();
        let target = name.rsplit_once(" ON ").map_or(name, |(target, _)| target);
        let prefix = format!("ALTER DEFAULT PRIVILEGES {target} ");
        let lines = |attributes: &Attributes| list(attributes.get("grants"));
        self.emit_all(grants(&lines(before), &lines(after), &class, "", &prefix));
    }
}

/// The attribute with the target of a statistics object.
pub(super) const TARGET: &str = "statistics target";

/// A view with its options.
fn view(object: &Object, verb: &str) -> String {
    let text = object.definition.as_str();
    let rest = text.strip_prefix("CREATE VIEW ").unwrap_or(text);
    let rest = rest.strip_prefix(object.name.as_str()).unwrap_or(rest);
    let (columns, rest) = match values(rest) {
        Some((columns, list)) => (format!(" ({columns})"), format!(" AS\nVALUES {list}")),
        None => (String::new(), rest.to_owned()),
    };
    match parameters::list(&object.attributes, "options") {
        Some(options) => format!("{verb} {}{columns} WITH ({options}){rest}", object.name),
        None => format!("{verb} {}{columns}{rest}", object.name),
    }
}

/// The names of the columns and the list of a view that is nothing but a list of values, which the
/// server writes as a query over the list where the columns have names of their own.
fn values(query: &str) -> Option<(String, &str)> {
    let rest = query.strip_prefix(" AS\n SELECT ")?;
    let (columns, rest) = rest.split_once("\n   FROM (VALUES ")?;
    let list = rest.strip_suffix(") \"*VALUES*\"")?;
    let names: Option<Vec<&str>> = columns
        .split(",\n    ")
        .enumerate()
        .map(|(at, column)| {
            // Since 18 the server leaves the list's own name out.
            let column = column.strip_prefix("\"*VALUES*\".").unwrap_or(column);
            let own = format!("column{}", at + 1);
            match column.strip_prefix(&own)? {
                "" => Some(column),
                name => name.strip_prefix(" AS "),
            }
        })
        .collect();
    Some((names?.join(", "), list))
}

fn materialized_view(object: &Object) -> String {
    let text = object.definition.as_str();
    let start = format!("CREATE MATERIALIZED VIEW {}", object.name);
    let rest = text.strip_prefix(&start).unwrap_or(text);
    let value = |key: &str| object.attributes.get(key);
    let mut clauses = String::new();
    if let Some(method) = value("access method") {
        clauses.push_str(&format!(" USING {method}"));
    }
    let named = |name| parameters::list(&object.attributes, name);
    if let Some(parameters) = named("storage parameters").or_else(|| named("options")) {
        clauses.push_str(&format!(" WITH ({parameters})"));
    }
    if let Some(space) = value("tablespace") {
        clauses.push_str(&format!(" TABLESPACE {space}"));
    }
    let empty = if value("populated").is_some() {
        "\nWITH NO DATA"
    } else {
        ""
    };
    format!("{start}{clauses}{rest}{empty}")
}

/// With its version where the server would install another one.
fn create_extension(extension: &Object) -> String {
    let said = |name: &str| extension.attributes.get(name);
    let text = extension.definition.as_str();
    match (said("version"), said("~default version")) {
        (Some(version), Some(default)) if version != default => {
            format!("{text} VERSION {}", literal(version))
        }
        _ => text.to_owned(),
    }
}

pub(super) fn create_sequence(object: &Object) -> String {
    let value = |key: &str| object.attributes.get(key).map(String::as_str);
    let type_name = value("type").unwrap_or("bigint");
    let down = value("increment").is_some_and(|by| by.starts_with('-'));
    let (least, most) = match (type_name, down) {
        ("smallint", false) => ("1", "32767"),
        ("smallint", true) => ("-32768", "-1"),
        ("integer", false) => ("1", "2147483647"),
        ("integer", true) => ("-2147483648", "-1"),
        (_, false) => ("1", "9223372036854775807"),
        (_, true) => ("-9223372036854775808", "-1"),
    };
    // A sequence starts at its own limit where nothing is said.
    let limit = if down { "maxvalue" } else { "minvalue" };
    let start = value(limit).unwrap_or(if down { most } else { least });
    let mut text = String::from("CREATE ");
    if value("unlogged").is_some() {
        text.push_str("UNLOGGED ");
    }
    text.push_str(&format!("SEQUENCE {}", object.name));
    if type_name != "bigint" {
        text.push_str(&format!(" AS {type_name}"));
    }
    let usual = [
        ("increment", "1"),
        ("minvalue", least),
        ("maxvalue", most),
        ("start", start),
        ("cache", "1"),
    ];
    for (key, usual) in usual {
        if let Some(value) = value(key).filter(|value| *value != usual) {
            text.push_str(&format!(" {} {value}", clause(key)));
        }
    }
    if value("cycle").is_some() {
        text.push_str(" CYCLE");
    }
    text
}

fn clause(key: &str) -> &'static str {
    match key {
        "increment" => "INCREMENT BY",
        "minvalue" => "MINVALUE",
        "maxvalue" => "MAXVALUE",
        "start" => "START WITH",
        _ => "CACHE",
    }
}

fn changed_clauses(before: &Attributes, after: &Attributes) -> Vec<String> {
    let mut clauses = Vec::new();
    if before.get("type") != after.get("type")
        && let Some(type_name) = after.get("type")
    {
        clauses.push(format!("AS {type_name}"));
    }
    for key in ["increment", "minvalue", "maxvalue", "start", "cache"] {
        if let Some(value) = after.get(key)
            && before.get(key) != Some(value)
        {
            clauses.push(format!("{} {value}", clause(key)));
        }
    }
    if before.get("cycle") != after.get("cycle") {
        let word = if after.contains_key("cycle") {
            "CYCLE"
        } else {
            "NO CYCLE"
        };
        clauses.push(word.to_owned());
    }
    clauses
}

/// Settings that only some kinds have.
fn own_settings(object: &Object, old: Option<&Attributes>, after: &Attributes) -> Vec<String> {
    let none = Attributes::new();
    let before = old.unwrap_or(&none);
    let changed = |key: &str| before.get(key) != after.get(key);
    let value = |key: &str| after.get(key).map(String::as_str);
    let name = &object.name;
    let mut statements = Vec::new();
    match object.kind {
        ObjectKind::Trigger | ObjectKind::Rule if changed("enabled") => {
            if let Some(on) = &object.on {
                let own = name
                    .as_str()
                    .strip_suffix(&format!(" ON {on}"))
                    .unwrap_or_default();
                statements.push(format!(
                    "ALTER TABLE {on} {} {} {own}",
                    value("enabled").unwrap_or("ENABLE"),
                    word(object.kind)
                ));
            }
        }
        ObjectKind::EventTrigger if changed("enabled") => {
            let state = value("enabled").unwrap_or("ENABLE");
            statements.push(format!("ALTER EVENT TRIGGER {name} {state}"));
        }
        ObjectKind::Statistics if changed(TARGET) => {
            let target = value(TARGET).unwrap_or("-1");
            statements.push(format!("ALTER STATISTICS {name} SET STATISTICS {target}"));
        }
        ObjectKind::MaterializedView if old.is_some() => {
            let alter = format!("ALTER MATERIALIZED VIEW {name}");
            for key in ["storage parameters", "options"] {
                statements.extend(parameters::options(&alter, key, before, after));
            }
            if changed("tablespace") {
                let space = value("tablespace").unwrap_or("pg_default");
                statements.push(format!("{alter} SET TABLESPACE {space}"));
            }
            if changed("populated") {
                let data = if value("populated").is_some() {
                    "WITH NO DATA"
                } else {
                    "WITH DATA"
                };
                statements.push(format!("REFRESH MATERIALIZED VIEW {name} {data}"));
            }
        }
        ObjectKind::Index => {
            if changed("clustered")
                && let Some(on) = &object.on
            {
                let own = super::reference::bare(name);
                statements.push(match value("clustered") {
                    Some(_) => format!("ALTER MATERIALIZED VIEW {on} CLUSTER ON {}", ident(&own)),
                    None => format!("ALTER MATERIALIZED VIEW {on} SET WITHOUT CLUSTER"),
                });
            }
            if changed("tablespace") {
                let space = value("tablespace").unwrap_or("pg_default");
                statements.push(format!("ALTER INDEX {name} SET TABLESPACE {space}"));
            }
        }
        _ => {}
    }
    statements
}

/// What is said of the columns of a view or a composite type: attributes whose names end in the
/// column's.
fn columns_said(object: &Object, before: &Attributes, after: &Attributes) -> Vec<String> {
    let columns: Vec<String> = if object.kind == ObjectKind::Composite {
        fields(object).into_iter().map(|field| field.0).collect()
    } else {
        object
            .columns
            .iter()
            .map(|(name, _)| name.to_string())
            .collect()
    };
    let alter = format!("ALTER {}", called(object.kind, &object.name));
    let mut statements = Vec::new();
    for column in &columns {
        let own = ident(column);
        let at = |what: &str| {
            let key = format!("{what} {column}");
            (before.get(&key).cloned(), after.get(&key).cloned())
        };
        let column_of = format!("{alter} ALTER COLUMN {own}");
        let (old, new) = at("default");
        if old != new {
            statements.push(match new {
                Some(default) => format!("{column_of} SET DEFAULT {default}"),
                None => format!("{column_of} DROP DEFAULT"),
            });
        }
        let (old, new) = at("statistics");
        if old != new {
            let target = new.unwrap_or_else(|| "-1".to_owned());
            statements.push(format!("{column_of} SET STATISTICS {target}"));
        }
        let (old, new) = at("storage");
        if let Some(storage) = new.filter(|new| old.as_ref() != Some(new)) {
            statements.push(format!("{column_of} SET STORAGE {storage}"));
        }
        let (old, new) = at("grants");
        if old != new {
            let part = format!(" ({own})");
            let on = format!("TABLE {}", relation(&object.name));
            statements.extend(grants(
                &list(old.as_ref()),
                &list(new.as_ref()),
                &on,
                &part,
                "",
            ));
        }
        let (old, new) = at("comment");
        if old != new {
            statements.push(comment(
                &format!("COLUMN {}.{own}", relation(&object.name)),
                new.as_ref(),
            ));
        }
    }
    statements
}
