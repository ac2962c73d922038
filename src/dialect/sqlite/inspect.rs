//! Reads SQLite's catalog into the model.
//!
//! The text of `sqlite_schema` is read, and what the reader makes of each table is then held
//! against what SQLite's own pragmas say of it. A table of which the two tell different things is
//! *opaque*: it is compared and written as one text, and the reports say so.

use super::lexer::{Token, normal, tokens};
use super::parse;
use crate::dialect::{Ignore, LEDGERS};
use crate::schema::{Attributes, Constraint, Name, Object, ObjectKind, Schema, Sql, Table};
use rusqlite::Connection;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Whether the object of this name is left alone.
fn covers(ignore: &Ignore, name: &str) -> bool {
    let folded = name.to_ascii_lowercase();
    folded.starts_with("sqlite_")
        || LEDGERS.contains(&folded.as_str())
        || ignore
            .ledger
            .as_ref()
            .is_some_and(|ledger| ledger.eq_ignore_ascii_case(name))
        || ignore.patterns.iter().any(|pattern| {
            let options = glob::MatchOptions {
                case_sensitive: false,
                ..Default::default()
            };
            pattern.matches_with(name, options)
        })
}

/// Reads the schema of the main database.
pub fn inspect(connection: &Connection, ignore: &Ignore) -> rusqlite::Result<Schema> {
    let kinds = table_kinds(connection)?;
    let mut schema = Schema::default();
    let mut indexes = Vec::new();
    let mut skipped = HashSet::new();
    let mut query =
        connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (kind, name, on): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Some(sql) = row.get::<_, Option<String>>(3)? else {
            continue;
        };
        if covers(ignore, &name) || covers(ignore, &on) || skipped.contains(&on) {
            skipped.insert(name);
            continue;
        }
        match (kind.as_str(), kinds.get(&name).map(String::as_str)) {
            ("table", Some("shadow")) => {
                skipped.insert(name);
            }
            ("table", Some("virtual")) => {
                schema
                    .objects
                    .push(object(ObjectKind::VirtualTable, name, None, &sql));
            }
            ("table", _) => schema.tables.push(read_table(&name, &sql)),
            ("index", _) => indexes.push((on, name, sql)),
            ("view", _) => schema
                .objects
                .push(object(ObjectKind::View, name, None, &sql)),
            ("trigger", _) => {
                let on = Some(Name::folded(on));
                schema
                    .objects
                    .push(object(ObjectKind::Trigger, name, on, &sql));
            }
            _ => {}
        }
    }
    let positions: HashMap<String, usize> = schema
        .tables
        .iter()
        .enumerate()
        .map(|(position, table)| (table.name.key().to_owned(), position))
        .collect();
    for (on, name, sql) in indexes {
        let Some(position) = positions.get(&on.to_ascii_lowercase()) else {
            continue;
        };
        let table = &mut schema.tables[*position];
        table.indexes.push(read_index(&name, &sql));
    }
    verify(connection, &mut schema, &positions)?;
    Ok(schema)
}

/// One text that is the same where the schema is the same to the letter; where two differ the
/// schemas may still be equal, and [`inspect`] tells. Far cheaper than reading the model.
pub fn catalog_text(connection: &Connection, ignore: &Ignore) -> rusqlite::Result<String> {
    let mut query = connection.prepare_cached(
        "SELECT name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name",
    )?;
    let mut rows = query.query([])?;
    let mut text = String::new();
    while let Some(row) = rows.next()? {
        let name = row.get_ref(0)?.as_str()?;
        if covers(ignore, name) || covers(ignore, row.get_ref(1)?.as_str()?) {
            continue;
        }
        text.push_str(row.get_ref(2)?.as_str()?);
        text.push('\0');
    }
    Ok(text)
}

