//! Renames as a person says them, resolved to the names that the two schemas have.
//!
//! What is typed may leave out quotes, the case of letters and the schema that needs no saying;
//! what is compared later is the model's own name.

use super::Rename;
use crate::schema::{Column, Name, Schema, Table};
use std::str::FromStr;

/// One side of a rename: its parts as they were typed, quotes and all.
type Parts = Vec<String>;

/// Reads `old=new` for a table and `table.old=table.new` for a column, the table by either name.
/// A table may stand with its schema: `app.users=app.people`, `app.users.a=app.users.b`. A name
/// that neither schema has is kept as it was typed.
///
/// # Errors
/// What is wrong, for a person: text of another form, a name that several tables may mean, a
/// column that would move to another table.
pub fn said(texts: &[&str], from: &Schema, to: &Schema) -> Result<Vec<Rename>, String> {
    let sides = texts.iter().map(|text| sides(text));
    let sides: Vec<(Parts, Parts)> = sides.collect::<Result<_, String>>()?;
    let mut renames: Vec<Option<Rename>> = Vec::new();
    for (text, (old, new)) in texts.iter().zip(&sides) {
        renames.push(if is_of_table(text, old, new, from, to)? {
            Some(Rename::Table {
                from: object(from, old)?,
                to: object(to, new)?,
            })
        } else {
            None
        });
    }
    let tables: Vec<Rename> = renames.iter().flatten().cloned().collect();
    let all = renames.into_iter().zip(texts.iter().zip(&sides));
    all.map(|(rename, (text, (old, new)))| match rename {
        Some(rename) => Ok(rename),
        None => column(text, old, new, from, to, &tables),
    })
    .collect()
}

impl FromStr for Rename {
    type Err = String;

    /// As [`said`], with names that are compared without regard to case, as no schema is asked.
    fn from_str(text: &str) -> Result<Self, String> {
        let nothing = Schema::default();
        let mut renames = said(&[text], &nothing, &nothing)?;
        renames.pop().ok_or_else(|| wrong(text))
    }
}

fn sides(text: &str) -> Result<(Parts, Parts), String> {
    let cut: Vec<Parts> = split(text, '=')
        .iter()
        .map(|side| {
            split(side, '.')
                .iter()
                .map(|part| part.trim().to_owned())
                .collect()
        })
        .collect();
    match <[Parts; 2]>::try_from(cut) {
        Ok([old, new])
            if old.iter().chain(&new).all(|part| !part.is_empty())
                && old.len() <= 3
                && new.len() <= 3 =>
        {
            Ok((old, new))
        }
        _ => Err(wrong(text)),
    }
}

fn wrong(text: &str) -> String {
    format!(
        "`{text}` is no rename: write `old=new` for a table, `table.old=table.new` for a column"
    )
}

fn is_of_table(
    text: &str,
    old: &Parts,
    new: &Parts,
    from: &Schema,
    to: &Schema,
) -> Result<bool, String> {
    let there = || Ok(find(from, old)?.is_some() && find(to, new)?.is_some());
    match (old.len(), new.len()) {
        (1, 1) => Ok(true),
        (2, 1 | 2) => there(),
        (1, 2) if there()? => Ok(true),
        (1, _) => Err(wrong(text)),
        _ => Ok(false),
    }
}

fn column(
    text: &str,
    old: &Parts,
    new: &Parts,
    from: &Schema,
    to: &Schema,
    tables: &[Rename],
) -> Result<Rename, String> {
    let (Some((old_column, old_table)), Some((new_column, new_table))) =
        (old.split_last(), new.split_last())
    else {
        return Err(wrong(text));
    };
    let after = |name: &Name| {
        tables.iter().find_map(|rename| match rename {
            Rename::Table { from, to } if from == name => Some(to.clone()),
            _ => None,
        })
    };
    let before = |name: &Name| {
        tables.iter().find_map(|rename| match rename {
            Rename::Table { from, to } if to == name => Some(from.clone()),
            _ => None,
        })
    };
    // Only one side need name the table, and by the name that it had or by the one that it gets.
    let named = if new_table.is_empty() {
        old_table
    } else {
        new_table
    };
    let old_name = object(from, old_table)?;
    let new_name = if named == old_table && from.table(&old_name).is_some() {
        old_name.clone()
    } else {
        object(to, named)?
    };
    let table = after(&new_name).unwrap_or_else(|| new_name.clone());
    let source = before(&table).unwrap_or_else(|| table.clone());
    if old_name != source && old_name != table {
        return Err(format!(
            "--rename {text}: a column cannot move from table {} to table {}",
            old_table.join("."),
            named.join(".")
        ));
    }
    Ok(Rename::Column {
        from: column_name(from.table(&source), old_column),
        to: column_name(to.table(&table), new_column),
        table,
    })
}

