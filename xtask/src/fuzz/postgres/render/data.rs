//! Tables and what stands on them.

use super::super::model::{Object, Schema, named};
use super::super::names::quoted;
use super::super::slot::{Kind, Slot};
use super::Statement;

/// Takes a statement.
pub(super) type Say<'a> = &'a mut dyn FnMut(Option<Slot>, String);

/// A table, its columns included.
pub(super) fn table(schema: &Schema, table: &Object, say: Say) {
    let full = schema.full(table.id);
    let unlogged = if table.has(Slot::Unlogged) {
        "UNLOGGED "
    } else {
        ""
    };
    let shape = match table.on {
        Some(parent) => format!(
            "PARTITION OF {} {}",
            schema.full(parent),
            schema.write(table.text(Slot::Bound))
        ),
        None => {
            let columns = schema.on(table.id, Kind::Column).into_iter();
            let columns: Vec<String> = columns
                .filter_map(|id| schema.get(id))
                .map(|column| format!("\n  {}", column_text(schema, column)))
                .collect();
            format!(
                "({}\n){}",
                columns.join(","),
                schema.bracketed(table, "INHERITS", Slot::Inherits)
            )
        }
    };
    let partition = schema.clause(table, "PARTITION BY", Slot::PartitionBy);
    let options = schema.bracketed(table, "WITH", Slot::Options);
    say(
        None,
        format!("CREATE {unlogged}TABLE {full} {shape}{partition}{options}"),
    );
    for (slot, words) in [
        (Slot::RowSecurity, "ENABLE ROW LEVEL SECURITY"),
        (Slot::ForceRowSecurity, "FORCE ROW LEVEL SECURITY"),
    ] {
        if table.has(slot) {
            say(Some(slot), format!("ALTER TABLE {full} {words}"));
        }
    }
}

fn column_text(schema: &Schema, column: &Object) -> String {
    let mut text = format!(
        "{} {}{}{}",
        quoted(&column.name),
        schema.write(column.text(Slot::Type)),
        schema.clause(column, "COMPRESSION", Slot::Compression),
        schema.clause(column, "COLLATE", Slot::Collate)
    );
    text.push_str(&schema.clause(column, "DEFAULT", Slot::Default));
    if column.has(Slot::Generated) {
        let expression = schema.write(column.text(Slot::Generated));
        text.push_str(&format!(" GENERATED ALWAYS AS ({expression}) STORED"));
    }
    text.push_str(&schema.clause(column, "GENERATED", Slot::Identity));
    if column.has(Slot::NotNull) {
        text.push_str(" NOT NULL");
    }
    text
}

/// What a column has that CREATE TABLE does not say.
pub(super) fn column(schema: &Schema, column: &Object, say: Say) {
    let Some(table) = column.on else { return };
    let start = format!(
        "ALTER TABLE {} ALTER COLUMN {} SET",
        schema.full(table),
        quoted(&column.name)
    );
    for (slot, words) in [(Slot::Storage, "STORAGE"), (Slot::Target, "STATISTICS")] {
        if column.has(slot) {
            let value = schema.write(column.text(slot));
            say(Some(slot), format!("{start} {words} {value}"));
        }
    }
    if column.has(Slot::Options) {
        let options = schema.write_list(column.list(Slot::Options));
        say(Some(Slot::Options), format!("{start} ({options})"));
    }
}

/// A sequence.
pub(super) fn sequence(schema: &Schema, object: &Object) -> String {
    let unlogged = if object.has(Slot::Unlogged) {
        "UNLOGGED "
    } else {
        ""
    };
    let mut text = format!("CREATE {unlogged}SEQUENCE {}", schema.full(object.id));
    for (slot, words) in [
        (Slot::Type, "AS"),
        (Slot::Increment, "INCREMENT BY"),
        (Slot::Minimum, "MINVALUE"),
        (Slot::Maximum, "MAXVALUE"),
        (Slot::Start, "START WITH"),
        (Slot::Cache, "CACHE"),
        (Slot::Cycle, "CYCLE"),
    ] {
        text.push_str(&schema.clause(object, words, slot));
    }
    text
}