/// `table`, `virtual`, `shadow` or `view` for each name.
fn table_kinds(connection: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    let mut query =
        connection.prepare("SELECT name, type FROM pragma_table_list WHERE schema = 'main'")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn object(kind: ObjectKind, name: String, on: Option<Name>, sql: &str) -> Object {
    let all = tokens(sql);
    // Its own name may be written as a string; it is compared as a name, and not again here.
    let own = if kind == ObjectKind::VirtualTable {
        3
    } else {
        2
    };
    let others: Vec<Token> = all
        .iter()
        .enumerate()
        .filter(|(position, _)| *position != own)
        .map(|(_, token)| token.clone())
        .collect();
    Object {
        kind,
        name: Name::folded(name),
        on,
        attributes: Attributes::new(),
        columns: Vec::new(),
        mentions: parse::mentions(sql, &all),
        definition: Sql::new(sql, normal(sql, &others)),
    }
}

fn read_table(name: &str, sql: &str) -> Table {
    match parse::table(sql) {
        Ok(table) if table.name == Name::folded(name) => table,
        Ok(table) => opaque(name, sql, format!("its text names it {}", table.name)),
        Err(problem) => opaque(name, sql, problem),
    }
}

fn opaque(name: &str, sql: &str, reason: String) -> Table {
    let all = tokens(sql);
    Table {
        name: Name::folded(name),
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
        options: std::collections::BTreeSet::new(),
        attributes: Attributes::new(),
        definition: parse::definition(sql, &all),
        opaque: Some(reason),
        order_counts: false,
    }
}

fn read_index(name: &str, sql: &str) -> crate::schema::Index {
    match parse::index(sql) {
        Ok((_, index)) => index,
        Err(_) => {
            // SQLite accepted it; what matters of it is its name and its text.
            let all = tokens(sql);
            crate::schema::Index {
                name: Name::folded(name),
                unique: true,
                columns: Vec::new(),
                definition: Sql::new(sql, normal(sql, &all)),
                attributes: Attributes::new(),
                mentions: parse::mentions(sql, &all),
            }
        }
    }
}

/// Holds what was read against SQLite's pragmas; what differs becomes opaque.
fn verify(
    connection: &Connection,
    schema: &mut Schema,
    positions: &HashMap<String, usize>,
) -> rusqlite::Result<()> {
    let mut seen = vec![0usize; schema.tables.len()];
    let mut query = connection.prepare(
        "SELECT m.name, x.name, x.type, x.\"notnull\", x.pk, x.hidden, x.dflt_value IS NOT NULL
         FROM sqlite_schema m, pragma_table_xinfo(m.name) x
         WHERE m.type = 'table' AND m.rootpage > 0",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let table = row.get_ref(0)?.as_str()?.to_ascii_lowercase();
        let Some(position) = positions.get(&table) else {
            continue;
        };
        let table = &mut schema.tables[*position];
        let fact = ColumnFact {
            name: row.get(1)?,
            type_name: row.get(2)?,
            not_null: row.get(3)?,
            key_position: row.get(4)?,
            hidden: row.get(5)?,
            has_default: row.get(6)?,
        };
        let at = seen[*position];
        seen[*position] += 1;
        if table.opaque.is_none()
            && let Err(reason) = fact.agrees(table, at)
        {
            table.opaque = Some(reason);
        }
    }
    let mut query = connection.prepare(
        "SELECT m.name, (SELECT count(DISTINCT id) FROM pragma_foreign_key_list(m.name))
         FROM sqlite_schema m WHERE m.type = 'table' AND m.rootpage > 0",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let table = row.get_ref(0)?.as_str()?.to_ascii_lowercase();
        let Some(position) = positions.get(&table) else {
            continue;
        };
        let table = &mut schema.tables[*position];
        let keys: i64 = row.get(1)?;
        if table.opaque.is_none() && table.foreign_keys().count() as i64 != keys {
            table.opaque = Some(format!(
                "SQLite counts {keys} foreign keys, its text shows {}",
                table.foreign_keys().count()
            ));
        }
    }
    for (table, seen) in schema.tables.iter_mut().zip(seen) {
        if table.opaque.is_none() && table.columns.len() != seen {
            table.opaque = Some(format!(
                "SQLite counts {seen} columns, its text shows {}",
                table.columns.len()
            ));
        }
    }
    for table in schema
        .tables
        .iter_mut()
        .filter(|table| table.opaque.is_some())
    {
        table.columns = opaque_columns(connection, &table.name)?;
        table
            .constraints
            .retain(|constraint| matches!(constraint, Constraint::ForeignKey(_)));
    }
    Ok(())
}

struct ColumnFact {
    name: String,
    type_name: String,
    not_null: bool,
    key_position: i64,
    hidden: i64,
    has_default: bool,
}

impl ColumnFact {
    fn agrees(&self, table: &Table, at: usize) -> Result<(), String> {
        let differs = |what: &str| {
            Err(format!(
                "SQLite shows another {what} of column {}",
                self.name
            ))
        };
        let Some(column) = table
            .columns
            .get(at)
            .filter(|c| c.name.as_str() == self.name)
        else {
            return differs("name or position");
        };
        let squeezed = |text: &str| -> String {
            tokens(text)
                .iter()
                .map(|token| token.normal(text))
                .collect()
        };
        // For a generated column without a type SQLite says nothing; for the others, the words.
        if squeezed(&column.type_name) != squeezed(&self.type_name) {
            return differs("type");
        }
        let in_key = table
            .primary_key()
            .is_some_and(|key| key.columns.iter().any(|part| part.name == column.name));
        // Key columns of a STRICT or WITHOUT ROWID table are NOT NULL without saying so.
        if column.not_null.is_some() && !self.not_null
            || column.not_null.is_none() && self.not_null && !in_key
        {
            return differs("NOT NULL");
        }
        if in_key != (self.key_position > 0) {
            return differs("primary key");
        }
        let generated = match &column.generated {
            None => 0,
            Some(generated) if generated.stored => 3,
            Some(_) => 2,
        };
        if generated != self.hidden {
            return differs("way to compute");
        }
        if column.generated.is_none() && column.default.is_some() && !self.has_default {
            return differs("default");
        }
        Ok(())
    }
}

/// The columns of an opaque table, as far as copying its rows needs them.
fn opaque_columns(
    connection: &Connection,
    table: &Name,
) -> rusqlite::Result<Vec<crate::schema::Column>> {
    let mut query = connection.prepare("SELECT name, type, hidden FROM pragma_table_xinfo(?1)")?;
    let rows = query.query_map([table.as_str()], |row| {
        let generated = row.get::<_, i64>(2)? != 0;
        Ok(crate::schema::Column {
            name: Name::folded(row.get::<_, String>(0)?),
            type_name: row.get::<_, String>(1)?.to_ascii_lowercase(),
            not_null: None,
            default: None,
            default_is_constant: false,
            collation: None,
            generated: generated.then(|| crate::schema::Generated {
                expression: Sql::new("", ""),
                stored: false,
            }),
            attributes: Attributes::new(),
            text: String::new(),
        })
    })?;
    rows.collect()
}