/// The name of the table, or of an index, that was meant; what was typed where there is none.
fn object(schema: &Schema, parts: &[String]) -> Result<Name, String> {
    if let Some(table) = find(schema, parts)? {
        return Ok(table.name.clone());
    }
    let indexes = schema.tables.iter().flat_map(|table| &table.indexes);
    let names = indexes.map(|index| &index.name);
    Ok(pick(&names, parts)?.map_or_else(|| Name::folded(parts.join(".")), Clone::clone))
}

fn find<'a>(schema: &'a Schema, parts: &[String]) -> Result<Option<&'a Table>, String> {
    let name = pick(&schema.tables.iter().map(|table| &table.name), parts)?;
    Ok(name.and_then(|name| schema.table(name)))
}

/// Whether a name, in parts, is the one that is looked for.
type Rule<'a> = &'a dyn Fn(&[String]) -> bool;

/// The name that was meant: as it was typed, else with quotes or without, else in another case,
/// else with the schema that was left out. The first of these that fits one name counts.
fn pick<'a>(
    names: &(impl Iterator<Item = &'a Name> + Clone),
    parts: &[String],
) -> Result<Option<&'a Name>, String> {
    let typed = parts.join(".");
    if let Some(name) = names.clone().find(|name| name.key() == typed) {
        return Ok(Some(name));
    }
    let wanted: Vec<String> = parts.iter().map(|part| unquoted(part)).collect();
    let own = |name: &Name| -> Vec<String> {
        let parts = split(name.as_str(), '.');
        parts.iter().map(|part| unquoted(part)).collect()
    };
    // PostgreSQL's names leave `public` out.
    let in_default =
        |name: &[String]| wanted.len() == 2 && wanted[0] == "public" && name.len() == 1;
    let ends_alike = |name: &[String], same: &dyn Fn(&str, &str) -> bool| {
        let bare = wanted.len() == 1 && name.len() == 2;
        (bare || in_default(name))
            && matches!((name.last(), wanted.last()), (Some(a), Some(b)) if same(a, b))
    };
    let exactly = |a: &str, b: &str| a == b;
    let loosely = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let alike = |name: &[String]| {
        name.len() == wanted.len() && name.iter().zip(&wanted).all(|(a, b)| loosely(a, b))
    };
    let rules: [Rule; 4] = [
        &|name| name == wanted,
        &alike,
        &|name| ends_alike(name, &exactly),
        &|name| ends_alike(name, &loosely),
    ];
    for rule in rules {
        let fitting: Vec<&Name> = names.clone().filter(|name| rule(&own(name))).collect();
        match fitting.as_slice() {
            [] => {}
            [name] => return Ok(Some(name)),
            several => {
                let shown: Vec<String> = several.iter().map(ToString::to_string).collect();
                return Err(format!("`{typed}` may be any of {}", shown.join(", ")));
            }
        }
    }
    Ok(None)
}

fn column_name(table: Option<&Table>, typed: &str) -> Name {
    let name = unquoted(typed);
    let columns = table.map_or(&[] as &[Column], |table| &table.columns);
    let exact = columns.iter().find(|column| column.name.as_str() == name);
    let found = exact.or_else(|| {
        columns
            .iter()
            .find(|column| column.name.as_str().eq_ignore_ascii_case(&name))
    });
    found.map_or_else(|| Name::folded(name), |column| column.name.clone())
}

/// Cuts a text where this character stands outside of double quotes.
fn split(text: &str, at: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (index, character) in text.char_indices() {
        if character == '"' {
            quoted = !quoted;
        } else if character == at && !quoted {
            parts.push(&text[start..index]);
            start = index + character.len_utf8();
        }
    }
    parts.push(&text[start..]);
    parts
}

fn unquoted(part: &str) -> String {
    let inner = part
        .strip_prefix('"')
        .and_then(|part| part.strip_suffix('"'));
    inner.map_or_else(|| part.to_owned(), |inner| inner.replace("\"\"", "\""))
}

/// A column's name so that [`said`] reads it as one.
pub(super) fn spelt(name: &Name) -> String {
    let text = name.as_str();
    if text.contains(['.', '=', '"']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
#[path = "said_tests.rs"]
mod tests;
