//! Rows for a random schema, and what of them is there afterwards.

use super::dice::Dice;
use super::facts::Facts;
use super::model::{Column, Rule, Schema, Table, Virtual, same};
use super::render::{Place, statements};
use super::settle::{open, quote};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};
use std::collections::BTreeMap;

/// A database with this schema and with rows that keep all of its rules. Triggers are made last,
/// so that they don't take part.
pub(super) fn build(schema: &Schema, seed: u64) -> rusqlite::Result<Connection> {
    let connection = open()?;
    let (triggers, rest): (Vec<_>, Vec<_>) = statements(schema)
        .into_iter()
        .partition(|(place, _)| matches!(place, Place::Trigger(_)));
    for (_, sql) in &rest {
        connection.execute_batch(sql)?;
    }
    connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN")?;
    for table in &schema.tables {
        fill(&connection, schema, table, seed)?;
    }
    for virtual_table in &schema.virtuals {
        fill_module(&connection, virtual_table)?;
    }
    for table in &schema.tables {
        if Dice::of(seed, &format!("empty {}", table.name)).chance(8) {
            connection.execute(&format!("DELETE FROM {}", quote(&table.name)), [])?;
        }
    }
    remove_orphans(&connection, schema)?;
    for table in &schema.tables {
        raise_mark(&connection, table, seed)?;
    }
    connection.execute_batch("COMMIT; PRAGMA foreign_keys = ON")?;
    if Dice::of(seed, "analyze").chance(5) {
        connection.execute_batch("ANALYZE")?;
    }
    for (_, sql) in &triggers {
        connection.execute_batch(sql)?;
    }
    Ok(connection)
}

fn fill(
    connection: &Connection,
    schema: &Schema,
    table: &Table,
    seed: u64,
) -> rusqlite::Result<()> {
    let mut dice = Dice::of(seed, &table.name.to_ascii_lowercase());
    let columns: Vec<&Column> = table
        .columns
        .iter()
        .filter(|c| c.generated.is_none())
        .collect();
    let rowid = hidden_rowid(table).filter(|_| dice.chance(60));
    let mut names: Vec<String> = columns.iter().map(|column| quote(&column.name)).collect();
    names.extend(rowid.map(str::to_owned));
    let marks = vec!["?"; names.len()].join(", ");
    let sql = format!(
        "INSERT INTO {} ({}) VALUES ({marks})",
        quote(&table.name),
        names.join(", ")
    );
    let mut insert = connection.prepare(&sql)?;
    let wanted = 3 + dice.below(3);
    let mut last: Vec<Value> = Vec::new();
    let mut made = 0;
    for attempt in 0..14 {
        let parents = parents(connection, schema, table, &mut dice);
        let mut values: Vec<Value> = columns
            .iter()
            .map(|column| {
                let found = parents.iter().find(|(name, _)| same(name, &column.name));
                found.map_or_else(
                    || value(column, table.strict, &mut dice),
                    |(_, value)| value.clone(),
                )
            })
            .collect();
        if rowid.is_some() {
            values.push(Value::Integer(
                [5, 9, 100, -3, 7, 1 << 40][attempt % 6] + attempt as i64,
            ));
        }
        // Equal rows, where no key forbids them.
        if !last.is_empty() && rowid.is_none() && dice.chance(15) {
            values.clone_from(&last);
        }
        if insert.execute(params_from_iter(values.iter())).is_ok() {
            last = values;
            made += 1;
        }
        // ON CONFLICT ROLLBACK takes the whole transaction back.
        if connection.is_autocommit() {
            connection.execute_batch("BEGIN")?;
        }
        if made >= wanted {
            break;
        }
    }
    Ok(())
}

/// A value for each column of the table's foreign keys: from a row of the parent, or NULL.
fn parents(
    connection: &Connection,
    schema: &Schema,
    table: &Table,
    dice: &mut Dice,
) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for key in table.foreign_keys() {
        let Some(parent) = schema.table(&key.parent) else {
            continue;
        };
        let implied: Vec<String> = parent
            .primary()
            .unwrap_or_default()
            .iter()
            .map(|part| part.column.clone())
            .collect();
        let columns = if key.parent_columns.is_empty() {
            &implied
        } else {
            &key.parent_columns
        };
        let list: Vec<String> = columns.iter().map(|column| quote(column)).collect();
        let skip = dice.below(4);
        let sql = format!(
            "SELECT {} FROM {} LIMIT 1 OFFSET {skip}",
            list.join(", "),
            quote(&parent.name)
        );
        let null = dice.chance(15);
        let row = connection.query_row(&sql, [], |row| {
            (0..columns.len())
                .map(|at| row.get::<_, Value>(at))
                .collect::<rusqlite::Result<Vec<_>>>()
        });
        let values = row.unwrap_or_else(|_| vec![Value::Null; columns.len()]);
        for (column, value) in key.columns.iter().zip(values) {
            found.push((column.clone(), if null { Value::Null } else { value }));
        }
    }
    found
}

