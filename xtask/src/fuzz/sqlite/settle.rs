//! Building a schema in SQLite, and taking out of a random one what SQLite does not take.

use super::model::{ForeignKey, Rule, Schema, Table, same};
use super::render::{Place, statements};
use super::text::{Part, Text};
use rusqlite::Connection;

/// An empty database in memory with foreign keys on, as sqlx opens it.
pub(super) fn open() -> rusqlite::Result<Connection> {
    let connection = Connection::open_in_memory()?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.execute_batch("PRAGMA foreign_keys = ON")?;
    Ok(connection)
}

/// A database with this schema and without rows.
pub(super) fn build(schema: &Schema) -> rusqlite::Result<Connection> {
    let connection = open()?;
    for (_, sql) in statements(schema) {
        connection.execute_batch(&sql)?;
    }
    Ok(connection)
}

/// Takes out what SQLite refuses and, unless `broken` things may stay, the foreign keys without a
/// parent key and the views and triggers that do not compile.
pub(super) fn settle(schema: &mut Schema, broken: bool) -> rusqlite::Result<()> {
    if !broken {
        remove_unsound_keys(schema);
    }
    while let Some(culprit) = culprit(schema, broken)? {
        match culprit {
            Place::Table(at) => {
                let name = schema.tables[at].name.clone();
                schema.remove_table(&name);
            }
            Place::Index(at) => {
                schema.indexes.remove(at);
            }
            Place::Virtual(at) => {
                schema.virtuals.remove(at);
            }
            Place::View(at) => {
                let view = schema.views.remove(at);
                schema
                    .triggers
                    .retain(|trigger| !same(&trigger.on, &view.name));
            }
            Place::Trigger(at) => {
                schema.triggers.remove(at);
            }
        }
        if !broken {
            remove_unsound_keys(schema);
        }
    }
    Ok(())
}

/// An object that names a column that its table does not have. SQLite may take the name for a
/// string (<https://sqlite.org/quirks.html#dblquote>), which no one means.
fn stale(schema: &Schema) -> Option<Place> {
    let missing = |table: &str, column: &str| {
        schema
            .table(table)
            .is_some_and(|table| table.column(column).is_none())
    };
    let names_missing = |text: &Text| {
        text.iter()
            .any(|part| matches!(part, Part::Column(table, name) if missing(table, name)))
    };
    let index = schema.indexes.iter().position(|index| {
        let parts = index.parts.iter().map(|(text, ..)| text);
        parts.chain(&index.condition).any(names_missing)
    });
    let view = schema
        .views
        .iter()
        .position(|view| names_missing(&view.query));
    let trigger = schema.triggers.iter().position(|trigger| {
        std::iter::once(&trigger.body)
            .chain(&trigger.condition)
            .any(names_missing)
            || trigger.of.iter().any(|name| missing(&trigger.on, name))
    });
    let module = schema.virtuals.iter().position(|one| {
        let content = one.content.as_ref();
        content.is_some_and(|(table, column)| {
            schema
                .table(table)
                .is_none_or(|table| table.without_rowid || table.column(column).is_none())
        })
    });
    let places = [
        index.map(Place::Index),
        module.map(Place::Virtual),
        view.map(Place::View),
        trigger.map(Place::Trigger),
    ];
    places.into_iter().flatten().next()
}

/// The first object that cannot stay.
fn culprit(schema: &Schema, broken: bool) -> rusqlite::Result<Option<Place>> {
    if !broken && let Some(place) = stale(schema) {
        return Ok(Some(place));
    }
    let connection = open()?;
    let mut checked = false;
    let loops = |table: &Table| {
        let insert = format!("INSERT INTO {} DEFAULT VALUES", quote(&table.name));
        let error = connection.prepare(&insert).err();
        error.is_some_and(|error| error.to_string().contains("generated column loop"))
    };
    for (place, sql) in statements(schema) {
        if !checked && !broken && matches!(place, Place::View(_) | Place::Trigger(_)) {
            checked = true;
            if let Some(table) = mismatched(&connection, schema) {
                return Ok(Some(table));
            }
        }
        if connection.execute_batch(&sql).is_err() {
            return Ok(Some(place));
        }
        if let Place::Table(at) = place
            && loops(&schema.tables[at])
        {
            return Ok(Some(place));
        }
        if let Place::Trigger(at) = place
            && !broken
        {
            let trigger = &schema.triggers[at];
            let columns = columns(&connection, &trigger.on)?;
            if connection
                .prepare(&probe(&trigger.on, &columns, trigger.event))
                .is_err()
            {
                return Ok(Some(place));
            }
        }
    }
    if !checked
        && !broken
        && let Some(table) = mismatched(&connection, schema)
    {
        return Ok(Some(table));
    }
    if broken {
        return Ok(None);
    }
    let fails = |name: &str| {
        connection
            .prepare(&format!("SELECT * FROM {}", quote(name)))
            .is_err()
    };
    Ok(schema
        .views
        .iter()
        .position(|view| fails(&view.name))
        .map(Place::View))
}