/// A constraint of a table.
pub(super) fn constraint(schema: &Schema, object: &Object) -> String {
    let table = object.on.map_or_else(String::new, |on| schema.full(on));
    let name = if object.name.is_empty() {
        String::new()
    } else {
        format!("CONSTRAINT {} ", quoted(&object.name))
    };
    let keys = schema.write_list(object.list(Slot::Keys));
    let include = schema.bracketed(object, "INCLUDE", Slot::Include);
    let options = schema.bracketed(object, "WITH", Slot::Options);
    let mut text = match object.kind {
        Kind::Primary => format!("PRIMARY KEY ({keys}){include}{options}"),
        Kind::Unique => {
            let nulls = schema.clause(object, "NULLS NOT DISTINCT", Slot::NullsNotDistinct);
            format!("UNIQUE{nulls} ({keys}){include}{options}")
        }
        Kind::Check => format!(
            "CHECK ({}){}",
            schema.write(object.text(Slot::Body)),
            schema.clause(object, "NO INHERIT", Slot::NoInherit)
        ),
        Kind::Foreign => format!(
            "FOREIGN KEY ({keys}) REFERENCES {} ({}){}{}{}",
            schema.write(object.text(Slot::Refers)),
            schema.write_list(object.list(Slot::ReferredKeys)),
            schema.clause(object, "MATCH FULL", Slot::Match),
            schema.clause(object, "ON DELETE", Slot::OnDelete),
            schema.clause(object, "ON UPDATE", Slot::OnUpdate)
        ),
        _ => format!(
            "EXCLUDE USING {} ({keys}){}",
            schema.write(object.text(Slot::Method)),
            schema.bracketed(object, "WHERE", Slot::Where)
        ),
    };
    text.push_str(&schema.clause(object, "", Slot::Deferrable));
    text.push_str(&schema.clause(object, "NOT VALID", Slot::NotValid));
    format!("ALTER TABLE {table} ADD {name}{text}")
}

/// An index.
pub(super) fn index(schema: &Schema, object: &Object) -> String {
    let table = object.on.map_or_else(String::new, |on| schema.full(on));
    let unique = if object.has(Slot::Unique) {
        "UNIQUE "
    } else {
        ""
    };
    let name = if object.name.is_empty() {
        String::new()
    } else {
        format!("{} ", quoted(&object.name))
    };
    format!(
        "CREATE {unique}INDEX {name}ON {table} USING {} ({}){}{}{}{}",
        schema.write(object.text(Slot::Method)),
        schema.write_list(object.list(Slot::Keys)),
        schema.bracketed(object, "INCLUDE", Slot::Include),
        schema.clause(object, "NULLS NOT DISTINCT", Slot::NullsNotDistinct),
        schema.bracketed(object, "WITH", Slot::Options),
        schema.bracketed(object, "WHERE", Slot::Where)
    )
}

/// Extended statistics.
pub(super) fn statistics(schema: &Schema, object: &Object) -> String {
    let table = object.on.map_or_else(String::new, |on| schema.full(on));
    let kinds = if object.has(Slot::Options) {
        format!(" ({})", schema.write_list(object.list(Slot::Options)))
    } else {
        String::new()
    };
    let keys = schema.write_list(object.list(Slot::Keys));
    let full = schema.full(object.id);
    format!("CREATE STATISTICS {full}{kinds} ON {keys} FROM {table}")
}

/// What can be said only when everything is there.
pub(super) fn late(schema: &Schema, object: &Object, out: &mut Vec<Statement>) {
    let full = schema.full(object.id);
    for slot in [Slot::OwnedBy, Slot::ReplicaIdentity, Slot::ClusterOn] {
        if !object.has(slot) {
            continue;
        }
        let text = object.text(slot);
        let sql = match slot {
            Slot::OwnedBy => {
                let column = named(text).next().and_then(|id| schema.get(id));
                let Some((column, table)) = column.and_then(|column| Some((column, column.on?)))
                else {
                    continue;
                };
                let column = format!("{}.{}", schema.full(table), quoted(&column.name));
                format!("ALTER SEQUENCE {full} OWNED BY {column}")
            }
            Slot::ReplicaIdentity => {
                format!("ALTER TABLE {full} REPLICA IDENTITY {}", schema.write(text))
            }
            _ => format!("ALTER TABLE {full} CLUSTER ON {}", schema.write(text)),
        };
        out.push(Statement {
            id: object.id,
            slot: Some(slot),
            sql,
        });
    }
    if object.kind == Kind::Statistics && object.has(Slot::Target) {
        let target = schema.write(object.text(Slot::Target));
        out.push(Statement {
            id: object.id,
            slot: Some(Slot::Target),
            sql: format!("ALTER STATISTICS {full} SET STATISTICS {target}"),
        });
    }
}
