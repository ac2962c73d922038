//! Names: how they are written, and odd ones.

/// A name in quotes, unless it is so plain that nobody could take it for something else.
pub(super) fn quoted(name: &str) -> String {
    let stem = name.trim_end_matches(|last: char| last.is_ascii_digit());
    if PLAIN.contains(&stem) && stem.len() < name.len() {
        name.to_owned()
    } else {
        cargo_migrate::dialect::mysql::quote::ident(name)
    }
}

/// What names begin with that need no quotes.
const PLAIN: [&str; 7] = ["t", "c", "v", "f", "ix", "seq", "trg"];

/// Names that are hard to read back.
pub(super) const ODD: [&str; 34] = [
    "x y",
    "select",
    "order",
    "group",
    "table",
    "key",
    "check",
    "constraint",
    "default",
    "null",
    "primary key",
    "references",
    "values",
    "where",
    "end",
    "do",
    "int",
    "interval",
    "MixedCase",
    "UPPER",
    "Ünïcode",
    "日本",
    "it's",
    "qu\"ote",
    "ba`ck",
    "a.b",
    "se;mi",
    "da--sh",
    "pa(ren",
    "1st",
    "100%",
    "back\\slash",
    "/* x",
    // Longer, and the server gives foreign keys names that it does not take itself.
    "a_name_of_a_table_with_room_for_the_servers_ibfk_behind",
];
