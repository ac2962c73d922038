//! A second opinion on what schema a database has: SQLite's pragmas and a small reader of its
//! texts that shares no code with the one under test.

use super::lex::{self, Kind, Token};
use super::settle::{columns, probe, quote};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// What a database says of itself; names are folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// Ordinary tables.
    pub(super) tables: BTreeMap<String, TableFacts>,
    /// The texts of views, triggers and virtual tables by kind and name.
    pub(super) objects: BTreeMap<(String, String), String>,
    /// Which statements on tables and views compile, so that every view and trigger is needed.
    pub(super) compiles: BTreeMap<(String, &'static str), bool>,
}

/// What is known of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TableFacts {
    /// STRICT
    pub(super) strict: bool,
    /// WITHOUT ROWID
    pub(super) without_rowid: bool,
    /// AUTOINCREMENT
    pub(super) autoincrement: bool,
    /// The column that is the rowid.
    pub(super) alias: Option<String>,
    /// Its columns.
    pub(super) columns: BTreeMap<String, ColumnFacts>,
    /// Primary key, UNIQUE constraints and unique indexes.
    pub(super) keys: BTreeSet<String>,
    /// Foreign keys: the parent, its columns beside the child's, and the actions.
    pub(super) foreign_keys: Vec<(String, Vec<String>, String)>,
    /// CHECK conditions with their names.
    pub(super) checks: Vec<String>,
    /// Computed columns' expressions.
    pub(super) computed: Vec<String>,
    /// ON CONFLICT and DEFERRABLE clauses, which only the text holds. Names of constraints don't
    /// count: SQLite uses none but those of CHECK.
    pub(super) clauses: Vec<String>,
    /// Indexes with a text of their own.
    pub(super) indexes: BTreeMap<String, String>,
}

/// What is known of one column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ColumnFacts {
    /// Its type, lower-case.
    pub(super) type_name: String,
    /// Whether NULL is refused.
    pub(super) not_null: bool,
    /// Its default.
    pub(super) default: Option<String>,
    /// Its place in the primary key, or 0.
    pub(super) key: i64,
    /// 0, or 2 and 3 for computed columns.
    pub(super) hidden: i64,
    /// Its collation.
    pub(super) collation: String,
}

