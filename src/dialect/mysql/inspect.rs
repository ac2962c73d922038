//! From the catalog to the model.
//!
//! What there is, is asked of `information_schema` in a fixed number of queries (`queries`), of
//! what may have come since the last look (`known`). How it is made, the server says itself: one
//! message asks SHOW CREATE of everything, since much of it is kept nowhere else (whether a key says USING, a parser of a full-text key, partitions, periods,
//! the text of routines to the letter). `table`, `column` and `key` take a table's statement apart
//! and hold the columns against `information_schema`; `objects` has views, triggers, routines,
//! events and sequences. `home` takes the database's own name out of what the server writes, so
//! that a copy under another name is the same; `ignored` says what is left out.

mod column;
mod event;
pub(super) mod home;
mod ignored;
mod known;
mod needs;
pub(super) mod objects;
mod queries;
mod table;

use super::connect::Connection;
use crate::dialect::Ignore;
use crate::error::{Error, Result};
use crate::schema::{Name, ObjectKind, Schema};
use home::Home;
use ignored::Ignored;
pub(super) use known::Known;
use queries::{Kind, Shown};

/// Reads the schema of the session's default database.
///
/// Names are kept without quotes. Settings of the session are as before when it returns.
///
/// # Errors
/// Where the server refuses a query, keeps something from this user, or the connection is lost.
pub fn inspect(connection: &mut Connection, ignore: &Ignore) -> Result<Schema> {
    inspect_again(connection, ignore, &mut Known::default()).map(|(schema, _)| schema)
}

/// The same, with a text that is equal where the schema is equal to the letter. `known` is what
/// earlier looks of this session found, and this one after it.
///
/// # Errors
/// As [`inspect`].
pub(super) fn inspect_again(
    connection: &mut Connection,
    ignore: &Ignore,
    known: &mut Known,
) -> Result<(Schema, String)> {
    let ignored = Ignored::new(ignore);
    let answers = queries::run(connection, &ignored, known)?;
    let home = Home::new(&answers.database);
    let owners = objects::Owners {
        user: &answers.user,
        count: ignore.owners_count,
    };
    let mut schema = Schema::default();
    let mut text = String::new();
    for shown in &answers.shown {
        let name = answers.name(shown.kind, &shown.name);
        if shown.kind == Kind::Table {
            let facts = answers.table(&shown.name);
            let read = || table::read(&home.bare(&shown.text), name, &facts);
            let known = known
                .table(shown, facts.collation, read)
                .map_err(|why| unreadable(shown, &why))?;
            text.push_str(&known.spelled);
            schema.tables.push(known.table.clone());
        } else {
            let object = objects::read(shown, name, &answers, &home, &owners);
            schema
                .objects
                .push(object.map_err(|why| unreadable(shown, &why))?);
        }
    }
    schema.tables.sort_by(|a, b| a.name.cmp(&b.name));
    schema
        .objects
        .sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    schema.needs = needs::of(&schema);
    text.push_str(&format!("{:?}", schema.objects));
    known.looked(&answers);
    Ok((schema, text))
}

/// Whether what has this name is left out of every look.
pub(super) fn covers(ignore: &Ignore, name: &str) -> bool {
    Ignored::new(ignore).covers(name)
}

fn unreadable(shown: &Shown, why: &str) -> Error {
    Error::failed(format!(
        "failed to read the catalog: what the server says of {} {} is not understood: {why}",
        shown.kind, shown.name
    ))
    .note(shown.text.clone())
}

/// Names of tables, views and triggers are compared as the server's file system has them
/// (`lower_case_table_names`), those of all else without regard to case
/// (<https://dev.mysql.com/doc/refman/8.0/en/identifier-case-sensitivity.html>).
pub(super) fn name_of(kind: ObjectKind, text: &str, folds: bool) -> Name {
    match kind {
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Event => Name::folded(text),
        _ if folds => Name::folded(text),
        _ => Name::exact(text),
    }
}
