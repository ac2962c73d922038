//! From the random schema to the statements that build it.

use super::model::{Id, Object, Schema, Words};
use super::names::quoted;
use super::slot::{Kind, Slot};
use crate::fuzz::model;
use std::collections::BTreeSet;

/// A statement.
type Statement = model::Statement<Words>;

/// The statements of a schema, in an order in which they can be run. Foreign keys come when all
/// tables are there, so that they may go in circles.
pub(super) fn statements(schema: &Schema) -> Vec<Statement> {
    let mut writer = Writer {
        schema,
        done: BTreeSet::new(),
        out: Vec::new(),
    };
    let rank = |object: &&Object| match object.kind {
        Kind::Sequence | Kind::Table => 0,
        Kind::Foreign => 1,
        Kind::View | Kind::Function | Kind::Procedure => 2,
        _ => 3,
    };
    let mut objects: Vec<&Object> = schema
        .objects
        .iter()
        .filter(|object| schema.unit(object).id == object.id)
        .collect();
    objects.sort_by_key(rank);
    for object in objects {
        writer.visit(object);
    }
    writer.out
}

struct Writer<'a> {
    schema: &'a Schema,
    done: BTreeSet<Id>,
    out: Vec<Statement>,
}

impl Writer<'_> {
    fn visit(&mut self, object: &Object) {
        let schema = self.schema;
        let unit = schema.unit(object);
        if !self.done.insert(unit.id) {
            return;
        }
        let objects = schema.objects.iter();
        for member in objects.filter(|other| schema.unit(other).id == unit.id) {
            for need in member.needs() {
                if let Some(needed) = schema.get(need) {
                    self.visit(needed);
                }
            }
        }
        self.out.push(Statement {
            id: unit.id,
            slot: None,
            sql: statement(schema, unit),
        });
    }
}

fn statement(schema: &Schema, object: &Object) -> String {
    let name = schema.name(object.id);
    let text = |slot| schema.write(object.text(slot));
    let list = |slot| schema.write_list(object.list(slot));
    let clause = |word: &str, slot| schema.clause(object, word, slot);
    let flag = |words: &str, slot| match object.has(slot) {
        true => format!(" {words}"),
        false => String::new(),
    };
    let on = object.on.map_or_else(String::new, |on| schema.name(on));
    match object.kind {
        Kind::Sequence => format!("CREATE SEQUENCE {name}{}", clause("", Slot::Options)),
        Kind::Table => table(schema, object),
        Kind::Foreign => format!(
            "ALTER TABLE {on} ADD {}FOREIGN KEY ({}) REFERENCES {} ({}){}{}",
            constraint(object),
            list(Slot::Keys),
            text(Slot::Refers),
            list(Slot::ReferredKeys),
            clause("ON DELETE", Slot::OnDelete),
            clause("ON UPDATE", Slot::OnUpdate)
        ),
        Kind::View => view(schema, object),
        Kind::Function | Kind::Procedure => format!(
            "CREATE {} {name}({}){}{}{}{}{}\n{}",
            if object.kind == Kind::Function {
                "FUNCTION"
            } else {
                "PROCEDURE"
            },
            list(Slot::Items),
            clause("RETURNS", Slot::Returns),
            flag("DETERMINISTIC", Slot::Deterministic),
            clause("", Slot::Data),
            clause("SQL SECURITY", Slot::Security),
            clause("COMMENT", Slot::Comment),
            text(Slot::Body)
        ),
        Kind::Trigger => format!(
            "CREATE TRIGGER {name} {} {} ON {on} FOR EACH ROW{}\n{}",
            text(Slot::Time),
            text(Slot::Events),
            clause("", Slot::Order),
            text(Slot::Body)
        ),
        Kind::Event => format!(
            "CREATE EVENT {name} ON SCHEDULE {}{}{}{} DO\n{}",
            text(Slot::Schedule),
            flag("ON COMPLETION PRESERVE", Slot::Preserve),
            flag("DISABLE", Slot::Disabled),
            clause("COMMENT", Slot::Comment),
            text(Slot::Body)
        ),
        Kind::Column | Kind::Primary | Kind::Unique | Kind::Index | Kind::Check | Kind::Output => {
            String::new()
        }
    }
}

fn constraint(object: &Object) -> String {
    if object.name.is_empty() {
        String::new()
    } else {
        format!("CONSTRAINT {} ", quoted(&object.name))
    }
}