/// Reads them.
pub(super) fn facts(connection: &Connection) -> rusqlite::Result<Facts> {
    let mut facts = Facts::default();
    let mut query = connection.prepare_cached(
        "SELECT m.type, m.name, m.tbl_name, m.sql, l.type, l.wr, l.strict FROM sqlite_schema m
         LEFT JOIN pragma_table_list l ON l.schema = 'main' AND l.name = m.name
         WHERE m.name NOT LIKE 'sqlite~_%' ESCAPE '~' AND m.sql IS NOT NULL",
    )?;
    let mut rows = query.query([])?;
    let mut indexes = Vec::new();
    while let Some(row) = rows.next()? {
        let (kind, name, on, sql): (String, String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let listed: Option<String> = row.get(4)?;
        match (kind.as_str(), listed.as_deref()) {
            (_, Some("shadow")) => {}
            ("table", Some("table")) => {
                let table = table(connection, &name, &sql, row.get(5)?, row.get(6)?)?;
                facts.tables.insert(name.to_ascii_lowercase(), table);
                compile(connection, &name, &mut facts)?;
            }
            ("index", _) => indexes.push((on, name, sql)),
            _ => {
                if kind == "view" {
                    compile(connection, &name, &mut facts)?;
                }
                let text = lex::normal(&without_name(lex::tokens(&sql)));
                facts
                    .objects
                    .insert((kind, name.to_ascii_lowercase()), text);
            }
        }
    }
    for (on, name, sql) in indexes {
        if let Some(table) = facts.tables.get_mut(&on.to_ascii_lowercase()) {
            let mut kept = without_name(lex::tokens(&sql));
            lex::remove_ascending(&mut kept);
            table
                .indexes
                .insert(name.to_ascii_lowercase(), lex::normal(&kept));
        }
    }
    Ok(facts)
}

/// The tokens of an object without its own name, which may be written as a string.
fn without_name(mut tokens: Vec<Token>) -> Vec<Token> {
    let kinds = ["index", "view", "trigger", "table"];
    if let Some(at) = tokens
        .iter()
        .position(|token| kinds.iter().any(|kind| token.is_word(kind)))
    {
        tokens.remove(at + 1);
    }
    tokens
}

fn compile(connection: &Connection, name: &str, facts: &mut Facts) -> rusqlite::Result<()> {
    let columns = columns(connection, name)?;
    for event in ["INSERT", "UPDATE", "DELETE"] {
        let good = connection.prepare(&probe(name, &columns, event)).is_ok();
        facts
            .compiles
            .insert((name.to_ascii_lowercase(), event), good);
    }
    let good = connection
        .prepare(&format!("SELECT * FROM {} LIMIT 0", quote(name)))
        .is_ok();
    facts
        .compiles
        .insert((name.to_ascii_lowercase(), "SELECT"), good);
    Ok(())
}

fn table(
    connection: &Connection,
    name: &str,
    sql: &str,
    without_rowid: bool,
    strict: bool,
) -> rusqlite::Result<TableFacts> {
    let mut table = TableFacts {
        strict,
        without_rowid,
        ..TableFacts::default()
    };
    read_columns(connection, name, &mut table)?;
    read_keys(connection, name, &mut table)?;
    read_foreign_keys(connection, name, &mut table)?;
    read_text(&lex::tokens(sql), &mut table);
    Ok(table)
}

fn read_columns(
    connection: &Connection,
    name: &str,
    table: &mut TableFacts,
) -> rusqlite::Result<()> {
    let mut query = connection.prepare_cached(
        "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?1)",
    )?;
    let mut rows = query.query([name])?;
    while let Some(row) = rows.next()? {
        let column: String = row.get(0)?;
        let (_, collation, _, _, autoincrement) =
            connection.column_metadata(Some("main"), name, column.as_str())?;
        table.autoincrement |= autoincrement;
        let default: Option<String> = row.get(3)?;
        let facts = ColumnFacts {
            // SQLite keeps a type as it was written, comments and all.
            type_name: lex::normal(&lex::tokens(&row.get::<_, String>(1)?)),
            not_null: row.get(2)?,
            default: default
                .map(|text| self::default(&text))
                .filter(|text| text != "null"),
            key: row.get(4)?,
            hidden: row.get(5)?,
            collation: collation
                .map(|text| text.to_string_lossy().to_ascii_lowercase())
                .unwrap_or_default(),
        };
        table.columns.insert(column.to_ascii_lowercase(), facts);
    }
    Ok(())
}

/// A default in a form that can be compared. A lone word or quoted name is a string there, and
/// its case counts (<https://sqlite.org/quirks.html#dblquote>).
fn default(text: &str) -> String {
    let tokens = lex::tokens(text);
    match tokens.as_slice() {
        [one] if one.kind == Kind::Quoted => format!("'{}'", one.written),
        [one] if one.kind == Kind::Word => {
            let known = [
                "null",
                "true",
                "false",
                "current_date",
                "current_time",
                "current_timestamp",
            ];
            if known.contains(&one.text.as_str()) {
                one.text.clone()
            } else {
                format!("'{}'", one.written)
            }
        }
        _ => lex::normal(&tokens),
    }
}

fn read_keys(connection: &Connection, name: &str, table: &mut TableFacts) -> rusqlite::Result<()> {
    let mut query = connection.prepare_cached(
        "SELECT l.name, l.origin, l.\"unique\", l.partial, x.name, x.\"desc\", x.coll
         FROM pragma_index_list(?1) l, pragma_index_xinfo(l.name) x
         WHERE x.key = 1 ORDER BY l.seq, x.seqno",
    )?;
    let mut rows = query.query([name])?;
    let mut found: BTreeMap<String, (String, bool)> = BTreeMap::new();
    let mut indexed_key = false;
    while let Some(row) = rows.next()? {
        let origin: String = row.get(1)?;
        let unique: bool = row.get(2)?;
        let partial: bool = row.get(3)?;
        let column: Option<String> = row.get(4)?;
        let (descending, collation): (bool, String) = (row.get(5)?, row.get(6)?);
        indexed_key |= origin == "pk";
        let entry = found.entry(row.get(0)?).or_insert_with(|| {
            (
                format!("{origin}{}", if partial { " partial" } else { "" }),
                unique,
            )
        });
        // Of two constraints that differ in nothing but direction SQLite keeps the first.
        let direction = if descending && origin == "c" {
            " desc"
        } else {
            ""
        };
        let column = column
            .unwrap_or_else(|| "()".to_owned())
            .to_ascii_lowercase();
        entry.0 += &format!(" {column}/{}{direction}", collation.to_ascii_lowercase());
    }
    table.keys = found
        .into_values()
        .filter(|(_, unique)| *unique)
        .map(|(text, _)| text)
        .collect();
    let mut key = table.columns.iter().filter(|(_, column)| column.key > 0);
    if let (Some((name, column)), None) = (key.next(), key.next())
        && !indexed_key
        && !table.without_rowid
        && column.type_name == "integer"
    {
        table.alias = Some(name.clone());
    }
    Ok(())
}

fn read_foreign_keys(
    connection: &Connection,
    name: &str,
    table: &mut TableFacts,
) -> rusqlite::Result<()> {
    let mut query = connection.prepare_cached(
        "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete, \"match\"
         FROM pragma_foreign_key_list(?1) ORDER BY id, seq",
    )?;
    let mut rows = query.query([name])?;
    let mut found: BTreeMap<i64, (String, Vec<String>, String)> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let text = |at: usize| {
            row.get::<_, Option<String>>(at)
                .map(Option::unwrap_or_default)
        };
        let entry = found.entry(row.get(0)?).or_default();
        entry.0 = text(1)?.to_ascii_lowercase();
        entry.1.push(format!(
            "{}->{}",
            text(2)?.to_ascii_lowercase(),
            text(3)?.to_ascii_lowercase()
        ));
        entry.2 = format!("{} / {} / {}", text(4)?, text(5)?, text(6)?);
    }
    table.foreign_keys = found.into_values().collect();
    table.foreign_keys.sort();
    Ok(())
}

