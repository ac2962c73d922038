//! Lists of parameters, `name=value, other=value`, of tables, indexes and views.

use crate::dialect::postgres::quote::literal;
use crate::schema::Attributes;

/// A list as it is written: in the order in which it was kept.
pub(super) fn list<'a>(attributes: &'a Attributes, name: &str) -> Option<&'a String> {
    attributes
        .get(&format!("~{name}"))
        .or_else(|| attributes.get(name))
}

/// The statements that change a list.
pub(super) fn options(
    alter: &str,
    name: &str,
    before: &Attributes,
    after: &Attributes,
) -> Vec<String> {
    if before.get(name) == after.get(name) {
        return Vec::new();
    }
    let read = |attributes: &Attributes| -> Vec<(String, String)> {
        list(attributes, name)
            .map(|text| split_options(text))
            .unwrap_or_default()
    };
    let (mut there, wanted) = (read(before), read(after));
    let stays = |option: &(String, String)| wanted.iter().any(|(other, _)| *other == option.0);
    let gone: Vec<String> = there
        .iter()
        .filter(|option| !stays(option))
        .map(|(name, _)| name.clone())
        .collect();
    there.retain(stays);
    // SET puts what it names behind what it does not.
    let as_they_are = there
        .iter()
        .zip(&wanted)
        .take_while(|(one, other)| one == other)
        .count();
    let set: Vec<String> = wanted[as_they_are..]
        .iter()
        .map(|(name, value)| format!("{name}={}", option_value(value)))
        .collect();
    let mut statements = Vec::new();
    if !gone.is_empty() {
        statements.push(format!("{alter} RESET ({})", gone.join(", ")));
    }
    if !set.is_empty() {
        statements.push(format!("{alter} SET ({})", set.join(", ")));
    }
    statements
}

/// What is said of a table itself among its storage parameters.
pub(super) fn of_table(attributes: &Attributes) -> Attributes {
    some(attributes, |name| !name.starts_with(TOAST))
}

/// What is said of where a table's long values are kept: nothing, as long as it has no column for
/// such values (documentation of CREATE TABLE, Storage Parameters).
pub(super) fn of_toast(attributes: &Attributes) -> Attributes {
    some(attributes, |name| name.starts_with(TOAST))
}

const TOAST: &str = "toast.";

/// The storage parameters whose names are wanted.
fn some(attributes: &Attributes, wanted: impl Fn(&str) -> bool) -> Attributes {
    let names = ["storage parameters", "~storage parameters"];
    let lists = names.iter().filter_map(|name| {
        let options = split_options(attributes.get(*name)?).into_iter();
        let options: Vec<String> = options
            .filter(|(name, _)| wanted(name))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!options.is_empty()).then(|| ((*name).to_owned(), options.join(", ")))
    });
    lists.collect()
}

/// Options apart; a value in quotes may hold a comma.
fn split_options(text: &str) -> Vec<(String, String)> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for character in text.chars() {
        if character == '\'' {
            quoted = !quoted;
        }
        if character == ',' && !quoted {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(character);
        }
    }
    parts
        .iter()
        .filter_map(|part| part.trim().split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A value of a list of options, quoted where it must be.
pub(super) fn option_value(value: &str) -> String {
    let plain = value
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
    if plain && !value.is_empty() {
        value.to_owned()
    } else {
        literal(value.trim_matches('\''))
    }
}