/// A table into which SQLite would insert nothing because of its foreign keys.
fn mismatched(connection: &Connection, schema: &Schema) -> Option<Place> {
    let fails = |table: &Table| {
        connection
            .prepare(&format!(
                "INSERT INTO {} DEFAULT VALUES",
                quote(&table.name)
            ))
            .is_err()
    };
    schema.tables.iter().position(fails).map(Place::Table)
}

/// A statement whose compilation needs every trigger of the table or view for this event.
pub(super) fn probe(name: &str, columns: &[String], event: &str) -> String {
    let name = quote(name);
    match event {
        "INSERT" => format!("INSERT INTO {name} DEFAULT VALUES"),
        "DELETE" => format!("DELETE FROM {name}"),
        _ => {
            let sets: Vec<String> = columns
                .iter()
                .map(|c| format!("{} = NULL", quote(c)))
                .collect();
            format!("UPDATE {name} SET {}", sets.join(", "))
        }
    }
}

/// The columns of a table or view that can be set; none where it cannot be read.
pub(super) fn columns(connection: &Connection, name: &str) -> rusqlite::Result<Vec<String>> {
    let mut query =
        connection.prepare_cached("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0")?;
    let rows = query.query_map([name], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>().unwrap_or_default())
}

/// A name in double quotes.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn remove_unsound_keys(schema: &mut Schema) {
    loop {
        let all = schema.clone();
        let mut changed = false;
        for table in &mut schema.tables {
            let before = table.constraints.len();
            table
                .constraints
                .retain(|constraint| match &constraint.rule {
                    Rule::Foreign(key) => is_sound(&all, key),
                    _ => true,
                });
            changed |= table.constraints.len() != before;
        }
        if !changed {
            return;
        }
    }
}

/// Whether the key refers to a key of its parent (<https://sqlite.org/foreignkeys.html#fk_indexes>).
fn is_sound(schema: &Schema, key: &ForeignKey) -> bool {
    let Some(parent) = schema.table(&key.parent) else {
        return false;
    };
    if key.parent_columns.is_empty() {
        return parent
            .primary()
            .is_some_and(|parts| parts.len() == key.columns.len());
    }
    let covers = |names: Vec<&String>| {
        names.len() == key.parent_columns.len()
            && key
                .parent_columns
                .iter()
                .all(|wanted| names.iter().any(|name| same(name, wanted)))
    };
    let by_constraint = parent
        .constraints
        .iter()
        .any(|constraint| match &constraint.rule {
            Rule::Primary { parts, .. } | Rule::Unique { parts, .. } => {
                let collated =
                    |column: &str| parent.column(column).and_then(|found| found.collation);
                let plain = parts.iter().all(|part| {
                    part.collation
                        .is_none_or(|own| collated(&part.column).unwrap_or("BINARY") == own)
                });
                plain && covers(parts.iter().map(|part| &part.column).collect())
            }
            _ => false,
        });
    by_constraint
        || schema.indexes.iter().any(|index| {
            let names = index
                .parts
                .iter()
                .map(|(text, collation, _)| match text.as_slice() {
                    [Part::Column(_, name)] if collation.is_none() => Some(name),
                    _ => None,
                });
            index.unique
                && index.condition.is_none()
                && same(&index.table, &parent.name)
                && names.collect::<Option<Vec<_>>>().is_some_and(covers)
        })
}
