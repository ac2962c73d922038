//! Views and triggers that differ in nothing but how a name is quoted.
//!
//! `"x"` is the column x where there is one, and the string 'x' where there is none
//! (<https://sqlite.org/quirks.html#double_quoted_string_literals_are_accepted>), while x without
//! double quotes is an error there. Two such texts compare equal; whether they are is tried out.

use super::super::draft::build;
use super::super::lexer::{Token, quote, tokens};
use super::super::session::Session;
use crate::diff::Change;
use crate::schema::{Object, ObjectKind, Schema};

/// The objects of which only the goal's text works in the goal, or only the other one.
pub(super) fn changes(from: &Schema, to: &Schema) -> Vec<Change> {
    let suspects = to.objects.iter().filter_map(|after| {
        let before = from.object(after.kind, &after.name)?;
        let same = before.definition == after.definition;
        (same && differs_in_quotes(before, after)).then_some((before, after))
    });
    suspects
        .filter(|(before, after)| works(to, before, after) != works(to, after, after))
        .map(|(_, after)| Change::ReplaceObject(after.kind, after.name.clone()))
        .collect()
}

fn differs_in_quotes(one: &Object, other: &Object) -> bool {
    let quotes = |object: &Object| -> Vec<bool> {
        let text = object.definition.as_str();
        let double = |token: &Token| token.text(text).starts_with('"');
        tokens(text).iter().map(double).collect()
    };
    quotes(one) != quotes(other)
}

/// Whether the goal, with this text in the place of the object's own, compiles what it says.
fn works(to: &Schema, text: &Object, object: &Object) -> bool {
    let word = match object.kind {
        ObjectKind::View => "VIEW",
        ObjectKind::Trigger => "TRIGGER",
        _ => return true,
    };
    let Ok(session) = build(to) else { return true };
    let replaced = format!(
        "DROP {word} {};\n{}",
        quote(object.name.as_str()),
        text.definition.as_str()
    );
    session.execute(&replaced).is_ok() && compiles(&session, object)
}

fn compiles(session: &Session, object: &Object) -> bool {
    let on = quote(object.on.as_ref().unwrap_or(&object.name).as_str());
    let probes = match object.kind {
        ObjectKind::Trigger => {
            vec![
                format!("EXPLAIN INSERT INTO {on} DEFAULT VALUES"),
                format!("EXPLAIN DELETE FROM {on}"),
            ]
        }
        _ => vec![format!("SELECT * FROM {on} LIMIT 0")],
    };
    probes
        .iter()
        .all(|sql| session.connection().prepare(sql).is_ok())
}
