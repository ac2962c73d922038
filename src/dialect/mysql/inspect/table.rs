//! A table, from CREATE TABLE as the server writes it.

use super::column;
use super::queries::TableFacts;
use crate::dialect::mysql::clause::Key;
use crate::dialect::mysql::lexer::{normal, words};
use crate::dialect::mysql::text::{Text, sql};
use crate::schema::{Attributes, Constraint, ConstraintKind, Index, Name, Sql, Table, Written};
use std::collections::BTreeSet;
use std::ops::Range;

/// Reads the statement, without the database's name.
///
/// # Errors
/// What is not as `information_schema` says, or not understood.
pub(super) fn read(statement: &str, name: Name, facts: &TableFacts) -> Result<Table, String> {
    let text = Text::new(statement);
    let open = (0..text.tokens.len())
        .find(|at| text.symbol(*at, "("))
        .ok_or("it has no columns")?;
    let end = text.closed(open);
    let mut table = Table {
        name,
        columns: Vec::new(),
        order_counts: true,
        constraints: Vec::new(),
        indexes: Vec::new(),
        options: BTreeSet::new(),
        attributes: Attributes::new(),
        definition: Sql::new("", ""),
        opaque: None,
    };
    let mut facts_left = facts.columns.iter();
    for item in text.items(open + 1..end - 1) {
        if is_column(&text, item.start) {
            let facts = facts_left
                .next()
                .ok_or("a column is not in information_schema")?;
            table.columns.push(column::read(&text, item, facts)?);
        } else {
            part(&text, item, &mut table)?;
        }
    }
    if let Some(left) = facts_left.next() {
        return Err(format!("column {} is missing", left.name));
    }
    options(&text, end, &mut table.attributes)?;
    if let Some(collation) = facts.collation {
        table
            .attributes
            .insert("collation".to_owned(), collation.to_owned());
    }
    Ok(table)
}

fn is_column(text: &Text, at: usize) -> bool {
    text.token(at)
        .is_some_and(|token| token.text(&text.sql).starts_with('`'))
}

/// A key, a constraint or a period.
fn part(text: &Text, item: Range<usize>, table: &mut Table) -> Result<(), String> {
    let at = item.start;
    let whole = text.slice(item.clone());
    if text.words(at, &["period", "for"]) {
        let period = text.slice(at + 2..at + 3);
        table.attributes.insert(
            format!("period {period}"),
            text.slice(at + 3..item.end).to_owned(),
        );
        return Ok(());
    }
    if text.word(at, "constraint") {
        let name = text.name(at + 1).unwrap_or_default();
        let kind = if text.word(at + 2, "foreign") {
            ConstraintKind::ForeignKey
        } else if text.word(at + 2, "check") {
            ConstraintKind::Check
        } else {
            return Err(format!("`{whole}`"));
        };
        let clause = text.slice(at + 2..item.end);
        table.constraints.push(Constraint::Written(Written {
            kind,
            clause: sql(clause),
            columns: match kind {
                ConstraintKind::ForeignKey => names(text, at + 4),
                _ => Vec::new(),
            },
            attributes: spelling(&name),
            name: Name::folded(name),
        }));
        return Ok(());
    }
    let key = Key::read(whole).ok_or_else(|| format!("`{whole}`"))?;
    let plain = key
        .columns
        .iter()
        .all(|(name, whole)| name.is_some() && *whole);
    let columns: Vec<Name> = key
        .columns
        .iter()
        .filter_map(|(name, _)| name.as_ref())
        .map(Name::folded)
        .collect();
    let Some(name) = key.name.clone() else {
        table.constraints.push(Constraint::Written(Written {
            name: Name::insignificant(""),
            kind: ConstraintKind::PrimaryKey,
            clause: sql(&format!("PRIMARY KEY {}", key.rest)),
            columns,
            attributes: Attributes::new(),
        }));
        return Ok(());
    };
    let mut attributes = spelling(&name);
    if let Some(hidden) = &key.hidden {
        attributes.insert("hidden".to_owned(), hidden.clone());
    }
    table.indexes.push(Index {
        unique: key.is_unique(),
        columns: if plain { columns } else { Vec::new() },
        definition: Sql::new(
            format!(
                "{} {} {}",
                key.kind,
                crate::dialect::mysql::quote::ident(&name),
                key.rest
            ),
            normal(&format!("{} {}", key.kind, key.rest)),
        ),
        attributes,
        mentions: words(&key.rest).collect(),
        name: Name::folded(name),
    });
    Ok(())
}