/// What only the text tells.
fn read_text(tokens: &[Token], table: &mut TableFacts) {
    let word = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is_word(word));
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        if token.is_symbol("(") {
            depth += 1;
        } else if token.is_symbol(")") {
            depth -= 1;
        }
        if depth != 1 {
            continue;
        }
        let opens = tokens.get(at + 1).is_some_and(|next| next.is_symbol("("));
        if token.is_word("check") && opens {
            let name = if at >= 2 && word(at - 2, "constraint") {
                tokens[at - 1].text.as_str()
            } else {
                ""
            };
            table.checks.push(format!(
                "{name}: {}",
                lex::normal(lex::balanced(tokens, at + 1))
            ));
        } else if token.is_word("as") && opens {
            let inner = lex::balanced(tokens, at + 1);
            let stored = word(at + 1 + inner.len(), "stored");
            table
                .computed
                .push(format!("{} {stored}", lex::normal(inner)));
        } else if token.is_word("conflict") && at > 0 && word(at - 1, "on") {
            table
                .clauses
                .push(format!("on conflict {}", tokens[at + 1].text));
        } else if token.is_word("deferrable") {
            let mut text = if at > 0 && word(at - 1, "not") {
                "not deferrable"
            } else {
                "deferrable"
            }
            .to_owned();
            if word(at + 1, "initially") {
                text = format!("{text} {}", tokens[at + 2].text);
            }
            table.clauses.push(text);
        }
    }
    table.checks.sort();
    table.computed.sort();
    table.clauses.sort();
}

/// The first thing in which two differ, in words; none where they are equal.
pub(super) fn difference(found: &Facts, wanted: &Facts) -> Option<String> {
    for name in found.tables.keys().chain(wanted.tables.keys()) {
        match (found.tables.get(name), wanted.tables.get(name)) {
            (Some(a), Some(b)) if a != b => return Some(table_difference(name, a, b)),
            (Some(_), None) => return Some(format!("table {name} is there and should not be")),
            (None, _) => return Some(format!("table {name} is missing")),
            _ => {}
        }
    }
    for key in found.objects.keys().chain(wanted.objects.keys()) {
        let (a, b) = (found.objects.get(key), wanted.objects.get(key));
        if a != b {
            return Some(format!("{} {}: found {a:?}, wanted {b:?}", key.0, key.1));
        }
    }
    let compiles = found
        .compiles
        .iter()
        .find(|(key, good)| wanted.compiles.get(*key) != Some(*good));
    compiles.map(|((name, event), good)| {
        format!("compiles: {event} on {name} is {good}, wanted the other")
    })
}

fn table_difference(name: &str, a: &TableFacts, b: &TableFacts) -> String {
    for column in a.columns.keys().chain(b.columns.keys()) {
        let (x, y) = (a.columns.get(column), b.columns.get(column));
        if x != y {
            return format!("table {name}, column {column}: found {x:?}, wanted {y:?}");
        }
    }
    let strip = |table: &TableFacts| TableFacts {
        columns: BTreeMap::new(),
        ..table.clone()
    };
    format!("table {name}: found {:?}, wanted {:?}", strip(a), strip(b))
}
