//! References: names of relations, types and functions as SQL writes them, `users` or
//! `app."Users"`.

use crate::dialect::postgres::quote::ident;
use crate::schema::Name;

/// The schema, where the reference names one, and the name; both without quotes.
pub(super) fn parts(reference: &str) -> (Option<String>, String) {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut quoted = false;
    let mut characters = reference.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                part.push('"');
            }
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(std::mem::take(&mut part)),
            other => part.push(other),
        }
    }
    (parts.pop(), part)
}

/// The reference of a table, and the name of its column without quotes, of `app.users.id`.
pub(super) fn table_and_column(reference: &str) -> Option<(&str, String)> {
    let mut quoted = false;
    let mut last = None;
    for (at, character) in reference.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '.' if !quoted => last = Some(at),
            _ => {}
        }
    }
    let at = last?;
    Some((&reference[..at], parts(&reference[at + 1..]).1))
}

/// The schema of a reference as it is written, with its dot; empty for the default schema.
pub(super) fn schema_prefix(reference: &Name) -> String {
    match parts(reference.as_str()).0 {
        Some(schema) => format!("{}.", ident(&schema)),
        None => String::new(),
    }
}

/// The reference of something of this name (without quotes) in the schema of `other`.
pub(super) fn beside(other: &Name, name: &str) -> String {
    format!("{}{}", schema_prefix(other), ident(name))
}

/// The name that a reference ends in, without quotes.
pub(super) fn bare(reference: &Name) -> String {
    parts(reference.as_str()).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart_and_put_together() {
        for (reference, schema, name) in [
            ("users", None, "users"),
            ("app.users", Some("app"), "users"),
            ("\"My App\".\"U.x\"\"y\"", Some("My App"), "U.x\"y"),
        ] {
            let (found, bare) = parts(reference);
            assert_eq!((found.as_deref(), bare.as_str()), (schema, name));
        }
        assert_eq!(
            table_and_column("app.\"u.x\".\"Id\""),
            Some(("app.\"u.x\"", "Id".to_owned()))
        );
        let users = Name::exact("app.users");
        assert_eq!(beside(&users, "Users id"), "app.\"Users id\"");
    }
}