fn value(column: &Column, strict: bool, dice: &mut Dice) -> Value {
    let integers = [0, 1, -1, 2, 3, 42, i64::MIN, i64::MAX, (1 << 53) + 1, 7];
    let texts = [
        "",
        "007",
        "a",
        "A",
        "b ",
        "emoji 😀",
        "it's",
        "1e3",
        "9007199254740993.0",
        "two\nlines",
        "1.5",
        "x",
    ];
    let reals = [0.5, -1.5, 1e300, f64::INFINITY, 3.0, -0.0];
    let blobs: [&[u8]; 3] = [b"", b"\x00\xff", b"007"];
    let kind = column.type_name.as_str();
    if dice.chance(if column.not_null.is_some() { 2 } else { 15 }) {
        return Value::Null;
    }
    let choice = match kind {
        "INTEGER" | "INT" | "BOOLEAN" if strict || dice.chance(80) => 0,
        "TEXT" | "VARCHAR(10)" | "DATETIME" if strict || dice.chance(80) => 1,
        "REAL" | "DOUBLE PRECISION" if strict || dice.chance(80) => 2,
        "BLOB" if strict || dice.chance(60) => 3,
        _ => dice.below(4),
    };
    match choice {
        0 if dice.chance(50) => Value::Integer(dice.below(50) as i64),
        0 => Value::Integer(*dice.pick(&integers)),
        1 if dice.chance(40) => Value::Text(format!("text {}", dice.below(50))),
        1 => Value::Text((*dice.pick(&texts)).to_owned()),
        2 => Value::Real(*dice.pick(&reals)),
        _ => Value::Blob(dice.pick(&blobs).to_vec()),
    }
}

/// A name for the rowid of a table that shows it in no column.
fn hidden_rowid(table: &Table) -> Option<&'static str> {
    let alias = table.primary().is_some_and(|parts| {
        parts.len() == 1
            && table
                .column(&parts[0].column)
                .is_some_and(|column| same(&column.type_name, "INTEGER"))
    });
    if table.without_rowid || alias {
        return None;
    }
    ["rowid", "_rowid_", "oid"]
        .into_iter()
        .find(|name| table.column(name).is_none())
}

fn fill_module(connection: &Connection, one: &Virtual) -> rusqlite::Result<()> {
    let name = quote(&one.name);
    if one.content.is_some() {
        // Where the table is not there any more this fails, and may.
        let _ =
            connection.execute_batch(&format!("INSERT INTO {name} ({name}) VALUES ('rebuild')"));
        return Ok(());
    }
    for number in 1..4 {
        let sql = match one.module.as_str() {
            "fts5(Title, prefix='2 3')" => format!("INSERT INTO {name} VALUES ('title {number}')"),
            module if module.starts_with("fts5") => {
                format!("INSERT INTO {name} VALUES ('word {number} 😀', 'other')")
            }
            "rtree(id, x0, x1, y0, y1, +label TEXT)" => {
                format!("INSERT INTO {name} VALUES ({number}, 1, 2, 3, 4, 'l')")
            }
            _ => format!("INSERT INTO {name} VALUES ({number}, -{number}, {number})"),
        };
        connection.execute_batch(&sql)?;
    }
    Ok(())
}

/// Deletes rows that refer to none, until there is none of them.
fn remove_orphans(connection: &Connection, schema: &Schema) -> rusqlite::Result<()> {
    for _ in 0..8 {
        let mut clean = true;
        for table in &schema.tables {
            for constraint in &table.constraints {
                let Rule::Foreign(key) = &constraint.rule else {
                    continue;
                };
                let Some(parent) = schema.table(&key.parent) else {
                    continue;
                };
                let implied: Vec<String> = parent
                    .primary()
                    .unwrap_or_default()
                    .iter()
                    .map(|part| part.column.clone())
                    .collect();
                let columns = if key.parent_columns.is_empty() {
                    &implied
                } else {
                    &key.parent_columns
                };
                if columns.len() != key.columns.len() {
                    continue;
                }
                let pairs: Vec<String> = columns
                    .iter()
                    .zip(&key.columns)
                    .map(|(theirs, own)| format!("p.{} = c.{}", quote(theirs), quote(own)))
                    .collect();
                let nulls: Vec<String> = key
                    .columns
                    .iter()
                    .map(|own| format!("c.{} IS NOT NULL", quote(own)))
                    .collect();
                let sql = format!(
                    "DELETE FROM {} AS c WHERE {} AND NOT EXISTS (SELECT 1 FROM {} p WHERE {})",
                    quote(&table.name),
                    nulls.join(" AND "),
                    quote(&parent.name),
                    pairs.join(" AND ")
                );
                clean &= connection.execute(&sql, []).unwrap_or(0) == 0;
            }
        }
        if clean {
            break;
        }
    }
    // Affinities and collations make the check stricter than a comparison at times.
    for table in &schema.tables {
        let sql = "SELECT count(*) FROM pragma_foreign_key_check(?1)";
        let broken: i64 = connection
            .query_row(sql, [&table.name], |row| row.get(0))
            .unwrap_or(0);
        if broken > 0 {
            connection.execute(&format!("DELETE FROM {}", quote(&table.name)), [])?;
            return remove_orphans(connection, schema);
        }
    }
    Ok(())
}