fn table(schema: &Schema, table: &Object) -> String {
    let on = |kind| {
        let ids = schema.on(table.id, kind).into_iter();
        ids.filter_map(|id| schema.get(id))
    };
    let mut parts: Vec<String> = on(Kind::Column).map(|part| column(schema, part)).collect();
    for kind in [Kind::Primary, Kind::Unique, Kind::Index, Kind::Check] {
        parts.extend(on(kind).map(|part| key(schema, part)));
    }
    let clause = |word: &str, slot| schema.clause(table, word, slot);
    let mut text = format!(
        "CREATE TABLE {} (\n  {}\n)",
        schema.name(table.id),
        parts.join(",\n  ")
    );
    text.push_str(&clause("ENGINE", Slot::Engine));
    text.push_str(&clause("AUTO_INCREMENT", Slot::AutoIncrement));
    text.push_str(&clause("CHARACTER SET", Slot::Collate));
    text.push_str(&clause("", Slot::Options));
    text.push_str(&clause("COMMENT", Slot::Comment));
    if table.has(Slot::Versioned) {
        text.push_str(" WITH SYSTEM VERSIONING");
    }
    text.push_str(&clause("PARTITION BY", Slot::PartitionBy));
    let parts = schema.write_list(table.list(Slot::Parts));
    if parts.starts_with("PARTITIONS") {
        text.push_str(&format!(" {parts}"));
    } else if !parts.is_empty() {
        text.push_str(&format!(" ({parts})"));
    }
    text
}

fn column(schema: &Schema, column: &Object) -> String {
    let clause = |word: &str, slot| schema.clause(column, word, slot);
    let mut text = format!(
        "{} {}{}",
        quoted(&column.name),
        schema.write(column.text(Slot::Type)),
        clause("CHARACTER SET", Slot::Collate)
    );
    if column.has(Slot::Generated) {
        let expression = schema.write(column.text(Slot::Generated));
        let kept = if column.has(Slot::Stored) {
            "STORED"
        } else {
            "VIRTUAL"
        };
        text.push_str(&format!(" GENERATED ALWAYS AS ({expression}) {kept}"));
    } else if column.has(Slot::NotNull) {
        text.push_str(" NOT NULL");
    } else if column.word(Slot::Type).starts_with("timestamp") {
        text.push_str(" NULL");
    }
    if column.has(Slot::Invisible) {
        text.push_str(" INVISIBLE");
    }
    text.push_str(&clause("DEFAULT", Slot::Default));
    text.push_str(&clause("ON UPDATE", Slot::OnUpdate));
    if column.has(Slot::AutoIncrement) {
        text.push_str(" AUTO_INCREMENT");
    }
    if column.has(Slot::Unversioned) {
        text.push_str(" WITHOUT SYSTEM VERSIONING");
    }
    text.push_str(&clause("COMMENT", Slot::Comment));
    text.push_str(&schema.bracketed(column, "CHECK", Slot::Check));
    text
}

fn key(schema: &Schema, key: &Object) -> String {
    let keys = schema.write_list(key.list(Slot::Keys));
    let clause = |word: &str, slot| schema.clause(key, word, slot);
    let name = match key.name.is_empty() {
        true => String::new(),
        false => format!(" {}", quoted(&key.name)),
    };
    let head = match key.kind {
        Kind::Check => {
            let body = schema.write(key.text(Slot::Body));
            return format!("{}CHECK ({body})", constraint(key));
        }
        Kind::Primary => "PRIMARY KEY".to_owned(),
        Kind::Unique => format!("UNIQUE KEY{name}"),
        _ => format!("{} KEY{name}", schema.write(key.text(Slot::Method))),
    };
    let ignored = if key.has(Slot::Ignored) {
        " IGNORED"
    } else {
        ""
    };
    format!(
        "{} ({keys}){}{}{ignored}",
        head.trim_start(),
        clause("USING", Slot::Using),
        clause("COMMENT", Slot::Comment)
    )
}

fn view(schema: &Schema, view: &Object) -> String {
    let outputs = schema.on(view.id, Kind::Output).into_iter();
    let outputs: Vec<String> = outputs
        .filter_map(|id| schema.get(id))
        .map(|output| {
            let body = schema.write(output.text(Slot::Body));
            format!("{body} AS {}", quoted(&output.name))
        })
        .collect();
    let clause = |word: &str, slot| schema.clause(view, word, slot);
    let check = match view.has(Slot::CheckOption) {
        true => format!(
            " WITH {}CHECK OPTION",
            schema.write(view.text(Slot::CheckOption))
        ),
        false => String::new(),
    };
    format!(
        "CREATE{}{} VIEW {} AS SELECT {} FROM {}{}{}{check}",
        clause("", Slot::Options),
        clause("SQL SECURITY", Slot::Security),
        schema.name(view.id),
        outputs.join(", "),
        schema.write(view.text(Slot::From)),
        clause("WHERE", Slot::Where),
        clause("", Slot::Tail)
    )
}
