//! Names: how they are written, and odd ones.

use super::model::Schema;
use super::slot::Kind;
use crate::fuzz::dice::Dice;
use crate::fuzz::maker::fresh_name;

/// A name in quotes, unless it is so plain that nobody could take it for something else.
pub(super) fn quoted(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && !ODD.contains(&name)
        && !PLAIN_BUT_KEYWORDS.contains(&name);
    if plain {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// A text as a literal. Backslashes stand for themselves.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A name that no other object has, but for columns.
pub(super) fn fresh(schema: &Schema, kind: Kind, dice: &mut Dice) -> String {
    let is_column = matches!(kind, Kind::Column | Kind::Output);
    fresh_name(schema, is_column, stem(kind), &ODD, dice)
}

fn stem(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema => "s",
        Kind::Enum => "mood",
        Kind::Composite => "pair",
        Kind::Domain => "dom",
        Kind::Range => "span",
        Kind::Sequence => "seq",
        Kind::Table => "t",
        Kind::Column | Kind::Output => "c",
        Kind::Primary => "pk",
        Kind::Unique => "uq",
        Kind::Check => "ck",
        Kind::Foreign => "fk",
        Kind::Exclude => "ex",
        Kind::Index => "ix",
        Kind::View => "v",
        Kind::MaterializedView => "mv",
        Kind::Function => "f",
        Kind::Procedure => "proc",
        Kind::Aggregate => "agg",
        Kind::Trigger => "trg",
        Kind::EventTrigger => "evt",
        Kind::Rule => "rule",
        Kind::Policy => "pol",
        Kind::Publication => "pub",
        Kind::Statistics => "stat",
        Kind::Collation => "coll",
        _ => "x",
    }
}

/// Keywords that may be names only in quotes, or mean something else without them.
const PLAIN_BUT_KEYWORDS: [&str; 4] = ["name", "rank", "at", "data"];

/// Names that are hard to read back.
pub(super) const ODD: [&str; 44] = [
    "x y",
    "select",
    "order",
    "group",
    "table",
    "user",
    "check",
    "constraint",
    "default",
    "null",
    "primary",
    "references",
    "current_user",
    "values",
    "where",
    "end",
    "do",
    "between",
    "char",
    "integer",
    "interval",
    "left",
    "authorization",
    "MixedCase",
    "UPPER",
    "Ünïcode",
    "日本",
    "it's",
    "qu\"ote",
    "a.b",
    "se;mi",
    "da--sh",
    "pa(ren",
    "1st",
    "new",
    "old",
    "100%",
    " lead",
    "back\\slash",
    "/* x",
    "$tag$",
    "🦀",
    "a_name_that_is_exactly_as_long_as_the_server_takes_one_63_bytes",
    "public",
];