/// Names differ in case too, which does not count where they are looked up.
fn spelling(name: &str) -> Attributes {
    Attributes::from([("spelling".to_owned(), name.to_owned())])
}

fn names(text: &Text, open: usize) -> Vec<Name> {
    let items = text.items(open + 1..text.closed(open) - 1);
    items
        .into_iter()
        .filter_map(|item| text.name(item.start))
        .map(Name::folded)
        .collect()
}

/// What stands behind the columns: `ENGINE=InnoDB … COMMENT='x' PARTITION BY …`.
fn options(text: &Text, start: usize, attributes: &mut Attributes) -> Result<(), String> {
    let end = text.tokens.len();
    let mut at = start;
    while at < end {
        if text.words(at, &["partition", "by"]) {
            let engine = attributes.get("engine").map_or("", String::as_str);
            let partitions = without_engine(&partitions(text, at), engine);
            attributes.insert("partitions".to_owned(), partitions);
            return Ok(());
        }
        if text.words(at, &["with", "system", "versioning"]) {
            attributes.insert("system versioning".to_owned(), "yes".to_owned());
            at += 3;
            continue;
        }
        let equals = (at..end).find(|at| text.symbol(*at, "="));
        let equals = equals.ok_or_else(|| format!("`{}`", text.slice(at..end)))?;
        let value_end = match text.symbol(equals + 1, "(") {
            true => text.closed(equals + 1),
            false => equals + 2,
        };
        let words = text.slice(at..equals).to_ascii_lowercase();
        let name = words.strip_prefix("default ").unwrap_or(&words);
        let value = text.slice(equals + 1..value_end);
        match name {
            // What the default collation says, see `TableFacts`.
            "charset" | "character set" | "collate" => {}
            "auto_increment" => {
                attributes.insert("~auto_increment".to_owned(), value.to_owned());
            }
            "comment" => {
                attributes.insert(name.to_owned(), text.string(equals + 1).unwrap_or_default());
            }
            _ => {
                attributes.insert(name.to_owned(), value.to_owned());
            }
        }
        at = value_end;
    }
    Ok(())
}

/// Without the engine that each partition has from its table.
fn without_engine(partitions: &str, engine: &str) -> String {
    let text = Text::new(partitions);
    let mut out = String::with_capacity(partitions.len());
    let mut end = 0;
    for at in 0..text.tokens.len() {
        let is_said = text.word(at, "engine") && text.symbol(at + 1, "=");
        if is_said && text.word(at + 2, engine) {
            out.push_str(text.sql[end..text.tokens[at].range.start].trim_end());
            end = text.tokens[at + 2].range.end;
        }
    }
    out.push_str(&text.sql[end..]);
    out
}

/// Without the time from which a history is cut into partitions, which is the time of CREATE TABLE
/// where nothing else is said (<https://mariadb.com/kb/en/system-versioned-tables/>).
fn partitions(text: &Text, at: usize) -> String {
    let end = text.tokens.len();
    let starts = (at..end)
        .find(|at| text.word(*at, "starts") && text.word(*at + 1, "timestamp"))
        .filter(|_| text.word(at + 2, "system_time"));
    match starts {
        Some(starts) => {
            let parts = [text.slice(at..starts), text.slice(starts + 3..end)];
            parts.join(" ").trim_end().to_owned()
        }
        None => text.slice(at..end).to_owned(),
    }
}