/// Lifts AUTOINCREMENT above the highest number in use.
fn raise_mark(connection: &Connection, table: &Table, seed: u64) -> rusqlite::Result<()> {
    let counts = table.constraints.iter().any(|constraint| {
        matches!(
            constraint.rule,
            Rule::Primary {
                autoincrement: true,
                ..
            }
        )
    });
    if counts && Dice::of(seed, &format!("mark {}", table.name)).chance(70) {
        let name = &table.name;
        connection.execute(
            "UPDATE sqlite_sequence SET seq = 500 WHERE lower(name) = lower(?1) AND seq < 500",
            [name],
        )?;
    }
    Ok(())
}

/// Everything that the tables hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Dump {
    /// By folded name.
    pub(super) tables: BTreeMap<String, TableDump>,
    /// AUTOINCREMENT's marks.
    pub(super) marks: BTreeMap<String, i64>,
}

/// Everything that one table holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct TableDump {
    /// The folded names of its columns; `(rowid)` for a rowid that no column shows.
    pub(super) columns: Vec<String>,
    /// Its rows, each value with its storage class.
    pub(super) rows: Vec<Vec<String>>,
}

impl TableDump {
    /// Forgets the hidden rowids.
    pub(super) fn remove_rowid(&mut self) {
        if let Some(place) = self.columns.iter().position(|name| name == ROWID) {
            self.columns.remove(place);
            for row in &mut self.rows {
                row.remove(place);
            }
            self.rows.sort();
        }
    }
}

/// The name that stands for a hidden rowid in a [`TableDump`].
pub(super) const ROWID: &str = "(rowid)";

/// Reads all rows of ordinary and virtual tables.
pub(super) fn dump(connection: &Connection, facts: &Facts) -> rusqlite::Result<Dump> {
    let mut dump = Dump::default();
    for (name, table) in &facts.tables {
        let mut columns: Vec<String> = table
            .columns
            .iter()
            .filter(|(_, c)| c.hidden == 0)
            .map(|(name, _)| name.clone())
            .collect();
        let mut list: Vec<String> = columns.iter().map(|column| quote(column)).collect();
        if !table.without_rowid && table.alias.is_none() {
            let free = ["rowid", "_rowid_", "oid"]
                .into_iter()
                .find(|n| !table.columns.contains_key(*n));
            if let Some(free) = free {
                list.push(free.to_owned());
                columns.push(ROWID.to_owned());
            }
        }
        let rows = read(connection, name, &list.join(", "))?;
        dump.tables
            .insert(name.clone(), TableDump { columns, rows });
    }
    for ((kind, name), text) in &facts.objects {
        if kind == "table" && !text.contains("content =") {
            let rows = read(connection, name, "*")?;
            dump.tables.insert(
                name.clone(),
                TableDump {
                    columns: vec![text.clone()],
                    rows,
                },
            );
        }
    }
    let marked: i64 = connection.query_row(
        "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'",
        [],
        |row| row.get(0),
    )?;
    if marked > 0 {
        let mut query =
            connection.prepare_cached("SELECT lower(name), seq FROM sqlite_sequence")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        dump.marks = rows.collect::<rusqlite::Result<_>>()?;
    }
    Ok(dump)
}

fn read(connection: &Connection, table: &str, list: &str) -> rusqlite::Result<Vec<Vec<String>>> {
    let mut query = connection.prepare(&format!("SELECT {list} FROM {}", quote(table)))?;
    let count = query.column_count();
    let mut rows = query.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(
            (0..count)
                .map(|at| row.get_ref(at).map(shown))
                .collect::<rusqlite::Result<_>>()?,
        );
    }
    Ok(all)
}

fn shown(value: ValueRef) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("real {number:?}"),
        ValueRef::Text(text) => format!("'{}'", String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => format!("blob {bytes:?}"),
    }
}
